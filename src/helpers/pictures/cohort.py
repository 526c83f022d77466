"""Cohorts of virtual patients: a curve of the share covered, and below it a row a patient, a column a month."""

from collections.abc import Sequence

import numpy as np

from helpers.adherence.outlook import HORIZONS, Outlook
from helpers.pictures import inks
from helpers.pictures.scene import (
    Band,
    Beside,
    Cells,
    Guide,
    Handle,
    Key,
    Line,
    Mark,
    Places,
    Plot,
    Point,
    Scale,
    Scene,
    Swatch,
)  # fmt: skip
from helpers.words import adherence as words
from helpers.words.numbers import count

SHARES = Scale(low=0.0, high=1.0, ticks=((0.0, "0"), (0.5, "50"), (1.0, "100 %")))


def scene(outlooks: Sequence[Outlook], next_doses: Places) -> Scene:
    """Return the picture; `next_doses`: the values of the control of the second dose, each with its share."""
    curve = Key(
        entries=(
            (Swatch(shape="line"), "covered"),
            (Swatch(shape="bar", ink="grid"), "its range"),
            (Swatch(shape="dots"), "covered or some effect left"),
        )
    )
    patients = Key(
        entries=(
            (Swatch(shape="bar"), f"below, {words.patients(outlooks[0])}: covered"),
            (Swatch(shape="half bar"), words.STATES["1"]),
            (Swatch(shape="bar", ink="band"), words.STATES["0"]),
        )
    )
    return Scene(
        parts=(curve, patients, Beside(stacks=tuple((_plot(each, i, next_doses),) for i, each in enumerate(outlooks))))
    )


def _plot(each: Outlook, side: int, next_doses: Places) -> Plot:
    ink, end = inks.ink(each.drug), each.months + 1
    months = (0, *(month for month in HORIZONS if month <= each.months))
    signs = np.array(["0", "1", "2"])[each.patients]
    return Plot(
        words=each.name,
        swatch=Swatch(shape=inks.shape(each.drug), ink=ink),
        x=Scale(low=0.0, high=float(end), ticks=tuple((float(m), f"{m}") for m in months), words=_time(each)),
        y=SHARES,
        marks=tuple(_marks(each, side, next_doses)),
        height=9.0,
        raster=Cells(rows=tuple("".join(row) for row in signs), ink=ink),
    )


def _time(each: Outlook) -> str:
    beyond = each.known_months < each.months
    return "months, and the one after" + ("; right of the dashes extrapolated" if beyond else "")


def _marks(each: Outlook, side: int, next_doses: Places) -> list[Mark]:
    edges = tuple(float(month) for month in range(each.months + 2))
    middles = tuple(month + 0.5 for month in range(each.months + 1))
    marks: list[Mark] = []
    if each.ranged:
        sides = tuple(edge for month in edges[:-1] for edge in (month, month + 1))  # each month is a step
        low, high = (tuple(np.repeat(part, 2).tolist()) for part in (each.low, each.high))
        marks.append(Band(xs=sides, lows=low, highs=high, ink="grid"))
    marks.append(Line(xs=middles, ys=tuple(each.some), look="dots"))
    covered = (*each.covered, each.covered[-1])
    marks.append(Line(xs=edges, ys=tuple(covered), step=True, ink=inks.ink(each.drug), key=f"covered {side}"))
    marks += [_told(each, month, side) for month in each.told]
    if each.known_months < each.months:
        marks.append(Guide(x=float(each.known_months), dashed=True, says="Right of here: extrapolated, not measured"))
    if each.next_dose is not None and each.next_month <= each.months:
        marks.append(_next(each, side, next_doses))
    return marks


def _told(each: Outlook, month: int, side: int) -> Mark:
    covered, some = each.covered[month - 1], each.some[month - 1]
    said = (
        f"{each.name}, month {month}: {100 * covered:.1f} of 100 covered, "
        f"{100 * (some - covered):.1f} more with some effect left"
    )
    return Point(x=month - 0.5, y=covered, size=0.5, ink=inks.ink(each.drug), key=f"{side} month {month}", says=said)


def _next(each: Outlook, side: int, next_doses: Places) -> Mark:
    share = each.next_dose or 0.0
    said = f"The second dose, after {count(each.next_month, 'month')}: taken by {100 * share:.0f} of 100"
    return Point(
        x=float(each.next_month),
        y=share,
        size=1.3,
        shape=inks.shape(each.drug),
        ink=inks.ink(each.drug),
        key=f"next {side}",
        says=said,
        handle=Handle(control="next", places=next_doses, along="y"),
    )
