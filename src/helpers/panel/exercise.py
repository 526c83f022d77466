"""Exercises: choose an answer, put steps in order, sort cards. The browser judges; nothing is stored or sent."""

import uuid
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from helpers import show
from helpers.panel import cells, front

LETTERS = "ABCDEFGH"
RIGHT, WRONG = "Yes.", "Not quite."


class Exercise(anywidget.AnyWidget):
    """Items to do, one after the other, with feedback on each try and a count at the end.

    Args:
        title: its heading.
        items: each a mapping with `kind`: "choose" (`text`, `options` of `text`, `right`, `feedback`), "order" (`text`,
            `given`: the steps as they stand at first, `steps`: as they should, `why`) or "sort" (`text`, `piles`,
            `cards` of `text`, `pile`, `why`).
        notes: what is said below: whose labels, what was left out.
        short_name: by which a page names it.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    _spec = traitlets.Dict().tag(sync=True)
    _uid = traitlets.Unicode().tag(sync=True)
    _name = traitlets.Unicode().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self, title: str, items: Sequence[Mapping[str, Any]], notes: Sequence[str] = (), short_name: str = ""
    ) -> None:
        self.title, self.items, self.notes, self.short_name = title, list(items), list(notes), short_name
        spec = {"kind": "exercise", "title": title, "items": self.items, "notes": self.notes}
        super().__init__(_spec=spec, _uid=uuid.uuid4().hex, _esm=front.script(), _css=front.style())

    def __repr__(self) -> str:
        return "\n".join([self.title, *(line for item in self.items for line in _lines(item)), *self.notes])

    @property
    def html(self) -> str:
        """The exercise where no script runs: what is asked, each answer behind a line that opens."""
        body = "".join(_resting(item, number) for number, item in enumerate(self.items, 1))
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        return f"<p><strong>{escape(self.title)}</strong></p>{body}{notes}"

    def _ipython_display_(self) -> None:
        """Show the exercise; where it cannot live, its questions and folded answers."""
        if self.comm is None:  # it was closed: its cell ran again without it
            self.layout = ipywidgets.Layout()
            self.open()
        cells.shown(self)
        live = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        bundle = {"text/html": self.html, "text/plain": repr(self)}
        display({**bundle, "application/vnd.jupyter.widget-view+json": live}, raw=True)

    def close(self) -> None:
        """Close the exercise and what it keeps in the browser."""
        self.layout.close()
        super().close()


def _lines(item: Mapping[str, Any]) -> list[str]:
    match item["kind"]:
        case "choose":
            options = zip(LETTERS, item["options"], strict=False)
            return [item["text"], *(f"  {letter}. {o['text']}\n     {_verdict(o)}" for letter, o in options)]
        case "order":
            return [item["text"], *(f"  {n}. {step}" for n, step in enumerate(item["steps"], 1))]
    return [item["text"], *(f"  {card['text']}: {card['pile']}. {card['why']}" for card in item["cards"])]


def _verdict(option: Mapping[str, Any]) -> str:
    return f"{RIGHT if option['right'] else WRONG} {option['feedback']}"


def _resting(item: Mapping[str, Any], number: int) -> str:
    asked = f"<p><strong>{number}.</strong> {escape(item['text'])}</p>"
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
