"""Turnover over time: a curve, how far it may be off, observed points, and the doses below, the late one to grab."""

from collections.abc import Iterator, Sequence

import numpy as np

from helpers.pictures import inks
from helpers.pictures.scene import Band, Guide, Handle, Key, Line, Mark, Places, Plot, Point, Scale, Scene, Swatch
from helpers.turnover.course import MONTH
from helpers.turnover.forecast import LATE, YEAR, Forecast
from helpers.words import turnover as words

TOP = 200.0  # percent of the level before treatment: as high as the curve of denosumab may rise
LEVELS = Scale(
    low=0.0,
    high=TOP,
    ticks=tuple((float(level), f"{level}{' %' if level == TOP else ''}") for level in range(0, 201, 50)),
    words="turnover, percent of where it started",
)
FLOOR, LINE = 6.0, 10.0  # where the doses of the first regimen stand, and how far above the second's
MANY = 20.0  # doses that come more often than every so many days are a line
BAND_DAYS = 28.0
OBSERVED = "hollow diamond"


def scene(found: Sequence[Forecast], places: Places) -> Scene:
    """Return the picture; `places`: the values of the control of lateness, each with its days."""
    years = found[0].years if found else 1
    step = 1 if years <= 5 else 2
    ticks = tuple((float(12 * year), f"{12 * year}") for year in range(0, years + 1, step))
    entries = [(Swatch(shape="line", ink=inks.ink(each.drug)), words.how_sure(each)) for each in found]
    entries.append((Swatch(shape="bar", ink="grid"), "as far as the curve may be off"))
    if any(each.observed for each in found):
        entries.append((Swatch(shape=OBSERVED), "observed"))
    entries.append((Swatch(shape="tick"), "doses"))
    plot = Plot(
        x=Scale(low=0.0, high=12.0 * years, ticks=ticks, words="months"),
        y=LEVELS,
        marks=tuple(_marks(found, places)),
        height=16.0,
    )
    return Scene(parts=(Key(entries=tuple(entries)), plot))


def _marks(found: Sequence[Forecast], places: Places) -> Iterator[Mark]:
    for each in found:
        rare = np.unique(
            np.append(np.arange(0, len(each.days), max(round(BAND_DAYS / each.days[1]), 1)), -1 % len(each.days))
        )
        xs = tuple((each.days[rare] / MONTH).round(2).tolist())
        lows, highs = (tuple(np.clip(part[rare], 0, TOP).round(1).tolist()) for part in (each.low, each.high))
        yield Band(xs=xs, lows=lows, highs=highs, ink="grid")
    yield Guide(y=100.0, words="where it started", ink="quiet")
    for i, each in enumerate(found):
        ink = inks.ink(each.drug)
        levels = tuple(np.clip(each.levels, 0, TOP).round(1).tolist())
        yield Line(xs=tuple((each.days / MONTH).round(3).tolist()), ys=levels, ink=ink, key=f"curve {i}",
                   look="dashed" if i else "full")  # fmt: skip
        for half in range(1, 2 * each.years + 1):
            at = min(int(np.searchsorted(each.days, half * YEAR / 2)), len(each.days) - 1)
            says = words.curve_says(each, each.days[at], each.levels[at])
            shape = inks.shape(each.drug)
            yield Point(x=half * 6.0, y=levels[at], size=0.4, shape=shape, ink=ink, key=f"{i} half {half}", says=says)
        for row in each.observed:
            x, key = float(row["day"]) / MONTH, f"{i} {row['row_id']}"
            yield Point(x=x, y=min(row["level"], TOP), shape=OBSERVED, key=key, says=words.observed_says(row))
        yield from _doses(each, FLOOR + LINE * i, i, places)


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
