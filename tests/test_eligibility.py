"""What labels rule out for a patient: every rule, every missing answer, and the formula for the kidneys."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.eligibility import VERDICTS, assess, creatinine_clearance, fields, ideal_weight, weights
from helpers.loading import load
from helpers.tables import Tables

ROOT = Path(__file__).parents[1]
TABLES = load()
RULES = TABLES.eligibility.to_dict("records")
NUMERIC = {rule["patient_field"] for rule in RULES if rule["comparison"] != "is"}
HARMLESS = {
    "age_years": 72, "sex": "female", "postmenopausal": "yes", "purpose": "treatment", "long_term_steroids": "no",
    "hormone_lowering_cancer_treatment": "no", "creatinine_clearance": 70,
}  # fmt: skip


def answer(rule, met):
    """An answer that meets a rule, or does not."""
    if rule["comparison"] == "is":
        return rule["threshold"] if met else {"yes": "no", "no": "yes"}[rule["threshold"]]
    limit = float(rule["threshold"])
    below = rule["comparison"] == "<"
    return (limit - 1 if below else limit) if met else (limit + 1 if below else limit - 1)


for each in RULES:
    wanted = answer(each, False)
    if each["patient_field"] in NUMERIC and each["comparison"] == "<":
        wanted = max(wanted, HARMLESS.get(each["patient_field"], 0))
    HARMLESS[each["patient_field"]] = wanted


def of(patient, regimen_id):
    return assess(patient, TABLES).set_index("regimen_id").loc[regimen_id]


def test_a_woman_of_whom_everything_is_known_may_have_most_and_nothing_is_hidden():
    found = assess(HARMLESS, TABLES)
    assert list(found["regimen_id"]) == list(TABLES.regimens["regimen_id"])
    assert set(found["verdict"]) == {"suitable", "not recommended"}
    prevention_only = set(found.loc[found["verdict"] == "not recommended", "regimen_id"])
    assert prevention_only == {"ZOL-5-2YR", "ALN-5D", "ALN-35W"}
    assert all(not reasons for reasons in found.loc[found["verdict"] == "suitable", "reasons"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule['regimen_id']}-{rule['patient_field']}")
def test_every_rule_is_reached_when_it_is_met_and_asks_when_nobody_answered(rule):
    met = of({**HARMLESS, rule["patient_field"]: answer(rule, True)}, rule["regimen_id"])
    expected = "ask first" if pd.isna(rule["verdict"]) else rule["verdict"]
    assert any(reason.startswith(f"{expected}: {rule['reason']}") for reason in met["reasons"])
    assert VERDICTS.index(met["verdict"]) <= VERDICTS.index(expected)
    silent = {name: value for name, value in HARMLESS.items() if name != rule["patient_field"]}
    unknown = of(silent, rule["regimen_id"])
    assert any(f"Not known: {rule['patient_field']}." in reason for reason in unknown["reasons"])
    assert VERDICTS.index(unknown["verdict"]) <= VERDICTS.index("ask first")


def test_the_gravest_verdict_counts_and_all_reasons_stay():
    sick = {**HARMLESS, "creatinine_clearance": 20, "pregnancy": "yes", "dehydrated": "yes"}
    found = of(sick, "ZOL-5-YR")
    assert found["verdict"] == "contraindicated"
    given_verdicts = [reason.split(":")[0] for reason in found["reasons"]]
    assert given_verdicts == ["contraindicated", "not recommended", "act first"]


def test_a_rule_nobody_read_asks_whatever_is_recalled():
    unread = [rule for rule in RULES if pd.isna(rule["verdict"])]
    assert unread and all(pd.isna(rule["source_id"]) for rule in unread)
    assert of({**HARMLESS, "pregnancy": "yes"}, "ALN-70W")["verdict"] == "ask first"
    assert of({**HARMLESS, "pregnancy": "no"}, "ALN-70W")["verdict"] == "suitable"


def test_kidney_limits_are_kept_apart():
    at = {limit: assess({**HARMLESS, "creatinine_clearance": limit}, TABLES).set_index("regimen_id")["verdict"]
          for limit in (29, 30, 34, 35)}  # fmt: skip
    assert [at[limit]["ZOL-5-YR"] for limit in at] == ["contraindicated"] * 3 + ["suitable"]
    assert [at[limit]["ALN-70W"] for limit in at] == ["not recommended"] * 3 + ["suitable"]
    for each in ("RIS-35W", "IBN-PO-150M", "IBN-IV-3M"):
        assert [at[limit][each] for limit in at] == ["not recommended"] + ["suitable"] * 3


def test_labelled_uses_enter_too():
    man = {**HARMLESS, "sex": "male", "postmenopausal": "no"}
    found = of(man, "ROMO-210")
    assert found["verdict"] == "not recommended" and "Not labelled for a man for treatment." in found["reasons"][0]
    assert of(man, "ZOL-5-YR")["verdict"] == "suitable"
    young = of({**HARMLESS, "postmenopausal": "no"}, "ALN-70W")
    assert "Not labelled for a woman before the menopause for treatment." in young["reasons"][0]
    steroids = of({**HARMLESS, "postmenopausal": "no", "long_term_steroids": "yes"}, "ZOL-5-YR")
    assert steroids["verdict"] == "ask first" and "7.5 mg" in steroids["reasons"][0], "how much steroid nobody said"
    older = of({**HARMLESS, "long_term_steroids": "yes"}, "ZOL-5-YR")
    assert older["verdict"] == "suitable", "it is labelled for her without a condition"
    disputed = of({**HARMLESS, "purpose": "prevention"}, "RIS-75x2")
    assert disputed["verdict"] == "ask first" and "Sources disagree" in disputed["reasons"][0]
    nobody = {name: value for name, value in HARMLESS.items() if name != "sex"}
    assert of(nobody, "ROMO-210")["verdict"] == "ask first"


def test_missing_answers_never_come_out_as_suitable():
    for name in HARMLESS:
        silent = {field: value for field, value in HARMLESS.items() if field != name}
        needs = {rule["regimen_id"] for rule in RULES if rule["patient_field"] == name}
        found = assess(silent, TABLES).set_index("regimen_id")["verdict"]
        assert all(found[each] != "suitable" for each in needs), name
    assert "suitable" not in set(assess({}, TABLES)["verdict"])


def test_a_folder_without_rules_asks_for_everything():
    frames = dict(TABLES)
    for name in ("eligibility", "formula_values"):
        frames[name] = frames[name].iloc[:0]
    bare = Tables(frames, "a test")
    found = assess({"sex": "female", "postmenopausal": "yes", "purpose": "treatment", "long_term_steroids": "no"}, bare)
    assert set(found["verdict"]) <= {"ask first", "not recommended"}
    assert creatinine_clearance(70, 75, 1.0, "mg/dL", "male", tables=bare) == pytest.approx(72.9, abs=0.05)


WRONG = {
    "unknown field": ({"shoe_size": 42}, "patient: found shoe_size, expected fields from "),
    "not yes or no": ({"pregnancy": "maybe"}, "pregnancy: found 'maybe', expected one of yes, no"),
    "true": ({"pregnancy": True}, "pregnancy: found True, expected one of yes, no"),
    "a child": ({"age_years": 16}, "age_years: found 16, expected 18 or more"),
    "too old": ({"age_years": 130}, "age_years: found 130, expected a number from 1 to 120"),
    "a text": ({"age_years": "72"}, "age_years: found '72', expected a number"),
    "not finite": ({"egfr": float("nan")}, "egfr: found nan, expected a number from 0 to 200"),
    "below nothing": ({"can_stay_upright_minutes": -1}, "can_stay_upright_minutes: found -1, expected a number from 0 to 1000"),
    "another sex": ({"sex": "f"}, "sex: found 'f', expected one of female, male"),
    "another unit": ({"creatinine_unit": "mg"}, "creatinine_unit: found 'mg', expected one of mg/dL, µmol/L"),
    "the other unit": ({"creatinine": 90, "creatinine_unit": "mg/dL"}, "creatinine: found 90 mg/dL, expected 0.2 to 20 mg/dL; was µmol/L meant?"),
    "the other unit too": ({"creatinine": 1.1, "creatinine_unit": "µmol/L"}, "was mg/dL meant?"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_one_clear_error(name):
    patient, said = WRONG[name]
    with pytest.raises(ValueError) as error:
        assess({**HARMLESS, **patient}, TABLES)
    assert said in str(error.value)


def test_never_is_an_answer_to_when():
    recent = of({**HARMLESS, "months_since_heart_attack_or_stroke": 3}, "ROMO-210")
    assert recent["verdict"] == "not recommended"
    assert of({**HARMLESS, "months_since_heart_attack_or_stroke": "never"}, "ROMO-210")["verdict"] == "suitable"
    with pytest.raises(ValueError, match="egfr: found 'never'"):
        assess({**HARMLESS, "egfr": "never"}, TABLES)


# ---------------------------------------------------------------------- the kidneys

EXAMPLES = [  # age, weight, creatinine, unit, sex, height, weight used, mL/min as published
    (70, 75, 1.0, "mg/dL", "male", None, "actual", 72.9),
    (60, 80, 1.2, "mg/dL", "male", None, "actual", 74.1),
    (65, 70, 1.4, "mg/dL", "male", None, "actual", 52.1),
    (45, 60, 0.9, "mg/dL", "female", None, "actual", 74.8),
    (40, 80, 1.0, "mg/dL", "male", None, "actual", 111),
    (40, 80, 88.42, "µmol/L", "male", None, "actual", 111),
    (50, 150, 1.0, "mg/dL", "male", 180, "adjusted", 131),
    (40, 150, 1.0, "mg/dL", "male", 180, "ideal", 104),
    (16, 55, 0.57, "mg/dL", "female", 162.8, "ideal", 141.042),
]


@pytest.mark.parametrize(("age", "kg", "creatinine", "unit", "sex", "height", "weight", "published"), EXAMPLES)
def test_published_examples_are_met_within_0_6(age, kg, creatinine, unit, sex, height, weight, published):
    found = creatinine_clearance(age, kg, creatinine, unit, sex, height, weight)
    assert found == pytest.approx(published, abs=0.6)


def test_published_weights_are_met():
    assert ideal_weight(180, "male") == pytest.approx(75.0, abs=0.05)
    assert ideal_weight(150, "male") == pytest.approx(47.8, abs=0.05)
    assert weights(80, 180, "male")["adjusted"] == pytest.approx(77.0, abs=0.05)


def test_the_unit_is_written_in_several_ways_and_never_guessed():
    same = {creatinine_clearance(70, 75, 97.2, unit, "male") for unit in ("µmol/L", "μmol/L", "umol/L")}
    assert len(same) == 1
    for unit in ("µmol/L", "umol/L"):
        assert len(assess({**HARMLESS, "creatinine": 90, "creatinine_unit": unit}, TABLES)) == len(TABLES.regimens)
    with pytest.raises(ValueError, match="was µmol/L meant"):
        creatinine_clearance(70, 75, 90, "mg/dL", "male")
    with pytest.raises(ValueError, match="height_cm: found nothing"):
        creatinine_clearance(70, 75, 1.0, "mg/dL", "male", weight="ideal")
    for wrong in ({"weight_kg": 5}, {"age_years": 200}, {"sex": "x"}, {"creatinine": True}, {"weight": "dry"}):
        values = {"age_years": 70, "weight_kg": 75, "creatinine": 1.0, "unit": "mg/dL", "sex": "male", **wrong}
        with pytest.raises(ValueError, match=f"{next(iter(wrong))}: found"):
            creatinine_clearance(**values)


def test_where_the_weights_fall_on_both_sides_of_a_limit_it_asks_and_names_the_three():
    patient = {name: value for name, value in HARMLESS.items() if name != "creatinine_clearance"}
    patient |= {"age_years": 80, "weight_kg": 95, "height_cm": 158, "creatinine": 1.3, "creatinine_unit": "mg/dL"}
    found = of(patient, "ZOL-5-YR")
    assert found["verdict"] == "ask first"
    assert all(f"({name} weight)" in found["reasons"][0] for name in ("actual", "ideal", "adjusted"))
    without_height = {name: value for name, value in patient.items() if name != "height_cm"}
    found = of(without_height, "ZOL-5-YR")
    assert found["verdict"] == "ask first" and "Not known: height_cm." in found["reasons"][0]
    assert of({**without_height, "creatinine": 3.0}, "ZOL-5-YR")["verdict"] == "contraindicated"


CONTRADICTIONS = {
    "dialysis, and a good clearance": {"on_dialysis": "yes"},
    "severe in words, good in numbers": {"severe_kidney_disease": "yes", "severe_kidney_disease_or_dialysis": "yes"},
    "an eGFR that says severe": {"egfr": 20},
    "a clearance that says severe": {"creatinine_clearance": 20},
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_answers_about_the_kidneys_that_do_not_fit_together_are_asked_about(name):
    whole = {**HARMLESS, "egfr": 70}
    assert of(whole, "TPTD-20")["verdict"] == of(whole, "ALN-70W")["verdict"] == "suitable"
    found = assess({**whole, **CONTRADICTIONS[name]}, TABLES).set_index("regimen_id")
    for each in ("ZOL-5-YR", "ALN-70W", "RIS-35W", "IBN-IV-3M", "DMAB-60"):
        assert found.loc[each, "verdict"] != "suitable", each
    told = [reason for reasons in found["reasons"] for reason in reasons if "do not fit together" in reason]
    assert told and all(reason.startswith("ask first: ") and reason.count(";") for reason in told)


def test_a_clearance_that_contradicts_the_creatinine_is_an_error():
    patient = {
        **HARMLESS,
        "age_years": 70,
        "weight_kg": 75,
        "creatinine": 1.0,
        "creatinine_unit": "mg/dL",
        "sex": "male",
    }
    assert len(assess({**patient, "creatinine_clearance": 73}, TABLES)) == len(TABLES.regimens)
    border = {**patient, "age_years": 87, "weight_kg": 55, "height_cm": 155, "creatinine": 1.1, "sex": "female"}
    found = of({**border, "creatinine_clearance": 36}, "ZOL-5-YR")
    assert found["verdict"] == "ask first" and "36 mL/min (as given)" in found["reasons"][0]
    with pytest.raises(
        ValueError, match="creatinine_clearance: found 30 mL/min, but the creatinine comes to 73 mL/min"
    ):
        assess({**patient, "creatinine_clearance": 30}, TABLES)


@given(st.floats(18, 100), st.floats(35, 150), st.floats(0.4, 5.0), st.sampled_from(("female", "male")))
def test_older_lighter_and_a_higher_creatinine_clear_less(age, kg, creatinine, sex):
    here = creatinine_clearance(age, kg, creatinine, "mg/dL", sex)
    assert here >= creatinine_clearance(age + 5, kg, creatinine, "mg/dL", sex)
    assert here >= creatinine_clearance(age, kg - 5, creatinine, "mg/dL", sex)
    assert here >= creatinine_clearance(age, kg, creatinine * 1.2, "mg/dL", sex)
    assert creatinine_clearance(age, kg, creatinine * 88.4, "µmol/L", sex) == pytest.approx(here)


def test_every_field_of_the_rules_is_accepted():
    assert set(fields(TABLES)) >= {rule["patient_field"] for rule in RULES}
    with (ROOT / "data" / "eligibility.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == len(RULES) > 200
