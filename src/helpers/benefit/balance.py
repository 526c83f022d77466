"""Benefit and rare harm of one drug on one denominator: each against the placebo group of its own trial."""

from dataclasses import dataclass
from functools import lru_cache
from math import isnan

import pandas as pd

from helpers import safety
from helpers.benefit.effects import PLACEBO, benefit, effect, risk
from helpers.safety import Estimate
from helpers.tables import Tables

OF = 1_000  # people
FRACTURE, HARM = "fracture", "harm"


@dataclass(frozen=True)
class Apart:
    """How many more of 1,000 people (negative: fewer) have it with the drug than with placebo."""

    kind: str
    name: str
    given: str
    difference: Estimate
    time: str
    who: str
    source: str


@lru_cache(maxsize=8)
def balances(tables: Tables) -> dict[str, tuple[Apart, ...]]:
    """Return benefit and harm by drug: drugs of which both were counted against placebo, fractures first."""
    harms = _harms(tables)
    fractures = _fractures(tables)
    return {drug: (*fractures[drug], *harms[drug]) for drug in fractures if drug in harms}


def _fractures(tables: Tables) -> dict[str, list[Apart]]:
    found: dict[str, list[Apart]] = {}
    for row in tables.trials.to_dict("records"):
        if row["main"] != "yes" or effect(row) is None or isnan(risk(row, "comparator")):
            continue
        apart = benefit(row).difference
        numbers = Estimate(*(OF / 100 * each for each in (apart.value, apart.low, apart.high)))
        who, source = f"{row['trial']}: {row['population']}", f"{row['source_id']}, {row['locator']}"
        found.setdefault(row["drug"], []).append(
            Apart(FRACTURE, row["site"], row["drug"], numbers, row["time"], who, source)
        )
    return found


def _harms(tables: Tables) -> dict[str, list[Apart]]:
    found: dict[str, list[Apart]] = {}
    drugs = list(dict.fromkeys(tables.trials["drug"]))
    for row in safety.per_100_000(tables.rare_harms).to_dict("records"):
        drug = next((each for each in drugs if str(row["treatment"]).startswith(each)), None)
        against = not pd.isna(row["comparator"]) and str(row["comparator"]).startswith(PLACEBO)
        if drug is None or row["kind"] != HARM or not row["in_picture"] or not against or isnan(row["difference"]):
            continue
        ends = [row[f"difference{end}"] * OF / 100_000 for end in ("", "_low", "_high")]
        who, source = f"{row['treatment']}: {row['population']}", f"{row['source_id']}, {row['locator']}"
        found.setdefault(drug, []).append(
            Apart(HARM, row["harm"], row["treatment"], Estimate(*ends), row["time"], who, source)
        )
    return found
