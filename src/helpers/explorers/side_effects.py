"""The panels of the lesson on side effects: what was counted, and what is known."""

from functools import lru_cache, partial
from math import isnan
from typing import Any

import pandas as pd

from helpers import comparisons, dosing, safety
from helpers.comparisons import Profile
from helpers.loading import load, note, shown_labels, there
from helpers.panel import Answer, Options, Panel, explorer
from helpers.pictures import comparison, differences, infusions, known, ladder, people
from helpers.tables import Tables
from helpers.words import harms
from helpers.words import side_effects as words
from helpers.words.numbers import MINUS, capital, per_100
from helpers.words.side_effects import MACHINE, difference_words, term

TITLE = "One trial: drug and comparator"
TWO_TITLE = "Two trials beside each other"
INFUSIONS_TITLE = "First and later infusions"
RARE_TITLE = "Rare harms on a ladder"
KNOWN_TITLE = "What is known"
FIRST_STUDY = "HORIZON-FIRST"
TWO_STUDIES = ("TAGGART", "HORIZON-FIRST")
VIEWS = (("dumbbell", "drug and comparator"), ("icons", "100 people"))
SYSTEMS = (
    ("all", "all"),
    ("gut", "gut"),
    ("muscle, bone and joint", "muscle, bone and joint"),
    ("flu-like", "flu-like (acute phase)"),
)
GROUPS = (
    ("tablets", "bisphosphonates by mouth"),
    ("veins", "bisphosphonates by vein"),
    ("others", "other drugs"),
    ("all", "all"),
)
_MACHINE = (
    f"{MACHINE.strip()} marks figures that we could not check in print: a machine reading of the label agrees with "
    "them."
)
NOTE = f"Totals of the source are in bold. {_MACHINE}"
TWO_NOTE = (
    "Percentages of different labels are never ranked: each drug stands beside its own comparator, and only "
    f"differences are shown. {_MACHINE}"
)
RARE_NOTE = "A year of use and the years of a trial are not the same time: the time stands beside each name."
RATED_AFF = "atypical femur fracture"


@explorer
def explore_side_effects(
    study: str = FIRST_STUDY, system: str = "all", view: str = "dumbbell", tables: Tables | None = None
) -> Panel:
    """Return the panel that shows one comparison: what the drug adds.

    Args:
        study: id of the comparison at the start (`studies.csv`).
        system: part of the body: "all", "gut", "muscle, bone and joint" or "flu-like".
        view: "dumbbell" or "icons" (100 people).
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()
    [study], lacking = _there([study], tables)
    controls = [
        _study_control("study", "Comparison", study, tables),
        Options("system", "Part of the body", SYSTEMS, system),
        Options("view", "Show", VIEWS, view),
    ]
    return Panel(TITLE, controls, partial(answer, tables), note=note(NOTE, lacking, shown_labels(tables)))


def answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return what one comparison amounts to."""
    profile = _profile(tables, state["study"], state["system"])
    rows = partial(_table, [profile])
    if state["view"] == "icons":
        systems = safety.MAPPED_SYSTEMS if state["system"] == "all" else (state["system"],)
        events = profile.foremost(systems)
        return Answer(people.scene(profile, events), words.people(profile, events), rows)
    return Answer(comparison.scene(profile), words.comparison(profile, comparison.shown(profile)), rows)


@explorer
def explore_two_trials(
    study: str = TWO_STUDIES[0], beside: str = TWO_STUDIES[1], system: str = "all", tables: Tables | None = None
) -> Panel:
    """Return the panel that shows the differences of two comparisons, and in what they are not alike.

    Args:
        study: id of the first comparison (`studies.csv`).
        beside: id of the second.
        system: part of the body: "all", "gut", "muscle, bone and joint" or "flu-like".
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a value that the panel does not offer; the message names the control and lists its values.
    """
    tables = tables or load()
    [study, beside], lacking = _there([study, beside], tables)
    controls = [
        _study_control("study", "Comparison", study, tables),
        _study_control("beside", "Beside it", beside, tables),
        Options("system", "Part of the body", SYSTEMS, system),
    ]
    return Panel(TWO_TITLE, controls, partial(two_answer, tables), note=note(TWO_NOTE, lacking, shown_labels(tables)))


def two_answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return what two comparisons amount to beside each other."""
    both = (
        _profile(tables, state["study"], state["system"]),
        _profile(tables, state["beside"], state["system"]),
    )
    said = words.differences(both, differences.shown(both))
    return Answer(differences.scene(both), said, partial(_table, list(both)))


@explorer
def explore_infusions(tables: Tables | None = None) -> Panel:
    """Return the picture of the reaction to the first infusion and to later ones. It has nothing to move."""
    tables = tables or load()
    return Panel(INFUSIONS_TITLE, [], partial(infusions_answer, tables), note=note(NOTE, shown_labels(tables)))


def infusions_answer(tables: Tables, _state: dict[str, Any]) -> Answer:
    """Return the reaction by infusion and study."""
    rows = _infusions(tables)
    groups = {str(name): part.to_dict("records") for name, part in rows.groupby("name", sort=False)}
    return Answer(infusions.scene(groups), words.infusions(groups), partial(_infusion_table, rows))


@explorer
def explore_rare_harms(years_of_use: str | None = None, tables: Tables | None = None) -> Panel:
    """Return the ladder of rare harms.

    Args:
        years_of_use: id of the row of `rare_harms.csv` that the ladder starts with; the first if left out.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: a row that the panel does not offer.
    """
    tables = tables or load()
    used_for = [(row["harm_id"], f"{harms.used(row)}, {row['time']}: {row['population']}") for row in _by_use(tables)]
    controls = [Options("years_of_use", "Years of use", used_for, years_of_use or used_for[0][0])] if used_for else []
    return Panel(RARE_TITLE, controls, partial(rare_answer, tables), note=note(RARE_NOTE, shown_labels(tables)))


def rare_answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return the ladder; of the rows that differ in years of use only the chosen one."""
    chosen, rows = state.get("years_of_use"), _rare(tables)
    hidden = {row["harm_id"] for row in _by_use(tables)} - {chosen}
    rungs = comparisons.rungs(rows[~rows["harm_id"].isin(hidden) & rows["in_picture"]])
    return Answer(ladder.scene(rungs, chosen), harms.ladder(rungs, chosen), partial(_rare_table, rows))


def _there(asked: list[str], tables: Tables) -> tuple[list[str], str]:
    """Return the comparisons asked for, others in place of those that the tables lack, and what to say of that."""
    kept, lacking = there(asked, "studies", tables)
    others = [study for study in _studies(tables) if study not in kept]
    return [study if study in kept else others.pop(0) if others else kept[0] for study in asked], lacking


def _study_control(name: str, label: str, study: str, tables: Tables) -> Options:
    """Return a list of the comparisons, by drug."""
    rows = sorted(_studies(tables).items(), key=lambda item: (item[1]["drug"], item[1]["name"]))
    options = [(study_id, row["name"]) for study_id, row in rows]
    return Options(name, label, options, study, headings=[capital(row["drug"]) for _, row in rows])


@lru_cache(maxsize=8)
def _studies(tables: Tables) -> dict[str, dict[str, Any]]:
    """Return the comparisons that have a comparator, by id, in the order of the regimens."""
    studies = safety.with_comparator(tables.studies)
    drugs = dosing.drugs(tables.regimens)
    order = {regimen_id: i for i, regimen_id in enumerate(drugs)}
    rows = sorted(studies.to_dict("records"), key=lambda row: order.get(row["regimen_id"], len(order)))
    return {
        row["study_id"]: {**row, "drug": drugs.get(row["regimen_id"]) or _first_words(row["drug_arm"])} for row in rows
    }


def _first_words(drug_arm: str) -> str:
    """Return the drug of an arm that is no regimen of the tables: "ibandronate 1 mg ..." is ibandronate."""
    return drug_arm.split(" ")[0]


@lru_cache(maxsize=8)
def _compared(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """Return the events of each comparison with their differences."""
    events = tables.adverse_events
    rows = safety.compare(events[events["study_id"].isin(_studies(tables))]).to_dict("records")
    by_study: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_study.setdefault(row["study_id"], []).append(row)
    return by_study


@lru_cache(maxsize=1024)
def _profile(tables: Tables, study: str, system: str) -> Profile:
    rows = _compared(tables).get(study, [])
    return Profile(_studies(tables)[study], tuple(row for row in rows if system in ("all", row["body_system"])), system)


@lru_cache(maxsize=8)
def _rare(tables: Tables) -> pd.DataFrame:
    return safety.per_100_000(tables.rare_harms)


@lru_cache(maxsize=8)
def _infusions(tables: Tables) -> pd.DataFrame:
    return safety.by_infusion(tables)


@lru_cache(maxsize=8)
def _by_use(tables: Tables) -> list[dict[str, Any]]:
    """Return the rows on atypical femur fractures that say how long the drug was used, in that order."""
    rows = tables.rare_harms
    rows = rows[(rows["harm"] == RATED_AFF) & rows["years_low"].notna()]
    return rows.sort_values(["years_low", "years_high"], kind="stable").to_dict("records")


def _table(profiles: list[Profile]) -> pd.DataFrame:
    two = len(profiles) > 1
    rows = [(profile.study, row) for profile in profiles for row in profile.sorted]
    table = {
        "Event": [term(row) for _, row in rows],
        "Difference (95 % interval)": [difference_words(row) for _, row in rows],
        **({"Comparison": [study["name"] for study, _ in rows]} if two else {}),
        "Part of the body": [row["body_system"] for _, row in rows],
        **({} if two else {
            "In 100 with the drug": [per_100(row["risk_drug"]) for _, row in rows],
            "In 100 with the comparator": [per_100(row["risk_comparator"]) for _, row in rows],
        }),
        "Ratio (95 % interval)": [_ratio(row) for _, row in rows],
        "One more, or one less, in": [_needed(row) for _, row in rows],
        "Counts": [_counts(row) for _, row in rows],
        "How checked": [row["check"] for _, row in rows],
        "Source": [f"{row['source_id']}, {row['locator']}" for _, row in rows],
    }  # fmt: skip
    return pd.DataFrame(table)


def _needed(row: dict[str, Any]) -> str:
    return safety.number_needed(comparisons.difference(row)).words()


def _ratio(row: dict[str, Any]) -> str | None:
    if isnan(row["ratio"]):
        return None
    value = "only with the drug" if row["ratio"] == float("inf") else f"{row['ratio']:.2f}"
    return value if isnan(row["ratio_low"]) else f"{value} ({row['ratio_low']:.2f} to {row['ratio_high']:.2f})"


def _counts(row: dict[str, Any]) -> str:
    if row["counts"] == safety.PRINTED:
        return " and ".join(f"{row[f'count_{arm}']:,} of {row[f'n_{arm}']:,}" for arm in safety.ARMS)
    if row["counts"] == safety.UNKNOWN:
        return f"not known: {row['reason_no_size']}"
    sizes = " and ".join(f"{row[f'n_{arm}']:,}" for arm in safety.ARMS)
    return f"worked out from percentages of {sizes}; interval widened for rounding"


def _infusion_table(rows: pd.DataFrame) -> pd.DataFrame:
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "Study": rows["name"],
            "Infusion": rows["which_infusion"],
            "What was counted": rows["term"],
            "In 100 with the drug": [_or_gap(row["risk"]) for row in records],
            "95 % interval": [
                None if isnan(row["risk_low"]) else f"{per_100(row['risk_low'])} to {per_100(row['risk_high'])}"
                for row in records
            ],
            "In 100 with placebo": [_or_gap(row["risk_comparator"]) for row in records],
            "Note": rows["note"],
        }
    )


def _or_gap(risk: float) -> str | None:
    return None if isnan(risk) else per_100(risk)


def _rare_table(rows: pd.DataFrame) -> pd.DataFrame:
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "What": rows["harm"],
            "In 100,000": [_span(row, "rate") or f"not known: {row['reason_empty']}" for row in records],
            "With": rows["treatment"],
            "Who": rows["population"],
            "Years of use": ["" if pd.isna(row["years_low"]) else harms.used(row) for row in records],
            "Counted over": rows["time"].fillna(""),
            "Compared with": [
                f"{row['comparator']}: {_span(row, 'rate_comparator')}" if _span(row, "rate_comparator") else ""
                for row in records
            ],
            "Difference (95 % interval)": [_difference(row) for row in records],
            "Note": rows["note"].fillna(""),
            "Source": rows["source_id"] + ", " + rows["locator"],
        }
    )


def _difference(row: dict[str, Any]) -> str:
    if isnan(row["difference"]):
        return ""
    signed = [f"{round(row[f'difference{end}']):+,}".replace("-", MINUS) for end in ("", "_low", "_high")
              if not isnan(row[f"difference{end}"])]  # fmt: skip
    return signed[0] if len(signed) == 1 else f"{signed[0]} ({signed[1]} to {signed[2]})"


def _span(row: dict[str, Any], rate: str) -> str | None:
    if isnan(row[rate]):
        return None
    value = f"{row[rate]:,.1f}".removesuffix(".0")
    if isnan(row[f"{rate}_low"]):
        return value
    return f"{value} ({row[f'{rate}_low']:,.0f} to {row[f'{rate}_high']:,.0f})"


@explorer
def explore_known(group: str = "tablets", tables: Tables | None = None) -> Panel:
    """Return the map of what is known: which regimen has a comparison for gut, muscles and flu-like reactions.

    Raises:
        ValueError: a group that the panel does not offer.
    """
    tables = tables or load()
    controls = [Options("group", "Regimens", GROUPS, group)]
    note = "No figure is not the same as no side effect. The numbers count figures that were read, not people harmed."
    return Panel(KNOWN_TITLE, controls, partial(known_answer, tables), note=note)


def known_answer(tables: Tables, state: dict[str, Any]) -> Answer:
    """Return the map for one group of regimens."""
    rows = _known(tables)
    rows = rows if state["group"] == "all" else rows[rows["group"] == state["group"]]
    return Answer(known.scene(rows), harms.known(rows), partial(_known_table, rows))


def _known_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Regimen": [f"{label}, {detail}" for label, detail in zip(rows["label"], rows["detail"], strict=True)],
            "Part of the body": rows["body_system"],
            "What is known": rows["status"].map(harms.STATUS),
            "Figures": rows["events"],
            "Why not": rows["why"].fillna(""),
        }
    )


@lru_cache(maxsize=8)
def _known(tables: Tables) -> pd.DataFrame:
    regimens = tables.regimens
    named = regimens[["regimen_id", "drug"]].copy()
    named[["label", "detail"]] = dosing.labels(regimens, dosing.purposes(regimens, tables.labelled_uses))
    named["group"] = list(dosing.groups(regimens).values())
    return named.merge(safety.known(tables), on="regimen_id")
