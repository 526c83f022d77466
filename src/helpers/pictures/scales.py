"""Round numbers for scales."""

from collections.abc import Iterator
from math import ceil, floor, log10

from helpers.pictures.scene import Scale
from helpers.words.numbers import MINUS


def nice(largest: float) -> float:
    """Return a round number at or above `largest` for the end of a scale.

    >>> nice(17.2), nice(0)
    (20.0, 1.0)
    """
    if largest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(largest))
    return next(step * power for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= largest * 0.999)


def round_numbers(low: float, high: float) -> list[float]:
    """Return a few round numbers from `low` to `high`, zero among them if it lies between.

    >>> round_numbers(0, 20)
    [0.0, 5.0, 10.0, 15.0, 20.0]
    """
    step = next(step for step in _steps() if (high - low) / step <= 5)
    return [step * i for i in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def _steps() -> Iterator[float]:
    for power in range(-2, 6):
        yield from (factor * 10.0**power for factor in (1, 2, 5))


def upward(highest: float, words: str) -> Scale:
    """Return a scale from 0 to a round number at or above the highest value."""
    top = nice(highest)
    return Scale(low=0.0, high=top, ticks=tuple((value, f"{value:g}") for value in round_numbers(0, top)), words=words)


def around_zero(values: list[float], words: str) -> Scale:
    """Return a scale of differences, numbers with their sign."""
    low = -nice(-min(values)) if values and min(values) < 0 else 0.0
    high = nice(max(values)) if values and max(values) > 0 else 0.0
    low, high = (low, high) if high > low else (-1.0, 1.0)
    ticks = tuple((value, (f"{value:+g}" if value else "0").replace("-", MINUS)) for value in round_numbers(low, high))
    return Scale(low=low, high=high, ticks=ticks, words=words)


def ticked(low: float, high: float, words: str = "") -> Scale:
    """Return a scale from one number to another, round numbers between them."""
    ticks = tuple((value, f"{value:g}") for value in round_numbers(low, high))
    return Scale(low=float(low), high=float(high), ticks=ticks, words=words)
