"""What is known of an option, question by question, as a patient asks: the rows behind the option grid.

Each drug stands against the comparator of its own trial; nothing here compares two drugs. What is not there is a gap.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import isnan
from typing import Any

import pandas as pd

from helpers import safety
from helpers.benefit import Benefit, benefit, cell, main_row
from helpers.benefit.effects import effect, risk
from helpers.benefit.evidence import HIP, NOT_SHOWN, OTHER, VERTEBRAL, Cell
from helpers.tables import Tables

NO_DRUG = "none"
USUAL = (  # one way of each drug and route: what card and grid show first
    "ALN-70W", "RIS-35W", "IBN-PO-150M", "IBN-IV-3M", "ZOL-5-YR", "DMAB-60", "TPTD-20", "ABL-80", "ROMO-210",
)  # fmt: skip
SITES = (HIP, VERTEBRAL, OTHER)
FEEL, RARE, STOP = "feel", "rare", "stop"
KEY_OF = {  # by table whose rows can stand in the grid: its key
    "adverse_events": "event_id", "rare_harms": "harm_id", "boxed_warnings": "warning_id", "decisions": "decision_id",
    "recommendations": "row_id",
}  # fmt: skip
TABLES_OF = {  # by question: which tables can answer it
    FEEL: ("adverse_events",),
    RARE: ("adverse_events", "rare_harms", "boxed_warnings"),
    STOP: ("decisions", "rare_harms", "recommendations"),
}

Row = dict[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Help:
    """What a drug does at one site.

    Attributes:
        site: one of `SITES`.
        status: what is known there, as in the map of evidence.
        found: what the trial comes to; None where its groups were not read, or there is no trial.
        leans_on: the regimen whose trial it is, where it is not the regimen's own.
    """

    site: str
    status: str
    found: Benefit | None
    leans_on: str


def helps(tables: Tables, regimen_id: str) -> tuple[Help, ...]:
    """Return what a regimen does at each site."""
    made = []
    for site in SITES:
        known = cell(tables, regimen_id, site)
        row = main_row(tables, known.leans_on or regimen_id, site) or _not_shown(known)
        whole = row is not None and effect(row) is not None and not isnan(risk(row, "comparator"))
        found = benefit(row) if whole and row is not None else None
        made.append(Help(site=site, status=known.status, found=found, leans_on=known.leans_on))
    return tuple(made)


def _not_shown(known: Cell) -> Any:
    """Return the row in which something was looked for and not shown, where its groups were read."""
    rows = known.rows if known.status == NOT_SHOWN else ()
    return next((row for row in rows if not isnan(risk(row, "drug")) and not isnan(risk(row, "comparator"))), None)


def without_a_drug(tables: Tables) -> dict[str, list[Benefit]]:
    """Return by site what the trials of all regimens found in people without the drug."""
    found: dict[str, list[Benefit]] = {site: [] for site in SITES}
    for regimen_id in tables.regimens["regimen_id"]:
        for each in helps(tables, regimen_id):
            if each.found and not each.leans_on:
                found[each.site].append(each.found)
    return found


@lru_cache(maxsize=8)
def events(tables: Tables) -> dict[str, Row]:
    """Return what the trials counted, by key, with what both arms come to and the study it is of."""
    studies = tables.studies[["study_id", "name", "comparator", "duration"]]
    rows = safety.compare(tables.adverse_events).merge(studies, on="study_id", how="left")
    return {row["event_id"]: row for row in rows.to_dict("records")}


@lru_cache(maxsize=8)
def harms(tables: Tables) -> dict[str, Row]:
    """Return the rare harms by key, in people per 100,000."""
    return {row["harm_id"]: row for row in safety.per_100_000(tables.rare_harms).to_dict("records")}


@lru_cache(maxsize=8)
def _known(tables: Tables) -> dict[str, dict[str, Row]]:
    """Return the rows that can stand in the grid, by table and key."""
    plain = {
        name: {row[key]: row for row in getattr(tables, name).to_dict("records")}
        for name, key in KEY_OF.items()
        if name not in ("adverse_events", "rare_harms")
    }
    return {"adverse_events": events(tables), "rare_harms": harms(tables), **plain}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A row that stands in the grid.

    Attributes:
        table: the table it is from.
        row: its columns, with those of `safety.compare` or `safety.per_100_000` where it counts something.
        plain: the same in words for a patient.
        of: the regimen it is of, where not the option's own: the same drug by the same route, the same dose first.
    """

    table: str
    row: Row
    plain: str
    of: str


def chosen(tables: Tables, regimen_id: str, question: str) -> tuple[Shown, ...]:
    """Return the rows that stand in the grid for a regimen: `question` is `FEEL`, `RARE` or `STOP`."""
    own = _chosen(tables, regimen_id, question)
    if own:
        return own
    row = tables.regimens.set_index("regimen_id").loc[regimen_id]
    others = tables.regimens[tables.regimens["regimen_id"] != regimen_id].to_dict("records")
    alike = [each["regimen_id"] for each in sorted(others, key=lambda o: o["dose"] != row["dose"]) if _alike(each, row)]
    found = ((each, _chosen(tables, each, question)) for each in alike)
    return next((tuple(replace(shown, of=each) for shown in rows) for each, rows in found if rows), ())


def _alike(one: Row, other: Any) -> bool:
    """Is it the same drug, given by the same route?"""
    drugs = {str(each["drug"]).partition(" with ")[0] for each in (one, other)}
    return len(drugs) == 1 and one["route"] == other["route"]


def _chosen(tables: Tables, regimen_id: str, question: str) -> tuple[Shown, ...]:
    rows = tables.option_rows
    rows = rows[(rows["regimen_id"] == regimen_id) & (rows["question"] == question)]
    known = _known(tables)
    return tuple(
        Shown(table=row["table"], row=known[row["table"]][row["row_id"]], plain=row["plain"], of="")
        for row in rows.to_dict("records")
        if row["row_id"] in known[row["table"]]
    )


def ratings(tables: Tables, drug: str) -> tuple[Row, ...]:
    """Return how sure bodies are of a drug."""
    rows = tables.certainty
    return tuple(rows[rows["drug"] == drug].to_dict("records"))


def costs(tables: Tables, drug: str, dose_form: str) -> tuple[Row, ...]:
    """Return what a drug costs in a form; a row without figures says why there are none."""
    rows = tables.costs
    return tuple(rows[(rows["drug"] == drug) & (rows["dose_form"] == dose_form)].to_dict("records"))


def missed(tables: Tables, regimen_id: str) -> Row | None:
    """Return what the label says of a missed dose."""
    rows = tables.missed_doses[tables.missed_doses["regimen_id"] == regimen_id].to_dict("records")
    return rows[0] if rows else None


def newest_reading(tables: Tables) -> str:
    """Return the day of the newest reading in the record; nothing where there is none."""
    days = tables.read["date"].dropna() if len(tables.read) else pd.Series(dtype=str)
    return str(days.max()) if len(days) else ""
