"""Fewer Doses: lessons that compare osteoporosis regimens.

The names a lesson uses are here, in one list by the module they live in; each is looked up when it is first used, so
that checking a data folder does not wait for pictures and widgets. How the floors stand: docs/architecture.md.
"""

from importlib import import_module
from typing import Any

HOMES = {
    "helpers.explorers.adherence": (
        "explore_cohort",
        "explore_persistence",
        "explore_ratios",
        "explore_refills",
    ),
    "helpers.lessons.adherence": (
        "cohort_parameters",
        "covered_by_choice",
        "monthly_and_weekly",
        "more_draws",
        "next_infusions",
        "observed_spread",
        "said_and_done",
    ),
    "helpers.drawings": ("described",),
    "helpers.eligibility": (
        "assess",
        "creatinine_clearance",
    ),
    "helpers.explorers.avoided": ("explore_avoided",),
    "helpers.explorers.balance": ("explore_balance",),
    "helpers.explorers.benefit": ("explore_benefit",),
    "helpers.explorers.dosing": ("explore_dosing",),
    "helpers.explorers.evidence": ("explore_evidence",),
    "helpers.explorers.options": (
        "explore_options",
        "patient_sheet",
    ),
    "helpers.explorers.patient": ("explore_patient",),
    "helpers.explorers.side_effects": (
        "explore_infusions",
        "explore_known",
        "explore_rare_harms",
        "explore_side_effects",
        "explore_two_trials",
    ),
    "helpers.explorers.tablets": ("explore_tablet",),
    "helpers.explorers.turnover": ("explore_missed",),
    "helpers.lessons": (
        "check_yourself",
        "do",
        "glossary",
        "lesson_paths",
        "lesson_table",
        "predict",
        "sources_used",
    ),
    "helpers.lessons.benefit": (
        "baseline_risks",
        "fracture_trials",
        "recommended",
    ),
    "helpers.lessons.cases": ("solve",),
    "helpers.lessons.choosing": (
        "aid_check",
        "costs",
        "how_sure",
        "label_rules",
        "what_aids_do",
    ),
    "helpers.lessons.claims": (
        "judge",
        "own_article",
    ),
    "helpers.lessons.dosing": (
        "boxed_warnings",
        "decisions_table",
        "doses_table",
        "hours_table",
        "labelled_uses",
        "missed_doses",
        "visit_steps",
    ),
    "helpers.lessons.side_effects": (
        "counted_twice",
        "fever_figures",
        "painkillers",
        "pooled_ratios",
        "same_drug",
        "tablet_rules",
    ),
    "helpers.lessons.turnover": (
        "observed_turnover",
        "turnover_values",
    ),
    "helpers.loading": (
        "load",
        "use",
    ),
    "helpers.turnover": (
        "marker_course",
        "marker_from_doses",
    ),
}
HOME_OF = {name: home for home, names in HOMES.items() for name in names}
__all__ = sorted(HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in HOME_OF:
        raise AttributeError(f"module 'helpers' has no attribute '{name}'")
    return getattr(import_module(HOME_OF[name]), name)
