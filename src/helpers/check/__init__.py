"""Checks a data folder and says in plain words what is wrong, cell by cell.

The rules stand in datapackage.json and the frictionless library applies them; here its findings become
sentences, and the few rules are added that tie several columns or tables together, or that a spreadsheet hides
from the eye.
"""

import csv
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from frictionless import Package

from helpers.check import adherence_rules, dosing_rules, safety_rules
from helpers.check.problem import NUMBER, Problem, Row
from helpers.tables import package, read_rows, without_empty_end

__all__ = ["Problem", "problems", "summary"]

RULES = (*dosing_rules.RULES, *safety_rules.RULES, *adherence_rules.RULES)
KINDS = {"string": "a value", "integer": "a whole number", "number": "a number"}
BOUNDS = {"exclusiveMinimum": "greater than", "minimum": "of at least", "maximum": "of at most"}
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
BLANKS = re.compile(r"^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$")  # those without a width come with copied text


@dataclass(frozen=True)
class Sheet:
    """One CSV file: its description in the package, and its header and rows, cell by cell as they stand."""

    resource: dict[str, Any]
    labels: list[str]
    rows: list[list[str]]

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.resource["path"]

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns, without blanks around them."""
        return [_bare(label) for label in self.labels]

    @cached_property
    def fields(self) -> dict[str, dict[str, Any]]:
        """The described columns by name."""
        return {field["name"]: field for field in self.resource["schema"]["fields"]}

    @cached_property
    def whole_rows(self) -> dict[int, Row]:
        """The rows with as many cells as the header, empty ones left out, by their number in a spreadsheet."""
        whole = {n: row for n, row in enumerate(self.rows, 2) if len(row) == len(self.header) and any(map(_bare, row))}
        return {n: dict(zip(self.header, row, strict=True)) for n, row in whole.items()}

    @cached_property
    def whole(self) -> bool:
        """Has every row that is not empty as many cells as the header?"""
        return len(self.whole_rows) == sum(any(map(_bare, row)) for row in self.rows)

    @property
    def complete(self) -> bool:
        """Is it whole, and are all its columns there?"""
        return self.whole and set(self.fields) <= set(self.header)


def problems(folder: Path | Traversable | str) -> list[Problem]:
    """Return everything that is wrong with a data folder, by file, row and column; empty if all is well.

    The rules are those of the project's own datapackage.json; one in the folder is not read. A rule that ties
    files or columns together waits until their columns are there and their rows are whole. A cell is named once.
    Nothing is raised: a folder or file that cannot be read is a problem like any other.
    """
    if isinstance(folder, str | Path):
        if not os.path.isdir(folder):
            return [Problem(str(folder), "a folder", "a file" if os.path.exists(folder) else None)]
        folder = Path(folder)
    read = [_sheet(folder, resource) for resource in package()["resources"]]
    found = [each for each in read if isinstance(each, Problem)]
    sheets = {each.resource["name"]: each for each in read if isinstance(each, Sheet)}
    for sheet in sheets.values():
        found += _header_problems(sheet)
    found += _library_problems(sheets)
    for sheet in sheets.values():
        found += _new(_hidden_problems(sheet), found)
    rows = {name: _bare_rows(sheet) for name, sheet in sheets.items() if sheet.complete}
    for needed, rule in RULES:
        if rows.keys() >= set(needed):
            found += _new(rule(*(rows[name] for name in needed)), found)
    return _in_order(found)


def summary(folder: Path | Traversable | str) -> str:
    """Return the size of a folder without problems in one line."""
    folder = Path(folder) if isinstance(folder, str) else folder
    files = [resource["path"] for resource in package()["resources"]]
    rows = sum(len(without_empty_end(read_rows(folder.joinpath(file)))) - 1 for file in files)
    return f"{len(files)} files, {rows} rows: no problem found"


def _new(problems: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """Return the problems about cells of which nothing is known yet."""
    named = set().union(*(problem.cells for problem in known))
    return [problem for problem in problems if problem.column is None or not problem.cells & named]


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    files = {r["path"]: [field["name"] for field in r["schema"]["fields"]] for r in package()["resources"]}

    def place(problem: Problem) -> tuple[int, int, int]:
        columns, first = files[problem.file], (problem.column or "").split(", ")[0]
        return (
            list(files).index(problem.file),
            problem.row or 0,
            columns.index(first) if first in columns else -1,
        )

    return sorted(dict.fromkeys(problems), key=place)


# ---------------------------------------------------------------------- files and headers


def _sheet(folder: Traversable, resource: dict[str, Any]) -> Sheet | Problem:
    """Return one file of the folder, or what keeps it from being read at all."""
    file, rows = resource["path"], []
    try:
        for row in read_rows(folder.joinpath(file)):
            rows.append(row)
    except FileNotFoundError:
        return Problem(file, "this file")
    except OSError as error:
        return Problem(file, "a file that can be opened", f"a file that cannot be opened ({error.strerror})")
    except UnicodeDecodeError as error:
        return _wrong_encoding(file, error.object[: error.start].count(b"\n") + 1)
    except csv.Error:
        return Problem(file, "quotation marks in pairs", "a quotation mark too many or too few", len(rows) + 1)
    for number, row in enumerate(rows, 1):
        if any("\0" in cell for cell in row):
            return _wrong_encoding(file, number)
    header, *rows = without_empty_end(rows) or [[]]
    return _unusable(resource, header, rows) or Sheet(resource, header, rows)


def _wrong_encoding(file: str, row: int) -> Problem:
    return Problem(file, 'UTF-8 (in a spreadsheet: save as "CSV UTF-8")', "another encoding", row)


def _unusable(resource: dict[str, Any], header: list[str], rows: list[list[str]]) -> Problem | None:
    """Return what keeps all columns from being told apart, in one problem and not one for each column."""
    file, wanted = resource["path"], [field["name"] for field in resource["schema"]["fields"]]
    names = [_bare(name) for name in header]
    if not rows:
        return Problem(file, "a header and at least one row", "a header only" if header else None)
    if not set(wanted) & set(names):
        for mark, name in SEPARATORS.items():
            if set(wanted) & set(",".join(header).split(mark)):
                return Problem(file, "commas between the cells", name, 1)
        return Problem(file, f"the header {','.join(wanted)}", "no name of a column", 1)
    for name, times in Counter(names).items():
        if name in wanted and times > 1:
            return Problem(file, "each column once", f"{times} columns {name}", 1)
    return None


def _header_problems(sheet: Sheet) -> Iterator[Problem]:
    """Columns may stand in any order, but all are needed and no other is allowed."""
    for name in sheet.fields:
        if name not in sheet.header:
            yield Problem(sheet.file, f"the column {name}", None, 1)
    for name in sheet.header:
        if name not in sheet.fields:
            found = f"the column {name}" if name else "a column without a name"
            yield Problem(sheet.file, "only the columns of the data sheet", found, 1)
    for label, name in zip(sheet.labels, sheet.header, strict=True):
        if label != name and name in sheet.fields:
            yield Problem(sheet.file, "no blanks before or after", label, 1, name)


# ---------------------------------------------------------------------- what the library finds


def _library_problems(sheets: dict[str, Sheet]) -> Iterator[Problem]:
    """Let frictionless check cells, keys and references, and translate what it says.

    It is given the cells as text, without blanks around them: it has no encoding or separator to guess.
    """
    if not sheets:
        return
    described = {**package(), "resources": [_described(sheet, sheets) for sheet in sheets.values()]}
    report = Package.from_descriptor(described).validate(limit_errors=sys.maxsize)
    for sheet, task in zip(sheets.values(), report.tasks, strict=True):
        for error in task.errors:
            yield from _translated(sheet, error)


def _described(sheet: Sheet, sheets: dict[str, Sheet]) -> dict[str, Any]:
    """Return a sheet with its description as it is here: its own columns, the keys and references they allow."""
    schema = sheet.resource["schema"]
    columns = enumerate(sheet.header, 1)
    fields = [sheet.fields.get(name, {"name": f"column {n}", "type": "any"}) for n, name in columns]
    own = {
        "fields": fields,
        "primaryKey": schema["primaryKey"] if set(schema["primaryKey"]) <= set(sheet.header) else [],
        "foreignKeys": [key for key in schema.get("foreignKeys", []) if _can_be_followed(key, sheet, sheets)],
    }
    data = [[field["name"] for field in fields], *([_bare(cell) for cell in row] for row in sheet.rows)]
    dialect = {"headerRows": [1]}  # the library would guess it, wrongly so if many rows are too short
    return {"name": sheet.resource["name"], "data": data, "dialect": dialect, "schema": {**schema, **own}}


def _can_be_followed(key: dict[str, Any], sheet: Sheet, sheets: dict[str, Sheet]) -> bool:
    target = sheets.get(key["reference"]["resource"])
    there = target is not None and target.whole and set(key["reference"]["fields"]) <= set(target.header)
    return there and set(key["fields"]) <= set(sheet.header)


def _translated(sheet: Sheet, error: Any) -> Iterator[Problem]:
    """Yield an error of the library in plain words; nothing for one that repeats another."""
    match error.type:
        case "blank-row":
            yield Problem(sheet.file, "no empty row between rows", "an empty row", error.row_number)
        case "missing-cell" | "extra-cell":
            yield _torn_row(sheet, error.row_number)
        case _ if error.row_number not in sheet.whole_rows:
            return
        case "type-error" | "constraint-error":
            yield _wrong_cell(sheet, error.row_number, error.field_name)
        case "primary-key":
            yield from _repeated_key(sheet, error.row_number)
        case "foreign-key":
            [column], [key] = error.field_names, error.reference_field_names
            expected = f"a {key} of {error.reference_name}.csv"
            yield Problem(sheet.file, expected, sheet.whole_rows[error.row_number][column], error.row_number, column)
        case _:
            yield Problem(sheet.file, f"a table as the data sheet describes it ({error.note})", None, error.row_number)


def _torn_row(sheet: Sheet, number: int) -> Problem:
    expected = f"{len(sheet.header)} cells (is a comma too many, or a quotation mark missing?)"
    return Problem(sheet.file, expected, f"{len(sheet.rows[number - 2])} cells", number)


def _wrong_cell(sheet: Sheet, number: int, column: str) -> Problem:
    cell, field = sheet.whole_rows[number][column], sheet.fields[column]
    comma = ", with a point for decimals" if field["type"] in ("number", "integer") and "," in cell else ""
    return Problem(sheet.file, _expected(field, cell) + comma, cell or None, number, column)


def _repeated_key(sheet: Sheet, number: int) -> Iterator[Problem]:
    """Yield the row that repeats the key of an earlier one; a key with an empty cell is another problem."""
    columns = sheet.resource["schema"]["primaryKey"]
    keys = {n: [_bare(row[column]) for column in columns] for n, row in sheet.whole_rows.items()}
    earlier = [n for n, key in keys.items() if n < number and key == keys[number]]
    if earlier and all(keys[number]):
        expected = f"another value, since row {earlier[0]} has this one"
        yield Problem(sheet.file, expected, ", ".join(keys[number]), number, ", ".join(columns))


def _expected(field: dict[str, Any], cell: str) -> str:
    """Return in words what the package says of a column; a whole number is not told to be one."""
    limits = field.get("constraints", {})
    if field["type"] == "boolean":
        return " or ".join(field["trueValues"] + field["falseValues"])
    kind = KINDS["number"] if field["type"] == "integer" and WHOLE.fullmatch(cell) else KINDS[field["type"]]
    if "enum" in limits:
        return f"one of {', '.join(limits['enum'])}"
    if "pattern" in limits:
        return f"text of the form {limits['pattern']}"
    if field.get("format") == "uri":
        return "an address such as https://example.org/page"
    if limits.keys() >= {"minimum", "maximum"}:
        return f"{kind} from {limits['minimum']} to {limits['maximum']}"
    return " ".join([kind, *(f"{words} {limits[key]}" for key, words in BOUNDS.items() if key in limits)])


# ---------------------------------------------------------------------- what the eye does not see


def _bare(cell: str) -> str:
    return BLANKS.sub("", cell)


def _bare_rows(sheet: Sheet) -> dict[int, Row]:
    """Return the whole rows for the rules; a cell of nothing but blanks, named already, counts as filled."""
    return {n: {name: _bare(cell) or cell for name, cell in row.items()} for n, row in sheet.whole_rows.items()}


def _hidden_problems(sheet: Sheet) -> Iterator[Problem]:
    """Blanks around a cell, line breaks in it, and numbers the library takes and no reader would (NaN, 1_0)."""
    for number, row in sheet.whole_rows.items():
        for column in sheet.fields.keys() & row.keys():
            cell, is_number = row[column], sheet.fields[column]["type"] in ("number", "integer")
            if cell != _bare(cell):
                expected = "no blanks before or after" if _bare(cell) else "a value or nothing, not blanks"
                yield Problem(sheet.file, expected, cell, number, column)
            elif len(cell.splitlines()) > 1:
                expected = "one line (is a quotation mark missing?)"
                yield Problem(sheet.file, expected, cell, number, column)
            elif cell and is_number and not NUMBER.fullmatch(cell):
                yield _wrong_cell(sheet, number, column)
