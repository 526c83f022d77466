"""With and without a drug: two bars, or a hundred or a thousand people."""

from math import floor, isnan

import pandas as pd

from helpers.benefit.effects import Benefit
from helpers.comparisons import whole
from helpers.pictures import inks
from helpers.pictures.scales import upward
from helpers.pictures.scene import (
    Bar,
    Column,
    Group,
    Hundred,
    Key,
    Mark,
    People,
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
from helpers.words.numbers import per_100

SPARED, BROKEN, UNHARMED = Swatch(shape="x"), Swatch(shape="disc"), Swatch(shape="dot", ink="quiet")

FEW = 2  # of 100: with fewer, whole people in 100 say too much or too little
TOPS = (5, 20, 60, 100)  # of 100: a scale stays while the risk grows, so that the bars are seen to grow


def bars(found: Benefit, drug: str, of: int) -> Scene:
    """Return two bars, in people of 100 or 1,000, and how many are treated for one who is spared."""
    without, with_drug, low, high = (
        each * of / 100 for each in (found.without, found.with_drug.value, found.with_drug.low, found.with_drug.high)
    )
    top = next(top for top in TOPS if top * of / 100 >= max(without, 0.0 if isnan(high) else high))
    columns = (Track(scale=upward(top * of / 100, f"people of {of:,}")), Column(words=f"of {of:,}"))
    marks: list[Mark] = [Bar(low=0.0, high=with_drug, key="with", ink=inks.ink(drug))]
    if not isnan(low):
        marks.append(Span(low=low, high=high, key="interval"))
    bare = Bar(low=0.0, high=without, key="without", ink="text", look="box")
    rows = (
        Row(name="without the drug", cells=((bare,), words.people(found.without, of))),
        Row(name="with it", swatch=drug_swatch(drug), cells=(tuple(marks), words.people(found.with_drug.value, of))),
    )
    return Scene(parts=(_title(found), Rows(columns=columns, groups=(Group(rows=rows),)), _needed(found)))


def people(found: Benefit) -> Scene:
    """Return 100 people: who has the fracture all the same, and who is spared it (rounded down)."""
    if found.without < FEW:
        return Scene(parts=(_title(found), Words(text=words.too_few(found), strong=True), _needed(found)))
    spared = max(floor(-found.difference.value + 1e-9), 0)  # rounded down: a drug never looks better than it is
    broken = max(whole(found.without) - spared, 0)
    key = Key(entries=((BROKEN, "fracture, drug or not"), (SPARED, "spared by the drug"), (UNHARMED, "no fracture")))
    counts = (
        (BROKEN, broken, f"{broken} of 100: a fracture, drug or not"),
        (SPARED, spared, f"{spared} of 100: spared by the drug"),
    )
    has, is_ = "has" if broken == 1 else "have", "is" if spared == 1 else "are"
    rounded = f"(rounded from {per_100(found.with_drug.value)} and {per_100(-found.difference.value)})"
    said = f"{broken} {has} a fracture all the same, {spared} {is_} spared one {rounded}"
    crowd = Hundred(name="100 people", words=said, counts=tuple(each for each in counts if each[1]), key="people")
    return Scene(parts=(_title(found), key, People(groups=(crowd,)), _needed(found)))


def nothing(text: str) -> Scene:
    """Return the picture where there is nothing to draw."""
    return Scene(parts=(Words(text=text),))


def _title(found: Benefit) -> Words:
    row = found.row
    like = "as in the trial" if found.in_trial else "not the trial: people at another risk, the same ratio assumed"
    like += "" if pd.isna(row["arms_differ"]) else "; the ratio of the groups themselves, less than the paper prints"
    return Words(
        text=f"{row['trial']}: {row['population']}; {row['time']}; {words.FRACTURES[str(row['site'])]}; {like}"
    )


def _needed(found: Benefit) -> Words:
    return Words(text=words.needed(found), strong=True)
