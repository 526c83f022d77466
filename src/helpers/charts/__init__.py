"""Pictures: one module for each, drawn in pixels on a shared canvas.

A chart module offers functions of the same data: `height`, and `layers`, from what changes least to what a control
moves most often. `describe` puts the same data into words.
"""
