"""What a panel shows of one state: as the model gives it, and as the front end takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.words import Said


@dataclass(frozen=True)
class Answer:
    """What a state amounts to.

    Attributes:
        picture: a scene; or, for a panel with a `chart`, the data that it draws.
        said: the result in plain words, and the picture in words.
        rows: makes the table of the numbers behind both, with readable column names, when it is asked for.
    """

    picture: Any
    said: Said
    rows: Callable[[], pd.DataFrame]

    def __post_init__(self) -> None:
        if not isinstance(self.said, Said):
            raise TypeError(f"said: found {type(self.said).__name__}, expected Said(sentence, alt)")

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        return self.said.sentence

    @property
    def alt(self) -> str:
        """The picture in words."""
        return self.said.alt

    @cached_property
    def table(self) -> pd.DataFrame:
        """The numbers behind the picture."""
        return self.rows()


@dataclass(frozen=True)
class Frame:
    """A finished state as the front end takes it: the scene as JSON, or a drawing as SVG, and its words."""

    scene: str
    sentence: str
    alt: str
    drawing: str = ""
