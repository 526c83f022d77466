"""The panel that shows how a tablet is taken."""

from functools import partial
from typing import Any

import pandas as pd

from helpers import dosing, show
from helpers.loading import load, note, shown_labels, there
from helpers.panel import Answer, Options, Panel, explorer
from helpers.pictures import tablet
from helpers.tables import Tables
from helpers.words import dosing as words

TITLE = "A morning with a tablet"
NOTE = "The minutes are the label's. Where breakfast stands before the tablet, the label asks for that."


@explorer
def explore_tablet(regimen: str = "ALN-70W", tables: Tables | None = None) -> Panel | show.Html:
    """Return the panel that shows when and how a tablet is taken; a line that says so where there are no tablets.

    Args:
        regimen: id of the regimen at the start, one of those with a row in `tablet_rules.csv`.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a regimen that has no rule.
    """
    tables = tables or load()
    rows = _rows(tables)
    kept, lacking = there([regimen], "regimens", tables)
    if not rows:
        return show.paragraph(f"These tables have no tablets. {lacking}")
    regimen = next(iter(kept or rows), regimen)
    if regimen not in rows:
        raise ValueError(f'regimen: found "{regimen}", expected one of {", ".join(rows)}')
    said = note(NOTE, lacking, shown_labels(tables))
    options = [(regimen_id, row["title"]) for regimen_id, row in rows.items()]
    return Panel(TITLE, [Options("regimen", "Tablet", options, regimen)], partial(answer, rows), note=said)


def answer(rows: dict[str, dict[str, Any]], state: dict[str, Any]) -> Answer:
    """Return the morning with one tablet."""
    row = rows[state["regimen"]]
    facts = {
        "Taken": row["taken"],
        "Water": words.water(row),
        "Minutes without food": f"{row['fasting_min']:g}",
        "Minutes upright": f"{row['upright_min']:g}",
        "Keep apart": "not known" if pd.isna(row["apart"]) else row["apart"],
        "Source": f"{row['source_id']}, {row['locator']}",
    }
    table = pd.DataFrame({"Rule": facts.keys(), row["title"]: facts.values()})
    return Answer(tablet.scene(row), words.morning(row), lambda: table)


def _rows(tables: Tables) -> dict[str, dict[str, Any]]:
    regimens = tables.regimens
    titles = [
        f"{name}, {often}" for name, often in zip(dosing.names(regimens), dosing.how_often(regimens), strict=True)
    ]
    named = regimens[["regimen_id", "drug", "fasting_min", "upright_min"]].assign(title=titles)
    rows = named.merge(tables.tablet_rules, on="regimen_id").dropna(subset=["fasting_min", "upright_min"])
    return {row["regimen_id"]: row for row in rows.to_dict("records")}
