"""Reads the files of a data folder as a spreadsheet of any country writes them: cells of text, numbers with a point.

What the bytes leave open is settled by what is known of the file: its header tells the separator, the separator whether
numbers have a decimal comma. What cannot be settled is a `Problem`, never a guess and never an exception.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Protocol

from helpers.problem import Problem

Resource = dict[str, Any]  # one table as datapackage.json describes it

MOST_BYTES = 20_000_000  # of a file
MOST_ROWS = 100_000  # of a table
MOST_LETTERS = 100_000  # of a cell
TITLES = 6  # lines among which a header is looked for
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
NUMBERS = ("number", "integer")
COMMA = re.compile(r"[-+]?[0-9]{1,15},[0-9]+")
POINT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]+")
# A sign that may part thousands or decimals: 1.234, but not 0.234 and not 12.34.
THREE_AFTER = re.compile(r"[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}")
DAY = r"\d{4}-\d{2}-\d{2}"  # the pattern of a column that holds a day and nothing else
OTHERS = (".xlsx", ".xlsm", ".xls", ".ods", ".numbers", ".txt", ".tsv")  # what tables may be kept in elsewhere
BLANKS = " \t\r\n\u00a0\u2007\u202f\u200b\u2060\ufeff"


@dataclass(frozen=True)
class Form:
    """How a CSV file is written: its encoding as Python calls it, what parts cells, lines and decimals."""

    encoding: str = "utf-8"
    separator: str = ","
    line_end: str = "\n"
    decimal: str = "."


@dataclass(frozen=True)
class Grid:
    """The cells of one table as they stand.

    Attributes:
        labels: the header.
        rows: as long as the header; what a spreadsheet left out at the end of a row is empty.
        said: how it was read, where that was not as the project writes it: one line each.
        doubts: cells that can be read in two ways, by row as a spreadsheet counts and by column, with what is expected.
        problems: what is wrong with the file as a whole.
        form: how the file is written, so that what is added can be written alike.
    """

    labels: list[str]
    rows: list[list[str]]
    said: tuple[str, ...] = ()
    doubts: dict[tuple[int, str], str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    form: Form = Form()


class Place(Protocol):
    """Where tables are read: a folder of CSV files, or a workbook."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def grid(self, resource: Resource) -> Grid | Problem:
        """Return the cells of a table, or what keeps them from being read."""


def open_place(place: object) -> "Place | Problem":
    """Return the folder or workbook at a path; a `Problem` for anything else."""
    if isinstance(place, Traversable) and not isinstance(place, Path):
        return Folder(place, str(place))
    if not isinstance(place, str | Path) or not str(place) or "\0" in str(place):
        return Problem(str(place)[:80], "the path of a folder or of a workbook (.xlsx)", repr(place)[:80])
    path = Path(place)
    try:
        if path.is_file():
            return (
                Workbook(path)
                if _is_workbook(path)
                else Problem(str(place), "a folder of CSV files or a workbook (save it as .xlsx)", "another file")
            )
        if not path.is_dir():
            return Problem(str(place), "a workbook" if _is_workbook(path) else "a folder")
        folder = Folder(path, str(place))
        if len(folder.workbooks) == 1 and not folder.has_tables:
            return Workbook(path / folder.workbooks[0])
        if not folder.has_tables:
            there = folder.others or ["nothing of the kind"]
            shown = ", ".join(there[:3]) + (", …" if len(there) > 3 else "")
            return Problem(str(place), "CSV files of ours (regimens.csv and so on) or one workbook (.xlsx)", shown)
    except OSError as error:
        return Problem(str(place), "a folder that can be opened", f"one that cannot be opened ({error.strerror})")
    return Folder(path, str(place))


def _is_workbook(path: Path) -> bool:
    return path.suffix.casefold() in (".xlsx", ".xlsm")


def bare(cell: str) -> str:
    """Return a cell without blanks around it, those one cannot see included."""
    return cell.strip(BLANKS)


# ---------------------------------------------------------------------- CSV files


@dataclass(frozen=True)
class Folder:
    """A folder of CSV files, on a disk or inside an installed package."""

    path: Traversable

    name: str

    def grid(self, resource: Resource) -> Grid | Problem:
        """Return the cells of one file."""
        file = resource["path"]
        try:
            data = self.path.joinpath(file).read_bytes()
        except FileNotFoundError:
            return Problem(file, "this file", _near_miss(self._names, file))
        except OSError as error:
            return Problem(file, "a file that can be opened", f"a file that cannot be opened ({error.strerror})")
        if len(data) > MOST_BYTES:
            return Problem(file, f"a file of at most {MOST_BYTES // 10**6} MB", f"{len(data) / 10**6:.0f} MB")
        return _csv_grid(data, resource)

    @cached_property
    def _names(self) -> list[str]:
        """What is in it, without what a system or an open program keeps there."""
        try:
            return sorted(each.name for each in self.path.iterdir() if not each.name.startswith((".", "~$")))
        except OSError:
            return []

    @cached_property
    def workbooks(self) -> list[str]:
        """The names of the workbooks in it."""
        return [name for name in self._names if _is_workbook(Path(name))]

    @property
    def has_tables(self) -> bool:
        """Is any file in it a CSV file?"""
        return any(name.casefold().endswith(".csv") for name in self._names)

    @property
    def others(self) -> list[str]:
        """The spreadsheets and texts in it that are no CSV files."""
        return [name for name in self._names if Path(name).suffix.casefold() in OTHERS]

    def unread(self, resources: Iterable[Resource]) -> list[str]:
        """Return what lies beside the tables and looks like one, but is not read."""
        files = {resource["path"] for resource in resources}
        copies = {near for file in files & set(self._names) for near in _like(self._names, file) if near not in files}
        return sorted({*copies, *self.workbooks}) if files & set(self._names) else []


def is_absent(resource: Resource, grid: Grid | Problem) -> bool:
    """Return whether a table is not there and need not be: one of a lesson that an older folder does not know."""
    return bool(resource.get("optional")) and isinstance(grid, Problem) and grid.found is None and grid.row is None


def _like(names: Iterable[str], file: str) -> list[str]:
    """Return the names that were probably meant for a file: other capitals or endings, a copy's number, a country."""
    stem = re.escape(file.removesuffix(".csv")).replace("_", "[ _-]?")
    meant = re.compile(rf"(?:.*[^a-z])?{stem}(?:[^a-z].*)?")
    return [name for name in names if name != file and meant.fullmatch(name.casefold())]


def _near_miss(names: list[str], file: str) -> str | None:
    """Return the name that was probably meant for a file, and what to do."""
    for name in _like(names, file):
        as_text = Path(name).suffix.casefold() in (".csv", ".txt", "")
        return f"{name} ({'give it the name' if as_text else 'save it as CSV, under the name'} {file})"
    return None


def _csv_grid(data: bytes, resource: Resource) -> Grid | Problem:
    file, said = resource["path"], []
    decoded = _decoded(data, file)
    if isinstance(decoded, Problem):
        return decoded
    text, encoding = decoded
    if encoding != "UTF-8":
        said.append(f"{file}: read as {encoding}, since it is not UTF-8")
    if telling := re.match(r'"?sep=.', text, re.I):
        return Problem(file, "the header (take out the line that tells the separator)", f"{telling[0]}", 1)
    separator = _separator(text, resource)
    if separator != ",":
        said.append(f"{file}: read with {SEPARATORS[separator]} between the cells")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True):
            if any(len(cell) > MOST_LETTERS for cell in row):
                return _too_long(file, len(rows) + 1)
            rows.append(row)
            if len(rows) > MOST_ROWS:
                return Problem(file, f"at most {MOST_ROWS:,} rows", "more", MOST_ROWS)
    except csv.Error as error:
        if "limit" in str(error):
            return _too_long(file, len(rows) + 1)  # the library's own bound, which another one may have moved
        return Problem(file, "quotation marks in pairs", "a quotation mark too many or too few", len(rows) + 1)
    grid = _grid(rows, resource, said, comma_file=separator == ",")
    mark = data.startswith(codecs.BOM_UTF8)
    codec = {"UTF-8": "utf-8-sig" if mark else "utf-8", "Windows-1252": "cp1252", "UTF-16": "utf-16"}[encoding]
    line_end = "\r\n" if b"\r" in data[:10_000] else "\n"
    decimal = "," if separator != "," and not _has_points(rows, resource) else "."
    return replace(grid, form=Form(codec, separator, line_end, decimal))


def _too_long(file: str, row: int) -> Problem:
    return Problem(file, "cells of an ordinary length", f"a cell of more than {MOST_LETTERS:,} letters", row)


def _has_points(rows: list[list[str]], resource: Resource) -> bool:
    """Return whether the numbers of a file have points for decimals."""
    kinds = {each["name"]: each["type"] for each in resource["schema"]["fields"]}
    columns = [i for i, label in enumerate(rows[0] if rows else []) if kinds.get(bare(label)) in NUMBERS]
    return any(POINT.fullmatch(row[i]) for row in rows for i in columns if i < len(row))


def _decoded(data: bytes, file: str) -> tuple[str, str] | Problem:
    """Return the text of a file and the name of its encoding."""
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encodings = ["utf-16"] if utf_16 else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            row = data[: error.start].count(b"\n") + 1
            continue
        if "\0" in text:
            row = text[: text.index("\0")].count("\n") + 1
            break
        return text, {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16"}[encoding]
    return Problem(file, 'UTF-8 (in a spreadsheet: save as "CSV UTF-8")', "another encoding", row)


def _separator(text: str, resource: Resource) -> str:
    """Return the separator with which the header has most of the names it should have; a title may stand above it."""
    wanted = {each["name"] for each in resource["schema"]["fields"]}
    first = text.splitlines()[:TITLES]

    def known(separator: str) -> int:
        return max(
            (len(wanted & {bare(label.strip('"')).casefold() for label in line.split(separator)}) for line in first),
            default=0,
        )

    return max(SEPARATORS, key=known)  # the first of equals: the comma


# ---------------------------------------------------------------------- workbooks


class Workbook:
    """An Excel workbook with one sheet for each table."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    @cached_property
    def _book(self) -> "dict[str, list[list[Any]]] | Problem":
        """The cells of each sheet."""
        from openpyxl import load_workbook  # only who brings a workbook waits for it

        try:
            if self._path.stat().st_size > MOST_BYTES:
                return Problem(self.name, f"a file of at most {MOST_BYTES // 10**6} MB", "a larger one")
            book = load_workbook(self._path, read_only=True)
            return {sheet.title: _sheet_cells(sheet) for sheet in book.worksheets}
        except Exception:  # whatever a damaged file makes the library raise
            found = "one that cannot be: it may have a password, be damaged, or be another kind of file under this name"
            return Problem(self.name, "a workbook (.xlsx) that can be opened", found)

    def grid(self, resource: Resource) -> Grid | Problem:
        """Return the cells of one sheet."""
        book = self._book
        if isinstance(book, Problem):
            return book
        name = resource["name"]
        if name not in book:
            near = next(iter(_like(book, name)), None)
            return Problem(resource["path"], f"a sheet {name}", near and f"a sheet {near}")
        if len(book[name]) > MOST_ROWS:
            return Problem(resource["path"], f"at most {MOST_ROWS:,} rows", "more", MOST_ROWS)
        doubts: dict[tuple[int, str], str] = {}
        labels = [bare(str(cell.value or "")) for cell in book[name][0]] if book[name] else []
        numeric = {field["name"] for field in resource["schema"]["fields"] if field["type"] in NUMBERS}
        fields = resource["schema"]["fields"]
        days = {field["name"] for field in fields if field.get("constraints", {}).get("pattern") == DAY}
        rows = []
        for number, cells in enumerate(book[name], 1):
            texts = []
            for label, cell in zip([*labels, *[""] * len(cells)], cells, strict=False):
                text, doubt = _cell_text(cell)
                if label in days and isinstance(cell.value, date):
                    doubt = None  # a whole day is a day, however it is kept
                if label in numeric and isinstance(cell.value, str) and THREE_AFTER.fullmatch(bare(text)):
                    doubt = "a number, not text: as text this can be read in two ways"
                texts.append(text)
                if doubt and number > 1:
                    doubts[number, label] = doubt
            rows.append(texts + [""] * (len(labels) - len(texts)))
        return _grid(rows, resource, [], comma_file=True, doubts=doubts)


def _sheet_cells(sheet: Any) -> list[list[Any]]:
    """Return the cells of a sheet without those at its ends that hold nothing but a colour."""
    rows: list[list[Any]] = []
    empty = 0
    for row in sheet.iter_rows():
        cells = list(row)
        while cells and cells[-1].value is None:
            cells.pop()
        if not cells:
            empty += 1
            continue
        rows += [[] for _ in range(min(empty, MOST_ROWS))] + [cells]
        empty = 0
        if len(rows) > MOST_ROWS:
            break
    return rows


def _cell_text(cell: Any) -> tuple[str, str | None]:
    """Return a cell of a workbook as text, and what should stand there instead where that is in doubt."""
    value = cell.value
    if value is None:
        return "", None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, int | float):
        text = repr(int(value)) if value == int(value) else repr(value)
        percent = "%" in re.sub(r'"[^"]*"|\\.', "", str(cell.number_format or ""))  # not a sign that is only written
        return text, f"{100 * value:g}, in a cell that is not formatted as a percentage" if percent else None
    if isinstance(value, datetime | date | time):
        day = value.isoformat().removesuffix("T00:00:00")
        return day, "text: the spreadsheet made a date of it (format the column as text)"
    return str(value), None


# ---------------------------------------------------------------------- what both have in common


def _grid(
    rows: list[list[str]],
    resource: Resource,
    said: list[str],
    comma_file: bool,
    doubts: dict[tuple[int, str], str] | None = None,
) -> Grid:
    """Return rows as long as their header, without what is empty at the end, numbers with a point."""
    while rows and not any(map(bare, rows[-1])):
        rows.pop()
    header, *body = rows or [[]]
    width = len(header)
    while (
        width and not bare(header[width - 1]) and not any(bare(cell) for row in body for cell in row[width - 1 : width])
    ):
        width -= 1
    surplus = len(header) > width or (
        bool(body) and all(len(row) > width and not any(map(bare, row[width:])) for row in body)
    )
    found = "a separator at the end of each row"
    problems = [Problem(resource["path"], "nothing after the last column", found, 1)] if surplus and width else []
    required = _required_from_end(header[:width], resource)
    whole = [_fitted(row, width, required) for row in body]
    doubts = dict(doubts or {})
    doubts |= _with_points(whole, header[:width], resource, comma_file)
    return Grid(header[:width], whole, tuple(said), doubts, tuple(problems))


def _with_points(
    rows: list[list[str]], header: list[str], resource: Resource, comma_file: bool
) -> dict[tuple[int, str], str]:
    """Put a point into numbers with a decimal comma; return what is expected of those that are ambiguous.

    Which of the two a file uses its other numbers tell. With neither, one with commas between its cells has points.
    """
    kinds = {each["name"]: each["type"] for each in resource["schema"]["fields"]}
    numeric = {i: bare(label) for i, label in enumerate(header) if kinds.get(bare(label)) in NUMBERS}
    cells = [row[i] for row in rows for i in numeric if i < len(row) and not THREE_AFTER.fullmatch(row[i])]
    commas, points = any(map(COMMA.fullmatch, cells)), any(map(POINT.fullmatch, cells))
    doubts: dict[tuple[int, str], str] = {}
    if (points or not commas) if comma_file else (points and not commas):
        return doubts
    for number, row in enumerate(rows, 2):
        for i, column in numeric.items():
            if i < len(row):
                row[i], doubt = _with_point(row[i], kinds[column])
                doubts |= {(number, column): doubt} if doubt else {}
    return doubts


def _required_from_end(header: list[str], resource: Resource) -> int:
    """Return how many cells a row must have, so that no column that must be filled is left out at its end."""
    must = {each["name"] for each in resource["schema"]["fields"] if each.get("constraints", {}).get("required")}
    return max((i for i, label in enumerate(header, 1) if bare(label) in must), default=0)


def _fitted(row: list[str], width: int, required: int) -> list[str]:
    """Return a row as long as the header: empty cells at its end come and go; a torn row stays, to be named."""
    if len(row) < width and (len(row) >= required or not any(map(bare, row))):
        return row + [""] * (width - len(row))
    return row[:width] if not any(map(bare, row[width:])) else row


def _with_point(cell: str, kind: str) -> tuple[str, str | None]:
    """Return a number of a file with decimal commas, with a point; and what is expected where it is ambiguous."""
    if THREE_AFTER.fullmatch(cell) and ("." in cell or kind == "integer"):
        whole, part = re.split("[.,]", cell)
        other = "" if kind == "integer" else f" or {whole},{part}"
        return cell, f"{whole}{part}{other}, since this can be read in two ways here"
    return (cell.replace(",", "."), None) if COMMA.fullmatch(cell) else (cell, None)


def texts(grid: Grid) -> Iterator[dict[str, str]]:
    """Yield the rows of a grid that are not empty, as cells by column."""
    header = [bare(label) for label in grid.labels]
    for row in grid.rows:
        if any(map(bare, row)):
            yield dict(zip(header, row, strict=False))
