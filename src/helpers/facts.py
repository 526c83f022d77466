"""Fact ids: how a number in prose says where it comes from.

A fact id is a path into the tables:

    regimens/ZOL-5-YR/administration_min_low            a field of a row
    regimens/IBN-IV-3M/administration_min_low:seconds   minutes as seconds
    decisions/COURSE-ROMO-210/month_low:years           months as years
    assumptions/travel_min/value                        what we assume
    doses/ALN-70W/10                                    doses in ten years (helpers.dosing)

In a Markdown cell it follows its number in a comment: `15<!--regimens/ZOL-5-YR/administration_min_low-->`.
In a question it stands in braces and is filled in, so that a lecturer's own table changes the question too.
"""

import re
from datetime import date
from typing import Any

import pandas as pd

from helpers import dosing, show
from helpers.tables import Tables

FACT_START = date(2026, 1, 1)
UNITS = {"seconds": lambda minutes: minutes * 60, "years": lambda months: months / 12}
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def resolve(fact_id: str, tables: Tables) -> Any:
    """Return the value of a fact.

    Raises:
        ValueError: there is no such table, row, column or unit; the message names the part.
    """
    path, _, unit = fact_id.partition(":")
    table_name, key, column = _parts(path, fact_id)
    if table_name == "doses":
        row = dosing.pick(tables.regimens, [key]).to_dict("records")[0]
        return len(dosing.dose_dates(row, FACT_START, int(column)))
    if table_name not in tables.names:
        raise ValueError(f'fact "{fact_id}": no table "{table_name}"; there are {", ".join(tables.names)}')
    table: pd.DataFrame = getattr(tables, table_name)
    rows = table[table[table.columns[0]] == key]
    if rows.empty:
        raise ValueError(f'fact "{fact_id}": no row "{key}" in {table_name}.csv')
    if column not in table.columns:
        raise ValueError(f'fact "{fact_id}": no column "{column}" in {table_name}.csv')
    value = rows.iloc[0][column]
    if not unit:
        return value
    if unit not in UNITS:
        raise ValueError(f'fact "{fact_id}": no unit "{unit}"; there are {", ".join(UNITS)}')
    return UNITS[unit](value)


def text(fact_id: str, tables: Tables) -> str:
    """Return a fact as prose writes it: 15, 522, 0.5.

    Raises:
        ValueError: as `resolve`.
    """
    value = resolve(fact_id, tables)
    return f"{value:g}" if isinstance(value, float) else show.cell_text(value)


def fill(template: str, tables: Tables) -> str:
    """Return `template` with every fact id in braces replaced by its value.

    Raises:
        ValueError: as `resolve`.
    """
    return PLACEHOLDER.sub(lambda match: text(match[1], tables), template)


def _parts(path: str, fact_id: str) -> list[str]:
    parts = path.split("/")
    if len(parts) != 3:
        raise ValueError(f'fact "{fact_id}": expected table/row/column')
    return parts
