"""Turnover of bone under each drug, when doses come on time, late, or no more: a model held against what was observed.

`marker_from_doses` takes doses of any size at any times, `marker_course` a regimen with a dose that is late, missed or
the last. How the model works stands in `pools` (bisphosphonates) and `precursors` (denosumab), where its values come
from in `data/kinetics.csv`, what it is held against in `data/turnover.csv`. It says nothing of fractures.
"""

from helpers.turnover.course import Plan, course, marker_course, marker_from_doses, plan
from helpers.turnover.forecast import EVENTS, Forecast, forecast, with_curves, without_curves
from helpers.turnover.parameters import MARKER, drugs, kinetics

__all__ = [
    "EVENTS", "MARKER", "Forecast", "Plan", "course", "drugs", "forecast", "kinetics", "marker_course",
    "marker_from_doses", "plan", "with_curves", "without_curves",
]  # fmt: skip
