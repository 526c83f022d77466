"""Files that LibreOffice really wrote, with the settings of several countries: no cell changes on the way."""

import csv
import os

import office
import pytest
from openpyxl import load_workbook
from test_own_tables import rows
from test_reading import NUMBERS, same

from helpers.check import problems
from helpers.commands import main
from helpers.loading import load
from helpers.problem import as_number

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def installed():
    if office.program() is None:
        missing = "LibreOffice was not found: the tests with real spreadsheets did not run"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("mine") / "labels.xlsx"
    assert main(["copy", str(path)]) == 0
    return path


@pytest.mark.parametrize(
    ("language", "separator", "encoding"),
    [
        ("en-US", ",", "utf-8"), ("en-US", ",", "cp1252"), ("de-DE", ";", "cp1252"), ("de-DE", ";", "utf-8"),
        ("fr-FR", ";", "cp1252"), ("fr-FR", ";", "utf-8"), ("de-CH", ";", "utf-8"), ("pt-BR", "\t", "utf-8"),
    ],
)  # fmt: skip
def test_a_workbook_saved_as_csv_loads_the_same(language, separator, encoding, workbook, tmp_path):
    saved = office.save_as(office.text_form(separator, encoding), [workbook], language, tmp_path)
    text = (saved / "regimens.csv").read_text(encoding)
    assert ("0,25" if language in ("de-DE", "fr-FR", "pt-BR") else "0.25") in text, "not this country's file"
    assert same(load(saved))


@pytest.mark.parametrize("language", ["en-US", "de-DE", "fr-FR"])
def test_a_workbook_saved_again_loads_the_same(language, workbook, tmp_path):
    assert same(load(office.save_as(office.WORKBOOK, [workbook], language, tmp_path) / workbook.name))


@pytest.mark.parametrize(
    ("language", "separator", "how"),
    [("en-US", ",", []), ("de-CH", ";", []), ("de-DE", ";", ["--decimal-comma"]), ("fr-FR", ";", ["--decimal-comma"])],
)
def test_a_copy_opened_and_saved_again_loads_the_same(language, separator, how, tmp_path):
    """LibreOffice guesses what each cell is: a number, a date, text."""
    assert main(["copy", str(tmp_path / "mine"), *how]) == 0
    files = sorted((tmp_path / "mine").glob("*.csv"))
    opened = office.text_files(";" if how else ",", "utf-8")
    assert same(load(office.save_as(office.text_form(separator, "utf-8"), files, language, tmp_path, opened)))


def test_a_number_that_lost_its_point_on_the_way_is_named(data_folder, tmp_path):
    """Where decimals have a comma, 0.591 is opened as 591."""
    opened = office.text_files(",", "utf-8")
    form = office.text_form(";", "utf-8")
    folder = office.save_as(form, sorted(data_folder.glob("*.csv")), "de-DE", tmp_path, opened)
    changed = set()
    for name, numbers in NUMBERS.items():
        with open(folder / name, encoding="utf-8", newline="") as file:
            saved = list(csv.DictReader(file, delimiter=";"))
        for n, (before, after) in enumerate(zip(rows(data_folder / name), saved, strict=True), 2):
            changed |= {(name, n, each) for each in numbers if as_number(before[each]) != as_number(after[each])}
    found = problems(folder)
    assert {(p.file, p.row, p.column) for p in found} == changed and len(changed) > 30
    for p in found:
        assert p.expected.startswith(f"{int(p.found) / 1000:.3f} (a spreadsheet took its point for a sign")


def test_a_lecturer_changes_a_row_in_a_spreadsheet_and_confirms_it(workbook, tmp_path, capsys):
    book = load_workbook(workbook)
    sheet = book["regimens"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(cell.row for cell in sheet["A"] if cell.value == "ALN-70W")
    sheet.cell(row, columns["fasting_min"]).value = 45
    (tmp_path / "changed").mkdir()
    book.save(tmp_path / "changed" / workbook.name)
    files = [tmp_path / "changed" / workbook.name]
    folder = office.save_as(office.text_form(";", "cp1252"), files, "de-DE", tmp_path)
    assert problems(folder) == []
    assert load(folder).regimens.set_index("regimen_id").loc["ALN-70W", "fasting_min"] == 45
    remark = f"regimens.csv, row {row}, fasting_min: changed from the project's data"
    assert any(line.startswith(remark) for line in load(folder).remarks)
    before = (folder / "regimens.csv").read_bytes()
    confirm = ["confirm", "regimens/ALN-70W", "--folder", str(folder), "--opened", "https://example.org/label"]
    assert main([*confirm, "--place", "section 4.2"]) == 0
    assert "fasting_min: 45   (the project: 30)" in capsys.readouterr().out
    assert main(["update", str(folder)]) == 0
    assert (folder / "regimens.csv").read_bytes() == before
    assert problems(folder) == []
