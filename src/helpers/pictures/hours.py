"""The hours that a regimen costs: under a rule and on visits, bars on one scale, never added."""

from math import ceil, isnan
from typing import Any

from helpers.dosing import Calendar
from helpers.pictures import inks
from helpers.pictures.scene import Bar, Mark, Scale
from helpers.words import dosing as words

SCALE_STEPS = (1, 2, 5, 10, 20, 30, 50, 100, 200, 400, 1000)
MEASURES = {"rule_hours_per_year": "under a rule", "visit_hours_per_year": "on visits"}


def scale(data: Calendar) -> Scale:
    """Return the scale that both kinds of hours share."""
    top = float(_top(data))
    return Scale(low=0.0, high=top, ticks=((0.0, "0"), (top, f"{top:g} h")))


def _top(data: Calendar) -> int:
    """Return the number of hours at the end of both scales."""
    largest = max((0.0, *(row[m] for row in data.records for m in MEASURES if not isnan(row[m]))))
    return next((step for step in SCALE_STEPS if step >= largest), ceil(largest))


def marks(row: dict[str, Any], measure: str) -> tuple[Mark, ...]:
    """Return the bar of one measure of a regimen, or that it is not known."""
    hours, ink = row[measure], inks.ink(row["drug"])
    if isnan(hours):
        return (Bar(low=0.0, high=0.0, words="not known"),)
    said = f"{row['name']}, {row['how_often']}: {words.hours_text(hours)} {words.PER_YEAR} {MEASURES[measure]}"
    return (
        Bar(
            low=0.0, high=hours, words=words.hours_text(hours), ink=ink, key=f"{row['regimen_id']} {measure}", says=said
        ),
    )
