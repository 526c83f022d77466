"""Tables of the lesson on choosing."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from helpers import dosing, show
from helpers.eligibility.questions import asked_by_field
from helpers.explorers.options import ABOUT, grid
from helpers.lessons import only
from helpers.loading import load, said
from helpers.tables import Tables, package
from helpers.words import options as words
from helpers.words.patient import COMPARED
from helpers.words.ratings import price

YES, NO = "yes", "no"


def label_rules(drug: str | None = None, tables: Tables | None = None) -> show.Html:
    """Return what labels rule out, rule by rule.

    Args:
        drug: a generic name; all drugs if left out.
        tables: a lecturer's own tables.

    Raises:
        ValueError: a drug that has no rules.
    """
    tables = tables or load()
    names, drugs = dosing.full_names(tables.regimens), dosing.drugs(tables.regimens)
    asked = asked_by_field(tables)
    rules = tables.eligibility.assign(drug=tables.eligibility["regimen_id"].map(drugs))
    rows = only(rules, "drug", drug)
    when = rows["comparison"].map(COMPARED) + rows["threshold"]
    table = pd.DataFrame(
        {
            "Way": rows["regimen_id"].map(names),
            "What is asked": rows["patient_field"].map(lambda field: asked.get(field, field.replace("_", " "))),
            "When": when + (" " + rows["unit"]).fillna(""),
            "Verdict": rows["verdict"].fillna("ask first: nobody read it"),
            "Why": rows["reason"],
            "Source": (rows["source_id"] + ", " + rows["locator"] + " (" + rows["check"] + ")").fillna("not read"),
        }
    )
    return show.look_up(table, said("What the labels rule out", "", tables))


def how_sure(tables: Tables | None = None) -> show.Html:
    """Return who rated what, and how."""
    tables = tables or load()
    rows = tables.certainty
    table = pd.DataFrame(
        {
            "Drug": rows["drug"],
            "What was rated": rows["about"],
            "Rating": rows["rating"],
            "Scale": rows["scale"],
            "Who": rows["body"] + " " + rows["year"].astype(str),
            "Note": rows["note"].fillna(""),
            "Source": rows["source_id"] + ", " + rows["locator"],
        }
    )
    return show.look_up(table, said("How sure is it, and who says so", "", tables))


def costs(tables: Tables | None = None) -> show.Html:
    """Return what drugs cost, and the gaps."""
    tables = tables or load()
    rows = tables.costs.to_dict("records")
    table = pd.DataFrame(
        [
            (
                row["drug"],
                row["dose_form"],
                row["product"],
                f"not known: {row['reason_empty']}" if pd.isna(row["low"]) else price(row),
                "" if pd.isna(row["note"]) else row["note"],
                "" if pd.isna(row["source_id"]) else f"{row['source_id']}, {row['locator']}",
            )
            for row in rows
        ],
        columns=["Drug", "Form", "Product", "Figure", "Note", "Source"],
    )
    return show.look_up(table, said("What drugs cost", "", tables))


def what_aids_do(tables: Tables | None = None) -> show.Html:
    """Return what a decision aid did in its trial."""
    tables = tables or load()
    rows = tables.aid_results
    table = pd.DataFrame(
        {
            "Aid": rows["aid"],
            "What was counted": rows["outcome"],
            "With the aid": rows["with_aid"],
            "Usual care": rows["usual"],
            "Unit": rows["unit"],
            "Note": rows["note"].fillna(""),
            "Source": rows["source_id"] + ", " + rows["locator"],
        }
    )
    return show.table(table, said("A decision aid in its trial", "", tables))


def aid_check(tables: Tables | None = None) -> show.Html:
    """Return whether the option grid meets each criterion of a decision aid, worked out from what it shows."""
    tables = tables or load()
    found = [(row, *met(row["criterion_id"], tables)) for row in tables.aid_criteria.to_dict("records")]
    table = pd.DataFrame(
        [(row["criterion"], row["kind"], YES if is_met else NO, why) for row, is_met, why in found],
        columns=["What is asked of a decision aid", "Kind", "Met", "Where, or why not"],
    )
    number = sum(is_met for _, is_met, _ in found)
    return show.table(table, said(f"Our grid as a decision aid: {number} of {len(found)} criteria met", "", tables))


def met(criterion_id: str, tables: Tables) -> tuple[bool, str]:
    """Return whether the grid meets a criterion, and where, or why not.

    Raises:
        KeyError: no such criterion.
    """
    return CRITERIA[criterion_id](grid(tables), tables)


def _filled(found: Mapping[str, Any], *questions: str) -> tuple[bool, str]:
    """Does every option say something to these questions, more than that it is a gap? And which do not."""
    gaps = [o["name"] for o in found["options"] if any(o["cells"][question]["gap"] for question in questions)]
    return not gaps, f"In part: nothing read for {len(gaps)} of {len(found['options'])} options: {'; '.join(gaps)}."


def _says(is_met: bool, where: str, why_not: str) -> tuple[bool, str]:
    return is_met, where if is_met else why_not


def _all_say(found: Mapping[str, Any], questions: tuple[str, ...], where: str) -> tuple[bool, str]:
    is_met, why_not = _filled(found, *questions)
    return _says(is_met, where, why_not)


def _same_detail(found: Mapping[str, Any], _tables: Tables) -> tuple[bool, str]:
    asked = {row["name"] for row in found["rows"]}
    same = all(set(option["cells"]) == asked for option in found["options"])
    even = [o["name"] for o in found["options"] if o["cells"]["help"]["gap"] != o["cells"]["rare"]["gap"]]
    why_not = f"Good and bad are not known alike for: {'; '.join(even)}." if same else "Some options lack a cell."
    return _says(same and not even, "Every option has the same cells; a gap is said.", why_not)


def _cited(found: Mapping[str, Any], _tables: Tables) -> tuple[bool, str]:
    bare = [
        f"{option['name']}, {name}"
        for option in found["options"][1:]
        for name, cell in option["cells"].items()
        if not cell["sources"] and not cell["gap"]
    ]
    return _says(not bare, "Each cell that is no gap opens where it was read.", f"Without a source: {'; '.join(bare)}.")


def _uncertain(_found: Mapping[str, Any], tables: Tables) -> tuple[bool, str]:
    rated = len(tables.certainty) > 0 and "sure" in words.QUESTIONS
    return _says(rated, "A row says how sure it is and who rated it; chance is named.", "Nobody's rating is there.")


CRITERIA: dict[str, Callable[[Mapping[str, Any], Tables], tuple[bool, str]]] = {
    "Q1": lambda f, t: _says("osteoporosis" in ABOUT.lower(), "The line above the grid.", "It is not named."),
    "Q2": lambda f, t: _says("which medicine" in ABOUT, "The line above the grid.", "It is not said."),
    "Q3": lambda f, t: _all_say(
        f,
        (
            "often",
            "time",
        ),
        "How often, how long; no drug too.",
    ),
    "Q4": lambda f, t: _all_say(f, ("help",), "How much it helps, and which bones."),
    "Q5": lambda f, t: _all_say(
        f,
        (
            "feel",
            "rare",
        ),
        "What one may feel; what is rare.",
    ),
    "Q6": lambda f, t: _all_say(
        f,
        (
            "time",
            "feel",
            "missed",
        ),
        "Time, what one feels, a missed dose.",
    ),
    "C1": _same_detail,
    "C2": _cited,
    "C3": lambda f, t: _says(bool(f["date"]), f"Newest reading: {f['date']}; on the sheet.", "No date is there."),
    "C4": lambda f, t: _says("updates" in package(), str(package().get("updates")), "No policy is stated."),
    "C5": _uncertain,
    "C6": lambda f, t: _says("funding" in package(), str(package().get("funding")), "Who pays is not stated."),
}
