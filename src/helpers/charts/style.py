"""Colours, marks, sizes and themes: the same in every lesson.

The colours keep apart for people with the common kinds of colour blindness (a test simulates them), and
never stand alone: each drug has its own mark as well, and its name stands beside it.
"""

from dataclasses import dataclass
from pathlib import Path

import matplotlib

# drug: (colour on white, colour on black, mark)
DRUGS = {
    "alendronate": ("#0a21e4", "#405bf8", "o"),
    "risedronate": ("#be48d9", "#b15a9d", "s"),
    "ibandronate": ("#46a370", "#45b182", "D"),
    "zoledronic acid": ("#ee5b0d", "#c55026", "^"),
    "denosumab": ("#220156", "#b58eff", "v"),
    "teriparatide": ("#661d3d", "#f2ff06", "P"),
    "abaloparatide": ("#8f7aa0", "#c1ffeb", "X"),
    "romosozumab": ("#840507", "#ffbf67", "*"),
}
OTHER = ("#404040", "#e0e0e0", "h")


@dataclass(frozen=True)
class Theme:
    """Colours of a picture that do not belong to a drug."""

    name: str
    background: str
    text: str
    quiet: str
    grid: str
    band: str


THEMES = {
    "light": Theme("light", "#ffffff", "#1a1a1a", "#595959", "#c9c9c9", "#ececec"),
    "dark": Theme("dark", "#111111", "#f2f2f2", "#b0b0b0", "#4a4a4a", "#2a2a2a"),
}


@dataclass(frozen=True)
class Size:
    """A size class: width and text size in CSS pixels, drawn at `scale` picture pixels for each."""

    name: str
    width: int
    text: float
    scale: int = 1

    @property
    def wide(self) -> bool:
        """Is there room for labels beside the picture's rows, and not only above them?"""
        return self.width >= 740


SIZES = {
    f"{size.name}@{scale}x": Size(size.name, size.width, size.text, scale)
    for size in (
        Size("phone", 264, 12),
        Size("column", 500, 14),
        Size("page", 800, 14),
        Size("desk", 1000, 15.5),
        Size("hall", 1400, 20),
    )
    for scale in (1, 2)
}


def lighter(name: str) -> str | None:
    """Return the size class that a picture is drawn in where it gets too heavy: coarser, then narrower.

    It is shown as wide as ever, so that words stay readable from the last row.
    """
    size = SIZES[name]
    if size.scale > 1:
        return f"{size.name}@1x"
    narrower = [other for other, s in SIZES.items() if s.scale == 1 and s.width < size.width]
    return narrower[-1] if narrower else None


def colour(drug: str, theme: Theme) -> str:
    """Return the colour of a drug; a drug added by a lecturer gets a neutral one."""
    light, dark, _ = DRUGS.get(base_drug(drug), OTHER)
    return light if theme.name == "light" else dark


def inks(theme: Theme) -> list[str]:
    """Return every colour that a picture may be drawn with, apart from the background."""
    drugs = [colour(drug, theme) for drug in (*DRUGS, "")]
    return [theme.text, theme.quiet, theme.grid, theme.band, *drugs]


def mark(drug: str) -> str:
    """Return the matplotlib marker of a drug."""
    return DRUGS.get(base_drug(drug), OTHER)[2]


def base_drug(drug: str) -> str:
    """Return the drug that a form of it belongs to: "risedronate delayed-release" is risedronate."""
    return next((name for name in DRUGS if drug.startswith(name)), drug)


def font_file(weight: str) -> str:
    """Return the file of the font that comes with matplotlib, so that pictures are alike everywhere."""
    name = "DejaVuSans-Bold.ttf" if weight == "bold" else "DejaVuSans.ttf"
    return str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name)
