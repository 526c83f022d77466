"""Fractures avoided: as in the trial, and as doses are really taken, with how far that may be off."""

from collections.abc import Sequence
from typing import TypeAlias

from helpers.benefit.avoided import OF, Avoided, Unknown
from helpers.pictures import inks
from helpers.pictures.scales import upward
from helpers.pictures.scene import (
    Bar,
    Column,
    Group,
    Key,
    Part,
    Row,
    Rows,
    Scene,
    Span,
    Swatch,
    Track,
    Words,
    drug_swatch,
)  # fmt: skip
from helpers.words import benefit as words

STOPPED = (
    "After denosumab is stopped vertebrae break soon, often several at once. That is not in these numbers: they are "
    "too friendly."
)
Found: TypeAlias = tuple[str, str, str, Avoided | Unknown]  # name, drug, name of the regimen that stands in, numbers


def scene(found: Sequence[Found], site: str) -> Scene:
    """Return the picture."""
    known = [each for *_, each in found if isinstance(each, Avoided)]
    top = max((max(each.trial_ends[1], each.high) for each in known), default=1.0)
    columns = (Track(scale=upward(top, f"avoided in {OF:,} people")), Column(words="avoided"))
    groups = tuple(_group(each, site) for each in found)
    carried = any(not each.measured for each in known)
    entries = [
        (Swatch(shape="stripes" if carried else "bar"), "avoided"),
        (Swatch(shape="span"), "most likely range: 95 of 100 draws, or the trial's interval"),
        (Swatch(shape="half bar", ink="grid"), "from the worst case to the best"),
    ]
    note = "Striped: the trial's effect carried on for a time that it did not measure."
    parts: list[Part] = [Key(entries=tuple(entries)), Rows(columns=columns, groups=groups)]
    parts += [Words(text=note, strong=True)] if carried else []
    parts += [Words(text=STOPPED, strong=True)] if any(drug == words.REBOUNDS for _, drug, _, _ in found) else []
    return Scene(parts=tuple(parts))


def _group(found: Found, site: str) -> Group:
    name, drug, reference, each = found
    if isinstance(each, Unknown):
        rows: tuple[Row, ...] = (Row(name=words.why_unknown(each, site), cells=((), "")),)
        return Group(words=name, swatch=drug_swatch(drug), rows=rows)
    look, ink = "full" if each.measured else "stripes", inks.ink(drug)
    trial = (
        Bar(low=0.0, high=each.in_trial, look=look, ink=ink, key=f"{name} trial"),
        Span(low=max(each.trial_ends[0], 0.0), high=each.trial_ends[1], key=f"{name} trial ends"),
    )
    marks = (
        Bar(
            low=max(each.low, 0.0),
            high=each.high,
            ink="grid",
            key=f"{name} range",
            says=words.cases(each),
        ),
        Bar(low=0.0, high=each.base, look=look, ink=ink, thin=True, key=f"{name} taken"),
        Span(low=max(each.band[0], 0.0), high=each.band[1], key=f"{name} band"),
    )
    detail = f"{words.rests_on(each, reference)}; {each.without:.0f} of {OF:,} without a drug; {words.moved_by(each)}"
    return Group(
        words=name,
        detail=detail,
        swatch=drug_swatch(drug),
        rows=(
            Row(name="people go on as in the trial", cells=(trial, words.in_trial(each))),
            Row(name="people go on as they really do", cells=(marks, words.as_taken(each))),
        ),
    )
