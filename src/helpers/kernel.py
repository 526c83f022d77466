"""The kernel of the lessons: Python's own, without its exact version.

JupyterLab writes into an opened notebook which Python its kernel is, and then takes the notebook for changed. This one
says "3", as the committed notebooks do, so that opening a lesson leaves it as it is. `make lab` and Binder use it by
`tools/ipython_kernel_config.py`; any other kernel runs the lessons as well.
"""

from typing import Any, ClassVar

from ipykernel.ipkernel import IPythonKernel


class LessonKernel(IPythonKernel):
    """IPython's kernel, whatever its version."""

    language_info: ClassVar[dict[str, Any]] = {**IPythonKernel.language_info, "version": "3"}
