"""One refill record on a time line, what three measures make of it, and a made-up cohort under the same rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any

from helpers.adherence.lab import MONTH_DAYS, WATCHED_DAYS, Measures
from helpers.adherence.refills import Counted
from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.view import fit, whole

TOP_PERCENT = 120  # of the scale of the bars: an MPR can pass 100
WINDOW_WORDS = {
    "to the last fill": "from the first to the last dispensing",
    "one year": "of one year",
    "two years": "of two years",
    "until the stop": "until the stop",
}


@dataclass(frozen=True)
class RefillLine:
    """The picture.

    `spans`: the days from and to of each stretch with supply in hand; `days`: of each dispensing; `window`: a key of
    `WINDOW_WORDS`; `found`: as `lab.measures`; `persistent`: still treated on day `watched_days`; `cohort`: as
    `lab.cohort_measures`; `pairs`: name and two published percentages; `threshold`: percent.
    """

    supply: str
    window: str
    days: tuple[int, ...]
    spans: tuple[tuple[float, float], ...]
    found: Measures
    persistent: bool
    watched_days: int
    cohort: dict[str, Any]
    pairs: tuple[tuple[str, float, float], ...]
    threshold: float

    @property
    def window_days(self) -> int:
        """The days that are divided by."""
        return round(self.found.mpr.of)

    @cached_property
    def gaps(self) -> list[tuple[float, float, bool]]:
        """The stretches without supply until two years are over: from, to, and is it longer than the grace period?"""
        starts = [end for _, end in self.spans]
        ends = [start for start, _ in self.spans[1:]] + [float(WATCHED_DAYS)]
        return [(a, b, b - a > self.found.course.grace_days) for a, b in zip(starts, ends, strict=True) if b > a]

    @cached_property
    def lines(self) -> list[tuple[str, str, float]]:
        """Name, sum in words, and percent of each measure."""
        mpr, pdc, course = self.found.mpr, self.found.pdc, self.found.course
        span = "one year" if self.watched_days < WATCHED_DAYS else "two years"
        verdict = f"{'still' if self.persistent else 'no longer'} treated at {span}"
        went = f"{whole(course.days)} days to the first gap of more than {course.grace_days} days: {verdict}"
        return [
            ("MPR", _sum(mpr, "days of supply handed out"), 100 * mpr.share),
            ("PDC", _sum(pdc, "days covered"), 100 * pdc.share),
            ("Persistence", went, 100.0 * min(course.days / self.watched_days, 1)),
        ]

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round(self._places(size)["bottom"] * size.text)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the layers: what stays, and what the record changes."""
        return [(("refills",), self._draw_frame), (None, self._draw)]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        course, cohort = self.found.course, self.cohort
        said = "; ".join(f"{name} {_percent(value)}" for name, _, value in self.lines[:2])
        span = "one year" if self.watched_days < WATCHED_DAYS else "two years"
        text = (
            f"The same record, counted over the window {WINDOW_WORDS[self.window]}: {said}. With a grace period of "
            f"{course.grace_days} days the patient is {'still' if self.persistent else 'no longer'} treated at {span}. "
            f"Of {cohort['people']:,} made-up patients under the same rules {whole(cohort['persistent'])} in 100 are; "
            f"their mean MPR is {_percent(cohort['mpr'])}."
        )
        gaps = [f"{whole(b - a)} days from day {whole(a)}" for a, b, _ in self.gaps if b < WATCHED_DAYS]
        alt = (
            f"Time line of two years with {len(self.days)} dispensings of {self.supply}; gaps without supply: "
            f"{', '.join(gaps) or 'none between dispensings'}; supply ends on day {whole(self.spans[-1][1])}. Bars: "
            + "; ".join(f"{name}, {words}" for name, words, _ in self.lines)
            + ". Below, the made-up cohort beside two published pairs: "
            + "; ".join(f"{name} {a:g} and {b:g}" for name, a, b in self.pairs)
            + "."
        )
        return text, alt

    # ------------------------------------------------------------------ drawing

    @staticmethod
    def _places(size: style.Size) -> dict[str, float]:
        """Return where things stand, in heights of the text."""
        step, head = (2.4, 0.0) if size.wide else (5.2, 1.3)
        line, title = 4.6 + head, 1.6 + head
        bars = line + 5.8 + head
        cohort = bars + 3 * step + title + 1.0
        places = {"line": line, "bars": bars, "step": step, "title": title, "cohort": cohort}
        return {**places, "head": head, "bottom": cohort + 5 * step + 1.4}

    def _x(self, day: float, size: style.Size) -> float:
        u = size.text
        return 0.8 * u + (size.width - 1.6 * u) * min(max(day / WATCHED_DAYS, 0), 1)

    @staticmethod
    def _track(size: style.Size) -> tuple[float, float]:
        left = (15 if size.wide else 0.8) * size.text
        return left, size.width - left - (25 if size.wide else 5) * size.text

    def _bar_x(self, percent: float, size: style.Size) -> float:
        left, width = self._track(size)
        return left + width * min(percent, TOP_PERCENT) / TOP_PERCENT

    def _draw_frame(self, pen: Pen) -> None:
        size, u, at = pen.size, pen.size.text, self._places(pen.size)
        y = (at["line"] + 1.2) * u
        every = 3 if size.wide else 6
        xs = [self._x(month * MONTH_DAYS, size) for month in range(0, 25, every)]
        pen.lines([((x, y - 2.2 * u), (x, y)) for x in xs], color=pen.theme.grid, linewidth=1)
        for month, x in zip(range(0, 25, every), xs, strict=True):
            ha = "left" if month == 0 else "right" if month == 24 else "center"
            pen.words(
                x, y + 0.8 * u, f"month {month}" if month == 0 else str(month), ha=ha, color=pen.theme.quiet, scale=0.9
            )
        self._draw_key(pen)
        for section, rows in (("bars", 3), ("cohort", 5)):
            below = 0.0 if size.wide else 1.5 * u
            bars = [(at[section] + (i + 0.5) * at["step"]) * u + below for i in range(rows)]
            half, x = (1.1 if size.wide else 0.7) * u, self._bar_x(100, size)
            pen.lines([((x, y - half), (x, y + half)) for y in bars], color=pen.theme.grid, linewidth=1)
            pen.words(x, (at[section] - 0.4) * u, "100 %", ha="center", color=pen.theme.quiet, scale=0.85)
        title = "Made-up patients, same rules; published pairs"
        for i, line in enumerate(fit(title, size.width - 1.6 * u, u, 2, bold=True)):
            pen.words(0.8 * u, (at["cohort"] - at["title"] + 1.2 * i) * u, line, weight="bold")

    def _draw_key(self, pen: Pen) -> None:
        u, y = pen.size.text, (self._places(pen.size)["line"] + 3.6) * pen.size.text
        words = ("supply in hand", "gap within the grace", "longer gap", "the stop")
        for i, name in enumerate(words):
            down, step = (0, (0, 11.5, 26, 36)[i]) if pen.size.wide else (i // 2, 9.0 * (i % 2))
            x, at = (0.8 + step) * u, y + 1.35 * down * u
            if i < 3:
                _stretch(pen, i, x, at, 1.6 * u, 0.9 * u)
            else:
                line = ((x + 0.8 * u, at - 0.6 * u), (x + 0.8 * u, at + 0.6 * u))
                pen.lines([line], color=pen.theme.text, linewidth=2.5)
            short = ("supply", "short gap", "long gap", "stop")[i]
            pen.words(x + 2.0 * u, at, name if pen.size.wide else short, scale=0.9)

    def _draw(self, pen: Pen) -> None:
        size, u, at = pen.size, pen.size.text, self._places(pen.size)
        y = at["line"] * u
        first, last = self._x(0, size), self._x(self.window_days, size)
        bar = (1.6 + at["head"]) * u
        pen.lines([((first, bar), (last, bar)), ((first, bar - 0.4 * u), (first, bar + 0.4 * u)),
                   ((last, bar - 0.4 * u), (last, bar + 0.4 * u))], color=pen.theme.text, linewidth=1.5)  # fmt: skip
        words = f"window {WINDOW_WORDS[self.window]}: {self.window_days} days"
        for i, line in enumerate(fit(words, size.width - 1.6 * u, 0.9 * u, 2)):
            pen.words(0.8 * u, (0.6 + 1.15 * i) * u, line, scale=0.9)
        for begin, end in self.spans:
            _stretch(pen, 0, self._x(begin, size), y, self._x(end, size) - self._x(begin, size), 1.1 * u)
        for begin, end, long in self.gaps:
            _stretch(pen, 1 + long, self._x(begin, size), y, self._x(end, size) - self._x(begin, size), 1.1 * u)
        pen.marks([self._x(day, size) for day in self.days], [y - 1.35 * u] * len(self.days), "v",
                  markersize=0.55 * u, color=pen.theme.text)  # fmt: skip
        stop = self._x(self.found.course.days, size)
        pen.lines([((stop, y - 1.0 * u), (stop, y + 1.0 * u))], color=pen.theme.text, linewidth=2.5)
        for i, (name, words, percent) in enumerate(self.lines):
            self._draw_bar(pen, (at["bars"] + (i + 0.5) * at["step"]) * u, name, percent, words, bold=True)
        for i, (name, percents, words) in enumerate(self._compared):
            y = (at["cohort"] + (i + 0.5) * at["step"]) * u
            if len(percents) == 1:
                self._draw_bar(pen, y, name, percents[0], words)
            else:
                self._draw_pair(pen, y, name, percents, words)

    @property
    def _compared(self) -> Iterator[tuple[str, tuple[float, ...], str]]:
        cohort = self.cohort
        span = "one year" if self.watched_days < WATCHED_DAYS else "two years"
        yield "mean MPR", (cohort["mpr"],), f"{_percent(cohort['mpr'])}, of {cohort['counted']:,} with days to count"
        yield f"PDC {self.threshold:g} or more", (cohort["adherent"],), _percent(cohort["adherent"])
        yield "still treated", (cohort["persistent"],), f"{_percent(cohort['persistent'])} at {span}"
        for name, one, other in self.pairs:
            yield name.partition(":")[0], (one, other), f"{name.partition(': ')[2]} {one:g} or {other:g} %"

    def _label(self, pen: Pen, y: float, name: str, words: str, bold: bool) -> float:
        """Write name and words; return the middle of the bar."""
        size, u = pen.size, pen.size.text
        weight = "bold" if bold else "normal"
        if size.wide:
            pen.words(0.8 * u, y, fit(name, 14 * u, 0.95 * u, 1, bold)[0], scale=0.95, weight=weight)
            left, width = self._track(size)
            lines = fit(words, size.width - left - width - 1.4 * u, 0.85 * u, 2)
            for i, line in enumerate(lines):
                pen.words(left + width + 0.8 * u, y + (i - (len(lines) - 1) / 2) * 1.1 * u, line, scale=0.85)
            return y
        pen.words(
            0.8 * u, y - 1.9 * u, fit(name, size.width - 1.6 * u, 0.95 * u, 1, bold)[0], scale=0.95, weight=weight
        )
        for i, line in enumerate(fit(words, size.width - 1.6 * u, 0.85 * u, 2)):
            pen.words(0.8 * u, y + (-0.75 + 1.1 * i) * u, line, scale=0.85, color=pen.theme.quiet)
        return y + 1.5 * u

    def _draw_bar(self, pen: Pen, y: float, name: str, percent: float, words: str, bold: bool = False) -> None:
        u = pen.size.text
        y = self._label(pen, y, name, words, bold)
        if isnan(percent):
            return
        left, _ = self._track(pen.size)
        width = self._bar_x(percent, pen.size) - left
        pen.box(left, y - 0.45 * u, width, 0.9 * u, color=pen.theme.text if bold else pen.theme.quiet)

    def _draw_pair(self, pen: Pen, y: float, name: str, percents: tuple[float, ...], words: str) -> None:
        u = pen.size.text
        y = self._label(pen, y, name, words, False)
        xs = [self._bar_x(percent, pen.size) for percent in percents]
        pen.lines([((xs[0], y), (xs[1], y))], color=pen.theme.text, linewidth=1.5)
        pen.marks(xs, [y, y], "o", markersize=0.7 * u, color=pen.theme.text)


def _stretch(pen: Pen, kind: int, x: float, y: float, width: float, height: float) -> None:
    """Draw a stretch of the line: 0 full (supply), 1 striped (gap within the grace), 2 an empty box (longer gap)."""
    if kind == 0:
        pen.box(x, y - height / 2, width, height, color=pen.theme.text)
        return
    pen.box(x, y - height / 2, width, height, facecolor=pen.theme.background, edgecolor=pen.theme.quiet, linewidth=1)
    if kind == 1 and width > 1:
        step = 0.45 * pen.size.text
        xs = [x + step * (i + 0.5) for i in range(int(width / step))] or [x + width / 2]
        pen.lines([((at, y - height / 2), (at, y + height / 2)) for at in xs], color=pen.theme.text, linewidth=1)


def _sum(counted: Counted, what: str) -> str:
    if isnan(counted.share):
        return f"{whole(counted.days)} {what} ÷ 0 days: cannot be worked out"
    return f"{whole(counted.days)} {what} ÷ {whole(counted.of)} days = {_percent(100 * counted.share)}"


def _percent(value: float) -> str:
    return "no figure" if isnan(value) else f"{whole(value)} %"
