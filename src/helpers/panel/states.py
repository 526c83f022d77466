"""A state as text: "shift=21;grace=30". So a link, a command and a note in a margin can name one."""

from collections.abc import Mapping
from typing import Any

from helpers.panel.controls import Choices, Control


def written(state: Mapping[str, Any], controls: Mapping[str, Control]) -> str:
    """Return a state as text: the controls that are not as at the start, in their order.

    >>> from helpers.panel.controls import Slider
    >>> written({"grace": 45}, {"grace": Slider("grace", "Grace", [(30, "30 days"), (45, "45 days")], 30)})
    'grace=45'
    """
    changed = [(name, state[name]) for name, control in controls.items() if state[name] != _start(control)]
    return ";".join(f"{name}={_words(value)}" for name, value in changed)


def read(text: str, controls: Mapping[str, Control]) -> dict[str, Any]:
    """Return the values that a text names.

    Raises:
        ValueError: a part that is not key=value, an unknown control, or a value that it does not offer; the message
            names the part and lists what is known.
    """
    state: dict[str, Any] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        name, sign, value = (each.strip() for each in part.partition("="))
        if not sign:
            raise ValueError(f'state: found "{part}", expected key=value, parted by ";"')
        if name not in controls:
            raise ValueError(f'unknown control "{name}": expected one of {", ".join(controls)}')
        state[name] = _value(value, controls[name])
    return state


def _start(control: Control) -> Any:
    return list(control.default) if isinstance(control, Choices) else control.default


def _words(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _value(text: str, control: Control) -> Any:
    offered = {str(value): value for value in control.values}
    if isinstance(control, Choices):
        chosen = [each.strip() for each in text.split(",") if each.strip()]
        return list(control.check([offered.get(each, each) for each in chosen]))
    return control.check(offered.get(text, text))
