"""The dosing calendar: a strip of doses for each regimen, and beside it the hours they cost.

Hours under a rule and hours on visits share one scale, so that bars can be compared, and are never added.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from helpers.charts import style
from helpers.charts.canvas import Layer, Pen

TOUCHING_PIXELS = 2.2  # marks closer than this, in the pixels of the picture, merge into a band
SCALE_STEPS = (1, 2, 5, 10, 20, 30, 50, 100, 200, 400, 1000)
PER_YEAR = "hours a year of treatment"
MEASURES = {"rule_hours_per_year": "under a rule", "visit_hours_per_year": "on visits"}
Lanes = list[tuple["_Lane", dict[str, Any]]]
DECISION_WORDS = {"review": "review", "course ends": "course ends", "never just stop": "never just stop"}


@dataclass(frozen=True)
class Calendar:
    """What the picture shows.

    `rows`: one row a regimen: `regimen_id`, `drug`, `name`, `how_often`, `label` and `detail` (the name in two lines,
    to stand beside a strip), and the columns of `dosing.time_burden`. `doses`: `regimen_id`, `date`. `decisions`: as
    `dosing.decision_points`.
    """

    start: date
    years: int
    rows: pd.DataFrame
    doses: pd.DataFrame
    decisions: pd.DataFrame

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The rows, each by name."""
        return self.rows.to_dict("records")

    @cached_property
    def points(self) -> list[dict[str, Any]]:
        """The decisions, each by name."""
        return self.decisions.to_dict("records")


def height(data: Calendar, size: style.Size) -> int:
    """Return the height of the picture in CSS pixels."""
    return round(_Layout(size, len(data.rows)).bottom)


def layers(data: Calendar, size: style.Size) -> list[Layer]:
    """Return the layers: labels (follow the regimens), doses (follow start and years), hours (follow everything)."""
    layout = _Layout(size, len(data.rows))
    lanes = list(zip(layout.lanes(), data.records, strict=True))
    return [
        (tuple(data.rows["regimen_id"]), lambda pen: _draw_labels(pen, lanes, layout)),
        ((data.start, data.years), lambda pen: _draw_calendar(pen, data, lanes, layout)),
        (None, lambda pen: _draw_hours(pen, data, lanes, layout)),
    ]


def _draw_labels(pen: Pen, lanes: Lanes, layout: "_Layout") -> None:
    _draw_headings(pen, layout)
    for i, (lane, row) in enumerate(lanes):
        _draw_label(pen, row, lane)
        if i:
            y = lane.label_y[0] - (1.1 if layout.size.wide else 0.9) * layout.unit
            pen.lines([((0, y), (layout.size.width, y))], color=pen.theme.band, linewidth=1)


def _draw_calendar(pen: Pen, data: Calendar, lanes: Lanes, layout: "_Layout") -> None:
    _draw_axis(pen, data, [lane for lane, _ in lanes], layout)
    doses = dict(list(data.doses.groupby("regimen_id", sort=False)["date"]))
    for lane, row in lanes:
        if row["regimen_id"] in doses:
            _draw_doses(pen, row, _fractions(doses[row["regimen_id"]], data), lane)
        count = f"{row['doses']:,}" if pen.size.wide else _count(row)
        pen.words(lane.count_x, lane.count_y, count, ha="right", weight="bold")
    lane_of = {row["regimen_id"]: lane for lane, row in lanes}
    for decision in data.points:
        _draw_decision(pen, decision, data, lane_of[decision["regimen_id"]])


def _draw_hours(pen: Pen, data: Calendar, lanes: Lanes, layout: "_Layout") -> None:
    top = scale_top(data)
    for lane, row in lanes:
        for x, measure in zip(lane.bars_x, MEASURES, strict=True):
            hours, y, thick = row[measure], lane.bars_y, layout.unit * 0.9
            known = not np.isnan(hours)
            length = lane.bar_width * hours / top if known else 0
            pen.box(x, y - thick / 2, length, thick, color=style.colour(row["drug"], pen.theme))
            words = hours_text(hours) + ("" if layout.size.wide else " h") if known else "not known"
            pen.words(x + length + layout.unit * 0.35, y, words)


def scale_top(data: Calendar) -> int:
    """Return the number of hours at the end of both bar scales."""
    largest = np.nanmax([*data.rows[list(MEASURES)].to_numpy(dtype=float).ravel(), 0.0])
    return next((step for step in SCALE_STEPS if step >= largest), int(np.ceil(largest)))


def hours_text(hours: float) -> str:
    """Return hours as the picture, the sentence and the table all write them: 0, 0.5, 26.5."""
    return f"{hours:.1f}".removesuffix(".0")


def describe(data: Calendar) -> tuple[str, str]:
    """Return the result in a sentence or two, and the alt text of the picture."""
    if data.rows.empty:
        text = "No regimen is chosen. Choose at least one."
        return text, text
    span = f"{data.years} year" + ("s" if data.years > 1 else "")
    start = f"{data.start.day} {data.start:%B %Y}"
    rows = data.rows
    marks = "; ".join(f"{_title(row)}: {_count(row)}" for row in data.records)
    decisions = "; ".join(dict.fromkeys(f"{name}: {_decision_in_words(row)}" for name, row in _named(data)))
    alt = f"Calendar of {span} from {start}: one strip a regimen, one mark a dose, bars for {PER_YEAR}. {marks}." + (
        f" Marked on the strips: {decisions}." if decisions else ""
    )
    return f"In {span} from {start}, {_doses_in_words(rows)}. {_hours_in_words(rows)}", alt


def _title(row: Mapping[str, Any]) -> str:
    return f"{row['name'][0].lower()}{row['name'][1:]} {row['how_often']}"


def _count(row: Mapping[str, Any]) -> str:
    return f"{row['doses']:,} dose" + ("" if row["doses"] == 1 else "s")


def _doses_in_words(rows: pd.DataFrame) -> str:
    fewest, most = rows.loc[rows["doses"].idxmin()], rows.loc[rows["doses"].idxmax()]
    if len(rows) == 1:
        return f"{_title(most)} is {_count(most)}"
    if most["doses"] == fewest["doses"]:
        return f"each of the {len(rows)} regimens is {_count(most)}"
    return f"{_title(fewest)} is the fewest, {_count(fewest)}, and {_title(most)} the most, {_count(most)}"


def _hours_in_words(rows: pd.DataFrame) -> str:
    rules, visits = rows["rule_hours_per_year"], rows["visit_hours_per_year"]
    if rules.isna().all():
        under = "No rule about eating and sitting up could be read"
    elif rules.max() == 0:
        under = "None asks for fasting or sitting up"
    else:
        longest = rows.loc[rules.idxmax()]
        under = f"Fasting or sitting upright takes up to {hours_text(rules.max())} {PER_YEAR} ({_title(longest)})"
    if visits.isna().all():
        return f"{under}; how long visits take is not known."
    most = rows.loc[visits.idxmax()]
    return f"{under}; visits take up to {hours_text(visits.max())} {PER_YEAR}, by our assumptions ({_title(most)})."


def _named(data: Calendar) -> Iterator[tuple[str, dict]]:
    names = {row["regimen_id"]: row["name"] for row in data.records}
    for row in data.points:
        yield names[row["regimen_id"]], row


def _decision_in_words(row: dict) -> str:
    words = DECISION_WORDS[row["kind"]]
    if pd.isna(row["month_low"]):
        return words
    if pd.isna(row["month_high"]) or row["month_low"] == row["month_high"]:
        return f"{words} at month {row['month_low']:.0f}"
    return f"{words} from month {row['month_low']:.0f} to {row['month_high']:.0f}"


@dataclass(frozen=True)
class _Lane:
    """Where one regimen's parts stand, in pixels."""

    label_x: float
    label_y: tuple[float, float]
    strip_x: float
    strip_width: float
    strip_y: float
    count_x: float
    count_y: float
    bars_x: tuple[float, float]
    bars_y: float
    bar_width: float


class _Layout:
    """Places lanes: labels beside the strips where there is room, above them where there is not."""

    def __init__(self, size: style.Size, lanes: int) -> None:
        self.size = size
        self.count = lanes
        self.unit = u = size.text
        self.top = (3.4 if size.wide else 4.4) * u
        self.lane_height = (3.5 if size.wide else 7.0) * u
        self.axis_y = self.top + lanes * self.lane_height + 0.4 * u
        self.bottom = self.axis_y + 2.2 * u
        self.margin = 0.6 * u
        if size.wide:
            self.strip_x = 16.2 * u
            bars = 7.4 * u
            self.bars_x = (size.width - 2 * bars, size.width - bars)
            self.bar_width = bars - 3.9 * u
            self.strip_width = self.bars_x[0] - 4.6 * u - self.strip_x
        else:
            self.strip_x = self.margin
            self.strip_width = size.width - 2 * self.margin
            self.bars_x = (self.margin, size.width / 2 + self.margin)
            self.bar_width = size.width / 2 - 5.4 * u

    def lanes(self) -> Iterator[_Lane]:
        """Yield the place of each lane, from the top."""
        u = self.unit
        for i in range(self.count):
            y = self.top + i * self.lane_height
            if self.size.wide:
                middle = y + self.lane_height / 2
                yield _Lane(
                    self.margin, (middle - 0.65 * u, middle + 0.65 * u),
                    self.strip_x, self.strip_width, middle + 0.25 * u,
                    self.strip_x + self.strip_width + 3.4 * u, middle + 0.25 * u,
                    self.bars_x, middle + 0.25 * u, self.bar_width,
                )  # fmt: skip
            else:
                yield _Lane(
                    self.margin, (y + 0.9 * u, y + 2.15 * u),
                    self.strip_x, self.strip_width, y + 4.4 * u,
                    self.size.width - self.margin, y + 0.9 * u,
                    self.bars_x, y + 6.0 * u, self.bar_width,
                )  # fmt: skip


def _draw_headings(pen: Pen, layout: _Layout) -> None:
    u, quiet = layout.unit, {"color": pen.theme.quiet, "scale": 0.9}
    if layout.size.wide:
        pen.words(layout.strip_x, 1.6 * u, "One mark a dose", **quiet)
        pen.words(layout.strip_x + layout.strip_width + 3.4 * u, 1.6 * u, "doses", ha="right", **quiet)
        pen.words(layout.bars_x[0], 1.0 * u, PER_YEAR, **quiet)
    else:
        pen.words(layout.margin, 0.9 * u, "One mark a dose; below it,", **quiet)
        pen.words(layout.margin, 2.1 * u, PER_YEAR, **quiet)
    for x, words in zip(layout.bars_x, MEASURES.values(), strict=True):
        pen.words(x, (2.2 if layout.size.wide else 3.3) * u, words, **quiet)


def _draw_axis(pen: Pen, data: Calendar, lanes: list[_Lane], layout: _Layout) -> None:
    months = range(0, 13, 3) if data.years == 1 else range(0, 12 * data.years + 1, 12)
    unit = "months" if data.years == 1 else "years"
    xs = [layout.strip_x + layout.strip_width * _month_fraction(m, data) for m in months]
    for lane in lanes:
        low, high = lane.strip_y - 0.8 * layout.unit, lane.strip_y + 0.8 * layout.unit
        base = ((layout.strip_x, high), (layout.strip_x + layout.strip_width, high))
        pen.lines([base, *(((x, low), (x, high)) for x in xs)], color=pen.theme.grid, linewidth=1)
    y, small = layout.axis_y + 0.7 * layout.unit, {"color": pen.theme.quiet, "scale": 0.9}
    numbers = [str(m if data.years == 1 else m // 12) for m in months]
    pen.words(layout.strip_x, y, "start", **small)
    pen.words(xs[-1], y, f"{numbers[-1]} {unit}", ha="right", **small)
    free = layout.strip_x + _width("start", layout.unit)
    end = xs[-1] - _width(f"{numbers[-1]} {unit}", layout.unit)
    for x, number in list(zip(xs, numbers, strict=True))[1:-1]:
        half = _width(number, layout.unit) / 2
        if free < x - half and x + half < end:
            pen.words(x, y, number, ha="center", **small)
            free = x + half


def _width(words: str, unit: float) -> float:
    """Return about how wide small words are, with a little air."""
    return (len(words) + 1) * 0.55 * unit


def _draw_label(pen: Pen, row: dict, lane: _Lane) -> None:
    u = pen.size.text
    colour = style.colour(row["drug"], pen.theme)
    pen.marks([lane.label_x + 0.35 * u], [lane.label_y[0]], style.mark(row["drug"]), color=colour, markersize=0.7 * u)
    pen.words(lane.label_x + 1.1 * u, lane.label_y[0], row["label"], weight="bold", scale=0.95)
    pen.words(lane.label_x + 1.1 * u, lane.label_y[1], row["detail"], color=pen.theme.quiet, scale=0.9)


def _draw_doses(pen: Pen, row: dict, fractions: np.ndarray, lane: _Lane) -> None:
    u = pen.size.text
    colour = style.colour(row["drug"], pen.theme)
    xs = lane.strip_x + fractions * lane.strip_width
    gaps = np.diff(xs) if len(xs) > 1 else np.array([np.inf])
    if gaps.min() >= 0.9 * u:
        pen.marks(xs, np.full(len(xs), lane.strip_y), style.mark(row["drug"]), color=colour, markersize=0.8 * u)
    elif gaps.mean() * pen.size.scale >= TOUCHING_PIXELS:
        pen.ticks(xs, lane.strip_y - 0.55 * u, lane.strip_y + 0.55 * u, color=colour)
    else:
        pen.box(xs[0], lane.strip_y - 0.55 * u, xs[-1] - xs[0] + 1, 1.1 * u, color=colour)


def _draw_decision(pen: Pen, decision: dict, data: Calendar, lane: _Lane) -> None:
    u, kind = pen.size.text, decision["kind"]
    y = lane.strip_y - 1.15 * u
    ink = {"color": pen.theme.text, "scale": 0.8}
    right = lane.strip_x + lane.strip_width
    if pd.isna(decision["month_low"]):
        pen.words(lane.strip_x, y, f"{DECISION_WORDS[kind]} \u25b8", **ink)
        return
    low, high = (lane.strip_x + lane.strip_width * _month_fraction(m, data) for m in _months(decision))
    words = DECISION_WORDS[kind]
    wide = len(words) * 0.8 * u * 0.6
    if kind == "review":
        goes_on, high = high > right, min(high, right)
        strokes = [((low, y), (high, y)), ((low, y), (low, y + 0.5 * u)), ((high, y), (high, y + 0.5 * u))]
        pen.lines(strokes[:2] if goes_on else strokes, color=pen.theme.text, linewidth=1.2)
        beside = low - 0.3 * u - wide >= lane.strip_x
        pen.words(low - 0.3 * u if beside else high + 0.3 * u, y, words, ha="right" if beside else "left", **ink)
    else:
        pen.lines([((low, y - 0.4 * u), (low, lane.strip_y + 0.8 * u))], color=pen.theme.text, linewidth=2)
        beside = low + 0.4 * u + wide <= right
        pen.words(low + 0.4 * u if beside else low - 0.4 * u, y, words, ha="left" if beside else "right", **ink)


def _months(decision: dict) -> tuple[int, int]:
    """Return the first and the last month of a decision: the same where it has but one."""
    low, high = decision["month_low"], decision["month_high"]
    return int(low), int(low if pd.isna(high) else high)


def _month_fraction(month: int, data: Calendar) -> float:
    """Return the place of a month in the horizon, 0 to 1; past its end it is more."""
    return month / (12 * data.years)


def _fractions(dates: pd.Series, data: Calendar) -> np.ndarray:
    """Return the place of each date in the horizon, 0 to 1."""
    start = pd.Timestamp(data.start)
    end = start + pd.DateOffset(years=data.years)
    return ((dates - start) / (end - start)).to_numpy(dtype=float)
