"""Rules, questions and formula as plain data: what the browser needs to assess a patient by itself.

`panel/front/assess.js` does with it what `assessment.reasons` does with the tables; a test compares the two on
thousands of patients.
"""

from typing import Any

from helpers import dosing
from helpers.eligibility import assessment as a
from helpers.eligibility import kidneys
from helpers.eligibility.questions import Group, Question, any_of, groups
from helpers.tables import Tables

Data = dict[str, Any]


def rules_data(tables: Tables) -> Data:
    """Return everything that `assess` goes by, as values that JSON can hold."""
    rules, uses = a.rules(tables), a.uses(tables)
    names = dosing.full_names(tables.regimens)
    return {
        "verdicts": list(a.VERDICTS),
        "fields": list(a.fields(tables)),
        "choices": {name: list(values) for name, values in a.CHOICES.items()},
        "numbers": {name: list(ends) for name, ends in a.bounds(tables).items()},
        "reach": {"age_years": [kidneys.ADULT_FROM, kidneys.BOUNDS["age_years"][1]], "sexes": list(kidneys.SEXES)},
        "numeric": sorted(a.numeric_fields(tables)),
        "apart": a.APART,
        "adult": a.ADULT,
        "populations": a.POPULATIONS,
        "allergens": list(a.allergens(tables)),
        "onCondition": list(a.ON_CONDITION),
        "kidneys": list(a.KIDNEYS),
        "severe": list(a.SEVERE),
        "severeBelow": kidneys.severe_below(tables),
        "formula": kidneys.values(tables),
        "plausible": {unit: list(ends) for unit, ends in kidneys.PLAUSIBLE.items()},
        "inch": kidneys.INCH,
        "regimens": [
            {
                "id": each,
                "name": names[each],
                "base": base,
                "drugClass": drug_class,
                "uses": [use._asdict() for use in uses.get(each, ())],
                "rules": [rule._asdict() for rule in rules.get(each, ())],
            }
            for each, base, drug_class in a.drugs_of(tables)
        ],
    }


def questions_data(tables: Tables) -> Data:
    """Return the questions of the card, group by group, and the fields that several of them make up."""
    return {"groups": [_group(each) for each in groups(tables)], "any": {k: list(v) for k, v in any_of().items()}}


def _group(group: Group) -> Data:
    return {"name": group.name, "inSight": group.in_sight, "questions": [_question(q) for q in group.questions]}


def _question(question: Question) -> Data:
    number = question.number
    return {
        "name": question.name,
        "ask": question.ask,
        "none": question.none,
        "onlyIf": dict(question.only_if),
        "field": question.field,
        "choices": [{"name": c.name, "words": c.words, "sets": dict(c.sets)} for c in question.choices],
        "number": number and {**vars(number), "steps": dict(number.steps), "starts": dict(number.starts)},
    }
