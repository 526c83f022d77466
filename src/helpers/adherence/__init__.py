"""Adherence: what the words mean (`refills`), and what follows from them in a cohort (`cohort`).

Pure functions on tables, numbers and dates. The names that others use are here.
"""

from helpers.adherence.cohort import (
    TAILS,
    Cohort,
    Parameters,
    Range,
    basis,
    coverage_range,
    expected_coverage,
    known_until,
    may_come_back,
    parameters,
    regimens,
    simulate_cohort,
    simulate_shares,
)
from helpers.adherence.refills import Counted, Course, mpr, pdc, persistence

__all__ = [
    "TAILS",
    "Cohort",
    "Counted",
    "Course",
    "Parameters",
    "Range",
    "basis",
    "coverage_range",
    "expected_coverage",
    "known_until",
    "may_come_back",
    "mpr",
    "parameters",
    "pdc",
    "persistence",
    "regimens",
    "simulate_cohort",
    "simulate_shares",
]
