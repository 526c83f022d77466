"""A lesson as one file: its panels move with no kernel, no server and no network."""

from pathlib import Path

import lab
import pytest

from helpers import pages

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.fixture(scope="module")
def html(site):
    """The first lesson as a page."""
    return (site / "10_dosing_frequency.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(chromium, site):
    """The first lesson's page, opened from a file with the network off."""
    page = lab.open_page(chromium, site / "10_dosing_frequency.html")
    yield page
    page.close()


def wait_for(page, words):
    page.wait_for_function(
        "words => document.querySelector('.fd-explore .fd-sentence').textContent.startsWith(words)", arg=words
    )


def test_the_slider_moves_by_key_through_all_its_values(page):
    page.get_by_label("How long", exact=True).first.focus()
    page.keyboard.press("Home")
    wait_for(page, "In 1 year ")
    for years in range(2, 11):
        page.keyboard.press("ArrowRight")
        wait_for(page, f"In {years} years")
    assert page.locator(".fd-explore .fd-svg").first.get_attribute("aria-label").startswith("Calendar of 10 years")


def test_every_control_alone_is_there_and_two_together_as_far_as_they_fit(page):
    box = page.locator("[data-panel=dosing-3] .fd-panel")
    lab.sentence_holds(page, box, "In 10 years")
    box.locator(".fd-fold summary").click()
    box.get_by_label("Travel to a visit, there and back").press("End")
    trouble = box.locator(".fd-trouble")
    page.wait_for_timeout(200)
    assert not trouble.is_visible()
    box.get_by_label("How long", exact=True).press("Home")
    trouble.wait_for(state="visible")
    assert trouble.text_content() == (
        "This page has no picture for this choice: the one you see is of the choice before. "
        "Put “How long” back, or press Reset."
    )
    assert box.locator(".fd-svg").is_visible()
    box.get_by_role("button", name="Reset").click()
    lab.sentence_holds(page, box, "In 10 years")
    assert not trouble.is_visible()
    box.get_by_label("First dose on").select_option(index=2)
    box.get_by_label("How long", exact=True).press("Home")
    lab.sentence_holds(page, box, "In 1 year ")
    box.get_by_role("button", name="Reset").click()


def test_the_table_is_there_too(page):
    summary = page.locator(".fd-explore summary", has_text="The numbers as a table").first
    summary.press("Enter")
    page.locator(".fd-explore .fd-table table").first.wait_for(state="visible")
    assert "Alendronate" in page.locator(".fd-explore .fd-table table").first.inner_text()
    summary.press("Enter")


def test_a_reader_never_sees_both_the_moving_panel_and_the_one_at_rest(page):
    assert page.locator(".fd-explore").count() == 3
    assert page.locator("text=This is the panel at rest").count() == 0


def test_without_scripts_the_panel_at_rest_is_there(html):
    assert html.count("This is the panel at rest. It moves in") == 3
    assert html.count('alt="Calendar of') >= 3


def test_a_phone_needs_no_sideways_scrolling(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => document.querySelector('.fd-explore .fd-svg').width.baseVal.value < 390")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_nothing_went_wrong_and_nothing_was_asked_of_the_network(page):
    assert page.problems == []
    assert page.outside == []


def shown(panel):
    """Return the sentence and the picture of a panel."""
    return panel.locator(".fd-sentence").text_content() + panel.locator(".fd-svg").inner_html()


HEAVY = [
    pytest.param(name, marks=pytest.mark.slow) for name in ("20_side_effects", "35_what_follows", "40_missed_doses")
]


@pytest.mark.parametrize("name", ["30_adherence", *HEAVY])
def test_every_panel_of_a_lesson_moves_by_each_control_without_a_kernel(chromium, site, name):
    file = site / f"{name}.html"
    assert file.stat().st_size < 4_000_000
    page = lab.open_page(chromium, file)
    for panel in page.locator(".fd-explore").all():
        panel.locator(".fd-side details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
        moved = []
        for control in panel.locator("input[type=range]:enabled:visible, select:enabled:visible").element_handles():
            panel.get_by_role("button", name="Reset").click()
            before = shown(panel)
            at = control.input_value()
            control.press("End")
            if control.input_value() == at:
                control.press("Home")
            page.wait_for_function(
                """([box, before]) => !box.querySelector('.fd-trouble').hidden
                     || box.querySelector('.fd-sentence').textContent + box.querySelector('.fd-svg').innerHTML !== before""",
                arg=[panel.element_handle(), before],
            )
            moved.append(not panel.locator(".fd-trouble").is_visible())
        assert all(moved), panel.locator(".fd-title").inner_text()
    assert page.problems == [] and page.outside == []
    page.close()


def test_a_page_of_one_s_own_takes_the_folder_and_names_a_cell_it_cannot_take(data_folder, tmp_path):
    import nbformat

    def written(*cells):
        made = [nbformat.v4.new_markdown_cell("# Mine"), *(nbformat.v4.new_code_cell(cell) for cell in cells)]
        nbformat.write(nbformat.v4.new_notebook(cells=made), tmp_path / "mine.ipynb")
        return tmp_path / "mine.ipynb"

    own = written(f'use("{data_folder}")', "explore_dosing()", 'check_yourself("10_dosing_frequency")')
    made = [each for _, _, each in pages.placed(own, nbformat.read(own, as_version=4))]
    assert "Shown are US labels." in made[0].note and made[1].notes == ["Shown are US labels."]
    for cell, words in (
        ("explore_dosing(years=n)", "found n, expected plain values"),
        ("check_yourself(name)", "found name"),
    ):
        with pytest.raises(pages.NotTaken, match=f"mine.ipynb, cell 2: {words}"):
            pages.panels_of(written(cell))
