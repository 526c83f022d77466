"""Adherence: refill records by hand and by hypothesis, made-up patients, the cohort model against its own sums."""

import re
import tracemalloc
from dataclasses import replace
from datetime import date, timedelta
from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers import more_draws
from helpers.adherence import (
    basis,
    coverage_range,
    expected_coverage,
    known_until,
    lab,
    may_come_back,
    mpr,
    observed,
    parameters,
    pdc,
    persistence,
    regimens,
    simulate_cohort,
    simulate_shares,
)
from helpers.adherence.cohort import BLOCK, COVERED, FADING, TAILS, rules
from helpers.adherence.outlook import HORIZONS, outlook
from helpers.loading import load
from helpers.tables import Tables

TABLES = load()
START = date(2026, 1, 1)
MODELLED = list(regimens(TABLES))


def record(*fills):
    """Return a record from pairs of day and days of supply."""
    return pd.DataFrame({"date": [START + timedelta(days=d) for d, _ in fills], "days_supply": [s for _, s in fills]})


def on(day):
    return START + timedelta(days=day)


# ---------------------------------------------------------------------- one record, by hand


def test_a_perfect_year():
    fills = record(*((30 * i, 30) for i in range(12)))
    assert mpr(fills, on(360)).share == pdc(fills, on(360)).share == 1
    assert persistence(fills, 0).days == 360
    assert persistence(fills, 0).stop == on(360)


def test_a_late_refill_leaves_a_gap_in_all_three():
    fills = record((0, 30), (50, 30), (80, 30))  # 20 days without
    assert (mpr(fills, on(110)).days, mpr(fills, on(110)).of) == (90, 110)
    assert pdc(fills, on(110)).days == 90
    assert persistence(fills, 19).days == 30
    assert persistence(fills, 20).days == 110


def test_early_supply_is_carried_forward():
    fills = record((0, 30), (20, 30))  # ten days early: lasts to day 60
    assert mpr(fills, on(50)).share == 60 / 50
    assert (pdc(fills, on(50)).days, pdc(fills, on(90)).days) == (50, 60)
    assert persistence(fills, 0).days == 60


def test_carried_supply_bridges_a_later_gap():
    fills = record((0, 30), (10, 30), (65, 30))  # in hand to day 60, then 5 days without
    assert persistence(fills, 4).days == 60
    assert persistence(fills, 5).days == 95
    assert pdc(fills, on(95)).days == 90


def test_to_the_last_fill_leaves_its_supply_out():
    fills = record((0, 30), (40, 30))
    assert (mpr(fills, on(40)).days, mpr(fills, on(40)).of) == (30, 40)


def test_supply_beyond_the_window_counts_for_mpr_and_not_for_pdc():
    fills = record((0, 365), (360, 365))
    assert mpr(fills, on(365)).share == 2
    assert pdc(fills, on(365)).share == 1


def test_a_yearly_drug_is_covered_for_a_year_by_construction():
    assert pdc(record((0, 365)), on(365)).share == 1


def test_one_dispensing_gives_no_ratio_to_the_last():
    assert isnan(mpr(record((0, 30)), START).share)


def test_persistence_lasts_through_its_grace():
    course = persistence(record((0, 30)), 14)
    assert course.lasts_to(on(10)) and course.lasts_to(on(44)) and not course.lasts_to(on(45))


HISTORIES = {
    # fills, window, grace: days handed out, days covered, days of persistence, worked out on paper
    "oversupply": ([(0, 60), (20, 60), (150, 30)], 180, 30, 150, 150, 180),
    "early refills": ([(0, 28), (21, 28), (56, 28), (84, 28), (140, 28)], 168, 30, 140, 140, 168),
    "in hospital from day 90 to 124": ([(0, 30), (30, 30), (60, 30), (125, 30), (155, 30)], 185, 30, 150, 150, 90),
    "two drugs that overlap": ([(0, 30), (30, 30), (45, 30), (75, 30)], 120, 30, 120, 120, 120),
    "last fill past the end": ([(0, 90), (90, 90), (180, 90), (350, 90)], 365, 60, 360, 285, 270),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_histories_worked_out_by_hand(name):
    fills, window, grace, handed_out, covered, days = HISTORIES[name]
    table = record(*fills)
    assert (mpr(table, on(window)).days, mpr(table, on(window)).of) == (handed_out, window)
    assert pdc(table, on(window)).days == covered
    assert persistence(table, grace).days == days


# ---------------------------------------------------------------------- one record, what is refused


@pytest.mark.parametrize(
    ("fills", "words"),
    [
        ([(0, 30), (0, 30)], "row 2: the same date and days_supply as row 1"),
        ([(0, 30), (30, -30)], "row 2, days_supply: found -30.0, expected more than 0"),
        ([(0, 30), (30, 0)], "row 2, days_supply: found 0.0, expected more than 0"),
        ([(30, 30), (0, 30)], "row 2, date: found 2026-01-01, expected 2026-01-31 or later"),
        ([(0, float("inf"))], "row 1, days_supply: found inf, expected more than 0"),
        ([(0, float("nan"))], "row 1, days_supply: found nan, expected more than 0"),
    ],
)
@pytest.mark.parametrize("measure", [mpr, pdc])
def test_a_record_that_cannot_be_is_refused_by_row(fills, words, measure):
    table = record(*((d, float(s)) for d, s in fills))
    with pytest.raises(ValueError, match=words):
        measure(table, on(90))
    with pytest.raises(ValueError, match=words):
        persistence(table, 30)


def test_what_else_is_refused():
    with pytest.raises(ValueError, match="no column days_supply, expected date and days_supply"):
        mpr(pd.DataFrame({"date": [START]}), on(30))
    with pytest.raises(ValueError, match="found no row, expected at least one"):
        pdc(record(), on(30))
    with pytest.raises(ValueError, match="row 2, date: found nothing"):
        pdc(pd.DataFrame({"date": [START, None], "days_supply": [30.0, 30.0]}), on(60))
    with pytest.raises(ValueError, match="end: found 2025-12-31, expected 2026-01-01, the first dispensing, or later"):
        mpr(record((0, 30)), on(-1))
    with pytest.raises(ValueError, match="grace_days: found -1"):
        persistence(record((0, 30)), -1)


# ---------------------------------------------------------------------- one record, always

FILLS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 120)), min_size=1, max_size=14, unique=True).map(
    lambda steps: [(sum(d for d, _ in steps[: i + 1]) - steps[0][0], s) for i, (_, s) in enumerate(steps)]
)


def day_by_day(fills, end):
    """Return the days covered before `end`, by walking through them with a box of supply."""
    box = covered = 0
    for day in range(end):
        box += sum(supply for at, supply in fills if at == day)
        if box:
            box -= 1
            covered += 1
    return covered


@settings(max_examples=300, deadline=None)
@given(FILLS, st.integers(1, 900))
def test_pdc_is_what_walking_through_the_days_gives(fills, end):
    assume(len(set(fills)) == len(fills))
    table = record(*fills)
    covered, handed_out = pdc(table, on(end)), mpr(table, on(end))
    assert covered.days == day_by_day(fills, end)
    assert 0 < covered.share <= min(handed_out.share, 1)


@settings(max_examples=200, deadline=None)
@given(FILLS, st.integers(0, 200), st.integers(0, 200))
def test_persistence_grows_with_the_grace_period(fills, grace, more):
    assume(len(set(fills)) == len(fills))
    table = record(*fills)
    short, long = persistence(table, grace).days, persistence(table, grace + more).days
    assert fills[0][1] <= short <= long


@settings(max_examples=200, deadline=None)
@given(FILLS, st.integers(0, 13), st.integers(1, 900), st.integers(0, 90))
def test_two_boxes_on_one_day_are_one(fills, which, end, grace):
    assume(len(set(fills)) == len(fills))
    day, supply = fills[which % len(fills)]
    assume(supply >= 3)
    part = (supply - 1) // 2  # never half: two rows alike are refused
    at = fills.index((day, supply))
    split = [*fills[:at], (day, part), (day, supply - part), *fills[at + 1 :]]
    assume(len(set(split)) == len(split))
    one, two = record(*fills), record(*split)
    assert pdc(one, on(end)) == pdc(two, on(end)) and mpr(one, on(end)) == mpr(two, on(end))
    assert persistence(one, grace) == persistence(two, grace)


# ---------------------------------------------------------------------- the lab


def test_the_lab_shifts_one_refill_and_those_after_it():
    days = [(day - lab.START).days for day in lab.record(30, 20, 200)["date"]]
    assert days == [0, 50, 80, 110, 140, 170]
    assert len(lab.record(365, 0, 730)) == 2
    both = lab.record(30, -30, 100)["date"]  # the second on the day of the first: as early as can be
    assert both[0] == both[1] == lab.START
    with pytest.raises(ValueError, match="shift_days: found -31, expected -30 or more"):
        lab.record(30, -31, 200)
    with pytest.raises(ValueError, match='window: found "a week", expected one of to the last fill, one year'):
        lab.measures(lab.record(30, 0, 200), "a week", 30)


def test_the_rules_alone_move_the_made_up_cohort_as_much_as_the_published_pairs():
    values = TABLES.persistence.set_index("row_id")["value"]
    by_grace = [lab.cohort_measures(TABLES, "weekly", "one year", grace)["persistent"] for grace in (30, 90)]
    assert by_grace[1] - by_grace[0] >= values["P099"] - values["P098"] > 5
    by_window = [lab.cohort_measures(TABLES, "monthly", w, 30)["mpr"] for w in ("two years", "until the stop")]
    assert by_window[1] - by_window[0] >= values["P195"] - values["P196"] > 30


def test_the_made_up_cohort_is_measured_as_one_patient_is():
    days, supplies = lab.synthetic_records(TABLES, "monthly")
    shares = []
    for row, supply in zip(days[:60], supplies[:60], strict=True):
        there = np.isfinite(row)
        shares.append(pdc(record(*zip(row[there].tolist(), supply[there].tolist(), strict=True)), on(365)).share)
    everybody = lab.refills.covered_days(days, supplies, np.full(len(days), 365.0)) / 365
    assert shares == pytest.approx(list(everybody[:60]))
    told = lab.cohort_measures(TABLES, "monthly", "one year", 30)
    assert told["pdc"] == pytest.approx(100 * everybody.mean())
    assert told["adherent"] == pytest.approx(100 * (everybody >= 0.8).mean())


def test_whoever_was_given_a_yearly_supply_is_still_treated_at_one_year_without_any_grace():
    assert lab.cohort_measures(TABLES, "yearly", "one year", 0)["persistent"] == 100


def test_the_made_up_cohort_is_the_same_every_time():
    first = lab.synthetic_records(TABLES, "weekly")
    lab.synthetic_records.cache_clear()
    again = lab.synthetic_records(TABLES, "weekly")
    assert (first[0] == again[0]).all() and (first[1] == again[1]).all()


@pytest.mark.parametrize("supply", lab.SUPPLIES)
def test_more_grace_never_means_fewer_persistent(supply):
    shares = [lab.cohort_measures(TABLES, supply, "one year", g)["persistent"] for g in range(0, 181, 15)]
    assert shares == sorted(shares)


# ---------------------------------------------------------------------- the cohort


@pytest.mark.parametrize("regimen", MODELLED)
@pytest.mark.parametrize("setting", ["low", "base", "high"])
def test_persistence_comes_out_as_it_went_in(regimen, setting):
    rows = TABLES.cohort_values
    curve = rows["quantity"].isin(["still treated", "dose taken"])
    rows = rows[(rows["regimen_id"] == regimen) & curve & (rows["setting"] == setting)]
    given_parameters = parameters(TABLES, regimen, setting)
    drawn = simulate_cohort(given_parameters, 200_000, 36, 7).shares().set_index("month")["treated"]
    for month, percent in zip(rows["month"], rows["value"], strict=True):
        assert given_parameters.persistence(np.array([month]))[0] == pytest.approx(percent / 100)
        assert drawn[month] == pytest.approx(percent / 100, abs=5 * np.sqrt(0.25 / 200_000))
    assert set(rows["month"]) >= {12, 24, 36}


@pytest.mark.parametrize("regimen", MODELLED)
@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize(("grace", "restarts"), [(0, False), (3, False), (0, True), (3, True)])
def test_chance_and_sum_agree(regimen, tail, grace, restarts):
    n = 100_000
    given_parameters = parameters(TABLES, regimen, "base", tail, None, restarts)
    drawn = simulate_cohort(given_parameters, n, 60, 3, grace).shares()
    summed = expected_coverage(given_parameters, 60, grace)
    assert (drawn - summed).abs().to_numpy().max() < 5 * np.sqrt(0.25 / n)
    assert np.allclose(summed[["uncovered", "fading", "covered"]].sum(axis=1), 1)


def test_a_cohort_by_hand():
    """Half of all take the second yearly dose, a quarter the third; nothing is left."""
    half = replace(parameters(TABLES, "ZOL-5-YR", tail="nothing"), curve=((12, 0.5), (24, 0.25)))
    assert half.by_dose
    covered = expected_coverage(half, 40)["covered"]
    assert list(covered[[0, 11, 12, 23, 24, 35, 36]]) == pytest.approx([1, 1, 0.5, 0.5, 0.25, 0.25, 0.125])
    with_tail = expected_coverage(replace(half, fade_months=6), 40)
    assert list(with_tail["fading"][[11, 12, 17, 18, 24]]) == pytest.approx([0, 0.5, 0.5, 0, 0.25])


def test_tablets_by_hand():
    """Nobody stops before month 12; one month in five is left out, and has some effect left only with a tail."""
    steady = replace(parameters(TABLES, "ALN-70W", tail="nothing"), curve=((12, 1.0), (24, 0.5)), taken=0.8)
    shares = expected_coverage(steady, 24)
    assert list(shares["covered"][[0, 11, 23]]) == pytest.approx([0.8, 0.8, 0.4])
    assert list(shares["fading"][[0, 11, 23]]) == pytest.approx([0, 0, 0])
    tail = expected_coverage(replace(steady, fade_rate=1.0, fade_most=60), 24)
    assert list(tail["fading"][[0, 1, 11]]) == pytest.approx(
        [0, 0.2, 0.2]
    )  # before the first month nothing can be left
    assert tail["fading"][23] == pytest.approx(0.1 + 0.5)
    graced = expected_coverage(steady, 24, 1)["covered"]
    assert list(graced[[0, 1, 11]]) == pytest.approx(
        [1, 0.96, 0.96]
    )  # not covered: this month and the one before left out
    assert expected_coverage(replace(steady, curve=((12, 1.0), (13, 1e-9))), 24, 1)["covered"][12] == pytest.approx(
        0.8
    )  # one month after the end: if the last one was taken


def test_a_grace_of_some_months_forgives_a_month_and_not_all_of_them():
    """Months since the last one taken: after 50 simulated years by hand, month for month."""
    half = replace(parameters(TABLES, "ALN-70W", tail="nothing"), curve=((600, 1.0), (601, 0.999)), taken=0.5)
    plain = simulate_cohort(half, 300, 600, 5).coverage == COVERED
    for grace in (1, 3):
        graced = simulate_cohort(half, 300, 600, 5, grace).coverage == COVERED
        for patient, taken in zip(graced, plain, strict=True):
            last, expected = 0, []
            for month, took in enumerate(taken, 1):
                last = month if took else last
                expected.append(month - last <= grace)
            assert list(patient) == expected
        assert expected_coverage(half, 600, grace)["covered"].iloc[-2] == pytest.approx(1 - 0.5 ** (grace + 1))


def test_still_treated_at_a_month_means_covered_to_that_month():
    """Denosumab: four in five still treated at month 12 have had the dose of month 6, which lasts to month 12."""
    curve = ((12, 0.8), (24, 0.4))
    halves = replace(parameters(TABLES, "DMAB-60", tail="nothing"), curve=curve)
    covered = expected_coverage(halves, 24)["covered"]
    assert list(covered[[0, 5, 6, 11, 18, 23]]) == pytest.approx([1, 1, 0.8, 0.8, 0.4, 0.4])
    drawn = simulate_cohort(halves, 100_000, 24, 1).shares()["covered"]
    assert (drawn - covered).abs().max() < 0.01


def test_the_next_dose_can_be_set_and_the_later_ones_keep_their_chance():
    base, set_to = parameters(TABLES, "ZOL-5-YR"), parameters(TABLES, "ZOL-5-YR", next_dose=80)
    assert set_to.curve[0] == (12, 0.8)
    assert set_to.curve[1][1] / set_to.curve[0][1] == pytest.approx(base.curve[1][1] / base.curve[0][1])


def test_grace_tail_and_coming_back_only_ever_add():
    for regimen in MODELLED:
        plain = expected_coverage(parameters(TABLES, regimen, tail="nothing"), 60)
        graced = expected_coverage(parameters(TABLES, regimen, tail="nothing"), 60, 6)
        back = expected_coverage(parameters(TABLES, regimen, tail="nothing", restarts=True), 60)
        tailed = expected_coverage(parameters(TABLES, regimen, tail="the most"), 60)
        assert (graced["covered"] >= plain["covered"] - 1e-12).all()
        assert (back["covered"] >= plain["covered"] - 1e-12).all()
        assert np.allclose(tailed["covered"], plain["covered"])
        assert (tailed["fading"] >= plain["fading"] - 1e-12).all()


@pytest.mark.parametrize(("tail", "setting"), [("as assumed", "base"), ("the most", "high")])
def test_what_is_left_after_the_last_dose_is_the_table_s_own_for_each_switch(tail, setting):
    rows = TABLES.cohort_values
    rows = rows[(rows["regimen_id"] == "ZOL-5-YR") & (rows["quantity"] == "fading") & (rows["setting"] == setting)]
    assert (
        parameters(TABLES, "ZOL-5-YR", tail=tail).fades_for(np.array([12, 36])).tolist() == [rows["value"].item()] * 2
    )
    assert not parameters(TABLES, "ZOL-5-YR", tail="nothing").has_tail


def test_what_is_left_grows_with_treatment_up_to_its_most():
    grows = replace(parameters(TABLES, "ALN-70W"), fade_months=2, fade_rate=0.5, fade_most=10)
    assert grows.fades_for(np.array([0, 10, 20, 21, 100])).tolist() == [2, 7, 12, 12, 12]


@pytest.mark.parametrize("regimen", ["ZOL-5-YR", "IBN-IV-3M"])
def test_nobody_comes_back_to_an_infusion_whose_studies_do_not_say_so(regimen):
    plain, asked = (expected_coverage(parameters(TABLES, regimen, restarts=r), 60) for r in (False, True))
    pd.testing.assert_frame_equal(plain, asked)


def test_the_tail_of_one_infusion_moves_the_answer_more_than_the_range_of_persistence():
    """The lesson says so: here is the sum."""

    def some(setting, tail):
        shares = expected_coverage(parameters(TABLES, "ZOL-5-YR", setting, tail), 36)
        return 1 - shares["uncovered"].iloc[-1]

    by_tail = some("base", "the most") - some("base", "nothing")
    by_persistence = max(some("high", tail) - some("low", tail) for tail in TAILS)
    assert by_tail > by_persistence > 0
    assert some("base", "as assumed") == 1  # three years are the year it covers and the two that fade: so everybody


@pytest.mark.parametrize("month", [37, 48, 60])
def test_a_month_later_persistence_moves_it_more_unless_four_years_are_assumed(month):
    """The lesson says this too."""

    def some(setting, tail):
        return 1 - expected_coverage(parameters(TABLES, "ZOL-5-YR", setting, tail), month)["uncovered"].iloc[-1]

    by_tail = some("base", "as assumed") - some("base", "nothing")
    by_persistence = some("high", "as assumed") - some("low", "as assumed")
    assert by_persistence > 2 * by_tail > 0
    assert some("base", "the most") - some("base", "nothing") > by_persistence


def test_the_base_is_the_median_of_what_was_read_and_measured_where_it_could_be():
    rows = TABLES.cohort_values
    base = rows[(rows["setting"] == "base") & rows["quantity"].isin(["still treated", "dose taken"])]
    medians = base[base["how"].str.startswith("median of rows")]
    assert set(medians.loc[medians["month"] <= 24, "regimen_id"]) == set(MODELLED)
    denosumab = base[(base["regimen_id"] == "DMAB-60") & (base["month"] == 36)].iloc[0]
    assert denosumab["basis"] == "computed" and 38 <= denosumab["value"] <= 51  # measured cohorts, not extrapolated
    zoledronate = base[base["regimen_id"] == "ZOL-5-YR"].set_index("month")["value"]
    assert (zoledronate[12], zoledronate[24]) == (42, 35.8)  # the review's own medians


@pytest.mark.parametrize("regimen", MODELLED)
@pytest.mark.parametrize("grace", [0, 3])
def test_fewer_go_on_with_the_harsh_figures_and_more_with_the_friendly_ones_at_every_month(regimen, grace):
    low, base, high = (
        expected_coverage(parameters(TABLES, regimen, s), 60, grace)["covered"] for s in ("low", "base", "high")
    )
    assert (low <= base + 1e-9).all() and (base <= high + 1e-9).all()


def test_those_who_come_back_are_spread_over_the_months_the_source_gives():
    tablets = parameters(TABLES, "ALN-70W", restarts=True)
    rows = TABLES.cohort_values
    share = rows.loc[(rows["quantity"] == "restart") & rows["regimen_id"].isna(), "value"].item() / 100
    assert tablets.restart == share
    back = tablets.back_by(np.array([2, 6, 15, 24, 60]))
    assert list(back) == pytest.approx([0, share / 2, 0.75 * share, share, share])
    assert not may_come_back(TABLES, "ZOL-5-YR") and not may_come_back(TABLES, "IBN-IV-3M")
    assert may_come_back(TABLES, "DMAB-60")  # nearly three in five did in Ontario
    assert parameters(TABLES, "DMAB-60", restarts=True).restart != share


def test_the_same_seed_gives_the_same_patients():
    given_parameters = parameters(TABLES, "ALN-70W", restarts=True)
    one, two, other = (simulate_cohort(given_parameters, 500, 36, seed) for seed in (1, 1, 2))
    assert (one.coverage == two.coverage).all() and (one.stopping == two.stopping).all()
    assert (one.coverage != other.coverage).any()


def test_many_patients_come_in_blocks_and_one_count_says_what_the_whole_does():
    given_parameters = parameters(TABLES, "IBN-PO-150M")
    n, seen = BLOCK + 1_000, []
    whole = simulate_cohort(given_parameters, n, 24, 5)
    assert whole.coverage.shape == (n, 24) and whole.coverage.dtype == np.uint8
    counted = simulate_shares(given_parameters, n, 24, 5, progress=seen.append)
    pd.testing.assert_frame_equal(counted, whole.shares())
    assert seen == [BLOCK / n, 1.0]
    tracemalloc.start()
    simulate_shares(given_parameters, 10 * BLOCK, 24, 5)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * BLOCK * 24 * 4  # of one block, not of ten


def test_a_hundred_thousand_patients_over_ten_years_fit_in_400_megabytes():
    tracemalloc.start()
    simulate_cohort(parameters(TABLES, "ALN-70W"), 100_000, 120, 1)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 400e6


def test_states_of_a_patient_follow_each_other():
    """With doses given by others a patient is covered, then fading, then neither, and never goes back."""
    coverage = simulate_cohort(parameters(TABLES, "ZOL-5-YR"), 2_000, 60, 1).coverage.astype(int)
    assert (np.diff(coverage, axis=1) <= 0).all()
    assert (coverage[:, :12] == COVERED).all()
    assert (coverage == FADING).any()


@pytest.mark.parametrize("regimen", MODELLED)
def test_the_range_holds_the_base_and_lies_between_low_and_high(regimen):
    span = coverage_range(TABLES, regimen, 36, 1)
    low, base, high = (
        expected_coverage(parameters(TABLES, regimen, s), 36)["covered"] for s in ("low", "base", "high")
    )
    assert (span.low["covered"] <= base + 1e-9).all() and (base <= span.high["covered"] + 1e-9).all()
    assert (low - 1e-9 <= span.low["covered"]).all() and (span.high["covered"] <= high + 1e-9).all()
    again = coverage_range(TABLES, regimen, 36, 1)
    pd.testing.assert_frame_equal(span.low, again.low)


def test_more_draws_than_one_block_say_how_far_they_are():
    seen = []
    coverage_range(TABLES, "ZOL-5-YR", 12, 1, draws=2_500, progress=seen.append)
    assert seen == [0.4, 0.8, 1.0]


def test_where_a_curve_ends_level_nobody_stops_after_it():
    level = replace(parameters(TABLES, "ALN-70W"), curve=((12, 0.5), (24, 0.5)))
    assert level.stopping(np.array([0.1, 0.5])).max() < 12
    assert np.isinf(level.stopping(np.array([0.7, 5.0]))).all()


def test_the_range_without_a_loop_is_that_of_single_sums():
    """Each draw is one call of `expected_coverage`; the ends of many are the ends that `coverage_range` gives."""
    base = parameters(TABLES, "IBN-IV-3M")
    curves = {s: dict(parameters(TABLES, "IBN-IV-3M", s).curve) for s in ("low", "base", "high")}
    rng, ends = np.random.default_rng(1), []
    for place in rng.triangular(-1, 0, 1, 1_000):
        to = curves["high" if place > 0 else "low"]
        curve = [(m, b * (to[m] / b) ** abs(place)) for m, b in curves["base"].items()]
        ends.append(expected_coverage(replace(base, curve=tuple(curve)), 36)["covered"].iloc[-1])
    span = coverage_range(TABLES, "IBN-IV-3M", 36, 1)
    assert np.percentile(ends, 2.5) == pytest.approx(span.low["covered"].iloc[-1], rel=1e-6)
    assert np.percentile(ends, 97.5) == pytest.approx(span.high["covered"].iloc[-1], rel=1e-6)


def test_how_far_a_curve_was_measured():
    assert known_until(TABLES, "ALN-70W") == 36
    assert known_until(TABLES, "IBN-IV-3M") == 24
    assert known_until(TABLES, "ZOL-5-YR") == 36  # the third dose is known, and lasts a year
    said = [basis(TABLES, "ZOL-5-YR", "base", month) for month in (12, 24, 36, 48)]
    assert said == ["by construction", "computed", "computed", "extrapolated"]
    assert basis(TABLES, "ALN-70W", "high", 18) == "interpolated"
    assert basis(TABLES, "ALN-70W", "high", 12) == "measured"


def test_the_rule_of_its_studies_stands_beside_each_curve():
    assert "a gap of more than 90 days" in rules(TABLES, "DMAB-60", "base")
    for regimen in MODELLED:
        for setting in ("low", "base", "high"):
            assert rules(TABLES, regimen, setting)
            assert "nan" not in rules(TABLES, regimen, setting)


def test_no_value_of_the_model_is_a_ratio_of_adherence_and_fracture():
    used = set(TABLES.cohort_values["unit"])
    assert used == {"percent", "month"}
    assert not TABLES.cohort_values["how"].str.contains(r"row F\d").any()


def test_the_third_infusion_is_called_cumulative():
    rows = TABLES.cohort_values
    rows = rows[(rows["regimen_id"] == "ZOL-5-YR") & (rows["quantity"] == "dose taken")]
    assert set(rows["counts"]) == {"cumulative"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"regimen_id": "ASPIRIN"}, 'regimen: found "ASPIRIN", expected one of'),
        ({"regimen_id": "ZOL-5-YR", "setting": "middle"}, 'setting: found "middle", expected one of low, base, high'),
        ({"regimen_id": "ZOL-5-YR", "next_dose": 150}, "next_dose: found 150 for ZOL-5-YR, expected 1 to 100"),
        ({"regimen_id": "DMAB-60", "next_dose": 50}, "next_dose: found 50 for DMAB-60"),
        (
            {"regimen_id": "ZOL-5-YR", "tail": "long"},
            'tail: found "long", expected one of nothing, as assumed, the most',
        ),
    ],
)
def test_parameters_that_are_not_there_are_refused_by_name(wrong, words):
    with pytest.raises(ValueError, match=words):
        parameters(TABLES, **wrong)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"n": 0}, "n: found 0, expected a whole number of at least 1"),
        ({"months": 0}, "months: found 0"),
        ({"n": 1.5}, "n: found 1.5"),
        ({"months": 1_201}, "months: found 1201, expected at most 1200"),
        ({"grace_months": float("nan")}, "grace_months: found nan"),
        ({"grace_months": -1}, "grace_months: found -1, expected a whole number of at least 0"),
    ],
)
def test_a_cohort_that_cannot_be_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        simulate_cohort(parameters(TABLES, "ZOL-5-YR"), **{"n": 10, "months": 12, "seed": 1, **wrong})


def test_many_draws_show_a_bar_and_few_do_not(monkeypatch):
    from helpers.lessons import adherence as lesson

    shown = []
    monkeypatch.setattr(lesson, "display", shown.append)
    more_draws("ZOL-5-YR", draws=500)
    assert shown == []
    text = more_draws("ZOL-5-YR", draws=3_000).text
    assert [bar.value for bar in shown] == [100]
    assert "95 of 100 of 3,000 draws" in text and "12" in text


# ---------------------------------------------------------------------- what was observed


def test_those_who_stopped_are_turned_into_those_who_did_not():
    rows = observed.figures(TABLES).set_index("row_id")
    assert rows.loc["P044", "percent"] == 100 - TABLES.persistence.set_index("row_id").loc["P044", "value"]
    assert rows.loc["P044", "turned"] and not rows.loc["P098", "turned"]
    assert (rows["percent"].dropna() <= 100).all()


def test_the_ends_of_an_interval_change_places_when_a_figure_is_turned():
    frames = dict(TABLES)
    stopped = frames["persistence"]["row_id"] == "P044"
    frames["persistence"].loc[stopped, ["value", "low", "high"]] = [30.0, 25.0, 45.0]
    row = observed.figures(Tables(frames, "a test")).set_index("row_id").loc["P044"]
    assert (row["percent"], row["percent_low"], row["percent_high"]) == (70, 55, 75)


def test_every_figure_has_its_rule_or_says_that_it_has_none():
    rows = TABLES.persistence
    assert not rows["definition"].isna().any()
    about_gaps = rows["metric"].isin(["still treated", "stopped"])
    assert not rows.loc[about_gaps, "gap_rule"].isna().any()
    assert (rows["country"] == "not stated").sum() < 66  # of the evidence as it was first collected


@pytest.mark.parametrize(("filters", "column", "wanted"), [
    (("weekly", "all", "all"), "interval", "weekly"),
    (("all", "by vein", "all"), "route", "by vein"),
    (("all", "all", "Japan"), "country", "Japan"),
])  # fmt: skip
def test_filters_leave_what_they_name_and_all_of_it(filters, column, wanted):
    kept = observed.shown(TABLES, "still treated", *filters)
    everything = observed.shown(TABLES, "still treated", "all", "all", "all")
    assert [row["row_id"] for row in kept] == [row["row_id"] for row in everything if row[column] == wanted] != []


def test_strips_hold_every_figure_once_and_give_the_middle_of_three_or_more():
    rows = observed.shown(TABLES, "still treated", "all", "all", "all")
    strips = observed.strips(rows)
    held = [row["row_id"] for each in strips.values() for strip in each for row in strip.rows]
    assert sorted(held) == sorted(row["row_id"] for row in rows)
    assert list(strips) == [name for name, _ in observed.TIMES if name in strips] + [observed.NO_TIME] * (
        observed.NO_TIME in strips
    )
    for strip in (strip for each in strips.values() for strip in each):
        values = sorted(row["percent"] for row in strip.rows if not isnan(row["percent"]))
        if len(values) < 3:
            assert isnan(strip.middle)
        else:
            half = len(values) // 2
            assert strip.middle == (values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2)


def test_ratios_all_read_the_same_way():
    rows = observed.ratios(TABLES).set_index("row_id")
    printed = TABLES.adherence_fracture.set_index("row_id").loc["F014"]
    assert rows.loc["F014", "ratio"] == pytest.approx(1 / printed["value"])
    assert rows.loc["F014", "ratio_low"] == pytest.approx(1 / printed["high"])
    assert "F001" not in rows.index and "F044" not in rows.index  # for a point of MPR, for days
    placebo = TABLES.adherence_fracture[TABLES.adherence_fracture["taken"] == "placebo"]
    shown = placebo[placebo["row_id"].isin(rows.index)]
    assert len(shown) >= 4
    for row in shown.itertuples():
        assert rows.loc[row.row_id, "ratio"] in (row.value, pytest.approx(1 / row.value))


# ---------------------------------------------------------------------- what pictures are about


def kept(shift=0, stop=24, grace=30, window="one year"):
    return lab.keep(TABLES, "monthly", shift, stop, grace, window)


def test_who_goes_on_past_the_day_that_is_asked_for_is_still_treated():
    assert kept().persistent and kept(stop=12).persistent
    assert not kept(stop=6).persistent and not kept(shift=60).persistent


def test_supply_that_meets_is_one_span_and_the_last_one_ends_last():
    spans = kept(shift=60, stop=12).spans
    assert len(spans) == 2 and spans[0] == (0, 30) and spans[1][0] == 90
    assert spans[1][1] == max(end for _, end in spans)
    assert len(kept(stop=6).spans) == 1


def test_a_figure_stands_in_the_middle_of_its_months():
    rows = observed.figures(TABLES).set_index("row_id")
    assert (rows.loc["P031", "month_low"], rows.loc["P031", "month_high"], rows.loc["P031", "month"]) == (18, 27, 22.5)
    one = rows[(rows["month_low"] == 12) & (rows["month_high"] == 12)]
    assert len(one) > 10 and set(one["month"]) == {12.0}


def test_patients_are_drawn_with_the_longest_covered_first_and_only_the_base_has_a_range():
    def of(setting, next_dose=None):
        return outlook(TABLES, "ZOL-5-YR", setting, next_dose, 0, "as assumed", False, 1_000, 36)

    covered = (of("base").patients == COVERED).sum(axis=1)
    assert list(covered) == sorted(covered, reverse=True) and covered[0] > covered[-1]
    assert of("base").ranged and not of("high").ranged and not of("low").ranged and not of("base", 60.0).ranged


def test_what_a_table_tells_of_a_month_is_what_stands_at_that_month():
    for month in HORIZONS:
        assert month % 12 == 0
    found = outlook(TABLES, "ALN-70W", "base", None, 0, "as assumed", False, 500, 36)
    assert found.told == (12, 24, 36, 37)
    for month, (low, high), (least, most) in zip(found.told, found.ranges, found.widest, strict=True):
        assert (low, high) == (found.low[month - 1], found.high[month - 1])
        assert least <= found.some_low[month - 1] and most >= found.some_high[month - 1]
        assert low <= high and least <= most


def test_who_takes_nothing_is_covered_in_no_month():
    nothing = replace(parameters(TABLES, "ALN-70W", tail="nothing"), taken=0.0)
    assert (simulate_cohort(nothing, 50, 24, seed=1).coverage == 0).all()
    assert expected_coverage(nothing, 24)["covered"].sum() == 0


@pytest.mark.parametrize("grace", [1, 2])
def test_a_late_tablet_still_covers_the_days_of_grace_that_are_left(grace):
    """Half of the tablets are left out, and many stop: the last one taken late counts for less."""
    poor = replace(parameters(TABLES, "ALN-70W", tail="nothing"), curve=((6, 0.3), (12, 0.05)), taken=0.5)
    drawn = simulate_cohort(poor, 100_000, 24, 3, grace).shares()
    assert (drawn - expected_coverage(poor, 24, grace)).abs().to_numpy().max() < 5 * np.sqrt(0.25 / 100_000)


@pytest.mark.parametrize("setting", ["low", "base", "high"])
def test_the_rules_told_are_those_behind_the_setting(setting):
    rows = TABLES.cohort_values
    mine = rows[(rows["regimen_id"] == "ALN-70W") & (rows["setting"] == setting)]
    mine = mine[mine["quantity"].isin(["still treated", "dose taken"])]
    named = {row_id for how in mine["how"] for row_id in re.findall(r"P\d{3}", how)}
    behind = TABLES.persistence.set_index("row_id").loc[sorted(named), "gap_rule"].fillna("not stated").tolist()
    assert set(rules(TABLES, "ALN-70W", setting).split("; ")) == set("; ".join(behind or ["not stated"]).split("; "))
