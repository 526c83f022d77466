"""Tables of the lesson on missed doses."""

import pandas as pd

from helpers import show
from helpers.lessons import only
from helpers.loading import load, said
from helpers.tables import Tables


def observed_turnover(drug: str | None = None, tables: Tables | None = None) -> show.Html:
    """Return what was observed of turnover, study by study, fractures and bone density beside it.

    Args:
        drug: a generic name; all drugs if left out.
        tables: a lecturer's own tables.

    Raises:
        ValueError: a drug of which nothing was read.
    """
    tables = tables or load()
    rows = only(tables.turnover, "drug", drug)
    records = rows.to_dict("records")
    table = pd.DataFrame(
        {
            "Study": rows["study"],
            "Drug": rows["drug"],
            "What": rows["measure"],
            "When": rows["time"] + ", from " + rows["counts_from"],
            "Figure": [_figure(row) for row in records],
            "People": rows["n"],
            "Used": rows["use"],
            "Note": rows["note"].fillna(""),
            "Source": rows["source_id"] + ", " + rows["locator"],
        }
    )
    return show.look_up(table, said("What was observed of turnover", "", tables))


def _figure(row: dict) -> str:
    parts = []
    if not pd.isna(row["value"]):
        span = "" if pd.isna(row["low"]) else f" ({row['low']:g} to {row['high']:g}, {row['spread']})"
        parts.append(f"{row['value']:g}{span}, {row['unit']}")
    elif not pd.isna(row["low"]):
        parts.append(f"{row['low']:g} to {row['high']:g} ({row['spread']}), {row['unit']}")
    if not pd.isna(row["result"]):
        parts.append(str(row["result"]))
    return "; ".join(parts)


def turnover_values(tables: Tables | None = None) -> show.Html:
    """Return what the model of turnover takes for given, and how each value was got."""
    tables = tables or load()
    rows = tables.kinetics
    table = pd.DataFrame(
        {
            "Drug": rows["drug"] + rows["route"].map(lambda route: "" if pd.isna(route) else f" ({route})"),
            "What": rows["quantity"],
            "Value": [f"{row['value']:g}" for row in rows.to_dict("records")],
            "Unit": rows["unit"].replace("none", ""),
            "How it was got": rows["origin"]
            + rows["points"].map(lambda points: "" if pd.isna(points) else f" to {points} points"),
            "Determined": rows["determined"].fillna(""),
            "Note": rows["note"].fillna(""),
            "Source": (rows["source_id"] + ", " + rows["locator"]).fillna("none"),
        }
    )
    return show.look_up(table, said("What the model of turnover takes for given", "", tables))
