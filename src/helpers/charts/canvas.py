"""A canvas that draws only what changed.

One matplotlib Figure for each size class and theme. Everything is placed in CSS pixels, counted from the
top left. A picture is a stack of layers, from what changes least (labels) to what changes most (bars). What is
below the first layer that changed is kept as a picture and not drawn again. Marks are made anew for each picture,
so that the same data give the same bytes in whatever order pictures were asked for.
"""

import io
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from math import ceil
from typing import Any, Protocol

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from PIL import Image, ImageDraw, ImageFont

from helpers.charts import style
from helpers.kept import Kept

PIXELS_PER_INCH = 72  # one point is one pixel: sizes of text and marks are pixels too
LAYER_BYTES = 14 * 2**20  # kept of lower layers, so that they need not be drawn again
HALF_CAPITAL = 0.37  # of the size of a font: from the middle of a line down to its base
SOFT_STEPS = 8  # from paper to ink, for the soft edges of words and marks
TELLING_APART = 8  # of 255: Pillow looks colours up in boxes half as wide
MOST_BYTES = 64_000  # of a picture: a heavier one is packed harder
Layer = tuple[Hashable, Callable[["Pen"], None]]


class Chart(Protocol):
    """What a chart module offers."""

    def height(self, data: Any, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""

    def layers(self, data: Any, size: style.Size) -> Sequence[Layer]:
        """Return the layers from below: pairs of a key and a function that draws.

        Two pictures with equal keys up to a layer look the same up to that layer.
        """


class Pen:
    """Draws lines, marks, boxes and words at pixels from the top left."""

    def __init__(self, figure: Figure, size: style.Size, theme: style.Theme) -> None:
        self.size = size
        self.theme = theme
        self._figure = figure
        self._artists: list[Artist] = []
        self._rasters: list[tuple[float, float, float, float, np.ndarray, np.ndarray]] = []
        self._words: list[tuple[float, float, str, str, np.ndarray]] = []

    def _add(self, artist: Artist) -> None:
        artist.set_figure(self._figure)
        artist.set_transform(self._figure.axes[0].transData)
        self._artists.append(artist)

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        scale: float = 1,
        color: str | None = None,
        ha: str = "left",
        weight: str = "normal",
    ) -> None:
        """Write one line, its middle at `y`; `scale` is relative to the size class's own text size."""
        if text:
            stencil = _stencil(text, self.size.text * scale * self.size.scale, weight)
            self._words.append((x, y, ha, color or self.theme.text, stencil))

    def box(self, x: float, y: float, width: float, height: float, **style_: Any) -> None:
        """Draw a rectangle."""
        self._add(Rectangle((x, y), width, height, **{"linewidth": 0, **style_}))

    def lines(self, segments: Iterable[Sequence[tuple[float, float]]], **style_: Any) -> None:
        """Draw separate lines."""
        points = [point for start, end in segments for point in (start, end, (np.nan, np.nan))]
        xs, ys = zip(*points, strict=True)
        self._add(Line2D(xs, ys, solid_capstyle="butt", **style_))

    def ticks(self, xs: np.ndarray, top: float, bottom: float, **style_: Any) -> None:
        """Draw upright lines at `xs`; those that fall on the same pixel are drawn once."""
        xs = np.unique(np.floor(np.asarray(xs) * self.size.scale)) / self.size.scale + 0.5 / self.size.scale
        points = np.column_stack([np.repeat(xs, 3), np.tile([top, bottom, np.nan], len(xs))])
        options = {"linewidth": 1, "antialiased": False, **style_}
        self._add(Line2D(points[:, 0], points[:, 1], solid_capstyle="butt", **options))

    def marks(self, xs: Sequence[float], ys: Sequence[float], marker: str, **style_: Any) -> None:
        """Draw marks without a line between them."""
        self._add(Line2D(xs, ys, linestyle="none", marker=marker, **style_))

    def raster(
        self, x: float, y: float, width: float, height: float, codes: np.ndarray, colours: Sequence[tuple[str, str]]
    ) -> None:
        """Fill a rectangle with cells, under all else.

        Args:
            x: left edge, as `y`, `width` and `height` in pixels.
            y: upper edge.
            width: of all columns together.
            height: of all rows together.
            codes: rows by columns, which of the colours each cell has.
            colours: pairs of colours that alternate in slanting stripes; twice the same is plain.
        """
        inks = np.array([[[*(255 * np.array(to_rgb(c))).round(), 255] for c in pair] for pair in colours], np.uint8)
        self._rasters.append((x, y, width, height, codes, inks))

    def draw(self, renderer: Any) -> None:
        """Put all of it on the canvas: cells, marks in the order in which they were drawn, words on top."""
        for raster in self._rasters:
            _fill(np.asarray(renderer.buffer_rgba()), self.size.scale, *raster)
        for artist in self._artists:
            artist.draw(renderer)
        pixels = np.asarray(renderer.buffer_rgba())
        for x, y, ha, color, stencil in self._words:
            left = x * self.size.scale - stencil.shape[1] * {"left": 0, "center": 0.5, "right": 1}[ha]
            _put(pixels, round(left), round(y * self.size.scale - stencil.shape[0] / 2), color, stencil)


@cache
def _font(size: float, weight: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(style.font_file(weight), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=2048)
def _stencil(text: str, size: float, weight: str) -> np.ndarray:
    """Return how much of each pixel a line of text covers, 0 to 255; the middle row is that of its capitals.

    Pillow sets a line of text thirty times faster than a figure does.
    """
    font, height = _font(size, weight), 2 * ceil(size)
    image = Image.new("L", (ceil(font.getlength(text)) + ceil(size), height))
    baseline = round(height / 2 + HALF_CAPITAL * size)
    ImageDraw.Draw(image).text((0, baseline), text, fill=255, font=font, anchor="ls")
    covered = np.asarray(image)
    columns = np.flatnonzero(covered.any(axis=0))
    return covered[:, : columns[-1] + 1].copy()


def _fill(
    pixels: np.ndarray,
    scale: int,
    x: float,
    y: float,
    width: float,
    height: float,
    codes: np.ndarray,
    inks: np.ndarray,
) -> None:
    """Colour a rectangle of pixels by cells, each pixel by the cell its middle lies in and the stripe it lies on."""
    left, top, right, bottom = (round(scale * edge) for edge in (x, y, x + width, y + height))
    rows = ((np.arange(bottom - top) + 0.5) * len(codes) / (bottom - top)).astype(int)
    columns = ((np.arange(right - left) + 0.5) * codes.shape[1] / (right - left)).astype(int)
    slant = (np.arange(top, bottom)[:, np.newaxis] + np.arange(left, right)) // (2 * scale) % 2
    pixels[top:bottom, left:right] = inks[codes[rows[:, np.newaxis], columns], slant]


def _put(pixels: np.ndarray, left: int, top: int, color: str, stencil: np.ndarray) -> None:
    """Colour the pixels that a stencil covers; what lies outside of the picture is cut off."""
    up, aside = max(0, -top), max(0, -left)
    stencil = stencil[up : pixels.shape[0] - top, aside : pixels.shape[1] - left, np.newaxis]
    top, left = top + up, left + aside
    under = pixels[top : top + stencil.shape[0], left : left + stencil.shape[1], :3]
    ink = np.rint(np.array(to_rgb(color)) * 255).astype(np.uint16)
    covered = stencil.astype(np.uint16)  # 255 times 255 just fits
    under[...] = (under * (255 - covered) + ink * covered) // 255


class Canvas:
    """Paints one kind of chart in one size class and theme.

    `drawn` counts how often each layer was drawn, from below: tests read it. `kept` may be shared between canvases.
    """

    def __init__(self, chart: Chart, size: style.Size, theme: style.Theme, kept: Kept | None = None) -> None:
        self.drawn: Counter[int] = Counter()
        self._chart = chart
        self._size = size
        self._theme = theme
        self._figure = Figure(dpi=PIXELS_PER_INCH * size.scale, facecolor=theme.background)
        self._agg = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._paper = np.array([*(255 * np.array(to_rgb(theme.background))).round(), 255], np.uint8).view(np.uint32)
        self._kept = Kept(LAYER_BYTES) if kept is None else kept

    @property
    def nbytes(self) -> int:
        """Size of the pixels that it holds, in bytes."""
        renderer = getattr(self._agg, "renderer", None)
        return renderer.buffer_rgba().nbytes if renderer else 0

    def let_go(self) -> None:
        """Let go of the pixels; the Figure stays, and the next picture gets new ones."""
        if not sys.is_finalizing():  # when Python ends all goes anyway
            self._agg = FigureCanvasAgg(self._figure)

    def paint(self, data: Any) -> bytes:
        """Return the picture of `data` as the bytes of a PNG file."""
        self._resize(self._chart.height(data, self._size))
        layers = self._chart.layers(data, self._size)
        where = (self._size, self._theme, self._figure.bbox.height)
        keys = list(accumulate(((key,) for key, _ in layers), initial=where))[1:]
        top = len(layers) - 1
        below = max((i for i in range(top) if keys[i] in self._kept), default=-1)
        if below < 0:
            np.asarray(self._agg.get_renderer().buffer_rgba()).view(np.uint32)[...] = self._paper
        else:
            self._agg.restore_region(self._kept.find(keys[below]))
        for i in range(below + 1, len(layers)):
            self._draw(layers[i][1])
            self.drawn[i] += 1
            if i < top:
                self._kept.keep(keys[i], self._agg.copy_from_bbox(self._figure.bbox), self._agg.buffer_rgba().nbytes)
        return _png(np.asarray(self._agg.buffer_rgba()), self._theme)

    def _resize(self, height: int) -> None:
        inches = (self._size.width / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
        if tuple(self._figure.get_size_inches()) != inches:
            self._figure.set_size_inches(inches)
            self._axes.set(xlim=(0, self._size.width), ylim=(height, 0))

    def _draw(self, layer: Callable[[Pen], None]) -> None:
        pen = Pen(self._figure, self._size, self._theme)
        layer(pen)
        pen.draw(self._agg.get_renderer())


@lru_cache(maxsize=8)
def _palette(theme: style.Theme) -> Image.Image:
    """Return an image whose palette holds the inks of a theme and their steps towards its background.

    Only those occur in a picture: flat ink, and the soft edges of words and marks. A step that is hard to tell from a
    colour before it is left out, since it would be taken for that colour, paper and ink above all.
    """
    paper = np.array(to_rgb(theme.background)) * 255
    inks = np.array([to_rgb(ink) for ink in style.inks(theme)]) * 255
    kept = [paper]
    for share in np.arange(SOFT_STEPS, 0, -1) / SOFT_STEPS:
        for colour in paper + (inks - paper) * share:
            if np.abs(colour - kept).max(axis=1).min() >= TELLING_APART:
                kept.append(colour)
    image = Image.new("P", (1, 1))
    image.putpalette(np.rint(kept).astype(np.uint8).tobytes())
    return image


def _png(pixels: np.ndarray, theme: style.Theme) -> bytes:
    """Return RGBA pixels as a PNG with the palette of the theme.

    Flat colours need no more. A palette made beforehand keeps inks as they are, and is five times faster than one
    made from the picture, a third of the size of full colour.
    """
    height, width, _ = pixels.shape
    image = Image.frombuffer("RGBX", (width, height), pixels, "raw", "RGBX", 0, 1).convert("RGB")
    small = image.quantize(palette=_palette(theme), dither=Image.Dither.NONE)
    packed = _packed(small, level=3)
    return packed if len(packed) <= MOST_BYTES else _packed(small, level=6)


def _packed(image: Image.Image, level: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "png", compress_level=level)
    return out.getvalue()
