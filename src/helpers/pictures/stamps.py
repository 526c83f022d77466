"""Marks on paper: how each mark of a scene is drawn into an axes of matplotlib, in the units of the data."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from helpers.pictures import inks
from helpers.pictures.piles import levels
from helpers.pictures.rulers import place
from helpers.pictures.scene import (
    Band,
    Bar,
    Cell,
    Cells,
    Column,
    Guide,
    Hundred,
    Line,
    Mark,
    Plot,
    Point,
    Scale,
    Sign,
    Span,
    Swatch,
    Ticks,
    Track,
)

SIZE, UNIT = 8.1, 13.5  # points across of a mark; pixels of the text
LANE = 1.2  # heights of the text above a track
PILE = 0.75
TOUCHING = 2.2  # pixels between marks that can still be told apart
SMALL_WORDS = 9.0
HALF = 0.4  # of an ink, where something is half full


def words(cell: Cell) -> str:
    """Return the words of a cell."""
    return cell.words if isinstance(cell, Sign) else "" if isinstance(cell, tuple) else cell


def has_lane(cell: Cell) -> bool:
    """Return whether something stands above a track."""
    return isinstance(cell, tuple) and any(m.lane or (isinstance(m, Guide) and m.words) for m in cell)


def height(cell: Cell, column: Track | Column) -> float:
    """Return how high the cell of a track is, in heights of the text."""
    if not isinstance(cell, tuple):
        return 0.0
    piled = (
        (max(levels(cell, column.scale), default=0) + 1) * PILE if isinstance(column, Track) and column.pile else 0.0
    )
    return max(1.5 + LANE * has_lane(cell), piled)


def marks(axes: Axes, cell: Cell, column: Track, middle: float, top: float, bottom: float) -> None:
    """Draw the marks of one row; y counts pixels from the top of the axes."""
    assert isinstance(cell, tuple)
    pile = levels(cell, column.scale) if column.pile else [0] * len(cell)
    lowest = middle + 0.5 * PILE * UNIT * max(pile, default=0)
    for mark, level in zip(cell, pile, strict=True):
        y = top + 0.9 * UNIT if mark.lane else lowest - level * PILE * UNIT
        _mark(axes, mark, column.scale, y, (top, bottom))


def _mark(axes: Axes, mark: Mark, on: Scale, y: float, across: tuple[float, float]) -> None:
    colour, gid = inks.colour(mark.ink), mark.key or mark.says
    match mark:
        case Point():
            _point(axes, place(on, mark.x), y, mark.shape, mark.ink, mark.size, gid)
            if mark.words:
                _say(axes, place(on, mark.x), y, mark.words, 8)
        case Ticks():
            xs = [place(on, x) for x in mark.xs]
            room = float(axes.bbox.width) / max(len(xs), 1)  # pixels for each, if they lie evenly
            if room < TOUCHING:
                axes.barh([y], [xs[-1] - xs[0]], 1.1 * UNIT, left=xs[0], color=colour, gid=gid)
            elif room < UNIT:
                axes.vlines(xs, y - 0.55 * UNIT, y + 0.55 * UNIT, color=colour, linewidth=1, gid=gid)
            else:
                _point(axes, xs, [y] * len(xs), mark.shape, mark.ink, 1.0, gid)
        case Bar():
            low, high = place(on, mark.low), place(on, mark.high)
            look: dict[str, Any] = {"color": colour} if mark.look == "full" else {"fill": False, "edgecolor": colour}
            if mark.look == "stripes":
                look["hatch"] = "||||"
            axes.barh([y], [high - low], (0.55 if mark.thin else 0.95) * UNIT, left=low, gid=gid, **look)
            if mark.words:
                _say(axes, high, y, mark.words, 5, turns=False)
        case Span():
            low, high = place(on, mark.low), place(on, mark.high)
            axes.plot([low, high], [y, y], color=colour, linewidth=1.4, marker="|", markersize=6, gid=gid)
            if mark.words:
                _say(axes, low if _at_end(axes, high) else high, y, mark.words, 6)
        case Guide():
            x = place(on, mark.x or 0.0)
            axes.plot([x, x], across, color=colour, linewidth=1.8, linestyle=":" if mark.dashed else "-", gid=gid)
            if mark.words:
                _say(axes, x, across[0] + 0.6 * UNIT, mark.words, 6)


def _at_end(axes: Axes, x: float) -> bool:
    low, high = axes.get_xlim()
    return bool(x > low + 0.8 * (high - low))


def _say(axes: Axes, x: float, y: float, said: str, gap: float, turns: bool = True) -> None:
    right = turns and _at_end(axes, x)
    gap, ink = -gap if right else gap, inks.colour("text")
    axes.annotate(said, (x, y), (gap, 0), textcoords="offset points", va="center", ha="right" if right else "left",
                  color=ink, fontsize=SMALL_WORDS, fontfamily="DejaVu Sans", parse_math=False,
                  annotation_clip=False)  # fmt: skip


def _point(axes: Axes, x: Any, y: Any, shape: str, ink: str, size: float, gid: str = "") -> None:
    colour, paper = inks.colour(ink), inks.colour("paper")
    across = {"dot": 0.45, "diamond": 0.9, "hollow diamond": 0.9, "star": 1.3}.get(shape, 1.0) * SIZE * size
    look: dict[str, Any] = {"color": colour}
    if shape in inks.HOLLOW:
        look = {"markerfacecolor": paper, "markeredgecolor": colour, "markeredgewidth": 1.4}
    if shape in ("x", "dash", "tick"):
        look["markeredgewidth"] = 1.6
    if shape == "half":
        look |= {"fillstyle": "left", "markerfacecoloralt": paper}
    axes.plot(x, y, marker=inks.SHAPES[shape], markersize=across, linestyle="none", clip_on=False, gid=gid, **look)


def swatch(axes: Axes, drawn: Swatch) -> None:
    """Draw a swatch into a small axes of its own."""
    axes.set_axis_off()
    axes.set_xlim(0, 1.3)
    axes.set_ylim(1.2, 0)
    colour = inks.colour(drawn.ink)
    match drawn.shape:
        case "bar" | "half bar" | "stripes" | "box":
            full = drawn.shape in ("bar", "half bar")
            look: dict[str, Any] = {"color": colour} if full else {"fill": False, "edgecolor": colour}
            axes.barh([0.6], [1.15], 0.7, left=0.05, alpha=HALF if drawn.shape == "half bar" else None,
                      hatch="||||" if drawn.shape == "stripes" else None, **look)  # fmt: skip
        case "line":
            axes.plot([0.05, 1.2], [0.6, 0.6], color=colour, linewidth=2.5)
        case "span":
            axes.plot([0.1, 1.15], [0.6, 0.6], color=colour, linewidth=1.4, marker="|", markersize=6)
        case "dots":
            axes.plot([0.2, 0.6, 1.0], [0.6] * 3, color=colour, linestyle="none", marker="o", markersize=2.6)
        case _:
            _point(axes, 0.6, 0.6, drawn.shape, drawn.ink, 0.95)


def plot(axes: Axes, drawn: Plot) -> None:
    """Draw a plot."""
    axes.set_xlim(drawn.x.low, drawn.x.high)
    axes.set_ylim(drawn.y.low, drawn.y.high)
    axes.set_xticks(
        [value for value, _ in drawn.x.ticks], ["" if drawn.raster else words for _, words in drawn.x.ticks]
    )
    axes.set_yticks([value for value, _ in drawn.y.ticks], [words for _, words in drawn.y.ticks])
    axes.grid(axis="y", color=inks.colour("band"), linewidth=1)
    axes.set_axisbelow(True)
    for mark in drawn.marks:
        colour, gid = inks.colour(mark.ink), mark.key or mark.says
        match mark:
            case Band():
                thin = 1.0 if mark.ink in ("grid", "band") else 0.45  # two bands of drugs may lie on each other
                axes.fill_between(mark.xs, mark.lows, mark.highs, color=colour, linewidth=0, gid=gid, alpha=thin)
            case Line() if mark.look == "dots":
                axes.plot(mark.xs, mark.ys, color=colour, linestyle="none", marker="o", markersize=2.4, gid=gid)
            case Line():
                style = "steps-post" if mark.step else "default"
                axes.plot(mark.xs, mark.ys, color=colour, linewidth=2.4, drawstyle=style,
                          linestyle="--" if mark.look == "dashed" else "-", gid=gid)  # fmt: skip
            case Point():
                _point(axes, mark.x, mark.y, mark.shape, mark.ink, mark.size, gid)
                _named(axes, mark.x, mark.y or 0.0, mark.words)
            case Span(along="x"):
                at = mark.at or 0.0
                axes.plot([mark.low, mark.high], [at, at], color=colour, linewidth=1.3, marker="|", gid=gid)
                _named(axes, mark.high, at, mark.words)
            case Span():
                at = mark.at or 0.0
                axes.plot([at, at], [mark.low, mark.high], color=colour, linewidth=1.3, marker="_", gid=gid)
                _named(axes, at, mark.high, mark.words)
            case Guide() if mark.x is not None:
                axes.axvline(mark.x, color=colour, linewidth=1.5, linestyle="--" if mark.dashed else "-", gid=gid)
                _named(axes, mark.x, drawn.y.high, mark.words)
            case Guide():
                axes.axhline(
                    mark.y or 0.0, color=colour, linewidth=1.5, linestyle="--" if mark.dashed else "-", gid=gid
                )


def _named(axes: Axes, x: float, y: float, said: str) -> None:
    if said:
        _say(axes, x, y, said, 6)


def raster(axes: Axes, cells: Cells, across: Scale) -> None:
    """Draw cells: full, half, empty."""
    full, empty = np.array(to_rgb(inks.colour(cells.ink))), np.array(to_rgb(inks.colour("band")))
    half = HALF * full + (1 - HALF) * np.array(to_rgb(inks.colour("paper")))
    signs = np.array([[int(sign) for sign in row] for row in cells.rows])
    high = (across.low, across.low + signs.shape[1], len(signs), 0)
    axes.imshow(np.stack([empty, half, full])[signs], aspect="auto", interpolation="nearest", extent=high)
    axes.set_xlim(across.low, across.high)
    axes.set_xticks([value for value, _ in across.ticks], [words for _, words in across.ticks])


def hundred(axes: Axes, group: Hundred) -> None:
    """Draw a hundred people, ten in a row."""
    axes.set_xlim(-0.5, 9.5)
    axes.set_ylim(9.5, -0.5)
    axes.set_axis_off()
    left = 100 - sum(count for _, count, _ in group.counts)
    first = 0
    for swatched, count, said in (*group.counts, (group.rest, left, "")):
        places = np.arange(first, first + count)
        _point(axes, places % 10, places // 10, swatched.shape, swatched.ink, 1.0, said)
        first += count
