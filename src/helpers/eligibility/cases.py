"""The patients of the lesson on choosing: made up, and answered for by the rules alone."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from helpers.eligibility import questions
from helpers.eligibility.assessment import CONTRAINDICATED, NOT_RECOMMENDED, Reason, reasons, verdict
from helpers.tables import Tables

RULED_OUT = (CONTRAINDICATED, NOT_RECOMMENDED)


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads(files("helpers.eligibility").joinpath("cases.toml").read_text(encoding="utf-8"))


def names() -> tuple[str, ...]:
    """Return the names of all cases."""
    return tuple(_file()["case"])


def answers_of(name: str, tables: Tables, change: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a patient's answers by question, in the order of the card.

    Args:
        name: of the case.
        tables: the checked tables.
        change: answers that take the place of the patient's own.

    Raises:
        ValueError: no such case.
    """
    if name not in _file()["case"]:
        raise ValueError(f'case: found "{name}", expected one of {", ".join(names())}')
    case = _file()["case"][name]
    known = {**_file()["usual"], **case["answers"], **(change or {})}
    if known["sex"] != "female":
        del known["postmenopausal"]
    whole = questions.none_apply(known, tables)
    still_open = set(case.get("open", ())) - set(change or {})
    return {each: whole[each] for each in questions.questions(tables) if each in whole and each not in still_open}


def judged(name: str, tables: Tables, change: Mapping[str, Any] | None = None) -> dict[str, list[Reason]]:
    """Return the reasons by regimen, gravest first, of a patient as he or she is, or with other answers."""
    return reasons(questions.patient_of(answers_of(name, tables, change), tables), tables)


def verdicts(name: str, tables: Tables, change: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Return the verdict by regimen of a patient as he or she is, or with other answers."""
    return {each: verdict(why) for each, why in judged(name, tables, change).items()}
