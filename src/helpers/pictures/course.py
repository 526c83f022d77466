"""The course of time in a calendar: when to think again, and how far one looks."""

from typing import Any

import pandas as pd

from helpers.dosing import Calendar
from helpers.pictures.scene import Bar, Group, Guide, Handle, Mark, Point, Row, Rows, Scale, Span, Track
from helpers.words import dosing as words
from helpers.words.numbers import count


def decided(data: Calendar, points: list[dict[str, Any]]) -> tuple[Mark, ...]:
    """Return the marks of a regimen's points of decision."""
    marks: list[Mark] = []
    undated = [point for point in points if pd.isna(point["month_low"])]
    for point in points:
        kind, said = point["kind"], f"{words.decision(point)}: {point['what']}"
        if pd.isna(point["month_low"]):
            if point is not next(each for each in undated if each["kind"] == kind):
                continue  # it stands there once
            said = f"{kind}: {' '.join(each['what'] for each in undated if each['kind'] == kind)}"
            marks.append(Point(x=0.0, lane=1, shape="tick", words=f"{kind} \u25b8", says=said))
            continue
        low = data.day_of_month(point["month_low"])
        high = low if pd.isna(point["month_high"]) else data.day_of_month(point["month_high"])
        if kind == "review":
            marks.append(Span(low=low, high=min(high, data.days), open=high > data.days, lane=1, words=kind, says=said))
        else:
            marks.append(Guide(x=low, words=kind, says=said))
    return tuple(marks)


def horizon(data: Calendar) -> Rows:
    """Return the line on which the horizon can be grabbed: its scale stays as it is, whatever the horizon."""
    years = range(1, data.longest + 1)
    ticks = ((0.0, "0"), *((float(year), f"{year}") for year in years))
    end = Point(
        x=float(data.years),
        shape="square",
        size=1.3,
        key="horizon",
        says=f"How long: {count(data.years, 'year')}",
        handle=Handle(control="years", places=tuple((year, float(year)) for year in years)),
    )
    track = Track(scale=Scale(low=0.0, high=float(data.longest), ticks=ticks))
    line = Bar(low=0.0, high=float(data.years), ink="grid", thin=True, key="horizon line")
    row = Row(name="How long, in years", detail="pull the square", cells=((line, end),))
    return Rows(columns=(track,), groups=(Group(rows=(row,)),), live=True)
