"""The patient card: what labels let one patient have, and why not."""

from collections.abc import Mapping
from html import escape
from typing import Any

from helpers import dosing, show
from helpers.eligibility import assessment, questions
from helpers.eligibility.data import questions_data, rules_data
from helpers.loading import load, note, shown_labels
from helpers.options import USUAL
from helpers.panel import Alone
from helpers.tables import Tables
from helpers.words import patient as words

TITLE = "The patient card"
NOTE = (
    "For teaching, not for the care of a patient: it knows the labels as far as we read them, and nothing else. "
    "Nothing is stored or sent; a reload empties the card. A rule that nobody read asks first."
)


def explore_patient(
    answers: Mapping[str, Any] | None = None, none_of_these: bool = False, tables: Tables | None = None
) -> Alone:
    """Return the patient card.

    Args:
        answers: answers by question, as `helpers.eligibility.questions` names them; the others stay open.
        none_of_these: whether "none of these apply" answers what is still open.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: an unknown question or answer, or what no patient can be; the message names it.
    """
    tables = tables or load()
    given = questions.checked_answers(answers or {})
    questions.patient_of(given, tables)
    given = questions.none_apply(given, tables) if none_of_these else given
    there = list(tables.regimens["regimen_id"])
    first = [each for each in USUAL if each in there] or there
    why = assessment.reasons(questions.patient_of(given, tables), tables)
    spec = {
        "kind": "card",
        "title": TITLE,
        "questions": questions_data(tables),
        "rules": rules_data(tables),
        "signs": words.SIGNS,
        "first": first,
        "answers": given,
        "note": note(NOTE, shown_labels(tables)),
    }
    verdicts = {each: assessment.verdict(why[each]) for each in first}
    names = dosing.full_names(tables.regimens)
    told = words.listed(given, questions.questions(tables))
    sentence = words.counts(list(verdicts.values())) if given else "No question is answered yet."
    lines = [f"{words.SIGNS[verdict]} {names[each]}: {verdict}" for each, verdict in verdicts.items()] if given else []
    asked = [(group.name, [each.ask for each in group.questions]) for group in questions.groups(tables)]
    body = "".join(f"<h4>{escape(name)}</h4><ul>{_items(asks)}</ul>" for name, asks in asked)
    html = (
        f"<p><strong>{TITLE}.</strong> {escape(sentence)}</p>"
        + (f"<ul>{_items(told)}</ul>" if told else "")
        + (f"<ul>{_items(lines)}</ul>" if lines else "")
        + show.fold(f"What the card asks ({sum(len(asks) for _, asks in asked)} questions)", body)
        + f"<p>{escape(str(spec['note']))}</p><p><em>{show.AT_REST}</em></p>"
    )
    return Alone(spec, html, "\n".join([TITLE, sentence, *told, *lines]), "patient")


def _items(lines: list[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)
