"""What a committed notebook must be. Each rule yields its complaints in words; an empty list is a pass."""

import re
import tomllib
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
# A figure that is part of a word (vitamin D3) is none.
NUMBER = re.compile(r"(?<![^\W_])\d(?:,?\d)*(?:\.\d+)?|[¼½¾⅓⅔]")
NUMBER_WORD = re.compile(
    r"\b(?:(?:eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundred|thousand|million|dozen)\b(?:-\w+)?|(?:twice|(?:two|three|four|five|six|seven|eight|nine|ten) times) an?\b)",
    re.I,
)
FACT = re.compile(r"<!--([^ ]+?)-->")
LIST_NUMBER = re.compile(r"^ *(\d+)\. ", re.M)
# What is no prose: code, names of regimens and files, the targets of links, comments.
NOT_PROSE = re.compile(
    r"^ *```.*?^ *```[ \t]*$|`(?:[A-Z]{2,}-[\w.-]+|\d\d_\w+(?:\.\w+)?)`|\]\([^)\n]*\)|https?://\S+|<!--.*?-->|&#?\w+;",
    re.S | re.M,
)
PLACEHOLDER = re.compile(r"\{[^{}\n]*\}")
UNIT = r"\s*(?:%|(?:mg|mcg|µg|g|mL|ounces|seconds|minutes|hours|days|weeks|months|years)\b)"
# Numbers that are no clinical facts, each in its context: the number is the first group.
ALLOWED = tuple(
    re.compile(pattern, re.M | re.I)
    for pattern in (
        rf"(?:-->|\}})\s+(?:in|of)\s+(100(?:,000)?)\b(?![.,]?\d)(?!{UNIT})",  # so many, by a fact, in 100
        r"\b(?:in|of|per)\s+(100(?:,000)?)\s+(?:people|women|men|patients)\b",
        r"\bso many in (100)\b(?![.,]?\d)",
        r"\*(100) people\*",  # the name of a view
        r"\b(95)\s?%\s+(?:confidence )?interval",
        r"^\*For students [^\n]* About (\d+) minutes\.\*$",  # below the title
        r"^\| \[[^]\n]+\]\([^)\n]+\.ipynb\)[^|\n]*\|[^|\n]*\| (\d+) \|$",  # in "You need"
    )
)


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
    """Yield the numbers of a Markdown text that carry no fact id, or one that says something else.

    Small numbers in words (one to ten) pass: most of them count lines, bars or steps. Larger ones, and how often a
    thing is done ("twice a day"), are written in figures, so that they can carry a fact id.
    """
    prose = NOT_PROSE.sub(_blank, _without_list_numbers(source))
    for match in _bare_numbers(source, prose):
        fact = FACT.match(source, match.end())
        if fact is None:
            yield f"the number {match[0]} in prose carries no fact id"
            continue
        sign = "-" if source[: match.start()].endswith(("-", "\u2212")) else ""
        try:
            said = facts.text(fact[1], tables).replace("\u2212", "-")
        except ValueError as error:
            yield str(error)
            continue
        if said not in (match[0], sign + match[0]):
            yield f'the number {match[0]} carries the fact id {fact[1]}, which says "{said}"'
    yield from _word_complaints(prose)


def question_complaints(path: Path) -> list[str]:
    """Return the numbers in a file of questions, or in the plan of the lessons, that stand there without a fact id.

    An answer that is wrong may hold any number: it is made up.
    """
    found = []
    for place, text in _texts(tomllib.loads(path.read_text(encoding="utf-8"))):
        prose = PLACEHOLDER.sub(_blank, text)
        numbers = [f"the number {match[0]} in prose carries no fact id" for match in _bare_numbers(text, prose)]
        found += [f"{place}: {complaint}" for complaint in (*numbers, *_word_complaints(prose))]
    return found


def _texts(file: dict) -> Iterator[tuple[str, str]]:
    """Yield every text of a file of questions that a student takes for true, and where it stands."""
    for lesson in file.get("lesson", []):
        yield lesson["name"], lesson["question"]
    for question in file.get("question", []):
        yield question["id"], question["text"]
        for letter, answer in zip("ABCDEFGH", question["answer"], strict=False):
            if answer["right"]:
                yield f"{question['id']}, answer {letter}", answer["text"]
            yield f"{question['id']}, feedback {letter}", answer["feedback"]


def _bare_numbers(source: str, prose: str) -> Iterator[re.Match]:
    """Yield the numbers in `prose` without those that their context in `source` allows; both are equally long."""
    allowed = {match.span(1) for pattern in ALLOWED for match in pattern.finditer(source)}
    return (match for match in NUMBER.finditer(prose) if match.span() not in allowed)


def _word_complaints(prose: str) -> Iterator[str]:
    for match in NUMBER_WORD.finditer(prose):
        yield f'"{match[0]}" in prose is a number in words: write figures, with a fact id'


def _without_list_numbers(source: str) -> str:
    """Blank out the numbers of lists, which count from 1; another number that begins a line is prose."""
    last = 0

    def blank(match: re.Match) -> str:
        nonlocal last
        if int(match[1]) not in (1, last + 1):
            return match[0]
        last = int(match[1])
        return _blank(match)

    return LIST_NUMBER.sub(blank, source)


def _blank(match: re.Match) -> str:
    return " " * len(match[0])
