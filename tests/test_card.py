"""The patient card: its questions reach every field, and its browser judges as Python does."""

import json
import random

import pytest

from helpers.eligibility import assessment, questions
from helpers.eligibility.data import rules_data
from helpers.loading import load
from helpers.panel import front

TABLES = load()
QUESTIONS = questions.questions(TABLES)
NUMBERS = {  # values that lie around the limits, and some that cannot be
    "age_years": [17, 18, 55, 64.5, 72, 88, 101, 130],
    "weight_kg": [19, 38, 44.5, 60, 72, 95, 140],
    "height_cm": [90, 140, 158, 171.5, 190],
    "creatinine": [0.1, 0.5, 0.8, 1.05, 1.4, 2.2, 45, 88.42, 130, 300],
    "creatinine_clearance": [8, 29.5, 30, 34.9, 35, 36, 48, 60, 90],
    "egfr": [12, 29.9, 30, 45.25, 60, 90],
    "can_stay_upright_minutes": [0, 29, 30, 59, 60],
    "months_since_heart_attack_or_stroke": [0, 11, 12, 30, "never"],
    "monthly_doses_given": [0, 11, 12],
    "total_months_of_abaloparatide": [0, 23, 24],
    "total_months_of_teriparatide": [0, 23, 24, 2000],
}


def somebody(dice):
    """A patient by chance: most of what is asked is known, some is not, a little cannot be."""
    share = dice.choice((0.3, 0.8, 0.95, 1.0))
    patient = {}
    for name in assessment.fields(TABLES):
        if dice.random() > share:
            continue
        if name in assessment.CHOICES:
            patient[name] = dice.choice(assessment.CHOICES[name])
        elif name in NUMBERS:
            patient[name] = dice.choice(NUMBERS[name])
        else:
            patient[name] = dice.choices(("no", "yes"), (9, 1))[0]
    if dice.random() < 0.75:  # the ends that cannot be are rare, and two kinds of clearance seldom agree by chance
        impossible = {
            "age_years": {17, 130},
            "weight_kg": {19},
            "height_cm": {90},
            "total_months_of_teriparatide": {2000},
        }
        patient = {name: value for name, value in patient.items() if value not in impossible.get(name, ())}
        unit, value = patient.get("creatinine_unit"), patient.get("creatinine", 1)
        if unit and not assessment.kidneys.PLAUSIBLE[unit][0] <= value <= assessment.kidneys.PLAUSIBLE[unit][1]:
            patient.pop("creatinine", None)
        patient.pop(dice.choice(("creatinine", "creatinine_clearance")), None)
    return patient


def by_python(patient):
    try:
        found = assessment.reasons(patient, TABLES)
    except ValueError as error:
        return str(error)
    return [[each, [[*reason[:3], list(reason.asks)] for reason in why]] for each, why in found.items()]


JUDGE = """([script, patients, data]) => {
    const { reasonsOf } = new Function(`${script}; return { reasonsOf }`)()
    const rules = JSON.parse(data)
    return JSON.stringify(JSON.parse(patients).map(patient => {
        try {
            return [...reasonsOf(patient, rules)].map(([id, why]) => [id, why.map(r => [r.verdict, r.text, r.place, r.asks])])
        } catch (error) { return error.message }
    }))
}"""  # texts go to and fro as one string: much faster than as objects


def by_browser(chromium, patients):
    script = front.EXPORT.sub("", front.FOLDER.joinpath("assess.js").read_text(encoding="utf-8"))
    page = chromium.new_page()
    found = page.evaluate(JUDGE, [script, json.dumps(patients), json.dumps(rules_data(TABLES))])
    page.close()
    return json.loads(found)


@pytest.mark.parametrize("people", [1_000, pytest.param(9_000, marks=pytest.mark.slow)])
def test_the_browser_judges_as_python_does(chromium, people):
    dice = random.Random(people)
    patients = [somebody(dice) for _ in range(people)]
    ours, theirs = [by_python(patient) for patient in patients], by_browser(chromium, patients)
    for patient, one, other in zip(patients, ours, theirs, strict=True):
        assert one == other, patient
    judged = [each for each in ours if not isinstance(each, str)]
    assert 0.4 * people < len(judged) < 0.95 * people, "some cannot be, most can"
    met = {verdict for each in judged for _, why in each for verdict in [why[0][0] if why else "suitable"]}
    assert met == set(assessment.VERDICTS)


def test_the_questions_reach_every_field_and_no_other():
    known = set(assessment.fields(TABLES))
    asked = {name for each in QUESTIONS.values() for name in questions._sets(each)} | set(questions.any_of())
    assert asked == known
    parts = {part for each in questions.any_of().values() for part in each}
    assert parts <= set(QUESTIONS)
    for each in QUESTIONS.values():
        assert questions._sets(each) or each.name in parts, each.name
