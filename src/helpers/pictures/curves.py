"""The curve of a cohort: the share covered month by month, its range, what is left of the effect, the second dose."""

import numpy as np

from helpers.adherence.outlook import Outlook
from helpers.pictures import inks
from helpers.pictures.scene import Band, Guide, Handle, Line, Mark, Places, Point
from helpers.words.numbers import count


def marks(each: Outlook, side: int, next_doses: Places) -> list[Mark]:
    """Return the marks of one cohort; `side`: the how-manieth it is."""
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
