"""A cohort of virtual patients: coverage curves above, a row for each patient and a column for each month below."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from helpers.adherence.cohort import COVERED, FADING, UNCOVERED
from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.view import fit, whole

WORDS = {COVERED: "covered", FADING: "some effect left", UNCOVERED: "no effect left"}
CURVE, RASTER = 9.0, 15.0  # heights, in heights of the text


@dataclass(frozen=True)
class Column:
    """One regimen. Shares are 0 to 1, one a month.

    `covered`, `some` (covered or some effect left): expected. `low`, `high`: the range of `covered`; `some_low`,
    `some_high`: that of `some`. `patients`: some of the virtual patients by months, the state of each, those who are
    covered longest first. `known_months`: until there coverage rests on more than an extrapolation; `bases`: on what
    in each of `told`, the months that a table names; `rules`: how the studies behind the curve counted a stop.
    `ranged`: does the range belong to it? It is that of the base setting. `later`: shares covered, and covered or some
    effect left, one month after the last one. `ranges`: for each of `told` the range of `covered`; `widest`: that of
    `some` over persistence and over what is left, from nothing to the most.
    """

    name: str
    drug: str
    covered: np.ndarray
    some: np.ndarray
    low: np.ndarray
    high: np.ndarray
    some_low: np.ndarray
    some_high: np.ndarray
    patients: np.ndarray
    known_months: int
    told: tuple[int, ...]
    bases: tuple[str, ...]
    rules: str
    ranged: bool
    later: tuple[float, float]
    ranges: tuple[tuple[float, float], ...]
    widest: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class CohortPicture:
    """The picture."""

    columns: tuple[Column, ...]
    months: int
    people: int

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        blocks = 1 if size.wide else len(self.columns)
        return round((self._head(size) + blocks * self._block) * size.text)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the layers: scales and words, then what the model says."""
        names = tuple((column.name, column.known_months, len(column.patients)) for column in self.columns)
        return [(("cohort", names, self.months, self.people), self._draw_words), (None, self._draw)]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        text = " ".join(self._said(column) for column in self.columns)
        beyond = [column.name for column in self.columns if column.known_months < self.months]
        if beyond:
            text += f" Not measured that far, so extrapolated: {' and '.join(beyond)}."
        curves = "; ".join(
            f"{column.name}: "
            + ", ".join(f"month {m} {whole(100 * column.covered[m - 1])} %" for m in self._told)
            + f" covered, and with some effect left {whole(100 * column.some[-1])} % in the end"
            for column in self.columns
        )
        alt = (
            "For each regimen a curve of the share covered with its range, and below it a raster of patients by "
            f"months, coloured by state. {curves}."
        )
        return text, alt

    @property
    def _told(self) -> list[int]:
        return [month for month in (12, 24, 36, 48, 60) if month <= self.months]

    @cached_property
    def _span(self) -> str:
        years = self.months // 12
        return f"{years} year{'s' if years > 1 else ''}"

    def _said(self, column: Column) -> str:
        def people(share: float) -> str:
            return f"{whole(self.people * share):,}"

        covered, some = column.covered[-1], column.some[-1]
        span = f" (range {people(column.low[-1])} to {people(column.high[-1])})" if column.ranged else ""
        return (
            f"Of {self.people:,} people who start {column.name[:1].lower()}{column.name[1:]}, about {people(covered)} "
            f"are still covered after {self._span}{span}, and "
            f"{people(some - covered)} more have some effect left. A month later it is {people(column.later[0])} and "
            f"{people(column.later[1] - column.later[0])}."
        )

    # ------------------------------------------------------------------ drawing

    @staticmethod
    def _head(size: style.Size) -> float:
        return 4.4 if size.wide else 9.6

    @property
    def _block(self) -> float:
        return 3.4 + CURVE + 1.4 + RASTER + 3.0

    def _place(self, i: int, size: style.Size) -> tuple[float, float, float]:
        """Return left, top and width of a column's scales, in pixels."""
        u = size.text
        if size.wide:
            each = size.width / len(self.columns)
            return i * each + 3.4 * u, self._head(size) * u, each - 5.0 * u
        return 3.2 * u, (self._head(size) + i * self._block) * u, size.width - 4.2 * u

    def _draw_words(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        self._draw_key(pen)
        for i, column in enumerate(self.columns):
            left, top, width = self._place(i, size)
            pen.marks([left - 2.4 * u], [top + 0.8 * u], style.mark(column.drug), markersize=0.8 * u,
                      color=style.colour(column.drug, pen.theme))  # fmt: skip
            for j, line in enumerate(fit(column.name, width + 1.4 * u, u, 2, bold=True)):
                pen.words(left - 1.5 * u, top + (0.8 + 1.25 * j) * u, line, weight="bold")
            y0, raster = top + (3.4 + CURVE) * u, top + (3.4 + CURVE + 1.4) * u
            for percent in (0, 50, 100):
                y = y0 - CURVE * u * percent / 100
                pen.lines([((left, y), (left + width, y))], color=pen.theme.grid, linewidth=1)
                pen.words(left - 0.4 * u, y, f"{percent}{' %' if percent == 100 else ''}", ha="right",
                          color=pen.theme.quiet, scale=0.85)  # fmt: skip
            for month in (0, *self._told):
                x = left + width * month / self.months
                pen.words(x, raster + (RASTER + 0.9) * u, str(month), ha="center", color=pen.theme.quiet, scale=0.85)
            pen.words(left, raster + (RASTER + 2.1) * u, "months", color=pen.theme.quiet, scale=0.85)
            if column.known_months < self.months:
                x = left + width * column.known_months / self.months
                step = 0.7 * u
                ys = [top + 3.4 * u + step * k for k in range(int((CURVE + 1.4 + RASTER) * u / step))]
                pen.lines([((x, y), (x, y + step / 2)) for y in ys], color=pen.theme.text, linewidth=1.5)
                pen.words(left + width, raster + (RASTER + 2.1) * u, "right of the dashes: extrapolated", ha="right",
                          color=pen.theme.quiet, scale=0.8)  # fmt: skip

    def _draw_key(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        inks = list(dict.fromkeys(style.colour(column.drug, pen.theme) for column in self.columns))
        for i, (state, words) in enumerate(WORDS.items()):
            x, y = ((0.6 + 14.5 * i) * u, 0.9 * u) if size.wide else (0.6 * u, (0.9 + 1.3 * i) * u)
            for ink in inks:
                cell, edge = np.full((1, 1), state, np.uint8), {"edgecolor": pen.theme.quiet, "facecolor": "none"}
                pen.raster(x, y - 0.45 * u, 1.4 * u, 0.9 * u, cell, _colours(ink, pen.theme))
                pen.box(x, y - 0.45 * u, 1.4 * u, 0.9 * u, linewidth=1, **edge)
                x += 1.7 * u
            pen.words(x + 0.2 * u, y, words, scale=0.9)
        drawn = max(len(column.patients) for column in self.columns)
        each = "each row a patient" if drawn == self.people else f"each row a patient, {drawn} of {self.people:,} drawn"
        words = f"line: covered; grey: its range; dots: covered or some effect left; below, {each}"
        y = (2.3 if size.wide else 0.9 + 1.3 * len(WORDS)) * u
        for i, line in enumerate(fit(words, size.width - 1.2 * u, 0.85 * u, 4)):
            pen.words(0.6 * u, y + 1.15 * i * u, line, scale=0.85, color=pen.theme.quiet)

    def _draw(self, pen: Pen) -> None:
        u = pen.size.text
        for i, column in enumerate(self.columns):
            left, top, width = self._place(i, pen.size)
            colour = style.colour(column.drug, pen.theme)
            y0, step = top + (3.4 + CURVE) * u, width / self.months
            edges = left + step * np.arange(self.months + 1)
            xs = edges[:-1] + step / 2

            def ys(shares: np.ndarray, base: float = y0) -> np.ndarray:
                return base - CURVE * u * shares

            if column.ranged:
                band = zip(xs, ys(column.low), ys(column.high), strict=True)
                bars = [((x, low + 0.5), (x, high - 0.5)) for x, low, high in band]
                pen.lines(bars, color=pen.theme.grid, linewidth=step + 0.6)
            pen.marks(xs, ys(column.some), "o", markersize=0.3 * u, color=pen.theme.text)
            line = list(zip(np.repeat(edges, 2)[1:-1], np.repeat(ys(column.covered), 2), strict=True))
            pen.lines(pairwise(line), color=colour, linewidth=0.22 * u)
            pen.raster(left, y0 + 1.4 * u, width, RASTER * u, column.patients, _colours(colour, pen.theme))


def _colours(ink: str, theme: style.Theme) -> list[tuple[str, str]]:
    """Return the colours of the states: paper, stripes, ink."""
    return [(theme.band, theme.band), (ink, theme.background), (ink, ink)]
