"""The gate closes: broken notebooks are refused, each for the right reason."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import gate
import make_notebooks
import nbformat
import pytest

from helpers import facts
from helpers.loading import load

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
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"},
        "fewer_doses": {"minutes": 10},
    }
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
    "nbval switched off by a comment": (source("1 + 1  # NBVAL_IGNORE_OUTPUT"), "switches its check off"),
    "a cell left out": (source("# nbval_skip\n1 + 1"), "switches its check off"),
    "an error that is expected": (
        lambda n, c, o: c.metadata.__setitem__("tags", ["raises-exception"]),
        "unknown tag raises-exception",
    ),
    "times of a run": (lambda n, c, o: c.metadata.__setitem__("execution", {}), "execution in its metadata"),
    "authors": (lambda n, c, o: n.metadata.__setitem__("authors", []), "authors in its metadata"),
    "private display name": (
        lambda n, c, o: n.metadata.kernelspec.__setitem__("display_name", "X"),
        "not named python3",
    ),
    "minutes below zero": (lambda n, c, o: n.metadata.fewer_doses.__setitem__("minutes", -5), "how many minutes"),
    "a second title by underlining": (prose("# One\n\nTwo\n==="), "2 headings of the first level"),
    "a second title in HTML": (prose("# One\n\n<h1>Two</h1>"), "2 headings of the first level"),
    "a level left out": (prose("# One\n\n#### Four"), "level 4 follows one of level 1"),
    "a picture without words": (prose("# T\n\n![](panel.png)"), "has no words"),
    "a picture of another place": (prose("# T\n\n![a](https://example.org/a.png)"), "is not here"),
    "a blank alt": (lambda n, c, o: o.metadata["image/png"].__setitem__("alt", " "), "without alt text"),
    "a drawing without alt": (lambda n, c, o: o.data.__setitem__("image/svg+xml", "<svg/>"), "without alt text"),
    "a photograph": (lambda n, c, o: o.data.__setitem__("image/jpeg", "AA"), "image/jpeg, which is no picture of ours"),
    "JavaScript": (lambda n, c, o: o.data.__setitem__("application/javascript", "1"), "application/javascript"),
    "a script in HTML": (lambda n, c, o: o.data.__setitem__("text/html", "<script>1</script>"), "shows a script"),
    "an event in HTML": (lambda n, c, o: o.data.__setitem__("text/html", "<p onclick='x'>"), "shows a script"),
    "a missing file": (prose("# T\n\n[a](no.ipynb)"), "leads nowhere"),
    "a missing file behind an anchor": (prose("# T\n\n[a](no.ipynb#part)"), "leads nowhere"),
    "a link with a title": (prose('# T\n\n[a](https://example.org "60 minutes")'), "has a title"),
    "a link that is a script": (prose("# T\n\n[a](javascript:x)"), "leads nowhere"),
    "a link to a file of one's own": (prose("# T\n\n[a](file:///x/y)"), "an absolute path"),
    "a link in HTML": (prose("# T\n\n<a href='x'>a</a>"), "write it in Markdown"),
    "another disk": (source("'/mnt/data'"), "an absolute path"),
    "a home folder": (source("'~/data'"), "an absolute path"),
    "another program": (source("import subprocess"), "imports subprocess"),
    "a hidden import": (source("__import__('os')"), "uses __import__"),
    "a file": (source("open('a.csv')"), "uses open"),
    "a glued number": (prose("# T\n\nx60 minutes"), "x60 is glued to a word"),
    "a raised number": (prose("# T\n\nm²"), "² is glued to a word"),
    "a number in a block that is no code": (prose("# T\n\n```\n60 minutes\n```"), "is no Python"),
    "text in a block of code": (prose("# T\n\n```python\nwait\n```"), "is no Python"),
    "bare number": (prose("# T\n\nIt takes 20 minutes."), "number 20 in prose carries no fact id"),
    "wrong number": (prose("# T\n\n16<!--regimens/ZOL-5-YR/administration_min_low-->"), 'which says "15"'),
    "unknown fact": (prose("# T\n\n16<!--regimens/ASPIRIN/dose-->"), 'no row "ASPIRIN"'),
}


@pytest.mark.parametrize("damage", BROKEN)
def test_the_gate_closes(damage, tmp_path):
    change, reason = BROKEN[damage]
    assert reason in " | ".join(gate.complaints(put(tmp_path / "a.ipynb", change), TABLES))


# Numbers in prose.

LOW = "<!--regimens/ZOL-5-YR/administration_min_low-->"
REFUSED = {
    "after a word": ("Wait 60 minutes.", "60"),
    "a dose that is no minutes": ("denosumab 60 mg", "60"),
    "another dose": ("alendronate 10 mg", "10"),
    "after a hyphen": (f"15{LOW}-30 minutes", "30"),
    "after a point": ("zoledronic acid .5 mg", "5"),
    "in a heading": ("## Wait 45 minutes", "45"),
    "in a code span": ("`60 mg`", "60"),
    "in slanted letters": ("_60 minutes_", "60"),
    "in the words of a link": ("[the 52 weeks](10_dosing_frequency.ipynb)", "52"),
    "without a blank": ("60mg", "60"),
    "a fraction": ("½ hour", "½"),
    "the same words, a unit": (f"15{LOW} in 100 mg", "100"),
    "people, but no denominator": ("We asked 100 people.", "100"),
    "an interval of days": ("every 95 days", "95"),
    "minutes in a sentence": ("It takes about 60 minutes.", "60"),
    "another column of the table": ("| [A](10_a.ipynb): 60 mg | needed | 10 |", "60"),
    "another table": ("| tablet | 10 |", "10"),
    "a line that begins with it": ("Wait\n60. Then eat.", "60"),
    "behind a list": ("1. Rise.\n3. Eat.", "3"),
    "between two pieces of code": ("```python\nf(1)\n```\n60\n```python\nf(2)\n```", "60"),
}
PASS = {
    "with its fact": f"15{LOW} minutes",
    "a range of facts": f"15{LOW}-15{LOW} minutes",
    "part of a word": "vitamin D3",
    "of so many people": f"15{LOW} of 100 women, in 100,000 people; 15{LOW} in 100.",
    "an interval": "the 95 % interval",
    "the header": "*For students of pharmacy and nursing. About 45 minutes.*",
    "the table of what one needs": "| [A](10_a.ipynb): how to use a panel | needed | 10 |",
    "a list": "1. Rise.\n2. Eat.\n\nAnd:\n\n1. Rest.",
    "code": "```python\nyears = 5\n```",
    "names": "`RIS-5D`, `RIS-75x2` and `10_dosing_frequency.ipynb`",
    "a link": "[a lesson](10_dosing_frequency.ipynb), https://example.org/2026",
    "small numbers in words": "two bars, once a week, ten years",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_number_without_its_fact_is_refused_wherever_it_stands(name):
    text, number = REFUSED[name]
    assert list(gate.number_complaints(text, TABLES)) == [f"the number {number} in prose carries no fact id"]


@pytest.mark.parametrize("name", PASS)
def test_a_number_that_is_no_fact_passes_in_its_context(name):
    assert list(gate.number_complaints(PASS[name], TABLES)) == []


def test_a_number_with_its_sign_is_compared_with_the_sign():
    fact = "safety/AR462/risk_drug:tenths"
    below = next(f"safety/{i}/difference:tenths" for i in TABLES.adverse_events["event_id"] if is_below_zero(i))
    for minus in "-\u2212":
        assert list(gate.number_complaints(f"{minus}{facts.text(below, TABLES)[1:]}<!--{below}-->", TABLES)) == []
    assert list(gate.number_complaints(f"{facts.text(below, TABLES)[1:]}<!--{below}-->", TABLES)) != []
    assert list(gate.number_complaints(f"{facts.text(fact, TABLES)}<!--{fact}-->", TABLES)) == []


def is_below_zero(event_id):
    return facts.text(f"safety/{event_id}/difference:tenths", TABLES).startswith("-")


@pytest.mark.parametrize("words", ["twenty", "Twenty-five", "fifteen", "hundred", "twice a", "three times a"])
def test_a_number_in_words_is_refused(words):
    [complaint] = gate.number_complaints(f"{words} day tablets", TABLES)
    assert complaint.startswith(f'"{words}" in prose')


def test_textbooks_count_whole_weeks():
    assert facts.text("regimens/ALN-70W/interval_value:in_a_year", TABLES) == "52"


# Questions.

QUESTION = """[[question]]
id = "wait"
text = "How long after {{regimens/ALN-70W/dose}} mg?{text}"
[[question.answer]]
text = "90 minutes"
right = false
feedback = "No.{wrong}"
[[question.answer]]
text = "Half an hour.{answer}"
right = true
feedback = "Yes, in {{regimens/ALN-70W/dose}} of 100 people.{feedback}"
"""


@pytest.mark.parametrize(
    ("part", "place"),
    [("text", "wait"), ("wrong", "wait, feedback A"), ("answer", "wait, answer B"), ("feedback", "wait, feedback B")],
)
def test_a_number_in_a_question_is_refused_unless_it_is_a_wrong_answer(part, place, tmp_path):
    parts = {"text": "", "wrong": "", "answer": "", "feedback": ""}
    file = tmp_path / "10_a.toml"
    file.write_text(QUESTION.format(**parts), encoding="utf-8")
    assert gate.question_complaints(file) == []
    file.write_text(QUESTION.format(**{**parts, part: " Or 60, or twenty."}), encoding="utf-8")
    assert gate.question_complaints(file) == [
        f"{place}: the number 60 in prose carries no fact id",
        f'{place}: "twenty" in prose is a number in words: write figures, with a fact id',
    ]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("right = false", "right = true", "wait: expected one right answer"),
        ("right = true", "right = false", "wait: expected one right answer"),
        ('text = "90 minutes"', 'text = "half an  hour."', "wait: two answers have the same text"),
        (
            'feedback = "No."',
            'feedback = "Yes, in {regimens/ALN-70W/dose} of 100 people."',
            "wait: two answers have the same feedback",
        ),
    ],
)
def test_answers_that_cannot_be_told_apart_are_refused(old, new, complaint, tmp_path):
    file = tmp_path / "10_a.toml"
    text = QUESTION.format(text="", wrong="", answer="", feedback="")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert complaint in gate.question_complaints(file)


QUESTIONS = sorted((ROOT / "src" / "helpers" / "lessons").glob("*.toml"))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda p: p.stem)
def test_the_questions_of_the_lessons_pass(path):
    assert gate.question_complaints(path) == []


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
    changed(folder / "stale_sentence.ipynb", "alendronate 70 mg 157.", "alendronate 70 mg 156.")
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("stale_table", "157"),
        ("stale_sentence", "70 mg 157."),
        ("network", "the network is switched off: a notebook asked for example.org"),
    ],
)
def test_what_only_running_shows_is_refused(name, reason, verdicts):
    assert reason in verdicts[name]


def test_the_whole_notebook_passes_its_run(verdicts):
    assert verdicts["whole"] == ""


@pytest.mark.slow
def test_a_panel_that_raises_at_a_later_value_only_is_refused(tmp_path):
    path = fresh(tmp_path / "later.ipynb", BREAKS_LATER)  # its picture at the start is sound
    [*found] = gate.sweep(path)
    assert found == [
        'Later: n = 1: ValueError: years: found "12", expected one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10',
        'Later: n = 2: ValueError: years: found "11", expected one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10',
    ]


def test_a_panel_that_the_sweep_passes(tmp_path):
    assert gate.sweep(fresh(tmp_path / "whole.ipynb", PANEL)) == []
