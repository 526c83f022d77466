"""The lesson in real JupyterLab, in Chromium: run it, press keys, read what changes."""

import re

import lab
import pytest

LESSON = "10_dosing_frequency.ipynb"


@pytest.fixture(scope="module")
def lesson(chromium, jupyter):
    """The lesson, open and run, in a window of a laptop's size."""
    page = lab.new_page(chromium)
    lab.open_and_run(page, jupyter[0], LESSON)
    lab.wait_for_panels(page, "10_dosing_frequency")
    yield page
    page.close()


def test_opening_a_lesson_does_not_mark_it_changed(chromium, jupyter):
    page = lab.new_page(chromium)
    page.goto(f"{jupyter[0]}/lab/tree/00_start_here.ipynb?token={lab.TOKEN}&reset")
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=60_000,
    )
    model = "window.jupyterapp.shell.currentWidget.context.model"
    page.wait_for_function(f"() => {model}.sharedModel.metadata.language_info?.version")
    page.wait_for_timeout(1000)
    assert not page.evaluate(f"() => {model}.dirty")
    page.close()
    lab.stop_kernel(jupyter[0], "00_start_here.ipynb")


def sentence(page):
    return page.locator(".fd-explore .fd-sentence").first.text_content()


def wait_for(page, words):
    page.wait_for_function(
        "words => document.querySelector('.fd-explore .fd-sentence').textContent.startsWith(words)", arg=words
    )


def test_arrow_keys_move_the_slider_the_sentence_and_the_picture(lesson):
    assert sentence(lesson).startswith("In 3 years")
    slider = lesson.get_by_label("How long", exact=True).first
    slider.focus()
    before = lesson.locator(".fd-explore .fd-svg").first.inner_html()
    lesson.keyboard.press("ArrowRight")
    wait_for(lesson, "In 4 years")
    assert slider.get_attribute("aria-valuetext") == "4 years"
    assert lesson.locator(".fd-explore .fd-svg").first.get_attribute("aria-label").startswith("Calendar of 4 years")
    assert lesson.locator(".fd-explore .fd-svg").first.inner_html() != before
    lesson.keyboard.press("End")
    wait_for(lesson, "In 10 years")
    assert "alendronate 70 mg 522." in sentence(lesson)
    lesson.keyboard.press("Home")
    wait_for(lesson, "In 1 year ")
    assert "alendronate 70 mg 53." in sentence(lesson)


def test_reset_by_keyboard(lesson):
    lesson.get_by_label("How long", exact=True).first.focus()
    lesson.keyboard.press("End")
    wait_for(lesson, "In 10 years")
    lesson.get_by_role("button", name="Reset").first.focus()
    lesson.keyboard.press("Enter")
    wait_for(lesson, "In 3 years")
    assert lesson.get_by_label("How long", exact=True).first.get_attribute("aria-valuetext") == "3 years"


def test_regimens_are_chosen_with_keys_alone(lesson):
    summary = lesson.locator(".fd-choices summary").first
    chosen = int(re.search(r"(\d+) of", summary.text_content())[1])
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
    lesson.get_by_label("How long", exact=True).first.focus()
    lesson.keyboard.press("End")
    wait_for(lesson, "In 10 years")
    for _ in range(30):  # it is told when the hand rests
        lesson.wait_for_timeout(300)
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
        if said.strip() == "10":
            break
    assert said.strip() == "10"
    lesson.get_by_role("button", name="Reset").first.click()
    wait_for(lesson, "In 3 years")


def test_the_reader_sees_the_live_panel_only(lesson):
    assert lesson.locator("text=This is the panel at rest").count() == 0
    assert lesson.locator(".fd-explore").count() == 3


def test_every_picture_has_alt_text_and_every_control_a_name(lesson):
    for picture in lesson.locator(".fd-explore .fd-svg").all():
        assert len(picture.get_attribute("aria-label")) > 40
    unnamed = lesson.evaluate(
        """() => [...document.querySelectorAll('.fd-side input, .fd-side select')]
                 .filter(c => !c.labels.length || !c.labels[0].textContent.trim()).length"""
    )
    assert unnamed == 0


def test_axe_finds_nothing_in_the_panels_even_unfolded(lesson):
    assert lab.axe(lesson) == []


def test_a_phone_needs_no_sideways_scrolling(lesson):
    lab.fit_a_phone(lesson)


def test_nothing_went_wrong_and_nothing_left_the_machine(lesson):
    assert [p for p in lesson.problems if "favicon" not in p] == []
    assert lesson.outside == []
