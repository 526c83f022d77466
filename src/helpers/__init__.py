"""Fewer Doses: lessons that compare osteoporosis regimens.

The names a lesson uses are here; each is looked up when it is first used, so that checking a data folder does
not wait for pictures and widgets. How the floors stand on each other: docs/architecture.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.explorers.dosing import explore_dosing
    from helpers.lessons import (
        check_yourself,
        decisions_table,
        doses_table,
        hours_table,
        labelled_uses,
        lesson_table,
        missed_doses,
        predict,
        sources_used,
        visit_steps,
    )
    from helpers.tables import load

HOMES = {
    "load": "helpers.tables",
    "explore_dosing": "helpers.explorers.dosing",
    "check_yourself": "helpers.lessons",
    "decisions_table": "helpers.lessons",
    "doses_table": "helpers.lessons",
    "hours_table": "helpers.lessons",
    "labelled_uses": "helpers.lessons",
    "lesson_table": "helpers.lessons",
    "missed_doses": "helpers.lessons",
    "predict": "helpers.lessons",
    "sources_used": "helpers.lessons",
    "visit_steps": "helpers.lessons",
}
__all__ = [
    "check_yourself",
    "decisions_table",
    "doses_table",
    "explore_dosing",
    "hours_table",
    "labelled_uses",
    "lesson_table",
    "load",
    "missed_doses",
    "predict",
    "sources_used",
    "visit_steps",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'helpers' has no attribute '{name}'")
    return getattr(import_module(HOMES[name]), name)
