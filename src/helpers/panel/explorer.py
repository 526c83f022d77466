"""What every `explore_…` function can do besides its own: preset any control, show some, lock some."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from helpers.panel.panel import Panel


def explorer(make: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function that makes a panel take every control of it by name, and `title=`, `show=` and `fixed=`.

    What the function itself takes it gets; any other name is a control of the panel, which starts there. `title` is the
    panel's heading in this place, `show` lists the controls in sight, `fixed` those that are locked.

    Raises (the function that is returned):
        ValueError: an unknown control, or a value that it does not offer.
    """
    own = inspect.signature(make)

    @wraps(make)
    def explore(
        *values: Any, title: str = "", show: Sequence[str] | None = None, fixed: Sequence[str] = (), **named: Any
    ) -> Any:
        preset = {name: named.pop(name) for name in list(named) if name not in own.parameters}
        given = own.bind(*values, **named)
        made = make(*given.args, **given.kwargs)
        if not isinstance(made, Panel):
            return made
        known = {name: made.state[name] for name in given.arguments if name in made.controls}
        return made.staged(make.__name__, {**known, **preset}, title, show, fixed)

    extra = [
        inspect.Parameter("title", inspect.Parameter.KEYWORD_ONLY, default=""),
        inspect.Parameter("show", inspect.Parameter.KEYWORD_ONLY, default=None),
        inspect.Parameter("fixed", inspect.Parameter.KEYWORD_ONLY, default=()),
        inspect.Parameter("presets", inspect.Parameter.VAR_KEYWORD),
    ]
    explore.__signature__ = own.replace(parameters=[*own.parameters.values(), *extra])  # type: ignore[attr-defined]
    return explore
