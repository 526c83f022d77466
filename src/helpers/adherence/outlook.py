"""What becomes of a cohort on one regimen: expected shares with their ranges, and some of its patients."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers import dosing
from helpers.adherence import cohort
from helpers.tables import Tables

HORIZONS = (12, 24, 36, 48, 60)
SEED = 1
DRAWN = 480  # patients that are shown, at most


@dataclass(frozen=True)
class Outlook:
    """One regimen. Shares are 0 to 1, one a month, to one month after the horizon.

    Attributes:
        name: of the regimen.
        drug: its generic name.
        months: the horizon.
        people: how many were drawn.
        covered: expected share covered.
        some: expected share covered or with some effect left.
        low, high: the range of `covered`; `some_low`, `some_high`: that of `some`.
        patients: some of the virtual patients by months, the state of each, those who are covered longest first.
        known_months: until there coverage rests on more than an extrapolation.
        told: the months that a table names.
        bases: on what each of them rests.
        rules: how the studies behind the curve counted a stop.
        ranged: does the range belong to it? It is that of the base setting.
        ranges: for each of `told` the range of `covered`.
        widest: that of `some` over persistence and over what is left, from nothing to the most.
        next_dose: the share who take the second dose; None where the curve does not count doses.
        next_month: the month it is due in.
    """

    name: str
    drug: str
    months: int
    people: int
    covered: np.ndarray
    some: np.ndarray
    low: np.ndarray
    high: np.ndarray
    some_low: np.ndarray
    some_high: np.ndarray
    patients: np.ndarray
    known_months: int
    told: tuple[int, ...]
    bases: tuple[str, ...]
    rules: str
    ranged: bool
    ranges: tuple[tuple[float, float], ...]
    widest: tuple[tuple[float, float], ...]
    next_dose: float | None
    next_month: int


_range = lru_cache(maxsize=128)(cohort.coverage_range)  # nothing here changes what it returns


@lru_cache(maxsize=128)
def outlook(
    tables: Tables,
    regimen_id: str,
    setting: str,
    next_dose: float | None,
    grace_months: int,
    tail: str,
    restarts: bool,
    people: int,
    months: int,
) -> Outlook:
    """Return what becomes of a cohort; arguments as `cohort.parameters`, `expected_coverage`, `simulate_cohort`.

    `next_dose` is passed over where the regimen's curve does not count doses.

    Raises:
        ValueError: as those.
    """
    plain = cohort.parameters(tables, regimen_id, setting, tail, None, restarts)
    own = next_dose is not None and plain.by_dose
    used = cohort.parameters(tables, regimen_id, setting, tail, next_dose, restarts) if own else plain
    expected = cohort.expected_coverage(used, months + 1, grace_months)
    span, least, most = (
        _range(tables, regimen_id, months + 1, SEED, grace_months, which, restarts)
        for which in (tail, "nothing", "the most")
    )
    told = (*(month for month in HORIZONS if month <= months), months + 1)
    patients = cohort.simulate_cohort(used, people, months + 1, SEED, grace_months).coverage
    order = np.lexsort(((patients > 0).sum(axis=1), (patients == cohort.COVERED).sum(axis=1)))[::-1]
    drawn = order[np.linspace(0, people - 1, min(people, DRAWN)).round().astype(int)]
    return Outlook(
        cohort.regimens(tables)[regimen_id],
        dosing.drugs(tables.regimens)[regimen_id],
        months,
        people,
        expected["covered"].to_numpy(),
        (expected["covered"] + expected["fading"]).to_numpy(),
        span.low["covered"].to_numpy(),
        span.high["covered"].to_numpy(),
        span.low["some"].to_numpy(),
        span.high["some"].to_numpy(),
        patients[drawn],
        cohort.known_until(tables, regimen_id, setting),
        told,
        tuple(cohort.basis(tables, regimen_id, setting, month) for month in told),
        cohort.rules(tables, regimen_id, setting),
        setting == "base" and not own,
        tuple((span.low["covered"][month - 1], span.high["covered"][month - 1]) for month in told),
        tuple((least.low["some"][month - 1], most.high["some"][month - 1]) for month in told),
        used.curve[0][1] if used.by_dose else None,
        used.step_months,
    )
