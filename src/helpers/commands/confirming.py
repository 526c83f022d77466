"""`python -m helpers confirm TABLE/KEY`: somebody read the source of a row again, and it says what the row says."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from helpers.check.cells import is_address
from helpers.check.record import RECORD, RECORDED, digest, key_of, packaged_rows
from helpers.commands.writing import rows_of, write_csv
from helpers.problem import Problem, Row
from helpers.reading import Folder, bare, open_place
from helpers.tables import data_folder, resources


def add_to(commands: Any) -> None:
    """Add this command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "confirm", help="record that a row was read against its source"
    )
    parser.add_argument("rows", nargs="+", metavar="TABLE/KEY", help="for instance regimens/ALN-70W")
    parser.add_argument("--opened", help="the document you opened: a source_id, or an address (one row only)")
    parser.add_argument("--place", help="section, table or page in it (one row only)")
    parser.add_argument("--folder", help="your own copy; left out: the data of the project")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Record each row, asking for what was opened and where; return 1 if one could not be."""
    if len(chosen.rows) > 1 and (chosen.opened or chosen.place):
        print("--opened and --place are for one row: each row has its own reading.")
        return 1
    place = open_place(chosen.folder or data_folder())
    folder = Path(str(place.path)) if isinstance(place, Folder) else None
    if folder is None:
        print(place if isinstance(place, Problem) else f"{place.name}: only a folder of CSV files can be confirmed.")
        return 1
    done = [_confirm(Folder(folder, str(folder)), folder, row, chosen.opened, chosen.place) for row in chosen.rows]
    return int(not all(done))


def _confirm(source: Folder, folder: Path, wanted: str, opened: str | None, place: str | None) -> bool:
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
    grid = source.grid(resources()[RECORD])
    assert not isinstance(grid, Problem)
    write_csv(folder / resources()[RECORD]["path"], resources()[RECORD], others, grid.form)
    print(f"  recorded: {opened}, {place}")
    return True


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
