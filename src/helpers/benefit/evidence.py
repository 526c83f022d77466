"""What was shown for a regimen at a site, and in what kind of study."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from helpers.benefit.effects import PLACEBO, Row
from helpers.tables import Tables

VERTEBRAL, CLINICAL, HIP, OTHER, ANY = (
    "vertebral on X-ray",
    "clinical vertebral",
    "hip",
    "non-vertebral",
    "any clinical",
)
SITES = (HIP, VERTEBRAL, CLINICAL, OTHER, ANY)
MAPPED = (HIP, VERTEBRAL, CLINICAL, OTHER)
SHOWN, NOT_SHOWN, AFTERWARDS, BONE_DENSITY, NOTHING = STATUSES = (
    "shown", "not shown", "afterwards", "bone density", "nothing",
)  # fmt: skip
BRIDGE, POST_HOC, FEWER = "bone-density bridge", "post hoc", "fewer"


@dataclass(frozen=True)
class Cell:
    """What is known of one regimen at one site.

    Attributes:
        status: one of `STATUSES`. "bone density": bone density rose as much as with a regimen that was shown to work
            there.
        rows: the rows of `trials` behind it.
        leans_on: the regimen whose trial stands in for its own; else empty.
    """

    regimen_id: str
    site: str
    status: str
    rows: tuple[Row, ...]
    leans_on: str = ""


def cell(tables: Tables, regimen_id: str, site: str) -> Cell:
    """Return what is known of a regimen at a site."""
    found = _tested(tables, regimen_id, site)
    if found is not None:
        return found
    for row in _rows(tables).get(regimen_id, ()):
        leans_on = _tested(tables, str(row["reference_id"]), site) if row["evidence"] == BRIDGE else None
        if leans_on is not None and leans_on.status == SHOWN:
            return Cell(regimen_id, site, BONE_DENSITY, (row,), leans_on.regimen_id)
    return Cell(regimen_id, site, NOTHING, ())


def _tested(tables: Tables, regimen_id: str, site: str) -> Cell | None:
    """Return what the trials of a regimen itself say of a site; None where none counted it."""
    here = tuple(row for row in _rows(tables).get(regimen_id, ()) if row["site"] == site)
    against = [row for row in here if row["comparator"] == PLACEBO and row["evidence"] != POST_HOC]
    if any(row["result"] == FEWER for row in against):
        return Cell(regimen_id, site, SHOWN, here)
    if against:
        return Cell(regimen_id, site, NOT_SHOWN, here)
    return Cell(regimen_id, site, AFTERWARDS, here) if here else None


@lru_cache(maxsize=8)
def _rows(tables: Tables) -> dict[str, tuple[Row, ...]]:
    """Return the rows of `trials` by regimen."""
    found: dict[str, list[dict[Any, Any]]] = {}
    for row in tables.trials.to_dict("records"):
        if isinstance(row["regimen_id"], str):
            found.setdefault(row["regimen_id"], []).append(row)
    return {regimen_id: tuple(rows) for regimen_id, rows in found.items()}


def rows_of(tables: Tables, regimen_id: str) -> tuple[Row, ...]:
    """Return the rows of `trials` of a regimen."""
    return _rows(tables).get(regimen_id, ())


def main_row(tables: Tables, regimen_id: str, site: str) -> Row | None:
    """Return the row the panels work with; None where a regimen has no trial of its own at that site."""
    return next((row for row in rows_of(tables, regimen_id) if row["main"] == "yes" and row["site"] == site), None)
