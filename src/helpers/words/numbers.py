"""How numbers are written, everywhere: per 100, with a sign, with an interval."""

from helpers.comparisons import whole
from helpers.safety import Estimate

MINUS = "\u2212"


def per_100(risk: float) -> str:
    """Return people per 100 as pictures, sentences and tables write them.

    >>> per_100(17.24), per_100(2.0)
    ('17.2', '2')
    """
    return f"{risk:.1f}".removesuffix(".0")


def signed(difference: float) -> str:
    """Return a difference with its sign, a minus being as wide as a plus.

    >>> signed(15.4), signed(0.0)
    ('+15.4', '0')
    """
    words = f"{abs(difference):.1f}"
    return "0" if words == "0.0" else f"{'+' if difference > 0 else MINUS}{words}"


def with_interval(estimate: Estimate) -> str:
    """Return a difference with its interval, or that it has none.

    >>> with_interval(Estimate(15.4, 14.1, 16.7)), with_interval(Estimate(1.0))
    ('+15.4 (+14.1 to +16.7)', '+1.0 (no interval)')
    """
    if not estimate.has_interval:
        return f"{signed(estimate.value)} (no interval)"
    return f"{signed(estimate.value)} ({signed(estimate.low)} to {signed(estimate.high)})"


def about(risk: float) -> str:
    """Return people per 100 as one says it.

    >>> about(42.3), about(1.94)
    ('about 42', 'about 1.9')
    """
    return f"about {whole(risk)}" if risk >= 9.95 else f"about {per_100(risk)}"


def rate(value: float) -> str:
    """Return a rate in 100,000 with no more digits than it deserves.

    >>> rate(1.84), rate(1100.2)
    ('1.8', '1,100')
    """
    words = f"{abs(value):.1f}".removesuffix(".0") if abs(value) < 10 else f"{abs(value):,.0f}"
    return f"{MINUS}{words}" if value < 0 and words != "0" else words


def count(number: int, one: str, many: str = "") -> str:
    """Return a number of things.

    >>> count(1, "dose"), count(1200, "dose"), count(2, "study", "studies")
    ('1 dose', '1,200 doses', '2 studies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def capital(words: str) -> str:
    """Return words that begin with a capital letter."""
    return words[:1].upper() + words[1:]


def small(words: str) -> str:
    """Return words to stand inside a sentence: the first letter small, names in capitals as they are."""
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in words.split(" "))
