"""The patient card: its questions reach every field, and its browser judges as Python does."""

import json
import random
import re
from itertools import combinations

import lab
import pytest
from test_lessons import grade

from helpers import aid_check, explore_options, explore_patient, patient_sheet
from helpers.eligibility import assessment, cases, questions
from helpers.eligibility.data import rules_data
from helpers.lessons import _file
from helpers.lessons.cases import ASKS, item, solve
from helpers.lessons.choosing import met
from helpers.loading import load
from helpers.options import USUAL
from helpers.panel import front
from helpers.words.options import QUESTIONS as ROWS

TABLES = load()
QUESTIONS = questions.questions(TABLES)
NUMBERS = {  # values that lie around the limits, and some that cannot be
    "age_years": [17, 18, 55, 64.5, 72, 88, 101, 130],
    "weight_kg": [19, 38, 44.5, 60, 72, 95, 140],
    "height_cm": [90, 140, 158, 171.5, 190],
    "creatinine": [0.1, 0.5, 0.8, 1.05, 1.4, 2.2, 45, 88.42, 130, 300],
    "creatinine_clearance": [8, 29.5, 30, 34.9, 35, 36, 48, 60, 90],
    "egfr": [12, 29.9, 30, 45.25, 60, 90],
    "can_stay_upright_minutes": [0, 29, 30, 59, 60],
    "months_since_heart_attack_or_stroke": [0, 11, 12, 30, "never"],
    "monthly_doses_given": [0, 11, 12],
    "total_months_of_abaloparatide": [0, 23, 24],
    "total_months_of_teriparatide": [0, 23, 24, 2000],
}


def somebody(dice):
    """A patient by chance: most of what is asked is known, some is not, a little cannot be."""
    share = dice.choice((0.3, 0.8, 0.95, 1.0))
    patient = {}
    for name in assessment.fields(TABLES):
        if dice.random() > share:
            continue
        if name == "allergic_to":
            patient[name] = dice.choice(assessment.allergens(TABLES))
        elif name in assessment.CHOICES:
            patient[name] = dice.choice(assessment.CHOICES[name])
        elif name in NUMBERS:
            patient[name] = dice.choice(NUMBERS[name])
        else:
            patient[name] = dice.choices(("no", "yes"), (9, 1))[0]
    if dice.random() < 0.75:  # the ends that cannot be are rare, and two kinds of clearance seldom agree by chance
        impossible = {
            "age_years": {17, 130},
            "weight_kg": {19},
            "height_cm": {90},
            "total_months_of_teriparatide": {2000},
        }
        patient = {name: value for name, value in patient.items() if value not in impossible.get(name, ())}
        unit, value = patient.get("creatinine_unit"), patient.get("creatinine", 1)
        if unit and not assessment.kidneys.PLAUSIBLE[unit][0] <= value <= assessment.kidneys.PLAUSIBLE[unit][1]:
            patient.pop("creatinine", None)
        patient.pop(dice.choice(("creatinine", "creatinine_clearance")), None)
        patient.pop(dice.choice(("allergic_to", "allergy_to_product")), None)
    return patient


def by_python(patient):
    try:
        found = assessment.reasons(patient, TABLES)
    except ValueError as error:
        return str(error)
    return [[each, [[*reason[:3], list(reason.asks)] for reason in why]] for each, why in found.items()]


JUDGE = """([script, patients, data]) => {
    const { reasonsOf } = new Function(`${script}; return { reasonsOf }`)()
    const rules = JSON.parse(data)
    return JSON.stringify(JSON.parse(patients).map(patient => {
        try {
            return [...reasonsOf(patient, rules)].map(([id, why]) => [id, why.map(r => [r.verdict, r.text, r.place, r.asks])])
        } catch (error) { return error.message }
    }))
}"""  # texts go to and fro as one string: much faster than as objects


def by_browser(chromium, patients):
    script = front.EXPORT.sub("", front.FOLDER.joinpath("assess.js").read_text(encoding="utf-8"))
    page = chromium.new_page()
    found = page.evaluate(JUDGE, [script, json.dumps(patients), json.dumps(rules_data(TABLES))])
    page.close()
    return json.loads(found)


@pytest.mark.parametrize("people", [1_000, pytest.param(9_000, marks=pytest.mark.slow)])
def test_the_browser_judges_as_python_does(chromium, people):
    dice = random.Random(people)
    patients = [somebody(dice) for _ in range(people)]
    ours, theirs = [by_python(patient) for patient in patients], by_browser(chromium, patients)
    for patient, one, other in zip(patients, ours, theirs, strict=True):
        assert one == other, patient
    judged = [each for each in ours if not isinstance(each, str)]
    assert 0.4 * people < len(judged) < 0.95 * people, "some cannot be, most can"
    met = {verdict for each in judged for _, why in each for verdict in [why[0][0] if why else "suitable"]}
    assert met == set(assessment.VERDICTS)


def test_the_questions_reach_every_field_and_no_other():
    known = set(assessment.fields(TABLES))
    asked = {name for each in QUESTIONS.values() for name in questions._sets(each)} | set(questions.any_of())
    assert asked == known - {"allergy_to_product"}, "the card asks which drug brought the allergy on"
    parts = {part for each in questions.any_of().values() for part in each}
    assert parts <= set(QUESTIONS)
    for each in QUESTIONS.values():
        assert questions._sets(each) or each.name in parts, each.name


# ---------------------------------------------------------------------- cases

CASES = _file("60_which_regimen")["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_has_one_right_answer_which_the_rules_give(case):
    made = item(case, TABLES)
    assert [option["right"] for option in made["options"]].count(True) == 1
    assert all(len(option["feedback"]) > 20 for option in made["options"])
    assert "{" not in made["text"] and not re.search(r"\bnan\b|<NA>", json.dumps(made))
    assert made["fill"] == cases.answers_of(case["id"], TABLES)


def test_twelve_cases_ask_in_every_way_and_three_are_on_the_main_path():
    assert len(CASES) == 12 and sum(case.get("main", False) for case in CASES) == 3
    asked = [case["asks"] for case in CASES]
    assert set(asked) == set(ASKS) and asked.count("missing") == asked.count("guideline") == 2
    assert {"Nursing", "Pharmacy"} <= {word for case in CASES for word in re.findall(r"\w+", case["title"])}
    places = [[o["right"] for o in item(case, TABLES)["options"]].index(True) for case in CASES]
    assert max(places.count(place) for place in places) <= 7, "the right answer is not always in one place"


def test_a_case_follows_a_changed_rule(data_folder):
    file = data_folder / "eligibility.csv"
    text = file.read_text(encoding="utf-8")
    number = re.compile(r"^(RIS-35W,creatinine_clearance,<,)30(,)", re.MULTILINE)
    assert len(number.findall(text)) == 1
    file.write_text(number.sub(r"\g<1>45\g<2>", text), encoding="utf-8")
    own = load(data_folder)
    [case] = [case for case in CASES if case["id"] == "kidneys"]
    assert "Left out: 1 of 1 cases" in repr(solve("60_which_regimen", [case["id"]], "A case", own)), "none is left"


# ---------------------------------------------------------------------- the grid and the sheet


def test_every_option_has_the_same_cells_and_a_gap_is_said():
    spec = explore_options().spec
    shown = {option["id"] for option in spec["options"]}
    assert shown >= {"none", *USUAL} and len(shown) + len(spec["left"]) == 1 + len(TABLES.regimens)
    assert all(name in spec["note"] for name in spec["left"])
    for option in spec["options"]:
        assert list(option["cells"]) == list(ROWS)
        for name, cell in option["cells"].items():
            assert cell["lines"] and cell["plain"], (option["id"], name)
            assert cell["gap"] or cell["sources"] or option["id"] == "none", (option["id"], name)
            assert not re.search(r"\bnan\b|<NA>", json.dumps(cell)), (option["id"], name)


@pytest.mark.parametrize("pair", list(combinations(("none", *USUAL), 2)), ids="-".join)
def test_the_sheet_for_a_patient_is_plain_and_names_no_drug(pair):
    text = patient_sheet(*pair).text
    body, _, foot = text.rpartition("Made for a talk")
    names = {*TABLES.regimens["drug"], *TABLES.regimens["brand"].str.split().str[0]}
    assert not [name for name in names if name.lower() in body.lower()]
    assert "Last read: 20" in foot and "Sources: " in foot
    assert grade(re.sub(r"\b[\d.,]+\b", "", body.replace("\n", "\n\n"))) <= 7


def test_the_criteria_of_a_decision_aid_are_worked_out():
    found = {key: met(key, TABLES)[0] for key in TABLES.aid_criteria["criterion_id"]}
    assert len(found) == 12 and [key for key, is_met in found.items() if not is_met] == ["C6"], "who pays is not stated"
    assert "11 of 12 criteria met" in aid_check().text


WRONG = {
    "an unknown question": (lambda: explore_patient({"shoe_size": 42}), "answers: found shoe_size"),
    "an unknown answer": (lambda: explore_patient({"sex": "f"}), "sex: found 'f', expected one of female, male"),
    "what cannot be": (lambda: explore_patient({"age_years": 300}), "age_years: found 300"),
    "too many options": (
        lambda: explore_options(["none", "ALN-70W", "RIS-35W", "DMAB-60"]),
        "found 4, expected 1 to 3",
    ),
    "an unknown option": (lambda: explore_options(["ASPIRIN"]), 'unknown regimen "ASPIRIN"'),
    "one option twice": (lambda: patient_sheet("none", "none"), 'found "none" twice'),
    "no such option": (lambda: patient_sheet("none", "ASPIRIN"), 'option: found "ASPIRIN"'),
    "no such case": (lambda: solve("60_which_regimen", ["nobody"], "x"), "has no case nobody"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name):
    made, words = WRONG[name]
    with pytest.raises(ValueError) as error:
        made()
    assert words in str(error.value)


# ---------------------------------------------------------------------- as one uses it

START = {
    "sex": "female", "postmenopausal": "yes", "age_years": "72", "purpose": "treatment", "upright": "60",
    "high_risk": "yes", "creatinine_unit": "mg/dL", "creatinine": "0.9", "weight_kg": "60", "height_cm": "160", "egfr": "70",
    "mouth": "yes", "chronic_kidney_disease": "no", "older": "no",
}  # fmt: skip


@pytest.fixture
def page(chromium, site):
    page = lab.open_page(chromium, site / "60_which_regimen.html")
    yield page
    assert page.problems == [] and page.outside == []
    page.close()


def filled(page, **changes):
    """The card with a patient on it of whom everything is answered."""
    card = page.locator(".fd-card")
    for name, value in {**START, **changes}.items():
        lab.fill(page, card, name, value)
    card.get_by_role("button", name="None of these apply").press("Enter")
    return card


def test_none_of_these_is_one_press_that_lists_what_it_filled(page):
    card = filled(page)
    told = card.locator(".fd-filled")
    count = int(re.search(r"Answered (\d+) questions", told.inner_text())[1])
    told.locator("summary").press("Enter")
    lines = told.locator("li").all_inner_texts()
    assert len(lines) == count > 30 and "On dialysis: no" in lines and "Heart attack or stroke: never" in lines
    assert not any("eGFR" in line or "mouth" in line for line in lines), "what no press can answer stays open"
    lab.sentence_holds(page, card, "Of 9 treatments: 9 suitable.")
    card.get_by_label("On dialysis").evaluate("input => input.closest('details').open = true")
    lab.fill(page, card, "dialysis", "yes")
    lab.sentence_holds(page, card, "1 act first")
    assert "do not fit together" in card.locator(".fd-verdicts").evaluate("box => box.textContent")


def test_every_verdict_opens_its_reasons_with_their_place(page):
    card = filled(page, creatinine="1.4")
    group = card.locator("[data-verdict=contraindicated]")
    assert group.locator("h4").inner_text() == "✕ Contraindicated (1)"
    group.locator("summary").press("Enter")
    assert "contraindicated: The kidneys clear it" in group.inner_text() and "section 4" in group.inner_text()
    lab.fill(page, card, "weight_kg", "61")
    assert group.locator("details").get_attribute("open") is not None, "what was opened stays open"


def test_what_cannot_be_leaves_no_verdict_on_the_screen(page):
    card = filled(page)
    lab.fill(page, card, "creatinine", "90")
    trouble = card.locator(".fd-trouble")
    trouble.wait_for(state="visible")
    words = "Creatinine in the blood: found 90 mg/dL, expected 0.2 to 20 mg/dL; was µmol/L meant?"
    assert trouble.inner_text() == card.locator(".fd-wrong:visible").inner_text() == words
    assert card.locator(".fd-verdict-group").count() == 0
    assert card.locator(".fd-sentence").inner_text() == "No verdict yet: see “Creatinine in the blood”."
    assert "card: " not in page.locator(".fd-options").inner_text(), "nor in the grid"
    lab.fill(page, card, "creatinine_unit", "µmol/L")
    lab.sentence_holds(page, card, "Of 9 treatments: 9 suitable.")
    assert not trouble.is_visible() and not card.locator(".fd-wrong:visible").count()


NUMBERS_AS_WRITTEN = {
    "0,9": "Of 9 treatments: 9 suitable.",
    ".9": "Of 9 treatments: 9 suitable.",
    "0.9.1": None,
    "1e3": None,
    "--": None,
}


@pytest.mark.parametrize("written", NUMBERS_AS_WRITTEN)
def test_a_number_is_read_as_it_is_written_or_refused(page, written):
    card = filled(page)
    lab.fill(page, card, "creatinine", written)
    wanted = NUMBERS_AS_WRITTEN[written]
    if wanted:
        lab.sentence_holds(page, card, wanted)
    else:
        card.locator(".fd-trouble", has_text=f"found “{written}”, expected a number").wait_for()
        assert card.locator(".fd-verdict-group").count() == 0


def test_arrow_keys_go_in_steps_of_the_unit(page):
    card = page.locator(".fd-card")
    field = card.locator("[id$='-creatinine']")
    lab.fill(page, card, "creatinine_unit", "mg/dL")
    field.press("ArrowUp")
    assert field.input_value() == "0.9", "from nothing to a usual value"
    field.press("ArrowUp")
    assert field.input_value() == "1"
    lab.fill(page, card, "creatinine_unit", "µmol/L")
    lab.fill(page, card, "creatinine", "80")
    field.press("ArrowDown")
    assert field.input_value() == "75"


def test_a_man_is_not_asked_about_the_menopause(page):
    card = filled(page)
    lab.fill(page, card, "sex", "male")
    assert not card.locator("[id$='-postmenopausal']").is_visible()
    lab.sentence_holds(page, card, "3 not recommended")
    answers = {"postmenopausal": "yes", "sex": "male", "age_years": 70}
    assert questions.patient_of(answers, TABLES)["postmenopausal"] == "no"


def test_what_would_change_the_answer_is_one_move_away_and_can_be_put_back(page):
    card = filled(page)
    card.get_by_text("What would change the answer?").press("Enter")
    line = card.locator("li", has_text="for half an hour")
    line.wait_for()
    assert "contraindicated: Ibandronate 150 mg, once a month" in line.inner_text()
    line.get_by_role("button", name="Try it").press("Enter")
    lab.sentence_holds(page, card, "8 suitable, 1 contraindicated")
    card.get_by_role("button", name="Put it back").press("Enter")
    lab.sentence_holds(page, card, "Of 9 treatments: 9 suitable.")


def test_answers_enter_an_address_by_copy_link_alone_and_a_reload_empties_the_card(page):
    card = filled(page)
    assert "patient" not in page.evaluate("location.hash")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    card.get_by_role("button", name="Copy link").click()
    card.locator(".fd-done", has_text="The answers are in it").wait_for()
    link = card.locator(".fd-words-to-copy")
    address = link.input_value() if link.is_visible() else page.evaluate("navigator.clipboard.readText()")
    assert "age_years" in address
    page.goto("about:blank")
    page.goto(address)
    card = page.locator(".fd-card")
    lab.sentence_holds(page, card, "Of 9 treatments: 9 suitable.")
    assert card.locator(".fd-done").inner_text() == "Filled from a link."
    assert "patient" not in page.evaluate("location.hash")
    page.reload()
    lab.sentence_holds(page, page.locator(".fd-card"), "Of 9 treatments: 9 ask first.")


def test_an_address_that_makes_no_sense_is_said(chromium, site):
    page = lab.open_page(chromium, site / "60_which_regimen.html", "#fd1~patient:age_years=old;shoe=42;sex=female")
    card = page.locator(".fd-card")
    said = card.locator(".fd-done", has_text="Not understood in the address: age_years=old; shoe=42.")
    said.wait_for()
    assert card.locator("[id$='-sex']").input_value() == "female"
    page.close()


def test_a_case_is_put_on_the_card_after_the_guess_only(page):
    first = page.locator(".fd-exercise", has_text="Two patients").locator(".fd-item").first
    link = first.get_by_role("link", name="Put this patient on the card")
    assert link.count() == 0, "guess first"
    first.get_by_label("Contraindicated").check()
    first.get_by_role("button", name="Check").press("Enter")
    assert first.locator(".fd-verdict").inner_text().startswith("Yes. Contraindicated")
    link.press("Enter")
    card = page.locator(".fd-card")
    lab.sentence_holds(page, card, "8 suitable, 1 contraindicated")
    assert card.locator("[id$='-age_years']").input_value() == "68"
    assert card.locator(".fd-who").inner_text().startswith("On the card: A woman of 68")
    assert "card: suitable" in page.locator(".fd-options .fd-grid-head").inner_text()
    card.get_by_role("button", name="Back to the question").press("Enter")
    assert link.evaluate("link => link === document.activeElement")
    assert "patient" not in page.evaluate("location.hash")


def test_weights_sort_the_questions_and_the_card_marks_the_options(page):
    filled(page, creatinine="1.4")
    grid = page.locator(".fd-options")
    lab.fill(page, grid, "third", "ZOL-5-YR")
    asked = grid.locator("section h4")
    before = asked.all_inner_texts()
    assert before[0] == "How often?" and before[-1] == "What does it cost?"
    lab.fill(page, grid, "weigh_cost", "3")
    lab.fill(page, grid, "weigh_rare", "1")
    after = asked.all_inner_texts()
    assert after[:2] == ["What does it cost? (most of all)", "What is rare and grave? (a little)"] and len(
        after
    ) == len(before)
    heads = grid.locator(".fd-grid-head > div").all_inner_texts()
    assert [head.split("\n")[-1] for head in heads] == ["No drug", "card: not recommended", "card: contraindicated"]
    grid.get_by_role("button", name="Show what the card leaves").press("Enter")
    heads = grid.locator(".fd-grid-head > div").all_inner_texts()
    assert heads[0] == "No drug" and len(heads) == 3 and all("card: suitable" in head for head in heads[1:])
    grid.get_by_role("button", name="Reset").press("Enter")
    assert asked.all_inner_texts() == before


def test_the_sheet_is_one_page_on_paper_and_names_no_drug(page):
    grid = page.locator(".fd-options")
    for one, other in (("ZOL-5-YR", "ABL-80"), ("ZOL-5-YR", "RIS-75x2"), ("none", "DMAB-60")):
        lab.fill(page, grid, "first", one)
        lab.fill(page, grid, "second", other)
        grid.get_by_role("button", name="Sheet for the patient").press("Enter")
        sheet = page.locator("dialog .fd-sheet")
        assert sheet.locator(".fd-against").count() == 0, "nobody is on the card"
        assert not [d for d in TABLES.regimens["drug"] if d in sheet.locator("table").inner_text().lower()]
        assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1
        page.keyboard.press("Escape")
        sheet.wait_for(state="detached")
        assert not page.evaluate("document.documentElement.classList.contains('fd-sheet-alone')")
    filled(page, creatinine="1.4")
    lab.fill(page, grid, "first", "ZOL-5-YR")
    grid.get_by_role("button", name="Sheet for the patient").press("Enter")
    assert "advises against this one" in page.locator("dialog .fd-sheet th").nth(0).inner_text()
    page.keyboard.press("Escape")
    lab.fill(page, grid, "second", "")
    lab.fill(page, grid, "third", "")
    grid.get_by_role("button", name="Sheet for the patient").press("Enter")
    assert "Choose two options first" in grid.locator(".fd-done").inner_text()


def test_card_and_grid_fit_a_phone_and_axe_finds_nothing(chromium, site):
    page = lab.open_page(
        chromium, site / "60_which_regimen.html", viewport={"width": 390, "height": 844}, has_touch=True
    )
    filled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert lab.axe(page) == []
    page.close()
