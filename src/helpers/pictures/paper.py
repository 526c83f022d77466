"""Scenes on paper: an ordinary matplotlib figure, one axes a track or plot, in the units of the data.

For the picture at rest in a committed notebook, for slides and handouts. Deaf to `rcParams`, style sheets and the
fonts of the machine: the same scene is the same figure everywhere.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from helpers.pictures import inks
from helpers.pictures.lettering import DPI, WIDTH
from helpers.pictures.page import Page
from helpers.pictures.scene import Scene
from helpers.pictures.stamps import HALF

SHADES = {"text": 2}  # of an ink towards paper, for its soft edges; of others none
FREE_COLOURS = 64  # of a chart that somebody draws as they like
Draw = Callable[[Axes, Any], None]


@contextmanager
def _usual() -> Iterator[None]:
    """Draw as matplotlib does out of the box, whatever somebody has set."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield


def figure(scene: Scene) -> Figure:
    """Return a scene as a figure of one page's width; its height follows from what is in it."""
    with _usual():
        page = Page()
        for part in scene.parts:
            page.part(part)
        return page.finished()


def chart(draw: Draw | None, data: Any) -> Figure:
    """Return what a chart in ordinary matplotlib draws, as a figure."""
    with _usual():
        made = Figure(figsize=(WIDTH / DPI, 4.2), dpi=DPI, layout="constrained")
        if draw is not None:
            draw(made.add_subplot(), data)
        return made


def drawing(draw: Draw, data: Any) -> str:
    """Return what a chart in ordinary matplotlib draws, as SVG with real text."""
    out = io.StringIO()
    with _usual():
        matplotlib.rcParams["svg.hashsalt"] = "fewer-doses"  # the same picture, the same bytes
        matplotlib.rcParams["svg.fonttype"] = "none"
        chart(draw, data).savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def png(made: Figure, free: bool = False) -> bytes:
    """Return a figure as a small PNG, in its inks and their soft edges; `free`: in colours of its own."""
    with _usual():
        canvas = FigureCanvasAgg(made)
        canvas.draw()  # type: ignore[no-untyped-call]
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), pixels).convert("RGB")
    out = io.BytesIO()
    if free:
        picture.quantize(FREE_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()
    colours = _palette(picture)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour])
    few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True, bits=4 if len(colours) <= 16 else 8)
    return out.getvalue()


def _palette(picture: Image.Image) -> list[tuple[int, ...]]:
    """Return the inks that a picture has, pure and softened: few colours, few bytes."""
    there: Any = {colour for _, colour in picture.getcolors(picture.width * picture.height) or []}
    paper = (255, 255, 255)
    colours: dict[tuple[int, ...], None] = {paper: None}
    for name in inks.names():
        pure = tuple(round(255 * part) for part in to_rgb(inks.colour(name)))
        steps = SHADES.get(name, 1) if pure in there else 0
        shares = [k / steps for k in range(1, steps + 1)] + ([HALF] if name.startswith("drug:") and steps else [])
        for share in shares:
            colours[tuple(round(w + (p - w) * share) for p, w in zip(pure, paper, strict=True))] = None
    return list(colours)
