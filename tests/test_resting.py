"""The lesson where no kernel runs: rendered with nbconvert, as it is and with its HTML sanitized."""

from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML

ROOT = Path(__file__).parents[1]
LESSONS = [p for p in sorted((ROOT / "notebooks").glob("*.ipynb")) if "explore_" in p.read_text(encoding="utf-8")]


def panels(path):
    cells = nbformat.read(path, as_version=4).cells
    return [c for c in cells if c.cell_type == "code" and c.source.strip().startswith("explore_")]


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
@pytest.mark.parametrize("sanitized", [False, True], ids=["html", "sanitized"])
def test_picture_sentence_and_table_survive(path, sanitized):
    notebook = nbformat.read(path, as_version=4)
    if sanitized:
        notebook, _ = SanitizeHTML().preprocess(notebook, {})
    html, _ = HTMLExporter().from_notebook_node(notebook)
    assert panels(path)
    for cell in panels(path):
        picture, words = cell.outputs
        assert picture.data["image/png"].strip().replace("\n", "") in html.replace("\n", "")
        assert words.data["text/plain"].split(".")[0] in html
    assert html.count("<img") >= len(panels(path))
    assert html.count("The numbers behind the picture") >= len(panels(path))
    assert "widget-view" not in html
