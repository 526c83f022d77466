"""`python -m helpers update MY_FOLDER`: an older copy gets today's tables and columns, and is told what it lacks."""

import argparse
import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from helpers.commands.writing import (
    Rows,
    add_sheet,
    columns,
    localised,
    put,
    rows_of,
    save_workbook,
    write_csv,
    write_lines,
)
from helpers.problem import Problem, as_number
from helpers.reading import Folder, Form, Grid, Place, Resource, Workbook, bare, open_place
from helpers.tables import PACKAGE, data_folder, package, resources

Row = dict[str, str]
UNCOMPARED = ("note", "check")  # columns that may differ in a row that is still the project's


@dataclass
class Change:
    """What a table of a copy gets: cells by row (as a spreadsheet counts) and column; new columns; or all its rows."""

    form: Form = field(default_factory=Form)
    cells: dict[tuple[int, str], str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    rows: Rows | None = None

    def __bool__(self) -> bool:
        return bool(self.cells or self.new or self.rows is not None)


def add_to(commands: Any) -> None:
    """Add this command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("update", help="bring an older copy to today's columns")
    parser.add_argument("folder", help="your copy: a folder of CSV files, or a workbook")
    parser.set_defaults(run=lambda chosen: update(Path(chosen.folder)))


def update(target: Path) -> int:
    """Give a copy what today's tables have and it lacks, and nothing else; keep it aside as it was.

    A new cell is filled from the project's row of the same key, but only in a row that is still the project's: where
    somebody put another country's dose, the project's value of another column would be a guess. Nothing that is
    there is changed or taken away: a column of one's own stays, and the check names it.

    Returns:
        0 if the copy has today's columns now, 1 if it could not be read or written; then nothing was changed.
    """
    place = open_place(target)
    if isinstance(place, Problem):
        print(place)
        return 1
    if (version := _version(target)) > package()["schema_version"]:
        print(f"{target}: its columns are newer (schema version {version}) than this program; nothing was changed.")
        return 1
    ours = Folder(data_folder(), "the packaged data")
    said: list[str] = []
    changes: dict[str, Change] = {}
    for name, resource in resources().items():
        known = rows_of(ours, resource)
        assert not isinstance(known, Problem), known
        change = _change(place, resource, known[1], said)
        if isinstance(change, Problem):
            print(f"{change}\n{target}: nothing was changed.")
            return 1
        changes[name] = change
    old_package = target.is_dir() and isinstance(place, Folder) and version < package()["schema_version"]
    if not any(changes.values()) and not old_package:
        print(f"{target}: has today's tables and columns already; nothing was changed.")
        return 0
    lost = _not_kept(Path(place.name)) if isinstance(place, Workbook) else []
    try:
        kept = _keep(place, target)
        _write(place, target, changes)
    except OSError as error:
        print(f"{target}: cannot be written ({error.strerror}). What was there is kept.")
        return 1
    said += [f"{target}: {' and '.join(lost)} could not be kept; they stand in {kept}"] if lost else []
    print("\n".join([*said, f"{target}: has today's columns now; as it was, it is kept in {kept}."]))
    print(f"Now: python -m helpers check {target}")
    return 0


def _version(target: Path) -> int:
    """Return the schema version that a folder says it has; 0 if it says none."""
    try:
        version = json.loads((target / PACKAGE).read_text(encoding="utf-8"))["schema_version"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return version if isinstance(version, int) else 0


def _change(place: Place, resource: Resource, known: Rows, said: list[str]) -> Change | Problem:
    """Return what a table gets, and say what was filled and what could not be."""
    file, wanted, keys = resource["path"], columns(resource), resource["schema"]["primaryKey"]
    grid = place.grid(resource)
    if isinstance(grid, Problem):
        if grid.found is not None or grid.row is not None:
            return grid  # it is there, and cannot be read
        said.append(f"{file}: was not there; all {len(known)} rows are the project's")
        return Change(rows=known)
    header = [bare(label) for label in grid.labels]
    if not set(keys) <= set(header):
        return Problem(file, f"the column {', '.join(key for key in keys if key not in header)}", None, 1)
    change = Change(grid.form, new=[name for name in wanted if name not in header])
    own = [name for name in header if name and name not in wanted]
    if own and change.new:
        expected = f"the column {', '.join(change.new)} (if it is the same, give it that name; else take it out first)"
        return Problem(file, expected, f"the column {', '.join(own)}", 1)
    said += [f"{file}: the column {name} is none of ours; it stays, and the check will name it" for name in own]
    fields = {each["name"]: each for each in resource["schema"]["fields"]}
    by_key = {tuple(row[key] for key in keys): row for row in known}
    rows = dict(_numbered(grid, header))
    for name in change.new:
        left = []
        for number, row in rows.items():
            like = by_key.get(tuple(row[key] for key in keys))
            if like is not None and _is_still(row, like, [n for n in header if n in fields], fields):
                change.cells[number, name] = like[name]
            else:
                left.append(row[keys[0]])
        said.append(f"{file}: the column {name} is new: {_count(len(rows) - len(left), left)}")
    return change


def _numbered(grid: Grid, header: list[str]) -> Iterator[tuple[int, Row]]:
    for number, row in enumerate(grid.rows, 2):
        if any(map(bare, row)):
            yield number, dict(zip(header, row, strict=False))


def _is_still(row: Row, like: Row, shared: list[str], fields: dict[str, Any]) -> bool:
    """Return whether a row is the project's in all columns that both have: nobody put something of their own there."""

    def alike(column: str) -> bool:
        if fields[column]["type"] in ("number", "integer"):
            return as_number(row[column]) == as_number(like[column])
        return bare(row[column]) == like[column]

    return all(alike(column) for column in shared if column not in UNCOMPARED)


def _count(filled: int, left: list[str]) -> str:
    words = f"{filled} rows filled from the project's rows of the same key"
    if not left:
        return words
    shown = ", ".join(left[:5]) + (", …" if len(left) > 5 else "")
    return f"{words}; {len(left)} left to you, since they are your own or you changed them: {shown}"


def _keep(place: Place, target: Path) -> Path:
    """Copy what is there to a name of its own."""
    ending = target.suffix if isinstance(place, Workbook) and target.is_file() else ""
    stem = target.with_suffix("") if ending else target
    kept, times = Path(f"{stem}-before-{date.today().isoformat()}{ending}"), 1
    while kept.exists():
        times += 1
        kept = Path(f"{stem}-before-{date.today().isoformat()}-{times}{ending}")
    if target.is_dir():
        shutil.copytree(target, kept)
    else:
        shutil.copy2(target, kept)
    return kept


def _not_kept(workbook: Path) -> list[str]:
    """Return what of a workbook is lost when it is written again: the library that writes it knows cells and notes."""
    with zipfile.ZipFile(workbook) as parts:
        drawings = [name for name in parts.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
        boxes = any(b"<xdr:sp " in parts.read(name) or b"<xdr:sp>" in parts.read(name) for name in drawings)
        threads = any(name.startswith("xl/threadedComments/") for name in parts.namelist())
    return ["text boxes"] * boxes + ["comments with answers"] * threads


def _write(place: Place, target: Path, changes: dict[str, Change]) -> None:
    if isinstance(place, Workbook):
        _write_workbook(Path(place.name), changes)
    else:
        theirs = next((change.form for change in changes.values() if change.rows is None), Form())
        for name, change in changes.items():
            path = target / resources()[name]["path"]
            if change.rows is not None:
                write_csv(path, resources()[name], change.rows, theirs)
            elif change:
                _write_csv(path, resources()[name], change)
    if target.is_dir():
        described = json.dumps(package(), indent=2, ensure_ascii=False) + "\n"
        (target / PACKAGE).write_text(described, encoding="utf-8")


def _write_csv(path: Path, resource: Resource, change: Change) -> None:
    """Change cells of a file; all others stay as they are written."""
    kinds = {each["name"]: each["type"] for each in resource["schema"]["fields"]}
    text = io.StringIO(path.read_bytes().decode(change.form.encoding), newline=None)
    lines = list(csv.reader(text, delimiter=change.form.separator))
    header = [bare(label) for label in lines[0]]
    width = len(header)
    lines = [line + [""] * (width - len(line)) for line in lines]
    for line, name in ((line, name) for line in lines for name in change.new):
        line.append(name if line is lines[0] else "")
    header += change.new
    for (number, name), cell in change.cells.items():
        lines[number - 1][header.index(name)] = localised(cell, kinds[name], change.form)
    write_lines(path, lines, change.form)


def _write_workbook(path: Path, changes: dict[str, Change]) -> None:
    """Change cells of a workbook; its other sheets, remarks and colours stay."""
    from openpyxl import load_workbook

    book = load_workbook(path, keep_vba=path.suffix.casefold() == ".xlsm")
    for name, change in changes.items():
        if change.rows is not None:
            add_sheet(book, name, change.rows)
        if change.rows is not None or not change:
            continue
        sheet, kinds = book[name], {each["name"]: each["type"] for each in resources()[name]["schema"]["fields"]}
        header = [bare(str(cell.value or "")) for cell in sheet[1]]
        while header and not header[-1]:
            header.pop()
        for column in change.new:
            header.append(column)
            put(sheet, 1, len(header), column, "string")
        for (number, column), cell in change.cells.items():
            put(sheet, number, header.index(column) + 1, cell, kinds[column])
    save_workbook(book, path)
