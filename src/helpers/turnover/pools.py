"""Bisphosphonates: what a dose leaves in bone comes free again, slows turnover, and turnover follows.

The model is that of a virtual dose ("kinetics of pharmacodynamics", Pillai and others 2004): nobody measures how much
drug lies in bone, so only doses and the marker are needed. Each absorbed dose goes into one pool or two, and each pool
loses a fixed share a day: `-k A`. What comes free that day, D, holds turnover back by `D^g / (E50^g + D^g)` of the most
it can, and turnover moves towards that by `kout` of what is left a day. Amounts in mg, times in days, levels as a share
of the level before treatment.
"""

from dataclasses import dataclass
from itertools import accumulate
from math import exp, log
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers: TypeAlias = NDArray[np.float64]
STEP = 0.25  # days between the places where turnover is worked out


@dataclass(frozen=True, kw_only=True)
class Pools:
    """A bisphosphonate.

    Attributes:
        absorbed: share of a dose that reaches the blood.
        pools: for each pool the share of the absorbed dose that it takes, and what it loses a day.
        e50: mg set free a day that hold turnover back by half of the most.
        hill: how steep that is, g.
        most: the most that turnover can be held back, as a share.
        kout: how fast turnover follows, a day.
    """

    absorbed: float
    pools: tuple[tuple[float, float], ...]
    e50: float
    hill: float
    most: float
    kout: float


def set_free(drug: Pools, days: Numbers, doses: Numbers, at: ArrayLike) -> Numbers:
    """Return how many mg come free a day at some days; nothing before the first dose. Exact, whenever doses are given.

    >>> one = Pools(absorbed=0.5, pools=((1.0, log(2) / 10),), e50=1.0, hill=1.0, most=1.0, kout=1.0)
    >>> set_free(one, np.array([0.0]), np.array([4.0]), [-1.0, 0.0, 10.0]).round(4).tolist()
    [0.0, 0.1386, 0.0693]
    """
    at = np.asarray(at, dtype=float)
    last = np.searchsorted(days, at, side="right") - 1
    free = np.zeros(at.shape)
    for share, loss in drug.pools:
        held, before, amounts = 0.0, 0.0, np.zeros(len(days))
        for i, (day, dose) in enumerate(zip(days.tolist(), doses.tolist(), strict=True)):
            held = held * exp(-loss * (day - before)) + share * drug.absorbed * dose
            amounts[i], before = held, day
        given = last >= 0
        since = at[given] - days[last[given]]
        free[given] += loss * amounts[last[given]] * np.exp(-loss * since)
    return free


def held_back(drug: Pools, free: Numbers) -> Numbers:
    """Return by which share of its level turnover is held back, once it has followed."""
    part = np.zeros(free.shape)
    some = free > 0
    part[some] = drug.most / (1 + np.exp(drug.hill * (log(drug.e50) - np.log(free[some]))))
    return part


def level(drug: Pools, days: Numbers, doses: Numbers, at: Numbers) -> Numbers:
    """Return turnover at some days as a share of the level before treatment, 1 until the first dose.

    A dose counts from its day on: at that day itself turnover is as it was before it.
    """
    end = max(float(at.max(initial=0.0)), 0.0)
    edges = np.union1d(np.arange(0.0, end + STEP, STEP), np.concatenate([days[days <= end], at[at > 0]]))
    aims = 1 - held_back(drug, set_free(drug, days, doses, (edges[1:] + edges[:-1]) / 2))
    kept = np.exp(-drug.kout * np.diff(edges))
    return np.interp(at, edges, follow(kept, (1 - kept) * aims))


def follow(kept: Numbers, added: Numbers) -> Numbers:
    """Return what begins as 1 and keeps a share of itself at each step, while something is added."""
    steps = zip(kept.tolist(), added.tolist(), strict=True)
    return np.array([*accumulate(steps, lambda x, step: x * step[0] + step[1], initial=1.0)])
