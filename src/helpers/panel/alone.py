"""A widget that works alone in the browser: it carries all it needs, and asks Python nothing."""

import uuid
from collections.abc import Mapping
from typing import Any

import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from helpers.panel import cells, front


class Alone(anywidget.AnyWidget):
    """Something to do that the browser judges by itself; nothing is stored or sent.

    Args:
        spec: what the front end shows: `kind` ("exercise", "card" or "grid"), `title`, and what belongs to the kind.
        html: the same where no script runs.
        text: the same for terminals.
        short_name: by which a page names it.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    _spec = traitlets.Dict().tag(sync=True)
    _uid = traitlets.Unicode().tag(sync=True)
    _name = traitlets.Unicode().tag(sync=True)  # by which an address names it: a page gives one
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, spec: Mapping[str, Any], html: str, text: str, short_name: str = "") -> None:
        self.title, self.html, self.text, self.short_name = str(spec["title"]), html, text, short_name
        super().__init__(_spec=dict(spec), _uid=uuid.uuid4().hex, _esm=front.script(), _css=front.style())

    @property
    def spec(self) -> dict[str, Any]:
        """What the front end shows, as values that JSON can hold."""
        return dict(self._spec)

    def __repr__(self) -> str:
        return self.text

    def _ipython_display_(self) -> None:
        """Show it; where it cannot live, its words."""
        if self.comm is None:  # it was closed: its cell ran again without it
            self.layout = ipywidgets.Layout()
            self.open()
        cells.shown(self)
        live = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        bundle = {"text/html": self.html, "text/plain": repr(self)}
        display({**bundle, "application/vnd.jupyter.widget-view+json": live}, raw=True)

    def close(self) -> None:
        """Close it and what it keeps in the browser."""
        self.layout.close()
        super().close()
