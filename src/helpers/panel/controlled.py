"""Controls and where they stand: the state of a panel, each control of it as a trait, and the stage of a task."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import anywidget
import traitlets

from helpers.panel.controls import Choices, Control

CREDIT = "Fewer Doses: interactive lessons. Sources stand in the lesson. Licence: CC BY 4.0."


class _Value(traitlets.TraitType[Any, Any]):
    """The value of one control, as a trait of its panel."""

    def validate(self, panel: "Controlled", value: Any) -> Any:
        checked = panel.controls[str(self.name)].check(value)
        return list(checked) if isinstance(checked, tuple) else checked


class Controlled(anywidget.AnyWidget):
    """A widget with controls.

    Each control is a trait of its name: `panel.months = 24`, `panel.set(months=24, tail="nothing")`,
    `ipywidgets.link((one, "months"), (other, "months"))` and `panel.observe(f, "months")` work; `state` holds them all.
    A value that no control offers raises a `ValueError` that names the control and lists what it offers.
    """

    _spec = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    note = ""

    def __init__(self, title: str, controls: Sequence[Control], **synced: Any) -> None:
        self.title = title
        self.controls = {control.name: control for control in controls}
        self.call = self.short_name = ""
        self._given: dict[str, Any] = {}
        self._out_of_sight: set[str] = set()
        self._fixed: set[str] = set()
        for name in self.controls:
            if hasattr(self, name):
                raise ValueError(f'a control cannot be called "{name}": a panel has that already')
        super().__init__(_spec=self.spec, state=self.default_state, **synced)
        self.add_traits(**{name: _Value() for name in self.controls})
        self._spread({"new": self.state})
        self.observe(self._spread, "state")
        if self.controls:
            self.observe(self._gather, list(self.controls))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.state.items())
        return f"{self.call or 'Panel'}({values}): {self.title}"

    def _spread(self, change: Mapping[str, Any]) -> None:
        """Let each control's trait follow the state."""
        for name, value in change["new"].items():
            setattr(self, name, value)

    def _gather(self, change: Mapping[str, Any]) -> None:
        """Let the state follow one control's trait."""
        if self.state[change["name"]] != change["new"]:
            self.state = {**self.state, change["name"]: change["new"]}

    def set(self, **values: Any) -> None:
        """Move controls; the others stay where they are.

        Raises:
            ValueError: an unknown control, or a value that it does not offer: then none is moved.
        """
        self.state = {**self.state, **values}

    def staged(
        self,
        call: str = "",
        preset: Mapping[str, Any] | None = None,
        title: str = "",
        show: Sequence[str] | None = None,
        fixed: Sequence[str] = (),
    ) -> Self:
        """Set the stage: where controls start, which are in sight, which are locked; returns the panel itself.

        Args:
            call: name of the function that makes this panel, to copy a state as a cell.
            preset: where controls stand at the start, and where Reset returns to.
            title: its heading in this place; its own if left out.
            show: names of the controls in sight, in this order; all if left out. The others keep their value.
            fixed: names of controls that are seen and cannot be moved.

        Raises:
            ValueError: no list of names, an unknown control, or a value that it does not offer.
        """
        preset = preset or {}
        for what, names in (("show", show), ("fixed", fixed)):
            if names is not None and (isinstance(names, str) or not all(isinstance(name, str) for name in names)):
                hint = "; what is drawn is chosen by view=" if what == "show" and "view" in self.controls else ""
                known = ", ".join(self.controls)
                raise ValueError(f"{what}: found {names!r}, expected a list of controls, some of {known}{hint}")
        for unknown in [n for n in (*preset, *(show or ()), *fixed) if n not in self.controls]:
            raise ValueError(f'unknown control "{unknown}": expected one of {", ".join(self.controls) or "none"}')
        for name, value in preset.items():
            self.controls[name] = replace(self.controls[name], default=self.controls[name].check(value))
        for name in show or ():
            self.controls[name] = replace(self.controls[name], group="")  # what is asked for is not folded away
        seen = list(self.controls) if show is None else list(show)
        self._out_of_sight, self._fixed = set(self.controls) - set(seen), set(fixed)
        self.controls = {
            name: self.controls[name] for name in [*seen, *sorted(self._out_of_sight, key=list(self.controls).index)]
        }
        self.title = title or self.title
        self.call, self._given = call, dict(preset)
        self._spec = self.spec
        self.state = self.default_state
        return self

    def can_move(self, name: str) -> bool:
        """Return whether a reader can move a control: it is in sight, and not locked."""
        return name not in self._out_of_sight | self._fixed

    @property
    def spec(self) -> dict[str, Any]:
        """What the front end needs to build the panel."""
        sides = {name: {"hidden": name in self._out_of_sight, "fixed": name in self._fixed} for name in self.controls}
        controls = [{**control.spec(), **sides[name]} for name, control in self.controls.items()]
        call = {"name": self.call, "given": list(self._given)}
        return {"title": self.title, "note": self.note, "call": call, "credit": CREDIT, "controls": controls}

    @property
    def default_state(self) -> dict[str, Any]:
        """The state that the panel starts with and that Reset returns to."""
        return {
            name: list(control.default) if isinstance(control, Choices) else control.default
            for name, control in self.controls.items()
        }

    @traitlets.validate("state")
    def _check_state(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        return self.checked(proposal["value"])

    def checked(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return the whole state in its usual form; controls left out take their defaults.

        Raises:
            ValueError: something else than values by control, an unknown control, or a value that it does not offer.
        """
        if not isinstance(state, Mapping):
            raise ValueError(
                f"state: found {str(state)[:60]!r}, expected a value for each of {', '.join(self.controls)}"
            )
        for unknown in set(state) - set(self.controls):
            raise ValueError(f'unknown control "{unknown}": expected one of {", ".join(self.controls)}')
        checked = {name: c.check(state.get(name, c.default)) for name, c in self.controls.items()}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in checked.items()}
