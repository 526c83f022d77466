"""Controls: what a student can move. Each has a name and, for every value, words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Control:
    """One control with a fixed list of values.

    Attributes:
        name: key in the state.
        label: what the student reads.
        options: pairs of value and words, in order. Values are numbers or strings.
        default: the value at the start; one of the options (for `Choices` a tuple of them).
        group: controls of one group stand together, folded away; empty for those always in sight.
        used_when: name of another control and those of its values with which this one counts; None: always. With the
            others it is not there.
        headings: the heading above each option of a long list; options with the same heading follow each other.
        tells: of a guess: for each option what is said of it once it is committed. A control that tells changes no
            answer: its marks follow it in the browser, and its words stand in the sentence where "{name}" stands.
    """

    name: str
    label: str
    options: Sequence[tuple[Any, str]]
    default: Any
    group: str = ""
    used_when: tuple[str, Sequence[Any]] | None = None
    headings: Sequence[str] = ()
    tells: Sequence[str] = ()

    kind = "options"

    def __post_init__(self) -> None:
        self.check(self.default)
        if self.headings and len(self.headings) != len(self.options):
            raise ValueError(f"{self.name}: found {len(self.headings)} headings for {len(self.options)} options")
        if self.tells and len(self.tells) != len(self.options):
            raise ValueError(f"{self.name}: found {len(self.tells)} texts to tell for {len(self.options)} options")

    @property
    def values(self) -> tuple[Any, ...]:
        """The values it can take, in order."""
        return tuple(value for value, _ in self.options)

    def check(self, value: Any) -> Any:
        """Return the value in its usual form.

        Raises:
            ValueError: it is none of the options; the message lists them.
        """
        if value not in self.values:
            known = ", ".join(str(v) for v in self.values)
            raise ValueError(f'{self.name}: found "{value}", expected one of {known}')
        return self.values[self.values.index(value)]

    def states(self) -> list[Any]:
        """Return every value that a sweep of this control should try."""
        return list(self.values)

    def spec(self) -> dict[str, Any]:
        """Return what the front end needs to build it."""
        options = [{"value": value, "words": words} for value, words in self.options]
        for option, heading in zip(options, self.headings, strict=False):
            option["heading"] = heading
        return {
            "kind": self.kind,
            "name": self.name,
            "label": self.label,
            "group": self.group,
            "default": self.default,
            "options": options,
            "tells": list(self.tells),
            "usedWhen": None if self.used_when is None else [self.used_when[0], list(self.used_when[1])],
        }


@dataclass(frozen=True)
class Options(Control):
    """A short list to choose one from."""


@dataclass(frozen=True)
class Slider(Control):
    """A slider over ordered values; it speaks the words, not the position."""

    kind = "slider"


@dataclass(frozen=True)
class Commit(Control):
    """A button that is pressed once: from its first value to its second."""

    kind = "commit"


@dataclass(frozen=True)
class Choices(Control):
    """Check boxes: any number of the options, in the order of the options."""

    kind = "choices"

    def check(self, value: Any) -> tuple[Any, ...]:
        """Return the chosen values in the order of the options.

        Raises:
            ValueError: one of them is no option.
        """
        if isinstance(value, str) or not isinstance(value, Iterable):
            value = (value,)
        chosen = {super(Choices, self).check(v) for v in value}
        return tuple(v for v in self.values if v in chosen)

    def states(self) -> list[Any]:
        """Return none, each alone, the default with each one changed, and all."""
        alone = [(v,) for v in self.values]
        changed = [self.check(set(self.default) ^ {v}) for v in self.values]
        return [(), *alone, *changed, self.values]

    def spec(self) -> dict[str, Any]:
        """Return what the front end needs to build it."""
        return {**super().spec(), "default": list(self.default)}


def plain(value: float) -> float:
    """Return a number as the browser writes it too: whole ones without a point.

    >>> plain(42.0), plain(0.5)
    (42, 0.5)
    """
    return int(value) if float(value).is_integer() else float(value)
