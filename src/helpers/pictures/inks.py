"""Inks and shapes: one table for the browser and for paper, the same in every lesson.

The colours of drugs keep apart for people with the common kinds of colour blindness (a test simulates them), and never
stand alone: each drug has its own shape, and its name stands beside it. A ring is the comparator, everywhere.
"""

ROLES = {  # role: (on white, on black, in forced colours)
    "text": ("#1a1a1a", "#f2f2f2", "CanvasText"),
    "quiet": ("#595959", "#b0b0b0", "CanvasText"),
    "grid": ("#c9c9c9", "#4a4a4a", "CanvasText"),
    "band": ("#e6e6e6", "#333333", "CanvasText"),
    "paper": ("#ffffff", "#111111", "Canvas"),
}
DRUGS = {  # drug: (on white, on black, shape)
    "alendronate": ("#0a21e4", "#405bf8", "disc"),
    "risedronate": ("#be48d9", "#b15a9d", "square"),
    "ibandronate": ("#46a370", "#45b182", "diamond"),
    "zoledronic acid": ("#ee5b0d", "#c55026", "up"),
    "denosumab": ("#220156", "#b58eff", "down"),
    "teriparatide": ("#661d3d", "#f2ff06", "plus"),
    "abaloparatide": ("#8f7aa0", "#c1ffeb", "cross"),
    "romosozumab": ("#840507", "#ffbf67", "star"),
}
OTHER = ("#404040", "#e0e0e0", "hexagon")
COMPARATOR = "ring"
# shape: its name in matplotlib; those of `HOLLOW` are not filled
SHAPES = {
    "disc": "o", "dot": "o", "ring": "o", "square": "s", "hollow square": "s", "diamond": "D", "hollow diamond": "D",
    "up": "^", "down": "v", "plus": "P", "cross": "X", "star": "*", "hexagon": "h", "half": "o", "x": "x",
    "dash": "_", "tick": "|",
}  # fmt: skip
HOLLOW = ("ring", "hollow square", "hollow diamond")


def base_drug(drug: str) -> str:
    """Return the drug that a form of it belongs to: "risedronate delayed-release" is risedronate."""
    return next((name for name in DRUGS if drug.startswith(name)), "")


def ink(drug: str) -> str:
    """Return the ink of a drug; a drug added by a lecturer gets a neutral one."""
    return f"drug:{base_drug(drug) or 'other'}"


def shape(drug: str) -> str:
    """Return the shape of a drug."""
    return DRUGS.get(base_drug(drug), OTHER)[2]


def colour(name: str, dark: bool = False) -> str:
    """Return an ink as a colour.

    >>> colour("paper"), colour(ink("risedronate"))
    ('#ffffff', '#be48d9')
    """
    role, _, drug = name.partition(":")
    row: tuple[str, str, str] = DRUGS.get(drug, OTHER) if role == "drug" else ROLES[role]
    return row[dark]


def names() -> list[str]:
    """Return every ink."""
    return [*ROLES, *(f"drug:{drug}" for drug in (*DRUGS, "other"))]


def css_class(name: str) -> str:
    """Return the class of an ink in the browser: "fd-ink-drug-zoledronic-acid"."""
    return "fd-ink-" + name.replace(":", "-").replace(" ", "-")


def css() -> str:
    """Return the inks as a style sheet: light, dark, and the reader's own colours where the system forces them."""
    lines = [f".{css_class(name)} {{ --ink: {colour(name)}; }}" for name in names()]
    lines += [f'[data-theme="dark"] .{css_class(name)} {{ --ink: {colour(name, True)}; }}' for name in names()]
    forced = [f".{css_class(name)} {{ --ink: {ROLES.get(name, ROLES['text'])[2]} !important; }}" for name in names()]
    return "\n".join([*lines, "@media (forced-colors: active) {", *forced, "}"])
