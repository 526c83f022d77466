"""A chart whose data know how they are drawn: for panels that offer several views."""

from collections.abc import Iterator, Sequence
from math import ceil, floor
from textwrap import wrap
from typing import Protocol

from helpers.charts import style
from helpers.charts.canvas import Layer

LETTER, BOLD_LETTER = 0.56, 0.64  # width of a letter, in heights of the text
ELLIPSIS = "…"
MINUS = "\u2212"


class View(Protocol):
    """What such data offer."""

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""

    def layers(self, size: style.Size) -> Sequence[Layer]:
        """Return the layers from below, as `helpers.charts.canvas.Chart`."""

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""


def height(data: View, size: style.Size) -> int:
    """Return the height of the picture in CSS pixels."""
    return data.height(size)


def layers(data: View, size: style.Size) -> Sequence[Layer]:
    """Return the layers from below."""
    return data.layers(size)


def fit(text: str, width: float, unit: float, lines: int = 2, bold: bool = False) -> list[str]:
    """Return a text in at most so many lines of about `width` pixels; what does not fit ends in an ellipsis."""
    letter = (BOLD_LETTER if bold else LETTER) * unit
    parts = wrap(text, max(int(width / letter), 4)) or [""]
    if len(parts) > lines:
        parts = [*parts[: lines - 1], f"{parts[lines - 1][:-1].rstrip(' ,;(')}{ELLIPSIS}"]
    return parts


def whole(number: float) -> int:
    """Return the nearest whole number, a half always up: so one counts people."""
    return floor(number + 0.5)


def per_100(risk: float) -> str:
    """Return people per 100 as pictures, sentences and tables write them: 17.2, 2."""
    return f"{risk:.1f}".removesuffix(".0")


def signed(difference: float) -> str:
    """Return a difference with its sign, a minus being as wide as a plus: +15.4, 0."""
    words = f"{abs(difference):.1f}"
    return "0" if words == "0.0" else f"{'+' if difference > 0 else MINUS}{words}"


def scale_numbers(low: float, high: float) -> list[float]:
    """Return a few round numbers from `low` to `high`, zero among them if it lies between."""
    step = next(s for s in _steps() if (high - low) / s <= 5)
    return [step * i for i in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def _steps() -> Iterator[float]:
    for power in range(-2, 6):
        yield from (factor * 10.0**power for factor in (1, 2, 5))
