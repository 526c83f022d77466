"""What one trial found, and what it comes to: with and without the drug, how many fewer, how many are treated for one.

Hazard ratios, risk ratios and odds ratios are not the same, and each is applied in its own way. An effect is applied
only to the fractures and the time it was measured for. This says what a trial found for people like those in it, and
nothing about one patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, isnan, log, nan
from typing import Any

import pandas as pd

from helpers import safety
from helpers.safety import Estimate, Needed
from helpers.tables import Tables

HAZARD, RISK, ODDS, FEWER = MEASURES = ("hazard ratio", "risk ratio", "odds ratio", "percent fewer")
PLACEBO = "placebo"
MEAN_GAIN = "mean gain"  # percentages of a row that are no people

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Effect:
    """How many times as often, drug against comparator; `kind`: `HAZARD`, `RISK` or `ODDS`."""

    kind: str
    ratio: Estimate

    def risk(self, percent: float) -> Estimate:
        """Return the percent who have the event with the drug, of people of whom `percent` have it without.

        >>> Effect(RISK, Estimate(0.5, 0.4, 0.6)).risk(10)
        Estimate(value=5.0, low=4.0, high=6.0)
        >>> round(Effect(HAZARD, Estimate(0.5)).risk(75).value, 1), round(Effect(ODDS, Estimate(0.5)).risk(50).value, 1)
        (50.0, 33.3)

        Raises:
            ValueError: a percentage that is not from 0 to 100.
        """
        if not 0 <= percent <= 100:
            raise ValueError(f"percent: found {percent}, expected 0 to 100")
        return Estimate(
            *(self._risk(percent / 100, ratio) for ratio in (self.ratio.value, self.ratio.low, self.ratio.high))
        )

    def _risk(self, share: float, ratio: float) -> float:
        if isnan(ratio):
            return nan
        if self.kind == HAZARD:
            return 100 * (1 - (1 - share) ** ratio)
        if self.kind == ODDS:
            return 100 * ratio * share / (1 - share + ratio * share)
        return min(100 * share * ratio, 100.0)

    def hazard(self, percent: float) -> "Effect":
        """Return the hazard ratio that comes to the same risk for people of whom `percent` have the event without.

        Raises:
            ValueError: nobody, or everybody, has the event.
        """
        if not 0 < percent < 100:
            raise ValueError(f"percent: found {percent}, expected more than 0 and less than 100")
        risk = self.risk(percent)
        whole = log(1 - percent / 100)
        ends = [log(1 - min(part, 99.999) / 100) / whole for part in (risk.value, risk.low, risk.high)]
        return Effect(HAZARD, Estimate(*ends))


def effect(row: Row) -> Effect | None:
    """Return the effect a trial printed; None where it printed none. "Percent fewer" is a ratio of risks."""
    if pd.isna(row["effect"]):
        return None
    value, low, high = (float(row[column]) for column in ("effect", "low", "high"))
    if row["measure"] == FEWER:
        return Effect(RISK, Estimate(round(1 - value / 100, 6), round(1 - high / 100, 6), round(1 - low / 100, 6)))
    return Effect(str(row["measure"]), Estimate(value, low, high))


def working_effect(row: Row) -> Effect | None:
    """Return the effect that panels work with: as printed, or, where a trial's groups come to less, what they come to.

    Its interval is then as wide as the printed one, on a scale of ratios.
    """
    found, ours = effect(row), from_arms(row)
    if found is None or pd.isna(row["arms_differ"]) or isnan(ours):
        return found
    ratio = 1 - ours / 100 if row["measure"] == FEWER else ours
    if ratio <= found.ratio.value:
        return found
    times = ratio / found.ratio.value
    return Effect(found.kind, Estimate(ratio, found.ratio.low * times, found.ratio.high * times))


def risk(row: Row, arm: str) -> float:
    """Return the percent of an arm ("drug" or "comparator") with the event: as printed, else by its counts, or nan."""
    if row["percents"] == MEAN_GAIN:
        return nan
    if not pd.isna(row[f"percent_{arm}"]):
        return float(row[f"percent_{arm}"])
    count, n = row[f"events_{arm}"], row[f"n_{arm}"]
    return nan if pd.isna(count) or pd.isna(n) else 100 * float(count) / float(n)


def from_arms(row: Row) -> float:
    """Return the effect that the arms of a row come to, in its own measure; nan where an arm is not known.

    >>> from_arms({"measure": RISK, "percents": "crude", "percent_drug": 2.0, "percent_comparator": 4.0})
    0.5
    """
    drug, comparator = (risk(row, arm) / 100 for arm in ("drug", "comparator"))
    if isnan(drug) or isnan(comparator) or not comparator:
        return nan
    if row["measure"] == HAZARD:
        return log(1 - drug) / log(1 - comparator)
    if row["measure"] == ODDS:
        return drug / (1 - drug) / (comparator / (1 - comparator))
    return 100 * (1 - drug / comparator) if row["measure"] == FEWER else drug / comparator


def crude_ratio(count: int, n: int, count_comparator: int, n_comparator: int) -> Estimate:
    """Return the ratio of two risks with its 95 % interval by the logarithm, as papers work it out.

    >>> ratio = crude_ratio(19, 3889, 84, 3876)
    >>> round(ratio.value, 2), round(ratio.low, 2), round(ratio.high, 2)
    (0.23, 0.14, 0.37)
    """
    value = (count / n) / (count_comparator / n_comparator)
    error = safety.Z * (1 / count - 1 / n + 1 / count_comparator - 1 / n_comparator) ** 0.5
    return Estimate(value, exp(log(value) - error), exp(log(value) + error))


@dataclass(frozen=True)
class Benefit:
    """What a trial comes to, in people per 100 over its time.

    Attributes:
        row: the row of `trials`.
        without: percent who have the fracture without the drug.
        with_drug: percent with it; its interval is that of the ratio, `without` taken as known.
        difference: with less without: negative is fewer. In the trial its interval is that of both groups, by their
            counts; where these are not known, and at any other risk, that of the ratio.
        in_trial: whether `without` is what the trial's own comparator group had.
    """

    row: Row
    without: float
    with_drug: Estimate
    difference: Estimate
    in_trial: bool

    @property
    def needed(self) -> Needed:
        """How many people are treated for one fracture less, or more."""
        return safety.number_needed(self.difference)


def trial(tables: Tables, trial_id: str) -> Row:
    """Return a row of `trials`.

    Raises:
        ValueError: there is none of that key.
    """
    rows = tables.trials[tables.trials["trial_id"] == trial_id].to_dict("records")
    if not rows:
        raise ValueError(f'trial_id: found "{trial_id}", expected a key of trials.csv')
    return rows[0]


def benefit(row: Row, percent: float | None = None, months: int | None = None) -> Benefit:
    """Return what a trial comes to.

    Args:
        row: a row of `trials`.
        percent: how many of 100 have this fracture without the drug, in the time of the trial; left out: as many as in
            its comparator group.
        months: the time they have it in: that of the trial, or the effect does not hold for it.

    Raises:
        ValueError: another time than the trial's; a row without an effect, or without the number that is left out.
    """
    measured = None if pd.isna(row["months"]) else int(row["months"])
    if months is not None and months != measured:
        raise ValueError(f"months: found {months}, expected {measured}: the effect was measured for no other time")
    found, own = working_effect(row), risk(row, "comparator")
    if found is None:
        raise ValueError(f"{row['trial_id']}: expected a row with an effect")
    if percent is None and isnan(own):
        raise ValueError(f"{row['trial_id']}: how many had it without the drug was not read; give percent")
    in_trial = percent is None or percent == own
    without = own if in_trial else float(percent or 0.0)
    with_drug = found.risk(without)
    if in_trial and not isnan(risk(row, "drug")):
        with_drug = Estimate(risk(row, "drug"), with_drug.low, with_drug.high)
    ends = [part - without for part in (with_drug.value, with_drug.low, with_drug.high)]
    difference = _counted(row, ends[0]) if in_trial else None
    return Benefit(row, without, with_drug, difference or Estimate(*ends), in_trial)


def _counted(row: Row, value: float) -> Estimate | None:
    """Return a difference with the interval that the counts of both groups give; None without them."""
    counts = [row[f"{what}_{arm}"] for arm in ("drug", "comparator") for what in ("events", "n")]
    if any(pd.isna(count) for count in counts):
        return None
    found = safety.risk_difference(*map(float, counts))
    low, high = 100 * found.low, 100 * found.high
    return Estimate(value, low, high) if low <= value <= high else None
