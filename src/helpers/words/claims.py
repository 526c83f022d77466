"""What is said of a row that a verdict on a statement follows from."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from helpers import dosing
from helpers.benefit import effects
from helpers.claims import Behind, Row
from helpers.eligibility.questions import asked_by_field
from helpers.tables import Tables
from helpers.words import option_rows
from helpers.words.numbers import capital, per_100
from helpers.words.patient import COMPARED


def says(found: Behind, tables: Tables) -> str:
    """Return what a row says, in a sentence or two, its note last."""
    words = (_SAYS[found.table](found.row, tables), found.row.get("note"))
    return " ".join(capital(str(each)).rstrip(".") + "." for each in words if not pd.isna(each))


def _name(row: Row, tables: Tables) -> str:
    return dosing.full_names(tables.regimens)[row["regimen_id"]]


def _regimen(row: Row, tables: Tables) -> str:
    return f"{_name(row, tables)}: {row['route']}. {row['indication']}"


def _use(row: Row, tables: Tables) -> str:
    return f"{_name(row, tables)}: its label names {row['purpose']} in {row['population']}"


def _rule(row: Row, tables: Tables) -> str:
    if pd.isna(row["verdict"]):
        return f"{_name(row, tables)}: a rule that nobody read"
    asked = asked_by_field(tables).get(row["patient_field"], row["patient_field"].replace("_", " "))
    when = COMPARED[row["comparison"]] + str(row["threshold"])
    unit = "" if pd.isna(row["unit"]) else f" {row['unit']}"
    return f"{_name(row, tables)}: {row['verdict']}, if “{asked}” is {when}{unit}. {row['reason']}"


def _event(row: Row, _tables: Tables) -> str:
    if pd.isna(row["risk_drug"]):
        return f"{row['term']}: no figure ({row['name']})"
    if pd.isna(row["risk_comparator"]):
        return f"{row['term']}: {per_100(row['risk_drug'])} of 100 with it ({row['name']})"
    return f"{row['term']}: {option_rows.pair(row)} ({row['name']})"


def _pooled(row: Row, _tables: Tables) -> str:
    return f"{row['treatment']} against {row['comparator']}, {row['what']}: {row['measure']} {_interval(row, 'value')}"


def _harm(row: Row, _tables: Tables) -> str:
    return f"{row['harm']} ({row['treatment']}): {option_rows.harm(row)}"


def _preference(row: Row, _tables: Tables) -> str:
    asked: str = str(row["study"]) if pd.isna(row["people"]) else f"{row['study']}, {row['people']} people"
    if pd.isna(row["percent_a"]) or pd.isna(row["percent_b"]):
        return f"{asked}: no percentages of two options were read"
    return (
        f"{asked}: {row['percent_a']:g} % for the {row['option_a']}, {row['percent_b']:g} % for the {row['option_b']}"
    )


def _persistence(row: Row, _tables: Tables) -> str:
    figure: str = f"{row['low']:g} to {row['high']:g}" if pd.isna(row["value"]) else f"{row['value']:g}"
    return f"{row['study']}, {row['drug']} {row['interval']}, {row['metric']}{_month(row['month_high'])}: {figure} %"


def _month(month: Any) -> str:
    return "" if pd.isna(month) else f" at month {month:g}"


def _ratio(row: Row, _tables: Tables) -> str:
    found: str = "no figure" if pd.isna(row["value"]) else f"{row['measure']} {_interval(row, 'value')}"
    return f"{row['study']}, {row['outcome']}, {row['contrast']}: {found}"


def _value(row: Row, tables: Tables) -> str:
    how: str = "" if pd.isna(row["how"]) else f" ({row['how']})"
    of: str = "" if pd.isna(row["regimen_id"]) else f"{_name(row, tables)}, "
    return f"{of}{row['quantity']}{_month(row['month'])}: {row['value']:g} {row['unit']}{how}"


def _trial(row: Row, _tables: Tables) -> str:
    found = f"{row['trial']}, {row['drug']}, {row['site']}, {row['time']}: {row['result']}"
    if pd.isna(row["percent_drug"]) or row["evidence"] != "fracture trial":
        return found
    arms = [effects.risk(row, arm) for arm in ("drug", "comparator")]
    counts = f"{per_100(arms[0])} of 100 with it, {per_100(arms[1])} with {row['comparator']}"
    return found if pd.isna(row["effect"]) else f"{found}; {counts} ({row['measure']} {_interval(row, 'effect')})"


def _rating(row: Row, _tables: Tables) -> str:
    return f"{row['drug']}, {row['about']}: {row['rating']} ({row['scale']}; {row['body']} {row['year']})"


def _advice(row: Row, _tables: Tables) -> str:
    place = ", ".join(str(row[column]) for column in ("country", "year") if not pd.isna(row[column]))
    said: str = "no statement was read" if pd.isna(row["statement"]) else row["statement"]
    return f"{row['body']} ({place}): {said}"


def _aid(row: Row, _tables: Tables) -> str:
    return f"{row['aid']}, {row['outcome']}: {row['with_aid']:g} with it, {row['usual']:g} without ({row['unit']})"


def _lifestyle(row: Row, _tables: Tables) -> str:
    rated: str = "" if pd.isna(row["certainty"]) else f"; certainty {row['certainty']}"
    found = f"{row['measure']} {_interval(row, 'value')}{rated}"
    return f"{row['outcome']}, {row['contrast']}, in {row['population']}: {found}"


def _interval(row: Row, column: str) -> str:
    """Return a figure with its 95 % interval, digits as they were read."""
    return f"{row[column]:g}" if pd.isna(row["low"]) else f"{row[column]:g} ({row['low']:g} to {row['high']:g})"


_SAYS: dict[str, Callable[[Row, Tables], str]] = {
    "regimens": _regimen,
    "visit_steps": lambda row, _: str(row["action"]),
    "labelled_uses": _use,
    "eligibility": _rule,
    "adverse_events": _event,
    "pooled_effects": _pooled,
    "rare_harms": _harm,
    "preference": _preference,
    "persistence": _persistence,
    "adherence_fracture": _ratio,
    "cohort_values": _value,
    "trials": _trial,
    "certainty": _rating,
    "recommendations": _advice,
    "aid_results": _aid,
    "lifestyle": _lifestyle,
    "sources": lambda row, _: str(row["title"]),
}


def place(found: Behind) -> str:
    """Return where a row stands, and where it was read."""
    source: Any = found.row.get("source_id")
    if found.table == "sources" or pd.isna(source):
        return f"{found.table}.csv, {found.key}"
    return f"{found.table}.csv, {found.key}; {source}, {found.row['locator']}"
