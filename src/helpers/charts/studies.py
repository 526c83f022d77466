"""Published figures: months on the way across, percent on the way up, one mark a figure; one study may stand out."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any

import pandas as pd

from helpers.adherence.observed import INTERVALS
from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.dumbbell import hollow

NOBODY = "none"
MARKS = dict(zip(INTERVALS, ("o", "s", "D", "^", "v", "*", "h"), strict=True))
MONTHS = (6, 12, 24, 36, 48, 60)
LAST_MONTH = 66
YEAR = 12


@dataclass(frozen=True)
class Studies:
    """The picture. `rows`: as `observed.shown`; `study`: the name of the one that stands out, or "none"."""

    rows: tuple[dict[str, Any], ...]
    measure: str
    study: str

    @cached_property
    def drawn(self) -> list[dict[str, Any]]:
        """The rows that say after how many months."""
        return [row for row in self.rows if not isnan(row["month"])]

    @property
    def _later(self) -> bool:
        """Is a figure later than the scale? It stands at its end."""
        return any(row["month"] > LAST_MONTH for row in self.drawn)

    @cached_property
    def chosen(self) -> list[dict[str, Any]]:
        """The rows of the study that stands out."""
        return [row for row in self.rows if row["study"] == self.study]

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round((self._top(size) + 26.5) * size.text)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the layers: scales, all marks, the study that stands out."""
        key = (self.measure, tuple(row["row_id"] for row in self.rows))
        return [
            (("studies", self.measure, self._later), self._draw_scales),
            (key, lambda pen: self._draw_rows(pen, self.drawn, False)),
            (self.study, lambda pen: self._draw_rows(pen, [row for row in self.chosen if row in self.drawn], True)),
        ]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        if not self.rows:
            text = "No figure is left. Choose fewer limits, or press Reset."
            return text, text
        names = {row["study"] for row in self.rows}
        year = [row for row in self.rows if row["month"] == YEAR]
        said = f"{_count(len(self.rows), 'figure')} from {_count(len(names), 'study', 'studies')}."
        if year:
            (low, least), (high, most) = spread(year)
            said += f" At {YEAR} months they run from {low:g} ({least}) to {high:g} % ({most}) {_of(self.measure)}."
        said += " Each study counted by its own rule."
        if self.study != NOBODY:
            said += " " + (read_out(self.chosen) or f"{self.study} has no figure of this kind within these limits.")
        listed = "; ".join(
            f"{row['study']}, {row['interval']}, month {row['month']:g}: {figure(row)}" for row in self.drawn
        )
        return said, f"Marks for {self.measure} in percent over months, a mark a figure. {listed}."

    # ------------------------------------------------------------------ drawing

    @staticmethod
    def _top(size: style.Size) -> float:
        return 4.8 if size.wide else 7.0

    def _place(self, size: style.Size, month: float, percent: float) -> tuple[float, float]:
        u = size.text
        left, width = 3.6 * u, size.width - 6.6 * u
        return left + width * min(month, LAST_MONTH) / LAST_MONTH, (
            self._top(size) + 22.5 * (1 - percent / 100) + 0.6
        ) * u

    def _draw_scales(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        for percent in range(0, 101, 20):
            x, y = self._place(size, 0, percent)
            pen.lines([((x, y), (self._place(size, LAST_MONTH, percent)[0], y))], color=pen.theme.band, linewidth=1)
            pen.words(
                x - 0.5 * u,
                y,
                f"{percent}{' %' if percent == 100 else ''}",
                ha="right",
                color=pen.theme.quiet,
                scale=0.85,
            )
        for month in MONTHS:
            x, y = self._place(size, month, 0)
            pen.lines([((x, y), (x, self._place(size, month, 100)[1]))], color=pen.theme.band, linewidth=1)
            pen.words(x, y + 1.0 * u, str(month), ha="center", color=pen.theme.quiet, scale=0.85)
        if self._later:
            x, y = self._place(size, LAST_MONTH, 0)
            pen.words(x, y + (1.0 if size.wide else 2.2) * u, "later", ha="center", color=pen.theme.quiet, scale=0.85)
        x, y = self._place(size, 0, 0)
        pen.words(x, y + 2.4 * u, "months after the start", color=pen.theme.quiet, scale=0.9)
        pen.words(0.6 * u, 0.8 * u, f"{self.measure}, percent", weight="bold")
        across = 4 if size.wide else 2
        step = (size.width - 1.2 * u) / across
        for i, (interval, mark) in enumerate(MARKS.items()):
            at, down = 0.6 * u + step * (i % across), (2.2 + 1.3 * (i // across)) * u
            pen.marks([at + 0.4 * u], [down], mark, markersize=0.65 * u, **hollow(pen))
            pen.words(at + 1.2 * u, down, interval, scale=0.85)

    def _draw_rows(self, pen: Pen, rows: list[dict[str, Any]], out: bool) -> None:
        size, u = pen.size, pen.size.text
        ink = pen.theme.text if out else pen.theme.quiet
        bars, marks = [], {}
        for row in rows:
            shift = (0.3 if size.wide else 0.16) * u * (INTERVALS.index(row["interval"]) - 3)
            middle = row["percent"] if not isnan(row["percent"]) else (row["percent_low"] + row["percent_high"]) / 2
            x, y = self._place(size, row["month"], middle)
            x += shift
            if not isnan(row["percent_low"]):
                ends = [self._place(size, row["month"], row[f"percent_{end}"])[1] for end in ("low", "high")]
                bars.append(((x, ends[0]), (x, ends[1])))
            if row["month_end"] > row["month"]:
                ends = [
                    self._place(size, month, middle)[0]
                    for month in (2 * row["month"] - row["month_end"], row["month_end"])
                ]
                bars.append(((ends[0], y), (ends[1], y)))
            if not isnan(row["percent"]):
                marks.setdefault(row["interval"], []).append((x, y))
        if bars:
            pen.lines(bars, color=ink, linewidth=2.5 if out else 1)
        for interval, places in marks.items():
            look = {"color": ink} if out else {**hollow(pen), "markeredgecolor": ink, "markeredgewidth": 1.2}
            pen.marks(*zip(*places, strict=True), MARKS[interval], markersize=(1.0 if out else 0.55) * u, **look)
        if out:
            for row in rows:
                x, y = self._place(
                    size, row["month"], row["percent"] if not isnan(row["percent"]) else row["percent_high"]
                )
                right = x < size.width - 6 * u
                pen.words(
                    x + (0.9 if right else -0.9) * u, y, figure(row), ha="left" if right else "right", weight="bold"
                )


def spread(rows: list[dict[str, Any]]) -> tuple[tuple[float, str], tuple[float, str]]:
    """Return the lowest and the highest percentage among rows, ranges included, each with its study."""
    values = [
        (row[column], row["study"])
        for row in rows
        for column in ("percent", *(("percent_low", "percent_high") if _is_range(row) else ()))
        if not isnan(row[column])
    ]
    return min(values), max(values)


def _is_range(row: dict[str, Any]) -> bool:
    return not pd.isna(row["spread"]) and row["spread"].startswith("range")


def _of(measure: str) -> str:
    return {
        "still treated": "still treated",
        "mean MPR or PDC": "as a mean",
        "MPR or PDC of 80 or more": "of people with that much",
        "next dose taken": "of people who took it",
    }[measure]


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def figure(row: dict[str, Any]) -> str:
    """Return a percentage, or a range where only that is printed."""
    if isnan(row["percent"]):
        return f"{row['percent_low']:g} to {row['percent_high']:g} %"
    return f"{row['percent']:g} %"


def when(row: dict[str, Any]) -> str:
    """Return in words after which time a figure was counted."""
    if not pd.isna(row["when"]):
        return row["when"]
    if isnan(row["month"]):
        return "time not stated"
    if row["month_end"] == row["month"]:
        return f"at {row['month']:g} months"
    return f"from month {2 * row['month'] - row['month_end']:g} to {row['month_end']:g}"


def rule(row: dict[str, Any]) -> str:
    """Return by which rule a figure was counted, in words."""
    parts = [row["gap_rule"], row["definition"]]
    kept = [str(part) for part in parts if not pd.isna(part) and part != "not stated"]
    return "; ".join(kept) or "not stated"


def read_out(rows: list[dict[str, Any]]) -> str:
    """Return the figures of one study in sentences; empty where there is none. A rule that all share is said once."""
    if not rows:
        return ""
    rules = list(dict.fromkeys(map(rule, rows)))
    said = []
    for row in rows:
        turned = " (100 less those who stopped)" if row["turned"] else ""
        people = "" if pd.isna(row["people"]) else f", {row['people']:,} people"
        own = "" if len(rules) == 1 else f"; rule: {rule(row)}"
        said.append(f"{row['drug']}, {row['interval']}{people}: {figure(row)}{turned} {when(row)}{own}")
    shared = f" Rule: {rules[0]}." if len(rules) == 1 else ""
    return f"{rows[0]['study']} ({rows[0]['country']}). {'. '.join(said)}.{shared}"
