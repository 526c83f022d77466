"""Turnover over time: a curve, how far it may be off, observed points, and the doses below, the late one to grab."""

from collections.abc import Iterator, Sequence

import numpy as np

from helpers.pictures import inks
from helpers.pictures.scene import Band, Guide, Handle, Key, Line, Mark, Places, Plot, Point, Scale, Scene, Swatch
from helpers.turnover.course import MONTH
from helpers.turnover.forecast import LATE, YEAR, Forecast
from helpers.words import turnover as words

HIGH, USUAL = 200, 120  # percent of the level before treatment: where something may rebound, and where nothing does
FLOOR, LINE = 0.03, 0.05  # where the doses of the first regimen stand, and how far above the second's: of the height
MANY = 20.0  # doses that come more often than every so many days are a line
OBSERVED = "hollow diamond"


def scene(found: Sequence[Forecast], places: Places) -> Scene:
    """Return the picture; `places`: the values of the control of lateness, each with its days."""
    years = found[0].years if found else 1
    top = HIGH if any(each.rebounds for each in found) else USUAL
    step = {1: 3, 2: 3, 3: 6}.get(years, 12 if years <= 5 else 24)
    levels = tuple((float(level), f"{level}{' %' if level + 50 > top else ''}") for level in range(0, top + 1, 50))
    plot = Plot(
        x=Scale(low=0.0, high=12.0 * years, ticks=tuple((float(m), f"{m}") for m in range(0, 12 * years + 1, step)),
                words="months"),
        y=Scale(low=0.0, high=float(top), ticks=levels, words="turnover, percent of where it started"),
        marks=tuple(_marks(found, places, float(top))),
        height=16.0,
    )  # fmt: skip
    return Scene(parts=(_key(found), plot))


def _key(found: Sequence[Forecast]) -> Key:
    looks = ("line", "dots")
    entries = [
        (Swatch(shape=look, ink=inks.ink(each.drug)), words.how_sure(each))
        for look, each in zip(looks, found, strict=False)
    ]
    entries.append((Swatch(shape="bar", ink="grid"), "as far as the curve may be off"))
    if any(each.observed for each in found):
        entries.append((Swatch(shape=OBSERVED), "observed"))
    return Key(entries=(*entries, (Swatch(shape="tick"), "doses")))


def _marks(found: Sequence[Forecast], places: Places, top: float) -> Iterator[Mark]:
    for each in found:
        lows, highs = (tuple(np.clip(part, 0, top).round(1).tolist()) for part in (each.low, each.high))
        yield Band(xs=_months(each), lows=lows, highs=highs, ink="grid")
    yield Guide(y=100.0, words="where it started", ink="quiet")
    for i, each in enumerate(found):
        ink, shape, look = inks.ink(each.drug), inks.shape(each.drug), "dashed" if i else "full"
        levels = tuple(np.clip(each.levels, 0, top).round(1).tolist())
        yield Line(xs=_months(each), ys=levels, ink=ink, key=f"curve {i}", look=look)
        for half in range(1, 2 * each.years + 1):
            at = each.at(half * YEAR / 2)
            says = words.curve_says(each, each.days[at], each.levels[at])
            yield Point(x=half * 6.0, y=levels[at], size=0.4, shape=shape, ink=ink, key=f"{i} half {half}", says=says)
        for row in each.observed:
            x, key = float(row["day"]) / MONTH, f"{i} {row['row_id']}"
            yield Point(x=x, y=min(row["level"], top), shape=OBSERVED, key=key, says=words.observed_says(row))
        yield from _doses(each, top * (FLOOR + LINE * i), i, places)


def _months(each: Forecast) -> tuple[float, ...]:
    return tuple((each.days / MONTH).round(3).tolist())


def _doses(each: Forecast, level: float, i: int, places: Places) -> Iterator[Mark]:
    """The doses along the bottom: one by one, or a line for as long as they come often; the late one can be grabbed."""
    ink, days = inks.ink(each.drug), each.plan.days(each.years * YEAR)
    if each.plan.every < MANY:
        breaks = np.flatnonzero(np.diff(days) > each.plan.every + 0.5)
        for first, last in zip([0, *(breaks + 1)], [*breaks, len(days) - 1], strict=True):
            if len(days):
                yield Line(xs=(days[first] / MONTH, days[last] / MONTH), ys=(level, level), ink=ink)
    else:
        for day in days:
            yield Point(x=float(day) / MONTH, y=level, shape="tick", ink=ink)
    if each.event == LATE and i == 0 and not each.beyond:
        handle = Handle(control="weeks", places=tuple((value, (each.due + place) / MONTH) for value, place in places))
        yield Point(x=each.moment / MONTH, y=level, shape=inks.shape(each.drug), size=1.3, ink=ink, key="late dose",
                    says=words.dose_says(each), handle=handle)  # fmt: skip
