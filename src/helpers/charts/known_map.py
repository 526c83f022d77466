"""The map of what is known: a regimen in each row, a part of the body in each column."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import safety
from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.view import fit

WORDS = {
    "read": "read in print",
    "machine reading": "read by machine only",
    "not expected": "not expected",
    safety.NOT_VERIFIED: "no figure could be verified",
}
HEADINGS = {"gut": "gut", "muscle, bone and joint": "muscle, bone, joint", "flu-like": "flu-like"}


@dataclass(frozen=True)
class Known:
    """The picture. `rows`: as `safety.known`, with `drug`, `label` and `detail` of each regimen."""

    rows: pd.DataFrame

    @property
    def regimens(self) -> list[dict[str, Any]]:
        """One row a regimen with the status of each system."""
        return [
            {**part.iloc[0][["regimen_id", "drug", "label", "detail"]].to_dict(), "cells": part.to_dict("records")}
            for _, part in self.rows.groupby("regimen_id", sort=False)
        ]

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round(self._row_y(size, len(self.regimens) - 0.5) + 0.4 * size.text)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the only layer."""
        return [(("known", tuple(self.rows["regimen_id"])), self._draw)]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        status = self.rows["status"]
        number = self.rows["regimen_id"].nunique()
        found = self.rows[status.isin(["read", "machine reading"])].groupby("regimen_id").size()
        full, none = int((found == len(safety.MAPPED_SYSTEMS)).sum()), number - len(found)
        text = (
            f"Of {number} regimens, {full} {'has' if full == 1 else 'have'} a comparison for gut, muscles and flu-like "
            f"reactions, and {none} {'has' if none == 1 else 'have'} none at all. In "
            f"{int((status == 'machine reading').sum())} places the only figures were read by a machine."
        )
        listed = "; ".join(
            f"{row['label']} {row['detail']}: "
            + ", ".join(f"{HEADINGS[cell['body_system']]} {WORDS[cell['status']]}" for cell in row["cells"])
            for row in self.regimens
        )
        return text, f"Table of marks, one row a regimen. {listed}."

    def _row_y(self, size: style.Size, i: float) -> float:
        u = size.text
        return ((4.6 if size.wide else 8.8) + (2.0 if size.wide else 4.5) * (i + 0.5)) * u

    def _draw(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        self._draw_key(pen)
        left = 27 * u if size.wide else 0.6 * u
        step = min((size.width - left) / 3, 15 * u)
        top = self._row_y(size, -0.5) - 0.6 * u
        for i, system in enumerate(safety.MAPPED_SYSTEMS):
            words = HEADINGS[system] if size.wide else HEADINGS[system].partition(",")[0]
            pen.words(left + i * step, top, words, color=pen.theme.quiet, scale=0.9)
        above = [self._row_y(size, i) - (1.0 if size.wide else 2.2) * u for i in range(len(self.regimens))]
        pen.lines([((0, y), (size.width, y)) for y in above], color=pen.theme.band, linewidth=1)
        signs: dict[str, list[tuple[float, float]]] = {}
        for i, row in enumerate(self.regimens):
            y = self._row_y(size, i)
            colour = style.colour(row["drug"], pen.theme)
            name_y = y if size.wide else y - 1.4 * u
            pen.marks([0.95 * u], [name_y], style.mark(row["drug"]), color=colour, markersize=0.7 * u)
            name = f"{row['label']}, {row['detail']}"
            room = (left if size.wide else size.width) - 2.2 * u
            for j, line in enumerate(fit(name, room, 0.9 * u, 1 if size.wide else 2)):
                pen.words(1.7 * u, name_y + 1.2 * j * u, line, scale=0.9)
            cell_y = y if size.wide else y + 1.3 * u
            for j, cell in enumerate(row["cells"]):
                x = left + j * step
                signs.setdefault(cell["status"], []).append((x + 0.5 * u, cell_y))
                if cell["events"]:
                    number = f"{cell['events']}" + (f" figure{'s' * (cell['events'] > 1)}" if size.wide else "")
                    pen.words(x + 1.5 * u, cell_y, number, scale=0.85, color=pen.theme.quiet)
        for status, places in signs.items():
            _signs(pen, status, places)

    def _draw_key(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        for i, (status, words) in enumerate(WORDS.items()):
            across, down = (i % 2, i // 2) if size.wide else (0, i)
            x, y = (0.6 + 19 * across) * u, (0.9 + (1.3 if size.wide else 1.5) * down) * u
            _signs(pen, status, [(x + 0.5 * u, y)])
            pen.words(x + 1.5 * u, y, words, scale=0.9)


def _signs(pen: Pen, status: str, places: list[tuple[float, float]]) -> None:
    """Draw the mark of a status at some places: full, half full, a dash, a hollow square."""
    u, ink, paper = pen.size.text, pen.theme.text, pen.theme.background
    xs, ys = zip(*places, strict=True)
    match status:
        case "read":
            pen.marks(xs, ys, "o", markersize=0.9 * u, color=ink)
        case "machine reading":
            pen.marks(xs, ys, "o", markersize=0.85 * u, fillstyle="left", color=ink, markerfacecoloralt=paper)
        case "not expected":
            dashes = [((x - 0.45 * u, y), (x + 0.45 * u, y)) for x, y in places]
            pen.lines(dashes, color=ink, linewidth=0.16 * u)
        case _:
            edge = {"markerfacecolor": paper, "markeredgecolor": pen.theme.quiet, "markeredgewidth": 1.3}
            pen.marks(xs, ys, "s", markersize=0.7 * u, **edge)
