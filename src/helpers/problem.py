"""One thing that is wrong with a data folder, and what every rule needs to say so."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

NUMBER = re.compile(r"(?!-0+(\.0*)?$)-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?")  # as a spreadsheet writes it: no +5, 5. or 007
LONGEST = 80  # letters of a cell that a message shows
SOURCE = ("source_id", "locator", "check")

Row = dict[str, str]
Rule = tuple[tuple[str, ...], Callable[..., Iterator["Problem"]]]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        file: name of the file, or the folder.
        expected: what should stand there, in words.
        found: the text of the cell, or, where `column` is None, what was found in words; None: nothing.
        row: as a spreadsheet counts, the header being row 1; None: the file as a whole.
        column: name of the column, or of several with commas between; None: the row as a whole.
    """

    file: str
    expected: str
    found: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file, f"row {self.row}" if self.row else None, self.column]
        found = " ".join((self.found or "nothing").splitlines())
        found = found if len(found) <= LONGEST else f"{found[:LONGEST]}…"
        if self.found and self.column:
            found = f'"{found}"'
        return f"{', '.join(filter(None, place))}: found {found}, expected {self.expected}"

    @property
    def cells(self) -> set[tuple[str, int | None, str]]:
        """The cells it is about; for a whole row or file the one with an empty name."""
        return {(self.file, self.row, column) for column in (self.column or "").split(", ")}


def as_number(cell: str) -> float | None:
    """Return the number in a cell; None where there is none, which is named elsewhere."""
    return float(cell) if NUMBER.fullmatch(cell) else None


def numbers(row: Row, *columns: str) -> tuple[float, ...] | None:
    """Return the numbers in some cells of a row; None where one of them holds none, which is named elsewhere."""
    found = [as_number(row[column]) for column in columns]
    there = tuple(number for number in found if number is not None)
    return there if len(there) == len(columns) else None


def at_most(name: str, low: str, high: str) -> Callable[[dict[int, Row]], Iterator[Problem]]:
    """Return the rule that in one table one column is at most another."""

    def rule(rows: dict[int, Row]) -> Iterator[Problem]:
        for number, row in rows.items():
            least, most = as_number(row[low]), as_number(row[high])
            if least is not None and most is not None and least > most:
                yield Problem(f"{name}.csv", f"at least the {low}, {row[low]}", row[high], number, high)

    return rule


def must_be_filled(file: str, number: int, row: Row, columns: Iterable[str], because: str) -> Iterator[Problem]:
    """Yield the empty ones among some columns of a row, in one problem."""
    empty = [column for column in columns if not row[column]]
    if empty:
        yield Problem(
            file,
            f"{'a value' if len(empty) == 1 else 'values'}, since {because}",
            None,
            number,
            ", ".join(empty),
        )


def must_be_empty(file: str, number: int, row: Row, columns: Iterable[str], because: str) -> Iterator[Problem]:
    """Yield the filled ones among some columns of a row, in one problem."""
    full = [column for column in columns if row[column]]
    if full:
        yield Problem(file, f"nothing, since {because}", ", ".join(row[c] for c in full), number, ", ".join(full))
