"""A lesson as one HTML file whose panels move without a kernel, a server or a network.

A page carries the scenes of its panels, deflated: every control alone, then pairs of controls, as far as they fit.
Outside of them a panel says so. The front end is the very one of the live panel; its answers come from the page.
"""

import ast
import base64
import json
import zlib
from collections.abc import Iterator
from html import escape
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter
from nbconvert.preprocessors import TagRemovePreprocessor

import helpers
from helpers.panel import Panel, front

MOST_STATES = 240  # of one panel
HIDDEN = "hidden-input"
STYLE = """
body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; }
table { display: block; max-width: 100%; overflow-x: auto; border-collapse: collapse; font-size: 0.9rem; }
caption { text-align: left; font-weight: 600; }
th, td { border: 1px solid #767676; padding: 0.2rem 0.5rem; vertical-align: top; min-width: 4rem; }
main { overflow-wrap: break-word; }
img { max-width: 100%; }
pre { overflow-x: auto; }
.jp-InputPrompt, .jp-OutputPrompt, .prompt, .anchor-link { display: none; }
details > summary { cursor: pointer; padding: 0.15rem 0; }
"""
MOUNT = """
class PageModel {
  constructor({ spec, state, uid, frames, tables }) {
    this.values = { _spec: spec, _uid: uid, state };
    this.frames = frames;
    this.tables = tables;
    this.handlers = {};
  }
  get(name) { return this.values[name]; }
  set(name, value) { this.values[name] = value; }
  save_changes() {}
  on(event, handler) { (this.handlers[event] ??= new Set()).add(handler); }
  off(event, handler) { this.handlers[event]?.delete(handler); }
  send({ kind, key }) {
    const frame = this.frames[key];
    const found = frame ? { ...frame, kind: "frame", key, table: undefined } : { kind: "absent", key };
    const answer = kind === "table" ? { kind, key, table: this.tables[frame?.table] ?? "" } : found;
    setTimeout(() => { for (const handler of this.handlers["msg:custom"] ?? []) handler(answer); }, 0);
  }
}
async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}
// Where nothing can be inflated the panel at rest stays.
for (const place of document.querySelectorAll("[data-panel]")) {
  inflated(document.getElementById(place.dataset.panel).textContent).then((text) => {
    place.replaceChildren(); // the panel at rest makes way for the moving one
    front.render({ model: new PageModel(JSON.parse(text)), el: place });
  });
}
"""


def page(path: Path) -> str:
    """Return a lesson as one HTML page."""
    notebook = nbformat.read(path, as_version=4)
    carried: list[str] = []
    for cell in notebook.cells:
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.metadata.tags = [HIDDEN]
        if panel := panel_of(cell):
            name = f"panel-{len(carried) + 1}"
            carried.append(f'<script type="text/plain" id="{name}">{_carried(panel, name)}</script>')
            cell.outputs = [_place(panel, name)]
    exporter = HTMLExporter(template_name="basic")
    exporter.register_preprocessor(TagRemovePreprocessor(remove_input_tags={HIDDEN}), enabled=True)
    body, _ = exporter.from_notebook_node(notebook)
    script = front.script().replace("export default", "const front =")
    title = next(line[2:] for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("# "))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}{front.style()}</style></head>"
        f"<body><main>{body.replace('.ipynb', '.html')}</main>{''.join(carried)}"
        f'<script type="module">{script}{MOUNT}</script></body></html>'
    )


def panel_of(cell: nbformat.NotebookNode) -> Panel | None:
    """Return the panel that a cell shows: a call of an explorer with plain values; None for any other cell.

    >>> panel_of(nbformat.v4.new_code_cell("explore_dosing(years=5)")).state["years"]
    5
    """
    if cell.cell_type != "code":
        return None
    body = ast.parse(cell.source).body
    call = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.startswith("explore_")):
        return None
    values = [ast.literal_eval(argument) for argument in call.args]
    named = {each.arg: ast.literal_eval(each.value) for each in call.keywords if each.arg}
    made = getattr(helpers, call.func.id)(*values, **named)
    return made if isinstance(made, Panel) else None


def panels_of(path: Path) -> dict[str, Panel]:
    """Return the panels of a lesson by their short names: "cohort", and "cohort-2" for the second of its kind."""
    found: dict[str, Panel] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if panel := panel_of(cell):
            name = cell.source.partition("(")[0].rpartition("explore_")[2]
            alike = sum(each.partition("-")[0] == name for each in found)
            found[f"{name}-{alike + 1}" if alike else name] = panel
    return found


def _place(panel: Panel, name: str) -> nbformat.NotebookNode:
    """Return the output that holds the panel at rest until its script has started."""
    picture, words = panel.resting()
    image = f'<img alt="{escape(panel.answer().alt)}" src="data:image/png;base64,{picture["image/png"]}">'
    html = f'<div data-panel="{name}">{image}{words["text/html"]}</div>'
    return nbformat.v4.new_output("display_data", {"text/html": html})


def _carried(panel: Panel, name: str) -> str:
    """Return what a page carries of one panel, deflated: its description, frames, and each table once."""
    frames: dict[str, dict[str, Any]] = {}
    tables: dict[str, int] = {}
    for state in islice(states(panel), MOST_STATES):
        table = tables.setdefault(panel.table_html(state), len(tables))
        frames[key(panel, state)] = {**vars(panel.render(state)), "table": table}
    data = {"spec": panel.spec, "state": panel.default_state, "frames": frames, "tables": list(tables), "uid": name}
    return base64.b64encode(zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 9)).decode()


def states(panel: Panel) -> Iterator[dict[str, Any]]:
    """Yield the states of a page, each once: the start, every control alone, and pairs of controls."""
    start, seen = panel.default_state, set[str]()

    def new(changes: dict[str, Any]) -> Iterator[dict[str, Any]]:
        state = panel.checked({**start, **changes})
        if (name := key(panel, state)) not in seen:
            seen.add(name)
            yield state

    yield from new({})
    for control in panel.controls.values():
        for value in control.states():
            yield from new({control.name: value})
    plain = [control for control in panel.controls.values() if control.kind != "choices" and not control.group]
    for one, other in combinations(plain, 2):
        for value in one.values:
            for another in other.values:
                yield from new({one.name: value, other.name: another})


def key(panel: Panel, state: dict[str, Any]) -> str:
    """Return the key under which the front end looks for a frame."""
    return json.dumps([state[name] for name in panel.controls], ensure_ascii=False, separators=(",", ":"))
