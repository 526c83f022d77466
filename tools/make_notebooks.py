"""Run all notebooks and write them back with their outputs, alike whoever runs them.

    python tools/make_notebooks.py [NOTEBOOK ...]

The exercise in code and its answer are written from the lesson's file, the lessons before and after from the plan.

The first use of a term in a lesson is linked to where it is explained (`first_uses.py`). What differs from run to run
and teaches nothing is taken out: ids of widgets, times, the exact Python. The live view of a panel goes as well, so
that a notebook opened before it is run shows the panel at rest, not an error.
"""

import re
import sys
from pathlib import Path

import first_uses
import nbformat
from nbclient import NotebookClient

from helpers.kernel import LessonKernel
from helpers.lessons import code, lesson_plan

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"
EXERCISE = "## One exercise in code"
WAY = "**Where to go next:**"
LAST = re.compile(r"(\*\*Before:\*\*[^\n]*)?\*\*Where to go next:\*\*[^\n]*\Z")
ANSWER = re.compile(r"```python\n.*?```", re.DOTALL)
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def run(path: Path) -> nbformat.NotebookNode:
    """Return the notebook freshly run, linked and normalised. A cell that raises stops it."""
    lessons = first_uses.read(path.parent)
    first_uses.linked(lessons)
    notebook = lessons[path.stem]
    exercise_written(notebook, path.stem)
    way_written(notebook, path.stem)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}})
    client.execute()
    return normalise(notebook)


def exercise_written(notebook: nbformat.NotebookNode, lesson: str) -> None:
    """Write the exercise in code and its answer from the lesson's file: both come from one text."""
    found = code(lesson)
    if found is None:
        return
    stub, answer = found
    at = next(number for number, cell in enumerate(notebook.cells) if cell.source.startswith(EXERCISE))
    notebook.cells[at + 1].source = stub
    shown = notebook.cells[at + 2]
    shown.source = ANSWER.sub(lambda _: f"```python\n{answer}\n```", shown.source, count=1)


def way_written(notebook: nbformat.NotebookNode, lesson: str) -> None:
    """Write the last line of a lesson from the plan: the lesson before, the lesson after, and back to the start."""
    names = {entry["name"]: entry["question"] for entry in lesson_plan()}
    if lesson not in names:
        return
    start, *others = names
    links = {name: f"[{names[name]}]({name}.ipynb)" for name in others}
    here = list(names).index(lesson)
    before, after = list(names)[max(here - 1, 1) : here], list(names)[here + 1 : here + 2]
    back = [] if lesson == start else [f"{'or ' if after else ''}back to [Start here]({start}.ipynb)"]
    said = f"{WAY} {', '.join([*(links[name] for name in after), *back])}."
    was = "".join(f"**Before:** {links[name]} " for name in before)
    last = notebook.cells[-1]
    last.source = last.source[: re.search(LAST, last.source).start()] + was + said.replace("?).", "?)")


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Take out what differs between two runs of the same notebook."""
    kept = {"fewer_doses": notebook.metadata.get("fewer_doses", {})}
    notebook.metadata = nbformat.from_dict({**kept, "kernelspec": KERNEL, "language_info": LessonKernel.language_info})
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(LIVE_VIEW, None)
    return notebook


def main(paths: list[str]) -> None:
    """Run the named notebooks, or all."""
    for path in [Path(p) for p in paths] or sorted(NOTEBOOKS.glob("*.ipynb")):
        print(f"running {path.name}")
        nbformat.write(run(path), path)


if __name__ == "__main__":
    main(sys.argv[1:])
