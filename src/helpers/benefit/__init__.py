"""How much fracture is prevented: what trials found, where, and what is left of it as the doses are really taken."""

from helpers.benefit.avoided import Avoided, avoided
from helpers.benefit.effects import Benefit, Effect, benefit, effect
from helpers.benefit.evidence import Cell, cell, main_row

__all__ = ["Avoided", "Benefit", "Cell", "Effect", "avoided", "benefit", "cell", "effect", "main_row"]
