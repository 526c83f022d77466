"""Tables of the lesson on benefit."""

import pandas as pd

from helpers import show
from helpers.lessons import only
from helpers.loading import load, said
from helpers.tables import Tables
from helpers.words import evidence as words

MODEL = "model"
TOPICS = ("how long", "which first", "calcium and vitamin D", "given to both groups")


def fracture_trials(drug: str | None = None, tables: Tables | None = None) -> show.Html:
    """Return every trial of fractures, and of bone density in their place.

    Args:
        drug: a generic name; all drugs if left out.
        tables: a lecturer's own tables.

    Raises:
        ValueError: a drug of which nothing was read.
    """
    tables = tables or load()
    rows = only(tables.trials, "drug", drug)
    records = rows.to_dict("records")
    table = pd.DataFrame(
        {
            "Trial": rows["trial"],
            "Drug, against what": rows["drug"] + ", against " + rows["comparator"],
            "Fractures": rows["site"],
            "Who": rows["population"],
            "How long": rows["time"],
            "Of 100: drug, other": [words.arms(row) for row in records],
            "Counted": rows["percents"].fillna(""),
            "Kind of effect": rows["measure"].fillna(""),
            "Effect (95 %)": [words.effect(row) for row in records],
            "Kind of evidence": rows["evidence"],
            "Note": rows["note"].fillna("") + (" " + rows["arms_differ"]).fillna(""),
            "Source": rows["source_id"] + ", " + rows["locator"] + " (" + rows["check"] + ")",
        }
    )
    return show.look_up(table, said("Every trial", "", tables))


def baseline_risks(kind: str | None = None, tables: Tables | None = None) -> show.Html:
    """Return how often fractures happen without a drug, as registers, cohorts, placebo groups or a model have it.

    Args:
        kind: "model", "register", "cohort" or "placebo arm"; all that was observed if left out.
        tables: a lecturer's own tables.

    Raises:
        ValueError: a kind of which nothing was read.
    """
    tables = tables or load()
    rows = only(tables.baseline_risk, "kind", kind)
    rows = rows if kind else rows[rows["kind"] != MODEL]
    records = rows.to_dict("records")
    table = pd.DataFrame(
        {
            "Who": rows["population"] + ", " + rows["country"],
            "Sex and age": rows["sex"] + (", " + rows["age"]).fillna(""),
            "T-score": rows["t_score"].fillna(""),
            "Fractures before": rows["fracture_history"],
            "Fractures": rows["outcome"],
            "How often": [_how_often(row) for row in records],
            "Over": rows["time"],
            "Kind": rows["kind"],
            "Treated": rows["treated"],
            "Death allowed for": rows["death_competes"],
            "Note": rows["note"].fillna(""),
            "Source": rows["source_id"] + ", " + rows["locator"],
        }
    )
    return show.look_up(
        table, said("How often fractures happen, mostly without a drug (see the column Treated)", "", tables)
    )


def _how_often(row: dict) -> str:
    if pd.isna(row["value"]):
        return f"{row['result']} {row['unit']}"
    span = "" if pd.isna(row["low"]) else f" ({row['low']:g} to {row['high']:g})"
    return f"{row['value']:g}{span} {row['unit']}"


def recommended(topic: str, tables: Tables | None = None) -> show.Html:
    """Return what bodies recommend, and what trials gave to everybody; where a text could not be read, the gap.

    Args:
        topic: "how long", "which first", "calcium and vitamin D" or "given to both groups".
        tables: a lecturer's own tables.

    Raises:
        ValueError: another topic.
    """
    tables = tables or load()
    if topic not in TOPICS:
        raise ValueError(f'topic: found "{topic}", expected one of {", ".join(TOPICS)}')
    rows = tables.recommendations[tables.recommendations["topic"] == topic]
    table = pd.DataFrame(
        {
            "Who says so": rows["body"],
            "Year": [f"{year}" if pd.notna(year) else "not given" for year in rows["year"]],
            "Where": rows["country"],
            "About": rows["about"],
            "What": rows["statement"].fillna("not known: " + rows["reason_empty"].fillna("")),
            "Note": rows["note"].fillna(""),
            "Source": (rows["source_id"] + ", " + rows["locator"]).fillna("none"),
        }
    )
    return show.look_up(table, said(f"Who says what: {topic}", "", tables))
