"""The map of evidence: what was shown for which regimen, where, and in what kind of study."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from helpers import dosing
from helpers.benefit import Cell, cell
from helpers.benefit.evidence import MAPPED, rows_of
from helpers.explorers.side_effects import GROUPS
from helpers.loading import load, note, shown_labels, there
from helpers.panel import Answer, Options, Panel, explorer
from helpers.pictures import evidence as picture
from helpers.tables import Tables
from helpers.words import evidence as words
from helpers.words.numbers import capital

TITLE = "What was shown, and where"
NOTE = (
    "A row is a way to take a drug. Each trial stands beside what it was compared with; two rows were not compared "
    "with each other. Nothing read is not the same as no effect."
)


@explorer
def explore_evidence(group: str = "veins", opened: str = "ZOL-5-YR", tables: Tables | None = None) -> Panel:
    """Return the map of evidence.

    Args:
        group: which regimens: "tablets", "veins", "others" or "all".
        opened: id of the regimen whose trials stand below the map.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()
    kept, lacking = there([opened], "regimens", tables)
    names, drugs = dosing.full_names(tables.regimens), dosing.drugs(tables.regimens)
    by_drug = sorted(names, key=lambda each: drugs[each])
    options = [(each, names[each]) for each in by_drug]
    headings = [capital(drugs[each]) for each in by_drug]
    controls = [
        Options("group", "Regimens", GROUPS, group),
        Options("opened", "Its trials", options, kept[0] if kept else by_drug[0], headings=headings),
    ]
    return Panel(TITLE, controls, partial(answer, tables), note=note(NOTE, lacking, shown_labels(tables)))


def answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return the map for one group of regimens, and the trials of one of them."""
    names, drugs, opened = dosing.full_names(tables.regimens), dosing.drugs(tables.regimens), state["opened"]
    shown = [each for each, group in dosing.groups(tables.regimens).items() if state["group"] in ("all", group)]
    cells = {each: [cell(tables, each, site) for site in MAPPED] for each in shown}
    own = [cell(tables, opened, site) for site in MAPPED]
    scene = picture.scene(cells, names, drugs, opened, rows_of(tables, opened))
    return Answer(scene, words.evidence(names[opened], own, len(cells)), partial(_table, cells, names))


def _table(cells: Mapping[str, Sequence[Cell]], names: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                names[each],
                words.SITES[one.site],
                words.STATUS[one.status],
                "; ".join(f"{row['trial']}: {words.effect(row)}" for row in one.rows),
                "; ".join(dict.fromkeys(f"{row['source_id']}, {row['locator']}" for row in one.rows)),
            )
            for each, found in cells.items()
            for one in found
        ],
        columns=["Regimen", "Where", "What is known", "Trials: drug against comparator", "Source"],
    )
