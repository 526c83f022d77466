"""What is asked of a patient: the questions of the card, and the fields of the rules that their answers go into.

The questions stand in `questions.toml`. A rule that asks for a field which no question sets gets a question of its own,
so that a lecturer's own rules are asked too.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from helpers.eligibility.assessment import (
    ALLERGIC,
    ALLERGY,
    NO,
    NOTHING,
    YES,
    allergens,
    bounds,
    drugs_of,
    fields,
)
from helpers.tables import Tables

OTHER = "More that these rules ask"
Answers = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer that can be chosen: its name, its words, and the fields that it sets."""

    name: str
    words: str
    sets: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number that can be given: between two ends, in steps; `start` is the first value that a key gives.

    `steps` and `starts` say the same by the answer to another question: {"creatinine_unit": {"mg/dL": 0.1, …}}.
    """

    low: float
    high: float
    step: float
    start: float
    unit: str = ""
    steps: Mapping[str, Mapping[str, float]]
    starts: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of the card.

    Attributes:
        name: its key in a state, an address and a case.
        ask: what stands on the card.
        choices: what can be chosen; none where it is a number.
        number: the number it asks for; None where one chooses.
        field: the field that its number goes into.
        none: the answer that "none of these apply" gives; empty where the question then stays open.
        only_if: answers to other questions without which it is not asked.
    """

    name: str
    ask: str
    choices: tuple[Choice, ...] = ()
    number: Number | None = None
    field: str = ""
    none: str = ""
    only_if: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Questions that stand together; those in sight are asked first, the others are folded."""

    name: str
    in_sight: bool
    questions: tuple[Question, ...]


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads(files("helpers.eligibility").joinpath("questions.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Return the names of questions that are no fields: a rule's field cannot have one of them."""
    asked = [question for group in _file()["group"] for question in group["question"]]
    single = {name for question in asked for name in question.get("sets", ())}
    return frozenset({question["id"] for question in asked} - single - {"sex", "purpose", "creatinine_unit"})


def any_of() -> Mapping[str, tuple[str, ...]]:
    """Return the fields that are several questions: yes if one is, no if none is."""
    return {name: tuple(parts) for name, parts in _file()["any"].items()}


@lru_cache(maxsize=8)
def groups(tables: Tables) -> tuple[Group, ...]:
    """Return the questions, group by group; last those that only these tables ask."""
    made = [
        Group(
            name=g["name"],
            in_sight=g.get("in_sight", False),
            questions=tuple(_allergy(q, tables) if q["id"] == "allergy" else _question(q) for q in g["question"]),
        )
        for g in _file()["group"]
    ]
    known = {ALLERGY, *any_of(), *(name for group in made for q in group.questions for name in _sets(q))}
    others = tuple(_own(name, tables) for name in fields(tables) if name not in known)
    return (*made, Group(name=OTHER, in_sight=False, questions=others)) if others else tuple(made)


def questions(tables: Tables) -> dict[str, Question]:
    """Return every question by its name."""
    return {question.name: question for group in groups(tables) for question in group.questions}


def _question(row: Mapping[str, Any]) -> Question:
    common: dict[str, Any] = {key: row[key] for key in ("ask", "none") if key in row}
    common |= {"name": row["id"], "only_if": row.get("only_if", {})}
    if "step" in row:
        told = {key: row[key] for key in ("low", "high", "step", "unit") if key in row}
        start = row.get("start", row["low"])
        number = Number(**told, start=start, steps=row.get("steps", {}), starts=row.get("starts", {}))
        return Question(**common, number=number, field=row["sets"][0])
    if "answers" in row:
        return Question(**common, choices=tuple(Choice(**each) for each in row["answers"]))
    return Question(**common, choices=_yes_or_no(row.get("sets", ())))


def _allergy(row: Mapping[str, Any], tables: Tables) -> Question:
    """Return the question which drug brought on an allergy: its answers are the drugs of these tables."""
    drugs = {drug for _, drug, _ in drugs_of(tables)}
    choices = tuple(
        Choice(name=each, words=each if each in (NOTHING, *drugs) else f"another {each}", sets={ALLERGIC: each})
        for each in allergens(tables)
    )
    return Question(name=row["id"], ask=row["ask"], choices=choices, none=row["none"], only_if={})


def _yes_or_no(names: Any) -> tuple[Choice, ...]:
    return tuple(Choice(name=each, words=each, sets=dict.fromkeys(names, each)) for each in (NO, YES))


def _own(name: str, tables: Tables) -> Question:
    """Return the question for a field that only a lecturer's rules have."""
    ask = name.replace("_", " ").capitalize()
    rows = tables.eligibility[tables.eligibility["patient_field"] == name]
    if (rows["comparison"] == "is").all():
        return Question(name=name, ask=ask, choices=_yes_or_no([name]), only_if={})
    low, high = bounds(tables)[name]
    unit = str(rows["unit"].iloc[0])
    number = Number(low=low, high=high, step=1, start=low, unit=unit, steps={}, starts={})
    return Question(name=name, ask=ask, number=number, field=name, only_if={})


def asked_by_field(tables: Tables) -> dict[str, str]:
    """Return in whose words the card asks for a field: of several questions, one after the other."""
    known = questions(tables)
    single = {name: question.ask for question in known.values() for name in _sets(question)}
    several = {name: "; ".join(known[part].ask for part in parts) for name, parts in any_of().items()}
    return {**single, **several, ALLERGY: known["allergy"].ask + " it"}


def _sets(question: Question) -> set[str]:
    return {question.field} - {""} | {name for choice in question.choices for name in choice.sets}


def patient_of(answers: Answers, tables: Tables) -> dict[str, Any]:
    """Return the fields of a patient from answers by question: what `assess` takes.

    >>> from helpers.tables import packaged
    >>> patient_of({"sex": "male", "age_years": 70}, packaged())
    {'sex': 'male', 'postmenopausal': 'no', 'age_years': 70}

    Raises:
        ValueError: an unknown question or answer; the message names it.
    """
    asked, patient = questions(tables), {}
    for name in checked_answers(answers):
        if name not in asked:
            raise ValueError(f"answers: found {name}, expected questions from {', '.join(asked)}")
    for name, question in asked.items():  # in the order of the card, so that the same answers are the same patient
        if name not in answers or not is_asked(question, answers):
            continue
        answer = answers[name]
        if question.number:
            patient[question.field] = answer
        else:
            patient |= _chosen(question, answer).sets
    for name, parts in any_of().items():
        given = [answers.get(part) for part in parts]
        if YES in given:
            patient[name] = YES
        elif all(each == NO for each in given) and patient.get(name) != YES:
            patient[name] = NO
    return patient


def checked_answers(answers: Any) -> dict[str, Any]:
    """Return answers as a dictionary.

    Raises:
        ValueError: no mapping.
    """
    if not isinstance(answers, Mapping):
        raise ValueError(f"answers: found {answers!r}, expected answers by question, such as sex and age_years")
    return dict(answers)


def is_asked(question: Question, answers: Answers) -> bool:
    """Return whether a question is asked, by the answers to others: nobody asks a man for his menopause."""
    return all(answers.get(name, wanted) == wanted for name, wanted in question.only_if.items())


def _chosen(question: Question, answer: Any) -> Choice:
    known = [choice.name for choice in question.choices]
    written = answer.replace("μ", "µ") if isinstance(answer, str) else answer
    if not isinstance(written, str) or written not in known:
        raise ValueError(f"{question.name}: found {answer!r}, expected one of {', '.join(known)}")
    return question.choices[known.index(written)]


def none_apply(answers: Answers, tables: Tables) -> dict[str, Any]:
    """Return answers with what "none of these apply" fills: every question that has such an answer and is open."""
    filled = {
        each.name: float(each.none) if each.number else each.none
        for each in questions(tables).values()
        if each.none and each.name not in answers
    }
    return {**answers, **filled}
