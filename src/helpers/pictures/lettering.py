"""How wide words are on paper, and where their lines break."""

from functools import lru_cache

import matplotlib
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from helpers.pictures import stamps
from helpers.pictures.scene import Column, Row, Sign

DPI = 100
WIDTH, UNIT, SMALL = 800.0, 13.5, 12.0  # pixels: of a page, of its text


@lru_cache(maxsize=4)
def font(size: float, bold: bool) -> FontProperties:
    """Return the font that comes with matplotlib, so that pictures are alike everywhere."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=f"{matplotlib.get_data_path()}/fonts/ttf/{name}", size=size * 72 / DPI)


@lru_cache(maxsize=4096)
def width_of(words: str, size: float, bold: bool = False) -> float:
    """Return how wide words are, in pixels."""
    return float(text_to_path.get_text_width_height_descent(words, font(size, bold), False)[0]) * DPI / 72


def lines_of(words: str, room: float, size: float = UNIT, bold: bool = False) -> list[str]:
    """Return words in lines that are no wider than the room."""
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def natural(column: Column, i: int, rows: list[Row]) -> float:
    """Return how wide the words of a column want to be."""
    cells = [(row.cells[i], row.strong) for row in rows]
    sign = 1.5 * UNIT if any(isinstance(cell, Sign) for cell, _ in cells) else 0.0
    said = [width_of(stamps.words(cell), SMALL, strong) for cell, strong in cells]
    heads = [width_of(word, SMALL) for word in column.words.split()]
    return min(max((*said, *heads), default=0.0) + sign, 0.3 * WIDTH)
