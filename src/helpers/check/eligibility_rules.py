"""Rules across columns and files about what labels rule out."""

from collections.abc import Iterator

from helpers.eligibility.assessment import ALLERGIC, CHOICES, NO, NUMBERS, YES
from helpers.eligibility.questions import names as question_names
from helpers.problem import SOURCE, Problem, Row, Rule, as_number, must_be_empty, must_be_filled

RULED, FORMULA = "eligibility.csv", "formula_values.csv"
CONSTANTS = {  # of the formula: the unit it takes
    "age from": "years", "divisor": "none", "female, share": "none", "µmol/L in a mg/dL": "µmol/L",
    "ideal weight, male": "kg", "ideal weight, female": "kg", "ideal weight, per inch": "kg",
    "ideal weight, from inches": "inch", "adjusted weight, share": "none", "severe kidney disease, below": "mL/min",
}  # fmt: skip


def _thresholds_can_be_compared(rows: dict[int, Row]) -> Iterator[Problem]:
    """An answer is compared with yes or no, a number with a number that has a unit; a field is one of both only."""
    kinds: dict[str, tuple[str, int]] = {}
    units: dict[str, tuple[str, int]] = {}
    for number, row in rows.items():
        asks = row["comparison"] == "is"
        if asks and row["threshold"] not in (YES, NO):
            yield Problem(RULED, f"{YES} or {NO}, since the comparison is is", row["threshold"], number, "threshold")
        if not asks and row["comparison"] and as_number(row["threshold"]) is None:
            yield Problem(
                RULED, f"a number, since the comparison is {row['comparison']}", row["threshold"], number, "threshold"
            )
        if asks:
            yield from must_be_empty(RULED, number, row, ["unit"], "an answer of yes or no has none")
        elif row["comparison"]:
            yield from must_be_filled(RULED, number, row, ["unit"], "a number is compared")
        for seen, column, value in ((kinds, "comparison", "is" if asks else "number"), (units, "unit", row["unit"])):
            before, at = seen.setdefault(row["patient_field"], (value, number))
            if value != before and row[column]:
                expected = f"{before or 'nothing'}, as row {at} has for {row['patient_field']}"
                yield Problem(RULED, expected, row[column], number, column)


UNITS_OF = {
    "age_years": "years", "weight_kg": "kg", "height_cm": "cm", "creatinine_clearance": "mL/min",
    "egfr": "mL/min/1.73 m2",
}  # fmt: skip


def _known_fields_are_asked_as_they_are(rows: dict[int, Row]) -> Iterator[Problem]:
    """A rule about a field of every patient fits that field: its kind, its unit, its bounds; no rule takes a name."""
    for number, row in rows.items():
        field, limit = row["patient_field"], as_number(row["threshold"])
        asks = row["comparison"] == "is"
        if field in CHOICES and asks and row["threshold"] not in CHOICES[field]:
            yield Problem(RULED, f"one of {', '.join(CHOICES[field])}", row["threshold"], number, "threshold")
        elif field in CHOICES and row["comparison"] and not asks:
            yield Problem(
                RULED,
                f"is, since {field} is one of {', '.join(CHOICES[field])}",
                row["comparison"],
                number,
                "comparison",
            )
        elif field in ("creatinine", ALLERGIC):
            expected = "creatinine_clearance, which has one unit" if field == "creatinine" else "allergy_to_product"
            yield Problem(RULED, expected, field, number, "patient_field")
        elif field in NUMBERS and asks:
            yield Problem(RULED, f"< or >=, since {field} is a number", row["comparison"], number, "comparison")
        elif field in NUMBERS and row["comparison"]:
            low, high = NUMBERS[field]
            if row["unit"] and row["unit"] != UNITS_OF[field]:
                yield Problem(RULED, UNITS_OF[field], row["unit"], number, "unit")
            if limit is not None and not low < limit <= high:
                yield Problem(RULED, f"a number above {low:g}, at most {high:g}", row["threshold"], number, "threshold")
        elif field in question_names():
            yield Problem(RULED, "another name: a question of the card has this one", field, number, "patient_field")


def _read_or_said_to_be_unread(rows: dict[int, Row]) -> Iterator[Problem]:
    """A rule that was read has its verdict and its source; one that nobody read has neither."""
    for number, row in rows.items():
        if row["verdict"]:
            yield from must_be_filled(RULED, number, row, SOURCE, "a verdict is given")
        else:
            yield from must_be_empty(RULED, number, row, SOURCE, "a rule without a verdict is one that nobody read")


def _every_regimen_has_rules(rows: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """Where there are rules at all, every regimen has some: none would read as harmless."""
    ruled = {row["regimen_id"] for row in rows.values()}
    missing = [row["regimen_id"] for row in regimens.values() if row["regimen_id"] not in ruled]
    if rows and missing:
        yield Problem(RULED, f"rows for {', '.join(missing)}")


def _constants_are_in_their_unit(rows: dict[int, Row]) -> Iterator[Problem]:
    """A constant of the formula is more than nothing and has the unit that the formula takes."""
    for number, row in rows.items():
        value, unit = as_number(row["value"]), CONSTANTS.get(row["quantity"])
        if value is not None and value <= 0:
            yield Problem(FORMULA, "a number above 0", row["value"], number, "value")
        if unit and row["unit"] and row["unit"] != unit:
            yield Problem(FORMULA, unit, row["unit"], number, "unit")


RULES: tuple[Rule, ...] = (
    (("eligibility",), _thresholds_can_be_compared),
    (("eligibility",), _known_fields_are_asked_as_they_are),
    (("formula_values",), _constants_are_in_their_unit),
    (("eligibility",), _read_or_said_to_be_unread),
    (("eligibility", "regimens"), _every_regimen_has_rules),
)
