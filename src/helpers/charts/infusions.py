"""The reaction after the first, the second, the third infusion, study by study, with what could not be read."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any

import pandas as pd

from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.dumbbell import COMPARATOR_MARK, draw_intervals, hollow
from helpers.charts.view import fit, per_100

DRUG = "zoledronic acid"
NOT_READ = "no figure could be read"


@dataclass(frozen=True)
class Infusions:
    """The picture. `rows`: as `safety.by_infusion`."""

    rows: pd.DataFrame

    @cached_property
    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The rows of each study under its name."""
        return [(name, part.to_dict("records")) for name, part in self.rows.groupby("name", sort=False)]

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round(self._places(size)[1])

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the only layer: nothing but the size changes it."""
        return [(("infusions",), self._draw)]

    def describe(self) -> tuple[str, str]:
        """Return the result in a sentence or two, and the alt text."""
        if not self.groups:
            return "These tables have no figure of the reaction to an infusion.", "No figure to show."
        said = [f"{name}: {'; '.join(map(_in_words, rows))}." for name, rows in self.groups]
        return (
            f"Acute-phase reaction in 100 people given zoledronic acid. {' '.join(said)}",
            f"Bars for the acute-phase reaction after each infusion of zoledronic acid, by study. {' '.join(said)}",
        )

    def _places(self, size: style.Size) -> tuple[list[tuple[float, list[float]]], float]:
        """Return the top of each group with the middles of its rows, and the bottom of the picture."""
        u = size.text
        y, step, places = 0.0, (2.3 if size.wide else 3.9) * u, []
        for _, rows in self.groups:
            first = y + (2.6 if size.wide else 5.3) * u
            places.append((y, [first + i * step for i in range(len(rows))]))
            y = first + len(rows) * step
        return places, y + (1.6 if size.wide else 2.6) * u

    def _draw(self, pen: Pen) -> None:
        size, u = pen.size, pen.size.text
        left = (18.5 if size.wide else 0.6) * u
        width = size.width - left - 8.5 * u
        places, bottom = self._places(size)
        for (name, rows), (top, ys) in zip(self.groups, places, strict=True):
            title = fit(name, size.width - 1.2 * u, u, 1 if size.wide else 2, bold=True)
            for i, line in enumerate(title):
                pen.words(0.6 * u, top + (0.9 + 1.2 * i) * u, line, weight="bold")
            for row, y in zip(rows, ys, strict=True):
                self._draw_row(pen, row, y, left, width)
        key = "bar: with the drug; ring: with placebo; thin line: 95 % interval"
        for i, line in enumerate(fit(key, size.width - 1.2 * u, 0.9 * u)):
            pen.words(
                0.6 * u, bottom + (1.2 * i - (1.2 if size.wide else 2.2)) * u, line, color=pen.theme.quiet, scale=0.9
            )

    def _draw_row(self, pen: Pen, row: dict[str, Any], y: float, left: float, width: float) -> None:
        u = pen.size.text
        label_y = y if pen.size.wide else y - 1.4 * u
        pen.words(
            0.6 * u,
            label_y,
            fit(_label(row), (left if pen.size.wide else pen.size.width) - u, 0.9 * u, 1)[0],
            scale=0.9,
        )
        if isnan(row["risk"]):
            pen.words(left, y, NOT_READ, color=pen.theme.quiet)
            return
        end = left + width * row["risk"] / 100
        pen.box(left, y - 0.5 * u, end - left, u, color=style.colour(DRUG, pen.theme))
        after = end
        if not isnan(row["risk_low"]):
            after = left + width * row["risk_high"] / 100
            draw_intervals(pen, [(left + width * row["risk_low"] / 100, after, y)], u)
        if not isnan(row["risk_comparator"]):
            x = left + width * row["risk_comparator"] / 100
            pen.marks([x], [y], COMPARATOR_MARK, markersize=0.75 * u, **hollow(pen))
        pen.words(after + 0.5 * u, y, _figure(row))


def _label(row: dict[str, Any]) -> str:
    term = "" if isnan(row["risk"]) else row["term"].partition(", ")[2]
    return f"{row['which_infusion']} infusion" + (f", {term}" if term else "")


def _figure(row: dict[str, Any]) -> str:
    other = row["risk_comparator"]
    return per_100(row["risk"]) + ("" if isnan(other) else f", placebo {per_100(other)}")


def _in_words(row: dict[str, Any]) -> str:
    return f"{_label(row)} {NOT_READ if isnan(row['risk']) else _figure(row)}"
