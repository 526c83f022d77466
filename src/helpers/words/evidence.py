"""What is said of the map of evidence and of the trials below it."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd

from helpers.benefit import effects
from helpers.benefit.effects import Row
from helpers.benefit.evidence import (
    AFTERWARDS,
    ANY,
    BONE_DENSITY,
    BRIDGE,
    CLINICAL,
    HIP,
    NOT_SHOWN,
    NOTHING,
    OTHER,
    SHOWN,
    VERTEBRAL,
    Cell,
)  # fmt: skip
from helpers.words import Said
from helpers.words.numbers import per_100

STATUS = {
    SHOWN: "fewer fractures, in a trial",
    NOT_SHOWN: "looked for in a trial, not shown",
    AFTERWARDS: "looked at afterwards only",
    BONE_DENSITY: "borrowed: spine density rose as much",
    NOTHING: "nothing read",
}
SITES = {
    HIP: "hip",
    VERTEBRAL: "spine (X-ray)",
    CLINICAL: "spine (symptoms)",
    OTHER: "outside the spine",
    ANY: "any with symptoms",
}
_TOLD = {
    SHOWN: "fewer fractures shown for",
    NOT_SHOWN: "not shown for",
    AFTERWARDS: "looked at only afterwards for",
    BONE_DENSITY: "bone density only for",
    NOTHING: "nothing read for",
}


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: "hip, spine and other bones"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def evidence(name: str, cells: Sequence[Cell], regimens: int) -> Said:
    """Return what is said of the map; `cells`: those of the regimen that is opened, called `name`."""
    by_status = {status: [SITES[cell.site] for cell in cells if cell.status == status] for status in STATUS}
    told = "; ".join(f"{_TOLD[status]} {listed(sites)}" for status, sites in by_status.items() if sites)
    sites = listed([SITES[cell.site] for cell in cells])
    alt = f"Map of {regimens} regimens against {sites}, a sign in each cell; below it the trials of {name}."
    return Said(f"{name}: {told}.", alt)


def cell_says(name: str, cell: Cell, leans_on: str) -> str:
    """Return what a cell of the map says."""
    stand_in = f", as much as with {leans_on}" if leans_on else ""
    trials = listed(list(dict.fromkeys(str(row["trial"]) for row in cell.rows)))
    return f"{name}, {SITES[cell.site]}: {STATUS[cell.status]}{stand_in}{f' ({trials})' if trials else ''}"


def effect(row: Row) -> str:
    """Return the effect of a trial with its interval: "0.59 (0.42 to 0.83)", or the mean gains of bone density."""
    if row["evidence"] == BRIDGE:
        return f"+{row['percent_drug']:g} against {_or_unread(row['percent_comparator'], '+', ' %')}"
    if pd.isna(row["effect"]):
        return "no effect printed"
    found = effects.effect(row)
    assert found is not None
    ratio = found.ratio
    span = "no interval" if isnan(ratio.low) else f"{ratio.low:.2f} to {ratio.high:.2f}"
    return f"{ratio.value:.2f} ({span})"


def _or_unread(value: Any, before: str, after: str) -> str:
    return "not read" if pd.isna(value) else f"{before}{value:g}{after}"


def arms(row: Row) -> str:
    """Return both arms of a trial, in people per 100, or as a mean gain: "1.4, 2.5"."""
    if row["evidence"] == BRIDGE:
        return ""
    found = [effects.risk(row, arm) for arm in ("drug", "comparator")]
    return ", ".join("not read" if isnan(each) else per_100(each) for each in found)


def trial_says(row: Row) -> str:
    """Return what a trial in the picture says."""
    kind = "mean gain of bone density" if row["evidence"] == BRIDGE else row["measure"] or "percentages"
    kind = effects.RISK if kind == effects.FEWER else kind
    found = f"{row['trial']}, {row['site']}, {row['time']}: {kind} {effect(row)}"
    return f"{found}, against {row['comparator']}"
