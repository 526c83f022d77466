"""The reaction after the first, the second, the third infusion, study by study, with what could not be read."""

from math import isnan

from helpers.comparisons import Event
from helpers.pictures import inks
from helpers.pictures.scales import upward
from helpers.pictures.scene import Bar, Column, Group, Key, Mark, Point, Row, Rows, Scene, Span, Swatch, Track
from helpers.words import side_effects as words

DRUG = "zoledronic acid"
KEY = Key(
    entries=(
        (Swatch(shape="bar", ink=inks.ink(DRUG)), "with the drug"),
        (Swatch(shape=inks.COMPARATOR), "with placebo"),
        (Swatch(shape="span"), "95 % interval"),
    )
)


def scene(groups: dict[str, list[Event]]) -> Scene:
    """Return the picture; `groups`: the rows of `safety.by_infusion` under the name of their study."""
    ends = [
        end for rows in groups.values() for row in rows for end in (row["risk"], row["risk_high"]) if not isnan(end)
    ]
    columns = (Track(scale=upward(max(ends, default=1.0), "people in 100")), Column(words="in 100", start=True))
    parts = tuple(
        Group(
            words=name,
            rows=tuple(
                Row(name=words.infusion(row), cells=(_marks(name, row), words.infusion_figure(row))) for row in rows
            ),
        )
        for name, rows in groups.items()
    )
    return Scene(parts=(KEY, Rows(columns=columns, groups=parts)))


def _marks(study: str, row: Event) -> tuple[Mark, ...]:
    if isnan(row["risk"]):
        return ()
    said = f"{study}, {words.infusion(row)}: {words.infusion_figure(row)} of 100"
    marks: tuple[Mark, ...] = (Bar(low=0.0, high=row["risk"], ink=inks.ink(DRUG), says=said),)
    if not isnan(row["risk_low"]):
        marks += (Span(low=row["risk_low"], high=row["risk_high"]),)
    if not isnan(row["risk_comparator"]):
        marks += (Point(x=row["risk_comparator"], shape=inks.COMPARATOR),)
    return marks
