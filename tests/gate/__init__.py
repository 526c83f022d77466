"""What a committed notebook must be. Each rule yields its complaints in words; an empty list is a pass."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from gate.code import block_complaints, code_complaints, names_set
from gate.files import SIZE_LIMIT, cell_complaints, file_complaints, heading_complaints, html_in_prose, parsed
from gate.links import link_complaints
from gate.numbers import number_complaints
from gate.outputs import LIVE_VIEW, output_complaints
from gate.questions import question_complaints
from gate.reading import read
from helpers.tables import Tables

__all__ = ["LIVE_VIEW", "SIZE_LIMIT", "complaints", "number_complaints", "question_complaints", "sweep"]


def complaints(path: Path, tables: Tables) -> list[str]:
    """Return everything that is wrong with a notebook file."""
    notebook = parsed(path)
    if isinstance(notebook, list):
        return notebook
    checks = (
        file_complaints(path, notebook),
        cell_complaints(notebook),
        _prose(notebook, path.parent, tables),
        _code(notebook, path.parent),
    )
    return [complaint for check in checks for complaint in check]


def _prose(notebook: nbformat.NotebookNode, folder: Path, tables: Tables) -> Iterator[str]:
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    cells = [read(source) for source in sources]
    own = {words.replace(" ", "-") for seen in cells for _, words in seen.headings}
    minutes = {"": _minutes(notebook), **_minutes_of(folder)}
    yield from heading_complaints(cells)
    for source, seen in zip(sources, cells, strict=True):
        yield from link_complaints(seen, folder, own)
        yield from html_in_prose(seen)
        yield from number_complaints(source, tables, minutes)
        for language, block in seen.blocks:
            yield from block_complaints(language, block)


def _minutes(notebook: nbformat.NotebookNode) -> int:
    told = notebook.metadata.get("fewer_doses")
    return int(told.get("minutes", 0)) if isinstance(told, Mapping) else 0


def _minutes_of(folder: Path) -> dict[str, int]:
    """Return how long the lessons of a folder take, by name."""
    return {path.stem: _minutes_in(path, path.stat().st_mtime_ns) for path in folder.glob("*.ipynb")}


@lru_cache(maxsize=64)
def _minutes_in(path: Path, _changed: int) -> int:
    notebook = parsed(path)
    return 0 if isinstance(notebook, list) else _minutes(notebook)


def _code(notebook: nbformat.NotebookNode, folder: Path) -> Iterator[str]:
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    known = set().union(*(names_set(cell.source) for cell in cells))
    for cell in cells:
        yield from code_complaints(cell, known)
        yield from output_complaints(cell, folder)


# Runs in the notebook's own kernel, after its cells.
SWEEP = """
from ipywidgets.widgets.widget import _instances
from helpers.panel import Panel
for panel in [w for w in _instances.values() if isinstance(w, Panel)]:
    for name, control in panel.controls.items():
        for value in control.states():
            try:
                panel.render({**panel.state, name: value})
            except Exception as error:
                print(f"{panel.title}: {name} = {value!r}: {type(error).__name__}: {error}")
"""


def sweep(path: Path) -> list[str]:
    """Run a notebook, then every value of every control of every panel in it; return what went wrong."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(SWEEP))
    folder = {"metadata": {"path": path.parent}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=folder).execute()
    return "".join(output.text for output in notebook.cells[-1].outputs).splitlines()
