"""What the frictionless library finds, in plain words."""

import re
import sys
from collections.abc import Iterator
from typing import Any

from frictionless import Package

from helpers.check.sheet import Sheet
from helpers.problem import Problem
from helpers.reading import NUMBERS, bare
from helpers.tables import package

KINDS = {"string": "a value", "integer": "a whole number", "number": "a number"}
BOUNDS = {"exclusiveMinimum": "greater than", "minimum": "at least", "maximum": "at most"}
KEYS = "keys-of-"
WHOLE = re.compile(r"[-+]?[0-9]{1,15}")


def problems(sheets: dict[str, Sheet]) -> Iterator[Problem]:
    """Let frictionless check cells, keys and references, and translate what it says.

    It is given the cells as text, without blanks around them: it has no encoding or separator to guess.
    """
    if not sheets:
        return
    resources = [_described(sheet, sheets) for sheet in sheets.values()]
    referred = {key["reference"]["resource"]: None for each in resources for key in each["schema"]["foreignKeys"]}
    described = {**package(), "resources": [*resources, *(_keys_alone(sheets[name[len(KEYS) :]]) for name in referred)]}
    report = Package.from_descriptor(described).validate(limit_errors=sys.maxsize)
    for sheet, task in zip(sheets.values(), report.tasks, strict=False):  # the tables of keys come last
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
        "foreignKeys": [
            {**key, "reference": {**key["reference"], "resource": KEYS + key["reference"]["resource"]}}
            for key in schema.get("foreignKeys", [])
            if _can_be_followed(key, sheet, sheets)
        ],
    }
    data = [[field["name"] for field in fields], *([bare(cell) for cell in row] for row in sheet.grid.rows)]
    dialect = {"headerRows": [1]}  # the library would guess it, wrongly so if many rows are too short
    return {"name": sheet.resource["name"], "data": data, "dialect": dialect, "schema": {**schema, **own}}


def _keys_alone(sheet: Sheet) -> dict[str, Any]:
    """Return the key of a sheet as a table of its own: the library reads it again for each table that refers to it."""
    [key] = sheet.resource["schema"]["primaryKey"]
    at = sheet.header.index(key)
    data = [[key], *([bare(row[at])] for row in sheet.grid.rows)]
    schema = {"fields": [{"name": key, "type": "string"}]}
    return {"name": KEYS + sheet.resource["name"], "data": data, "dialect": {"headerRows": [1]}, "schema": schema}


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
            yield wrong_cell(sheet, error.row_number, error.field_name)
        case "primary-key":
            yield from _repeated_key(sheet, error.row_number)
        case "foreign-key":
            [column], [key] = error.field_names, error.reference_field_names
            expected = f"a {key} of {error.reference_name.removeprefix(KEYS)}.csv"
            yield Problem(sheet.file, expected, sheet.whole_rows[error.row_number][column], error.row_number, column)
        case _:
            yield Problem(sheet.file, f"a table as the data sheet describes it ({error.note})", None, error.row_number)


def _torn_row(sheet: Sheet, number: int) -> Problem:
    expected = f"{len(sheet.header)} cells (is a comma too many, or a quotation mark missing?)"
    return Problem(sheet.file, expected, f"{len(sheet.grid.rows[number - 2])} cells", number)


def wrong_cell(sheet: Sheet, number: int, column: str) -> Problem:
    """Return the problem of a cell that is not as the package says of its column."""
    cell, field = sheet.whole_rows[number][column], sheet.fields[column]
    return Problem(sheet.file, _expected(field, cell) + _hint(field, cell), cell or None, number, column)


# 1 234, 1'234, 1.234.567 or 1.234,5: but 1,234 alone may have three decimals
THOUSANDS = re.compile(
    r"[-+]?\d{1,3}(?:(?:[ '\u2019]\d{3})+(?:[.,]\d+)?|(?:[.,]\d{3}){2,}|(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+)"
)
DASHES = ("\u2212", "\u2013", "\u2014")


def _hint(field: dict[str, Any], cell: str) -> str:
    """Return what about a number a spreadsheet writes otherwise."""
    if field["type"] not in NUMBERS:
        return ""
    if "%" in cell:
        return ", without the sign %"
    if THOUSANDS.fullmatch(cell):
        return ", without signs between the thousands"
    if cell[:1] in DASHES:
        return ", with the minus sign of the keyboard (-)"
    return ", with a point for decimals" if "," in cell else ""


def _repeated_key(sheet: Sheet, number: int) -> Iterator[Problem]:
    """Yield the row that repeats the key of an earlier one; a key with an empty cell is another problem."""
    columns = sheet.resource["schema"]["primaryKey"]
    keys = {n: [bare(row[column]) for column in columns] for n, row in sheet.whole_rows.items()}
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
        return f"text such as {field['example']}" if "example" in field else "text as the data sheet describes it"
    if field.get("format") == "uri":
        return "an address such as https://example.org/page"
    if limits.keys() >= {"minimum", "maximum"}:
        return f"{kind} from {limits['minimum']} to {limits['maximum']}"
    return " ".join(
        [kind, " and ".join(f"{words} {limits[key]}" for key, words in BOUNDS.items() if key in limits)]
    ).strip()
