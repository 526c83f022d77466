"""Panels in company: several in a notebook, one shown twice, run again, reloaded, zoomed, dark, broken."""

import itertools
import json
import re

import lab
import nbformat
import pytest

CELLS = {
    "one": "from helpers import explore_dosing\none = explore_dosing()\none",
    "again": "one",
    "other": "explore_dosing(['DMAB-60'], years=5)",
    "broken": """
from helpers.panel import Options, Panel
def breaks_at_two(state):
    if state["n"] == 2:
        raise ZeroDivisionError("nothing to divide by")
    return one.answer()
Panel("Broken", [Options("n", "Number", [(1, "one"), (2, "two")], 1)], breaks_at_two)""",
    "door": """
import pandas as pd
from helpers.panel import Answer, Slider
from helpers.words import Said
def line(state):
    return Answer([0, state["n"]], Said(f"Up to {state['n']}.", f"A line up to {state['n']}."), lambda: pd.DataFrame({"n": [1]}))
Panel("Door", [Slider("n", "Steep", [(1, "1"), (2, "2")], 1)], line, chart=lambda axes, data: axes.plot(data))""",
    "list": """
def count(state):
    return Answer(one.answer().picture, Said(f"Number {state['n']}.", "A picture."), lambda: pd.DataFrame({"n": [1]}))
Panel("List", [Options("n", "Which", [(n, f"number {n}") for n in range(9)], 0)], count)""",
}
ONE, AGAIN, OTHER, BROKEN, DOOR, LIST = range(6)


@pytest.fixture(scope="module")
def page(chromium, jupyter):
    """A notebook with six panels, two of which are one."""
    address, folder = jupyter
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / "views.ipynb")
    page = lab.new_page(chromium, viewport={"width": 1280, "height": 3000})
    page.sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda payload: page.sent.append(payload)))
    lab.open_and_run(page, address, "views.ipynb")
    lab.wait_for_pictures(page, 5)
    yield page
    page.close()


def panel(page, which):
    return page.locator(".fd-panel").nth(which)


def slider(page, which):
    return panel(page, which).get_by_label("How long", exact=True)


def says(page, which, words):
    page.wait_for_function(
        "([which, words]) => document.querySelectorAll('.fd-sentence')[which].textContent.startsWith(words)",
        arg=[which, words],
    )


def settle(page):
    """Wait until the panels have asked for all they want to have ahead."""
    sent = -1
    while sent != len(page.sent):
        sent = len(page.sent)
        page.wait_for_timeout(700)


def python(page, code):
    """Run code in the notebook's kernel and return what it prints."""
    return page.evaluate(
        """async code => {
             const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
             const future = kernel.requestExecute({ code, store_history: false })
             let said = ""
             future.onIOPub = m => { if (m.header.msg_type === "stream") said += m.content.text }
             await future.done
             return said.trim()
           }""",
        code,
    )


def test_a_panel_shown_twice_moves_in_both_places_and_others_stay(page):
    slider(page, ONE).press("End")
    says(page, ONE, "In 10 years")
    says(page, AGAIN, "In 10 years")
    assert slider(page, AGAIN).get_attribute("aria-valuetext") == "10 years"
    says(page, OTHER, "In 5 years")
    slider(page, AGAIN).press("Home")
    says(page, ONE, "In 1 year ")
    slider(page, OTHER).press("ArrowRight")
    says(page, OTHER, "In 6 years")
    says(page, ONE, "In 1 year ")


def test_a_panel_drawn_with_ordinary_matplotlib_moves_too(page):
    drawing = panel(page, DOOR).locator(".fd-drawing")
    page.wait_for_function("() => document.querySelectorAll('.fd-drawing')[4].naturalWidth > 100")
    before = drawing.get_attribute("src")
    panel(page, DOOR).get_by_label("Steep", exact=True).press("End")
    says(page, DOOR, "Up to 2.")
    assert drawing.get_attribute("src") != before and drawing.get_attribute("alt") == "A line up to 2."
    assert not panel(page, DOOR).locator(".fd-svg").is_visible()


def test_what_a_cell_sets_is_shown_in_both_places(page):
    settle(page)  # what the hand moved a moment ago is told to Python first
    python(page, "one.state = {'years': 4}")
    says(page, ONE, "In 4 years")
    says(page, AGAIN, "In 4 years")
    panel(page, ONE).get_by_role("button", name="Reset").click()
    says(page, AGAIN, "In 3 years")


def contents(payloads):
    """Return what was sent to widgets in Python: the contents of comm messages on the wire."""
    found = []
    for payload in (p for p in payloads if isinstance(p, bytes)):
        count = int.from_bytes(payload[:8], "little")
        ends = [int.from_bytes(payload[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
        channel, header, _, _, content = (payload[a:b] for a, b in itertools.pairwise(ends[:6]))
        if channel == b"shell" and json.loads(header)["msg_type"] == "comm_msg":
            found.append(json.loads(content)["data"])
    return found


def test_moves_among_pictures_drawn_ahead_ask_nothing_and_tell_python_once(page):
    slider(page, ONE).press("Home")
    says(page, ONE, "In 1 year ")
    settle(page)
    before = len(page.sent)
    slider(page, ONE).evaluate(  # in one go: however slow this machine is, one run of moves
        "e => { for (let i = 0; i < 6; i++) { e.stepUp(); e.dispatchEvent(new Event('input', {bubbles: true})); } }"
    )
    says(page, ONE, "In 7 years")
    settle(page)
    sent = contents(page.sent[before:])
    assert [m["state"]["state"]["years"] for m in sent if m["method"] == "update"] == [7]
    asked = [m["content"]["state"] for m in sent if m["method"] == "custom"]
    passed = [state for state in asked if state["start"] == "2026-01-01" and state["shown"] == "all"]
    assert passed == []  # what else was asked are the neighbours of the last one, drawn ahead
    assert python(page, "print(one.state['years'])") == "7"


def test_every_value_of_a_list_is_drawn_ahead(page):
    panel(page, LIST).scroll_into_view_if_needed()
    settle(page)
    before = len(page.sent)
    panel(page, LIST).get_by_label("Which", exact=True).select_option(label="number 8")
    says(page, LIST, "Number 8.")
    settle(page)
    assert [m for m in contents(page.sent[before:]) if m["method"] == "custom"] == []


@pytest.mark.slow
def test_a_jump_to_a_picture_never_drawn_asks_for_it_once(page):
    settle(page)
    before = len(page.sent)
    panel(page, OTHER).locator(".fd-fold summary").press("Enter")
    travel = panel(page, OTHER).get_by_label("Travel to a visit, there and back")
    travel.press("End")
    page.wait_for_function("() => document.querySelectorAll('.fd-panel')[2].getAttribute('aria-busy') === 'false'")
    settle(page)
    asked = [m["content"]["state"] for m in contents(page.sent[before:]) if m["method"] == "custom"]
    assert any(state["travel_min"] == 240 for state in asked)
    assert len({str(state) for state in asked}) == len(asked), "something was asked for twice"
    panel(page, OTHER).locator(".fd-fold summary").press("Enter")


def test_what_goes_wrong_is_said_in_the_panel_and_reset_leads_back(page):
    trouble = panel(page, BROKEN).locator(".fd-trouble")
    panel(page, BROKEN).get_by_label("Number", exact=True).select_option(label="two")
    trouble.wait_for(state="visible")
    assert trouble.text_content() == (
        "This picture could not be made. Press Reset to go back to the start. (ZeroDivisionError: nothing to divide by)"
    )
    assert panel(page, BROKEN).locator(".fd-sentence").text_content() == "", "nothing old stands beside a failure"
    assert panel(page, BROKEN).locator(".fd-svg > *").count() == 0
    assert not panel(page, ONE).locator(".fd-trouble").is_visible()
    panel(page, BROKEN).get_by_role("button", name="Reset").press("Enter")
    trouble.wait_for(state="hidden")
    says(page, BROKEN, "In 3 years")


def test_all_controls_are_reached_by_tab_in_order_and_show_where_one_is(page):
    panel(page, OTHER).locator(".fd-button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")  # reached by keys, as the outline is for; what a script focuses may go without
    seen = []
    for _ in range(10):
        seen.append(
            page.evaluate(
                """() => { const e = document.activeElement, style = getComputedStyle(e)
                     return [e.labels?.[0]?.textContent || e.ariaLabel || e.textContent, style.outlineStyle, parseFloat(style.outlineWidth)] }"""
            )
        )
        page.keyboard.press("Tab")
    names = [name for name, _, _ in seen]
    assert [name.split(":")[0].split(" (")[0] for name in names] == [
        "Reset", "Present", "Take along", "Marks of the picture",
        "Regimens", "How long", "First dose on", "Show", "Our assumptions about visits", "The numbers as a table",
    ]  # fmt: skip
    assert [entry for entry in seen if entry[1] == "none" or entry[2] < 2] == [], "without a visible outline"


def test_the_table_is_one_key_away(page):
    summary = panel(page, OTHER).locator("summary", has_text="The numbers as a table")
    summary.press("Enter")
    table = panel(page, OTHER).locator(".fd-table table")
    table.wait_for(state="visible")
    assert "Denosumab" in table.inner_text()
    slider(page, OTHER).press("Home")
    says(page, OTHER, "In 1 year ")
    assert "2" in table.locator("tbody td").nth(2).inner_text()
    summary.press("Enter")


def word_colour(page):
    """Return the colour of the first word of the first picture."""
    fill = page.evaluate("() => getComputedStyle(document.querySelector('.fd-svg text')).fill")
    return [int(part) for part in re.findall(r"\d+", fill)]


def change_theme(page, name, dark):
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
    page.wait_for_function(
        "dark => [...document.querySelectorAll('.fd-panel')].every("
        "p => p.dataset.theme === (dark ? 'dark' : 'light') && p.getAttribute('aria-busy') === 'false')",
        arg=dark,
    )


def test_the_picture_follows_the_theme_and_axe_is_content_in_the_dark(page):
    assert max(word_colour(page)) < 100
    change_theme(page, "JupyterLab Dark", True)
    assert min(word_colour(page)) > 150
    assert lab.axe(page) == []
    change_theme(page, "JupyterLab Light", False)
    assert max(word_colour(page)) < 100


def metrics(page, width, height, scale):
    session = page.context.new_cdp_session(page)
    session.send(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False},
    )


def picture_width(page, low, high):
    page.wait_for_function(
        """([low, high]) => { const width = document.querySelector('.fd-svg').width.baseVal.value
                              return low <= width && width <= high }""",
        arg=[low, high],
    )


def test_at_twice_the_zoom_all_words_grow_and_the_picture_is_set_anew(page):
    words = """selector => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize) * devicePixelRatio"""
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    picture_width(page, 650, 1000)
    before = [page.evaluate(words, selector) for selector in (".fd-sentence", ".fd-svg text")]
    metrics(page, 640, 1500, 2)  # what a browser's zoom of 200 % does to a page
    picture_width(page, 300, 640)
    after = [page.evaluate(words, selector) for selector in (".fd-sentence", ".fd-svg text")]
    assert after[0] == 2 * before[0] and after[1] > 1.8 * before[1]
    metrics(page, 1280, 3000, 1)
    picture_width(page, 650, 1000)


def test_on_a_projector_nothing_is_smaller_than_14_pixels(page):
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    page.set_viewport_size({"width": 1920, "height": 3000})
    picture_width(page, 1100, 1400)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.fd-panel *')]
             .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
             .filter(e => parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    page.set_viewport_size({"width": 1280, "height": 3000})
    picture_width(page, 650, 1000)


COUNT_WIDGETS = """
from ipywidgets.widgets.widget import _instances
print(len(_instances))"""


@pytest.mark.slow
def test_a_cell_that_is_run_again_leaves_nothing_behind(page):
    panel(page, OTHER).get_by_role("button", name="Reset").click()
    says(page, OTHER, "In 5 years")
    settle(page)
    nodes = "() => document.querySelectorAll('.jp-NotebookPanel *').length"
    before = page.evaluate(nodes), int(python(page, COUNT_WIDGETS))
    for _ in range(3):
        page.evaluate(
            """async () => {
                 const lab = window.jupyterapp, panel = lab.shell.currentWidget
                 panel.content.activeCellIndex = 2
                 await lab.commands.execute('notebook:run-cell')
               }"""
        )
        says(page, OTHER, "In 5 years")
        settle(page)
    assert page.locator(".fd-panel").count() == len(CELLS)
    after = page.evaluate(nodes), int(python(page, COUNT_WIDGETS))
    assert after[0] <= before[0] + 5
    assert after[1] == before[1]


def test_a_restarted_kernel_is_said_at_once_and_nothing_can_be_moved(page):
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'", timeout=60_000
    )
    trouble = panel(page, OTHER).locator(".fd-trouble")
    trouble.wait_for(state="visible", timeout=2_000)
    assert trouble.text_content() == "Python was restarted or has stopped. Choose Run, then Run All Cells."
    assert slider(page, OTHER).is_disabled()
    assert float(panel(page, OTHER).locator(".fd-scene").evaluate("e => getComputedStyle(e).opacity")) < 0.5
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    lab.wait_for_pictures(page, 5)
    says(page, OTHER, "In 5 years")


def test_a_reloaded_page_shows_the_panels_as_they_were(page):
    slider(page, ONE).press("End")
    says(page, ONE, "In 10 years")
    page.wait_for_timeout(500)
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(1000)
    page.reload()
    lab.wait_for_pictures(page, 5)
    says(page, ONE, "In 10 years")
    assert slider(page, ONE).get_attribute("aria-valuetext") == "10 years"
    slider(page, AGAIN).press("Home")
    says(page, ONE, "In 1 year ")
    says(page, OTHER, "In 5 years")


def test_nothing_went_wrong_and_nothing_left_the_machine(page):
    assert [p for p in page.problems if "favicon" not in p] == []
    assert page.outside == []
