"""`python -m helpers confirm TABLE/KEY`: somebody read the source of a row again, and it says what the row says."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from helpers.check.cells import is_address
from helpers.check.record import RECORD, RECORDED, digest, key_of, packaged_rows
from helpers.commands.writing import change_row, rows_of, write_csv
from helpers.problem import Problem, Row
from helpers.reading import Folder, Place, Workbook, bare, open_place
from helpers.tables import data_folder, resources


def add_to(commands: Any) -> None:
    """Add this command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "confirm", help="record that a row was read against its source"
    )
    parser.add_argument("rows", nargs="+", metavar="TABLE/KEY", help="for instance regimens/ALN-70W")
    parser.add_argument("--opened", help="the document you opened: a source_id, or an address (one row only)")
    parser.add_argument("--place", help="section, table or page in it (one row only)")
    parser.add_argument("--folder", help="your own copy, a folder or workbook; left out: the data of the project")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Record each row, asking for what was opened and where; return 1 if one could not be."""
    if len(chosen.rows) > 1 and (chosen.opened or chosen.place):
        print("--opened and --place are for one row: each row has its own reading.")
        return 1
    source = open_place(chosen.folder or data_folder())
    if isinstance(source, Problem):
        print(source)
        return 1
    return int(not all([_confirm(source, row, chosen.opened, chosen.place) for row in chosen.rows]))


def _confirm(source: Place, wanted: str, opened: str | None, place: str | None) -> bool:
    table, _, key = wanted.partition("/")
    if table not in RECORDED or not key or "*" in key:
        print(f"{wanted}: expected table/key of one row, with a table of {', '.join(RECORDED)}")
        return False
    found = rows_of(source, resources()[table])
    known = rows_of(source, resources()["sources"])
    recorded = rows_of(source, resources()[RECORD])
    for each in (found, known, recorded):
        if isinstance(each, Problem):
            print(each)
            return False
    assert not isinstance(found, Problem) and not isinstance(known, Problem) and not isinstance(recorded, Problem)
    rows = [row for row in found[1] if key_of(table, row) == key]
    if len(rows) != 1:
        print(f"{wanted}: {len(rows)} rows have this key, expected one")
        return False
    others = [row for row in recorded[1] if (row["table"], row["key"]) != (table, key)]
    at = next((i for i, row in enumerate(recorded[1]) if (row["table"], row["key"]) == (table, key)), len(others))
    last = recorded[1][at] if at < len(recorded[1]) else None
    print("\n".join([f"{wanted}:", *_told(rows[0], packaged_rows(table).get(key, rows[0]), last)]))
    sources = {row["source_id"] for row in known[1]}
    opened = bare(opened if opened is not None else _ask("Which document did you open (source_id or address)? "))
    if opened not in sources and not is_address(opened):
        print(f'{wanted}: not recorded. Found "{opened}", expected a source_id of sources.csv or an address')
        return False
    place = bare(place if place is not None else _ask("Where in it (section, table, page)? "))
    if len(place) < 3:
        print(f'{wanted}: not recorded. Found "{place}", expected the place in the document')
        return False
    line = {
        "table": table, "key": key, "digest": digest(table, rows[0]), "date": date.today().isoformat(),
        "opened": opened, "place": place,
    }  # fmt: skip
    others.insert(at, line)
    written = _write(source, line, others)
    print(f"  recorded in {written}: {opened}, {place}")
    return True


def _write(source: Place, line: Row, lines: list[Row]) -> str:
    """Write a line of the record, in a workbook into its own row; return where it stands."""
    if isinstance(source, Workbook):
        change_row(Path(source.name), RECORD, line)
        return f"{source.name}, sheet {RECORD}"
    grid = source.grid(resources()[RECORD])
    assert isinstance(source, Folder) and not isinstance(grid, Problem)
    file = Path(str(source.path)) / resources()[RECORD]["path"]
    write_csv(file, resources()[RECORD], lines, grid.form)
    return str(file)


def _told(row: Row, project: Row, last: Row | None) -> Iterator[str]:
    """Yield the row as it stands, what the project has in its place, and who read it last."""
    for column, cell in row.items():
        was = project.get(column, "")
        if cell or was:
            yield f"  {column}: {cell or '(empty)'}" + (f"   (the project: {was or '(empty)'})" if was != cell else "")
    read = f"{last['date']}, {last['opened']}, {last['place']}" if last else "never"
    yield f"  confirmed last: {read}"


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        return ""
    return input(question)
