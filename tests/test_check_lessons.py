"""What is wrong in the tables of single lessons is named: turnover, benefit, what labels rule out.

Each check of a whole folder takes a second: a few of each set run every time, the others in `make test-everywhere`.
"""

import pytest
from sampled import some
from test_check import find, lines, put

# turnover of bone

SEEN, VALUES_OF = "turnover.csv", "kinetics.csv"
TURNOVER = {  # name: (file, the row's key, changes, what is said of it)
    "a figure without anything": (SEEN, "M004", {"value": "", "low": "", "high": "", "spread": "", "unit": "", "use": "told"},
                                  ["value: found nothing, expected a value, low and high, or a result in words"]),
    "half a range": (SEEN, "M004", {"low": ""}, ["low: found nothing, expected a value, since an interval or range is given"]),
    "a figure outside its range": (SEEN, "M004", {"value": "-20"}, ['value: found "-20", expected a figure from -60 to -27']),
    "a figure without a unit": (SEEN, "M006", {"unit": ""}, ["unit: found nothing, expected a value, since a figure is given"]),
    "more than everything": (SEEN, "M006", {"value": "-148"}, ['value: found "-148", expected at least -100, since it is a percentage']),
    "another drug's regimen": (SEEN, "M006", {"drug": "denosumab"}, ['drug: found "denosumab", expected zoledronic acid, as regimen ZOL-5-YR has it']),
    "drawn without a day": (SEEN, "M040", {"day": ""}, ["day: found nothing, expected a value, since use is shown"]),
    "published nowhere": (VALUES_OF, "K002", {"locator": ""}, ["locator: found nothing, expected a value, since origin is published"]),
    "assumed, yet known": (VALUES_OF, "K001", {"determined": "by data"}, ['determined: found "by data", expected assumed or on a bound, since origin is assumed']),
    "fitted to nothing": (VALUES_OF, "K003", {"points": ""}, ["points: found nothing, expected a value, since origin is fitted here"]),
    "fitted to fewer points": (VALUES_OF, "K003", {"points": "5"}, ['points: found "5", expected at least 6, the rows of turnover.csv of ibandronate whose use is fitted']),
    "more than a whole": (VALUES_OF, "K001", {"value": "1.5"}, ['value: found "1.5", expected a number above 0, at most 1']),
    "nothing at all": (VALUES_OF, "K003", {"value": "0"}, ['value: found "0", expected a number above 0, at most 10']),
    "twice the same": (VALUES_OF, "K013", {"quantity": "pool loss"}, ['quantity: found "pool loss", expected one value for it: row 13 has one too', None]),
    "a day that is not its time": (SEEN, "M006", {"day": "60"}, ['day: found "60", expected about 1826, 60 months']),
    "fractures as a marker": (SEEN, "M013", {"use": "checked"}, ['use: found "checked", expected told, since spine bone density in this unit is no marker']),
    "a value in another unit": (VALUES_OF, "K003", {"unit": "mL"}, ['unit: found "mL", expected per day, the unit of pool loss']),
    "too fast for any curve": (VALUES_OF, "K003", {"value": "30"}, ['value: found "30", expected a number above 0, at most 10']),
}  # fmt: skip


# trials, baseline risk, recommendations

KEYS = {"trials.csv": "trial_id", "baseline_risk.csv": "risk_id", "recommendations.csv": "row_id"}
BENEFIT = {  # name: (file, the row's key, changes, what is said of it)
    "more events than people": ("trials.csv", "B033", {"events_drug": "4000", "arms_differ": "x", "percent_drug": ""},
                                ['events_drug: found "4000", expected at most 3702, the people']),
    "a percentage of no kind": ("trials.csv", "B001", {"percents": ""}, ["percents: found nothing, expected a value, since percentages are given"]),
    "a bridge that leans on nothing": ("trials.csv", "B045", {"reference_id": ""}, ["reference_id: found nothing, expected a value, since it leans on another regimen"]),
    "a bridge without its gain": ("trials.csv", "B045", {"percent_drug": ""}, ["percent_drug: found nothing, expected a value, since it leans on another regimen"]),
    "a bridge that counts fractures": ("trials.csv", "B045", {"site": "hip"}, ['site: found "hip", expected spine bone density, since only bone density was compared']),
    "bone density as a fracture": ("trials.csv", "B009", {"site": "spine bone density"}, ['site: found "spine bone density", expected another one, since spine bone density is for a bone-density bridge']),
    "an effect of no kind": ("trials.csv", "B009", {"measure": ""}, ["measure: found nothing, expected a value, since an effect is given"]),
    "half an interval": ("trials.csv", "B009", {"low": ""}, ["low: found nothing, expected a value, since an interval is given"]),
    "an effect outside its interval": ("trials.csv", "B009", {"effect": "1.4"}, ['effect: found "1.4", expected a number from 0.41 to 1.19']),
    "shown by an interval that holds one": ("trials.csv", "B009", {"result": "fewer"}, ['result: found "fewer", expected not shown, as the interval from 0.41 to 1.19 says']),
    "not shown by one that does not": ("trials.csv", "B022", {"result": "not shown"}, ['result: found "not shown", expected fewer, as the interval from 18 to 58 says']),
    "an effect that the groups do not give": ("trials.csv", "B027", {"effect": "0.7"}, ['effect: found "0.7", expected 0.569 to 0.619, which the groups come to, or arms_differ to say why not']),
    "a reason where none is needed": ("trials.csv", "B027", {"arms_differ": "a model"}, ['arms_differ: found "a model", expected nothing, since the groups do come to the effect']),
    "a ratio of ours that is another": ("trials.csv", "B003", {"low": "0.13"}, ['low: found "0.13", expected 0.14, worked out from the counts']),
    "a main row of many times": ("trials.csv", "B002", {"months": ""}, ["months: found nothing, expected a value, since panels work with it"]),
    "a main row without placebo": ("trials.csv", "B002", {"comparator": "a tablet"}, ['comparator: found "a tablet", expected placebo, since panels work with it']),
    "a negative count": ("trials.csv", "B003", {"n_drug": "-3889"}, ['n_drug: found "-3889", expected a number from 1 to 1000000', 'events_drug: found "19", expected at most -3889, the people']),
    "part of a count": ("trials.csv", "B003", {"events_drug": "0.19"}, ['events_drug: found "0.19", expected a whole number from 0 to 1000000']),
    "everybody": ("trials.csv", "B002", {"percent_drug": "140"}, ['percent_drug: found "140", expected a number from 0 to 100']),
    "words in an interval": ("trials.csv", "B003", {"low": "about 0.14"}, ['low: found "about 0.14", expected a number from 0 to 1000']),
    "a bridge that leans on itself": ("trials.csv", "B045", {"reference_id": "RIS-35W"}, ['reference_id: found "RIS-35W", expected another regimen, with a trial against placebo']),
    "an end at nothing": ("trials.csv", "B011", {"low": "0"}, ['low: found "0", expected a ratio above 0']),
    "all fewer": ("trials.csv", "B029", {"high": "100"}, ['high: found "100", expected a percentage from 1, below 100']),
    "a digit slipped in an interval": ("trials.csv", "B009", {"low": "0.041"}, ['low, high: found "0.041 to 1.19", expected an interval about as far below the effect as above it, on a scale of ratios']),
    "months that are not the time": ("trials.csv", "B002", {"months": "63"}, ['months: found "63", expected 36, 36 months']),
    "a count that its percentage is not": ("trials.csv", "B001", {"events_drug": "920"}, ['percent_drug: found "3.3", expected about 33, which 920 of 2822 are']),
    "Placebo in capitals": ("trials.csv", "B006", {"comparator": "Placebo"}, ['comparator: found "Placebo", expected placebo']),
    "a main row that shows nothing": ("trials.csv", "B016", {"main": "yes", "percent_drug": ""}, ['result: found "not shown", expected fewer, since panels work with it']),
    "two main rows": ("trials.csv", "B027", {"main": "yes"}, ['main: found "yes", expected one main row for it: row 27 is one too']),
    "another drug's regimen": ("trials.csv", "B009", {"drug": "denosumab"}, ['regimen_id: found "ZOL-5-YR", expected a regimen of denosumab; this one is zoledronic acid']),
    "a risk of nothing": ("baseline_risk.csv", "R063", {"value": ""}, ["value: found nothing, expected a value, or a result in words, and not both"]),
    "a risk outside its interval": ("baseline_risk.csv", "R061", {"value": "800"}, ['value: found "800", expected a number from 788.7 to 798.3']),
    "more than everybody": ("baseline_risk.csv", "R071", {"value": "110"}, ['value: found "110", expected at most 100, since it is a percentage']),
    "a placebo group that is not the trial's": ("baseline_risk.csv", "R090", {"value": "5.2"}, ['value: found "5.2", expected 2.5, as row B002 of trials.csv']),
    "a statement from nowhere": ("recommendations.csv", "G001", {"locator": ""}, ["locator: found nothing, expected a value, since a statement is given"]),
    "a gap with a source": ("recommendations.csv", "G005", {"locator": "p. 1"}, ['locator: found "p. 1", expected nothing, since nothing was read']),
    "neither statement nor gap": ("recommendations.csv", "G005", {"reason_empty": ""}, ["statement: found nothing, expected a statement, or a reason_empty, and not both"]),
}  # fmt: skip


@pytest.mark.parametrize("name", some(BENEFIT))
def test_what_is_wrong_about_benefit_is_named(name, data_folder):
    file, key, changes, expected = BENEFIT[name]
    number, _ = find(data_folder, file, **{KEYS[file]: key})
    for column, value in changes.items():
        put(data_folder, file, number, column, value)
    said = [line for line in lines(data_folder) if "its source read" not in line]
    assert said == [f"{file}, row {number}, {each}" for each in expected]


# what labels rule out

RULED = "eligibility.csv"
ELIGIBILITY = {  # name: (the row's regimen and field, changes, what is said of it)
    "neither yes nor no": (("DMAB-60", "on_dialysis"), {"threshold": "often"}, ['threshold: found "often", expected yes or no, since the comparison is is']),
    "a limit in words": (("DMAB-60", "egfr"), {"threshold": "low"}, ['threshold: found "low", expected a number, since the comparison is <']),
    "a limit without a unit": (("DMAB-60", "egfr"), {"unit": ""}, ["unit: found nothing, expected a value, since a number is compared"]),
    "a unit of yes": (("DMAB-60", "on_dialysis"), {"unit": "day"}, ['unit: found "day", expected nothing, since an answer of yes or no has none']),
    "a verdict from nowhere": (("DMAB-60", "egfr"), {"source_id": ""}, ["source_id: found nothing, expected a value, since a verdict is given"]),
    "a source of nothing": (("ALN-70W", "pregnancy"), {"source_id": "ALN-MAYO"}, ['source_id: found "ALN-MAYO", expected nothing, since a rule without a verdict is one that nobody read']),
    "another unit than elsewhere": (("RIS-35W", "creatinine_clearance"), {"unit": "mL/s"}, ['unit: found "mL/s", expected mL/min, as row 15 has for creatinine_clearance']),
    "a limit beyond all bounds": (("DMAB-60", "egfr"), {"threshold": "2000"}, ['threshold: found "2000", expected a number above 0, at most 200']),
    "a name that a question has": (("DMAB-60", "on_dialysis"), {"patient_field": "dialysis"}, ['patient_field: found "dialysis", expected another name: a question of the card has this one']),
    "a creatinine without a unit of its own": (("DMAB-60", "egfr"), {"patient_field": "creatinine", "unit": "mg/dL"}, ['patient_field: found "creatinine", expected creatinine_clearance, which has one unit']),
    "age as an answer": (("DMAB-60", "on_dialysis"), {"patient_field": "age_years"}, ['comparison: found "is", expected < or >=, since age_years is a number']),
    "a purpose in numbers": (("DMAB-60", "egfr"), {"patient_field": "purpose"}, ['comparison: found "<", expected is, since purpose is one of treatment, prevention']),
    "a sex of yes": (("DMAB-60", "on_dialysis"), {"patient_field": "sex"}, ['threshold: found "yes", expected one of female, male']),
    "a verdict nobody knows": (("DMAB-60", "egfr"), {"verdict": "forbidden"}, ['verdict: found "forbidden", expected one of contraindicated, not recommended, act first, use with caution']),
}  # fmt: skip


@pytest.mark.parametrize("name", some(ELIGIBILITY))
def test_what_is_wrong_about_eligibility_is_named(name, data_folder):
    (regimen, field), changes, expected = ELIGIBILITY[name]
    number, _ = find(data_folder, RULED, regimen_id=regimen, patient_field=field)
    for column, value in changes.items():
        put(data_folder, RULED, number, column, value)
    said = [line for line in lines(data_folder) if "its source read" not in line]
    assert said == [f"{RULED}, row {number}, {each}" for each in expected]


# the option grid

OPTION_KEYS = {
    "claims.csv": "claim_id",
    "lifestyle.csv": "lifestyle_id",
    "costs.csv": "cost_id",
    "certainty.csv": "rating_id",
    "option_rows.csv": "row_id",
    "aid_results.csv": "row_id",
}
OPTIONS = {  # name: (file, the row's key, changes, what is said of it)
    "a cost the wrong way round": ("costs.csv", "C002", {"low": "1306", "high": "793"}, ['high: found "793", expected at least 1306, which is the lower end']),
    "a cost without its currency": ("costs.csv", "C001", {"currency": ""}, ["currency: found nothing, expected a value, since it is a figure"]),
    "a gap with a figure": ("costs.csv", "C012", {"low": "5"}, ['low: found "5", expected nothing, since it is a gap']),
    "a gap without a reason": ("costs.csv", "C012", {"reason_empty": ""}, ["reason_empty: found nothing, expected a value, since it is a gap"]),
    "a figure of any product": ("costs.csv", "C001", {"product": "any"}, ['product: found "any", expected generic or brand, since it is a figure']),
    "less than nothing": ("costs.csv", "C001", {"low": "-39"}, ['low: found "-39", expected a number from 0 to 1000000']),
    "a cost of no drug": ("costs.csv", "C001", {"drug": "aspirin"}, ['drug: found "aspirin", expected as in regimens.csv: abaloparatide, alendronate, alendronate with vitamin D3, denosumab, ibandronate, risedronate, romosozumab, teriparatide, zoledronic acid']),
    "a rating of no drug": ("certainty.csv", "E001", {"drug": "aspirin"}, ['drug: found "aspirin", expected as in regimens.csv: abaloparatide, alendronate, alendronate with vitamin D3, denosumab, ibandronate, risedronate, romosozumab, teriparatide, zoledronic acid']),
    "an event that is not there": ("option_rows.csv", "AR010", {"row_id": "AR999"}, ['row_id: found "AR999", expected a key of adverse_events.csv']),
    "an event of another regimen": ("option_rows.csv", "AR010", {"row_id": "AR313"}, ["row_id: found \"AR313\", expected a row of ZOL-5-YR"]),
    "the other table": ("option_rows.csv", "AR010", {"table": "rare_harms"}, ['table: found "rare_harms", expected adverse_events, since the question is feel']),
    "an event without a comparison": ("option_rows.csv", "AR010", {"row_id": "HZI-1"}, ['row_id: found "HZI-1", expected an event with a figure for both groups']),
    "a rating off its scale": ("certainty.csv", "E001", {"rating": "wonderful"}, ['rating: found "wonderful", expected one of Ia, Ib, IIa, IIb, III, IV, no available evidence']),
    "two ratings of one thing": ("certainty.csv", "E002", {"about": "vertebral"}, ['rating: found "Ia", expected one rating of it: row 2 has one too']),
    "evidence of no table": ("claims.csv", "S006", {"evidence": "trails/B029"}, ['evidence: found "trails/B029", expected table/key, the table one of regimens, visit_steps, labelled_uses, eligibility, adverse_events, pooled_effects, rare_harms, preference, persistence, adherence_fracture, cohort_values, trials, certainty, recommendations, aid_results, lifestyle, sources']),
    "evidence that is not there": ("claims.csv", "S006", {"evidence": "trials/B929; trials/B030"}, ['evidence: found "trials/B929", expected a key of trials.csv']),
    "evidence without a key": ("claims.csv", "S006", {"evidence": "trials"}, ['evidence: found "trials/", expected a key of trials.csv']),
    "evidence twice": ("claims.csv", "S006", {"evidence": "trials/B030; trials/B030"}, ['evidence: found "trials/B030", expected each row once']),
    "read, but where?": ("claims.csv", "S006", {"source_id": ""}, ["source_id: found nothing, expected a value, since it was read in two places"]),
    "a setting of no panel": ("claims.csv", "S006", {"panel": ""}, ["panel: found nothing, expected a value, since it says how to set a panel"]),
    "a verdict of one's own": ("claims.csv", "S006", {"verdict": "true"}, ['verdict: found "true", expected one of supported, too simple, not supported, cannot be checked']),
    "half an interval": ("lifestyle.csv", "L001", {"low": ""}, ["low: found nothing, expected a value, since the other end of the interval is there"]),
    "a figure beside its interval": ("lifestyle.csv", "L001", {"value": "0.87"}, ['value: found "0.87", expected from 0.71 to 0.83, its interval']),
    "more than all": ("aid_results.csv", "A001", {"usual": "128"}, ['usual: found "128", expected at most 100, since it is a percentage']),
}  # fmt: skip


@pytest.mark.parametrize("name", some(OPTIONS))
def test_what_is_wrong_about_options_is_named(name, data_folder):
    file, key, changes, expected = OPTIONS[name]
    number, _ = find(data_folder, file, **{OPTION_KEYS[file]: key})
    for column, value in changes.items():
        put(data_folder, file, number, column, value)
    said = [line for line in lines(data_folder) if "its source read" not in line]
    assert said == [f"{file}, row {number}, {each}" for each in expected]


@pytest.mark.parametrize("name", some(TURNOVER))
def test_what_is_wrong_about_turnover_is_named(name, data_folder):
    file, key, changes, expected = TURNOVER[name]
    number, _ = find(data_folder, file, **{"row_id" if file == SEEN else "value_id": key})
    for column, value in changes.items():
        put(data_folder, file, number, column, value)
    said = [line for line in lines(data_folder) if "its source read" not in line]
    wanted = [f"{file}, row {number}, {each}" for each in expected if each]
    if None in expected:
        wanted.insert(
            0, f"{file}: found nothing, expected rows of zoledronic acid, intravenous infusion, for second pool loss"
        )
    assert said == wanted
