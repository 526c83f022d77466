"""Points of a track that would cover each other are piled up: on which level each stands."""

from collections.abc import Sequence
from math import log

from helpers.pictures.scene import Mark, Point, Scale

NEAR = 0.022  # share of a track that a point takes


def levels(marks: Sequence[Mark], scale: Scale) -> list[int]:
    """Return the level of each mark, 0 at the bottom; what is no point of a figure stands at the bottom.

    >>> scale = Scale(low=0, high=100)
    >>> levels([Point(x=50), Point(x=50.5), Point(x=80), Point(x=51)], scale)
    [0, 1, 0, 2]
    """

    def share(x: float) -> float:
        if scale.log:
            return log(max(x, scale.low) / scale.low) / log(scale.high / scale.low)
        return (x - scale.low) / (scale.high - scale.low)

    found, ends = [0] * len(marks), list[float]()
    points = [(share(mark.x), i) for i, mark in enumerate(marks) if isinstance(mark, Point) and mark.shape != "tick"]
    for at, i in sorted(points):
        level = next((n for n, end in enumerate(ends) if at - end >= NEAR), len(ends))
        ends[level : level + 1] = [at]
        found[i] = level
    return found
