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

from helpers.turnover.pools import Numbers, follow

STEP = 0.5  # days
GONE = 1e-6  # ng/mL
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
def _stretch(drug: Antibody, start: State, whole_steps: int, rest: float) -> tuple[Numbers, State]:
    """Return the concentration in blood after each step from a state on, and the state at the end (Runge and Kutta).

    `rest`: the days of a last, shorter step, if any. Steps are parted where something goes faster than they are long.
    """
    fastest = (drug.vmax / drug.km + drug.cl + drug.q) / drug.vc + drug.q / drug.vp + drug.ka
    lengths = [STEP] * whole_steps + ([rest] if rest else [])
    found, (depot, blood, room) = np.zeros(len(lengths)), start
    for i, length in enumerate(lengths):
        parts = max(int(length * fastest) + 1, 1)
        for _ in range(parts):
            depot, blood, room = _step(drug, depot, blood, room, length / parts)
        found[i] = blood
        if blood + room + depot / drug.vc < GONE:
            depot = blood = room = 0.0
            break
    return found, (depot, blood, room)


def _step(drug: Antibody, depot: float, blood: float, room: float, length: float) -> State:
    half, whole = exp(-drug.ka * length / 2), exp(-drug.ka * length)
    a, b = _speed(drug, depot, blood, room)
    c, d = _speed(drug, depot * half, blood + length / 2 * a, room + length / 2 * b)
    e, f = _speed(drug, depot * half, blood + length / 2 * c, room + length / 2 * d)
    g, h = _speed(drug, depot * whole, blood + length * e, room + length * f)
    blood = max(blood + length / 6 * (a + 2 * c + 2 * e + g), 0.0)
    return depot * whole, blood, max(room + length / 6 * (b + 2 * d + 2 * f + h), 0.0)


def concentration(drug: Antibody, days: Numbers, doses: Numbers, end: float) -> tuple[Numbers, Numbers]:
    """Return days from 0 to `end`, each day of a dose among them, and ng/mL in blood on them."""
    edges, blood = [np.zeros(1)], [np.zeros(1)]
    state: State = (0.0, 0.0, 0.0)
    stops = [*zip(days[days < end].tolist(), doses[days < end].tolist(), strict=True), (end, 0.0)]
    here = 0.0
    for day, dose in stops:
        if day > here:
            steps, rest = divmod(day - here, STEP)
            rounded = (float(f"{state[0]:.6g}"), float(f"{state[1]:.6g}"), float(f"{state[2]:.6g}"))
            part, state = _stretch(drug, rounded, int(steps), round(rest, 6) if rest > 1e-6 else 0.0)
            edges.append(np.append(here + STEP * np.arange(1, len(part)), day))
            blood.append(part)
            here = day
        state = (state[0] + drug.absorbed * dose * NG, state[1], state[2])
    return np.concatenate(edges), np.concatenate(blood)


def level(drug: Antibody, days: Numbers, doses: Numbers, at: Numbers) -> Numbers:
    """Return turnover at some days as a share of the level before treatment, 1 until the first dose."""
    edges, blood = concentration(drug, days, doses, max(float(at.max(initial=0.0)), STEP))
    middle, length = (blood[1:] + blood[:-1]) / 2, np.diff(edges)
    held = np.zeros(middle.shape)
    some = middle > 0
    held[some] = drug.most / (1 + (drug.ic50 / middle[some]) ** drug.hill)
    ripening = drug.kl + drug.rho * drug.kl * (1 - held)
    kept = np.exp(-ripening * length)
    waiting = follow(kept, drug.kl * (1 + drug.rho) / ripening * (1 - kept))
    kept = np.exp(-drug.kd * length)
    turnover = follow(kept, (1 - held) * (waiting[1:] + waiting[:-1]) / 2 * (1 - kept))
    return np.interp(at, edges, turnover)
