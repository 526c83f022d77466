"""Benefit and rare harm of one drug around zero: fewer to the left, more to the right."""

from collections.abc import Sequence

from helpers.benefit.balance import FRACTURE, HARM, OF, Apart
from helpers.pictures import inks
from helpers.pictures.scales import around_zero
from helpers.pictures.scene import Bar, Column, Group, Guide, Mark, Row, Rows, Scene, Span, Track, Words, drug_swatch
from helpers.words import balance as words

HEADINGS = {FRACTURE: "fractures", HARM: "rare harms"}


def scene(rows: Sequence[Apart], drug: str) -> Scene:
    """Return the picture; `rows`: as `balances` has them for a drug."""
    if not rows:
        return Scene(parts=(Words(text=words.balance(rows, drug).sentence),))
    ends = [end for row in rows for end in _ends(row)]
    columns = (Track(scale=around_zero([0.0, *ends], f"more or fewer of {OF:,}")), Column(words="in 1,000 (95 %)"))
    groups = tuple(
        Group(
            words=heading,
            swatch=drug_swatch(drug) if kind == FRACTURE else None,
            rows=tuple(_row(row, drug) for row in rows if row.kind == kind),
        )
        for kind, heading in HEADINGS.items()
    )
    return Scene(parts=(Rows(columns=columns, groups=groups),))


def _ends(row: Apart) -> tuple[float, ...]:
    d = row.difference
    return (d.value, d.low, d.high) if d.has_interval else (d.value,)


def _row(row: Apart, drug: str) -> Row:
    d, key = row.difference, f"{row.name} {row.time}"
    low, high = min(d.value, 0.0), max(d.value, 0.0)
    ink = inks.ink(drug) if row.kind == FRACTURE else "text"
    look = "full" if row.kind == FRACTURE else "stripes"
    marks: list[Mark] = [
        Guide(x=0.0, ink="quiet"),
        Bar(low=low, high=high, ink=ink, look=look, key=key, says=words.says(row)),
    ]
    if d.has_interval:
        marks.append(Span(low=d.low, high=d.high, key=f"{key} interval"))
    return Row(name=words.name(row), detail=f"{row.time}; {row.who}", cells=(tuple(marks), words.apart(row)))
