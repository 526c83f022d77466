"""Rules about what is told twice: one drug in several regimens, one rule in several tables, one row under two keys."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from helpers.check.benefit_rules import lopsided
from helpers.problem import Problem, Row, Rule, as_number, numbers
from helpers.tables import resources

REGIMENS = "regimens.csv"
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
TIMES_APART = 4  # two labels of one drug by one route differ by less than this in what they give in a day
LONGEST_RULE = 180  # minutes
AFTER_FOOD = "straight after breakfast"
UPRIGHT = "can_stay_upright_minutes"
UNTOLD = ("check", "locator")  # columns that make no other row
# Tables whose rows are told apart by their key alone.
LISTS = (
    "decisions", "studies", "adverse_events", "rare_harms", "pooled_effects", "persistence", "adherence_fracture",
    "preference", "turnover", "kinetics", "trials", "baseline_risk", "recommendations", "costs", "certainty",
    "aid_results", "claims", "lifestyle",
)  # fmt: skip
# Ratios with an interval: (table, low, value, high).
INTERVALS = (
    ("adherence_fracture", "low", "value", "high"), ("pooled_effects", "low", "value", "high"),
    ("preference", "ratio_low", "ratio", "ratio_high"), ("lifestyle", "low", "value", "high"),
)  # fmt: skip


def _a_drug_has_one_class_and_one_unit(regimens: dict[int, Row]) -> Iterator[Problem]:
    for column in ("drug_class", "dose_unit"):
        usual = {
            drug: Counter(row[column] for row in regimens.values() if row["drug"] == drug).most_common(1)[0][0]
            for drug in {row["drug"] for row in regimens.values()}
        }
        for number, row in regimens.items():
            if row[column] != usual[row["drug"]]:
                expected = f"{usual[row['drug']]}, as for the other regimens of {row['drug']}"
                yield Problem(REGIMENS, expected, row[column], number, column)
    brands: dict[str, str] = {}
    for number, row in regimens.items():
        if row["brand"] and brands.setdefault(row["brand"], row["drug"]) != row["drug"]:
            yield Problem(
                REGIMENS, f"a brand of {row['drug']}, not of {brands[row['brand']]}", row["brand"], number, "brand"
            )


def _a_day(row: Row) -> float | None:
    """Return how much of its drug a regimen gives in a day, on average; None where a cell of it is no number."""
    found = numbers(row, "dose", "doses_per_interval", "interval_value")
    if found is None or row["interval_unit"] not in DAYS or min(found) <= 0:
        return None
    dose, together, interval = found
    return dose * together / (interval * DAYS[row["interval_unit"]])


def _labels_of_a_drug_give_about_as_much(regimens: dict[int, Row]) -> Iterator[Problem]:
    """Labels of one drug by one route give about as much in a day: else a digit or a unit slipped."""
    alike: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in regimens.values():
        if (daily := _a_day(row)) is not None:
            alike[row["drug"], row["route"]].append(daily)
    for number, row in regimens.items():
        daily, others = _a_day(row), sorted(alike[row["drug"], row["route"]])
        if daily is None or len(others) < 3:
            continue
        middle = others[len(others) // 2]
        if not middle / TIMES_APART <= daily <= middle * TIMES_APART:
            expected = (
                f"a dose and an interval that come to about {middle:.2g} {row['dose_unit']} a day, as for the others"
            )
            yield Problem(REGIMENS, expected, row["dose"], number, "dose")


def _rules_about_tablets_are_for_tablets(regimens: dict[int, Row]) -> Iterator[Problem]:
    for number, row in regimens.items():
        for column in ("fasting_min", "upright_min"):
            minutes = as_number(row[column])
            if minutes and row["route"] and row["route"] != "oral":
                yield Problem(REGIMENS, "0 or nothing, since nothing is swallowed", row[column], number, column)
            elif minutes is not None and minutes > LONGEST_RULE:
                yield Problem(REGIMENS, f"at most {LONGEST_RULE} minutes", row[column], number, column)


def _tablet_rules_agree(rules: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    by_id = {row["regimen_id"]: row for row in regimens.values()}
    for number, row in rules.items():
        fasting = as_number(by_id.get(row["regimen_id"], {}).get("fasting_min", ""))
        if fasting is not None and row["taken"] and (fasting == 0) != (row["taken"] == AFTER_FOOD):
            expected = f"what agrees with fasting_min of {row['regimen_id']}, {fasting:g}"
            yield Problem("tablet_rules.csv", expected, row["taken"], number, "taken")


def _upright_rules_agree(rules: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    by_id = {row["regimen_id"]: row for row in regimens.values()}
    for number, row in rules.items():
        upright = as_number(by_id.get(row["regimen_id"], {}).get("upright_min", ""))
        limit = as_number(row["threshold"])
        if row["patient_field"] == UPRIGHT and None not in (upright, limit) and upright != limit:
            expected = f"upright_min of {row['regimen_id']}, {upright:g}"
            yield Problem("eligibility.csv", expected, row["threshold"], number, "threshold")


def _courses_agree(decisions: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """A course that ends ends for the decision too."""
    by_id = {row["regimen_id"]: row for row in regimens.values()}
    for number, row in decisions.items():
        longest = as_number(by_id.get(row["regimen_id"], {}).get("max_course_months", ""))
        if row["kind"] == "course ends" and longest is not None and as_number(row["month_high"]) not in (None, longest):
            expected = f"max_course_months of {row['regimen_id']}, {longest:g}"
            yield Problem("decisions.csv", expected, row["month_high"], number, "month_high")


def _no_row_stands_twice(name: str) -> Rule:
    schema = resources()[name]["schema"]
    columns = [f["name"] for f in schema["fields"] if f["name"] not in (*schema["primaryKey"], *UNTOLD)]

    def rule(rows: dict[int, Row]) -> Iterator[Problem]:
        first: dict[tuple[str, ...], int] = {}
        for number, row in rows.items():
            told = tuple(row[column] for column in columns)
            if (before := first.setdefault(told, number)) != number:
                yield Problem(f"{name}.csv", "another row", f"row {before} under another key", number)

    return (name,), rule


def _intervals_are_even(name: str, low: str, value: str, high: str) -> Rule:
    """An interval is about as far below its figure as above it: else a digit slipped."""

    def rule(rows: dict[int, Row]) -> Iterator[Problem]:
        for number, row in rows.items():
            found = numbers(row, low, value, high)
            if found and found[0] <= found[1] <= found[2] and lopsided(found[0], found[1], found[2]):
                ends = f"{row[low]} to {row[high]}"
                expected = f"an interval about as far below {row[value]} as above it"
                yield Problem(f"{name}.csv", expected, ends, number, f"{low}, {high}")

    return (name,), rule


RULES: tuple[Rule, ...] = (
    (("regimens",), _a_drug_has_one_class_and_one_unit),
    (("regimens",), _labels_of_a_drug_give_about_as_much),
    (("regimens",), _rules_about_tablets_are_for_tablets),
    (("tablet_rules", "regimens"), _tablet_rules_agree),
    (("eligibility", "regimens"), _upright_rules_agree),
    (("decisions", "regimens"), _courses_agree),
    *(_no_row_stands_twice(name) for name in LISTS),
    *(_intervals_are_even(*figure) for figure in INTERVALS),
)
