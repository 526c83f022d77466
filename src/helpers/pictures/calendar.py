"""A calendar of doses for each regimen, and beside it the hours they cost.

Hours under a rule and hours on visits share one scale, so that bars can be compared, and are never added.
"""

from dataclasses import replace
from typing import Any

from helpers.dosing import Calendar
from helpers.pictures import hours, inks
from helpers.pictures.course import decided, horizon
from helpers.pictures.scene import (
    Column,
    Group,
    Mark,
    Row,
    Rows,
    Scale,
    Scene,
    Ticks,
    Track,
    Words,
    drug_swatch,
)  # fmt: skip
from helpers.words import dosing as words
from helpers.words.numbers import count


def scene(data: Calendar) -> Scene:
    """Return the picture."""
    if data.rows.empty:
        return Scene(parts=(Words(text=words.calendar(data).sentence),))
    days, doses, scale = _time(data), data.days_of_doses(), hours.scale(data)
    measures = hours.MEASURES if data.costs else {}
    costs = (Track(scale=replace(scale, words=f"{what}, hours a year")) for what in measures.values())
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
                (*decided(data, points.get(row["regimen_id"], [])), *_doses(row, doses)),
                f"{row['doses']:,}",
                *(hours.marks(row, measure) for measure in measures),
            ),
        )
        for row in data.records
    )
    return Scene(parts=(Rows(columns=columns, groups=(Group(rows=rows),)), horizon(data)))


def _time(data: Calendar) -> Scale:
    months = range(0, 13, 3) if data.years == 1 else range(0, 12 * data.years + 1, 12)
    numbers = [f"{m}" if data.years == 1 else f"{m // 12}" for m in months]
    numbers[0], numbers[-1] = "start", f"{numbers[-1]} {'months' if data.years == 1 else 'years'}"
    ticks = tuple((float(data.day_of_month(month)), number) for month, number in zip(months, numbers, strict=True))
    return Scale(low=0.0, high=float(data.days), ticks=ticks, words="one mark a dose")


def _doses(row: dict[str, Any], doses: dict[str, tuple[int, ...]]) -> tuple[Mark, ...]:
    if row["regimen_id"] not in doses:
        return ()
    ink, said = inks.ink(row["drug"]), f"{row['name']}, {row['how_often']}: {count(row['doses'], 'dose')}"
    return (Ticks(xs=doses[row["regimen_id"]], shape=inks.shape(row["drug"]), ink=ink, says=said),)
