"""The painter in a real browser: words never overlap, marks stand where their numbers are, text is text."""

import json
from math import cos, exp, log

import lab
import pytest

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
from helpers.panel import front
from helpers.pictures.scene import (
    Band,
    Beside,
    Column,
    Group,
    Guide,
    Key,
    Line,
    Plot,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Sign,
    Span,
    Swatch,
    Ticks,
    Track,
    Words,
    plain,
)

PAINT = """
window.fdPaint = (scene, width, base, doubled) => {
  const twice = (value) => {
    if (Array.isArray(value)) return value.map(twice);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, inner]) =>
      [name, ["text", "words", "name", "detail"].includes(name) && typeof inner === "string" && inner ? inner.replace(/\\p{L}+/gu, (w) => w + w) : twice(inner)]));
    return value;
  };
  document.body.replaceChildren();
  const { nodes, items, height } = paintScene(doubled ? twice(scene) : scene, width, unitFor(width, base), "sans-serif");
  const svg = node("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "font-size": unitFor(width, base), "font-family": "sans-serif" });
  svg.append(...nodes);
  document.body.append(svg);
  const box = (element) => { const { x, y, width, height } = element.getBBox(); return [x, y, width, height]; };
  const words = [...svg.querySelectorAll("text")].map((element) => ({
    words: element.textContent, box: box(element), size: parseFloat(getComputedStyle(element).fontSize) }));
  const marks = items.map(({ mark, x, y, width, height }) => ({ key: mark.key, says: mark.says, box: [x, y, width, height] }));
  return { words, marks, height, scripts: document.querySelectorAll("script[src], svg script, img").length };
};
"""


@pytest.fixture(scope="module")
def page(chromium):
    """A blank page with the painter."""
    page = lab.new_page(chromium)
    page.set_content("<!doctype html><meta charset=utf-8><body></body>")
    page.add_script_tag(content=front.script().replace("export default", "window.fdFront =") + PAINT, type="module")
    page.wait_for_function("() => window.fdPaint")
    yield page
    page.close()


def paint(page, scene, width, base=16, doubled=False):
    return page.evaluate(
        "([scene, width, base, doubled]) => window.fdPaint(scene, width, base, doubled)",
        [plain(scene), width, base, doubled],
    )


def overlaps(painted, width):
    """Return words that lie on each other, or stick out of the picture."""
    words = painted["words"]
    found = [w["words"] for w in words if w["box"][0] < -1.5 or w["box"][0] + w["box"][2] > width + 1.5]
    found += [w["words"] for w in words if w["box"][1] < -1 or w["box"][1] + w["box"][3] > painted["height"] + 1]
    rows = sorted(words, key=lambda w: w["box"][1])
    for i, one in enumerate(rows):
        x, y, w, h = one["box"]
        for other in rows[i + 1 :]:
            ox, oy, ow, oh = other["box"]
            if oy > y + h:
                break
            across = min(x + w, ox + ow) - max(x, ox)
            down = min(y + h, oy + oh) - max(y, oy)
            if across > 1 and down > 0.3 * min(h, oh):
                found.append((one["words"], other["words"]))
    return found


# ---------------------------------------------------------------------- the two spikes that decided the grammar


def course(days=3_650):
    """A marker over ten years of daily doses, with its range, observed points, and doses that were missed."""
    xs = tuple(float(day) for day in range(days + 1))
    ys = tuple(100 - 45 * (1 - exp(-day / 120)) + 2 * cos(day / 40) for day in range(days + 1))
    months = [0, 3, 6, 12, 24, 36, 60, 96, 120]
    points = [
        mark
        for month in months
        for mark in (
            Span(along="y", at=30.4 * month, low=ys[int(30.4 * month)] - 8, high=ys[int(30.4 * month)] + 6),
            Point(x=30.4 * month, y=ys[int(30.4 * month)], shape="square", key=f"m{month}", says=f"Month {month}"),
        )
    ]
    band = Band(xs=xs[::10], lows=tuple(y - 5 for y in ys[::10]), highs=tuple(y + 5 for y in ys[::10]), ink="grid")
    curve = Line(xs=xs, ys=ys, ink="drug:alendronate", key="curve")
    years = tuple((365.25 * year, f"{year}") for year in range(11))
    plot = Plot(
        words="A marker of bone loss over 3,650 daily doses",
        x=Scale(low=0, high=float(days), ticks=years, words="years"),
        y=Scale(low=0, high=120, ticks=((0, "0"), (50, "50"), (100, "100 %")), words="percent of the start"),
        marks=(band, curve, *points, Guide(x=1_825.0, words="the last dose", dashed=True)),
    )
    taken = tuple(float(day) for day in range(days) if day % 97)
    track = Track(scale=Scale(low=0, high=float(days), ticks=years))
    doses = Rows(columns=(track,), groups=(Group(rows=(Row(name="doses taken", cells=((Ticks(xs=taken),),)),)),))
    return Scene(parts=(plot, doses))


def card():
    """A patient card of 45 fields beside an option grid."""
    options = ("a tablet once a week", "a tablet once a month", "a drip once a year", "an injection every 6 months")
    verdicts = (("disc", "possible"), ("half", "act first"), ("dash", "not recommended"), ("x", "contraindicated"))
    fields = [f"field number {i}, such as trouble swallowing or sitting up" for i in range(45)]
    rows = tuple(
        Row(
            name=name,
            cells=(
                "yes" if i % 3 else "38 mL/min",
                *(
                    Sign(shape=shape, words=words, says=f"{option}: {words}", key=f"{i} {option}")
                    for option, (shape, words) in zip(options, verdicts[i % 4 :] + verdicts[: i % 4], strict=True)
                ),
            ),
        )
        for i, name in enumerate(fields)
    )
    columns = (Column(words="this patient"), *(Column(words=option, start=True) for option in options))
    groups = (Group(words="Kidneys and blood", rows=rows[:20]), Group(words="Mouth and gullet", rows=rows[20:]))
    return Scene(parts=(Rows(columns=columns, groups=groups),))


def test_a_course_of_3650_doses_with_points_over_it(page):
    scene = course()
    painted = paint(page, scene, 800)
    marks = {mark["key"]: mark["box"] for mark in painted["marks"] if mark["key"]}
    path = page.evaluate("() => document.querySelector('[data-key=curve] path').getAttribute('d')")
    assert path.count("L") == 3_650
    middles = {key: x + w / 2 for key, (x, y, w, h) in marks.items() if key.startswith("m")}
    steps = [(middles["m120"] - middles[f"m{a}"]) / (120 - a) for a in (0, 12, 60)]
    assert steps == pytest.approx([steps[0]] * 3, rel=1e-3)
    assert len(json.dumps(plain(scene))) < 80_000
    for width in (320, 800, 1400):
        assert overlaps(paint(page, scene, width), width) == []


def test_a_card_of_45_fields_with_an_option_grid(page):
    scene = card()
    assert sum(isinstance(mark, Sign) for mark in scene.marks()) == 180
    for width in (320, 800, 1400):
        painted = paint(page, scene, width)
        assert len([mark for mark in painted["marks"] if mark["says"]]) == 180
        for doubled in (False, True):
            assert overlaps(paint(page, scene, width, 16, doubled), width) == []


# ---------------------------------------------------------------------- words

PANELS = {
    "dosing": explore_dosing, "tablet": explore_tablet, "side effects": explore_side_effects, "known": explore_known,
    "two trials": explore_two_trials, "infusions": explore_infusions, "rare harms": explore_rare_harms,
    "refills": explore_refills, "persistence": explore_persistence, "ratios": explore_ratios, "cohort": explore_cohort,
    "missed": explore_missed, "evidence": explore_evidence, "benefit": explore_benefit, "avoided": explore_avoided,
    "balance": explore_balance,
}  # fmt: skip
STATES = {name: [{}] for name in PANELS} | {
    "dosing": [{}, {"years": 1}, {"years": 10}, {"regimens": ["DMAB-60", "ROMO-210", "ALN-10D"], "years": 2}],
    "side effects": [{}, {"view": "icons"}, {"study": "ACTONEL"}],
    "two trials": [{}, {"beside": "FREEDOM"}],
    "known": [{"group": "all"}],
    "ratios": [{"outcome": "all"}],
    "refills": [{}, {"supply": "yearly"}, {"shift": 180, "stop": 24}],
    "persistence": [{"time": "all"}, {"study": "Koller 2020, review"}],
    "cohort": [{}, {"months": 60, "first": "DMAB-60"}],
    "evidence": [{}, {"group": "all", "opened": "TPTD-20"}],
    "benefit": [{}, {"view": "100 people", "start": 30}, {"site": "any clinical", "view": "bars, of 1,000"}],
    "avoided": [{}, {"site": "vertebral on X-ray", "months": 48, "first": "DMAB-60"}],
    "balance": [{}, {"drug": "denosumab"}],
    "missed": [{}, {"second": "IBN-PO-150M", "years": 10}, {"regimen": "IBN-IV-3M", "event": "on time", "years": 1}],
}


WIDTHS = [320, 838, *(pytest.param(width, marks=pytest.mark.slow) for width in (390, 640, 1280, 1400))]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PANELS)
def test_no_two_words_overlap_at_any_width_or_text_size_even_if_words_are_twice_as_long(page, name, width):
    panel = PANELS[name]()
    for state in STATES[name]:
        scene = panel.answer(**state).picture
        for base, doubled in ((16, False), (24, False), (16, True)):
            painted = paint(page, scene, width, base, doubled)
            assert overlaps(painted, width) == [], (state, base, doubled)
            assert min(word["size"] for word in painted["words"]) >= 12


def test_words_from_a_table_are_text_and_never_markup(page):
    evil = "<!--<script>alert(1)</script><img src=x onerror=alert(2)>"
    track = Track(scale=Scale(low=0, high=1, ticks=((0, evil),), words=evil))
    row = Row(name=evil, detail=evil, cells=((Point(x=0.5, key="k", says=evil, words=evil),), evil))
    rows = Rows(columns=(track, Column(words=evil)), groups=(Group(words=evil, rows=(row,)),))
    key = Key(entries=((Swatch(shape="disc"), evil),))
    painted = paint(page, Scene(parts=(Words(text=evil), key, Beside(stacks=((rows,),)))), 800)
    assert painted["scripts"] == 0
    assert "<script>" in "".join(word["words"] for word in painted["words"])


# ---------------------------------------------------------------------- marks


@pytest.mark.parametrize("width", [390, 838, 1400])
@pytest.mark.parametrize(
    ("name", "state"), [("side effects", {}), ("persistence", {}), ("ratios", {}), ("rare harms", {})]
)
def test_painted_marks_stand_where_the_scene_says(page, name, state, width):
    scene = PANELS[name]().answer(**state).picture
    painted = {m["key"]: m["box"][0] + m["box"][2] / 2 for m in paint(page, scene, width)["marks"] if m["key"]}
    [track] = [c for part in scene.parts if isinstance(part, Rows) for c in part.columns if isinstance(c, Track)]
    turn = log if track.scale.log else float
    points = [
        m for m in scene.marks() if isinstance(m, Point) and m.key and (not track.scale.log or m.x >= track.scale.low)
    ]
    values = [(turn(point.x), painted[point.key]) for point in points]
    (a, x), (b, y) = min(values), max(values)
    for value, at in values:
        assert at == pytest.approx(x + (y - x) * (value - a) / (b - a), abs=0.2)
    assert len(values) > 10 and y > x + 0.1 * width


def test_what_lies_outside_of_a_plot_stands_at_its_end(page):
    scale = Scale(low=0, high=10, ticks=((0, "0"), (10, "10")))
    marks = (
        Point(x=-50, y=500, key="far"),
        Line(xs=(-5, 20), ys=(-100, 100), key="line"),
        Guide(y=5, words="half way"),
    )
    painted = paint(page, Scene(parts=(Plot(x=scale, y=scale, marks=marks),)), 600)
    for mark in painted["marks"]:
        x, y, w, h = mark["box"]
        assert x > -10 and y > -10 and x + w < 610 and y + h < painted["height"] + 10
    assert "half way" in [word["words"] for word in painted["words"]]


def test_bars_and_doses_share_their_scales(page):
    panel = PANELS["dosing"]()
    scene = panel.answer(years=10).picture
    painted = {m["says"]: m["box"] for m in paint(page, scene, 1000)["marks"]}
    bars = [m for m in scene.marks() if m.key.endswith("hours_per_year") and m.high > 0]
    scales = [painted[bar.says][2] / bar.high for bar in bars]
    assert len(bars) > 4 and scales == pytest.approx([scales[0]] * len(scales), rel=0.02)


def test_the_front_end_files_are_short_and_no_name_stands_twice():
    import re

    names = []
    for name in front.PARTS:
        text = front.FOLDER.joinpath(f"{name}.js").read_text(encoding="utf-8")
        assert text.count("\n") <= 300, name
        names += re.findall(r"^(?:export )?(?:const|let|class|function) (\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names))


def test_files_of_pictures_words_and_panel_are_short():
    from importlib.resources import files

    for room in ("pictures", "words", "panel"):
        for file in files("helpers").joinpath(room).iterdir():
            if file.name.endswith(".py"):
                assert file.read_text(encoding="utf-8").count("\n") <= 250, file.name
