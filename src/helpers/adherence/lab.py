"""The refill lab: one patient's record, made up by the student, and a cohort of made-up records.

Nothing here is an observation. What is assumed stands in the table `refill_assumptions`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from helpers.adherence import refills
from helpers.adherence.refills import NEVER, YEAR_DAYS, Counted, Course
from helpers.tables import Tables

START = date(2026, 1, 1)
WATCHED_DAYS = 2 * YEAR_DAYS
MONTH_DAYS = YEAR_DAYS / 12
SUPPLIES = ("daily", "weekly", "monthly", "every_3_months", "yearly")
ASSUMED = (
    *SUPPLIES, "adherent_from", "synthetic_people", "stop_first", "stop_rate", "late_mean", "break_share", "break_low",
    "break_high",
)  # fmt: skip
WINDOWS = ("to the last fill", "one year", "two years", "until the stop")
SEED = 1


@lru_cache(maxsize=8)
def assumed(tables: Tables) -> dict[str, float]:
    """Return what the lab assumes, by name."""
    rows = tables.refill_assumptions
    return dict(zip(rows["assumption_id"], rows["value"], strict=True))


def record(supply_days: int, shift_days: int, stop_day: int) -> pd.DataFrame:
    """Return one patient's dispensings over two years.

    Each comes when the one before runs out, but for the second, which comes `shift_days` late (or, if negative,
    early); those after it follow from there. From `stop_day` on there is none.

    Raises:
        ValueError: a supply of less than a day, or a second dispensing before the first.
    """
    if supply_days < 1:
        raise ValueError(f"supply_days: found {supply_days}, expected 1 or more")
    if supply_days + shift_days < 0:
        raise ValueError(
            f"shift_days: found {shift_days}, expected {-supply_days} or more: the second comes after the first"
        )
    days = [0, *range(supply_days + shift_days, WATCHED_DAYS, supply_days)]
    dates = [START + timedelta(days=day) for day in days if day < max(stop_day, 1)]
    return pd.DataFrame({"date": dates, "days_supply": [float(supply_days)] * len(dates)})


@dataclass(frozen=True)
class Measures:
    """What one record comes to. `end`: where the window ends; `mpr` and `pdc` count within it."""

    end: date
    mpr: Counted
    pdc: Counted
    course: Course


def measures(dispensings: pd.DataFrame, window: str, grace_days: int) -> Measures:
    """Return MPR, PDC and persistence of one record.

    Args:
        dispensings: as `refills.mpr`.
        window: one of `WINDOWS`: what is divided by.
        grace_days: the longest gap that is no stop.

    Raises:
        ValueError: as `refills.mpr`, or an unknown window.
    """
    course = refills.persistence(dispensings, grace_days)
    ends = {
        "to the last fill": pd.Timestamp(dispensings["date"].iloc[-1]).date(),
        "one year": course.start + timedelta(days=YEAR_DAYS),
        "two years": course.start + timedelta(days=2 * YEAR_DAYS),
        "until the stop": course.stop,
    }
    if window not in ends:
        raise ValueError(f'window: found "{window}", expected one of {", ".join(ends)}')
    end = ends[window]
    return Measures(end, refills.mpr(dispensings, end), refills.pdc(dispensings, end), course)


def watched_days(window: str) -> int:
    """Return the days after which a patient who had no long gap counts as persistent."""
    return 2 * YEAR_DAYS if window == "two years" else YEAR_DAYS


@dataclass(frozen=True)
class Kept:
    """One record under the lab's rules, beside the made-up cohort and the published pairs.

    Attributes:
        supply_days: days of each supply.
        window: one of `WINDOWS`.
        days: of each dispensing, from the first.
        spans: the days from and to of each stretch with supply in hand.
        found: what the record comes to.
        watched_days: the day on which it is asked who is still treated.
        stop_day: from which on nothing is handed out.
        cohort: as `cohort_measures`.
        pairs: what was counted twice in one published cohort, and the two percentages.
        threshold: percent of days covered that count as enough.
    """

    supply_days: int
    window: str
    days: tuple[int, ...]
    spans: tuple[tuple[float, float], ...]
    found: Measures
    watched_days: int
    stop_day: int
    cohort: dict[str, Any]
    pairs: tuple[tuple[str, float, float], ...]
    threshold: float

    @property
    def persistent(self) -> bool:
        """Was there no gap longer than the grace period until the day on which it is asked?"""
        return self.found.course.days + self.found.course.grace_days >= self.watched_days

    @property
    def gaps(self) -> list[tuple[float, float, bool]]:
        """The stretches without supply until two years are over: from, to, and is it longer than the grace period?"""
        starts = [end for _, end in self.spans]
        ends = [start for start, _ in self.spans[1:]] + [float(WATCHED_DAYS)]
        return [(a, b, b - a > self.found.course.grace_days) for a, b in zip(starts, ends, strict=True) if b > a]


PAIRS = (
    ("Weekly tablets: still treated, two reports that look like one cohort,", "P098", "P099"),
    ("Japanese cohort: mean MPR of the same people, two windows,", "P195", "P196"),
)  # rows of `persistence` that count one cohort twice


def keep(tables: Tables, supply: str, shift_days: int, stop_months: float, grace_days: int, window: str) -> Kept:
    """Return a record that the reader makes, with all that stands beside it.

    Args:
        tables: the checked tables.
        supply: one of `SUPPLIES`.
        shift_days: how late the second dispensing comes; early if negative, but not before the day after the first.
        stop_months: after which nothing is handed out.
        grace_days: the longest gap that is no stop.
        window: one of `WINDOWS`.

    Raises:
        ValueError: an unknown window.
    """
    length, stop_day = int(assumed(tables)[supply]), round(stop_months * MONTH_DAYS)
    dispensings = record(length, max(shift_days, 1 - length), stop_day)
    values = dict(zip(tables.persistence["row_id"], tables.persistence["value"], strict=True))
    return Kept(
        length,
        window,
        tuple((day - START).days for day in dispensings["date"]),
        _spans(dispensings),
        measures(dispensings, window, grace_days),
        watched_days(window),
        stop_day,
        cohort_measures(tables, supply, window, grace_days),
        tuple((name, values[a], values[b]) for name, a, b in PAIRS if a in values and b in values),
        assumed(tables)["adherent_from"],
    )


def _spans(dispensings: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """Return the stretches of days with supply in hand, those that touch joined."""
    days = np.array([[(day - START).days for day in dispensings["date"]]], float)
    begin, end = refills.cover(days, dispensings["days_supply"].to_numpy()[np.newaxis])
    joined: list[tuple[float, float]] = []
    for start, stop in zip(begin[0].tolist(), end[0].tolist(), strict=True):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return tuple(joined)


# ---------------------------------------------------------------------- made-up patients


@lru_cache(maxsize=16)
def synthetic_records(tables: Tables, supply: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the records of a made-up cohort over two years: days and supplies, as `refills.cover` takes them.

    Each patient may stop after the first supply or at any later one, comes some days late, and now and then only after
    a long break. The same cohort every time.
    """
    value = assumed(tables)
    n, length = int(value["synthetic_people"]), int(value[supply])
    most = WATCHED_DAYS // length + 1
    rng = np.random.default_rng(SEED)
    late = rng.exponential(value["late_mean"], (n, most - 1))
    breaks = rng.uniform(value["break_low"], value["break_high"], (n, most - 1))
    late = np.floor(np.where(rng.random((n, most - 1)) < value["break_share"] / 100, breaks, late))
    days = np.concatenate([np.zeros((n, 1)), (length + late).cumsum(axis=1)], axis=1)
    chance = np.full(most - 1, 1 - (1 - value["stop_rate"] / 100) ** (length / YEAR_DAYS))
    chance[0] = 1 - (1 - chance[0]) * (1 - value["stop_first"] / 100)
    stopped = np.maximum.accumulate(rng.random((n, most - 1)) < chance, axis=1)
    gone = np.concatenate([np.zeros((n, 1), bool), stopped], axis=1) | (days >= WATCHED_DAYS)
    return np.where(gone, NEVER, days), np.where(gone, 0.0, float(length))


def cohort_measures(tables: Tables, supply: str, window: str, grace_days: int) -> dict[str, Any]:
    """Return what the made-up cohort comes to, in percent.

    Returns:
        `persistent`: no gap longer than the grace period within one year (two, where the window is two years); `mpr`
        and `pdc`: means, `adherent`: share with a PDC of at least the usual threshold, each over those with a day to
        count; `counted`: how many those are, `people`: of how many.
    """
    days, supplies = synthetic_records(tables, supply)
    stop = refills.stop_days(days, supplies, grace_days)
    until = {
        "to the last fill": refills.last_days(days),
        "one year": np.full(len(days), float(YEAR_DAYS)),
        "two years": np.full(len(days), float(WATCHED_DAYS)),
        "until the stop": stop,
    }[window]
    there = until > 0
    mpr = refills.handed_out(days, supplies, until)[there] / until[there]
    pdc = refills.covered_days(days, supplies, until)[there] / until[there]
    return {
        "persistent": 100 * float((stop + grace_days >= watched_days(window)).mean()),
        "mpr": 100 * float(mpr.mean()),
        "pdc": 100 * float(pdc.mean()),
        "adherent": 100 * float((pdc >= assumed(tables)["adherent_from"] / 100).mean()),
        "counted": int(there.sum()),
        "people": len(days),
    }
