"""Ratios of fractures on a scale of doublings: good takers over poor ones, by what they took; and trials."""

from helpers.adherence.observed import TAKEN
from helpers.pictures.scene import (
    Column,
    Group,
    Guide,
    Mark,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Span,
    Swatch,
    Track,
    Words,
)  # fmt: skip
from helpers.words import adherence as words
from helpers.words.adherence import Figure

SHAPES = {"drug": "disc", "placebo": "hollow square", "other drug": "hollow diamond", "trial": "up"}
SCALE = Scale(
    low=0.25,
    high=4.0,
    log=True,
    ticks=tuple((value, f"{value:g}") for value in (0.25, 0.5, 1.0, 2.0, 4.0)),
    words="ratio: under 1 fewer events",
)


def scene(groups: dict[str, list[Figure]]) -> Scene:
    """Return the picture; `groups`: the ratios with an interval, by what was taken."""
    if not groups:
        return Scene(parts=(Words(text="no ratio with an interval"),))
    columns = (Track(scale=SCALE), Column(words="ratio (95 %)"))
    found = tuple(
        Group(
            words=TAKEN[taken],
            swatch=Swatch(shape=SHAPES[taken]),
            rows=tuple(map(_row, rows)),
        )
        for taken, rows in groups.items()
    )
    return Scene(parts=(Rows(columns=columns, groups=found),))


def _row(row: Figure) -> Row:
    return Row(name=words.ratio_name(row), detail=row["contrast"], cells=(_marks(row), words.ratio(row)))


def _marks(row: Figure) -> tuple[Mark, ...]:
    point = Point(x=row["ratio"], shape=SHAPES[row["taken"]], key=row["row_id"], says=words.ratio_says(row))
    return (Guide(x=1.0, ink="quiet"), Span(low=row["ratio_low"], high=row["ratio_high"]), point)
