"""What is to be seen, in the units of the data: no pixels, no fonts, no themes, no browsers.

A `Scene` is a stack of parts: a key, words, `Rows` with tracks and columns, a `Plot`, hundreds of people, parts side by
side. Who draws it (the browser, or matplotlib for paper) finds the room. Scenes are immutable,
can be compared, and are the same bytes for the same answer.

>>> scale = Scale(low=0, high=100, ticks=((0, "0"), (100, "100 %")))
>>> fever = Row(name="Fever", cells=((Point(x=17.2, ink="drug:zoledronic acid", says="17.2 of 100"),), "17.2"))
>>> rows = Rows(columns=(Track(scale=scale), Column(words="of 100")), groups=(Group(rows=(fever,)),))
>>> plain(Scene(parts=(rows,)))["parts"][0]["groups"][0]["rows"][0]["name"]
'Fever'
"""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from math import isfinite
from typing import Any, TypeAlias

from helpers.pictures.marks import (
    Band,
    Bar,
    Cells,
    Guide,
    Handle,
    Line,
    Mark,
    Places,
    Point,
    Scale,
    Sign,
    Span,
    Swatch,
    Ticks,
    Value,
    drug_swatch,
)

__all__ = [
    "Band", "Bar", "Beside", "Cell", "Cells", "Column", "Group", "Guide", "Handle", "Hundred", "Key", "Line",
    "Mark", "Part", "People", "Places", "Plot", "Point", "Row", "Rows", "Scale", "Scene", "Sign", "Span",
    "Swatch", "Ticks", "Track", "Value", "Words", "drug_swatch", "plain",
]  # fmt: skip
EVEN = 8  # values at even distances from which on they are not sent one by one


@dataclass(frozen=True, kw_only=True)
class Track:
    """A column of marks on one scale.

    `weight`: how much of the room it gets beside other tracks; `pile`: points that would cover each other are piled up.
    """

    scale: Scale
    weight: float = 1.0
    pile: bool = False


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of words. Numbers stand at its end, words (`start`) at its start."""

    words: str = ""
    start: bool = False


Cell: TypeAlias = tuple[Mark, ...] | Sign | str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A name, and a cell for each column: marks for a track, words or a sign for a column."""

    name: str
    cells: tuple[Cell, ...]
    detail: str = ""
    swatch: Swatch | None = None
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows under a heading; without words there is none."""

    rows: tuple[Row, ...]
    words: str = ""
    detail: str = ""
    swatch: Swatch | None = None


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows that share their columns and scales. `live`: only where something can be moved, not on paper."""

    columns: tuple[Track | Column, ...]
    groups: tuple[Group, ...]
    live: bool = False

    def __post_init__(self) -> None:
        for row in (row for group in self.groups for row in group.rows):
            kinds = [isinstance(cell, tuple) for cell in row.cells]
            if kinds != [isinstance(column, Track) for column in self.columns]:
                raise ValueError(f'row "{row.name}": expected one cell for each column, of its kind')


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Two scales and what lies between them.

    `raster`: cells that share x, below the plot; `height`, `raster_height`: in lines of text.
    """

    x: Scale
    y: Scale
    marks: tuple[Mark, ...]
    words: str = ""
    swatch: Swatch | None = None
    height: float = 14.0
    raster: Cells | None = None
    raster_height: float = 14.0

    def __post_init__(self) -> None:
        for mark in self.marks:
            if isinstance(mark, Point) and mark.y is None:
                raise ValueError(f"a point of a plot at x {mark.x:g}: expected a y")


@dataclass(frozen=True, kw_only=True)
class Hundred:
    """A hundred people. `counts`: a swatch, how many it stands for, and what that means; those left over are `rest`.

    `follows`: the control whose value the first count shows.
    """

    name: str
    words: str
    counts: tuple[tuple[Swatch, int, str], ...]
    rest: Swatch = field(default_factory=lambda: Swatch(shape="dot", ink="quiet"))
    key: str = ""
    follows: str = ""


@dataclass(frozen=True, kw_only=True)
class People:
    """Groups of a hundred, side by side."""

    groups: tuple[Hundred, ...]


@dataclass(frozen=True, kw_only=True)
class Key:
    """What marks mean."""

    entries: tuple[tuple[Swatch, str], ...]


@dataclass(frozen=True, kw_only=True)
class Words:
    """A line or two of words. `strong`: a heading or a warning; else a remark."""

    text: str
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Stacks of parts side by side, below each other where it is narrow."""

    stacks: tuple[tuple["Part", ...], ...]


Part: TypeAlias = Rows | Plot | People | Key | Words | Beside


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A picture: its parts from the top."""

    parts: tuple[Part, ...]

    def marks(self) -> Iterator[Mark]:
        """Yield every mark, in reading order."""
        yield from (found for found in _walk(self) if isinstance(found, Mark))


def _walk(value: Any) -> Iterator[Any]:
    if is_dataclass(value):
        yield value
        for each in fields(value):
            yield from _walk(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _walk(item)


def plain(value: Any) -> Any:
    """Return a scene as lists, dicts, numbers and texts; what is left out has its usual value.

    Raises:
        ValueError: a number that is not finite: a gap is said in words, not drawn.
    """
    if isinstance(value, float):
        return _short(value)
    if is_dataclass(value):
        kept = {"is": type(value).__name__.lower()}
        for each in fields(value):
            found = getattr(value, each.name)
            if each.default is MISSING or found != each.default:
                kept[each.name] = plain(found)
        return kept
    if isinstance(value, tuple):
        return _even(value) or [plain(item) for item in value]
    return plain(value.item()) if hasattr(value, "item") else value  # a number of numpy's


def _short(number: float) -> float:
    """Return a number as it is sent: whole numbers without a point, others with five digits."""
    if not isfinite(number):
        raise ValueError(f"scene: found {number}, expected a number that can be drawn")
    return int(number) if number.is_integer() else float(f"{number:.5g}")


def _even(values: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return many values at even distances as where they begin, the step and how many; nothing for others."""
    if len(values) < EVEN or not isinstance(values[0], float | int):
        return None
    step = values[1] - values[0]
    if any(values[0] + i * step != value for i, value in enumerate(values)):
        return None
    return {"from": plain(values[0]), "step": plain(step), "count": len(values)}
