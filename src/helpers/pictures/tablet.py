"""A morning with a tablet: when it is taken, how long nothing but water, how long upright, when breakfast comes."""

from typing import Any

from helpers.pictures import inks
from helpers.pictures.scene import Bar, Group, Mark, Point, Row, Rows, Scale, Scene, Track, Words
from helpers.words import dosing as words

BEFORE, AFTER = -20, 65  # minutes around the tablet that the picture shows
BREAKFAST_BEFORE = -15  # where breakfast stands that comes before the tablet
SCALE = Scale(
    low=float(BEFORE),
    high=float(AFTER),
    ticks=tuple((float(minute), f"{minute}") for minute in range(0, 61, 15)),
    words="minutes after the tablet",
)


def scene(row: dict[str, Any]) -> Scene:
    """Return the picture; `row`: a regimen with its row of `tablet_rules` and its `title`."""
    drug = row["drug"]
    eats = BREAKFAST_BEFORE if words.fed(row) else row["fasting_min"]
    tablet = Point(x=0.0, shape=inks.shape(drug), ink=inks.ink(drug), size=1.3, words="tablet",
                   says=f"The tablet: {row['taken']}")  # fmt: skip
    when = "before the tablet" if words.fed(row) else f"from {float(eats):g} minutes after the tablet"
    breakfast = Point(x=float(eats), shape="square", key="breakfast", words="breakfast", says=f"Breakfast: {when}")
    lines: dict[str, tuple[Mark, ...]] = {
        "taken": (tablet, breakfast),
        "only water": (_rule(row, "fasting_min", "Only water"),),
        "upright": (_rule(row, "upright_min", "Sitting or standing"),),
    }
    rows = tuple(Row(name=name, cells=(marks,)) for name, marks in lines.items())
    title = Words(text=row["title"], strong=True)
    return Scene(parts=(title, Rows(columns=(Track(scale=SCALE),), groups=(Group(rows=rows),))))


def _rule(row: dict[str, Any], rule: str, said: str) -> Bar:
    minutes = float(row[rule])
    text = f"{minutes:g} min" if minutes else "no rule"
    return Bar(low=0.0, high=minutes, ink=inks.ink(row["drug"]), words=text, key=rule, says=f"{said}: {text}")
