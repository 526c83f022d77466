"""The dosing chart as everybody would write it: a new figure for each move, for use with `interact`.

It calls the same models and shows the same marks and bars; only the way of drawing differs.
"""

from datetime import date

import matplotlib.pyplot as plt

from helpers import dosing
from helpers.charts import style
from helpers.tables import load

TABLES = load()
CHOSEN = dosing.pick(TABLES.regimens, ["ALN-70W", "IBN-PO-150M", "IBN-IV-3M", "ZOL-5-YR"])
ASSUMED = dict(zip(TABLES.assumptions["assumption_id"], TABLES.assumptions["value"], strict=True))
START = date(2026, 1, 1)


def figure(years: int, travel_min: float = 60, size: tuple[float, float] = (8, 2.9), dpi: float = 100):
    """Return a new figure of the four regimens over `years`."""
    doses = dosing.schedule(CHOSEN, START, years)
    burden = dosing.time_burden(CHOSEN, doses, years, {**ASSUMED, "travel_min": travel_min})
    widths = {"width_ratios": [3, 1, 1]}
    fig, (strip, rule, visits) = plt.subplots(1, 3, figsize=size, dpi=dpi, sharey=True, gridspec_kw=widths)
    theme = style.THEMES["light"]
    colours = [style.colour(drug, theme) for drug in CHOSEN["drug"]]
    dates = [part["date"].to_numpy() for _, part in doses.groupby("regimen_id", sort=False)]
    for y, (days, colour) in enumerate(zip(dates, colours, strict=True)):
        strip.plot(days, [y] * len(days), "|", color=colour, markersize=14)
    strip.set_yticks(range(len(CHOSEN)), dosing.names(CHOSEN))
    strip.invert_yaxis()
    for axes, column, title in (
        (rule, "rule_hours_per_year", "hours a year\nunder a rule"),
        (visits, "visit_hours_per_year", "hours a year\non visits"),
    ):
        bars = axes.barh(range(len(CHOSEN)), burden[column], color=colours)
        axes.bar_label(bars, fmt="%.1f")
        axes.set_title(title)
    fig.tight_layout()
    return fig


def show(years: int, travel_min: float = 60) -> None:
    """Show the figure, as a cell under `interact` does."""
    figure(years, travel_min)
    plt.show()
