"""Drug and comparator, event by event: two marks on a line, and the interval of their difference."""

from helpers.comparisons import Event, Profile, difference
from helpers.pictures import inks
from helpers.pictures.scales import upward
from helpers.pictures.scene import (
    Bar,
    Column,
    Group,
    Key,
    Mark,
    Part,
    Point,
    Row,
    Rows,
    Scene,
    Span,
    Swatch,
    Track,
    Words,
    drug_swatch,
)
from helpers.words import side_effects as words

MOST_ROWS = 10


def shown(profile: Profile) -> list[Event]:
    """Return the events that the picture has room for."""
    return profile.most_telling(MOST_ROWS)


def scene(profile: Profile) -> Scene:
    """Return the picture of one comparison: totals of the source in bold."""
    study, rows = profile.study, shown(profile)
    drug, other = drug_swatch(study["drug"]), Swatch(shape=inks.COMPARATOR)
    heading = Key(entries=((drug, study["drug_arm"]), (other, study["comparator"]), (Swatch(shape="span"), INTERVAL)))
    if not rows:
        return Scene(parts=(heading, Words(text=words.nothing_here(profile))))
    ends = [max(row["risk_drug"], row["risk_comparator"], _upper_end(row)) for row in rows]
    columns = (
        Track(scale=upward(max(ends), "people in 100")),
        Column(words="drug, other"),
        Column(words="difference (95 %)"),
    )
    events = tuple(
        Row(
            name=words.term(row),
            strong=bool(row["is_total"]),
            cells=(_marks(profile, row), words.both(row), words.difference_words(row)),
        )
        for row in rows
    )
    parts: tuple[Part, ...] = (heading, Rows(columns=columns, groups=(Group(rows=events),)))
    more = words.left_out(profile, len(rows))
    return Scene(parts=(*parts, Words(text=more)) if more else parts)


INTERVAL = "95 % interval of the difference"


def _upper_end(row: Event) -> float:
    apart = difference(row)
    return row["risk_comparator"] + apart.high if apart.has_interval else 0.0


def _marks(profile: Profile, row: Event) -> tuple[Mark, ...]:
    drug, apart, key = profile.study["drug"], difference(row), row["event_id"]
    ends = sorted((row["risk_drug"], row["risk_comparator"]))
    between = Bar(low=ends[0], high=ends[1], ink="grid", thin=True, key=f"{key} between")
    other, said = row["risk_comparator"], words.apart_says(row)
    interval = (Span(low=other + apart.low, high=other + apart.high, key=f"{key} interval", says=said),)
    return (
        between,
        Point(
            x=other, shape=inks.COMPARATOR, key=f"{key} comparator", says=words.event_says(profile, row, "comparator")
        ),
        Point(
            x=row["risk_drug"],
            shape=inks.shape(drug),
            ink=inks.ink(drug),
            key=f"{key} drug",
            says=words.event_says(profile, row, "drug"),
        ),
        *(interval if apart.has_interval else ()),
    )
