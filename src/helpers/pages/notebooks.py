"""The panels of a notebook, without running it: each call of an explorer with plain values."""

import ast
import re
from pathlib import Path
from typing import Any

import nbformat

import helpers
from helpers.panel import Alone, Panel


class NotTaken(Exception):
    """A cell that a page cannot take; the message names notebook and cell."""


MAKERS = (
    "explore_",
    "predict",
    "check_yourself",
    "solve",
    "do",
    "judge",
    "own_article",
)  # what a page can make: names, or how they begin
NO_TABLES = ("do", "own_article")  # what needs none


def panel_of(cell: nbformat.NotebookNode) -> Panel | None:
    """Return the panel that a cell shows: a call of an explorer with plain values; None for any other cell.

    Raises:
        ValueError: a value that is neither plain nor `load("...")`, or that the explorer does not offer.

    >>> panel_of(nbformat.v4.new_code_cell("explore_dosing(years=5)")).state["years"]
    5
    """
    made = _made(cell, Path("."), None)
    return made if isinstance(made, Panel) else None


def _made(cell: nbformat.NotebookNode, folder: Path, tables: Any) -> Panel | Alone | None:
    """Return the panel or exercise that the last line of a cell makes; `tables`: what it gets if it names none."""
    call = _last_call(cell)
    name = call.func.id if call else ""  # type: ignore[attr-defined]
    if call is None or not (name in MAKERS or name.startswith(MAKERS[0])) or not hasattr(helpers, name):
        return None
    values = [_value(argument, folder) for argument in call.args]
    named = {each.arg: _value(each.value, folder) for each in call.keywords if each.arg}
    if tables is not None and name not in NO_TABLES:
        named.setdefault("tables", tables)
    made = getattr(helpers, name)(*values, **named)
    return made if isinstance(made, Panel | Alone) else None


def panels_of(path: Path) -> dict[str, Panel]:
    """Return the panels of a lesson by their short names: "cohort", and "cohort-2" for the second of its kind.

    Raises:
        NotTaken: a cell whose panel cannot be made without running the notebook.
    """
    found = placed(path, nbformat.read(path, as_version=4))
    return {name: made for _, name, made in found if isinstance(made, Panel)}


def alone_of(path: Path) -> dict[str, Alone]:
    """Return what works alone in a lesson, by short names: "patient", "options", "check-yourself".

    Raises:
        NotTaken: as `panels_of`.
    """
    found = placed(path, nbformat.read(path, as_version=4))
    return {name: made for _, name, made in found if isinstance(made, Alone)}


def placed(path: Path, notebook: nbformat.NotebookNode) -> list[tuple[int, str, Panel | Alone]]:
    """Return the panels and exercises of a notebook: number of the cell, short name, and what it shows.

    Raises:
        NotTaken: as `panels_of`.
    """
    found: list[tuple[int, str, Panel | Alone]] = []
    tables = None
    for number, cell in enumerate(notebook.cells):
        try:
            tables = _used(cell, path.parent) or tables
            made = _made(cell, path.parent, tables)
        except (ValueError, TypeError, OSError) as error:
            raise NotTaken(f"{path.name}, cell {number + 1}: {error}") from None
        if made:
            name = made.short_name or (made.call.removeprefix("explore_") if isinstance(made, Panel) else "")
            alike = sum(re.fullmatch(rf"{re.escape(name)}(-\d+)?", each) is not None for _, each, _ in found)
            found.append((number, f"{name}-{alike + 1}" if alike else name, made))
    return found


def _calls(cell: nbformat.NotebookNode) -> list[ast.Call]:
    """Return the calls of plain names that stand as lines of a cell of their own."""
    if cell.cell_type != "code":
        return []
    try:
        lines = [line.value for line in ast.parse(cell.source).body if isinstance(line, ast.Expr)]
    except SyntaxError:  # magics of a notebook: nothing of ours
        return []
    return [line for line in lines if isinstance(line, ast.Call) and isinstance(line.func, ast.Name)]


def _last_call(cell: nbformat.NotebookNode) -> ast.Call | None:
    calls = _calls(cell)
    return calls[-1] if calls and isinstance(ast.parse(cell.source).body[-1], ast.Expr) else None


def _used(cell: nbformat.NotebookNode, folder: Path) -> Any:
    """Return the tables that a cell puts into use for the whole notebook, if any."""
    for call in _calls(cell):
        if call.func.id == "use" and call.args:  # type: ignore[attr-defined]
            return _loaded(call, folder)
    return None


def _value(node: ast.expr, folder: Path) -> Any:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "load":
        return _loaded(node, folder)
    try:
        return ast.literal_eval(node)
    except ValueError:
        found = ast.unparse(node)
        raise ValueError(f'found {found}, expected plain values or load("my_folder")') from None


def _loaded(call: ast.Call, folder: Path) -> Any:
    named = ast.literal_eval(call.args[0]) if call.args else None
    here = folder / str(named)
    return helpers.load(here if here.exists() else named)
