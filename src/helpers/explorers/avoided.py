"""Fractures avoided as doses are really taken."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from helpers import dosing
from helpers.adherence import cohort
from helpers.benefit import Avoided, avoided
from helpers.benefit.avoided import MONTHS, Unknown
from helpers.benefit.evidence import HIP
from helpers.explorers.benefit import NONE, TRIAL, sites, start_control
from helpers.loading import load, note, there
from helpers.panel import Answer, Options, Panel, explorer
from helpers.pictures import avoided as picture
from helpers.tables import Tables
from helpers.words import benefit as words

TITLE = "Fractures avoided as doses are taken"
NOTE = (
    "A model: the effect of the trial, for as long as people are covered. The range is for who goes on and for the "
    "effect; what is left after the last dose is set by you, and is not in it. Nobody comes back, the effect counts in "
    "full from the first dose, and in the trials some stopped too. Each drug stands against no drug, beside its own "
    "trial: the difference between two bars is not the difference between two drugs."
)
OF_MONTHS = {36: "36 months", 48: "48 months: an assumption"}
COLUMNS = ("Regimen", "How people go on", "Of 1,000 without a drug", "Avoided (range)", "What it is")


@explorer
def explore_avoided(
    first: str = "ALN-70W",
    second: str = "ZOL-5-YR",
    site: str = HIP,
    start: str | int = TRIAL,
    tail: str = "as assumed",
    months: int = 36,
    tables: Tables | None = None,
) -> Panel:
    """Return the panel of fractures avoided as doses are really taken: each drug against no drug.

    Args:
        first: id of a regimen that `cohort_values.csv` has.
        second: another beside it, or "none".
        site: which fractures, as `explore_benefit`.
        start: how many of 100 have one without the drug: "trial", or one of `STEPS`.
        tail: what is left after the last dose: "nothing", "as assumed" or "the most".
        months: 36, or 48: an assumption.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()
    names = cohort.regimens(tables)
    asked = [each for each in (first, second) if each != NONE]
    kept, lacking = there(asked, "cohort_values", tables, "regimen_id")
    gone = set(asked) - set(kept)
    first, second = next(iter(names)) if first in gone else first, NONE if second in gone else second
    controls = [
        Options("site", "Fractures", sites(), site),
        start_control(start),
        Options("tail", "What is left after the last dose", [(each, each) for each in cohort.TAILS], tail),
        Options("months", "How long", [(each, OF_MONTHS[each]) for each in MONTHS], months),
        Options("first", "Regimen", list(names.items()), first, "More"),
        Options("second", "Beside it", [(NONE, NONE), *names.items()], second, "More"),
    ]
    return Panel(TITLE, controls, partial(answer, tables), note=note(NOTE, lacking))


def answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return the fractures that one regimen or two avoid."""
    names, drugs = cohort.regimens(tables), dosing.drugs(tables.regimens)
    ids = list(dict.fromkeys(each for each in (state["first"], state["second"]) if each != NONE))
    percent = None if state["start"] == TRIAL else float(state["start"])
    numbers = [avoided(tables, each, state["site"], percent, state["months"], state["tail"]) for each in ids]
    found = [(names[each], drugs[each], _stands_in(tables, one), one) for each, one in zip(ids, numbers, strict=True)]
    said = [(drugs[each], names[each], one) for each, one in zip(ids, numbers, strict=True)]
    told = words.avoided(said, state["site"], state["months"], state["tail"])
    return Answer(picture.scene(found, state["site"]), told, partial(_table, found))


def _stands_in(tables: Tables, one: Avoided | Unknown) -> str:
    """Return the name of the regimen whose trial a number rests on."""
    return "" if isinstance(one, Unknown) else dosing.full_names(tables.regimens)[str(one.row["regimen_id"])]


def _table(found: Sequence[picture.Found]) -> pd.DataFrame:
    rows = []
    for name, _, reference, each in found:
        if isinstance(each, Unknown):
            rows.append((name, "not worked out", "", "", each.why))
            continue
        without, moved = f"{each.without:.0f}", words.moved_by(each)
        rows.append((name, "as in the trial", without, words.in_trial(each), words.rests_on(each, reference)))
        rows.append((name, "as doses are taken", without, words.as_taken(each), moved))
    return pd.DataFrame(rows, columns=list(COLUMNS))
