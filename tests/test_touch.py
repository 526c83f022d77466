"""Marks answer the pointer, the finger and the keys: read, walk, choose, grab; on a page, from a file."""

import lab
import pytest

REFILLS, FIGURES = 0, 2


def opened(chromium, site, name, **options):
    return lab.open_page(chromium, site / f"{name}.html", **options)


@pytest.fixture(scope="module")
def adherence(chromium, site):
    page = opened(chromium, site, "30_adherence")
    yield page
    page.close()


@pytest.fixture(scope="module")
def follows(chromium, site):
    page = opened(chromium, site, "35_what_follows")
    yield page
    page.close()


def panel(page, which):
    return page.locator(".fd-explore").nth(which)


def says(page, which, part):
    page.wait_for_function(
        "([which, part]) => document.querySelectorAll('.fd-explore .fd-sentence')[which].textContent.includes(part)",
        arg=[which, part],
    )


def middle(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def reset(page, which):
    panel(page, which).get_by_role("button", name="Reset").click()


def test_pointing_at_a_mark_reads_it(adherence):
    mark = panel(adherence, FIGURES).locator("[data-key^='P']").first
    mark.scroll_into_view_if_needed()
    adherence.wait_for_timeout(300)  # what is read goes when the page scrolls
    adherence.mouse.move(*middle(mark.bounding_box()))
    reading = panel(adherence, FIGURES).locator(".fd-reading")
    reading.wait_for(state="visible")
    assert "%" in reading.inner_text()
    box, window = reading.bounding_box(), panel(adherence, FIGURES).bounding_box()
    assert box["x"] >= window["x"] - 1 and box["x"] + box["width"] <= window["x"] + window["width"] + 1
    adherence.mouse.move(2, 2)
    reading.wait_for(state="hidden")


def test_arrow_keys_walk_from_mark_to_mark_and_a_screen_reader_hears_each(adherence):
    walk = panel(adherence, REFILLS).locator(".fd-walk")
    walk.focus()
    heard = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"):
        adherence.keyboard.press(key)
        option = walk.locator("[role=option]")
        assert walk.get_attribute("aria-activedescendant") == option.get_attribute("id")
        heard.append((option.get_attribute("aria-posinset"), option.inner_text()))
        assert panel(adherence, REFILLS).locator(".fd-reading").inner_text() == heard[-1][1]
    places = [int(place) for place, _ in heard]
    assert places[1] == places[0] + 1 and places[2] == places[0] and places[4] == 1 and places[3] > 10
    assert len({words for _, words in heard}) == 4
    adherence.keyboard.press("Escape")
    assert not panel(adherence, REFILLS).locator(".fd-reading").is_visible()


def heard(page, box, most=40):
    """What a screen reader hears on the way through the marks of a panel."""
    walk = box.locator(".fd-walk")
    walk.focus()
    page.keyboard.press("Home")
    size = int(walk.locator("[role=option]").get_attribute("aria-setsize"))
    told = []
    for _ in range(min(size, most)):
        told.append(walk.locator("[role=option]").inner_text())
        page.keyboard.press("ArrowRight")
    return told


def test_a_mark_heard_alone_says_where_it_stands(chromium, site):
    page = opened(chromium, site, "20_side_effects")
    for box in page.locator(".fd-explore").all():
        told = heard(page, box)
        assert len(set(told)) == len(told), "two marks cannot be told apart"
    gut = page.locator(".fd-explore", has_text="The gut: tablets and a first infusion")
    assert all(each.startswith(("risedronate", "zoledronic acid")) for each in heard(page, gut))
    page.close()


def test_a_guess_says_its_number_and_what_is_written_in_a_picture_is_read(chromium, site):
    page = opened(chromium, site, "10_dosing_frequency")
    guess = page.locator(".fd-guess").first
    slider = guess.locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    said = slider.get_attribute("aria-valuetext")
    assert heard(page, guess)[0].endswith(f"your guess, {said}")
    guess.get_by_role("button", name="That is my guess").press("Enter")
    page.wait_for_function("() => document.querySelector('.fd-guess .fd-unseen').textContent.length > 20")
    why = guess.locator(".fd-picture > .fd-unseen").first.inner_text()
    assert why.split()[0] in guess.locator("svg").first.text_content()
    page.close()


def test_a_move_that_leaves_the_sentence_alone_is_said_too(chromium, site):
    page = opened(chromium, site, "20_side_effects")
    box = page.locator(".fd-explore").first
    sentence = box.locator(".fd-sentence").inner_text()
    lab.move(page, box, "view", 1)
    page.wait_for_function("box => box.querySelector('.fd-unseen[role=status]').textContent", arg=box.element_handle())
    assert box.locator(".fd-sentence").inner_text() == sentence
    page.close()


def test_a_study_is_chosen_by_pressing_its_mark_and_by_keys(adherence):
    reset(adherence, FIGURES)
    mark = panel(adherence, FIGURES).locator("[data-key^='P']").first
    mark.scroll_into_view_if_needed()
    adherence.mouse.click(*middle(mark.bounding_box()))
    chosen = panel(adherence, FIGURES).get_by_label("Highlight a study")
    study = chosen.evaluate("list => list.selectedOptions[0].textContent")
    assert study != "none"
    says(adherence, FIGURES, study)
    reset(adherence, FIGURES)
    walk = panel(adherence, FIGURES).locator(".fd-walk")
    walk.focus()
    adherence.keyboard.press("Home")
    adherence.keyboard.press("ArrowRight")
    adherence.keyboard.press("Enter")
    assert chosen.evaluate("list => list.selectedOptions[0].textContent") != "none"
    reset(adherence, FIGURES)


HANDLES = [  # lesson, panel, handle, control, a drag in pixels, whether the value grows
    ("adherence", REFILLS, "dispensing 1", "The second one comes", (60, 0), True),
    ("adherence", REFILLS, "no more", "No more after", (-80, 0), False),
    ("follows", 0, "next 1", "Second yearly infusion", (0, -40), True),
]


@pytest.mark.parametrize(("lesson", "which", "key", "label", "drag", "grows"), HANDLES)
def test_a_handle_follows_the_pointer_and_its_keys(request, lesson, which, key, label, drag, grows):
    adherence = request.getfixturevalue(lesson)
    reset(adherence, which)
    control = panel(adherence, which).get_by_label(label, exact=True)
    handle = panel(adherence, which).locator(f".fd-handle[data-key='{key}']")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    start, (x, y) = int(control.input_value()), middle(box)
    adherence.mouse.move(x, y)
    adherence.mouse.down()
    for step in range(1, 9):
        adherence.mouse.move(x + drag[0] * step / 8, y + drag[1] * step / 8)
    adherence.mouse.up()
    moved = int(control.input_value())
    assert (moved > start) == grows and moved != start
    adherence.wait_for_timeout(100)
    after = handle.bounding_box()
    assert abs(middle(after)[0] - (x + drag[0])) < 25 and abs(middle(after)[1] - (y + drag[1])) < 25
    adherence.wait_for_function(
        "([handle, moved]) => handle.ariaValueNow === moved", arg=[handle.element_handle(), str(moved)]
    )
    handle.focus()
    adherence.keyboard.press("ArrowRight")
    assert int(control.input_value()) == moved + 1
    adherence.keyboard.press("Home")
    assert int(control.input_value()) == 0
    adherence.keyboard.press("End")
    assert control.input_value() == control.get_attribute("max")
    adherence.wait_for_function(
        "([one, other]) => one.ariaValueText === other.ariaValueText",
        arg=[handle.element_handle(), control.element_handle()],
    )
    assert adherence.evaluate("() => document.activeElement.dataset.key") == key, "the focus stays on what is held"
    reset(adherence, which)


def test_a_grab_is_given_back_by_escape_and_taken_by_the_first_button_only(adherence):
    reset(adherence, REFILLS)
    control = panel(adherence, REFILLS).get_by_label("The second one comes", exact=True)
    handle = panel(adherence, REFILLS).locator(".fd-handle[data-key='dispensing 1']")
    handle.scroll_into_view_if_needed()
    start, (x, y) = control.input_value(), middle(handle.bounding_box())
    adherence.mouse.move(x, y)
    adherence.mouse.down(button="right")
    adherence.mouse.move(x + 60, y)
    adherence.mouse.up(button="right")
    assert control.input_value() == start
    adherence.mouse.move(x, y)
    adherence.mouse.down()
    adherence.mouse.move(x + 60, y)
    assert control.input_value() != start
    adherence.keyboard.press("Escape")
    assert control.input_value() == start
    adherence.mouse.move(x + 90, y)
    assert control.input_value() == start
    adherence.mouse.up()


def test_a_handle_stays_where_the_page_has_no_picture(adherence):
    reset(adherence, REFILLS)
    for label in ("Grace period", "No more after", "The second one comes"):
        panel(adherence, REFILLS).get_by_label(label, exact=True).press("Home")
    panel(adherence, REFILLS).locator(".fd-trouble").wait_for(state="visible")
    handle = panel(adherence, REFILLS).locator(".fd-handle[data-key='dispensing 1']")
    handle.focus()
    adherence.keyboard.press("ArrowRight")
    assert adherence.evaluate("() => document.activeElement.dataset.key") == "dispensing 1"
    reset(adherence, REFILLS)


def test_what_the_mouse_rests_on_does_not_change_what_the_keys_have_reached(adherence):
    reset(adherence, FIGURES)
    walk = panel(adherence, FIGURES).locator(".fd-walk")
    walk.focus()
    adherence.keyboard.press("End")
    reached = walk.locator("[role=option]").inner_text()
    ring = panel(adherence, FIGURES).locator(".fd-here").bounding_box()
    assert ring["y"] > -2 and ring["y"] + ring["height"] < 902, "walking keeps the mark in sight"
    mark = panel(adherence, FIGURES).locator("[data-key^='P']").last
    adherence.mouse.move(*middle(mark.bounding_box()))
    adherence.keyboard.press("ArrowLeft")
    adherence.keyboard.press("ArrowRight")
    assert walk.locator("[role=option]").inner_text() == reached


def test_the_horizon_is_pulled_with_a_finger(chromium, site):
    page = opened(chromium, site, "10_dosing_frequency", viewport={"width": 390, "height": 844}, has_touch=True)
    handle = page.locator(".fd-handle[data-key=horizon]").first
    handle.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    x, y = middle(handle.bounding_box())
    touch = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", x), *(("touchMove", x + 12 * n) for n in range(1, 8)), ("touchEnd", None)):
        points = [] if at is None else [{"x": at, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_function(
        "() => !document.querySelector('.fd-explore .fd-sentence').textContent.startsWith('In 3 years')"
    )
    assert int(page.get_by_label("How long", exact=True).first.input_value()) > 2
    page.locator("[data-key='IBN-IV-3M visit_hours_per_year']").first.scroll_into_view_if_needed()
    page.touchscreen.tap(*middle(page.locator("[data-key='IBN-IV-3M visit_hours_per_year']").first.bounding_box()))
    assert "hours a year" in page.locator(".fd-explore .fd-reading:visible").inner_text()
    assert page.problems == []
    page.close()


NOTE_MOTIONS = """() => {
  const animate = Element.prototype.animate;
  window.motions = [];
  Element.prototype.animate = function (...asked) {
    const found = animate.apply(this, asked);
    window.motions.push(found.effect.getComputedTiming().endTime);
    return found;
  };
}"""


def motion(page):
    """Move the slider by a key; return the longest motion that began, in milliseconds, whether it has ended or not."""
    page.evaluate(NOTE_MOTIONS)
    page.get_by_label("How long", exact=True).first.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.fd-explore .fd-sentence').textContent.startsWith('In 4 years')"
    )
    return page.evaluate("() => Math.max(0, ...window.motions)")


def test_marks_move_to_their_new_place_in_a_quarter_of_a_second_or_at_once_where_less_motion_is_asked_for(
    chromium, site
):
    page = opened(chromium, site, "10_dosing_frequency")
    assert 0 < motion(page) <= 250
    page.close()
    page = opened(chromium, site, "10_dosing_frequency", reduced_motion="reduce")
    assert motion(page) == 0
    page.close()


def test_a_page_follows_a_dark_system_and_forced_colours(chromium, site):
    ink = "() => getComputedStyle(document.querySelector('.fd-svg text')).fill"
    page = opened(chromium, site, "10_dosing_frequency", forced_colors="active")
    assert page.evaluate("() => matchMedia('(forced-colors: active)').matches")
    text = page.evaluate("() => getComputedStyle(document.querySelector('.fd-explore .fd-sentence')).color")
    fills = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('.fd-svg .fd-full')].map(e => getComputedStyle(e).fill))]"
    )
    assert page.evaluate(ink) == text and text in fills and len(fills) <= 3, "the reader's own colours, no others"
    page.close()


def test_at_400_percent_nothing_is_lost(chromium, site):
    page = opened(chromium, site, "30_adherence", viewport={"width": 320, "height": 256})
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    for which in (REFILLS, FIGURES):
        panel(page, which).scroll_into_view_if_needed()
        assert panel(page, which).locator(".fd-svg").bounding_box()["width"] <= 320
    assert page.problems == []
    page.close()


def test_nothing_went_wrong_and_nothing_was_asked_of_the_network(adherence):
    assert adherence.problems == [] and adherence.outside == []
