"""Guesses and exercises as a student meets them: by pointer, finger and keys, on a page and in JupyterLab."""

import lab
import pytest


@pytest.fixture
def first(chromium, site):
    page = lab.open_page(chromium, site / "20_side_effects.html")
    yield page
    assert page.problems == [] and page.outside == []
    page.close()


def guess(page, name):
    return page.locator(f"[data-panel=guess-{name}] .fd-panel")


def words(box):
    return box.locator(".fd-words").all_text_contents()


def commit(box):
    box.get_by_role("button", name="That is my guess").press("Enter")


def test_a_guess_of_people_is_set_in_the_picture_and_the_truth_comes_after(first):
    box = guess(first, "first")
    assert "how many have fever" in box.locator(".fd-sentence").text_content()
    assert "42" not in box.inner_text() and not box.locator(".fd-numbers").is_visible()
    box.locator(".fd-svg").scroll_into_view_if_needed()
    place = box.locator(".fd-svg").bounding_box()
    unit = float(box.locator(".fd-svg").get_attribute("font-size"))
    first.mouse.click(place["x"] + 4.5 * 1.35 * unit, place["y"] + (1.6 + 2.5 * 1.35) * unit)
    assert words(box)[0] == "25 of 100"
    box.get_by_label("placebo infusion", exact=True).press("Home")
    assert words(box) == ["25 of 100", "0 of 100"]
    commit(box)
    lab.sentence_holds(
        first, box, "With the drug: 42; you said 25, 17 too few. With placebo: 12; you said 0, 12 too few."
    )
    assert box.locator(".fd-stands").inner_text() == "Your guess is locked in."
    assert box.get_by_label("placebo infusion", exact=True).is_disabled()
    assert box.locator(".fd-numbers").is_visible() and not box.get_by_role("button", name="Reset").is_visible()
    first.mouse.click(place["x"] + 0.7 * unit, place["y"] + 2.3 * unit)
    assert words(box) == ["25 of 100", "0 of 100"], "a guess that is committed stands"


def test_a_guess_survives_a_reload_of_its_page(first):
    box = guess(first, "gut")
    for _ in range(5):
        box.get_by_label("risedronate", exact=True).press("ArrowRight")
    commit(box)
    lab.sentence_holds(first, box, "you said 20")
    first.wait_for_function("() => decodeURIComponent(location.hash).includes('answered=yes')")
    first.reload()
    box = guess(first, "gut")
    lab.sentence_holds(first, box, "With the drug: 29.8; you said 20, 10 too few.")
    assert box.locator(".fd-stands").is_visible()


def test_bars_are_pulled_with_a_finger(chromium, site):
    page = lab.open_page(
        chromium, site / "10_dosing_frequency.html", viewport={"width": 390, "height": 844}, has_touch=True
    )
    box = guess(page, "doses")
    handle = box.locator(".fd-handle").first
    handle.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    place = handle.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    session = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", x), *(("touchMove", x + 10 * step) for step in range(1, 9)), ("touchEnd", 0)):
        points = [] if kind == "touchEnd" else [{"x": at, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    moved = int(words(box)[0].split(" ")[0])
    assert moved > 250 and words(box)[1:] == ["200 doses", "200 doses"]
    commit(box)
    lab.sentence_holds(page, box, f"Weekly: 522; you said {moved}, ")
    assert page.problems == []
    page.close()


def test_a_curve_is_pulled_by_its_points_and_keys(chromium, site):
    page = lab.open_page(chromium, site / "35_what_follows.html")
    box = guess(page, "cohort")
    handles = box.locator(".fd-handle")
    assert handles.count() == 3
    line = box.locator("[data-key=guess] path").get_attribute("d")
    handles.nth(1).focus()
    for _ in range(30):
        page.keyboard.press("ArrowDown")
    assert words(box) == ["80 of 100", "50 of 100", "80 of 100"]
    assert box.locator("[data-key=guess] path").get_attribute("d") != line
    commit(box)
    lab.sentence_holds(page, box, "One year: 42; you said 80, 38 too many.")
    assert box.locator("[data-key=truth] path").count() == 1 and box.locator(".fd-handle").count() == 0
    page.close()


def test_check_yourself_by_keys_with_feedback_and_a_count(first):
    box = first.locator("[data-exercise=check-yourself] .fd-exercise")
    items = box.locator(".fd-item")
    count = box.locator(".fd-count")
    assert count.inner_text() == f"Still to do: {items.count()}."
    assert not box.locator("details").count(), "nothing of the answers can be opened"
    item = items.first
    button = item.get_by_role("button", name="Check")
    assert button.is_disabled()
    item.locator("input").first.focus()
    first.keyboard.press("Space")
    button.press("Enter")
    verdict = item.locator(".fd-verdict")
    assert verdict.inner_text().startswith("Not quite. ")
    first.keyboard.press("Shift+Tab")
    first.keyboard.press("ArrowDown")
    assert verdict.inner_text() == ""
    button.press("Enter")
    assert verdict.inner_text().startswith("Yes. ")
    assert count.inner_text() == f"Done: 1 of {items.count()}; right at the first try: 0."
    assert "fd-right" in item.get_attribute("class")


def test_steps_are_ordered_by_keys_buttons_and_dragging(chromium, site):
    page = lab.open_page(chromium, site / "10_dosing_frequency.html")
    box = page.locator("[data-exercise=do-infusion-visit] .fd-exercise")
    steps = box.locator(".fd-order li span")
    check = box.get_by_role("button", name="Check the order")
    check.press("Enter")
    assert "Something comes before “Run in the drug" in box.locator(".fd-verdict").inner_text()
    box.get_by_role("button", name="Up: Take blood").press("Enter")
    assert steps.all_text_contents()[0].startswith("Take blood")
    box.get_by_role("button", name="Up: Ask about allergies").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert steps.all_text_contents()[1].startswith("Ask about")
    rows = box.locator(".fd-order li")
    rows.nth(4).drag_to(rows.nth(2), target_position={"x": 30, "y": 3})
    assert [text[:3] for text in steps.all_text_contents()] == ["Tak", "Ask", "Put", "Run", "Flu", "Tel"]
    check.press("Enter")
    assert box.locator(".fd-verdict").inner_text().startswith("Yes. ")
    assert box.locator(".fd-count").inner_text() == "Done: 1 of 1; right at the first try: 0."
    assert page.problems == []
    page.close()


def test_cards_are_sorted_and_each_says_why(chromium, site):
    page = lab.open_page(chromium, site / "35_what_follows.html")
    box = page.locator("[data-exercise=do-fact-or-not] .fd-exercise")
    for select in box.locator("select").all():
        select.select_option("an assumption")
    box.get_by_role("button", name="Check all").press("Enter")
    assert box.locator(".fd-verdict").inner_text() == "2 of 6 stand where they belong."
    assert (
        box.locator(".fd-why").first.inner_text().startswith("Not quite. A fact that was counted: Counted in studies")
    )
    page.close()


def test_on_paper_the_answers_are_a_key_at_the_end(first):
    assert not first.locator(".page-key").is_visible()
    first.emulate_media(media="print")
    key = first.locator(".page-key")
    assert key.is_visible() and "1. It is mostly the first; for most, later ones are milder" in key.inner_text()
    assert first.locator("main > :last-child").get_attribute("class") == "page-key"


@pytest.mark.slow
def test_axe_finds_nothing_in_guesses_and_exercises(first):
    assert lab.axe(first) == []
    assert guess(first, "first").get_by_role("button", name="That is my guess").is_disabled(), "nothing was guessed"
    guess(first, "first").get_by_label("placebo infusion", exact=True).press("ArrowLeft")
    commit(guess(first, "first"))
    item = first.locator(".fd-item").first
    item.locator("input").first.check()
    item.get_by_role("button", name="Check").click()
    assert lab.axe(first) == []


@pytest.mark.slow
def test_in_jupyterlab_a_guess_stays_when_its_cell_runs_again(chromium, jupyter):
    page = lab.new_page(chromium, viewport={"width": 1280, "height": 3000})
    lab.open_and_run(page, jupyter[0], "10_dosing_frequency.ipynb")
    lab.wait_for_panels(page, "10_dosing_frequency")
    box = page.locator(".fd-panel", has_text="how many doses?").first
    box.get_by_label("a tablet once a week", exact=True).press("End")
    commit(box)
    lab.sentence_holds(page, box, "Weekly: 522; you said 600, 78 too many.")
    page.wait_for_timeout(500)
    page.evaluate(
        """async () => {
             const lab = window.jupyterapp, notebook = lab.shell.currentWidget.content
             notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.sharedModel.source.includes('predict('))
             await lab.commands.execute('notebook:run-cell')
           }"""
    )
    page.wait_for_timeout(1500)
    box = page.locator(".fd-panel", has_text="how many doses?").first
    lab.sentence_holds(page, box, "Weekly: 522; you said 600, 78 too many.")
    exercise = page.locator(".fd-exercise").last
    assert exercise.locator(".fd-item").count() >= 4
    assert [problem for problem in page.problems if "favicon" not in problem] == []
    page.close()
