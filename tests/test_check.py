"""`python -m helpers check` names every kind of damage exactly, and lets what is harmless pass."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import __main__ as command
from helpers.check import problems
from helpers.tables import DataError, load, package

ROOT = Path(__file__).parents[1]
CHECKS = "read in two places, read in one place, machine reading agrees"


def read(folder, file):
    with open(folder / file, encoding="utf-8", newline="") as f:
        return list(csv.reader(f))


def write(folder, file, rows):
    with open(folder / file, "w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)


def row_of(folder, file, *key):
    """Return the row, as a spreadsheet counts, whose first cells are `key`."""
    return next(i for i, row in enumerate(read(folder, file), 1) if tuple(row[: len(key)]) == key)


def put(folder, file, key, column, value):
    """Change one cell; return its row and what stood there."""
    rows = read(folder, file)
    number = row_of(folder, file, *key)
    position = rows[0].index(column)
    before = rows[number - 1][position]
    rows[number - 1][position] = value
    write(folder, file, rows)
    return number, before


WEEKLY, YEARLY, PUSH = ("ALN-70W",), ("ZOL-5-YR",), ("IBN-IV-3M",)
REG, FACTS, SRC = "regimens.csv", "regimen_facts.csv", "sources.csv"
SOURCE = ("RECLAST-HL",)

# name: (file, key, column, new value, what is expected)
CELLS = {
    "zero interval": (REG, WEEKLY, "interval_value", "0", "a whole number greater than 0"),
    "negative dose": (REG, WEEKLY, "dose", "-70", "a number greater than 0"),
    "unit in a number": (REG, WEEKLY, "dose", "70 mg", "a number greater than 0"),
    "decimal comma": (REG, PUSH, "administration_min_low", "0,25", "a number, with a point for decimals"),
    "half a dose": (REG, WEEKLY, "doses_per_interval", "1.5", "a whole number"),
    "too many doses": (REG, WEEKLY, "doses_per_interval", "8", "a whole number of at most 7"),
    "negative fasting": (REG, WEEKLY, "fasting_min", "-1", "a number of at least 0"),
    "a day and more": (REG, WEEKLY, "upright_min", "2000", "a number of at most 1440"),
    "not a number": (REG, WEEKLY, "fasting_min", "nan", "a number, with a point for decimals"),
    "endless": (REG, WEEKLY, "fasting_min", "inf", "a number, with a point for decimals"),
    "unknown route": (REG, WEEKLY, "route", "by mouth", "one of oral, intravenous infusion, intravenous injection, subcutaneous injection"),
    "unknown unit": (REG, WEEKLY, "interval_unit", "weeks", "one of day, week, month, year"),
    "unknown giver": (REG, WEEKLY, "given_by", "nurse", "one of self, health professional"),
    "unknown purpose": (REG, WEEKLY, "purpose", "Treatment", "one of treatment, prevention"),
    "TRUE for yes": (REG, WEEKLY, "marketed", "TRUE", "yes or no"),
    "long country": (REG, WEEKLY, "jurisdiction", "USA", "text of the form [A-Z]{2}"),
    "unknown check": (REG, WEEKLY, "check", "NOT READ", f"one of {CHECKS}"),
    "no drug": (REG, WEEKLY, "drug", "", "a value"),
    "no locator": (REG, WEEKLY, "locator", "", "a value"),
    "blank locator": (REG, WEEKLY, "locator", "  ", "a value, not only blanks"),
    "blank at the end": (REG, WEEKLY, "brand", "Fosamax ", "no blanks before or after"),
    "no such source": (REG, WEEKLY, "source_id", "FOSAMAXX", "a source_id of sources.csv"),
    "times exchanged": (REG, PUSH, "administration_min_high", "0.1", "at least the administration_min_low, 0.25"),
    "not an address": (SRC, SOURCE, "url", "see the web", "an address such as https://example.org/page"),
    "unknown kind": (SRC, SOURCE, "kind", "website", None),
    "start above the range": ("assumptions.csv", ("travel_min",), "value", "999", None),
    "unit of an assumption": ("assumptions.csv", ("travel_min",), "unit", "hours", "one of minute, per year"),
    "step of nothing": ("assumptions.csv", ("travel_min",), "step", "0", "a number greater than 0"),
    "review backwards": ("decisions.csv", ("REVIEW-ALN-70W",), "month_high", "12", "at least the month_low, 36"),
    "unknown decision": ("decisions.csv", ("REVIEW-ALN-70W",), "kind", "rest", "one of review, course ends, never just stop"),
    "unknown visit": ("visit_steps.csv", ("infusion", "1"), "visit", "drip", "one of infusion, injection"),
    "unknown people": ("labelled_uses.csv", WEEKLY, "population", "women", None),
}  # fmt: skip


@pytest.mark.parametrize("damage", CELLS)
def test_a_wrong_cell_is_named_exactly(damage, data_folder):
    file, key, column, value, expected = CELLS[damage]
    row, _ = put(data_folder, file, key, column, value)
    found = "nothing" if not value else f'"{value}"'
    start = f"{file}, row {row}, {column}: found {found}, expected "
    lines = [str(problem) for problem in problems(data_folder)]
    mine = [line for line in lines if line.startswith(f"{file}, row {row}, {column}:")]
    if damage == "start above the range":
        assert mine == [] and lines == [f'{file}, row {row}, high: found "240", expected at least the value, 999']
    elif expected is None:
        assert len(mine) == 1 and mine[0].startswith(start)
    else:
        assert mine == [start + expected]
    others = [line for line in lines if line not in mine]
    assert all(line.startswith(("regimen_facts.csv", "visit_steps.csv", "assumptions.csv")) for line in others), others


def lines(folder):
    return [str(problem) for problem in problems(folder)]


def test_every_problem_is_told_and_not_only_the_first(data_folder):
    first, _ = put(data_folder, REG, WEEKLY, "interval_value", "0")
    second, _ = put(data_folder, REG, YEARLY, "dose_unit", "g")
    assert lines(data_folder) == sorted(
        [
            f'{REG}, row {first}, interval_value: found "0", expected a whole number greater than 0',
            f'{REG}, row {second}, dose_unit: found "g", expected one of mg, mcg',
        ],
        key=lambda line: int(line.split("row ")[1].split(",")[0]),
    )


def test_missing_file(data_folder):
    (data_folder / REG).unlink()
    assert lines(data_folder)[0] == "regimens.csv: found nothing, expected this file"


def test_missing_folder(tmp_path):
    assert lines(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: found nothing, expected a folder"]


def test_a_file_for_a_folder(tmp_path):
    (tmp_path / "a.csv").write_text("x")
    assert lines(tmp_path / "a.csv") == [f'{tmp_path / "a.csv"}: found "a file", expected a folder']


def test_missing_column(data_folder):
    rows = read(data_folder, REG)
    at = rows[0].index("brand")
    write(data_folder, REG, [row[:at] + row[at + 1 :] for row in rows])
    assert lines(data_folder)[0] == "regimens.csv, row 1: found nothing, expected the column brand"


def test_extra_column(data_folder):
    rows = read(data_folder, REG)
    write(data_folder, REG, [[*row, "x" if i else "price"] for i, row in enumerate(rows)])
    assert lines(data_folder) == ['regimens.csv, row 1: found "price", expected only the columns of the data sheet']


def test_column_twice(data_folder):
    rows = read(data_folder, SRC)
    write(data_folder, SRC, [[*row, row[0]] for row in rows])
    assert 'sources.csv, row 1: found "source_id", expected each column once' in lines(data_folder)


def test_duplicate_key_is_told_once(data_folder):
    rows = read(data_folder, SRC)
    write(data_folder, SRC, [*rows, rows[1]])
    assert lines(data_folder) == [
        f'sources.csv, row {len(rows) + 1}, source_id: found "{rows[1][0]}", expected each key once'
    ]


def test_dangling_regimen(data_folder):
    rows = read(data_folder, "labelled_uses.csv")
    write(data_folder, "labelled_uses.csv", [*rows, ["ASPIRIN", *rows[1][1:]]])
    expected = (
        f'labelled_uses.csv, row {len(rows) + 1}, regimen_id: found "ASPIRIN", expected a regimen_id of regimens.csv'
    )
    assert lines(data_folder) == [expected]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_wrong_encoding_is_told_once(encoding, data_folder):
    text = (data_folder / REG).read_text(encoding="utf-8")
    (data_folder / REG).write_bytes(text.replace("Fosamax", "Fosamäx").encode(encoding))
    [line] = [line for line in lines(data_folder) if line.startswith(REG)]
    assert line.startswith('regimens.csv: found "byte ')
    assert line.endswith("expected the encoding UTF-8 (in a spreadsheet: save as CSV UTF-8)")


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_wrong_separator_is_told_once(mark, name, data_folder):
    rows = read(data_folder, REG)
    with open(data_folder / REG, "w", encoding="utf-8", newline="") as f:
        csv.writer(f, delimiter=mark).writerows(rows)
    mine = [line for line in lines(data_folder) if line.startswith(REG)]
    assert mine == [f'regimens.csv, row 1: found "{name}", expected commas between the cells']


def test_empty_file(data_folder):
    (data_folder / REG).write_text("")
    assert "regimens.csv: found nothing, expected a header and at least one row" in lines(data_folder)


def test_header_alone(data_folder):
    rows = read(data_folder, "assumptions.csv")
    write(data_folder, "assumptions.csv", rows[:1])
    assert lines(data_folder) == ["assumptions.csv: found nothing, expected a header and at least one row"]


def test_a_row_too_short_and_one_too_long(data_folder):
    rows = read(data_folder, SRC)
    width = len(rows[0])
    write(data_folder, SRC, [*rows[:1], rows[1][:-2], [*rows[2], "x"], *rows[3:]])
    ask = f"expected {width} cells (is a quotation mark or a comma missing?)"
    assert lines(data_folder) == [
        f'sources.csv, row 2: found "{width - 2} cells", {ask}',
        f'sources.csv, row 3: found "{width + 1} cells", {ask}',
    ]


def test_empty_row_in_the_middle(data_folder):
    rows = read(data_folder, SRC)
    write(data_folder, SRC, [*rows[:2], [""] * len(rows[0]), *rows[2:]])
    assert lines(data_folder) == ["sources.csv, row 3: found nothing, expected no empty row between rows"]


def test_a_quotation_mark_left_open(data_folder):
    text = (data_folder / "assumptions.csv").read_text(encoding="utf-8").splitlines()
    text[2] = text[2].replace(",20,", ',"20,', 1)
    (data_folder / "assumptions.csv").write_text("\n".join(text), encoding="utf-8")
    found = lines(data_folder)
    assert found and all(line.startswith("assumptions.csv, row 3") for line in found)


def test_a_filled_field_without_its_fact(data_folder):
    rows = read(data_folder, FACTS)
    write(data_folder, FACTS, [row for row in rows if row[:2] != ["ALN-70W", "dose"]])
    assert lines(data_folder) == ["regimen_facts.csv: found nothing, expected a row for ALN-70W, dose"]


def test_a_fact_without_a_source(data_folder):
    row, _ = put(data_folder, FACTS, ("ALN-70W", "dose"), "source_id", "")
    expected = (
        f"regimen_facts.csv, row {row}, source_id: found nothing, expected a value, since dose of ALN-70W is filled"
    )
    assert lines(data_folder) == [expected]


def test_a_field_emptied_without_a_reason(data_folder):
    put(data_folder, REG, WEEKLY, "fasting_min", "")
    row = row_of(data_folder, FACTS, "ALN-70W", "fasting_min")
    found = lines(data_folder)
    assert len(found) == 4
    assert (
        f"{FACTS}, row {row}, reason_empty: found nothing, expected a reason, since fasting_min of ALN-70W is empty"
        in found
    )


def test_a_fact_about_a_column_that_does_not_exist(data_folder):
    rows = read(data_folder, FACTS)
    write(data_folder, FACTS, [*rows, ["ALN-70W", "colour", *rows[1][2:]]])
    expected = f'regimen_facts.csv, row {len(rows) + 1}, field: found "colour", expected a column of regimens.csv that needs a source'
    assert lines(data_folder) == [expected]


def test_a_time_that_no_source_gives(data_folder):
    rows = read(data_folder, "visit_steps.csv")
    number, row = next((i, r) for i, r in enumerate(rows, 1) if "usual practice" in r)
    put(data_folder, "visit_steps.csv", tuple(row[:2]), "minutes_low", "10")
    expected = f'visit_steps.csv, row {number}, minutes_low: found "10", expected nothing, since no source gives a time'
    assert lines(data_folder) == [expected]


def test_a_step_left_out(data_folder):
    rows = read(data_folder, "visit_steps.csv")
    write(data_folder, "visit_steps.csv", [rows[0], *rows[2:]])
    assert 'visit_steps.csv, row 2, step: found "2", expected 1, the next step of the visit' in lines(data_folder)


def test_a_regimen_without_a_rule_for_missed_doses(data_folder):
    rows = read(data_folder, "missed_doses.csv")
    write(data_folder, "missed_doses.csv", [row for row in rows if row[0] != "ALN-70W"])
    assert lines(data_folder) == ["missed_doses.csv: found nothing, expected a row for ALN-70W"]


# ------------------------------------------------------------------------------------- what is harmless


def test_the_packaged_data_are_sound():
    assert lines(ROOT / "data") == []


def test_byte_order_mark_and_windows_line_ends_are_fine(data_folder):
    for resource in package()["resources"]:
        file = data_folder / resource["path"]
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert lines(data_folder) == []
    assert load(data_folder).regimens.equals(load().regimens)


def test_columns_in_another_order_are_fine(data_folder):
    write(data_folder, REG, [row[::-1] for row in read(data_folder, REG)])
    assert lines(data_folder) == []
    assert load(data_folder).regimens.equals(load().regimens)


# ------------------------------------------------------------------------------------- the command


def test_command_prints_every_problem_and_exits_with_1(data_folder, capsys):
    row, _ = put(data_folder, REG, WEEKLY, "interval_value", "0")
    assert command.main(["check", str(data_folder)]) == 1
    assert (
        capsys.readouterr().out
        == f'regimens.csv, row {row}, interval_value: found "0", expected a whole number greater than 0\n'
    )


def test_command_as_a_user_types_it(data_folder):
    run = subprocess.run([sys.executable, "-m", "helpers", "check", data_folder], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.strip().endswith("rows: no problem found")
    (data_folder / REG).write_bytes(b"\xff\xfe\x00")
    run = subprocess.run([sys.executable, "-m", "helpers", "check", data_folder], capture_output=True, text=True)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr


def test_loading_a_damaged_folder_tells_all(data_folder):
    put(data_folder, REG, WEEKLY, "interval_value", "0")
    put(data_folder, REG, YEARLY, "dose_unit", "g")
    with pytest.raises(
        DataError, match=r"(?s)interval_value: found.*dose_unit: found|dose_unit: found.*interval_value: found"
    ):
        load(data_folder)
