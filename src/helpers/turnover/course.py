"""Turnover of bone over time: after any doses, and on a regimen whose doses come on time, late, or no more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.tables import Tables
from helpers.turnover import pools, precursors
from helpers.turnover.parameters import BEYOND, MARKER, Drug, drugs, kinetics, routes
from helpers.turnover.pools import Numbers

DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
MONTH = DAYS["month"]
PER_CENT = 100.0
MOST_DAYS, MOST_MG = 36_525.0, 1e6  # a hundred years, a kilogram: beyond is a slip of the pen


def marker_from_doses(
    tables: Tables,
    drug: str,
    days: ArrayLike,
    doses_mg: ArrayLike,
    at_days: ArrayLike,
    marker: str = MARKER,
    route: str | None = None,
) -> pd.DataFrame:
    """Return turnover after doses of any size at any times.

    Args:
        tables: the tables; the values come from `kinetics`.
        drug: its generic name.
        days: when doses are given, in order, 0 or later.
        doses_mg: how much each time, in mg as it is swallowed or given: one for all, or one for each.
        at_days: when turnover is wanted.
        marker: "sCTX", the only one that there are values for.
        route: as in `regimens`; needed where a drug has two. Left out for ibandronate the oral one is meant, and
            `attrs["route"]` of the answer says which it was.

    Returns:
        One row for each of `at_days`: `day`, and `change_pct`, the change from the level before treatment in percent,
        minus being lower.

    Raises:
        ValueError: an unknown drug, route or marker, a dose below zero or that is no number, days that are not in
            order, or not as many doses as days; the message says which.
    """
    model = kinetics(tables, drug, _route(tables, drug, route)).drug
    if marker != MARKER:
        raise ValueError(f'marker: found "{marker}", expected {MARKER}: there are no values for another')
    when = _numbers("days", days, MOST_DAYS)
    doses = _numbers("doses_mg", doses_mg, MOST_MG)
    doses = np.full(when.shape, doses[0]) if doses.size == 1 and np.ndim(doses_mg) == 0 else doses
    if len(doses) != len(when):
        raise ValueError(f"doses_mg: found {len(doses)} doses for {len(when)} days")
    if (doses < 0).any():
        raise ValueError(f"doses_mg: found {doses.min():g}, expected no dose below zero")
    if (when < 0).any() or (np.diff(when) < 0).any():
        raise ValueError("days: expected days from 0 on, each at least the one before")
    at = _numbers("at_days", at_days, MOST_DAYS)
    found = pd.DataFrame({"day": at, "change_pct": _change(model, when, doses, at)})
    found.attrs["route"] = _route(tables, drug, route)
    return found


def _route(tables: Tables, drug: str, route: str | None) -> str:
    known = drugs(tables)
    if drug not in known:
        raise ValueError(f'drug: found "{drug}", expected one of {", ".join(known) or "none: these tables have none"}')
    there = routes(tables, drug) or [""]
    if route is not None and route not in there:
        raise ValueError(f'route: found "{route}", expected one of {", ".join(there)}')
    return route or there[0]


def _numbers(name: str, values: ArrayLike, most: float) -> Numbers:
    try:
        found = np.atleast_1d(np.asarray(values))
        if found.size and found.dtype.kind not in "iuf":
            raise TypeError
        found = found.astype(float)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: expected numbers") from None
    if found.ndim != 1 or not np.isfinite(found).all():
        raise ValueError(f"{name}: expected numbers in one row, none of them missing")
    if found.size and found.max() > most:
        raise ValueError(f"{name}: found {found.max():g}, expected at most {most:g}")
    return found


def _change(drug: Drug, days: Numbers, doses: Numbers, at: Numbers) -> Numbers:
    given = doses > 0
    days, doses = days[given], doses[given]
    if not len(days):
        return np.zeros(at.shape)
    if isinstance(drug, pools.Pools):
        return PER_CENT * (pools.level(drug, days, doses, at) - 1)
    return PER_CENT * (precursors.level(drug, days, doses, at) - 1)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The doses of a regimen: what is given, how often, and what goes otherwise.

    Attributes:
        drug: generic name; `route` as in `regimens`.
        mg: of one dose.
        every: days from dose to dose.
        together: doses on days that follow each other, each time.
        late_days: how late dose `late_dose` comes, and all after it.
        missed: numbers of doses that are left out.
        stop_after: how many doses are given in all; None: they go on.
    """

    drug: str
    route: str
    mg: float
    every: float
    together: int = 1
    late_days: float = 0.0
    late_dose: int = 2
    missed: tuple[int, ...] = ()
    stop_after: int | None = None

    def due(self, number: int) -> float:
        """Return the day dose `number` was due from the start, nothing having come late."""
        return (number - 1) // self.together * self.every + (number - 1) % self.together

    def number_from(self, day: float) -> int:
        """Return the number of the first dose that is due on a day or later."""
        return max(round(np.ceil(day / self.every - 1e-9)) * self.together + 1, 1)

    def days(self, end: float) -> Numbers:
        """Return the days on which doses are given, up to `end`."""
        numbers = np.arange(1, self.number_from(end) + self.together + 1)
        numbers = numbers[~np.isin(numbers, self.missed)][: self.stop_after]
        days = (numbers - 1) // self.together * self.every + (numbers - 1) % self.together
        days = days + np.where(numbers >= self.late_dose, self.late_days, 0.0)
        return np.asarray(days[days <= end], dtype=np.float64)


def plan(
    tables: Tables,
    regimen_id: str,
    late_weeks: float = 0,
    late_dose: int = 2,
    missed: Iterable[int] = (),
    stop_after: int | None = None,
) -> Plan:
    """Return the doses of a regimen; arguments as `marker_course`.

    Raises:
        ValueError: as `marker_course`.
    """
    usual = _usual(tables, regimen_id)
    [weeks] = _numbers("late_weeks", [late_weeks], MOST_DAYS / 7)
    if weeks < 0:
        raise ValueError(f"late_weeks: found {late_weeks}, expected 0 or more")
    if isinstance(missed, str) or not isinstance(missed, Iterable):
        raise ValueError(f"missed: found {missed}, expected the numbers of doses in a list")
    left_out = tuple(sorted({_count("missed", number, 1) for number in missed}))
    return replace(
        usual,
        late_days=7.0 * float(weeks),
        late_dose=_count("late_dose", late_dose, 1),
        missed=left_out,
        stop_after=None if stop_after is None else _count("stop_after", stop_after, 0),
    )


@lru_cache(maxsize=128)
def _usual(tables: Tables, regimen_id: str) -> Plan:
    """Return the doses of a regimen that come on time."""
    rows = tables.regimens[tables.regimens["regimen_id"] == regimen_id].to_dict("records")
    if not rows:
        raise ValueError(f'regimen: found "{regimen_id}", expected one of {", ".join(tables.regimens["regimen_id"])}')
    row, known = rows[0], drugs(tables)
    if row["drug"] not in known:
        raise ValueError(
            f"regimen: there are no values for {row['drug']}, so {regimen_id} has no curve; there are some for "
            f"{', '.join(known) or 'no drug'}"
        )
    return Plan(
        drug=row["drug"],
        route=row["route"],
        mg=float(row["dose"]) / (1000 if row["dose_unit"] == "mcg" else 1),
        every=int(row["interval_value"]) * DAYS[row["interval_unit"]],
        together=int(row["doses_per_interval"]),
    )


def _count(name: str, value: object, least: int, most: float = np.inf) -> int:
    """Return a whole number; whatever else is given is said."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = np.nan
    if isinstance(value, bool | np.bool_ | str) or not number.is_integer() or not least <= number <= most:
        raise ValueError(f"{name}: found {value}, expected a whole number from {least} on")
    return int(number)


def marker_course(
    tables: Tables,
    regimen_id: str,
    months: int,
    late_weeks: float = 0,
    late_dose: int = 2,
    missed: Sequence[int] = (),
    stop_after: int | None = None,
) -> pd.DataFrame:
    """Return turnover month by month on a regimen. Markers are no fractures: nothing here says who breaks a bone.

    Args:
        tables: the tables.
        regimen_id: a regimen whose drug `kinetics` has.
        months: how long.
        late_weeks: how late dose `late_dose` comes; those after it move with it.
        late_dose: its number, the first being 1.
        missed: numbers of doses that are left out.
        stop_after: how many doses are given in all; left out: they go on.

    Returns:
        One row for each month from 0: `month`; `change_pct`, the change from the level before treatment in percent,
        just before a dose that is due then; `low` and `high`, as far as the curve may be off; `trust`, in words.

    Raises:
        ValueError: a regimen that there is not, or without values; a number that makes no sense.
    """
    months = _count("months", months, 0, MOST_DAYS / MONTH)
    given = plan(tables, regimen_id, late_weeks, late_dose, missed, stop_after)
    return (
        course(tables, given, np.arange(months + 1.0) * MONTH)
        .rename(columns={"day": "month"})
        .assign(month=np.arange(months + 1))
    )


def course(tables: Tables, given: Plan, at: Numbers) -> pd.DataFrame:
    """Return turnover on some days of a plan: `day`, `change_pct`, `low`, `high`, `trust`."""
    known = kinetics(tables, given.drug, given.route)
    days = given.days(float(at.max(initial=0.0)))
    change = _course(tables, given, tuple(at.tolist()))
    overdue = _overdue(days, given.every, at)
    error = np.where(overdue > 0, known.afterwards, known.on_treatment)
    error = np.where(at <= (days[0] if len(days) else np.inf), 0.0, error)
    return pd.DataFrame(
        {
            "day": at,
            "change_pct": change,
            "low": np.maximum(change - error, -PER_CENT),
            "high": change + error,
            "trust": np.where(overdue > 0, BEYOND, known.trust),
        }
    )


@lru_cache(maxsize=256)
def _course(tables: Tables, given: Plan, at: tuple[float, ...]) -> Numbers:
    known, when = kinetics(tables, given.drug, given.route), np.asarray(at)
    days = given.days(float(when.max(initial=0.0)))
    return _change(known.drug, days, np.full(days.shape, given.mg), when)


def _overdue(days: Numbers, every: float, at: Numbers) -> Numbers:
    """Return for how many days a next dose has been due; 0 on time, and before the first."""
    last = np.searchsorted(days, at, side="left") - 1
    since = np.where(last >= 0, at - days[np.maximum(last, 0)] if len(days) else 0.0, 0.0)
    return np.maximum(since - every - 1e-6, 0.0)
