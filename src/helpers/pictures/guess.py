"""A guess before the truth: what somebody sets in the picture, and, once it is committed, the truth beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.pictures.marks import Handle
from helpers.pictures.scene import (
    Bar,
    Column,
    Group,
    Hundred,
    Key,
    Line,
    Mark,
    Part,
    People,
    Plot,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Span,
    Swatch,
    Track,
    Words,
)  # fmt: skip

KEY = Key(entries=((Swatch(shape="box"), "your guess"), (Swatch(shape="bar"), "actual")))
CURVES = Key(entries=((Swatch(shape="line", ink="quiet"), "your guess"), (Swatch(shape="line"), "actual")))


@dataclass(frozen=True, kw_only=True)
class Guessed:
    """One number that is guessed.

    Attributes:
        name: of its control.
        label: what it is the number of.
        values: those that can be guessed, in order.
        value: where the guess stands.
        truth: the number itself; of a range, its lower end, and `up_to` its upper one.
        words: the truth as it is written.
        at: where it stands on the other scale of a curve.
        interval: how far the truth may lie, where that is known.
    """

    name: str
    label: str
    values: tuple[float, ...]
    value: float
    truth: float
    words: str
    at: float = 0.0
    up_to: float = 0.0
    interval: tuple[float, float] | None = None

    @property
    def middle(self) -> float:
        """Where the truth is drawn: of a range its middle."""
        return (self.truth + max(self.truth, self.up_to)) / 2

    @property
    def span(self) -> tuple[float, float] | None:
        """What is drawn beside it: the range, or the interval."""
        return (self.truth, self.up_to) if self.up_to > self.truth else self.interval


def scene(form: str, guesses: Sequence[Guessed], scale: Scale, along: Scale | None, answered: bool, why: str) -> Scene:
    """Return the picture.

    Args:
        form: "bars", "people" (so many of 100) or "curve" (a line through the guesses).
        guesses: what is guessed.
        scale: of the numbers.
        along: of a curve, the scale its points stand along.
        answered: whether the truth is shown; then nothing can be moved.
        why: what is said below the truth.
    """
    parts: tuple[Part, ...]
    if form == "people":
        parts = (People(groups=tuple(group for guess in guesses for group in _hundreds(guess, answered))),)
    elif form == "curve":
        parts = (*((CURVES,) if answered else ()), _curve(guesses, scale, along or scale, answered))
    else:
        columns: tuple[Track | Column, ...] = (Track(scale=scale), *((Column(words="actual"),) if answered else ()))
        rows = Rows(columns=columns, groups=(Group(rows=tuple(_row(guess, answered) for guess in guesses)),))
        parts = (*((KEY,) if answered else ()), rows)
    return Scene(parts=(*parts, Words(text=why)) if answered and why else parts)


def _row(guess: Guessed, answered: bool) -> Row:
    said = f"{guess.label}: your guess"
    own = Bar(low=0.0, high=guess.value, look="box", key=f"{guess.name} bar", follows=(guess.name,), says=said)
    if answered:
        says = f"{guess.label}: {guess.words}"
        truth = Bar(low=0.0, high=guess.middle, thin=True, key=f"{guess.name} truth", says=says)
        spans = () if guess.span is None else (Span(low=guess.span[0], high=guess.span[1]),)
        return Row(name=guess.label, cells=((own, truth, *spans), guess.words))
    return Row(name=guess.label, cells=((own, _grip(guess, "x", guess.value, None)),))


def _grip(guess: Guessed, along: str, x: float, y: float | None) -> Mark:
    handle = Handle(control=guess.name, places=tuple((value, float(value)) for value in guess.values), along=along)
    return Point(x=x, y=y, shape="square", size=1.3, key=guess.name, follows=(guess.name,), handle=handle)


def _hundreds(guess: Guessed, answered: bool) -> list[Hundred]:
    mine = ((Swatch(shape="hollow square"), round(guess.value), "your guess"),)
    own = Hundred(name=guess.label, words="your guess", counts=mine, key=guess.name, follows=guess.name)
    if not answered:
        return [own]
    truth = ((Swatch(shape="disc"), round(guess.truth), guess.words),)
    said = f"actual: {guess.words} of 100"
    return [own, Hundred(name=guess.label, words=said, counts=truth, key=f"{guess.name} truth")]


def _curve(guesses: Sequence[Guessed], scale: Scale, along: Scale, answered: bool) -> Plot:
    xs, names = tuple(guess.at for guess in guesses), tuple(guess.name for guess in guesses)
    marks: list[Mark] = [
        Line(xs=xs, ys=tuple(guess.value for guess in guesses), ink="quiet", look="dashed", key="guess", follows=names)
    ]
    if answered:
        marks.append(Line(xs=xs, ys=tuple(guess.middle for guess in guesses), key="truth"))
        marks += [Span(low=g.span[0], high=g.span[1], along="y", at=g.at) for g in guesses if g.span is not None]
        marks += [Point(x=g.at, y=g.middle, key=f"{g.name} truth", says=f"{g.label}: {g.words}") for g in guesses]
    else:
        marks += [_grip(guess, "y", guess.at, guess.value) for guess in guesses]
    return Plot(x=along, y=scale, marks=tuple(marks), height=12.0)
