"""Cohorts of virtual patients: a curve of the share covered, and below it a row a patient, a column a month."""

from collections.abc import Sequence

import numpy as np

from helpers.adherence.outlook import HORIZONS, Outlook
from helpers.pictures import curves, inks
from helpers.pictures.scene import (
    Beside,
    Cells,
    Key,
    Places,
    Plot,
    Scale,
    Scene,
    Swatch,
)  # fmt: skip
from helpers.words import adherence as words

SHARES = Scale(low=0.0, high=1.0, ticks=((0.0, "0"), (0.5, "50"), (1.0, "100 %")))


def scene(outlooks: Sequence[Outlook], next_doses: Places) -> Scene:
    """Return the picture; `next_doses`: the values of the control of the second dose, each with its share."""
    curve = Key(
        entries=(
            (Swatch(shape="line"), "covered"),
            *(((Swatch(shape="bar", ink="grid"), "its range"),) if any(each.ranged for each in outlooks) else ()),
            (Swatch(shape="dots"), "covered or some effect left"),
        )
    )
    patients = Key(
        entries=(
            (Swatch(shape="bar"), f"below, {words.patients(outlooks[0])}: covered"),
            (Swatch(shape="half bar"), words.STATES["1"]),
            (Swatch(shape="bar", ink="band"), words.STATES["0"]),
        )
    )
    return Scene(
        parts=(curve, patients, Beside(stacks=tuple((_plot(each, i, next_doses),) for i, each in enumerate(outlooks))))
    )


def _plot(each: Outlook, side: int, next_doses: Places) -> Plot:
    ink, end = inks.ink(each.drug), each.months + 1
    months = (0, *(month for month in HORIZONS if month <= each.months))
    signs = np.ascontiguousarray(np.array(["0", "1", "2"])[each.patients])
    rows = signs.view(f"U{signs.shape[1]}").ravel().tolist()  # a row of signs is one text
    return Plot(
        words=each.name,
        swatch=Swatch(shape=inks.shape(each.drug), ink=ink),
        x=Scale(low=0.0, high=float(end), ticks=tuple((float(m), f"{m}") for m in months), words=_time(each)),
        y=SHARES,
        marks=tuple(curves.marks(each, side, next_doses)),
        height=9.0,
        raster=Cells(rows=tuple(rows), ink=ink),
    )


def _time(each: Outlook) -> str:
    beyond = each.known_months < each.months
    return "months, and the one after" + ("; right of the dashes extrapolated" if beyond else "")
