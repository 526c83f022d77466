"""The map of what is known: a regimen in each row, a part of the body in each column."""

from typing import Any

import pandas as pd

from helpers import safety
from helpers.pictures.scene import Column, Group, Key, Row, Rows, Scene, Sign, Swatch, Words, drug_swatch
from helpers.words import harms as words
from helpers.words.numbers import count

SIGNS = {
    "read": Swatch(shape="disc"),
    "machine reading": Swatch(shape="half"),
    "not expected": Swatch(shape="dash"),
    safety.NOT_VERIFIED: Swatch(shape="hollow square", ink="quiet"),
}


def scene(rows: pd.DataFrame) -> Scene:
    """Return the picture; `rows`: as `safety.known`, with `drug`, `label` and `detail` of each regimen."""
    key = Key(entries=tuple((SIGNS[status], said) for status, said in words.STATUS.items()))
    number = Words(text="Beside a sign: how many figures were read.")
    columns = tuple(Column(words=words.SYSTEMS[system], start=True) for system in safety.MAPPED_SYSTEMS)
    regimens = []
    for _, part in rows.groupby("regimen_id", sort=False):
        cells = part.to_dict("records")
        name = f"{cells[0]['label']}, {cells[0]['detail']}"
        signs = tuple(
            Sign(
                shape=SIGNS[cell["status"]].shape,
                ink=SIGNS[cell["status"]].ink,
                words=f"{cell['events']}" if cell["events"] else "",
                says=f"{name}, {words.SYSTEMS[cell['body_system']]}: {words.STATUS[cell['status']]}{_figures(cell)}",
            )
            for cell in cells
        )
        swatch = drug_swatch(cells[0]["drug"])
        regimens.append(Row(name=name, swatch=swatch, cells=signs))
    return Scene(parts=(key, number, Rows(columns=columns, groups=(Group(rows=tuple(regimens)),))))


def _figures(cell: dict[Any, Any]) -> str:
    return f", {count(cell['events'], 'figure')}" if cell["events"] else ""
