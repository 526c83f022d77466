"""One refill record on a time line, what three measures make of it, and a made-up cohort under the same rules."""

from math import isnan

from helpers.adherence.lab import MONTH_DAYS, WATCHED_DAYS, Kept
from helpers.pictures.scene import (
    Bar,
    Column,
    Group,
    Guide,
    Handle,
    Key,
    Mark,
    Places,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Span,
    Swatch,
    Track,
)  # fmt: skip
from helpers.words import adherence as words
from helpers.words.numbers import count

DAYS = Scale(
    low=0.0,
    high=float(WATCHED_DAYS),
    ticks=tuple((month * MONTH_DAYS, f"month {month}" if not month else f"{month}") for month in range(0, 25, 3)),
)
PERCENT = Scale(low=0.0, high=120.0, ticks=((0.0, "0"), (50.0, "50"), (100.0, "100 %")))  # an MPR can pass 100
KEY = Key(
    entries=(
        (Swatch(shape="down"), "a dispensing; the large one can be moved"),
        (Swatch(shape="bar"), "supply in hand"),
        (Swatch(shape="stripes"), "gap within the grace period"),
        (Swatch(shape="box"), "longer gap"),
        (Swatch(shape="tick"), "the stop"),
    )
)
LOOKS = ("stripes", "box")  # of a gap within the grace period, and of a longer one


def scene(data: Kept, shifts: Places, stops: Places) -> Scene:
    """Return the picture.

    Args:
        data: the record and what stands beside it.
        shifts: the values of the control that moves the second dispensing, each with its day.
        stops: those of the control that ends the dispensing, each with its day.
    """
    line = Rows(columns=(Track(scale=DAYS),), groups=(Group(rows=_record(data, shifts, stops)),))
    columns = (Track(scale=PERCENT), Column(start=True))
    one = tuple(_bar(name, said, value, True) for name, said, value in words.measures(data))
    groups = (
        Group(words="This record", rows=one),
        Group(words="Made-up patients, same rules; published pairs", rows=(*_cohort(data), *_pairs(data))),
    )
    return Scene(parts=(KEY, line, Rows(columns=columns, groups=groups)))


def _record(data: Kept, shifts: Places, stops: Places) -> tuple[Row, ...]:
    days = round(data.found.mpr.of)
    window = f"window {words.WINDOWS[data.window]}"
    counted = (Span(low=0.0, high=float(days), key="window", says=f"{window}: {days} days"),)
    supply = [Bar(low=a, high=b, key=f"supply {i}", says=_from_to("Supply in hand", a, b))
              for i, (a, b) in enumerate(data.spans)]  # fmt: skip
    gaps = [Bar(low=a, high=b, look=LOOKS[long], ink="text", key=f"gap {i}", says=_from_to("A gap", a, b))
            for i, (a, b, long) in enumerate(data.gaps)]  # fmt: skip
    stop = data.found.course.days
    end = Guide(
        x=stop, key="stop", says=f"Persistence ends on day {stop:g}: the first gap longer than the grace period"
    )
    return (
        Row(name=window, detail=count(days, "day"), cells=(counted,)),
        Row(name="dispensings", detail=f"{data.supply_days} days of supply each",
            cells=((*_dispensings(data, shifts), _last(data, stops)),)),
        Row(name="supply", cells=((*supply, *gaps, end),)),
    )  # fmt: skip


def _from_to(what: str, a: float, b: float) -> str:
    return f"{what} from day {a:g} to {b:g}: {count(round(b - a), 'day')}"


def _dispensings(data: Kept, shifts: Places) -> tuple[Mark, ...]:
    return tuple(
        Point(
            x=float(day),
            shape="down",
            size=1.4 if i == 1 else 1.0,
            key=f"dispensing {i}",
            says=f"Dispensing {i + 1}, day {day}",
            handle=Handle(control="shift", places=shifts) if i == 1 else None,
        )
        for i, day in enumerate(data.days)
    )


def _last(data: Kept, stops: Places) -> Mark:
    at = float(min(data.stop_day, WATCHED_DAYS))
    said = f"From day {data.stop_day} on nothing is handed out"
    return Guide(x=at, words="no more", ink="quiet", dashed=True, key="no more", says=said,
                 handle=Handle(control="stop", places=stops))  # fmt: skip


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
