"""A drawing of one's own, with words for those who cannot see it."""

import base64
import io
from typing import TYPE_CHECKING, Any

from IPython.display import display
from PIL import Image

from helpers import show

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 80
COLOURS = 64  # few enough for a small file


def described(axes: "Axes", words: str) -> "Drawing":
    """Return what pandas or matplotlib drew, with words for it.

    Args:
        axes: what `plot` of a table returns, or axes of one's own.
        words: what is to be seen, for those who cannot see it.

    Raises:
        ValueError: no words.
    """
    if not words.strip():
        raise ValueError("described: found no words, expected what is to be seen")
    from matplotlib import pyplot

    figure: Any = axes.figure
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    pyplot.close(figure)  # else a notebook shows it again
    few = io.BytesIO()
    Image.open(out).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(few, "PNG", optimize=True)
    return Drawing(few.getvalue(), words)


class Drawing:
    """A picture with words, to show in a notebook."""

    def __init__(self, png: bytes, words: str) -> None:
        self.png = png
        self.words = words

    def __repr__(self) -> str:
        return self.words

    def _ipython_display_(self) -> None:
        """Show the picture, and the words below it as text: strict viewers drop what stands beside a picture."""
        picture = {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.words}
        display(picture, metadata={"image/png": {"alt": self.words}}, raw=True)  # type: ignore[no-untyped-call]
        display(show.paragraph(f"The picture in words: {self.words}"))  # type: ignore[no-untyped-call]
