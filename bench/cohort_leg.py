"""How fast are virtual patients? The model against a plain loop over patients that does the same, in one run."""

import random
import time
import tracemalloc
from itertools import pairwise
from math import log
from statistics import median

import numpy as np

from helpers.adherence import Parameters, parameters, simulate_cohort
from helpers.adherence.cohort import COVERED, FADING, UNCOVERED
from helpers.loading import load

PEOPLE, MONTHS, SAMPLE, ROUNDS, CALLS = 100_000, 120, 1_000, 7, 4
SIZES = (1_000, 10_000, 100_000, 1_000_000)
REGIMEN = "ALN-70W"


def stopping(drawn: float, knots: list[tuple[int, float]]) -> float:
    """Return the month of stopping for a draw: between two knots of month and hazard, or beyond the last."""
    pieces = list(pairwise(knots))
    (start, low), (end, high) = next((piece for piece in pieces if drawn < piece[1][1]), pieces[-1])
    return start + (drawn - low) / (high - low) * (end - start)


def plain_loop(regimen: Parameters, n: int, months: int, seed: int) -> np.ndarray:
    """Return the coverage that `simulate_cohort` returns, patient by patient and month by month, as one would."""
    rng = random.Random(seed)
    knots = [(0, 0.0), *((month, -log(share)) for month, share in regimen.curve)]
    patients = []
    for _ in range(n):
        treated = min(int(stopping(rng.expovariate(1), knots)), months)
        left = treated + int(min(regimen.fade_rate * treated, regimen.fade_most))
        states = []
        for month in range(1, months + 1):
            if month <= treated:
                states.append(COVERED if rng.random() < regimen.taken else FADING)
            elif month <= left:
                states.append(FADING)
            else:
                states.append(UNCOVERED)
        patients.append(states)
    return np.array(patients, np.uint8)


def cohort_leg() -> dict[str, float | dict[str, float]]:
    """Time both in turn, the loop on a sample and scaled; and memory, and how time grows with patients."""
    regimen = parameters(load(), REGIMEN)
    first, later, theirs = [], [], []
    for i in range(ROUNDS + 1):
        for again in range(CALLS):
            start = time.perf_counter()
            coverage = simulate_cohort(regimen, PEOPLE, MONTHS, i).coverage
            took = time.perf_counter() - start
            if i:
                (later if again else first).append(took)
        shares = [np.mean(coverage == COVERED)]
        del coverage
        start = time.perf_counter()
        plain = plain_loop(regimen, SAMPLE, MONTHS, i)
        if i:
            theirs.append((time.perf_counter() - start) * PEOPLE / SAMPLE)
        shares.append(np.mean(plain == COVERED))
    tracemalloc.start()
    simulate_cohort(regimen, PEOPLE, MONTHS, 1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    growth = {}
    for n in SIZES:
        times = []
        for i in range(3):
            start = time.perf_counter()
            simulate_cohort(regimen, n, MONTHS, i)
            times.append(time.perf_counter() - start)
        growth[f"{n:,}"] = median(times) * 1e3
    return {
        "ours ms": median(later) * 1e3,
        "ours ms, first call after something else": median(first) * 1e3,
        "loop ms, scaled": median(theirs) * 1e3,
        "times faster": median(theirs) / median(later),
        "megabytes at most": peak / 1e6,
        "covered, ours and loop": [round(float(share), 3) for share in shares],
        "ms by patients": growth,
    }


def report(found: dict) -> None:
    """Print what the leg found, and which goals it meets."""
    print(f"== virtual patients\n{PEOPLE:,} patients, {MONTHS} months: {found['ours ms']:.0f} ms "
          f"({found['ours ms, first call after something else']:.0f} when called first), "
          f"a plain loop {found['loop ms, scaled'] / 1e3:.1f} s (measured on {SAMPLE:,}): "
          f"{found['times faster']:.0f} times faster; at most {found['megabytes at most']:.0f} MB")  # fmt: skip
    print("by patients: " + ", ".join(f"{n}: {ms:.1f} ms" for n, ms in found["ms by patients"].items()))
    print(f"covered in ours and in the loop: {found['covered, ours and loop']}")
    each = list(found["ms by patients"].values())
    goals = {
        "at least 100 times faster than a plain loop": found["times faster"] >= 100,
        "below 400 MB": found["megabytes at most"] < 400,
        "a million takes at most 12 times a hundred thousand": each[-1] <= 12 * each[-2],
    }
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    print()


if __name__ == "__main__":
    report(cohort_leg())
