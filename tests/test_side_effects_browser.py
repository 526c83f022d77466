"""The lesson on side effects in real JupyterLab: choose a view by key, read what changes."""

import lab
import pytest


@pytest.fixture(scope="module")
def lesson(chromium, jupyter):
    """The lesson, open and run, in a window of a laptop's size."""
    page = lab.new_page(chromium)
    lab.open_and_run(page, jupyter[0], "20_side_effects.ipynb")
    lab.wait_for_pictures(page, 7)
    yield page
    page.close()


def wait_for(page, part):
    page.wait_for_function("part => document.querySelector('.fd-sentence').textContent.includes(part)", arg=part)


def test_a_view_is_chosen_with_keys_alone(lesson):
    wait_for(lesson, "about 42 had this")
    show = lesson.locator(".fd-panel").first.get_by_label("Show")
    show.focus()
    lesson.keyboard.press("ArrowDown")
    lesson.wait_for_function("() => document.querySelector('.fd-svg').ariaLabel.startsWith('Groups of 100 people')")
    lesson.keyboard.press("End")
    wait_for(lesson, "1.8 in 100,000")
    years = lesson.locator(".fd-panel").first.get_by_label("Years of use", exact=True)
    years.focus()
    lesson.keyboard.press("End")
    wait_for(lesson, "8 years or more of use")
    lesson.get_by_role("button", name="Reset").first.focus()
    lesson.keyboard.press("Enter")
    wait_for(lesson, "about 42 had this")


def test_what_a_view_does_not_use_is_grey_and_says_so(lesson):
    wait_for(lesson, "about 42 had this")
    panel = lesson.locator(".fd-panel").first
    unused = "not used in this view"
    assert (
        panel.get_by_label("Years of use", exact=True).is_disabled() and panel.get_by_label("Comparison").is_enabled()
    )
    assert panel.locator(".fd-control", has_text="Years of use").locator(".fd-why").inner_text() == unused
    panel.get_by_label("Show").select_option(label="rare harms")
    wait_for(lesson, "1.8 in 100,000")
    assert (
        panel.get_by_label("Years of use", exact=True).is_enabled() and panel.get_by_label("Comparison").is_disabled()
    )
    lesson.get_by_role("button", name="Reset").first.click()
    wait_for(lesson, "about 42 had this")


def test_a_second_comparison_brings_its_warning(lesson):
    lesson.locator(".fd-panel").first.get_by_label("Beside it").select_option(
        label="Risedronate: Daily risedronate, label table"
    )
    wait_for(lesson, "Careful, not all is alike")
    lesson.get_by_role("button", name="Reset").first.click()
    wait_for(lesson, "about 42 had this")


def test_the_table_holds_how_each_figure_was_checked(lesson):
    summary = lesson.locator(".fd-panel").first.locator("summary", has_text="The numbers as a table")
    summary.press("Enter")
    table = lesson.locator(".fd-panel").first.locator(".fd-table table")
    table.wait_for(state="visible")
    assert "read in one place" in table.inner_text() and "663 of 3,862 and 70 of 3,852" in table.inner_text()
    summary.press("Enter")


def test_axe_finds_nothing_in_the_panels_even_unfolded(lesson):
    assert lab.axe(lesson) == []


def test_a_phone_needs_no_sideways_scrolling(lesson):
    lab.fit_a_phone(lesson)


def test_nothing_went_wrong_and_nothing_left_the_machine(lesson):
    assert [p for p in lesson.problems if "favicon" not in p] == []
    assert lesson.outside == []
