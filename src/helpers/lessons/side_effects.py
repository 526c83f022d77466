"""Tables of the lesson on side effects."""

from collections.abc import Iterable
from math import isnan
from typing import Any

import pandas as pd

from helpers import dosing, safety, show
from helpers.loading import load, said, there
from helpers.tables import Tables
from helpers.words.numbers import per_100
from helpers.words.side_effects import difference_words, term

FEVER = ("AR004", "AR014", "AR057", "AR011", "ACL-F")
SAME_DRUG = ("AR093", "AR097", "AR099", "AR103", "AR412", "AR431", "AR146")
COUNTED_TWICE = ("AR209", "AR212", "AR163", "AR223", "AR260", "AR232", "AR259")
PAINKILLERS = (("AR410", "AR089", "AR091"), ("AR411", "AR090", "AR092"))  # no painkiller, paracetamol, ibuprofen
ML_IN_AN_OUNCE = 29.57


def fever_figures(tables: Tables | None = None) -> show.Html:
    """Return the fever figures of one trial, each with what was counted."""
    rows = _events(FEVER, tables or load())
    part = pd.DataFrame(
        {
            "What was counted": [f"{row['name']}, {row['duration']}" for row in rows],
            "Zoledronic acid, in 100": [per_100(row["risk_drug"]) for row in rows],
            "Placebo, in 100": [_or_not_read(row["risk_comparator"]) for row in rows],
            **_ends(rows),
        }
    )
    return show.table(part, "One drug, five figures for fever; the first four from one trial")


def _or_not_read(risk: float) -> str:
    return "not read" if isnan(risk) else per_100(risk)


def same_drug(tables: Tables | None = None) -> show.Html:
    """Return ibandronate by two routes, and by one route in two doses."""
    rows = _events(SAME_DRUG, tables or load())
    return _comparison(rows, "The same drug: other route and dose, then the same route and another dose")


def counted_twice(tables: Tables | None = None) -> show.Html:
    """Return the same event counted from all causes and only where judged drug-related."""
    rows = _events(COUNTED_TWICE, tables or load())
    part = pd.DataFrame(
        {
            "Event": [term(row) for row in rows],
            "Drug": [row["drug_arm"] for row in rows],
            "Counted": [row["counting"] for row in rows],
            **_columns(rows),
        }
    )
    return show.table(part, "All causes, or only what was judged drug-related (in other people)")


def painkillers(tables: Tables | None = None) -> show.Html:
    """Return what paracetamol and ibuprofen did after a first infusion: a row for each event, its arms side by side."""
    found = [_events(ids, tables or load()) for ids in PAINKILLERS]
    rows = [rows for rows in found if len(rows) == len(PAINKILLERS[0])]
    part = pd.DataFrame(
        {
            "In 100 people": [none["term"] for none, _, _ in rows],
            "No infusion, no painkiller": [per_100(none["risk_comparator"]) for none, _, _ in rows],
            "Infusion, no painkiller": [per_100(none["risk_drug"]) for none, _, _ in rows],
            "Infusion, paracetamol": [per_100(row["risk_drug"]) for _, row, _ in rows],
            "What paracetamol changed (95 % interval)": [difference_words(row) for _, row, _ in rows],
            "Infusion, ibuprofen": [per_100(row["risk_drug"]) for _, _, row in rows],
            "What ibuprofen changed (95 % interval)": [difference_words(row) for _, _, row in rows],
            **_where([none for none, _, _ in rows]),
        }
    )
    arm = "".join(f": {row['drug_arm']}; ibuprofen alike" for _, row, _ in rows[:1])
    return show.table(part, f"After a first infusion{arm}")


def pooled_ratios(tables: Tables | None = None) -> show.Html:
    """Return the ratios that pooled analyses print."""
    rows = (tables or load()).pooled_effects
    records = rows.to_dict("records")
    part = pd.DataFrame(
        {
            "What": rows["what"],
            "With": rows["treatment"],
            "Compared with": rows["comparator"],
            "Risk ratio (95 % interval)": [f"{r['value']:.2f} ({r['low']:.2f} to {r['high']:.2f})" for r in records],
            "Studies": rows["studies"],
            "People": rows["people"],
            **_where(records),
        }
    )
    return show.look_up(part, "Risk ratios: 1 means no difference")


def tablet_rules(regimens: Iterable[str] | None = None, tables: Tables | None = None) -> show.Html:
    """Return how each tablet is taken.

    Args:
        regimens: ids; all that have a rule if left out.
        tables: a lecturer's own tables.

    Raises:
        ValueError: an unknown regimen.
    """
    tables = tables or load()
    rules = tables.tablet_rules
    asked, lacking = there(regimens or rules["regimen_id"], "regimens", tables)
    chosen = dosing.pick(tables.regimens, asked)
    rows = chosen.drop(columns=["source_id", "locator", "check"]).merge(rules, on="regimen_id")
    records = rows.to_dict("records")
    part = pd.DataFrame(
        {
            "Tablet": [
                f"{name}, {often}" for name, often in zip(dosing.names(rows), dosing.how_often(rows), strict=True)
            ],
            "When": rows["taken"],
            "Plain water": [_water(row) for row in records],
            "Then fasting, minutes": rows["fasting_min"],
            "Then upright, minutes": rows["upright_min"],
            "How": [_how(row) for row in records],
            "Keep apart": rows["apart"].fillna("not known"),
            "Source": rows["source_id"] + ", " + rows["locator"],
        }
    )
    return show.look_up(part, said("How to take it", lacking, tables))


def _how(row: dict[str, Any]) -> str:
    salt = "" if pd.isna(row["sodium_mg"]) else f" Sodium in one dose: {row['sodium_mg']:g} mg."
    return row["how"] + salt


def _water(row: dict[str, Any]) -> str | None:
    low, high = row["water_oz_low"], row["water_oz_high"]
    if pd.isna(low):
        return None
    if pd.isna(high):
        return f"at least {low:g} ounces (about {_ml(low)} mL)"
    if low == high:
        return f"{low:g} ounces (about {_ml(low)} mL)"
    return f"{low:g} to {high:g} ounces (about {_ml(low)} to {_ml(high)} mL)"


def _ml(ounces: float) -> int:
    return 10 * round(ounces * ML_IN_AN_OUNCE / 10)


def _events(ids: Iterable[str], tables: Tables) -> list[dict[str, Any]]:
    """Return events in the order asked for, compared, with their study; those a lecturer's table lacks are left out."""
    events = tables.adverse_events.set_index("event_id", drop=False)
    found = events.loc[[i for i in ids if i in events.index]]
    studies = tables.studies[["study_id", "name", "drug_arm", "comparator", "duration", "counting"]]
    return safety.compare(found).merge(studies, on="study_id", how="left").to_dict("records")


def _comparison(rows: list[dict[str, Any]], caption: str) -> show.Html:
    part = pd.DataFrame(
        {
            "Event": [term(row) for row in rows],
            "With": [row["drug_arm"] for row in rows],
            "Compared with": [row["comparator"] for row in rows],
            **_columns(rows),
        }
    )
    return show.table(part, caption)


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {
        "In 100 with the drug": [per_100(row["risk_drug"]) for row in rows],
        "In 100 with the comparator": [per_100(row["risk_comparator"]) for row in rows],
        **_ends(rows),
    }


def _ends(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {
        "Difference (95 % interval)": [
            ("" if isnan(row["difference"]) else difference_words(row))
            + (f": {row['reason_no_size']}" if isnan(row["difference_low"]) else "")
            for row in rows
        ],
        **_where(rows),
    }


def _where(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {"Source": [f"{row['source_id']}, {row['locator']} ({row['check']})" for row in rows]}
