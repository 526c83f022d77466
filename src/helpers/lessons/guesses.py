"""Guesses: a number is set in the picture and committed; then the truth stands beside it, with how far off it was."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd

from helpers import facts, show
from helpers.loading import shown_labels
from helpers.panel import Answer, Commit, Control, Frame, Panel, Slider, plain
from helpers.panel.panel import CAPTION
from helpers.pictures import guess as picture
from helpers.pictures.guess import Guessed
from helpers.pictures.scales import ticked
from helpers.tables import Tables
from helpers.words import Said

NO, YES = "no", "yes"
BUTTON = "That is my guess"
MEASURES = (" %", " times")  # of these one is too high, not too many
_kept: dict[tuple[str, str], dict[str, Any]] = {}  # by lesson and guess: where it stands, for a cell that runs again


class Guess(Panel):
    """A panel that asks for a guess, as `[[guess]]` of a lesson's file describes it.

    What was committed stays, also when the cell runs again. At rest it shows the question, the answer folded.

    Raises:
        ValueError: a fact that these tables lack, or that is no number.
    """

    def __init__(self, lesson: str, asked: Mapping[str, Any], tables: Tables) -> None:
        self._asked = asked
        self._guesses = [_guessed(part, asked, tables) for part in asked["part"]]
        self._ask, self._why = (facts.fill(asked[part], tables) for part in ("ask", "why"))
        self._scale = ticked(asked["low"], asked["high"], asked.get("unit", ""))
        self._along = ticked(0, max(1, *(each.at for each in self._guesses)), asked.get("along", ""))
        controls: list[Control] = [
            _slider(each, part, asked) for each, part in zip(self._guesses, asked["part"], strict=True)
        ]
        controls.append(Commit("answered", "Your guess", [(NO, BUTTON), (YES, "Your guess is locked in.")], NO))
        super().__init__(asked["title"], controls, self._shown, note=shown_labels(tables))
        self.short_name = f"guess-{asked['id']}"
        place = (lesson, str(asked["id"]))
        self.state = self.checked(_kept.get(place, {}))
        self.observe(lambda change: _kept.update({place: change["new"]}), "state")

    def _shown(self, state: Mapping[str, Any]) -> Answer:
        done = state["answered"] == YES
        guesses = [replace(each, value=float(state[each.name])) for each in self._guesses]
        scene = picture.scene(self._asked["form"], guesses, self._scale, self._along, done, self._why)
        names = "; ".join(each.label for each in guesses)
        columns = {"You said": [f"{each.value:g}" for each in guesses], "Actual": [each.words for each in guesses]}
        table = pd.DataFrame({"What": [each.label for each in guesses], **columns})
        if not done:
            alt = f"To guess: {names}. Nothing of the answer is shown yet."
            return Answer(scene, Said(self._ask, alt), lambda: table[["What"]])
        told = " ".join(f"{{{each.name}}}" for each in guesses)
        truth = "; ".join(f"{each.label}: {each.words}" for each in guesses)
        return Answer(scene, Said(told, f"Your guess and how it is. {truth}."), lambda: table)

    def with_table(self, state: Mapping[str, Any]) -> tuple[Frame, str]:
        """Return the frame of a state and its table, where the browser puts what was said: a page has one for all."""
        answer = self._answer(self.checked(state))
        table = answer.table
        if "You said" in table:
            table = table.assign(**{"You said": [f"{{said {each.name}}}" for each in self._guesses]})
        return self._frame(answer), show.html_table(table, CAPTION)

    def resting(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the picture of the question, and its words, the answer folded."""
        image, _ = self.at_rest({})
        truth = " ".join(f"{each.label}: {each.words}." for each in self._guesses)
        answer = show.fold("Answer", f"<p>{escape(truth)} {escape(self._why)}</p>")
        alt = f"<p><em>The picture in words:</em> {escape(self.answer().alt)}</p>"
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        html = f"<p><strong>{escape(self.title)}</strong> {escape(self._ask)}</p>{alt}{note}{answer}"
        return image, {"text/html": html, "text/plain": self._ask}


def _guessed(part: Mapping[str, Any], asked: Mapping[str, Any], tables: Tables) -> Guessed:
    truth = facts.resolve(part["truth"], tables)
    count = round((asked["high"] - asked["low"]) / asked["step"])
    values = tuple(plain(asked["low"] + i * asked["step"]) for i in range(count + 1))
    told = f"{{{part['truth']}}}" + (f" to {{{part['up_to']}}}" if "up_to" in part else "")
    words = facts.fill(part.get("words", told), tables)
    label = facts.fill(part["label"], tables)
    at = float(part.get("at", 0))
    up_to = float(facts.resolve(part["up_to"], tables)) if "up_to" in part else float(truth)
    ends = [float(facts.resolve(part[end], tables)) for end in ("low", "high") if end in part]
    interval = (ends[0], ends[1]) if len(ends) == 2 else None
    return Guessed(
        name=part["name"],
        label=label,
        values=values,
        value=float(asked["start"]),
        truth=float(truth),
        words=words,
        at=at,
        up_to=up_to,
        interval=interval,
    )


def _slider(guess: Guessed, part: Mapping[str, Any], asked: Mapping[str, Any]) -> Slider:
    of = asked.get("of", "")
    options = [(value, f"{value:g}{of.removesuffix('s') if value == 1 else of}") for value in guess.values]
    tells = [_told(guess, part["short"], value, asked["step"], of in MEASURES) for value in guess.values]
    return Slider(guess.name, guess.label, options, plain(asked["start"]), tells=tells)


def _whole(apart: float) -> str:
    return f"{apart:.0f}" if apart >= 1 else f"{apart:.1f}"


def _told(guess: Guessed, short: str, value: float, step: float, measured: bool) -> str:
    """Return how far a guess is off, in words; of a range, from its nearer end. `measured`: no number of things."""
    apart = value - min(max(value, guess.truth), max(guess.truth, guess.up_to))
    if not apart:
        return f"{short}: {guess.words}, as you said."
    if abs(apart) <= step / 2:
        return f"{short}: {guess.words}, close to what you said."
    way = ("high" if apart > 0 else "low") if measured else ("many" if apart > 0 else "few")
    return f"{short}: {guess.words}; you said {value:g}, {_whole(abs(apart))} too {way}."
