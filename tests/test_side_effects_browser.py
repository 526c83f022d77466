"""The lesson on side effects in real JupyterLab: choose a view by key, read what changes."""

import lab
import pytest

pytestmark = pytest.mark.slow  # in `make test` the first lesson stands for all in JupyterLab


@pytest.fixture(scope="module")
def lesson(chromium, jupyter):
    """The lesson, open and run, in a window of a laptop's size."""
    page = lab.new_page(chromium)
    lab.open_and_run(page, jupyter[0], "20_side_effects.ipynb")
    lab.wait_for_panels(page, "20_side_effects")
    yield page
    page.close()


def wait_for(page, part):
    page.wait_for_function(
        "part => document.querySelector('.fd-explore .fd-sentence').textContent.includes(part)", arg=part
    )


FIRST = "about 42 of 100 with zoledronic acid, about 12 with placebo"


def test_a_view_is_chosen_with_keys_alone(lesson):
    wait_for(lesson, FIRST)
    show = lesson.locator(".fd-explore").first.get_by_label("Show")
    show.focus()
    lesson.keyboard.press("ArrowDown")
    lesson.wait_for_function("() => document.querySelector('.fd-explore .fd-svg').ariaLabel.includes('of 100 people')")
    lesson.get_by_role("button", name="Reset").first.focus()
    lesson.keyboard.press("Enter")
    wait_for(lesson, FIRST)


def test_a_control_that_a_view_does_not_use_is_not_there(chromium, jupyter):
    import nbformat

    cell = """
from helpers.panel import Options, Panel
from helpers import explore_ratios
answer = explore_ratios().answer()
views = Options("kind", "Kind", [("a", "A"), ("b", "B")], "a")
extra = Options("extra", "Only with B", [(1, "one"), (2, "two")], 1, used_when=("kind", ["b"]))
Panel("Two views", [views, extra], lambda state: answer)"""
    address, folder = jupyter
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)], metadata=metadata)
    nbformat.write(notebook, folder / "two_views.ipynb")
    page = lab.new_page(chromium)
    lab.open_and_run(page, address, "two_views.ipynb")
    lab.wait_for_pictures(page, 1)
    assert not page.get_by_label("Only with B").is_visible()
    page.get_by_label("Kind").select_option(label="B")
    page.get_by_label("Only with B").wait_for(state="visible")
    page.close()


def test_long_lists_stand_by_drug(lesson):
    groups = lesson.locator(".fd-explore").first.get_by_label("Comparison").locator("optgroup")
    names = groups.evaluate_all("groups => groups.map(group => group.label)")
    assert names == sorted(names) and {"Alendronate", "Zoledronic acid"} < set(names)
    words = groups.last.locator("option").all_text_contents()
    assert words == sorted(words) and not any(text.startswith("Zoledronic acid:") for text in words)


def test_two_trials_say_in_what_they_differ(lesson):
    box = lesson.locator(".fd-explore").nth(2)
    assert "They differ in: time, design" in box.locator(".fd-sentence").text_content()
    box.get_by_label("Beside it").select_option(label="Daily risedronate, label table")
    lesson.wait_for_function(
        "box => !box.querySelector('.fd-sentence').textContent.includes('time, design')",
        arg=box.element_handle(),
    )
    box.get_by_role("button", name="Reset").click()


def test_the_table_holds_how_each_figure_was_checked(lesson):
    summary = lesson.locator(".fd-explore").first.locator("summary", has_text="The numbers as a table")
    summary.press("Enter")
    table = lesson.locator(".fd-explore").first.locator(".fd-table table")
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
