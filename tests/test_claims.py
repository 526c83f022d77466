"""Reading an article: verdicts that follow from rows one can open, how sure one was, a blank card."""

import re
from pathlib import Path

import lab
import pytest

from helpers import claims, judge, own_article, pages
from helpers.lessons import lesson_plan
from helpers.loading import load
from helpers.panel import states
from helpers.words import claims as words

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
TABLES = load()
ROWS = {row["claim_id"]: row for row in TABLES.claims.to_dict("records")}
SETS = ("main", "numbers", "rest")
SAID = [("supported", 25), ("too simple", 50), ("too simple", 75), ("cannot be checked", 95), ("supported", 75)]
SAID += [("too simple", 50), ("not supported", 95), ("too simple", 75)]  # to the eight statements: a verdict, how sure


def test_the_article_has_twenty_statements_eight_of_them_on_the_main_path():
    kinds = TABLES.claims["kind"].value_counts()
    assert dict(kinds) == {claims.ARTICLE: 20, claims.REFERENCE: 2, claims.WORLD: 3}
    found = [judge(which).spec["items"] for which in SETS]
    assert [len(items) for items in found] == [8, 5, 12]
    assert sorted(item["id"] for items in found for item in items) == sorted(ROWS)
    assert {item["verdict"] for item in found[0]} == set(claims.VERDICTS), "the eight need all four verdicts"


def test_each_verdict_has_rows_that_are_there_and_in_words():
    for which in SETS:
        for item in judge(which).spec["items"]:
            assert item["evidence"], item["id"]
            for row in item["evidence"]:
                assert not re.search(r"nan|<NA>|None|\.\.|_", row["words"]), row
                assert re.match(r"\w+\.csv, \S", row["place"]), row
            assert any("url" in row for row in item["evidence"]) or item["verdict"] == "cannot be checked", item["id"]


def test_every_row_that_can_stand_behind_a_verdict_has_words():
    assert set(words._SAYS) == set(claims.BEHIND)
    for table in claims.BEHIND:
        for key in claims._rows(TABLES, table):
            (found,) = claims.behind(f"{table}/{key}", TABLES)
            said = words.says(found, TABLES)
            assert len(said) > 10 and not re.search(r"\bnan\b|<NA>|None", said), (table, key, said)


def test_a_statement_names_the_lesson_that_shows_it_and_a_panel_that_can_be_set_so():
    plan, found = {lesson["name"] for lesson in lesson_plan()}, {}
    for row in ROWS.values():
        name = row["shown_in"]
        assert name in plan
        if name not in found:
            path = NOTEBOOKS / f"{name}.ipynb"
            found[name] = (pages.panels_of(path), pages.alone_of(path))
        panels, alone = found[name]
        if isinstance(row["panel"], str):
            assert row["panel"] in {**panels, **alone}, row["claim_id"]
        if isinstance(row["state"], str):
            controls = panels[row["panel"]].controls
            ((control, value),) = states.read(row["state"], controls).items()
            chosen = value if isinstance(value, list) else [value]
            told = "; ".join(said for each, said in controls[control].options if each in chosen)
            assert row["setting"] == f"{controls[control].label}: {told}"


def test_the_wrong_numbers_of_the_world_are_wrong_by_the_rows_beside_them():
    spine, hip = (found.row for found in claims.behind(ROWS["S023"]["evidence"], TABLES))
    said = float(re.search(r"(\d+) %", ROWS["S023"]["statement"])[1])
    assert said == pytest.approx(100 - 100 * spine["effect"]) and said > 1.5 * (100 - 100 * hip["effect"])
    north_america, hips, _ = (found.row["title"] for found in claims.behind(ROWS["S024"]["evidence"], TABLES))
    assert "JAMA" in north_america and "N Engl J Med" in hips and "New England" in ROWS["S024"]["statement"]


def test_an_unread_reference_is_a_gap():
    assert ROWS["S022"]["verdict"] == "cannot be checked" and ROWS["S022"]["read"] in claims.UNREAD
    for row in ROWS.values():
        assert (row["read"] in claims.UNREAD) == (not isinstance(row["source_id"], str)) or row["kind"] == "reference"


def test_at_rest_a_verdict_is_folded_below_its_statement():
    shown = judge("main")
    assert shown.html.count("<details>") == 8 and "Too simple. No drug prevents all" in repr(shown)
    before = shown.html.partition("<details>")[0]
    assert not any(verdict in before for verdict in claims.VERDICTS)
    assert "Who pays" in own_article().html


def test_an_unknown_set_of_statements_is_named():
    with pytest.raises(ValueError, match='which: found "most", expected one of main, rest, numbers'):
        judge("most")


@pytest.fixture
def page(chromium, site):
    page = lab.open_page(chromium, site / "70_read_the_article.html", viewport={"width": 1280, "height": 900})
    yield page
    assert page.problems == [] and page.outside == []
    page.close()


def statements(page, which="main"):
    return page.locator(".fd-judge", has_text=judge(which).title)


def give(page, box, number, verdict, sure):
    """Give a verdict by keys."""
    lab.fill(page, box, f"{number}-{claims.VERDICTS.index(verdict)}", "on")
    lab.fill(page, box, f"{number}-sure", str(sure))
    box.locator("button:enabled", has_text="That is my verdict").press("Enter")


def test_a_verdict_needs_both_answers_stands_once_given_and_opens_its_rows(page):
    box = statements(page)
    first = box.locator("fieldset").first
    assert first.get_by_role("button").is_disabled() and not first.locator(".fd-from").count()
    lab.fill(page, box, "0-1", "on")
    assert first.get_by_role("button").is_disabled() and "how sure you are" in first.inner_text()
    give(page, box, 0, "too simple", 50)
    verdict = first.locator(".fd-verdict")
    assert verdict.inner_text().startswith("Yes: too simple. No drug prevents all fractures.")
    assert verdict.evaluate("node => node === document.activeElement"), "the button is gone, the focus is not lost"
    assert first.locator("input:enabled, select:enabled, button:visible").count() == 0, "it stands"
    first.locator("summary").press("Enter")
    rows = first.locator(".fd-from li").all_inner_texts()
    assert len(rows) == 7 and "not shown" in rows[1] and "trials.csv, B030" in rows[1]
    assert first.locator(".fd-from a").first.get_attribute("href").startswith("https://")


def test_when_all_are_judged_a_picture_shows_how_sure_and_how_often_right(page):
    box = statements(page)
    for number, (verdict, sure) in enumerate(SAID):
        assert not box.locator(".fd-calibration svg").count()
        give(page, box, number, verdict, sure)
    right = [verdict == item["verdict"] for (verdict, _), item in zip(SAID, judge("main").spec["items"], strict=True)]
    mean, share = sum(sure for _, sure in SAID) / 8, 100 * sum(right) / 8
    told = f"On average you were {mean:.0f} % sure, and {share:.0f} % of your verdicts were right."
    sentence = box.locator(".fd-calibration .fd-sentence").inner_text()
    assert sentence.startswith(told) and sentence.endswith("You were more often sure than right.")
    svg = box.get_by_role("img")
    for level in (25, 50, 75, 95):
        here = [good for (_, sure), good in zip(SAID, right, strict=True) if sure == level]
        assert f"({level}\u00a0%): {sum(here)} of {len(here)} right." in svg.get_attribute("aria-label")
    discs = svg.locator("circle").evaluate_all(
        "all => all.map(disc => [+disc.getAttribute('cx'), +disc.getAttribute('cy')])"
    )
    assert len(discs) == 4 and [x for x, _ in discs] == sorted(x for x, _ in discs)
    box.locator(".fd-unseen", has_text="On average").wait_for(state="attached")
    assert lab.axe(page) == []
    box.get_by_role("button", name="Begin again").press("Enter")
    assert box.locator("svg").count() == 0 and box.locator(":checked:not(option)").count() == 0
    assert box.locator(".fd-count").inner_text() == "Still to judge: 8."


def test_a_statement_leads_to_the_panel_that_shows_it_set_so(page, chromium, site):
    box = statements(page, "numbers")
    give(page, box, 0, "not supported", 95)
    link = box.locator(".fd-shown-in a")
    assert "Set: Fractures: vertebral fractures on X-ray" in box.locator(".fd-shown-in").inner_text()
    name, _, hash = link.get_attribute("href").partition("#")
    there = lab.open_page(chromium, site / name, f"#{hash}", viewport={"width": 1280, "height": 900})
    lab.sentence_holds(there, there.locator("[data-panel=benefit]"), "X-ray")
    there.close()


def test_the_blank_card_keeps_what_is_written_until_a_reload_and_copies_it(page):
    card = page.locator(".fd-blank")
    lab.fill(page, card, "0-text", "Infusions are best.")
    lab.fill(page, card, "0-4", "on")
    lab.fill(page, card, "0-verdict", "too simple")
    card.get_by_role("button", name="Another statement").press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert card.locator(".fd-count").inner_text() == "Statements: 2; with a verdict: 1."
    card.get_by_role("button", name="Copy what I wrote").press("Enter")
    copied = card.locator(".fd-words-to-copy").input_value()
    assert copied.startswith("1. Infusions are best.\n   Verdict: too simple\n   Asked: How many of 100")
    assert copied.endswith("2. (nothing written)\n   Verdict: none yet")
    page.reload()
    card.locator("fieldset").first.wait_for()
    assert card.locator("textarea").first.input_value() == "" and "Infusions" not in page.url


def test_statements_and_card_fit_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    give(page, statements(page), 0, "too simple", 50)
    statements(page).locator("summary").first.press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
