"""What the patient card says: the signs of its verdicts, and its answers in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.eligibility import assessment as a
from helpers.eligibility.questions import Question
from helpers.words.numbers import capital

SIGNS = {  # beside the word, never in its place
    a.CONTRAINDICATED: "✕",
    a.NOT_RECOMMENDED: "⊘",
    a.ACT_FIRST: "▸",
    a.ASK_FIRST: "?",
    a.CAUTION: "!",
    a.SUITABLE: "✓",
}
COMPARED = {"is": "", "<": "below ", ">=": "from "}  # how a rule compares an answer, before its limit


def answer(question: Question, value: Any) -> str:
    """Return an answer as the card shows it: "Weight: 65 kg"."""
    if question.number:
        return f"{question.ask}: {value:g} {question.number.unit}".rstrip()
    words = next(choice.words for choice in question.choices if choice.name == value)
    return f"{question.ask}: {words}"


def counts(verdicts: Sequence[str]) -> str:
    """Return how many ways have which verdict.

    >>> counts(["suitable", "ask first", "suitable"])
    'Of 3 treatments: 2 suitable, 1 ask first.'
    """
    told = [f"{verdicts.count(each)} {each}" for each in reversed(a.VERDICTS) if each in verdicts]
    return f"Of {len(verdicts)} treatments: {', '.join(told)}."


def listed(answers: Mapping[str, Any], questions: Mapping[str, Question]) -> list[str]:
    """Return answers in the order of the card."""
    return [answer(question, answers[name]) for name, question in questions.items() if name in answers]


def because(verdict: str, why: Sequence[a.Reason]) -> str:
    """Return a verdict and its gravest reason: "Contraindicated: the kidneys clear it … (ZOL-HOSPIRA, section 4)."."""
    if not why:
        return f"{capital(verdict)}: no rule that we read stands against it."
    place = f" ({why[0].place})" if why[0].place else ""
    asked = why[0].asks and f"not known: {', '.join(name.replace('_', ' ') for name in why[0].asks)}."
    return f"{capital(verdict)}: {asked or why[0].text}{place}"
