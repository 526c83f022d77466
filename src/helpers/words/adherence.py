"""What is said of a refill record, of published figures, of ratios, of a cohort."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd

from helpers.adherence import observed
from helpers.adherence.lab import WATCHED_DAYS, Kept
from helpers.adherence.outlook import Outlook
from helpers.adherence.refills import Counted
from helpers.comparisons import whole
from helpers.words import Said
from helpers.words.numbers import capital, count

YEAR, NOBODY = 12, "none"
WINDOWS = {
    "to the last fill": "from the first to the last dispensing",
    "one year": "of one year",
    "two years": "of two years",
    "until the stop": "until the stop",
}
STATES = {"2": "covered", "1": "some effect left", "0": "no effect left"}
Figure = dict[str, Any]

# ---------------------------------------------------------------------- a refill record


def percent(value: float) -> str:
    """Return a percentage in whole numbers, or that there is none."""
    return "no figure" if isnan(value) else f"{whole(value)} %"


def _sum(counted: Counted, what: str) -> str:
    if isnan(counted.share):
        return f"{whole(counted.days)} {what} ÷ 0 days: cannot be worked out"
    return f"{whole(counted.days)} {what} ÷ {whole(counted.of)} = {percent(100 * counted.share)}"


def span(data: Kept) -> str:
    """Return the time after which it is asked who is still treated."""
    return "one year" if data.watched_days < WATCHED_DAYS else "two years"


def measures(data: Kept) -> list[tuple[str, str, float]]:
    """Return name, sum in words, and percent of each measure of the record."""
    mpr, pdc, course = data.found.mpr, data.found.pdc, data.found.course
    verdict = f"{'still' if data.persistent else 'no longer'} treated at {span(data)}"
    went = f"{whole(course.days)} days: {verdict}"
    return [
        ("MPR", _sum(mpr, "days handed out"), 100 * mpr.share),
        ("PDC", _sum(pdc, "days covered"), 100 * pdc.share),
        ("Persistence", went, 100.0 * min(course.days / data.watched_days, 1)),
    ]


def refills(data: Kept) -> Said:
    """Return what is said of the lab."""
    course, cohort, lines = data.found.course, data.cohort, measures(data)
    said = ", ".join(f"{name} {percent(value)}" for name, _, value in lines[:2])
    text = (
        f"{said}, window {WINDOWS[data.window]}. Grace {course.grace_days:g} days: "
        f"{'still' if data.persistent else 'no longer'} treated at {span(data)}. "
        f"{whole(cohort['persistent'])} of 100 made-up patients still are."
    )
    gaps = sum(b < WATCHED_DAYS for _, b, _ in data.gaps)
    alt = (
        f"Time line of two years: {count(len(data.days), 'dispensing')} of {data.supply_days} days each, "
        f"{count(gaps, 'gap')} between them, supply until day {whole(data.spans[-1][1])}. Bars: {said}, persistence "
        f"{whole(course.days)} days. Below, made-up patients and two published pairs. The table has each."
    )
    return Said(text, alt)


# ---------------------------------------------------------------------- published figures


def figures(rows: Sequence[Figure], measure: str, study: str) -> Said:
    """Return what is said of published figures; `study`: the one that stands out, or "none"."""
    if not rows:
        text = "No figure is left. Remove a filter, or press Reset."
        return Said(text, text)
    studies = {row["study"] for row in rows}
    said = f"{count(len(rows), 'figure')} from {count(len(studies), 'study', 'studies')}."
    year = [row for row in rows if row["month"] == YEAR] or list(rows)
    (low, least), (high, most) = observed.extremes(year)
    when_ = f" at {YEAR} months" if year[0]["month"] == YEAR else ""
    alt = f"Strips of marks for {measure} in percent, by time and by how often the drug is taken. {said}"
    said += f" Lowest{when_} {low:g} % ({least}), highest {high:g} % ({most})."
    if study != NOBODY:
        chosen = [row for row in rows if row["study"] == study]
        said = read_out(chosen) or f"{study} has no figure of this kind within these limits."
    strips = [strip for each in observed.strips(rows).values() for strip in each]
    most_told = max(strips, key=lambda strip: len(strip.rows))
    return Said(said, f"{alt} {capital(most_told.interval)}: {middle(most_told)}. The table has each.")


def figure(row: Figure) -> str:
    """Return a percentage, or a range where only that is printed."""
    if isnan(row["percent"]):
        return f"{row['percent_low']:g} to {row['percent_high']:g} %"
    return f"{row['percent']:.{row['decimals']}f} %"


def figure_says(row: Figure) -> str:
    """Return what the mark of a figure says."""
    return f"{row['study']}, {row['drug']}, {row['interval']}: {figure(row)} {when(row)}"


def middle(strip: observed.Strip) -> str:
    """Return how many figures a strip has, the middle one and the spread."""
    number = count(len(strip.rows), "figure")
    if isnan(strip.middle):
        return number
    return f"{number}, middle {strip.middle:g} %, from {strip.low:g} to {strip.high:g} %"


def when(row: Figure) -> str:
    """Return in words after which time a figure was counted."""
    if not pd.isna(row["when"]):
        return str(row["when"])
    if isnan(row["month"]):
        return "time not stated"
    if row["month_end"] == row["month"]:
        return f"at {row['month']:g} months"
    return f"from month {2 * row['month'] - row['month_end']:g} to {row['month_end']:g}"


def rule(row: Figure) -> str:
    """Return by which rule a figure was counted, in words."""
    parts = [row["gap_rule"], row["definition"]]
    kept = [str(part) for part in parts if not pd.isna(part) and part != "not stated"]
    return "; ".join(kept) or "not stated"


def read_out(rows: Sequence[Figure]) -> str:
    """Return the figures of one study in a sentence, at most two of them; empty where there is none."""
    if not rows:
        return ""
    said = [f"{row['drug']}, {row['interval']}: {figure(row)} {when(row)}" for row in rows[:2]]
    more = f"; {len(rows) - 2} more in the table" if len(rows) > 2 else ""
    return f"{rows[0]['study']} ({rows[0]['country']}). {capital('; '.join(said))}{more}."


# ---------------------------------------------------------------------- ratios


def ratios(groups: dict[str, list[Figure]]) -> Said:
    """Return what is said of ratios of adherence and fractures; `groups`: those with an interval, by what was taken."""
    hips = [row for row in groups.get("placebo", []) if row["outcome"] == "hip fracture"]
    said = " and ".join(f"{row['ratio']:.2f} ({_interval(row)})" for row in hips)
    text = (
        f"Under 1: fewer. Broken hips with a placebo, good takers against poor: {said}. No drug was involved."
        if said
        else "Under 1 means fewer. A ratio of good over poor takers is not the effect of a drug."
    )
    listed = " ".join(
        f"{capital(_who(taken))}: {count(len(rows), 'ratio')}, {_reach([row['ratio'] for row in rows])}."
        for taken, rows in groups.items()
    )
    return Said(text, f"Ratios with intervals on a scale of doublings, by what was taken. {listed} The table has each.")


def _who(taken: str) -> str:
    return observed.TAKEN[taken].partition(",")[0]


def _reach(ratios: list[float]) -> str:
    return f"{min(ratios):.2f}" if len(ratios) == 1 else f"{min(ratios):.2f} to {max(ratios):.2f}"


def ratio_name(row: Figure) -> str:
    """Return what a ratio is of, and whose."""
    return f"{row['study']}: {row['outcome']}"


def ratio_says(row: Figure) -> str:
    """Return what the mark of a ratio says."""
    return f"{ratio_name(row)} {ratio(row)}"


def ratio(row: Figure) -> str:
    """Return a ratio with its interval; a star says that it was turned round."""
    value = f"{row['ratio']:.2f}{'*' if row['turned'] else ''}"
    return value if isnan(row["ratio_low"]) else f"{value} ({_interval(row)})"


def _interval(row: Figure) -> str:
    return f"{row['ratio_low']:.2f} to {row['ratio_high']:.2f}"


# ---------------------------------------------------------------------- a cohort


def cohort(outlooks: Sequence[Outlook]) -> Said:
    """Return what is said of cohorts on some regimens."""
    names = _names(outlooks)
    end = outlooks[0].months - 1
    covered = ", ".join(
        f"{name} {_people(each, each.covered[end])}{_reach_of(each, end)}"
        for name, each in zip(names, outlooks, strict=True)
    )
    some, later = (" and ".join(_people(each, each.some[at]) for each in outlooks) for at in (end, end + 1))
    years, people = count(outlooks[0].months // YEAR, "year"), f"{outlooks[0].people:,}"
    text = f"Covered after {years}, of {people}: {covered}. At least some effect: {some}; a month later {later}."
    beyond = [name for name, each in zip(names, outlooks, strict=True) if each.known_months < each.months]
    alt = (
        f"Over {years} a curve of the share covered and its range for each regimen; below, patients by months. {text}"
        + (f" Extrapolated: {' and '.join(beyond)}." if beyond else "")
    )
    return Said(text, alt)


def _names(outlooks: Sequence[Outlook]) -> list[str]:
    """Return the drugs; of the same drug how often it is taken."""
    drugs = [each.drug for each in outlooks]
    return drugs if len(set(drugs)) == len(drugs) else [_often(each) for each in outlooks]


_SHORT = {"once a day": "daily", "once a week": "weekly", "once a month": "monthly", "once a year": "yearly"} | {
    f"every {n} months": often for n, often in ((3, "quarterly"), (6, "half-yearly"))
}  # fmt: skip


def _often(each: Outlook) -> str:
    often = each.name.partition(", ")[2]
    return _SHORT.get(often, often) or each.drug


def _people(each: Outlook, share: float) -> str:
    return f"{whole(each.people * share):,}"


def _reach_of(each: Outlook, at: int) -> str:
    return f" ({_people(each, each.low[at])} to {_people(each, each.high[at])})" if each.ranged else ""


def patients(each: Outlook) -> str:
    """Return what the rows of the raster are."""
    drawn = len(each.patients)
    return "each row a patient" if drawn == each.people else f"each row a patient, {drawn} of {each.people:,} drawn"
