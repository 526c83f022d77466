"""Rare harms on a ladder of tens, beside fractures prevented for scale.

Where there is a comparator a row stands at the difference, for harms as for fractures; else at all cases with the drug.
"""

from math import isnan

from helpers.comparisons import ALL, FEWER, MORE, Event
from helpers.pictures.scene import Column, Group, Key, Mark, Point, Row, Rows, Scale, Scene, Span, Swatch, Track, Words
from helpers.words import harms as words

TOP = 100_000
SHAPES = {ALL: "hollow diamond", MORE: "disc", FEWER: "square"}
SCALE = Scale(
    low=1.0,
    high=float(TOP),
    log=True,
    zero=True,
    ticks=((0.0, "0"), *((float(10**power), f"{10**power:,}") for power in range(6))),
    words="in 100,000",
)


def scene(rungs: list[Event], chosen: str | None) -> Scene:
    """Return the picture; `rungs`: as `comparisons.rungs`; `chosen`: the harm_id that stands out, if any."""
    if not rungs:
        return Scene(parts=(Words(text="No rare harm to show."),))
    key = Key(entries=tuple((Swatch(shape=shape), what) for what, shape in SHAPES.items()))
    rows = tuple(
        Row(
            name=words.name(row),
            detail=f"{row['treatment']}; {words.time(row)}",
            strong=row["harm_id"] == chosen,
            cells=(_marks(row, row["harm_id"] == chosen), words.total(row)),
        )
        for row in rungs
    )
    columns = (Track(scale=SCALE), Column(words="in 100,000"))
    return Scene(parts=(key, Rows(columns=columns, groups=(Group(rows=rows),))))


def _marks(row: Event, out: bool) -> tuple[Mark, ...]:
    at = max(float(row["at"]), 0.0)
    point = Point(x=at, shape=SHAPES[row["what"]], size=1.3 if out else 1.0, key=row["harm_id"], says=words.rung(row))
    if row["what"] != ALL or isnan(row["rate_low"]):
        return (point,)
    return (Span(low=row["rate_low"], high=row["rate_high"]), point)
