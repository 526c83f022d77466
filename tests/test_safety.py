"""Side effects: risks, differences, ratios and numbers needed, by hand and against statsmodels."""

from math import inf, isfinite, isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from helpers import safety
from helpers.loading import load
from helpers.safety import Estimate

TABLES = load()
TABLE = st.tuples(st.integers(1, 5000), st.integers(1, 5000)).flatmap(
    lambda sizes: st.tuples(st.integers(0, sizes[0]), st.just(sizes[0]), st.integers(0, sizes[1]), st.just(sizes[1]))
)
EDGES = [(0, 10, 0, 20), (10, 10, 0, 20), (10, 10, 20, 20), (0, 1, 1, 1), (0, 3862, 11, 3852)]


# ---------------------------------------------------------------------- one comparison


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(count, n, low, high):
    assert safety.wilson(count, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
    ],
)
def test_newcombes_interval_is_that_of_his_paper(table, low, high):
    difference = safety.risk_difference(*table)
    assert (difference.low, difference.high) == pytest.approx((low, high), abs=5e-5)


@settings(max_examples=300, deadline=None)
@given(TABLE)
def test_statsmodels_agrees_on_random_tables(table):
    agrees(table)


@pytest.mark.parametrize("table", EDGES)
def test_statsmodels_agrees_where_nobody_or_everybody_had_the_event(table):
    agrees(table)


def agrees(table):
    count, n, count_c, n_c = table
    difference, ratio = safety.risk_difference(*table), safety.risk_ratio(*table)
    assert difference.value == pytest.approx(count / n - count_c / n_c)
    theirs = confint_proportions_2indep(*table, method="newcomb", compare="diff")
    assert (difference.low, difference.high) == pytest.approx(theirs, abs=1e-9)
    theirs = confint_proportions_2indep(*table, method="log-adjusted", compare="ratio")
    assert (ratio.low, ratio.high) == pytest.approx(theirs, rel=1e-9)
    low, high = proportion_confint(count, n, method="wilson")
    assert safety.wilson(count, n) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(TABLE)
def test_an_interval_holds_its_value_and_turns_round_with_its_arms(table):
    count, n, count_c, n_c = table
    one, other = safety.risk_difference(*table), safety.risk_difference(count_c, n_c, count, n)
    assert -1 <= one.low <= one.value + 1e-12 and one.value - 1e-12 <= one.high <= 1
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    ratio, turned = safety.risk_ratio(*table), safety.risk_ratio(count_c, n_c, count, n)
    assert 0 < ratio.low <= ratio.high < inf
    assert (ratio.low, ratio.high) == pytest.approx((1 / turned.high, 1 / turned.low))


def test_a_ratio_without_events():
    assert isnan(safety.risk_ratio(0, 10, 0, 20).value)
    assert safety.risk_ratio(3, 10, 0, 20).value == inf
    assert safety.risk_ratio(0, 10, 5, 20).value == 0


@pytest.mark.parametrize(
    ("table", "words"),
    [((11, 10, 0, 20), "found 11 people"), ((-1, 10, 0, 20), "found -1 people"), ((0, 10, 0, 0), "found 0 people")],
)
def test_impossible_counts_are_refused(table, words):
    for model in (safety.risk_difference, safety.risk_ratio):
        with pytest.raises(ValueError, match=words):
            model(*table)


# ---------------------------------------------------------------------- numbers needed


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (Estimate(5, 2, 8), "one more in 20 (12 to 50)"),
        (Estimate(-26, -40, -10), "one less in 3.9 (2.5 to 10)"),
        (
            Estimate(2.6, -0.1, 5.3),
            "one more in 38; the interval runs from one more in 18 through no difference to one less in 1,000",
        ),
        (
            Estimate(-1, -3, 1),
            "one less in 100; the interval runs from one more in 100 through no difference to one less in 34",
        ),
        (Estimate(30.7), "one more in 3.2 (no interval)"),
        (Estimate(30.7, 28.8, 32.6), "one more in 3.2 (3.0 to 3.4)"),
        (Estimate(-30.7, -32.6, -28.8), "one less in 3.3 (3.1 to 3.5)"),
        (Estimate(-10.01), "one less in 10 (no interval)"),
        (Estimate(0), "no difference"),
        (Estimate(5, 0, 8), "one more in 20 (12 to any number)"),
        (
            Estimate(0, -2, 2),
            "no difference; the interval runs from one more in 50 through no difference to one less in 50",
        ),
    ],
)
def test_number_needed_in_words(difference, words):
    assert safety.number_needed(difference).words() == words


@settings(max_examples=200, deadline=None)
@given(TABLE)
def test_a_number_needed_has_the_interval_of_its_difference(table):
    d = safety.risk_difference(*table)
    needed = safety.number_needed(Estimate(100 * d.value, 100 * d.low, 100 * d.high))
    assert needed.crosses_zero == (d.low < 0 < d.high)
    if needed.crosses_zero:
        assert 1 / needed.harm_from == pytest.approx(d.high) and -1 / needed.benefit_from == pytest.approx(d.low)
    elif d.low > 0:
        assert needed.harm_from <= needed.value + 1e-9 <= needed.harm_to + 2e-9
        assert not isfinite(needed.benefit_from)


# ---------------------------------------------------------------------- percentages


@pytest.mark.parametrize(
    ("percent", "n", "decimals", "people"),
    [
        (10, 469, 0, (47, 45, 49)),
        (4, 465, 0, (19, 17, 20)),
        (17.9, 3862, 1, (691, 690, 693)),
        (0, 200, 1, (0, 0, 0)),
        (100, 50, 1, (50, 50, 50)),
        (2.0, 616, 1, (12, 12, 12)),  # no count of 616 rounds to 2.0: the nearest
    ],
)
def test_people_behind_a_percentage(percent, n, decimals, people):
    assert safety.people(percent, n, decimals) == people


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(0, 2))
def test_a_count_lies_among_those_its_percentage_allows(arm, decimals):
    count, n = arm
    _, low, high = safety.people(round(100 * count / n, decimals), n, decimals)
    assert low <= count <= high


def event(**cells):
    row = dict.fromkeys(TABLES.adverse_events.columns, pd.NA) | {"event_id": "X", "is_total": False} | cells
    return pd.DataFrame([row])


def test_rounding_widens_an_interval_over_all_counts_that_round_alike():
    printed = event(percent_drug=10.0, n_drug=469, percent_comparator=4.0, n_comparator=465, decimals=0)
    [row] = safety.compare(printed).to_dict("records")
    assert (row["counts"], row["difference"]) == (safety.RECONSTRUCTED, 6)
    for count in range(45, 50):
        for count_c in range(17, 21):
            inner = safety.risk_difference(count, 469, count_c, 465)
            assert row["difference_low"] <= 100 * inner.low and 100 * inner.high <= row["difference_high"]
    exact = event(count_drug=47, n_drug=469, count_comparator=19, n_comparator=465)
    [narrow] = safety.compare(exact).to_dict("records")
    assert narrow["counts"] == safety.PRINTED
    assert row["difference_low"] < narrow["difference_low"] and narrow["difference_high"] < row["difference_high"]


def test_without_a_size_there_is_a_difference_and_no_interval():
    [row] = safety.compare(event(percent_drug=42.4, percent_comparator=11.7, decimals=1)).to_dict("records")
    assert row["difference"] == pytest.approx(30.7)
    assert isnan(row["difference_low"]) and isnan(row["ratio_high"])
    assert row["counts"] == safety.UNKNOWN


# ---------------------------------------------------------------------- the packaged data


def compared():
    studies = TABLES.studies.set_index("study_id")["comparator_kind"]
    events = TABLES.adverse_events
    return safety.compare(events[~events["study_id"].map(studies).isin(["none", "placebo, not read"])])


def test_every_comparison_has_a_difference_inside_its_interval():
    rows = compared()
    assert rows["difference"].notna().all()
    sized = rows[rows["counts"] != safety.UNKNOWN]
    assert (sized["difference_low"] <= sized["difference"]).all()
    assert (sized["difference"] <= sized["difference_high"]).all()
    assert np.isnan(rows.loc[rows["counts"] == safety.UNKNOWN, "difference_low"].astype(float)).all()


def test_the_four_fever_figures_stand_side_by_side():
    rows = compared().set_index("event_id")["risk_drug"].round(1)
    events = TABLES.adverse_events.set_index("event_id")
    for event in ("AR004", "AR014", "AR057", "AR011"):
        row = events.loc[event]
        printed = row["percent_drug"]
        assert rows[event] == round(100 * row["count_drug"] / row["n_drug"] if pd.isna(printed) else printed, 1)


def test_a_total_is_the_sources_own_and_never_a_sum():
    rows = compared()
    first = rows[rows["study_id"] == "HORIZON-FIRST"]
    [total] = safety.total(first, "flu-like").to_dict("records")
    printed = first.loc[first["is_total"] & (first["body_system"] == "flu-like"), "percent_drug"].item()
    assert total["risk_drug"] == printed
    assert first.loc[first["body_system"] == "flu-like", "risk_drug"].sum() > printed
    assert safety.total(first, "gut").empty


def test_what_was_never_read_is_not_in_the_data():
    checks = set(TABLES.adverse_events["check"]) | set(TABLES.rare_harms["check"]) | set(TABLES.studies["check"])
    assert checks <= {"read in two places", "read in one place", "machine reading agrees"}
    machine = TABLES.adverse_events[TABLES.adverse_events["check"] == "machine reading agrees"]
    assert set(machine["second_source_id"]) == {"SIDER-41"} and "SIDER-41" not in set(machine["source_id"])


def test_every_regimen_is_told_for_gut_muscle_and_flu_like_reactions():
    known = safety.known(TABLES)
    assert len(known) == 3 * len(TABLES.regimens)
    gaps = known[known["events"] == 0]
    assert gaps["why"].notna().all(), "a gap without a reason"
    compared_in = TABLES.studies[~TABLES.studies["comparator_kind"].isin(safety.NO_COMPARISON)]
    events = TABLES.adverse_events.merge(compared_in[["study_id", "regimen_id"]], on="study_id")
    there = set(zip(events["regimen_id"], events["body_system"], strict=True))
    told = known[known["events"] > 0]
    assert set(zip(told["regimen_id"], told["body_system"], strict=True)) == {
        (regimen, system) for regimen, system in there if system in safety.MAPPED_SYSTEMS and pd.notna(regimen)
    }


def test_later_infusions_are_figures_or_gaps():
    rows = safety.by_infusion(TABLES)
    horizon = rows[rows["study_id"] == "HORIZON-FIRST"]
    assert list(horizon["which_infusion"]) == ["first", "second", "third"]
    assert list(horizon["risk"].isna()) == [False, True, True]
    series = rows[rows["study_id"] == "ZOL-SERIES"].set_index("event_id")
    assert series["risk"].round(1).to_dict() == {"SER-1": 65, "SER-1P": 39, "SER-2": 28, "SER-3": 6.7}
    assert series["risk_comparator"].isna().all()


def test_rare_harms_come_on_one_scale():
    rows = safety.per_100_000(TABLES.rare_harms).set_index("harm_id")
    assert rows.loc["AFF-SWEDEN", ["rate", "rate_low", "rate_high"]].tolist() == [110, 70, 140]
    assert rows.loc["AF-SERIOUS-ALN", ["rate", "rate_comparator", "difference"]].tolist() == [1500, 1000, 500]
    assert rows.at["ONJ-ZOL", "rate"] == pytest.approx(100_000 / 3862)
    assert rows.at["ONJ-ZOL", "rate_low"] < rows.at["ONJ-ZOL", "rate"] < rows.at["ONJ-ZOL", "rate_high"]


def test_one_case_in_each_arm_says_how_many_more_it_cannot_exclude():
    """The upper end of Newcombe's interval; a trial of as many people without a case says about as little."""
    rows = safety.per_100_000(TABLES.rare_harms).set_index("harm_id")
    apart = safety.risk_difference(1, 3862, 1, 3852)
    assert rows.at["ONJ-ZOL", "difference_high"] == pytest.approx(100_000 * apart.high)
    assert 100 < 100_000 * apart.high < 150
    assert isnan(rows.at["AFF-8-10", "difference"])


def test_a_harm_without_a_figure_is_a_gap_with_a_reason():
    rows = safety.per_100_000(TABLES.rare_harms)
    gaps = rows[rows["rate"].isna()]
    assert {"kidney failure", "low blood calcium"} <= set(gaps["harm"])
    assert gaps["reason_empty"].notna().all() and not gaps["in_picture"].any()
