"""Rules across columns and files about adherence."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from helpers.adherence.cohort import DOSE, RESTARTS, SETTINGS, TAKEN, TREATED
from helpers.adherence.lab import ASSUMED, SUPPLIES, WATCHED_DAYS
from helpers.problem import Problem, Row, Rule, as_number, at_most, must_be_empty, must_be_filled

FIGURES, RATIOS, VALUES, LAB = (
    "persistence.csv",
    "adherence_fracture.csv",
    "cohort_values.csv",
    "refill_assumptions.csv",
)


CURVES = (TREATED, DOSE)
FROM_ROWS = re.compile(r"(?:median of rows? |row )P\d{3}(?:, P\d{3})*(?:, its (?P<end>lowest|highest))?")


def _percent(file: str, number: int, row: Row, column: str) -> Iterator[Problem]:
    value = as_number(row[column])
    if row["unit"] == "percent" and value is not None and value > 100:
        yield Problem(file, "a number from 0 to 100, since unit is percent", row[column], number, column)


def _figures_say_something(rows: dict[int, Row]) -> Iterator[Problem]:
    """A figure is a value or a range; both ends of a range are there, and say what they are."""
    for number, row in rows.items():
        for column in ("value", "low", "high"):
            yield from _percent(FIGURES, number, row, column)
        if not row["value"] and not row["low"]:
            yield Problem(FIGURES, "a value, or low and high", None, number, "value")
        if row["low"] or row["high"] or row["spread"]:
            yield from must_be_filled(FIGURES, number, row, ["low", "high", "spread"], "an interval or range is given")
        if row["gap_days"]:
            yield from must_be_filled(FIGURES, number, row, ["gap_rule"], "gap_days is filled")
        if row["month_high"]:
            yield from must_be_filled(FIGURES, number, row, ["month_low"], "month_high is filled")


def _ratios_read_one_way(rows: dict[int, Row]) -> Iterator[Problem]:
    for number, row in rows.items():
        if row["measure"] in ("odds ratio", "hazard ratio", "risk ratio"):
            because = f"measure is {row['measure']}"
            yield from must_be_filled(RATIOS, number, row, ["ratio_of", "value"], because)
        elif row["measure"]:
            yield from must_be_empty(RATIOS, number, row, ["ratio_of"], f"measure is {row['measure']}")


CHECKS = ("machine reading agrees", "read in one place", "read in two places")


def _values_have_their_place(rows: dict[int, Row]) -> Iterator[Problem]:
    """A curve has its months, nothing else has any; what was found has a source."""
    for number, row in rows.items():
        yield from _percent(VALUES, number, row, "value")
        because = f"quantity is {row['quantity']}"
        if row["quantity"] in CURVES:
            yield from must_be_filled(VALUES, number, row, ["month", "regimen_id", "counts"], because)
        elif row["quantity"]:
            yield from must_be_empty(VALUES, number, row, ["month", "counts"], because)
        source = ["source_id", "locator", "check"]
        if row["basis"] == "no figure found":
            yield from must_be_empty(VALUES, number, row, source, "basis is no figure found")
        elif row["basis"]:
            yield from must_be_filled(VALUES, number, row, source, f"basis is {row['basis']}")


def _values_follow_their_rows(values: dict[int, Row], figures: dict[int, Row]) -> Iterator[Problem]:
    """What is said to be the figure of a row, or the median of several, is worked out again.

    A row with a range only counts with the middle of it, one that counts those who stopped with 100 less it.
    """
    by_id = {row["row_id"]: row for row in figures.values()}
    for number, row in values.items():
        said, value = FROM_ROWS.fullmatch(row["how"]), as_number(row["value"])
        if row["basis"] == "measured" and row["quantity"] in (*CURVES, TAKEN) and said is None:
            expected = "the row it was measured in, as in: row P036"
            yield Problem(VALUES, expected, row["how"] or None, number, "how")
        if said is None or value is None:
            continue
        ids = re.findall(r"P\d{3}", row["how"])
        for missing in (row_id for row_id in ids if row_id not in by_id):
            yield Problem(VALUES, f"rows of {FIGURES}", missing, number, "how")
        weakest = min(
            (CHECKS.index(by_id[i]["check"]) for i in ids if i in by_id and by_id[i]["check"] in CHECKS),
            default=len(CHECKS) - 1,
        )
        if row["check"] in CHECKS and CHECKS.index(row["check"]) > weakest and row["basis"] == "computed":
            yield Problem(VALUES, f"{CHECKS[weakest]}, as the weakest of its rows", row["check"], number, "check")
        shares = [_share(by_id[row_id], said["end"]) for row_id in ids if row_id in by_id]
        found = [share for share in shares if share is not None]
        if found and len(found) == len(ids) and abs(median(found) - value) > 0.05 + 1e-9:
            yield Problem(VALUES, f"{median(found):.4g}, the {row['how']}", row["value"], number, "value")


def _share(figure: Row, end: str | None) -> float | None:
    """Return the percent that a row of `persistence` counts as: its figure, an end, or the middle of its range."""
    low, value, high = (as_number(figure[column]) for column in ("low", "value", "high"))
    middle = None if low is None or high is None else (low + high) / 2
    share = {None: middle if value is None else value, "lowest": low, "highest": high}[end]
    return share if share is None or figure["metric"] != "stopped" else 100 - share


def _people_are_of_the_row(rows: dict[int, Row]) -> Iterator[Problem]:
    """Two drugs of one study with the same number of people: that is the size of the study, not of either group."""
    seen: dict[tuple[str, str], Row] = {}
    for number, row in rows.items():
        if not row["people"]:
            continue
        first = seen.setdefault((row["study"], row["people"]), row)
        if (first["drug"], first["interval"]) != (row["drug"], row["interval"]):
            expected = f"the people of this row, not those of row {first['row_id']} too; or empty, and the size in note"
            yield Problem(FIGURES, expected, row["people"], number, "people")


def _curves_can_be_drawn(rows: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """Each regimen has its curve in every setting; it falls with time; low is not above base, nor base above high."""
    at: dict[tuple[str, str, str], list[tuple[float, float, int, Row]]] = defaultdict(list)
    for number, row in rows.items():
        value, month = as_number(row["value"]), as_number(row["month"] or "0")
        if value is not None and month is not None:
            at[row["regimen_id"], row["quantity"], row["setting"]].append((month, value, number, row))
    given = {row["regimen_id"]: row["given_by"] for row in regimens.values()}
    for regimen in dict.fromkeys(row["regimen_id"] for row in rows.values() if row["regimen_id"]):
        kinds = [quantity for quantity in CURVES if any((regimen, quantity, setting) in at for setting in SETTINGS)]
        if len(kinds) > 1:
            yield Problem(VALUES, f"one kind of curve for {regimen}", " and ".join(kinds))
        wanted = [*(kinds or [TREATED]), *([TAKEN] if given.get(regimen) == "self" else [])]
        for quantity in wanted:
            for setting in SETTINGS:
                if (regimen, quantity, setting) not in at:
                    yield Problem(VALUES, f"a row for {regimen}, {quantity}, {setting}")
            months = [{month for month, *_ in at[regimen, quantity, setting]} for setting in SETTINGS]
            if all(months) and len({frozenset(m) for m in months}) > 1:
                yield Problem(VALUES, f"the same months for {regimen}, {quantity}, in low, base and high")
    for (_, quantity, _), found in at.items():
        if quantity in CURVES:
            for (_, before, _, one), (_, value, number, row) in pairwise(sorted(found, key=lambda entry: entry[0])):
                if value > before:
                    expected = f"at most {one['value']}, the value at month {one['month']}: nobody comes back"
                    yield Problem(VALUES, expected, row["value"], number, "value")
    yield from _settings_in_order(at)


def _restarts_are_whole(rows: dict[int, Row]) -> Iterator[Problem]:
    """All tablets, and each regimen that has one figure of coming back, have all of them, and the months rise."""
    at: dict[str, dict[str, tuple[float, int, Row]]] = {"": {}}
    for number, row in rows.items():
        value = as_number(row["value"])
        if row["quantity"] in RESTARTS and row["setting"] == "base" and value is not None:
            at.setdefault(row["regimen_id"], {})[row["quantity"]] = (value, number, row)
    for regimen, found in at.items():
        for quantity in (quantity for quantity in RESTARTS if quantity not in found):
            yield Problem(VALUES, f"a row for {regimen or 'all tablets'}, {quantity}, base")
        for earlier, later in pairwise(RESTARTS[1:]):
            if earlier in found and later in found:
                (before, *_), (value, number, row) = found[earlier], found[later]
                if not before < value:
                    yield Problem(VALUES, f"more than {earlier}, {before:g}", row["value"], number, "value")


def _settings_in_order(at: dict[tuple[str, str, str], list[tuple[float, float, int, Row]]]) -> Iterator[Problem]:
    for regimen, quantity in dict.fromkeys((regimen, quantity) for regimen, quantity, _ in at):
        by_setting = [
            {month: (value, number, row) for month, value, number, row in at.get((regimen, quantity, s), [])}
            for s in SETTINGS
        ]
        for lower, higher in pairwise(by_setting):
            for month in lower.keys() & higher.keys():
                (least, _, one), (value, number, row) = lower[month], higher[month]
                if value < least:
                    expected = f"at least {one['value']}, the value of {one['setting']}"
                    yield Problem(VALUES, expected, row["value"], number, "value")


def _lab_has_what_it_needs(rows: dict[int, Row]) -> Iterator[Problem]:
    there = {row["assumption_id"]: (number, row) for number, row in rows.items()}
    for missing in (name for name in ASSUMED if name not in there):
        yield Problem(LAB, f"a row for {missing}")
    for number, row in rows.items():
        yield from _percent(LAB, number, row, "value")
        if row["assumption_id"] and row["assumption_id"] not in ASSUMED:
            yield Problem(LAB, f"one of {', '.join(ASSUMED)}", row["assumption_id"], number, "assumption_id")
        value = as_number(row["value"])
        if (
            row["assumption_id"] in SUPPLIES
            and value is not None
            and not (1 <= value <= WATCHED_DAYS and value % 1 == 0)
        ):
            expected = f"whole days from 1 to {WATCHED_DAYS}"
            yield Problem(LAB, expected, row["value"], number, "value")
        if row["assumption_id"] == "synthetic_people" and value is not None and not (value >= 1 and value % 1 == 0):
            yield Problem(LAB, "a whole number of at least 1", row["value"], number, "value")
    if {"break_low", "break_high"} <= there.keys():
        (_, low), (number, high) = there["break_low"], there["break_high"]
        least, most = as_number(low["value"]), as_number(high["value"])
        if least is not None and most is not None and least > most:
            yield Problem(LAB, f"at least break_low, {low['value']}", high["value"], number, "value")


RULES: tuple[Rule, ...] = (
    (("persistence",), _figures_say_something),
    (("persistence",), _people_are_of_the_row),
    (("persistence",), at_most("persistence", "low", "value")),
    (("persistence",), at_most("persistence", "value", "high")),
    (("persistence",), at_most("persistence", "low", "high")),
    (("persistence",), at_most("persistence", "month_low", "month_high")),
    (("adherence_fracture",), _ratios_read_one_way),
    (("adherence_fracture",), at_most("adherence_fracture", "low", "value")),
    (("adherence_fracture",), at_most("adherence_fracture", "value", "high")),
    (("preference",), at_most("preference", "ratio_low", "ratio")),
    (("preference",), at_most("preference", "ratio", "ratio_high")),
    (("cohort_values",), _values_have_their_place),
    (("cohort_values", "regimens"), _curves_can_be_drawn),
    (("cohort_values",), _restarts_are_whole),
    (("cohort_values", "persistence"), _values_follow_their_rows),
    (("refill_assumptions",), _lab_has_what_it_needs),
)
