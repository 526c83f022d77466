"""Tables of the lesson on adherence."""

from collections.abc import Iterable
from math import isnan
from typing import Any

import ipywidgets
import pandas as pd
from IPython.display import display

from helpers import show
from helpers.adherence import cohort, observed
from helpers.adherence.outlook import HORIZONS, SEED
from helpers.loading import load, said, there
from helpers.tables import Tables
from helpers.words.adherence import figure, rule, when

# monthly row, weekly row of the same study; tablets on both sides, one measure a study
MONTHLY_AND_WEEKLY = (
    ("P015", "P016"), ("P157", "P158"), ("P176", "P177"), ("P179", "P180"), ("P129", "P134"), ("P091", "P090"),
    ("P107", "P106"),
)  # fmt: skip
NEXT_INFUSIONS = ("P036", "P037", "P031", "P173", "P238", "P239", "P253", "P170", "P042", "P043")
KINDS = {"said": "what people say", "done": "what people did", "review": "a summary of studies"}


def observed_spread(measure: str, time: str, tables: Tables | None = None) -> show.Html:
    """Return for each way of taking how many figures were published and how far they lie apart.

    Args:
        measure: a key of `observed.MEASURES`.
        time: about when they were counted: a name of `observed.TIMES`, or "all".
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: an unknown measure or time.
    """
    tables = tables or load()
    known = [*(name for name, _ in observed.TIMES), observed.ALL]
    if time not in known:
        raise ValueError(f'time: found "{time}", expected one of {", ".join(known)}')
    strips = observed.strips(observed.shown(tables, measure, *[observed.ALL] * 3, time))
    found = [strip for each in strips.values() for strip in each]
    table = pd.DataFrame(
        {
            "How often": [strip.interval for strip in found],
            "Figures": [len(strip.rows) for strip in found],
            "Lowest, percent": [f"{strip.low:g}" for strip in found],
            "Middle, percent": ["too few" if isnan(strip.middle) else f"{strip.middle:g}" for strip in found],
            "Highest, percent": [f"{strip.high:g}" for strip in found],
        }
    )
    return show.table(table, f"Published figures: {measure}, {time}")


def monthly_and_weekly(tables: Tables | None = None) -> show.Html:
    """Return monthly beside weekly tablets, study by study."""
    rows = _by_id(tables or load())
    pairs = [(rows[a], rows[b]) for a, b in MONTHLY_AND_WEEKLY if a in rows and b in rows]
    part = pd.DataFrame(
        {
            "Study": [row["study"] for row, _ in pairs],
            "Monthly": [f"{figure(row)} ({row['drug']})" for row, _ in pairs],
            "Weekly": [f"{figure(row)} ({row['drug']})" for _, row in pairs],
            "Ahead": [_ahead(*pair) for pair in pairs],
            "What": [f"{row['measure']}, {when(row)}" for row, _ in pairs],
            "Country": [row["country"] for row, _ in pairs],
            "Note": ["" if pd.isna(row["note"]) else row["note"] for row, _ in pairs],
            "Source": [f"{row['source_id']}, {row['locator']}" for row, _ in pairs],
        }
    )
    return show.look_up(part, "Monthly and weekly tablets: who stays on more?")


def _ahead(monthly: dict[str, Any], weekly: dict[str, Any]) -> str:
    if monthly["percent"] == weekly["percent"]:
        return "neither"
    return "monthly" if monthly["percent"] > weekly["percent"] else "weekly"


def next_infusions(tables: Tables | None = None) -> show.Html:
    """Return how many took the next infusion or injection, with what was counted."""
    tables = tables or load()
    rows = tables.persistence.set_index("row_id", drop=False)
    found = [rows.loc[i].to_dict() for i in NEXT_INFUSIONS if i in rows.index]
    part = pd.DataFrame(
        {
            "Study": [row["study"] for row in found],
            "Drug": [row["drug"] for row in found],
            "Figure, percent": [_with_range(row) for row in found],
            "What was counted": [row["as_printed"].replace(" %", "") for row in found],
            "Country": [row["country"] for row in found],
            "Rule": [rule(row) for row in found],
            "Note": ["" if pd.isna(row["note"]) else row["note"] for row in found],
            "Source": [f"{row['source_id']}, {row['locator']}" for row in found],
        }
    )
    return show.look_up(part, "The next dose, on time or at all")


def _with_range(row: dict[str, Any]) -> str:
    return f"{row['value']:g}" + (
        "" if pd.isna(row["low"]) else f" ({row['low']:g} to {row['high']:g}, {row['spread']})"
    )


def said_and_done(tables: Tables | None = None) -> show.Html:
    """Return what people say they would rather have, and what they did."""
    rows = (tables or load()).preference
    records = rows.to_dict("records")
    part = pd.DataFrame(
        {
            "Study": rows["study"],
            "Kind": rows["kind"].map(KINDS),
            "One": rows["option_a"].fillna(""),
            "The other": rows["option_b"].fillna(""),
            "Result": [_result(row) for row in records],
            "Reason given": rows["reason"].fillna(""),
            "Note": rows["note"].fillna(""),
            "Source": rows["source_id"] + ", " + rows["locator"],
        }
    )
    return show.look_up(part, "What people say, and what they do")


def _result(row: dict[str, Any]) -> str:
    parts = []
    if not pd.isna(row["percent_a"]):
        other = "" if pd.isna(row["percent_b"]) else f" against {row['percent_b']:g} %"
        parts.append(f"{row['percent_a']:g} %{other}")
    if not pd.isna(row["ratio"]):
        parts.append(f"{row['ratio']:.2f} ({row['ratio_low']:.2f} to {row['ratio_high']:.2f})")
    if not pd.isna(row["result"]):
        parts.append(str(row["result"]))
    return "; ".join(parts) or "no figure could be read"


def cohort_parameters(regimens: Iterable[str] | None = None, tables: Tables | None = None) -> show.Html:
    """Return the parameters of the cohort model: low, base, high, and where each comes from.

    Args:
        regimens: ids; all if left out. What holds for all tablets is always shown.
        tables: a lecturer's own tables.

    Raises:
        ValueError: a regimen that the model does not have.
    """
    tables = tables or load()
    names = cohort.regimens(tables)
    regimens, lacking = there(regimens or names, "cohort_values", tables, "regimen_id")
    for unknown in set(regimens) - set(names):
        raise ValueError(f'regimen: found "{unknown}", expected one of {", ".join(names)}')
    rows = tables.cohort_values
    rows = rows[rows["regimen_id"].isna() | rows["regimen_id"].isin(regimens)]
    part = pd.DataFrame(
        {
            "Regimen": rows["regimen_id"].map(names).fillna("all tablets"),
            "What": [_what(row) for row in rows.to_dict("records")],
            "Setting": rows["setting"],
            "Value": [
                f"{row['value']:g} {'%' if row['unit'] == 'percent' else 'months'}" for row in rows.to_dict("records")
            ],
            "How it was got": rows["basis"] + ": " + rows["how"],
            "Note": rows["note"].fillna(""),
            "Source": (rows["source_id"] + ", " + rows["locator"]).fillna("none"),
        }
    )
    return show.look_up(part, said("What the model takes for given", lacking, tables))


def covered_by_choice(regimens: Iterable[str] | None = None, tables: Tables | None = None) -> show.Html:
    """Return how many are covered with the harshest, the middle and the friendliest figures of persistence.

    Args:
        regimens: ids; all that the model has if left out.
        tables: a lecturer's own tables.

    Raises:
        ValueError: a regimen that the model does not have.
    """
    tables = tables or load()
    names, months = cohort.regimens(tables), (12, 24, 36, 37)
    asked, lacking = there(regimens or names, "cohort_values", tables, "regimen_id")
    rows = []
    for regimen in asked:
        for setting in cohort.SETTINGS:
            shares = cohort.expected_coverage(cohort.parameters(tables, regimen, setting), max(months))["covered"]
            rows.append((names[regimen], setting, *(f"{100 * shares[month - 1]:.1f}" for month in months)))
    columns = ["Regimen", "Figures of persistence", *(f"Month {month}" for month in months)]
    caption = said("Covered, of 100 who start: what the choice of figures moves", lacking, tables)
    return show.table(pd.DataFrame(rows, columns=columns), caption)


def _what(row: dict[str, Any]) -> str:
    at = "" if pd.isna(row["month"]) else f" at month {row['month']}"
    return f"{row['quantity']}{at}" + ("" if pd.isna(row["counts"]) else f" ({row['counts']})")


def more_draws(regimen: str, draws: int, months: int = HORIZONS[2], tables: Tables | None = None) -> show.Html:
    """Return the range of coverage from many draws of the parameters; above a thousand a bar shows how far it is.

    Raises:
        ValueError: a regimen that the model does not have, or fewer than one draw or month.
    """
    tables = tables or load()
    kept, lacking = there([regimen], "cohort_values", tables, "regimen_id")
    if not kept:
        return show.paragraph(lacking)
    bar = ipywidgets.IntProgress(0, 0, 100, description="drawing")
    if draws > cohort.DRAWS:
        display(bar)
    span = cohort.coverage_range(
        tables, regimen, months, SEED, draws=draws, progress=lambda share: setattr(bar, "value", round(100 * share))
    )
    bar.close()
    rows = [
        (month, *(f"{100 * end['covered'][month - 1]:.1f}" for end in (span.low, span.high)))
        for month in range(12, months + 1, 12)
    ]
    table = pd.DataFrame(rows, columns=["Month", "Covered, of 100: from", "to"])
    return show.table(table, f"{cohort.regimens(tables)[regimen]}: 95 of 100 of {draws:,} draws lie between")


def _by_id(tables: Tables) -> dict[str, dict[str, Any]]:
    return {row["row_id"]: row for row in observed.figures(tables).to_dict("records")}
