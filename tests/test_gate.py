"""The gate closes: broken notebooks are refused, each for the right reason."""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import gate
import make_notebooks
import nbformat
import pytest
from PIL import Image
from sampled import some

from helpers import facts
from helpers.kernel import LessonKernel
from helpers.loading import load

ROOT = Path(__file__).parents[1]
TABLES = load()


def drawn(size=(64, 64)):
    """Return a picture as a notebook keeps it."""
    data = io.BytesIO()
    Image.new("RGB", size).save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


PICTURE = drawn()
LOW = "<!--regimens/ZOL-5-YR/administration_min_low-->"


def whole():
    """Return a small notebook that passes."""
    output = nbformat.v4.new_output("display_data", {"text/plain": "a picture", "image/png": PICTURE})
    output.metadata = {"image/png": {"alt": "a picture"}}
    code = nbformat.v4.new_code_cell("1 + 1", execution_count=1, outputs=[output])
    prose = nbformat.v4.new_markdown_cell(
        "# Title\n\nIt takes 15<!--regimens/ZOL-5-YR/administration_min_low--> minutes."
    )
    metadata = {
        "kernelspec": dict(make_notebooks.KERNEL),
        "language_info": LessonKernel.language_info,
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
    "a raised number": (prose("# T\n\nm²"), "² is raised"),
    "a number in a block that is no code": (prose("# T\n\n```\n60 minutes\n```"), "is no Python"),
    "text in a block of code": (prose("# T\n\n```python\nwait\n```"), "is no Python"),
    "an old name of nbval": (source("# PYTEST_VALIDATE_IGNORE_OUTPUT\n1 + 1"), "switches its check off"),
    "a shell command behind a name": (source("x = !id -un"), "a magic or a shell command"),
    "a magic behind a name": (source("x = %who_ls"), "a magic or a shell command"),
    "help with a question mark": (source("load?"), "a magic or a shell command"),
    "the shell by its object": (source("get_ipython().system('id')"), "uses get_ipython"),
    "a way round an import": (source("print.__self__.__import__('os')"), "uses .__self__"),
    "another module through ours": (source("from helpers.loading import Path"), "imports helpers.loading Path"),
    "a file written": (source("load().regimens.to_csv('a.csv')"), "uses .to_csv"),
    "code in a text": (source("load().regimens.query('@__import__')"), "has code in a text"),
    "another meaning": (source("load = None"), "gives another meaning to load"),
    "what is not its own": (source("panel = load()\npanel.regimens = 1"), "changes what is not its own"),
    "HTML by hand": (source("display({'text/html': 'x'}, raw=True)"), "uses display"),
    "the end of the kernel": (source("exit()"), "uses exit"),
    "two statements in a line": (source("a = 1; b = 2"), "two statements in a line"),
    "a long line": (source(f"a = '{'x' * 130}'"), "more than 120 letters"),
    "a figure typed in code": (source("print('Wait 60 minutes')"), "60 minutes in a text"),
    "nothing to run": (source("pass"), "nothing to run"),
    "an error on purpose": (source("raise ValueError"), "more than a lesson's code"),
    "a raw cell": (
        lambda n, c, o: n.cells.append(nbformat.v4.new_raw_cell("Wait 60 minutes")),
        "neither text nor code",
    ),
    "an empty cell": (lambda n, c, o: n.cells.append(nbformat.v4.new_markdown_cell(" ")), "is empty"),
    "a picture that is none": (
        lambda n, c, o: o.data.__setitem__("image/png", "iVBORw0KGgo="),
        "a picture that is none",
    ),
    "a picture of one point": (
        lambda n, c, o: o.data.__setitem__("image/png", drawn((1, 1))),
        "a picture that is none",
    ),
    "an alt that is no text": (lambda n, c, o: o.metadata["image/png"].__setitem__("alt", 0), "without alt text"),
    "an alt of a point": (lambda n, c, o: o.metadata["image/png"].__setitem__("alt", "."), "without alt text"),
    "an alt of another picture": (
        lambda n, c, o: o.data.__setitem__("text/html", "<p><em>The picture in words:</em> a cat</p>"),
        "alt text is not its description",
    ),
    "a form": (lambda n, c, o: o.data.__setitem__("text/html", "<form action='x'>"), "shows the tag form"),
    "a hidden text": (
        lambda n, c, o: o.data.__setitem__("text/html", "<p style='display:none'>a</p>"),
        "shows the style",
    ),
    "an outer picture": (
        lambda n, c, o: o.data.__setitem__("text/html", "<IMG\nsrc=https://x.org/a.png alt=a>"),
        "as HTML",
    ),
    "a script by entities": (
        lambda n, c, o: o.data.__setitem__("text/html", "<a href='java&#115;cript:x'>a</a>"),
        "nowhere",
    ),
    "a secret in the metadata": (lambda n, c, o: n.metadata.kernelspec.__setitem__("env", {"TOKEN": "x"}), "not named"),
    "another Python": (lambda n, c, o: n.metadata.language_info.__setitem__("version", "2.7"), "a Python of its own"),
    "an output folded away": (
        lambda n, c, o: c.metadata.__setitem__("jupyter", {"outputs_hidden": True}),
        "than that its code is hidden",
    ),
    "null metadata": (lambda n, c, o: n.metadata.__setitem__("fewer_doses", None), "how many minutes"),
    "words of an entity": (prose("# T\n\nWait &#54;&#48; minutes, &frac12; hour"), "number 60 in prose"),
    "a fraction of an eighth": (prose("# T\n\n⅛ of them"), "number ⅛ in prose"),
    "a circled number": (prose("# T\n\n⑥ minutes"), "raised or drawn"),
    "a word cut in two": (prose("# T\n\nsix<!-- -->ty or **six**ty minutes"), "is a number in words"),
    "a soft hyphen": (prose("# T\n\nsix\u00adty minutes"), "U+00AD"),
    "a word turned round": (prose("# T\n\n\u202eabc"), "U+202E"),
    "letters that look alike": (prose("# T\n\nal\u0435ndronate"), "letters of two scripts"),
    "a number in the dress of a name": (prose("# T\n\nGive `RIS-999D` or `60_minutes`."), "number"),
    "a number in a block with a title": (prose("# T\n\n```text here\n60 minutes\n```"), "is no Python"),
    "a program in a block": (prose("# T\n\n```python\nos.system('id')\n```"), "uses os"),
    "a point before a fact": (prose(f"# T\n\n.15{LOW} minutes"), "makes another number of it"),
    "more or less before a fact": (prose(f"# T\n\n±15{LOW} minutes"), "makes another number of it"),
    "a fact with a fold": (prose(f"# T\n\n15{LOW}fold"), "is glued to a word"),
    "how often, in words": (prose("# T\n\ntwice daily"), "is a number in words"),
    "the twentieth": (prose("# T\n\nthe twentieth dose"), "is a number in words"),
    "a dose in words": (prose("# T\n\nfive mg"), "is a number in words"),
    "any comment before 100": (prose("# T\n\nFive<!--x--> in 100 die."), "number 100 in prose"),
    "100 of something else": (prose(f"# T\n\n15{LOW} of 100 kg"), "number 100 in prose"),
    "minutes of another lesson": (prose("# T\n\n*For students. About 99 minutes.*"), "number 99 in prose"),
    "a fact id that means nothing": (prose("# T\n\n15<!--patient/kidneys/nothing-->"), "means nothing"),
    "a fact of another unit": (prose("# T\n\n26.5<!--rule/ALN-70W/moons-->"), "means nothing"),
    "a title in a quotation": (prose("# One\n\n> # Two"), "2 headings of the first level"),
    "a title in a list": (prose("# One\n\n- # Two"), "2 headings of the first level"),
    "a bold title by underlining": (prose("# One\n\n**Two**\n==="), "2 headings of the first level"),
    "a heading without words": (prose("# One\n\n## "), "has no words"),
    "a link over two lines": (prose("# T\n\n[a\nb](javascript:x)"), "leads nowhere"),
    "a link by reference": (prose("# T\n\n[a][b]\n\n[b]: no.ipynb"), "leads nowhere"),
    "a link in brackets": (prose("# T\n\n[see [it]](javascript:x)"), "leads nowhere"),
    "a link that is its words": (prose("# T\n\n<javascript:alert(1)>"), "nowhere"),
    "a link to no heading": (prose("# T\n\n[a](#No-such-part)"), "leads nowhere"),
    "a link out of the project": (prose("# T\n\n[a](../../../../etc/hosts)"), "nowhere"),
    "a link to this machine": (prose("# T\n\n[a](http://127.0.0.1:8888/lab)"), "leads nowhere"),
    "a link without words": (prose("# T\n\n[](https://example.org)"), "has no words"),
    "a picture by reference": (prose("# T\n\n![a][b]\n\n[b]: https://example.org/a.png"), "is not here"),
    "an event in prose": (prose("# T\n\n<b onclick='x'>a</b>"), "write it in Markdown"),
    "a style in prose": (prose("# T\n\n<style>p{display:none}</style>"), "write it in Markdown"),
    "a drive": (source("print('C:/Users/anna')"), "an absolute path"),
    "a share": (source("print('\\\\server\\share')"), "an absolute path"),
    "a mounted disk": (source("print('/Volumes/Anna/x')"), "an absolute path"),
    "bare number": (prose("# T\n\nIt takes 20 minutes."), "number 20 in prose carries no fact id"),
    "wrong number": (prose("# T\n\n16<!--regimens/ZOL-5-YR/administration_min_low-->"), 'which says "15"'),
    "unknown fact": (prose("# T\n\n16<!--regimens/ASPIRIN/dose-->"), 'no row "ASPIRIN"'),
}


@pytest.mark.parametrize("damage", some(BROKEN, often=3))
def test_the_gate_closes(damage, tmp_path):
    change, reason = BROKEN[damage]
    assert reason in " | ".join(gate.complaints(put(tmp_path / "a.ipynb", change), TABLES))


# Numbers in prose.

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
    "another column of the table": ("| a | b | c |\n|-|-|-|\n| [A](10_a.ipynb): 60 mg | needed | 10 |", "60"),
    "another table": ("| tablet | 10 |", "10"),
    "a line that begins with it": ("Wait\n60. Then eat.", "60"),
    "a list that begins elsewhere": ("3. Rise.\n4. Eat.", "3"),
    "between two pieces of code": ("```python\nf(1)\n```\n60\n```python\nf(2)\n```", "60"),
}
PASS = {
    "with its fact": f"15{LOW} minutes",
    "a range of facts": f"15{LOW}-15{LOW} minutes",
    "part of a word": "vitamin D3",
    "of so many people": f"15{LOW} of 100 women, in 100,000 people; 15{LOW} in 100.",
    "an interval": "the 95 % interval",
    "the header": "*For students of pharmacy and nursing. About 45 minutes.*",
    "the table of what one needs": "| a | b | c |\n|-|-|-|\n| [A](10_a.ipynb): how to use a panel | needed | 10 |",
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
        ('text = "90 minutes"', 'text = "Half an hour!"', "wait: two answers have the same text"),
        ('text = "90 minutes"', 'text = ""', "wait: an answer has no text"),
        ('text = "90 minutes"', 'text = "90\u200b minutes"', "text: a sign one cannot see, U+200B"),
        ('text = "90 minutes"', 'text = "C:\\\\Users\\\\anna"', "text: there is a path or a script in it"),
        ("right = true", 'right = "true"', "wait: expected one right answer"),
        ("[[question]]", "[[question]", None),
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
    found = gate.question_complaints(file)
    assert complaint in found if complaint else "no file of questions" in found[0]


MORE = {
    "a case": (
        '[[case]]\nid = "a"\ntext = "He is upright for 30 minutes."',
        "a: the number 30 in prose carries no fact id",
    ),
    "a hint": (
        '[[case]]\nid = "a"\nhint = "Wait twice daily."',
        'a, hint: "twice daily" in prose is a number in words',
    ),
    "a pile that is none": (
        '[[sort]]\nid = "a"\ntext = "Sort."\npiles = ["x", "y"]\n[[sort.card]]\ntext = "b"\npile = "z"\nwhy = "c"',
        "a: the pile z is none of its piles",
    ),
    "two steps alike": ('[[order]]\nid = "a"\ntext = "b"\nsteps = ["Wash.", "wash"]', "a: two steps are alike"),
    "one id twice": ('[[guess]]\nid = "a"\n[[guess]]\nid = "a"', "a: 2 times one id"),
    "a filled-in text that is none": (
        '[[guess]]\nid = "a"\nwhy = "{moons/X/y} of them"',
        "a, why: {moons/X/y} means nothing",
    ),
    "a number in braces": ('[[guess]]\nid = "a"\ntitle = "{60} minutes"', "a, title: {60} means nothing"),
    "alike once filled in": (
        '[[question]]\nid = "a"\ntext = "b"\n[[question.answer]]\ntext = "Below 35 mL"\nright = false\nfeedback = "c"\n'
        '[[question.answer]]\ntext = "Below {limit/ZOL-5-YR/creatinine_clearance} mL"\nright = true\nfeedback = "d"',
        "a: two answers have the same text",
    ),
}


@pytest.mark.parametrize("name", MORE)
def test_every_text_of_a_lesson_is_read(name, tmp_path):
    text, complaint = MORE[name]
    limit = facts.text("limit/ZOL-5-YR/creatinine_clearance", TABLES)
    (tmp_path / "10_a.toml").write_text(text.replace("Below 35", f"Below {limit}"), encoding="utf-8")
    assert any(found.startswith(complaint) for found in gate.question_complaints(tmp_path / "10_a.toml"))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"cells": []', b"\xff\xfe", b'{"a": 1, "a": 2}'], ids=repr)
def test_what_is_no_notebook_is_one_complaint(data, tmp_path):
    (tmp_path / "a.ipynb").write_bytes(data)
    [complaint] = gate.complaints(tmp_path / "a.ipynb", TABLES)
    assert complaint.startswith("it is no notebook")


def test_a_cell_whose_id_stands_twice_is_refused(tmp_path):
    path = put(tmp_path / "a.ipynb", lambda *_: None)
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["cells"][1]["id"] = raw["cells"][0]["id"]
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert gate.complaints(path, TABLES) == ["two cells have one id"]


QUESTIONS = sorted((ROOT / "src" / "helpers").rglob("*.toml"))


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


@pytest.mark.slow
def test_a_panel_that_the_sweep_passes(tmp_path):
    assert gate.sweep(fresh(tmp_path / "whole.ipynb", PANEL)) == []
