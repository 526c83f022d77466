"""Writes tables as files: what `copy`, `update`, `confirm` and `new` share."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.problem import Problem
from helpers.reading import Grid, Place, Resource

Rows = list[dict[str, str]]


def columns(resource: Resource) -> list[str]:
    """Return the names of the columns of a table, in order."""
    return [field["name"] for field in resource["schema"]["fields"]]


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Write one CSV file, whole or not at all."""
    draft = path.with_name(f"{path.name}.draft")
    with open(draft, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([row.get(name, "") for name in header] for row in rows)
    draft.replace(path)


def write_workbook(path: Path, tables: Mapping[str, tuple[Sequence[str], Sequence[Mapping[str, str]]]]) -> None:
    """Write a workbook with one sheet for each table; every cell is text, so that no spreadsheet makes dates of it.

    Numbers are numbers, so that a formula can be tried on them.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    from helpers.tables import resources

    book = Workbook()
    book.remove(book.active)
    for name, (header, rows) in tables.items():
        sheet = book.create_sheet(name)
        kinds = {field["name"]: field["type"] for field in resources()[name]["schema"]["fields"]}
        sheet.append(list(header))
        for row in rows:
            sheet.append([_value(row.get(column, ""), kinds.get(column, "string")) for column in header])
        for cells in sheet.iter_rows():
            for column, cell in zip(header, cells, strict=True):
                if kinds.get(column) not in ("number", "integer"):
                    cell.number_format = "@"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
    draft = path.with_name(f"{path.name}.draft.xlsx")
    book.save(draft)
    draft.replace(path)


def _value(cell: str, kind: str) -> str | float | int | None:
    if not cell:
        return None
    if kind not in ("number", "integer"):
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
