"""A lesson as one HTML file whose panels move without a kernel, a server or a network.

A page carries the scenes of its panels, deflated: the tasks of its lesson and one move away from each of their steps,
every control alone, then pairs of controls, as far as they fit. Outside of them a panel says so. The front end is the
very one of the live panel; its answers come from the page. Nothing on a page runs but its own script, which its
security policy names by hash.
"""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import combinations, islice, product
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter
from nbconvert.preprocessors import TagRemovePreprocessor

from helpers import lessons, show
from helpers.pages.notebooks import NotTaken, alone_of, panel_of, panels_of, placed
from helpers.panel import Control, Panel, front
from helpers.panel import states as texts

__all__ = ["NotTaken", "alone_of", "key", "page", "panel_of", "panels_of", "states"]

MOST_STATES = 400  # of one panel, besides those of tasks
MOST_MIXTURES = 600  # of the controls of one task
HIDDEN, NOT_HERE = "hidden-input", "not-on-a-page"
ABOUT = (
    "This page works without Python. It holds the pictures that its tasks need, and many more. Where a panel has none "
    "for what you set, it says which control to put back."
)
AT_REST = "This is the panel at rest. It moves in a browser that runs scripts."


def page(path: Path) -> str:
    """Return a lesson as one HTML page.

    Raises:
        NotTaken: a cell whose panel cannot be made without running the notebook; the message names it.
    """
    notebook = nbformat.read(path, as_version=4)
    tasks, carried = lessons.tasks(path.stem), []
    for number, name, made in placed(path, notebook):
        if isinstance(made, Panel):
            held, shown = _carried(made, [task.do for task in tasks if task.panel == name]), _place(made, name)
        else:
            held = _packed(json.dumps(made.spec, ensure_ascii=False))
            shown = _html(f'<div data-exercise="{name}">{made.html}</div>')
        carried.append(f'<script type="text/plain" id="fd-{name}">{held}</script>')
        notebook.cells[number].outputs = [shown]
    for cell in notebook.cells:
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.metadata.tags = [*cell.metadata.get("tags", []), HIDDEN]
    exporter = HTMLExporter(template_name="basic")
    remove = TagRemovePreprocessor(remove_input_tags={HIDDEN}, remove_cell_tags={NOT_HERE})
    exporter.register_preprocessor(remove, enabled=True)
    body, _ = exporter.from_notebook_node(notebook)
    body = _plain(body.replace(".ipynb", ".html"))
    own = files("helpers.pages")
    style = own.joinpath("page.css").read_text("utf-8") + front.style()
    script = front.script().replace("export default", "const front =") + own.joinpath("page.js").read_text("utf-8")
    title = next(line[2:] for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("# "))
    policy = (
        "default-src 'none'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {_hash(script)}"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><style>{style}</style></head><body class="fd-page">'
        f'<a class="page-skip" href="#lesson">Skip to the lesson</a>{_way(path)}{_contents(body)}'
        f'<p class="page-about">{ABOUT}</p><p class="page-note" role="status"></p>'
        f'<main id="lesson">{body}</main>{_way(path)}{"".join(carried)}'
        f'<script type="module">{script}</script></body></html>'
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _plain(body: str) -> str:
    """Return HTML without styles of its own, every heading with an id of its own."""
    body = body.replace(show.RIGHT, ' class="fd-number"')
    body = re.sub(r' style="[^"]*"', "", body)
    seen: dict[str, int] = {}

    def once(found: re.Match[str]) -> str:
        name = found[2]
        seen[name] = seen.get(name, 0) + 1
        return f'{found[1]}id="{name}{f"-{seen[name]}" if seen[name] > 1 else ""}"'

    return re.sub(r'(<h[1-6][^>]*?)id="([^"]+)"', once, body)


def _contents(body: str) -> str:
    """Return the list of a page's parts, folded."""
    parts = re.findall(r'<h2[^>]*?id="([^"]+)"[^>]*>(.*?)</h2>', body, re.DOTALL)
    lines = []
    for name, words in parts:
        text = re.sub(r"<a class=\"anchor-link\".*?</a>|<[^>]+>", "", words, flags=re.DOTALL)
        lines.append(f'<li><a href="#{name}">{text}</a></li>')
    inside = f"<details><summary>In this lesson</summary><ol>{''.join(lines)}</ol></details>"
    return f'<nav class="page-contents" aria-label="In this lesson">{inside}</nav>' if lines else ""


def _way(path: Path) -> str:
    """Return the links to the lesson before and the lesson after, of those that stand in the same folder."""
    names = [entry["name"] for entry in lessons.lesson_plan() if path.with_name(f"{entry['name']}.ipynb").is_file()]
    if path.stem not in names:
        return ""
    here = names.index(path.stem)
    around = {"Before": names[here - 1] if here else "", "Next": names[here + 1] if here + 1 < len(names) else ""}
    links = [
        f'<a href="{name}.html">{word}: {_title(path.with_name(f"{name}.ipynb"))}</a>'
        for word, name in around.items()
        if name
    ]
    return f'<nav class="page-way" aria-label="Lessons">{"".join(links)}</nav>'


def _title(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return escape(next(line[2:] for cell in cells for line in cell.source.splitlines() if line.startswith("# ")))


def _place(panel: Panel, name: str) -> nbformat.NotebookNode:
    """Return the output that holds the panel at rest until its script has started."""
    picture, words = panel.resting()
    image = f'<img alt="{escape(panel.answer().alt)}" src="data:image/png;base64,{picture["image/png"]}">'
    rest = words["text/html"].replace(show.AT_REST, AT_REST)
    return _html(f'<div data-panel="{name}">{image}{rest}</div>')


def _carried(panel: Panel, tasks: Iterable[Sequence[str]] = ()) -> str:
    """Return what a page carries of one panel, deflated: its description, frames, and each table once."""
    frames: dict[str, dict[str, Any]] = {}
    tables: dict[str, int] = {}
    for state in states(panel, tasks):
        frame, table = panel.with_table(state)
        frames[key(panel, state)] = {**vars(frame), "table": tables.setdefault(table, len(tables))}
    made = [_plain(table) for table in tables]
    data = {"spec": panel.spec, "state": panel.default_state, "frames": frames, "tables": made}
    return _packed(json.dumps(data, ensure_ascii=False))


def _packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _html(html: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("display_data", {"text/html": html})


def states(panel: Panel, tasks: Iterable[Sequence[str]] = ()) -> Iterator[dict[str, Any]]:
    """Yield the states of a page, each once: the tasks, move by move, all mixtures of what a task
    moves, and what lies one move beside its steps; then every
    control alone, and pairs of controls, those of few values first.

    Args:
        panel: the panel.
        tasks: the moves of each task, as `lessons.Task.do`.
    """
    seen: set[str] = set()

    def new(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for state in found:
            if (name := key(panel, state)) not in seen:
                seen.add(name)
                yield state

    tasks = list(tasks)
    asked = list(_of_tasks(panel, tasks))
    yield from new(asked)
    yield from new(state for moves in tasks for state in _within(panel, moves))
    yield from new(state for task in asked for state in _beside(panel, task))
    yield from islice(new(_near(panel)), MOST_STATES)


def _of_tasks(panel: Panel, tasks: Iterable[Sequence[str]]) -> Iterator[dict[str, Any]]:
    for moves in tasks:
        state = panel.default_state
        for move in moves:
            state = panel.checked({**state, **texts.read(move, panel.controls)})
            yield state


def _within(panel: Panel, moves: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield every mixture of the controls that a task moves: it may be done in any order, and by trying."""
    names = {name for move in moves for name in texts.read(move, panel.controls)}
    controls = [each for each in _movable(panel) if each.name in names and each.kind != "choices"]
    mixtures = product(*(each.values for each in controls))
    for values in islice(mixtures, MOST_MIXTURES):
        yield panel.checked({**panel.default_state, **dict(zip([c.name for c in controls], values, strict=True))})


def _movable(panel: Panel) -> list[Control]:
    return [each for each in panel.controls.values() if panel.can_move(each.name) and not each.tells]


def _beside(panel: Panel, state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what one move of a control in sight makes of a state."""
    for control in _movable(panel):
        if not control.group:
            for value in control.states():
                yield panel.checked({**state, control.name: value})


def _near(panel: Panel) -> Iterator[dict[str, Any]]:
    start, movable = panel.default_state, _movable(panel)
    yield start
    for control in movable:
        for value in control.states():
            yield panel.checked({**start, control.name: value})
    single = [control for control in movable if control.kind != "choices" and not control.group]
    for one, other in sorted(combinations(single, 2), key=lambda pair: len(pair[0].values) * len(pair[1].values)):
        for value in one.values:
            for another in other.values:
                yield panel.checked({**start, one.name: value, other.name: another})
    for boxes in (control for control in movable if control.kind == "choices"):
        for pair in combinations(boxes.values, 2):
            yield panel.checked({**start, boxes.name: set(start[boxes.name]) ^ set(pair)})


def key(panel: Panel, state: dict[str, Any]) -> str:
    """Return the key under which the front end looks for a frame."""
    asking = [state[name] for name, control in panel.controls.items() if not control.tells]
    return json.dumps(asking, ensure_ascii=False, separators=(",", ":"))
