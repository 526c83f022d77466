"""The panel: one component for every lesson's controls, picture, sentence and table.

    state ──► answer(state) ──► picture in this size and theme ──► frame

An explorer declares controls and an `answer` function; the panel does the rest. The browser keeps finished
frames and asks for the neighbours of the present state before anybody moves there; the kernel only answers
requests, one frame each, and remembers what it drew. The front end is panel.js and panel.css beside this file.
"""

from helpers.panel.controls import Choices, Control, Options, Slider
from helpers.panel.panel import Answer, Frame, Panel

__all__ = ["Answer", "Choices", "Control", "Frame", "Options", "Panel", "Slider"]
