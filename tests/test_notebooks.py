"""The committed notebooks pass the gate."""

import re
import statistics
from pathlib import Path

import gate
import nbformat
import pytest

from helpers.loading import load

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TABLES = load()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_committed_notebook_passes_the_gate(path):
    assert gate.complaints(path, TABLES) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_code_cells_stay_short(path):
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert statistics.median(len(c.source.splitlines()) for c in cells) <= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_links_to_other_lessons_lead_somewhere(path):
    for target in re.findall(r"\(([^)#]+\.ipynb)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).is_file(), target


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.stem != "00_start_here"], ids=lambda p: p.stem)
def test_a_lesson_has_all_its_parts(path):
    text = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells)
    rounds = {text.count(f"### {part}") for part in ("Predict", "Explore", "Explain")}
    assert len(rounds) == 1 and 1 <= min(rounds) <= 3
    for part in (
        "you can**",
        "You need",
        "check_yourself(",
        "sources_used(",
        "In five lines",
        "Where to go next",
    ):
        assert part in text, part


def test_the_one_clear_sentence_stands_at_the_start():
    text = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    assert text.count("not advice for the care of any one patient") == 1


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=[pytest.mark.slow] if path != NOTEBOOKS[0] else []) for path in NOTEBOOKS],
    ids=lambda path: path.stem,
)
def test_every_value_of_every_control_of_every_panel_in_it(path):
    assert gate.sweep(path) == []
