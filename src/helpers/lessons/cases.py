"""The cases of the lesson on choosing: a question first, then the answer that the rules give, and the card filled.

What is asked stands in the lesson's file (`[[case]]`), who the patients are in `helpers.eligibility.cases`. No answer
is typed: each is worked out from the tables.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from helpers import dosing, facts, show
from helpers.eligibility import assessment, cases, questions
from helpers.eligibility.cases import RULED_OUT
from helpers.loading import load, shown_labels
from helpers.panel import Exercise
from helpers.tables import Tables, packaged
from helpers.words import patient as words

Case = Mapping[str, Any]
Option = tuple[str, bool, str]  # what can be chosen, is it right, what is said
VERDICT, WHICH, MISSING, CHANGE, GUIDELINE, TALK = "verdict", "which", "missing", "change", "guideline", "talk"


def worked_out(case: Case, tables: Tables) -> list[Option]:
    """Return what can be chosen in a case, one of them right.

    Args:
        case: a `[[case]]` of the lesson's file: `id`, `asks` and what belongs to it; `why` is said with the right one.
        tables: the checked tables.

    Raises:
        ValueError: not one of the options is right, or more than one.
    """
    options = list(ASKS[case["asks"]](case, tables))
    if sum(right for _, right, _ in options) != 1:
        raise ValueError(f"case {case['id']}: found {[right for _, right, _ in options]}, expected one right option")
    why = f" {facts.fill(case['why'], tables)}" if "why" in case else ""
    return [(text, right, said + why if right else said) for text, right, said in options]


def _verdict(case: Case, tables: Tables) -> list[Option]:
    """Which verdict has one regimen?"""
    why = cases.judged(case["id"], tables)[case["regimen"]]
    found = assessment.verdict(why)
    said = words.because(found, why)
    return [(each, each == found, said if each == found else case["hint"]) for each in case["options"]]


def _which(case: Case, tables: Tables) -> list[Option]:
    """Which of these regimens is not ruled out?"""
    judged, names = cases.judged(case["id"], tables), dosing.full_names(tables.regimens)
    found = {each: assessment.verdict(judged[each]) for each in case["options"]}
    return [(names[each], v not in RULED_OUT, words.because(v, judged[each])) for each, v in found.items()]


def _missing(case: Case, tables: Tables) -> list[Option]:
    """Which answer must be had before one regimen can be given?"""
    asked, known = questions.questions(tables), cases.answers_of(case["id"], tables)
    before = cases.verdicts(case["id"], tables)[case["regimen"]]
    made = []
    for name in case["options"]:
        said = f"That is answered already: {words.answer(asked[name], known[name])}." if name in known else ""
        right = name not in known and before == assessment.ASK_FIRST
        made.append((asked[name].ask, right, said or f"It is open, and without it the card says: {before}."))
    return made


def _change(case: Case, tables: Tables) -> list[Option]:
    """Which single other answer brings a regimen to another verdict?"""
    asked = questions.questions(tables)
    made = []
    for name, value in case["options"].items():
        found = cases.verdicts(case["id"], tables, {name: value})[case["regimen"]]
        made.append((words.answer(asked[name], value), found == case["to"], f"Then the card says: {found}."))
    return made


def _guideline(case: Case, tables: Tables) -> list[Option]:
    """Which advice is it?"""
    rows = tables.recommendations.set_index("row_id")
    lacking = [each for each in case["options"] if each not in rows.index]
    if lacking:
        raise ValueError(f"case {case['id']}: these tables lack {', '.join(lacking)}")
    told = [(each, rows.loc[each]) for each in case["options"]]
    return [(str(row["statement"]), each == case["row"], f"So says {_body(row)}.") for each, row in told]


def _body(row: Mapping[Any, Any]) -> str:
    year = "" if pd.isna(row["year"]) else f", {row['year']}"
    return f"{row['body']} ({row['country']}{year})"


def _talk(case: Case, tables: Tables) -> list[Option]:
    """What is best, where the labels leave no drug? A talk."""
    judged, names = cases.judged(case["id"], tables), dosing.full_names(tables.regimens)
    found = {each: assessment.verdict(why) for each, why in judged.items()}
    none_left = all(each in RULED_OUT for each in found.values())
    drugs = [(names[each], False, words.because(found[each], judged[each])) for each in case["options"]]
    talk = (case["talk"], none_left, f"Of {len(found)} ways to take a drug the labels leave her none.")
    return [*drugs[: case["place"]], talk, *drugs[case["place"] :]]


ASKS: dict[str, Callable[[Case, Tables], list[Option]]] = {
    VERDICT: _verdict,
    WHICH: _which,
    MISSING: _missing,
    CHANGE: _change,
    GUIDELINE: _guideline,
    TALK: _talk,
}


def item(case: Case, tables: Tables) -> dict[str, Any]:
    """Return a case as an exercise has it: `text`, `lead`, `options`, and `fill`, the answers of the card."""
    answers = cases.answers_of(case["id"], tables)
    found = worked_out(case, tables)
    options = [{"text": words.capital(text), "right": right, "feedback": said} for text, right, said in found]
    lead = f"{case['text'].format(**answers)} {case['ask']}"
    return {"kind": "choose", "text": case["title"], "lead": lead, "options": options, "fill": answers}


def solve(lesson: str, names: Sequence[str], title: str, tables: Tables | None = None) -> Exercise | show.Html:
    """Return cases to solve: choose, commit, read what the card says, fill the card with the patient.

    Where a lecturer's own tables lack what a case is about, it is left out and a line says so.

    Raises:
        ValueError: no such lesson or case, or none asked for.
    """
    from helpers.lessons import _file

    tables = tables or load()
    known = {case["id"]: case for case in _file(lesson).get("case", [])}
    if isinstance(names, str) or not names:
        raise ValueError(f"names: found {names!r}, expected a list of {', '.join(known)}")
    if missing := [name for name in names if name not in known]:
        raise ValueError(f"lesson {lesson} has no case {', '.join(map(str, missing))}: it has {', '.join(known)}")
    items = []
    for name in names:
        try:
            items.append(item(known[name], tables))
        except (ValueError, KeyError):
            if tables is packaged():
                raise
    lacking = len(names) - len(items)
    left_out = f"Left out: {lacking} of {len(names)} cases, since these tables lack what they are about."
    notes = list(filter(None, [left_out if lacking else "", shown_labels(tables)]))
    if not items:
        return show.paragraph(f"{title}. {left_out}")
    return Exercise(title, items, notes, "cases")
