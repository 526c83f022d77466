"""The panel of the lesson on missed doses: turnover when a dose comes late, is missed, or is the last."""

from functools import partial
from typing import Any

import pandas as pd

from helpers.loading import load, note, shown_labels
from helpers.panel import Answer, Options, Panel, Slider, explorer
from helpers.pictures import turnover as picture
from helpers.tables import Tables, packaged
from helpers.turnover import forecast, with_curves, without_curves
from helpers.turnover.course import MONTH
from helpers.turnover.forecast import EVENTS, LAST, LATE, MISSED, YEAR
from helpers.words import turnover as words
from helpers.words.numbers import capital

TITLE = "When a dose comes late"
NONE = "none"
NOTE = (
    "A model, held against the open diamonds. It tells what becomes of a marker in blood or urine, and nothing about "
    "fractures: markers are not fractures."
)
WEEKS = (1, 2, 3, 4, 6, 7, 8, 10, 12, 14, 16, 20, 26, 39, 52, 78, 104)
AFTER = (6, 12, 18, 24, 36, 48, 60)  # months
YEARS = (1, 2, 3, 5, 7, 10)


@explorer
def explore_missed(
    regimen: str = "DMAB-60",
    event: str = LATE,
    weeks: int = 12,
    after: int = 24,
    second: str = NONE,
    years: int = 3,
    tables: Tables | None = None,
) -> Panel:
    """Return the panel of turnover when a dose comes late, is missed, or is the last.

    Args:
        regimen: id of a regimen of a drug that `kinetics.csv` has.
        event: "on time", "late", "missed" or "last".
        weeks: how late the dose comes.
        after: months; the first dose that is due then is the one in question.
        second: another regimen beside it, or "none".
        years: how far to look.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()
    curves = with_curves(tables)
    if not curves:
        return Panel(TITLE, [Options("regimen", "Regimen", [(NONE, "none has a curve")], NONE)], _nothing, note=NOTE)
    ours = with_curves(packaged())
    gone = [each for each in (regimen, second) if each in ours and each not in curves]
    lacking = f"Left out, since these tables lack it: {', '.join(gone)}." if gone else ""
    regimen = next(iter(curves)) if regimen in gone else regimen
    second = NONE if second in gone else second
    named = sorted(((key, capital(name)) for key, name in curves.items()), key=lambda item: item[1])
    headings = [name.split(" ")[0] for _, name in named]
    controls = [
        Options("regimen", "Regimen", named, regimen, headings=headings),
        Options("event", "What happens", [(each, words.EVENT_WORDS[each]) for each in EVENTS], event),
        Slider(
            "weeks", "How late", [(n, f"{n} week{'s' * (n != 1)}") for n in WEEKS], weeks, used_when=("event", (LATE,))
        ),
        Slider(
            "after",
            "Which dose",
            [(n, f"due after {n} months") for n in AFTER],
            after,
            used_when=("event", (LATE, MISSED, LAST)),
        ),
        Options("second", "Beside it", [(NONE, NONE), *named], second, "More", headings=["", *headings]),
        Slider("years", "How long", [(n, f"{n} year{'s' * (n != 1)}") for n in YEARS], years, "More"),
    ]
    gaps = ", ".join(without_curves(tables))
    gap = f"No curve for {gaps}: no values for them were found." if gaps else ""
    return Panel(TITLE, controls, partial(answer, tables), note=note(NOTE, gap, lacking, shown_labels(tables)))


def answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return what becomes of turnover for one state of the panel."""
    ids = [state["regimen"], *([] if state["second"] == NONE else [state["second"]])]
    asked = state["event"], state["after"], state["weeks"], state["years"]
    found = tuple(forecast(tables, each, *asked) for each in ids)
    places = tuple((week, 7.0 * week) for week in WEEKS)
    return Answer(picture.scene(found, places), words.forecasts(found), partial(_table, found))


def _nothing(_state: dict[str, Any]) -> Answer:
    return Answer(picture.scene((), ()), words.forecasts(()), pd.DataFrame)


def _table(found: tuple[Any, ...]) -> pd.DataFrame:
    rows = []
    for each in found:
        for half in range(2 * each.years + 1):
            at = each.at(half * YEAR / 2)
            span = f"{max(each.low[at], 0):.0f} to {each.high[at]:.0f}"
            rows.append((capital(each.name), round(each.days[at] / MONTH), f"{each.levels[at]:.0f}", span, "model"))
        rows += [
            (
                capital(each.name),
                round(float(row["day"]) / MONTH, 1),
                f"{row['level']:.0f}",
                "",
                f"observed: {row['study']}, {row['measure']}, {row['unit']} ({row['source_id']}, {row['locator']})",
            )
            for row in each.observed
        ]
    return pd.DataFrame(rows, columns=["Regimen", "Month", "Percent of where it started", "May be off", "What it is"])
