"""Pictures: the grammar is `scene`, colours and shapes are `inks`, `paper` draws with matplotlib; one module a picture.

A picture is a pure function from an answer's data to a `Scene`. It knows neither pixels nor themes and decides nothing.
"""

import logging
from types import ModuleType


def on_paper() -> ModuleType:
    """Return `helpers.pictures.paper`, and with it matplotlib: only who asks for paper waits for them.

    Where the home cannot be written matplotlib takes a temporary folder and says so; in a lesson such a line would
    stand as a warning under a cell, so it is not said.
    """
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        from helpers.pictures import paper
    finally:
        log.setLevel(level)
    return paper
