"""Rules across columns and files about how drugs are given."""

from collections.abc import Iterator
from itertools import pairwise

from helpers.problem import SOURCE, Problem, Row, Rule, as_number, at_most, must_be_empty, must_be_filled, numbers
from helpers.tables import package

MONTHS = {"day": 12 / 365.25, "week": 7 * 12 / 365.25, "month": 1, "year": 12}
DAYS = {"day": 1, "week": 7, "month": 28, "year": 365}  # at least
# What the hours on visits are worked out from (`helpers.dosing.time_burden`).
ASSUMED = ("travel_min", "waiting_min", "room_min", "blood_test_min", "pharmacy_trip_min", "pharmacy_trips")
MOST_VALUES = 250  # of a slider


def _value_in_range(rows: dict[int, Row]) -> Iterator[Problem]:
    """What a panel starts with is one of the values it offers."""
    for number, row in rows.items():
        low, value, high = numbers(row, "low", "value", "high") or (0, 0, 0)
        if low <= high and not low <= value <= high:
            expected = f"a number from low to high, {row['low']} to {row['high']}"
            yield Problem("assumptions.csv", expected, row["value"], number, "value")


def _assumptions_are_those_of_the_model(rows: dict[int, Row]) -> Iterator[Problem]:
    """What the model works with is there, and nothing that it would leave aside."""
    there = {row["assumption_id"] for row in rows.values()}
    for missing in (name for name in ASSUMED if name not in there):
        yield Problem("assumptions.csv", f"a row for {missing}")
    for number, row in rows.items():
        if row["assumption_id"] and row["assumption_id"] not in ASSUMED:
            expected = f"one of {', '.join(ASSUMED)}"
            yield Problem("assumptions.csv", expected, row["assumption_id"], number, "assumption_id")


def _slider_can_be_moved(rows: dict[int, Row]) -> Iterator[Problem]:
    """A step leaves so few values that each can be met with a finger or a key."""
    for number, row in rows.items():
        low, step, high = numbers(row, "low", "step", "high") or (0, 0, 0)
        if step > 0 and (high - low) / step > MOST_VALUES - 1:
            expected = (
                f"a larger step, for at most {MOST_VALUES} values from low to high, {row['low']} to {row['high']}"
            )
            yield Problem("assumptions.csv", expected, row["step"], number, "step")


def _interval_holds_its_doses(rows: dict[int, Row]) -> Iterator[Problem]:
    """The doses of an interval are on days in a row, so it has at least as many days."""
    for number, row in rows.items():
        together, interval = numbers(row, "doses_per_interval", "interval_value") or (0, 0)
        days = DAYS.get(row["interval_unit"])
        if days is not None and interval > 0 and together > interval * days:
            words = f"the days of an interval (interval_value {row['interval_value']}, {row['interval_unit']})"
            expected = f"at most {interval * days:g}, {words}"
            yield Problem("regimens.csv", expected, row["doses_per_interval"], number, "doses_per_interval")


def _course_holds_an_interval(rows: dict[int, Row]) -> Iterator[Problem]:
    for number, row in rows.items():
        longest, interval = as_number(row["max_course_months"]), as_number(row["interval_value"])
        months = MONTHS.get(row["interval_unit"])
        if longest is not None and interval is not None and months and longest < interval * months:
            expected = f"at least one interval (interval_value {row['interval_value']}, {row['interval_unit']})"
            yield Problem("regimens.csv", expected, row["max_course_months"], number, "max_course_months")


def _told_or_not(file: str, number: int, row: Row, filled: bool, what: str) -> Iterator[Problem]:
    """What is filled says where it was read, and gives no reason to be empty; what is empty gives one."""
    because = f"{what} is {'filled' if filled else 'empty'}"
    yield from must_be_filled(file, number, row, SOURCE if filled else ["reason_empty"], because)
    if filled:
        yield from must_be_empty(file, number, row, ["reason_empty"], because)


def _facts_match(facts: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """Each fact is about a field of a regimen: its source if the field is filled, a reason if it is empty."""
    file, fields = "regimen_facts.csv", _fields_with_facts()
    by_id = {row["regimen_id"]: row for row in regimens.values()}
    for number, row in facts.items():
        regimen, field = by_id.get(row["regimen_id"]), row["field"]
        if field not in fields:
            yield Problem(file, "a column of regimens.csv that needs a source", field or None, number, "field")
        elif regimen and (regimen[field] or not fields[field]):  # a field that must be filled is named where it is
            what = f"{field} of {row['regimen_id']}"
            yield from _told_or_not(file, number, row, bool(regimen[field]), what)
            if not regimen[field]:
                yield from must_be_empty(file, number, row, SOURCE, f"{what} is empty")


def _facts_are_all_there(facts: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    there = {(row["regimen_id"], row["field"]) for row in facts.values()}
    for regimen_id in filter(None, (row["regimen_id"] for row in regimens.values())):
        missing = [field for field in _fields_with_facts() if (regimen_id, field) not in there]
        if missing:
            each = "each of " if len(missing) > 1 else ""
            yield Problem("regimen_facts.csv", f"a row for {regimen_id} and {each}{', '.join(missing)}")


def _fields_with_facts() -> dict[str, bool]:
    """Return the columns of regimens.csv whose source stands in regimen_facts.csv; must each be filled?"""
    fields = next(r["schema"]["fields"] for r in package()["resources"] if r["name"] == "regimens")
    required = {field["name"]: field.get("constraints", {}).get("required", False) for field in fields}
    return {name: must for name, must in required.items() if name not in ("regimen_id", *SOURCE)}


def _missed_doses_told(missed: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """What to do about a missed dose is said for each regimen, with its source, or why it is not."""
    file = "missed_doses.csv"
    for number, row in missed.items():
        yield from _told_or_not(file, number, row, bool(row["rule"]), "rule")
    there = {row["regimen_id"] for row in missed.values()}
    for row in regimens.values():
        if row["regimen_id"] and row["regimen_id"] not in there:
            yield Problem(file, f"a row for {row['regimen_id']}")


def _steps_count(steps: dict[int, Row]) -> Iterator[Problem]:
    """The steps of each visit count 1, 2, 3."""
    for visit in dict.fromkeys(row["visit"] for row in steps.values()):
        own = [(number, as_number(row["step"]) or None) for number, row in steps.items() if row["visit"] == visit]
        for (_, before), (number, step) in pairwise([(1, 0.0), *own]):
            if before is not None and step is not None and step != before + 1:
                expected = f"{before + 1:g}, the next step"
                yield Problem("visit_steps.csv", expected, steps[number]["step"], number, "step")


def _steps_have_a_basis(steps: dict[int, Row]) -> Iterator[Problem]:
    """What the label asks for says where; only a label gives a time."""
    for number, row in steps.items():
        because = f"basis is {row['basis']}"
        if row["basis"] == "label":
            yield from must_be_filled("visit_steps.csv", number, row, SOURCE, because)
        elif row["basis"] == "usual practice":
            yield from must_be_empty("visit_steps.csv", number, row, ["minutes_low", "minutes_high"], because)


def _told_apart_has_its_source(rules: dict[int, Row]) -> Iterator[Problem]:
    """What must be taken at another time has a source of its own, and a source has something to say."""
    source = ["apart_source_id", "apart_locator"]
    for number, row in rules.items():
        if row["apart"]:
            yield from must_be_filled("tablet_rules.csv", number, row, source, "apart is filled")
        else:
            yield from must_be_empty("tablet_rules.csv", number, row, source, "apart is empty")


def _warnings_follow_their_time(warnings: dict[int, Row]) -> Iterator[Problem]:
    """A warning that stands asks for something; one that was taken off does not, and went after it came."""
    file = "boxed_warnings.csv"
    for number, row in warnings.items():
        if row["removed"]:
            yield from must_be_empty(file, number, row, ["asks"], "the warning was taken off")
        else:
            yield from must_be_filled(file, number, row, ["asks"], "the warning stands")
        if row["removed"] and row["since"] > row["removed"]:
            yield Problem(file, f"at least since, {row['since']}", row["removed"], number, "removed")


RULES: tuple[Rule, ...] = (
    (("regimens",), at_most("regimens", "administration_min_low", "administration_min_high")),
    (("regimens",), _course_holds_an_interval),
    (("regimens",), _interval_holds_its_doses),
    (("regimen_facts", "regimens"), _facts_match),
    (("regimen_facts", "regimens"), _facts_are_all_there),
    (("decisions",), at_most("decisions", "month_low", "month_high")),
    (("missed_doses", "regimens"), _missed_doses_told),
    (("visit_steps",), at_most("visit_steps", "minutes_low", "minutes_high")),
    (("visit_steps",), _steps_count),
    (("visit_steps",), _steps_have_a_basis),
    (("tablet_rules",), at_most("tablet_rules", "water_oz_low", "water_oz_high")),
    (("tablet_rules",), _told_apart_has_its_source),
    (("boxed_warnings",), _warnings_follow_their_time),
    (("assumptions",), at_most("assumptions", "low", "high")),
    (("assumptions",), _value_in_range),
    (("assumptions",), _slider_can_be_moved),
    (("assumptions",), _assumptions_are_those_of_the_model),
)
