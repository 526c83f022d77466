"""Fractures that a drug avoids as its doses are really taken: what a trial found, times how long people are covered.

This is a model. The effect comes from trials against placebo, the time covered from studies of who goes on
(`helpers.adherence`); ratios from studies of adherence and fractures never enter. The risk is the same in each month.
While somebody is covered it is as much lower as in the trial; while the effect fades, by a part of that; else not at
all. Each drug stands against no drug: nothing here compares two drugs. What stopping denosumab does is not in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import exp, isnan, log

import numpy as np
import pandas as pd

from helpers.adherence import cohort
from helpers.benefit.effects import Effect, Row, benefit, risk, working_effect
from helpers.benefit.evidence import BONE_DENSITY, SHOWN, cell, main_row
from helpers.safety import Z
from helpers.tables import Tables

MONTHS = (36, 48)
SEED = 1
OF = 1_000  # people
CERTAIN = 97.5  # percent: the ends of the band hold 95 of 100 draws
GOING_ON, EFFECT, TAIL = CAUSES = ("how many go on", "the effect in the trial", "what is left after the last dose")


@dataclass(frozen=True)
class Avoided:
    """Fractures of one kind in 1,000 people over some months.

    Attributes:
        row: the row of `trials` whose effect it takes.
        own: whether that trial gave this regimen; else bone density alone says that it may stand in.
        without: fractures without a drug.
        in_trial: fewer, if people went on as they did in the trial; `trial_ends`: with the ends of its effect.
        base: fewer, as doses are taken.
        low, high: fewer, with the fewest and the weakest, the most and the strongest; the band lies within.
        band: 95 of 100 draws of who goes on and of the effect lie between.
        dominant: which of `CAUSES` moves it most.
        measured: whether the trial ran that long; else its effect is carried on for a time it did not measure.
    """

    regimen_id: str
    row: Row
    own: bool
    months: int
    without: float
    in_trial: float
    trial_ends: tuple[float, float]
    base: float
    low: float
    high: float
    band: tuple[float, float]
    dominant: str
    measured: bool

    @property
    def kept(self) -> float:
        """The share of what a trial avoids that is left, 0 to 1."""
        return self.base / self.in_trial


@dataclass(frozen=True)
class Unknown:
    """Why nothing can be worked out for a regimen."""

    regimen_id: str
    why: str


NO_TRIAL, NO_RISK = "no trial for it", "how many had it without the drug was not read"
ONE_SIDED = "nobody, or everybody, had it without the drug"


@lru_cache(maxsize=256)
def avoided(
    tables: Tables, regimen_id: str, site: str, percent: float | None = None, months: int = 36, tail: str = "as assumed"
) -> Avoided | Unknown:
    """Return the fractures avoided in 1,000 people.

    Args:
        tables: the checked tables.
        regimen_id: a regimen that `cohort_values` has.
        site: which fractures: one of `evidence.SITES`.
        percent: how many of 100 have one without the drug in the time of the trial; None: as many as its own
            comparator group.
        months: 36 or 48.
        tail: what is left after the last dose: a key of `cohort.TAILS`.

    Raises:
        ValueError: another number of months; or as `cohort.parameters`.
    """
    if months not in MONTHS:
        raise ValueError(f"months: found {months}, expected {' or '.join(map(str, MONTHS))}")
    cohort.parameters(tables, regimen_id, "base", tail)  # says what it does not know
    known = cell(tables, regimen_id, site)
    row = main_row(tables, known.leans_on or regimen_id, site) if known.status in (SHOWN, BONE_DENSITY) else None
    if row is None or pd.isna(row["months"]):
        return Unknown(regimen_id, NO_TRIAL)
    if percent is None and isnan(risk(row, "comparator")):
        return Unknown(regimen_id, NO_RISK)
    found = benefit(row, percent)
    if not 0 < found.without < 100:
        return Unknown(regimen_id, ONE_SIDED)
    measured = working_effect(row)
    assert measured is not None  # a benefit has an effect
    ratio = measured.hazard(found.without)
    hazard = -log(1 - found.without / 100) / int(row["months"])

    def fewer(kept: float | np.ndarray, times: float | np.ndarray) -> np.ndarray:
        """Fractures fewer of 1,000, for so many months of full effect at so many times the hazard."""
        return OF * (np.exp(-hazard * (months - (1 - np.asarray(times)) * kept)) - exp(-hazard * months))

    def as_taken(setting: str, which: str = tail) -> float:
        return _kept_months(tables, regimen_id, months, setting, which)

    base, value = as_taken("base"), float(ratio.ratio.value)
    low, high = (float(fewer(as_taken(setting), end)) for setting, end in _ends(ratio))
    drawn = _drawn_months(tables, regimen_id, months, tail)
    band = np.percentile(fewer(drawn, _drawn(ratio, len(drawn))), (100 - CERTAIN, CERTAIN))
    moves = {
        GOING_ON: _apart(fewer(as_taken(setting), value) for setting in ("low", "high")),
        EFFECT: _apart(fewer(base, end) for _, end in _ends(ratio)),
        TAIL: _apart(fewer(as_taken("base", which), value) for which in ("nothing", "the most")),
    }
    return Avoided(
        regimen_id, row, not known.leans_on, months,
        OF * (1 - exp(-hazard * months)),
        float(fewer(months, value)),
        (float(fewer(months, ratio.ratio.high)), float(fewer(months, ratio.ratio.low))),
        float(fewer(base, value)),
        min(low, float(band[0])), max(high, float(band[1])), (float(band[0]), float(band[1])),
        max(moves, key=lambda cause: moves[cause]),
        months <= int(row["months"]),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _kept_months(tables: Tables, regimen_id: str, months: int, setting: str, tail: str) -> float:
    """Return for how many of the months somebody has the full effect, as expected: what fades counts for a part."""
    shares = cohort.expected_coverage(cohort.parameters(tables, regimen_id, setting, tail), months)
    return float((shares["covered"] + cohort.fading_effect(tables, tail) * shares["fading"]).sum())


@lru_cache(maxsize=64)
def _drawn_months(tables: Tables, regimen_id: str, months: int, tail: str) -> np.ndarray:
    """Return the same for draws of who goes on."""
    covered, fading = next(cohort.coverage_draws(tables, regimen_id, months, SEED, tail=tail))
    return (covered + cohort.fading_effect(tables, tail) * fading).sum(axis=0)


def _ends(effect: Effect) -> tuple[tuple[str, float], tuple[str, float]]:
    """Return the fewest who go on with the weakest effect, and the most with the strongest."""
    return ("low", effect.ratio.high), ("high", effect.ratio.low)


def _drawn(effect: Effect, draws: int) -> np.ndarray:
    """Return ratios drawn from the interval: its logarithm is spread evenly about the value."""
    spread = (log(effect.ratio.high) - log(effect.ratio.low)) / (2 * Z)
    return np.exp(log(effect.ratio.value) + spread * np.random.default_rng(SEED + 1).standard_normal(draws))


def _apart(ends: Iterable[np.ndarray]) -> float:
    low, high = (float(end) for end in ends)
    return abs(high - low)
