"""Where the parts of a scene stand on paper: names, words, and an axes for each track or plot."""

from collections.abc import Callable, Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.pictures import inks, rulers, stamps
from helpers.pictures.lettering import DPI, SMALL, UNIT, WIDTH, font, lines_of, natural, width_of
from helpers.pictures.scene import (
    Bar,
    Beside,
    Column,
    Key,
    Part,
    People,
    Plot,
    Row,
    Rows,
    Sign,
    Swatch,
    Track,
    Words,
)

GAP = 1.1 * UNIT  # between columns
Span = tuple[float, float]  # where a column begins, and how wide it is


class Page:
    """Collects what stands where, in pixels from the top, and makes the figure when the height is known."""

    def __init__(self) -> None:
        self.left, self.width, self.y = 8.0, WIDTH - 16.0, 8.0
        self.rules: list[tuple[float, float, float]] = []
        self.texts: list[tuple[float, float, str, dict[str, Any]]] = []
        self.axes: list[tuple[tuple[float, float, float, float], str, Callable[[Axes], None]]] = []

    def finished(self) -> Figure:
        """Return the figure."""
        height = self.y + 8.0
        made = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=inks.colour("paper"))
        for (x, y, width, tall), label, draw in self.axes:
            box = (x / WIDTH, 1 - (y + tall) / height, width / WIDTH, tall / height)
            axes = made.add_axes(box, label=label, frameon=False)
            axes.tick_params(length=0, labelcolor=inks.colour("quiet"))
            axes.set_yticks([])
            draw(axes)
            for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
                tick.set_fontproperties(font(SMALL, False))
        for x, width, y in self.rules:
            ends, level = (x / WIDTH, (x + width) / WIDTH), 1 - y / height
            made.add_artist(Line2D(ends, (level, level), color=inks.colour("band"), linewidth=0.8, zorder=0))
        for x, y, words, look in self.texts:
            face = font(look.get("size", UNIT), look.get("bold", False))
            ink, end = inks.colour(look.get("ink", "text")), look.get("ha", "left")
            made.text(x / WIDTH, 1 - y / height, words, fontproperties=face, va="center", ha=end, color=ink,
                      parse_math=False)  # fmt: skip
        return made

    def block(self, x: float, top: float, lines: list[str], **look: Any) -> float:
        """Write lines below each other; return their height."""
        step = 1.3 * look.get("size", UNIT)
        self.texts += [(x, top + (i + 0.5) * step, line, look) for i, line in enumerate(lines)]
        return float(step * len(lines))

    def swatch(self, drawn: Swatch, x: float, y: float) -> None:
        """Draw a swatch, its middle at y."""
        box = (x, y - 0.6 * UNIT, 1.3 * UNIT, 1.2 * UNIT)
        self.axes.append((box, "swatch", lambda axes: stamps.swatch(axes, drawn)))

    def part(self, part: Part) -> None:
        """Place the next part below the last one."""
        match part:
            case Words(strong=True):
                self.y += self.block(self.left, self.y, lines_of(part.text, self.width, UNIT, True), bold=True) + 4
            case Words():
                lines = lines_of(part.text, self.width, SMALL)
                self.y += self.block(self.left, self.y, lines, size=SMALL, ink="quiet") + 4
            case Key():
                self._key(part)
            case Rows(live=False):
                self._rows(part)
            case Plot():
                self._plot(part)
            case People():
                self._people(part)
            case Beside():
                self._beside(part)

    def _titled(self, words: str, swatch: Swatch | None) -> None:
        inset = 1.6 * UNIT if swatch else 0.0
        if swatch:
            self.swatch(swatch, self.left, self.y + 0.65 * UNIT)
        self.y += self.block(self.left + inset, self.y, lines_of(words, self.width - inset, UNIT, True), bold=True)

    def _key(self, key: Key) -> None:
        x = self.left
        for swatch, words in key.entries:
            wide = width_of(words, SMALL) + 1.7 * UNIT
            if x > self.left and x + wide > self.left + self.width:
                x, self.y = self.left, self.y + 1.5 * SMALL
            self.swatch(swatch, x, self.y + 0.65 * SMALL)
            self.block(x + 1.6 * UNIT, self.y, [words], size=SMALL)
            x += wide + 1.4 * UNIT
        self.y += 2.0 * SMALL

    def _rows(self, part: Rows) -> None:
        rows = [row for group in part.groups for row in group.rows]
        inset = 1.6 * UNIT if any(row.swatch for row in rows) else 0.0
        widest = max((max(width_of(r.name, UNIT, r.strong), width_of(r.detail, SMALL)) for r in rows), default=0.0)
        names = min(widest + inset, 0.36 * self.width)
        spans = list(self._spans(part, rows, names))
        lone = [c for c in part.columns if isinstance(c, Track) or c.words]
        name = lone[0].scale.words if len(lone) == 1 and isinstance(lone[0], Track) else ""
        if not name:
            self._heads(part, spans)
        top, placed = self.y, []
        for group in part.groups:
            if group.words:
                self.y += 6
                self._titled(group.words, group.swatch)
                detail = lines_of(group.detail, self.width, SMALL)
                self.y += self.block(self.left, self.y, detail, size=SMALL, ink="quiet") + 3
            for row in group.rows:
                placed.append((row, *self._row(part, row, spans, names - inset, inset)))
        for i, (column, (x, width)) in enumerate(zip(part.columns, spans, strict=True)):
            if isinstance(column, Track):
                alike = [j for j, other in enumerate(part.columns) if _same_scale(column, other)]
                draw = _track(column, i, alike, placed, top, self.y - top, width)
                self.axes.append(((x, top, width, self.y - top), f"track {i}", draw))
        scaled = any(isinstance(column, Track) and column.scale.ticks for column in part.columns)
        self.y += 2.0 * SMALL if scaled else 6.0
        if name:  # a lone track has its name under its numbers
            self.y += self.block(spans[0][0], self.y - 0.3 * SMALL, [name], size=SMALL, ink="quiet")

    def _spans(self, part: Rows, rows: list[Row], names: float) -> Iterator[Span]:
        """Yield where each column stands: words take what they need, tracks share the rest."""
        widths = [0.0 if isinstance(c, Track) else natural(c, i, rows) for i, c in enumerate(part.columns)]
        weights = [c.weight if isinstance(c, Track) else 0.0 for c in part.columns]
        rest = max(self.width - names - sum(widths) - GAP * len(widths), 60.0)
        spare = 0.0 if any(weights) else rest / len(weights)
        x = self.left + names + GAP
        for weight, width in zip(weights, widths, strict=True):
            span = rest * weight / sum(weights) if weight else width + spare
            yield x, span
            x += span + GAP

    def _heads(self, part: Rows, spans: list[Span]) -> None:
        said = [column.scale.words if isinstance(column, Track) else column.words for column in part.columns]
        heads = [lines_of(words, width + 6, SMALL) for words, (_, width) in zip(said, spans, strict=True)]
        tall = 1.3 * SMALL * max(map(len, heads), default=0)
        for column, lines, (x, width) in zip(part.columns, heads, spans, strict=True):
            end = isinstance(column, Column) and not column.start
            top = self.y + tall - 1.3 * SMALL * len(lines)
            self.block(x + width if end else x, top, lines, size=SMALL, ink="quiet", ha="right" if end else "left")
        self.y += tall + 4

    def _row(self, part: Rows, row: Row, spans: list[Span], room: float, inset: float) -> tuple[float, float]:
        """Write a row; return where its middle and its top are."""
        name, detail = lines_of(row.name, room, UNIT, row.strong), lines_of(row.detail, room, SMALL)
        cells = [
            lines_of(stamps.words(c), span[1] + 1, SMALL, row.strong) for c, span in zip(row.cells, spans, strict=True)
        ]
        named = 1.3 * (UNIT * len(name) + SMALL * len(detail))
        track = max((stamps.height(c, column) for c, column in zip(row.cells, part.columns, strict=True)), default=0.0)
        tall = max(named, track * UNIT, *(1.3 * SMALL * len(lines) for lines in cells)) + 0.7 * UNIT
        middle, top = self.y + tall / 2, self.y
        self.rules.append((self.left, self.width, top))
        lane = 0.5 * stamps.LANE * UNIT * any(map(stamps.has_lane, row.cells))
        if row.swatch:
            self.swatch(row.swatch, self.left, middle - named / 2 + 0.65 * UNIT)
        below = middle - named / 2 + self.block(self.left + inset, middle - named / 2, name, bold=row.strong)
        self.block(self.left + inset, below, detail, size=SMALL, ink="quiet")
        for cell, column, lines, (x, width) in zip(row.cells, part.columns, cells, spans, strict=True):
            up, end = middle + lane - 0.65 * SMALL * len(lines), isinstance(column, Column) and not column.start
            if isinstance(cell, Sign):
                self.swatch(Swatch(shape=cell.shape, ink=cell.ink), x, middle + lane)
                self.block(x + 1.5 * UNIT, up, lines, size=SMALL)
            elif not isinstance(cell, tuple):
                at, side = (x + width, "right") if end else (x, "left")
                self.block(at, up, lines, size=SMALL, bold=row.strong, ha=side)
        self.y += tall
        return middle + lane, top

    def _plot(self, plot: Plot) -> None:
        self._titled(plot.words, plot.swatch)
        self.y += self.block(self.left, self.y, lines_of(plot.y.words, self.width, SMALL), size=SMALL, ink="quiet") + 6
        x, width, tall = self.left + 3.2 * UNIT, self.width - 4.2 * UNIT, plot.height * UNIT
        self.axes.append(((x, self.y, width, tall), "plot", lambda axes: stamps.plot(axes, plot)))
        self.y += tall
        if plot.raster is not None:
            cells, low = plot.raster, plot.raster_height * UNIT
            box = (x, self.y + 0.9 * UNIT, width, low)
            self.axes.append((box, "raster", lambda axes: stamps.raster(axes, cells, plot.x)))
            self.y += low + 0.9 * UNIT
        self.y += 1.6 * SMALL
        self.y += self.block(x, self.y, lines_of(plot.x.words, width, SMALL), size=SMALL, ink="quiet")

    def _people(self, people: People) -> None:
        each, side = 15.5 * UNIT, 13.5 * UNIT
        names = [lines_of(group.name, each, UNIT, True) for group in people.groups]
        said = [lines_of(group.words, each, SMALL) for group in people.groups]
        crowd = self.y + 1.3 * UNIT * max(map(len, names)) + 4
        for i, group in enumerate(people.groups):
            x = self.left + i * (each + 2 * UNIT)
            self.block(x, self.y, names[i], bold=True)
            self.axes.append(((x, crowd, side, side), "people", lambda axes, group=group: stamps.hundred(axes, group)))  # type: ignore[misc]
            self.block(x, crowd + side + 4, said[i], size=SMALL)
        self.y = crowd + side + 8 + 1.3 * SMALL * max(map(len, said))

    def _beside(self, beside: Beside) -> None:
        left, width, top = self.left, self.width, self.y
        each = (width - 2 * UNIT * (len(beside.stacks) - 1)) / len(beside.stacks)
        low = top
        for i, stack in enumerate(beside.stacks):
            self.left, self.width, self.y = left + i * (each + 2 * UNIT), each, top
            for part in stack:
                self.part(part)
            low = max(low, self.y)
        self.left, self.width, self.y = left, width, low


def _same_scale(one: Track, other: Track | Column) -> bool:
    ends = (one.scale.low, one.scale.high, one.weight)
    return isinstance(other, Track) and (other.scale.low, other.scale.high, other.weight) == ends


def _track(
    column: Track, i: int, alike: list[int], placed: Any, top: float, height: float, width: float
) -> Callable[[Axes], None]:
    """Return what draws the marks of all rows into the axes of a track; the words after bars keep their room.

    Tracks of the same scale (`alike`) leave the same room, so that their bars can be compared.
    """
    cells = [row.cells[j] for row, *_ in placed for j in alike]
    bars = [mark for cell in cells for mark in cell if isinstance(mark, Bar) and mark.words]
    room = [(rulers.share(column.scale, bar.high), (width_of(bar.words, SMALL) + 14) / width) for bar in bars]

    def draw(axes: Axes) -> None:
        rulers.scale(axes, column.scale, min(((1 - words) / at for at, words in room if at), default=1.0))
        axes.set_ylim(height, 0)
        below = [above for _, _, above in placed[1:]] + [top + height]
        for (row, middle, above), next_row in zip(placed, below, strict=True):
            bottom = min(next_row, 2 * middle - above)
            stamps.marks(axes, row.cells[i], column, middle - top, above - top, bottom - top)

    return draw
