"""The front end as one module and one style sheet: a widget takes no more."""

import re
from importlib.resources import files

from helpers.pictures import inks

FOLDER = files("helpers.panel").joinpath("front")
PARTS = (
    "sheet",
    "marks",
    "rows",
    "parts",
    "store",
    "controls",
    "guess",
    "link",
    "links",
    "take",
    "tools",
    "speech",
    "kernel",
    "picture",
    "stage",
    "exercise",
    "assess",
    "whatif",
    "asked",
    "verdicts",
    "card",
    "grid",
    "calibration",
    "judge",
    "blank",
    "panel",
)  # what is used stands before its users
IMPORT = re.compile(r"^import .*\n", re.MULTILINE)
LEADING = re.compile(
    r"^ +(//.*\n)?|^//.*\n", re.MULTILINE
)  # indentation and lines of comment: every panel carries the rest
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def script() -> str:
    """Return the front end, read anew each time: who changes a file runs the cell of a panel again.

    >>> "export default { render };" in script() and "import {" not in script()
    True
    """
    texts = (FOLDER.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in PARTS)
    return "\n".join(LEADING.sub("", EXPORT.sub("", IMPORT.sub("", text))) for text in texts)


def style() -> str:
    """Return the style sheet with every ink."""
    return FOLDER.joinpath("panel.css").read_text(encoding="utf-8") + "\n" + inks.css()
