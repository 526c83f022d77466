"""What is said of doses and hours, and of a morning with a tablet."""

from collections.abc import Iterator, Mapping
from math import isnan
from typing import Any

import pandas as pd

from helpers.dosing import Calendar
from helpers.words import Said
from helpers.words.numbers import count

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
    marks = "; ".join(f"{title(row)}: {count(row['doses'], 'dose')}" for row in data.records)
    decisions = "; ".join(dict.fromkeys(f"{name}: {decision(row)}" for name, row in _named(data)))
    alt = f"Calendar of {span} from {start}: one strip a regimen, one mark a dose, bars for {PER_YEAR}. {marks}." + (
        f" Marked on the strips: {decisions}." if decisions else ""
    )
    return Said(f"In {span} from {start}, {_doses(data.records)}. {_hours(data.records)}", alt)


def title(row: Mapping[str, Any]) -> str:
    """Return a regimen as it stands in a sentence: "alendronate 70 mg once a week"."""
    return f"{row['name'][0].lower()}{row['name'][1:]} {row['how_often']}"


def _doses(rows: list[dict[str, Any]]) -> str:
    fewest, most = (which(rows, key=lambda row: row["doses"]) for which in (min, max))
    if len(rows) == 1:
        return f"{title(most)} is {count(most['doses'], 'dose')}"
    if most["doses"] == fewest["doses"]:
        return f"each of the {len(rows)} regimens is {count(most['doses'], 'dose')}"
    return f"{title(fewest)} has the fewest doses ({fewest['doses']:,}) and {title(most)} the most ({most['doses']:,})"


def _hours(rows: list[dict[str, Any]]) -> str:
    longest, most = (_largest(rows, f"{part}_hours_per_year") for part in ("rule", "visit"))
    if longest is None:
        under = "No rule about eating and sitting up could be read"
    elif not longest["rule_hours_per_year"]:
        under = "None asks for fasting or sitting up"
    else:
        hours = hours_text(longest["rule_hours_per_year"])
        under = f"Fasting or sitting upright takes up to {hours} {PER_YEAR} ({title(longest)})"
    if most is None:
        return f"{under}; how long visits take is not known."
    hours = hours_text(most["visit_hours_per_year"])
    return f"{under}; visits take up to {hours} {PER_YEAR}, by our assumptions ({title(most)})."


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
        f"{row['title']}: {row['taken']}, {water(row)}. "
        f"Then {nothing}, and {upright:g} minutes sitting or standing. {row['how']}",
        f"Time line of a morning: {order}; bars for {nothing} and for {upright:g} minutes upright.",
    )
