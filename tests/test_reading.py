"""Files as spreadsheets of any country write them: read without a change, or named with what to do."""

import csv
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import gate
import make_notebooks
import nbformat
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sampled import some

from helpers import lessons, reading
from helpers.check import examine, problems
from helpers.check.record import digest
from helpers.commands import main
from helpers.loading import load, use, whose
from helpers.problem import Problem
from helpers.reading import Folder, Grid, texts
from helpers.tables import DataError, package, resources

ROOT = Path(__file__).parents[1]
NUMBERS = {
    r["path"]: [f["name"] for f in r["schema"]["fields"] if f["type"] in ("number", "integer")]
    for r in package()["resources"]
}


def cells(folder, file):
    with open(folder / file, encoding="utf-8", newline="") as f:
        return list(csv.reader(f))


def rewrite(folder, separator=",", encoding="utf-8", decimal=".", cut=False, surplus=False):
    """Write every file again as another program would."""
    for file, numbers in NUMBERS.items():
        header, *rows = cells(folder, file)
        if decimal == ",":
            at = [header.index(name) for name in numbers]
            rows = [[c.replace(".", ",") if i in at else c for i, c in enumerate(row)] for row in rows]
        if cut:
            for row in rows:
                while len(row) > 1 and not row[-1]:
                    row.pop()
        with open(folder / file, "w", encoding=encoding, newline="") as f:
            writer = csv.writer(f, delimiter=separator, lineterminator="\r\n")
            writer.writerows([*row, ""] if surplus else row for row in [header, *rows])


def same(tables):
    return all(table.equals(getattr(tables, name)) for name, table in load())


MORE_FORMS = (
    (",", ".", "cp1252"), (",", ",", "utf-8-sig"), (";", ".", "utf-8"), (";", ",", "utf-8-sig"), ("\t", ".", "utf-8"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("separator", "decimal", "encoding"),
    [
        (";", ",", "cp1252"), ("\t", ",", "utf-16"),
        *(pytest.param(*form, marks=pytest.mark.slow) for form in MORE_FORMS),
    ],
)  # fmt: skip
def test_any_country_writes_the_same_tables(separator, decimal, encoding, data_folder):
    rewrite(data_folder, separator, encoding, decimal)
    mine = load(data_folder)
    assert same(mine)
    assert any("semicolons" in line for line in mine.remarks) == (separator == ";")
    assert any("Windows-1252" in line for line in mine.remarks) == (encoding == "cp1252")


def test_empty_cells_that_a_spreadsheet_left_out_at_the_end_are_empty(data_folder):
    rewrite(data_folder, cut=True)
    assert same(load(data_folder))


def test_one_separator_too_many_throughout_is_one_line_for_a_file(data_folder):
    rewrite(data_folder, surplus=True)
    found = [str(problem) for problem in problems(data_folder)]
    assert len(found) == len(NUMBERS)
    assert found[0] == (
        "sources.csv, row 1: found a separator at the end of each row, expected nothing after the last column"
    )


def test_a_number_that_can_be_read_in_two_ways_is_refused(data_folder):
    rewrite(data_folder, ";", decimal=",")
    rows = (data_folder / "persistence.csv").read_text(encoding="utf-8").split("\n")
    at = next(i for i, row in enumerate(rows) if row.startswith("P101;"))
    rows[at] = rows[at].replace(";21,3;", ";1.234;")
    (data_folder / "persistence.csv").write_text("\n".join(rows), encoding="utf-8")
    assert [str(problem) for problem in problems(data_folder)] == [
        f'persistence.csv, row {at + 1}, value: found "1.234", expected 1234 or 1,234, since this can be read in two ways here'
    ]


NAMES = {
    "regimens - Kopie.csv": "regimens.csv",
    "Copie de regimens.csv": "regimens.csv",
    "regimens .csv": "regimens.csv",
    "regimens_DE.csv": "regimens.csv",
    "regimens2.csv": "regimens.csv",
    "regimen facts.csv": "regimen_facts.csv",
    "Costs-DE.csv": "costs.csv",
    "Regimens.CSV": "regimens.csv",
    "regimens (1).csv": "regimens.csv",
    "regimens.csv.txt": "regimens.csv",
    "regimens - Copy.csv": "regimens.csv",
    "SOURCES.csv": "sources.csv",
}


@pytest.mark.parametrize("name", some(NAMES))
def test_the_name_that_was_meant_is_told(name, data_folder):
    file = NAMES[name]
    (data_folder / file).rename(data_folder / name)
    assert [str(p) for p in problems(data_folder)] == [
        f"{file}: found {name} (give it the name {file}), expected this file"
    ]


def test_a_workbook_in_place_of_a_table_is_to_be_saved_as_csv(data_folder):
    (data_folder / "regimens.csv").rename(data_folder / "regimens.xlsx")
    assert [str(p) for p in problems(data_folder)] == [
        "regimens.csv: found regimens.xlsx (save it as CSV, under the name regimens.csv), expected this file"
    ]


def test_what_lies_beside_the_tables_and_is_not_read_is_said(data_folder):
    for name in ("regimens.xlsx", "Kopie von sources.csv", "~$regimens.xlsx", ".DS_Store", "my notes.txt"):
        (data_folder / name).write_bytes(b"x")
    report = examine(data_folder)
    assert report.problems == ()
    assert [line for line in report.remarks if "not read" in line] == [
        "Kopie von sources.csv: lies beside the tables and is not read",
        "regimens.xlsx: lies beside the tables and is not read",
    ]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["a.xlsx", "b.xlsx"], "a.xlsx, b.xlsx"), (["mine.ods"], "mine.ods"), (["mine.xlsx", "._mine.xlsx"], None),
        (["a.xls", "b.ods", "c.txt", "d.xlsx", "e.xlsx"], "a.xls, b.ods, c.txt, …"),
    ],
)  # fmt: skip
def test_a_folder_without_tables_is_one_problem(names, found, tmp_path):
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    [problem] = problems(tmp_path)
    assert problem.found == found if found else "can be opened" in problem.expected


def test_the_line_that_tells_excel_the_separator_is_named(data_folder):
    file = data_folder / "costs.csv"
    file.write_text("sep=,\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert [str(p) for p in problems(data_folder)] == [
        "costs.csv, row 1: found sep=,, expected the header (take out the line that tells the separator)"
    ]


ABOVE = {"My labels;;\n\nOf 2026\n": 4, "My labels\n": 2, "\n": 2}  # and the row where the header stands


@pytest.mark.parametrize("above", some(ABOVE), ids=repr)
def test_a_title_above_the_header_is_named(above, data_folder):
    row = ABOVE[above]
    file = data_folder / "costs.csv"
    file.write_text(above + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert [str(p) for p in problems(data_folder)] == [
        f"costs.csv, row 1: found the header in row {row}, expected the header in row 1 (take out what stands above it)"
    ]


@pytest.mark.parametrize("encoding", some(["mac_roman", "cp850"]))
def test_a_file_saved_for_a_mac_or_for_dos_is_named(encoding, data_folder):
    file = data_folder / "turnover.csv"
    before = file.read_text(encoding="utf-8")
    file.write_bytes(before.encode(encoding, errors="replace"))
    found = problems(data_folder)
    assert found and all('save the file as "CSV UTF-8"' in p.expected for p in found)
    assert any(p.expected.startswith("ZOLARMAB (Sølling 2021)") for p in found)


HINTS = {
    "1 234": "without signs between the thousands",
    "1'234": "without signs between the thousands",
    "1.234.567": "without signs between the thousands",
    "\u221245": "with the minus sign of the keyboard",
    "12,5": "with a point for decimals",
    "40 %": "without the sign %",
    "#####": "not an error",
    "#¡VALOR!": "not an error",
    "'45": "without the apostrophe",
}


@pytest.mark.parametrize("value", some(HINTS))
def test_what_a_spreadsheet_does_to_a_number_is_told(value, data_folder):
    row = put(data_folder, "persistence.csv", "P101", "value", value)
    [problem] = problems(data_folder)
    assert (problem.row, problem.column) == (row, "value") and HINTS[value] in problem.expected


def test_many_problems_that_are_alike_are_one_line(data_folder):
    header, *rows = cells(data_folder, "persistence.csv")
    at = header.index("source_id")
    with open(data_folder / "persistence.csv", "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([header, *([*row[:at], "MINE", *row[at + 1 :]] for row in rows)])
    [problem] = [p for p in problems(data_folder) if "a source_id of sources.csv" in p.expected]
    assert problem.row == 2 and problem.expected == f"a source_id of sources.csv (so too in {len(rows) - 1} other rows)"


UNWANTED = {
    "a sign one cannot see": ("Fosa\u200bmax", "no sign that one cannot see (U+200B, after 'Fosa')"),
    "a blank that does not break": ("Fosa\u00a0max", "no sign that one cannot see (U+00A0, after 'Fosa')"),
    "a soft hyphen": ("Fosa\u00admax", "no sign that one cannot see (U+00AD, after 'Fosa')"),
    "a control sign": ("Fosa\x07max", "no control signs"),
    "a broken reference": ("#REF!", "a value, not an error of the spreadsheet"),
    "a wrong name": ("#NAME?", "a value, not an error of the spreadsheet"),
    "an error in German": ("#BEZUG!", "a value, not an error of the spreadsheet"),
    "no value": ("#N/A", "a value, not an error of the spreadsheet"),
    "a formula": ("=1+1", "a value, not a formula"),
    "broken letters": ("cafÃ©", "letters that came through whole (save as UTF-8)"),
    "broken dashes": ("a â€“ b", "letters that came through whole (save as UTF-8)"),
    "a lost letter": ("caf\ufffd", "letters that came through whole (save as UTF-8)"),
    "words still to come": ("TBD", "words, not a sign that they are still to come"),
    "a question mark": ("?", "words, not a sign that they are still to come"),
    "a dash": ("-", "words, not a sign that they are still to come"),
}


def put(folder, file, key, column, value):
    rows = cells(folder, file)
    at = next(i for i, row in enumerate(rows) if row[0] == key)
    rows[at][rows[0].index(column)] = value
    with open(folder / file, "w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)
    return at + 1


@pytest.mark.parametrize("name", some(UNWANTED))
def test_what_the_eye_does_not_see_is_named(name, data_folder):
    value, expected = UNWANTED[name]
    row = put(data_folder, "regimens.csv", "ALN-70W", "brand", value)
    assert [(p.row, p.column, p.expected) for p in problems(data_folder)] == [(row, "brand", expected)]


@pytest.mark.parametrize("value", some(["05. Apr", "5-Apr", "Apr 05", "01. Mrz", "5. avr.", "4-mai", "01/02/2026"]))
def test_a_section_that_a_spreadsheet_made_a_date_is_named(value, data_folder):
    key = cells(data_folder, "eligibility.csv")[1][0]
    row = put(data_folder, "eligibility.csv", key, "section", value)
    assert [(p.row, p.column) for p in problems(data_folder)] == [(row, "section")]


MONTHS = ["avr-17", "juil-19", "août-11", "ene-24", "set/24", "maj-24", "giu-24", "2024/01", "dic-20"]


@pytest.mark.parametrize("value", some(MONTHS))
def test_months_of_other_countries_are_dates_that_were_turned_over(value, data_folder):
    row = put(data_folder, "sources.csv", "RECLAST-HL", "revision", value)
    [problem] = problems(data_folder)
    assert (problem.row, problem.column) == (row, "revision") and "2011-08" in problem.expected


@pytest.mark.parametrize("value", ["08/01/2011", "01.08.2011", "August 2011", "Aug-11", "8/2011", "Aug. 1, 2011"])
def test_a_date_that_a_spreadsheet_turned_over_is_named(value, data_folder):
    row = put(data_folder, "sources.csv", "RECLAST-HL", "revision", value)
    assert [(p.row, p.column, p.expected) for p in problems(data_folder)] == [
        (row, "revision", "dates as year, month, day: 2011-08 or 2011-08-31")
    ]


ADDRESSES = [
    "javascript:alert(1)", "mailto:a@example.org", "http://", "https:///page", "ftp://example.org/a", "//example.org",
    "data:text/html,x", "https://exam ple.org", 'https://example.org/"onclick="x', "https://example", "file:///etc/x",
    "https://example.org/<b>", "HTTPS//example.org", "https://example.org:x/",
]  # fmt: skip


@pytest.mark.parametrize("value", some(ADDRESSES))
def test_only_an_address_of_the_web_is_an_address(value, data_folder):
    row = put(data_folder, "sources.csv", "RECLAST-HL", "url", value)
    assert [(p.row, p.column) for p in problems(data_folder)] == [(row, "url")]


def test_a_source_without_an_address_says_where_it_was_read(data_folder):
    put(data_folder, "sources.csv", "RECLAST-HL", "url", "")
    row = put(data_folder, "sources.csv", "RECLAST-HL", "note", "")
    assert [(p.row, p.column) for p in problems(data_folder)] == [(row, "note")]


def test_every_cell_of_the_project_survives_a_spreadsheet_that_knows_no_unicode():
    for resource in package()["resources"]:
        for row in cells(ROOT / "data", resource["path"]):
            for cell in row:
                assert cell.encode("cp1252").decode("cp1252") == cell


# ---------------------------------------------------------------------- workbooks


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "my labels.xlsx"
    assert main(["copy", str(path)]) == 0
    return path


def test_a_workbook_loads_the_same(workbook, tmp_path):
    assert same(load(workbook))
    assert same(load(tmp_path))  # a folder that holds only a workbook


def change(workbook, sheet, key, column, value, form=None):
    book = load_workbook(workbook)
    header = [cell.value for cell in book[sheet][1]]
    row = next(row for row in book[sheet].iter_rows() if row[0].value == key)
    cell = row[header.index(column)]
    cell.value = value
    cell.number_format = form or cell.number_format
    book.save(workbook)
    return cell.row


@pytest.mark.slow
def test_cells_that_a_spreadsheet_made_dates_or_percentages_are_named(workbook):
    from datetime import datetime

    one = change(workbook, "sources", "RECLAST-HL", "revision", datetime(2011, 8, 1), "mm/dd/yy")
    two = change(workbook, "persistence", "P101", "value", 0.213, "0.0%")
    assert [str(p) for p in problems(workbook)] == [
        f'sources.csv, row {one}, revision: found "2011-08-01", expected text: the spreadsheet made a date of it '
        "(format the column as text)",
        f'persistence.csv, row {two}, value: found "0.213", expected 21.3, in a cell that is not formatted as a percentage',
    ]


@pytest.mark.slow
def test_an_empty_row_in_a_sheet_hides_none_below_it(workbook):
    book = load_workbook(workbook)
    book["costs"].insert_rows(4)
    book.save(workbook)
    assert [str(p) for p in problems(workbook)] == [
        "costs.csv, row 4: found an empty row, expected no empty row between rows"
    ]


@pytest.mark.slow
def test_colour_beside_and_below_a_table_is_no_cell(workbook):
    from openpyxl.styles import PatternFill

    book = load_workbook(workbook)
    for place in ("AZ1", "AZ5", "A2000", "B100500"):
        book["regimens"][place].fill = PatternFill("solid", fgColor="FFFF00")
    book.save(workbook)
    assert same(load(workbook))


@pytest.mark.slow
def test_a_whole_day_is_a_day_and_a_percent_sign_that_is_only_written_multiplies_nothing(workbook):
    from datetime import datetime

    key, day = cells(ROOT / "data", "read.csv")[1][1], cells(ROOT / "data", "read.csv")[1][3]
    change(workbook, "read", "regimens", "date", datetime.fromisoformat(day), "dd.mm.yyyy")
    change(workbook, "persistence", "P101", "value", 21.3, '0.0" %"')
    assert key and problems(workbook) == []


@pytest.mark.slow
def test_a_missing_sheet_and_one_in_capitals_are_named(workbook):
    book = load_workbook(workbook)
    book["decisions"].title = "other"
    book["other"].title = "DECISIONS"
    del book["studies"]
    book.save(workbook)
    assert [str(p) for p in problems(workbook)][:2] == [
        "decisions.csv: found a sheet DECISIONS, expected a sheet decisions",
        "studies.csv: found nothing, expected a sheet studies",
    ]


def test_a_file_that_is_no_workbook_is_one_problem(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 no")
    assert [p.expected for p in problems(tmp_path / "a.xlsx")] == ["a workbook (.xlsx) that can be opened"]


# ---------------------------------------------------------------------- whatever it is given


@pytest.mark.parametrize("place", ["", "\0", "nowhere", 5, None.__class__, b"x", "a" * 5000, ["data"]], ids=repr)
def test_no_place_ends_in_a_traceback(place):
    with pytest.raises(DataError):
        load(place)
    assert len(problems(place)) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), file=st.sampled_from(sorted(NUMBERS)))
def test_no_file_ends_in_a_traceback(data, file, tmp_path):
    (tmp_path / file).write_bytes(data)
    grid = Folder(tmp_path, "x").grid(resources()[file.removesuffix(".csv")])
    if isinstance(grid, Grid):
        assert all(isinstance(cell, str) for row in texts(grid) for cell in row.values())
    else:
        assert grid.file == file


def test_a_file_too_large_is_named(data_folder):
    with open(data_folder / "decisions.csv", "ab") as file:
        file.write(b"\n" * 21_000_000)
    [problem] = problems(data_folder)
    assert (problem.file, problem.expected) == ("decisions.csv", "a file of at most 20 MB")


def test_a_closed_pipe_ends_quietly(data_folder):
    for n in range(40):
        put(data_folder, "regimens.csv", "ALN-70W", "brand", f" x{n}")
    command = f'"{sys.executable}" -m helpers check "{data_folder}" | true'
    run = subprocess.run(
        command, shell=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "src"}, cwd=ROOT
    )
    assert run.stderr == ""


# ---------------------------------------------------------------------- the record


def test_a_changed_row_of_the_project_is_named_until_it_is_confirmed(data_folder, monkeypatch, capsys):
    row = put(data_folder, "regimens.csv", "ALN-70W", "dose", "80")
    own, fact = examine(data_folder).remarks
    assert own.startswith(f"regimens.csv, row {row}, dose: changed from the project's data, but ALN-DM still stands")
    assert "dose of ALN-70W was changed, but it still says it was read in ALN-DM" in fact
    monkeypatch.setattr("helpers.check.data_folder", lambda: data_folder)
    assert [str(p) for p in problems()] == [
        f"regimens.csv, row {row}: found a row that was changed since its source was read, expected its source read "
        '(again), then python -m helpers confirm "regimens/ALN-70W"'
    ]
    confirm = ["confirm", "regimens/ALN-70W", "--folder", str(data_folder), "--opened"]
    assert main([*confirm, "NOWHERE", "--place", "section 2"]) == 1
    assert main([*confirm, "FOSAMAX-DOSE", "--place", ""]) == 1
    assert problems()
    assert main([*confirm, "FOSAMAX-DOSE", "--place", "section 2.1"]) == 0
    assert problems() == []
    capsys.readouterr()
    assert main([*confirm, "FOSAMAX-DOSE", "--place", "section 2.2"]) == 0
    assert "section 2.1" in next(line for line in capsys.readouterr().out.splitlines() if "confirmed last:" in line)
    recorded = next(line for line in cells(data_folder, "read.csv") if line[:2] == ["regimens", "ALN-70W"])
    assert recorded[4:] == ["FOSAMAX-DOSE", "section 2.2"]


def test_no_digest_of_a_row_can_be_taken_for_a_number():
    """A spreadsheet that opens the record makes 12345678e9012345 infinite and 1234567890123456 another number."""
    row = dict.fromkeys((field["name"] for field in ONE["schema"]["fields"]), "")
    found = {digest("assumptions", row | {"assumption_id": f"a{i}"}) for i in range(3_000)}
    assert sum(each.startswith("x") for each in found) >= 1
    for each in found:
        with pytest.raises(ValueError):
            float(each)


def test_before_a_row_is_confirmed_it_is_shown_beside_what_the_project_has(data_folder, capsys):
    put(data_folder, "regimens.csv", "ALN-70W", "dose", "35")
    put(data_folder, "regimens.csv", "ALN-70W", "brand", "")
    assert main(["confirm", "regimens/ALN-70W", "--folder", str(data_folder), "--opened", "a", "--place", "b"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert "  dose: 35   (the project: 70)" in shown
    assert any(line.startswith("  brand: (empty)   (the project: ") for line in shown)
    assert sum("the project" in line for line in shown) == 2
    assert shown[-2].startswith("  confirmed last: 20")
    assert shown[-1].startswith('regimens/ALN-70W: not recorded. Found "a"')


@pytest.mark.parametrize("row", ["regimens", "regimens/*", "nothing/ALN-70W", "regimens/NO-ONE", "sources/RECLAST-HL"])
def test_no_whole_table_is_confirmed(row, data_folder, capsys):
    before = (data_folder / "read.csv").read_bytes()
    assert main(["confirm", row, "--folder", str(data_folder), "--opened", "RECLAST-HL", "--place", "section 2"]) == 1
    assert (data_folder / "read.csv").read_bytes() == before


# ---------------------------------------------------------------------- one file, byte by byte

ONE = resources()["assumptions"]
HEAD = ",".join(field["name"] for field in ONE["schema"]["fields"])
ROW = "travel_min,Travel,60,minute,0,240,5,a guess"


def grid(folder, data, head=HEAD):
    (folder / ONE["path"]).write_bytes(head.encode() + b"\n" + data)
    return Folder(folder, str(folder)).grid(ONE)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            f'{ROW}\na,"b\n'.encode(),
            "row 3: found a quotation mark too many or too few, expected quotation marks in pairs",
        ),
        (f"{ROW}\na\0b\n".encode(), "row 3: found another encoding"),
        (f"{ROW}\n{ROW}\n".encode() + b"\x81", "row 4: found another encoding"),
        (f"{ROW}\n{'x' * 140_000}\n".encode(), "row 3: found a cell of more than 100,000 letters"),
    ],
)
def test_what_makes_a_file_unreadable_is_told_with_its_row(data, words, tmp_path):
    assert str(grid(tmp_path, data)).startswith(f"assumptions.csv, {words}")


def test_sizes_are_bounded_and_said(tmp_path, monkeypatch, workbook):
    monkeypatch.setattr(reading, "MOST_BYTES", 2_000_000)
    blanks = (b" " * 90_000 + b"\n") * 33  # no cell is too long, no row too many
    fits = (ROW.encode() + b"\n" + blanks)[: 2_000_000 - len(HEAD) - 1]
    assert not isinstance(grid(tmp_path, fits), Problem)
    assert str(grid(tmp_path, (ROW.encode() + b"\n" + blanks)[: 3_000_000 - len(HEAD) - 1])) == (
        "assumptions.csv: found 3 MB, expected a file of at most 2 MB"
    )
    workbook.write_bytes(workbook.read_bytes().ljust(2_500_000, b"\0"))
    assert str(reading.Workbook(workbook).grid(ONE)).endswith("found a larger one, expected a file of at most 2 MB")


def test_rows_are_bounded_in_files_and_sheets(tmp_path, monkeypatch, workbook):
    rows = len(load().assumptions) + 1
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert len(grid(tmp_path, f"{ROW}\n{ROW}\n".encode()).rows) == 2
    assert str(grid(tmp_path, f"{ROW}\n{ROW}\n{ROW}\n".encode())) == (
        "assumptions.csv, row 3: found more, expected at most 3 rows"
    )
    for most, fits in ((rows, True), (rows - 1, False), (rows - 2, False)):
        monkeypatch.setattr(reading, "MOST_ROWS", most)
        assert isinstance(reading.Workbook(workbook).grid(ONE), Grid) == fits


def test_a_folder_is_a_workbook_only_if_it_holds_one_and_no_tables(tmp_path, workbook):
    (tmp_path / "none").mkdir()
    assert str(reading.open_place(tmp_path / "none")).startswith(f"{tmp_path / 'none'}: found nothing of the kind")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "labels.xlsx").write_bytes(workbook.read_bytes())
    (mine / "labels.bak").write_text("old")
    assert isinstance(reading.open_place(mine), reading.Workbook)
    (mine / "regimens.csv").write_text("x")
    assert isinstance(reading.open_place(mine), Folder)
    (mine / "regimens.csv").unlink()
    (mine / "second.xlsx").write_bytes(workbook.read_bytes())
    assert str(reading.open_place(mine)).startswith(
        f"{mine}: found labels.xlsx, second.xlsx, expected CSV files of ours"
    )


def test_a_column_without_a_name_is_dropped_only_if_it_is_empty(tmp_path):
    assert grid(tmp_path, f"{ROW},\n".encode(), head=f"{HEAD},").labels[-1] == HEAD.split(",")[-1]
    assert grid(tmp_path, f"{ROW},by hand\n".encode(), head=f"{HEAD},").labels[-1] == ""


def test_a_torn_row_stays_torn_and_breaks_nothing(tmp_path):
    found = grid(tmp_path, f"{ROW}\ntravel\n\n".encode())
    assert [len(row) for row in found.rows] == [8, 1]


def test_the_form_of_a_file_is_known_so_that_it_can_be_written_alike(tmp_path):
    semicolons = HEAD.replace(",", ";")
    german = grid(tmp_path, ROW.replace(",", ";").replace("60", "60,5").encode() + b"\r\n", head=semicolons).form
    assert (german.encoding, german.separator, german.line_end, german.decimal) == ("utf-8", ";", "\r\n", ",")
    swiss = grid(tmp_path, ROW.replace(",", ";").replace("60", "60.5").encode() + b"\n", head=semicolons).form
    assert (swiss.separator, swiss.line_end, swiss.decimal) == (";", "\n", ".")


def test_yes_is_true_and_no_is_false():
    frame, written = load().regimens, cells(ROOT / "data", "regimens.csv")
    at = written[0].index("marketed")
    told = {row[0]: row[at] for row in written[1:]}
    assert set(told.values()) >= {"yes", "no"}
    for regimen, marketed in zip(frame["regimen_id"], frame["marketed"], strict=True):
        assert told[regimen] == ("" if pd.isna(marketed) else "yes" if marketed else "no")


def test_a_folder_beside_the_notebook_comes_before_one_above(data_folder, monkeypatch):
    inner = Path(shutil.copytree(data_folder, data_folder.parent / "notebooks" / "data"))
    put(inner, "regimens.csv", "ALN-70W", "dose", "71")
    monkeypatch.chdir(inner.parent)
    assert load("data").regimens.set_index("regimen_id").loc["ALN-70W", "dose"] == 71


# ---------------------------------------------------------------------- copy, update, new


def test_a_copy_passes_and_is_never_written_over(tmp_path, capsys):
    assert main(["copy", str(tmp_path / "mine")]) == 0
    assert problems(tmp_path / "mine") == [] and same(load(tmp_path / "mine"))
    before = sorted(p.name for p in (tmp_path / "mine").iterdir())
    assert main(["copy", str(tmp_path / "mine")]) == 1
    assert sorted(p.name for p in (tmp_path / "mine").iterdir()) == before
    assert "nothing was changed" in capsys.readouterr().out


def age(folder):
    """Make a folder look as if an older version had written it, with a dose and a regimen of the lecturer's own."""
    (folder / "boxed_warnings.csv").unlink()
    (folder / "datapackage.json").unlink()
    header, *rows = cells(folder, "studies.csv")
    at = header.index("listing")
    rows.append(["MINE", *rows[0][1:]])
    rows = [row[:at] + row[at + 1 :] for row in [header, *rows]]
    with open(folder / "studies.csv", "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(rows)
    put(folder, "regimens.csv", "ALN-70W", "dose", "80")


def test_a_copy_for_a_country_with_decimal_commas_loads_the_same(tmp_path):
    assert main(["copy", str(tmp_path / "mine"), "--decimal-comma"]) == 0
    assert ";0,591;" in (tmp_path / "mine" / "persistence.csv").read_text(encoding="utf-8-sig")
    assert same(load(tmp_path / "mine"))


def test_a_number_that_lost_its_point_is_named_and_nothing_else_of_its_row(data_folder):
    row = put(data_folder, "adherence_fracture.csv", "F009", "low", "729")
    assert [str(p) for p in problems(data_folder)] == [
        f'adherence_fracture.csv, row {row}, low: found "729", expected 0.729 (a spreadsheet took its point for a sign '
        "between thousands: take a workbook, or a copy made with --decimal-comma)"
    ]


def test_an_older_copy_gets_todays_columns_and_keeps_what_is_ones_own(data_folder, capsys):
    age(data_folder)
    kept_bytes = (data_folder / "studies.csv").read_bytes()
    assert main(["update", str(data_folder)]) == 0
    said = capsys.readouterr().out
    assert "boxed_warnings.csv: was not there; all" in said
    assert "studies.csv: the column listing is new" in said and "1 left to you" in said and "MINE" in said
    [kept] = data_folder.parent.glob("data-before-*")
    assert (kept / "studies.csv").read_bytes() == kept_bytes
    assert [(p.file, p.column) for p in problems(data_folder)] == [("studies.csv", "listing")]
    put(data_folder, "studies.csv", "MINE", "listing", "any event")
    assert load(data_folder).regimens.set_index("regimen_id").loc["ALN-70W", "dose"] == 80
    assert main(["update", str(data_folder)]) == 0
    assert "already" in capsys.readouterr().out


def columns_changed(folder, file, change):
    """Write a file whose header was changed."""
    header, *rows = cells(folder, file)
    with open(folder / file, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([change(header), *rows])


def test_an_update_takes_a_renamed_column_neither_for_a_new_nor_for_an_old_one(data_folder, capsys):
    columns_changed(
        data_folder, "regimens.csv", lambda header: ["Dosis" if name == "dose" else name for name in header]
    )
    put(data_folder, "regimens.csv", "ALN-70W", "Dosis", "80")
    before = {path.name: path.read_bytes() for path in data_folder.iterdir()}
    assert main(["update", str(data_folder)]) == 1
    assert "found the column Dosis, expected the column dose (if it is the same, give it that name" in (
        capsys.readouterr().out
    )
    assert {path.name: path.read_bytes() for path in data_folder.iterdir()} == before


def test_an_update_takes_away_no_column_of_ones_own_and_no_word(data_folder, capsys):
    header, *rows = cells(data_folder, "regimens.csv")
    with open(data_folder / "regimens.csv", "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([[*header, "my note"], *([*row, "ask"] for row in rows)])
    put(data_folder, "regimens.csv", "ALN-70W", "route", "swallowed")
    (data_folder / "costs.csv").unlink()
    mine = (data_folder / "regimens.csv").read_bytes()
    assert main(["update", str(data_folder)]) == 0
    assert "regimens.csv: the column my note is none of ours; it stays" in capsys.readouterr().out
    assert (data_folder / "regimens.csv").read_bytes() == mine
    assert (data_folder / "costs.csv").read_bytes() == (ROOT / "data" / "costs.csv").read_bytes()


def test_an_update_puts_nothing_of_the_project_in_the_place_of_a_file_under_another_name(data_folder, capsys):
    (data_folder / "costs.csv").rename(data_folder / "costs_DE.csv")
    assert main(["update", str(data_folder)]) == 1
    assert "costs_DE.csv (give it the name costs.csv)" in capsys.readouterr().out
    assert not (data_folder / "costs.csv").exists()


@pytest.mark.slow
def test_a_row_of_a_workbook_is_confirmed_in_its_own_place(workbook, capsys):
    change(workbook, "regimens", "ALN-70W", "fasting_min", 45)
    lines = load_workbook(workbook)["read"].max_row
    confirm = ["confirm", "regimens/ALN-70W", "--folder", str(workbook), "--opened", "FOSAMAX-DOSE"]
    assert main([*confirm, "--place", "section 4.2"]) == 0
    assert f"recorded in {workbook}, sheet read: FOSAMAX-DOSE, section 4.2" in capsys.readouterr().out
    assert load_workbook(workbook)["read"].max_row == lines
    assert problems(workbook) == []
    assert not any(
        "regimens.csv" in line and "changed" in line and "facts" not in line for line in examine(workbook).remarks
    )


@pytest.mark.slow
def test_what_a_workbook_loses_by_an_update_is_said(workbook, capsys):
    import zipfile

    book = load_workbook(workbook)
    del book["boxed_warnings"]
    book.save(workbook)
    with zipfile.ZipFile(workbook, "a") as parts:
        parts.writestr("xl/threadedComments/threadedComment1.xml", "<ThreadedComments/>")
    assert main(["update", str(workbook)]) == 0
    assert "comments with answers could not be kept; they stand in" in capsys.readouterr().out


def test_an_update_puts_nothing_of_the_project_into_a_row_of_ones_own_country(data_folder, capsys):
    header, *rows = cells(data_folder, "regimens.csv")
    dose, gone = header.index("dose"), header.index("upright_min")
    rows = [[*row[:dose], "80", *row[dose + 1 :]] if row[0] == "ALN-70W" else row for row in rows]
    lines = [row[:gone] + row[gone + 1 :] for row in [header, *rows]]
    with open(data_folder / "regimens.csv", "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(lines)
    assert main(["update", str(data_folder)]) == 0
    assert "1 left to you, since they are your own or you changed them: ALN-70W" in capsys.readouterr().out
    header, *rows = cells(data_folder, "regimens.csv")
    upright = {row[0]: row[header.index("upright_min")] for row in rows}
    assert upright["ALN-70W"] == "" and upright["ALN-10D"] == "30"


def test_an_update_leaves_files_as_their_country_writes_them(data_folder, capsys):
    """Semicolons, decimal commas, Windows-1252: what a new column needs is written, and nothing else is."""
    for path in data_folder.glob("*.csv"):
        lines = cells(data_folder, path.name)
        kinds = {
            f["name"]: f["type"] for r in resources().values() if r["path"] == path.name for f in r["schema"]["fields"]
        }
        numeric = [kinds[name] in ("number", "integer") for name in lines[0]]
        lines[1:] = [
            [c.replace(".", ",") if n else c for c, n in zip(line, numeric, strict=True)] for line in lines[1:]
        ]
        if path.name == "regimens.csv":
            at = lines[0].index("administration_min_low")
            lines = [line[:at] + line[at + 1 :] for line in lines]
        with open(path, "w", encoding="cp1252", newline="", errors="replace") as f:
            csv.writer(f, delimiter=";", lineterminator="\r\n").writerows(lines)
    before = {path.name: path.read_bytes() for path in data_folder.glob("*.csv")}
    assert main(["update", str(data_folder)]) == 0
    after = {path.name: path.read_bytes() for path in data_folder.glob("*.csv")}
    assert {name for name in before if before[name] != after[name]} == {"regimens.csv"}
    lines = after["regimens.csv"].decode("cp1252").splitlines()
    header, *rows = csv.reader(lines, delimiter=";")
    low = {row[0]: row[header.index("administration_min_low")] for row in rows}
    ours = {
        row[0]: dict(zip(cells(ROOT / "data", "regimens.csv")[0], row, strict=True))
        for row in cells(ROOT / "data", "regimens.csv")
    }
    assert low == {key: row["administration_min_low"].replace(".", ",") for key, row in ours.items() if key in low}
    assert "," in low["IBN-IV-3M"] and low["ZOL-5-YR"].isdecimal()


@pytest.mark.slow
def test_an_updated_workbook_keeps_sheets_remarks_and_colours(workbook, capsys):
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(workbook)
    book.create_sheet("my notes")["A1"] = "ask the hospital pharmacy"
    sheet = book["regimens"]
    sheet["B2"].comment, sheet["B2"].fill = Comment("look again", "me"), PatternFill("solid", fgColor="FFFF00")
    at = [cell.value for cell in sheet[1]].index("upright_min") + 1
    sheet.delete_cols(at)
    book.save(workbook)
    assert main(["update", str(workbook)]) == 0
    book = load_workbook(workbook)
    assert book["my notes"]["A1"].value == "ask the hospital pharmacy"
    assert book["regimens"]["B2"].comment.text == "look again" and book["regimens"]["B2"].fill.fgColor.rgb == "00FFFF00"
    assert same(load(workbook))


@pytest.mark.slow
def test_text_that_looks_like_thousands_is_asked_about_in_a_workbook(workbook):
    book = load_workbook(workbook)
    sheet = book["studies"]
    at = [cell.value for cell in sheet[1]].index("n_drug") + 1
    sheet.cell(2, at).value = "1.000"
    book.save(workbook)
    problem = next(p for p in problems(workbook) if p.file == "studies.csv" and p.column == "n_drug")
    assert "as text this can be read in two ways" in problem.expected


def test_a_workbook_of_today_is_left_as_it_is(workbook, capsys):
    before = workbook.read_bytes()
    assert main(["update", str(workbook)]) == 0
    assert "already" in capsys.readouterr().out
    assert workbook.read_bytes() == before and len(list(workbook.parent.iterdir())) == 1


@pytest.mark.slow
def test_an_older_workbook_gets_todays_columns(workbook, capsys):
    book = load_workbook(workbook)
    del book["boxed_warnings"]
    book.save(workbook)
    assert main(["update", str(workbook)]) == 0
    assert "boxed_warnings.csv: was not there" in capsys.readouterr().out
    assert same(load(workbook))


def test_an_update_that_cannot_read_changes_nothing(data_folder, capsys):
    age(data_folder)
    (data_folder / "decisions.csv").write_bytes(b'a,"b\n')
    before = {p.name: p.read_bytes() for p in data_folder.iterdir()}
    assert main(["update", str(data_folder)]) == 1
    assert {p.name: p.read_bytes() for p in data_folder.iterdir()} == before


def test_a_new_regimen_has_its_rows_and_the_check_says_what_is_missing(data_folder):
    assert main(["new", "regimen", "XYZ-35W", "--like", "ALN-35W", "--folder", str(data_folder)]) == 0
    files = {p.file for p in problems(data_folder)}
    tables = ("regimens", "regimen_facts", "labelled_uses", "decisions", "tablet_rules", "eligibility")
    assert files == {f"{table}.csv" for table in tables}
    assert main(["new", "regimen", "XYZ-35W", "--folder", str(data_folder)]) == 1


def test_a_new_lesson_and_a_new_panel_run_at_once(tmp_path, monkeypatch):
    from helpers.commands import starting

    monkeypatch.setattr(starting, "HERE", tmp_path / "src" / "helpers")
    for folder in (
        "notebooks",
        "src/helpers/lessons",
        "src/helpers/words",
        "src/helpers/pictures",
        "src/helpers/explorers",
    ):
        (tmp_path / folder).mkdir(parents=True)
    assert main(["new", "lesson", "45_my_lesson"]) == 0
    assert main(["new", "panel", "my_panel"]) == 0
    assert main(["new", "lesson", "45_my_lesson"]) == 1
    assert main(["new", "panel", "My Panel"]) == 1
    assert main(["new", "panel", "class"]) == 1
    assert gate.question_complaints(tmp_path / "src" / "helpers" / "lessons" / "45_my_lesson.toml") == []
    monkeypatch.setattr(lessons, "lesson_file", lambda name: tmp_path / "src/helpers/lessons" / f"{name}.toml")
    monkeypatch.chdir(tmp_path / "notebooks")
    path = Path("45_my_lesson.ipynb")
    make_notebooks.exercise_written(notebook := nbformat.read(path, as_version=4), path.stem)
    names, code = {}, [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    for source in code:
        exec(source, names)
    assert len(code) == 6 and names["axes"].patches, "every cell of it runs"
    answer = next(cell.source for cell in notebook.cells if cell.source.startswith("<details>"))
    assert "alendronate" in answer and "risedronate" not in answer
    for room in ("words", "pictures", "explorers"):
        names = {"__name__": f"helpers.{room}.my_panel"}
        exec((tmp_path / "src" / "helpers" / room / "my_panel.py").read_text(encoding="utf-8"), names)
        module = types.SimpleNamespace(**names)
        monkeypatch.setitem(sys.modules, f"helpers.{room}.my_panel", module)
        monkeypatch.setattr(f"helpers.{room}.my_panel", module, raising=False)
    panel = names["explore_my_panel"]()
    assert panel.answer(value=7).sentence == "The value is 7."
    assert '"high":7' in panel.render({"value": 7}).scene


# ---------------------------------------------------------------------- one switch


def test_one_cell_switches_a_notebook_to_ones_own_folder(data_folder, monkeypatch, capsys):
    put(data_folder, "regimens.csv", "ALN-70W", "dose", "71")
    folder = data_folder.parent / "notebooks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    try:
        use("data")  # beside the folder in which notebooks run
        assert load().regimens.set_index("regimen_id").loc["ALN-70W", "dose"] == 71
        assert "In use: data, US labels." in capsys.readouterr().out
        with pytest.raises(DataError):
            use("nowhere")
        assert load().regimens.set_index("regimen_id").loc["ALN-70W", "dose"] == 71
    finally:
        use()
    assert load().regimens.set_index("regimen_id").loc["ALN-70W", "dose"] == 70
    assert whose(load()) == "US labels"
