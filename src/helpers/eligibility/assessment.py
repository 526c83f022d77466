"""Which regimens a label lets one patient have: one verdict a regimen, with every reason.

For teaching, not advice for one patient. A rule that nobody read, or a question that nobody answered, never counts as
harmless: the verdict is then to ask first.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import floor, isfinite
from typing import Any, NamedTuple

import pandas as pd

from helpers.eligibility import kidneys
from helpers.eligibility.kidneys import FEMALE, MALE, SEXES, UNITS
from helpers.tables import Tables

CONTRAINDICATED, NOT_RECOMMENDED, ACT_FIRST, ASK_FIRST, CAUTION, SUITABLE = VERDICTS = (
    "contraindicated", "not recommended", "act first", "ask first", "use with caution", "suitable",
)  # fmt: skip
YES, NO, NEVER = "yes", "no", "never"
CLEARANCE, EGFR, HEIGHT = "creatinine_clearance", "egfr", "height_cm"
ALLERGY, ALLERGIC, NOTHING = "allergy_to_product", "allergic_to", "nothing"
HEART = "months_since_heart_attack_or_stroke"
DIALYSIS = "on_dialysis"
SEVERE = ("severe_kidney_disease", "severe_kidney_disease_or_dialysis")
KIDNEYS = (CLEARANCE, EGFR, DIALYSIS, *SEVERE)  # answers that must fit together
GIVEN = "as given"
ADULT = 18
PURPOSES = ("treatment", "prevention")
# fields of a patient besides those of the rules: what they may be
CHOICES: dict[str, tuple[str, ...]] = {
    "sex": SEXES,
    "creatinine_unit": UNITS,
    "postmenopausal": (YES, NO),
    "purpose": PURPOSES,
    "long_term_steroids": (YES, NO),
    "hormone_lowering_cancer_treatment": (YES, NO),
}
NUMBERS = {
    **kidneys.BOUNDS,
    "creatinine": (0.2, 1800.0),
    CLEARANCE: (0.0, 300.0),
    "egfr": (0.0, 200.0),
}
MOST = 1_000.0  # of a number that a rule asks for and that has no bounds of its own
APART = 5.0  # mL/min: a clearance that is further from all those worked out contradicts them
POPULATIONS: dict[str, dict[str, str]] = {  # of `labelled_uses`: who belongs to it
    "postmenopausal women": {"sex": FEMALE, "postmenopausal": YES},
    "men": {"sex": MALE},
    "people on glucocorticoids": {"long_term_steroids": YES},
    "people on hormone-lowering cancer treatment": {"hormone_lowering_cancer_treatment": YES},
}

# who is labelled for on a condition that no question settles: how much steroid, which cancer
ON_CONDITION = ("people on glucocorticoids", "people on hormone-lowering cancer treatment")

Patient = Mapping[str, Any]


class Reason(NamedTuple):
    """Why a verdict: the verdict it asks for, why, where it stands, and which fields must be known to tell."""

    verdict: str
    text: str
    place: str = ""
    asks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.verdict}: {self.text}{f' ({self.place})' if self.place else ''}"


class Rule(NamedTuple):
    """A rule of one label: what is asked, when it is met, and what follows; no verdict where nobody read it."""

    field: str
    comparison: str
    threshold: str
    unit: str
    verdict: str
    reason: str
    place: str

    def is_met(self, value: Any) -> bool:
        """Does an answer meet it?"""
        if self.comparison == "is":
            return bool(value == self.threshold)
        if value == NEVER:
            return False
        return bool(value < float(self.threshold) if self.comparison == "<" else value >= float(self.threshold))


class Use(NamedTuple):
    """What a regimen is labelled for: who, treatment or prevention, do sources agree, on which condition."""

    population: str
    purpose: str
    stated: str
    condition: str


def assess(patient: Patient, tables: Tables) -> pd.DataFrame:
    """Return what the labels say for a patient, regimen by regimen.

    Args:
        patient: values by field: those of the rules ("yes", "no", or a number), and `age_years`, `sex`, `weight_kg`,
            `height_cm`, `creatinine`, `creatinine_unit`, `postmenopausal`, `purpose`, `long_term_steroids`,
            `hormone_lowering_cancer_treatment`. `months_since_heart_attack_or_stroke` may be "never". A
            `creatinine_clearance` stands as it is given; else it is worked out. `allergic_to` names the drug that
            brought on an allergy, or "nothing"; `allergy_to_product` says it of all.
        tables: the checked tables.

    Returns:
        One row a regimen: `regimen_id`, `verdict` (the gravest) and `reasons` (all of them, as texts, gravest first).

    Raises:
        ValueError: an unknown field, an impossible value, somebody under 18, or a creatinine clearance that contradicts
            the creatinine.
    """
    found = reasons(patient, tables)
    rows = [(each, verdict(why), [str(reason) for reason in why]) for each, why in found.items()]
    return pd.DataFrame(rows, columns=["regimen_id", "verdict", "reasons"])


def reasons(patient: Patient, tables: Tables) -> dict[str, list[Reason]]:
    """Return the reasons of `assess` by regimen, gravest first; none where a regimen is suitable.

    Raises:
        ValueError: as `assess`.
    """
    _must_be_possible(patient, tables)
    cleared = _cleared(patient, tables)
    doubt = _disagreement(patient, cleared, tables)
    found = {}
    for regimen_id, drug, drug_class in drugs_of(tables):
        ruled = rules(tables).get(regimen_id, ())
        own = _with_allergy(patient, drug, drug_class)
        why = [*_labelled(own, uses(tables).get(regimen_id, ())), *_broken(own, cleared, ruled, doubt)]
        if not ruled:
            why.append(Reason(ASK_FIRST, "Nobody read what its label rules out."))
        found[regimen_id] = sorted(why, key=lambda reason: VERDICTS.index(reason.verdict))
    return found


def _with_allergy(patient: Patient, drug: str, drug_class: str) -> Patient:
    """Return a patient with the answer on allergy that holds for one drug; of another of its class, nobody knows."""
    if ALLERGIC not in patient or ALLERGY in patient:
        return patient
    to = patient[ALLERGIC]
    if to == drug_class:
        return patient
    return {**patient, ALLERGY: YES if to == drug else NO}


@lru_cache(maxsize=8)
def drugs_of(tables: Tables) -> tuple[tuple[str, str, str], ...]:
    """Return each regimen with its drug, without what it is combined with, and the class of that drug."""
    rows = zip(*(tables.regimens[column] for column in ("regimen_id", "drug", "drug_class")), strict=True)
    return tuple((regimen_id, str(drug).partition(" with ")[0], str(kind)) for regimen_id, drug, kind in rows)


def allergens(tables: Tables) -> tuple[str, ...]:
    """Return what `allergic_to` can be: a drug, another drug of a class that has several, or nothing."""
    drugs = list(dict.fromkeys(drug for _, drug, _ in drugs_of(tables)))
    classes = dict.fromkeys(kind for _, _, kind in drugs_of(tables))
    several = [each for each in classes if len({drug for _, drug, kind in drugs_of(tables) if kind == each}) > 1]
    return (NOTHING, *drugs, *several)


def verdict(why: list[Reason]) -> str:
    """Return the verdict that reasons come to: the first one's, since they are sorted.

    >>> verdict([])
    'suitable'
    """
    return why[0].verdict if why else SUITABLE


@lru_cache(maxsize=8)
def fields(tables: Tables) -> tuple[str, ...]:
    """Return every field that a patient may have, those of the rules first."""
    return (*dict.fromkeys([*tables.eligibility["patient_field"], *CHOICES, *NUMBERS, ALLERGIC]),)


@lru_cache(maxsize=8)
def rules(tables: Tables) -> dict[str, tuple["Rule", ...]]:
    """Return the rules by regimen."""
    found: dict[str, list[Rule]] = {}
    for row in tables.eligibility.fillna("").to_dict("records"):
        place = f"{row['source_id']}, {row['locator']}" if row["source_id"] else ""
        told = (str(row[column]) for column in ("comparison", "threshold", "unit", "verdict", "reason"))
        found.setdefault(row["regimen_id"], []).append(Rule(row["patient_field"], *told, place))
    return {regimen_id: tuple(part) for regimen_id, part in found.items()}


@lru_cache(maxsize=8)
def uses(tables: Tables) -> dict[str, tuple["Use", ...]]:
    """Return the labelled uses by regimen."""
    found: dict[str, list[Use]] = {}
    for row in tables.labelled_uses.fillna("").to_dict("records"):
        found.setdefault(row["regimen_id"], []).append(Use(*(str(row[column]) for column in Use._fields)))
    return {regimen_id: tuple(part) for regimen_id, part in found.items()}


# ---------------------------------------------------------------------- what a patient may be


def _must_be_possible(patient: Patient, tables: Tables) -> None:
    known, numeric = fields(tables), numeric_fields(tables)
    if unknown := [name for name in patient if name not in known]:
        raise ValueError(f"patient: found {', '.join(map(str, unknown))}, expected fields from {', '.join(known)}")
    for name, value in patient.items():
        if name == ALLERGIC:
            _must_be_one_of(name, value, allergens(tables))
        elif name in CHOICES:
            _must_be_one_of(name, kidneys.unit_of(value) if name == "creatinine_unit" else value, CHOICES[name])
        elif name in numeric:
            if not (name == HEART and value == NEVER):
                _must_be_number(name, value, bounds(tables)[name])
        else:
            _must_be_one_of(name, value, (YES, NO))
    if "age_years" in patient and patient["age_years"] < ADULT:
        raise ValueError(
            f"age_years: found {patient['age_years']:g}, expected {ADULT} or more: the labels are for adults"
        )
    if "creatinine" in patient and "creatinine_unit" in patient:
        kidneys.in_mg_dl(patient["creatinine"], patient["creatinine_unit"], tables)


@lru_cache(maxsize=8)
def numeric_fields(tables: Tables) -> frozenset[str]:
    """Return the fields that are numbers."""
    rows = tables.eligibility
    return frozenset({*NUMBERS, *rows.loc[rows["comparison"] != "is", "patient_field"]})


@lru_cache(maxsize=8)
def bounds(tables: Tables) -> dict[str, tuple[float, float]]:
    """Return between what each number can lie; of a rule's own field ten times as far as its limits."""
    found = dict(NUMBERS)
    for name in numeric_fields(tables) - set(NUMBERS):
        limits = [float(rule.threshold) for each in rules(tables).values() for rule in each if rule.field == name]
        found[name] = (min(0.0, 10 * min(limits)), max(MOST, 10 * max(limits)))
    return found


def _must_be_one_of(name: str, value: Any, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{name}: found {value!r}, expected one of {', '.join(known)}")


def _must_be_number(name: str, value: Any, ends: tuple[float, float]) -> None:
    low, high = ends
    number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if not number or not low <= value <= high:
        raise ValueError(f"{name}: found {value!r}, expected a number from {low:g} to {high:g}")


def _cleared(patient: Patient, tables: Tables) -> dict[str, float]:
    """Return the creatinine clearance as given and by the weight that goes into it; nothing where neither is known."""
    worked_out = kidneys.clearances(patient, tables)
    if CLEARANCE not in patient:
        return worked_out
    given = float(patient[CLEARANCE])
    reached = (worked_out or kidneys.reach(patient, tables)).values()
    if reached and not min(reached) - APART <= given <= max(reached) + APART:
        ours = _listed(worked_out) if worked_out else f"{floor(max(reached) + 0.5)} mL/min at most"
        raise ValueError(f"{CLEARANCE}: found {given:g} mL/min, but the creatinine comes to {ours}: which one stands?")
    return {GIVEN: given, **worked_out}


def _listed(cleared: Mapping[str, float]) -> str:
    """Return clearances in words: "41 (actual weight), 38 (ideal weight)"."""
    named = {name: name if name == GIVEN else f"{name} weight" for name in cleared}
    return ", ".join(f"{floor(value + 0.5)} mL/min ({named[name]})" for name, value in cleared.items())


def _disagreement(patient: Patient, cleared: Mapping[str, float], tables: Tables) -> str:
    """Return how answers about the kidneys contradict each other, in words; nothing where they do not."""
    limit = kidneys.severe_below(tables)
    severe: dict[str, bool] = {}
    sides = {value < limit for value in (cleared or kidneys.reach(patient, tables)).values()}
    if sides and (cleared or len(sides) == 1):
        severe[f"clearance {_listed(cleared)}" if cleared else f"creatinine {patient['creatinine']:g}"] = max(sides)
    if EGFR in patient:
        severe[f"eGFR {patient[EGFR]:g}"] = patient[EGFR] < limit
    name = next((each for each in SEVERE if each in patient), "")
    if name:
        severe[f"{name.replace('_', ' ')} {patient[name]}"] = patient[name] == YES
    if patient.get(DIALYSIS) == YES:
        severe["on dialysis"] = True
    apart = len(set(severe.values())) == 2 or (len(sides) == 2 and bool(cleared) and len(severe) > 1)
    return "; ".join(severe) if apart else ""


# ---------------------------------------------------------------------- reasons


def _labelled(patient: Patient, found: tuple[Use, ...]) -> Iterator[Reason]:
    """Yield why a regimen is not labelled for a patient, or what must be known to tell."""
    asked: set[str] = set()
    doubtful = ""
    for use in found:
        needed = {**POPULATIONS.get(use.population, {}), "purpose": use.purpose}
        if use.population not in POPULATIONS:
            doubtful = doubtful or f"It is labelled for {use.population}: does that fit?"
            continue
        if any(name in patient and patient[name] != value for name, value in needed.items()):
            continue
        if missing := [name for name in needed if name not in patient]:
            asked.update(missing)
        elif use.stated != "stated":
            doubtful = f"Sources disagree on whether it is labelled for {use.population}, {use.purpose}."
        elif use.population in ON_CONDITION and use.condition:
            doubtful = f"It is labelled for {use.population} on a condition. {use.condition}"
        else:
            return
    if doubtful:
        yield Reason(ASK_FIRST, doubtful)
    elif asked:
        names = tuple(sorted(asked))
        yield Reason(ASK_FIRST, f"Whom it is labelled for depends on: {', '.join(names)}.", "", names)
    else:
        yield Reason(NOT_RECOMMENDED, f"Not labelled for {_who(patient)}.", "labelled uses")


def _who(patient: Patient) -> str:
    parts = [{FEMALE: "a woman", MALE: "a man"}.get(str(patient.get("sex")), "this patient")]
    parts += ["before the menopause"] if patient.get("postmenopausal") == NO and patient.get("sex") == FEMALE else []
    parts += [f"for {patient['purpose']}"] if "purpose" in patient else []
    return " ".join(parts)


def _broken(patient: Patient, cleared: Mapping[str, float], ruled: tuple[Rule, ...], doubt: str) -> Iterator[Reason]:
    """Yield the rules that a patient breaks, those that nobody read, and those whose question nobody answered."""
    by_actual_alone = HEIGHT not in patient and GIVEN not in cleared
    for rule in ruled:
        field, place = rule.field, rule.place
        values = list(cleared.values()) if field == CLEARANCE else [patient[field]] if field in patient else []
        met = [rule.is_met(value) for value in values]
        if not met:
            why = "" if rule.verdict else " What the label says about it was not read."
            yield Reason(ASK_FIRST, f"Not known: {field}.{why}", place, (field,))
        elif not rule.verdict:
            if any(met):
                yield Reason(ASK_FIRST, rule.reason)
        elif all(met):
            yield Reason(rule.verdict, rule.reason, place)
        elif any(met):
            limit = f"{rule.threshold} {rule.unit}"
            told = f"The weights fall on both sides of the limit of {limit}: {_listed(cleared)}. Which one holds?"
            yield Reason(ASK_FIRST, told, place)
        elif field == CLEARANCE and by_actual_alone:
            told = f"Not known: {HEIGHT}. Another weight than the actual one may decide: {_listed(cleared)}."
            yield Reason(ASK_FIRST, told, place, (HEIGHT,))
        elif field in KIDNEYS and doubt:
            yield Reason(ASK_FIRST, f"The answers about the kidneys do not fit together: {doubt}. Which holds?", place)
