"""The panel widget: answers requests for frames, and leaves a readable picture where no kernel runs."""

import base64
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import anywidget
import ipywidgets
import pandas as pd
import traitlets
from IPython.display import display

from helpers import show
from helpers.charts import style
from helpers.charts.canvas import LAYER_BYTES, MOST_BYTES, Canvas, Chart
from helpers.kept import Kept
from helpers.panel.controls import Choices, Control

FRONT_END = files("helpers.panel")
FRAME_BYTES = 4 * 2**20  # kept of finished frames; layers are counted apart (`canvas.LAYER_BYTES`)
PIXEL_BYTES = 14 * 2**20  # of canvases to draw on
REST_SIZE = "page@1x"
REST_THEME = "light"
RESTING_ROWS = 30  # of a table where no kernel runs: a notebook stays a file one can send
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a state amounts to, before it is drawn.

    Attributes:
        data: what the chart draws.
        sentence: the result in plain words.
        alt: the picture in words.
        table: the numbers behind both, with readable column names.
    """

    data: Any
    sentence: str
    alt: str
    table: pd.DataFrame


@dataclass(frozen=True)
class Frame:
    """A finished state: a PNG picture, its words, and the table as HTML."""

    picture: bytes
    sentence: str
    alt: str
    table: str
    width: int
    """Width at which to show the picture, in CSS pixels."""

    @property
    def nbytes(self) -> int:
        """Size of picture and words in bytes."""
        return len(self.picture) + len(self.sentence) + len(self.alt) + len(self.table)


class Panel(anywidget.AnyWidget):
    """Controls, a picture with alt text, a live sentence and a folded table.

    Args:
        title: name of the panel.
        controls: in the order who, what, how long, view.
        answer: pure function from a state (a dict with one value for each control) to an `Answer`.
        chart: module or object that draws `Answer.data` (see `helpers.charts.canvas.Chart`).
        note: one sentence below the picture: what a reader must know to read it rightly.

    `state` can be read, set and observed from a cell. Setting a value that no control offers raises a
    `ValueError` that names the control and lists what it offers.
    """

    _esm = FRONT_END.joinpath("panel.js").read_text(encoding="utf-8")
    _css = FRONT_END.joinpath("panel.css").read_text(encoding="utf-8")
    _spec = traitlets.Dict().tag(sync=True)
    _uid = traitlets.Unicode().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        answer: Callable[[dict[str, Any]], Answer],
        chart: Chart,
        note: str = "",
    ) -> None:
        self.title = title
        self.controls = {control.name: control for control in controls}
        self._answer = answer
        self._chart = chart
        self._canvases: dict[tuple[str, str], Canvas] = {}
        self._frames = Kept(FRAME_BYTES)
        self._layers = Kept(LAYER_BYTES)
        self.note = note
        self._resting = ipywidgets.Box(layout={"display": "none"})
        spec = {
            "title": title,
            "note": note,
            "sizes": {name: [size.width, size.scale] for name, size in style.SIZES.items()},
            "controls": [control.spec() for control in controls],
        }
        super().__init__(_spec=spec, _uid=uuid.uuid4().hex, state=self.default_state)
        self.on_msg(self._on_request)

    @property
    def default_state(self) -> dict[str, Any]:
        """The state that the panel starts with and that Reset returns to."""
        return {
            name: list(control.default) if isinstance(control, Choices) else control.default
            for name, control in self.controls.items()
        }

    @traitlets.validate("state")
    def _check_state(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        return self.checked(proposal["value"])

    def checked(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return the whole state in its usual form; controls left out take their defaults.

        Raises:
            ValueError: an unknown control, or a value that the control does not offer.
        """
        for unknown in set(state) - set(self.controls):
            raise ValueError(f'unknown control "{unknown}": expected one of {", ".join(self.controls)}')
        checked = {name: c.check(state.get(name, c.default)) for name, c in self.controls.items()}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in checked.items()}

    @property
    def nbytes(self) -> int:
        """What the panel keeps in the kernel, in bytes: finished frames, layers to draw on, pixels of canvases."""
        return self._frames.nbytes + self._layers.nbytes + self._pixels

    def answer(self, **state: Any) -> Answer:
        """Return the answer for a state; controls left out take their defaults."""
        return self._answer(self.checked(state))

    def render(self, state: Mapping[str, Any] | None = None, size: str = REST_SIZE, theme: str = REST_THEME) -> Frame:
        """Return the frame of a state in a size class and theme. Same state, same bytes.

        Args:
            state: values of controls; those left out take their defaults.
            size: a key of `helpers.charts.style.SIZES`.
            theme: `light` or `dark`.
        """
        state = self.checked(state or {})
        key = (repr(state), size, theme)
        frame = self._frames.find(key)
        if frame is None:
            frame = self._draw(state, size, theme)
            self._frames.keep(key, frame, frame.nbytes)
        return frame

    def _draw(self, state: dict[str, Any], size: str, theme: str) -> Frame:
        answer, width = self._answer(state), style.SIZES[size].width
        picture = self._paint(answer.data, size, theme)
        while len(picture) > MOST_BYTES and (lighter := style.lighter(size)):
            size = lighter
            picture = self._paint(answer.data, size, theme)
        table = show.html_table(answer.table, caption="The numbers behind the picture")
        return Frame(picture, answer.sentence, answer.alt, table, width)

    def _paint(self, data: Any, size: str, theme: str) -> bytes:
        """Paint on the canvas of a size class and theme; those used longest ago let go of their pixels for it."""
        canvas = self._canvases.pop((size, theme), None)
        canvas = canvas or Canvas(self._chart, style.SIZES[size], style.THEMES[theme], self._layers)
        self._canvases[size, theme] = canvas
        picture = canvas.paint(data)
        if canvas.nbytes > PIXEL_BYTES:
            canvas.let_go()
        for other in self._canvases.values():
            if self._pixels > PIXEL_BYTES:
                other.let_go()
        return picture

    @property
    def _pixels(self) -> int:
        return sum(canvas.nbytes for canvas in self._canvases.values())

    def _on_request(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """Answer one request of the front end; what goes wrong is shown in the panel and logged."""
        if content.get("kind") == "unseen":
            self.forget()
            return
        key = content.get("key")
        try:
            frame = self.render(content["state"], content["size"], content["theme"])
        except Exception as error:
            log.exception("the panel could not draw %s", content.get("state"))
            self.send({"kind": "failure", "key": key, "message": f"{type(error).__name__}: {error}"})
            return
        words = {"sentence": frame.sentence, "alt": frame.alt, "table": frame.table, "width": frame.width}
        self.send({"kind": "frame", "key": key, **words}, [frame.picture])

    def resting(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the two mime bundles that show the panel where no kernel runs: picture, then words.

        They are two outputs because strict viewers cut pictures out of HTML, and show one form of each output.
        """
        frame, table = self.render(self.state), self._answer(self.state).table
        caption = "The numbers behind the picture"
        if len(table) > RESTING_ROWS:
            caption += f": the first {RESTING_ROWS} of {len(table)} rows, the others when the notebook runs"
        picture = {"image/png": base64.b64encode(frame.picture).decode(), "text/plain": frame.sentence}
        rows = show.html_table(table.head(RESTING_ROWS), caption)
        html = show.resting_html(self.title, frame.sentence, frame.alt, self.note, rows)
        words = {"text/html": html, "text/plain": frame.sentence}
        return picture, words

    def _ipython_display_(self) -> None:
        """Show the live panel; where it cannot live, its picture, sentence and table show instead."""
        picture, words = self.resting()
        view = "application/vnd.jupyter.widget-view+json"
        alt = {"image/png": {"alt": self.render(self.state).alt}}
        for widget, bundle, metadata in ((self, picture, alt), (self._resting, words, {})):
            live = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
            display({**bundle, view: live}, metadata=metadata, raw=True)

    def forget(self) -> None:
        """Let go of all pictures; those that are asked for again are drawn anew.

        Happens by itself when the last view of the panel is gone, as when its cell is run again.
        """
        self._frames.clear()
        self._layers.clear()
        for canvas in self._canvases.values():  # a Figure goes when Python next looks for circles, its pixels at once
            canvas.let_go()
        self._canvases.clear()

    def close(self) -> None:
        """Close the panel and what it keeps in the browser."""
        self.forget()
        self._resting.close()
        super().close()
