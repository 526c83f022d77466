"""The lesson served by Voilà, as a page without code: it moves by key, axe is content, nothing leaves the machine."""

import shutil
from pathlib import Path

import lab
import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    """The first lesson in Voilà."""
    folder = Path(shutil.copytree(ROOT / "notebooks", tmp_path_factory.mktemp("voila") / "notebooks"))
    with lab.voila(folder) as address:
        page = lab.new_page(chromium)
        page.goto(f"{address}10_dosing_frequency.ipynb", timeout=90_000)
        lab.wait_for_panels(page, "10_dosing_frequency")
        yield page
        page.close()


def test_a_key_moves_the_slider_the_sentence_and_the_picture(page):
    slider = page.get_by_label("How long", exact=True).first
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "() => document.querySelector('.fd-explore .fd-sentence').textContent.startsWith('In 10 years')"
    )
    assert slider.get_attribute("aria-valuetext") == "10 years"
    assert page.locator(".fd-explore .fd-svg").first.get_attribute("aria-label").startswith("Calendar of 10 years")


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
    walk = page.locator(".fd-explore .fd-walk").first
    walk.focus()
    page.keyboard.press("End")
    assert page.locator(".fd-explore .fd-reading").first.is_visible()


def test_the_reader_sees_the_live_panel_only(page):
    assert page.locator(".fd-explore").count() == 3
    assert page.locator("text=This is the panel at rest").count() == 0


def test_axe_finds_nothing_in_the_panels_even_unfolded(page):
    assert lab.axe(page) == []


def test_picture_sentence_and_controls_share_one_screen(page):
    for width, height in ((1280, 800), (1920, 1080), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        for box in page.locator(".fd-explore").all():
            found = box.evaluate(
                """box => {
                     const parts = [box.querySelector('.fd-scene'), ...box.querySelectorAll('.fd-side > .fd-controls > *')]
                     const low = Math.max(...parts.map(part => part.getBoundingClientRect().bottom))
                     return [low - box.getBoundingClientRect().top, box.dataset.wide, box.getBoundingClientRect().width]
                   }"""
            )
            assert found[0] <= height and found[1] == "true" and found[2] < 1300, found
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_link_leads_to_the_next_lesson_and_nothing_is_asked_of_other_machines(page):
    assert [p for p in page.problems if "favicon" not in p] == []
    assert page.outside == []
    page.get_by_role("link", name="Gut or muscles?").last.click()
    page.wait_for_function(
        "() => document.title.includes('20_side_effects') || document.querySelector('h1')?.textContent.startsWith('Gut')",
        timeout=60_000,
    )
