"""What is said of drug and comparator, of a hundred people, of infusions."""

from math import isnan
from typing import Any

import pandas as pd

from helpers import comparisons, safety
from helpers.comparisons import Event, Profile
from helpers.words import Said
from helpers.words.numbers import about, capital, per_100, signed, small, with_interval

MACHINE = " †"
NOT_READ = "no figure could be read"


def term(row: Event) -> str:
    """Return an event's name, and of whom if not of all; a dagger says that only a machine read its figures."""
    of_whom: str = "" if pd.isna(row["subgroup"]) else f", {row['subgroup']}"
    return row["term"] + of_whom + (MACHINE if row["check"] == "machine reading agrees" else "")


def difference_words(row: Event) -> str:
    """Return the difference of an event with its interval, in people per 100."""
    return with_interval(comparisons.difference(row))


def both(row: Event) -> str:
    """Return the risks in both arms: "17.2, 4.5"."""
    return f"{per_100(row['risk_drug'])}, {per_100(row['risk_comparator'])}"


def nothing_here(profile: Profile) -> str:
    """Return what to say where a source has no figure for a body system."""
    return (
        f"{profile.study['name']}: this source gives no figure for {profile.system}. Choose another part of the body."
    )


def _said(study: dict[str, Any], row: Event) -> str:
    """Return one event in plain words."""
    text = (
        f"Of 100 people given {study['drug_arm']}, {about(row['risk_drug'])} had this: {small(row['term'])}. "
        f"Of 100 given {study['comparator']}, {about(row['risk_comparator'])} had it. "
    )
    apart = comparisons.difference(row)
    if row["counts"] == safety.UNKNOWN:
        reason = row["reason_no_size"]
        return f"{text}The difference is {signed(apart.value)} in 100, without an interval, because {reason}."
    return (
        f"{text}The difference is {signed(apart.value)} in 100, 95 % interval "
        f"{signed(apart.low)} to {signed(apart.high)}: {safety.number_needed(apart).words()}."
    )


def comparison(profile: Profile, shown: list[Event]) -> Said:
    """Return what is said of one comparison of which some events are shown."""
    row, study = profile.leading, profile.study
    if row is None:
        return Said(nothing_here(profile), nothing_here(profile))
    listed = "; ".join(
        f"{term(r)}: {per_100(r['risk_drug'])} against {per_100(r['risk_comparator'])}, {difference_words(r)}"
        for r in shown
    )
    alt = (
        f"Dumbbells of {study['name']}: people in 100 with {study['drug_arm']} and with {study['comparator']}, "
        f"largest excess first. {listed}. {left_out(profile, len(shown))}".strip()
    )
    return Said(_said(study, row), alt)


def left_out(profile: Profile, shown: int) -> str:
    """Return how many events of a comparison are not shown; nothing if all are."""
    left = len(profile.rows) - shown
    return f"{left} more in the table." if left > 0 else ""


def event_says(profile: Profile, row: Event, arm: str) -> str:
    """Return what the mark of one arm says."""
    who = profile.study["drug_arm" if arm == "drug" else "comparator"]
    return f"{term(row)}: {per_100(row[f'risk_{arm}'])} of 100 with {who}"


def apart_says(row: Event) -> str:
    """Return what the line between two arms says."""
    return f"{term(row)}: the difference is {difference_words(row)} in 100"


def warning(one: Profile, other: Profile) -> str:
    """Return in what two comparisons are not alike, in words; empty where they are."""
    differ = [f"{what}: {first} / {second}" for what, first, second in comparisons.unlike(one, other)]
    if comparisons.share_no_event(one, other):
        differ.append("no event has the same name in both: read what each one counts")
    return f"Careful, not all is alike. {capital('; '.join(differ))}." if differ else ""


def differences(profiles: tuple[Profile, Profile], shown: list[list[Event]]) -> Said:
    """Return what is said of two comparisons beside each other."""
    said, listed = [], []
    for profile, rows in zip(profiles, shown, strict=True):
        lead, study = profile.leading, profile.study
        if lead is None:
            said.append(nothing_here(profile))
        else:
            said.append(f"{study['name']}: {small(lead['term'])} {difference_words(lead)} in 100.")
        events = "; ".join(f"{term(r)} {difference_words(r)}" for r in rows)
        listed.append(f"{study['drug_arm']} against {study['comparator']}: {events or 'no figure'}.")
    careful = warning(*profiles) if any(shown) else ""
    text = f"Differences against their own comparators. {' '.join(said)} {careful}".strip()
    return Said(
        text, f"Differences in people in 100, two comparisons on one scale. {' '.join(listed)} {careful}".strip()
    )


def people(profile: Profile, events: tuple[Event, ...]) -> Said:
    """Return what is said of events shown in a hundred people each."""
    if not events:
        return Said(nothing_here(profile), nothing_here(profile))
    study = profile.study
    listed = "; ".join(f"{term(row)}: {in_100_words(row)}" for row in events)
    alt = (
        f"Groups of 100 people given {study['drug_arm']}, one group an event, rounded to whole people. {listed}. "
        f"What happens either way is what happened with {study['comparator']}."
    )
    lead = profile.leading
    return Said(_said(study, lead if lead is not None and lead in events else events[0]), alt)


def in_100_words(row: Event) -> str:
    """Return an event in both arms; that they are less than one person apart is said."""
    words = f"{per_100(row['risk_drug'])} in 100 against {per_100(row['risk_comparator'])}"
    found = comparisons.in_100(row)
    return words if abs(row["difference"]) < 0.05 or found.extra + found.spared else f"{words}, under 1 apart"


def kinds(profile: Profile) -> dict[str, str]:
    """Return what a person in the picture can be."""
    comparator = profile.study["comparator"]
    placebo = profile.study["comparator_kind"] == "placebo"
    return {
        "either": f"has it anyway, as with {comparator}"
        if placebo
        else f"has it with either; the other is {comparator}",
        "extra": "has it on top, with the drug",
        "spared": "is spared it, with the drug",
        "none": "does not have it",
    }


def infusion(row: Event) -> str:
    """Return which infusion a row is about, and what was counted."""
    counted = "" if isnan(row["risk"]) else row["term"].partition(", ")[2]
    return f"{row['which_infusion']} infusion" + (f", {counted}" if counted else "")


def infusion_figure(row: Event) -> str:
    """Return the risk after one infusion, with placebo where that is known."""
    if isnan(row["risk"]):
        return NOT_READ
    other = row["risk_comparator"]
    return per_100(row["risk"]) + ("" if isnan(other) else f", placebo {per_100(other)}")


def infusions(groups: dict[str, list[Event]]) -> Said:
    """Return what is said of first and later infusions, by study."""
    if not groups:
        return Said("These tables have no figure of the reaction to an infusion.", "No figure to show.")
    said = " ".join(
        f"{name}: {'; '.join(f'{infusion(row)} {infusion_figure(row)}' for row in rows)}."
        for name, rows in groups.items()
    )
    return Said(
        f"Acute-phase reaction in 100 people given zoledronic acid. {said}",
        f"Bars for the acute-phase reaction after each infusion of zoledronic acid, by study. {said}",
    )
