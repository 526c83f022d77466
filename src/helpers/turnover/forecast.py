"""What a picture of turnover is about: the course of one regimen when a dose is late, missed or the last."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from helpers import dosing
from helpers.tables import Tables, packaged
from helpers.turnover.course import DAYS, MONTH, Plan, course, plan
from helpers.turnover.parameters import drugs, kinetics
from helpers.turnover.pools import Numbers
from helpers.turnover.precursors import Antibody

ON_TIME, LATE, MISSED, LAST = "on time", "late", "missed", "last"
EVENTS = (ON_TIME, LATE, MISSED, LAST)
YEAR = DAYS["year"]
FINE, COARSE = 3.5, 7.0  # days between the places of a curve, up to `SHORT` years and beyond
SHORT = 3
DRAWN = ("fitted", "checked", "shown")


@dataclass(frozen=True)
class Forecast:
    """A regimen with something that happens to it. Levels are percent of the level before treatment.

    Attributes:
        name: "denosumab 60 mg every 6 months"; `drug` its generic name.
        years: how far it is drawn.
        event: one of `EVENTS`.
        plan: its doses.
        due: the day on which the dose in question was due.
        moment: the day that is spoken of: when the late dose comes, the next one after a missed one, or the end.
        days, levels: the curve; `low`, `high`: as far as it may be off.
        now, when_due: the level at the moment, and on the day the dose in question was due.
        trust: how far the curve can be trusted while doses come on time; `sure`: at the moment.
        observed: figures of people who had had the same doses so far: rows of `turnover` with `level`.
        rebounds: whether its curve may rise above where it started.
    """

    name: str
    drug: str
    years: int
    event: str
    plan: Plan
    due: float
    moment: float
    days: Numbers
    levels: Numbers
    low: Numbers
    high: Numbers
    now: float
    when_due: float
    trust: str
    sure: str
    observed: tuple[dict[str, Any], ...]
    rebounds: bool

    def at(self, day: float) -> int:
        """Return the place of the curve that is nearest to a day."""
        return int(np.abs(self.days - day).argmin())

    @property
    def beyond(self) -> bool:
        """Whether the moment lies beyond what is drawn."""
        end = self.years * YEAR
        return self.event != ON_TIME and (self.due > end - 0.5 or self.moment > end + 0.5)


@lru_cache(maxsize=8)
def with_curves(tables: Tables) -> dict[str, str]:
    """Return the regimens that have a curve, by id, with their names."""
    rows = tables.regimens[tables.regimens["drug"].isin(drugs(tables))]
    often = dosing.how_often(rows)
    names = (f"{name[0].lower()}{name[1:]} {each}" for name, each in zip(dosing.names(rows), often, strict=True))
    return dict(zip(rows["regimen_id"], names, strict=True))


def without_curves(tables: Tables) -> list[str]:
    """Return the drugs of regimens that have none."""
    rows = tables.regimens
    return sorted(set(rows["drug"]) - set(drugs(tables)))


@lru_cache(maxsize=256)
def forecast(tables: Tables, regimen_id: str, event: str, after_months: int, weeks: int, years: int) -> Forecast:
    """Return what becomes of turnover on a regimen.

    Args:
        tables: the tables.
        regimen_id: a regimen of `with_curves`.
        event: "on time", "late" (the dose due after so many months comes `weeks` late, and all after it), "missed" (it
            is left out), "last" (it and all after it are never given).
        after_months: the first dose due then or later is the one in question.
        weeks: how late it comes.
        years: how far to look.

    Raises:
        ValueError: an unknown event, or as `plan`.
    """
    if event not in EVENTS:
        raise ValueError(f'event: found "{event}", expected one of {", ".join(EVENTS)}')
    usual = plan(tables, regimen_id)
    number = usual.number_from(after_months * MONTH)
    due, end = usual.due(number), years * YEAR
    given = {
        ON_TIME: usual,
        LATE: replace(usual, late_days=7.0 * weeks, late_dose=number),
        MISSED: replace(usual, missed=tuple(range(number, number + usual.together))),
        LAST: replace(usual, stop_after=number - 1),
    }[event]
    moment = {ON_TIME: end, LATE: due + 7.0 * weeks, MISSED: due + usual.every, LAST: end}[event]
    halves = np.arange(1, 2 * years + 1) * YEAR / 2
    days = np.union1d(np.arange(0.0, end, FINE if years <= SHORT else COARSE), halves)
    curve = course(tables, given, days)
    levels = 100 + curve["change_pct"].to_numpy()
    places = course(tables, given, np.array([due, moment]))
    when_due, now = (100 + float(change) for change in places["change_pct"])
    sure = places["trust"].iloc[1]
    return Forecast(
        name=with_curves(tables)[regimen_id],
        drug=usual.drug,
        years=years,
        event=event,
        plan=given,
        due=due,
        moment=moment,
        days=days,
        levels=levels,
        low=100 + curve["low"].to_numpy(),
        high=100 + curve["high"].to_numpy(),
        now=now,
        when_due=when_due,
        trust=curve["trust"].iloc[1],
        sure=sure,
        observed=tuple(observed(tables, given, end)),
        rebounds=isinstance(kinetics(tables, usual.drug, usual.route).drug, Antibody),
    )


def observed(tables: Tables, given: Plan, end: float) -> list[dict[str, Any]]:
    """Return the figures that can be drawn beside a plan: of people who had had the same doses up to that day."""
    found: list[dict[str, Any]] = []
    for row, theirs in _drawn(tables):
        if row["day"] > end:
            continue
        before = float(row["day"]) - 1.0  # a figure of the day of a dose was measured before it
        alike = (theirs.drug, theirs.route, theirs.mg) == (given.drug, given.route, given.mg)
        if alike and np.array_equal(theirs.days(before), given.days(before)):
            middle = row["value"] if pd.notna(row["value"]) else (row["low"] + row["high"]) / 2
            found.append({**row, "level": 100 + float(middle)})
    return found


@lru_cache(maxsize=8)
def _drawn(tables: Tables) -> tuple[tuple[dict[Any, Any], Plan], ...]:
    """Return the figures that can be drawn, each with the doses of its people.

    Those of the project had the project's doses, whatever a lecturer's own regimen of that name has.
    """
    ours, curves = packaged(), with_curves(tables)
    known = {row["row_id"]: row["regimen_id"] for row in ours.turnover.to_dict("records")}
    found = []
    for row in tables.turnover.to_dict("records"):
        number, regimen = row["row_id"], row["regimen_id"]
        if row["use"] in DRAWN and pd.notna(row["day"]) and regimen in curves:
            stop = None if pd.isna(row["doses_given"]) else int(row["doses_given"])
            theirs = plan(ours if known.get(number) == regimen else tables, regimen)
            found.append((row, replace(theirs, stop_after=stop)))
    return tuple(found)
