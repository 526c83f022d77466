"""The model of turnover: against what was observed, against another integrator, against itself."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import least_squares

from helpers import turnover
from helpers.loading import load
from helpers.tables import Tables
from helpers.turnover import pools, precursors
from helpers.turnover.course import MONTH

TABLES = load()
OBSERVED = TABLES.turnover.to_dict("records")
YEAR = 12 * MONTH


def with_values(changes):
    """The tables with other values in kinetics: {(drug, quantity): value}."""
    frames = dict(TABLES)
    kinetics = frames["kinetics"]
    for (drug, quantity), value in changes.items():
        kinetics.loc[(kinetics["drug"] == drug) & (kinetics["quantity"] == quantity), "value"] = value
    return Tables(frames, "a test")


def doses_of(row):
    """The days and mg that a figure's people had: its doses in all, or for as long as the figure."""
    plan = turnover.plan(TABLES, row["regimen_id"])
    number = row["doses_given"]
    days = plan.days(float(row["day"])) if pd.isna(number) else plan.days(1e5)[: int(number)]
    return days, plan


def figure(row):
    """A figure, or the middle of its range."""
    return row["value"] if pd.notna(row["value"]) else (row["low"] + row["high"]) / 2


def curve_at(row, tables=TABLES):
    days, plan = doses_of(row)
    at = float(row["day"]) - (0.01 if row["day"] >= plan.every else 0)  # before a dose of that day
    return turnover.marker_from_doses(tables, row["drug"], days, np.full(len(days), plan.mg), [at], route=row["route"])[
        "change_pct"
    ][0]


def stopped_against_continued(tables=TABLES):
    """How much higher turnover is five years after five years of alendronate than if it had gone on, in percent."""
    on = turnover.marker_course(tables, "ALN-70W", 120)["change_pct"].iloc[-1]
    off = turnover.marker_course(tables, "ALN-70W", 120, stop_after=261)["change_pct"].iloc[-1]
    return 100 * ((100 + off) / (100 + on) - 1)


DRAWN = [row for row in OBSERVED if row["use"] in ("fitted", "checked") and pd.notna(row["day"])]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["row_id"]) for row in DRAWN])
def test_the_curve_meets_what_was_observed_within_the_error_it_states(row):
    stated = turnover.kinetics(TABLES, row["drug"], row["route"])
    off = row["doses_given"] == 1 and row["day"] > 400
    assert abs(curve_at(row) - figure(row)) <= (stated.afterwards if off else stated.on_treatment)


def test_alendronate_stopped_and_continued_lie_as_far_apart_as_in_flex():
    row = next(row for row in OBSERVED if row["row_id"] == "M033")
    assert stopped_against_continued() == pytest.approx(row["value"], abs=3)


BY_DATA = TABLES.kinetics[TABLES.kinetics["determined"] == "by data"]
FITTED = [(drug, tuple(rows["quantity"])) for drug, rows in BY_DATA.groupby("drug")]


@pytest.mark.parametrize(("drug", "quantities"), FITTED)
def test_fitting_again_finds_what_data_determine(drug, quantities):
    """So a value that is off by a fifth fails here."""
    rows = [row for row in OBSERVED if row["drug"] == drug and row["use"] == "fitted"]
    start = np.log(BY_DATA.loc[BY_DATA["drug"] == drug, "value"].to_numpy(dtype=float))

    def misses(logs):
        tables = with_values({(drug, q): v for q, v in zip(quantities, np.exp(logs), strict=True)})
        return [
            (curve_at(row, tables) if pd.notna(row["day"]) else stopped_against_continued(tables)) - figure(row)
            for row in rows
        ]

    found = least_squares(misses, start, diff_step=1e-3)
    assert len(rows) == turnover_points(drug)
    assert np.exp(found.x) == pytest.approx(np.exp(start), rel=0.05)
    for i in range(len(quantities)):
        for factor in (0.8, 1.2):
            off = start + np.log(factor) * (np.arange(len(start)) == i)
            assert np.sum(np.square(misses(off))) > 1.3 * np.sum(np.square(misses(start)))


def turnover_points(drug):
    rows = TABLES.kinetics
    return int(rows.loc[(rows["drug"] == drug) & (rows["origin"] == "fitted here"), "points"].iloc[0])


GOLDEN = {  # month: percent; each value of kinetics moves one of them
    "IBN-IV-3M": {1: -80.7, 3: -47.3, 12: -50.0, 60: -50.0},
    "IBN-PO-150M": {1: -55.7, 6: -69.9, 12: -70.1},
    "IBN-PO-2.5D": {1: -48.2, 6: -63.4},
    "ZOL-5-YR": {1: -67.7, 6: -53.7, 12: -46.4, 36: -51.4, 120: -56.1},
    "ALN-70W": {1: -43.1, 3: -50.0, 12: -53.8, 120: -54.7},
}


@pytest.mark.parametrize(("regimen", "golden"), list(GOLDEN.items()))
def test_golden_curves(regimen, golden):
    course = turnover.marker_course(TABLES, regimen, max(golden)).set_index("month")["change_pct"]
    assert {month: round(course[month], 1) for month in golden} == pytest.approx(golden, abs=0.15)


def fingerprints(tables):
    """A few places of every course that a value of kinetics may move."""
    courses = [turnover.marker_course(tables, regimen, 60, stop_after=30)["change_pct"] for regimen in GOLDEN]
    courses += [turnover.marker_course(tables, "DMAB-60", 60, stop_after=3)["change_pct"]]
    bands = [
        turnover.marker_course(tables, each, 60, stop_after=stop)["high"]
        for each in (*GOLDEN, "DMAB-60")
        for stop in (3, None)
    ]
    first = [
        turnover.marker_from_doses(tables, drug, [0], mg, [0.5, 1, 2, 4])["change_pct"]
        for drug, mg in (("zoledronic acid", 5), ("alendronate", 70), ("ibandronate", 150), ("denosumab", 60))
    ]
    return np.concatenate([*courses, *bands, *first])


@pytest.mark.parametrize(
    ("drug", "quantity"),
    list(TABLES.kinetics[["drug", "quantity"]].drop_duplicates().itertuples(index=False, name=None)),
)
def test_every_value_of_kinetics_moves_a_curve(drug, quantity):
    value = TABLES.kinetics.set_index(["drug", "quantity"])["value"].loc[(drug, quantity)]
    other = with_values({(drug, quantity): 0.8 * float(np.max(value))})
    assert np.abs(fingerprints(other) - fingerprints(TABLES)).max() > 0.25


# ---------------------------------------------------------------------- against another integrator


def by_scipy(drug, days, doses, at):
    """Turnover by SciPy, dose by dose."""
    edges = [*days, max(at) + 1]
    free_of = [loss for _, loss in drug.pools]

    def speed(_, y):
        free = sum(loss * held for loss, held in zip(free_of, y, strict=False))
        back = drug.most * free**drug.hill / (drug.e50**drug.hill + free**drug.hill) if free > 0 else 0.0
        return [*(-loss * held for loss, held in zip(free_of, y, strict=False)), drug.kout * (1 - back - y[-1])]

    y, found = np.array([0.0] * len(free_of) + [1.0]), np.ones(len(at))
    for (start, end), dose in zip(pairwise(edges), doses, strict=True):
        y[:-1] += [share * drug.absorbed * dose for share, _ in drug.pools]
        inside = [i for i, t in enumerate(at) if start <= t < end]
        run = solve_ivp(speed, (start, end), y, t_eval=[*at[inside], end], rtol=1e-8, atol=1e-12, max_step=5)
        found[inside], y = run.y[-1][: len(inside)], run.y[:, -1]
    return found


@pytest.mark.parametrize("regimen", ["ZOL-5-YR", "IBN-PO-150M", "ALN-70W"])
def test_stepping_agrees_with_scipy(regimen):
    plan = turnover.plan(TABLES, regimen, late_weeks=7, late_dose=3)
    days = plan.days(2 * YEAR)
    at = np.arange(1.0, 2 * YEAR, 17.0)
    drug = turnover.kinetics(TABLES, plan.drug, plan.route).drug
    doses = np.full(len(days), plan.mg)
    assert pools.level(drug, days, doses, at) == pytest.approx(by_scipy(drug, days, doses, at), abs=0.004)


def test_stepping_of_denosumab_agrees_with_scipy():
    drug = turnover.kinetics(TABLES, "denosumab", "subcutaneous injection").drug
    days, at = np.array([0.0, 180.0]), np.arange(1.0, 700.0, 7.0)

    def speed(_, y):
        depot, blood, room, waiting, level = y
        a, b = precursors._speed(drug, depot, blood, room)
        held = drug.most / (1 + (drug.ic50 / blood) ** drug.hill) if blood > 1e-9 else 0.0
        return [
            -drug.ka * depot, a, b,
            drug.kl * (1 + drug.rho) - (drug.kl + drug.rho * drug.kl * (1 - held)) * waiting,
            drug.kd * ((1 - held) * waiting - level),
        ]  # fmt: skip

    y, found = np.array([0.0, 0.0, 0.0, 1.0, 1.0]), np.ones(len(at))
    for start, end in ((0.0, 180.0), (180.0, 701.0)):
        y[0] += drug.absorbed * 60e6
        inside = np.flatnonzero((at >= start) & (at < end))
        run = solve_ivp(speed, (start, end), y, t_eval=[*at[inside], end], method="LSODA", rtol=1e-8, atol=1e-9)
        found[inside], y = run.y[-1][: len(inside)], run.y[:, -1]
    assert precursors.level(drug, days, np.array([60.0, 60.0]), at) == pytest.approx(found, abs=0.01)


@pytest.mark.parametrize("drug", ["ibandronate", "denosumab"])
def test_a_dose_at_any_hour_counts_from_its_hour_on(drug):
    days, at = [0.3, 0.9, 40.26, 40.3], [0.1, 0.3, 0.5, 2.0, 40.26, 40.5, 41.0, 90.0]
    found = turnover.marker_from_doses(TABLES, drug, days, 60, at)["change_pct"]
    assert found[0] == found[1] == 0 > found[2]
    until = turnover.marker_from_doses(TABLES, drug, days[:2], 60, [40.26])["change_pct"][0]
    assert found[4] == pytest.approx(until, abs=0.05), "on its day a dose has done nothing yet"
    if drug == "ibandronate":
        model = turnover.kinetics(TABLES, drug, "oral").drug
        direct = by_scipy(model, np.array(days), np.full(4, 60.0), np.array(at[2:]))
        assert list(1 + found[2:] / 100) == pytest.approx(list(direct), abs=0.005)


@pytest.mark.parametrize("regimen", ["DMAB-60", "IBN-IV-3M", "ZOL-5-YR", "IBN-PO-150M"])
def test_a_month_s_value_is_that_before_a_dose_due_then(regimen):
    plan = turnover.plan(TABLES, regimen)
    number = plan.number_from(12 * MONTH)
    with_it = turnover.marker_course(TABLES, regimen, 12)["change_pct"].iloc[-1]
    without = turnover.marker_course(TABLES, regimen, 12, stop_after=number - 1)["change_pct"].iloc[-1]
    missed = turnover.marker_course(TABLES, regimen, 12, missed=[number])["change_pct"].iloc[-1]
    assert with_it == pytest.approx(without, abs=0.01) and missed == pytest.approx(without, abs=0.01)


# ---------------------------------------------------------------------- what trials report, not fitted


def at_month(regimen, month, **otherwise):
    return turnover.marker_course(TABLES, regimen, month, **otherwise)["change_pct"].iloc[-1]


def test_orderings_and_plateaus_that_trials_report_hold():
    after_one = turnover.marker_course(TABLES, "ZOL-5-YR", 36, stop_after=1)["change_pct"]
    assert after_one[12:].max() - after_one[12:].min() < 5  # flat from month 12 to 36
    assert abs(at_month("DMAB-60", 96) - at_month("DMAB-60", 24)) < 4  # no drift over eight years
    assert at_month("DMAB-60", 1) < at_month("DMAB-60", 6)  # comes up again before the next injection
    assert at_month("IBN-PO-150M", 12) < at_month("IBN-IV-3M", 12)  # pre-dose, more drug in a month by mouth
    assert at_month("DMAB-60", 3) < at_month("ZOL-5-YR", 3) < at_month("ALN-70W", 1)
    three = at_month(
        "ZOL-5-YR", 72, stop_after=3
    )  # three years after three infusions: a little up, far below the start
    assert at_month("ZOL-5-YR", 36) <= three < -35


def test_denosumab_late_or_stopped_rises_above_the_start_when_trials_saw_it():
    stopped = turnover.marker_course(TABLES, "DMAB-60", 48, stop_after=4).set_index("month")["change_pct"]
    assert stopped[24] < -50 and stopped[27] > 10 and stopped[30] > 10  # last injection at month 18, next due at 24
    assert stopped[27] > stopped[36] > stopped[48] and abs(stopped[48]) < 10
    late = turnover.marker_course(TABLES, "DMAB-60", 28, late_weeks=16, late_dose=5).set_index("month")["change_pct"]
    assert late[27] > 0 > late[28]
    weekly = turnover.marker_course(TABLES, "ALN-70W", 28, late_weeks=16, late_dose=105)["change_pct"]
    assert weekly.iloc[24:].max() < -45  # sixteen weeks without a tablet: hardly moved


def test_one_pair_of_values_serves_three_ways_of_giving_ibandronate():
    rows = TABLES.kinetics
    own = rows[(rows["drug"] == "ibandronate") & (rows["origin"] == "fitted here")]
    assert own["route"].isna().all() and len(own) == 2
    for regimen, row_id in (("IBN-IV-3M", "M026"), ("IBN-PO-2.5D", "M027")):
        assert next(row for row in OBSERVED if row["row_id"] == row_id)["use"] == "checked"
        stated = turnover.kinetics(TABLES, "ibandronate", "oral").on_treatment
        assert abs(at_month(regimen, 6) - TABLES.turnover.set_index("row_id")["value"][row_id]) <= stated


# ---------------------------------------------------------------------- doses


def test_doses_of_any_size_at_any_time():
    days, mg = [0, 3.5, 3.5, 400], [70, 0, 35, 1e6]
    found = turnover.marker_from_doses(TABLES, "alendronate", days, mg, [-5, 0, 1e4])
    assert list(found.columns) == ["day", "change_pct"]
    assert found["change_pct"][0] == found["change_pct"][1] == 0 and -100 < found["change_pct"][2] < 0
    assert (turnover.marker_from_doses(TABLES, "zoledronic acid", [], [], [5])["change_pct"] == 0).all()
    alone = turnover.marker_from_doses(TABLES, "zoledronic acid", [0], 5, [30])
    split = turnover.marker_from_doses(TABLES, "zoledronic acid", [0, 0], 2.5, [30])
    assert alone["change_pct"][0] == pytest.approx(split["change_pct"][0])
    held = pools.set_free(turnover.kinetics(TABLES, "zoledronic acid", "intravenous infusion").drug,
                          np.array([0.0]), np.array([5.0]), np.arange(0, 1e5, 100.0))  # fmt: skip
    assert (held >= 0).all() and (np.diff(held) <= 0).all()


def test_ibandronate_is_meant_by_mouth_and_says_so():
    by_mouth = turnover.marker_from_doses(TABLES, "ibandronate", [0], 150, [3])
    assert by_mouth.attrs["route"] == "oral"
    vein = turnover.marker_from_doses(TABLES, "ibandronate", [0], 150, [3], route="intravenous injection")
    assert vein["change_pct"][0] < by_mouth["change_pct"][0]


def test_late_missed_and_last_doses_are_counted_from_one():
    late = turnover.plan(TABLES, "DMAB-60", late_weeks=10, late_dose=2)
    assert late.days(400.0) == pytest.approx([0, 6 * MONTH + 70, 12 * MONTH + 70][:2])
    assert len(turnover.plan(TABLES, "ALN-70W", missed=[2], stop_after=3).days(1e4)) == 3
    assert turnover.plan(TABLES, "ZOL-5-YR", missed=[2]).days(800.0) == pytest.approx([0, 2 * YEAR])
    assert len(turnover.plan(TABLES, "ALN-70W", stop_after=3).days(1e4)) == 3
    twice = turnover.plan(TABLES, "IBN-IV-3M", stop_after=0)
    assert len(twice.days(1e4)) == 0 and (at_month("IBN-IV-3M", 5, stop_after=0)) == 0


def test_a_course_says_how_far_it_can_be_trusted():
    course = turnover.marker_course(TABLES, "IBN-IV-3M", 12, late_weeks=8, late_dose=3).set_index("month")
    assert course["trust"][5] == "fitted to 6 points" and course["trust"][7] == "illustrative"
    width = course["high"] - course["low"]
    assert width[0] == 0 and width[7] > width[5] > 0
    assert ((course["low"] <= course["change_pct"]) & (course["change_pct"] <= course["high"])).all()
    assert (turnover.marker_course(TABLES, "ALN-70W", 6)["trust"] == "illustrative").all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: turnover.marker_from_doses(TABLES, "aspirin", [0], 1, [1]), 'found "aspirin"'),
        (lambda: turnover.marker_from_doses(TABLES, "alendronate", [0], -1, [1]), "no dose below zero"),
        (lambda: turnover.marker_from_doses(TABLES, "alendronate", [7, 0], 1, [1]), "each at least the one before"),
        (lambda: turnover.marker_from_doses(TABLES, "alendronate", [-7], 1, [1]), "days from 0 on"),
        (lambda: turnover.marker_from_doses(TABLES, "alendronate", [0, 1], [1, 2, 3], [1]), "3 doses for 2 days"),
        (lambda: turnover.marker_from_doses(TABLES, "alendronate", [0], [float("nan")], [1]), "none of them missing"),
        (lambda: turnover.marker_from_doses(TABLES, "alendronate", ["x"], 1, [1]), "expected numbers"),
        (lambda: turnover.marker_from_doses(TABLES, "alendronate", [0], 1, [1], marker="P1NP"), "expected sCTX"),
        (lambda: turnover.marker_from_doses(TABLES, "alendronate", [0], 1, [1], route="nose"), "expected one of oral"),
        (lambda: turnover.marker_course(TABLES, "TPTD-20", 12), "no values for teriparatide"),
        (lambda: turnover.marker_course(TABLES, "RIS-35W", 12), "no values for risedronate"),
        (lambda: turnover.marker_course(TABLES, "ASPIRIN", 12), 'found "ASPIRIN"'),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", -1), "months: found -1"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", 12, late_weeks=-1), "late_weeks: found -1"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", 12, late_dose=0), "late_dose: found 0"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", 12, missed=[0]), "missed: found 0"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", 12, stop_after=1.5), "stop_after: found 1.5"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", float("inf")), "months: found inf"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", None), "months: found None"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", 1e9), "months: found 1000000000"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", np.True_), "months: found True"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", 12, missed=2), "missed: found 2, expected the numbers"),
        (lambda: turnover.marker_course(TABLES, "ALN-70W", 12, late_weeks="3"), "late_weeks: expected numbers"),
        (
            lambda: turnover.marker_from_doses(TABLES, "denosumab", [1e19], 60, [1]),
            "days: found 1e.19, expected at most",
        ),
        (lambda: turnover.marker_from_doses(TABLES, "denosumab", [0], 1e308, [1]), "doses_mg: found 1e.308"),
        (lambda: turnover.marker_from_doses(TABLES, "denosumab", [0], 60, [True]), "at_days: expected numbers"),
    ],
)
def test_what_makes_no_sense_is_said(call, words):
    with pytest.raises(ValueError, match=words):
        call()
