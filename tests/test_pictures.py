"""Pictures compare values: every mark of every picture against the answer's numbers, and paper against the scene."""

import base64
import io
import itertools
import json
import random
from math import isnan

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from PIL import Image
from sampled import some

from helpers import benefit, comparisons, dosing, safety, turnover
from helpers.adherence import cohort, lab, observed
from helpers.benefit import balance, effects, evidence
from helpers.explorers.adherence import explore_cohort, explore_persistence, explore_ratios, explore_refills
from helpers.explorers.avoided import explore_avoided
from helpers.explorers.balance import explore_balance
from helpers.explorers.benefit import explore_benefit
from helpers.explorers.dosing import explore_dosing
from helpers.explorers.evidence import explore_evidence
from helpers.explorers.side_effects import (
    explore_infusions,
    explore_known,
    explore_rare_harms,
    explore_side_effects,
    explore_two_trials,
)
from helpers.explorers.tablets import explore_tablet
from helpers.explorers.turnover import explore_missed
from helpers.loading import load
from helpers.pictures import inks, paper, rulers
from helpers.pictures.scene import (
    Band,
    Bar,
    Column,
    Guide,
    Line,
    People,
    Plot,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Sign,
    Span,
    Ticks,
    Track,
    Words,
    plain,
)  # fmt: skip
from helpers.turnover.course import MONTH

TABLES = load()
PANELS = {
    "dosing": explore_dosing, "tablet": explore_tablet, "side effects": explore_side_effects, "known": explore_known,
    "two trials": explore_two_trials, "infusions": explore_infusions, "rare harms": explore_rare_harms,
    "refills": explore_refills, "persistence": explore_persistence, "ratios": explore_ratios, "cohort": explore_cohort,
    "missed": explore_missed, "evidence": explore_evidence, "benefit": explore_benefit, "avoided": explore_avoided,
    "balance": explore_balance,
}  # fmt: skip
SHARED = {name: make() for name, make in PANELS.items()}
REGIMENS = SHARED["dosing"].controls["regimens"].values


def scene(name, **state):
    return SHARED[name].answer(**state).picture


def rows(picture):
    """Return the rows of a picture by name, each with its group's words."""
    tables = [part for part in picture.parts if isinstance(part, Rows)]
    return [(group.words, row) for part in tables for group in part.groups for row in group.rows]


def of(cell, kind):
    return [mark for mark in cell if isinstance(mark, kind)]


# ---------------------------------------------------------------------- colours and shapes

# Simulation matrices for full colour blindness of each kind, on linear RGB: Machado, Oliveira and Fernandes 2009.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(hexcode):
    rgb = np.array([int(hexcode[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    low, high = sorted(linear(hexcode) @ [0.2126, 0.7152, 0.0722] for hexcode in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab_colour(rgb):
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_drugs_keep_apart_in_colour_for_everybody(dark, blindness):
    matrix = np.array(BLINDNESS[blindness])
    seen = {drug: lab_colour(matrix @ linear(inks.colour(inks.ink(drug), dark))) for drug in inks.DRUGS}
    for one, other in itertools.combinations(seen, 2):
        apart = np.linalg.norm(seen[one] - seen[other])
        assert apart > 25, f"{one} and {other} are hard to tell apart ({apart:.0f})"


def test_every_drug_has_a_shape_of_its_own_and_none_is_the_comparator_s():
    shapes = [inks.shape(drug) for drug in (*inks.DRUGS, "a drug nobody knows")]
    assert len({*shapes, inks.COMPARATOR}) == len(shapes) + 1


@pytest.mark.parametrize("dark", [False, True])
def test_contrast_is_enough_for_words_and_marks(dark):
    ground = inks.colour("paper", dark)
    assert contrast(inks.colour("text", dark), ground) > 7
    assert contrast(inks.colour("quiet", dark), ground) > 4.5
    for drug in inks.DRUGS:
        assert contrast(inks.colour(inks.ink(drug), dark), ground) > 3, drug


def test_a_form_of_a_drug_has_the_ink_of_the_drug_and_every_ink_has_its_place_in_the_style_sheet():
    assert inks.ink("risedronate delayed-release") == inks.ink("risedronate")
    for name in inks.names():
        assert inks.css().count(f".{inks.css_class(name)} {{") == 3  # light, dark, forced colours


@pytest.mark.slow
def test_a_ring_is_the_comparator_everywhere():
    for name, panel in SHARED.items():
        for control in panel.controls.values():
            for value in control.states():
                for mark in panel.answer(**{control.name: value}).picture.marks():
                    if getattr(mark, "shape", "") == inks.COMPARATOR:
                        assert name == "side effects" and ("comparator" in mark.key or not mark.key)


# ---------------------------------------------------------------------- the grammar


def test_a_scene_is_the_same_bytes_in_whatever_order_states_were_visited():
    for name, make in PANELS.items():
        panel, again = make(), make()
        states = [{c.name: v} for c in panel.controls.values() for v in c.states()[:4]] or [{}]
        first = {str(state): panel.render(state) for state in states}
        for state in random.Random(1).sample(states, len(states)):
            assert again.render(state) == first[str(state)], name


def test_what_is_left_out_has_its_usual_value_and_even_steps_are_sent_as_such():
    sent = plain(Ticks(xs=tuple(range(0, 70, 7)), key="k"))
    assert sent == {"is": "ticks", "key": "k", "xs": {"from": 0, "step": 7, "count": 10}}
    assert plain(Ticks(xs=(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.5)))["xs"] == [0, 1, 2, 3, 4, 5, 6, 7.5]


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), np.float64("nan")])
def test_a_number_that_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="expected a number that can be drawn"):
        plain(Scene(parts=(Plot(x=Scale(low=0, high=1), y=Scale(low=0, high=1), marks=(Point(x=wrong, y=0),)),)))


def test_lines_rows_and_handles_that_do_not_hold_together_are_refused():
    from helpers.pictures.scene import Handle

    with pytest.raises(ValueError, match="ys: found 1 values, expected 2"):
        Line(xs=(0, 1), ys=(0,))
    with pytest.raises(ValueError, match="highs: found 3 values, expected 2"):
        Band(xs=(0, 1), lows=(0, 1), highs=(0, 1, 2))
    with pytest.raises(ValueError, match="a handle of years: expected a key"):
        Point(x=0, handle=Handle(control="years", places=((1, 1.0),)))
    with pytest.raises(ValueError, match='ink: found "red", expected one of band, drug:abaloparatide'):
        Point(x=0, ink="red")
    with pytest.raises(ValueError, match='shape: found "circle", expected one of disc'):
        Point(x=0, shape="circle")
    with pytest.raises(ValueError, match="a point of a plot at x 3: expected a y"):
        Plot(x=Scale(low=0, high=1), y=Scale(low=0, high=1), marks=(Point(x=3),))
    assert Line(xs=np.arange(2), ys=[0.5, 1.0]).ys == (0.5, 1.0)
    from helpers.pictures.scene import Group

    with pytest.raises(ValueError, match='row "a": expected one cell for each column, of its kind'):
        Rows(columns=(Column(),), groups=(Group(rows=(Row(name="a", cells=((),)),)),))


# ---------------------------------------------------------------------- every picture against its numbers


@pytest.mark.parametrize("years", [1, 3, 10])
@pytest.mark.parametrize("start", ["2026-01-01", "2028-02-29"])
def test_calendar_doses_hours_and_decisions(years, start):
    picture = scene("dosing", regimens=list(REGIMENS), years=years, start=start)
    chosen = dosing.pick(TABLES.regimens, REGIMENS)
    day = pd.Timestamp(start).date()
    burden = dosing.time_burden(
        chosen, dosing.schedule(chosen, day, years), years, SHARED["dosing"].checked({})
    ).to_dict("records")
    table, _ = picture.parts
    days, _, rule, visit = table.columns
    end = int((dosing.add_months(day, 12 * years) - np.datetime64(day, "D")).astype(int))
    assert (days.scale.low, days.scale.high) == (0, end)
    assert (rule.scale.low, rule.scale.high) == (visit.scale.low, visit.scale.high), "hours share one scale"
    for (_, row), regimen, hours in zip(rows(Scene(parts=(table,))), chosen.to_dict("records"), burden, strict=True):
        marks, count, *bars = row.cells
        dates = dosing.dose_dates(regimen, day, years)
        [ticks] = of(marks, Ticks)
        assert list(ticks.xs) == (dates - np.datetime64(day, "D")).astype(int).tolist()
        assert (ticks.ink, ticks.shape) == (inks.ink(regimen["drug"]), inks.shape(regimen["drug"]))
        assert count == f"{len(dates):,}"
        for [bar], part in zip(bars, ("rule", "visit"), strict=True):
            value = hours[f"{part}_hours_per_year"]
            assert bar.words == ("not known" if isnan(value) else f"{value:.1f}".removesuffix(".0"))
            assert (bar.low, bar.high) == (0, 0 if isnan(value) else value)
        points = dosing.decision_points(dosing.pick(TABLES.regimens, [regimen["regimen_id"]]), TABLES.decisions, years)
        drawn = [mark for mark in marks if not isinstance(mark, Ticks)]
        told = points.to_dict("records")
        dated = [point for point in told if not pd.isna(point["month_low"])]
        undated = {point["kind"]: point for point in told if pd.isna(point["month_low"])}  # each kind stands there once
        for point in (each for each in told if pd.isna(each["month_low"])):
            assert [mark for mark in drawn if point["kind"] in mark.words and point["what"] in mark.says]
        assert len(drawn) == len(dated) + len(undated)
        for point, mark in zip(dated, [m for m in drawn if not isinstance(m, Point)], strict=True):
            assert point["kind"] in mark.words and point["what"] in mark.says
            if isinstance(mark, Span):
                low, high = (month_day(day, point[f"month_{side}"]) for side in ("low", "high"))
                assert (mark.low, mark.high, mark.open) == (low, min(high, end), high > end)
            elif isinstance(mark, Guide):
                assert mark.x == month_day(day, point["month_low"])


def month_day(start, month):
    return int((dosing.add_months(start, int(month)) - np.datetime64(start, "D")).astype(int))


def test_the_horizon_can_be_grabbed_on_a_scale_that_stays():
    scales, places = set(), set()
    for years in range(1, 11):
        [(_, row)] = rows(Scene(parts=scene("dosing", years=years).parts[1:]))
        line, end = row.cells[0]
        assert (line.high, end.x) == (years, years)
        assert end.handle.control == "years"
        places.add(end.handle.places)
        scales.add(scene("dosing", years=years).parts[1].columns[0].scale)
    assert len(scales) == 1 and places == {tuple((n, float(n)) for n in range(1, 11))}


COMPARED = [
    study for study, part in safety.compare(
        TABLES.adverse_events[TABLES.adverse_events["study_id"].isin(SHARED["side effects"].controls["study"].values)]
    ).groupby("study_id") if len(part)
]  # fmt: skip


@pytest.mark.parametrize("study", COMPARED)
def test_drug_comparator_and_interval_stand_where_their_numbers_are(study):
    direct = safety.compare(TABLES.adverse_events[TABLES.adverse_events["study_id"] == study])
    drug = SHARED["side effects"].answer(study=study).picture
    by_id = direct.set_index("event_id")
    shown = 0
    for _, row in rows(drug):
        marks, both, words = row.cells
        drug_point, other = of(marks, Point)[::-1]
        event = by_id.loc[drug_point.key.removesuffix(" drug")]
        assert (drug_point.x, other.x) == (event["risk_drug"], event["risk_comparator"])
        assert other.shape == "ring" and drug_point.shape != "ring" and drug_point.ink.startswith("drug:")
        assert other.ink == "text"
        [between] = of(marks, Bar)
        assert (between.low, between.high) == tuple(sorted((drug_point.x, other.x)))
        spans = of(marks, Span)
        assert len(spans) == (not isnan(event["difference_low"]))
        for span in spans:
            ends = [event["risk_comparator"] + event[f"difference_{end}"] for end in ("low", "high")]
            assert [span.low, span.high] == pytest.approx(ends)
        assert both.split(", ")[0] == f"{event['risk_drug']:.1f}".removesuffix(".0")
        sign = {1: "+", -1: "\u2212"}[1 if event["difference"] > 0 else -1] if abs(event["difference"]) >= 0.05 else "0"
        assert words.startswith(sign)
        shown += 1
    [track] = [column for part in drug.parts if isinstance(part, Rows) for column in part.columns[:1]]
    assert (track.scale.low == 0 and track.scale.high >= max(direct["risk_drug"].max(), 0) * 0.999) or shown < len(
        direct
    )


def test_two_comparisons_show_the_difference_of_each_with_its_sign():
    picture = scene("two trials", study="HORIZON-FIRST", beside="FREEDOM")
    direct = safety.compare(TABLES.adverse_events).set_index("event_id")
    groups = {group for group, _ in rows(picture)}
    assert len(groups) == 2
    for _, row in rows(picture):
        [point], [zero] = of(row.cells[0], Point), of(row.cells[0], Guide)
        event = direct.loc[point.key.removesuffix(" drug")]
        assert (point.x, zero.x) == (event["difference"], 0)
        for span in of(row.cells[0], Span):
            assert (span.low, span.high) == (event["difference_low"], event["difference_high"])


@pytest.mark.parametrize("study", ["HORIZON-FIRST", "FREEDOM", "ACTONEL"])
@pytest.mark.parametrize("system", ["all", "gut", "muscle, bone and joint"])
def test_people_are_as_many_as_the_numbers_say_and_extra_is_never_spared(study, system):
    picture = scene("side effects", study=study, system=system, view="icons")
    direct = safety.compare(TABLES.adverse_events).set_index("event_id")
    for group in [g for part in picture.parts if hasattr(part, "groups") for g in part.groups]:
        event = direct.loc[group.key]
        apart = comparisons.whole(abs(event["difference"]))
        either = next((n for _, n, said in group.counts if "either" in said or "anyway" in said), 0)
        extra = next(
            (n for swatch, n, said in group.counts if "only with the drug" in said and swatch.ink.startswith("drug:")),
            0,
        )
        spared = next((n for swatch, n, said in group.counts if "spared" in said and swatch.shape == "x"), 0)
        assert either == comparisons.whole(min(event["risk_drug"], event["risk_comparator"]))
        assert (extra, spared) == ((apart, 0) if event["difference"] > 0 else (0, apart))


def test_infusions_and_what_could_not_be_read():
    direct = safety.by_infusion(TABLES).to_dict("records")
    found = rows(scene("infusions"))
    assert len(found) == len(direct)
    for (group, row), event in zip(found, direct, strict=True):
        marks, words = row.cells
        assert group == event["name"]
        if isnan(event["risk"]):
            assert (marks, words) == ((), "no figure could be read")
            continue
        [bar] = of(marks, Bar)
        assert (bar.low, bar.high) == (0, event["risk"])
        assert [(s.low, s.high) for s in of(marks, Span)] == (
            [] if isnan(event["risk_low"]) else [(event["risk_low"], event["risk_high"])]
        )
        assert [p.x for p in of(marks, Point)] == (
            [] if isnan(event["risk_comparator"]) else [event["risk_comparator"]]
        )
    scale = scene("infusions").parts[1].columns[0].scale
    assert scale.low == 0 and scale.high >= max(e["risk"] for e in direct if not isnan(e["risk"]))


def test_rungs_stand_on_a_ladder_of_tens_and_nothing_has_its_own_place():
    picture = scene("rare harms")
    scale = picture.parts[1].columns[0].scale
    assert scale.log and scale.zero and (scale.low, scale.high) == (1, 100_000)
    assert [value for value, _ in scale.ticks] == [0, 1, 10, 100, 1_000, 10_000, 100_000]
    direct = safety.per_100_000(TABLES.rare_harms).set_index("harm_id")
    for _, row in rows(picture):
        [point] = of(row.cells[0], Point)
        harm = direct.loc[point.key]
        rate, other = harm["rate"], harm["rate_comparator"]
        if isnan(other):
            assert point.x == rate and point.shape == "hollow diamond"
        else:
            less = harm["kind"] == "fracture"
            apart = comparisons.shown_rate(rate) - comparisons.shown_rate(other)
            assert point.x == max(-apart if less else apart, 0 if abs(apart) < 0.5 else point.x)
            assert point.shape == ("square" if less else "disc")
    assert any(mark.x == 0 for mark in picture.marks() if isinstance(mark, Point))


def test_the_map_shows_the_status_of_every_regimen_and_part_of_the_body():
    direct = safety.known(TABLES)
    signs = {"read": "disc", "machine reading": "half", "not expected": "dash", safety.NOT_VERIFIED: "hollow square"}
    drawn = [cell for _, row in rows(scene("known", group="all")) for cell in row.cells]
    assert all(isinstance(cell, Sign) for cell in drawn)
    ordered = direct.merge(TABLES.regimens[["regimen_id"]].reset_index(), on="regimen_id").sort_values(
        "index", kind="stable"
    )
    assert [cell.shape for cell in drawn] == [signs[status] for status in ordered["status"]]
    assert [cell.words for cell in drawn] == [str(n) if n else "" for n in ordered["events"]]


def test_ratios_stand_on_doublings_around_one():
    direct = observed.ratios(TABLES).set_index("row_id")
    picture = scene("ratios")
    scale = picture.parts[0].columns[0].scale
    assert scale.log and scale.low * scale.high == 1 and [v for v, _ in scale.ticks] == [0.25, 0.5, 1, 2, 4]
    for _, row in rows(picture):
        [point], [span], [one] = of(row.cells[0], Point), of(row.cells[0], Span), of(row.cells[0], Guide)
        ratio = direct.loc[point.key]
        assert (point.x, span.low, span.high, one.x) == (ratio["ratio"], ratio["ratio_low"], ratio["ratio_high"], 1)


@pytest.mark.parametrize("measure", list(observed.MEASURES))
def test_every_published_figure_is_a_mark_in_the_strip_of_its_interval(measure):
    picture = scene("persistence", time="all", measure=measure)
    direct = pd.DataFrame(observed.shown(TABLES, measure, "all", "all", "all")).set_index("row_id")
    seen = []
    for _, row in rows(picture):
        for point in (p for p in of(row.cells[0], Point) if p.shape != "tick"):
            figure = direct.loc[point.key]
            assert (point.x, row.name) == (figure["percent"], figure["interval"])
            assert (point.ink, point.shape) == (inks.ink(figure["drug"]), inks.shape(figure["drug"]))
            assert point.choose == ("study", figure["study"])
            seen.append(point.key)
    assert sorted(seen) == sorted(direct.index[direct["percent"].notna()])


def test_a_study_that_is_chosen_grows_and_says_its_figures():
    plain_points = {p.key: p for p in scene("persistence").marks() if isinstance(p, Point) and p.choose}
    study = next(iter(plain_points.values())).choose[1]
    for point in (p for p in scene("persistence", study=study).marks() if isinstance(p, Point) and p.choose):
        chosen = point.choose[1] == study
        assert (point.size > plain_points[point.key].size) == chosen == bool(point.words)


@pytest.mark.parametrize(
    "state", [{}, {"supply": "yearly", "window": "two years"}, {"shift": 180, "grace": 0, "stop": 3}, {"shift": -14}]
)
def test_a_refill_record_lies_on_its_days(state):
    state = SHARED["refills"].checked(state)
    kept = lab.keep(TABLES, state["supply"], state["shift"], state["stop"], state["grace"], state["window"])
    found = {row.name: row for _, row in rows(scene("refills", **state))}
    supply = found["supply"].cells[0]
    assert [(b.low, b.high) for b in of(supply, Bar) if b.look == "full"] == [tuple(span) for span in kept.spans]
    assert [(b.low, b.high, b.look == "box") for b in of(supply, Bar) if b.look != "full"] == kept.gaps
    [stop] = of(supply, Guide)
    assert stop.x == kept.found.course.days
    marks = found["dispensings"].cells[0]
    assert [p.x for p in of(marks, Point)] == list(kept.days)
    handles = {m.handle.control: m for m in marks if m.handle}
    assert {name for name in handles} == ({"shift", "stop"} if len(kept.days) > 1 else {"stop"})
    for name, mark in handles.items():
        at = dict(mark.handle.places)[state[name]]
        assert mark.x == pytest.approx(at, abs=0.51) and len(mark.handle.places) == len(
            SHARED["refills"].controls[name].values
        )
    for name, value in (("MPR", kept.found.mpr.share), ("PDC", kept.found.pdc.share)):
        assert [b.high for b in of(found[name].cells[0], Bar)] == ([] if isnan(value) else [100 * value])
    assert of(found["still treated"].cells[0], Bar)[0].high == kept.cohort["persistent"]


@pytest.mark.parametrize(
    "state",
    [{}, {"first": "DMAB-60", "second": "IBN-PO-150M", "months": 60}, {"people": 100, "tail": "nothing"}, {"next": 80}],
)
def test_a_cohort_s_curve_range_and_patients_and_the_month_after(state):
    state = SHARED["cohort"].checked(state)
    [beside] = [part for part in scene("cohort", **state).parts if hasattr(part, "stacks")]
    for [plot], side in zip(beside.stacks, ("first", "second"), strict=True):
        own = state["next"] != 42 and state[side] == "ZOL-5-YR"
        parameters = cohort.parameters(
            TABLES, state[side], state["setting"], state["tail"], state["next"] if own else None
        )
        direct = cohort.expected_coverage(parameters, state["months"] + 1, state["grace"])
        curve = next(mark for mark in plot.marks if isinstance(mark, Line) and mark.step)
        assert list(curve.ys[:-1]) == list(direct["covered"]) and list(curve.xs) == list(range(state["months"] + 2))
        dots = next(mark for mark in plot.marks if isinstance(mark, Line) and mark.look == "dots")
        assert list(dots.ys) == pytest.approx(list(direct["covered"] + direct["fading"]))
        bands = of(plot.marks, Band)
        assert len(bands) == (not own)
        for band in bands:
            span = cohort.coverage_range(TABLES, state[side], state["months"] + 1, 1, state["grace"], state["tail"])
            assert list(band.lows[::2]) == list(band.lows[1::2]) == list(span.low["covered"])
            assert list(band.highs[::2]) == list(band.highs[1::2]) == list(span.high["covered"])
        patients = cohort.simulate_cohort(parameters, state["people"], state["months"] + 1, 1, state["grace"]).coverage
        drawn = np.array([[int(sign) for sign in row] for row in plot.raster.rows])
        assert drawn.shape == (min(state["people"], 480), state["months"] + 1)
        if state["people"] == len(drawn):
            assert sorted(map(tuple, drawn)) == sorted(map(tuple, patients))
        assert plot.x.high == state["months"] + 1, "the month after the horizon is in sight"
        for mark in (m for m in plot.marks if m.handle):
            assert (mark.x, mark.y) == (12, parameters.curve[0][1]) and mark.handle.along == "y"
            assert all(share == value / 100 for value, share in mark.handle.places)


def test_a_morning_has_the_minutes_of_the_label():
    for regimen in SHARED["tablet"].controls["regimen"].values:
        row = TABLES.regimens.set_index("regimen_id").loc[regimen]
        found = {each.name: each.cells[0] for _, each in rows(scene("tablet", regimen=regimen))}
        assert [b.high for b in found["only water"]] == [row["fasting_min"]]
        assert [b.high for b in found["upright"]] == [row["upright_min"]]
        tablet, breakfast = found["taken"]
        assert (tablet.x, tablet.words, breakfast.words) == (0, "tablet", "breakfast")
        assert breakfast.x == (row["fasting_min"] if breakfast.x >= 0 else -15)


# ---------------------------------------------------------------------- paper


def tracks(picture):
    return [
        (i, column)
        for part in picture.parts
        if isinstance(part, Rows)
        for i, column in enumerate(part.columns)
        if isinstance(column, Track)
    ]


STATES = [
    ("dosing", {}), ("side effects", {}), ("two trials", {"beside": "FREEDOM"}), ("rare harms", {}),
    ("infusions", {}), ("refills", {}), ("persistence", {}), ("ratios", {}), ("tablet", {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "state"), STATES)
def test_paper_shows_every_mark_of_the_scene_where_it_is_and_in_its_ink(name, state):
    whole = scene(name, **state)
    picture = Scene(parts=tuple(part for part in whole.parts if not getattr(part, "live", False)))
    drawn = {}
    for axes in paper.figure(whole).axes:
        for artist in axes.get_children():
            if artist.get_gid():
                drawn.setdefault(artist.get_gid(), []).append(artist)
    scales = {}
    for part in (part for part in picture.parts if isinstance(part, Rows)):
        for row in (row for group in part.groups for row in group.rows):
            for column, cell in zip(part.columns, row.cells, strict=True):
                scales |= {id(mark): column.scale for mark in cell} if isinstance(column, Track) else {}
    checked = 0
    for mark in (mark for mark in picture.marks() if mark.key or mark.says):
        found = drawn[mark.key or mark.says]
        if isinstance(mark, Point):
            where = rulers.place(scales[id(mark)], mark.x)
            assert any(line.get_xdata()[0] == pytest.approx(where) for line in found)
            colours = {to_hex(line.get_markeredgecolor()) for line in found}
            assert inks.colour(mark.ink) in colours
        elif isinstance(mark, Bar):
            low, high = (rulers.place(scales[id(mark)], end) for end in (mark.low, mark.high))
            assert any((bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx((low, high)) for bar in found)
        elif isinstance(mark, Span):
            ends = [rulers.place(scales[id(mark)], end) for end in (mark.low, mark.high)]
            assert any(list(line.get_xdata()) == pytest.approx(ends) for line in found)
        checked += 1
    assert checked > 3


def test_paper_shows_the_cohort_s_curves_and_cells():
    picture = scene("cohort")
    [beside] = [part for part in picture.parts if hasattr(part, "stacks")]
    figure = paper.figure(picture)
    plots = [axes for axes in figure.axes if axes.get_label() == "plot"]
    rasters = [axes for axes in figure.axes if axes.get_label() == "raster"]
    for [plot], axes, cells in zip(beside.stacks, plots, rasters, strict=True):
        curve = next(mark for mark in plot.marks if isinstance(mark, Line) and mark.step)
        [line] = [line for line in axes.get_lines() if line.get_gid() == curve.key]
        assert list(line.get_ydata()) == list(curve.ys) and line.get_drawstyle() == "steps-post"
        [image] = cells.get_images()
        assert image.get_array().shape[:2] == (len(plot.raster.rows), len(plot.raster.rows[0]))


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"second": "ALN-70W", "weeks": 26},
        {"regimen": "ZOL-5-YR", "event": "last", "after": 12, "years": 5},
        {"regimen": "IBN-IV-3M", "second": "IBN-PO-150M", "event": "on time", "years": 1},
        {"regimen": "ALN-10D", "event": "missed", "years": 10},
    ],
)
def test_turnover_s_curves_points_doses_and_the_late_one(state):
    state = SHARED["missed"].checked(state)
    [plot] = [part for part in scene("missed", **state).parts if isinstance(part, Plot)]
    ids = [each for each in (state["regimen"], state["second"]) if each != "none"]
    curves = [mark for mark in of(plot.marks, Line) if mark.key]
    bands = of(plot.marks, Band)
    assert len(curves) == len(bands) == len(ids) and len({curve.look for curve in curves}) == len(ids)
    for i, (regimen, curve, band) in enumerate(zip(ids, curves, bands, strict=True)):
        usual = turnover.plan(TABLES, regimen)
        number = usual.number_from(state["after"] * MONTH)
        happens = {
            "late": {"late_weeks": state["weeks"], "late_dose": number},
            "missed": {"missed": [number]},
            "last": {"stop_after": number - 1},
        }.get(state["event"], {})
        at = np.array(curve.xs) * MONTH
        days = turnover.plan(TABLES, regimen, **happens).days(state["years"] * 12 * MONTH)
        direct = turnover.marker_from_doses(
            TABLES, usual.drug, days, np.full(len(days), usual.mg), at, route=usual.route
        )
        assert list(curve.ys) == pytest.approx(list(100 + direct["change_pct"]), abs=0.6)
        assert curve.xs[0] == 0 and curve.xs[-1] == pytest.approx(12 * state["years"], abs=0.01)
        assert list(band.xs) == list(curve.xs)
        assert all(low - 0.1 <= y <= high + 0.1 for low, y, high in zip(band.lows, curve.ys, band.highs, strict=True))
        assert curve.ink == inks.ink(usual.drug)
        ticks = [mark.x for mark in of(plot.marks, Point) if mark.shape == "tick" and mark.ink == inks.ink(usual.drug)]
        if usual.every > 20 and len({turnover.plan(TABLES, each).drug for each in ids}) == len(ids):
            assert ticks == pytest.approx([day / MONTH for day in days])
        told = TABLES.turnover.set_index("row_id")
        seen = [
            mark for mark in of(plot.marks, Point) if mark.shape == "hollow diamond" and mark.key.startswith(f"{i} ")
        ]
        for mark in seen:
            row = told.loc[mark.key.split(" ")[1]]
            figure = row["value"] if pd.notna(row["value"]) else (row["low"] + row["high"]) / 2
            assert mark.x == pytest.approx(row["day"] / MONTH) and mark.y == pytest.approx(100 + figure)
            assert row["regimen_id"] == regimen and row["use"] != "told"
    handles = [mark for mark in plot.marks if mark.handle]
    assert len(handles) == (state["event"] == "late")
    for mark in handles:
        places = dict(mark.handle.places)
        assert mark.x == pytest.approx(places[state["weeks"]]) and len(places) == 17
        assert places[state["weeks"]] - state["after"] == pytest.approx(7 * state["weeks"] / MONTH, abs=0.01)


def test_a_point_is_drawn_only_beside_people_with_the_same_doses():
    def drawn(**state):
        [plot] = [part for part in scene("missed", **state).parts if isinstance(part, Plot)]
        return {mark.key.split(" ")[1] for mark in of(plot.marks, Point) if mark.shape == "hollow diamond"}

    once = drawn(regimen="ZOL-5-YR", event="last", after=12, years=5)
    yearly = drawn(regimen="ZOL-5-YR", event="on time", years=5)
    assert {"M003", "M004", "M006"} <= once and not {"M003", "M004", "M006"} & yearly
    assert "M012" in yearly and "M012" not in once and "M001" in once & yearly
    assert "M014" not in once | yearly, "another dose"
    [plot] = [
        part
        for part in scene("missed", regimen="ZOL-5-YR", event="last", after=12, years=5).parts
        if isinstance(part, Plot)
    ]
    said = {mark.key: mark.says for mark in plot.marks if mark.key}
    assert "of the placebo group" in said["0 M004"] and "of where it started" in said["0 M001"]


SOMEBODYS_TASTE = {
    "font.size": 30, "font.family": "serif", "lines.linewidth": 9, "axes.facecolor": "pink", "figure.dpi": 30,
    "savefig.dpi": 30, "text.color": "red", "xtick.color": "red", "axes.grid": True, "path.sketch": (5, 50, 5),
}  # fmt: skip


@pytest.mark.parametrize("name", some(PANELS))
def test_paper_is_deaf_to_settings_styles_and_xkcd(name):
    before = paper.png(SHARED[name].figure())
    with matplotlib.rc_context(SOMEBODYS_TASTE), matplotlib.style.context("dark_background"):
        assert paper.png(SHARED[name].figure()) == before
    import matplotlib.pyplot as plt

    with plt.xkcd():
        assert paper.png(SHARED[name].figure()) == before
        assert matplotlib.rcParams["path.sketch"] is not None, "what somebody has set stays set"


@pytest.mark.parametrize("name", PANELS)
def test_a_picture_at_rest_is_the_same_bytes_each_time_in_pure_inks(name):
    first, again = (paper.png(SHARED[name].figure()) for _ in range(2))
    assert first == again
    picture = Image.open(io.BytesIO(first))
    assert picture.width == 800 and picture.mode == "P"
    there = {colour for _, colour in picture.convert("RGB").getcolors(800 * picture.height)}
    for ink in {mark.ink for mark in SHARED[name].answer().picture.marks() if isinstance(mark, Point | Bar)}:
        assert tuple(int(inks.colour(ink)[i : i + 2], 16) for i in (1, 3, 5)) in there


def test_the_picture_at_rest_is_that_of_the_state_the_panel_is_in():
    panel = explore_dosing()
    at_start = panel.resting()[0]["image/png"]
    panel.state = {"years": 10}
    picture, words = panel.resting()
    assert picture["image/png"] == base64.b64encode(paper.png(panel.figure(years=10))).decode() != at_start
    assert words["text/plain"].startswith("In 10 years")


def test_a_figure_takes_a_state_and_keeps_what_the_panel_shows():
    panel = explore_dosing()
    panel.state = {"years": 10}
    figure = panel.figure(regimens=["ALN-70W"])
    ticks = [artist for axes in figure.axes for artist in axes.get_children() if "522" in (artist.get_gid() or "")]
    assert ticks
    with pytest.raises(ValueError, match='years: found "11"'):
        panel.figure(years=11)


# ---------------------------------------------------------------------- the wire


@pytest.mark.parametrize(
    ("name", "most"), [(name, 10_000 if name in ("persistence", "cohort") else 5_000) for name in PANELS]
)
def test_a_frame_is_light_and_its_words_are_text(name, most):
    import zlib

    panel = SHARED[name]
    for state in [{}] + [{c.name: c.states()[-1]} for c in panel.controls.values()]:
        frame = panel.render(state)
        words = json.dumps(vars(frame)).encode()
        assert len(zlib.compress(words)) <= most * (3 if state else 1)


def test_words_from_a_table_are_text_in_a_scene():
    evil = "<!--<script>alert(1)</script>"
    picture = Scene(parts=(Words(text=evil),))
    assert plain(picture)["parts"][0]["text"] == evil
    assert paper.figure(picture).texts[0].get_text().startswith("<!--")


# ---------------------------------------------------------------------- trials, with and without, doses as taken


def test_the_map_has_a_sign_for_each_cell_and_a_press_opens_its_trials():
    signs = {
        "shown": "disc",
        "not shown": "x",
        "afterwards": "half",
        "bone density": "hollow square",
        "nothing": "dash",
    }
    picture = scene("evidence", group="all", opened="ALN-10D")
    the_map = rows(picture)[: len(TABLES.regimens)]
    for regimen_id, (_, row) in zip(TABLES.regimens["regimen_id"], the_map, strict=True):
        for site, sign in zip(evidence.MAPPED, row.cells, strict=True):
            assert sign.shape == signs[benefit.cell(TABLES, regimen_id, site).status]
            assert sign.choose == ("opened", regimen_id)
        assert row.strong == (regimen_id == "ALN-10D")
        assert row.swatch.ink == inks.ink(dosing.drugs(TABLES.regimens)[regimen_id])


@pytest.mark.parametrize("opened", ["ALN-10D", "ZOL-5-YR", "IBN-IV-3M", "RIS-5D", "ROMO-210"])
def test_the_trials_below_the_map_stand_where_their_effects_are(opened):
    drawn = {mark.key: mark for mark in scene("evidence", opened=opened).marks() if mark.key}
    for row in TABLES.trials[TABLES.trials["regimen_id"] == opened].to_dict("records"):
        found, key = effects.effect(row), row["trial_id"]
        if found is None:
            assert key not in drawn
            continue
        assert drawn[key].x == found.ratio.value and row["trial"] in drawn[key].says
        interval = drawn.get(f"{key} interval")
        assert (interval is None) == np.isnan(found.ratio.low)
        if interval:
            assert (interval.low, interval.high) == (found.ratio.low, found.ratio.high)


@pytest.mark.parametrize("start", ["trial", 1, 15, 60])
@pytest.mark.parametrize(("view", "of"), [("bars, of 100", 100), ("bars, of 1,000", 1000)])
def test_bars_with_and_without_are_as_long_as_the_risks_and_the_scale_stays_while_they_grow(start, view, of):
    picture = scene("benefit", start=start, view=view)
    found = benefit.benefit(benefit.main_row(TABLES, "ZOL-5-YR", "hip"), None if start == "trial" else float(start))
    drawn = {mark.key: mark for mark in picture.marks() if mark.key}
    assert drawn["without"].high == pytest.approx(found.without * of / 100)
    assert drawn["with"].high == pytest.approx(found.with_drug.value * of / 100)
    ends = (drawn["interval"].low, drawn["interval"].high)
    assert ends == pytest.approx((found.with_drug.low * of / 100, found.with_drug.high * of / 100))
    [track] = [column for part in picture.parts if isinstance(part, Rows) for column in part.columns[:1]]
    assert track.scale.high == {"trial": 5, 1: 5, 15: 20, 60: 60}[start] * of / 100


@pytest.mark.parametrize("start", ["trial", 1, 15, 60])
def test_a_hundred_people_are_as_many_as_the_rounded_risk_and_difference(start):
    picture = scene("benefit", start=start, view="100 people")
    if start == 1:
        assert "too few to draw" in str(picture)
        return
    [group] = [g for part in picture.parts if isinstance(part, People) for g in part.groups]
    found = benefit.benefit(benefit.main_row(TABLES, "ZOL-5-YR", "hip"), None if start == "trial" else float(start))
    counts = {swatch.shape: number for swatch, number, _ in group.counts}
    assert counts.get("x", 0) == int(-found.difference.value), "rounded down: never better than it is"
    assert counts.get("disc", 0) + counts.get("x", 0) == comparisons.whole(found.without)


@pytest.mark.parametrize(
    "state",
    [{}, {"months": 48}, {"site": "vertebral on X-ray", "first": "DMAB-60", "second": "IBN-IV-3M", "tail": "nothing"}],
)
def test_bars_of_fractures_avoided_are_the_model_s_and_striped_where_nobody_measured(state):
    state = SHARED["avoided"].checked(state)
    drawn = {mark.key: mark for mark in scene("avoided", **state).marks() if mark.key}
    names = cohort.regimens(TABLES)
    for each in (state["first"], state["second"]):
        found = benefit.avoided(TABLES, each, state["site"], None, state["months"], state["tail"])
        trial, taken, whole, band = (drawn[f"{names[each]} {part}"] for part in ("trial", "taken", "range", "band"))
        assert (trial.high, taken.high) == pytest.approx((found.in_trial, found.base))
        assert (whole.low, whole.high) == pytest.approx((max(found.low, 0), found.high))
        assert (band.low, band.high) == pytest.approx((max(found.band[0], 0), found.band[1]))
        assert trial.look == taken.look == ("stripes" if state["months"] > 36 else "full")
        assert trial.ink == taken.ink == inks.ink(dosing.drugs(TABLES.regimens)[each])


def test_benefit_goes_left_and_harm_right_and_neither_changes_sides():
    for drug, found in balance.balances(TABLES).items():
        drawn = {mark.key: mark for mark in scene("balance", drug=drug).marks() if mark.key}
        for row in found:
            bar = drawn[f"{row.name} {row.time}"]
            assert (bar.low, bar.high) == (min(row.difference.value, 0), max(row.difference.value, 0))
            assert bar.look == ("full" if row.kind == "fracture" else "stripes")
