"""Checks a data folder or workbook and says in plain words what is wrong, cell by cell.

The rules stand in datapackage.json and the frictionless library applies them (`library`); to them come what a
spreadsheet hides from the eye (`cells`), rules that tie columns or tables together (`RULES`), and the record of when
each row was last read against its source (`record`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path

from helpers.check import (
    adherence_rules,
    agreement_rules,
    benefit_rules,
    cells,
    claims_rules,
    complete_rules,
    dosing_rules,
    eligibility_rules,
    library,
    options_rules,
    plausible_rules,
    record,
    safety_rules,
    source_rules,
    turnover_rules,
)
from helpers.check.sheet import Sheet, bare_rows, header_problems
from helpers.problem import Problem, Row
from helpers.reading import Folder, Grid, Place, is_absent, open_place
from helpers.tables import data_folder, package, resources

__all__ = ["Problem", "Report", "examine", "problems", "summary"]

RULES = (
    *source_rules.RULES,
    *dosing_rules.RULES,
    *safety_rules.RULES,
    *adherence_rules.RULES,
    *complete_rules.RULES,
    *plausible_rules.RULES,
    *turnover_rules.RULES,
    *benefit_rules.RULES,
    *eligibility_rules.RULES,
    *options_rules.RULES,
    *claims_rules.RULES,
)


MANY = 30  # of problems that are alike but for their row


@dataclass(frozen=True)
class Report:
    """What was found in a folder.

    Attributes:
        problems: everything that is wrong, by file, row and column.
        remarks: what a reader should know, though nothing is wrong: how a file was read, rows that were changed since
            somebody read their source.
        rows: how many rows there are in all.
        place: where the tables can be read; None where nothing could be opened.
        waiting: tables that lack a column or a cell, so that the rules about them have to wait.
    """

    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()
    rows: int = 0
    place: Place | None = None
    waiting: tuple[str, ...] = ()


def examine(folder: Path | Traversable | str | None = None) -> Report:
    """Return everything that is to be said of a data folder or workbook.

    The rules are those of the project's own datapackage.json; one in the folder is not read. A rule that ties files or
    columns together waits until their columns are there and their rows are whole. A cell is named once. Nothing is
    raised: what cannot be read is a problem like any other.

    Args:
        folder: left out: the data of the project. There a row that was changed since it was read is a problem; in any
            other folder it is a remark.
    """
    place = open_place(data_folder() if folder is None else folder)
    if isinstance(place, Problem):
        return Report((place,))
    grids = {name: place.grid(resource) for name, resource in resources().items()}
    absent = [name for name, grid in grids.items() if is_absent(resources()[name], grid)]
    grids = {name: grid for name, grid in grids.items() if name not in absent}
    found = [grid for grid in grids.values() if isinstance(grid, Problem)]
    if found and all(str(problem) == str(found[0]) for problem in found):
        return Report((found[0],))  # a workbook that cannot be opened is one problem, not one for each sheet
    sheets = _usable(grids, found)
    for sheet in sheets.values():
        found += [*sheet.grid.problems, *header_problems(sheet)]
    found += _new(cells.problems(sheets.values()), found)
    rows = {name: bare_rows(sheet) for name, sheet in sheets.items() if sheet.complete}
    said = [line for sheet in sheets.values() for line in sheet.grid.said]
    said += [f"{resources()[name]['path']}: not there: what needs it is left out" for name in absent]
    own = folder is None or folder == data_folder()
    project = {} if own else {name: record.packaged_rows(name) for name in resources()}
    spoiled = [] if own else list(_new(record.spoiled(rows, project), found))
    found += _new(library.problems(sheets), found)
    found = _by_rules(rows, found, spoiled)
    if own:
        found += _elsewhere(record.changed(rows), found)
    else:
        beside = place.unread(resources().values()) if isinstance(place, Folder) else []
        said += [f"{name}: lies beside the tables and is not read" for name in beside]
        said += record.remarks(rows, project)
    waiting = tuple(name for name in resources() if name not in rows and name not in absent)
    return Report(tuple(_gathered(_in_order(found))), tuple(said), sum(map(len, rows.values())), place, waiting)


def _usable(grids: Mapping[str, Grid | Problem], found: list[Problem]) -> dict[str, Sheet]:
    """Return the tables whose columns can be told apart; what keeps the others from it is added to `found`."""
    sheets = {name: Sheet(resources()[name], grid) for name, grid in grids.items() if not isinstance(grid, Problem)}
    unusable = {name: problem for name, sheet in sheets.items() if (problem := sheet.unusable())}
    found += unusable.values()
    return {name: sheet for name, sheet in sheets.items() if name not in unusable}


def _by_rules(rows: dict[str, dict[int, Row]], found: list[Problem], spoiled: list[Problem]) -> list[Problem]:
    """Return what was found, and what the rules find; in a row that a spreadsheet spoiled that alone is told."""
    for needed, rule in RULES:
        if rows.keys() >= set(needed):
            found += _new(rule(*(rows[name] for name in needed)), found)
    found = [*_elsewhere(found, spoiled), *spoiled]
    for needed, rule in agreement_rules.RULES:  # who of two is right can be asked once each is right in itself
        files = {resources()[name]["path"] for name in needed}
        if rows.keys() >= set(needed) and not any(problem.file in files for problem in found):
            found += rule(*(rows[name] for name in needed))
    return found


def _elsewhere(problems: Iterable[Problem], known: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems about rows of which nothing is known yet."""
    rows = {(problem.file, problem.row) for problem in known}
    return (problem for problem in problems if (problem.file, problem.row) not in rows)


def problems(folder: Path | Traversable | str | None = None) -> list[Problem]:
    """Return everything that is wrong with a data folder, by file, row and column; empty if all is well."""
    return list(examine(folder).problems)


def summary(report: Report) -> str:
    """Return the size of a folder without problems in one line."""
    return f"{len(resources())} tables, {report.rows} rows: no problem found"


def _new(problems: Iterable[Problem], known: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems about cells of which nothing is known yet."""
    named: set[tuple[str, int | None, str]] = set().union(*(problem.cells for problem in known))
    for problem in list(problems):
        if problem.column is None or not problem.cells & named:
            yield problem


def _gathered(problems: list[Problem]) -> Iterator[Problem]:
    """Yield problems; of many that are alike but for their row the first, with how many more there are."""
    alike: dict[tuple[str, str | None, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.file, problem.column, problem.expected), []).append(problem)
    for problem in problems:
        first, *others = alike[problem.file, problem.column, problem.expected]
        if len(others) < MANY:
            yield problem
        elif problem is first:
            yield replace(first, expected=f"{first.expected} (so too in {len(others):,} other rows)")


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    columns = {r["path"]: [field["name"] for field in r["schema"]["fields"]] for r in package()["resources"]}
    files = list(columns)

    def place(problem: Problem) -> tuple[int, int, int]:
        first = (problem.column or "").split(", ")[0]
        own = columns.get(problem.file, [])
        return (
            files.index(problem.file) if problem.file in columns else -1,
            problem.row or 0,
            own.index(first) if first in own else -1,
        )

    return sorted(dict.fromkeys(problems), key=place)
