"""What a cell shows: text, HTML without scripts or styles of its own, and pictures with their words."""

import base64
import io
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from make_notebooks import LIVE_VIEW
from PIL import Image

from gate.links import leads_nowhere

SHOWN = {"text/plain", "text/html", "image/png"}
TAGS = {
    "a", "br", "caption", "dd", "details", "div", "dl", "dt", "em", "h3", "h4", "li", "ol", "p", "small", "strong",
    "summary", "table", "tbody", "td", "th", "thead", "tr", "ul", "code",
}  # fmt: skip
ATTRIBUTES = {"style", "scope", "href", "colspan", "open"}
STYLE = re.compile(
    r"(?:(?:text-align|break-inside|flex|flex-wrap|gap|min-width)\s*:[\w\s.%-]+;?\s*|display\s*:\s*flex;?\s*)*"
)
IN_WORDS = re.compile(r"<em>The picture in words:</em> (.*?)</p>", re.S)
SMALLEST = 32  # pixels


def output_complaints(cell: nbformat.NotebookNode, folder: Path) -> Iterator[str]:
    """Yield what is wrong with the outputs of a cell."""
    alts: list[str] = []
    for output in cell.outputs:
        for complaint in _output(output, folder, alts):
            yield f"cell {cell.execution_count} {complaint}"


def _output(output: nbformat.NotebookNode, folder: Path, alts: list[str]) -> Iterator[str]:
    data = output.get("data", {})
    if output.output_type == "error":
        yield "holds an error"
    if output.output_type == "stream" and output.name == "stderr":
        yield "holds a warning"
    if LIVE_VIEW in data:
        yield "holds a live view (run make notebooks)"
    for kind in sorted(set(data) - SHOWN - {LIVE_VIEW}):
        yield f"shows {kind}, which is no picture of ours"
    for kind in (kind for kind in data if kind.startswith("image/")):
        alt = output.get("metadata", {}).get(kind, {})
        alt = alt.get("alt") if isinstance(alt, dict) else None
        if not isinstance(alt, str) or not re.search(r"\w", alt):
            yield "shows a picture without alt text"
        else:
            alts.append(alt)
    if "image/png" in data and not _is_picture(data["image/png"]):
        yield "shows a picture that is none"
    html = "".join(data.get("text/html", ""))
    yield from dict.fromkeys(html_complaints(html, folder))
    told = [" ".join(unescape(words).split()) for words in IN_WORDS.findall(html)]
    if told and alts and told[0] != " ".join(alts[-1].split()):
        yield "shows a picture whose alt text is not its description"


def _is_picture(data: str) -> bool:
    try:
        with Image.open(io.BytesIO(base64.b64decode("".join(data)))) as image:
            image.load()
            return image.format == "PNG" and min(image.size) >= SMALLEST
    except (OSError, ValueError):
        return False


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def html_complaints(html: str, folder: Path) -> Iterator[str]:
    """Yield tags, attributes, styles and links of HTML that lessons do not use."""
    parser = _Tags()
    parser.feed(html)
    for tag, given in parser.found:
        if tag == "img":
            if not re.search(r"\w", given.get("alt", "")):
                yield "shows a picture without alt text"
            yield "shows a picture as HTML"
        elif tag not in TAGS:
            yield "shows a script" if tag in ("script", "iframe", "object", "embed") else f"shows the tag {tag}"
        for name, value in given.items():
            if name.startswith("on"):
                yield "shows a script"
            elif name not in ATTRIBUTES and tag != "img":
                yield f"shows the attribute {name}"
            elif name == "style" and not STYLE.fullmatch(value):
                yield f"shows the style {value}"
            elif name == "href" and leads_nowhere(value, folder):
                yield f"shows a link to {value}, which leads nowhere"
