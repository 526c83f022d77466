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

Value: TypeAlias = float | int | str
EVEN = 8  # values at even distances from which on they are not sent one by one
Places: TypeAlias = tuple[tuple[Value, float], ...]


@dataclass(frozen=True, kw_only=True)
class Handle:
    """A mark that can be grabbed.

    Attributes:
        control: the control it stands for.
        places: for each value of the control where the mark then stands, on the scale it moves along.
        along: "x" or "y".
    """

    control: str
    places: Places
    along: str = "x"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What every mark can have.

    Attributes:
        ink: a role of `inks.ROLES`, or "drug:" and its name.
        key: the same in the next scene: the same thing, moved.
        says: what it is, for those who point at it or walk to it.
        choose: a control and the value it gets when the mark is pressed.
        handle: what grabbing it moves; only a mark with a key can be grabbed.
        lane: 1 stands above the middle of its track.
    """

    ink: str = "text"
    key: str = ""
    says: str = ""
    choose: tuple[str, Value] | None = None
    handle: Handle | None = None
    lane: int = 0

    def __post_init__(self) -> None:
        if self.handle and not self.key:
            raise ValueError(f"a handle of {self.handle.control}: expected a key, to find it when it moves")


@dataclass(frozen=True, kw_only=True)
class Point(Mark):
    """One value, in a plot at `y`. `shape`: a key of `inks.SHAPES`; `words`: beside it."""

    x: float
    y: float | None = None
    shape: str = "disc"
    size: float = 1.0
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Ticks(Mark):
    """Many values of one kind: marks of their own where there is room, else strokes, else a band."""

    xs: tuple[float, ...]
    shape: str = "disc"


@dataclass(frozen=True, kw_only=True)
class Bar(Mark):
    """From one value to another, with words after its end. `look`: "full", "stripes" or "box"; `thin`: half as high."""

    low: float
    high: float
    words: str = ""
    look: str = "full"
    thin: bool = False


@dataclass(frozen=True, kw_only=True)
class Span(Mark):
    """An interval as a thin line with ends, along x or, in a plot, along y; `at`: where it stands on the other scale.

    `words`: beside it; `open`: its end lies beyond the scale.
    """

    low: float
    high: float
    along: str = "x"
    at: float | None = None
    words: str = ""
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class Guide(Mark):
    """A line across, at `x` from top to bottom or at `y` from side to side, with words."""

    x: float | None = None
    y: float | None = None
    words: str = ""
    dashed: bool = False


@dataclass(frozen=True, kw_only=True)
class Line(Mark):
    """A line through points. `look`: "full", "dashed" or "dots"; `step`: each value holds until the next x."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    look: str = "full"
    step: bool = False

    def __post_init__(self) -> None:
        _alike(self.xs, self.ys)


@dataclass(frozen=True, kw_only=True)
class Band(Mark):
    """The room between two lines."""

    xs: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]

    def __post_init__(self) -> None:
        _alike(self.xs, self.lows)
        _alike(self.xs, self.highs)


def _alike(xs: tuple[float, ...], ys: tuple[float, ...]) -> None:
    if len(xs) != len(ys):
        raise ValueError(f"found {len(ys)} values, expected {len(xs)}, one for each x")


@dataclass(frozen=True, kw_only=True)
class Cells(Mark):
    """A raster: one text a row from the top, one sign a unit of x: "2" full, "1" half, "0" empty."""

    rows: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A range of values.

    `ticks`: values with the words that stand there; `log`: by equal ratios; `zero`: whether such a scale has a place
    for nothing, apart from the others; `words`: its name. What lies outside stands at the end.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()
    log: bool = False
    zero: bool = False
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Swatch:
    """A mark beside a name or in a key: a shape, or "bar", "half bar", "stripes", "box", "line", "dots", "span"."""

    shape: str
    ink: str = "text"


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


@dataclass(frozen=True, kw_only=True)
class Sign(Mark):
    """A cell that is one sign with words: a verdict, a status."""

    shape: str
    words: str = ""


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
    """Rows that share their columns and scales."""

    columns: tuple[Track | Column, ...]
    groups: tuple[Group, ...]

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


@dataclass(frozen=True, kw_only=True)
class Hundred:
    """A hundred people. `counts`: a swatch, how many it stands for, and what that means; those left over are `rest`."""

    name: str
    words: str
    counts: tuple[tuple[Swatch, int, str], ...]
    rest: Swatch = field(default_factory=lambda: Swatch(shape="dot", ink="quiet"))
    key: str = ""


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
    if is_dataclass(value):
        kept = {"is": type(value).__name__.lower()}
        for each in fields(value):
            found = getattr(value, each.name)
            if each.default is MISSING or found != each.default:
                kept[each.name] = plain(found)
        return kept
    if isinstance(value, tuple):
        return _even(value) or [plain(item) for item in value]
    if hasattr(value, "item"):  # a number of numpy's
        value = value.item()
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"scene: found {value}, expected a number that can be drawn")
        return int(value) if value.is_integer() else float(f"{value:.5g}")
    return value


def _even(values: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return many values at even distances as where they begin, the step and how many; nothing for others."""
    if len(values) < EVEN or not isinstance(values[0], float | int):
        return None
    step = values[1] - values[0]
    if any(values[0] + i * step != value for i, value in enumerate(values)):
        return None
    return {"from": plain(values[0]), "step": plain(step), "count": len(values)}
