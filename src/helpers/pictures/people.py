"""A hundred people: who has the event anyway, who has it on top, who is spared it."""

from helpers.comparisons import Event, Profile, in_100
from helpers.pictures.scene import Hundred, Key, Part, People, Scene, Swatch, Words, drug_swatch
from helpers.words import side_effects as words


def scene(profile: Profile, events: tuple[Event, ...]) -> Scene:
    """Return the picture of up to three events of one comparison."""
    if not events:
        return Scene(parts=(Words(text=words.nothing_here(profile)),))
    drug, said = profile.study["drug"], words.kinds(profile)
    looks = {
        "either": Swatch(shape="disc"),
        "extra": drug_swatch(drug),
        "spared": Swatch(shape="x"),
        "none": Swatch(shape="dot", ink="quiet"),
    }
    found = {row["event_id"]: in_100(row) for row in events}
    there = {kind for each in found.values() for kind in ("extra", "spared") if getattr(each, kind)}
    kinds = [kind for kind in looks if kind in {"either", "none", *there}]
    groups = tuple(
        Hundred(
            name=words.term(row),
            words=words.in_100_words(row),
            key=row["event_id"],
            rest=looks["none"],
            counts=tuple(
                (looks[kind], number, f"{words.term(row)}: {number} of 100, each {said[kind]}")
                for kind in ("either", "extra", "spared")
                if (number := getattr(found[row["event_id"]], kind))
            ),
        )
        for row in events
    )
    title = Words(text=f"100 people given {profile.study['drug_arm']}", strong=True)
    parts: tuple[Part, ...] = (title, Key(entries=tuple((looks[kind], said[kind]) for kind in kinds)))
    return Scene(parts=(*parts, People(groups=groups)))
