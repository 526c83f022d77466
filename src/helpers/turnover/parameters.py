"""What the model of turnover takes for given, read from `kinetics`: never a number in code."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import pandas as pd

from helpers.tables import Tables
from helpers.turnover.pools import Pools
from helpers.turnover.precursors import Antibody

Drug: TypeAlias = Pools | Antibody
MARKER = "sCTX"  # the one marker that there are values for
ONE_POOL = ("absorbed", "pool loss", "half effect", "steepness", "most", "kout")
TWO_POOLS = ("first pool", "second pool loss")
WAITING = (
    "absorbed", "ka", "vc", "vp", "cl", "q", "vmax", "km", "most", "half effect", "steepness", "waiting",
    "turnover of the waiting", "kout",
)  # fmt: skip
ERRORS = ("error on treatment", "error afterwards")
ON_TREATMENT, BEYOND = "fitted to {} points", "illustrative"


@dataclass(frozen=True, kw_only=True)
class Kinetics:
    """A drug by one route.

    Attributes:
        drug: what the model needs.
        on_treatment: percentage points that the curve may be off while doses come on time.
        afterwards: the same once a dose is overdue.
        trust: how far the curve can be trusted on treatment, in words.
    """

    drug: Drug
    on_treatment: float
    afterwards: float
    trust: str


def drugs(tables: Tables) -> list[str]:
    """Return the drugs that the model has values for."""
    return list(dict.fromkeys(tables.kinetics["drug"]))


def routes(tables: Tables, drug: str) -> list[str]:
    """Return the routes by which a drug of the model is given, the oral one first."""
    given = dict.fromkeys(tables.regimens.loc[tables.regimens["drug"] == drug, "route"])
    return sorted(given, key=lambda route: route != "oral")


@lru_cache(maxsize=64)
def kinetics(tables: Tables, drug: str, route: str) -> Kinetics:
    """Return what is known of a drug by a route.

    Raises:
        ValueError: a drug without values, or values that are missing; the message names them.
    """
    rows = tables.kinetics
    rows = rows[(rows["drug"] == drug) & (rows["route"].isna() | (rows["route"] == route))]
    if rows.empty:
        raise ValueError(f'drug: found "{drug}", expected one of {", ".join(drugs(tables)) or "none: no kinetics"}')
    values = dict(zip(rows["quantity"], rows["value"].astype(float), strict=True))
    needed = set(WAITING if "waiting" in values else ONE_POOL + (TWO_POOLS if "first pool" in values else ()))
    if missing := sorted((needed | set(ERRORS)) - values.keys()):
        raise ValueError(f"kinetics of {drug}, {route}: {', '.join(missing)} missing")
    return Kinetics(
        drug=_antibody(values) if "waiting" in values else _pools(values),
        on_treatment=values[ERRORS[0]],
        afterwards=values[ERRORS[1]],
        trust=_trust(rows),
    )


def _pools(values: dict[str, float]) -> Pools:
    first = values.get("first pool", 1.0)
    pools = ((first, values["pool loss"]), (1 - first, values.get("second pool loss", 0.0)))
    return Pools(
        absorbed=values["absorbed"],
        pools=pools if first < 1 else pools[:1],
        e50=values["half effect"],
        hill=values["steepness"],
        most=values["most"],
        kout=values["kout"],
    )


def _antibody(values: dict[str, float]) -> Antibody:
    return Antibody(
        **{name: values[name] for name in ("absorbed", "ka", "vc", "vp", "cl", "q", "vmax", "km", "most")},
        ic50=values["half effect"],
        hill=values["steepness"],
        rho=values["waiting"],
        kl=values["turnover of the waiting"],
        kd=values["kout"],
    )


def _trust(rows: pd.DataFrame) -> str:
    """Return "fitted to 6 points" where data determine each value that was fitted, at least two for each of them."""
    fitted = rows[rows["origin"] == "fitted here"]
    points = int(fitted["points"].max()) if len(fitted) else 0
    if len(fitted) and (fitted["determined"] == "by data").all() and points >= 2 * len(fitted):
        return ON_TREATMENT.format(points)
    return BEYOND
