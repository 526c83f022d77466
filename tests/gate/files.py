"""The file of a notebook: its form, its metadata, its cells, and no path of anybody's machine."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
from make_notebooks import KERNEL

from gate.reading import Seen
from helpers.kernel import LessonKernel
from helpers.pages import NOT_HERE

SIZE_LIMIT = 400_000
KEPT_METADATA = {"kernelspec", "language_info", "fewer_doses"}
MINUTES = range(5, 181)
ROOTS = (
    "home|Users|root|tmp|work|usr|opt|var|mnt|etc|srv|media|private|data|Volumes|workspace|app|content|kaggle|nix|"
    "scratch|run|proc|Library"
)
PATH = re.compile(
    rf"(?<![\w./<])/(?:{ROOTS})/|(?<![A-Za-z])[A-Za-z]:[\\/](?!/)|\\\\[\w$]|(?:file|smb|vscode-remote):/"
    r"|(?<![\w~])~\w*[\\/]|\$HOME\b|%USERPROFILE%|(?:\.\./){3}",
    re.I,
)
HTML = re.compile(r"<!--[^>]*-->|</?(?:details|summary|br)>|\s+")


def parsed(path: Path) -> nbformat.NotebookNode | list[str]:
    """Return the notebook of a file, or what keeps it from being one."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
        ids = [cell["id"] for cell in raw["cells"]]
        if len(set(ids)) < len(ids):
            return ["two cells have one id"]
        nbformat.validate(raw)
        if (raw["nbformat"], raw["nbformat_minor"]) != (4, 5):
            return ["it is of another version than 4.5"]
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        return [f"it is no notebook: {' '.join(str(error).split())[:120]}"]
    return nbformat.reads(json.dumps(raw), as_version=4)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def file_complaints(path: Path, notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Yield what is wrong with the file as a whole, and with its metadata."""
    if path.stat().st_size > SIZE_LIMIT:
        yield f"the file has {path.stat().st_size} bytes, at most {SIZE_LIMIT} are allowed"
    if any(PATH.search(text) for text in _texts(notebook)):
        yield "there is an absolute path in it"
    if notebook.metadata.get("kernelspec") != KERNEL:
        yield "the kernel is not named python3, Python 3 (ipykernel)"
    if notebook.metadata.get("language_info") != LessonKernel.language_info:
        yield "it names a Python of its own (run make notebooks)"
    if "widgets" in notebook.metadata:
        yield "it holds the state of widgets"
    for name in sorted(set(notebook.metadata) - KEPT_METADATA - {"widgets"}):
        yield f"it holds {name} in its metadata (run make notebooks)"
    told = notebook.metadata.get("fewer_doses")
    if (
        not isinstance(told, dict)
        or set(told) != {"minutes"}
        or type(told["minutes"]) is not int
        or told["minutes"] not in MINUTES
    ):
        yield f"it does not say how many minutes it takes, {MINUTES[0]} to {MINUTES[-1]}"


def _texts(value: Any, key: str = "") -> Iterator[str]:
    """Yield every text of a notebook but the pictures."""
    if isinstance(value, str):
        yield value if key != "image/png" else ""
    for name, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _texts(each, str(name))


def cell_complaints(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Yield what is wrong with the cells as such: kinds, order, tags and metadata."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in code]
    if counts != list(range(1, len(code) + 1)):
        yield f"code cells were not run once each from top to bottom: {counts}"
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "raw":
            yield f"cell {number} is neither text nor code"
        if not cell.source.strip():
            yield f"cell {number} is empty"
        for tag in set(cell.metadata.get("tags", [])) - {NOT_HERE}:
            yield f"cell {number} has an unknown tag {tag}"
        for name in sorted(set(cell.metadata) - {"tags", "jupyter"}):
            yield f"cell {number} holds {name} in its metadata (run make notebooks)"
        if cell.metadata.get("jupyter", {"source_hidden": True}) != {"source_hidden": True}:
            yield f"cell {number} holds more in its metadata than that its code is hidden"
        if cell.get("attachments"):
            yield f"cell {number} has something attached"
        for output in cell.get("outputs", []):
            if set(output.get("metadata", {})) - {"image/png"} or set(
                output.get("metadata", {}).get("image/png", {})
            ) - {"alt"}:
                yield f"cell {number} holds more in the metadata of its outputs than words for its picture"


def heading_complaints(cells: list[Seen]) -> Iterator[str]:
    """Yield what is wrong with the headings of a notebook: one title, at its top, no level left out, none empty."""
    headings = [heading for seen in cells for heading in seen.headings]
    levels = [level for level, _ in headings]
    if levels.count(1) != 1:
        yield f"it has {levels.count(1)} headings of the first level, expected 1"
    elif cells and not (cells[0].headings and cells[0].headings[0][0] == 1):
        yield "its title does not stand at its top"
    for before, level in pairwise(levels):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"
    if any(not words for _, words in headings):
        yield "a heading has no words"


def html_in_prose(seen: Seen) -> Iterator[str]:
    """Yield what is written as HTML and not as Markdown, but for folds, breaks and comments."""
    for html in seen.html:
        left = HTML.sub("", html)
        for tag in dict.fromkeys([f"<{part}" for part in left.split("<") if part] if "<" in left else []):
            yield f"{tag[:60]} in prose: write it in Markdown"
