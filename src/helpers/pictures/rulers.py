"""Scales on paper: where values stand in an axes of matplotlib, and the numbers beside them."""

from math import log

import numpy as np
from matplotlib.axes import Axes

from helpers.pictures import inks
from helpers.pictures.scene import Scale

ZERO = 0.09  # share of a scale by ratios that is kept for nothing


def ends(scale: Scale) -> tuple[float, float]:
    """Return where a scale begins and ends in an axes."""
    if scale.log and scale.zero:
        return scale.low * (scale.low / scale.high) ** (ZERO / (1 - ZERO)), scale.high
    return scale.low, scale.high


def place(scale: Scale, value: float) -> float:
    """Return where a value stands: what lies outside stands at the end, nothing at its own place."""
    low, high = ends(scale)
    return min(max(value, low), high) if not scale.log or value > 0 else low


def share(described: Scale, value: float) -> float:
    """Return how far along a scale that begins with 0 a value stands, 0 to 1."""
    return (place(described, value) - described.low) / (described.high - described.low)


def scale(axes: Axes, described: Scale, end: float = 1.0) -> None:
    """Give an axes the scale of a track, with faint lines at its numbers; `end`: the share of it that it takes."""
    if described.log:
        axes.set_xscale("log")
    low, high = ends(described)
    margin = 0.02
    if described.log:
        reach = log(high / low) * margin
        axes.set_xlim(low * np.exp(-reach), high * np.exp(reach))
    else:
        axes.set_xlim(low - margin * (high - low), low + (high - low) * max(1 / min(end, 1.0), 1 + margin))
    kept = _apart(axes, [(place(described, value), words) for value, words in described.ticks])
    axes.set_xticks([at for at, _ in kept], [words for _, words in kept])
    axes.minorticks_off()
    axes.grid(axis="x", color=inks.colour("band"), linewidth=1)
    axes.set_axisbelow(True)


def _apart(axes: Axes, ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return the ticks whose words do not touch: the first, the last, and those between that have room."""
    kept: list[tuple[float, float, float, str]] = []
    for at, said in (*ticks[:1], *ticks[-1:], *ticks[1:-1]):
        middle = float(axes.transData.transform((at, 0))[0])
        half = 4.2 * len(said) + 3  # pixels, about
        if all(middle + half < low or middle - half > high for low, high, _, _ in kept):
            kept.append((middle - half, middle + half, at, said))
    return sorted((at, said) for _, _, at, said in kept)
