"""What is said of doses and hours, and of a morning with a tablet."""

from collections.abc import Iterator, Mapping
from math import isnan
from typing import Any

import pandas as pd

from helpers.dosing import Calendar
from helpers.words import Said
from helpers.words.numbers import capital, count

PER_YEAR = "hours a year of treatment"
AFTER_BREAKFAST = "straight after breakfast"


def hours_text(hours: float) -> str:
    """Return hours as the picture, the sentence and the table all write them.

    >>> hours_text(26.49), hours_text(0.0)
    ('26.5', '0')
    """
    return f"{hours:.1f}".removesuffix(".0")


def calendar(data: Calendar) -> Said:
    """Return what is said of doses and hours."""
    if data.rows.empty:
        text = "No regimen is chosen. Choose at least one."
        return Said(text, text)
    span, start = count(data.years, "year"), f"{data.start.day} {data.start:%B %Y}"
    doses = _doses(data.records)
    asked = ", ".join(dict.fromkeys(row["kind"] for _, row in _named(data)))
    bars = f", and bars for {PER_YEAR}" if data.costs else ""
    marked = f" Marked: {asked}." if asked else ""
    alt = (
        f"Calendar of {span} from {start}: for {count(len(data.records), 'regimen')} a strip with one mark a dose"
        f"{bars}. {capital(doses)}.{marked} The table has each."
    )
    costs = f" {_hours(data.records)}" if data.costs else ""
    return Said(f"In {span} {doses}.{costs}", alt)


def title(row: Mapping[str, Any]) -> str:
    """Return a regimen as it stands in a sentence: "alendronate 70 mg once a week"."""
    return f"{row['name'][0].lower()}{row['name'][1:]} {row['how_often']}"


def _doses(rows: list[dict[str, Any]]) -> str:
    fewest, most = (which(rows, key=lambda row: row["doses"]) for which in (min, max))
    if most["doses"] == fewest["doses"]:
        who = _lower(most["name"]) if len(rows) == 1 else f"each of {count(len(rows), 'regimen')}"
        return f"{who} is {count(most['doses'], 'dose')}"
    few, many = _lower(fewest["name"]), _lower(most["name"])
    if few == many:
        few, many = f"{few} {fewest['how_often']}", most["how_often"]
    return f"{few} is {count(fewest['doses'], 'dose')}, {many} {most['doses']:,}"


def _lower(name: str) -> str:
    """Return a name inside a sentence: only its first letter changes, D3 stays D3."""
    return name[:1].lower() + name[1:]


def _hours(rows: list[dict[str, Any]]) -> str:
    longest, most = (_largest(rows, f"{part}_hours_per_year") for part in ("rule", "visit"))
    visits = "" if most is None else f"up to {hours_text(most['visit_hours_per_year'])}"
    if longest is None:
        known = f"; visits take {visits} hours a year (assumed)" if visits else ""
        return f"No tablet rule could be read{known}."
    rules = longest["rule_hours_per_year"]
    under = f"Rules take up to {hours_text(rules)} hours a year" if rules else "No rule takes time"
    if not visits:
        return f"{under}; how long visits take is not known."
    return f"{under}, visits {'' if rules else 'take '}{visits}{'' if rules else ' hours a year'} (assumed)."


def _largest(rows: list[dict[str, Any]], column: str) -> dict[str, Any] | None:
    return max((row for row in rows if not isnan(row[column])), key=lambda row: row[column], default=None)


def _named(data: Calendar) -> Iterator[tuple[str, dict[str, Any]]]:
    names = {row["regimen_id"]: row["name"] for row in data.records}
    for row in data.points:
        yield names[row["regimen_id"]], row


def decision(row: dict[str, Any]) -> str:
    """Return a point of decision with its months."""
    words: str = row["kind"]
    if pd.isna(row["month_low"]):
        return words
    if pd.isna(row["month_high"]) or row["month_low"] == row["month_high"]:
        return f"{words} at month {row['month_low']:.0f}"
    return f"{words} from month {row['month_low']:.0f} to {row['month_high']:.0f}"


def water(row: dict[str, Any]) -> str:
    """Return how much plain water a tablet is taken with."""
    low, high = row["water_oz_low"], row["water_oz_high"]
    if pd.isna(low):
        return "with plain water (how much could not be read)"
    if pd.isna(high):
        return f"with at least {low:g} ounces of plain water"
    return f"with {low:g} ounces of plain water" if low == high else f"with {low:g} to {high:g} ounces of plain water"


def fed(row: dict[str, Any]) -> bool:
    """Return whether breakfast comes before the tablet."""
    return bool(row["taken"] == AFTER_BREAKFAST)


def morning(row: dict[str, Any]) -> Said:
    """Return what is said of a morning with a tablet; `row`: a regimen with its tablet rule and its `title`."""
    fasting, upright = row["fasting_min"], row["upright_min"]
    nothing = f"{fasting:g} minutes without food, other drinks or other medicines" if fasting else "no fasting"
    order = "breakfast, then the tablet" if fed(row) else "the tablet, then breakfast"
    return Said(
        f"{row['title']}: {row['taken']}. Then "
        + (f"{fasting:g} minutes with nothing but water and, meanwhile, " if fasting else "no fasting, but ")
        + f"{upright:g} minutes upright.",
        f"Time line of a morning: {order}; bars for {nothing} and for {upright:g} minutes upright.",
    )
