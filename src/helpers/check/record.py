"""The frozen record: for each row a digest of its values at the time somebody read its source.

No rule can know that 82 was meant where 28 stands. The record can say that a row is not as it was when its source was
read, so that somebody reads again and confirms it (`python -m helpers confirm`).
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from helpers.problem import Problem, Row, as_number
from helpers.reading import NUMBERS, Folder, texts
from helpers.tables import data_folder, resources

RECORD = "read"
# Tables of facts that somebody read. The others hold what we assume, or the documents themselves.
RECORDED = (
    "regimens", "regimen_facts", "labelled_uses", "decisions", "boxed_warnings", "missed_doses", "visit_steps",
    "studies", "adverse_events", "rare_harms", "pooled_effects", "safety_gaps", "tablet_rules", "persistence",
    "adherence_fracture", "preference", "cohort_values", "turnover", "kinetics", "trials", "baseline_risk",
    "recommendations", "eligibility", "formula_values", "costs", "certainty", "aid_criteria", "aid_results",
    "claims", "lifestyle",
)  # fmt: skip
NOTE = "note"
THREE_DECIMALS = re.compile(r"-?\d+\.\d{3}")
INSTEAD = "take a workbook, or a copy made with --decimal-comma"
NUMBER_LIKE = re.compile(r"\d+(e\d+)?")
CONFIRM = "python -m helpers confirm"


@dataclass(frozen=True)
class Changed:
    """A row that is not as it was when its source was read."""

    table: str
    number: int
    key: str
    row: Row
    known: bool  # was it ever recorded?

    def problem(self) -> Problem:
        """Return it as a problem."""
        found = "a row that was changed since its source was read" if self.known else "a row that nobody has confirmed"
        expected = f'its source read (again), then {CONFIRM} "{self.table}/{self.key}"'
        return Problem(str(resources()[self.table]["path"]), expected, found, self.number)


def key_of(table: str, row: Row) -> str:
    """Return the key of a row, as the record and the command write it: ALN-70W, or ALN-70W+dose."""
    return "+".join(row[column] for column in resources()[table]["schema"]["primaryKey"])


def digest(table: str, row: Row) -> str:
    """Return a short digest of a row's values: of what is filled, our notes left out; 7.0 is 7.

    One that a spreadsheet would take for a number (12345678e9012345) has an x before it.
    """
    values = {}
    for field in resources()[table]["schema"]["fields"]:
        if (cell := row[field["name"]]) and field["name"] != NOTE:
            number = as_number(cell) if field["type"] in NUMBERS else None
            values[field["name"]] = cell if number is None else number
    made = hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:16]
    return f"x{made}" if NUMBER_LIKE.fullmatch(made) else made


def not_as_read(rows: dict[str, dict[int, Row]]) -> Iterator[Changed]:
    """Yield the rows whose digest is not that of the folder's own record."""
    if RECORD not in rows:
        return
    recorded = {(row["table"], row["key"]): row["digest"] for row in rows[RECORD].values()}
    for table in (name for name in RECORDED if name in rows):
        for number, row in rows[table].items():
            key = key_of(table, row)
            if recorded.get((table, key)) != digest(table, row):
                yield Changed(table, number, key, row, (table, key) in recorded)


def changed(rows: dict[str, dict[int, Row]]) -> Iterator[Problem]:
    """Yield the rows that are not as they were read, and what is recorded and no longer there, as problems."""
    for each in not_as_read(rows):
        yield each.problem()
    if RECORD in rows:
        there = {(table, key_of(table, row)) for table in RECORDED for row in rows.get(table, {}).values()}
        for number, row in rows[RECORD].items():
            if row["table"] in rows and (row["table"], row["key"]) not in there:
                expected = f"a row of {row['table']}.csv, or this line taken out"
                yield Problem("read.csv", expected, row["key"], number, "key")


def remarks(rows: dict[str, dict[int, Row]], project: dict[str, dict[str, Row]]) -> Iterator[str]:
    """Yield what a lecturer should know of a changed row: the project's source still stands beside another value.

    Args:
        rows: by table and number.
        project: the project's own rows, by table and key.
    """
    packaged = {(table, key): row for table in RECORDED for key, row in project[table].items()}
    for each in not_as_read(rows):
        was = packaged.get((each.table, each.key))
        if was is None:
            continue
        columns = [name for name in was if was[name] != each.row[name] and name not in (NOTE, "check")]
        if columns and each.row.get("source_id") and each.row.get("source_id") == was.get("source_id"):
            yield (
                f"{each.table}.csv, row {each.number}, {', '.join(columns)}: changed from the project's data, but "
                f"{was['source_id']} still stands beside it: is it your source?"
            )
        if each.table == "regimens":
            yield from _facts_left(each, columns, rows, packaged)


def _facts_left(
    each: Changed, columns: list[str], rows: dict[str, dict[int, Row]], packaged: dict[tuple[str, str], Row]
) -> Iterator[str]:
    """Yield the changed fields of a regimen of which `regimen_facts` still says where the project read them."""
    for number, fact in rows.get("regimen_facts", {}).items():
        was = packaged.get(("regimen_facts", key_of("regimen_facts", fact)))
        mine = fact["regimen_id"] == each.key and fact["field"] in columns
        if mine and was and fact["source_id"] and fact["source_id"] == was["source_id"]:
            yield (
                f"regimen_facts.csv, row {number}: {fact['field']} of {each.key} was changed, but it still says it was "
                f"read in {fact['source_id']}: is it your source?"
            )


def spoiled(rows: dict[str, dict[int, Row]], project: dict[str, dict[str, Row]]) -> Iterator[Problem]:
    """Yield the cells of the project that came back from a spreadsheet as something else.

    Args:
        rows: by table and number.
        project: the project's own rows, by table and key.
    """
    yield from _lost_points(rows, project)
    yield from _garbled(rows, project)


def _lost_points(rows: dict[str, dict[int, Row]], project: dict[str, dict[str, Row]]) -> Iterator[Problem]:
    """A point was taken for a sign between thousands: 591, where the project has 0.591."""
    for table, numbered in rows.items():
        resource = resources()[table]
        columns = [field["name"] for field in resource["schema"]["fields"] if field["type"] in NUMBERS]
        for number, row in numbered.items():
            was = project[table].get(key_of(table, row), {})
            for column in columns:
                now = as_number(row[column])
                if now and THREE_DECIMALS.fullmatch(was.get(column, "")) and now == round(1000 * float(was[column])):
                    expected = f"{was[column]} (a spreadsheet took its point for a sign between thousands: {INSTEAD})"
                    yield Problem(str(resource["path"]), expected, row[column], number, column)


def _garbled(rows: dict[str, dict[int, Row]], project: dict[str, dict[str, Row]]) -> Iterator[Problem]:
    """Letters were saved for a Mac or for MS-DOS, and were read as a Windows file's."""
    for table, numbered in rows.items():
        for number, row in numbered.items():
            was = project[table].get(key_of(table, row), {})
            for column, cell in row.items():
                if not cell.isascii() and cell != was.get(column, cell) and was[column] in _other_readings(cell):
                    expected = f'{was[column]} (save the file as "CSV UTF-8": it was saved for a Mac or for MS-DOS)'
                    yield Problem(str(resources()[table]["path"]), expected, cell, number, column)


def _other_readings(cell: str) -> Iterator[str]:
    try:
        data = cell.encode("cp1252")
    except UnicodeEncodeError:
        return
    for encoding in ("mac_roman", "cp850", "cp437"):
        yield data.decode(encoding, errors="replace")


@cache
def packaged_rows(table: str) -> dict[str, Row]:
    """Return the project's own rows of a table, by key, as texts."""
    grid = Folder(data_folder(), "the packaged data").grid(resources()[table])
    return {} if isinstance(grid, Problem) else {key_of(table, row): row for row in texts(grid)}
