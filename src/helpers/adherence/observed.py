"""What was observed: figures of persistence and adherence, study by study, and ratios of adherence and fractures."""

from functools import lru_cache
from math import nan
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
        stopped are turned into those who did not: 100 less the figure, and `turned` says so), `month` (the middle of
        the span; nan where no time is given) and `month_end`.
    """
    rows = tables.persistence
    of = {metric: measure for measure, metrics in MEASURES.items() for metric in metrics}
    rows = rows.assign(measure=rows["metric"].map(of))
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
def shown(tables: Tables, measure: str, interval: str, route: str, country: str) -> tuple[dict[str, Any], ...]:
    """Return the figures that four filters leave; "all" leaves everything.

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
    return tuple(records)


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
