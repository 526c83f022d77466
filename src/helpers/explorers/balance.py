"""Benefit and rare harm of one drug."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from helpers.benefit.balance import Apart, balances
from helpers.explorers.benefit import NONE
from helpers.loading import load, note
from helpers.panel import Answer, Options, Panel, explorer
from helpers.pictures import balance as picture
from helpers.tables import Tables, packaged
from helpers.words import balance as words

TITLE = "Benefit and rare harm of one drug"
NOTE = (
    "Each row against the placebo group of its own study. Rows differ in people and in time: bars of equal length are "
    "no exchange. They do not add up: a hip is counted again outside the spine, and with symptoms. Harms that nobody "
    "set against placebo, such as atypical femur fracture, have no row."
)


@explorer
def explore_balance(drug: str = "zoledronic acid", tables: Tables | None = None) -> Panel:
    """Return the panel of benefit and rare harm of one drug, each against the placebo group of its own trial.

    Raises:
        ValueError: a drug that the panel does not offer.
    """
    tables = tables or load()
    drugs = list(balances(tables))
    options = [(each, each) for each in drugs] or [(NONE, NONE)]
    gone = drug in balances(packaged()) and drug not in drugs
    lacking = f"Left out, since these tables lack it: {drug}." if gone else ""
    control = Options("drug", "Drug", options, options[0][0] if gone else drug)
    return Panel(TITLE, [control], partial(answer, tables), note=note(NOTE, lacking))


def answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return benefit and harm of one drug in people per 1,000."""
    rows = balances(tables).get(state["drug"], ())
    said = words.balance(rows, state["drug"])
    return Answer(picture.scene(rows, state["drug"]), said, partial(_table, rows))


def _table(rows: Sequence[Apart]) -> pd.DataFrame:
    return pd.DataFrame(
        [(words.name(row), words.apart(row), row.time, row.who, row.source) for row in rows],
        columns=["What", "More or fewer in 1,000 (95 %)", "Over", "Who", "Source"],
    )
