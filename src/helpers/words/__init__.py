"""Sentences and names, made from numbers: the result in plain words, the picture in words, what a mark is.

No arithmetic and no pictures here. Each picture has one function that returns its `Said`.
"""

from typing import NamedTuple


class Said(NamedTuple):
    """What is said of a state: the result in a sentence or two, and the picture in words (its alt text)."""

    sentence: str
    alt: str
