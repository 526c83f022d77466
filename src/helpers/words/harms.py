"""What is said of rare harms, and of what is known at all."""

from math import isnan
from typing import Any

import pandas as pd

from helpers import safety
from helpers.comparisons import ALL, FEWER, MORE, Event
from helpers.words import Said
from helpers.words.numbers import MINUS, capital, count, rate

STATUS = {
    "read": "read in print",
    "machine reading": "read by machine only",
    "not expected": "not among the label's commoner reactions",
    safety.NOT_VERIFIED: "no figure could be verified",
}
SYSTEMS = {"gut": "gut", "muscle, bone and joint": "muscle, bone, joint", "flu-like": "flu-like"}


def ladder(rungs: list[Event], chosen: str | None) -> Said:
    """Return what is said of rare harms; `chosen`: the harm_id that the sentence is about, if any."""
    if not rungs:
        return Said("These tables have no rare harm to show.", "No rare harm to show.")
    row = next((row for row in rungs if row["harm_id"] == chosen), rungs[0])
    hip = next((row for row in rungs if row["kind"] == "fracture"), None)
    scale = f" For scale, {name(hip)}: {rate(hip['at'])}." if hip else ""
    ends = " to ".join(f"{name(row)} ({total(row)})" for row in (rungs[0], rungs[-1]))
    alt = f"Ladder of tens, from 1 to 100,000 in 100,000: {count(len(rungs), 'row')}, rarest first, from {ends}."
    return Said(f"{capital(_brief(row))}.{scale}", f"{alt} The table has each.")


def _brief(row: Event) -> str:
    """Return one rare harm in few words; what its counts cannot exclude is never left out."""
    more = {ALL: "", MORE: " more", FEWER: " fewer"}[row["what"]]
    after: str = "" if pd.isna(row["years_low"]) else f", {used(row)} of use"
    return f"{name(row)}{after}: {rate(abs(row['at']))}{more} in 100,000{_excluded(row)}"


def rung(row: Event) -> str:
    """Return one rare harm in words."""
    said = f"{name(row)}, {row['treatment']}, {time(row)}: "
    if row["what"] == ALL:
        return f"{said}{rate(row['at'])} in 100,000"
    pair = f"{rate(row['rate'])} against {rate(row['rate_comparator'])} with {row['comparator']}"
    more = (row["what"] == MORE) == (row["at"] >= 0)
    return f"{said}{rate(abs(row['at']))} {'more' if more else 'fewer'} in 100,000 ({pair}{_excluded(row)})"


def _excluded(row: Event) -> str:
    """Return how many more the counts of a harm cannot exclude; nothing where there are no counts."""
    if row["what"] != MORE or isnan(row["difference_high"]):
        return ""
    return f"; up to {rate(row['difference_high'])} more cannot be excluded"


def name(row: Event) -> str:
    """Return what a rung counts."""
    return f"{row['harm']} prevented" if row["kind"] == "fracture" else row["harm"]


def time(row: Event) -> str:
    """Return over which time it was counted, and after how much use."""
    return row["time"] if pd.isna(row["years_low"]) else f"{used(row)} of use; {row['time']}"


def used(row: dict[Any, Any]) -> str:
    """Return the years of use of a row in words."""
    if pd.isna(row["years_high"]):
        return f"{row['years_low']:.0f} years or more"
    if row["years_low"] == 0:
        return f"under {row['years_high']:.0f} years"
    return f"{row['years_low']:.0f} to {row['years_high']:.0f} years"


def total(row: Event) -> str:
    """Return what a row comes to, worked out before the reader's eyes: 1,300 less 500 is 800."""
    if row["what"] == ALL:
        return rate(row["at"])
    most, least = (row["rate"], row["rate_comparator"])[:: 1 if row["what"] == MORE else -1]
    return f"{rate(most)} {MINUS} {rate(least)} = {rate(row['at'])}"


def known(rows: pd.DataFrame) -> Said:
    """Return what is said of the map of what is known; `rows`: as `safety.known`, with `label` and `detail`."""
    status, number = rows["status"], rows["regimen_id"].nunique()
    found = rows[status.isin(["read", "machine reading"])].groupby("regimen_id").size()
    full, none = int((found == len(safety.MAPPED_SYSTEMS)).sum()), number - len(found)
    machine = int((status == "machine reading").sum())
    if number == 1:
        text = f"{rows['label'].iloc[0]}: {found.sum()} of {len(rows)} comparisons could be read."
    else:
        text = (
            f"Of {number} regimens, {full} {'has' if full == 1 else 'have'} a comparison for gut, muscles and flu-like "
            f"reactions, and {none} {'has' if none == 1 else 'have'} none at all."
        )
    text += f" In {count(machine, 'place')} only a machine read the figures." if machine else ""
    told = status.value_counts()
    listed = ", ".join(f"{words} {told.get(each, 0)}" for each, words in STATUS.items())
    alt = f"Map of signs, a row for each of {number} regimens, a column for each part of the body: {listed}."
    return Said(text, f"{alt} The table has each.")
