"""A lecturer's tables that pass the check never break a lesson: what is there is shown, what is not is said."""

import ast
import csv
from pathlib import Path

import nbformat
import pytest

from helpers.check import examine, problems
from helpers.commands import main
from helpers.loading import use
from helpers.panel import Panel

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FEW = 3  # values of a control that are tried


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keep(path, wanted):
    """Keep the rows of a file that are wanted."""
    before = rows(path)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(before[0]))
        writer.writeheader()
        writer.writerows(row for row in before if wanted(row))


def header_only(*files):
    def damage(folder):
        for file in files:
            keep(folder / file, lambda row: False)

    return damage


def no_tablets(folder):
    """A country, or a ward, that knows infusions and injections only."""
    for row in rows(folder / "regimens.csv"):
        if row["route"] == "oral":
            no_regimen(row["regimen_id"])(folder)


def first_row_only(file):
    def damage(folder):
        first = rows(folder / file)[0]
        keep(folder / file, lambda row: row == first)

    return damage


def no_regimen(regimen_id):
    def damage(folder):
        for path in folder.glob("*.csv"):
            if any("regimen_id" in row for row in rows(path)):
                keep(path, lambda row: regimen_id not in (row["regimen_id"], row.get("reference_id")))
        studies = {row["study_id"] for row in rows(folder / "studies.csv")}
        keep(folder / "adverse_events.csv", lambda row: row["study_id"] in studies)

    return damage


def other_words(folder):
    file = folder / "rare_harms.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("atypical femur fracture", "unusual break of the thigh"), encoding="utf-8")


SIDE_EFFECTS, ADHERENCE, DOSING, CHOOSING = "20", "30", "10", "60"
TABLES = {
    "no atypical fractures": (
        lambda folder: keep(folder / "rare_harms.csv", lambda row: "atypical" not in row["harm"]),
        SIDE_EFFECTS,
    ),
    "atypical fractures in other words": (other_words, SIDE_EFFECTS),
    "one rare harm": (first_row_only("rare_harms.csv"), SIDE_EFFECTS),
    "one ratio": (first_row_only("adherence_fracture.csv"), ADHERENCE),
    "one preference": (first_row_only("preference.csv"), ADHERENCE),
    "one boxed warning": (first_row_only("boxed_warnings.csv"), DOSING),
    "one pooled ratio": (first_row_only("pooled_effects.csv"), SIDE_EFFECTS),
    "one kind of visit": (
        lambda folder: keep(folder / "visit_steps.csv", lambda row: row["visit"] == "denosumab"),
        DOSING,
    ),
    "no boxed warning, no preference, no pooled ratio": (
        header_only("boxed_warnings.csv", "preference.csv", "pooled_effects.csv"),
        "",
    ),
    "nothing on cost or certainty": (
        header_only("costs.csv", "certainty.csv", "option_rows.csv", "aid_criteria.csv", "aid_results.csv"),
        CHOOSING,
    ),
    "one cost, one rating": (
        lambda folder: [first_row_only(f"{name}.csv")(folder) for name in ("costs", "certainty", "option_rows")],
        CHOOSING,
    ),
    "no tablets": (no_tablets, ""),
    "no weekly alendronate": (no_regimen("ALN-70W"), ""),
    "no zoledronic acid": (no_regimen("ZOL-5-YR"), ""),
    "no denosumab": (no_regimen("DMAB-60"), ""),
}


def run(lesson):
    """Run the code cells of a lesson; render what they show, and some values of every control."""
    names = {}
    for cell in nbformat.read(lesson, as_version=4).cells:
        for statement in ast.parse(cell.source).body if cell.cell_type == "code" else []:
            if not isinstance(statement, ast.Expr):
                exec(compile(ast.Module([statement], []), lesson.name, "exec"), names)
                continue
            shown = eval(compile(ast.Expression(statement.value), lesson.name, "eval"), names)
            if isinstance(shown, Panel):
                assert shown.render({}).scene
                for name, control in shown.controls.items():
                    for value in control.values[:FEW]:
                        answer = shown.answer(**{name: value})
                        assert answer.sentence and answer.alt
            else:
                assert repr(shown) or shown._repr_html_()
            yield shown


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_tables_that_pass_never_break_a_lesson(name, data_folder, capsys):
    damage, lesson = TABLES[name]
    damage(data_folder)
    assert problems(data_folder) == []
    try:
        use(data_folder)
        for notebook in LESSONS:
            if notebook.name.startswith(lesson):
                assert list(run(notebook))
    finally:
        use()


def without_the_newest(folder):
    """A copy from before there were lessons on missed doses, on benefit, on choosing and on reading an article."""
    for name in NEWEST:
        (folder / f"{name}.csv").unlink()


NEWEST = (
    "turnover", "kinetics", "trials", "baseline_risk", "recommendations", "eligibility", "formula_values", "costs",
    "certainty", "option_rows", "aid_criteria", "aid_results", "claims", "lifestyle",
)  # fmt: skip


def test_a_folder_without_the_newest_tables_runs_the_older_lessons_and_says_so(data_folder):
    from helpers import (
        baseline_risks,
        check_yourself,
        explore_avoided,
        explore_balance,
        explore_benefit,
        explore_dosing,
        explore_evidence,
        explore_missed,
        fracture_trials,
        observed_turnover,
        predict,
        recommended,
    )

    without_the_newest(data_folder)
    report = examine(data_folder)
    assert report.problems == () and report.waiting == ()
    assert sum("not there: what needs it is left out" in line for line in report.remarks) == len(NEWEST)
    try:
        use(data_folder)
        assert explore_dosing().answer().sentence
        assert "No regimen has a curve" in explore_missed().answer().sentence
        assert explore_missed().render({}).scene
        assert "Left out" in repr(predict("40_missed_doses", "one-infusion"))
        assert "questions, since these tables lack what they are about" in repr(check_yourself("40_missed_doses"))
        assert "What was observed of turnover" in repr(observed_turnover())
        assert "nothing read for hip" in explore_evidence().answer().sentence
        assert "No trial to show" in explore_benefit().answer().sentence
        assert "not known" in explore_avoided().answer().sentence
        assert "no drug with both" in explore_balance().answer().sentence
        assert all(
            explore().render({}).scene
            for explore in (explore_evidence, explore_benefit, explore_avoided, explore_balance)
        )
        assert all(
            "no row for it" in repr(table) for table in (fracture_trials(), baseline_risks(), recommended("how long"))
        )
        assert "Left out" in repr(predict("50_benefit", "spared"))
        choosing_without_tables()
    finally:
        use()
    assert main(["update", str(data_folder)]) == 0
    for name in ("turnover", "trials", "baseline_risk", "recommendations"):
        assert rows(data_folder / f"{name}.csv") == rows(ROOT / "data" / f"{name}.csv")


def choosing_without_tables():
    """The lesson on choosing with tables that know no rule: everything asks, every gap is said."""
    from helpers import aid_check, costs, explore_options, explore_patient, how_sure, judge, label_rules, solve

    assert "9 ask first" in repr(explore_patient({"sex": "female", "postmenopausal": "yes", "purpose": "treatment"}))
    grid = repr(explore_options())
    assert "Not known: no figure was found." in grid and "no figure was found" in grid and "nan" not in grid
    assert all("no row for it" in repr(table) for table in (costs(), how_sure(), label_rules(), aid_check()))
    assert all("Left out" in repr(judge(which)) for which in ("main", "numbers", "rest"))
    assert "Left out: 1 of 1 cases" in repr(solve("60_which_regimen", ["kidneys"], "A case"))


def test_a_statement_whose_evidence_is_lacking_is_left_out(data_folder):
    from helpers import judge

    keep(data_folder / "claims.csv", lambda row: row["claim_id"] != "S001")
    keep(data_folder / "certainty.csv", lambda row: row["rating_id"] != "E018")
    assert problems(data_folder) == []
    try:
        use(data_folder)
        assert [each["id"] for each in judge("main").spec["items"]] == ["S009", "S010", "S011", "S012", "S015", "S018"]
        assert "Left out: 2 of 8 statements, since these tables lack what they are about." in repr(judge("main"))
    finally:
        use()


def test_what_is_left_out_is_said(data_folder):
    from helpers import check_yourself, doses_table, explore_cohort, explore_dosing

    no_regimen("ZOL-5-YR")(data_folder)
    try:
        use(data_folder)
        lacking = "Left out, since these tables lack it: ZOL-5-YR"
        assert lacking in explore_dosing(["ALN-70W", "ZOL-5-YR"]).note
        assert lacking in explore_cohort().note
        assert lacking in repr(doses_table(["ALN-70W", "ZOL-5-YR"]))
        assert "questions, since these tables lack what they are about" in repr(check_yourself("10_dosing_frequency"))
        with pytest.raises(ValueError, match="ZOLL"):
            explore_dosing(["ALN-70W", "ZOLL"])
    finally:
        use()


def test_whose_labels_are_shown_is_said(data_folder):
    from helpers import explore_dosing, labelled_uses, missed_doses, predict

    try:
        use(data_folder)
        assert "US labels" in explore_dosing().note
        assert "US labels" in predict("10_dosing_frequency", "doses").note
        for shown in (labelled_uses(), missed_doses()):
            assert "US labels" in repr(shown)
    finally:
        use()
    assert "US labels" not in repr(missed_doses())
