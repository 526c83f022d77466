"""Examples in docstrings run, public names stand in one list, imports run one way."""

import ast
import doctest
import graphlib
import importlib.util
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import helpers

ROOT = Path(__file__).parents[1]
MODULES = sorted(m.name for m in pkgutil.walk_packages(helpers.__path__, "helpers.") if "__main__" not in m.name)


def examples(name):
    found = doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name))
    return [test for test in found if test.examples]


@pytest.mark.parametrize("name", [name for name in MODULES if examples(name)])
def test_examples_in_docstrings_run(name):
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for test in examples(name):
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


def test_there_are_examples():
    assert "helpers.loading" in [name for name in MODULES if examples(name)]


def test_every_public_name_is_there():
    assert sorted(helpers.__all__) == list(helpers.__all__)
    for name in helpers.__all__:
        assert getattr(helpers, name).__doc__


def imported(name):
    """The project's modules that a module names in an import, wherever in it."""
    spec = importlib.util.find_spec(name)
    found = set()
    for node in ast.walk(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: names in full are easier to follow"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return sorted((found & set(MODULES)) - {name})


def test_no_module_and_no_floor_leads_back_to_itself():
    """(That a package's own module runs the package first is Python's way, and no circle of ours.)"""
    graph = {name: [other for other in imported(name) if not name.startswith(f"{other}.")] for name in MODULES}
    floors: dict[str, set[str]] = {}
    for name, others in graph.items():
        floor = name.split(".")[1]
        floors.setdefault(floor, set()).update({other.split(".")[1] for other in others} - {floor})
    for each in (graph, floors):
        list(graphlib.TopologicalSorter(each).static_order())  # raises and names a circle


def test_imports_run_one_way():
    order = ["problem", "reading", "tables", "check", "loading"]
    for lower, name in enumerate(order):
        code = f"import sys, helpers.{name}; print(*sorted(m for m in sys.modules if m.startswith('helpers.')))"
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
        higher = {f"helpers.{above}" for above in order[lower + 1 :]}
        assert not higher & set(run.stdout.split()), name


def test_the_panel_that_the_guide_shows_is_short_and_works():
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add a picture")[2]
    code = guide.partition("```python\n")[2].partition("```")[0]
    assert len(code.splitlines()) <= 40
    names = {}
    exec(code, names)
    frames = {loss: names["explore_curves"]().render({"loss": loss}) for loss in (1, 5, 10)}
    assert [frame.sentence for frame in frames.values()] == [
        "After a year 89 with the tablet and 94 with the infusion are left.",
        "After a year 54 with the tablet and 74 with the infusion are left.",
        "After a year 28 with the tablet and 54 with the infusion are left.",
    ]
    assert len({frame.scene for frame in frames.values()}) == 3
    assert names["explore_curves"]().figure(loss=10).axes
