"""The stage: picture, sentence and controls on one screen; full screen; pictures and states to take along; speech."""

import json
import re
from pathlib import Path

import lab
import pytest
from PIL import Image
from sampled import some

from helpers import explore_cohort, pages
from helpers.panel import Choices, Slider, states

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LESSONS = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
SCREENS = [(1280, 800), (1920, 1080), (1280, 720)]
ON_ONE_SCREEN = """box => {
  const place = (found) => found.getBoundingClientRect()
  const inSight = [...box.querySelectorAll('.fd-side > .fd-controls > *')].filter(each => !each.hidden)
  const parts = [box.querySelector('.fd-sentence'), box.querySelector('.fd-scene'), ...inSight]
  const bottom = Math.max(...parts.map(part => place(part).bottom))
  return { tall: bottom - place(box).top, controls: inSight.length, picture: place(box.querySelector('.fd-scene')).height,
           wide: place(box).width - box.clientWidth, beside: box.dataset.wide }
}"""


# ---------------------------------------------------------------------- one screen


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name.startswith("10") else pytest.mark.slow) for name in LESSONS]
)
def test_picture_sentence_and_controls_share_one_screen_in_jupyterlab(name, chromium, jupyter):
    page = lab.new_page(chromium, viewport={"width": 1280, "height": 800})
    lab.open_and_run(page, jupyter[0], f"{name}.ipynb")
    lab.wait_for_panels(page, name)
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        room = page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').clientHeight")
        for box in page.locator(".fd-panel:has(.fd-scene)").all():
            box.scroll_into_view_if_needed()
            page.wait_for_timeout(60)
            found = box.evaluate(ON_ONE_SCREEN)
            title = box.locator(".fd-title").inner_text()
            assert found["tall"] <= room, (title, width, height, found)
            assert found["controls"] <= 4 and found["picture"] >= 80, (title, found)
            assert found["beside"] == "true" or not found["controls"], (title, found)
    page.close()


@pytest.mark.parametrize("name", some(LESSONS, often=3))
def test_on_a_phone_the_picture_stays_in_sight_while_a_control_moves(name, chromium, site):
    page = lab.open_page(chromium, site / f"{name}.html", viewport={"width": 390, "height": 844}, has_touch=True)
    for box in page.locator(".fd-panel:has(.fd-scene)").all():
        fields = [f for f in box.locator(".fd-side input[type=range], .fd-side select").all() if f.is_visible()]
        for field in fields:
            field.evaluate("field => field.scrollIntoView({ block: 'end' })")
            page.wait_for_timeout(30)
            seen = box.evaluate(
                """(box, field) => {
                     const show = box.querySelector('.fd-show').getBoundingClientRect()
                     const own = field.getBoundingClientRect()
                     return { top: show.top, bottom: show.bottom, low: own.top, end: own.bottom }
                   }""",
                field.element_handle(),
            )
            assert seen["top"] >= -1 and seen["bottom"] <= seen["low"] + 1 and seen["end"] <= 845, seen
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.close()


@pytest.mark.slow
def test_no_two_panels_of_a_lesson_share_a_name_and_each_is_a_heading(chromium, site):
    for name in LESSONS:
        page = lab.open_page(chromium, site / f"{name}.html")
        titles = page.locator("h3.fd-title").all_inner_texts()
        assert len(titles) == page.locator(".fd-panel").count() == len(set(titles)), name
        page.close()


# ---------------------------------------------------------------------- full screen, take along


@pytest.fixture
def cohort(chromium, site):
    page = lab.open_page(chromium, site / "35_what_follows.html", accept_downloads=True)
    page.box = page.locator("[data-panel=cohort] .fd-panel")
    yield page
    assert page.problems == [] and page.outside == []
    page.close()


def test_present_fills_the_screen_and_escape_leads_back(cohort):
    present = cohort.box.get_by_role("button", name="Present")
    present.press("Enter")
    dialog = cohort.locator("dialog.fd-present")
    dialog.wait_for(state="visible")
    box = dialog.bounding_box()
    assert (box["width"], box["height"]) == (1280, 900)
    assert dialog.locator(".fd-svg").is_visible() and dialog.get_by_label("How many go on").count() == 1
    tail = dialog.get_by_label("What is left after the last dose")
    tail.press("Home")
    cohort.wait_for_function("() => document.querySelector('dialog .fd-sentence').textContent.includes('189 and 358')")
    cohort.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert cohort.locator("[data-panel=cohort] .fd-panel").is_visible()
    assert cohort.evaluate("() => document.activeElement.textContent") == "Present"


def take(cohort, words):
    menu = cohort.box.locator(".fd-menu")
    if not menu.evaluate("menu => menu.open"):
        menu.locator("summary").press("Enter")
    with cohort.expect_download() as download:
        cohort.box.get_by_role("button", name=words).press("Enter")
    return download.value


def test_a_picture_is_saved_with_title_state_and_licence(cohort, tmp_path):
    lab.move(cohort, cohort.box, "tail", 0)
    lab.sentence_holds(cohort, cohort.box, "189 and 358")
    saved = take(cohort, "Save picture (SVG)")
    assert saved.suggested_filename == "a-cohort-of-virtual-patients.svg"
    svg = Path(saved.path()).read_text(encoding="utf-8")
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    for part in ("A cohort of virtual patients", "Covered after 3 years", "What is left after the last dose: nothing",
                 "CC BY 4.0", "Zoledronic acid 5 mg, once a year"):  # fmt: skip
        assert part in words, part
    assert "var(" not in svg and "class=" not in svg
    width = float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1])
    png = take(cohort, "Save picture (PNG)")
    with Image.open(png.path()) as picture:
        assert picture.width == pytest.approx(2 * width, abs=2)
        assert len(picture.convert("RGB").getcolors(10**6)) > 20, "a picture, not a blank sheet"


def test_a_state_is_copied_as_the_cell_that_shows_it(cohort):
    lab.move(cohort, cohort.box, "tail", 0)
    lab.move(cohort, cohort.box, "months", 1)
    lab.sentence_holds(cohort, cohort.box, "after 2 years")
    cohort.box.locator(".fd-menu summary").press("Enter")
    cohort.box.get_by_role("button", name="Copy as a cell").press("Enter")
    cell = cohort.box.get_by_label("Words to copy").input_value()
    assert cell == 'explore_cohort(tail="nothing", months=24)'
    made = eval(cell, {"explore_cohort": explore_cohort})
    assert (made.state["tail"], made.state["months"]) == ("nothing", 24)
    assert repr(made).startswith("explore_cohort(first='ALN-70W'") and repr(made).endswith(
        ": A cohort of virtual patients"
    )


# ---------------------------------------------------------------------- speech


def test_twelve_presses_are_one_announcement_of_what_changed(chromium, site):
    page = lab.new_page(chromium)
    page.clock.install()
    page.goto((site / "10_dosing_frequency.html").as_uri())
    page.clock.run_for(3_000)
    page.wait_for_function("() => document.querySelector('.fd-svg')?.ariaLabel")
    spoken = page.locator(".fd-explore > .fd-unseen[role=status]").first
    page.evaluate(
        """() => {
             window.heard = []
             for (const node of document.querySelector('.fd-explore').querySelectorAll('[role=status], [aria-live]'))
               if (node.ariaLive !== 'off') new MutationObserver(() => window.heard.push(node.textContent)).observe(node, { childList: true, characterData: true, subtree: true })
           }"""
    )
    slider = page.get_by_label("How long", exact=True).first
    slider.press("Home")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
        page.clock.run_for(40)
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
        page.clock.run_for(40)
    assert page.evaluate("() => window.heard") == []
    page.clock.run_for(1_000)
    heard = page.evaluate("() => window.heard.filter(Boolean)")
    assert len(heard) == 1 and heard[0].startswith("In 7 years zoledronic acid 5 mg is 7 doses")
    assert "Rules take" not in heard[0] or "26.2" not in heard[0], "what stays the same is not said again"
    assert spoken.evaluate("node => getComputedStyle(node).width") == "1px"
    assert page.locator(".fd-panel output[aria-live=off]").count() == page.locator(".fd-panel output").count()
    page.close()


# ---------------------------------------------------------------------- a state that travels


def test_an_address_opens_a_panel_in_its_state_and_follows_it(chromium, site):
    file = site / "30_adherence.html"
    page = lab.open_page(chromium, file, "#fd1~refills-2:window=one year~refills:grace=14")
    box, refills = (page.locator(f"[data-panel={name}] .fd-panel") for name in ("refills-2", "refills"))
    lab.sentence_holds(page, box, "window of one year")
    lab.sentence_holds(page, refills, "Grace 14 days")
    lab.move(page, refills, "grace", 4)
    lab.sentence_holds(page, refills, "Grace 45 days")
    page.wait_for_function(
        "() => decodeURIComponent(location.hash) === '#fd1~refills-2:window=one year~refills:grace=45'"
    )
    page.reload()
    lab.sentence_holds(page, page.locator("[data-panel=refills] .fd-panel"), "Grace 45 days")
    lab.sentence_holds(page, page.locator("[data-panel=refills-2] .fd-panel"), "window of one year")
    page.close()


@pytest.mark.parametrize(
    ("hash", "said", "shown"),
    [
        ("#fd1~cohort:months=37", "Not understood in the address: months=37. The nearest is shown.", "after 3 years"),
        ("#fd1~cohort:moon=1;tail=nothing", "Not understood in the address: moon=1. The nearest is shown.", "189 and 358"),
        ("#fd1~cohort:first=ASPIRIN", "Not understood in the address: first=ASPIRIN. The nearest is shown.", "alendronate"),
        ("#fd1~cohort:months", "Not understood in the address: months. The nearest is shown.", "after 3 years"),
        ("#fd9~cohort:months=24", "", "after 3 years"),
        ("#fd1~%E0%A4%A:x=1", "", "after 3 years"),
    ],
)  # fmt: skip
def test_what_an_address_says_and_no_panel_understands_is_said(hash, said, shown, chromium, site):
    page = lab.open_page(chromium, site / "35_what_follows.html", hash)
    box = page.locator("[data-panel=cohort] .fd-panel")
    lab.sentence_holds(page, box, shown)
    assert box.locator(".fd-done").text_content() == said
    assert page.problems == []
    page.close()


def test_a_link_to_one_panel_shows_it_alone(chromium, site):
    page = lab.open_page(chromium, site / "35_what_follows.html", "#only=cohort&fd1~cohort:tail=nothing")
    assert page.locator(".fd-panel:visible").count() == 1
    lab.sentence_holds(page, page.locator(".fd-panel:visible"), "189 and 358")
    assert not page.locator("main > .cell:visible").count() > 1
    lab.move(page, page.locator(".fd-panel:visible"), "months", 1)
    page.wait_for_function("() => location.hash.startsWith('#only=cohort&fd1~cohort:')")
    page.evaluate("() => { location.hash = '' }")
    page.wait_for_function("() => document.querySelectorAll('main > .cell').length > 5")
    assert page.locator(".fd-panel:visible").count() > 2
    page.close()


def test_states_as_text_are_the_same_in_python_and_in_the_browser(chromium, site):
    page = lab.open_page(chromium, site / "10_dosing_frequency.html")
    front = Path(__file__).parents[1] / "src" / "helpers" / "panel" / "front"
    code = (front / "link.js").read_text(encoding="utf-8")
    code = re.sub(r"^import .*\n", "const indexOf = () => 0;\n", code, flags=re.M).replace("export ", "")
    trips = f"""([spec, given]) => {{ {code}
      return given.map(([state, text]) => [written(spec, state), read(spec, text)]) }}"""
    page.close()
    page = lab.new_page(chromium)
    for name in LESSONS:
        for panel in pages.panels_of(NOTEBOOKS / f"{name}.ipynb").values():
            every = [panel.checked({c.name: value}) for c in panel.controls.values() for value in c.states()]
            given = [(state, states.written(state, panel.controls)) for state in [panel.default_state, *every]]
            found = page.evaluate(trips, json.loads(json.dumps([panel.spec, given])))
            for (state, text), (written, back) in zip(given, found, strict=True):
                assert written == text
                assert back == {"state": state, "unread": []}
    page.close()


def test_each_control_is_a_trait_and_two_panels_move_together():
    import ipywidgets

    one, other = explore_cohort(), explore_cohort(months=24)
    seen = []
    other.observe(lambda change: seen.append(change["new"]), "months")
    link = ipywidgets.link((one, "months"), (other, "months"))
    assert other.months == 36
    one.months = 48
    assert (other.months, other.state["months"], seen) == (48, 48, [36, 48])
    other.set(months=12, tail="nothing")
    assert (one.months, one.tail, other.tail) == (12, "as assumed", "nothing")
    link.unlink()
    ipywidgets.VBox([one, other])
    with pytest.raises(ValueError, match='months: found "13", expected one of 12, 24'):
        one.months = 13
    with pytest.raises(ValueError, match='unknown control "moon"'):
        one.set(moon=1, months=24)
    assert one.months == one.state["months"] == 12


def test_the_lesson_shows_two_panels_that_move_together():
    import helpers

    notebook = (NOTEBOOKS / "10_dosing_frequency.ipynb").read_text(encoding="utf-8")
    cells = "\n".join("".join(cell["source"]) for cell in json.loads(notebook)["cells"])
    [code] = re.findall(r"```python\n(from ipywidgets.*?)```", cells, re.DOTALL)
    names = {"explore_dosing": helpers.explore_dosing, "display": lambda *panels: None}
    exec(code, names)
    names["tablets"].years = 7
    assert names["drips"].years == 7


@pytest.mark.parametrize("name", LESSONS)
def test_every_control_can_be_preset_shown_and_locked(name):
    import helpers

    for panel in pages.panels_of(NOTEBOOKS / f"{name}.ipynb").values():
        if not panel.call:
            continue  # a guess
        make = getattr(helpers, panel.call)
        for control in panel.controls.values():
            value = control.values[-1:] if isinstance(control, Choices) else control.values[-1]
            made = make(**{control.name: value}, show=[control.name], fixed=[control.name])
            assert made.state[control.name] == (list(value) if isinstance(control, Choices) else value)
            assert made.default_state == made.state
            first, *others = made.spec["controls"]
            assert (first["name"], first["fixed"], first["hidden"], first["group"]) == (control.name, True, False, "")
            assert all(other["hidden"] for other in others)


def test_a_slider_starts_at_its_published_value_and_shows_it():
    slider = explore_cohort().controls["next"]
    assert isinstance(slider, Slider)
    words = dict(slider.options)
    assert words[slider.default] == f"as published: {slider.default:g} % (base)"
    assert slider.values[0] < slider.default < slider.values[-1]


# ---------------------------------------------------------------------- on paper, on a page


def test_a_printed_page_tells_the_state_and_has_whole_tables(cohort):
    lab.move(cohort, cohort.box, "tail", 0)
    cohort.emulate_media(media="print")
    cohort.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert "What is left after the last dose: nothing" in cohort.box.locator(".fd-told").inner_text()
    assert not cohort.box.locator(".fd-side").is_visible() and not cohort.box.locator(".fd-tools").is_visible()
    lab.sentence_holds(cohort, cohort.box, "189 and 358")
    assert cohort.box.locator(".fd-table table").is_visible()
    scene = cohort.box.locator(".fd-scene").evaluate("e => [e.scrollHeight, e.clientHeight]")
    assert scene[0] <= scene[1] + 1
    assert (
        cohort.locator("main details:not([open])").evaluate_all(
            "all => all.filter(d => !d.closest('.fd-side, .fd-tools')).length"
        )
        == 0
    )
    cohort.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert not cohort.box.locator(".fd-numbers").evaluate("fold => fold.open")


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_has_no_styles_of_its_own_no_handlers_and_runs_its_own_script_only(name, site):
    html = (site / f"{name}.html").read_text(encoding="utf-8")
    body = html.partition("<body")[2].partition('<script type="module">')[0]
    assert " style=" not in body and not re.search(r"\son\w+=", body)
    assert html.count('<script type="module">') == 1 and "unsafe" not in html.partition("</head>")[0]
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))


def test_a_page_can_be_walked_contents_skip_link_next(chromium, site):
    page = lab.open_page(chromium, site / "20_side_effects.html", viewport={"width": 320, "height": 700})
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the lesson"
    page.keyboard.press("Enter")
    page.locator(".page-contents summary").press("Enter")
    page.locator(".page-contents a", has_text="Check yourself").press("Enter")
    assert page.evaluate("() => location.hash") == "#Check-yourself"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.locator(".page-way a", has_text="Next").first.press("Enter")
    page.wait_for_function("() => document.title.startsWith('Do fewer doses')")
    page.close()


@pytest.mark.slow
def test_words_in_tables_are_never_broken(chromium, site):
    broken = """() => {
      const found = []
      const range = document.createRange()
      for (const cell of document.querySelectorAll('main td, main th')) {
        if (!cell.offsetParent) continue
        for (const node of cell.childNodes) {
          if (node.nodeType !== 3) continue
          for (const word of node.data.matchAll(/\\p{L}{2,}/gu)) {
            range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length)
            if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) found.push(word[0])
          }
        }
      }
      return found
    }"""
    for name in LESSONS:
        page = lab.open_page(chromium, site / f"{name}.html", viewport={"width": 390, "height": 844})
        page.evaluate("() => { for (const fold of document.querySelectorAll('main details')) fold.open = true }")
        page.wait_for_timeout(300)
        assert page.evaluate(broken) == [], name
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), name
        page.close()


def test_a_dark_reader_gets_a_dark_page(chromium, site):
    page = lab.open_page(chromium, site / "10_dosing_frequency.html", color_scheme="dark")
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(17, 17, 17)" and page.locator(".fd-panel").first.get_attribute("data-theme") == "dark"
    page.close()


def test_at_four_hundred_percent_a_panel_is_read_from_top_to_bottom(chromium, site):
    page = lab.open_page(chromium, site / "40_missed_doses.html", viewport={"width": 320, "height": 256})
    box = page.locator(".fd-explore").first
    parts = [box.locator(each).first.bounding_box() for each in (".fd-sentence", ".fd-svg", ".fd-side select")]
    ends = [part["y"] + part["height"] for part in parts]
    assert ends[0] <= parts[1]["y"] + 1 and ends[1] <= parts[2]["y"] + 1, "one part lies over another"
    box.locator(".fd-side select").first.scroll_into_view_if_needed()
    assert box.locator(".fd-scene").evaluate("e => e.scrollHeight <= e.clientHeight + 1"), "the picture is cut"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.close()


COVERED = """() => {
  const here = document.activeElement;
  const show = here.closest('.fd-side')?.closest('.fd-stage').querySelector('.fd-show');
  if (!show || getComputedStyle(show).position !== 'sticky') return '';
  const [top, bottom] = [here.getBoundingClientRect().top, show.getBoundingClientRect().bottom];
  return top < bottom - 1 ? `${here.id || here.textContent}: ${top} above ${bottom}` : 'clear';
}"""


def test_on_a_phone_what_the_keys_come_to_is_never_behind_the_picture(chromium, site):
    page = lab.open_page(chromium, site / "10_dosing_frequency.html", viewport={"width": 390, "height": 844})
    page.locator("[data-panel=dosing] .fd-head button").first.focus()
    found = []
    for key in ["Tab"] * 25 + ["Shift+Tab"] * 20:
        page.keyboard.press(key)
        page.wait_for_function(f"() => ['', 'clear'].includes(({COVERED})())")
        found.append(page.evaluate(COVERED))
    assert found.count("clear") > 5
    page.close()


def test_what_can_be_taken_along_stays_on_the_screen_and_closes_behind_one(chromium, site):
    page = lab.open_page(chromium, site / "20_side_effects.html", viewport={"width": 390, "height": 844})
    box = page.locator("[data-panel=guess-gut]")
    summary = box.locator(".fd-menu > summary")
    summary.press("Enter")
    place = box.locator(".fd-choice").bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= 390
    box.locator(".fd-side input").first.focus()
    assert not box.locator(".fd-choice").is_visible()
    summary.press("Enter")
    box.locator(".fd-title").click()
    assert not box.locator(".fd-choice").is_visible()
    page.close()


@pytest.mark.parametrize("hash, panel", [("#fd1~evidence:", "evidence"), ("#fd1~avoided:tail=nothing", "avoided")])
def test_an_address_leads_to_its_panel_also_where_nothing_is_set(hash, panel, chromium, site):
    page = lab.open_page(chromium, site / "50_benefit.html", hash, viewport={"width": 1280, "height": 800})
    page.wait_for_function(
        "panel => Math.abs(document.querySelector(`[data-panel=${panel}]`).getBoundingClientRect().top) < 200",
        arg=panel,
    )
    page.close()
