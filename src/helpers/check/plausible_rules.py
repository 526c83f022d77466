"""Rules about what a figure can be at all: shares, ratios, rates, places on a slider, forms of a dose."""

import re
from collections.abc import Iterable, Iterator

from helpers.problem import Problem, Row, Rule, as_number, must_be_filled

MOST_RATIO = 20.0
MOST_MPR = 2.0  # twice what was needed: more is a slip of the point
FORMS = {
    "oral": ("tablet", "effervescent tablet", "delayed-release tablet", "oral solution"),
    "intravenous infusion": ("infusion bottle",),
    "intravenous injection": ("prefilled syringe",),
    "subcutaneous injection": ("prefilled syringe", "pen"),
}
UNIT_OF = {"ratio": "ratio", "days": "days"}  # of a metric; the others are percentages
RATIOS = ("odds ratio", "hazard ratio", "risk ratio")
LAB = {"synthetic_people": (1, 100_000), "stop_rate": (0, 99), "stop_first": (0, 100), "break_share": (0, 100)}
OUT_OF = re.compile(r"per ([\d,]+) people")
ONE_ROW = re.compile(r"row (P\d{3})(?:, its (?:lowest|highest))?")


def _between(
    file: str, rows: dict[int, Row], columns: Iterable[str], low: float, high: float, why: str
) -> Iterator[Problem]:
    for number, row in rows.items():
        for column in columns:
            value = as_number(row[column])
            if value is not None and not low <= value <= high:
                yield Problem(file, f"a number from {low:g} to {high:g}, since {why}", row[column], number, column)


def _shares_are_percentages(name: str, columns: tuple[str, ...], unit: str | None) -> Rule:
    """A share that stands below 1 is meant as a proportion: 0.44 for 44."""

    def rule(rows: dict[int, Row]) -> Iterator[Problem]:
        for number, row in rows.items():
            for column in columns:
                value = as_number(row[column])
                if value is not None and 0 < value < 1 and (unit is None or row["unit"] == unit):
                    expected = f"a percentage: {100 * value:g}, if {row[column]} is a proportion"
                    yield Problem(f"{name}.csv", expected, row[column], number, column)

    return (name,), rule


def _ends_come_in_pairs(name: str, low: str, high: str) -> Rule:
    def rule(rows: dict[int, Row]) -> Iterator[Problem]:
        for number, row in rows.items():
            for one, other in ((low, high), (high, low)):
                if row[one]:
                    yield from must_be_filled(f"{name}.csv", number, row, [other], f"{one} is filled")

    return (name,), rule


def _persistence_is_possible(rows: dict[int, Row]) -> Iterator[Problem]:
    for number, row in rows.items():
        unit = UNIT_OF.get(row["metric"], "percent")
        if row["metric"] and row["unit"] and row["unit"] != unit:
            yield Problem("persistence.csv", f"{unit}, since metric is {row['metric']}", row["unit"], number, "unit")
    ratios = {number: row for number, row in rows.items() if row["unit"] == "ratio"}
    yield from _between("persistence.csv", ratios, ("value", "low", "high"), 0, MOST_MPR, "unit is ratio")


def _ratios_are_possible(rows: dict[int, Row]) -> Iterator[Problem]:
    file, ends = "adherence_fracture.csv", ("value", "low", "high")
    ratios = {number: row for number, row in rows.items() if row["measure"] in RATIOS}
    yield from _between(file, ratios, ends, 0.01, MOST_RATIO, "measure is a ratio")
    percents = {n: row for n, row in rows.items() if row["measure"].startswith("percent ") or row["measure"] == "risk"}
    yield from _between(file, percents, (*ends, "risk_good", "risk_poor"), 0, 100, "it is a percentage")


def _pooled_ratios_are_possible(rows: dict[int, Row]) -> Iterator[Problem]:
    yield from _between("pooled_effects.csv", rows, ("value", "low", "high"), 0.01, MOST_RATIO, "it is a ratio")


def _rates_are_of_all(rows: dict[int, Row]) -> Iterator[Problem]:
    """A rate per so many people is at most so many."""
    columns = ("value", "low", "high", "comparator_value", "comparator_low", "comparator_high")
    for number, row in rows.items():
        if out_of := OUT_OF.fullmatch(row["unit"]):
            most = float(out_of[1].replace(",", ""))
            yield from _between("rare_harms.csv", {number: row}, columns, 0, most, f"unit is {row['unit']}")


def _a_form_has_its_route(regimens: dict[int, Row]) -> Iterator[Problem]:
    for number, row in regimens.items():
        forms = FORMS.get(row["route"], ())
        if forms and row["dose_form"] and row["dose_form"] not in forms:
            expected = f"{' or '.join(forms)}, since route is {row['route']}"
            yield Problem("regimens.csv", expected, row["dose_form"], number, "dose_form")


def _minutes_are_minutes(regimens: dict[int, Row]) -> Iterator[Problem]:
    """A rule of a label is some minutes long, or there is none: half a minute was meant as half an hour."""
    for number, row in regimens.items():
        for column in ("fasting_min", "upright_min"):
            value = as_number(row[column])
            if value is not None and 0 < value < 5:
                yield Problem("regimens.csv", "minutes: 0 or at least 5", row[column], number, column)


def _a_slider_starts_on_its_steps(rows: dict[int, Row]) -> Iterator[Problem]:
    for number, row in rows.items():
        value, low, high, step = (as_number(row[column]) for column in ("value", "low", "high", "step"))
        if value is None or low is None or high is None or step is None or step <= 0 or not low <= value <= high:
            continue  # named elsewhere
        steps = (value - low) / step
        if abs(steps - round(steps)) > 1e-9:
            expected = f"a value on a step: {row['low']} and steps of {row['step']}"
            yield Problem("assumptions.csv", expected, row["value"], number, "value")


def _the_lab_can_count(rows: dict[int, Row]) -> Iterator[Problem]:
    for number, row in rows.items():
        if row["assumption_id"] in LAB:
            low, high = LAB[row["assumption_id"]]
            why = f"it is {row['assumption_id']}"
            yield from _between("refill_assumptions.csv", {number: row}, ("value",), low, high, why)


def _a_value_has_the_source_of_its_row(values: dict[int, Row], figures: dict[int, Row]) -> Iterator[Problem]:
    """A parameter that is the figure of one row was read where that row was read."""
    by_id = {row["row_id"]: row for row in figures.values()}
    for number, row in values.items():
        named = ONE_ROW.fullmatch(row["how"])
        figure = by_id.get(named[1]) if named else None
        if figure and row["source_id"] and row["source_id"] != figure["source_id"]:
            expected = f"{figure['source_id']}, the source of row {figure['row_id']}"
            yield Problem("cohort_values.csv", expected, row["source_id"], number, "source_id")


RULES: tuple[Rule, ...] = (
    (("regimens",), _a_form_has_its_route),
    (("regimens",), _minutes_are_minutes),
    (("assumptions",), _a_slider_starts_on_its_steps),
    (("refill_assumptions",), _the_lab_can_count),
    (("persistence",), _persistence_is_possible),
    _shares_are_percentages("persistence", ("value", "low", "high"), "percent"),
    _shares_are_percentages("cohort_values", ("value",), "percent"),
    _shares_are_percentages("preference", ("percent_a", "percent_b"), None),
    (("adherence_fracture",), _ratios_are_possible),
    _ends_come_in_pairs("adherence_fracture", "risk_good", "risk_poor"),
    _ends_come_in_pairs("adherence_fracture", "low", "high"),
    _ends_come_in_pairs("preference", "ratio_low", "ratio_high"),
    _ends_come_in_pairs("rare_harms", "low", "high"),
    _ends_come_in_pairs("rare_harms", "comparator_low", "comparator_high"),
    _ends_come_in_pairs("pooled_effects", "low", "high"),
    (("pooled_effects",), _pooled_ratios_are_possible),
    (("rare_harms",), _rates_are_of_all),
    (("cohort_values", "persistence"), _a_value_has_the_source_of_its_row),
)
