"""Two comparisons beside each other: differences only, each against its own comparator, and in what they are unlike."""

from helpers.comparisons import Event, Profile, difference
from helpers.pictures import inks
from helpers.pictures.scales import around_zero
from helpers.pictures.scene import (
    Column,
    Group,
    Guide,
    Mark,
    Part,
    Point,
    Row,
    Rows,
    Scene,
    Span,
    Track,
    Words,
    drug_swatch,
)
from helpers.words import side_effects as words

MOST_ROWS_EACH = 6


def shown(profiles: tuple[Profile, Profile]) -> list[list[Event]]:
    """Return the events that the picture has room for, for each."""
    return [profile.most_telling(MOST_ROWS_EACH) for profile in profiles]


def scene(profiles: tuple[Profile, Profile]) -> Scene:
    """Return the picture."""
    rows = shown(profiles)
    apart = [difference(row) for each in rows for row in each]
    ends = [end for d in apart for end in ((d.low, d.high) if d.has_interval else (d.value,))]
    columns = (Track(scale=around_zero([0.0, *ends], "difference in 100")), Column(words="difference (95 %)"))
    twice = profiles[0].study["study_id"] == profiles[1].study["study_id"]
    groups = (_group(profiles[0], rows[0]), _group(profiles[1], rows[1], " again" if twice else ""))
    careful = words.warning(*profiles) if any(rows) else ""
    parts: tuple[Part, ...] = (Words(text=careful, strong=True),) if careful else ()
    return Scene(parts=(*parts, Rows(columns=columns, groups=groups)))


def _group(profile: Profile, rows: list[Event], again: str = "") -> Group:
    study = profile.study
    nothing = (Row(name=f"this source gives no figure for {profile.system}", cells=((), "")),)
    events = tuple(
        Row(
            name=words.term(row),
            strong=bool(row["is_total"]),
            cells=(_marks(profile, row, again), words.difference_words(row)),
        )
        for row in rows
    )
    return Group(
        words=study["drug_arm"],
        detail=f"less {study['comparator']}; {study['duration']}; {study['counting']}",
        swatch=drug_swatch(study["drug"]),
        rows=events or nothing,
    )


def _marks(profile: Profile, row: Event, again: str) -> tuple[Mark, ...]:
    drug, apart, said = profile.study["drug"], difference(row), words.apart_says(row)
    key = row["event_id"] + again
    point = Point(x=apart.value, shape=inks.shape(drug), ink=inks.ink(drug), key=f"{key} drug", says=said)
    interval = (Span(low=apart.low, high=apart.high, key=f"{key} interval"),) if apart.has_interval else ()
    return (Guide(x=0.0, ink="quiet"), *interval, point)
