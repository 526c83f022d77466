"""Which regimens the labels let a patient have, and why not: rules as data, read or said to be unread."""

from helpers.eligibility.assessment import VERDICTS, assess, fields
from helpers.eligibility.kidneys import creatinine_clearance, ideal_weight, weights

__all__ = ["VERDICTS", "assess", "creatinine_clearance", "fields", "ideal_weight", "weights"]
