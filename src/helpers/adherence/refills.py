"""Refill records: MPR, PDC and persistence, from dates and days of supply.

A dispensing hands a patient a number of days of supply. What comes early is carried forward: it is used after what is
there already. Every window is half-open: its first day counts, its end does not.

Adherence and persistence are kept apart as usual (Cramer JA and others, Value Health 2008;11:44). The medication
possession ratio (MPR) is the supply handed out over the days of a window, and can exceed 1; the proportion of days
covered (PDC, as the Pharmacy Quality Alliance specifies it, but for any product: early supply is carried over a change
of drug) counts days and cannot; persistence is the time until the first gap that is longer than a grace period. Days in
hospital are not taken out.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import nan

import numpy as np
import pandas as pd

COLUMNS = ("date", "days_supply")
NEVER = np.inf  # the day of a dispensing that does not happen
YEAR_DAYS = 365


@dataclass(frozen=True)
class Counted:
    """Days counted, of so many. `share` is their ratio; nan where there is no day to count."""

    days: float
    of: float

    @property
    def share(self) -> float:
        """Return the ratio, 0 to 1; an MPR can be more."""
        return self.days / self.of if self.of else nan


@dataclass(frozen=True)
class Course:
    """How long a patient went on: `days` from the first dispensing to `stop`, where the supply ended before the gap."""

    days: float
    stop: date
    grace_days: float
    start: date

    def lasts_to(self, day: date) -> bool:
        """Return whether no gap had grown longer than the grace period by that day."""
        return self.days + self.grace_days >= (day - self.start).days


def mpr(dispensings: pd.DataFrame, end: date) -> Counted:
    """Return the medication possession ratio: the days of supply handed out before `end`, over the days until then.

    Args:
        dispensings: one row for each, with `date` and `days_supply`, in order.
        end: the window runs from the first dispensing up to this day, which does not count. The date of the last
            dispensing gives the ratio "to the last fill": its supply is then left out.

    Raises:
        ValueError: the table is not a record of dispensings, or `end` lies before it; the message names row and column.
    """
    start, days, supply = _arrays(dispensings)
    of = _window(start, end)
    return Counted(float(supply[days < of].sum()), of)


def pdc(dispensings: pd.DataFrame, end: date) -> Counted:
    """Return the proportion of days covered: the days before `end` with supply in hand, over all days until then.

    Early supply is carried forward. Arguments and errors as `mpr`.
    """
    start, days, supply = _arrays(dispensings)
    of = _window(start, end)
    return Counted(float(covered_days(days[np.newaxis], supply[np.newaxis], np.array([of]))[0]), of)


def persistence(dispensings: pd.DataFrame, grace_days: float) -> Course:
    """Return how long the patient went on: until the supply ended before the first gap longer than `grace_days`.

    Raises:
        ValueError: as `mpr`, or a negative grace period.
    """
    if not grace_days >= 0:
        raise ValueError(f"grace_days: found {grace_days}, expected 0 or more")
    start, days, supply = _arrays(dispensings)
    stop = float(stop_days(days[np.newaxis], supply[np.newaxis], grace_days)[0])
    return Course(stop, start + timedelta(days=stop), grace_days, start)


def _window(start: date, end: date) -> int:
    days = (pd.Timestamp(end).date() - start).days
    if days < 0:
        raise ValueError(f"end: found {end}, expected {start}, the first dispensing, or later")
    return days


def _arrays(dispensings: pd.DataFrame) -> tuple[date, np.ndarray, np.ndarray]:
    """Return the first date, the days since then, and the supplies, after checking every row."""
    missing = [column for column in COLUMNS if column not in dispensings]
    if missing:
        raise ValueError(f"dispensings: no column {missing[0]}, expected {' and '.join(COLUMNS)}")
    if dispensings.empty:
        raise ValueError("dispensings: found no row, expected at least one dispensing")
    seen: tuple[pd.Timestamp, float] | None = None
    for number, (day, supply) in enumerate(zip(dispensings["date"], dispensings["days_supply"], strict=True), 1):
        if pd.isna(day):
            raise ValueError(f"dispensings, row {number}, date: found nothing, expected a date")
        if pd.isna(supply) or not 0 < supply < NEVER:
            raise ValueError(f"dispensings, row {number}, days_supply: found {supply}, expected more than 0")
        this = (pd.Timestamp(day), float(supply))
        if seen and this[0] < seen[0]:
            before = seen[0].date()
            raise ValueError(f"dispensings, row {number}, date: found {this[0].date()}, expected {before} or later")
        if this == seen:
            raise ValueError(
                f"dispensings, row {number}: the same date and days_supply as row {number - 1}; "
                "leave one out, or if both were handed out, add them up in one row"
            )
        seen = this
    dates = pd.to_datetime(dispensings["date"])
    start = dates.iloc[0]
    return start.date(), (dates - start).dt.days.to_numpy(float), dispensings["days_supply"].to_numpy(float)


# ---------------------------------------------------------------------- many patients at once


def cover(days: np.ndarray, supply: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return when each supply begins and ends to be used, what is there already being used first.

    Args:
        days: patients by dispensings, days since the first, in order; `NEVER` after the last.
        supply: days of supply, 0 where there is none.
    """
    total = supply.cumsum(axis=1)
    end = total + np.maximum.accumulate(days - (total - supply), axis=1)
    return end - supply, end


def covered_days(days: np.ndarray, supply: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Return for each patient the days with supply in hand before day `until`."""
    begin, end = cover(days, supply)
    until = until[:, np.newaxis]
    return (np.minimum(end, until) - np.minimum(begin, until)).sum(axis=1)


def handed_out(days: np.ndarray, supply: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Return for each patient the days of supply dispensed before day `until`."""
    return np.where(days < until[:, np.newaxis], supply, 0.0).sum(axis=1)


def stop_days(days: np.ndarray, supply: np.ndarray, grace_days: float) -> np.ndarray:
    """Return for each patient the day on which supply ended before the first gap longer than the grace period."""
    _, end = cover(days, supply)
    coming = np.concatenate([days[:, 1:], np.full((len(days), 1), NEVER)], axis=1)
    goes_on = coming <= end + grace_days
    goes_on[np.isinf(coming)] = False
    return end[np.arange(len(days)), goes_on.argmin(axis=1)]


def last_days(days: np.ndarray) -> np.ndarray:
    """Return for each patient the day of the last dispensing."""
    return np.where(np.isinf(days), -1.0, days).max(axis=1)
