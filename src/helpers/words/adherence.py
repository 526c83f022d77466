"""What is said of a refill record, of published figures, of ratios, of a cohort."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd

from helpers.adherence import observed
from helpers.adherence.lab import WATCHED_DAYS, Kept
from helpers.adherence.outlook import HORIZONS, Outlook
from helpers.adherence.refills import Counted
from helpers.comparisons import whole
from helpers.words import Said
from helpers.words.numbers import count

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
    return f"{whole(counted.days)} {what} ÷ {whole(counted.of)} days = {percent(100 * counted.share)}"


def span(data: Kept) -> str:
    """Return the time after which it is asked who is still treated."""
    return "one year" if data.watched_days < WATCHED_DAYS else "two years"


def measures(data: Kept) -> list[tuple[str, str, float]]:
    """Return name, sum in words, and percent of each measure of the record."""
    mpr, pdc, course = data.found.mpr, data.found.pdc, data.found.course
    verdict = f"{'still' if data.persistent else 'no longer'} treated at {span(data)}"
    went = f"{whole(course.days)} days to the first gap of more than {course.grace_days:g} days: {verdict}"
    return [
        ("MPR", _sum(mpr, "days of supply handed out"), 100 * mpr.share),
        ("PDC", _sum(pdc, "days covered"), 100 * pdc.share),
        ("Persistence", went, 100.0 * min(course.days / data.watched_days, 1)),
    ]


def refills(data: Kept) -> Said:
    """Return what is said of the lab."""
    course, cohort, lines = data.found.course, data.cohort, measures(data)
    said = "; ".join(f"{name} {percent(value)}" for name, _, value in lines[:2])
    text = (
        f"The same record, counted over the window {WINDOWS[data.window]}: {said}. With a grace period of "
        f"{course.grace_days:g} days the patient is {'still' if data.persistent else 'no longer'} treated at "
        f"{span(data)}. Of {cohort['people']:,} made-up patients under the same rules {whole(cohort['persistent'])} in "
        f"100 are; their mean MPR is {percent(cohort['mpr'])}."
    )
    gaps = [f"{whole(b - a)} days from day {whole(a)}" for a, b, _ in data.gaps if b < WATCHED_DAYS]
    alt = (
        f"Time line of two years with {len(data.days)} dispensings of {data.supply_days} days of supply each; gaps "
        f"without supply: {', '.join(gaps) or 'none between dispensings'}; supply ends on day "
        f"{whole(data.spans[-1][1])}. Bars: "
        + "; ".join(f"{name}, {words}" for name, words, _ in lines)
        + ". Below, the made-up cohort beside two published pairs: "
        + "; ".join(f"{name} {a:g} and {b:g}" for name, a, b in data.pairs)
        + "."
    )
    return Said(text, alt)


# ---------------------------------------------------------------------- published figures

_OF = {
    "still treated": "still treated",
    "mean MPR or PDC": "as a mean",
    "MPR or PDC of 80 or more": "of people with that much",
    "next dose taken": "of people who took it",
}


def figures(rows: Sequence[Figure], measure: str, study: str) -> Said:
    """Return what is said of published figures; `study`: the one that stands out, or "none"."""
    if not rows:
        text = "No figure is left. Choose fewer limits, or press Reset."
        return Said(text, text)
    studies = {row["study"] for row in rows}
    said = f"{count(len(rows), 'figure')} from {count(len(studies), 'study', 'studies')}."
    year = [row for row in rows if row["month"] == YEAR]
    if year:
        (low, least), (high, most) = observed.extremes(year)
        said += f" At {YEAR} months they run from {low:g} ({least}) to {high:g} % ({most}) {_OF[measure]}."
    said += " Each study counted by its own rule."
    if study != NOBODY:
        chosen = [row for row in rows if row["study"] == study]
        said += " " + (read_out(chosen) or f"{study} has no figure of this kind within these limits.")
    about = "; ".join(
        f"{time}: " + ", ".join(f"{strip.interval} {middle(strip)}" for strip in strips)
        for time, strips in observed.strips(rows).items()
    )
    return Said(said, f"Strips of marks for {measure} in percent, by time and by how often the drug is taken. {about}.")


def figure(row: Figure) -> str:
    """Return a percentage, or a range where only that is printed."""
    if isnan(row["percent"]):
        return f"{row['percent_low']:g} to {row['percent_high']:g} %"
    return f"{row['percent']:g} %"


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
    """Return the figures of one study in sentences; empty where there is none. A rule that all share is said once."""
    if not rows:
        return ""
    rules = list(dict.fromkeys(map(rule, rows)))
    said = []
    for row in rows:
        turned = " (100 less those who stopped)" if row["turned"] else ""
        people: str = "" if pd.isna(row["people"]) else f", {row['people']:,} people"
        own = "" if len(rules) == 1 else f"; rule: {rule(row)}"
        said.append(f"{row['drug']}, {row['interval']}{people}: {figure(row)}{turned} {when(row)}{own}")
    shared = f" Rule: {rules[0]}." if len(rules) == 1 else ""
    return f"{rows[0]['study']} ({rows[0]['country']}). {'. '.join(said)}.{shared}"


# ---------------------------------------------------------------------- ratios


def ratios(groups: dict[str, list[Figure]]) -> Said:
    """Return what is said of ratios of adherence and fractures; `groups`: those with an interval, by what was taken."""
    hips = [row for row in groups.get("placebo", []) if row["outcome"] == "hip fracture"]
    said = " and ".join(f"{row['ratio']:.2f} ({_interval(row)})" for row in hips)
    text = (
        "Under 1 means fewer fractures. People who took a placebo well broke fewer hips than those who did not, "
        f"ratio {said}: no drug did that. So a ratio of good over poor takers is not the effect of a drug."
        if said
        else "Under 1 means fewer fractures. A ratio of good over poor takers is not the effect of a drug."
    )
    listed = " ".join(
        f"{observed.TAKEN[taken].capitalize()}: {count(len(rows), 'ratio')}, {_reach([row['ratio'] for row in rows])}."
        for taken, rows in groups.items()
    )
    return Said(text, f"Ratios with intervals on a scale of doublings, by what was taken. {listed} The table has each.")


def _reach(ratios: list[float]) -> str:
    return f"{min(ratios):.2f}" if len(ratios) == 1 else f"{min(ratios):.2f} to {max(ratios):.2f}"


def ratio_name(row: Figure) -> str:
    """Return what a ratio is of, and whose."""
    return f"{row['outcome']}: {row['study']}, {row['contrast']}"


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
    text = " ".join(map(_become, outlooks))
    beyond = [each.name for each in outlooks if each.known_months < each.months]
    if beyond:
        text += f" Not measured that far, so extrapolated: {' and '.join(beyond)}."
    curves = "; ".join(
        f"{each.name}: "
        + ", ".join(f"month {m} {whole(100 * each.covered[m - 1])} %" for m in HORIZONS if m <= each.months)
        + f" covered, and with some effect left {whole(100 * each.some[each.months - 1])} % in the end"
        for each in outlooks
    )
    alt = (
        "For each regimen a curve of the share covered with its range, and below it a raster of patients by "
        f"months, coloured by state. {curves}."
    )
    return Said(text, alt)


def _become(each: Outlook) -> str:
    def people(share: float) -> str:
        return f"{whole(each.people * share):,}"

    end = each.months - 1
    covered, some = each.covered[end], each.some[end]
    reach = f" (range {people(each.low[end])} to {people(each.high[end])})" if each.ranged else ""
    return (
        f"Of {each.people:,} people who start {each.name[:1].lower()}{each.name[1:]}, about {people(covered)} "
        f"are still covered after {count(each.months // YEAR, 'year')}{reach}, and "
        f"{people(some - covered)} more have some effect left. A month later it is {people(each.covered[-1])} and "
        f"{people(each.some[-1] - each.covered[-1])}."
    )


def patients(each: Outlook) -> str:
    """Return what the rows of the raster are."""
    drawn = len(each.patients)
    return "each row a patient" if drawn == each.people else f"each row a patient, {drawn} of {each.people:,} drawn"
