"""What is said of what fracture trials come to, and of what is left as doses are really taken."""

from collections.abc import Sequence
from math import ceil, inf, isnan

import pandas as pd

from helpers.benefit.avoided import NO_RISK, NO_TRIAL, OF, Avoided, Unknown
from helpers.benefit.effects import Benefit, Row
from helpers.benefit.evidence import (
    ANY,
    CLINICAL,
    HIP,
    OTHER,
    VERTEBRAL,
)  # fmt: skip
from helpers.comparisons import whole
from helpers.words import Said
from helpers.words.numbers import MINUS, capital, per_100

FRACTURES = {
    HIP: "hip fractures",
    VERTEBRAL: "vertebral fractures on X-ray",
    CLINICAL: "vertebral fractures with symptoms",
    OTHER: "fractures outside the spine",
    ANY: "fractures with symptoms",
}
BREAK = {
    HIP: "break a hip",
    VERTEBRAL: "have a new vertebral fracture on X-ray",
    CLINICAL: "have a vertebral fracture with symptoms",
    OTHER: "break a bone outside the spine",
    ANY: "have a fracture with symptoms",
}
REBOUNDS = "denosumab"  # the drug whose end does harm that no trial here counts


# ---------------------------------------------------------------------- with and without


def benefit(found: Benefit, regimen: str, of: int) -> Said:
    """Return what is said of a trial with and without the drug, in people of 100 or 1,000."""
    row = found.row
    without, with_drug, low, high = (
        people(each, of) for each in (found.without, found.with_drug.value, found.with_drug.low, found.with_drug.high)
    )
    span = "" if isnan(found.with_drug.low) else f" ({low} to {high})"
    said = (
        f"In {row['months']:.0f} months {without} of {of:,} {_break(row, without)} without the drug, "
        f"{with_drug}{span} with it: {_for_one(found)}."
    )
    alt = f"{said} {capital(regimen)}, {row['trial']}. {needed(found)}"
    return Said(said, alt)


def people(percent: float, of: int) -> str:
    """Return a percentage as people of 100, or as whole people of 1,000.

    >>> people(1.4, 100), people(1.44, 1000)
    ('1.4', '14')
    """
    return per_100(percent) if of == 100 else f"{whole(percent * of / 100):,}"


def _break(row: Row, without: str) -> str:
    words = BREAK[str(row["site"])]
    return words.replace("break", "breaks").replace("have", "has") if without == "1" else words


def needed(found: Benefit) -> str:
    """Return how many are treated for one who is spared, with its interval, which may end at nobody.

    Rounded up: a drug never looks better than it is.
    """
    number, first = found.needed, f"In {found.row['months']:.0f} months {_for_one(found)}"
    if number.value >= 0:
        return f"{first}."
    if isnan(number.benefit_from):
        return f"{first}; no interval is known."
    low = _people(number.benefit_from)
    if number.benefit_to == inf:
        return f"{first}; the data fit anything from {low} to nobody spared."
    return f"{first}; the data fit {low} to {_people(number.benefit_to)}."


def too_few(found: Benefit) -> str:
    """Return what to say where a hundred people are too few to show anything."""
    return f"{per_100(found.without)} of 100 without the drug: too few to draw. Look at the bars, of 1,000."


def _for_one(found: Benefit) -> str:
    number = -found.needed.value
    return f"{_people(number)} must be treated to spare one" if 0 < number < inf else "nobody is spared"


def _people(number: float) -> str:
    return f"{ceil(round(max(number, 1.0), 6)):,}"


def no_benefit(regimen: str, site: str, why: str) -> Said:
    """Return what is said where nothing can be worked out."""
    if why == NO_RISK:
        text = f"{capital(regimen)}: how many of the placebo group had it was not read. Choose a number of your own."
    else:
        text = f"{capital(regimen)}: we read no trial result for {FRACTURES[site]} that this panel can use."
    return Said(text, text)


# ---------------------------------------------------------------------- as doses are taken


def avoided(found: Sequence[tuple[str, str, Avoided | Unknown]], site: str, months: int, tail: str) -> Said:
    """Return what is said of fractures avoided; each with its drug and the name of the regimen."""
    one_drug = len({drug for drug, _, _ in found}) < len(found)
    told = "; ".join(_told(name.rpartition(", ")[2] if one_drug else drug, each) for drug, name, each in found)
    over = "" if one_drug else f" over {months} months"
    said = f"{capital(FRACTURES[site])} avoided in {OF:,}{over}: {told}."
    stopped = any(drug == REBOUNDS for drug, _, _ in found)
    rebound = " What comes after denosumab is stopped is not in it." if stopped else ""
    alt = f"Bars, as in the trial and as doses are taken, {months} months, {tail} left. {said}{rebound}"
    return Said(said, alt)


def _told(name: str, each: Avoided | Unknown) -> str:
    if isinstance(each, Unknown):
        return f"{name}, not known"
    trial = "in the trial" if each.measured else "trial carried on"
    return f"{name} {as_taken(each)}, {trial} {_whole(each.in_trial)}"


def as_taken(each: Avoided) -> str:
    """Return what is avoided as doses are taken, with 95 of 100 draws: "8 (4 to 12)"."""
    return f"{_whole(each.base)} ({_whole(each.band[0])} to {_whole(each.band[1])})"


def in_trial(each: Avoided) -> str:
    """Return what is avoided as in the trial, with the ends of its effect: "10 (4 to 14)"."""
    return f"{_whole(each.in_trial)} ({_whole(each.trial_ends[0])} to {_whole(each.trial_ends[1])})"


def cases(each: Avoided) -> str:
    """Return the worst case and the best."""
    return f"From the worst case to the best: {_whole(each.low)} to {_whole(each.high)}"


def _whole(number: float) -> str:
    return f"{number:.0f}".replace("-0", "0") if abs(number) < 0.5 else f"{number:.0f}".replace("-", MINUS)


def why_unknown(each: Unknown, site: str) -> str:
    """Return why nothing can be worked out, in the picture."""
    if each.why == NO_TRIAL:
        return (
            f"not worked out: no trial against placebo, with an interval, that showed fewer {FRACTURES[site]} was read"
        )
    return f"not worked out: {each.why}. Choose a number"


def rests_on(each: Avoided, reference: str) -> str:
    """Return on which trial a bar rests, and whether that trial gave this regimen."""
    row = each.row
    less: str = "" if pd.isna(row["arms_differ"]) else ", as its groups have it: less than the paper prints"
    if each.own:
        return f"effect of {row['trial']}{less}"
    return f"effect of {row['trial']}{less}, borrowed from {reference}: bone density at the spine rose as much"


def moved_by(each: Avoided) -> str:
    """Return what moves a number most."""
    return f"what moves it most: {each.dominant}"
