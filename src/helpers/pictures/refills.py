"""One refill record on a time line, what three measures make of it, and a made-up cohort under the same rules."""

from math import isnan

from helpers.adherence.lab import Kept
from helpers.pictures import record
from helpers.pictures.scene import (
    Bar,
    Column,
    Group,
    Mark,
    Places,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Track,
)  # fmt: skip
from helpers.words import adherence as words

PERCENT = Scale(low=0.0, high=120.0, ticks=((0.0, "0"), (50.0, "50"), (100.0, "100 %")))  # an MPR can pass 100


def scene(data: Kept, shifts: Places, stops: Places) -> Scene:
    """Return the picture.

    Args:
        data: the record and what stands beside it.
        shifts: the values of the control that moves the second dispensing, each with its day.
        stops: those of the control that ends the dispensing, each with its day.
    """
    columns = (Track(scale=PERCENT), Column(start=True))
    one = tuple(_bar(name, said, value, True) for name, said, value in words.measures(data))
    groups = (
        Group(words="This record", rows=one),
        Group(words="Made-up patients, same rules; published pairs", rows=(*_cohort(data), *_pairs(data))),
    )
    return Scene(parts=(record.KEY, record.line(data, shifts, stops), Rows(columns=columns, groups=groups)))


def _bar(name: str, said: str, value: float, strong: bool) -> Row:
    ink = "text" if strong else "quiet"
    marks = () if isnan(value) else (Bar(low=0.0, high=value, ink=ink, key=name, says=f"{name}: {said}"),)
    return Row(name=name, strong=strong, cells=(marks, said))


def _cohort(data: Kept) -> tuple[Row, ...]:
    cohort = data.cohort
    told = (
        ("mean MPR", cohort["mpr"], f", of {cohort['counted']:,} with days to count"),
        (f"PDC {data.threshold:g} or more", cohort["adherent"], ""),
        ("still treated", cohort["persistent"], f" at {words.span(data)}"),
    )
    return tuple(_bar(name, words.percent(value) + more, value, False) for name, value, more in told)


def _pairs(data: Kept) -> tuple[Row, ...]:
    rows = []
    for name, one, other in data.pairs:
        said = f"{name.partition(': ')[2]} {one:g} or {other:g} %"
        ends = sorted((one, other))
        marks: tuple[Mark, ...] = (Bar(low=ends[0], high=ends[1], ink="grid", thin=True),
                                   *(Point(x=value, says=f"{name} {value:g} %") for value in ends))  # fmt: skip
        rows.append(Row(name=name.partition(":")[0], cells=(marks, said)))
    return tuple(rows)
