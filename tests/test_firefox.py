"""Lessons in Firefox: panels live in JupyterLab and on pages, addresses, keys."""

import os

import firefox
import lab
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser():
    if firefox.browser_path() is None:
        missing = "Firefox was not found: its tests did not run"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with firefox.running() as page:
        yield page


ALL_LIVE = (
    "[...document.querySelectorAll('[data-panel]')].every(p => p.querySelector('.fd-svg')?.ariaLabel)"
    " && document.querySelectorAll('.fd-panel').length"
)


@pytest.mark.parametrize(
    "name",
    ["00_start_here", "10_dosing_frequency", "20_side_effects", "30_adherence", "35_what_follows", "40_missed_doses"],
)
def test_panels_of_a_page_live_and_nothing_goes_wrong(browser, site, name):
    browser.problems.clear()
    browser.goto((site / f"{name}.html").as_uri())
    browser.wait_for(ALL_LIVE)
    assert browser.problems == []


def test_a_slider_moves_by_key_and_the_address_follows(browser, site):
    browser.goto((site / "10_dosing_frequency.html").as_uri())
    browser.wait_for(ALL_LIVE)
    browser.evaluate("document.querySelector('.fd-panel input[id$=-years]').focus()")
    browser.press(firefox.KEYS["End"])
    browser.wait_for("document.querySelector('.fd-explore .fd-sentence').textContent.startsWith('In 10 years')")
    browser.wait_for("decodeURIComponent(location.hash) === '#fd1~dosing:years=10'")


def test_an_address_opens_a_panel_in_its_state(browser, site):
    browser.goto((site / "35_what_follows.html").as_uri() + "#fd1~cohort:tail=nothing")
    browser.wait_for(
        "[...document.querySelectorAll('.fd-explore .fd-sentence')].some(s => s.textContent.includes('189 and 358'))"
    )


NOTEBOOK = "[...window.jupyterapp.shell.widgets('main')].find(w => w.title.label.endsWith('.ipynb'))"


def test_a_lesson_in_jupyterlab_is_alive(browser, jupyter):
    address, _ = jupyter
    browser.goto(f"{address}/lab?token={lab.TOKEN}&reset")
    browser.wait_for("window.jupyterapp?.commands.hasCommand('docmanager:open')", seconds=90)
    browser.evaluate(
        "window.jupyterapp.commands.execute('docmanager:open', { path: '10_dosing_frequency.ipynb' }).then(() => true)"
    )
    browser.wait_for(f"{NOTEBOOK}?.sessionContext.session?.kernel?.status === 'idle'", seconds=90)
    browser.evaluate(f"window.jupyterapp.shell.activateById({NOTEBOOK}.id) ?? true")
    browser.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
    browser.wait_for("[...document.querySelectorAll('.fd-svg')].filter(p => p.ariaLabel).length === 6", seconds=90)
    browser.wait_for(f"{NOTEBOOK}.sessionContext.session.kernel.status === 'idle'", seconds=90)
    browser.evaluate("new Promise(done => setTimeout(() => done(true), 1500))")  # JupyterLab takes the focus at the end
    moved = "document.querySelector('.fd-explore input[id$=-years]').value !== '2'"
    for _ in range(5):  # JupyterLab may still be scrolling
        browser.click(".fd-explore input[id$=-years]")
        browser.evaluate("new Promise(done => setTimeout(() => done(true), 1000))")
        if browser.evaluate(moved):
            break
    assert browser.evaluate(moved)
    browser.press(firefox.KEYS["Home"])
    browser.wait_for("document.querySelector('.fd-explore .fd-sentence').textContent.startsWith('In 1 year ')")
