"""The cases of the lesson on choosing: a question first, then the answer that the rules give, and the card filled.

What is asked stands in the lesson's file (`[[case]]`), who the patients are in `helpers.eligibility.cases`. No answer
is typed: each is worked out from the tables.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from helpers import dosing, show
from helpers.eligibility import assessment, cases, questions
from helpers.eligibility.cases import RULED_OUT
from helpers.loading import load, shown_labels
from helpers.panel import Exercise
from helpers.tables import Tables, packaged
from helpers.words import patient as words

Option = tuple[str, bool, str]  # what can be chosen, is it right, what is said
VERDICT, WHICH, MISSING, CHANGE, GUIDELINE, TALK = "verdict", "which", "missing", "change", "guideline", "talk"


def worked_out(case: Mapping[str, Any], tables: Tables) -> list[Option]:
    """Return what can be chosen in a case, one of them right.

    Args:
        case: a `[[case]]` of the lesson's file: `id`, `asks` and what belongs to it.
        tables: the checked tables.

    Raises:
        ValueError: not one of the options is right, or more than one.
    """
    options = list(ASKS[case["asks"]](case, tables))
    if sum(right for _, right, _ in options) != 1:
        raise ValueError(f"case {case['id']}: found {[right for _, right, _ in options]}, expected one right option")
    return options


def _verdict(case: Mapping[str, Any], tables: Tables) -> list[Option]:
    """Which verdict has one regimen?"""
    why = cases.judged(case["id"], tables)[case["regimen"]]
    found = assessment.verdict(why)
    return [
        (each, each == found, words.because(found, why) if each == found else case["hint"]) for each in case["options"]
    ]


def _which(case: Mapping[str, Any], tables: Tables) -> list[Option]:
    """Which of these regimens is not ruled out?"""
    judged, names = cases.judged(case["id"], tables), dosing.full_names(tables.regimens)
    found = {each: assessment.verdict(judged[each]) for each in case["options"]}
    return [(names[each], v not in RULED_OUT, words.because(v, judged[each])) for each, v in found.items()]


def _missing(case: Mapping[str, Any], tables: Tables) -> list[Option]:
    """Which answer must be had before one regimen can be given?"""
    asked, regimen = questions.questions(tables), case["regimen"]
    before = cases.verdicts(case["id"], tables)[regimen]
    made = []
    for name in case["options"]:
        question = asked[name]
        open_now = name not in cases.answers_of(case["id"], tables)
        said = (
            f"It is open, and the verdict hangs on it: {before}."
            if open_now
            else (f"That is answered already: {words.answer(question, cases.answers_of(case['id'], tables)[name])}.")
        )
        made.append((question.ask, open_now and before == assessment.ASK_FIRST, said))
    return made


def _change(case: Mapping[str, Any], tables: Tables) -> list[Option]:
    """Which single other answer makes a regimen suitable?"""
    asked = questions.questions(tables)
    made = []
    for name, value in case["options"].items():
        found = cases.verdicts(case["id"], tables, {name: value})[case["regimen"]]
        said = f"Then the card says: {found}."
        made.append((words.answer(asked[name], value), found == assessment.SUITABLE, said))
    return made


def _guideline(case: Mapping[str, Any], tables: Tables) -> list[Option]:
    """Which body says so?"""
    rows = tables.recommendations.set_index("row_id")
    lacking = [each for each in case["options"] if each not in rows.index]
    if lacking:
        raise ValueError(f"case {case['id']}: these tables lack {', '.join(lacking)}")
    told = [(each, rows.loc[each]) for each in case["options"]]
    return [(str(row["body"]), each == case["row"], f"It says: {row['statement']}") for each, row in told]


def _talk(case: Mapping[str, Any], tables: Tables) -> list[Option]:
    """What is best, where the labels leave no drug? A talk."""
    judged, names = cases.judged(case["id"], tables), dosing.full_names(tables.regimens)
    found = {each: assessment.verdict(why) for each, why in judged.items()}
    none_left = all(each in RULED_OUT for each in found.values())
    drugs = [(names[each], False, words.because(found[each], judged[each])) for each in case["options"]]
    out = sum(each in RULED_OUT for each in found.values())
    talk = (case["talk"], none_left, f"Of {len(found)} ways the labels rule out {out}. {case['why']}")
    return [*drugs[: case["place"]], talk, *drugs[case["place"] :]]


ASKS: dict[str, Callable[[Mapping[str, Any], Tables], list[Option]]] = {
    VERDICT: _verdict,
    WHICH: _which,
    MISSING: _missing,
    CHANGE: _change,
    GUIDELINE: _guideline,
    TALK: _talk,
}


def item(case: Mapping[str, Any], tables: Tables) -> dict[str, Any]:
    """Return a case as an exercise has it: `text`, `options`, and `fill`, the answers of the card."""
    answers = cases.answers_of(case["id"], tables)
    text = f"{case['title']} {case['text'].format(**answers)} {case['ask']}"
    options = [
        {"text": words.capital(words_of), "right": right, "feedback": said}
        for words_of, right, said in worked_out(case, tables)
    ]
    return {"kind": "choose", "text": text, "options": options, "fill": answers}


def solve(lesson: str, names: Sequence[str], title: str, tables: Tables | None = None) -> Exercise | show.Html:
    """Return cases to solve: choose, commit, read what the card says, fill the card with the patient.

    Where a lecturer's own tables lack what a case is about, it is left out and a line says so.

    Raises:
        ValueError: no such lesson or case.
    """
    from helpers.lessons import _file

    tables = tables or load()
    known = {case["id"]: case for case in _file(lesson).get("case", [])}
    if missing := [name for name in names if name not in known]:
        raise ValueError(f"lesson {lesson} has no case {', '.join(missing)}: it has {', '.join(known)}")
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
        return show.paragraph(escape(f"{title}. {left_out}"))
    return Exercise(title, items, notes, "cases")
