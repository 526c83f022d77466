"""The panels of a notebook, without running it: each call of an explorer with plain values."""

import ast
from pathlib import Path
from typing import Any

import nbformat

import helpers
from helpers.panel import Panel


class NotTaken(Exception):
    """A cell that a page cannot take; the message names notebook and cell."""


def panel_of(cell: nbformat.NotebookNode, folder: Path = Path("."), tables: Any = None) -> Panel | None:
    """Return the panel that a cell shows: a call of an explorer with plain values; None for any other cell.

    Args:
        cell: of a notebook.
        folder: that of the notebook: `load("../my_folder")` starts from there.
        tables: what an explorer gets that names no tables of its own; None: the packaged ones.

    Raises:
        ValueError: a value that is neither plain nor `load("...")`, or that the explorer does not offer.

    >>> panel_of(nbformat.v4.new_code_cell("explore_dosing(years=5)")).state["years"]
    5
    """
    call = _last_call(cell)
    if call is None or not call.func.id.startswith(("explore_", "predict")):  # type: ignore[attr-defined]
        return None
    values = [_value(argument, folder) for argument in call.args]
    named = {each.arg: _value(each.value, folder) for each in call.keywords if each.arg}
    if tables is not None:
        named.setdefault("tables", tables)
    make = getattr(helpers, call.func.id, None)  # type: ignore[attr-defined]
    if make is None:
        return None
    made = make(*values, **named)
    return made if isinstance(made, Panel) else None


def panels_of(path: Path) -> dict[str, Panel]:
    """Return the panels of a lesson by their short names: "cohort", and "cohort-2" for the second of its kind.

    Raises:
        NotTaken: a cell whose panel cannot be made without running the notebook.
    """
    return {name: panel for _, name, panel in placed(path, nbformat.read(path, as_version=4))}


def placed(path: Path, notebook: nbformat.NotebookNode) -> list[tuple[int, str, Panel]]:
    """Return the panels of a notebook: number of the cell, short name, panel.

    Raises:
        NotTaken: as `panels_of`.
    """
    found: list[tuple[int, str, Panel]] = []
    tables = None
    for number, cell in enumerate(notebook.cells):
        try:
            tables = _used(cell, path.parent) or tables
            panel = panel_of(cell, path.parent, tables)
        except (ValueError, TypeError, OSError) as error:
            raise NotTaken(f"{path.name}, cell {number + 1}: {error}") from None
        if panel:
            name = panel.short_name or panel.call.removeprefix("explore_")
            alike = sum(each.partition("-")[0] == name for _, each, _ in found)
            found.append((number, f"{name}-{alike + 1}" if alike else name, panel))
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


def exercise_of(cell: nbformat.NotebookNode) -> Any:
    """Return the exercise that a cell shows (`check_yourself`, `do`); None for any other cell."""
    call = _last_call(cell)
    if call is None or call.func.id not in ("check_yourself", "do"):  # type: ignore[attr-defined]
        return None
    return getattr(helpers, call.func.id)(*(ast.literal_eval(value) for value in call.args))  # type: ignore[attr-defined]
