"""One table of a data folder as the check sees it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helpers.problem import Problem, Row
from helpers.reading import TITLES, Grid, Resource, bare


@dataclass(frozen=True)
class Sheet:
    """One table: its description in the package, and its header and rows, cell by cell as they stand."""

    resource: Resource
    grid: Grid

    @property
    def file(self) -> str:
        """The name of the file."""
        return str(self.resource["path"])

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns, without blanks around them."""
        return [bare(label) for label in self.grid.labels]

    @cached_property
    def fields(self) -> dict[str, dict[str, Any]]:
        """The described columns by name."""
        return {field["name"]: field for field in self.resource["schema"]["fields"]}

    @cached_property
    def whole_rows(self) -> dict[int, Row]:
        """The rows with as many cells as the header, empty ones left out, by their number in a spreadsheet."""
        numbered = enumerate(self.grid.rows, 2)
        whole = {n: row for n, row in numbered if len(row) == len(self.header) and any(map(bare, row))}
        return {n: dict(zip(self.header, row, strict=True)) for n, row in whole.items()}

    @cached_property
    def whole(self) -> bool:
        """Has every row that is not empty as many cells as the header?"""
        return len(self.whole_rows) == sum(any(map(bare, row)) for row in self.grid.rows)

    @property
    def complete(self) -> bool:
        """Is it whole, and are all its columns there?"""
        return self.whole and set(self.fields) <= set(self.header)

    def unusable(self) -> Problem | None:
        """Return what keeps all columns from being told apart, in one problem and not one for each column."""
        wanted = list(self.fields)
        if not self.grid.rows and not (any(self.header) and self.resource.get("mayBeEmpty")):
            return Problem(self.file, "a header and at least one row", "a header only" if any(self.header) else None)
        if not set(wanted) & set(self.header):
            if set(wanted) & {label.casefold() for label in self.header}:
                return Problem(self.file, "the names of the columns in small letters", "a header in capitals", 1)
            for number, row in enumerate(self.grid.rows[:TITLES], 2):
                if len(set(wanted) & set(map(bare, row))) > len(wanted) / 2:
                    expected = "the header in row 1 (take out what stands above it)"
                    return Problem(self.file, expected, f"the header in row {number}", 1)
            return Problem(self.file, f"the header {','.join(wanted)}", "no name of a column", 1)
        for name, times in Counter(self.header).items():
            if name in wanted and times > 1:
                return Problem(self.file, "each column once", f"{times} columns {name}", 1)
        return None


def header_problems(sheet: Sheet) -> Iterator[Problem]:
    """Columns may stand in any order, but all are needed and no other is allowed."""
    other_case = {name.casefold(): name for name in sheet.header if name not in sheet.fields}
    for name in sheet.fields:
        if name not in sheet.header and name in other_case:
            yield Problem(sheet.file, f"the column {name}, in small letters", f"the column {other_case[name]}", 1)
        elif name not in sheet.header:
            yield Problem(sheet.file, f"the column {name}", None, 1)
    for name in sheet.header:
        if name not in sheet.fields and name.casefold() not in sheet.fields:
            found = f"the column {name}" if name else "a column without a name"
            yield Problem(sheet.file, "only the columns of the data sheet", found, 1)
    for label, name in zip(sheet.grid.labels, sheet.header, strict=True):
        if label != name and name in sheet.fields:
            yield Problem(sheet.file, "no blanks before or after", label, 1, name)


def bare_rows(sheet: Sheet) -> dict[int, Row]:
    """Return the whole rows for the rules; a cell of nothing but blanks, named already, counts as filled."""
    return {n: {name: bare(cell) or cell for name, cell in row.items()} for n, row in sheet.whole_rows.items()}
