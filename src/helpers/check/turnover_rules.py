"""Rules across columns and files about turnover of bone."""

from collections.abc import Iterator

from helpers.check.complete_rules import BY_MOUTH, ROUTES_WITHOUT_A_TABLET
from helpers.problem import SOURCE, Problem, Row, Rule, as_number, must_be_empty, must_be_filled
from helpers.turnover.course import DAYS
from helpers.turnover.forecast import DRAWN
from helpers.turnover.parameters import ERRORS, ONE_POOL, TWO_POOLS, WAITING

OBSERVED, VALUES = "turnover.csv", "kinetics.csv"
ROUTES = (BY_MOUTH, *ROUTES_WITHOUT_A_TABLET)
NO_MARKERS = ("new vertebral fractures", "spine bone density")
DAYS_IN = {f"{unit}s": days for unit, days in DAYS.items()}
# the unit of a value of the model, and the most it can be: beyond, no curve comes out
LIMITS = {
    **dict.fromkeys(("absorbed", "first pool", "most"), ("share", 1.0)),
    **dict.fromkeys(("pool loss", "second pool loss", "kout", "ka", "turnover of the waiting"), ("per day", 10.0)),
    **dict.fromkeys(("steepness", "waiting"), ("none", 50.0)),
    **dict.fromkeys(("vc", "vp"), ("mL", 1e5)),
    **dict.fromkeys(("cl", "q"), ("mL per day", 1e4)),
    **dict.fromkeys(ERRORS, ("percentage points", 100.0)),
    "vmax": ("ng per day", 1e7),
    "km": ("ng per mL", 1e5),
}


def _figures_say_something(rows: dict[int, Row]) -> Iterator[Problem]:
    """A row has a figure, a range or words; a range both its ends, and the value between them; a figure its unit."""
    for number, row in rows.items():
        if not (row["value"] or row["low"] or row["result"]):
            yield Problem(OBSERVED, "a value, low and high, or a result in words", None, number, "value")
        if row["low"] or row["high"] or row["spread"]:
            yield from must_be_filled(OBSERVED, number, row, ["low", "high", "spread"], "an interval or range is given")
        if row["value"] or row["low"]:
            yield from must_be_filled(OBSERVED, number, row, ["unit"], "a figure is given")
        low, value, high = (as_number(row[column]) for column in ("low", "value", "high"))
        inside = value if value is not None else low
        if low is not None and high is not None and inside is not None and not low <= inside <= high:
            yield Problem(
                OBSERVED, f"a figure from {row['low']} to {row['high']}", row["value"] or None, number, "value"
            )
        if row["unit"].startswith("percent") and value is not None and value < -100:
            yield Problem(OBSERVED, "at least -100, since it is a percentage", row["value"], number, "value")
        if row["use"] in ("fitted", "shown") and not (row["value"] or row["low"]):
            yield Problem(OBSERVED, f"a figure, since use is {row['use']}", None, number, "value")
        if row["use"] == "shown":
            yield from must_be_filled(OBSERVED, number, row, ["day", "regimen_id"], "use is shown")
        if row["use"] in DRAWN and row["day"] and not (row["value"] or row["low"]):
            yield Problem(OBSERVED, f"a figure, since use is {row['use']} and a day is given", None, number, "value")
        if row["use"] in DRAWN and (
            row["measure"] in NO_MARKERS or not (row["unit"] or "percent").startswith("percent")
        ):
            yield Problem(
                OBSERVED, f"told, since {row['measure']} in this unit is no marker", row["use"], number, "use"
            )


def _a_day_is_its_time(rows: dict[int, Row]) -> Iterator[Problem]:
    """The day on which a figure is drawn is the time that the source gives."""
    for number, row in rows.items():
        day, time = as_number(row["day"]), as_number(row["time_value"])
        if day is None or time is None or row["time_unit"] not in DAYS_IN:
            continue
        expected = time * DAYS_IN[row["time_unit"]]
        if abs(day - expected) > max(1.0, 0.01 * expected):
            yield Problem(OBSERVED, f"about {expected:.0f}, {row['time']}", row["day"], number, "day")


def _regimens_are_of_the_drug(rows: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """A figure's regimen has its drug and its route; a regimen that is wrong itself is named elsewhere."""
    by_id = {row["regimen_id"]: row for row in regimens.values()}
    for number, row in rows.items():
        regimen = by_id.get(row["regimen_id"], {})
        for column in ("drug", "route"):
            theirs = regimen.get(column, "")
            known = column == "drug" or theirs in ROUTES
            if row[column] and theirs and known and row[column] != theirs:
                expected = f"{theirs}, as regimen {row['regimen_id']} has it"
                yield Problem(OBSERVED, expected, row[column], number, column)


def _values_say_where_from(rows: dict[int, Row]) -> Iterator[Problem]:
    """What was published has its source, what was fitted its points, and of what is assumed nobody says it is known."""
    for number, row in rows.items():
        because = f"origin is {row['origin']}"
        if row["origin"] == "published":
            yield from must_be_filled(VALUES, number, row, SOURCE, because)
            yield from must_be_empty(VALUES, number, row, ["points", "determined"], because)
        elif row["origin"]:
            yield from must_be_empty(VALUES, number, row, SOURCE, because)
            yield from must_be_filled(VALUES, number, row, ["determined"], because)
        if row["origin"] == "fitted here":
            yield from must_be_filled(VALUES, number, row, ["points"], because)
        elif row["origin"] == "assumed":
            yield from must_be_empty(VALUES, number, row, ["points"], because)
            if row["determined"] == "by data":
                yield Problem(VALUES, "assumed or on a bound, since origin is assumed", "by data", number, "determined")
        value = as_number(row["value"])
        unit, most = LIMITS.get(row["quantity"], (row["unit"], float("inf")))
        if value is not None and not 0 < value <= most:
            yield Problem(VALUES, f"a number above 0, at most {most:g}", row["value"], number, "value")
        if row["unit"] and row["unit"] != unit:
            yield Problem(VALUES, f"{unit}, the unit of {row['quantity']}", row["unit"], number, "unit")


def _values_are_whole(rows: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """Each drug has each value it needs, once, for each route that a regimen gives it by."""
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in rows.items():
        key = (row["drug"], row["route"], row["quantity"])
        if key in seen:
            yield Problem(VALUES, f"one value for it: row {seen[key]} has one too", row["quantity"], number, "quantity")
        seen.setdefault(key, number)
    given = dict.fromkeys((row["drug"], row["route"]) for row in regimens.values() if row["route"] in ROUTES)
    for drug in dict.fromkeys(row["drug"] for row in rows.values()):
        for route in [route for name, route in given if name == drug]:
            there = {quantity for name, by, quantity in seen if name == drug and by in ("", route)}
            needed = WAITING if "waiting" in there else ONE_POOL + (TWO_POOLS if there & set(TWO_POOLS) else ())
            if missing := [quantity for quantity in (*needed, *ERRORS) if quantity not in there]:
                yield Problem(VALUES, f"rows of {drug}, {route}, for {', '.join(missing)}")


def _points_are_counted(values: dict[int, Row], rows: dict[int, Row]) -> Iterator[Problem]:
    """What was fitted to so many points has so many rows that say that they were fitted."""
    for number, row in values.items():
        points = as_number(row["points"])
        found = sum(each["use"] == "fitted" and each["drug"] == row["drug"] for each in rows.values())
        if points is not None and points < found:
            expected = f"at least {found}, the rows of {OBSERVED} of {row['drug']} whose use is fitted"
            yield Problem(VALUES, expected, row["points"], number, "points")


RULES: tuple[Rule, ...] = (
    (("turnover",), _figures_say_something),
    (("turnover", "regimens"), _regimens_are_of_the_drug),
    (("kinetics",), _values_say_where_from),
    (("kinetics", "regimens"), _values_are_whole),
    (("turnover",), _a_day_is_its_time),
    (("kinetics", "turnover"), _points_are_counted),
)
