"""The panel widget: answers requests for frames, and leaves a readable picture where no kernel runs."""

import base64
import json
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets
import pandas as pd
import traitlets
from IPython.display import display

from helpers import show
from helpers.panel import cells, front
from helpers.panel.controls import Choices, Control
from helpers.pictures import on_paper
from helpers.pictures.scene import Scene, plain
from helpers.words import Said

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RESTING_ROWS = 10  # of a table where no kernel runs: a notebook stays a file one can send
CAPTION = "The numbers behind the picture"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a state amounts to.

    Attributes:
        picture: a scene; or, for a panel with a `chart`, the data that it draws.
        said: the result in plain words, and the picture in words.
        rows: makes the table of the numbers behind both, with readable column names, when it is asked for.
    """

    picture: Any
    said: Said
    rows: Callable[[], pd.DataFrame]

    def __post_init__(self) -> None:
        if not isinstance(self.said, Said):
            raise TypeError(f"said: found {type(self.said).__name__}, expected Said(sentence, alt)")

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        return self.said.sentence

    @property
    def alt(self) -> str:
        """The picture in words."""
        return self.said.alt

    @cached_property
    def table(self) -> pd.DataFrame:
        """The numbers behind the picture."""
        return self.rows()


@dataclass(frozen=True)
class Frame:
    """A finished state as the front end takes it: the scene as JSON, or a drawing as SVG, and its words."""

    scene: str
    sentence: str
    alt: str
    drawing: str = ""


class Panel(anywidget.AnyWidget):
    """Controls, a picture with alt text, a live sentence and a folded table.

    Args:
        title: name of the panel.
        controls: in the order who, what, how long, view.
        answer: pure function from a state (a dict with one value for each control) to an `Answer`.
        note: one sentence below the picture: what a reader must know to read it rightly.
        chart: for pictures in ordinary matplotlib: draws the answer's data into axes. Left out: the picture is a scene.

    `state` can be read, set and observed from a cell. Setting a value that no control offers raises a
    `ValueError` that names the control and lists what it offers.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    _spec = traitlets.Dict().tag(sync=True)
    _uid = traitlets.Unicode().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        answer: Callable[[dict[str, Any]], Answer],
        note: str = "",
        chart: "Callable[[Axes, Any], None] | None" = None,
    ) -> None:
        self.title = title
        self.controls = {control.name: control for control in controls}
        self._answer = answer
        self._chart = chart
        self.note = note
        super().__init__(
            _spec=self.spec, _uid=uuid.uuid4().hex, state=self.default_state, _esm=front.script(), _css=front.style()
        )
        self.on_msg(self._on_request)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.state.items())
        return f"Panel({self.title!r}{', ' if values else ''}{values})"

    @property
    def spec(self) -> dict[str, Any]:
        """What the front end needs to build the panel."""
        controls = [control.spec() for control in self.controls.values()]
        return {"title": self.title, "note": self.note, "controls": controls}

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
            ValueError: something else than values by control, an unknown control, or a value that it does not offer.
        """
        if not isinstance(state, Mapping):
            raise ValueError(
                f"state: found {str(state)[:60]!r}, expected a value for each of {', '.join(self.controls)}"
            )
        for unknown in set(state) - set(self.controls):
            raise ValueError(f'unknown control "{unknown}": expected one of {", ".join(self.controls)}')
        checked = {name: c.check(state.get(name, c.default)) for name, c in self.controls.items()}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in checked.items()}

    def answer(self, **state: Any) -> Answer:
        """Return the answer for a state; controls left out take their defaults."""
        return self._answer(self.checked(state))

    def render(self, state: Mapping[str, Any] | None = None) -> Frame:
        """Return the frame of a state. Same state, same bytes.

        Args:
            state: values of controls; those left out take their defaults.
        """
        answer = self._answer(self.checked(state or {}))
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
        answer = self._answer(self.checked(self.state))
        caption = CAPTION
        if len(answer.table) > RESTING_ROWS:
            rows = len(answer.table)
            caption += f": the first {RESTING_ROWS} of {rows} rows, the others when the notebook runs"
        png = on_paper().png(self.figure(), free=self._chart is not None)
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
        alt = {"image/png": {"alt": self._answer(self.checked(self.state)).alt}}
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
