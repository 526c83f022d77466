"""Denosumab: the drug in blood, the cells that wait, and turnover that overshoots when the drug is gone.

Denosumab keeps young bone-eating cells from ripening. In this model they wait meanwhile and grow more; when the drug
leaves they ripen together, and turnover rises above where it started. The drug: an injection is taken up from under the
skin, spreads to a second room of the body, and leaves by two ways, one of which is soon full (constants of the
OpenBoneMin model). Precursors P and turnover R are shares of the level before treatment:

    P' = kl (1 + rho) - (kl + rho kl (1 - I)) P        I = most / (1 + (IC50 / C)^h)
    R' = kd ((1 - I) P - R)

Amounts in mg, times in days, concentrations in ng/mL.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import exp

import numpy as np

from helpers.turnover.pools import Numbers

STEP = 0.5  # days
BLOCK = 64  # steps that are worked out together
NG = 1e6  # ng in a mg


@dataclass(frozen=True, kw_only=True)
class Antibody:
    """Denosumab: `vc`, `vp` in mL, `cl`, `q` in mL a day, `vmax` in ng a day, `km` in ng/mL, `ka`, `kl`, `kd` a day."""

    absorbed: float
    ka: float
    vc: float
    vp: float
    cl: float
    q: float
    vmax: float
    km: float
    most: float
    ic50: float
    hill: float
    rho: float
    kl: float
    kd: float


State = tuple[float, float, float]  # ng under the skin; ng/mL in blood; ng/mL in the second room


def _speed(drug: Antibody, depot: float, blood: float, room: float) -> tuple[float, float]:
    leaves = drug.vmax / (drug.km + blood) + drug.cl
    flow = drug.q * (blood - room)
    return (drug.ka * depot - leaves * blood - flow) / drug.vc, flow / drug.vp


@lru_cache(maxsize=256)
def _stretch(drug: Antibody, start: State, steps: int) -> tuple[Numbers, State]:
    """Return the concentration in blood after each step from a state on, and the state at the end (Runge and Kutta)."""
    depot, blood, room = start
    half, whole = exp(-drug.ka * STEP / 2), exp(-drug.ka * STEP)
    found = np.empty(steps)
    for i in range(steps):
        a, b = _speed(drug, depot, blood, room)
        c, d = _speed(drug, depot * half, blood + STEP / 2 * a, room + STEP / 2 * b)
        e, f = _speed(drug, depot * half, blood + STEP / 2 * c, room + STEP / 2 * d)
        g, h = _speed(drug, depot * whole, blood + STEP * e, room + STEP * f)
        depot *= whole
        blood = max(blood + STEP / 6 * (a + 2 * c + 2 * e + g), 0.0)
        room = max(room + STEP / 6 * (b + 2 * d + 2 * f + h), 0.0)
        found[i] = blood
        if blood + room + depot / drug.vc < 1e-6:  # it is gone
            found[i:], depot, blood, room = 0.0, 0.0, 0.0, 0.0
            break
    return found, (depot, blood, room)


def concentration(drug: Antibody, days: Numbers, doses: Numbers, steps: int) -> Numbers:
    """Return ng/mL in blood at 0, STEP, 2 STEP, ... days, `steps` steps long. A dose counts from the nearest step."""
    at = np.rint(days / STEP).astype(int)
    found = np.zeros(steps + 1)
    state: State = (0.0, 0.0, 0.0)
    here = 0
    for place, dose in [*zip(at.tolist(), doses.tolist(), strict=True), (steps, 0.0)]:
        place = min(place, steps)
        if place > here:
            rounded = (float(f"{state[0]:.6g}"), float(f"{state[1]:.6g}"), float(f"{state[2]:.6g}"))
            part, state = _stretch(drug, rounded, place - here)
            found[here + 1 : place + 1] = part
            here = place
        state = (state[0] + drug.absorbed * dose * NG, state[1], state[2])
    return found


def level(drug: Antibody, days: Numbers, doses: Numbers, at: Numbers) -> Numbers:
    """Return turnover at some days as a share of the level before treatment, 1 before the first dose."""
    steps = int(max(float(at.max(initial=0.0)), 0.0) / STEP) + 2
    blood = concentration(drug, days, doses, steps)
    middle = (blood[1:] + blood[:-1]) / 2
    held = np.zeros(steps)
    some = middle > 0
    held[some] = drug.most / (1 + (drug.ic50 / middle[some]) ** drug.hill)
    waiting = _follow(np.full(steps, drug.kl * (1 + drug.rho)), drug.kl + drug.rho * drug.kl * (1 - held))
    between = (waiting[1:] + waiting[:-1]) / 2
    turnover = _follow(drug.kd * (1 - held) * between, np.full(steps, drug.kd))
    return np.interp(at, np.arange(steps + 1) * STEP, turnover)


def _follow(gain: Numbers, loss: Numbers) -> Numbers:
    """Return x with x' = gain - loss x from 1 on, both constant within a step: exact, many steps at a time."""
    kept = np.exp(-loss * STEP)
    added = gain / loss * (1 - kept)
    found = np.empty(len(gain) + 1)
    found[0] = 1.0
    for first in range(0, len(gain), BLOCK):
        part = slice(first, first + BLOCK)
        faded = np.cumprod(kept[part])
        found[1:][part] = faded * (found[first] + np.cumsum(added[part] / faded))
    return found
