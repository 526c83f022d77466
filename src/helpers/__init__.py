"""Fewer Doses: lessons that compare osteoporosis regimens.

The names a lesson uses are here; each is looked up when it is first used, so that checking a data folder does
not wait for pictures and widgets. How the floors stand on each other: docs/architecture.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.explorers.adherence import explore_cohort, explore_persistence, explore_ratios, explore_refills
    from helpers.explorers.dosing import explore_dosing
    from helpers.explorers.side_effects import explore_known, explore_side_effects
    from helpers.explorers.tablets import explore_tablet
    from helpers.lessons import check_yourself, lesson_table, predict, sources_used
    from helpers.lessons.adherence import (
        cohort_parameters,
        covered_by_choice,
        monthly_and_weekly,
        more_draws,
        next_infusions,
        said_and_done,
    )
    from helpers.lessons.dosing import (
        boxed_warnings,
        decisions_table,
        doses_table,
        hours_table,
        labelled_uses,
        missed_doses,
        visit_steps,
    )
    from helpers.lessons.side_effects import (
        counted_twice,
        fever_figures,
        painkillers,
        pooled_ratios,
        same_drug,
        tablet_rules,
    )
    from helpers.loading import load, use

HOMES = {
    "explore_cohort": "helpers.explorers.adherence",
    "explore_persistence": "helpers.explorers.adherence",
    "explore_ratios": "helpers.explorers.adherence",
    "explore_refills": "helpers.explorers.adherence",
    "cohort_parameters": "helpers.lessons.adherence",
    "covered_by_choice": "helpers.lessons.adherence",
    "monthly_and_weekly": "helpers.lessons.adherence",
    "more_draws": "helpers.lessons.adherence",
    "next_infusions": "helpers.lessons.adherence",
    "said_and_done": "helpers.lessons.adherence",
    "explore_dosing": "helpers.explorers.dosing",
    "explore_known": "helpers.explorers.side_effects",
    "explore_side_effects": "helpers.explorers.side_effects",
    "explore_tablet": "helpers.explorers.tablets",
    "check_yourself": "helpers.lessons",
    "lesson_table": "helpers.lessons",
    "predict": "helpers.lessons",
    "sources_used": "helpers.lessons",
    "boxed_warnings": "helpers.lessons.dosing",
    "decisions_table": "helpers.lessons.dosing",
    "doses_table": "helpers.lessons.dosing",
    "hours_table": "helpers.lessons.dosing",
    "labelled_uses": "helpers.lessons.dosing",
    "missed_doses": "helpers.lessons.dosing",
    "visit_steps": "helpers.lessons.dosing",
    "counted_twice": "helpers.lessons.side_effects",
    "fever_figures": "helpers.lessons.side_effects",
    "painkillers": "helpers.lessons.side_effects",
    "pooled_ratios": "helpers.lessons.side_effects",
    "same_drug": "helpers.lessons.side_effects",
    "tablet_rules": "helpers.lessons.side_effects",
    "load": "helpers.loading",
    "use": "helpers.loading",
}
__all__ = [
    "boxed_warnings",
    "check_yourself",
    "cohort_parameters",
    "counted_twice",
    "covered_by_choice",
    "decisions_table",
    "doses_table",
    "explore_cohort",
    "explore_dosing",
    "explore_known",
    "explore_persistence",
    "explore_ratios",
    "explore_refills",
    "explore_side_effects",
    "explore_tablet",
    "fever_figures",
    "hours_table",
    "labelled_uses",
    "lesson_table",
    "load",
    "missed_doses",
    "monthly_and_weekly",
    "more_draws",
    "next_infusions",
    "painkillers",
    "pooled_ratios",
    "predict",
    "said_and_done",
    "same_drug",
    "sources_used",
    "tablet_rules",
    "use",
    "visit_steps",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'helpers' has no attribute '{name}'")
    return getattr(import_module(HOMES[name]), name)
