"""Rare harms on a ladder of tens, beside fractures prevented for scale."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan, log10
from typing import Any

import pandas as pd

from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.dumbbell import COMPARATOR_MARK, draw_intervals, hollow
from helpers.charts.view import fit

TOP_POWER = 5  # the ladder ends at 100,000 in 100,000
MARKS = {"harm": "D", "fracture": "s"}


@dataclass(frozen=True)
class Ladder:
    """The picture. `rows`: as `safety.per_100_000`; `chosen`: the harm_id of the row that the control chose."""

    rows: pd.DataFrame
    chosen: str

    @cached_property
    def shown(self) -> list[dict[str, Any]]:
        """The rungs, rarest first; a fracture stands at the number prevented."""
        rows = [
            {**row, "at": _prevented(row) if row["kind"] == "fracture" else row["rate"]}
            for row in self.rows.to_dict("records")
        ]
        return sorted(rows, key=lambda row: row["at"])

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round(self._row_y(size, len(self.shown)) + 1.9 * size.text)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the only layer."""
        return [(("ladder", self.chosen), self._draw)]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        row = next(row for row in self.shown if row["harm_id"] == self.chosen)
        hip = next((row for row in self.shown if row["kind"] == "fracture"), None)
        scale = f" For scale, {_in_words(hip)}." if hip else ""
        said = f"{_in_words(row)[:1].upper()}{_in_words(row)[1:]}."
        text = f"{said}{scale} A year of use and the years of a trial are not the same time: read it beside each name."
        listed = "; ".join(map(_in_words, self.shown))
        return text, f"Ladder of tens, from 1 to 100,000 in 100,000, rarest first: {listed}."

    def _row_y(self, size: style.Size, i: float) -> float:
        return ((2.8 if size.wide else 6.2) + (2.45 if size.wide else 4.6) * i) * size.text

    def _draw(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        left = (25.5 if size.wide else 0.9) * u
        width = size.width - left - (7.2 if size.wide else 0.9) * u
        powers = range(TOP_POWER + 1)
        top, bottom = self._row_y(size, 0) - 0.9 * u, self._row_y(size, len(self.shown)) - 0.6 * u
        xs = [left + width * power / TOP_POWER for power in powers]
        pen.lines([((x, top), (x, bottom)) for x in xs], color=pen.theme.grid, linewidth=1)
        for x, power in zip(xs, powers, strict=True):
            ha = "left" if power == 0 else "right" if power == TOP_POWER and not size.wide else "center"
            number = f"{10**power:,}" if size.wide or power != 4 else ""
            pen.words(x, bottom + 1.0 * u, number, ha=ha, color=pen.theme.quiet, scale=0.9)
        self._draw_key(pen)
        ys = [self._row_y(size, i + 0.35) for i in range(len(self.shown))]
        for row, y in zip(self.shown, ys, strict=True):
            self._draw_words(pen, row, y, left)
        self._draw_marks(pen, list(zip(self.shown, ys, strict=True)), left, width)

    def _draw_marks(self, pen: Pen, rows: list[tuple[dict[str, Any], float]], left: float, width: float) -> None:
        u = pen.size.text

        def place(rate: float) -> float:
            return left + width * min(max(log10(max(rate, 1.0)) / TOP_POWER, 0.0), 1.0)

        harms = [(row, y) for row, y in rows if row["kind"] == "harm"]
        ends = [(place(r["rate_low"]), place(r["rate_high"]), y) for r, y in harms if not isnan(r["rate_low"])]
        draw_intervals(pen, ends, u)
        others = [(place(row["rate_comparator"]), y) for row, y in harms if not isnan(row["rate_comparator"])]
        if others:
            pen.marks(*zip(*others, strict=True), COMPARATOR_MARK, markersize=0.75 * u, **hollow(pen))
        for kind, mark in MARKS.items():
            for chosen, size in ((False, 0.65 * u), (True, 0.85 * u)):
                places = [
                    (place(row["at"]), y)
                    for row, y in rows
                    if row["kind"] == kind and (row["harm_id"] == self.chosen) == chosen
                ]
                if places:
                    pen.marks(*zip(*places, strict=True), mark, markersize=size, color=pen.theme.text)

    def _draw_key(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        x = 0.6 * u
        for i, (mark, words) in enumerate(
            (("D", "with the drug"), ("o", "in the other group"), ("s", "fractures prevented"))
        ):
            at, y = (x + 12.5 * i * u, 0.8 * u) if size.wide else (x, (0.8 + 1.3 * i) * u)
            ink = hollow(pen) if mark == "o" else {"color": pen.theme.text}
            pen.marks([at + 0.4 * u], [y], mark, markersize=0.65 * u, **ink)
            pen.words(at + 1.2 * u, y, words, scale=0.9)
        pen.words(size.width - 0.6 * u, 0.8 * u, "in 100,000", color=pen.theme.quiet, scale=0.9, ha="right")

    def _draw_words(self, pen: Pen, row: dict[str, Any], y: float, left: float) -> None:
        size, u = pen.size, pen.size.text
        room = (left if size.wide else size.width) - 1.2 * u
        above = 0.0 if size.wide else -2.2 * u
        weight = "bold" if row["harm_id"] == self.chosen else "normal"
        pen.words(0.6 * u, y + above - 0.55 * u, fit(_name(row), room, 0.9 * u, 1)[0], scale=0.9, weight=weight)
        detail = f"{row['treatment']}; {_time(row)}"
        pen.words(0.6 * u, y + above + 0.55 * u, fit(detail, room, 0.85 * u, 1)[0], color=pen.theme.quiet, scale=0.85)
        end = size.width - 0.6 * u
        if size.wide:
            pen.words(end, y, _rate(row["at"]), ha="right", weight=weight)
        else:
            pen.words(end, y + above + 1.4 * u, _rate(row["at"]), ha="right", scale=0.9, weight=weight)


def _prevented(row: dict[str, Any]) -> float:
    return row["rate_comparator"] - row["rate"]


def _rate(rate: float) -> str:
    """Return a rate with no more digits than it deserves: 1.8, 113, 1,100."""
    if rate < 10:
        return f"{rate:.1f}".removesuffix(".0")
    return f"{rate:,.0f}"


def _name(row: dict[str, Any]) -> str:
    return f"{row['harm']} prevented" if row["kind"] == "fracture" else row["harm"]


def _time(row: dict[str, Any]) -> str:
    if pd.isna(row["years_low"]):
        return row["time"]
    return f"{used(row)} of use; {row['time']}"


def used(row: dict[str, Any]) -> str:
    """Return the years of use of a row in words."""
    if pd.isna(row["years_high"]):
        return f"{row['years_low']:.0f} years or more"
    if row["years_low"] == 0:
        return f"under {row['years_high']:.0f} years"
    return f"{row['years_low']:.0f} to {row['years_high']:.0f} years"


def _in_words(row: dict[str, Any]) -> str:
    other = row["rate_comparator"]
    against = "" if row["kind"] == "fracture" or isnan(other) else f", {row['comparator']} {_rate(other)}"
    return f"{_name(row)}, {row['treatment']}, {_time(row)}: {_rate(row['at'])} in 100,000{against}"
