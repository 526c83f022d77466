"""The panel widget: answers requests for frames, and leaves a readable picture where no kernel runs."""

import base64
import json
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets
from IPython.display import display

from helpers import show
from helpers.panel import cells, front
from helpers.panel.answers import Answer, Frame
from helpers.panel.controlled import Controlled
from helpers.panel.controls import Control
from helpers.pictures import on_paper
from helpers.pictures.scene import Scene, plain
from helpers.words import Said

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RESTING_ROWS = 10  # of a table where no kernel runs: a notebook stays a file one can send
CAPTION = "The numbers behind the picture"
CREDIT = (
    "Fewer Doses: interactive lessons. Sources stand in the lesson. Licence: CC BY 4.0."  # as in LICENSE-LESSONS.md
)
log = logging.getLogger(__name__)


class Panel(Controlled):
    """Controls, a picture with alt text, a live sentence and a folded table.

    Args:
        title: name of the panel.
        controls: in the order who, what, how long, view.
        answer: pure function from a state (a dict with one value for each control) to an `Answer`.
        note: one sentence below the picture: what a reader must know to read it rightly.
        chart: for pictures in ordinary matplotlib: draws the answer's data into axes. Left out: the picture is a scene.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    _uid = traitlets.Unicode().tag(sync=True)
    _name = traitlets.Unicode().tag(sync=True)  # by which an address names it: a page gives one

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        answer: Callable[[dict[str, Any]], Answer],
        note: str = "",
        chart: "Callable[[Axes, Any], None] | None" = None,
    ) -> None:
        self._answer = answer
        self._chart = chart
        self.note = note
        super().__init__(title, controls, _uid=uuid.uuid4().hex, _esm=front.script(), _css=front.style())
        self.on_msg(self._on_request)

    def answer(self, **state: Any) -> Answer:
        """Return the answer for a state; controls left out take their defaults."""
        whole = self.checked(state)
        answer = self._answer(whole)
        return replace(answer, said=Said(self._told(answer.sentence, whole), answer.alt))

    def _told(self, sentence: str, state: Mapping[str, Any]) -> str:
        """Return a sentence with what controls tell of their value: the browser does it for itself."""
        for name, control in self.controls.items():
            if control.tells:
                sentence = sentence.replace(f"{{{name}}}", control.tells[control.values.index(state[name])])
        return sentence

    def render(self, state: Mapping[str, Any] | None = None) -> Frame:
        """Return the frame of a state. Same state, same bytes.

        Args:
            state: values of controls; those left out take their defaults.
        """
        return self._frame(self._answer(self.checked(state or {})))

    def with_table(self, state: Mapping[str, Any]) -> tuple[Frame, str]:
        """Return the frame of a state and the numbers behind it as HTML, from one answer."""
        answer = self._answer(self.checked(state))
        return self._frame(answer), show.html_table(answer.table, CAPTION)

    def _frame(self, answer: Answer) -> Frame:
        if self._chart is not None:
            return Frame("", answer.sentence, answer.alt, on_paper().drawing(self._chart, answer.picture))
        if not isinstance(answer.picture, Scene):
            found = type(answer.picture).__name__
            raise TypeError(f"answer: found {found} as its picture, expected a Scene (or a panel with chart=)")
        scene = json.dumps(plain(answer.picture), ensure_ascii=False, separators=(",", ":"))
        return Frame(scene, answer.sentence, answer.alt)

    def figure(self, **state: Any) -> "Figure":
        """Return the picture of a state as an ordinary matplotlib figure; controls left out are as they stand now."""
        picture = self._answer(self.checked({**self.state, **state})).picture
        return on_paper().figure(picture) if isinstance(picture, Scene) else on_paper().chart(self._chart, picture)

    def table_html(self, state: Mapping[str, Any]) -> str:
        """Return the numbers behind the picture of a state."""
        return show.html_table(self._answer(self.checked(state)).table, CAPTION)

    def _on_request(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Answer one request of the front end; what goes wrong is shown in the panel and logged."""
        asked = content if isinstance(content, Mapping) else {}
        key = asked.get("key")
        try:
            if asked.get("kind") not in ("frame", "table"):
                raise ValueError(f'request: found kind "{asked.get("kind")}", expected frame or table')
            if asked["kind"] == "table":
                self.send({"kind": "table", "key": key, "table": self.table_html(asked.get("state", {}))})
                return
            frame = self.render(asked.get("state"))
        except Exception as error:
            log.exception("the panel could not draw %s", asked.get("state"))
            self.send({"kind": "failure", "key": key, "message": f"{type(error).__name__}: {error}"})
            return
        self.send({"kind": "frame", "key": key, **vars(frame)})

    def resting(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the two mime bundles that show the panel where no kernel runs: picture, then words.

        They are two outputs because strict viewers cut pictures out of HTML, and show one form of each output.
        """
        return self.at_rest(self.state)

    def at_rest(self, state: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the two mime bundles of `resting`, of a state; controls left out take their defaults."""
        state = self.checked(state)
        answer = self.answer(**state)
        caption = CAPTION
        if len(answer.table) > RESTING_ROWS:
            rows = len(answer.table)
            caption += f": the first {RESTING_ROWS} of {rows} rows, the others when the notebook runs"
        png = on_paper().png(self.figure(**state), free=self._chart is not None)
        picture = {"image/png": base64.b64encode(png).decode(), "text/plain": answer.sentence}
        rows_html = show.html_table(answer.table.head(RESTING_ROWS), caption)
        html = show.resting_html(self.title, answer.sentence, answer.alt, self.note, rows_html)
        return picture, {"text/html": html, "text/plain": answer.sentence}

    def _ipython_display_(self) -> None:
        """Show the live panel; where it cannot live, its picture, sentence and table show instead."""
        if self.comm is None:  # it was closed: its cell ran again without it
            self.layout = ipywidgets.Layout()
            self.open()
        cells.shown(self)
        picture, words = self.resting()
        view = "application/vnd.jupyter.widget-view+json"
        alt = {"image/png": {"alt": self.answer(**self.state).alt}}
        for widget, bundle, metadata in ((self, picture, alt), (_covered(), words, {})):
            live = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
            display({**bundle, view: live}, metadata=metadata, raw=True)

    def close(self) -> None:
        """Close the panel and what it keeps in the browser."""
        self.layout.close()
        super().close()


@cache
def _covered() -> ipywidgets.Box:
    """Return the widget that covers the words of a panel at rest where panels live: nothing, one for all."""
    return ipywidgets.Box(layout={"display": "none"})
