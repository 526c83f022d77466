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

from helpers.eligibility.assessment import MOST, NO, NUMBERS, YES, fields
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


def any_of() -> Mapping[str, tuple[str, ...]]:
    """Return the fields that are several questions: yes if one is, no if none is."""
    return {name: tuple(parts) for name, parts in _file()["any"].items()}


@lru_cache(maxsize=8)
def groups(tables: Tables) -> tuple[Group, ...]:
    """Return the questions, group by group; last those that only these tables ask."""
    made = [
        Group(name=g["name"], in_sight=g.get("in_sight", False), questions=tuple(map(_question, g["question"])))
        for g in _file()["group"]
    ]
    known = {*any_of(), *(name for group in made for q in group.questions for name in _sets(q))}
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


def _yes_or_no(names: Any) -> tuple[Choice, ...]:
    return tuple(Choice(name=each, words=each, sets=dict.fromkeys(names, each)) for each in (NO, YES))


def _own(name: str, tables: Tables) -> Question:
    """Return the question for a field that only a lecturer's rules have."""
    ask = name.replace("_", " ").capitalize()
    rows = tables.eligibility[tables.eligibility["patient_field"] == name]
    if (rows["comparison"] == "is").all():
        return Question(name=name, ask=ask, choices=_yes_or_no([name]), only_if={})
    low, high = NUMBERS.get(name, (0.0, MOST))
    unit = str(rows["unit"].iloc[0])
    number = Number(low=low, high=high, step=1, start=low, unit=unit, steps={}, starts={})
    return Question(name=name, ask=ask, number=number, field=name, only_if={})


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
    for name, answer in answers.items():
        if name not in asked:
            raise ValueError(f"answers: found {name}, expected questions from {', '.join(asked)}")
        question = asked[name]
        if question.number:
            patient[question.field] = answer
        else:
            known = {choice.name: choice for choice in question.choices}
            if answer not in known:
                raise ValueError(f"{name}: found {answer!r}, expected one of {', '.join(known)}")
            patient |= known[answer].sets
    for name, parts in any_of().items():
        given = [answers.get(part) for part in parts]
        if YES in given or all(each == NO for each in given):
            patient[name] = YES if YES in given else NO
    return patient


def none_apply(answers: Answers, tables: Tables) -> dict[str, Any]:
    """Return answers with what "none of these apply" fills: every question that has such an answer and is open."""
    filled = {
        each.name: float(each.none) if each.number else each.none
        for each in questions(tables).values()
        if each.none and each.name not in answers
    }
    return {**answers, **filled}
