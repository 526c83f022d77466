"""Rules across columns and files about what labels rule out."""

from collections.abc import Iterator

from helpers.eligibility.assessment import NO, YES
from helpers.problem import SOURCE, Problem, Row, Rule, as_number, must_be_empty, must_be_filled

RULED = "eligibility.csv"


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


RULES: tuple[Rule, ...] = (
    (("eligibility",), _thresholds_can_be_compared),
    (("eligibility",), _read_or_said_to_be_unread),
    (("eligibility", "regimens"), _every_regimen_has_rules),
)
