"""Writes tables as files: what `copy`, `update`, `confirm` and `new` share."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from helpers.problem import Problem
from helpers.reading import NUMBERS, Form, Grid, Place, Resource
from helpers.tables import resources

Rows = list[dict[str, str]]


def columns(resource: Resource) -> list[str]:
    """Return the names of the columns of a table, in order."""
    return [field["name"] for field in resource["schema"]["fields"]]


def write_csv(path: Path, resource: Resource, rows: Sequence[Mapping[str, str]], form: Form | None = None) -> None:
    """Write one table as a CSV file, whole or not at all; `form`: as the project writes them if left out."""
    form = form or Form()
    header = columns(resource)
    kinds = [field["type"] for field in resource["schema"]["fields"]]
    lines = [
        [localised(row.get(name, ""), kind, form) for name, kind in zip(header, kinds, strict=True)] for row in rows
    ]
    write_lines(path, [header, *lines], form)


def localised(cell: str, kind: str, form: Form) -> str:
    """Return a cell as a file of this form writes it: a number with its sign for decimals."""
    return cell.replace(".", form.decimal) if kind in NUMBERS else cell


def write_lines(path: Path, lines: Sequence[Sequence[str]], form: Form) -> None:
    """Write the lines of a CSV file, whole or not at all; in UTF-8 where its encoding lacks a letter."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=form.separator, lineterminator=form.line_end).writerows(lines)
    try:
        data = text.getvalue().encode(form.encoding)
    except UnicodeEncodeError:
        data = text.getvalue().encode("utf-8-sig")
    draft = path.with_name(f"{path.name}.draft")
    draft.write_bytes(data)
    draft.replace(path)


def write_workbook(path: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
    """Write a new workbook with one sheet for each table."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        add_sheet(book, name, rows)
    save_workbook(book, path)


def add_sheet(book: Any, name: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Add a sheet with a table. Words are text, so that no spreadsheet makes dates of them; numbers are numbers."""
    from openpyxl.styles import Font

    sheet, fields = book.create_sheet(name), resources()[name]["schema"]["fields"]
    for at, field in enumerate(fields, 1):
        put(sheet, 1, at, field["name"], "string")
        sheet.cell(1, at).font = Font(bold=True)
        for number, row in enumerate(rows, 2):
            put(sheet, number, at, row.get(field["name"], ""), field["type"])
    sheet.freeze_panes = "B2"


def put(sheet: Any, row: int, column: int, cell: str, kind: str) -> None:
    """Write one cell of a sheet."""
    there = sheet.cell(row, column)
    there.value = _value(cell, kind)
    if kind not in NUMBERS:
        there.number_format = "@"


def change_row(path: Path, name: str, row: Mapping[str, str]) -> None:
    """Write one row of a table of a workbook: where its key stands, or below the last."""
    from openpyxl import load_workbook

    book = load_workbook(path, keep_vba=path.suffix.casefold() == ".xlsm")
    sheet, schema = book[name], resources()[name]["schema"]
    at = {str(cell.value or "").strip(): cell.column for cell in sheet[1]}
    keys = [(at[key], row[key]) for key in schema["primaryKey"]]
    numbers = range(2, sheet.max_row + 1)
    same = (n for n in numbers if all(str(sheet.cell(n, column).value or "") == key for column, key in keys))
    here = next(same, sheet.max_row + 1)
    for field in schema["fields"]:
        put(sheet, here, at[field["name"]], row[field["name"]], field["type"])
    save_workbook(book, path)


def save_workbook(book: Any, path: Path) -> None:
    """Save a workbook, whole or not at all."""
    draft = path.with_name(f"{path.name}.draft{path.suffix}")
    book.save(draft)
    draft.replace(path)


def _value(cell: str, kind: str) -> str | float | int | None:
    if not cell:
        return None
    if kind not in NUMBERS:
        return cell
    try:
        number = float(cell)
    except ValueError:
        return cell
    return int(number) if number == int(number) else number


def rows_of(place: Place, resource: Resource) -> tuple[list[str], Rows] | Problem:
    """Return header and rows of a table of a place, empty rows left out."""
    from helpers.reading import bare, texts

    grid = place.grid(resource)
    if not isinstance(grid, Grid):
        return grid
    return [bare(label) for label in grid.labels], list(texts(grid))
