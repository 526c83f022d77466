"""How often and how long: dose schedules, hours of burden and points of decision.

Everything here is a pure function: tables and numbers in, a tidy table out. A schedule is calendar
arithmetic: monthly is the same day of each month (the last day where a month is shorter), yearly is the
anniversary. A horizon is half-open, [start, start + n years), so a weekly tablet gives 53 doses in a
first year (days 0, 7, ... 364) where textbooks say 52, and 522 in ten.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

MINUTES_PER_HOUR = 60
MONTHS_PER_UNIT = {"month": 1, "year": 12}
DAYS_PER_UNIT = {"day": 1, "week": 7}
STATED = "stated"  # of a labelled use: its sources agree
PURPOSES = ("treatment", "prevention")


def pick(regimens: pd.DataFrame, ids: Iterable[str]) -> pd.DataFrame:
    """Return the rows of `regimens` whose `regimen_id` is in `ids`, in the order of `ids`.

    Raises:
        ValueError: an id is not in the table; the message names it and lists those that are.
    """
    ids = list(ids)
    known = set(regimens["regimen_id"])
    for unknown in (i for i in ids if i not in known):
        raise ValueError(
            f'unknown regimen "{unknown}": expected one of {", ".join(regimens["regimen_id"])} '
            "(the column regimen_id of regimens.csv)"
        )
    return regimens.set_index("regimen_id", drop=False).loc[ids].reset_index(drop=True)


def add_months(start: date, months: int | np.ndarray) -> np.ndarray:
    """Return `start` moved by whole calendar months, as numpy days.

    The day of the month stays; where the month is shorter it is that month's last day. `months` is a
    number or an array of numbers.
    """
    first = np.datetime64(start, "M") + np.asarray(months)
    length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int)
    return first.astype("datetime64[D]") + np.minimum(start.day, length) - 1


def dose_dates(regimen: Mapping[Any, Any], start: date, years: int) -> np.ndarray:
    """Return the days on which one regimen is dosed, as a sorted array of numpy days.

    Args:
        regimen: one row of regimens.csv: `interval_value`, `interval_unit`, `doses_per_interval`,
            `max_course_months`, `regimen_id`.
        start: day of the first dose.
        years: length of the horizon in years, at least 1. The day `start` + `years` is outside.

    Raises:
        ValueError: the horizon, the interval or the number of doses in it is impossible.
    """
    if years < 1:
        raise ValueError(f"years: found {years}, expected a whole number of at least 1")
    value, unit = int(regimen["interval_value"]), regimen["interval_unit"]
    together = int(regimen["doses_per_interval"])
    if value < 1 or unit not in {**DAYS_PER_UNIT, **MONTHS_PER_UNIT}:
        raise ValueError(f"{regimen['regimen_id']}: an interval of {value} {unit} is impossible")
    if unit in DAYS_PER_UNIT and together > value * DAYS_PER_UNIT[unit]:
        raise ValueError(
            f"{regimen['regimen_id']}: {together} doses on consecutive days do not fit into {value} {unit}"
        )
    end = add_months(start, 12 * years)
    if pd.notna(regimen["max_course_months"]):
        end = min(end, add_months(start, int(regimen["max_course_months"])))
    if unit in DAYS_PER_UNIT:
        firsts = np.arange(np.datetime64(start, "D"), end, value * DAYS_PER_UNIT[unit])  # type: ignore[call-overload]
    else:
        step = value * MONTHS_PER_UNIT[unit]
        firsts = add_months(start, np.arange(0, 12 * years, step))
        firsts = firsts[firsts < end]
    dates = (firsts[:, None] + np.arange(together)).ravel()
    return dates[dates < end]


def schedule(regimens: pd.DataFrame, start: date, years: int) -> pd.DataFrame:
    """Return every dose of every regimen: `regimen_id`, `dose_number` (from 1), `date`.

    Raises:
        ValueError: as `dose_dates`.
    """
    parts = []
    for row in regimens.to_dict("records"):
        dates = dose_dates(row, start, years)
        parts.append(
            pd.DataFrame(
                {
                    "regimen_id": row["regimen_id"],
                    "dose_number": np.arange(1, len(dates) + 1),
                    "date": dates.astype("datetime64[s]"),
                }
            )
        )
    if not parts:
        return pd.DataFrame({"regimen_id": [], "dose_number": [], "date": []}).astype({"date": "datetime64[s]"})
    return pd.concat(parts, ignore_index=True)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows by name: as `to_dict("records")`, many times faster for columns of many kinds."""
    columns = [rows[name].tolist() for name in rows]
    return [dict(zip(rows.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def years_treated(regimens: pd.DataFrame, years: int) -> np.ndarray:
    """Return how many of `years` each regimen is taken: all of them, or fewer where a course is limited."""
    return np.fmin(_numbers(regimens["max_course_months"]) / 12, years)


@dataclass(frozen=True)
class Calendar:
    """Doses, hours and decisions of some regimens over a time.

    Attributes:
        start: the day of the first dose.
        years: the horizon.
        rows: one row a regimen: `regimen_id`, `drug`, `name`, `how_often`, `label` and `detail` (the name in two
            lines), and the columns of `time_burden`.
        doses: `regimen_id`, `date`.
        decisions: as `decision_points`.
        longest: the longest horizon that can be chosen, in years.
        costs: whether hours and points of decision are shown.
    """

    start: date
    years: int
    rows: pd.DataFrame
    doses: pd.DataFrame
    decisions: pd.DataFrame
    longest: int
    costs: bool = True

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The rows, each by name."""
        return _records(self.rows)

    @cached_property
    def points(self) -> list[dict[str, Any]]:
        """The decisions, each by name."""
        return _records(self.decisions)

    @property
    def days(self) -> int:
        """The days of the horizon."""
        return self.day_of_month(12 * self.years)

    def day_of_month(self, month: float) -> int:
        """Return how many days after the first dose a month begins."""
        return int((add_months(self.start, int(month)) - np.datetime64(self.start, "D")).astype(int))

    def days_of_doses(self) -> dict[str, tuple[int, ...]]:
        """Return for each regimen the days of its doses, counted from the first."""
        since = (self.doses["date"] - pd.Timestamp(self.start)).dt.days
        return {str(name): tuple(part.tolist()) for name, part in since.groupby(self.doses["regimen_id"], sort=False)}


def rule_minutes(regimens: pd.DataFrame) -> np.ndarray:
    """Return minutes under a rule after one dose, not a number where it could not be read.

    Fasting and sitting upright run side by side from the same swallow, so the overlap counts once: the
    longer of the two.
    """
    return np.maximum(_numbers(regimens["fasting_min"]), _numbers(regimens["upright_min"]))


def _numbers(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype=float, na_value=np.nan)


def time_burden(
    regimens: pd.DataFrame, doses: pd.DataFrame, years: int, assumptions: Mapping[str, float]
) -> pd.DataFrame:
    """Return doses and hours for each regimen. The two kinds of hours are never added.

    Args:
        regimens: rows of regimens.csv.
        doses: their `schedule` over the same horizon.
        years: horizon in years.
        assumptions: our assumptions by `assumption_id`, minutes or times a year (see assumptions.csv).

    Returns:
        One row a regimen: `regimen_id`, `doses`, `years_treated`, `doses_per_year`,
        `rule_hours_per_year` (fasting or upright), the parts of the time on visits
        (`drug_`, `room_`, `waiting_`, `travel_`, `blood_test_`, `pharmacy_hours_per_year`) and their sum
        `visit_hours_per_year`. "Per year" is per year treated. Doses and rules are the label's, the time
        on visits rests on the assumptions; a missing value is a gap in what could be read.
    """
    given = Counter(doses["regimen_id"].to_numpy())
    counts = np.array([given[regimen_id] for regimen_id in regimens["regimen_id"]], dtype=int)
    treated = years_treated(regimens, years)
    per_year = counts / treated
    at_clinic = (regimens["given_by"] == "health professional").to_numpy(dtype=bool)
    visits = np.where(at_clinic, per_year, 0.0)
    parts = {
        "drug": visits * np.nan_to_num(_numbers(regimens["administration_min_low"])),
        **{part: visits * assumptions[f"{part}_min"] for part in ("room", "waiting", "travel")},
        "blood_test": per_year * _numbers(regimens["blood_test_each_dose"]) * assumptions["blood_test_min"],
        "pharmacy": np.where(at_clinic, 0.0, assumptions["pharmacy_trips"]) * assumptions["pharmacy_trip_min"],
    }
    minutes = {"rule": per_year * rule_minutes(regimens), **parts, "visit": sum(parts.values())}
    return pd.DataFrame(
        {
            "regimen_id": regimens["regimen_id"].to_numpy(),
            "doses": counts,
            "years_treated": treated,
            "doses_per_year": per_year,
            **{f"{part}_hours_per_year": per_year_min / MINUTES_PER_HOUR for part, per_year_min in minutes.items()},
        }
    )


def decision_points(regimens: pd.DataFrame, decisions: pd.DataFrame, years: int) -> pd.DataFrame:
    """Return the points of decision that begin within the horizon, in the order of `regimens`.

    A guideline's review is left out where the label asks for one itself; it stands in decisions.csv all the same.

    Args:
        regimens: rows of regimens.csv.
        decisions: decisions.csv.
        years: horizon in years.

    Returns:
        `regimen_id`, `kind`, `month_low`, `month_high` (months from the first dose, as the source
        says, also past the horizon; missing where it holds at any time), `what`, `asked_by`, `source_id`.
    """
    chosen = regimens[["regimen_id"]].merge(decisions, on="regimen_id")
    reviews = chosen["kind"] == "review"
    by_label = chosen["asked_by"] == "label"
    reviewed = chosen["regimen_id"].isin(chosen.loc[reviews & by_label, "regimen_id"])
    inside = chosen["month_low"].isna() | (chosen["month_low"] <= 12 * years)
    chosen = chosen[(inside & ~(reviews & ~by_label & reviewed)).astype(bool)]
    columns = ["regimen_id", "kind", "month_low", "month_high", "what", "asked_by", "source_id"]
    return chosen[columns].reset_index(drop=True)


FORM_WORDS = {
    "delayed-release tablet": "delayed-release",
    "effervescent tablet": "effervescent",
    "oral solution": "solution",
}


def names(regimens: pd.DataFrame) -> list[str]:
    """Return a short name for each regimen: drug, form where it matters, and dose."""
    columns = (regimens["drug"], form_words(regimens), regimens["dose"], regimens["dose_unit"], countries(regimens))
    return [
        f"{_capital(drug)} {form + ' ' if form else ''}{dose:g} {unit}{country and f' ({country} label)'}"
        for drug, form, dose, unit, country in zip(*columns, strict=True)
    ]


def countries(regimens: pd.DataFrame) -> list[str]:
    """Return whose label each regimen has where there are several countries; nothing where there is one."""
    several = regimens["jurisdiction"].nunique() > 1
    return [str(country) if several else "" for country in regimens["jurisdiction"]]


def purposes(regimens: pd.DataFrame, uses: pd.DataFrame) -> list[str | None]:
    """Return what each regimen is labelled for, whoever takes it.

    Args:
        regimens: rows of regimens.csv.
        uses: labelled_uses.csv.

    Returns:
        "treatment", "prevention" or "treatment and prevention"; what sources do not agree on is named after that
        ("treatment; sources disagree on prevention"). A gap for a regimen that `uses` does not know.
    """
    rows = set(zip(uses["regimen_id"], uses["purpose"], uses["stated"] == STATED, strict=True))

    def words(regimen_id: str, stated: bool) -> str:
        return " and ".join(purpose for purpose in PURPOSES if (regimen_id, purpose, stated) in rows)

    found = []
    for regimen_id in regimens["regimen_id"]:
        agreed, disputed = words(regimen_id, True), words(regimen_id, False)
        parts = [agreed, f"sources disagree on {disputed}" if disputed else ""]
        found.append("; ".join(filter(None, parts)) or None)
    return found


def full_names(regimens: pd.DataFrame) -> dict[str, str]:
    """Return by id the name of each regimen with how often it is taken: "Alendronate 70 mg, once a week"."""
    named = zip(regimens["regimen_id"], names(regimens), how_often(regimens), strict=True)
    return {regimen_id: f"{name}, {often}" for regimen_id, name, often in named}


def drugs(regimens: pd.DataFrame) -> dict[str, str]:
    """Return by id the generic name of each regimen's drug."""
    return dict(zip(regimens["regimen_id"], regimens["drug"], strict=True))


def groups(regimens: pd.DataFrame) -> dict[str, str]:
    """Return by id the group a regimen is shown in: "tablets" and "veins" are bisphosphonates, the rest "others"."""
    by_route = zip(regimens["regimen_id"], regimens["drug_class"], regimens["route"], strict=True)
    return {
        regimen_id: "others" if drug_class != "bisphosphonate" else "tablets" if route == "oral" else "veins"
        for regimen_id, drug_class, route in by_route
    }


def labels(regimens: pd.DataFrame, labelled: Iterable[str | None]) -> pd.DataFrame:
    """Return names in two short lines: `label` (drug and dose) and `detail` (how often, form, prevention).

    Prevention is said where a regimen is for nothing else in `labelled`, its `purposes`.
    """
    drugs = [drug.partition(" with ") for drug in regimens["drug"]]
    rows = zip(drugs, regimens["dose"], regimens["dose_unit"], strict=True)
    company = [f"with {other}" if other else "" for _, _, other in drugs]
    prevention = ["prevention" if purpose == "prevention" else "" for purpose in labelled]
    whose = [country and f"{country} label" for country in countries(regimens)]
    details = zip(how_often(regimens), form_words(regimens), company, prevention, whose, strict=True)
    return pd.DataFrame(
        {
            "label": [f"{_capital(drug)} {dose:g} {unit}" for (drug, _, _), dose, unit in rows],
            "detail": [", ".join(filter(None, parts)) for parts in details],
        }
    )


def form_words(regimens: pd.DataFrame) -> list[str]:
    """Return the form of each regimen where it changes how it is taken, else nothing."""
    return [FORM_WORDS.get(form, "") for form in regimens["dose_form"]]


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def how_often(regimens: pd.DataFrame) -> list[str]:
    """Return the interval of each regimen in words: "once a week", "every 3 months", "2 days a month"."""
    return [
        _interval_words(int(value), unit, int(together))
        for value, unit, together in zip(
            regimens["interval_value"], regimens["interval_unit"], regimens["doses_per_interval"], strict=True
        )
    ]


def _interval_words(value: int, unit: str, together: int) -> str:
    if together > 1:
        return f"{together} days in a row every " + (unit if value == 1 else f"{value} {unit}s")
    return f"once a {unit}" if value == 1 else f"every {value} {unit}s"
