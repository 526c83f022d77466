"""Ratios of fractures on a scale of doublings: good takers over poor ones, by what they took; and trials."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan, log2
from typing import Any

from helpers.adherence.observed import TAKEN
from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.dumbbell import draw_intervals, hollow
from helpers.charts.view import fit

ENDS = (0.25, 4.0)
MARKS = {"drug": "o", "placebo": "s", "other drug": "D", "trial": "^"}
FULL = ("drug", "trial")


@dataclass(frozen=True)
class Ratios:
    """The picture. `rows`: as `observed.ratios`, one dict each; those without an interval stand in the table only."""

    rows: tuple[dict[str, Any], ...]

    @cached_property
    def groups(self) -> dict[str, list[dict[str, Any]]]:
        """The rows with an interval, by what was taken."""
        told = [row for row in self.rows if not isnan(row["ratio_low"])]
        found = {taken: [row for row in told if row["taken"] == taken] for taken in TAKEN}
        return {taken: rows for taken, rows in found.items() if rows}

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        last = self._places(size)[-1][1] if self.groups else 0.0
        return round((last + (4.4 if size.wide else 5.2)) * size.text)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the only layer."""
        return [(("ratios",), self._draw)]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        hips = [row for row in self.groups.get("placebo", []) if row["outcome"] == "hip fracture"]
        said = " and ".join(f"{row['ratio']:.2f} ({_interval(row)})" for row in hips)
        text = (
            "Under 1 means fewer fractures. People who took a placebo well broke fewer hips than those who did not, "
            f"ratio {said}: no drug did that. So a ratio of good over poor takers is not the effect of a drug."
            if said
            else "Under 1 means fewer fractures. A ratio of good over poor takers is not the effect of a drug."
        )
        listed = " ".join(
            f"{TAKEN[taken].capitalize()}: " + "; ".join(f"{_name(row)} {ratio_words(row)}" for row in rows) + "."
            for taken, rows in self.groups.items()
        )
        return text, f"Ratios with intervals on a scale of doublings, by what was taken. {listed}"

    def _places(self, size: style.Size) -> list[tuple[Any, float]]:
        """Return headings and rows with their middles, in heights of the text."""
        y, places = 0.2, []
        for taken, rows in self.groups.items():
            places.append((taken, y + 0.9))
            y += 2.0 if size.wide else 3.3
            for row in rows:
                step = 2.4 if size.wide else 5.2
                places.append((row, y + step / 2))
                y += step
            y += 0.4
        return places

    def _draw(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        if not self.groups:
            pen.words(0.8 * u, u, "no ratio with an interval")
            return
        left = (27 if size.wide else 0.8) * u
        width = size.width - left - (11 if size.wide else 0.8) * u

        def place(ratio: float) -> float:
            low, high = map(log2, ENDS)
            return left + width * min(max((log2(ratio) - low) / (high - low), 0), 1)

        places = self._places(size)
        bottom = ((places[-1][1] if places else 0.0) + 1.2) * u
        ys = [at * u + (0.0 if size.wide else 1.6 * u) for what, at in places if not isinstance(what, str)]
        half = (1.2 if size.wide else 0.7) * u
        pen.lines([((place(1), y - half), (place(1), y + half)) for y in ys], color=pen.theme.quiet, linewidth=1.5)
        for ratio in (0.25, 0.5, 1, 2, 4):
            ha = "left" if ratio == ENDS[0] else "right" if ratio == ENDS[1] else "center"
            pen.words(place(ratio), bottom + 0.8 * u, f"{ratio:g}", ha=ha, color=pen.theme.quiet, scale=0.9)
        side = "fewer with good taking   |   more"
        pen.words(
            place(1),
            bottom + 2.0 * u,
            side if size.wide else "fewer   |   more",
            ha="center",
            color=pen.theme.quiet,
            scale=0.85,
        )
        for what, at in places:
            y = at * u
            if isinstance(what, str):
                ink = {"color": pen.theme.text} if what in FULL else hollow(pen)
                pen.marks([1.0 * u], [y], MARKS[what], markersize=0.7 * u, **ink)
                for i, line in enumerate(fit(TAKEN[what], size.width - 3 * u, u, 2, bold=True)):
                    pen.words(1.9 * u, y + 1.25 * i * u, line, weight="bold")
                continue
            below = 0.0 if size.wide else 1.6 * u
            ink = {"color": pen.theme.text} if what["taken"] in FULL else hollow(pen)
            self._words(pen, what, y, left, width)
            draw_intervals(pen, [(place(what["ratio_low"]), place(what["ratio_high"]), y + below)], u)
            pen.marks([place(what["ratio"])], [y + below], MARKS[what["taken"]], markersize=0.7 * u, **ink)

    @staticmethod
    def _words(pen: Pen, row: dict[str, Any], y: float, left: float, width: float) -> None:
        size, u = pen.size, pen.size.text
        if size.wide:
            lines = fit(_name(row), left - 1.6 * u, 0.85 * u, 2)
            for i, line in enumerate(lines):
                pen.words(0.8 * u, y + (i - (len(lines) - 1) / 2) * 1.1 * u, line, scale=0.85)
            pen.words(size.width - 0.6 * u, y, ratio_words(row), ha="right", scale=0.85)
            return
        lines = fit(_name(row), size.width - 1.6 * u, 0.85 * u, 2)
        for i, line in enumerate(lines):
            pen.words(0.8 * u, y + (-1.9 + 1.1 * i) * u, line, scale=0.85)
        pen.words(size.width - 0.6 * u, y + 0.4 * u, ratio_words(row), ha="right", scale=0.85)


def _name(row: dict[str, Any]) -> str:
    return f"{row['outcome']}: {row['study']}, {row['contrast']}"


def _interval(row: dict[str, Any]) -> str:
    return f"{row['ratio_low']:.2f} to {row['ratio_high']:.2f}"


def ratio_words(row: dict[str, Any]) -> str:
    """Return a ratio with its interval; a star says that it was turned round."""
    sign = "*" if row["turned"] else ""
    value = f"{row['ratio']:.2f}{sign}"
    return value if isnan(row["ratio_low"]) else f"{value} ({_interval(row)})"
