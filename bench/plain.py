"""Charts as everybody would write them: a new figure for each move, for use with `interact`.

They call the same models and show the same marks, bars and numbers; only the way of drawing differs.
"""

from datetime import date

import matplotlib.pyplot as plt

import numpy as np

from helpers import dosing, safety
from helpers.adherence import coverage_range, expected_coverage, parameters, simulate_cohort
from helpers.loading import load
from helpers.pictures import inks

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
    colours = [inks.colour(inks.ink(drug)) for drug in CHOSEN["drug"]]
    dates = [part["date"].to_numpy() for _, part in doses.groupby("regimen_id", sort=False)]
    for y, (days, colour) in enumerate(zip(dates, colours, strict=True)):
        strip.plot(days, [y] * len(days), "|", color=colour, markersize=14)
    strip.set_yticks(range(len(CHOSEN)), dosing.names(CHOSEN))
    strip.invert_yaxis()
    for axes, column, title in (
        (rule, "rule_hours_per_year", "hours a year of treatment\nunder a rule"),
        (visits, "visit_hours_per_year", "hours a year of treatment\non visits"),
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


EVENTS = TABLES.adverse_events
STUDIES = TABLES.studies.set_index("study_id")
COMPARED = [i for i, kind in STUDIES["comparator_kind"].items() if kind != "none"]
MOST_ROWS = 10


def dumbbell(study: str, size: tuple[float, float] = (8, 4.5), dpi: float = 100):
    """Return a new figure of one comparison of side effects."""
    rows = safety.compare(EVENTS[EVENTS["study_id"] == study]).sort_values("difference").tail(MOST_ROWS)
    fig, axes = plt.subplots(figsize=size, dpi=dpi)
    places = range(len(rows))
    axes.hlines(places, rows["risk_comparator"], rows["risk_drug"], color="lightgrey", linewidth=4)
    ends = [rows["risk_comparator"] + rows[f"difference_{end}"] for end in ("low", "high")]
    axes.hlines(places, *ends, color="black", linewidth=1)
    axes.plot(rows["risk_comparator"], places, "o", markerfacecolor="white", markeredgecolor="black")
    axes.plot(rows["risk_drug"], places, "^")
    axes.set_yticks(places, rows["term"].str.slice(0, 30))
    for y, row in zip(places, rows.to_dict("records"), strict=True):
        words = f"{row['risk_drug']:.1f}, {row['risk_comparator']:.1f}: {row['difference']:+.1f}"
        axes.text(1.02, y, words, transform=axes.get_yaxis_transform(), va="center")
    axes.set_xlabel("people in 100")
    axes.set_title(f"{STUDIES.at[study, 'drug_arm']} / {STUDIES.at[study, 'comparator']}")
    fig.tight_layout()
    return fig


def show_dumbbell(place: int) -> None:
    """Show the figure of the comparison at a place in the list, as a cell under `interact` does."""
    dumbbell(COMPARED[place])
    plt.show()


def cohort_figure(chance: int, setting: str = "base", size: tuple[float, float] = (8, 4.7), dpi: float = 100):
    """Return a new figure of two cohorts of virtual patients: curves with bands above, rasters below."""
    fig, axes = plt.subplots(2, 2, figsize=size, dpi=dpi, sharex=True)
    for (curve, raster), regimen_id in zip(axes.T, ("ALN-70W", "ZOL-5-YR"), strict=True):
        chosen = chance if regimen_id == "ZOL-5-YR" else None
        used = parameters(TABLES, regimen_id, setting, "as assumed", chosen)
        shares, span = expected_coverage(used, 36), coverage_range(TABLES, regimen_id, 36, 1)
        patients = simulate_cohort(used, 1_000, 36, 1).coverage
        order = np.argsort(-(patients == 2).sum(axis=1), kind="stable")
        months = shares["month"]
        curve.fill_between(months, 100 * span.low["covered"], 100 * span.high["covered"], color="lightgrey", step="mid")
        curve.plot(months, 100 * shares["covered"], drawstyle="steps-mid")
        curve.plot(months, 100 * (shares["covered"] + shares["fading"]), "k.")
        curve.set_title(regimen_id)
        raster.imshow(patients[order], aspect="auto", interpolation="nearest", extent=(0, 36, 1_000, 0))
        raster.set_xlabel("months")
    fig.tight_layout()
    return fig


def show_cohort(chance: int) -> None:
    """Show the figure, as a cell under `interact` does."""
    cohort_figure(chance)
    plt.show()
