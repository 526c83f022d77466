"""Link the first use of a term in each lesson to the lesson that explains it.

A term is what a list under "Words first" has in bold. Its first use in a lesson is its explanation there, or becomes a
link: to the lesson's own list where that comes later, else to the first lesson that explains it. Links that are there
are taken out first, so that doing it twice changes nothing.
"""

import re
from pathlib import Path

import nbformat

from helpers.lessons import lesson_plan, terms

HEADING = "## Words first"
ANCHOR = "#Words-first"
LINK = re.compile(rf"\[([^]\[\n]+)\]\((?:\d\d_\w+\.ipynb)?{ANCHOR}\)")
# Words that lessons also use in their everyday sense: no link.
EVERYDAY = {
    "Arm", "Covered", "Difference", "Fasting", "Gut", "Label", "Prevention", "Rule", "Some effect left", "Supply",
    "Treatment", "Upper gut", "Upright", "Window",
}  # fmt: skip
# Where no link may be: code, links, comments, HTML, headings, tables, the line below the title.
CLOSED = re.compile(
    r"```.*?```|`[^`\n]*`|\[[^]\n]*\]\([^)\n]*\)|<!--.*?-->|<summary>.*?</summary>|<[^>\n]*>|"
    r"(?<!\*)\*[^*\n]+\*(?!\*)|^#[^\n]*|^\|[^\n]*|^\*For [^\n]*",
    re.S | re.M,
)
BOLD = re.compile(r"\*\*[^*\n ]+(?: [^*\n ]+){0,4}\*\*")


def spellings(term: str) -> list[str]:
    """Return how a term may stand in prose: "Proportion of days covered (PDC)" as both."""
    short = re.search(r"\(([^)]+)\)", term)
    return [re.sub(r"\s*\([^)]*\)", "", term), *([short[1]] if short else [])]


def pattern(term: str) -> re.Pattern[str]:
    """Return what finds a term: any case for words, this case for abbreviations, one or many."""
    words = [re.escape(each) if each.isupper() else f"(?i:{re.escape(each)})" for each in spellings(term)]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})s?(?![\w-])")


def explained(notebook: nbformat.NotebookNode) -> tuple[int | None, list[str]]:
    """Return which cell explains terms, and the terms that are worth a link."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and cell.source.startswith(HEADING):
            return number, [term for term, _ in terms(cell.source) if term not in EVERYDAY]
    return None, []


def homes_of(lists: dict[str, tuple[int | None, list[str]]]) -> dict[str, str]:
    """Return which lesson is the first to explain each term; of "drug" and "drugs" one is enough."""
    homes: dict[str, str] = {}
    for entry in lesson_plan():
        for term in lists.get(entry["name"], (None, []))[1]:
            if term.removesuffix("s") not in homes:
                homes.setdefault(term, entry["name"])
    return homes


def linked(notebooks: dict[str, nbformat.NotebookNode]) -> None:
    """Link first uses in lessons (by name), in place."""
    lists = {name: explained(notebook) for name, notebook in notebooks.items()}
    homes = homes_of(lists)
    for name, notebook in notebooks.items():
        where, own = lists[name]
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = LINK.sub(r"\1", cell.source)
        for term in sorted(homes, key=len, reverse=True):
            mine = term in own or f"{term}s" in own
            prose = [cell for cell in notebook.cells[: where if mine else None] if cell.cell_type == "markdown"]
            target = ANCHOR if mine else f"{homes[term]}.ipynb{ANCHOR}"
            any(_link(cell, term, target) for cell in prose)


def _link(cell: nbformat.NotebookNode, term: str, target: str) -> bool:
    """Link the first use of a term in a cell; say whether it is used there at all."""
    closed = [match.span() for match in CLOSED.finditer(cell.source)]
    for found in pattern(term).finditer(cell.source):
        start, end = found.span()
        if any(low < start and end < high for low, high in (each.span() for each in BOLD.finditer(cell.source))):
            return True  # it is explained here
        if not any(low < end and start < high for low, high in closed):
            cell.source = f"{cell.source[:start]}[{found[0]}]({target}){cell.source[end:]}"
            return True
    return False


def read(folder: Path) -> dict[str, nbformat.NotebookNode]:
    """Return the lessons of a folder by name."""
    return {path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}
