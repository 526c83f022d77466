"""Marks, scales and swatches: what stands on a track or in a plot, in the units of the data."""

from dataclasses import dataclass
from typing import TypeAlias

from helpers.pictures import inks

Value: TypeAlias = float | int | str
Places: TypeAlias = tuple[tuple[Value, float], ...]
INKS = frozenset(inks.names())


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
        follows: controls whose values it shows, as they are moved: a point or the end of a bar one, a line one for each
            of its points. Whoever draws a scene live puts it there; here it stands as the state has it.
    """

    ink: str = "text"
    key: str = ""
    says: str = ""
    choose: tuple[str, Value] | None = None
    handle: Handle | None = None
    lane: int = 0
    follows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.ink not in INKS:
            raise ValueError(f'ink: found "{self.ink}", expected one of {", ".join(sorted(INKS))}')
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

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.shape not in inks.SHAPES:
            raise ValueError(f'shape: found "{self.shape}", expected one of {", ".join(inks.SHAPES)}')


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
        super().__post_init__()
        _as_tuples(self, "xs", "ys")


@dataclass(frozen=True, kw_only=True)
class Band(Mark):
    """The room between two lines."""

    xs: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        _as_tuples(self, "xs", "lows", "highs")


def _as_tuples(mark: Mark, *names: str) -> None:
    """Let arrays and lists be tuples, all as long as the first."""
    for name in names:
        object.__setattr__(mark, name, tuple(getattr(mark, name)))
    length = len(getattr(mark, names[0]))
    for name in names[1:]:
        if len(getattr(mark, name)) != length:
            raise ValueError(f"{name}: found {len(getattr(mark, name))} values, expected {length}, one for each x")


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


def drug_swatch(drug: str) -> Swatch:
    """Return the swatch of a drug: its shape in its ink."""
    return Swatch(shape=inks.shape(drug), ink=inks.ink(drug))


@dataclass(frozen=True, kw_only=True)
class Sign(Mark):
    """A cell that is one sign with words: a verdict, a status."""

    shape: str
    words: str = ""
