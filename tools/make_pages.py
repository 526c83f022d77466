"""Write each lesson as one HTML file whose panels move without a kernel, a server or a network.

    python tools/make_pages.py [FOLDER]        (site/ if left out)

A page carries frames of its panels, one control moved at a time from the panel's start: the first slider in sight of
each panel always, or else its first short list, then other controls in sight as long as the page stays within its
size. Outside of them a panel says so. The front end is the very one of the live panel, told that its answers come from
the page.
"""

import base64
import json
import sys
from html import escape
from itertools import zip_longest
from math import inf
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter
from nbconvert.preprocessors import TagRemovePreprocessor

import helpers
from helpers.panel import Choices, Panel, Slider
from helpers.panel.panel import FRONT_END

ROOT = Path(__file__).parents[1]
SIZES = ("phone@2x", "page@1x")
THEME = "light"
FIRST_BYTES = 700_000  # of the first control of a panel without a slider: a longer list is passed over
MOST_BYTES = 2_600_000  # of frames; the lesson itself takes some 400,000 more
HIDDEN = "hidden-input"
STYLE = """
body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; }
table { display: block; max-width: 100%; overflow-x: auto; border-collapse: collapse; font-size: 0.9rem; }
caption { text-align: left; font-weight: 600; }
th, td { border: 1px solid #767676; padding: 0.2rem 0.5rem; vertical-align: top; }
main { overflow-wrap: anywhere; }
img { max-width: 100%; }
pre { overflow-x: auto; }
.jp-InputPrompt, .jp-OutputPrompt, .prompt, .anchor-link { display: none; }
details > summary { cursor: pointer; padding: 0.15rem 0; }
"""
MOUNT = """
class PageModel {
  constructor({ spec, state, frames, tables, uid }) {
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
  send({ key }) {
    const frame = this.frames[key];
    const answer = frame ? { kind: "frame", key, ...frame, table: this.tables[frame.table] } : { kind: "absent", key };
    const bytes = frame ? [Uint8Array.from(atob(frame.picture), (c) => c.charCodeAt(0))] : [];
    setTimeout(() => { for (const handler of this.handlers["msg:custom"] ?? []) handler(answer, bytes); }, 0);
  }
}
for (const place of document.querySelectorAll("[data-panel]")) {
  const carried = JSON.parse(document.getElementById(place.dataset.panel).textContent);
  place.replaceChildren(); // the panel at rest makes way for the moving one
  front.render({ model: new PageModel(carried), el: place });
}
"""


def page(path: Path) -> str:
    """Return a lesson as one HTML page."""
    notebook = nbformat.read(path, as_version=4)
    carried: list[Carried] = []
    for cell in notebook.cells:
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.metadata.tags = [HIDDEN]
        if _is_panel(cell):
            panel = eval(cell.source, vars(helpers) | {name: getattr(helpers, name) for name in helpers.__all__})
            carried.append(Carried(panel, f"panel-{len(carried) + 1}"))
            cell.outputs = [_place(panel, carried[-1].name)]
    _fill(carried)
    exporter = HTMLExporter(template_name="basic")
    exporter.register_preprocessor(TagRemovePreprocessor(remove_input_tags={HIDDEN}), enabled=True)
    body, _ = exporter.from_notebook_node(notebook)
    front = FRONT_END.joinpath("panel.js").read_text(encoding="utf-8").replace("export default", "const front =")
    style = STYLE + FRONT_END.joinpath("panel.css").read_text(encoding="utf-8")
    title = next(line[2:] for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("# "))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
        f"<body><main>{body.replace('.ipynb', '.html')}</main>{''.join(each.script() for each in carried)}"
        f'<script type="module">{front}{MOUNT}</script></body></html>'
    )


def _is_panel(cell: nbformat.NotebookNode) -> bool:
    code = [line for line in cell.source.splitlines() if not line.startswith("#")]
    return cell.cell_type == "code" and bool(code) and code[0].startswith("explore_")


def _place(panel: Panel, name: str) -> nbformat.NotebookNode:
    """Return the output that holds the panel at rest until its script has started."""
    picture, words = panel.resting()
    image = f'<img alt="{escape(panel.render({}).alt)}" src="data:image/png;base64,{picture["image/png"]}">'
    return nbformat.v4.new_output(
        "display_data", {"text/html": f'<div data-panel="{name}">{image}{words["text/html"]}</div>'}
    )


class Carried:
    """What a page carries of one panel: its description, the frames of some states, and each table once."""

    def __init__(self, panel: Panel, name: str) -> None:
        self.panel = panel
        self.name = name
        self.frames: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, int] = {}
        self.nbytes = 0
        self.controls = states_by_control(panel)

    def add(self, states: list[dict[str, Any]], most_bytes: float) -> None:
        """Add the frames of some states, all of them, if they take no more than that."""
        more, tables = {}, dict(self.tables)
        for state in states:
            for size in SIZES:
                frame = self.panel.render(state, size, THEME)
                words = {"sentence": frame.sentence, "alt": frame.alt, "width": frame.width}
                table = tables.setdefault(frame.table, len(tables))
                picture = base64.b64encode(frame.picture).decode()
                more[key(self.panel, state, size)] = {**words, "table": table, "picture": picture}
        nbytes = len(json.dumps([self.frames | more, list(tables)]))
        if nbytes - self.nbytes <= most_bytes:
            self.frames |= more
            self.tables, self.nbytes = tables, nbytes

    def script(self) -> str:
        """Return it as a script of data."""
        spec = {**self.panel._spec, "theme": THEME, "sizes": {size: self.panel._spec["sizes"][size] for size in SIZES}}
        data = {"spec": spec, "state": self.panel.default_state, "frames": self.frames, "tables": list(self.tables)}
        safe = json.dumps({**data, "uid": self.name}, ensure_ascii=False).replace("</", "<\\/")
        return f'<script type="application/json" id="{self.name}">{safe}</script>'


def _fill(carried: list[Carried]) -> None:
    """Add the first control of every panel, a slider if it has one, then the others in turn, while there is room."""
    for each in carried:
        each.add([each.panel.default_state], inf)
        while each.controls and len(each.frames) == len(SIZES):
            is_slider, states = each.controls.pop(0)
            each.add(states, inf if is_slider else FIRST_BYTES)
    for turn in zip_longest(*([(each, states) for _, states in each.controls] for each in carried)):
        for each, states in filter(None, turn):
            each.add(states, MOST_BYTES - sum(other.nbytes for other in carried))


def states_by_control(panel: Panel) -> list[tuple[bool, list[dict[str, Any]]]]:
    """Return for each control in sight and in use whether it is a slider, and the states it reaches from the start.

    Sliders come first, check boxes last.
    """
    start = panel.default_state
    used = [c for c in panel.controls.values() if c.used_when is None or start[c.used_when[0]] in c.used_when[1]]
    in_sight = [control for control in used if not control.group]
    in_sight.sort(key=lambda control: (not isinstance(control, Slider), isinstance(control, Choices)))
    return [
        (isinstance(control, Slider), [panel.checked({**start, control.name: value}) for value in control.states()])
        for control in in_sight
    ]


def key(panel: Panel, state: dict[str, Any], size: str) -> str:
    """Return the key under which the front end looks for a frame."""
    values = [size, THEME, *(state[name] for name in panel.controls)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def main(arguments: list[str]) -> None:
    """Write all pages."""
    folder = Path(arguments[0]) if arguments else ROOT / "site"
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        out = folder / f"{path.stem}.html"
        out.write_text(page(path), encoding="utf-8")
        print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
