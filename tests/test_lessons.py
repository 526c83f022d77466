"""What stands between the panels: questions, tables, the list of lessons, facts in prose."""

import json
import math
import re
from collections import Counter
from pathlib import Path

import first_uses
import nbformat
import numpy as np
import pandas as pd
import pytest

from helpers import facts
from helpers.lessons import (
    _file,
    check_yourself,
    code,
    do,
    glossary,
    lesson_paths,
    lesson_plan,
    lesson_table,
    predict,
    sources_used,
)
from helpers.lessons.claims import judge
from helpers.lessons.dosing import decisions_table, doses_table, hours_table, labelled_uses, missed_doses, visit_steps
from helpers.lessons.side_effects import (
    counted_twice,
    fever_figures,
    painkillers,
    pooled_ratios,
    same_drug,
    tablet_rules,
)
from helpers.loading import load
from helpers.pictures.scene import Plot, Point, Rows, Span

ROOT = Path(__file__).parents[1]
TABLES = load()


WITH_QUESTIONS = [p.stem for p in sorted((ROOT / "src" / "helpers" / "lessons").glob("*_*.toml"))]


@pytest.mark.parametrize("lesson", WITH_QUESTIONS)
def test_every_question_has_one_right_answer_and_feedback_on_each(lesson):
    for item in check_yourself(lesson).items:
        told = [item["text"], *(option[part] for option in item["options"] for part in ("text", "feedback"))]
        assert not [text for text in told if "{" in text or "nan" in text or "not known" in text]
        assert [option["right"] for option in item["options"]].count(True) == 1, item["text"]
        assert all(len(option["feedback"]) > 20 for option in item["options"]), item["text"]


def test_a_right_answer_is_not_given_away_by_its_place_or_its_length():
    places, longest = Counter(), 0
    for lesson in WITH_QUESTIONS:
        items = check_yourself(lesson).items
        for item in items:
            lengths = [len(option["text"]) for option in item["options"]]
            right = [option["right"] for option in item["options"]].index(True)
            places[right] += 1
            longest += lengths[right] == max(lengths) and lengths.count(max(lengths)) == 1
            assert max(lengths) <= 2.2 * min(lengths) + 12, (lesson, item["text"], lengths)
        assert len({[o["right"] for o in item["options"]].index(True) for item in items}) > 1, lesson
    assert max(places.values()) <= 0.6 * sum(places.values()), places
    assert longest <= 0.5 * sum(places.values()), longest


@pytest.mark.parametrize("lesson", WITH_QUESTIONS)
def test_check_yourself_offers_at_least_four_questions_that_open_without_a_script(lesson):
    shown = check_yourself(lesson)
    assert len(shown.items) >= 4
    assert shown.html.count("<details>") == shown.html.count("<summary>") >= 12
    assert "{" not in repr(shown)


@pytest.mark.parametrize("lesson", WITH_QUESTIONS)
def test_a_guess_has_a_truth_on_its_scale_and_says_how_far_off_one_is(lesson):
    for asked in _file(lesson)["guess"]:
        panel = predict(lesson, asked["id"])
        before, after = panel.answer(), panel.answer(answered="yes")
        assert before.sentence == panel._ask and len(before.sentence.split()) <= 30
        for guess in panel._guesses:
            control = panel.controls[guess.name]
            assert control.values[0] <= guess.truth <= control.values[-1]
            assert guess.words not in before.sentence + before.alt + before.table.to_string(index=False)
            assert guess.words in after.sentence and guess.words in after.alt
            nearest = min(control.values, key=lambda value: abs(value - guess.truth))
            for value in (control.values[0], nearest, control.values[-1]):
                told = panel.answer(**{guess.name: value, "answered": "yes"}).sentence
                apart = max(guess.truth - value, value - max(guess.truth, guess.up_to), 0)
                off = apart > asked["step"] / 2
                assert off or ", as you said." in told or (apart and ", close to what you said." in told)
                assert len(told.split()) <= 30
                if off:
                    assert f"you said {value:g}, {f'{apart:.0f}' if apart >= 1 else f'{apart:.1f}'} too" in told
        assert not [mark for mark in after.picture.marks() if mark.handle]
        words = [part.text for part in after.picture.parts if hasattr(part, "text")]
        assert words == [panel._why] and panel._why not in str(before.picture)


def test_a_guess_stays_when_its_cell_runs_again():
    first = predict("10_dosing_frequency", "doses")
    assert first.state["answered"] == "no"
    first.set(weekly=500, answered="yes")
    again = predict("10_dosing_frequency", "doses")
    assert (again.weekly, again.answered) == (500, "yes")
    assert again.resting() == first.resting(), "at rest the question stands unanswered"
    assert predict("10_dosing_frequency", "hours").answered == "no"
    again.set(**again.default_state)


def test_steps_and_cards_have_one_right_place():
    order = do("10_dosing_frequency", "infusion-visit").items[0]
    assert sorted(order["given"]) == sorted(order["steps"]) and order["given"] != order["steps"]
    cards = do("35_what_follows", "fact-or-not").items[0]
    assert {card["pile"] for card in cards["cards"]} == set(cards["piles"])
    assert "Answer" in do("35_what_follows", "fact-or-not").html
    with pytest.raises(ValueError, match='no exercise "nothing": it has infusion-visit'):
        do("10_dosing_frequency", "nothing")


def test_guesses_follow_the_tables(data_folder):
    before = predict("10_dosing_frequency", "hours").answer(answered="yes").sentence
    file = data_folder / "regimens.csv"
    number = str(load().regimens.set_index("regimen_id").loc["IBN-PO-150M", "fasting_min"]).removesuffix(".0")
    rows = [
        row.replace(f",{number},", ",90,", 1) if row.startswith("IBN-PO-150M,") else row
        for row in file.read_text(encoding="utf-8").split("\n")
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    own = predict("10_dosing_frequency", "hours", load(data_folder))
    assert "Monthly: 12;" in before and "Monthly: 18;" in own.answer(answered="yes").sentence
    assert own.note == "Shown are US labels."


@pytest.mark.parametrize("lesson", WITH_QUESTIONS)
def test_the_exercise_in_code_and_its_answer_come_from_one_text(lesson):
    cells = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4).cells
    at = next(number for number, cell in enumerate(cells) if cell.source.startswith("## One exercise in code"))
    stub, answer = code(lesson)
    assert cells[at + 1].source == stub and f"```python\n{answer}\n```" in cells[at + 2].source
    assert stub != answer and len(stub.splitlines()) == len(answer.splitlines()) <= 5


def test_an_exercise_whose_answer_cannot_be_made_is_named(monkeypatch):
    from helpers import lessons

    monkeypatch.setattr(lessons, "lesson_file", lambda lesson: Path(__file__))
    monkeypatch.setattr(lessons, "_file", lambda lesson: {"code": {"stub": "a = 1\nb = 1", "swap": [["1", "2"]]}})
    with pytest.raises(ValueError, match="x: found '1' 2 times in the exercise in code, expected once"):
        code("x")


def test_unknown_lesson_or_question_is_named():
    with pytest.raises(ValueError, match='no questions for a lesson "99_nothing"'):
        check_yourself("99_nothing")
    with pytest.raises(ValueError, match='no guess "nothing": it has doses, hours'):
        predict("10_dosing_frequency", "nothing")


MINUTE_OF = {
    "words": 180, "guess": 1.0, "task": 1.5, "question": 0.75, "exercise": 2.0, "case": 1.5, "statement": 0.75,
}  # fmt: skip


@pytest.mark.parametrize("lesson", WITH_QUESTIONS)
def test_a_lesson_fits_its_minutes_and_has_a_half_way_mark(lesson):
    notebook = json.loads((ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))
    prose = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    text = re.sub(r"<details>.*?</details>|<!--.*?-->", "", "\n".join(prose), flags=re.DOTALL)
    file = _file(lesson)
    asked = sum(len(str(item["text"]).split()) + 20 for item in file["question"])
    minutes = (len(text.split()) + asked) / MINUTE_OF["words"]
    minutes += MINUTE_OF["guess"] * len(file["guess"]) + MINUTE_OF["task"] * len(file["task"])
    minutes += MINUTE_OF["question"] * len(file["question"])
    minutes += MINUTE_OF["exercise"] * (len(file.get("order", [])) + len(file.get("sort", [])))
    minutes += MINUTE_OF["case"] * sum(case.get("main", False) for case in file.get("case", []))
    minutes += MINUTE_OF["statement"] * sum(
        len(judge(which).spec["items"]) for which in file.get("judge", {}) if which != "rest"
    )
    stated = notebook["metadata"]["fewer_doses"]["minutes"]
    assert minutes <= stated <= 45, (minutes, stated)
    assert f"About {stated} minutes" in text
    assert text.count("**Half-way.**") == 1


def test_doses_table_counts_and_sorts():
    text = doses_table(["ALN-70W", "ZOL-5-YR"], years=10).text
    assert re.search(r"Zoledronic acid 5 mg +once a year +10\n.*Alendronate 70 mg +once a week +522", text)


def test_hours_table_shows_the_longer_rule_once():
    assert re.search(r"Ibandronate 150 mg, once a month +60 +60 +12 +12", hours_table(["IBN-PO-150M"]).text)


def test_decisions_say_when_what_and_who():
    text = decisions_table(["ALN-70W", "DMAB-60"]).text
    assert "after 3 to 5 years" in text and "at any time" in text and "label (" in text


def test_visits_stand_in_order_and_only_sources_give_times():
    steps = TABLES.visit_steps
    for _, visit in steps.groupby("visit"):
        assert list(visit["step"]) == list(range(1, len(visit) + 1))
    timed = steps[steps["minutes_low"].notna()]
    assert set(timed["basis"]) == {"label"}
    text = visit_steps().text
    assert "At least 15 minutes." in text and "15 to 30 seconds" in text
    assert "usual practice" in text


def test_missed_doses_lists_every_regimen_and_shows_gaps_as_gaps():
    text = missed_doses().text
    assert len(text.splitlines()) == len(TABLES.regimens) + 2
    gaps = TABLES.missed_doses["rule"].isna().sum()
    assert text.count("No rule: ") == gaps


def test_labelled_uses_tells_treatment_from_prevention():
    text = labelled_uses().text
    [biennial] = [line for line in text.splitlines() if "Zoledronic acid 5 mg, every 2 years" in line]
    assert "prevention" in biennial and "treatment" not in biennial


def test_fever_has_five_figures_each_with_what_was_counted():
    lines = fever_figures().text.splitlines()[2:]
    figures = [float(re.search(r" (\d\d\.\d) +(?:\d|not read)", line)[1]) for line in lines]
    rows = TABLES.adverse_events
    known = pd.concat([rows["percent_drug"], 100 * rows["count_drug"] / rows["n_drug"]]).astype(float).round(1)
    assert len(set(figures)) == 5 and set(figures) <= set(known)
    assert "machine reading agrees" in lines[2] and "the source prints no arm size" in lines[3]
    assert "nan" not in fever_figures().text


def test_the_same_event_counted_twice_shows_both_rules():
    lines = counted_twice().text.splitlines()[2:]
    assert sum("all causes" in line for line in lines) == 4
    assert sum("judged drug-related" in line for line in lines) == 3


def test_painkillers_and_routes_name_both_arms():
    assert re.search(r"paracetamol.*the first 4 hours after", painkillers().text)
    assert re.search(r"as printed.? +11.1 +63.5 +37.3 +\u221226.2 .*36.8 +\u221226.7", painkillers().text)
    assert re.search(r"into a vein every 3 months +ibandronate 2.5 mg by mouth once a day +10 +4 ", same_drug().text)
    assert "0.60 (0.44 to 0.83)" in pooled_ratios().text


def test_how_to_take_a_tablet():
    text = tablet_rules(["ATV-35W", "IBN-PO-150M", "BIN-70W", "ALN-SOL-70W"]).text
    rules = TABLES.tablet_rules.set_index("regimen_id")
    waits = TABLES.regimens.set_index("regimen_id")[["fasting_min", "upright_min"]]

    def water(regimen_id):
        low, high = rules.loc[regimen_id, ["water_oz_low", "water_oz_high"]]
        known = pd.notna(high)
        about = f"{round(low * 30)} to {round(high * 30)}" if known else f"{round(low * 30)}"
        return (
            f"{low:g} to {high:g} ounces (about {about} mL)" if known else f"at least {low:g} ounces (about {about} mL)"
        )

    for regimen_id, name, when in (
        ("ATV-35W", "delayed-release 35 mg, once a week", "straight after breakfast"),
        ("IBN-PO-150M", "Ibandronate 150 mg, once a month", "on getting up, before food and drink"),
    ):
        minutes = " | ".join(f"{wait:g}" for wait in waits.loc[regimen_id])
        assert f"{name} | {when} | {water(regimen_id)} | {minutes}" in text
    assert "Sodium in one dose: 603 mg." in text and "at least 2 ounces" in text and "not known" not in text
    assert "laxatives too" in text and "at least 60 minutes after it" in text  # what must be kept apart
    with pytest.raises(ValueError, match='unknown regimen "ASPIRIN"'):
        tablet_rules(["ASPIRIN"])


def test_sources_are_all_those_of_the_rows_shown():
    shown = sources_used(["regimens"])
    for source in set(TABLES.regimens["source_id"]):
        assert f"<strong>{source}</strong>" in shown.html


def test_lesson_table_links_what_is_there_and_marks_what_is_to_come(tmp_path):
    shown = lesson_table(ROOT / "notebooks")
    assert all(f'href="{lesson["name"]}.ipynb"' in shown.html for lesson in lesson_plan())
    assert "still to come" not in shown.html
    (tmp_path / "10_dosing_frequency.ipynb").write_bytes((ROOT / "notebooks/10_dosing_frequency.ipynb").read_bytes())
    alone = lesson_table(tmp_path).html
    assert alone.count("href=") == 1 and alone.count("still to come") == len(lesson_plan()) - 1


def test_three_paths_lead_through_lessons_that_are_there_and_add_up_their_time():
    shown = lesson_paths(ROOT / "notebooks")
    lecture, evening, course = shown.text.splitlines()
    assert lecture.startswith("One lecture (45 minutes)") and "(about 2.5 hours)" in evening  # three times 45 minutes
    assert course.startswith("The whole course (about 6 hours)") and course.count("_") > 8
    assert shown.html.count('href="60_which_regimen.ipynb"') == 1 and "table below" in shown.html


def test_each_lesson_names_the_one_before_and_the_one_after():
    names = [lesson["name"] for lesson in lesson_plan()]
    for before, name, after in zip(names[:-2], names[1:-1], names[2:], strict=True):
        last = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells[-1].source.splitlines()[-1]
        assert f"({after}.ipynb)" in last and "(00_start_here.ipynb)" in last
        assert f"({before}.ipynb)" in last


def test_no_notebook_is_missing_from_the_plan():
    assert {p.stem for p in (ROOT / "notebooks").glob("*.ipynb")} <= {lesson["name"] for lesson in lesson_plan()}


def row_of(table, key):
    frame = getattr(TABLES, table)
    return frame.set_index(frame.columns[0]).loc[key]


def differs(event_id):
    """The difference of an event's two groups, of 100, from what the row prints."""
    row = row_of("adverse_events", event_id)
    drug, comparator = (
        100 * row[f"count_{arm}"] / row[f"n_{arm}"] if pd.notna(row[f"count_{arm}"]) else row[f"percent_{arm}"]
        for arm in ("drug", "comparator")
    )
    return drug - comparator


@pytest.mark.parametrize(
    ("fact", "number"),
    [
        (
            "regimens/ZOL-5-YR/administration_min_low",
            lambda: f"{row_of('regimens', 'ZOL-5-YR').administration_min_low:g}",
        ),
        (
            "regimens/IBN-IV-3M/administration_min_high:seconds",
            lambda: f"{60 * row_of('regimens', 'IBN-IV-3M').administration_min_high:g}",
        ),
        ("doses/ALN-70W/10", lambda: "522"),
        ("assumptions/travel_min/value", lambda: f"{row_of('assumptions', 'travel_min').value:g}"),
        ("safety/AR010/risk_drug:whole", lambda: f"{row_of('adverse_events', 'AR010').percent_drug:.0f}"),
        ("safety/AR014/difference:tenths", lambda: f"{differs('AR014'):.1f}"),
        ("safety/AR021/difference:needed", lambda: f"{math.floor(100 / differs('AR021'))}"),
        (
            "harms/CV-ROMO/rate_comparator:in_100",
            lambda: f"{100 * np.divide(*row_of('rare_harms', 'CV-ROMO')[['count_comparator', 'n_comparator']]):.1f}",
        ),
        ("rare_harms/AFF-8-10/value", lambda: f"{row_of('rare_harms', 'AFF-8-10').value:g}"),
    ],
)
def test_facts_read_as_prose_writes_them(fact, number):
    assert facts.text(fact, TABLES) == number()


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("regimens/ZOL-5-YR", "expected table/row/column"),
        ("moons/ZOL-5-YR/dose", 'no table "moons"'),
        ("regimens/ASPIRIN/dose", 'no row "ASPIRIN"'),
        ("regimens/ZOL-5-YR/taste", 'no column "taste"'),
        ("regimens/ZOL-5-YR/dose:miles", 'no unit "miles"'),
        ("regimens/ZOL-5-YR/drug:years", "cannot be told as years"),
        ("doses/ALN-70W/ten", "expected a number of years"),
        ("rule/ALN-70W/moons", "expected minutes or hours"),
        ("ruled/kidneys/nonsense", 'found "nonsense"'),
        ("regimens_in/nobody/all", 'found "nobody/all"'),
        ("patient/kidneys/nothing", 'no answer "nothing"'),
    ],
)
def test_a_wrong_fact_id_is_refused_by_name(fact, words):
    with pytest.raises(ValueError, match=words):
        facts.text(fact, TABLES)


def test_the_glossary_has_every_word_once_with_its_lesson():
    shown = glossary(ROOT / "notebooks")
    terms = [line.partition(": ")[0] for line in shown.text.split("\n")]
    assert len(terms) == len(set(terms)) >= 25 and terms == sorted(terms, key=str.casefold)
    for term in (
        "Regimen",
        "Placebo",
        "Persistence",
        "Medication possession ratio (MPR)",
        "Proportion of days covered (PDC)",
    ):
        assert term in terms
    assert "**" not in shown.text and "<!--" not in shown.html and 'href="10_dosing_frequency.ipynb"' in shown.html


def test_the_first_use_of_a_term_leads_to_where_it_is_explained():
    notebooks = first_uses.read(ROOT / "notebooks")
    before = {name: [cell.source for cell in notebook.cells] for name, notebook in notebooks.items()}
    first_uses.linked(notebooks)
    for name, notebook in notebooks.items():
        assert [cell.source for cell in notebook.cells] == before[name], f"{name}: run make notebooks"
    assert sum(len(first_uses.LINK.findall("".join(cells))) for cells in before.values()) >= 10


def test_what_is_explained_code_or_a_heading_gets_no_link():
    def lesson(*sources):
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source) for source in sources])

    words = "## Words first\n\n- The **proportion of days covered (PDC)** is a share.\n- A **placebo** holds no drug."
    notebooks = {
        "20_side_effects": lesson("# A placebo\n\nPlacebos, a `placebo`, a placebo.", words, "A placebo."),
        "30_adherence": lesson("# PDC\n\n`PDC` and <!--PDC--> the PDC, the PDC.", "A **placebo** and a placebo."),
    }
    first_uses.linked(notebooks)
    first, second = ([cell.source for cell in notebook.cells] for notebook in notebooks.values())
    assert first == ["# A placebo\n\n[Placebos](#Words-first), a `placebo`, a placebo.", words, "A placebo."]
    assert second[0] == "# PDC\n\n`PDC` and <!--PDC--> the [PDC](20_side_effects.ipynb#Words-first), the PDC."
    assert second[1] == "A **placebo** and a placebo."


TERMS = re.compile(
    r"\b(\w*dron(ate|ic)( acid)?|zoledronic acid|denosumab|teriparatide|abaloparatide|romosozumab|paracetamol|"
    r"acetaminophen|ibuprofen|bisphosphonates?|osteoporosis|creatinine|infusions?|injections?|adherence|persistence|"
    r"regimens?|placebo|comparator|vertebra\w*|menopaus\w*|atypical|femur|osteonecrosis|dispensings?|median|cohorts?|"
    r"intervals?|percentages?)\b",
    re.IGNORECASE,
)  # drugs and terms that the lessons explain


def syllables(word):
    ending = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]{1,2}", re.sub(r"^y", "", ending))))


def grade(text):
    """Flesch and Kincaid's reading grade."""
    said = [part for part in re.split(r"(?<=[.!?])\s+|\n\n+|\n- ", TERMS.sub("it", text)) if len(part.split()) > 2]
    words = [word for part in said for word in re.findall(r"[A-Za-z]+", part)]
    return 0.39 * len(words) / len(said) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("lesson", ["00_start_here", *WITH_QUESTIONS])
def test_a_lesson_reads_as_easily_as_a_twelve_year_old_reads(lesson):
    notebook = json.loads((ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))
    text = "\n\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    text = re.sub(r"<!--.*?-->|```.*?```|<[^>]+>|\|.*\||(?<=\])\([^)]*\)", "", text, flags=re.DOTALL)
    assert grade(re.sub(r"[*#`_]|\b[\d.,]+\b", "", text)) <= 7
    if lesson in WITH_QUESTIONS:
        asked = [part for guess in _file(lesson)["guess"] for part in (guess["ask"], guess["why"])]
        asked += [
            part
            for item in check_yourself(lesson).items
            for part in (item["text"], *(o["feedback"] for o in item["options"]))
        ]
        assert grade("\n\n".join(asked)) <= 7


def test_the_truth_of_a_guess_is_drawn_with_its_range_or_interval():
    guess = predict("40_missed_doses", "one-infusion")
    [plot] = [part for part in guess.answer(answered="yes").picture.parts if isinstance(part, Plot)]
    spans = {mark.at: (mark.low, mark.high) for mark in plot.marks if isinstance(mark, Span)}
    rows = TABLES.turnover.set_index("row_id")
    assert spans == {
        1.0: (-rows["high"]["M002"], -rows["low"]["M002"]),
        3.0: (-rows["high"]["M004"], -rows["low"]["M004"]),
    }
    points = {mark.x: mark.y for mark in plot.marks if isinstance(mark, Point)}
    assert points[1.0] == sum(spans[1.0]) / 2 and points[5.0] == -rows["value"]["M006"]
    [bars] = [
        part
        for part in predict("40_missed_doses", "late").answer(answered="yes").picture.parts
        if isinstance(part, Rows)
    ]
    [late] = [mark for mark in bars.groups[0].rows[0].cells[0] if isinstance(mark, Span)]
    assert (late.low, late.high) == (rows["low"]["M056"], rows["high"]["M056"])
    asked = predict("40_missed_doses", "late").answer().picture
    assert not [mark for mark in asked.marks() if isinstance(mark, Span)], "nothing of the answer before"
