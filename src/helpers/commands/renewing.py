"""`python -m helpers update MY_FOLDER`: an older copy gets today's tables and columns, and is told what it lacks."""

import argparse
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from helpers.commands.writing import Rows, columns, rows_of, write_csv, write_workbook
from helpers.problem import Problem
from helpers.reading import Folder, Place, Resource, Workbook, open_place
from helpers.tables import PACKAGE, data_folder, package, resources

Row = dict[str, str]


def add_to(commands: Any) -> None:
    """Add this command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("update", help="bring an older copy to today's columns")
    parser.add_argument("folder", help="your copy: a folder of CSV files, or a workbook")
    parser.set_defaults(run=lambda chosen: update(Path(chosen.folder)))


def update(target: Path) -> int:
    """Fill what today's tables have and a copy lacks, from the project's rows of the same key; keep the old copy aside.

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
    tables = {}
    for name, resource in resources().items():
        known = rows_of(ours, resource)
        assert not isinstance(known, Problem), known
        own = _own(place, resource, known[1], said)
        if isinstance(own, Problem):
            print(f"{own}\n{target}: nothing was changed.")
            return 1
        tables[name] = (columns(resource), own)
    if not said and (version == package()["schema_version"] or isinstance(place, Workbook)):
        print(f"{target}: has today's tables and columns already; nothing was changed.")
        return 0
    try:
        kept = _keep(place, target)
        _write(place, target, tables)
    except OSError as error:
        print(f"{target}: cannot be written ({error.strerror}). What was there is kept.")
        return 1
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


def _own(place: Place, resource: Resource, known: Rows, said: list[str]) -> Rows | Problem:
    """Return the rows of a copy with today's columns, and say what was filled and what could not be."""
    file, wanted = resource["path"], columns(resource)
    found = rows_of(place, resource)
    if isinstance(found, Problem):
        if found.found is not None or found.row is not None:
            return found  # it is there, and cannot be read
        said.append(f"{file}: was not there; all {len(known)} rows are the project's")
        return known
    header, rows = found
    keys = resource["schema"]["primaryKey"]
    if not set(keys) <= set(header):
        return Problem(file, f"the column {', '.join(key for key in keys if key not in header)}", None, 1)
    by_key = {tuple(row[key] for key in keys): row for row in known}
    for column in (name for name in wanted if name not in header):
        left = [_filled(row, column, by_key.get(tuple(row[key] for key in keys))) for row in rows]
        said.append(f"{file}: the column {column} is new: {_count(left)}")
    for gone in (name for name in header if name and name not in wanted):
        said.append(f"{file}: the column {gone} is no longer used and was left out")
    for field in resource["schema"]["fields"]:
        allowed = field.get("constraints", {}).get("enum")
        old = [row for row in rows if allowed and field["name"] in header and row[field["name"]] not in ("", *allowed)]
        if old:
            left = [_filled(row, field["name"], by_key.get(tuple(row[key] for key in keys)), allowed) for row in old]
            said.append(f"{file}: {field['name']} has other words now: {_count(left)}")
    return rows


def _filled(row: Row, column: str, like: Row | None, allowed: list[str] | None = None) -> str | None:
    """Fill a cell from the project's row of the same key; return what the row is called where there is none."""
    if like is not None:
        row[column] = like[column]
        return None
    if allowed is None:
        row[column] = ""
    return next(iter(row.values()))


def _count(left: list[str | None]) -> str:
    names = [name for name in left if name is not None]
    words = f"{len(left) - len(names)} rows filled from the project's rows of the same key"
    if not names:
        return words
    shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return f"{words}; {len(names)} could not be, since only you have them: {shown}"


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


def _write(place: Place, target: Path, tables: dict[str, tuple[list[str], Rows]]) -> None:
    if isinstance(place, Workbook):
        write_workbook(Path(place.name), tables)
    else:
        for name, (header, rows) in tables.items():
            write_csv(target / resources()[name]["path"], header, rows)
    if target.is_dir():
        described = json.dumps(package(), indent=2, ensure_ascii=False) + "\n"
        (target / PACKAGE).write_text(described, encoding="utf-8")
