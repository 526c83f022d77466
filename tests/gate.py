"""What a committed notebook must be. Each rule yields its complaints in words; an empty list is a pass."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from helpers import facts
from helpers.pages import NOT_HERE
from helpers.tables import Tables

SIZE_LIMIT = 400_000
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"
KEPT_METADATA = {"kernelspec", "language_info", "fewer_doses"}
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
MINUTES = range(5, 181)
SHOWN = {"text/plain", "text/html", "image/png"}
OWN_PACKAGE = "helpers"
REACH_OUT = {"open", "exec", "eval", "compile", "__import__", "input", "globals", "getattr"}
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/<])/(?:home|Users|root|tmp|work|usr|opt|var|mnt|etc|srv|media|private|data)/"
    r"|[A-Za-z]:\\\\?(?:Users|temp)|file:/|(?<![\w~])~/",
    re.I,
)
# A figure that is part of a word (vitamin D3) is none.
NUMBER = re.compile(r"(?<![^\W_])\d(?:,?\d)*(?:\.\d+)?|[¼½¾⅓⅔]")
# A number in other clothes: glued to a word (x60), raised or lowered. Names of substances are words.
GLUED = re.compile(r"(?<![\w{-])(?!(?:D[23]|B12|P1NP|CO2|H2)\b)[A-Za-z]+\d\w*|[\u00b2\u00b3\u00b9\u2070-\u2089]")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```[ \t]*$", re.S | re.M)
LINK = re.compile(r"(!?)\[([^]\n]*)\]\(\s*<?([^)\s>]*)>?([^)\n]*)\)")
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
        rf"(?:-->|\}})\s+(?:in|of)\s+(100(?:,000)?|1,000)\b(?![.,]?\d)(?!{UNIT})",  # so many, by a fact, in 100
        r"\b(?:in|of|per)\s+(100(?:,000)?|1,000)\s+(?:people|women|men|patients)\b",
        r"\bso many in (100)\b(?![.,]?\d)",
        r"\*(100) people\*",  # the name of a view
        r"\b(95)\s?%\s+(?:confidence )?interval",
        r"\b(?:more than|always) (100) %",  # of a share that is said to be the whole
        r"^\*For students [^\n]* About (\d+) minutes\.\*$",  # below the title
        r"^\| \[[^]\n]+\]\([^)\n]+\.ipynb\)[^|\n]*\|[^|\n]*\| (\d+) \|$",  # in "You need"
    )
)


def complaints(path: Path, tables: Tables) -> list[str]:
    """Return everything that is wrong with a notebook file."""
    notebook = nbformat.read(path, as_version=4)
    checks = (
        _file(path),
        _metadata(notebook),
        _headings(notebook),
        _links(notebook, path.parent),
        _cells(notebook),
        _numbers(notebook, tables),
    )
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
    kernel = notebook.metadata.get("kernelspec", {})
    if {name: kernel.get(name) for name in KERNEL} != KERNEL:
        yield "the kernel is not named python3, Python 3 (ipykernel)"
    if "widgets" in notebook.metadata:
        yield "it holds the state of widgets"
    for name in sorted(set(notebook.metadata) - KEPT_METADATA - {"widgets"}):
        yield f"it holds {name} in its metadata (run make notebooks)"
    minutes = notebook.metadata.get("fewer_doses", {}).get("minutes")
    if not isinstance(minutes, int) or minutes not in MINUTES:
        yield f"it does not say how many minutes it takes, {MINUTES[0]} to {MINUTES[-1]}"


def _headings(notebook: nbformat.NotebookNode) -> Iterator[str]:
    prose = [
        re.sub(r"```.*?```", "", cell.source, flags=re.S) for cell in notebook.cells if cell.cell_type == "markdown"
    ]
    text = "\n\n".join(prose)
    marked = re.compile(r"^(#{1,6})[ \t]|^<h([1-6])|^[^\n|#>*\d-][^\n]*\n(=+|-+)[ \t]*$", re.M | re.I)
    levels = [_level(match) for match in marked.finditer(text)]
    if levels.count(1) != 1:
        yield f"it has {levels.count(1)} headings of the first level, expected 1"
    for before, level in pairwise(levels):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"


def _level(match: re.Match) -> int:
    if match[1] or match[2]:
        return len(match[1]) if match[1] else int(match[2])
    return 1 if match[3].startswith("=") else 2


def _links(notebook: nbformat.NotebookNode, folder: Path) -> Iterator[str]:
    """Links go to pages of the web or to files that are there; pictures stand here and have words; nothing has a title."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for picture, words, target, title in LINK.findall(cell.source):
            if title.strip():
                yield f"the link to {target} has a title, which only some readers see"
            if picture and not words.strip():
                yield f"the picture {target} in prose has no words"
            if picture and ":" in target:
                yield f"the picture {target} is not here"
            if not re.match(r"https?://[\w-]+\.", target) and not _is_there(target, folder):
                yield f"the link to {target} leads nowhere"
        for tag in re.findall(r"<(?:img|a|script|iframe|object|embed)\b[^>]*>", cell.source, re.I):
            yield f"{tag} in prose: write it in Markdown"


def _is_there(target: str, folder: Path) -> bool:
    file = target.partition("#")[0]
    return ":" not in target and not file.startswith("/") and (not file or (folder / file).exists())


def _cells(notebook: nbformat.NotebookNode) -> Iterator[str]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in code]
    if counts != list(range(1, len(code) + 1)):
        yield f"code cells were not run once each from top to bottom: {counts}"
    for number, cell in enumerate(notebook.cells):
        for tag in set(cell.metadata.get("tags", [])) - {NOT_HERE}:
            yield f"cell {number} has an unknown tag {tag}"
        for name in sorted(set(cell.metadata) - {"tags", "jupyter"}):
            yield f"cell {number} holds {name} in its metadata (run make notebooks)"
    for cell in code:
        if re.search(r"#.*NBVAL_", cell.source, re.I):
            yield f"cell {cell.execution_count} switches its check off"
        yield from _reaches_out(cell)
        if re.search(r"^\s*[%!]", cell.source, re.M):
            yield f"cell {cell.execution_count} uses a magic or a shell command"
        if len(cell.source.splitlines()) > 10:
            yield f"cell {cell.execution_count} has more than ten lines"
        for output in cell.outputs:
            yield from _output(cell, output)


def _reaches_out(cell: nbformat.NotebookNode) -> Iterator[str]:
    """Yield what a cell uses besides the lessons' own package: other modules, files, other programs."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return  # magics, named elsewhere; anything else fails when it runs
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.partition(".")[0] != OWN_PACKAGE:
                yield f"cell {cell.execution_count} imports {name}"
        if isinstance(node, ast.Name) and node.id in REACH_OUT:
            yield f"cell {cell.execution_count} uses {node.id}"


def _output(cell: nbformat.NotebookNode, output: nbformat.NotebookNode) -> Iterator[str]:
    data = output.get("data", {})
    if output.output_type == "error":
        yield f"cell {cell.execution_count} holds an error"
    if output.output_type == "stream" and output.name == "stderr":
        yield f"cell {cell.execution_count} holds a warning"
    if LIVE_VIEW in data:
        yield f"cell {cell.execution_count} holds a live view (run make notebooks)"
    for kind in sorted(set(data) - SHOWN - {LIVE_VIEW}):
        yield f"cell {cell.execution_count} shows {kind}, which is no picture of ours"
    for kind in (kind for kind in data if kind.startswith("image/")):
        if not str(output.metadata.get(kind, {}).get("alt", "")).strip():
            yield f"cell {cell.execution_count} shows a picture without alt text"
    html = "".join(data.get("text/html", ""))
    if re.search(r"<(?:script|iframe|object|embed)\b|\bon\w+\s*=|javascript:", html, re.I):
        yield f"cell {cell.execution_count} shows a script"
    for image in re.findall(r"<img [^>]*>", html):
        if not re.search(r'\balt="[^"]*\S[^"]*"', image):
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
    for match in GLUED.finditer(prose):
        yield f"the number in {match[0]} is glued to a word, raised or lowered"
    for language, block in FENCE.findall(source):
        if not _is_code(language, block):
            yield "a block of code in prose is no Python"
    yield from _word_complaints(prose)


def _is_code(language: str, block: str) -> bool:
    try:
        body = ast.parse(block).body
    except SyntaxError:
        return False
    return language == "python" and all(
        isinstance(s, ast.Assign)
        or _is_call(s)
        or (isinstance(s, ast.ImportFrom) and s.module in ("ipywidgets", "helpers"))
        for s in body
    )


def _is_call(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)


def question_complaints(path: Path) -> list[str]:
    """Return the numbers in a file of questions, or in the plan of the lessons, that stand there without a fact id.

    An answer that is wrong may hold any number: it is made up.
    """
    found = []
    for place, text in _texts(tomllib.loads(path.read_text(encoding="utf-8"))):
        prose = PLACEHOLDER.sub(_blank, text)
        numbers = [f"the number {match[0]} in prose carries no fact id" for match in _bare_numbers(text, prose)]
        found += [f"{place}: {complaint}" for complaint in (*numbers, *_word_complaints(prose))]
    for question in tomllib.loads(path.read_text(encoding="utf-8")).get("question", []):
        found += [f"{question['id']}: {complaint}" for complaint in _answers(question)]
    return found


def _answers(question: dict) -> Iterator[str]:
    """One answer is right; no two say the same, nor do two feedbacks."""
    answers = question["answer"]
    if sum(answer["right"] for answer in answers) != 1:
        yield "expected one right answer"
    for part in ("text", "feedback"):
        said = [" ".join(answer[part].split()).casefold() for answer in answers]
        if len(set(said)) < len(said):
            yield f"two answers have the same {part}"


def _texts(file: dict) -> Iterator[tuple[str, str]]:
    """Yield every text of a file of questions that a student takes for true, and where it stands."""
    for lesson in file.get("lesson", []):
        yield lesson["name"], lesson["question"]
    for guess in file.get("guess", []):
        for name, text in (("title", guess["title"]), ("ask", guess["ask"]), ("why", guess["why"])):
            yield f"{guess['id']}, {name}", text
        yield from ((f"{guess['id']}, {part['name']}", part["label"]) for part in guess["part"])
    for exercise in (*file.get("order", []), *file.get("sort", [])):
        yield exercise["id"], exercise["text"]
        yield from ((exercise["id"], text) for text in (*exercise.get("steps", []), exercise.get("why", "")))
        yield from ((exercise["id"], card[part]) for card in exercise.get("card", []) for part in ("text", "why"))
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
