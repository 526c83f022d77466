"""A lesson as one file: its panels move with no kernel, no server and no network."""

import lab
import make_pages
import pytest


@pytest.fixture(scope="module")
def html():
    """The first lesson as a page."""
    return make_pages.page(make_pages.ROOT / "notebooks" / "10_dosing_frequency.ipynb")


@pytest.fixture(scope="module")
def page(html, chromium, tmp_path_factory):
    """The first lesson's page, opened from a file with the network off."""
    file = tmp_path_factory.mktemp("site") / "lesson.html"
    file.write_text(html, encoding="utf-8")
    page = lab.new_page(chromium)
    page.context.set_offline(True)
    page.goto(file.as_uri())
    page.wait_for_selector(".fd-picture[alt^='Calendar']")
    yield page
    page.close()


def wait_for(page, words):
    page.wait_for_function("words => document.querySelector('.fd-sentence').textContent.startsWith(words)", arg=words)


def test_the_slider_moves_by_key_through_all_its_values(page):
    page.get_by_label("How long").first.focus()
    page.keyboard.press("Home")
    wait_for(page, "In 1 year from")
    for years in range(2, 11):
        page.keyboard.press("ArrowRight")
        wait_for(page, f"In {years} years")
    assert page.locator(".fd-picture").first.get_attribute("alt").startswith("Calendar of 10 years")


def test_a_choice_that_the_page_does_not_hold_is_said_and_reset_leads_back(page):
    page.get_by_label("How long").first.press("End")
    wait_for(page, "In 10 years")
    page.locator(".fd-fold summary").first.click()
    page.get_by_label("Travel to a visit, there and back").first.press("End")
    trouble = page.locator(".fd-trouble").first
    trouble.wait_for(state="visible")
    assert trouble.text_content().startswith("This page holds no picture for this choice.")
    page.get_by_role("button", name="Reset").first.click()
    wait_for(page, "In 3 years")
    assert not trouble.is_visible()


def test_a_reader_never_sees_both_the_moving_panel_and_the_one_at_rest(page):
    assert page.locator(".fd-panel").count() == 3
    assert page.locator("text=This is the panel at rest").count() == 0


def test_without_scripts_the_panel_at_rest_is_there(html):
    assert html.count("This is the panel at rest") == html.count('<div data-panel="panel-') == 3
    assert html.count('alt="Calendar of') >= 3


def test_a_phone_gets_its_own_pictures_and_needs_no_sideways_scrolling(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => document.querySelector('.fd-picture').naturalWidth === 2 * 264")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_nothing_went_wrong_and_nothing_was_asked_of_the_network(page):
    assert page.problems == []
    assert page.outside == []


def test_every_panel_of_every_lesson_moves_by_its_first_control_without_a_kernel(chromium, tmp_path):
    page = lab.new_page(chromium)
    page.context.set_offline(True)
    for name in ("20_side_effects", "30_adherence"):
        file = tmp_path / f"{name}.html"
        file.write_text(make_pages.page(make_pages.ROOT / "notebooks" / f"{name}.ipynb"), encoding="utf-8")
        assert file.stat().st_size < 5_000_000
        page.goto(file.as_uri())
        page.wait_for_function("() => [...document.querySelectorAll('.fd-picture')].every(p => p.alt && p.complete)")
        for panel in page.locator(".fd-panel").all():
            if not panel.locator("input, select").count():
                continue
            moved = []
            for control in panel.locator("input[type=range]:enabled, select:enabled").element_handles():
                panel.get_by_role("button", name="Reset").click()
                before = panel.locator(".fd-picture").get_attribute("src")
                at = control.input_value()
                control.press("End")
                if control.input_value() == at:
                    control.press("Home")
                page.wait_for_function(
                    """([box, before]) => !box.querySelector('.fd-trouble').hidden
                         || box.querySelector('.fd-picture').src !== before""",
                    arg=[panel.element_handle(), before],
                )
                moved.append(not panel.locator(".fd-trouble").is_visible())
            assert any(moved), panel.locator(".fd-title").inner_text()
    assert page.problems == [] and page.outside == []
    page.close()
