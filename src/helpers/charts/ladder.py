"""Rare harms on a ladder of tens, beside fractures prevented for scale.

Where there is a comparator a row stands at the difference, for harms as for fractures; else at all cases with the drug.
"""

from dataclasses import dataclass
from functools import cached_property
from math import isnan, log10
from typing import Any

import pandas as pd

from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.dumbbell import draw_intervals, hollow
from helpers.charts.view import MINUS, fit

TOP_POWER = 5  # the ladder ends at 100,000 in 100,000
ALL, MORE, FEWER = "all cases with the drug", "more than in the other group", "fractures prevented"
MARKS = {ALL: "o", MORE: "D", FEWER: "s"}


@dataclass(frozen=True)
class Ladder:
    """The picture. `rows`: as `safety.per_100_000`; `chosen`: the harm_id that the control chose, if any."""

    rows: pd.DataFrame
    chosen: str | None

    @cached_property
    def shown(self) -> list[dict[str, Any]]:
        """The rungs, rarest first."""
        return sorted(map(_placed, self.rows.to_dict("records")), key=lambda row: row["at"])

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round(self._row_y(size, len(self.shown)) + 1.9 * size.text)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the only layer."""
        return [(("ladder", self.chosen), self._draw)]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        if not self.shown:
            return "These tables have no rare harm to show.", "No rare harm to show."
        row = next((row for row in self.shown if row["harm_id"] == self.chosen), self.shown[0])
        hip = next((row for row in self.shown if row["kind"] == "fracture"), None)
        scale = f" For scale, {_in_words(hip)}." if hip else ""
        said = f"{_in_words(row)[:1].upper()}{_in_words(row)[1:]}."
        text = f"{said}{scale} A year of use and the years of a trial are not the same time: read it beside each name."
        listed = "; ".join(map(_in_words, self.shown))
        return text, f"Ladder of tens, from 1 to 100,000 in 100,000, rarest first: {listed}."

    def _row_y(self, size: style.Size, i: float) -> float:
        return ((3.6 if size.wide else 6.9) + (2.45 if size.wide else 5.3) * i) * size.text

    def _draw(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        left = (25.5 if size.wide else 0.9) * u
        width = size.width - left - (14.5 if size.wide else 0.9) * u
        powers = range(TOP_POWER + 1)
        top, bottom = self._row_y(size, 0) - 0.9 * u, self._row_y(size, len(self.shown)) - 0.6 * u
        xs = [left + width * power / TOP_POWER for power in powers]
        pen.lines([((x, top), (x, bottom)) for x in xs], color=pen.theme.grid, linewidth=1)
        for x, power in zip(xs, powers, strict=True):
            ha = "left" if power == 0 else "right" if power == TOP_POWER and not size.wide else "center"
            number = f"{10**power:,}" if power != 4 and (size.wide or power != 1) else ""
            for y in (top - 0.8 * u, bottom + 1.0 * u):
                pen.words(x, y, number, ha=ha, color=pen.theme.quiet, scale=0.9)
        self._draw_key(pen)
        ys = [self._row_y(size, i + 0.35) for i in range(len(self.shown))]
        for row, y in zip(self.shown, ys, strict=True):
            self._draw_words(pen, row, y, left)
        below = 0.0 if size.wide else 0.7 * u
        self._draw_marks(pen, [(row, y + below) for row, y in zip(self.shown, ys, strict=True)], left, width)

    def _draw_marks(self, pen: Pen, rows: list[tuple[dict[str, Any], float]], left: float, width: float) -> None:
        u = pen.size.text

        def place(rate: float) -> float:
            return left + width * min(max(log10(max(rate, 1.0)) / TOP_POWER, 0.0), 1.0)

        alone = [(row, y) for row, y in rows if row["what"] == ALL and not isnan(row["rate_low"])]
        draw_intervals(pen, [(place(r["rate_low"]), place(r["rate_high"]), y) for r, y in alone], u)
        for what in MARKS:
            for chosen, size in ((False, 0.65 * u), (True, 0.85 * u)):
                places = [
                    (place(row["at"]), y)
                    for row, y in rows
                    if row["what"] == what and (row["harm_id"] == self.chosen) == chosen
                ]
                if places:
                    _marks(pen, what, places, size)

    def _draw_key(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        x = 0.6 * u
        for i, what in enumerate(MARKS):
            at, y = (x + (0, 14.5, 31)[i] * u, 0.8 * u) if size.wide else (x, (0.8 + 1.3 * i) * u)
            _marks(pen, what, [(at + 0.4 * u, y)], 0.65 * u)
            pen.words(at + 1.2 * u, y, what, scale=0.9)
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
            pen.words(end, y, _sum(row), ha="right", scale=0.9, weight=weight)
        else:
            pen.words(end, y + above + 1.7 * u, _sum(row), ha="right", scale=0.9, weight=weight)


def _placed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with `what` it shows and where it stands (`at`)."""
    if isnan(row["rate_comparator"]):
        return {**row, "what": ALL, "at": row["rate"]}
    what, sign = (FEWER, -1) if row["kind"] == "fracture" else (MORE, 1)
    apart = sign * (_shown(row["rate"]) - _shown(row["rate_comparator"]))  # so the sum a reader sees comes out
    return {**row, "what": what, "at": apart if abs(apart) >= 0.5 else 0.0}  # in 100,000: less is nobody


def _shown(rate: float) -> float:
    """Return a rate as `_rate` writes it."""
    return round(rate, 1 if abs(rate) < 10 else 0)


def _marks(pen: Pen, what: str, places: list[tuple[float, float]], size: float) -> None:
    ink = hollow(pen) if what == ALL else {"color": pen.theme.text}
    pen.marks(*zip(*places, strict=True), MARKS[what], markersize=size, **ink)


def _sum(row: dict[str, Any]) -> str:
    """Return what a row comes to, worked out before the reader's eyes: 1,300 less 500 is 800."""
    if row["what"] == ALL:
        return _rate(row["at"])
    most, least = (row["rate"], row["rate_comparator"])[:: 1 if row["what"] == MORE else -1]
    return f"{_rate(most)} {MINUS} {_rate(least)} = {_rate(row['at'])}"


def _rate(rate: float) -> str:
    """Return a rate with no more digits than it deserves: 1.8, 113, 1,100."""
    words = f"{abs(rate):.1f}".removesuffix(".0") if abs(rate) < 10 else f"{abs(rate):,.0f}"
    return f"{MINUS}{words}" if rate < 0 and words != "0" else words


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
    said = f"{_name(row)}, {row['treatment']}, {_time(row)}: "
    if row["what"] == ALL:
        return f"{said}{_rate(row['at'])} in 100,000"
    pair = f"{_rate(row['rate'])} against {_rate(row['rate_comparator'])} with {row['comparator']}"
    more = (row["what"] == MORE) == (row["at"] >= 0)
    return f"{said}{_rate(abs(row['at']))} {'more' if more else 'fewer'} in 100,000 ({pair}{_excluded(row)})"


def _excluded(row: dict[str, Any]) -> str:
    """Return how many more the counts of a harm cannot exclude; nothing where there are no counts."""
    if row["what"] != MORE or isnan(row["difference_high"]):
        return ""
    return f"; up to {_rate(row['difference_high'])} more cannot be excluded"
