"""People with and without a drug, as its trial found."""

from functools import partial
from math import isnan
from typing import Any

import pandas as pd

from helpers import dosing
from helpers.benefit import Benefit, main_row
from helpers.benefit import benefit as worked_out
from helpers.benefit.avoided import NO_RISK, NO_TRIAL
from helpers.benefit.effects import risk
from helpers.benefit.evidence import HIP, SITES, rows_of
from helpers.loading import load, note, shown_labels, there
from helpers.panel import Answer, Options, Panel, Slider, explorer
from helpers.pictures import benefit as picture
from helpers.tables import Tables, packaged
from helpers.words import Said
from helpers.words import benefit as words
from helpers.words import evidence as evidence_words
from helpers.words.numbers import capital, per_100

TITLE = "With and without the drug"
NOTE = (
    "What one trial found, for people like those in it and for its time. A bar is what was counted; the line on it is "
    "the 95 % interval of the ratio, as if the number without were known. At another risk the same ratio is assumed. "
    "At the trial's own risk the number needed to treat allows for chance in both groups, where both were counted. "
    "It says nothing about one patient."
)
TRIAL, NONE = "trial", "none"
STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60)  # of 100 people, without the drug
VIEWS = BARS, OF_THOUSAND, HUNDRED = "bars, of 100", "bars, of 1,000", "100 people"


def sites() -> list[tuple[str, str]]:
    """Return the fractures one can choose from, with their words."""
    return [(site, words.FRACTURES[site]) for site in SITES]


def start_control(start: str | int) -> Slider:
    """Return the control of how many have the fracture without the drug: as in the trial, or a number in steps."""
    options: list[tuple[Any, str]] = [(TRIAL, "as in the trial"), *((n, f"{n} of 100") for n in STEPS)]
    return Slider("start", "Without the drug", options, start)


@explorer
def explore_benefit(
    regimen: str = "ZOL-5-YR", site: str = HIP, start: str | int = TRIAL, view: str = BARS, tables: Tables | None = None
) -> Panel:
    """Return the panel of people with and without a drug, as its trial found.

    Args:
        regimen: id of a regimen with a trial of its own.
        site: which fractures: "hip", "vertebral on X-ray", "clinical vertebral", "non-vertebral" or "any clinical".
        start: how many of 100 have one without the drug: "trial", or one of `STEPS`.
        view: "bars, of 100", "bars, of 1,000" or "100 people".
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()
    names = {each: name for each, name in dosing.full_names(tables.regimens).items() if _has_trial(tables, each)}
    if not names:
        return Panel(TITLE, [Options("regimen", "Regimen", [(NONE, "none has a trial")], NONE)], _no_trials)
    kept, lacking = there([regimen], "trials", tables, "regimen_id")
    kept = [each for each in kept if each in names or each not in dosing.full_names(packaged().regimens)]
    controls = [
        Options("regimen", "Regimen", list(names.items()), kept[0] if kept else next(iter(names))),
        Options("site", "Fractures", sites(), site),
        start_control(start),
        Options("view", "Show", [(each, each) for each in VIEWS], view),
    ]
    return Panel(TITLE, controls, partial(answer, tables), note=note(NOTE, lacking, shown_labels(tables)))


def answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return what one trial comes to."""
    regimen, site = state["regimen"], state["site"]
    name, drug = dosing.full_names(tables.regimens)[regimen], dosing.drugs(tables.regimens)[regimen]
    row = main_row(tables, regimen, site)
    percent = None if state["start"] == TRIAL else float(state["start"])
    if row is None or (percent is None and isnan(risk(row, "comparator"))):
        said = words.no_benefit(name, site, NO_TRIAL if row is None else NO_RISK)
        return Answer(picture.nothing(said.sentence), said, pd.DataFrame)
    found = worked_out(row, percent)
    of = 1_000 if state["view"] == OF_THOUSAND else 100
    scene = picture.people(found) if state["view"] == HUNDRED else picture.bars(found, drug, of)
    return Answer(scene, words.benefit(found, name, of), partial(_table, found, name))


def _table(found: Benefit, name: str) -> pd.DataFrame:
    drug, what = found.with_drug, capital(words.FRACTURES[str(found.row["site"])])
    span = "" if isnan(drug.low) else f"{per_100(drug.low)} to {per_100(drug.high)}"
    return pd.DataFrame(
        [
            (what, "without", per_100(found.without), "", ""),
            (what, name, per_100(drug.value), span, evidence_words.effect(found.row)),
        ],
        columns=["What", "Group", "Of 100", "Interval (95 %)", "Effect (95 %)"],
    )


def _has_trial(tables: Tables, regimen_id: str) -> bool:
    return any(row["main"] == "yes" for row in rows_of(tables, regimen_id))


def _no_trials(_state: dict[str, Any]) -> Answer:
    text = "No trial to show: these tables have none."
    return Answer(picture.nothing(text), Said(text, text), pd.DataFrame)
