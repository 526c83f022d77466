"""What is said of drug and comparator, of a hundred people, of infusions."""

from math import isnan
from re import split, sub
from typing import Any

import pandas as pd

from helpers import comparisons, safety
from helpers.comparisons import Event, Profile
from helpers.words import Said
from helpers.words.numbers import about, capital, count, per_100, signed, small, with_interval

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
    return f"{profile.study['name']}: no figure for {profile.system}. Choose another part of the body."


SHORT_NAME = 2  # words of a trial that stands in a sentence
MOST_WORDS = 6  # of an arm in a sentence


def _arms(study: dict[str, Any]) -> tuple[str, str]:
    """Return both arms in few words; the key of the picture has them in full."""
    if study["comparator_kind"] == "placebo":
        return study["drug"], "placebo"
    if study["comparator_kind"] == "same drug":
        arm: str = study["drug_arm"]
        return arm if len(arm.split()) <= MOST_WORDS else "the first arm", "the other arm"
    return study["drug"], study["comparator"]


def brief(term: str) -> str:
    """Return an event's name without what stands in brackets.

    >>> brief("Fever (one term of a data set)")
    'Fever'
    """
    return sub(r" \([^()]*(\([^()]*\)[^()]*)*\)", "", term)


def _said(study: dict[str, Any], row: Event) -> str:
    """Return one event in plain words."""
    drug, other = _arms(study)
    apart = comparisons.difference(row)
    one, two = about(row["risk_drug"]), about(row["risk_comparator"])
    text = f"{brief(row['term'])}: {one} of 100 with {drug}, {two} with {other}."
    if not apart.has_interval:
        return f"{text} Difference {signed(apart.value)}, without an interval."
    needed = safety.number_needed(apart)
    end = ", or none." if needed.crosses_zero else f": {needed.single()}."
    return f"{text} Difference {with_interval(apart)}{end}"


def comparison(profile: Profile, shown: list[Event]) -> Said:
    """Return what is said of one comparison of which some events are shown."""
    row, study = profile.leading, profile.study
    if row is None:
        return Said(nothing_here(profile), nothing_here(profile))
    drug, other = _arms(study)
    first = shown[0]
    alt = (
        f"{count(len(shown), 'event')} of {study['name']}, people in 100 with {drug} and with {other}, largest excess "
        f"first: {small(brief(first['term']))}, {per_100(first['risk_drug'])} against "
        f"{per_100(first['risk_comparator'])}. The table has each."
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
    return f"Careful: the trials differ. {capital('; '.join(differ))}." if differ else ""


def differences(profiles: tuple[Profile, Profile], shown: list[list[Event]]) -> Said:
    """Return what is said of two comparisons beside each other."""
    said = []
    for profile, drug in zip(profiles, _apart(profiles), strict=True):
        lead = profile.leading
        if lead is None:
            said.append(f"{capital(drug)}: no figure.")
        else:
            said.append(f"{capital(drug)}: {small(brief(lead['term']))} {difference_words(lead)}.")
    differ = [what for what, _, _ in comparisons.unlike(*profiles)]
    careful = f" They differ in: {', '.join(differ)}." if differ and any(shown) else ""
    arms = "; ".join(
        f"{count(len(rows), 'event')} of {p.study['name']}" for p, rows in zip(profiles, shown, strict=True)
    )
    alt = f"Differences in people in 100, each against its own comparator, on one scale: {arms}. The table has each."
    return Said(" ".join(said) + careful, alt + careful)


def _apart(profiles: tuple[Profile, Profile]) -> list[str]:
    """Return the drugs; of one drug the trials, if their names are short."""
    drugs = [profile.study["drug"] for profile in profiles]
    if drugs[0] != drugs[1]:
        return drugs
    names = [split("[:,(]", profile.study["name"])[0].strip() for profile in profiles]
    return names if max(len(name.split()) for name in names) <= SHORT_NAME else ["First", "Second"]


def people(profile: Profile, events: tuple[Event, ...]) -> Said:
    """Return what is said of events shown in a hundred people each."""
    if not events:
        return Said(nothing_here(profile), nothing_here(profile))
    study, lead = profile.study, profile.leading
    told = lead if lead is not None and lead in events else events[0]
    alt = (
        f"{count(len(events), 'group')} of 100 people with {_arms(study)[0]}, one group an event, in whole people. "
        f"{brief(told['term'])}: {in_100_words(told)}. The table has each."
    )
    return Said(_said(study, told), alt)


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
        else f"has it either way, with the drug or with {comparator}",
        "extra": "has it only with the drug",
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
    known = {name: [row for row in rows if not isnan(row["risk"])] for name, rows in groups.items()}
    one_count = {name: rows for name, rows in known.items() if len({r["which_infusion"] for r in rows}) == len(rows)}
    name, rows = max((one_count or known).items(), key=lambda item: len(item[1]))
    listed = ", ".join(f"{per_100(row['risk'])} after the {row['which_infusion']}" for row in rows)
    number = sum(map(len, groups.values()))
    return Said(
        f"{brief(name)}, in 100 people: {listed} infusion.",
        f"Bars for the acute-phase reaction to zoledronic acid, {count(number, 'row')} by study and infusion. "
        f"{brief(name)}: {listed}. The table has each.",
    )
