"""The dosing panel: how often, how long, how much trouble."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from math import isnan
from typing import Any

import pandas as pd

from helpers import dosing
from helpers.dosing import Calendar
from helpers.loading import load, note, shown_labels, there
from helpers.panel import Answer, Choices, Control, Options, Panel, Slider, explorer, plain
from helpers.pictures import calendar
from helpers.tables import Tables
from helpers.words import dosing as words

TITLE = "Doses and hours"
BY_MOUTH = "by mouth"
OTHERS = "other drugs"
FIRST_CHOICE = ("ALN-70W", "IBN-PO-150M", "IBN-IV-3M", "ZOL-5-YR")
LONGEST_YEARS = 10
ALL = "all"
SHOWN = (("doses", "doses"), (ALL, "doses, hours, reviews"))
START_DATES = (date(2026, 1, 1), date(2026, 8, 31), date(2028, 2, 29))
OUR_ASSUMPTIONS = "Our assumptions about visits (not facts; change them)"
NOTE = (
    "Hours are for a year of treatment: years after a course has ended do not count. "
    "Hours under a rule and doses follow the labels. Hours on visits rest on our assumptions. "
    "A zoledronic acid infusion takes at least {infusion:g} minutes; "
    "quarterly ibandronate is an injection of {low:g} to {high:g} seconds."
)


@explorer
def explore_dosing(
    regimens: Sequence[str] = FIRST_CHOICE, years: int = 3, shown: str = "all", tables: Tables | None = None
) -> Panel:
    """Return the panel that compares regimens by doses and by hours.

    Args:
        regimens: ids of the regimens chosen at the start; those a lecturer's tables lack are left out,
            and the panel says so.
        years: horizon at the start, 1 to 10.
        shown: "doses" alone, or "all": hours and points of decision too.
        tables: a lecturer's own tables (`load("my_folder")`); the packaged ones if left out.

    Raises:
        ValueError: an unknown regimen, or a horizon that the panel does not offer.
    """
    tables = tables or load()
    regimens, lacking = there(regimens, "regimens", tables)
    dosing.pick(tables.regimens, regimens)
    return Panel(
        TITLE,
        _controls(tables, tuple(regimens), years, shown),
        partial(answer, tables),
        note=note(_note(tables), lacking, shown_labels(tables)),
    )


def answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return doses, hours and decisions for one state of the panel."""
    start, years = date.fromisoformat(state["start"]), state["years"]
    chosen, named, doses, decisions = _without_hours(tables, tuple(state["regimens"]), start, years)
    assumptions = {name: state[name] for name in tables.assumptions["assumption_id"]}
    burden = dosing.time_burden(chosen, doses, years, assumptions)
    whole = Calendar(start, years, pd.concat([named, burden], axis=1), doses, decisions, LONGEST_YEARS)
    data = whole if state["shown"] == ALL else replace(whole, decisions=decisions.iloc[:0], costs=False)
    return Answer(calendar.scene(data), words.calendar(data), partial(_table, whole))


@lru_cache(maxsize=32)
def _without_hours(
    tables: Tables, regimens: tuple[str, ...], start: date, years: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what no assumption changes: the rows chosen, their names, doses and decisions."""
    chosen = dosing.pick(tables.regimens, regimens)
    named = chosen[["drug", "route"]].copy()
    named["purpose"] = dosing.purposes(chosen, tables.labelled_uses)
    named["name"] = dosing.names(chosen)
    named["how_often"] = dosing.how_often(chosen)
    named[["label", "detail"]] = dosing.labels(chosen, named["purpose"])
    return (
        chosen,
        named,
        dosing.schedule(chosen, start, years),
        dosing.decision_points(chosen, tables.decisions, years),
    )


WHO_ASKS = {"label": "", "guideline": "Guideline: "}
HOURS_COLUMNS = {
    "Hours a year of treatment under a rule": "rule",
    "Hours a year of treatment on visits (our assumption)": "visit",
    "of which the drug itself": "drug",
    "in the room": "room",
    "waiting": "waiting",
    "travel": "travel",
    "blood test": "blood_test",
    "pharmacy": "pharmacy",
}


def _table(data: Calendar) -> pd.DataFrame:
    rows, asked = data.records, _asked(data)
    return pd.DataFrame(
        {
            "Regimen": [f"{row['name']}, {row['how_often']}" for row in rows],
            "Given as": [row["route"] for row in rows],
            "For": [row["purpose"] for row in rows],
            "Doses": [row["doses"] for row in rows],
            "Years treated": [row["years_treated"] for row in rows],
            **{title: [_hours(row[f"{part}_hours_per_year"]) for row in rows] for title, part in HOURS_COLUMNS.items()},
            "When to think again": [asked.get(row["regimen_id"], "nothing in this time") for row in rows],
        }
    )


def _asked(data: Calendar) -> dict[str, str]:
    """Return what labels and guidelines ask for within the horizon, by regimen."""
    asked: dict[str, str] = {}
    for point in data.points:
        words = WHO_ASKS[point["asked_by"]] + point["what"]
        asked[point["regimen_id"]] = f"{asked[point['regimen_id']]} {words}" if point["regimen_id"] in asked else words
    return asked


def _hours(hours: float) -> str | None:
    return None if isnan(hours) else words.hours_text(hours)


def _controls(tables: Tables, regimens: tuple[str, ...], years: int, shown: str) -> list[Control]:
    return [
        _regimen_control(tables, regimens),
        Slider(
            "years",
            "How long",
            [(n, f"{n} year" + ("s" if n > 1 else "")) for n in range(1, LONGEST_YEARS + 1)],
            years,
        ),
        Options(
            "start",
            "First dose on",
            [(day.isoformat(), f"{day.day} {day:%B %Y}") for day in START_DATES],
            START_DATES[0].isoformat(),
        ),
        Options("shown", "Show", SHOWN, shown),
        *(_assumption_control(row) for row in tables.assumptions.to_dict("records")),
    ]


def _regimen_control(tables: Tables, chosen: tuple[str, ...]) -> Choices:
    regimens = tables.regimens
    rows = regimens.assign(
        name=dosing.names(regimens),
        often=dosing.how_often(regimens),
        purpose=dosing.purposes(regimens, tables.labelled_uses),
    )
    headings: dict[str, list[tuple[str, str]]] = {}
    for row in rows.to_dict("records"):
        words = ", ".join([row["name"], row["often"], BY_MOUTH if row["route"] == "oral" else row["route"]])
        headings.setdefault(_heading(row), []).append((row["regimen_id"], words))
    options = [option for group in headings.values() for option in group]
    return Choices(
        "regimens",
        "Regimens",
        options,
        tuple(regimen_id for regimen_id, _ in options if regimen_id in chosen),
        headings=[heading for heading, group in headings.items() for _ in group],
    )


def _heading(row: dict[str, Any]) -> str:
    """Bisphosphonates stand by drug, the others together; what is for prevention only stands apart."""
    group = row["drug"].split(" with ")[0] if row["drug_class"] == "bisphosphonate" else OTHERS
    return f"{group[0].upper()}{group[1:]}{': prevention only' if row['purpose'] == 'prevention' else ''}"


def _assumption_control(row: dict[str, Any]) -> Slider:
    count = round((row["high"] - row["low"]) / row["step"])
    values = {row["low"] + i * row["step"] for i in range(count + 1)} | {row["value"]}
    unit = {"minute": "minutes", "per year": "a year"}[row["unit"]]
    options = [(plain(v), f"{v:g} {unit}") for v in sorted(values)]
    return Slider(row["assumption_id"], row["label"], options, plain(row["value"]), group=OUR_ASSUMPTIONS)


def _note(tables: Tables) -> str:
    """Return the note with the labels' own times; without those rows the sentence about them goes."""
    rows = tables.regimens.set_index("regimen_id")
    if not {"ZOL-5-YR", "IBN-IV-3M"} <= set(rows.index):
        return NOTE.split(" A zoledronic")[0]
    injection = rows.loc["IBN-IV-3M"]
    return NOTE.format(
        infusion=rows.loc["ZOL-5-YR", "administration_min_low"],
        low=injection["administration_min_low"] * 60,
        high=injection["administration_min_high"] * 60,
    )
