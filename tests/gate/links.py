"""Where links lead: to pages of the web, to files of the project, to headings that are there."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import nbformat

from gate.reading import Seen, read
from helpers.check.cells import is_address

ROOT = Path(__file__).parents[2]
PICTURES = (".png", ".svg", ".jpg")


def leads_nowhere(target: str, folder: Path) -> bool:
    """Return whether an address is none of the web, and no file or heading of the project either."""
    if re.match(r"https?:", target, re.I):
        return not is_address(target)
    file, _, anchor = unquote(target).partition("#")
    if not target or ":" in file or file.startswith(("/", "~")) or "\\" in file:
        return True
    path = (folder / file).resolve()
    inside = path.is_relative_to(ROOT) or path.is_relative_to(folder.resolve())
    if file and not (
        inside and path.is_file() and not any(part.startswith(".") for part in path.parts[len(ROOT.parts) :])
    ):
        return True
    if anchor and file.endswith(".ipynb"):
        return anchor not in _anchors(path, path.stat().st_mtime_ns)
    return False


@lru_cache(maxsize=64)
def _anchors(path: Path, _changed: int) -> set[str]:
    cells = nbformat.read(path, as_version=4).cells
    words = [heading for cell in cells if cell.cell_type == "markdown" for _, heading in read(cell.source).headings]
    return {word.replace(" ", "-") for word in words}


def link_complaints(seen: Seen, folder: Path, own: set[str]) -> Iterator[str]:
    """Yield links that lead nowhere or say nothing, pictures that are not here or have no words.

    Args:
        seen: a cell's text.
        folder: where the notebook lies.
        own: the anchors of the notebook itself.
    """
    for link in [*seen.links, *(picture for picture, _ in seen.pictures)]:
        if link.title:
            yield f"the link to {link.target} has a title, which only some readers see"
    for link in seen.links:
        words = seen.text[link.start : link.end]
        pictured = any(link.start <= picture.start <= link.end and alt.strip() for picture, alt in seen.pictures)
        if not re.search(r"\w", words) and not pictured:
            yield f"the link to {link.target} has no words"
        if link.target.startswith("#"):
            if unquote(link.target[1:]) not in own:
                yield f"the link to {link.target} leads nowhere"
        elif leads_nowhere(link.target, folder):
            yield f"the link to {link.target} leads nowhere"
    for picture, alt in seen.pictures:
        if not re.search(r"\w", alt):
            yield f"the picture {picture.target} in prose has no words"
        if ":" in picture.target or leads_nowhere(picture.target, folder) or not picture.target.endswith(PICTURES):
            yield f"the picture {picture.target} is not here"
