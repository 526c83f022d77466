"""Schedules and hours: known answers by hand, and rules that hold for any regimen."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import dosing
from helpers.loading import load

TABLES = load()
ASSUMED = dict(zip(TABLES.assumptions["assumption_id"], TABLES.assumptions["value"], strict=True))
NOTHING = dict.fromkeys(ASSUMED, 0)


def regimen(**changes):
    row = {"regimen_id": "X", "interval_value": 1, "interval_unit": "week", "doses_per_interval": 1}
    return {**row, "max_course_months": None, **changes}


def one(regimen_id):
    return dosing.pick(TABLES.regimens, [regimen_id])


def count(regimen_id, years, start=date(2026, 1, 1)):
    return len(dosing.dose_dates(one(regimen_id).to_dict("records")[0], start, years))


@pytest.mark.parametrize(
    ("regimen_id", "years", "doses"),
    [
        ("ALN-70W", 1, 53),
        ("ALN-70W", 10, 522),
        ("ALN-10D", 1, 365),
        ("ALN-10D", 10, 3652),
        ("IBN-PO-150M", 1, 12),
        ("IBN-IV-3M", 1, 4),
        ("RIS-75x2", 1, 24),
        ("DMAB-60", 3, 6),
        ("ZOL-5-YR", 10, 10),
        ("ZOL-5-2YR", 10, 5),
        ("ZOL-5-2YR", 1, 1),
        ("ROMO-210", 1, 12),
        ("ROMO-210", 10, 12),
        ("TPTD-20", 1, 365),
        ("TPTD-20", 10, 730),
    ],
)
def test_known_numbers_of_doses(regimen_id, years, doses):
    assert count(regimen_id, years) == doses


def test_monthly_from_the_last_day_of_a_month_falls_on_last_days():
    monthly = regimen(interval_unit="month")
    dates = dosing.dose_dates(monthly, date(2027, 8, 31), 1)
    assert [str(d) for d in dates] == [
        "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31", "2028-01-31",
        "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31", "2028-06-30", "2028-07-31",
    ]  # fmt: skip


def test_yearly_from_a_leap_day_falls_on_the_28th_until_the_next_leap_year():
    yearly = regimen(interval_unit="year")
    dates = dosing.dose_dates(yearly, date(2028, 2, 29), 5)
    assert [str(d) for d in dates] == ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]


def test_a_leap_year_has_a_day_more():
    daily = regimen(interval_unit="day")
    assert len(dosing.dose_dates(daily, date(2028, 1, 1), 1)) == 366


def test_two_day_tablet_falls_on_consecutive_days():
    two_days = regimen(interval_unit="month", doses_per_interval=2)
    dates = dosing.dose_dates(two_days, date(2026, 1, 31), 1)
    assert [str(d) for d in dates[:4]] == ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"]


def test_a_second_day_beyond_the_horizon_is_outside():
    """A year of weeks begins its 53rd one on its last day: the second tablet of that week falls on the anniversary."""
    dates = dosing.dose_dates(regimen(doses_per_interval=2), date(2026, 1, 1), 1)
    assert len(dates) == 105 and str(dates[-1]) == "2026-12-31"


def test_the_anniversary_itself_is_outside():
    dates = dosing.dose_dates(regimen(interval_unit="day"), date(2026, 3, 1), 1)
    assert str(dates[-1]) == "2027-02-28"


@given(
    value=st.integers(1, 24),
    unit=st.sampled_from(["day", "week", "month", "year"]),
    start=st.dates(date(2000, 1, 1), date(2050, 12, 31)),
    years=st.integers(1, 10),
    course=st.none() | st.integers(1, 200),
)
def test_any_schedule_is_sorted_begins_at_the_start_and_stays_inside(value, unit, start, years, course):
    row = regimen(interval_value=value, interval_unit=unit, max_course_months=course)
    dates = dosing.dose_dates(row, start, years)
    assert dates[0] == np.datetime64(start)
    assert (np.diff(dates) > np.timedelta64(0)).all()
    assert dates[-1] < dosing.add_months(start, 12 * years)
    longer = dosing.dose_dates(row, start, years + 1)
    assert set(dates) <= set(longer)


@given(start=st.dates(date(2000, 1, 1), date(2050, 12, 31)), months=st.integers(0, 200))
def test_adding_months_agrees_with_pandas(start, months):
    assert pd.Timestamp(dosing.add_months(start, months)) == pd.Timestamp(start) + pd.DateOffset(months=months)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"interval_value": 0}, "X: an interval of 0 week is impossible"),
        ({"interval_unit": "moon"}, "X: an interval of 1 moon is impossible"),
        ({"interval_unit": "day", "doses_per_interval": 2}, "X: 2 doses on consecutive days do not fit into 1 day"),
    ],
)
def test_an_impossible_regimen_is_refused_by_name(changes, words):
    with pytest.raises(ValueError, match=words):
        dosing.dose_dates(regimen(**changes), date(2026, 1, 1), 1)


def test_no_horizon_under_a_year():
    with pytest.raises(ValueError, match="years: found 0, expected a whole number of at least 1"):
        dosing.dose_dates(regimen(), date(2026, 1, 1), 0)


def test_an_unknown_regimen_is_refused_and_the_known_ones_are_listed():
    with pytest.raises(ValueError, match=r'unknown regimen "ASPIRIN": expected one of .*ZOL-5-YR'):
        dosing.pick(TABLES.regimens, ["ASPIRIN"])


def test_schedule_lists_every_dose_once():
    chosen = dosing.pick(TABLES.regimens, ["ZOL-5-YR", "IBN-IV-3M"])
    doses = dosing.schedule(chosen, date(2026, 1, 1), 2)
    assert list(doses.groupby("regimen_id", sort=False).size()) == [2, 8]
    assert list(doses["dose_number"]) == [1, 2, 1, 2, 3, 4, 5, 6, 7, 8]
    assert doses["date"].iloc[1] == pd.Timestamp("2027-01-01")


def burden(regimen_id, years=1, **assumptions):
    return hours(one(regimen_id), years, {**NOTHING, **assumptions}).iloc[0]


def hours(regimens, years, assumptions):
    return dosing.time_burden(regimens, dosing.schedule(regimens, date(2026, 1, 1), years), years, assumptions)


def test_rule_counts_the_overlap_of_fasting_and_upright_once():
    def told(fasting, upright):
        rule = {"fasting_min": fasting, "upright_min": upright}
        weekly = one("ALN-70W").assign(**{name: pd.array([value], dtype="Float64") for name, value in rule.items()})
        return hours(weekly, 1, NOTHING)["rule_hours_per_year"].iloc[0]

    assert told(30, 30) == pytest.approx(53 * 30 / 60)
    assert told(60, 30) == told(30, 60) == pytest.approx(53)
    assert told(0, 30) == pytest.approx(53 * 30 / 60)
    assert told(0, 0) == 0


def test_a_rule_that_could_not_be_read_is_a_gap_and_not_a_zero():
    unread = one("ALN-70W").assign(upright_min=pd.array([pd.NA], dtype="Float64"))
    assert hours(unread, 1, NOTHING)["rule_hours_per_year"].isna().all()


def test_whether_blood_is_tested_is_not_guessed():
    unread = one("ALN-70W").assign(blood_test_each_dose=pd.array([pd.NA], dtype="boolean"))
    assert hours(unread, 1, NOTHING)["visit_hours_per_year"].isna().all()


def test_time_on_visits_by_hand():
    drip = one("ZOL-5-YR")["administration_min_low"].iloc[0]
    assert burden("ZOL-5-YR")["visit_hours_per_year"] == pytest.approx(drip / 60)
    assert burden("ZOL-5-YR", travel_min=60)["visit_hours_per_year"] == pytest.approx((drip + 60) / 60)
    assert burden("ZOL-5-YR", blood_test_min=45)["blood_test_hours_per_year"] == pytest.approx(45 / 60)
    assert burden("IBN-IV-3M", waiting_min=30)["waiting_hours_per_year"] == pytest.approx(4 * 30 / 60)
    assert burden("ALN-70W", travel_min=60, waiting_min=60)["visit_hours_per_year"] == 0
    assert burden("ALN-70W", pharmacy_trips=4, pharmacy_trip_min=30)["visit_hours_per_year"] == pytest.approx(2)
    assert burden("DMAB-60", blood_test_min=45)["blood_test_hours_per_year"] == 0


def test_a_limited_course_counts_hours_for_each_year_of_treatment():
    ten = burden("ROMO-210", years=10, travel_min=60)
    assert ten["years_treated"] == 1
    assert ten["travel_hours_per_year"] == pytest.approx(12)


@given(st.fixed_dictionaries({name: st.integers(0, 300) for name in ASSUMED}), st.integers(1, 10))
def test_parts_of_the_visits_add_up_and_more_time_never_means_less(assumptions, years):
    table = hours(TABLES.regimens, years, assumptions)
    parts = ["drug", "room", "waiting", "travel", "blood_test", "pharmacy"]
    total = sum(table[f"{part}_hours_per_year"] for part in parts)
    assert np.allclose(total, table["visit_hours_per_year"], equal_nan=True)
    more = hours(TABLES.regimens, years, {k: v + 1 for k, v in assumptions.items()})
    known = table["visit_hours_per_year"].notna()
    assert (more["visit_hours_per_year"] >= table["visit_hours_per_year"])[known].all()
    assert np.allclose(more["rule_hours_per_year"], table["rule_hours_per_year"], equal_nan=True)


def decisions(regimen_id, years):
    return dosing.decision_points(one(regimen_id), TABLES.decisions, years)


def test_decisions_appear_when_the_horizon_reaches_them():
    assert decisions("ALN-70W", 2).empty
    three, ten = decisions("ALN-70W", 3).iloc[0], decisions("ALN-70W", 10).iloc[0]
    assert list(three[["kind", "month_low", "month_high"]]) == list(ten[["kind", "month_low", "month_high"]])
    assert list(ten[["kind", "month_low", "month_high"]]) == ["review", 36, 60]
    assert "course ends" in set(decisions("ROMO-210", 1)["kind"])
    assert "course ends" not in set(decisions("TPTD-20", 1)["kind"])


def test_months_of_a_decision_are_the_source_s_own_whatever_the_horizon():
    for years in range(1, 11):
        shown = dosing.decision_points(TABLES.regimens, TABLES.decisions, years)
        assert len(shown) and len(shown.merge(TABLES.decisions, on=list(shown.columns))) == len(shown)
    review = decisions("DMAB-60", 5).set_index("kind").loc["review"]
    assert (review["month_low"], review["month_high"]) == (60, 120)


def test_denosumab_is_never_just_stopped_whatever_the_horizon():
    for years in range(1, 11):
        assert "never just stop" in set(decisions("DMAB-60", years)["kind"])


def test_a_guideline_speaks_where_the_label_is_silent_and_says_what_follows_a_course():
    denosumab = decisions("DMAB-60", 10)
    assert list(denosumab.loc[denosumab["kind"] == "review", "asked_by"]) == ["guideline"]
    weekly = decisions("ALN-70W", 10)
    assert set(weekly["asked_by"]) == {"label"}
    assert "guideline" in set(decisions("TPTD-20", 3)["asked_by"])


def test_purposes_are_those_of_every_population():
    found = dict(zip(TABLES.regimens["regimen_id"], labelled(TABLES.labelled_uses), strict=True))
    both = ["ALN-5D", "RIS-5D", "RIS-35W", "IBN-PO-150M", "IBN-PO-2.5D", "ZOL-5-YR"]
    assert {found[i] for i in both} == {"treatment and prevention"}
    assert found["ZOL-5-2YR"] == found["ALN-35W"] == "prevention"
    assert found["ALN-70W"] == found["DMAB-60"] == "treatment"


def test_purposes_do_not_hang_on_the_order_of_rows_and_a_regimen_without_uses_is_a_gap():
    uses = TABLES.labelled_uses
    assert labelled(uses[::-1]) == labelled(uses)
    assert labelled(uses[:0]) == [None] * len(TABLES.regimens)


def labelled(uses):
    return dosing.purposes(TABLES.regimens, uses)


def test_prevention_stands_in_a_short_name_where_a_regimen_is_for_nothing_else():
    details = dosing.labels(TABLES.regimens, labelled(TABLES.labelled_uses))["detail"]
    only = TABLES.regimens["regimen_id"][details.str.contains("prevention")]
    uses = TABLES.labelled_uses
    purposes = uses[uses["stated"] == dosing.STATED].groupby("regimen_id")["purpose"].agg(set)
    assert set(only) == {regimen for regimen, found in purposes.items() if found == {"prevention"}} != set()


def test_how_often_in_words():
    chosen = dosing.pick(TABLES.regimens, ["ALN-70W", "IBN-IV-3M", "RIS-75x2", "ZOL-5-2YR", "ZOL-5-YR"])
    assert dosing.how_often(chosen) == [
        "once a week", "every 3 months", "2 days in a row every month", "every 2 years", "once a year",
    ]  # fmt: skip


def test_doses_do_not_depend_on_the_day_of_the_week():
    day = date(2026, 1, 1)
    assert {count("ALN-70W", 1, day + timedelta(days=i)) for i in range(7)} == {53}
