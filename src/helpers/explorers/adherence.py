"""The panels of the lesson on adherence: what the words mean, what was observed, what follows."""

from collections.abc import Sequence
from functools import lru_cache, partial
from math import isnan
from typing import Any

import pandas as pd

from helpers.adherence import cohort, lab, observed
from helpers.adherence.lab import Kept
from helpers.adherence.observed import ALL
from helpers.adherence.outlook import HORIZONS, Outlook, outlook
from helpers.loading import load, note, there
from helpers.panel import Answer, Options, Panel, Slider, explorer, plain
from helpers.pictures import cohort as cohort_picture
from helpers.pictures import figures, ratios
from helpers.pictures import refills as refills_picture
from helpers.tables import Tables
from helpers.words import adherence as words
from helpers.words.adherence import NOBODY, figure, rule, when

LAB_TITLE = "A refill record"
LAB_NOTE = (
    "One patient, made up by you; the other patients are made up by us. Only the two published pairs are real. "
    "Supply lasts as long as we assume; a dispensing is not a tablet swallowed."
)
SHIFTS = (-14, -7, 0, 7, 14, 21, 30, 45, 60, 75, 90, 105, 120, 150, 180)
STOPS = (3, 6, 9, 12, 15, 18, 21, 24)
GRACES = (0, 7, 14, 30, 45, 60, 75, 90, 112, 120, 150, 180)


@explorer
def explore_refills(
    supply: str = "monthly",
    grace: int = 30,
    window: str = "one year",
    stop: int = 12,
    tables: Tables | None = None,
) -> Panel:
    """Return the refill lab.

    Args:
        supply: "daily", "weekly", "monthly", "every_3_months" or "yearly".
        grace: the grace period at the start, in days.
        window: what is divided by at the start: "to the last fill", "one year", "two years" or "until the stop".
        stop: after how many months nothing more is handed out; 24: it never stops.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()
    labels = dict(zip(tables.refill_assumptions["assumption_id"], tables.refill_assumptions["label"], strict=True))
    lasts = lab.assumed(tables)
    controls = [
        Options("supply", "What is handed out", [(s, f"{labels[s]} {lasts[s]:g} days") for s in lab.SUPPLIES], supply),
        Slider("shift", "The second one comes", [(days, _shift_words(days)) for days in SHIFTS], 21),
        Slider("stop", "No more after", [(m, f"{m} months" if m < 24 else "never stops") for m in STOPS], stop),
        Slider("grace", "Grace period", [(days, f"{days} days") for days in GRACES], grace),
        Options("window", "Divided by the days", [(w, w) for w in lab.WINDOWS], window),
    ]
    return Panel(LAB_TITLE, controls, partial(refill_answer, tables), note=LAB_NOTE)


def _shift_words(days: int) -> str:
    if days == 0:
        return "on the day"
    return f"{abs(days)} days {'late' if days > 0 else 'early'}"


def refill_answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return what one record and the made-up cohort come to."""
    data = lab.keep(tables, state["supply"], state["shift"], state["stop"], state["grace"], state["window"])
    shifts = tuple((days, float(data.supply_days + max(days, 1 - data.supply_days))) for days in SHIFTS)
    stops = tuple((months, min(months * lab.MONTH_DAYS, float(lab.WATCHED_DAYS))) for months in STOPS)
    return Answer(refills_picture.scene(data, shifts, stops), words.refills(data), partial(_refill_table, data))


def _refill_table(data: Kept) -> pd.DataFrame:
    cohort = data.cohort
    rows = [(name, said, "one record") for name, said, _ in words.measures(data)]
    rows += [
        ("Mean MPR", f"{cohort['mpr']:.1f} %", f"{cohort['counted']:,} made-up patients with days to count"),
        ("Mean PDC", f"{cohort['pdc']:.1f} %", f"{cohort['counted']:,} made-up patients with days to count"),
        (f"PDC of {data.threshold:g} % or more", f"{cohort['adherent']:.1f} %", "the same"),
        ("Still treated", f"{cohort['persistent']:.1f} %", f"{cohort['people']:,} made-up patients"),
    ]
    rows += [(name.rstrip(","), f"{a:g} % or {b:g} %", "published") for name, a, b in data.pairs]
    return pd.DataFrame(rows, columns=["Measure", "How it is worked out", "Of whom"])


# ---------------------------------------------------------------------- what was observed

OBSERVED_TITLE = "What was observed"
OBSERVED_NOTE = (
    "Every mark is one figure of one study, counted by that study's own rule: the middle one is no average of them. "
    "Press a mark to choose its study: its marks grow, and its ranges are drawn."
)


@explorer
def explore_persistence(
    measure: str = "still treated",
    time: str = "about a year",
    interval: str = ALL,
    route: str = ALL,
    country: str = ALL,
    study: str = NOBODY,
    tables: Tables | None = None,
) -> Panel:
    """Return the panel of published figures.

    Args:
        measure: a key of `observed.MEASURES`.
        time: about when the figures were counted: a name of `observed.TIMES`, or "all".
        interval: one of `observed.INTERVALS`, or "all".
        route: one of `observed.ROUTES`, or "all".
        country: a country of the table, or "all".
        study: the name of a study that is to stand out, or "none".
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()

    def options(values: Sequence[str], first: str) -> list[tuple[str, str]]:
        return [(first, first), *((value, value) for value in values)]

    controls = [
        Options("measure", "What is shown", [(m, m) for m in observed.MEASURES], measure),
        Options("time", "Counted after", options(observed.time_names(tables), ALL), time),
        Options("interval", "How often", options(observed.INTERVALS, ALL), interval),
        Options("route", "How given", options(observed.ROUTES, ALL), route),
        Options("country", "Country", options(observed.countries(tables), ALL), country),
        Options("study", "Highlight a study", options(observed.studies(tables), NOBODY), study),
    ]
    return Panel(OBSERVED_TITLE, controls, partial(observed_answer, tables), note=OBSERVED_NOTE)


def observed_answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return the figures that the filters leave."""
    rows = observed.shown(tables, state["measure"], state["interval"], state["route"], state["country"], state["time"])
    said = words.figures(rows, state["measure"], state["study"])
    picture = figures.scene(rows, state["measure"], state["study"])
    return Answer(picture, said, partial(figures_table, rows))


def figures_table(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return published figures as a table to read."""
    return pd.DataFrame(
        [
            (
                row["study"],
                f"{figure(row)} {when(row)}" + (" (100 less those who stopped)" if row["turned"] else ""),
                f"{row['drug']}, {row['interval']}, {row['route']}",
                row["country"],
                rule(row),
                "not stated" if pd.isna(row["people"]) else f"{row['people']:,}",
                "" if pd.isna(row["note"]) else row["note"],
                f"{row['source_id']}, {row['locator']} ({row['check']})",
            )
            for row in rows
        ],
        columns=["Study", "Figure", "Drug", "Country", "Rule", "People", "Note", "Source"],
    )


RATIOS_TITLE = "Those who take it well, and fractures"
RATIOS_NOTE = (
    "* turned round: the source prints poor over good. None of these ratios enters the model of the next lesson. "
    "Trials, where chance decides who gets the drug, stand at the end for scale."
)


@explorer
def explore_ratios(outcome: str = "hip fracture", tables: Tables | None = None) -> Panel:
    """Return the picture of adherence and fractures, with placebo takers beside it.

    Args:
        outcome: what happened to people, as `adherence_fracture.csv` names it, or "all".
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: an outcome that the panel does not offer.
    """
    tables = tables or load()
    rows = observed.ratios(tables)
    found = list(dict.fromkeys(rows[rows["ratio_low"].notna()]["outcome"]))
    offered = [*found, ALL]
    outcome = outcome if outcome in offered or outcome != "hip fracture" else ALL
    controls = [Options("outcome", "What happened", [(name, name) for name in offered], outcome)]
    return Panel(RATIOS_TITLE, controls, partial(ratios_answer, tables), note=RATIOS_NOTE)


def ratios_answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return the ratios of one outcome, or of all."""
    return _ratios(tables, state["outcome"])


@lru_cache(maxsize=32)
def _ratios(tables: Tables, outcome: str) -> Answer:
    found: list[dict[Any, Any]] = observed.ratios(tables).to_dict("records")
    rows = [row for row in found if outcome in (ALL, row["outcome"])]
    told = [row for row in rows if not isnan(row["ratio_low"])]
    by_taken = {taken: [row for row in told if row["taken"] == taken] for taken in observed.TAKEN}
    groups = {taken: found for taken, found in by_taken.items() if found}
    table = pd.DataFrame(
        [
            (
                observed.TAKEN[row["taken"]],
                row["outcome"],
                words.ratio(row),
                row["contrast"],
                row["study"],
                row["measure"],
                "" if pd.isna(row["note"]) else row["note"],
                f"{row['source_id']}, {row['locator']} ({row['check']})",
            )
            for row in rows
        ],
        columns=[
            "Who",
            "What happened",
            "Ratio (95 % interval)",
            "Compared",
            "Study",
            "Kind of ratio",
            "Note",
            "Source",
        ],
    )
    return Answer(ratios.scene(groups), words.ratios(groups), lambda: table)


# ---------------------------------------------------------------------- what follows

YEARLY = "ZOL-5-YR"
COHORT_TITLE = "A cohort of virtual patients"
COHORT_NOTE = (
    "A model: these patients are drawn by chance from curves that stand on the middle of what studies found. Covered: "
    "the drug that was taken still lasts. A yearly infusion covers its twelve months by construction; the question is "
    "the next one. How long the effect takes to fade is an assumption, not drawn by chance. Nobody here dies, changes "
    "the drug, comes late or leaves the first prescription at the pharmacy. Whoever stops infusions or quarterly "
    "injections never comes back: no figure was found. When denosumab is stopped bone is lost fast, which this picture "
    "does not show."
)
STEPS = range(5, 101, 5)  # percent who take the second dose
GRACE_MONTHS = (0, 1, 2, 3, 6)
PEOPLE = (100, 1_000, 10_000)
SETTINGS = (("low", "low: fewest go on"), ("base", "base"), ("high", "high: most go on"))
OF_BASE = "for the base setting only"


@explorer
def explore_cohort(
    first: str = "ALN-70W",
    second: str = "ZOL-5-YR",
    months: int = 36,
    people: int = 1_000,
    tail: str = "as assumed",
    tables: Tables | None = None,
) -> Panel:
    """Return the panel of virtual patients on two regimens.

    Args:
        first: id of a regimen that `cohort_values.csv` has.
        second: the other.
        months: 12, 24, 36, 48 or 60.
        people: 100, 1,000 or 10,000.
        tail: what is left after the last dose: "nothing", "as assumed" or "the most".
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()
    names = list(cohort.regimens(tables).items())
    kept, lacking = there([first, second], "cohort_values", tables, "regimen_id")
    first, second = [*kept, *(regimen for regimen, _ in names if regimen not in kept), *kept][:2]
    published = _published(tables)
    controls = [
        Options("first", "Regimen", names, first),
        Options("second", "Beside it", names, second),
        *(
            [Slider("next", "Second yearly infusion", _next_options(published), published)]
            if published is not None
            else []
        ),
        Options("tail", "What is left after the last dose", [(t, t) for t in cohort.TAILS], tail),
        Options("setting", "How many go on", SETTINGS, "base"),
        Slider("grace", "Grace after the last dose", [(m, f"{m} month{'s' * (m != 1)}") for m in GRACE_MONTHS], 0),
        Options("restart", "Those who stopped", [("no", "stay away"), ("yes", "may come back once")], "no"),
        Options("people", "People", [(n, f"{n:,}") for n in PEOPLE], people),
        Slider("months", "How long", [(m, f"{m} months") for m in HORIZONS], months),
    ]
    return Panel(COHORT_TITLE, controls, partial(cohort_answer, tables), note=note(COHORT_NOTE, lacking))


@lru_cache(maxsize=4)
def _published(tables: Tables) -> float | None:
    """Return the percent of people who take the second yearly infusion, as published; None where no table has it."""
    rows = tables.cohort_values
    rows = rows[(rows["regimen_id"] == YEARLY) & (rows["quantity"] == "dose taken") & (rows["setting"] == "base")]
    return None if rows.empty else plain(rows.sort_values("month")["value"].iloc[0])


def _next_options(published: float) -> list[tuple[float, str]]:
    """Return the steps of the slider, and among them the published value."""
    words: dict[float, str] = {step: f"{step} %" for step in STEPS} | {
        published: f"as published: {published:g} % (base)"
    }
    return sorted(words.items())


def cohort_answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return what becomes of two cohorts."""
    published = _published(tables)
    next_dose = None if state.get("next") == published else float(state["next"])
    outlooks = tuple(
        outlook(
            tables,
            state[side],
            state["setting"],
            next_dose,
            state["grace"],
            state["tail"],
            state["restart"] == "yes",
            state["people"],
            state["months"],
        )
        for side in ("first", "second")
    )
    next_doses = () if published is None else tuple((value, value / 100) for value, _ in _next_options(published))
    return Answer(cohort_picture.scene(outlooks, next_doses), words.cohort(outlooks), partial(_cohort_table, outlooks))


def _cohort_table(outlooks: Sequence[Outlook]) -> pd.DataFrame:
    def percent(share: float) -> str:
        return f"{100 * share:.1f}"

    def span(each: Outlook, ends: tuple[float, float]) -> str:
        return f"{percent(ends[0])} to {percent(ends[1])}" if each.ranged else OF_BASE

    rows = [
        (
            each.name,
            month,
            percent(each.covered[month - 1]),
            span(each, narrow),
            percent(each.some[month - 1] - each.covered[month - 1]),
            span(each, wide),
            basis,
            each.rules if month == each.told[0] else "as above",
        )
        for each in outlooks
        for month, basis, narrow, wide in zip(each.told, each.bases, each.ranges, each.widest, strict=True)
    ]
    return pd.DataFrame(
        rows,
        columns=[
            "Regimen", "Month", "Covered, of 100", "Range", "Some effect left, of 100",
            "Both together, from nothing left to the most",
            "How persistence was got", "When its studies count a stop",
        ],
    )  # fmt: skip
