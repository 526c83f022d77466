"""Fracture trials: their arithmetic, what was shown where, and what is left as doses are really taken."""

import csv
from itertools import pairwise
from math import isnan, log, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import benefit as model
from helpers import facts
from helpers.adherence import cohort
from helpers.benefit import effects, evidence
from helpers.benefit.avoided import EFFECT, GOING_ON, NO_RISK, NO_TRIAL, ONE_SIDED, TAIL, Avoided, Unknown
from helpers.benefit.balance import FRACTURE, HARM, balances
from helpers.benefit.effects import FEWER, HAZARD, MEASURES, ODDS, RISK, Effect
from helpers.loading import load
from helpers.safety import Estimate
from helpers.tables import Tables
from helpers.words import benefit as words

ROOT = Path(__file__).parents[1]
TABLES = load()
TRIALS = TABLES.trials.to_dict("records")
BY_ID = {row["trial_id"]: row for row in TRIALS}
SHARES = st.floats(0.1, 95)
RATIOS = st.floats(0.05, 1.0)


with (ROOT / "data" / "trials.csv").open(encoding="utf-8", newline="") as file:
    PRINTED = {row["trial_id"]: row for row in csv.DictReader(file)}


def printed_decimals(trial_id, column):
    """Decimals as the table writes them: 13.0 has one."""
    return len(PRINTED[trial_id][column].partition(".")[2])


def both_arms(row):
    return not isnan(effects.risk(row, "drug")) and not isnan(effects.risk(row, "comparator"))


COMPARABLE = [row for row in TRIALS if both_arms(row) and pd.notna(row["effect"])]


@pytest.mark.parametrize("row", COMPARABLE, ids=lambda row: row["trial_id"])
def test_a_published_effect_follows_from_the_published_groups_or_the_row_says_why_not(row):
    ends = []
    for side in (-1, 1):  # as far as rounding can move the two printed percentages
        moved = dict(row)
        for arm, way in (("drug", side), ("comparator", -side)):
            if pd.notna(row[f"percent_{arm}"]):
                half = 0.5 * 10 ** -printed_decimals(row["trial_id"], f"percent_{arm}")
                moved[f"percent_{arm}"] = row[f"percent_{arm}"] + way * half
        ends.append(effects.from_arms(moved))
    low, high = sorted(ends)
    near = 0.5 * 10 ** -printed_decimals(row["trial_id"], "effect") + (0.05 * high if row["measure"] == HAZARD else 0)
    reproduced = low - near <= row["effect"] <= high + near
    assert reproduced == pd.isna(row["arms_differ"])


def test_most_effects_follow_and_few_have_to_be_explained():
    explained = [row["trial_id"] for row in COMPARABLE if pd.notna(row["arms_differ"])]
    assert len(COMPARABLE) >= 30 and len(explained) <= 6


@pytest.mark.parametrize("row", [r for r in TRIALS if r["evidence"] == "our crude ratio"], ids=lambda r: r["trial_id"])
def test_our_own_ratios_follow_from_the_counts(row):
    counts = [int(row[c]) for c in ("events_drug", "n_drug", "events_comparator", "n_comparator")]
    ours = effects.crude_ratio(*counts)
    assert [row["effect"], row["low"], row["high"]] == pytest.approx([ours.value, ours.low, ours.high], abs=0.00501)


@given(SHARES)
def test_a_ratio_of_one_changes_nothing_and_of_none_spares_all(percent):
    for kind in (HAZARD, RISK, ODDS):
        assert Effect(kind, Estimate(1.0)).risk(percent).value == pytest.approx(percent)
        assert Effect(kind, Estimate(0.0)).risk(percent).value == pytest.approx(0)


@given(SHARES, RATIOS)
def test_the_three_kinds_of_ratio_are_not_mixed(percent, ratio):
    """Below one, at the same number: an odds ratio spares least, then a hazard ratio, then a risk ratio."""
    odds, hazard, risk = (Effect(kind, Estimate(ratio)).risk(percent).value for kind in (ODDS, HAZARD, RISK))
    assert risk <= hazard + 1e-9 and hazard <= odds + 1e-9
    assert Effect(HAZARD, Estimate(ratio)).risk(50).value == pytest.approx(100 * (1 - 0.5**ratio))


@given(SHARES, RATIOS, st.sampled_from((HAZARD, RISK, ODDS)))
def test_as_a_hazard_ratio_it_comes_to_the_same_risk(percent, ratio, kind):
    found = Effect(kind, Estimate(ratio, ratio / 2, min(2 * ratio, 1.0)))
    direct, through = found.risk(percent), found.hazard(percent).risk(percent)
    assert (through.value, through.low, through.high) == pytest.approx((direct.value, direct.low, direct.high))


def test_percent_fewer_is_a_ratio_with_its_ends_exchanged():
    found = effects.effect({"measure": FEWER, "effect": 41.0, "low": 18.0, "high": 58.0})
    assert (found.kind, found.ratio) == (RISK, Estimate(0.59, 0.42, 0.82))
    assert effects.effect({"measure": None, "effect": nan}) is None


def test_an_effect_holds_for_the_time_it_was_measured_in_and_for_no_other():
    assert model.benefit(BY_ID["B002"], months=36).in_trial
    with pytest.raises(ValueError, match="months: found 60, expected 36"):
        model.benefit(BY_ID["B002"], months=60)
    with pytest.raises(ValueError, match="expected a row with an effect"):
        model.benefit(BY_ID["B028"])
    with pytest.raises(ValueError, match="was not read; give percent"):
        model.benefit(BY_ID["B016"])
    with pytest.raises(ValueError, match='trial_id: found "B999"'):
        effects.trial(TABLES, "B999")
    for percent in (-1, 101):
        with pytest.raises(ValueError, match="expected 0 to 100"):
            model.benefit(BY_ID["B002"], percent)


def test_in_its_trial_a_drug_comes_to_what_the_groups_printed():
    found = model.benefit(BY_ID["B002"])
    assert (found.without, found.with_drug.value) == (2.5, 1.4)
    assert found.difference.low < found.difference.value < found.difference.high < 0
    other = model.benefit(BY_ID["B002"], 10.0)
    assert not other.in_trial
    assert other.with_drug.value == pytest.approx(100 * (1 - 0.9**0.59))


def test_the_number_needed_is_rounded_up_and_may_end_at_nobody():
    hip = model.benefit(BY_ID["B002"])
    assert words.needed(hip) == "In 36 months 91 must be treated to spare one; the data fit 65 to 293."
    assert -hip.needed.value < 91
    open_ended = dict(BY_ID["B002"], high=1.1)
    elsewhere = model.benefit(open_ended, 2.4)  # another risk: the interval is that of the ratio
    assert words.needed(elsewhere).endswith("to nobody spared.")
    hips = model.benefit(BY_ID["B012"])  # significant as a ratio, and by the counts of both groups nobody may be spared
    assert hips.with_drug.high < hips.without and words.needed(hips).endswith("to nobody spared.")
    useless = dict(BY_ID["B002"], effect=1.2, low=0.9, high=1.5, percent_drug=3.0)
    assert words.needed(model.benefit(useless)) == "In 36 months nobody is spared."
    bare = dict(BY_ID["B002"], low=nan, high=nan, events_drug=nan)
    assert words.needed(model.benefit(bare)).endswith("no interval is known.")


def test_where_the_groups_come_to_less_than_the_paper_prints_the_groups_count():
    for trial_id, percent in (("B022", 100 * (1 - 11.3 / 16.3)), ("B029", 100 * (1 - 4.7 / 9.6))):
        row = BY_ID[trial_id]
        printed, used = effects.effect(row).ratio, effects.working_effect(row).ratio
        assert used.value == pytest.approx(1 - percent / 100) and used.value > printed.value
        assert used.high / used.low == pytest.approx(printed.high / printed.low)
        assert model.benefit(row, 10.0).with_drug.value == pytest.approx(10 * used.value)
    assert effects.working_effect(BY_ID["B002"]) == effects.effect(BY_ID["B002"])
    friendlier = dict(BY_ID["B022"], percent_drug=1.0)
    assert effects.working_effect(friendlier) == effects.effect(friendlier)


# ---------------------------------------------------------------------- what was shown


def test_what_was_shown_is_what_the_rows_of_a_regimen_say():
    for regimen_id in TABLES.regimens["regimen_id"]:
        for site in evidence.SITES:
            found = model.cell(TABLES, regimen_id, site)
            own = [row for row in TRIALS if row["regimen_id"] == regimen_id and row["site"] == site]
            against = [row for row in own if row["comparator"] == "placebo" and row["evidence"] != "post hoc"]
            shown = any(row["result"] == "fewer" for row in against)
            assert (found.status == "shown") == shown
            assert (found.status == "not shown") == (bool(against) and not shown)
            assert (found.status == "afterwards") == (bool(own) and not against)
            if found.status == "bone density":
                assert not own and model.cell(TABLES, found.leans_on, site).status == "shown"
                assert found.rows[0]["reference_id"] == found.leans_on


def test_ibandronate_has_nothing_for_the_hip_and_the_weekly_tablets_lean_on_the_daily_ones():
    drugs = TABLES.regimens.set_index("regimen_id")["drug"]
    status = {each: model.cell(TABLES, each, "hip").status for each in drugs.index}
    daily = status.pop("IBN-PO-2.5D")
    assert daily == "not shown", "one table says of its trial that the hip was not significant"
    assert {status[each] for each in status if drugs[each] == "ibandronate"} == {"nothing"}
    assert [each for each in status if status[each] == "shown"] == ["ZOL-5-YR", "ALN-10D", "RIS-5D", "DMAB-60"]
    assert {each for each in status if status[each] == "bone density"} == {"ALN-70W", "RIS-35W", "RIS-75x2", "RIS-150M"}


# ---------------------------------------------------------------------- as doses are taken


KNOWN = [
    (regimen_id, site)
    for regimen_id in cohort.regimens(TABLES)
    for site in evidence.SITES
    if isinstance(model.avoided(TABLES, regimen_id, site), Avoided)
]


def test_what_has_no_trial_is_not_worked_out():
    for regimen_id in ("IBN-IV-3M", "IBN-PO-150M"):
        assert model.avoided(TABLES, regimen_id, "hip") == Unknown(regimen_id, NO_TRIAL)
        assert model.avoided(TABLES, regimen_id, "hip", 10.0) == Unknown(regimen_id, NO_TRIAL)
    assert model.avoided(TABLES, "ALN-10D", "non-vertebral") == Unknown("ALN-10D", NO_TRIAL)
    with pytest.raises(ValueError, match="months: found 60, expected 36 or 48"):
        model.avoided(TABLES, "ALN-70W", "hip", months=60)
    with pytest.raises(ValueError, match="tail: found"):
        model.avoided(TABLES, "ALN-70W", "hip", tail="some")
    frames = dict(TABLES)
    trials = frames["trials"]
    trials.loc[trials["trial_id"] == "B034", ["percent_drug", "percent_comparator"]] = nan
    without = Tables(frames, "a test")
    assert model.avoided(without, "DMAB-60", "hip") == Unknown("DMAB-60", NO_RISK)
    assert isinstance(model.avoided(without, "DMAB-60", "hip", 2.0), Avoided)
    for everybody_or_nobody in (0.0, 100.0):
        assert model.avoided(TABLES, "DMAB-60", "hip", everybody_or_nobody) == Unknown("DMAB-60", ONE_SIDED)


@pytest.mark.parametrize(("regimen_id", "site"), KNOWN)
def test_with_everybody_covered_it_is_the_trial_and_what_is_left_lies_between_nothing_and_that(regimen_id, site):
    found = model.avoided(TABLES, regimen_id, site)
    trial = model.benefit(found.row, effects.risk(found.row, "comparator") + 1e-9)  # by its effect, not its drug arm
    assert found.in_trial == pytest.approx(-10 * trial.difference.value, rel=1e-6)
    assert found.without == pytest.approx(10 * trial.without)
    assert 0 < found.base <= found.in_trial * (1 + 1e-9)
    assert found.low <= found.band[0] < found.base < found.band[1] <= found.high
    assert found.trial_ends[0] < found.in_trial < found.trial_ends[1]
    assert found.measured and not model.avoided(TABLES, regimen_id, site, months=48).measured
    kept = [model.avoided(TABLES, regimen_id, site, tail=tail).base for tail in cohort.TAILS]
    assert all(less <= more + 1e-9 for less, more in pairwise(kept))
    risks = [model.avoided(TABLES, regimen_id, site, percent).base for percent in (1.0, 5.0, 20.0, 60.0)]
    assert all(less < more for less, more in pairwise(risks))
    assert found.own == (regimen_id in ("ZOL-5-YR", "ALN-10D", "DMAB-60"))


@pytest.mark.parametrize("regimen_id", ["ALN-70W", "ZOL-5-YR", "DMAB-60"])
@pytest.mark.parametrize("months", [36, 48])
def test_it_is_what_patients_drawn_one_by_one_come_to(regimen_id, months):
    """Each virtual patient has an own hazard month by month; the model takes the shares of all of them."""
    found = model.avoided(TABLES, regimen_id, "vertebral on X-ray", months=months)
    row = found.row
    states = cohort.simulate_cohort(cohort.parameters(TABLES, regimen_id), 20_000, months, seed=3).coverage
    kept = (states == cohort.COVERED) + cohort.fading_effect(TABLES, "as assumed") * (states == cohort.FADING)
    ratio = effects.working_effect(row).hazard(effects.risk(row, "comparator")).ratio.value
    hazard = -log(1 - effects.risk(row, "comparator") / 100) / row["months"]
    with_drug = 1 - np.exp(-hazard * (months - (1 - ratio) * kept.sum(axis=1)))
    without = 1 - np.exp(-hazard * months)
    assert found.base == pytest.approx(1000 * (without - with_drug.mean()), rel=0.05)


def test_what_moves_a_number_most_is_what_moves_it_most():
    hip, spine = (model.avoided(TABLES, "ALN-70W", site) for site in ("hip", "vertebral on X-ray"))
    assert hip.dominant == EFFECT and spine.dominant == GOING_ON
    assert model.avoided(TABLES, "ZOL-5-YR", "vertebral on X-ray").dominant == TAIL


def test_half_of_the_effect_counts_while_it_fades_and_an_older_table_without_that_takes_the_project_s():
    assert [cohort.fading_effect(TABLES, tail) for tail in cohort.TAILS] == [0.0, 0.5, 1.0]
    frames = dict(TABLES)
    values = frames["cohort_values"]
    frames["cohort_values"] = values[values["quantity"] != cohort.FADING_EFFECT]
    bare = Tables(frames, "a test")
    assert [cohort.fading_effect(bare, tail) for tail in cohort.TAILS] == [0.0, 0.5, 1.0]
    assert model.avoided(bare, "ZOL-5-YR", "hip").base == pytest.approx(model.avoided(TABLES, "ZOL-5-YR", "hip").base)


# ---------------------------------------------------------------------- benefit and harm, facts


def test_benefit_and_rare_harm_each_stand_against_placebo():
    found = balances(TABLES)
    assert set(found) == {"zoledronic acid", "alendronate", "denosumab"}
    harms = TABLES.rare_harms.set_index("harm")
    for drug, rows in found.items():
        assert [row.kind for row in rows] == sorted((row.kind for row in rows), key=(FRACTURE, HARM).index)
        for row in rows:
            if row.kind == HARM:
                its = harms.loc[[row.name]]
                assert any(str(each).startswith("placebo") for each in its["comparator"].dropna())
            else:
                main = next(r for r in TRIALS if r["main"] == "yes" and r["drug"] == drug and r["site"] == row.name)
                assert row.difference.value == pytest.approx(10 * model.benefit(main).difference.value)
    afib = next(row for row in found["zoledronic acid"] if row.name == "serious atrial fibrillation")
    assert afib.difference.value == pytest.approx(1000 * (50 / 3862 - 20 / 3852))


def test_facts_say_what_the_model_says():
    assert facts.text("benefit/B002/fewer:tenths", TABLES) == "1.1"
    assert facts.text("benefit/B002/needed", TABLES) == "91"
    assert [facts.text(f"benefit/B002/needed_{end}", TABLES) for end in ("low", "high")] == ["65", "293"]
    few = [facts.resolve(f"benefit/B002/{part}", TABLES) for part in ("fewer_low", "fewer", "fewer_high")]
    assert few == sorted(few) and few[0] > 0
    assert facts.resolve("benefit/B002/with", TABLES) == 1.4 and facts.resolve("benefit/B002/without", TABLES) == 2.5
    assert facts.text("evidence/tablets/hip", TABLES) == "2"
    found = model.avoided(TABLES, "ALN-70W", "hip")
    assert facts.resolve("avoided/ALN-70W/hip", TABLES) == found.base
    assert facts.resolve("kept/ALN-70W/hip", TABLES) == pytest.approx(100 * found.base / found.in_trial)
    for wrong in (
        "benefit/B002/harm",
        "benefit/B002/fewer_mid",
        "avoided/IBN-IV-3M/hip",
        "evidence/tablet/hip",
        "evidence/tablets/knee",
    ):
        with pytest.raises(ValueError, match="fact"):
            facts.resolve(wrong, TABLES)


def test_every_measure_of_the_table_is_one_the_model_knows():
    assert {row["measure"] for row in TRIALS if pd.notna(row["measure"])} <= set(MEASURES)
