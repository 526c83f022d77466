"""The lesson in real JupyterLab, in Chromium: run it, press keys, read what changes."""

import os
import re
import shutil
from pathlib import Path

import lab
import pytest

ROOT = Path(__file__).parents[1]
LESSON = "10_dosing_frequency.ipynb"
NO_BROWSER = "neither Chromium nor Chrome was found: the browser test did not run"


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The lesson, open and run, in a window of a laptop's size."""
    if lab.browser_path() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    folder = Path(shutil.copytree(ROOT / "notebooks", tmp_path_factory.mktemp("lab") / "notebooks"))
    with lab.jupyterlab(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=lab.browser_path(), args=lab.QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda m: page.problems.append(m.text) if m.type == "error" else None)
        page.outside = []
        page.on("request", lambda r: page.outside.append(r.url) if not _local(r.url) else None)
        lab.open_and_run(page, address, LESSON)
        drawn = "() => [...document.querySelectorAll('.fd-picture')].filter(p => p.alt.startsWith('Calendar')).length"
        page.wait_for_function(f"({drawn})() === 3", timeout=90_000)
        yield page
        browser.close()


def _local(url):
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


def sentence(page):
    return page.locator(".fd-sentence").first.text_content()


def wait_for(page, words):
    page.wait_for_function("words => document.querySelector('.fd-sentence').textContent.startsWith(words)", arg=words)


def test_arrow_keys_move_the_slider_the_sentence_and_the_picture(lesson):
    assert sentence(lesson).startswith("In 3 years")
    slider = lesson.get_by_label("How long").first
    slider.focus()
    before = lesson.locator(".fd-picture").first.get_attribute("src")
    lesson.keyboard.press("ArrowRight")
    wait_for(lesson, "In 4 years from 1 January 2026")
    assert slider.get_attribute("aria-valuetext") == "4 years"
    assert lesson.locator(".fd-picture").first.get_attribute("alt").startswith("Calendar of 4 years")
    assert lesson.locator(".fd-picture").first.get_attribute("src") != before
    lesson.keyboard.press("End")
    wait_for(lesson, "In 10 years")
    assert "522 doses" in sentence(lesson)
    lesson.keyboard.press("Home")
    wait_for(lesson, "In 1 year from")
    assert "53 doses" in sentence(lesson)


def test_reset_by_keyboard(lesson):
    lesson.get_by_label("How long").first.focus()
    lesson.keyboard.press("End")
    wait_for(lesson, "In 10 years")
    lesson.get_by_role("button", name="Reset").first.focus()
    lesson.keyboard.press("Enter")
    wait_for(lesson, "In 3 years")
    assert lesson.get_by_label("How long").first.get_attribute("aria-valuetext") == "3 years"


def test_regimens_are_chosen_with_keys_alone(lesson):
    summary = lesson.locator(".fd-choices summary").first
    chosen = int(re.search(r"(\d+) of", summary.inner_text())[1])
    summary.focus()
    lesson.keyboard.press("Enter")
    lesson.keyboard.press("Tab")
    lesson.keyboard.press("Space")
    lesson.wait_for_function(
        "n => !document.querySelector('.fd-choices summary').textContent.includes(`: ${n} of`)", arg=chosen
    )
    lesson.get_by_role("button", name="Reset").first.focus()
    lesson.keyboard.press("Enter")
    lesson.wait_for_function(
        "n => document.querySelector('.fd-choices summary').textContent.includes(`: ${n} of`)", arg=chosen
    )


def test_the_state_reaches_python(lesson):
    lesson.get_by_label("How long").first.focus()
    lesson.keyboard.press("End")
    wait_for(lesson, "In 10 years")
    lesson.wait_for_timeout(600)
    said = lesson.evaluate(
        """async () => {
             const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
             const future = kernel.requestExecute({ code: "print(_3.state['years'])" })
             let said = ""
             future.onIOPub = m => { if (m.header.msg_type === "stream") said += m.content.text }
             await future.done
             return said
           }"""
    )
    assert said.strip() == "10"
    lesson.get_by_role("button", name="Reset").first.click()
    wait_for(lesson, "In 3 years")


def test_the_reader_sees_the_live_panel_only(lesson):
    assert lesson.locator("text=This is the panel at rest").count() == 0
    assert lesson.locator(".fd-panel").count() == 3


def test_every_picture_has_alt_text_and_every_control_a_name(lesson):
    for picture in lesson.locator(".fd-picture").all():
        assert len(picture.get_attribute("alt")) > 40
    unnamed = lesson.evaluate(
        """() => [...document.querySelectorAll('.fd-panel input, .fd-panel select')]
                 .filter(c => !c.labels.length || !c.labels[0].textContent.trim()).length"""
    )
    assert unnamed == 0


def test_axe_finds_nothing_serious_in_the_panels_even_unfolded(lesson):
    from axe_playwright_python.sync_playwright import Axe

    lesson.evaluate("() => document.querySelectorAll('.fd-panel details').forEach(d => { d.open = true })")
    found = Axe().run(lesson, context=".fd-panel").response["violations"]
    lesson.evaluate("() => document.querySelectorAll('.fd-panel details').forEach(d => { d.open = false })")
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_a_phone_needs_no_sideways_scrolling(lesson):
    lesson.set_viewport_size({"width": 390, "height": 844})
    lesson.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    lesson.wait_for_function(
        "() => { const p = document.querySelector('.fd-panel'); return p.clientWidth > 200 && p.clientWidth < 390 }"
    )
    lesson.wait_for_function(
        "() => { const p = document.querySelector('.fd-panel'); return p.scrollWidth <= p.clientWidth }"
    )
    lesson.wait_for_function("() => document.querySelector('.fd-picture').naturalWidth < 400")
    lesson.set_viewport_size({"width": 1280, "height": 900})


def test_nothing_went_wrong_and_nothing_left_the_machine(lesson):
    assert [p for p in lesson.problems if "favicon" not in p] == []
    assert lesson.outside == []
