"""What a picture of side effects is about: the events of one comparison, a hundred people, the rungs of a ladder.

Rows are dicts, as `safety.compare` and `safety.per_100_000` return them.
"""

from dataclasses import dataclass
from functools import cached_property
from math import floor, isnan
from typing import Any

import pandas as pd

from helpers.safety import Estimate

Event = dict[str, Any]
MOST_EVENTS = 3
ALL, MORE, FEWER = "all cases with the drug", "more than in the other group", "fractures prevented"


@dataclass(frozen=True)
class Profile:
    """One comparison.

    Attributes:
        study: its row of `studies`, with `drug`, the generic name.
        rows: the events, of one body system or all.
        system: that system, or "all".
    """

    study: dict[str, Any]
    rows: tuple[Event, ...]
    system: str

    @cached_property
    def sorted(self) -> list[Event]:
        """The events by difference, largest excess first."""
        return sorted(self.rows, key=lambda row: -row["difference"])

    def most_telling(self, number: int) -> list[Event]:
        """Return the events with the largest differences either way, and every total, largest excess first."""
        ranked = sorted(self.sorted, key=lambda row: (not row["is_total"], -abs(row["difference"])))
        kept = {row["event_id"] for row in ranked[:number]}
        return [row for row in self.sorted if row["event_id"] in kept]

    @cached_property
    def leading(self) -> Event | None:
        """The event that a sentence is about: a total if the source gives one, else the largest; not of a subgroup."""
        all_people = [row for row in self.sorted if pd.isna(row["subgroup"])] or self.sorted
        totals = [row for row in all_people if row["is_total"]]
        return max(totals or all_people, key=lambda row: abs(row["difference"]), default=None)

    def foremost(self, systems: tuple[str, ...]) -> tuple[Event, ...]:
        """Return the events to show in people: one for each body system, or the foremost of one system.

        A total comes first if the source gives one; then the event that most people had. Subgroups are left out.
        """
        all_people = [row for row in self.sorted if pd.isna(row["subgroup"])]
        order = sorted(all_people, key=lambda r: (not r["is_total"], -(r["risk_drug"] + r["risk_comparator"])))
        if len(systems) == 1:
            return tuple(order[:MOST_EVENTS])
        firsts = (next((row for row in order if row["body_system"] == system), None) for system in systems)
        return tuple(row for row in firsts if row) or tuple(order[:MOST_EVENTS])


def difference(row: Event) -> Estimate:
    """Return the difference of an event in people per 100, with its interval if there is one."""
    return Estimate(row["difference"], row["difference_low"], row["difference_high"])


def whole(number: float) -> int:
    """Return the nearest whole number, a half always up: so one counts people.

    >>> whole(2.5), whole(3.4)
    (3, 3)
    """
    return floor(number + 0.5)


@dataclass(frozen=True)
class InHundred:
    """Whole people in 100: with the event either way, on top with the drug, spared it."""

    either: int
    extra: int
    spared: int


def in_100(row: Event) -> InHundred:
    """Return an event in whole people.

    It is the difference that is rounded: two rounded risks would make up a person, or lose one.
    """
    either, apart = whole(min(row["risk_drug"], row["risk_comparator"])), whole(abs(row["difference"]))
    return InHundred(either, apart, 0) if row["difference"] > 0 else InHundred(either, 0, apart)


UNLIKE = {
    "counting": "counting",
    "comparator_kind": "comparator",
    "duration": "time",
    "design": "design",
    "listing": "events",
}  # columns of a study that must be alike before two comparisons are, and what they are called


def unlike(one: Profile, other: Profile) -> list[tuple[str, str, str]]:
    """Return in what two comparisons are not alike: what, and how it is in each."""
    return [
        (what, one.study[column], other.study[column])
        for column, what in UNLIKE.items()
        if one.study[column] != other.study[column]
    ]


def share_no_event(one: Profile, other: Profile) -> bool:
    """Return whether two different comparisons have no event of the same name."""
    names = [{row["term"] for row in profile.rows} for profile in (one, other)]
    return one.study["study_id"] != other.study["study_id"] and not names[0] & names[1]


def shown_rate(rate: float) -> float:
    """Return a rate in 100,000 as it is written: a digit after the point below 10, none above."""
    return round(rate, 1 if abs(rate) < 10 else 0)


def rungs(harms: pd.DataFrame) -> list[Event]:
    """Return rare harms as the rungs of a ladder, rarest first.

    Args:
        harms: as `safety.per_100_000`.

    Returns:
        The rows with `what` they show (all cases where there is no comparator, else more cases, or fractures
        prevented) and where they stand (`at`, in 100,000): the sum of the rates as a reader sees them.
    """
    return sorted(map(_rung, harms.to_dict("records")), key=lambda row: row["at"])


def _rung(row: Any) -> Event:
    if isnan(row["rate_comparator"]):
        return {**row, "what": ALL, "at": row["rate"]}
    what, sign = (FEWER, -1) if row["kind"] == "fracture" else (MORE, 1)
    apart = sign * (shown_rate(row["rate"]) - shown_rate(row["rate_comparator"]))
    return {**row, "what": what, "at": apart if abs(apart) >= 0.5 else 0.0}  # in 100,000: less is nobody
