"""Exercises: choose an answer, put steps in order, sort cards. The browser judges; nothing is stored or sent."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from helpers import show
from helpers.panel.alone import Alone

LETTERS = "ABCDEFGH"
RIGHT, WRONG = "Yes.", "Not quite."


class Exercise(Alone):
    """Items to do, one after the other, with feedback on each try and a count at the end.

    Args:
        title: its heading.
        items: each a mapping with `kind`: "choose" (`text`, `lead` below it, `options` of `text`, `right`, `feedback`;
            `fill`, the answers that a link puts on the patient card), "order" (`text`, `given`: the steps as they stand
            at first, `steps`: as they should, `why`) or "sort" (`text`, `piles`, `cards` of `text`, `pile`, `why`).
        notes: what is said below: whose labels, what was left out.
        short_name: by which a page names it.
    """

    def __init__(
        self, title: str, items: Sequence[Mapping[str, Any]], notes: Sequence[str] = (), short_name: str = ""
    ) -> None:
        self.items, self.notes = list(items), list(notes)
        body = "".join(_resting(item, number) for number, item in enumerate(self.items, 1))
        said = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        html = f"<p><strong>{escape(title)}</strong></p>{body}{said}"
        text = "\n".join([title, *(line for item in self.items for line in _lines(item)), *self.notes])
        spec = {"kind": "exercise", "title": title, "items": self.items, "notes": self.notes}
        super().__init__(spec, html, text, short_name)


def _lines(item: Mapping[str, Any]) -> list[str]:
    match item["kind"]:
        case "choose":
            options = zip(LETTERS, item["options"], strict=False)
            return [
                item["text"],
                *_lead(item),
                *(f"  {letter}. {o['text']}\n     {_verdict(o)}" for letter, o in options),
            ]
        case "order":
            return [item["text"], *(f"  {n}. {step}" for n, step in enumerate(item["steps"], 1))]
    return [item["text"], *(f"  {card['text']}: {card['pile']}. {card['why']}" for card in item["cards"])]


def _lead(item: Mapping[str, Any]) -> list[str]:
    return [item["lead"]] if "lead" in item else []


def _verdict(option: Mapping[str, Any]) -> str:
    return f"{RIGHT if option['right'] else WRONG} {option['feedback']}"


def _resting(item: Mapping[str, Any], number: int) -> str:
    asked = f"<p><strong>{number}.</strong> {escape(' '.join([item['text'], *_lead(item)]))}</p>"
    if item["kind"] == "choose":
        return asked + "".join(
            show.fold(f"{letter}. {option['text']}", f"<p>{escape(_verdict(option))}</p>")
            for letter, option in zip(LETTERS, item["options"], strict=False)
        )
    if item["kind"] == "order":
        given = "".join(f"<li>{escape(step)}</li>" for step in item["given"])
        steps = "".join(f"<li>{escape(step)}</li>" for step in item["steps"])
        return f"{asked}<ul>{given}</ul>" + show.fold("Answer", f"<ol>{steps}</ol><p>{escape(item['why'])}</p>")
    cards = "".join(f"<li>{escape(card['text'])}</li>" for card in item["cards"])
    told = "".join(
        f"<li>{escape(card['text'])} <strong>{escape(card['pile'])}</strong>. {escape(card['why'])}</li>"
        for card in item["cards"]
    )
    return f"{asked}<ul>{cards}</ul>" + show.fold("Answer", f"<ul>{told}</ul>")
