"""A cohort of virtual patients: who is covered when, if they take the drug as long as real patients did.

This is a model, not an observation. Each patient has a time to stopping, drawn from a curve of persistence. One who
takes tablets leaves some months out while going on; one who is given doses takes or skips each next one. After the last
dose something of the effect may be left for some months. No effect on fractures is worked out here, and no ratio from a
study of adherence and fractures enters.

A month is `COVERED` while the drug that was taken still lasts, or within the grace after it; `FADING` while only
something of its effect is left; `UNCOVERED` otherwise. Months count from 1. Persistence falls at a steady rate between
the months of the curve, and goes on at the last rate after them: an extrapolation. With a grace period of g months a
month counts as covered if one of it and the g months before it was taken (the start counts as taken), so a longer run
of months left out shows. For those who come back what fades counts from the latest course alone. Nobody dies, changes
the drug or comes late in this model, and everybody takes a first dose or fills a first prescription.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import log, sqrt
from typing import Any

import numpy as np
import pandas as pd

from helpers import dosing
from helpers.tables import Tables, packaged

UNCOVERED, FADING, COVERED = 0, 1, 2
STATES = ("uncovered", "fading", "covered")
SETTINGS = ("low", "base", "high")
TAILS = {"nothing": None, "as assumed": "base", "the most": "high"}
TREATED, DOSE = "still treated", "dose taken"  # the two ways in which a curve of persistence is printed
TAKEN = "taken while treated"
RESTART, RESTART_AFTER, RESTART_HALF, RESTART_WITHIN = RESTARTS = (
    "restart", "restart after", "restart half within", "restart within",
)  # fmt: skip
FADE, FADE_RATE, FADE_MOST = "fading", "fading per month treated", "fading at most"
FADING_EFFECT = "effect while fading"
BLOCK = 16_384  # patients at a time: what a million need beyond their result fits in memory, and near the processor
MOST_MONTHS = 1_200
DRAWS = 1_000
RANGE = (2.5, 97.5)  # percentiles of the draws: 95 of 100 lie between
MONTHS = {"day": 1 / 30, "week": 1 / 4, "month": 1, "year": 12}  # only doses given by others count, in whole months


@dataclass(frozen=True)
class Parameters:
    """What the model needs to know of a regimen; shares are 0 to 1.

    Attributes:
        regimen_id: its row of `regimens`.
        step_months: months that one dose lasts where somebody gives it; 1 for tablets.
        by_visit: is each dose given by somebody, so that it is taken whole or not at all?
        by_dose: does the curve say who takes the dose due in a month? Else it says who is still treated by then, which
            for doses that are given means: had the dose that lasts to that month.
        curve: pairs of month and share of those who began, in order.
        taken: share of the months of treatment in which tablets are really taken; 1 for doses given.
        fade_months: months of fading effect after the last dose.
        fade_rate: further months of fading for each month treated, up to `fade_most` in all.
        restart: share of those who stop and come back, once.
        restart_after: months after their last dose before which nobody does.
        restart_half: months within which half of them do, each month alike.
        restart_within: months within which the others do, each month alike.
    """

    regimen_id: str
    step_months: int
    by_visit: bool
    by_dose: bool
    curve: tuple[tuple[int, float], ...]
    taken: float = 1.0
    fade_months: float = 0.0
    fade_rate: float = 0.0
    fade_most: float = 0.0
    restart: float = 0.0
    restart_after: int = 0
    restart_half: int = 1
    restart_within: int = 2

    @cached_property
    def _hazard(self) -> tuple[np.ndarray, np.ndarray]:
        months = np.array([0, *(month for month, _ in self.curve)], float)
        return months, np.array([0.0, *(-log(max(share, 1e-9)) for _, share in self.curve)])

    def persistence(self, months: np.ndarray) -> np.ndarray:
        """Return the share still treated at these months."""
        at, hazard = self._hazard
        rate = (hazard[-1] - hazard[-2]) / (at[-1] - at[-2])
        return np.exp(-np.interp(months, at, hazard) - rate * np.maximum(np.asarray(months) - at[-1], 0))

    def stopping(self, drawn: np.ndarray) -> np.ndarray:
        """Return times to stopping in months for numbers drawn from the exponential distribution with mean 1."""
        at, hazard = self._hazard
        months = np.zeros(np.shape(drawn))
        for span, start, height in zip(np.diff(at), hazard, np.diff(hazard), strict=False):
            months += span * (np.clip((drawn - start) / height, 0, 1) if height else drawn > start)
        if not height:
            return np.where(drawn > hazard[-1], np.inf, months)
        return months + np.maximum(drawn - hazard[-1], 0) * (span / height)

    def treated_months(self, stopping: np.ndarray, most: int) -> np.ndarray:
        """Return for how many months the doses last that were taken until stopping, at most `most`."""
        steps = np.floor(np.minimum(stopping, most + self.step_months) / self.step_months)
        if self.by_visit:
            steps = steps + 1 if self.by_dose else np.maximum(steps, 1)
        return np.minimum(self.step_months * steps, most).astype(np.int16)

    def decided_at(self, months: np.ndarray) -> np.ndarray:
        """Return at which month of the curve it is decided whether doses last to these months (0: everybody's do)."""
        if not self.by_visit:
            return months
        before = self.step_months * (np.maximum(months - 1, 0) // self.step_months)
        return before if self.by_dose else np.where(months <= self.step_months, 0, before + self.step_months)

    def fades_for(self, treated: np.ndarray) -> np.ndarray:
        """Return the months of fading effect after so many months of treatment."""
        grown = np.minimum(self.fade_rate * treated, self.fade_most)
        return np.floor(self.fade_months + grown).astype(np.int16)

    def back_by(self, months: np.ndarray) -> np.ndarray:
        """Return the share of those who stop that is back so many months after the last dose."""
        at = [self.restart_after, self.restart_half, self.restart_within]
        return self.restart * np.interp(months, at, [0.0, 0.5, 1.0])

    @property
    def has_tail(self) -> bool:
        """Is something left after the last dose?"""
        return self.fade_months > 0 or self.fade_rate > 0


@lru_cache(maxsize=512)
def parameters(
    tables: Tables,
    regimen_id: str,
    setting: str = "base",
    tail: str = "as assumed",
    next_dose: float | None = None,
    restarts: bool = False,
) -> Parameters:
    """Return the parameters of a regimen from the table `cohort_values`.

    Args:
        tables: the checked tables.
        regimen_id: a regimen that the table has.
        setting: "low", "base" or "high": how many go on.
        tail: what is left after the last dose: a key of `TAILS`.
        next_dose: percent of starters who take the second dose, 1 to 100, in place of the table's, for regimens whose
            curve counts doses; the later ones keep their chance among those who took the one before.
        restarts: may those who stop come back? Only where the table says how many do: for the regimen, or, for
            tablets, for all tablets.

    Raises:
        ValueError: the table has no such regimen; the message lists those it has. Or an unknown setting or tail, or a
            next dose out of range.
    """
    _one_of("setting", setting, SETTINGS)
    _one_of("tail", tail, TAILS)
    known = list(regimens(tables))
    _one_of("regimen", regimen_id, known)
    row: Any = tables.regimens.set_index("regimen_id").loc[regimen_id]
    by_visit: bool = row["given_by"] == "health professional"
    value: dict[Any, float] = dict(_values(tables))
    curves: list[tuple[int, str]] = sorted(
        (month, what) for who, what, month, s in value if who == regimen_id and what in (TREATED, DOSE) and s == setting
    )
    curve = [(month, value[regimen_id, what, month, setting] / 100) for month, what in curves]
    by_dose = curves[0][1] == DOSE
    if next_dose is not None:
        if not (by_dose and 1 <= next_dose <= 100):
            raise ValueError(
                f"next_dose: found {next_dose} for {regimen_id}, expected 1 to 100, where doses are counted"
            )
        factor = next_dose / 100 / curve[0][1]
        curve = [(month, min(share * factor, next_dose / 100)) for month, share in curve]
    kept = TAILS[tail]
    of = {what: value.get((regimen_id, what, None, kept), 0.0) for what in (FADE, FADE_RATE, FADE_MOST)}
    back = _restart(value, regimen_id, by_visit)
    restart: dict[str, Any] = {}
    if restarts and back:
        after, half, within = map(int, back[1:])
        restart = {
            "restart": back[0] / 100, "restart_after": after, "restart_half": half, "restart_within": within,
        }  # fmt: skip
    return Parameters(
        regimen_id,
        max(1, round(row["interval_value"] * MONTHS[row["interval_unit"]])) if by_visit else 1,
        by_visit,
        by_dose,
        tuple(curve),
        1.0 if by_visit else value[regimen_id, TAKEN, None, setting] / 100,
        of[FADE],
        of[FADE_RATE],
        of[FADE_MOST],
        **restart,
    )


def _restart(value: dict[Any, float], regimen_id: str, by_visit: bool) -> tuple[float, ...] | None:
    """Return how many come back and when: the regimen's own figures, or those of all tablets; None without any."""
    for who in (regimen_id, *([] if by_visit else [None])):
        keys = [(who, what, None, "base") for what in RESTARTS]
        if all(key in value for key in keys):
            return tuple(value[key] for key in keys)
    return None


def fading_effect(tables: Tables, tail: str) -> float:
    """Return how much of the effect is left while it fades, 0 to 1: by the table, else by the project's."""
    _one_of("tail", tail, TAILS)
    setting = TAILS[tail]
    if setting is None:
        return 0.0
    key = (None, FADING_EFFECT, None, setting)
    return _values(tables).get(key, _values(packaged())[key]) / 100


def may_come_back(tables: Tables, regimen_id: str) -> bool:
    """Return whether the table says how many of those who stop a regimen come back."""
    return parameters(tables, regimen_id, restarts=True).restart > 0


def _one_of(name: str, value: Any, known: Any) -> None:
    if value not in known:
        raise ValueError(f'{name}: found "{value}", expected one of {", ".join(map(str, known))}')


@lru_cache(maxsize=8)
def _values(tables: Tables) -> dict[tuple[str | None, str, int | None, str], float]:
    rows = tables.cohort_values.to_dict("records")
    return {
        (_or_none(row["regimen_id"]), row["quantity"], _or_none(row["month"]), row["setting"]): row["value"]
        for row in rows
    }


def _or_none(value: Any) -> Any:
    return None if pd.isna(value) else value


@lru_cache(maxsize=8)
def regimens(tables: Tables) -> dict[str, str]:
    """Return the regimens that the model knows, with their names, in the order of `regimens`."""
    there = set(tables.cohort_values["regimen_id"].dropna())
    rows = tables.regimens[tables.regimens["regimen_id"].isin(there)]
    return dosing.full_names(rows)


def known_until(tables: Tables, regimen_id: str, setting: str = "base") -> int:
    """Return the last month for which coverage rests on more than an extrapolated curve: a dose lasts its months."""
    plain = parameters(tables, regimen_id, setting)
    last = max(month for month, basis in _bases(tables, regimen_id, setting).items() if basis != "extrapolated")
    return last + (plain.step_months if plain.by_dose else 0)


def basis(tables: Tables, regimen_id: str, setting: str, month: int) -> str:
    """Return how the value of the curve was got that decides on coverage in a month: "measured", "judgement", ..."""
    plain = parameters(tables, regimen_id, setting)
    at = int(plain.decided_at(np.array([month]))[0])
    bases = _bases(tables, regimen_id, setting)
    if at == 0:
        return "by construction"
    if at in bases:
        return bases[at]
    return "interpolated" if at < max(bases) else "extrapolated"


@lru_cache(maxsize=64)
def rules(tables: Tables, regimen_id: str, setting: str) -> str:
    """Return by which rules those stopped who are in the studies behind a curve, in words; "not stated" among them."""
    rows = tables.cohort_values
    rows = rows[
        (rows["regimen_id"] == regimen_id) & rows["quantity"].isin([TREATED, DOSE]) & (rows["setting"] == setting)
    ]
    named = set(re.findall(r"\bP\d{3}\b", " ".join(rows["how"])))
    behind = tables.persistence[tables.persistence["row_id"].isin(named)]
    return "; ".join(dict.fromkeys(behind["gap_rule"].fillna("not stated"))) or "not stated"


@lru_cache(maxsize=64)
def _bases(tables: Tables, regimen_id: str, setting: str) -> dict[int, str]:
    rows = tables.cohort_values
    rows = rows[
        (rows["regimen_id"] == regimen_id) & rows["quantity"].isin([TREATED, DOSE]) & (rows["setting"] == setting)
    ]
    return dict(zip(rows["month"].astype(int), rows["basis"], strict=True))


# ---------------------------------------------------------------------- patients


@dataclass(frozen=True)
class Cohort:
    """Virtual patients.

    `stopping`: months until each stops for the first time. `coverage`: patients by months, the state of each.
    """

    stopping: np.ndarray
    coverage: np.ndarray

    def shares(self) -> pd.DataFrame:
        """Return for each month the share of patients in each state, and still treated without a stop."""
        counts = np.stack([(self.coverage == state).sum(axis=0) for state in range(len(STATES))])
        return _as_shares(counts, _treated(self.stopping, self.coverage.shape[1]), len(self.coverage))


def _treated(stopping: np.ndarray, months: int) -> np.ndarray:
    return np.bincount(np.minimum(stopping, months).astype(int), minlength=months + 1)[::-1].cumsum()[::-1][1:]


def _as_shares(counts: np.ndarray, treated: np.ndarray, n: int) -> pd.DataFrame:
    shares = pd.DataFrame({name: counts[state] / n for state, name in enumerate(STATES)})
    shares.insert(0, "month", np.arange(1, len(shares) + 1))
    return shares.assign(treated=treated / n)


def simulate_cohort(regimen: Parameters, n: int, months: int, seed: int, grace_months: int = 0) -> Cohort:
    """Return `n` virtual patients over `months`.

    The same seed gives the same patients. Beside its result (a byte for each patient and month) it needs memory for
    `BLOCK` patients only.

    Raises:
        ValueError: fewer than one patient or month, or a negative grace period.
    """
    n, months, grace_months = _must_be_whole(n, months, grace_months)
    stopping, coverage = np.empty(n), np.empty((n, months), np.uint8)
    for first in range(0, n, BLOCK):
        part = slice(first, first + BLOCK)
        stopping[part] = _fill(regimen, coverage[part], seed, first // BLOCK, grace_months)
    return Cohort(stopping, coverage)


def simulate_shares(
    regimen: Parameters,
    n: int,
    months: int,
    seed: int,
    grace_months: int = 0,
    progress: Callable[[float], None] = lambda share: None,
) -> pd.DataFrame:
    """Return what `simulate_cohort(...).shares()` returns, for any number of patients: only `BLOCK` are in memory.

    Args:
        regimen: as `parameters`.
        n: number of patients.
        months: number of months.
        seed: as `simulate_cohort`.
        grace_months: months without the drug that still count as covered.
        progress: is told after each block which share is done, 0 to 1.

    Raises:
        ValueError: as `simulate_cohort`.
    """
    n, months, grace_months = _must_be_whole(n, months, grace_months)
    counts, treated = np.zeros((len(STATES), months), np.int64), np.zeros(months, np.int64)
    room = np.empty((min(BLOCK, n), months), np.uint8)
    for first in range(0, n, BLOCK):
        coverage = room[: n - first]
        stopping = _fill(regimen, coverage, seed, first // BLOCK, grace_months)
        counts += np.stack([(coverage == state).sum(axis=0) for state in range(len(STATES))])
        treated += _treated(stopping, months)
        progress((first + len(coverage)) / n)
    return _as_shares(counts, treated, n)


def _must_be_whole(n: int, months: int, grace_months: int) -> tuple[int, int, int]:
    for name, value, least in (("n", n, 1), ("months", months, 1), ("grace_months", grace_months, 0)):
        if not value >= least or value != int(value):
            raise ValueError(f"{name}: found {value}, expected a whole number of at least {least}")
    if months > MOST_MONTHS:
        raise ValueError(f"months: found {months}, expected at most {MOST_MONTHS}")
    return int(n), int(months), int(grace_months)


def _fill(regimen: Parameters, coverage: np.ndarray, seed: int, block: int, grace: int) -> np.ndarray:
    """Fill in the states of a block of patients; return the month in which each stops."""
    rng = np.random.Generator(np.random.SFC64([seed, block]))
    n, months = coverage.shape
    stopping = regimen.stopping(np.asarray(rng.standard_exponential(n)))
    treated = regimen.treated_months(stopping, months)
    _fill_course(regimen, coverage, treated, rng, grace)
    if regimen.restart:
        back = _back(regimen, treated, months, rng)
        second = np.empty_like(coverage)
        again = regimen.treated_months(regimen.stopping(np.asarray(rng.standard_exponential(n))), months)
        _fill_course(regimen, second, again, rng, grace)
        later = np.arange(months) - back[:, np.newaxis]
        coverage[...] = np.where(later >= 0, np.take_along_axis(second, np.maximum(later, 0), axis=1), coverage)
    return stopping


def _fill_course(
    regimen: Parameters, coverage: np.ndarray, treated: np.ndarray, rng: np.random.Generator, grace: int
) -> None:
    """Fill in the states of one course: who is treated how long says it, but for the months left out."""
    months = coverage.shape[1]
    np.take(_states(regimen, months, grace), treated, axis=0, out=coverage, mode="clip")
    if regimen.taken == 1:
        return
    # The months of treatment of all patients in one row: `starts` is where each patient begins in it.
    ends = treated.cumsum(dtype=np.int32)
    starts = ends - treated
    out = _left_out(regimen, int(ends[-1]), rng)
    if grace:
        out = _beyond_grace(regimen, coverage, treated, starts, out, grace)
    before = np.arange(len(treated), dtype=np.int32) * np.int32(months) - starts
    at = out + np.repeat(before, treated)[out]
    coverage.reshape(-1)[at] = FADING if regimen.has_tail else UNCOVERED
    coverage[:, 0] &= COVERED  # before the first month was taken nothing can be left


def _beyond_grace(
    regimen: Parameters, coverage: np.ndarray, treated: np.ndarray, starts: np.ndarray, out: np.ndarray, grace: int
) -> np.ndarray:
    """Return which of the months left out are not excused: none of the `grace` months before them was taken.

    For the first months the start counts as taken. What comes after the last month of treatment is put right in
    `coverage`: the grace counts from the last one taken.
    """
    month = out - np.repeat(starts, treated)[out]  # of its patient, from 0
    new_run = np.ones(len(out), bool)
    new_run[1:] = (np.diff(out) > 1) | (month[1:] == 0)
    index = np.arange(len(out))
    run = index - np.maximum.accumulate(np.where(new_run, index, 0)) + 1  # months left out in a row, up to this one
    ended = np.repeat(np.arange(len(treated)), treated)[out]
    last = month == treated[ended] - 1
    for missed in range(1, grace + 1):
        late = ended[last & (np.minimum(run, grace) == missed)]
        coverage[late] = np.take(_states(regimen, coverage.shape[1], grace - missed), treated[late], axis=0)
    return out[run > grace]


def _states(regimen: Parameters, months: int, grace: int) -> np.ndarray:
    """Return the states of somebody whose doses last for 0, 1, 2, ... months: lasting by months."""
    treated, month = np.arange(months + 1)[:, np.newaxis], np.arange(1, months + 1)
    covered = treated + grace
    left = np.maximum(treated + regimen.fades_for(treated), covered)
    return (month <= covered).astype(np.uint8) + (month <= left).astype(np.uint8)


def _left_out(regimen: Parameters, number: int, rng: np.random.Generator) -> np.ndarray:
    """Return which of so many months of treatment are left out, each by chance: by the gaps from one to the next."""
    expected = number * (1 - regimen.taken)
    found = _some_left_out(regimen, expected, rng) - 1
    while found[-1] < number:
        found = np.append(found, _some_left_out(regimen, expected, rng) + found[-1])
    return found[: found.searchsorted(number)]


def _some_left_out(regimen: Parameters, expected: float, rng: np.random.Generator) -> np.ndarray:
    """Return where months are left out, counted from the last one that was; most often as many as expected."""
    enough = round(expected + 5 * sqrt(expected)) + 64
    drawn = rng.bit_generator.random_raw(enough // 4 + 1).view(np.uint16)
    return _gaps(regimen.taken)[drawn].cumsum(dtype=np.int32)


@lru_cache(maxsize=64)
def _gaps(taken: float) -> np.ndarray:
    """Return, for each number of 16 bits (all as likely), the months from one that is left out to the next."""
    last = MOST_MONTHS if taken > 0 else 1
    left_out_by = 1 - taken ** np.arange(1, last + 1)
    middles = (np.arange(65_536) + 0.5) / 65_536
    return (np.searchsorted(left_out_by, middles).clip(max=last - 1) + 1).astype(np.uint16)


def _back(regimen: Parameters, treated: np.ndarray, months: int, rng: np.random.Generator) -> np.ndarray:
    """Return the month after which each patient's second course begins; `months` for those who do not come back."""
    by = regimen.back_by(np.arange(months + 1))
    delay = np.searchsorted(by, rng.random(len(treated)), side="left")
    return np.minimum(treated + delay, months).astype(np.int16)


# ---------------------------------------------------------------------- without chance


def expected_coverage(regimen: Parameters, months: int, grace_months: int = 0) -> pd.DataFrame:
    """Return what `simulate_cohort(...).shares()` would give with infinitely many patients: worked out, not drawn.

    Raises:
        ValueError: fewer than one month, or a negative grace period.
    """
    months, grace_months = _must_be_whole(1, months, grace_months)[1:]
    at_least = regimen.persistence(regimen.decided_at(np.arange(months + 1)))[:, np.newaxis]
    covered, fading = _expected(regimen, at_least, np.array([regimen.taken]), grace_months)
    treated = regimen.persistence(np.arange(1, months + 1))
    counts = np.stack([1 - covered[:, 0] - fading[:, 0], fading[:, 0], covered[:, 0]])
    return _as_shares(counts, treated, 1)


def _expected(
    regimen: Parameters, at_least: np.ndarray, taken: np.ndarray, grace: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares covered and fading, months by draws.

    Args:
        regimen: as `parameters`.
        at_least: the chance that the doses taken last for at least 0, 1, 2, ... months, by draws.
        taken: share of months of treatment that are taken, by draws.
        grace: months.

    Somebody whose doses last for L months is covered up to month L where one of the month and the `grace` before it
    was taken, in grace after L as long as that holds, and fading for `fades_for(L)` after L. So each share is a sum
    over L of the chance of L: a product of a matrix, months by L, and the chances, L by draws.
    """
    months = len(at_least) - 1
    month, lasts = np.arange(1, months + 1)[:, np.newaxis], np.arange(months + 1)
    lasting = at_least.copy()
    lasting[:-1] -= at_least[1:]  # for just 0, 1, ... months, and for `months` or more
    since = month - lasts  # months since the last of treatment; 0 and less: on treatment
    away = 1 - regimen.back_by(np.maximum(since - 1, 0))  # the share that has not come back before that month
    # In how many months the drug may have been taken so that this one is covered: of this one and the grace before it.
    chances = np.maximum(np.minimum(lasts, month) - month + grace + 1, 0) * (month > grace)
    fades = regimen.has_tail & np.where(since > 0, since <= regimen.fades_for(lasts), month > 1)
    from_start = away * (month <= grace)  # the grace counts from the start until a month was taken
    covered = from_start @ lasting
    some = (from_start + away * (fades & (month > grace))) @ lasting
    for number in range(1, grace + 2):
        here, one_taken = away * (chances == number), 1 - (1 - taken) ** number
        covered += one_taken * (here @ lasting)
        some += one_taken * ((here * ~fades) @ lasting)
    fading = some - covered
    if not regimen.restart:
        return covered, fading
    comes_back = _returns(regimen, lasts, months) @ lasting
    plain = replace(regimen, restart=0.0)
    once = _expected(plain, at_least, taken, grace)
    for start in range(1, months):
        covered[start:] += comes_back[start] * once[0][: months - start]
        fading[start:] += comes_back[start] * once[1][: months - start]
    return covered, fading


def _returns(regimen: Parameters, lasts: np.ndarray, months: int) -> np.ndarray:
    """Return the chance that a second course begins after month 0, 1, 2, ..., for doses that last so many months."""
    since = np.arange(months)[:, np.newaxis] - lasts
    return np.where(since > 0, regimen.back_by(since) - regimen.back_by(np.maximum(since - 1, 0)), 0.0)


@dataclass(frozen=True)
class Range:
    """How far the expected shares move: 95 of 100 draws lie between `low` and `high`.

    Both have one row a month: `month`, `covered`, and `some`, which is covered and fading together.
    """

    low: pd.DataFrame
    high: pd.DataFrame


def coverage_range(
    tables: Tables,
    regimen_id: str,
    months: int,
    seed: int,
    grace_months: int = 0,
    tail: str = "as assumed",
    restarts: bool = False,
    draws: int = DRAWS,
    progress: Callable[[float], None] = lambda share: None,
) -> Range:
    """Return how far the expected shares move within the ranges of the parameters.

    Each draw takes all persistence values of a regimen from the same place between low and high, since a study with
    many at one year has many at two, and the share of months taken from a place of its own; triangular with its peak at
    the base.

    Args:
        tables: the checked tables.
        regimen_id: as `parameters`.
        months: number of months.
        seed: the same seed gives the same range.
        grace_months: months without the drug that still count as covered.
        tail: as `parameters`; it is not drawn.
        restarts: as `parameters`.
        draws: how many.
        progress: is told which share is done, 0 to 1.

    Raises:
        ValueError: as `parameters` and `expected_coverage`, or fewer than one draw.
    """
    covered, some = [], []
    for now_covered, fading in coverage_draws(tables, regimen_id, months, seed, grace_months, tail, restarts, draws):
        covered.append(now_covered)
        some.append(now_covered + fading)
        progress(sum(part.shape[1] for part in covered) / draws)
    ends = [np.percentile(np.concatenate(part, axis=1), RANGE, axis=1) for part in (covered, some)]
    month = np.arange(1, len(ends[0][0]) + 1)
    return Range(*(pd.DataFrame({"month": month, "covered": ends[0][i], "some": ends[1][i]}) for i in (0, 1)))


def coverage_draws(
    tables: Tables,
    regimen_id: str,
    months: int,
    seed: int,
    grace_months: int = 0,
    tail: str = "as assumed",
    restarts: bool = False,
    draws: int = DRAWS,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield expected shares covered and fading, months by draws, a part of the draws at a time; as `coverage_range`.

    Raises:
        ValueError: as `coverage_range`.
    """
    draws, months, grace_months = _must_be_whole(draws, months, grace_months)
    low, base, high = (parameters(tables, regimen_id, setting, tail, None, restarts) for setting in SETTINGS)
    rng, decided = np.random.default_rng(seed), base.decided_at(np.arange(months + 1))
    for first in range(0, draws, DRAWS):
        number = min(DRAWS, draws - first)
        curves = [np.log(p.persistence(decided)) for p in (low, base, high)]
        persistence = _between(curves[0], curves[1], curves[2], rng, number)
        shares = [np.array([p.taken]) for p in (low, base, high)]
        taken = _between(shares[0], shares[1], shares[2], rng, number)[0]
        yield _expected(base, np.exp(persistence), taken, grace_months)


def _between(low: np.ndarray, base: np.ndarray, high: np.ndarray, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Return values between low and high, one place for all of a draw, likeliest at the base; values by draws."""
    place = rng.triangular(-1, 0, 1, draws)
    up, down = np.maximum(place, 0), np.maximum(-place, 0)
    return base[:, np.newaxis] + up * (high - base)[:, np.newaxis] - down * (base - low)[:, np.newaxis]
