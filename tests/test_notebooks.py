"""The committed notebooks pass the gate, and the gate closes on broken ones."""

import re
import statistics
from pathlib import Path

import gate
import nbformat
import pytest

from helpers.tables import load

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TABLES = load()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_committed_notebook_passes_the_gate(path):
    assert gate.complaints(path, TABLES) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_code_cells_stay_short(path):
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert statistics.median(len(c.source.splitlines()) for c in cells) <= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_links_to_other_lessons_lead_somewhere(path):
    for target in re.findall(r"\(([^)#]+\.ipynb)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).is_file(), target


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.stem != "00_start_here"], ids=lambda p: p.stem)
def test_a_lesson_has_all_its_parts(path):
    text = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells)
    assert text.count("### Predict") == text.count("### Explore") == text.count("### Explain") == 3
    for part in (
        "you can**",
        "You need",
        "How to use this panel",
        "check_yourself(",
        "sources_used(",
        "In five lines",
        "Where to go next",
    ):
        assert part in text, part


def test_the_one_clear_sentence_stands_at_the_start():
    text = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    assert text.count("not advice for the care of any one patient") == 1


def whole(**changes):
    """A small notebook that passes, with changes applied to its code cell, its output or itself."""
    output = nbformat.v4.new_output("display_data", {"text/plain": "a picture", "image/png": "iVBORw0KGgo="})
    output.metadata = {"image/png": {"alt": "a picture"}}
    code = nbformat.v4.new_code_cell("1 + 1", execution_count=1, outputs=[output])
    prose = nbformat.v4.new_markdown_cell(
        "# Title\n\nIt takes 15<!--regimens/ZOL-5-YR/administration_min_low--> minutes."
    )
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "fewer_doses": {"minutes": 1}}
    return nbformat.v4.new_notebook(cells=[prose, code], metadata=metadata)


def put(path, change):
    notebook = whole()
    change(notebook, notebook.cells[1], notebook.cells[1].outputs[0])
    nbformat.write(notebook, path)
    return path


def test_the_small_notebook_passes(tmp_path):
    assert gate.complaints(put(tmp_path / "a.ipynb", lambda *_: None), TABLES) == []


def source(text):
    return lambda notebook, cell, output: cell.__setitem__("source", text)


def prose(text):
    return lambda notebook, cell, output: notebook.cells[0].__setitem__("source", text)


BROKEN = {
    "null execution count": (lambda n, c, o: c.__setitem__("execution_count", None), "not run once each"),
    "out of order": (lambda n, c, o: c.__setitem__("execution_count", 7), "not run once each"),
    "magic": (source("%matplotlib inline"), "uses a magic"),
    "misspelt tag": (lambda n, c, o: c.metadata.__setitem__("tags", ["nbval_skip"]), "unknown tag nbval_skip"),
    "kept error": (
        lambda n, c, o: c.outputs.append(nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])),
        "holds an error",
    ),
    "warning": (
        lambda n, c, o: c.outputs.append(nbformat.v4.new_output("stream", name="stderr", text="w")),
        "holds a warning",
    ),
    "absolute path": (source("open('/home/anna/data.csv')"), "an absolute path"),
    "private kernel": (lambda n, c, o: n.metadata.kernelspec.__setitem__("name", "my-venv"), "not named python3"),
    "two titles": (prose("# One\n\n# Two"), "2 headings of the first level"),
    "no alt text": (lambda n, c, o: o.__setitem__("metadata", {}), "a picture without alt text"),
    "too large": (lambda n, c, o: o.data.__setitem__("image/png", "A" * 500_000), "bytes, at most"),
    "widget state": (lambda n, c, o: n.metadata.__setitem__("widgets", {}), "the state of widgets"),
    "live view": (lambda n, c, o: o.data.__setitem__(gate.LIVE_VIEW, {}), "a live view"),
    "long cell": (source("\n".join("a = 1" for _ in range(11))), "more than ten lines"),
    "no minutes": (lambda n, c, o: n.metadata.pop("fewer_doses"), "how many minutes"),
    "bare number": (prose("# T\n\nIt takes 20 minutes."), "number 20 in prose carries no fact id"),
    "wrong number": (prose("# T\n\n16<!--regimens/ZOL-5-YR/administration_min_low-->"), 'which says "15"'),
    "unknown fact": (prose("# T\n\n16<!--regimens/ASPIRIN/dose-->"), 'no row "ASPIRIN"'),
}


@pytest.mark.parametrize("damage", BROKEN)
def test_the_gate_closes(damage, tmp_path):
    change, reason = BROKEN[damage]
    assert reason in " | ".join(gate.complaints(put(tmp_path / "a.ipynb", change), TABLES))
