"""The lesson where no kernel runs: rendered with nbconvert, as it is, cleaned as strict viewers do, and in print."""

import base64
import io
import re
from html import unescape
from pathlib import Path
from unicodedata import normalize

import lab
import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from PIL import Image
from pypdf import PdfReader

ROOT = Path(__file__).parents[1]
LESSONS = [p for p in sorted((ROOT / "notebooks").glob("*.ipynb")) if "explore_" in p.read_text(encoding="utf-8")]

# Tags and attributes that code hosts let through in a reader's HTML: no styles, no scripts, no classes, no pictures
# in the text itself (an address that starts with data: goes).
TAGS = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "br",
    "b",
    "i",
    "strong",
    "em",
    "a",
    "pre",
    "code",
    "img",
    "div",
    "ins",
    "del",
    "sup",
    "sub",
    "p",
    "ol",
    "ul",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "kbd",
    "q",
    "samp",
    "var",
    "hr",
    "ruby",
    "rt",
    "rp",
    "li",
    "tr",
    "td",
    "th",
    "s",
    "strike",
    "summary",
    "details",
    "caption",
    "figure",
    "figcaption",
    "abbr",
    "cite",
    "dfn",
    "mark",
    "small",
    "span",
    "time",
    "wbr",
]
ATTRIBUTES = {
    "*": ["align", "alt", "colspan", "rowspan", "scope", "open", "start", "title"],
    "a": ["href"],
    "img": ["src"],
}


def cleaned(notebook):
    cleaner = SanitizeHTML(tags=TAGS, attributes=ATTRIBUTES, styles=[], strip=True)
    return cleaner.preprocess(notebook, {})[0]


def alone(notebook):
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip().startswith(ALONE)]


ALONE = ("explore_patient", "explore_options")  # they rest as words: see test_card


def panels(notebook):
    code = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip().startswith("explore_")]
    return [c for c in code if not c.source.strip().startswith(ALONE)]


def pictures(notebook):
    """Return every output that holds a picture."""
    return [
        output for cell in notebook.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})
    ]


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
@pytest.mark.parametrize("strict", [False, True], ids=["as it is", "strict"])
def test_picture_sentence_and_table_survive(path, strict):
    notebook = nbformat.read(path, as_version=4)
    if strict:
        notebook = cleaned(notebook)
        assert "style=" not in "".join(o.data.get("text/html", "") for c in panels(notebook) for o in c.outputs)
    html, _ = HTMLExporter().from_notebook_node(notebook)
    flat = html.replace("\n", "")
    assert panels(notebook) or alone(notebook)
    for cell in alone(notebook):
        [words] = cell.outputs
        assert unescape(words.data["text/html"].replace("\n", "")) in unescape(flat)
        assert words.data["text/plain"].split("\n")[0] in re.sub("<[^>]+>", "", words.data["text/html"])
    for cell in panels(notebook):
        picture, words = cell.outputs
        shown = words.data["text/html"]
        assert picture.data["image/png"].strip().replace("\n", "") in flat
        assert words.data["text/plain"] in re.sub("<[^>]+>", "", shown)
        assert "<caption>The numbers behind the picture" in shown and shown.count("<tr") > 2
        assert unescape(shown.replace("\n", "")) in unescape(flat)
    assert "&lt;table" not in html and "&lt;details" not in html
    assert "widget-view" not in html


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
@pytest.mark.parametrize("strict", [False, True], ids=["as it is", "strict"])
def test_each_picture_is_followed_by_its_description_as_text(path, strict):
    notebook = nbformat.read(path, as_version=4)
    html, _ = HTMLExporter().from_notebook_node(cleaned(notebook) if strict else notebook)
    flat = html.replace("\n", "")
    for picture in pictures(notebook):
        until_the_next = flat.partition(picture.data["image/png"].strip().replace("\n", ""))[2].partition("<img ")[0]
        text = unescape(re.sub("<[^>]+>", "", until_the_next.partition(">")[2]))
        assert f"The picture in words: {picture.metadata['image/png']['alt']}" in text


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_a_template_that_reads_alt_text_gets_it(path):
    notebook = nbformat.read(path, as_version=4)
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    shown = [unescape(alt) for alt in re.findall(r'<img alt="([^"]*)"', html)]
    assert shown == [picture.metadata["image/png"]["alt"] for picture in pictures(notebook)]


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_questions_still_fold_in_a_strict_viewer(path):
    before = nbformat.read(path, as_version=4)
    for cell, strict in zip(before.cells, cleaned(nbformat.read(path, as_version=4)).cells, strict=True):
        for old, new in zip(cell.get("outputs", []), strict.get("outputs", []), strict=True):
            assert old.data.get("text/html", "").count("<summary>") == new.data.get("text/html", "").count("<summary>")


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_picture_sentence_and_table_survive_printing(path, chromium, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    html, _ = HTMLExporter().from_notebook_node(notebook)
    (tmp_path / "lesson.html").write_text(html, encoding="utf-8")
    page = lab.new_page(chromium)
    page.context.set_offline(True)
    page.goto((tmp_path / "lesson.html").as_uri(), wait_until="domcontentloaded")
    page.pdf(path=tmp_path / "lesson.pdf", format="A4")
    page.close()
    sheets = PdfReader(tmp_path / "lesson.pdf").pages
    # NFKC: fonts print "fi" as one letter
    text = re.sub(r"\s+", "", normalize("NFKC", "".join(sheet.extract_text() for sheet in sheets)))
    printed = [image.image.size for sheet in sheets for image in sheet.images]
    for cell in panels(notebook):
        picture, words = cell.outputs
        assert re.sub(r"\s+", "", words.data["text/plain"]) in text
        assert Image.open(io.BytesIO(base64.b64decode(picture.data["image/png"]))).size in printed
        rows = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', words.data["text/html"])
        assert len(rows) > 1
        for row in rows:
            assert re.sub(r"\s+", "", unescape(row)) in text
