"""The gate closes: broken notebooks are refused, each for the right reason."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import gate
import make_notebooks
import nbformat
import pytest

from helpers.tables import load

ROOT = Path(__file__).parents[1]
TABLES = load()


def whole():
    """Return a small notebook that passes."""
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
    # strict nbval lets this one through: it only prints a warning
    "unknown magic": (source("1 + 1\n%weigh_the_patient"), "uses a magic"),
    "misspelt tag": (lambda n, c, o: c.metadata.__setitem__("tags", ["nbval_skip"]), "unknown tag nbval_skip"),
    "kept error": (
        lambda n, c, o: c.outputs.append(nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])),
        "holds an error",
    ),
    "warning": (
        lambda n, c, o: c.outputs.append(nbformat.v4.new_output("stream", name="stderr", text="w")),
        "holds a warning",
    ),
    "absolute path": (source(f"open('/{'home'}/anna/data.csv')"), "an absolute path"),
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


# What only running shows.

PANEL = "from helpers import explore_dosing\nexplore_dosing()"
BREAKS_LATER = """from helpers import explore_dosing
from helpers.panel import Panel, Slider
dosing = explore_dosing()
def answer(state):
    return dosing.answer(years=13 - state["n"])
Panel("Later", [Slider("n", "Number", [(n, str(n)) for n in range(1, 13)], 12)], answer, dosing._chart)"""
NETWORK = "import urllib.request\nurllib.request.urlopen('http://example.org').status"


def fresh(path, source):
    """Write a notebook with one cell, run as `make notebooks` would."""
    notebook = whole()
    notebook.cells[1] = nbformat.v4.new_code_cell(source)
    nbformat.write(notebook, path)
    nbformat.write(make_notebooks.run(path), path)
    return path


def changed(path, old, new):
    """Change what a notebook file says."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """What the same strict nbval as in `make test` says of broken notebooks, and of a whole one."""
    folder = tmp_path_factory.mktemp("broken")
    whole_one = fresh(folder / "whole.ipynb", PANEL)
    for name in ("stale_table", "stale_sentence"):
        (folder / f"{name}.ipynb").write_bytes(whole_one.read_bytes())
    changed(folder / "stale_table.ipynb", ">157</td>", ">156</td>")
    changed(folder / "stale_sentence.ipynb", "the most, 157 doses", "the most, 156 doses")
    calling = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NETWORK)])
    calling.metadata["kernelspec"] = make_notebooks.KERNEL
    nbformat.write(calling, folder / "network.ipynb")
    report = folder / "report.xml"
    options = ["--nbval", "--nbval-sanitize-with", str(ROOT / "tests" / "nbval_sanitize.cfg"), f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, str(folder)]
    subprocess.run(command, capture_output=True, cwd=folder)
    cases = ElementTree.parse(report).iter("testcase")
    return {
        Path(c.get("classname").replace(".ipynb", "")).name.rsplit(".", 1)[-1]: "".join(c.itertext()) for c in cases
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("stale_table", "157"),
        ("stale_sentence", "most, 157 doses"),
        ("network", "the network is switched off: a notebook asked for example.org"),
    ],
)
def test_what_only_running_shows_is_refused(name, reason, verdicts):
    assert reason in verdicts[name]


def test_the_whole_notebook_passes_its_run(verdicts):
    assert verdicts["whole"] == ""


def test_a_panel_that_raises_at_a_later_value_only_is_refused(tmp_path):
    path = fresh(tmp_path / "later.ipynb", BREAKS_LATER)  # its picture at the start is sound
    [*found] = gate.sweep(path)
    assert found == [
        'Later: n = 1: ValueError: years: found "12", expected one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10',
        'Later: n = 2: ValueError: years: found "11", expected one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10',
    ]


def test_a_panel_that_the_sweep_passes(tmp_path):
    assert gate.sweep(fresh(tmp_path / "whole.ipynb", PANEL)) == []
