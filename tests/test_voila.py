"""The lesson served by Voilà, as a page without code: it moves by key, axe is content, nothing leaves the machine."""

import shutil
from pathlib import Path

import lab
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    """The first lesson in Voilà; what it would ask of other machines is refused."""
    folder = Path(shutil.copytree(ROOT / "notebooks", tmp_path_factory.mktemp("voila") / "notebooks"))
    with lab.voila(folder / "10_dosing_frequency.ipynb") as address:
        page = lab.new_page(chromium)
        page.route(lambda url: not url.startswith(address), lambda route: route.abort())
        page.goto(address, timeout=90_000)
        lab.wait_for_pictures(page, 3)
        yield page
        page.close()


def test_a_key_moves_the_slider_the_sentence_and_the_picture(page):
    slider = page.get_by_label("How long", exact=True).first
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelector('.fd-sentence').textContent.startsWith('In 10 years')")
    assert slider.get_attribute("aria-valuetext") == "10 years"
    assert page.locator(".fd-svg").first.get_attribute("aria-label").startswith("Calendar of 10 years")


def test_the_horizon_is_pulled_and_a_mark_is_read(page):
    page.get_by_role("button", name="Reset").first.click()
    handle = page.locator(".fd-handle[data-key=horizon]").first
    handle.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 150, y, steps=5)
    page.mouse.up()
    assert int(page.get_by_label("How long", exact=True).first.input_value()) > 2
    walk = page.locator(".fd-walk").first
    walk.focus()
    page.keyboard.press("End")
    assert page.locator(".fd-reading").first.is_visible()


def test_the_reader_sees_the_live_panel_only(page):
    assert page.locator(".fd-panel").count() == 3
    assert page.locator("text=This is the panel at rest").count() == 0


def test_axe_finds_nothing_in_the_panels_even_unfolded(page):
    assert lab.axe(page) == []


def test_the_panel_needs_no_other_machine(page):
    assert [p for p in page.problems if "ERR_FAILED" not in p and "favicon" not in p] == []
