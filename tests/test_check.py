"""`python -m helpers check` names every kind of damage exactly, and lets what is harmless pass."""

import csv
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sampled import some

from helpers import __main__ as command
from helpers import safety
from helpers.adherence.lab import ASSUMED
from helpers.check import Problem, cells, dosing_rules, plausible_rules, problems
from helpers.explorers.dosing import explore_dosing
from helpers.loading import load
from helpers.tables import DataError, package

ROOT = Path(__file__).parents[1]
REG, FACTS, SRC, USES = "regimens.csv", "regimen_facts.csv", "sources.csv", "labelled_uses.csv"
DECIDE, MISSED, STEPS, GUESSES = "decisions.csv", "missed_doses.csv", "visit_steps.csv", "assumptions.csv"
FIGURES, RATIOS, VALUES = "persistence.csv", "adherence_fracture.csv", "cohort_values.csv"
REFILLS = "refill_assumptions.csv"
EVENTS, STUDIES, HARMS, GAPS = "adverse_events.csv", "studies.csv", "rare_harms.csv", "safety_gaps.csv"
WEEKLY, YEARLY = "ALN-70W", "ZOL-5-YR"
FILES = len(package()["resources"])


# ---------------------------------------------------------------------- tools


def lines(folder):
    return [str(problem) for problem in problems(folder)]


def read(folder, file):
    with open(folder / file, encoding="utf-8", newline="") as f:
        return list(csv.reader(f))


def write(folder, file, rows, **form):
    with open(folder / file, "w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n", **form).writerows(rows)


def edit(folder, file, change):
    """Change the bytes of a file."""
    (folder / file).write_bytes(change((folder / file).read_bytes()))


def find(folder, file, **wanted):
    """Return the first row that fits, as a spreadsheet counts, and its cells by column; None: any text."""
    header, *rows = read(folder, file)
    for number, row in enumerate(rows, 2):
        cells = dict(zip(header, row, strict=True))
        if all(cells[column] == value if value is not None else cells[column] for column, value in wanted.items()):
            return number, cells
    raise LookupError(wanted)


def put(folder, file, number, column, value):
    """Change one cell."""
    rows = read(folder, file)
    rows[number - 1][rows[0].index(column)] = value
    write(folder, file, rows)


def drop(folder, file, column):
    """Take a column away."""
    rows = read(folder, file)
    at = rows[0].index(column)
    write(folder, file, [row[:at] + row[at + 1 :] for row in rows])


def one_of(file, column):
    fields = next(r["schema"]["fields"] for r in package()["resources"] if r["path"] == file)
    return "one of " + ", ".join(next(f for f in fields if f["name"] == column)["constraints"]["enum"])


# ---------------------------------------------------------------------- one cell of the weekly tablet
# name: (column, new value, what is expected)

CELLS = {
    "no number at all": ("interval_value", "0", "a number greater than 0 and at most 60"),
    "below zero": ("dose", "-70", "a number greater than 0 and at most 1000"),
    "a unit in a number": ("dose", "70 mg", "a number greater than 0 and at most 1000"),
    "a decimal comma": ("dose", "0,25", "a number greater than 0 and at most 1000, with a point for decimals"),
    "a comma for thousands": ("dose", "1,000", "a number greater than 0 and at most 1000, with a point for decimals"),
    "an underscore in a number": ("dose", "7_0", "a number greater than 0 and at most 1000"),
    "figures of another script": ("dose", "\u0667\u0660", "a number greater than 0 and at most 1000"),
    "a number too long to hold": ("interval_value", "9" * 30, "a whole number greater than 0 and at most 60"),
    "a fraction": ("doses_per_interval", "1.5", "a whole number from 1 to 7"),
    "a number too large": ("doses_per_interval", "8", "a number from 1 to 7"),
    "minutes below zero": ("fasting_min", "-1", "a number from 0 to 1440"),
    "more than a day": ("upright_min", "2000", "a number from 0 to 1440"),
    "NaN": ("fasting_min", "NaN", "a number from 0 to 1440"),
    "inf": ("fasting_min", "inf", "a number from 0 to 1440"),
    "a word for a number": ("fasting_min", "half an hour", "a number from 0 to 1440"),
    "an unknown route": ("route", "by mouth", one_of(REG, "route")),
    "a plural": ("interval_unit", "weeks", "one of day, week, month, year"),
    "an unknown giver": ("given_by", "nurse", "one of self, health professional"),
    "a capital": ("purpose", "Treatment", "one of treatment, prevention"),
    "an unknown check": ("check", "NOT READ", one_of(REG, "check")),
    "TRUE": ("marketed", "TRUE", "yes or no"),
    "Yes": ("marketed", "Yes", "yes or no"),
    "1 for yes": ("blood_test_each_dose", "1", "yes or no"),
    "a long country": ("jurisdiction", "USA", "text such as US"),
    "no drug": ("drug", "", "a value"),
    "no dose": ("dose", "", "a number greater than 0 and at most 1000"),
    "no locator": ("locator", "", "a value"),
    "a locator of blanks": ("locator", "  ", "a value"),
    "blanks where nothing may stand": ("fasting_min", "  ", "a value or nothing, not blanks"),
    "a blank behind": ("brand", "Fosamax ", "no blanks before or after"),
    "a blank before": ("brand", " Fosamax", "no blanks before or after"),
    "a blank that does not break": ("brand", "Fosamax\u00a0", "no blanks before or after"),
    "a blank without width": ("source_id", "FOSAMAX-DOSE\u200b", "no blanks before or after"),
    "a blank behind a number": ("dose", "70 ", "no blanks before or after"),
    "a blank before a key": ("regimen_id", " ALN-70W", "no blanks before or after"),
    "an unknown source": ("source_id", "NOWHERE", "a source_id of sources.csv"),
}


@pytest.mark.parametrize("damage", some(CELLS))
def test_a_wrong_cell_is_named_exactly_and_once(damage, data_folder):
    column, value, expected = CELLS[damage]
    number, _ = find(data_folder, REG, regimen_id=WEEKLY)
    put(data_folder, REG, number, column, value)
    found = f'"{value}"' if value else "nothing"
    assert lines(data_folder) == [f"{REG}, row {number}, {column}: found {found}, expected {expected}"]


# ---------------------------------------------------------------------- all other damages


DAMAGES = {}


def damage(function):
    """Collect a function that damages a folder and returns the lines to be printed."""
    DAMAGES[function.__name__.replace("_", " ")] = function
    return function


# cells of other files


@damage
def an_address_without_its_beginning(folder):
    number, _ = find(folder, SRC, url=None)
    put(folder, SRC, number, "url", "www.example.org")
    return [f'{SRC}, row {number}, url: found "www.example.org", expected an address such as https://example.org/page']


@damage
def an_unknown_kind_of_source(folder):
    put(folder, SRC, 2, "kind", "website")
    return [f'{SRC}, row 2, kind: found "website", expected {one_of(SRC, "kind")}']


@damage
def an_unknown_decision(folder):
    put(folder, DECIDE, 2, "kind", "rest")
    return [f'{DECIDE}, row 2, kind: found "rest", expected {one_of(DECIDE, "kind")}']


@damage
def unknown_people(folder):
    put(folder, USES, 2, "population", "women")
    return [f'{USES}, row 2, population: found "women", expected {one_of(USES, "population")}']


@damage
def a_step_of_nothing(folder):
    put(folder, GUESSES, 2, "step", "0")
    return [f'{GUESSES}, row 2, step: found "0", expected a number greater than 0']


@damage
def a_line_break_in_a_cell_does_not_shift_the_rows(folder):
    put(folder, REG, 2, "indication", "one\ntwo")
    put(folder, REG, 4, "dose_unit", "g")
    return [
        f'{REG}, row 2, indication: found "one two", expected one line (is a quotation mark missing, or '
        "was Alt and Enter pressed?)",
        f'{REG}, row 4, dose_unit: found "g", expected one of mg, mcg',
    ]


@damage
def every_problem_is_told_in_the_order_of_files_rows_and_columns(folder):
    put(folder, GUESSES, 2, "step", "-1")
    put(folder, REG, 3, "dose_unit", "g")
    put(folder, REG, 3, "brand", " x")
    put(folder, REG, 2, "route", "air")
    put(folder, SRC, 2, "kind", "tale")
    return [
        f'{SRC}, row 2, kind: found "tale", expected {one_of(SRC, "kind")}',
        f'{REG}, row 2, route: found "air", expected {one_of(REG, "route")}',
        f'{REG}, row 3, brand: found " x", expected no blanks before or after',
        f'{REG}, row 3, dose_unit: found "g", expected one of mg, mcg',
        f'{GUESSES}, row 2, step: found "-1", expected a number greater than 0',
    ]


# keys and references


@damage
def a_key_that_stands_twice(folder):
    rows = read(folder, SRC)
    write(folder, SRC, [*rows, rows[1]])
    key = rows[1][0]
    return [f'{SRC}, row {len(rows) + 1}, source_id: found "{key}", expected another value, since row 2 has this one']


@damage
def a_key_of_two_columns_that_stands_twice(folder):
    rows = read(folder, FACTS)
    write(folder, FACTS, [*rows, rows[1]])
    place, key = f"{FACTS}, row {len(rows) + 1}, regimen_id, field", ", ".join(rows[1][:2])
    return [f'{place}: found "{key}", expected another value, since row 2 has this one']


@damage
def a_step_that_stands_twice(folder):
    rows = read(folder, STEPS)
    write(folder, STEPS, [*rows, rows[1]])
    place, key = f"{STEPS}, row {len(rows) + 1}, visit, step", ", ".join(rows[1][:2])
    return [f'{place}: found "{key}", expected another value, since row 2 has this one']


@damage
def a_source_that_is_empty(folder):
    number, _ = find(folder, USES, source_id=None)
    put(folder, USES, number, "source_id", "")
    return [f"{USES}, row {number}, source_id: found nothing, expected a value"]


@damage
def unknown_regimens(folder):
    rows = read(folder, USES)
    write(folder, USES, [*rows, ["ASPIRIN", *rows[1][1:]], ["CHALK", *rows[1][1:]]])
    return [
        f'{USES}, row {len(rows) + 1}, regimen_id: found "ASPIRIN", expected a regimen_id of regimens.csv',
        f'{USES}, row {len(rows) + 2}, regimen_id: found "CHALK", expected a regimen_id of regimens.csv',
    ]


@damage
def more_problems_than_the_library_tells_by_itself(folder):
    header, *rows = read(folder, USES)
    write(folder, USES, [header, *rows, *([f"X-{n}", *rows[0][1:]] for n in range(1100))])
    place = f"{USES}, row {len(rows) + 2}, regimen_id"
    return [f'{place}: found "X-0", expected a regimen_id of regimens.csv (so too in 1,099 other rows)']


# files


@damage
def a_missing_file(folder):
    (folder / REG).unlink()
    return ["regimens.csv: found nothing, expected this file"]


@damage
def no_file_at_all(folder):
    for file in folder.glob("*.csv"):
        file.unlink()
    return [
        f"{folder}: found nothing of the kind, expected CSV files of ours (regimens.csv and so on) or one workbook (.xlsx)"
    ]


@damage
def an_empty_file(folder):
    edit(folder, REG, lambda text: b"")
    return ["regimens.csv: found nothing, expected a header and at least one row"]


@damage
def a_file_of_empty_lines(folder):
    edit(folder, SRC, lambda text: b"\n\n,,\n")
    return ["sources.csv: found nothing, expected a header and at least one row"]


@damage
def a_header_alone(folder):
    write(folder, GUESSES, read(folder, GUESSES)[:1])
    return ["assumptions.csv: found a header only, expected a header and at least one row"]


@damage
def utf_16_without_its_mark(folder):
    edit(folder, GUESSES, lambda text: text.decode().encode("utf-16-le"))
    return [f'{GUESSES}, row 1: found another encoding, expected UTF-8 (in a spreadsheet: save as "CSV UTF-8")']


@damage
def a_folder_named_like_a_file(folder):
    (folder / REG).unlink()
    (folder / REG).mkdir()
    reason = os.strerror(21) if os.name != "nt" else os.strerror(13)
    return [f"{REG}: found a file that cannot be opened ({reason}), expected a file that can be opened"]


@damage
def a_proportion_where_a_percentage_with_one_digit_was_printed(folder):
    row = next(n for n, r in enumerate(read(folder, "adverse_events.csv"), 1) if r[0] == "AR010")
    put(folder, "adverse_events.csv", row, "percent_drug", "0.424")
    return [f'adverse_events.csv, row {row}, decimals: found "1", expected the digits after the point, 3']


@damage
def half_a_minute_upright(folder):
    put(folder, REG, 6, "upright_min", "0.5")
    return [f'{REG}, row 6, upright_min: found "0.5", expected minutes: 0 or at least 5']


@damage
def a_day_number_for_a_date(folder):
    put(folder, SRC, 2, "revision", "44166")
    return [
        f'{SRC}, row 2, revision: found "44166", expected a date such as 2011-08, not the number that a spreadsheet '
        "keeps for it"
    ]


@damage
def a_day_that_never_was(folder):
    put(folder, SRC, 2, "revision", "2020-02-31")
    expected = "dates that there are, as year, month, day: 2011-08 or 2011-08-31"
    return [f'{SRC}, row 2, revision: found "2020-02-31", expected {expected}']


@damage
def a_year_to_come(folder):
    put(folder, SRC, 2, "revision", "2209-01")
    return [f'{SRC}, row 2, revision: found "2209-01", expected a year from 1950 to 2100']


@damage
def a_percent_sign(folder):
    put(folder, REG, 6, "fasting_min", "30 %")
    return [f'{REG}, row 6, fasting_min: found "30 %", expected a number from 0 to 1440, without the sign %']


# columns


@damage
def a_missing_column(folder):
    drop(folder, REG, "brand")
    return ["regimens.csv, row 1: found nothing, expected the column brand"]


@damage
def a_missing_key(folder):
    drop(folder, SRC, "source_id")
    return ["sources.csv, row 1: found nothing, expected the column source_id"]


@damage
def a_missing_column_does_not_hide_a_wrong_cell(folder):
    drop(folder, REG, "brand")
    put(folder, REG, 3, "dose_unit", "g")
    return [
        "regimens.csv, row 1: found nothing, expected the column brand",
        f'{REG}, row 3, dose_unit: found "g", expected one of mg, mcg',
    ]


@damage
def an_extra_column(folder):
    write(folder, REG, [[*row, "x" if i else "price"] for i, row in enumerate(read(folder, REG))])
    return ["regimens.csv, row 1: found the column price, expected only the columns of the data sheet"]


@damage
def extra_columns_of_one_name(folder):
    write(folder, REG, [[*row, "x", "x"] for row in read(folder, REG)])
    return ["regimens.csv, row 1: found the column x, expected only the columns of the data sheet"]


@damage
def an_empty_column(folder):
    write(folder, REG, [[*row, ""] for row in read(folder, REG)])
    found = "a separator at the end of each row"
    return [f"regimens.csv, row 1: found {found}, expected nothing after the last column"]


@damage
def a_header_in_capitals(folder):
    header, *rows = read(folder, REG)
    write(folder, REG, [[name.upper() for name in header], *rows])
    return ["regimens.csv, row 1: found a header in capitals, expected the names of the columns in small letters"]


@damage
def a_renamed_column(folder):
    put(folder, REG, 1, "drug", "Drug")
    return ["regimens.csv, row 1: found the column Drug, expected the column drug, in small letters"]


@damage
def a_blank_in_a_header(folder):
    put(folder, REG, 1, "drug", "drug ")
    return ['regimens.csv, row 1, drug: found "drug ", expected no blanks before or after']


@damage
def a_column_that_stands_twice(folder):
    write(folder, REG, [[*row, row[1]] for row in read(folder, REG)])
    return ["regimens.csv, row 1: found 2 columns drug, expected each column once"]


@damage
def no_header(folder):
    rows = read(folder, SRC)
    write(folder, SRC, rows[1:])
    return [f"sources.csv, row 1: found no name of a column, expected the header {','.join(rows[0])}"]


# rows


@damage
def a_row_too_short_and_one_too_long(folder):
    rows = read(folder, SRC)
    rows[1], rows[2] = rows[1][:2], [*rows[2], "x"]
    write(folder, SRC, rows)
    ask = "expected 7 cells (is a comma too many, or a quotation mark missing?)"
    return [f"{SRC}, row 2: found 2 cells, {ask}", f"{SRC}, row 3: found 8 cells, {ask}"]


@damage
def rows_too_short_throughout(folder):
    rows = read(folder, STEPS)
    write(folder, STEPS, [rows[0], *(row[:2] for row in rows[1:])])
    ask = "expected 9 cells (is a comma too many, or a quotation mark missing?)"
    return [f"{STEPS}, row 2: found 2 cells, {ask} (so too in {len(rows) - 2} other rows)"]


@damage
def a_torn_row_makes_no_reference_wrong(folder):
    number, _ = find(folder, REG, regimen_id=WEEKLY)
    rows = read(folder, REG)
    rows[number - 1] = rows[number - 1][1:]
    write(folder, REG, rows)
    ask = "expected 25 cells (is a comma too many, or a quotation mark missing?)"
    return [f"{REG}, row {number}: found 24 cells, {ask}"]


@damage
def a_row_too_short_is_no_missing_fact(folder):
    rows = read(folder, FACTS)
    rows[5] = rows[5][:1]
    write(folder, FACTS, rows)
    return [f"{FACTS}, row 6: found 1 cells, expected 6 cells (is a comma too many, or a quotation mark missing?)"]


@damage
def empty_rows_in_the_middle(folder):
    rows = read(folder, SRC)
    rows[2:2] = [[], [""] * len(rows[0]), [" "] * len(rows[0])]
    rows[6][2] = "tale"
    write(folder, SRC, rows)
    return [
        *(f"{SRC}, row {n}: found an empty row, expected no empty row between rows" for n in (3, 4, 5)),
        f'{SRC}, row 7, kind: found "tale", expected {one_of(SRC, "kind")}',
    ]


@damage
def a_quotation_mark_left_open_in_the_last_row(folder):
    number = len(read(folder, GUESSES))
    edit(folder, GUESSES, lambda text: text.rstrip().rstrip(b'"'))
    return [f"{GUESSES}, row {number}: found a quotation mark too many or too few, expected quotation marks in pairs"]


@damage
def a_quotation_mark_left_open_in_the_middle(folder):
    number, _ = find(folder, FACTS, regimen_id=WEEKLY, field="dose")
    edit(folder, FACTS, lambda text: text.replace(b"\nALN-70W,dose,", b'\nALN-70W,"dose,'))
    return [f"{FACTS}, row {number}: found a quotation mark too many or too few, expected quotation marks in pairs"]


# rules across columns and files


@damage
def a_range_upside_down(folder):
    number, row = find(folder, REG, administration_min_high=None)
    put(folder, REG, number, "administration_min_low", "1000")
    high = row["administration_min_high"]
    place = f"{REG}, row {number}, administration_min_high"
    return [f'{place}: found "{high}", expected at least the administration_min_low, 1000']


@damage
def a_course_shorter_than_an_interval(folder):
    number, row = find(folder, REG, max_course_months=None)
    put(folder, REG, number, "interval_value", "9")
    put(folder, REG, number, "interval_unit", "year")
    place, months = f"{REG}, row {number}, max_course_months", row["max_course_months"]
    return [f'{place}: found "{months}", expected at least one interval (interval_value 9, year)']


@damage
def months_upside_down(folder):
    number, row = find(folder, DECIDE, month_low=None, month_high=None)
    put(folder, DECIDE, number, "month_low", "99")
    return [f'{DECIDE}, row {number}, month_high: found "{row["month_high"]}", expected at least the month_low, 99']


@damage
def an_assumption_outside_its_range(folder):
    number, row = find(folder, GUESSES)
    put(folder, GUESSES, number, "value", "9999")
    expected = f"a number from low to high, {row['low']} to {row['high']}"
    return [f'{GUESSES}, row {number}, value: found "9999", expected {expected}']


@damage
def a_range_of_an_assumption_upside_down(folder):
    number, row = find(folder, GUESSES)
    put(folder, GUESSES, number, "low", "9999")
    return [f'{GUESSES}, row {number}, high: found "{row["high"]}", expected at least the low, 9999']


@damage
def two_doses_every_day(folder):
    number, _ = find(folder, REG, regimen_id="ALN-10D")
    put(folder, REG, number, "doses_per_interval", "2")
    expected = "at most 1, the days of an interval (interval_value 1, day)"
    return [f'{REG}, row {number}, doses_per_interval: found "2", expected {expected}']


@damage
def more_doses_in_an_interval_than_it_has_days(folder):
    number, _ = find(folder, REG, regimen_id="TPTD-20")
    put(folder, REG, number, "interval_value", "3")
    put(folder, REG, number, "doses_per_interval", "4")
    expected = "at most 3, the days of an interval (interval_value 3, day)"
    return [f'{REG}, row {number}, doses_per_interval: found "4", expected {expected}']


@damage
def an_assumption_that_is_missing(folder):
    rows = read(folder, GUESSES)
    write(folder, GUESSES, [row for row in rows if row[0] != "travel_min"])
    return [f"{GUESSES}: found nothing, expected a row for travel_min"]


@damage
def an_assumption_that_nothing_uses(folder):
    rows = read(folder, GUESSES)
    write(folder, GUESSES, [*rows, ["parking_min", *rows[1][1:]]])
    expected = f"one of {', '.join(row[0] for row in rows[1:])}"
    return [f'{GUESSES}, row {len(rows) + 1}, assumption_id: found "parking_min", expected {expected}']


@damage
def a_slider_of_thousands_of_values(folder):
    number, row = find(folder, GUESSES, assumption_id="travel_min")
    put(folder, GUESSES, number, "step", "0.01")
    expected = f"a larger step, for at most 250 values from low to high, {row['low']} to {row['high']}"
    return [f'{GUESSES}, row {number}, step: found "0.01", expected {expected}']


@damage
def a_field_without_its_fact(folder):
    rows = read(folder, FACTS)
    write(folder, FACTS, [row for row in rows if row[:2] != [WEEKLY, "dose"]])
    return [f"{FACTS}: found nothing, expected a row for ALN-70W and dose"]


@damage
def a_new_regimen_without_its_facts(folder):
    rows = read(folder, REG)
    write(folder, REG, [*rows, ["NEW-1", *rows[1][1:]]])
    fields = [name for name in rows[0] if name not in ("regimen_id", "source_id", "locator", "check")]
    return [
        f"{FACTS}: found nothing, expected a row for NEW-1 and each of {', '.join(fields)}",
        f"{USES}: found nothing, expected a row for NEW-1",
        f"{DECIDE}: found nothing, expected a row for NEW-1",
        f"{MISSED}: found nothing, expected a row for NEW-1",
        f"{GAPS}: found nothing, expected a row for NEW-1 and {'; '.join(safety.MAPPED_SYSTEMS)}, or a comparison",
        "eligibility.csv: found nothing, expected rows for NEW-1",
    ]


@damage
def a_fact_without_a_source(folder):
    number, _ = find(folder, FACTS, regimen_id=WEEKLY, field="dose")
    put(folder, FACTS, number, "source_id", "")
    return [f"{FACTS}, row {number}, source_id: found nothing, expected a value, since dose of ALN-70W is filled"]


@damage
def a_fact_with_a_reason_to_be_empty(folder):
    number, _ = find(folder, FACTS, regimen_id=WEEKLY, field="dose")
    put(folder, FACTS, number, "reason_empty", "lost")
    place = f"{FACTS}, row {number}, reason_empty"
    return [f'{place}: found "lost", expected nothing, since dose of ALN-70W is filled']


@damage
def a_field_emptied_whose_fact_stays(folder):
    regimen, _ = find(folder, REG, regimen_id=WEEKLY)
    number, fact = find(folder, FACTS, regimen_id=WEEKLY, field="fasting_min")
    put(folder, REG, regimen, "fasting_min", "")
    source, why = (
        ", ".join([fact["source_id"], fact["locator"], fact["check"]]),
        "since fasting_min of ALN-70W is empty",
    )
    return [
        f'{FACTS}, row {number}, source_id, locator, check: found "{source[:80]}{"…" * (len(source) > 80)}", '
        f"expected nothing, {why}",
        f"{FACTS}, row {number}, reason_empty: found nothing, expected a value, {why}",
    ]


@damage
def an_empty_field_without_a_reason(folder):
    number, row = find(folder, FACTS, reason_empty=None)
    put(folder, FACTS, number, "reason_empty", "")
    why = f"since {row['field']} of {row['regimen_id']} is empty"
    return [f"{FACTS}, row {number}, reason_empty: found nothing, expected a value, {why}"]


@damage
def a_fact_about_no_column(folder):
    rows = read(folder, FACTS)
    write(folder, FACTS, [*rows, [WEEKLY, "colour", *rows[1][2:]]])
    place = f"{FACTS}, row {len(rows) + 1}, field"
    return [f'{place}: found "colour", expected a column of regimens.csv that needs a source']


@damage
def a_regimen_without_a_row_for_missed_doses(folder):
    rows = read(folder, MISSED)
    write(folder, MISSED, [row for row in rows if row[0] != WEEKLY])
    return [f"{MISSED}: found nothing, expected a row for ALN-70W"]


@damage
def a_rule_without_a_locator(folder):
    number, _ = find(folder, MISSED, rule=None)
    put(folder, MISSED, number, "locator", "")
    return [f"{MISSED}, row {number}, locator: found nothing, expected a value, since rule is filled"]


@damage
def no_rule_and_no_reason(folder):
    number, _ = find(folder, MISSED, rule=None)
    put(folder, MISSED, number, "rule", "")
    return [f"{MISSED}, row {number}, reason_empty: found nothing, expected a value, since rule is empty"]


@damage
def a_step_of_the_label_without_a_source(folder):
    number, _ = find(folder, STEPS, basis="label")
    put(folder, STEPS, number, "check", "")
    return [f"{STEPS}, row {number}, check: found nothing, expected a value, since basis is label"]


@damage
def a_time_that_no_label_gives(folder):
    number, _ = find(folder, STEPS, basis="usual practice")
    put(folder, STEPS, number, "minutes_low", "10")
    return [f'{STEPS}, row {number}, minutes_low: found "10", expected nothing, since basis is usual practice']


@damage
def a_step_left_out(folder):
    number, _ = find(folder, STEPS, visit="infusion", step="1")
    rows = read(folder, STEPS)
    write(folder, STEPS, rows[: number - 1] + rows[number:])
    return [f'{STEPS}, row {number}, step: found "2", expected 1, the next step']


@damage
def a_step_that_is_no_number(folder):
    number, _ = find(folder, STEPS, visit="infusion", step="1")
    put(folder, STEPS, number, "step", "first")
    return [f'{STEPS}, row {number}, step: found "first", expected a whole number at least 1']


@damage
def more_people_with_an_event_than_there_are(folder):
    number, _ = find(folder, EVENTS, event_id="AR014")
    put(folder, EVENTS, number, "count_drug", "4000")
    return [f'adverse_events.csv, row {number}, count_drug: found "4000", expected at most the n_drug, 3862']


@damage
def a_percentage_above_100(folder):
    number, _ = find(folder, EVENTS, event_id="AR057")
    put(folder, EVENTS, number, "percent_drug", "179")
    return [f'adverse_events.csv, row {number}, percent_drug: found "179", expected a number from 0 to 100']


@damage
def a_comparator_missing(folder):
    number, _ = find(folder, EVENTS, event_id="AR057")
    put(folder, EVENTS, number, "percent_comparator", "")
    return [
        f"adverse_events.csv, row {number}, count_comparator, percent_comparator: found nothing, "
        "expected a count or a percentage, since HORIZON-LABEL has a comparator (placebo infusion)"
    ]


@damage
def a_comparator_where_there_is_none(folder):
    number, _ = find(folder, EVENTS, event_id="AR462")
    put(folder, EVENTS, number, "count_comparator", "3")
    put(folder, EVENTS, number, "n_comparator", "1500")
    return [
        f'adverse_events.csv, row {number}, count_comparator, n_comparator: found "3, 1500", '
        "expected nothing, since the comparator_kind of ALN-PRACTICE is none"
    ]


@damage
def no_figure_at_all(folder):
    number, _ = find(folder, EVENTS, event_id="SER-2")
    put(folder, EVENTS, number, "count_drug", "")
    return [
        f"adverse_events.csv, row {number}, count_drug, percent_drug: found nothing, expected a count or a percentage"
    ]


# what cannot be


IMPOSSIBLE = {
    "an injection that is a tablet": (REG, {"regimen_id": "IBN-IV-3M"}, "dose_form", "tablet"),
    "a slider that starts between two steps": (GUESSES, {"assumption_id": "travel_min"}, "value", "52"),
    "more made-up patients than a memory holds": (
        REFILLS,
        {"assumption_id": "synthetic_people"},
        "value",
        "9999999999",
    ),
    "all stop within a year": (REFILLS, {"assumption_id": "stop_rate"}, "value", "100"),
    "days counted as percent": (FIGURES, {"row_id": "P269"}, "unit", "percent"),
    "a proportion for a percentage": (FIGURES, {"row_id": "P101"}, "value", "0.213"),
    "a ratio of hundreds": (RATIOS, {"row_id": "F023"}, "high", "420"),
    "a risk above all": (RATIOS, {"row_id": "F003"}, "risk_poor", "420"),
    "a risk in one group only": (RATIOS, {"row_id": "F003"}, "risk_poor", ""),
    "an interval with one end": (RATIOS, {"row_id": "F023"}, "high", ""),
    "more than all of a hundred thousand": (HARMS, {"harm_id": "AFF-STOPPED"}, "high", "420000"),
    "a parameter with the source of another row": (VALUES, {"value_id": "V014"}, "source_id", "COTTE2010"),
    "a month in another age": (FIGURES, {"row_id": "P098"}, "month_high", "20250"),
    "a course of a lifetime": (REG, {"regimen_id": "TPTD-20"}, "max_course_months", "20250"),
    "a step of a minute in years": (REG, {"regimen_id": WEEKLY}, "interval_value", "420"),
    "a bucket of water": ("tablet_rules.csv", {"regimen_id": WEEKLY}, "water_oz_high", "60"),
    "read twice in one place": (EVENTS, {"event_id": "AR010"}, "second_source_id", "REID2010"),
    "read twice without a second place": (EVENTS, {"event_id": "AR010"}, "second_source_id", ""),
    "a median read better than its rows": (VALUES, {"value_id": "V058"}, "check", "read in two places"),
    "a row that does not exist": (VALUES, {"value_id": "V014"}, "how", "row P999, its lowest"),
    "a value that is not that of its row": (VALUES, {"value_id": "V014"}, "value", "28"),
    "decimals that the figure does not have": (EVENTS, {"event_id": "AR010"}, "decimals", "0"),
    "another size than that of the study": (EVENTS, {"event_id": "AR010"}, "n_drug", "3682"),
    "a purpose that the label does not have": (REG, {"regimen_id": "DMAB-60"}, "purpose", "prevention"),
    "a country without its label": (REG, {"regimen_id": WEEKLY}, "jurisdiction", "DE"),
    "a tablet rule for an infusion": ("tablet_rules.csv", {"regimen_id": "ALN-10D"}, "regimen_id", "ZOL-5-YR"),
}


@pytest.mark.parametrize("name", some(IMPOSSIBLE))
def test_what_cannot_be_is_named_in_its_cell(name, data_folder):
    file, key, column, value = IMPOSSIBLE[name]
    number, _ = find(data_folder, file, **key)
    put(data_folder, file, number, column, value)
    assert (file, number, column) in {cell for problem in problems(data_folder) for cell in problem.cells}


@damage
def one_size_for_two_drugs_of_a_study(folder):
    _, weekly = find(folder, FIGURES, row_id="P222")
    number, _ = find(folder, FIGURES, row_id="P228")
    put(folder, FIGURES, number, "people", weekly["people"])
    return [
        f'persistence.csv, row {number}, people: found "{weekly["people"]}", '
        "expected the people of this row, not those of row P220 too; or empty, and the size in note"
    ]


@damage
def an_unknown_unit(folder):
    number, _ = find(folder, HARMS, harm_id="AFF-8-10")
    put(folder, HARMS, number, "unit", "per mille")
    return [f'rare_harms.csv, row {number}, unit: found "per mille", expected {one_of(HARMS, "unit")}']


@damage
def a_share_of_more_than_all(folder):
    number, _ = find(folder, HARMS, harm_id="CALCIUM-DIALYSIS")
    put(folder, HARMS, number, "value", "411")
    return [
        f'rare_harms.csv, row {number}, value: found "411", '
        "expected a number from 0 to 100, since unit is per 100 people"
    ]


@damage
def a_value_outside_its_interval(folder):
    number, _ = find(folder, HARMS, harm_id="AFF-SWEDEN")
    put(folder, HARMS, number, "value", "15")
    return [f'rare_harms.csv, row {number}, high: found "14", expected at least the value, 15']


@damage
def a_value_beside_counts(folder):
    number, _ = find(folder, HARMS, harm_id="ONJ-ZOL")
    put(folder, HARMS, number, "value", "0.03")
    return [f'rare_harms.csv, row {number}, value: found "0.03", expected nothing, since counts are given']


@damage
def a_size_missing_without_a_reason(folder):
    number, _ = find(folder, EVENTS, event_id="AR011")
    put(folder, EVENTS, number, "reason_no_size", "")
    return [f"adverse_events.csv, row {number}, reason_no_size: found nothing, expected a value, since n_drug is empty"]


@damage
def a_percentage_that_says_not_how_exact_it_is(folder):
    number, _ = find(folder, EVENTS, event_id="AR010")
    put(folder, EVENTS, number, "decimals", "")
    return [
        f"adverse_events.csv, row {number}, decimals: found nothing, expected a value, since a percentage is filled"
    ]


@damage
def a_count_and_a_percentage(folder):
    number, _ = find(folder, EVENTS, event_id="AR014")
    put(folder, EVENTS, number, "percent_drug", "17.2")
    put(folder, EVENTS, number, "decimals", "1")
    return [
        f'adverse_events.csv, row {number}, percent_drug: found "17.2", expected nothing, since count_drug is filled'
    ]


@damage
def a_percentage_that_no_number_of_people_gives(folder):
    number, _ = find(folder, EVENTS, event_id="AR410")
    put(folder, EVENTS, number, "percent_drug", "37.3")
    return [
        f'adverse_events.csv, row {number}, percent_drug: found "37.3", expected a percentage that whole people give: '
        "of 137, 51 are 37.2 and 52 are 38.0"
    ]


@damage
def a_size_that_is_not_that_of_the_study(folder):
    number, _ = find(folder, EVENTS, event_id="AR015")
    put(folder, EVENTS, number, "n_drug", "3889")
    return [
        f'adverse_events.csv, row {number}, n_drug: found "3889", '
        "expected 3862, as in studies.csv, or a note that names this size and says why"
    ]


@damage
def a_subgroup_that_is_a_total(folder):
    number, _ = find(folder, EVENTS, event_id="AR432")
    put(folder, EVENTS, number, "is_total", "yes")
    return [f'adverse_events.csv, row {number}, is_total: found "yes", expected no, since subgroup is filled']


@damage
def a_harm_that_is_a_gap_and_a_figure(folder):
    number, _ = find(folder, "rare_harms.csv", harm_id="KIDNEY-ZOL")
    put(folder, "rare_harms.csv", number, "value", "1")
    return [
        f'rare_harms.csv, row {number}, value: found "1", expected nothing, since reason_empty is filled',
    ]


@damage
def what_to_keep_apart_without_its_source(folder):
    put(folder, "tablet_rules.csv", 2, "apart_source_id", "")
    return ["tablet_rules.csv, row 2, apart_source_id: found nothing, expected a value, since apart is filled"]


@damage
def a_warning_that_stands_and_asks_nothing(folder):
    put(folder, "boxed_warnings.csv", 2, "asks", "")
    return ["boxed_warnings.csv, row 2, asks: found nothing, expected a value, since the warning stands"]


@damage
def a_warning_taken_off_before_it_came(folder):
    put(folder, "boxed_warnings.csv", 4, "since", "2021-01")
    return ['boxed_warnings.csv, row 4, removed: found "2020-11", expected at least since, 2021-01']


@damage
def a_study_without_its_comparator(folder):
    number, _ = find(folder, STUDIES, study_id="TAGGART")
    put(folder, STUDIES, number, "comparator", "")
    return [f"studies.csv, row {number}, comparator: found nothing, expected a value, since comparator_kind is placebo"]


@damage
def an_event_of_no_study(folder):
    number, _ = find(folder, EVENTS, event_id="AR403")
    put(folder, EVENTS, number, "study_id", "NOWHERE")
    return [f'adverse_events.csv, row {number}, study_id: found "NOWHERE", expected a study_id of studies.csv']


@damage
def a_gap_where_there_is_a_comparison(folder):
    number, _ = find(folder, GAPS, regimen_id="RIS-150M", body_system="gut")
    put(folder, GAPS, number, "regimen_id", "RIS-5D")
    return [
        "safety_gaps.csv: found nothing, expected a row for RIS-150M and gut, or a comparison",
        f'safety_gaps.csv, row {number}, regimen_id, body_system: found "RIS-5D, gut", '
        "expected no row, since adverse_events.csv has a comparison",
    ]


@pytest.mark.parametrize("name", some(DAMAGES))
def test_a_damage_is_named_exactly(name, data_folder):
    expected = DAMAGES[name](data_folder)
    assert lines(data_folder) == expected


# ---------------------------------------------------------------------- folders


def test_no_folder(tmp_path):
    nowhere = tmp_path / "nowhere"
    assert lines(nowhere) == [f"{nowhere}: found nothing, expected a folder"]


def test_a_file_for_a_folder(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("x")
    assert lines(str(file)) == [
        f"{file}: found another file, expected a folder of CSV files or a workbook (save it as .xlsx)"
    ]


def test_a_file_that_may_not_be_read(data_folder, monkeypatch):
    read_bytes = Path.read_bytes

    def refuse(path):
        if path.name == REG:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    expected = "found a file that cannot be opened (Permission denied), expected a file that can be opened"
    assert lines(data_folder) == [f"{REG}: {expected}"]


# ---------------------------------------------------------------------- what is harmless


def as_it_is(text):
    return text


def with_byte_order_mark(text):
    return b"\xef\xbb\xbf" + text


def with_windows_line_ends(text):
    return text.replace(b"\n", b"\r\n")


def with_old_mac_line_ends(text):
    return text.replace(b"\n", b"\r")


def with_both_as_spreadsheets_save_it(text):
    return with_byte_order_mark(with_windows_line_ends(text))


def without_line_end_at_the_end(text):
    return text.rstrip(b"\n")


def with_empty_rows_at_the_end(text):
    return text + b"\n,,,,\n \n"


HARMLESS = [
    as_it_is,
    with_byte_order_mark,
    with_windows_line_ends,
    with_old_mac_line_ends,
    with_both_as_spreadsheets_save_it,
    without_line_end_at_the_end,
    with_empty_rows_at_the_end,
]


@pytest.mark.parametrize("change", some(HARMLESS), ids=lambda change: change.__name__.replace("_", " "))
def test_a_harmless_change_passes_and_loads_the_same(change, data_folder):
    for resource in package()["resources"]:
        edit(data_folder, resource["path"], change)
    mine = load(data_folder)
    assert all(table.equals(getattr(mine, name)) for name, table in load())


DAILY = {"day": "10", "week": "10", "month": "40", "year": "500"}


@pytest.mark.parametrize(
    ("unit", "doses"),
    [
        ("day", "1"),
        ("week", "7"),
        pytest.param("month", "7", marks=pytest.mark.slow),
        pytest.param("year", "7", marks=pytest.mark.slow),
    ],
)
def test_as_many_doses_as_an_interval_has_days_are_fine(unit, doses, data_folder):
    number, _ = find(data_folder, REG, regimen_id=WEEKLY)
    put(data_folder, REG, number, "interval_unit", unit)
    put(data_folder, REG, number, "doses_per_interval", doses)
    put(data_folder, REG, number, "dose", DAILY[unit])  # as much a day as before
    assert lines(data_folder) == []
    assert explore_dosing([WEEKLY], tables=load(data_folder)).render().scene


def test_a_slider_may_have_a_value_for_every_minute(data_folder):
    number, _ = find(data_folder, GUESSES, assumption_id="travel_min")
    put(data_folder, GUESSES, number, "step", "1")
    assert lines(data_folder) == []
    assert len(explore_dosing(tables=load(data_folder)).controls["travel_min"].values) == 241


def test_columns_in_another_order_are_fine(data_folder):
    write(data_folder, REG, [row[::-1] for row in read(data_folder, REG)])
    assert load(data_folder).regimens.equals(load().regimens)


@pytest.mark.parametrize("own", [None, "no package at all", '{"resources": []}'])
def test_the_package_of_the_project_rules_every_folder(own, data_folder):
    (data_folder / "datapackage.json").unlink()
    if own is not None:
        (data_folder / "datapackage.json").write_text(own)
    assert lines(data_folder) == []
    put(data_folder, REG, 2, "dose_unit", "g")
    assert lines(data_folder) == [f'{REG}, row 2, dose_unit: found "g", expected one of mg, mcg']


def test_the_packaged_data_are_sound():
    assert lines(ROOT / "data") == []


@damage
def more_than_all_patients_persistent(folder):
    number, _ = find(folder, FIGURES, row_id="P098")
    put(folder, FIGURES, number, "value", "442")
    return [
        f'{FIGURES}, row {number}, value: found "442", expected a number from 0 to 100, since unit is percent',
    ]


@damage
def a_figure_without_a_figure(folder):
    number, _ = find(folder, FIGURES, row_id="P098")
    put(folder, FIGURES, number, "value", "")
    return [f"{FIGURES}, row {number}, value: found nothing, expected a value, or low and high"]


@damage
def a_range_with_one_end(folder):
    number, _ = find(folder, FIGURES, row_id="P203")
    put(folder, FIGURES, number, "high", "")
    return [f"{FIGURES}, row {number}, high: found nothing, expected a value, since an interval or range is given"]


@damage
def a_ratio_that_does_not_say_which_way_it_reads(folder):
    number, _ = find(folder, RATIOS, row_id="F023")
    put(folder, RATIOS, number, "ratio_of", "")
    return [f"{RATIOS}, row {number}, ratio_of: found nothing, expected a value, since measure is hazard ratio"]


@damage
def a_curve_that_rises(folder):
    number, _ = find(folder, VALUES, regimen_id=YEARLY, month="24", setting="high")
    put(folder, VALUES, number, "value", "80")
    return [
        f'{VALUES}, row {number}, value: found "80", expected at most 74.8, the value at month 12: nobody comes back',
    ]


@damage
def a_base_below_its_low(folder):
    number, _ = find(folder, VALUES, regimen_id=YEARLY, month="24", setting="base")
    put(folder, VALUES, number, "value", "15")
    after, _ = find(folder, VALUES, regimen_id=YEARLY, month="36", setting="base")
    return [
        f'{VALUES}, row {number}, value: found "15", expected at least 20, the value of low',
        f'{VALUES}, row {after}, value: found "30.5", expected at most 15, the value at month 24: nobody comes back',
    ]


@damage
def a_curve_without_its_high(folder):
    rows = read(folder, VALUES)
    where = [rows[0].index(column) for column in ("regimen_id", "quantity", "setting")]
    write(folder, VALUES, [row for row in rows if [row[i] for i in where] != [YEARLY, "dose taken", "high"]])
    return [f"{VALUES}: found nothing, expected a row for {YEARLY}, dose taken, high"]


@damage
def a_value_of_the_model_without_a_source(folder):
    number, _ = find(folder, VALUES, regimen_id=YEARLY, month="24", setting="base")
    put(folder, VALUES, number, "source_id", "")
    return [f"{VALUES}, row {number}, source_id: found nothing, expected a value, since basis is computed"]


@damage
def a_return_before_anybody_may_come_back(folder):
    number, _ = find(folder, VALUES, quantity="restart within")
    put(folder, VALUES, number, "value", "2")
    return [f'{VALUES}, row {number}, value: found "2", expected more than restart half within, 6']


@damage
def a_value_that_is_not_that_of_its_row(folder):
    number, _ = find(folder, VALUES, regimen_id="IBN-IV-3M", month="12", setting="low")
    put(folder, VALUES, number, "value", "30")
    return [f'{VALUES}, row {number}, value: found "30", expected 31, the row P038, its lowest']


@damage
def a_base_that_is_not_the_median(folder):
    number, _ = find(folder, VALUES, regimen_id="DMAB-60", month="36", setting="base")
    put(folder, VALUES, number, "value", "44")
    return [f'{VALUES}, row {number}, value: found "44", expected 43, the median of rows P242, P247']


@damage
def a_measured_value_that_names_no_row(folder):
    number, _ = find(folder, VALUES, regimen_id="IBN-IV-3M", month="12", setting="low")
    put(folder, VALUES, number, "how", "as we remember it")
    return [
        f'{VALUES}, row {number}, how: found "as we remember it", expected the row it was measured in, as in: row P036'
    ]


@damage
def a_share_cumulative_of_nothing(folder):
    number, _ = find(folder, VALUES, quantity="restart")
    put(folder, VALUES, number, "counts", "cumulative")
    return [f'{VALUES}, row {number}, counts: found "cumulative", expected nothing, since quantity is restart']


@damage
def a_supply_of_half_a_day(folder):
    number, _ = find(folder, REFILLS, assumption_id="weekly")
    put(folder, REFILLS, number, "value", "0.5")
    return [f'{REFILLS}, row {number}, value: found "0.5", expected whole days from 1 to 730']


@damage
def a_refill_lab_without_its_breaks(folder):
    number, _ = find(folder, REFILLS, assumption_id="break_low")
    put(folder, REFILLS, number, "assumption_id", "brake_low")
    known = ", ".join(ASSUMED)
    return [
        f"{REFILLS}: found nothing, expected a row for break_low",
        f'{REFILLS}, row {number}, assumption_id: found "brake_low", expected one of {known}',
    ]


# ---------------------------------------------------------------------- messages and commands


def test_a_message_stays_on_one_line_and_short():
    problem = Problem("a.csv", "less", "one\u2028two\r\n" + "x" * 500, 2, "note")
    assert str(problem) == f'a.csv, row 2, note: found "one two {"x" * 72}…", expected less'


def test_loading_a_damaged_folder_tells_all(data_folder):
    put(data_folder, REG, 2, "interval_value", "0")
    put(data_folder, REG, 3, "dose_unit", "g")
    with pytest.raises(DataError) as error:
        load(data_folder)
    assert isinstance(error.value, ValueError)
    assert str(error.value).splitlines() == [
        f"{data_folder}: 2 to put right",
        f'{REG}, row 2, interval_value: found "0", expected a number greater than 0 and at most 60',
        f'{REG}, row 3, dose_unit: found "g", expected one of mg, mcg',
    ]


def test_command_prints_every_problem_and_nothing_else(data_folder, capsys):
    put(data_folder, REG, 2, "interval_value", "0")
    put(data_folder, REG, 3, "dose_unit", "g")
    assert command.main(["check", str(data_folder)]) == 1
    assert capsys.readouterr() == (
        f'{REG}, row 2, interval_value: found "0", expected a number greater than 0 and at most 60\n'
        f'{REG}, row 3, dose_unit: found "g", expected one of mg, mcg\n',
        "",
    )


def rows_of(folder):
    return sum(len(read(folder, r["path"])) - 1 for r in package()["resources"])


def test_command_without_a_folder_checks_the_packaged_data(capsys):
    assert command.main(["check"]) == 0
    assert capsys.readouterr().out.endswith(f": {FILES} tables, {rows_of(ROOT / 'data')} rows: no problem found\n")


def test_command_alone_says_how_to_use_it(capsys):
    assert command.main([]) == 0
    assert capsys.readouterr().out.startswith("usage: python -m helpers")


def type_in(*words, path=ROOT / "src", **environment):
    return subprocess.run(
        [sys.executable, "-m", "helpers", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(path), **environment},
    )


def test_command_as_a_user_types_it(data_folder):
    run = type_in("check", str(data_folder))
    expected = f"{data_folder}: {FILES} tables, {rows_of(data_folder)} rows: no problem found\n"
    assert (run.returncode, run.stdout, run.stderr) == (0, expected, "")


@pytest.mark.slow
def test_command_on_a_terminal_that_cannot_show_a_letter(data_folder):
    put(data_folder, REG, 2, "dose_unit", "µg")
    run = type_in("check", str(data_folder), PYTHONIOENCODING="ascii")
    expected = f'{REG}, row 2, dose_unit: found "\\xb5g", expected one of mg, mcg\n'
    assert (run.returncode, run.stdout, run.stderr) == (1, expected, "")


@pytest.mark.slow
def test_command_checks_packaged_data_in_a_zip_file(tmp_path):
    archive, inside = tmp_path / "site.zip", tmp_path / "site" / "helpers"
    shutil.copytree(ROOT / "src" / "helpers", inside, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", inside / "data")
    with zipfile.ZipFile(archive, "w") as site:
        for file in inside.rglob("*"):
            site.write(file, file.relative_to(tmp_path / "site"))
    run = type_in("check", path=archive)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("rows: no problem found\n")


# ---------------------------------------------------------------------- rules at their very edge


def course(longest, every, unit):
    row = {"max_course_months": longest, "interval_value": every, "interval_unit": unit}
    return [str(problem) for problem in dosing_rules._course_holds_an_interval({2: row})]


def test_a_course_holds_one_interval_of_weeks():
    assert course("0.93", "4", "week") == []
    assert "at least one interval (interval_value 4, week)" in course("0.91", "4", "week")[0]
    assert course("24", "2", "year") == [] and course("23", "2", "year")
    assert course("1", "30", "day") == [] and course("0.9", "30", "day")


def test_the_ends_of_a_range_belong_to_it():
    def people(value):
        row = {"assumption_id": "synthetic_people", "value": value}
        return list(plausible_rules._the_lab_can_count({2: row}))

    assert people("1") == people("100000") == []
    assert people("0") and people("100001")


def test_a_slider_that_begins_off_a_round_number_counts_its_steps_from_there():
    def starts(value):
        row = {"value": value, "low": "3", "high": "43", "step": "10"}
        return list(plausible_rules._a_slider_starts_on_its_steps({2: row}))

    assert starts("3") == starts("13") == starts("43") == []
    assert starts("7") and starts("16")


def test_a_slider_has_at_most_250_values():
    def steps(high):
        return list(dosing_rules._slider_can_be_moved({2: {"low": "0", "step": "1", "high": high}}))

    assert steps("249") == []
    assert "at most 250 values" in str(steps("250")[0])


def test_a_proportion_is_named_with_the_percentage_it_would_be():
    _, rule = plausible_rules._shares_are_percentages("persistence", ("value",), "percent")
    [problem] = rule({2: {"value": "0.44", "unit": "percent"}, 3: {"value": "44", "unit": "percent"}})
    assert "a percentage: 44, if 0.44 is a proportion" in str(problem)


def test_an_unseen_sign_is_named_with_the_letters_before_it():
    said = cells._all_to_be_seen("alendronate tablets\u00a0of", {})
    assert said == "no sign that one cannot see (U+00A0, after 'nate tablets')"


@pytest.mark.parametrize("sign", ['"', "'", "<", ">", "\\", "^", "`", "{", "|", "}"])
def test_an_address_with_a_sign_that_ends_a_link_is_none(sign):
    assert cells.is_address("https://example.org/page")
    assert not cells.is_address(f"https://example.org/pa{sign}ge")


# Two places that tell of one thing, and words that are no words: table, key, what is changed, column and words named.
DISAGREE = {
    "another class": (
        REG,
        WEEKLY,
        {"drug_class": "RANKL antibody"},
        ("drug_class", "bisphosphonate, as for the other"),
    ),
    "another unit": (REG, WEEKLY, {"dose_unit": "mcg"}, ("dose_unit", "mg, as for the other regimens of alendronate")),
    "a drug's brand for another": (REG, WEEKLY, {"brand": "Prolia"}, ("brand", "a brand of")),
    "ten times the dose": (REG, WEEKLY, {"dose": "700"}, ("dose", "about 10 mg a day")),
    "the weekly dose every day": (REG, WEEKLY, {"interval_unit": "day"}, ("dose", "about 10 mg a day")),
    "every sixty weeks": (REG, WEEKLY, {"interval_value": "60"}, ("dose", "about 10 mg a day")),
    "fasting for a drip": (REG, YEARLY, {"fasting_min": "60"}, ("fasting_min", "nothing is swallowed")),
    "a day without food": (REG, WEEKLY, {"fasting_min": "1440"}, ("fasting_min", "at most 180 minutes")),
    "not upright, though the label rules it": (REG, WEEKLY, {"upright_min": "0"}, ("threshold", "upright_min of")),
    "after breakfast, though fasting": (
        "tablet_rules.csv",
        WEEKLY,
        {"taken": "straight after breakfast"},
        ("taken", "agrees"),
    ),
    "a course that ends later": (
        "decisions.csv",
        "COURSE-TPTD-20",
        {"month_low": "36", "month_high": "36"},
        ("month_high", "max_course"),
    ),
    "a ratio a digit off": ("adherence_fracture.csv", "F009", {"low": "0.0729"}, ("low, high", "about as far below")),
    "a ratio in thousands": ("preference.csv", None, {"ratio": "2424"}, ("ratio", "from 0 to 100")),
    "a script": (
        REG,
        WEEKLY,
        {"indication": "Treats <script>x</script>"},
        ("indication", "plain words, without <script>"),
    ),
    "a sign by its name": (REG, WEEKLY, {"indication": "Treats &lt; 3"}, ("indication", "plain words, without &lt;")),
    "a link": (REG, WEEKLY, {"indication": "Treats [it](x)"}, ("indication", "plain words")),
    "braces": (REG, WEEKLY, {"indication": "Treats {{ it }}"}, ("indication", "plain words")),
    "a formula with a plus": (REG, WEEKLY, {"brand": "+1+1"}, ("brand", "not a formula")),
    "a formula with an at": (REG, WEEKLY, {"brand": "@SUM(A1)"}, ("brand", "not a formula")),
    "two blanks": (REG, WEEKLY, {"indication": "Treats  osteoporosis"}, ("indication", "one blank between words")),
    "words of a printer": (REG, WEEKLY, {"indication": "Lorem ipsum dolor"}, ("indication", "still to come")),
    "todo in small letters": (REG, WEEKLY, {"indication": "todo"}, ("indication", "still to come")),
    "a page in a cell": (REG, WEEKLY, {"indication": "word " * 800 + "end"}, ("indication", "at most 3,000 letters")),
    "a number with a plus": (REG, WEEKLY, {"dose": "+70"}, ("dose", "a number")),
    "a point and nothing": (REG, WEEKLY, {"dose": "70."}, ("dose", "a number")),
    "noughts before a number": (REG, WEEKLY, {"dose": "070"}, ("dose", "a number")),
    "nothing, below nothing": (REG, YEARLY, {"upright_min": "-0"}, ("upright_min", "a number")),
    "an address with a name in it": (
        "sources.csv",
        None,
        {"url": "https://me:word@example.org/a"},
        ("url", "an address"),
    ),
    "an address of this machine": ("sources.csv", None, {"url": "http://127.0.0.1:8888/lab"}, ("url", "an address")),
    "an address of one's own net": ("sources.csv", None, {"url": "http://nas.local/label.pdf"}, ("url", "an address")),
    "an address with a letter that looks alike": (
        "sources.csv",
        None,
        {"url": "https://ex\u0430mple.org"},
        ("url", "an address"),
    ),
    "a key that is code": (
        "decisions.csv",
        "REVIEW-ZOL-5-YR",
        {"decision_id": "<b>x</b>"},
        ("decision_id", "plain words"),
    ),
    "a key that is a path": (
        "decisions.csv",
        "REVIEW-ZOL-5-YR",
        {"decision_id": "../x"},
        ("decision_id", "text such as"),
    ),
    "a country in words": ("costs.csv", None, {"country": "USA"}, ("country", "text such as US")),
    "a currency as a sign": ("costs.csv", None, {"currency": "$"}, ("currency", "text such as USD")),
    "no end of digits": ("adverse_events.csv", None, {"decimals": "999999999999999"}, ("decimals", "from 0 to")),
}


@pytest.mark.parametrize("name", some(DISAGREE))
def test_what_cannot_agree_is_named(name, data_folder):
    file, key, values, (column, words) = DISAGREE[name]
    header, *rows = read(data_folder, file)
    filled = [row for row in rows if all(row[header.index(each)] for each in values)]
    row = next(row for row in rows if row[0] == key) if key else filled[0]
    for each, value in values.items():
        row[header.index(each)] = value
    write(data_folder, file, [header, *rows])
    found = problems(data_folder)
    assert (column, True) in [(p.column, words in p.expected) for p in found], [str(p) for p in found]
    assert len(found) <= 3


def test_a_share_near_nothing_breaks_nothing(data_folder):
    header, *rows = read(data_folder, "trials.csv")
    row = next(
        row
        for row in rows
        if row[header.index("measure")] == "hazard ratio" and row[header.index("percent_comparator")]
    )
    row[header.index("percent_comparator")] = "0.000000000000001"
    write(data_folder, "trials.csv", [header, *rows])
    assert any(p.file == "trials.csv" for p in problems(data_folder))


def test_a_row_under_two_keys_is_named(data_folder):
    header, *rows = read(data_folder, "costs.csv")
    write(data_folder, "costs.csv", [header, *rows, ["C999", *rows[0][1:]]])
    assert lines(data_folder) == [
        f"costs.csv, row {len(rows) + 2}: found row 2 under another key, expected another row"
    ]
