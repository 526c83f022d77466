"""The panel: one component for every lesson's controls, picture, sentence and table.

    state ──► answer(state) ──► scene and words ──► frame ──► painted in the browser

An explorer declares controls and an `answer` function; the panel does the rest. The browser keeps finished
frames and asks for the neighbours of the present state before anybody moves there; the kernel only answers
requests, one frame each. The front end is the folder `front`.
"""

from helpers.panel.alone import Alone
from helpers.panel.answers import Answer, Frame
from helpers.panel.controls import Choices, Commit, Control, Options, Slider, plain
from helpers.panel.exercise import Exercise
from helpers.panel.explorer import explorer
from helpers.panel.panel import Panel

__all__ = [
    "Alone",
    "Answer",
    "Choices",
    "Commit",
    "Control",
    "Exercise",
    "Frame",
    "Options",
    "Panel",
    "Slider",
    "explorer",
    "plain",
]
