"""A hundred people: who would have had the event anyway, who has it on top, who is spared it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.dumbbell import Profile, hollow, nothing_here, sentence, term
from helpers.charts.view import fit, per_100, whole

MOST_EVENTS = 3
SIDE = 10  # people in a row


@dataclass(frozen=True)
class Icons:
    """The picture of one comparison. `events`: up to three rows, as `safety.compare`."""

    profile: Profile
    events: tuple[dict[str, Any], ...]

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        u, blocks = size.text, max(len(self.events), 1)
        rows = 1 if size.wide else blocks
        return round((len(self._key(size)) * 1.35 + 1.2 + rows * self._block(size)[1]) * u)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the layers: words, then people."""
        key = (self.profile.study["study_id"], self.profile.system)
        return [(("icons", key), lambda pen: self._draw_words(pen)), (None, lambda pen: self._draw_people(pen))]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        if not self.events:
            text = nothing_here(self.profile)
            return text, text
        study = self.profile.study
        listed = "; ".join(f"{term(row)}: {_in_words(row)}" for row in self.events)
        alt = (
            f"Groups of 100 people given {study['drug_arm']}, one group an event, rounded to whole people. {listed}. "
            f"What happens either way is what happened with {study['comparator']}."
        )
        lead = self.profile.leading
        return sentence(study, lead if lead in self.events else self.events[0]), alt

    @cached_property
    def _kinds(self) -> list[tuple[str, str]]:
        comparator, placebo = self.profile.study["comparator"], self.profile.study["comparator_kind"] == "placebo"
        spared = any(_people(row)[2] for row in self.events)
        extra = any(_people(row)[1] for row in self.events)
        return [
            ("either", f"{'has it anyway, as with' if placebo else 'has it with either; the other is'} {comparator}"),
            *([("extra", "has it on top, with the drug")] if extra else []),
            *([("spared", "is spared it, with the drug")] if spared else []),
            ("none", "does not have it"),
        ]

    def _key(self, size: style.Size) -> list[tuple[str, str]]:
        """Return the lines above the groups: the mark of each line ("" for none) and its words."""
        room = size.width - 2.7 * size.text
        title = fit(f"100 people given {self.profile.study['drug_arm']}", room, size.text, 3, bold=True)
        key = [(kind, fit(words, room, 0.9 * size.text, 3)) for kind, words in self._kinds]
        return [("title", line) for line in title] + [
            ("" if i else kind, line) for kind, lines in key for i, line in enumerate(lines)
        ]

    @staticmethod
    def _block(size: style.Size) -> tuple[float, float]:
        """Return width and height of one group with its words, in heights of the text."""
        return 17.5, 18.6

    def _place(self, i: int, size: style.Size) -> tuple[float, float]:
        u = size.text
        width, height = self._block(size)
        top = (len(self._key(size)) * 1.35 + 1.2) * u
        return (0.6 * u + i * width * u, top) if size.wide else (0.6 * u, top + i * height * u)

    def _draw_words(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        if not self.events:
            for i, line in enumerate(fit(nothing_here(self.profile), size.width - 1.2 * u, u, 4)):
                pen.words(0.6 * u, (2.0 + 1.3 * i) * u, line)
            return
        for i, (kind, line) in enumerate(self._key(size)):
            y = (0.9 + 1.35 * i) * u
            if kind == "title":
                pen.words(0.6 * u, y, line, weight="bold")
                continue
            if kind:
                self._mark(pen, kind, [1.1 * u], [y])
            pen.words(2.1 * u, y, line, scale=0.9)
        for i, row in enumerate(self.events):
            x, y = self._place(i, size)
            for j, line in enumerate(fit(term(row), 16.2 * u, 0.95 * u, bold=True)):
                pen.words(x, y + (0.8 + 1.2 * j) * u, line, scale=0.95, weight="bold")
            pen.words(x, y + 17.3 * u, fit(_in_words(row), 16.6 * u, 0.9 * u, 1)[0], scale=0.9)

    def _draw_people(self, pen: Pen) -> None:
        u = pen.size.text
        for i, row in enumerate(self.events):
            x, y = self._place(i, pen.size)
            either, extra, spared = _people(row)
            kinds = ["either"] * either + ["extra"] * extra + ["spared"] * spared
            kinds += ["none"] * (SIDE * SIDE - len(kinds))
            for kind in dict.fromkeys(kinds):
                places = [n for n, k in enumerate(kinds) if k == kind]
                xs = [x + (0.7 + 1.35 * (n % SIDE)) * u for n in places]
                ys = [y + (3.5 + 1.35 * (n // SIDE)) * u for n in places]
                self._mark(pen, kind, xs, ys)

    def _mark(self, pen: Pen, kind: str, xs: list[float], ys: list[float]) -> None:
        u, drug = pen.size.text, self.profile.study["drug"]
        match kind:
            case "either":
                pen.marks(xs, ys, "o", markersize=0.75 * u, color=pen.theme.text)
            case "extra":
                pen.marks(xs, ys, style.mark(drug), markersize=0.9 * u, color=style.colour(drug, pen.theme))
            case "spared":
                pen.marks(xs, ys, "x", markersize=0.7 * u, color=pen.theme.text, markeredgewidth=1.5)
            case _:
                pen.marks(
                    xs,
                    ys,
                    "o",
                    markersize=0.6 * u,
                    **{**hollow(pen), "markeredgecolor": pen.theme.quiet, "markeredgewidth": 1},
                )


def _people(row: dict[str, Any]) -> tuple[int, int, int]:
    """Return whole people in 100: with the event either way, on top, spared.

    It is the difference that is rounded: two rounded risks would make up a person, or lose one.
    """
    either, apart = whole(min(row["risk_drug"], row["risk_comparator"])), whole(abs(row["difference"]))
    return (either, apart, 0) if row["difference"] > 0 else (either, 0, apart)


def _in_words(row: dict[str, Any]) -> str:
    words = f"{per_100(row['risk_drug'])} in 100 against {per_100(row['risk_comparator'])}"
    return words if abs(row["difference"]) < 0.05 or sum(_people(row)[1:]) else f"{words}, under 1 apart"


def lead_events(profile: Profile, systems: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    """Return the events to draw: one for each body system, or the foremost of one system.

    A total comes first if the source gives one; then the event that most people had. Subgroups are left out.
    """
    whole = [row for row in profile.sorted if pd.isna(row["subgroup"])]
    order = sorted(whole, key=lambda r: (not r["is_total"], -(r["risk_drug"] + r["risk_comparator"])))
    if len(systems) == 1:
        return tuple(order[:MOST_EVENTS])
    firsts = (next((row for row in order if row["body_system"] == system), None) for system in systems)
    return tuple(row for row in firsts if row) or tuple(order[:MOST_EVENTS])
