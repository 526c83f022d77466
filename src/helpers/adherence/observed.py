"""What was observed: figures of persistence and adherence, study by study, and ratios of adherence and fractures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan
from statistics import median
from typing import Any

import pandas as pd

from helpers.tables import Tables

MEASURES = {
    "still treated": ("still treated", "stopped"),
    "mean MPR or PDC": ("mean MPR", "mean PDC"),
    "MPR or PDC of 80 or more": ("MPR of 80 or more", "PDC of 80 or more"),
    "next dose taken": ("next dose taken",),
}
INTERVALS = ("daily", "weekly", "monthly", "every 3 months", "every 6 months", "yearly", "mixed")
ROUTES = ("by mouth", "by vein", "under the skin", "mixed")
ALL = "all"
OPEN_MONTHS = 6  # how far a span without an end is drawn


@lru_cache(maxsize=8)
def figures(tables: Tables) -> pd.DataFrame:
    """Return the figures in percent that one can compare, in the order of time.

    Returns:
        Rows of `persistence` with `measure` (a key of `MEASURES`), `percent`, `percent_low`, `percent_high` (those who
        stopped are turned into those who did not: 100 less the figure, and `turned` says so), `decimals` (digits after
        the point, as the source prints the figure), `month` (the middle of
        the span; nan where no time is given) and `month_end`.
    """
    rows = tables.persistence
    of = {metric: measure for measure, metrics in MEASURES.items() for metric in metrics}
    rows = rows.assign(measure=rows["metric"].map(of), decimals=tables.decimals("persistence", "value"))
    rows = rows[rows["measure"].notna() & (rows["unit"] == "percent")].copy()
    turned = rows["metric"] == "stopped"
    for to, plain, other in (
        ("percent", "value", "value"),
        ("percent_low", "low", "high"),
        ("percent_high", "high", "low"),
    ):
        rows[to] = rows[plain].where(~turned, 100 - rows[other])
    rows["turned"] = turned
    high = rows["month_high"].fillna(rows["month_low"] + OPEN_MONTHS)
    rows["month"] = (rows["month_low"] + high).astype("Float64").div(2).astype("float64")
    rows["month_end"] = high.astype("float64")
    return rows.sort_values(["month", "row_id"], kind="stable").reset_index(drop=True)


@lru_cache(maxsize=8)
def studies(tables: Tables) -> tuple[str, ...]:
    """Return the names of the studies, in alphabetical order."""
    return tuple(sorted(set(figures(tables)["study"])))


@lru_cache(maxsize=8)
def countries(tables: Tables) -> tuple[str, ...]:
    """Return the countries, in alphabetical order, the unclear ones last."""
    there = set(figures(tables)["country"])
    return tuple(sorted(there, key=lambda name: (name in ("several", "not stated"), name)))


@lru_cache(maxsize=256)
def shown(
    tables: Tables, measure: str, interval: str, route: str, country: str, time: str = ALL
) -> tuple[dict[str, Any], ...]:
    """Return the figures that five filters leave; "all" leaves everything.

    Raises:
        ValueError: an unknown measure.
    """
    if measure not in MEASURES:
        raise ValueError(f'measure: found "{measure}", expected one of {", ".join(MEASURES)}')
    rows = figures(tables)
    rows = rows[rows["measure"] == measure]
    for column, wanted in (("interval", interval), ("route", route), ("country", country)):
        if wanted != ALL:
            rows = rows[rows[column] == wanted]
    records: list[dict[Any, Any]] = rows.to_dict("records")
    return tuple(row for row in records if time in (ALL, _time(row)))


TIMES = (
    ("up to 9 months", 9.0),
    ("about a year", 18.0),
    ("about two years", 30.0),
    ("later", float("inf")),
)  # how figures are put together, and up to which month
NO_TIME = "time not stated"
ENOUGH = 3  # figures from which on a middle one is given


@dataclass(frozen=True)
class Strip:
    """Figures of one interval about one time. `middle`: the median, nan below `ENOUGH` figures."""

    interval: str
    rows: tuple[dict[str, Any], ...]
    middle: float
    low: float
    high: float


def strips(rows: Iterable[dict[str, Any]]) -> dict[str, list[Strip]]:
    """Return figures by the time they were counted at, and by how often the drug is taken.

    Args:
        rows: as `shown`.

    Returns:
        For each time of `TIMES`, and for those without one, the intervals that have figures, most frequent first.
    """
    found: dict[str, dict[str, list[dict[str, Any]]]] = {name: {} for name in (*(name for name, _ in TIMES), NO_TIME)}
    for row in rows:
        found[_time(row)].setdefault(row["interval"], []).append(row)
    return {
        time: [_strip(interval, by_interval[interval]) for interval in INTERVALS if interval in by_interval]
        for time, by_interval in found.items()
        if by_interval
    }


def _time(row: Mapping[Any, Any]) -> str:
    """Return about when a figure was counted."""
    return next((name for name, last in TIMES if row["month"] <= last), NO_TIME)


def time_names(tables: Tables) -> list[str]:
    """Return the names of the times at which there are figures, earliest first."""
    there = {_time(row) for row in figures(tables).to_dict("records")}
    return [name for name in (*(name for name, _ in TIMES), NO_TIME) if name in there]


def _strip(interval: str, rows: list[dict[str, Any]]) -> Strip:
    values = sorted(row["percent"] for row in rows if not isnan(row["percent"]))
    ends = [v for row in rows for v in _ends(row)]
    middle = median(values) if len(values) >= ENOUGH else nan
    return Strip(interval, tuple(rows), middle, min(ends, default=nan), max(ends, default=nan))


def _ends(row: dict[str, Any]) -> list[float]:
    """Return the percentages a row stands for: its own, and both ends of a printed range of studies or people."""
    is_range = isnan(row["percent"]) or (not pd.isna(row["spread"]) and row["spread"].startswith("range"))
    values = (row["percent"], *((row["percent_low"], row["percent_high"]) if is_range else ()))
    return [value for value in values if not isnan(value)]


def extremes(rows: Iterable[dict[str, Any]]) -> tuple[tuple[float, str], tuple[float, str]]:
    """Return the lowest and the highest percentage among rows, ranges included, each with its study."""
    values = [(value, row["study"]) for row in rows for value in _ends(row)]
    return min(values), max(values)


TAKEN = {
    "drug": "took the drug well, against those who did not",
    "placebo": "took a placebo well, against those who did not",
    "other drug": "took another drug well, against those who did not",
    "trial": "drug against placebo, decided by chance",
}


def ratios(tables: Tables) -> pd.DataFrame:
    """Return the ratios that compare groups, all read as good takers over poor ones, or drug over placebo.

    A ratio printed the other way is turned round (1 over it, and `turned` says so). Ratios for a point of MPR or a
    length of time, and those that mix designs, are left out.

    Returns:
        Rows of `adherence_fracture`, in the order of `TAKEN`, with `ratio`, `ratio_low`, `ratio_high` (nan where the
        source has no interval).
    """
    rows = tables.adherence_fracture
    rows = rows[
        rows["ratio_of"].notna() & (rows["ratio_of"] != "mixed") & rows["per"].isna() & rows["value"].notna()
    ].copy()
    turned = rows["ratio_of"] == "poor over good"
    for to, plain, other in (("ratio", "value", "value"), ("ratio_low", "low", "high"), ("ratio_high", "high", "low")):
        rows[to] = rows[plain].where(~turned, 1 / rows[other].replace(0, nan))
    rows["turned"] = turned
    order = {taken: i for i, taken in enumerate(TAKEN)}
    return rows.sort_values("taken", key=lambda column: column.map(order), kind="stable").reset_index(drop=True)
