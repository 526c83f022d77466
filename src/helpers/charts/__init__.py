"""Pictures: one module for each, drawn in pixels on a shared canvas.

A chart module offers functions of the same data: `height`, and `layers`, from what changes least to what a control
moves most often. `describe` puts the same data into words.
"""

import logging


def _without_a_word_about_home() -> None:
    """Let matplotlib choose its folders: where the home cannot be written it takes a temporary one, and says so.

    In a lesson such a line would stand as a warning under the first cell.
    """
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        import matplotlib

        matplotlib.get_configdir()
        matplotlib.get_cachedir()
    finally:
        log.setLevel(level)


_without_a_word_about_home()
