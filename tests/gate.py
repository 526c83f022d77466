"""What a committed notebook must be. Each rule yields its complaints in words; an empty list is a pass."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from helpers import facts
from helpers.tables import Tables

SIZE_LIMIT = 400_000
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"
KNOWN_TAGS = {"raises-exception"}
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/<])/(?:home|Users|root|tmp|work|usr|opt|var)/|[A-Za-z]:\\\\?(?:Users|temp)", re.I
)
NUMBER = re.compile(r"(?<![\w.#-])\d(?:,?\d)*(?:\.\d+)?(?![\w-]*\.ipynb)")
FACT = re.compile(r"^<!--([^ ]+?)-->")
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|^#+ [^\n]*$|^\s*\d+\. |<!--.*?-->(?=\s*$)", re.S | re.M)
# Numbers that are no clinical facts: minutes a lesson takes, slider positions it suggests, what textbooks say, the
# people of "in 100" and "in 100,000", the 95 % of an interval.
ALLOWED = {"45", "60", "10", "1", "52", "100", "100,000", "95"}


def complaints(path: Path, tables: Tables) -> list[str]:
    """Return everything that is wrong with a notebook file."""
    notebook = nbformat.read(path, as_version=4)
    checks = (_file(path), _metadata(notebook), _headings(notebook), _cells(notebook), _numbers(notebook, tables))
    return [complaint for check in checks for complaint in check]


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


def _file(path: Path) -> Iterator[str]:
    if path.stat().st_size > SIZE_LIMIT:
        yield f"the file has {path.stat().st_size} bytes, at most {SIZE_LIMIT} are allowed"
    if ABSOLUTE_PATH.search(path.read_text(encoding="utf-8")):
        yield "there is an absolute path in it"


def _metadata(notebook: nbformat.NotebookNode) -> Iterator[str]:
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is not named python3"
    if "widgets" in notebook.metadata:
        yield "it holds the state of widgets"
    if not notebook.metadata.get("fewer_doses", {}).get("minutes"):
        yield "it does not say how many minutes it takes"


def _headings(notebook: nbformat.NotebookNode) -> Iterator[str]:
    prose = [
        re.sub(r"```.*?```", "", cell.source, flags=re.S) for cell in notebook.cells if cell.cell_type == "markdown"
    ]
    titles = sum(len(re.findall(r"^# ", source, re.M)) for source in prose)
    if titles != 1:
        yield f"it has {titles} headings of the first level, expected 1"


def _cells(notebook: nbformat.NotebookNode) -> Iterator[str]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in code]
    if counts != list(range(1, len(code) + 1)):
        yield f"code cells were not run once each from top to bottom: {counts}"
    for number, cell in enumerate(notebook.cells):
        for tag in set(cell.metadata.get("tags", [])) - KNOWN_TAGS:
            yield f"cell {number} has an unknown tag {tag}"
    for cell in code:
        if re.search(r"^\s*[%!]", cell.source, re.M):
            yield f"cell {cell.execution_count} uses a magic or a shell command"
        if len(cell.source.splitlines()) > 10:
            yield f"cell {cell.execution_count} has more than ten lines"
        for output in cell.outputs:
            yield from _output(cell, output)


def _output(cell: nbformat.NotebookNode, output: nbformat.NotebookNode) -> Iterator[str]:
    data = output.get("data", {})
    if output.output_type == "error":
        yield f"cell {cell.execution_count} holds an error"
    if output.output_type == "stream" and output.name == "stderr":
        yield f"cell {cell.execution_count} holds a warning"
    if LIVE_VIEW in data:
        yield f"cell {cell.execution_count} holds a live view (run make notebooks)"
    if "image/png" in data and not output.metadata.get("image/png", {}).get("alt"):
        yield f"cell {cell.execution_count} shows a picture without alt text"
    for image in re.findall(r"<img [^>]*>", "".join(data.get("text/html", ""))):
        if not re.search(r'\balt="[^"]+"', image):
            yield f"cell {cell.execution_count} shows a picture without alt text"


def _numbers(notebook: nbformat.NotebookNode, tables: Tables) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from number_complaints(cell.source, tables)


def number_complaints(source: str, tables: Tables) -> Iterator[str]:
    """Yield the numbers of a Markdown text that carry no fact id, or one that says something else."""
    prose = NOT_PROSE.sub(lambda match: " " * len(match[0]), source)
    for match in NUMBER.finditer(prose):
        number, fact = match[0], FACT.match(source[match.end() :])
        if fact is None:
            if number not in ALLOWED:
                yield f"the number {number} in prose carries no fact id"
            continue
        try:
            said = facts.text(fact[1], tables)
        except ValueError as error:
            yield str(error)
            continue
        if said != number:
            yield f'the number {number} carries the fact id {fact[1]}, which says "{said}"'
