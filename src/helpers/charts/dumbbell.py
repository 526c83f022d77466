"""Drug and comparator, event by event: two marks on a line, and the interval of their difference.

One comparison shows both risks. Two comparisons side by side show differences only, each against its own comparator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor, isnan, log10
from typing import Any

import pandas as pd

from helpers import safety
from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.view import MINUS, fit, per_100, scale_numbers, signed, whole

MOST_ROWS = 10
MOST_ROWS_EACH = 6
MACHINE = " †"
COMPARATOR_MARK = "o"


@dataclass(frozen=True)
class Profile:
    """One comparison.

    `study`: its row of `studies`, with `drug`, the generic name. `rows`: as `safety.compare`, each by name, of one body
    system or all.
    """

    study: dict[str, Any]
    rows: tuple[dict[str, Any], ...]
    system: str

    @cached_property
    def sorted(self) -> list[dict[str, Any]]:
        """The events by difference, largest excess first."""
        return sorted(self.rows, key=lambda row: -row["difference"])

    def most_telling(self, number: int) -> list[dict[str, Any]]:
        """Return the events with the largest differences either way, and every total, largest excess first."""
        ranked = sorted(self.sorted, key=lambda row: (not row["is_total"], -abs(row["difference"])))
        kept = {row["event_id"] for row in ranked[:number]}
        return [row for row in self.sorted if row["event_id"] in kept]

    @cached_property
    def leading(self) -> dict[str, Any] | None:
        """The event that a sentence is about: a total if the source gives one, else the largest; not of a subgroup."""
        whole = [row for row in self.sorted if pd.isna(row["subgroup"])] or self.sorted
        return max(
            [row for row in whole if row["is_total"]] or whole, key=lambda row: abs(row["difference"]), default=None
        )


def term(row: dict[str, Any]) -> str:
    """Return an event's name, and of whom if not of all; a dagger says that only a machine read its figures."""
    of_whom = "" if pd.isna(row["subgroup"]) else f", {row['subgroup']}"
    return row["term"] + of_whom + (MACHINE if row["check"] == "machine reading agrees" else "")


def difference_words(row: dict[str, Any]) -> str:
    """Return a difference with its interval, in people per 100."""
    if isnan(row["difference_low"]):
        return f"{signed(row['difference'])} (no interval)"
    return f"{signed(row['difference'])} ({signed(row['difference_low'])} to {signed(row['difference_high'])})"


def about(risk: float) -> str:
    """Return people per 100 as one says it: about 42, about 1.9."""
    return f"about {whole(risk)}" if risk >= 9.95 else f"about {per_100(risk)}"


def lower(words: str) -> str:
    """Return words to stand inside a sentence; names in capitals stay as they are."""
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in words.split(" "))


def sentence(study: dict[str, Any], row: dict[str, Any]) -> str:
    """Return one event in plain words."""
    text = (
        f"Of 100 people given {study['drug_arm']}, {about(row['risk_drug'])} had this: {lower(row['term'])}. "
        f"Of 100 given {study['comparator']}, {about(row['risk_comparator'])} had it. "
    )
    if row["counts"] == safety.UNKNOWN:
        reason = row["reason_no_size"]
        return f"{text}The difference is {signed(row['difference'])} in 100, without an interval, because {reason}."
    estimate = safety.Estimate(row["difference"], row["difference_low"], row["difference_high"])
    return (
        f"{text}The difference is {signed(row['difference'])} in 100, 95 % interval "
        f"{signed(row['difference_low'])} to {signed(row['difference_high'])}: "
        f"{safety.number_needed(estimate).words()}."
    )


def nothing_here(profile: Profile) -> str:
    """Return what to say where a source has no figure for a body system."""
    return (
        f"{profile.study['name']}: this source gives no figure for {profile.system}. Choose another part of the body."
    )


@dataclass(frozen=True)
class Dumbbell:
    """The picture of one comparison."""

    profile: Profile

    @cached_property
    def shown(self) -> list[dict[str, Any]]:
        """The events that have room."""
        return self.profile.most_telling(MOST_ROWS)

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round(self._layout(size).bottom)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the layers: words, then marks."""
        layout = self._layout(size)
        key = (self.profile.study["study_id"], self.profile.system)
        return [
            (("dumbbell", key), lambda pen: self._draw_words(pen, layout)),
            (None, lambda pen: self._draw_marks(pen, layout)),
        ]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        row, study = self.profile.leading, self.profile.study
        if row is None:
            text = nothing_here(self.profile)
            return text, text
        listed = "; ".join(
            f"{term(r)}: {per_100(r['risk_drug'])} against {per_100(r['risk_comparator'])}, {difference_words(r)}"
            for r in self.shown
        )
        alt = (
            f"Dumbbells of {study['name']}: people in 100 with {study['drug_arm']} and with {study['comparator']}, "
            f"largest excess first. {listed}.{_left_out(self.profile, len(self.shown))}"
        )
        return sentence(study, row), alt

    def _layout(self, size: style.Size) -> "_Rows":
        lines = sum(map(len, self._heading(size).values()))
        return _Rows(size, [len(self.shown)], top=1.3 * lines + (1.9 if size.wide else 0.9))

    def _heading(self, size: style.Size) -> dict[str, list[str]]:
        """Return the lines that name the two arms."""
        width = size.width - 2.8 * size.text
        arms = ("drug_arm", "comparator")
        return {arm: fit(self.profile.study[arm], width, size.text, 3, bold=arm == "drug_arm") for arm in arms}

    @property
    def _top(self) -> float:
        ends = [max(r["risk_drug"], r["risk_comparator"], _end(r)) for r in self.shown]
        return nice(max(ends, default=1))

    def _draw_words(self, pen: Pen, layout: "_Rows") -> None:
        u, study, quiet = layout.unit, self.profile.study, {"color": pen.theme.quiet, "scale": 0.9}
        colour = style.colour(study["drug"], pen.theme)
        width = layout.size.width - 2 * layout.margin
        y = 0.9 * u
        for arm, lines in self._heading(layout.size).items():
            mark, ink = (
                (style.mark(study["drug"]), {"color": colour}) if arm == "drug_arm" else (COMPARATOR_MARK, hollow(pen))
            )
            pen.marks([layout.margin + 0.4 * u], [y], mark, markersize=0.75 * u, **ink)
            for line in lines:
                pen.words(layout.margin + 1.2 * u, y, line, weight="bold" if arm == "drug_arm" else "normal")
                y += 1.3 * u
        if not self.shown:
            for i, line in enumerate(fit(nothing_here(self.profile), width, u, 4)):
                pen.words(layout.margin, layout.top + (0.8 + 1.3 * i) * u, line)
            return
        if layout.size.wide:
            y = layout.top - 0.8 * u
            pen.words(layout.track, y, "people in 100", **quiet)
            pen.words(layout.columns[0], y, "drug, other", ha="right", **quiet)
            pen.words(layout.columns[1], y, "difference (95 %)", ha="right", **quiet)
        for row, y in zip(self.shown, layout.rows(0), strict=True):
            draw_label(pen, layout, row, y)
            both = f"{per_100(row['risk_drug'])}, {per_100(row['risk_comparator'])}"
            if layout.size.wide:
                pen.words(layout.columns[0], y, both, ha="right")
                pen.words(layout.columns[1], y, difference_words(row), ha="right", scale=0.9)
            else:
                pen.words(layout.margin, y + 1.35 * u, f"{both}: {difference_words(row)}", scale=0.95)
        draw_axis(pen, layout, 0, self._top)
        left = _left_out(self.profile, len(self.shown)).strip()
        pen.words(layout.margin, layout.bottom - 0.8 * u, left, **quiet)

    def _draw_marks(self, pen: Pen, layout: "_Rows") -> None:
        u, drug = layout.unit, self.profile.study["drug"]
        colour, top = style.colour(drug, pen.theme), self._top
        ys = list(layout.rows(0))
        xs, others = ([layout.x(row[f"risk_{arm}"], 0, top) for row in self.shown] for arm in safety.ARMS)
        if not ys:
            return
        joined = [((x, y), (other, y)) for x, other, y in zip(xs, others, ys, strict=True)]
        pen.lines(joined, color=pen.theme.grid, linewidth=0.35 * u)
        intervals = [
            (*(layout.x(row["risk_comparator"] + row[f"difference_{end}"], 0, top) for end in ("low", "high")), y)
            for row, y in zip(self.shown, ys, strict=True)
            if not isnan(row["difference_low"])
        ]
        draw_intervals(pen, intervals, u)
        pen.marks(others, ys, COMPARATOR_MARK, markersize=0.75 * u, **hollow(pen))
        pen.marks(xs, ys, style.mark(drug), markersize=0.75 * u, color=colour)


@dataclass(frozen=True)
class Differences:
    """The picture of two comparisons: differences only, and a warning where they are not alike."""

    first: Profile
    second: Profile

    @property
    def profiles(self) -> tuple[Profile, Profile]:
        """Both of them."""
        return self.first, self.second

    @cached_property
    def shown(self) -> list[list[dict[str, Any]]]:
        """The events that have room, for each."""
        return [profile.most_telling(MOST_ROWS_EACH) for profile in self.profiles]

    @cached_property
    def warning(self) -> str:
        """What a reader must not forget when comparing the two; empty where all is alike, or not at all."""
        return warning(*self.profiles) if any(self.shown) else ""

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round(self._layout(size).bottom)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the layers: words, then marks."""
        layout = self._layout(size)
        key = (*(profile.study["study_id"] for profile in self.profiles), self.first.system)
        return [
            (("differences", key), lambda pen: self._draw_words(pen, layout)),
            (None, lambda pen: self._draw_marks(pen, layout)),
        ]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        said, listed = [], []
        for profile, rows in zip(self.profiles, self.shown, strict=True):
            lead, study = profile.leading, profile.study
            if lead is None:
                said.append(nothing_here(profile))
            else:
                said.append(f"{study['name']}: {lower(lead['term'])} {difference_words(lead)} in 100.")
            events = "; ".join(f"{term(r)} {difference_words(r)}" for r in rows)
            listed.append(f"{study['drug_arm']} against {study['comparator']}: {events or 'no figure'}.")
        text = f"Differences against their own comparators. {' '.join(said)} {self.warning}".strip()
        return text, f"Differences in people in 100, two comparisons on one scale. {' '.join(listed)} {self.warning}"

    def _layout(self, size: style.Size) -> "_Rows":
        warned = len(self._warning_lines(size))
        lines = max(len(self._heading(profile, size)) for profile in self.profiles)
        return _Rows(size, [max(len(rows), 1) for rows in self.shown], top=0.9 + 1.35 * warned, group=0.9 + 1.3 * lines)

    def _warning_lines(self, size: style.Size) -> list[str]:
        return fit(self.warning, size.width - 1.2 * size.text, size.text, 8, bold=True) if self.warning else []

    def _heading(self, profile: Profile, size: style.Size) -> list[tuple[str, bool]]:
        """Return the lines above a group; is each bold?"""
        study, width, u = profile.study, size.width - 2.8 * size.text, size.text
        bold = [(line, True) for line in fit(study["drug_arm"], width, u, bold=True)]
        rest = f"less {study['comparator']}; {study['duration']}; {study['counting']}"
        return bold + [(line, False) for line in fit(rest, width, 0.9 * u, 3)]

    @property
    def _ends(self) -> tuple[float, float]:
        values = [0.0]
        for row in [row for rows in self.shown for row in rows]:
            values += [v for v in (row["difference"], row["difference_low"], row["difference_high"]) if not isnan(v)]
        low, high = -nice(-min(values)) if min(values) < 0 else 0.0, nice(max(values)) if max(values) > 0 else 0.0
        return (low, high) if high > low else (-1.0, 1.0)

    def _draw_words(self, pen: Pen, layout: "_Rows") -> None:
        u = layout.unit
        for i, line in enumerate(self._warning_lines(layout.size)):
            pen.words(layout.margin, (0.9 + 1.35 * i) * u, line, weight="bold")
        for group, (profile, rows) in enumerate(zip(self.profiles, self.shown, strict=True)):
            study, y = profile.study, layout.group_top(group)
            colour = style.colour(study["drug"], pen.theme)
            pen.marks(
                [layout.margin + 0.4 * u], [y + 0.9 * u], style.mark(study["drug"]), markersize=0.75 * u, color=colour
            )
            for i, (line, bold) in enumerate(self._heading(profile, layout.size)):
                ink = {"weight": "bold"} if bold else {"color": pen.theme.quiet, "scale": 0.9}
                pen.words(layout.margin + 1.2 * u, y + (0.9 + 1.3 * i) * u, line, **ink)
            if not rows:
                no_figure = f"this source gives no figure for {profile.system}"
                pen.words(layout.margin, next(layout.rows(group)), no_figure)
            for row, at in zip(rows, layout.rows(group), strict=False):
                draw_label(pen, layout, row, at)
                if layout.size.wide:
                    pen.words(layout.columns[1], at, difference_words(row), ha="right", scale=0.9)
                else:
                    pen.words(layout.margin, at + 1.35 * u, difference_words(row), scale=0.95)
        if not any(self.shown):
            return
        low, high = self._ends
        draw_axis(pen, layout, low, high, "difference in 100")

    def _draw_marks(self, pen: Pen, layout: "_Rows") -> None:
        u = layout.unit
        low, high = self._ends
        zero = layout.x(0, low, high)
        for group, (profile, rows) in enumerate(zip(self.profiles, self.shown, strict=True)):
            drug = profile.study["drug"]
            colour = style.colour(drug, pen.theme)
            pairs = list(zip(rows, layout.rows(group), strict=False))
            if not pairs:
                continue
            pen.lines(
                [((zero, y - 0.9 * u), (zero, y + 0.9 * u)) for _, y in pairs], color=pen.theme.quiet, linewidth=1
            )
            intervals = [
                (*(layout.x(row[f"difference_{end}"], low, high) for end in ("low", "high")), y)
                for row, y in pairs
                if not isnan(row["difference_low"])
            ]
            draw_intervals(pen, intervals, u)
            xs = [layout.x(row["difference"], low, high) for row, _ in pairs]
            pen.marks(xs, [y for _, y in pairs], style.mark(drug), markersize=0.75 * u, color=colour)


def warning(one: Profile, other: Profile) -> str:
    """Return in what two comparisons are not alike, in words; empty where they are."""
    first, second = one.study, other.study
    differ = [
        f"{what}: {first[column]} / {second[column]}"
        for column, what in (("counting", "counted"), ("comparator_kind", "compared with"), ("duration", "time"),
                             ("design", "design"), ("listing", "listed"))
        if first[column] != second[column]
    ]  # fmt: skip
    if first["study_id"] != second["study_id"] and not {r["term"] for r in one.rows} & {r["term"] for r in other.rows}:
        differ.append("no event has the same name in both: read what each one counts")
    said = "; ".join(differ)
    return f"Careful, not all is alike. {said[:1].upper()}{said[1:]}." if differ else ""


def _end(row: dict[str, Any]) -> float:
    return 0.0 if isnan(row["difference_high"]) else row["risk_comparator"] + row["difference_high"]


def _left_out(profile: Profile, shown: int) -> str:
    left = len(profile.rows) - shown
    return f" {left} more in the table." if left > 0 else ""


def nice(largest: float) -> float:
    """Return a round number at or above `largest` for the end of an axis."""
    if largest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(largest))
    return next(step * power for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= largest * 0.999)


def hollow(pen: Pen) -> dict[str, Any]:
    """Return the style of a mark that is not filled."""
    return {"markerfacecolor": pen.theme.background, "markeredgecolor": pen.theme.text, "markeredgewidth": 1.5}


def draw_label(pen: Pen, layout: "_Rows", row: dict[str, Any], y: float) -> None:
    """Write an event's name: beside its line where there is room, above it where there is not."""
    u = layout.unit
    weight = "bold" if row["is_total"] else "normal"
    if layout.size.wide:
        lines = fit(term(row), layout.track - 2 * layout.margin, 0.9 * u, bold=row["is_total"])
        for i, line in enumerate(lines):
            pen.words(layout.margin, y + (i - (len(lines) - 1) / 2) * 1.15 * u, line, scale=0.9, weight=weight)
    else:
        lines = fit(term(row), layout.size.width - 2 * layout.margin, 0.95 * u, bold=row["is_total"])
        for i, line in enumerate(reversed(lines)):
            pen.words(layout.margin, y - (1.3 + 1.2 * i) * u, line, scale=0.95, weight=weight)


def draw_axis(pen: Pen, layout: "_Rows", low: float, high: float, words: str = "") -> None:
    """Draw a scale with a few numbers under all rows, and a faint line up from each."""
    u = layout.unit
    values = scale_numbers(low, high)
    groups = [list(layout.rows(group)) for group in range(len(layout.counts))]
    xs = [layout.x(value, low, high) for value in values]
    up = [((x, ys[0] - 0.9 * u), (x, ys[-1] + 0.9 * u)) for ys in groups for x in xs]
    pen.lines(up, color=pen.theme.band, linewidth=1)
    for value in values:
        number = (f"{value:+g}" if value else "0").replace("-", MINUS) if low < 0 else f"{value:g}"
        pen.words(layout.x(value, low, high), layout.axis, number, ha="center", color=pen.theme.quiet, scale=0.9)
    pen.words(
        layout.margin, layout.axis + (0 if layout.size.wide else 1.3 * u), words, color=pen.theme.quiet, scale=0.9
    )


def draw_intervals(pen: Pen, intervals: Sequence[tuple[float, float, float]], unit: float) -> None:
    """Draw intervals (low, high, y) as thin lines with ends."""
    cap, segments = 0.28 * unit, []
    for low, high, y in intervals:
        segments += [((low, y), (high, y)), ((low, y - cap), (low, y + cap)), ((high, y - cap), (high, y + cap))]
    if segments:
        pen.lines(segments, color=pen.theme.text, linewidth=1.3)


class _Rows:
    """Places rows in groups: names beside the scale where there is room, above it where there is not."""

    def __init__(self, size: style.Size, counts: list[int], top: float, group: float = 0.0) -> None:
        self.size = size
        self.unit = u = size.text
        self.margin = 0.6 * u
        self.counts = counts
        self.step = (2.7 if size.wide else 5.6) * u
        self.top = top * u
        self.group = group * u
        self.axis = self.top + len(counts) * self.group + sum(counts) * self.step + 1.0 * u
        self.bottom = self.axis + (2.4 if size.wide else 3.2) * u
        if size.wide:
            self.track = 18.5 * u
            end = size.width - self.margin
            self.columns = (end - 11.6 * u, end)
            self.track_width = end - (17.2 if not group else 12.6) * u - self.track
        else:
            self.track = self.margin + 0.4 * u
            self.columns = (0.0, 0.0)
            self.track_width = size.width - 2 * self.track

    def group_top(self, group: int) -> float:
        """Return where a group begins."""
        return self.top + group * self.group + sum(self.counts[:group]) * self.step

    def rows(self, group: int) -> Iterator[float]:
        """Yield the middle of each row of a group."""
        first = self.group_top(group) + self.group + (0.5 if self.size.wide else 0.66) * self.step
        yield from (first + i * self.step for i in range(self.counts[group]))

    def x(self, value: float, low: float, high: float) -> float:
        """Return where a value stands on the scale; what lies outside stands at its end."""
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return self.track + share * self.track_width
