"""Published figures as strips: the place is how often the drug is taken, the colour is the drug, a mark a figure."""

from collections.abc import Sequence
from math import isnan

from helpers.adherence import observed
from helpers.adherence.observed import Strip
from helpers.pictures import inks
from helpers.pictures.scene import (
    Bar,
    Column,
    Group,
    Key,
    Mark,
    Point,
    Row,
    Rows,
    Scale,
    Scene,
    Span,
    Swatch,
    Track,
    Words,
    drug_swatch,
)  # fmt: skip
from helpers.words import adherence as words
from helpers.words.adherence import Figure

PERCENT = tuple((float(value), f"{value}{' %' if value == 100 else ''}") for value in range(0, 101, 20))


def scene(rows: Sequence[Figure], measure: str, study: str) -> Scene:
    """Return the picture; `rows`: as `observed.shown`; `study`: the one that stands out, or "none"."""
    if not rows:
        return Scene(parts=(Words(text=words.figures(rows, measure, study).sentence),))
    drugs = dict.fromkeys(inks.base_drug(row["drug"]) for row in rows)
    entries = [(drug_swatch(drug), drug) for drug in inks.DRUGS if drug in drugs]
    entries += [(drug_swatch(""), "several drugs, or another")] if "" in drugs else []
    entries.append((Swatch(shape="tick"), f"the middle figure, of {observed.ENOUGH} or more"))
    entries.append((Swatch(shape="bar", ink="band"), "from the lowest to the highest"))
    entries.append((Swatch(shape="span"), "a range, where no single figure is printed"))
    key = Key(entries=tuple(entries))
    scale = Scale(low=0.0, high=100.0, ticks=PERCENT, words=f"{measure}, percent")
    columns = (Track(scale=scale, pile=True), Column(start=True))
    groups = tuple(
        Group(words=time, rows=tuple(_row(strip, time, study) for strip in strips))
        for time, strips in observed.strips(rows).items()
    )
    return Scene(parts=(key, Rows(columns=columns, groups=groups)))


def _row(strip: Strip, time: str, study: str) -> Row:
    marks: list[Mark] = []
    for row in strip.rows:
        out = row["study"] == study
        if isnan(row["percent"]) or (out and not isnan(row["percent_low"])):
            marks.append(Span(low=row["percent_low"], high=row["percent_high"], says=words.figure_says(row)))
        if not isnan(row["percent"]):
            marks.append(_point(row, out))
    if not isnan(strip.middle):
        marks.insert(
            0, Bar(low=strip.low, high=strip.high, ink="band", thin=True, key=f"{time} {strip.interval} spread")
        )
        said = f"{strip.interval}, {time}: {words.middle(strip)}"
        marks.append(Point(x=strip.middle, shape="tick", size=1.9, key=f"{time} {strip.interval}", says=said))
    return Row(name=strip.interval, cells=(tuple(marks), words.middle(strip)))


def _point(row: Figure, out: bool) -> Point:
    return Point(
        x=row["percent"],
        shape=inks.shape(row["drug"]),
        ink=inks.ink(row["drug"]),
        size=1.5 if out else 0.8,
        words=words.figure(row) if out else "",
        key=row["row_id"],
        says=words.figure_says(row),
        choose=("study", row["study"]),
    )
