"""What is said of turnover when a dose is late, missed or the last."""

from collections.abc import Sequence
from typing import Any

from helpers.turnover.course import MONTH
from helpers.turnover.forecast import LAST, LATE, MISSED, ON_TIME, Forecast
from helpers.turnover.parameters import BEYOND
from helpers.words import Said
from helpers.words.numbers import capital, count

START = "of where it started"
AGAINST_PLACEBO = "percent from placebo"  # a unit of `turnover`
EVENT_WORDS = {
    ON_TIME: "every dose comes on time",
    LATE: "a dose comes late",
    MISSED: "a dose is missed",
    LAST: "the doses end",
}


def percent(level: float) -> str:
    """Return a level as a whole percentage.

    >>> percent(37.4)
    '37 %'
    """
    return f"{level:.0f} %"


def weeks(days: float) -> str:
    """Return days as weeks: "12 weeks"."""
    return count(round(days / 7), "week")


def forecasts(found: Sequence[Forecast]) -> Said:
    """Return what is said of one regimen or two to which the same happens."""
    if not found:
        text = "No regimen has a curve: these tables have no values for the model."
        return Said(text, text)
    first, span = found[0], count(found[0].years, "year")
    if any(each.beyond for each in found):
        text = f"The dose in question lies beyond {span}. Look further, or choose an earlier dose."
    else:
        unsure = f" {capital(BEYOND)}." if any(each.sure == BEYOND for each in found) else ""
        text = f"{_lead(first)} {_levels(found)}.{unsure}"
    marked = sum(len(each.observed) for each in found)
    names = " and ".join(each.name for each in found)
    alt = f"Curve of turnover over {span} for {names}, with {count(marked, 'observed figure')}. {text}"
    return Said(text, alt)


def _lead(first: Forecast) -> str:
    if first.event == LATE:
        return f"{capital(weeks(first.moment - first.due))} late, turnover is back at"
    if first.event == MISSED:
        return "One dose missed, turnover is back at"
    if first.event == LAST:
        return f"Doses ended: after {count(first.years, 'year')} turnover is at"
    return f"After {count(first.years, 'year')} turnover is at"


def _levels(found: Sequence[Forecast]) -> str:
    """Return the levels in words: with each drug, or, of two ways of giving one drug, given how."""
    one_drug = len(found) > 1 and len({each.drug for each in found}) == 1
    parts = []
    for i, each in enumerate(found):
        aside = "" if each.event == ON_TIME or one_drug else f" ({percent(each.when_due)} when due)"
        start = "" if i else f" {START}"
        who = f"given {each.name.removeprefix(each.drug).strip()}" if one_drug else f"with {each.drug}"
        parts.append(f"{percent(each.now)}{start} {who}{aside}")
    return ", ".join(parts)


def curve_says(each: Forecast, day: float, level: float) -> str:
    """Return what a place of a curve says."""
    return f"{capital(each.drug)}, month {day / MONTH:.0f}: {percent(level)} {START}"


def dose_says(each: Forecast) -> str:
    """Return what the dose in question says."""
    return f"{capital(each.drug)}: due in month {each.due / MONTH:.0f}, comes {weeks(each.moment - each.due)} late"


def observed_says(row: dict[str, Any]) -> str:
    """Return what an observed figure says: of which level it is a percentage depends on the study."""
    of = "of the placebo group" if row["unit"] == AGAINST_PLACEBO else START
    return f"Observed, {row['study']}: {row['measure']} at {percent(row['level'])} {of}, {row['time']} ({row['use']})"


def how_sure(each: Forecast) -> str:
    """Return how far a curve can be trusted, for the key."""
    return f"{each.name}: {each.trust}"
