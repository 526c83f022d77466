"""Pictures: colours that everybody can tell apart, the same bytes whatever came before, nothing drawn twice."""

import io
import itertools
import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.charts import canvas, dosing_calendar, style
from helpers.charts.canvas import Canvas
from helpers.explorers.adherence import explore_cohort, explore_persistence, explore_ratios, explore_refills
from helpers.explorers.dosing import explore_dosing
from helpers.explorers.side_effects import explore_known, explore_side_effects
from helpers.explorers.tablets import explore_tablet

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


def luminance(hexcode):
    return linear(hexcode) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", style.THEMES.values(), ids=lambda t: t.name)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_drugs_keep_apart_in_colour_for_everybody(theme, blindness):
    seen = {drug: lab(np.array(BLINDNESS[blindness]) @ linear(style.colour(drug, theme))) for drug in style.DRUGS}
    for one, other in itertools.combinations(seen, 2):
        apart = np.linalg.norm(seen[one] - seen[other])
        assert apart > 25, f"{one} and {other} are hard to tell apart ({apart:.0f})"


def test_every_drug_has_a_mark_of_its_own():
    marks = [style.mark(drug) for drug in style.DRUGS]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("theme", style.THEMES.values(), ids=lambda t: t.name)
def test_contrast_is_enough_for_words_and_marks(theme):
    assert contrast(theme.text, theme.background) > 7
    assert contrast(theme.quiet, theme.background) > 4.5
    for drug in style.DRUGS:
        assert contrast(style.colour(drug, theme), theme.background) > 3, drug


def test_a_form_of_a_drug_has_the_colour_of_the_drug():
    theme = style.THEMES["light"]
    assert style.colour("risedronate delayed-release", theme) == style.colour("risedronate", theme)
    assert style.mark("a drug nobody knows") not in {style.mark(drug) for drug in style.DRUGS}


STATES = [
    {},
    {"years": 10},
    {"travel_min": 240},
    {"regimens": []},
    {"regimens": ["DMAB-60", "ROMO-210"], "years": 1},
    {"start": "2028-02-29", "years": 7},
    {"pharmacy_trips": 12, "waiting_min": 0},
]


@pytest.mark.parametrize("size", style.SIZES)
@pytest.mark.parametrize("theme", style.THEMES)
def test_same_state_same_bytes_in_whatever_order(size, theme):
    in_order, shuffled = explore_dosing(), explore_dosing()
    first = {str(s): in_order.render(s, size, theme).picture for s in STATES}
    for state in random.Random(1).sample(STATES, len(STATES)):
        assert shuffled.render(state, size, theme).picture == first[str(state)]


REGIMENS = explore_dosing().controls["regimens"].values
OTHERS = {
    "side effects": (
        explore_side_effects,
        [
            {},
            {"study": "FREEDOM"},
            {"study": "ACTONEL", "beside": "FORTEO"},
            {"view": "icons"},
            {"view": "infusions"},
            {"view": "rare", "years_of_use": "AFF-SWEDEN"},
            {"study": "EISMAN", "system": "flu-like"},
        ],
    ),
    "refills": (
        explore_refills,
        [{}, {"supply": "yearly", "window": "two years"}, {"grace": 0, "stop": 3, "shift": 180}, {"shift": -14}],
    ),
    "persistence": (
        explore_persistence,
        [
            {},
            {"measure": "next dose taken"},
            {"study": "Koller 2020, review"},
            {"interval": "yearly", "country": "Japan"},
        ],
    ),
    "ratios": (explore_ratios, [{}]),
    "cohort": (
        explore_cohort,
        [{}, {"first": "DMAB-60", "second": "IBN-PO-150M", "months": 60}, {"people": 100, "tail": "nothing"}],
    ),
    "known": (explore_known, [{}, {"group": "veins"}]),
    "tablet": (explore_tablet, [{}, {"regimen": "ATV-35W"}]),
}


@pytest.mark.parametrize("size", style.SIZES)
@pytest.mark.parametrize("theme", style.THEMES)
@pytest.mark.parametrize("name", OTHERS)
def test_views_of_other_panels_are_the_same_in_whatever_order_and_light(name, size, theme):
    make, states = OTHERS[name]
    in_order, turned = make(), make()
    first = {str(state): in_order.render(state, size, theme) for state in states}
    for state in reversed(states):
        assert turned.render(state, size, theme).picture == first[str(state)].picture
    for frame in first.values():
        assert len(frame.picture) <= 64_000 and frame.width == style.SIZES[size].width
        assert Image.open(io.BytesIO(frame.picture)).width in (frame.width, frame.width * style.SIZES[size].scale)
    assert len({frame.picture for frame in first.values()}) == len(states)


HEAVY = [{}, *({"regimens": REGIMENS[:n], "years": years} for n in (8, 14, len(REGIMENS)) for years in (1, 10))]


@pytest.mark.parametrize("theme", style.THEMES)
@pytest.mark.parametrize("size", style.SIZES)
def test_a_picture_is_as_wide_as_its_class_and_never_heavy(size, theme):
    panel = explore_dosing()
    assert Image.open(io.BytesIO(panel.render({}, size, theme).picture)).width == (
        style.SIZES[size].width * style.SIZES[size].scale
    )
    for state in HEAVY:
        frame = panel.render(state, size, theme)
        assert len(frame.picture) <= 64_000
        assert frame.width == style.SIZES[size].width


@pytest.mark.parametrize("theme", style.THEMES.values(), ids=lambda t: t.name)
def test_flat_colours_come_out_as_they_were_chosen(theme, monkeypatch):
    drawn = []
    real = canvas._png
    monkeypatch.setattr(canvas, "_png", lambda pixels, theme: (drawn.append(np.array(pixels)), real(pixels, theme))[1])
    picture = explore_dosing().render({"regimens": REGIMENS}, "page@1x", theme.name).picture
    seen = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    exact = drawn[0][..., :3].astype(int)
    found = 0
    for ink in (theme.background, *style.inks(theme)):
        where = (exact == [int(ink[i : i + 2], 16) for i in (1, 3, 5)]).all(axis=2)
        found += where.any()
        assert (seen[where] == exact[where]).all(), ink
    assert found >= 12  # paper, words, lines and all drugs
    assert np.abs(seen - exact).max() < 40  # soft edges


def test_words_are_large_enough_for_a_hall(monkeypatch):
    sizes = []
    real = canvas._stencil
    monkeypatch.setattr(
        canvas, "_stencil", lambda text, size, weight: (sizes.append(size), real(text, size, weight))[1]
    )
    explore_dosing().render({"regimens": REGIMENS[:8]}, "hall@1x")
    for make, states in OTHERS.values():
        for state in states:
            make().render(state, "hall@1x")
    assert len(sizes) > 300 and min(sizes) >= 14


def test_words_stay_inside_the_picture(monkeypatch):
    outside, now = [], []
    real = canvas._put

    def put(pixels, left, top, color, stencil):
        rows, columns = np.flatnonzero(stencil.any(axis=1)), np.flatnonzero(stencil.any(axis=0))
        box = (left + columns[0], top + rows[0], left + columns[-1], top + rows[-1])
        if min(box) < 0 or box[2] >= pixels.shape[1] or box[3] >= pixels.shape[0]:
            outside.append((now[-1], box, pixels.shape))
        real(pixels, left, top, color, stencil)

    monkeypatch.setattr(canvas, "_put", put)
    for make in (explore_dosing, *(make for make, _ in OTHERS.values())):
        panel = make()
        for size in ("phone@1x", "page@1x"):
            for control in panel.controls.values():
                for value in control.values:
                    now.append((panel.title, size, control.name, value))
                    panel.render({control.name: value}, size)
    assert outside == []


class Paper:
    """Stands where the empty picture of a canvas is: counts how often the canvas is cleared to it."""

    def __init__(self, paper):
        self.paper, self.used = paper, 0

    def __array__(self, dtype=None, copy=None):
        self.used += 1
        return self.paper


def test_a_full_sweep_makes_one_figure_for_each_class_and_theme(monkeypatch):
    made, whole = [], []
    for owner, name in ((FigureCanvasAgg, "draw"), (FigureCanvasAgg, "draw_idle"), (Figure, "draw")):
        monkeypatch.setattr(owner, name, lambda *a, name=name, **k: whole.append(name))
    real = canvas.Figure
    monkeypatch.setattr(canvas, "Figure", lambda *a, **k: made.append(real(*a, **k)) or made[-1])
    panel = explore_dosing()
    places = [("page@1x", "light"), ("page@1x", "dark"), ("column@2x", "light")]
    for size, theme in places:
        panel.render({}, size, theme)
        paper = Paper(panel._canvases[size, theme]._paper)
        monkeypatch.setattr(panel._canvases[size, theme], "_paper", paper)
        for control in panel.controls.values():
            if control.name != "regimens":
                for value in control.states():
                    panel.render({control.name: value}, size, theme)
        assert paper.used == 0, (size, theme)  # where only data moved, no canvas is drawn from the ground up
        panel.render({"regimens": REGIMENS[:1]}, size, theme)
        assert paper.used == 1, (size, theme)  # other regimens do begin anew: the count counts
    assert len(made) == len(places)
    assert whole == []  # matplotlib never draws a whole figure


def test_only_layers_that_changed_are_drawn(monkeypatch):
    made = []
    monkeypatch.setattr(
        Canvas, "__init__", lambda self, *a, real=Canvas.__init__: (made.append(self), real(self, *a))[1]
    )
    panel = explore_dosing()
    minutes = panel.controls["travel_min"].values
    for value in minutes:
        panel.render({"travel_min": value})
    [canvas] = made
    assert canvas.drawn == {0: 1, 1: 1, 2: len(minutes)}
    for years in range(1, 11):
        panel.render({"years": years})
    assert canvas.drawn[0] == 1
    assert canvas.drawn[1] == 10


class Recorder:
    """Stands where the pen is: keeps what a layer draws, in pixels."""

    def __init__(self, size):
        self.size, self.theme = style.SIZES[size], style.THEMES["light"]
        self.written, self.boxes, self.strokes, self.places = [], [], [], []

    def words(self, x, y, text, **_):
        self.written.append(text)

    def box(self, x, y, width, height, **_):
        self.boxes.append((x, width))

    def lines(self, segments, color, **_):
        self.strokes += [(color, start, end) for start, end in segments]

    def ticks(self, xs, top, bottom, **_):
        self.places += list(xs)

    def marks(self, xs, ys, marker, **_):
        self.places += list(xs)


def recorded(data, size):
    """Return what each layer of the dosing calendar draws, from below: labels, doses, hours."""
    drawn = []
    for _, draw in dosing_calendar.layers(data, style.SIZES[size]):
        drawn.append(Recorder(size))
        draw(drawn[-1])
    return drawn


def strip(calendar):
    """Return where the strip of doses begins and ends: it stands on the widest line."""
    grid = [(start[0], end[0]) for color, start, end in calendar.strokes if color == calendar.theme.grid]
    return max(grid, key=lambda ends: ends[1] - ends[0])


@pytest.mark.parametrize("size", style.SIZES)
def test_headings_say_which_year_hours_are_for(size):
    assert "hours a year of treatment" in recorded(explore_dosing().answer().data, size)[0].written


DRAWN_IN = ("phone@1x", "page@1x", "hall@2x")
HOURS = ["rule_hours_per_year", "visit_hours_per_year"]


def with_gaps():
    """Return a calendar of all regimens; a rule and the visits of two of them could not be read."""
    data = explore_dosing().answer(regimens=REGIMENS).data
    rows = data.rows.copy()
    rows.loc[1, HOURS[0]] = rows.loc[2, HOURS[1]] = np.nan
    return replace(data, rows=rows)


@pytest.mark.parametrize("size", DRAWN_IN)
def test_bars_are_as_long_as_hours_are_many_on_one_scale(size):
    data = with_gaps()
    hours = data.rows[HOURS].to_numpy().ravel()
    lengths = np.array([width for _, width in recorded(data, size)[-1].boxes])
    scale = lengths[hours > 0] / hours[hours > 0]
    assert len(lengths) == len(hours) and len(set(hours)) > 5
    assert scale[0] > 0 and np.allclose(scale, scale[0])
    assert (lengths[~(hours > 0)] == 0).all()  # no hours, and hours that nobody knows
    assert 2 * style.SIZES[size].text < lengths.max() < style.SIZES[size].width / 2


@pytest.mark.parametrize("size", DRAWN_IN)
def test_a_gap_is_said_in_words_and_never_as_no_hours(size):
    data = with_gaps()
    unit = "" if style.SIZES[size].wide else " h"
    hours = data.rows[HOURS].to_numpy().ravel()
    expected = ["not known" if np.isnan(h) else f"{h:.1f}".removesuffix(".0") + unit for h in hours]
    assert recorded(data, size)[-1].written == expected
    assert expected.count("not known") >= 2 and "0" + unit in expected


ONE_BY_ONE = [(regimen_id, years) for regimen_id in REGIMENS for years in range(1, 11)]


@pytest.mark.parametrize("size", DRAWN_IN)
def test_each_decision_within_the_horizon_has_its_mark_and_what_goes_on_stays_open(size):
    panel, kinds, still_open = explore_dosing(), set(), 0
    for regimen_id, years in ONE_BY_ONE:
        data = panel.answer(regimens=[regimen_id], years=years).data
        calendar = recorded(data, size)[1]
        left, right = strip(calendar)
        words, upright, level = [], [], []
        for point in data.decisions.to_dict("records"):
            kinds.add(point["kind"])
            if pd.isna(point["month_low"]):
                words.append(f"{point['kind']} \u25b8")
                continue
            words.append(point["kind"])
            low, high = (left + (right - left) * point[m] / (12 * years) for m in ("month_low", "month_high"))
            upright.append(low)
            if point["kind"] == "review":
                level.append((low, min(high, right)))
                upright += [high] if point["month_high"] <= 12 * years else []
                still_open += point["month_high"] > 12 * years
        marks = [(start, end) for color, start, end in calendar.strokes if color == calendar.theme.text]
        written = [text for text in calendar.written if text.split(" \u25b8")[0] in dosing_calendar.DECISION_WORDS]
        assert written == words, (regimen_id, years)
        lying = [(start[0], end[0]) for start, end in marks if start[1] == end[1]]
        standing = [start[0] for start, end in marks if start[1] != end[1]]
        assert np.allclose(lying, level) if level else lying == [], (regimen_id, years)
        assert len(standing) == len(upright) and np.allclose(standing, upright), (regimen_id, years)
    assert kinds == set(dosing_calendar.DECISION_WORDS) and still_open > 20


@pytest.mark.parametrize("size", DRAWN_IN)
def test_each_dose_has_a_mark_or_lies_in_a_band_where_marks_would_touch(size):
    panel, bands = explore_dosing(), 0
    for regimen_id, years in ONE_BY_ONE:
        data = panel.answer(regimens=[regimen_id], years=years).data
        calendar = recorded(data, size)[1]
        left, right = strip(calendar)
        end = pd.Timestamp(data.start.replace(year=data.start.year + years))
        shares = (data.doses["date"] - pd.Timestamp(data.start)) / (end - pd.Timestamp(data.start))
        places = left + (right - left) * shares.to_numpy()
        if calendar.boxes:
            [(x, width)] = calendar.boxes
            bands += 1
            assert calendar.places == []
            assert np.diff(places).mean() * style.SIZES[size].scale < 3
            assert np.allclose([x, x + width], [places[0], places[-1]], atol=1.01)
        else:
            assert len(calendar.places) == len(places) and np.allclose(calendar.places, places), (regimen_id, years)
    assert 0 < bands < len(ONE_BY_ONE)
