"""The map of evidence: a regimen in each row, a place of fracture in each column; below it the trials of one."""

from collections.abc import Mapping, Sequence
from math import isnan

from helpers.benefit import effects
from helpers.benefit.effects import Row as Trial
from helpers.benefit.evidence import AFTERWARDS, BONE_DENSITY, MAPPED, NOT_SHOWN, NOTHING, SHOWN, SITES, Cell
from helpers.pictures import inks
from helpers.pictures.scene import (
    Column,
    Group,
    Guide,
    Key,
    Mark,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Sign,
    Span,
    Swatch,
    Track,
    Words,
    drug_swatch,
)  # fmt: skip
from helpers.words import evidence as words
from helpers.words.benefit import FRACTURES

SIGNS = {
    SHOWN: Swatch(shape="disc"),
    NOT_SHOWN: Swatch(shape="x"),
    AFTERWARDS: Swatch(shape="half"),
    BONE_DENSITY: Swatch(shape="hollow square"),
    NOTHING: Swatch(shape="dash", ink="quiet"),
}
RATIO = Scale(
    low=0.05,
    high=2.0,
    log=True,
    ticks=tuple((value, f"{value:g}") for value in (0.1, 0.25, 0.5, 1.0, 2.0)),
    words="ratio: under 1 fewer fractures",
)


def scene(cells: Mapping[str, Sequence[Cell]], names: Mapping[str, str], drugs: Mapping[str, str], opened: str,
          trials: Sequence[Trial]) -> Scene:  # fmt: skip
    """Return the picture.

    Args:
        cells: of each regimen that is shown, one for each of `MAPPED`.
        names: of regimens.
        drugs: of regimens.
        opened: the regimen whose trials stand below.
        trials: its rows of `trials`.
    """
    key = Key(entries=tuple((SIGNS[status], said) for status, said in words.STATUS.items()))
    columns = tuple(Column(words=words.SITES[site], start=True) for site in MAPPED)
    rows = tuple(
        Row(
            name=names[regimen_id],
            swatch=drug_swatch(drugs[regimen_id]),
            strong=regimen_id == opened,
            cells=tuple(_sign(cell, names) for cell in found),
        )
        for regimen_id, found in cells.items()
    )
    below = Words(text=f"{names[opened]}: its trials", strong=True)
    if not trials:
        return Scene(parts=(key, Rows(columns=columns, groups=(Group(rows=rows),)), below, Words(text="nothing read")))
    groups = tuple(
        Group(
            words=FRACTURES.get(site, f"{site}, percent gained"),
            rows=tuple(_trial(row, drugs[opened]) for row in part),
        )
        for site, part in _by_site(trials).items()
    )
    tracks = (Track(scale=RATIO), Column(words="effect (95 %)"), Column(words="of 100: drug, other"))
    return Scene(
        parts=(key, Rows(columns=columns, groups=(Group(rows=rows),)), below, Rows(columns=tracks, groups=groups))
    )


def _sign(cell: Cell, names: Mapping[str, str]) -> Sign:
    sign = SIGNS[cell.status]
    said = words.cell_says(names[cell.regimen_id], cell, names.get(cell.leans_on, ""))
    return Sign(shape=sign.shape, ink=sign.ink, says=said, choose=("opened", cell.regimen_id))


def _by_site(trials: Sequence[Trial]) -> dict[str, list[Trial]]:
    found: dict[str, list[Trial]] = {}
    for row in trials:
        found.setdefault(str(row["site"]), []).append(row)
    return dict(sorted(found.items(), key=lambda item: SITES.index(item[0]) if item[0] in SITES else len(SITES)))


def _trial(row: Trial, drug: str) -> Row:
    detail = f"{row['time']}; {row['comparator']}; {row['evidence']}"
    return Row(name=str(row["trial"]), detail=detail, cells=(_marks(row, drug), words.effect(row), words.arms(row)))


def _marks(row: Trial, drug: str) -> tuple[Mark, ...]:
    found = effects.effect(row)
    if found is None:
        return ()
    ratio, key = found.ratio, str(row["trial_id"])
    interval = () if isnan(ratio.low) else (Span(low=ratio.low, high=ratio.high, key=f"{key} interval"),)
    point = Point(x=ratio.value, shape=inks.shape(drug), ink=inks.ink(drug), key=key, says=words.trial_says(row))
    return (Guide(x=1.0, ink="quiet"), *interval, point)
