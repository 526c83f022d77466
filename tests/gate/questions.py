"""The texts of a lesson's file: no number without a fact, no two answers alike, nothing that leads nowhere."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gate.files import PATH
from gate.numbers import FILLED, hidden_complaints, number_complaints
from helpers import facts
from helpers.loading import load

PLACEHOLDER = re.compile(r"\{[^{}\n]*\}")
# What is no text a student reads: ids, paths into tables, names of controls, code, moves and what they show.
NO_TEXT = {
    "id", "form", "truth", "low", "high", "up_to", "along", "panel", "do", "sees", "kind", "code", "asks", "regimen",
    "row", "options", "main", "kinds", "lessons", "name", "only_if", "sets", "answers", "open", "usual", "any", "none",
    "pile", "unit", "given", "start",
}  # fmt: skip


def question_complaints(path: Path) -> list[str]:
    """Return what is wrong with a file of questions or with the plan of the lessons.

    An answer that is wrong may hold any number: it is made up.
    """
    try:
        file = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [f"it is no file of questions: {error}"]
    found = [f"{place}: {complaint}" for place, text in _texts(file) for complaint in text_complaints(text)]
    for question in file.get("question", []):
        found += [f"{question.get('id', '?')}: {complaint}" for complaint in _answers(question)]
    found += [f"{place}: {complaint}" for place, text in _strings(file, "") for complaint in _hidden(text)]
    for name, times in Counter(_bare(str(each.get("text"))) for each in file.get("question", [])).items():
        found += [f"{times} questions have one text: {name[:40]}"] if times > 1 else []
    for kind in ("question", "guess", "order", "sort", "task", "case"):
        ids = Counter(each.get("id") for each in file.get(kind, []) if isinstance(each, dict))
        found += [f"a {kind} without an id"] if None in ids else []
        found += [f"{name}: {times} times one id" for name, times in ids.items() if name and times > 1]
    for exercise in file.get("sort", []):
        found += [f"{exercise.get('id')}: {complaint}" for complaint in _piles(exercise)]
    for exercise in file.get("order", []):
        if len(set(map(_bare, exercise.get("steps", [])))) < len(exercise.get("steps", [])):
            found.append(f"{exercise.get('id')}: two steps are alike")
    return found


def text_complaints(text: str) -> Iterator[str]:
    """Yield what is wrong with a text; what is filled in from the tables is a number with its fact."""
    yield from number_complaints(PLACEHOLDER.sub(FILLED, text), load())
    for place in PLACEHOLDER.findall(text):
        answer = re.fullmatch(r"\{[a-z_]+\}", place)  # of a case's own patient
        if not answer and _filled(place) == place:
            yield f"{place} means nothing"


def _strings(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a file, wrong answers and ids too."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _strings(each, str(value.get("id") or name))
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each, place)


def _hidden(text: str) -> Iterator[str]:
    """Yield signs one cannot see, letters of two scripts in a word, paths and scripts."""
    yield from hidden_complaints(text)
    if PATH.search(text) or re.search(r"javascript:|<script", text, re.I):
        yield "there is a path or a script in it"


def _answers(question: dict[str, Any]) -> Iterator[str]:
    """One answer is right; no two say the same, nor do two feedbacks."""
    answers = question.get("answer", [])
    if len(answers) < 2 or sum(answer.get("right") is True for answer in answers) != 1:
        yield "expected one right answer" if len(answers) >= 2 else "expected two answers or more"
    for part in ("text", "feedback"):
        said = [_bare(_filled(str(answer.get(part, "")))) for answer in answers]
        if not all(said):
            yield f"an answer has no {part}"
        if len(set(said)) < len(said):
            yield f"two answers have the same {part}"


def _piles(exercise: dict[str, Any]) -> Iterator[str]:
    piles, cards = exercise.get("piles", []), exercise.get("card", [])
    for card in cards:
        if "pile" in card and card["pile"] not in piles:
            yield f"the pile {card['pile']} is none of its piles"
    if len({_bare(card.get("text", "")) for card in cards}) < len(cards):
        yield "two cards are alike"


def _filled(text: str) -> str:
    """Return a text with its numbers, as a student sees it; what cannot be looked up stays."""

    def number(match: re.Match) -> str:
        try:
            return facts.text(match[0][1:-1], load())
        except (ValueError, KeyError, TypeError, AttributeError):
            return match[0]

    return PLACEHOLDER.sub(number, text)


def _bare(text: str) -> str:
    """Return the letters and figures of a text."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _texts(file: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of a file that a student takes for true, and where it stands."""
    for kind, entries in file.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            if kind not in NO_TEXT and isinstance(entry, dict):
                yield from _of_entry(str(entry.get("id") or entry.get("name") or kind), kind, entry)


def _of_entry(place: str, kind: str, entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if kind == "question" and "answer" in entry:
        for letter, answer in zip("ABCDEFGH", entry["answer"], strict=False):
            if answer.get("right"):
                yield f"{place}, answer {letter}", answer["text"]
            yield f"{place}, feedback {letter}", answer.get("feedback", "")
    for name, value in entry.items():
        if name in NO_TEXT or name == "answer":
            continue
        label = place if name in ("text", "question") else f"{place}, {name}"
        if isinstance(value, str):
            yield label, FILLED + value if name == "of" else value  # it stands behind a number
        elif isinstance(value, dict):
            yield from _of_entry(label, name, value)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict):
                    yield from _of_entry(f"{place}, {each.get('name') or each.get('id') or name}", name, each)
                elif isinstance(each, str):
                    yield label, each
