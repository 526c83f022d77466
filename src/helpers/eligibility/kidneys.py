"""How much the kidneys clear: the formula of Cockcroft and Gault, and which weight goes into it.

It was made for adults and says what a calculation comes to, not how well one patient's kidneys work.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import isfinite

from helpers.tables import Tables, packaged

FEMALE, MALE = SEXES = ("female", "male")
MG_DL, UMOL_L = UNITS = ("mg/dL", "µmol/L")
ACTUAL, IDEAL, ADJUSTED = WEIGHTS = ("actual", "ideal", "adjusted")
# What a creatinine can be in each unit: beyond, the other unit was meant, or a digit is wrong.
PLAUSIBLE = {MG_DL: (0.2, 20.0), UMOL_L: (20.0, 1800.0)}
BOUNDS = {"age_years": (1.0, 120.0), "weight_kg": (20.0, 300.0), "height_cm": (100.0, 230.0)}
ADULT_FROM = 18.0
NEEDED = ("age_years", "weight_kg", "creatinine", "creatinine_unit", "sex")
INCH = 2.54  # centimetres


@lru_cache(maxsize=8)
def values(tables: Tables) -> dict[str, float]:
    """Return the constants of the formula by name; what a lecturer's tables lack is the project's."""
    known: dict[str, float] = {}
    for rows in (packaged().formula_values, tables.formula_values):
        known |= dict(zip(rows["quantity"], rows["value"], strict=True))
    return known


def severe_below(tables: Tables | None = None) -> float:
    """Return the clearance, in mL/min, below which labels call kidney disease severe.

    >>> severe_below()
    30.0
    """
    return values(tables or packaged())["severe kidney disease, below"]


def ideal_weight(height_cm: float, sex: str, tables: Tables | None = None) -> float:
    """Return the ideal weight in kg, by Devine; below five feet the formula goes on downwards.

    >>> round(ideal_weight(180, "male"), 1)
    75.0

    Raises:
        ValueError: an impossible height, or another sex than "female" and "male".
    """
    _within("height_cm", height_cm)
    _one_of("sex", sex, SEXES)
    v = values(tables or packaged())
    return v[f"ideal weight, {sex}"] + v["ideal weight, per inch"] * (height_cm / INCH - v["ideal weight, from inches"])


def weights(weight_kg: float, height_cm: float | None, sex: str, tables: Tables | None = None) -> dict[str, float]:
    """Return the weights that can go into the formula, in kg: the actual one, and with a height ideal and adjusted.

    >>> {name: round(kg, 1) for name, kg in weights(80, 180, "male").items()}
    {'actual': 80, 'ideal': 75.0, 'adjusted': 77.0}

    Raises:
        ValueError: as `ideal_weight`, or an impossible weight.
    """
    _within("weight_kg", weight_kg)
    found = {ACTUAL: weight_kg}
    if height_cm is not None:
        ideal = ideal_weight(height_cm, sex, tables)
        part = values(tables or packaged())["adjusted weight, share"]
        found |= {IDEAL: ideal, ADJUSTED: ideal + part * (weight_kg - ideal)}
    return found


def creatinine_clearance(
    age_years: float,
    weight_kg: float,
    creatinine: float,
    unit: str,
    sex: str,
    height_cm: float | None = None,
    weight: str = ACTUAL,
    tables: Tables | None = None,
) -> float:
    """Return the creatinine clearance in mL/min (Cockcroft and Gault 1976; constants in `formula_values.csv`).

    Args:
        age_years: age.
        weight_kg: actual weight.
        creatinine: in blood.
        unit: its unit, "mg/dL" or "µmol/L"; never guessed.
        sex: "female" or "male".
        height_cm: needed for the ideal and the adjusted weight.
        weight: which weight goes in: "actual", "ideal" or "adjusted".
        tables: where the constants are; the packaged ones if left out.

    >>> round(creatinine_clearance(70, 75, 1.0, "mg/dL", "male"), 1)
    72.9

    Raises:
        ValueError: an impossible value, a creatinine that fits the other unit, or a weight that needs a height.
    """
    _within("age_years", age_years)
    _one_of("sex", sex, SEXES)
    _one_of("weight", weight, WEIGHTS)
    mg_dl = in_mg_dl(creatinine, unit, tables)
    known = weights(weight_kg, height_cm, sex, tables)
    if weight not in known:
        raise ValueError(f"height_cm: found nothing, expected a height, since the {weight} weight is asked for")
    v = values(tables or packaged())
    value = (v["age from"] - age_years) * known[weight] / (v["divisor"] * mg_dl)
    return max(value * (v["female, share"] if sex == FEMALE else 1.0), 0.0)


def in_mg_dl(creatinine: float, unit: str, tables: Tables | None = None) -> float:
    """Return a creatinine in mg/dL.

    Raises:
        ValueError: an unknown unit, or a value that no blood has in that unit; the message asks which was meant.
    """
    unit = unit_of(unit)
    _one_of("creatinine_unit", unit, UNITS)
    if isinstance(creatinine, bool) or not isinstance(creatinine, int | float) or not isfinite(creatinine):
        raise ValueError(f"creatinine: found {creatinine!r}, expected a number")
    low, high = PLAUSIBLE[unit]
    if not low <= creatinine <= high:
        [other] = [each for each in UNITS if each != unit]
        fits = PLAUSIBLE[other][0] <= creatinine <= PLAUSIBLE[other][1]
        asked = f"; was {other} meant?" if fits else ""
        raise ValueError(f"creatinine: found {creatinine:g} {unit}, expected {low:g} to {high:g} {unit}{asked}")
    return creatinine / values(tables or packaged())["µmol/L in a mg/dL"] if unit == UMOL_L else creatinine


def unit_of(unit: str) -> str:
    """Return a unit in its usual form: the Greek letter, or a u in its place, is the sign for a millionth.

    >>> unit_of("umol/L") == UMOL_L
    True
    """
    return unit.replace("μ", "µ").replace("umol", "µmol") if isinstance(unit, str) else unit


def clearances(patient: Mapping[str, float | str], tables: Tables) -> dict[str, float]:
    """Return the clearance for each weight that a patient's values allow; nothing where one of them is missing."""
    if any(name not in patient for name in NEEDED):
        return {}
    age, kg, creatinine, unit, sex = (patient[name] for name in NEEDED)
    height = patient.get("height_cm")
    known = weights(float(kg), None if height is None else float(height), str(sex), tables)
    return {
        name: creatinine_clearance(
            float(age), float(kg), float(creatinine), str(unit), str(sex),
            None if height is None else float(height), name, tables,
        )
        for name in known
    }  # fmt: skip


def reach(patient: Mapping[str, float | str], tables: Tables) -> dict[str, float]:
    """Return the least and the most that a creatinine can come to, whatever is not known of age, sex, weight and unit.

    Nothing where no creatinine is known. So a creatinine that no kidney that works can have is seen without a weight.
    """
    if "creatinine" not in patient:
        return {}
    creatinine = float(patient["creatinine"])
    units = [str(patient["creatinine_unit"])] if "creatinine_unit" in patient else list(UNITS)
    fits = [each for each in units if PLAUSIBLE[unit_of(each)][0] <= creatinine <= PLAUSIBLE[unit_of(each)][1]]
    found = []
    for unit in fits:
        for sex in [str(patient["sex"])] if "sex" in patient else list(SEXES):
            for end in (0, 1):
                age = float(patient.get("age_years", (ADULT_FROM, BOUNDS["age_years"][1])[1 - end]))
                kg = float(patient.get("weight_kg", BOUNDS["weight_kg"][end]))
                found.append(creatinine_clearance(age, kg, creatinine, unit, sex, tables=tables))
    return {"least": min(found), "most": max(found)} if found else {}


def _one_of(name: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{name}: found {value!r}, expected one of {', '.join(known)}")


def _within(name: str, value: float) -> None:
    low, high = BOUNDS[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"{name}: found {value!r}, expected a number from {low:g} to {high:g}")
