"""A morning with a tablet: when it is taken, how long nothing but water, how long upright, when breakfast comes."""

from dataclasses import dataclass
from typing import Any

from helpers.charts import style
from helpers.charts.canvas import Layer, Pen
from helpers.charts.view import fit

BEFORE, AFTER = -20, 75  # minutes around the tablet that the picture shows
AFTER_BREAKFAST = "straight after breakfast"


@dataclass(frozen=True)
class Morning:
    """The picture. `row`: a regimen with its row of `tablet_rules` and its `title`."""

    row: dict[str, Any]

    def height(self, size: style.Size) -> int:
        """Return the height of the picture in CSS pixels."""
        return round((12.6 if size.wide else 16.8) * size.text)

    def layers(self, size: style.Size) -> list[Layer]:
        """Return the only layer."""
        return [((self.row["regimen_id"],), self._draw)]

    def describe(self) -> tuple[str, str]:
        """Return the rule in plain words, and the alt text."""
        fasting, upright = self.row["fasting_min"], self.row["upright_min"]
        nothing = f"{fasting:g} minutes without food, other drinks or other medicines" if fasting else "no fasting"
        text = (
            f"{self.row['title']}: {self.row['taken']}, {self.water}. "
            f"Then {nothing}, and {upright:g} minutes sitting or standing. {self.row['how']}"
        )
        order = "breakfast, then the tablet" if self._fed else "the tablet, then breakfast"
        return text, f"Time line of a morning: {order}; bars for {nothing} and for {upright:g} minutes upright."

    @property
    def _fed(self) -> bool:
        return self.row["taken"] == AFTER_BREAKFAST

    @property
    def water(self) -> str:
        """How much plain water, in words."""
        low, high = self.row["water_oz_low"], self.row["water_oz_high"]
        if low != low:
            return "with plain water (how much could not be read)"
        if high != high:
            return f"with at least {low:g} ounces of plain water"
        return (
            f"with {low:g} ounces of plain water" if low == high else f"with {low:g} to {high:g} ounces of plain water"
        )

    def _draw(self, pen: Pen) -> None:
        size, u, theme = pen.size, pen.size.text, pen.theme
        left = (11.5 if size.wide else 1.0) * u
        width = size.width - left - 1.5 * u
        drug, row = self.row["drug"], self.row

        def x(minute: float) -> float:
            return left + width * (minute - BEFORE) / (AFTER - BEFORE)

        for i, line in enumerate(fit(row["title"], size.width - u, u, 2, bold=True)):
            pen.words(0.6 * u, (0.9 + 1.3 * i) * u, line, weight="bold")
        top = (3.6 if size.wide else 4.8) * u
        pen.marks([x(0)], [top + 0.6 * u], style.mark(drug), markersize=1.2 * u, color=style.colour(drug, theme))
        pen.words(x(0), top - 0.7 * u, "tablet", ha="center", scale=0.9)
        eats = -15 if self._fed else row["fasting_min"]
        pen.box(x(eats) - 0.45 * u, top + 0.15 * u, 0.9 * u, 0.9 * u, color=theme.text)
        pen.words(*((0.6 * u,) if self._fed and not size.wide else (x(eats),)), top - 0.7 * u, "breakfast", scale=0.9,
                  ha="left" if self._fed and not size.wide else "center")  # fmt: skip
        y = top + 2.4 * u
        for minutes, words in ((row["fasting_min"], "only water"), (row["upright_min"], "upright")):
            if not size.wide:
                y += 1.2 * u
                pen.words(0.6 * u, y - 1.1 * u, words, scale=0.9)
            else:
                pen.words(0.6 * u, y, words)
            if minutes:
                pen.box(x(0), y - 0.45 * u, x(minutes) - x(0), 0.9 * u, color=style.colour(drug, theme))
            pen.words(x(minutes) + 0.5 * u, y, f"{minutes:g} min" if minutes else "no rule")
            y += 1.8 * u
        pen.lines([((x(BEFORE), y), (x(AFTER), y))], color=theme.quiet, linewidth=1)
        for minute in range(0, AFTER + 1, 15):
            pen.lines([((x(minute), y), (x(minute), y + 0.35 * u))], color=theme.quiet, linewidth=1)
            if size.wide or minute % 30 == 0:
                pen.words(x(minute), y + 1.1 * u, f"{minute}", ha="center", color=theme.quiet, scale=0.9)
        pen.words(0.6 * u, y + (1.1 if size.wide else 2.3) * u, "minutes", color=theme.quiet, scale=0.9)
