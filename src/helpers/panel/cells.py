"""Which cell shows which panel: one that its cell no longer shows is closed, so that a cell run again leaves nothing.

A panel shown in another cell too stays open; one that was closed opens again when it is shown again.
"""

from typing import Any

from IPython import get_ipython

_before: dict[str, list[Any]] = {}  # by cell: the panels of its last run
_now: dict[str, list[Any]] = {}  # the same, of the run that is on its way


def shown(panel: Any) -> None:
    """Note that the cell that is running shows a panel; outside of a notebook nothing is noted."""
    shell = get_ipython()  # type: ignore[no-untyped-call]
    cell = _running_cell(shell)
    if cell is None:
        return
    if not _now:
        shell.events.register("post_run_cell", _finished)
    _now.setdefault(cell, []).append(panel)


def _running_cell(shell: Any) -> str | None:
    if shell is None or not hasattr(shell, "get_parent"):
        return None
    cell = shell.get_parent().get("metadata", {}).get("cellId")
    return str(cell) if cell else None


def _finished(_result: Any) -> None:
    """Close what the cell showed when it ran before, unless it, or another cell, shows it still."""
    get_ipython().events.unregister("post_run_cell", _finished)  # type: ignore[no-untyped-call]
    for cell, panels in _now.items():
        old = _before.get(cell, [])
        _before[cell] = panels
        alive = [panel for each in _before.values() for panel in each]
        for panel in old:
            if not any(panel is other for other in alive):
                panel.close()
    _now.clear()
