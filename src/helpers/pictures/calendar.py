"""A calendar of doses for each regimen, and beside it the hours they cost.

Hours under a rule and hours on visits share one scale, so that bars can be compared, and are never added.
"""

from dataclasses import replace
from math import ceil, isnan
from typing import Any

import pandas as pd

from helpers.dosing import Calendar
from helpers.pictures import inks
from helpers.pictures.scene import (
    Bar,
    Column,
    Group,
    Guide,
    Handle,
    Mark,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Span,
    Ticks,
    Track,
    Words,
    drug_swatch,
)  # fmt: skip
from helpers.words import dosing as words
from helpers.words.numbers import count

SCALE_STEPS = (1, 2, 5, 10, 20, 30, 50, 100, 200, 400, 1000)
MEASURES = {"rule_hours_per_year": "under a rule", "visit_hours_per_year": "on visits"}


def scene(data: Calendar) -> Scene:
    """Return the picture."""
    if data.rows.empty:
        return Scene(parts=(Words(text=words.calendar(data).sentence),))
    days, doses = _time(data), data.days_of_doses()
    top = float(scale_top(data))
    hours = Scale(low=0.0, high=top, ticks=((0.0, "0"), (top, f"{top:g} h")))
    costs = (Track(scale=replace(hours, words=f"{what}, hours a year")) for what in MEASURES.values())
    columns: tuple[Track | Column, ...] = (Track(scale=days, weight=2.6), Column(words="doses"), *costs)
    points: dict[str, list[dict[str, Any]]] = {}
    for point in data.points:
        points.setdefault(point["regimen_id"], []).append(point)
    rows = tuple(
        Row(
            name=row["label"],
            detail=row["detail"],
            swatch=drug_swatch(row["drug"]),
            cells=(
                (*_decisions(data, points.get(row["regimen_id"], [])), *_doses(row, doses)),
                f"{row['doses']:,}",
                *(_hours(row, measure) for measure in MEASURES),
            ),
        )
        for row in data.records
    )
    return Scene(parts=(Rows(columns=columns, groups=(Group(rows=rows),)), _horizon(data)))


def scale_top(data: Calendar) -> int:
    """Return the number of hours at the end of both scales of hours."""
    largest = max((0.0, *(row[m] for row in data.records for m in MEASURES if not isnan(row[m]))))
    return next((step for step in SCALE_STEPS if step >= largest), ceil(largest))


def _time(data: Calendar) -> Scale:
    months = range(0, 13, 3) if data.years == 1 else range(0, 12 * data.years + 1, 12)
    numbers = [f"{m}" if data.years == 1 else f"{m // 12}" for m in months]
    numbers[0], numbers[-1] = "start", f"{numbers[-1]} {'months' if data.years == 1 else 'years'}"
    ticks = tuple((float(data.day_of_month(month)), number) for month, number in zip(months, numbers, strict=True))
    return Scale(low=0.0, high=float(data.days), ticks=ticks, words="one mark a dose")


def _horizon(data: Calendar) -> Rows:
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


def _doses(row: dict[str, Any], doses: dict[str, tuple[int, ...]]) -> tuple[Mark, ...]:
    if row["regimen_id"] not in doses:
        return ()
    ink, said = inks.ink(row["drug"]), f"{row['name']}, {row['how_often']}: {count(row['doses'], 'dose')}"
    return (Ticks(xs=doses[row["regimen_id"]], shape=inks.shape(row["drug"]), ink=ink, says=said),)


def _decisions(data: Calendar, points: list[dict[str, Any]]) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for point in points:
        kind, said = point["kind"], f"{words.decision(point)}: {point['what']}"
        if pd.isna(point["month_low"]):
            marks.append(Point(x=0.0, lane=1, shape="tick", words=f"{kind} \u25b8", says=said))
            continue
        low = data.day_of_month(point["month_low"])
        high = low if pd.isna(point["month_high"]) else data.day_of_month(point["month_high"])
        if kind == "review":
            marks.append(Span(low=low, high=min(high, data.days), open=high > data.days, lane=1, words=kind, says=said))
        else:
            marks.append(Guide(x=low, words=kind, says=said))
    return tuple(marks)


def _hours(row: dict[str, Any], measure: str) -> tuple[Mark, ...]:
    hours, ink = row[measure], inks.ink(row["drug"])
    if isnan(hours):
        return (Bar(low=0.0, high=0.0, words="not known"),)
    said = f"{row['name']}, {row['how_often']}: {words.hours_text(hours)} {words.PER_YEAR} {MEASURES[measure]}"
    return (
        Bar(
            low=0.0, high=hours, words=words.hours_text(hours), ink=ink, key=f"{row['regimen_id']} {measure}", says=said
        ),
    )
