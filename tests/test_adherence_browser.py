"""The lesson on adherence in real JupyterLab: move the rules, choose a study, switch off the tail, by key."""

import lab
import pytest

pytestmark = pytest.mark.slow  # in `make test` the first lesson stands for all in JupyterLab


@pytest.fixture(scope="module")
def lesson(chromium, jupyter):
    """The lesson, open and run, in a window of a laptop's size."""
    page = lab.new_page(chromium)
    lab.open_and_run(page, jupyter[0], "30_adherence.ipynb")
    lab.wait_for_panels(page, "30_adherence")
    yield page
    page.close()


REFILLS, YEARLY, FIGURES, NEXT_DOSES, RATIOS = range(5)


def panel(page, which):
    return page.locator(".fd-explore").nth(which)


def wait_for(page, which, part):
    page.wait_for_function(
        "([which, part]) => document.querySelectorAll('.fd-explore .fd-sentence')[which].textContent.includes(part)",
        arg=[which, part],
    )


def test_the_rules_move_and_the_patient_does_not(lesson):
    wait_for(lesson, REFILLS, "still treated at one year")
    grace = panel(lesson, REFILLS).get_by_label("Grace period")
    grace.focus()
    lesson.keyboard.press("Home")
    wait_for(lesson, REFILLS, "Grace 0 days: no longer treated at one year")
    assert grace.get_attribute("aria-valuetext") == "0 days"
    panel(lesson, REFILLS).locator(".fd-fold summary").press("Enter")
    panel(lesson, REFILLS).get_by_label("Divided by the days").select_option(label="two years")
    wait_for(lesson, REFILLS, "MPR 49 %, PDC 49 %, window of two years")
    panel(lesson, REFILLS).get_by_role("button", name="Reset").press("Enter")
    wait_for(lesson, REFILLS, "still treated at one year")


def test_a_study_is_chosen_with_keys_alone_and_read_out(lesson):
    wait_for(lesson, FIGURES, "Lowest at 12 months")
    panel(lesson, FIGURES).locator(".fd-fold summary").press("Enter")
    study = panel(lesson, FIGURES).get_by_label("Highlight a study")
    study.focus()
    lesson.keyboard.press("ArrowDown")
    first = study.evaluate("list => list.selectedOptions[0].textContent")
    wait_for(lesson, FIGURES, first)
    panel(lesson, FIGURES).get_by_role("button", name="Reset").press("Enter")


@pytest.mark.parametrize(
    ("which", "key", "label", "drag"),
    [
        (REFILLS, "dispensing 1", "The second one comes", (60, 0)),
        (REFILLS, "no more", "No more after", (-60, 0)),
    ],
)
def test_a_handle_is_pulled_and_moved_by_keys_and_the_notebook_stays_as_it_is(lesson, which, key, label, drag):
    panel(lesson, which).get_by_role("button", name="Reset").press("Enter")
    control = panel(lesson, which).get_by_label(label, exact=True)
    handle = panel(lesson, which).locator(f".fd-handle[data-key='{key}']")
    handle.scroll_into_view_if_needed()
    lesson.wait_for_timeout(300)
    cells, start, box = lesson.locator(".jp-Cell").count(), control.input_value(), handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lesson.mouse.move(x, y)
    lesson.mouse.down()
    for step in range(1, 6):
        lesson.mouse.move(x + drag[0] * step / 5, y + drag[1] * step / 5)
    lesson.mouse.up()
    moved = int(control.input_value())
    assert str(moved) != start
    handle.focus()
    lesson.keyboard.press("ArrowLeft")
    assert int(control.input_value()) == moved - 1
    for shortcut in ("a", "b", "d", "d", "Escape"):
        handle.press(shortcut)
    assert lesson.locator(".jp-Cell").count() == cells
    panel(lesson, which).get_by_role("button", name="Reset").press("Enter")


def test_axe_finds_nothing_in_the_panels_even_unfolded(lesson):
    assert lab.axe(lesson) == []


def test_a_phone_needs_no_sideways_scrolling(lesson):
    lab.fit_a_phone(lesson)


def test_nothing_went_wrong_and_nothing_left_the_machine(lesson):
    assert [p for p in lesson.problems if "favicon" not in p] == []
    assert lesson.outside == []
