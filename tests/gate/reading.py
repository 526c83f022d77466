"""What a reader sees of a Markdown text: its words, headings, links and pictures, as they are rendered."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import mistune

BLOCKS = {"p", "li", "ul", "ol", "tr", "table", "pre", "blockquote", "hr", "br", "details", "summary", "div"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass
class Link:
    """A link or a picture: where its words stand, where it leads, its title."""

    start: int
    target: str
    title: str
    end: int = 0


@dataclass
class Seen:
    """A text as it is seen.

    Attributes:
        text: its words, each block on a line, cells of a table parted by tabs; blocks of code left out.
        facts: the fact id in the comment that follows a place.
        links: the links, in order; pictures: the pictures, each with the words for it.
        headings: level and words of each.
        blocks: language and text of each block of code.
        spans: where code and emphasis stand in the text, each with its tag.
        html: what was written as HTML and not as Markdown.
        starts: what numbered lists begin with.
    """

    text: str = ""
    facts: dict[int, str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    pictures: list[tuple[Link, str]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    blocks: list[tuple[str, str]] = field(default_factory=list)
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)


class _Renderer(mistune.HTMLRenderer):
    """Renders as usual and remembers what was HTML already; every address is kept, to be looked at."""

    def __init__(self, html: list[str]) -> None:
        super().__init__(escape=False)
        self._html = html

    def safe_url(self, url: str) -> str:
        return url

    def inline_html(self, html: str) -> str:
        self._html.append(html)
        return html

    def block_html(self, html: str) -> str:
        self._html.append(html)
        return html


class _Reader(HTMLParser):
    """Walks through rendered HTML and notes what is seen."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen
        self._open: list[tuple[str, int]] = []
        self._code: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._block(tag)
        here = len(self.seen.text)
        self._open.append((tag, here))
        if tag == "a":
            self.seen.links.append(Link(here, given.get("href", ""), given.get("title", "")))
        elif tag == "img":
            picture = Link(here, given.get("src", ""), given.get("title", ""), here)
            self.seen.pictures.append((picture, given.get("alt", "")))
        elif tag == "ol":
            self.seen.starts.append(int(given.get("start", "1")))
        elif tag == "code" and [name for name, _ in self._open[-2:-1]] == ["pre"]:
            self._code = (given.get("class", "").removeprefix("language-"), [])

    def handle_endtag(self, tag: str) -> None:
        here = len(self.seen.text)
        began = next((start for name, start in reversed(self._open) if name == tag), None)
        while began is not None and self._open.pop()[0] != tag:
            pass
        if began is not None and tag in ("code", "em") and self._code is None:
            self.seen.spans.append((tag, began, here))
        elif tag == "code" and self._code is not None:
            language, parts = self._code
            self.seen.blocks.append((language, "".join(parts)))
            self._code = None
        elif tag in HEADINGS and began is not None:
            self.seen.headings.append((HEADINGS[tag], self.seen.text[began:here].strip()))
        elif tag == "a" and began is not None:
            link = next(link for link in reversed(self.seen.links) if link.start == began)
            link.end = here
        self._block(tag)
        if tag in ("td", "th"):
            self.seen.text += "\t"

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code[1].append(data)
        elif any(
            name in ("td", "th", "p", "li", "em", "strong", "a", "code", "summary", *HEADINGS) for name, _ in self._open
        ):
            self.seen.text += data.replace("\t", " ")
        else:
            self.seen.text += data if data.strip() else ""

    def handle_comment(self, data: str) -> None:
        if " " not in data:
            self.seen.facts[len(self.seen.text)] = data

    def _block(self, tag: str) -> None:
        if tag in BLOCKS | set(HEADINGS) and not self.seen.text.endswith("\n"):
            self.seen.text += "\n"


def read(source: str) -> Seen:
    """Return what a Markdown text shows."""
    seen = Seen()
    render = mistune.create_markdown(renderer=_Renderer(seen.html), plugins=["table", "url", "strikethrough"])
    _Reader(seen).feed(str(render(source)))
    return seen
