"""Checks a data folder and says in plain words what is wrong, cell by cell.

The rules stand in datapackage.json and the frictionless library applies them; here its findings become sentences,
and the few rules are added that tie several columns or tables together.
"""

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from frictionless import Package

from helpers.tables import package

LIBRARY_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number, with a point for decimals",
    "boolean": "yes or no",
}
NOT_FACTS = ("regimen_id", "source_id", "locator", "check")
SOURCE = ("source_id", "locator", "check")
Row = dict[str, str]
Rows = dict[str, list[tuple[int, Row]]]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. Rows are counted as a spreadsheet shows them: the header is row 1."""

    file: str
    expected: str
    found: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(self.column)
        found = "nothing" if self.found is None else f'"{self.found}"'
        return f"{', '.join(place)}: found {found}, expected {self.expected}"


def problems(folder: Path | str) -> list[Problem]:
    """Return everything that is wrong with a data folder, in the order of files and rows; empty if all is well.

    The rules are those of the project's own datapackage.json; one in the folder is not read.
    """
    folder = Path(folder)
    if not folder.is_dir():
        return [Problem(str(folder), "a folder", "a file" if folder.exists() else None)]
    found: list[Problem] = []
    texts: dict[str, str] = {}
    for resource in package()["resources"]:
        text = _text(folder / resource["path"])
        if isinstance(text, Problem):
            found.append(text)
        else:
            texts[resource["name"]] = text
    resources = [r for r in package()["resources"] if r["name"] in texts]
    headers = {r["name"]: next(csv.reader(io.StringIO(texts[r["name"]]))) for r in resources}
    for resource in resources:
        found += _header_problems(resource, headers[resource["name"]])
    readable = [r for r in resources if len(set(headers[r["name"]])) == len(headers[r["name"]])]
    by_library = list(_library_problems(folder, readable, headers))
    found += by_library
    torn = {(p.file, p.row) for p in by_library if p.column is None}
    rows = {r["name"]: _rows(r, texts[r["name"]], torn) for r in readable}
    named = {(p.file, p.row, p.column) for p in found}
    found += [p for p in _hygiene(readable, rows) if (p.file, p.row, p.column) not in named]
    named = {(p.file, p.row, p.column) for p in found}
    for rule in RULES:
        found += [p for p in rule(rows) if (p.file, p.row, p.column) not in named]
    order = [r["path"] for r in package()["resources"]]
    return sorted(dict.fromkeys(found), key=lambda p: (order.index(p.file), p.row or 0))


def summary(folder: Path | str) -> str:
    """Return the size of a folder without problems in one line."""
    rows = []
    for resource in package()["resources"]:
        text = (Path(folder) / resource["path"]).read_bytes().decode("utf-8-sig")
        rows.append(sum(1 for _ in csv.reader(io.StringIO(text))) - 1)
    return f"{len(rows)} files, {sum(rows)} rows: no problem found"


def _text(path: Path) -> str | Problem:
    """Return a file's text, or what keeps it from being read as comma-separated UTF-8."""
    if not path.is_file():
        return Problem(path.name, "this file")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(path.name, "the encoding UTF-8 (in a spreadsheet: save as CSV UTF-8)", f"byte {error.start + 1}")
    except OSError as error:
        return Problem(path.name, "a file that can be read", error.strerror)
    first, *others = text.strip().splitlines() or [""]
    if not first or not others:
        return Problem(path.name, "a header and at least one row")
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if first.count(mark) > first.count(","):
            return Problem(path.name, "commas between the cells", name, 1)
    if "\0" in text:
        return Problem(path.name, "text without null characters", "a null character")
    return text


def _header_problems(resource: dict[str, Any], header: list[str]) -> Iterator[Problem]:
    wanted, file = [field["name"] for field in resource["schema"]["fields"]], resource["path"]
    for name in wanted:
        if name not in header:
            yield Problem(file, f"the column {name}", None, 1)
    for name, times in Counter(header).items():
        if name not in wanted:
            yield Problem(file, "only the columns of the data sheet", name, 1)
        elif times > 1:
            yield Problem(file, "each column once", name, 1)


def _library_problems(
    folder: Path, resources: list[dict[str, Any]], headers: dict[str, list[str]]
) -> Iterator[Problem]:
    """Let frictionless check cells, keys and references, and translate what it says."""
    described = {**package(), "resources": [_described(resource, headers) for resource in resources]}
    checked = Package.from_descriptor(described, basepath=str(folder)).validate()
    for resource, task in zip(resources, checked.tasks, strict=True):
        torn = {e.row_number for e in task.errors if e.type in ("missing-cell", "extra-cell", "blank-row")}
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        counted: set[int] = set()
        for error in task.errors:
            number = getattr(error, "row_number", None)
            if number in torn:
                if number not in counted:
                    counted.add(number)
                    yield _torn_row(resource["path"], error, len(headers[resource["name"]]))
                continue
            yield _translate(resource, fields, error)


def _described(resource: dict[str, Any], headers: dict[str, list[str]]) -> dict[str, Any]:
    """Return the resource as this folder has it: its columns in its own order, a byte-order mark allowed."""
    header, schema = headers[resource["name"]], resource["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    own = {key: value for key, value in schema.items() if key not in ("foreignKeys", "primaryKey")}
    own["fields"] = [fields.get(name, {"name": name, "type": "any"}) for name in header]
    if set(schema["primaryKey"]) <= set(header):
        own["primaryKey"] = schema["primaryKey"]
    own["foreignKeys"] = [key for key in schema.get("foreignKeys", []) if _usable(key, header, headers)]
    return {**resource, "encoding": "utf-8-sig", "schema": own}


def _usable(key: dict[str, Any], header: list[str], headers: dict[str, list[str]]) -> bool:
    there = headers.get(key["reference"]["resource"], [])
    return set(key["fields"]) <= set(header) and set(key["reference"]["fields"]) <= set(there)


def _torn_row(file: str, error: Any, columns: int) -> Problem:
    if error.type == "blank-row":
        return Problem(file, "no empty row between rows", None, error.row_number)
    return Problem(
        file,
        f"{columns} cells (is a quotation mark or a comma missing?)",
        f"{len(error.cells)} cells",
        error.row_number,
    )


def _translate(resource: dict[str, Any], fields: dict[str, Any], error: Any) -> Problem:
    file, row = resource["path"], getattr(error, "row_number", None)
    if error.type in ("type-error", "constraint-error"):
        field = fields[error.field_name]
        return Problem(file, _expected(field, error), error.cell or None, row, error.field_name)
    if error.type == "primary-key":
        key = resource["schema"]["primaryKey"]
        value = ", ".join(_cells(error, key, fields))
        return Problem(file, "each key once", value, row, ", ".join(key))
    if error.type == "foreign-key":
        [column] = error.field_names
        target = error.reference_name
        return Problem(file, f"a {error.reference_field_names[0]} of {target}.csv", error.field_cells[0], row, column)
    return Problem(file, "a table as the data sheet describes it", error.note, row)


def _cells(error: Any, key: list[str], fields: dict[str, Any]) -> list[str]:
    return [str(error.cells[list(fields).index(name)]) for name in key]


def _expected(field: dict[str, Any], error: Any) -> str:
    limits = field.get("constraints", {})
    words = LIBRARY_TYPES[field["type"]]
    if field["type"] == "number" and not math.isfinite(_number(error.cell) or 0):
        return words
    if error.type == "type-error":
        if field.get("format") == "uri":
            return "an address such as https://example.org/page"
        if "exclusiveMinimum" in limits:
            words = f"{words.split(',')[0]} greater than {limits['exclusiveMinimum']}"
        return words
    rule = re.search(r'constraint "(\w+)"', error.note)
    broken = rule[1] if rule else ""
    return {
        "required": "a value",
        "enum": "one of " + ", ".join(limits.get("enum", [])),
        "pattern": f"text of the form {limits.get('pattern')}",
        "minimum": f"{words.split(',')[0]} of at least {limits.get('minimum')}",
        "maximum": f"{words.split(',')[0]} of at most {limits.get('maximum')}",
        "exclusiveMinimum": f"{words.split(',')[0]} greater than {limits.get('exclusiveMinimum')}",
    }.get(broken, field["description"])


def _rows(resource: dict[str, Any], text: str, torn: set[tuple[str, int | None]]) -> list[tuple[int, Row]]:
    """Return the rows that are whole, each with its number in the spreadsheet; a missing column is empty."""
    reader = csv.reader(io.StringIO(text))
    header = next(reader)
    empty = {field["name"]: "" for field in resource["schema"]["fields"]}
    rows = ((number, {**empty, **dict(zip(header, cells, strict=False))}) for number, cells in enumerate(reader, 2))
    return [(number, row) for number, row in rows if (resource["path"], number) not in torn]


def _hygiene(resources: list[dict[str, Any]], rows: Rows) -> Iterator[Problem]:
    """What the eye does not see: blanks around a cell, line breaks in it, numbers that are none."""
    for resource in resources:
        for number, row in rows[resource["name"]]:
            for field in resource["schema"]["fields"]:
                yield from _cell_hygiene(resource["path"], number, field, row[field["name"]])


def _cell_hygiene(file: str, number: int, field: dict[str, Any], cell: str) -> Iterator[Problem]:
    if cell != cell.strip():
        yield Problem(
            file,
            "no blanks before or after" if cell.strip() else "a value, not only blanks",
            cell,
            number,
            field["name"],
        )
    elif "\n" in cell:
        yield Problem(
            file, "one line in a cell (is a quotation mark left open?)", cell.split("\n")[0], number, field["name"]
        )
    elif field["type"] == "number" and cell and not math.isfinite(_number(cell) or 0):
        yield Problem(file, LIBRARY_TYPES["number"], cell, number, field["name"])


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _in_order(file: str, low: str, high: str) -> Callable[[Rows], Iterator[Problem]]:
    """Return the rule that one column is at most another."""

    def rule(rows: Rows) -> Iterator[Problem]:
        for number, row in rows.get(file.removesuffix(".csv"), []):
            least, most = _number(row[low]), _number(row[high])
            if least is not None and most is not None and least > most:
                yield Problem(file, f"at least the {low}, {row[low]}", row[high], number, high)

    return rule


def _has_source(file: str, row: Row, number: int, because: str) -> Iterator[Problem]:
    for column in SOURCE:
        if not row[column]:
            yield Problem(file, f"a value, since {because}", None, number, column)


def _has_no_source(file: str, row: Row, number: int, because: str) -> Iterator[Problem]:
    for column in SOURCE:
        if row[column]:
            yield Problem(file, f"nothing, since {because}", row[column], number, column)


def _filled_or_reason(file: str, number: int, row: Row, filled: bool, what: str) -> Iterator[Problem]:
    """A filled fact says where it was read; an empty one says why it is empty."""
    if filled:
        yield from _has_source(file, row, number, f"{what} is filled")
        if row["reason_empty"]:
            yield Problem(file, f"nothing, since {what} is filled", row["reason_empty"], number, "reason_empty")
    else:
        yield from _has_no_source(file, row, number, f"{what} is empty")
        if not row["reason_empty"]:
            yield Problem(file, f"a reason, since {what} is empty", None, number, "reason_empty")


def _facts_match(rows: Rows) -> Iterator[Problem]:
    """Each field of each regimen has one row of facts, and it fits the field."""
    file, regimens = "regimen_facts.csv", {row["regimen_id"]: row for _, row in rows.get("regimens", [])}
    columns = [f["name"] for r in package()["resources"] if r["name"] == "regimens" for f in r["schema"]["fields"]]
    columns = [name for name in columns if name not in NOT_FACTS]
    seen = set()
    for number, row in rows.get("regimen_facts", []):
        field, regimen = row["field"], regimens.get(row["regimen_id"])
        seen.add((row["regimen_id"], field))
        if field not in columns:
            yield Problem(file, "a column of regimens.csv that needs a source", field or None, number, "field")
        elif regimen:
            what = f"{field} of {row['regimen_id']}"
            yield from _filled_or_reason(file, number, row, bool(regimen[field]), what)
    if "regimen_facts" in rows:
        for regimen_id in regimens:
            for field in columns:
                if (regimen_id, field) not in seen:
                    yield Problem(file, f"a row for {regimen_id}, {field}")


def _every_regimen_has_a_rule(rows: Rows) -> Iterator[Problem]:
    """What to do about a missed dose is said for each regimen, or why it is not."""
    file = "missed_doses.csv"
    there = {row["regimen_id"] for _, row in rows.get("missed_doses", [])}
    for number, row in rows.get("missed_doses", []):
        yield from _filled_or_reason(file, number, row, bool(row["rule"]), "rule")
    if "missed_doses" in rows:
        for _, row in rows.get("regimens", []):
            if row["regimen_id"] not in there:
                yield Problem(file, f"a row for {row['regimen_id']}")


def _steps_of_a_visit(rows: Rows) -> Iterator[Problem]:
    """Steps count from 1; what the label asks for says where, and only a source gives a time."""
    file, steps = "visit_steps.csv", rows.get("visit_steps", [])
    for number, row in steps:
        if row["basis"] == "label":
            yield from _has_source(file, row, number, "basis is label")
        for column in ("minutes_low", "minutes_high"):
            if row[column] and row["basis"] == "usual practice":
                yield Problem(file, "nothing, since no source gives a time", row[column], number, column)
    for visit in dict.fromkeys(row["visit"] for _, row in steps):
        mine = [(number, row["step"]) for number, row in steps if row["visit"] == visit]
        for (_, before), (number, step) in pairwise([(0, "0"), *mine]):
            if before.isdigit() and step.isdigit() and int(step) != int(before) + 1:
                yield Problem(file, f"{int(before) + 1}, the next step of the visit", step, number, "step")


RULES: tuple[Callable[[Rows], Iterator[Problem]], ...] = (
    _in_order("regimens.csv", "administration_min_low", "administration_min_high"),
    _in_order("decisions.csv", "month_low", "month_high"),
    _in_order("visit_steps.csv", "minutes_low", "minutes_high"),
    _in_order("assumptions.csv", "low", "value"),
    _in_order("assumptions.csv", "value", "high"),
    _facts_match,
    _every_regimen_has_a_rule,
    _steps_of_a_visit,
)
