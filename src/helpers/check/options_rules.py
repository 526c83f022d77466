"""Rules across columns and files about the option grid: costs, ratings, and which rows of other tables stand in it."""

from collections.abc import Iterator
from functools import cache

from helpers.options import KEY_OF, TABLES_OF
from helpers.problem import SOURCE, Problem, Row, Rule, as_number, must_be_empty, must_be_filled
from helpers.reading import Folder, Grid, texts
from helpers.tables import data_folder, resources

COSTS, SHOWN, RESULTS = "costs.csv", "option_rows.csv", "aid_results.csv"
FIGURE = ["country", "year", "low", "high", "currency", "per"]
UNKNOWN, ANY = "not known", "any"


def _a_cost_is_a_figure_or_a_gap(rows: dict[int, Row]) -> Iterator[Problem]:
    """A figure has all that makes it one, and its source; a gap says why and has none of it."""
    for number, row in rows.items():
        if row["kind"] == UNKNOWN:
            yield from must_be_empty(COSTS, number, row, [*FIGURE, *SOURCE], "it is a gap")
            yield from must_be_filled(COSTS, number, row, ["reason_empty"], "it is a gap")
            if row["product"] != ANY:
                yield Problem(COSTS, f"{ANY}, since it is a gap", row["product"], number, "product")
            continue
        yield from must_be_filled(COSTS, number, row, [*FIGURE, *SOURCE], "it is a figure")
        yield from must_be_empty(COSTS, number, row, ["reason_empty"], "it is a figure")
        if row["product"] == ANY:
            yield Problem(COSTS, "generic or brand, since it is a figure", row["product"], number, "product")
        low, high = as_number(row["low"]), as_number(row["high"])
        if low is not None and high is not None and low > high:
            yield Problem(COSTS, f"at least {row['low']}, which is the lower end", row["high"], number, "high")


@cache
def of_the_project(table: str, *columns: str) -> frozenset[str]:
    """Return what the project's own table has in a column, or in several with a plus between them.

    A folder that left a regimen out may still speak of it.
    """
    grid = Folder(data_folder(), "the packaged data").grid(resources()[table])
    rows = texts(grid) if isinstance(grid, Grid) else []
    return frozenset("+".join(row[column] for column in columns) for row in rows)


def _of_regimens(rows: dict[int, Row], regimens: dict[int, Row], file: str, column: str) -> Iterator[Problem]:
    """What is found by a drug, or a form, is of one that is known here or to the project."""
    here = {row[column] for row in regimens.values()}
    for number, row in rows.items():
        if row[column] and row[column] not in here | of_the_project("regimens", column):
            expected = f"as in regimens.csv: {', '.join(sorted(here))}"
            yield Problem(file, expected, row[column], number, column)


def _costs_are_of_a_drug(rows: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """A cost is found by its drug and its form."""
    yield from _of_regimens(rows, regimens, COSTS, "drug")
    yield from _of_regimens(rows, regimens, COSTS, "dose_form")


def _ratings_are_of_a_drug(rows: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """A rating is found by its drug."""
    yield from _of_regimens(rows, regimens, "certainty.csv", "drug")


def _the_grid_shows_rows_that_are_there(rows: dict[int, Row], *tables: dict[int, Row]) -> Iterator[Problem]:
    """A row of the grid is in a table that belongs to its question, and of the same regimen where it has one."""
    *found, studies = tables
    keys = {
        name: {row[key]: row for row in table.values()}
        for (name, key), table in zip(KEY_OF.items(), found, strict=True)
    }
    regimen = {row["study_id"]: row["regimen_id"] for row in studies.values()}
    for number, row in rows.items():
        table, allowed = row["table"], TABLES_OF.get(row["question"], ())
        if allowed and table and table not in allowed:
            expected = f"{' or '.join(allowed)}, since the question is {row['question']}"
            yield Problem(SHOWN, expected, table, number, "table")
        elif table in keys and row["row_id"]:
            there = keys[table].get(row["row_id"])
            if there is None and row["row_id"] not in of_the_project(table, KEY_OF[table]):
                yield Problem(SHOWN, f"a key of {table}.csv", row["row_id"], number, "row_id")
            of = there and (there.get("regimen_id") or regimen.get(there.get("study_id", "")))
            if of and of != row["regimen_id"]:
                yield Problem(SHOWN, f"a row of {row['regimen_id']}", row["row_id"], number, "row_id")


RATINGS = {
    "certainty (GRADE)": ("high", "moderate", "low", "very low"),
    "kind of study": ("Ia", "Ib", "IIa", "IIb", "III", "IV", "no available evidence"),
}


def _ratings_are_on_their_scale(rows: dict[int, Row]) -> Iterator[Problem]:
    """A rating is a step of its scale, and a body rates one thing once a year."""
    seen: dict[tuple[str, ...], int] = {}
    for number, row in rows.items():
        steps = RATINGS.get(row["scale"], ())
        if steps and row["rating"] and row["rating"] not in steps:
            yield Problem("certainty.csv", f"one of {', '.join(steps)}", row["rating"], number, "rating")
        what = tuple(row[column] for column in ("drug", "about", "body", "year", "scale"))
        before = seen.setdefault(what, number)
        if before != number:
            yield Problem(
                "certainty.csv", f"one rating of it: row {before} has one too", row["rating"], number, "rating"
            )


def _shown_events_can_be_compared(
    rows: dict[int, Row], events: dict[int, Row], studies: dict[int, Row]
) -> Iterator[Problem]:
    """An event that stands in the grid has a figure for both groups."""
    known = {row["event_id"]: row for row in events.values()}
    comparator = {row["study_id"]: row["comparator"] for row in studies.values()}
    for number, row in rows.items():
        event = known.get(row["row_id"]) if row["table"] == "adverse_events" else None
        if event is None:
            continue
        both = all(event[f"percent_{arm}"] or event[f"count_{arm}"] for arm in ("drug", "comparator"))
        if not both or not comparator.get(event["study_id"]):
            yield Problem(SHOWN, "an event with a figure for both groups", row["row_id"], number, "row_id")


def _shares_are_shares(rows: dict[int, Row]) -> Iterator[Problem]:
    """A percentage is at most 100."""
    for number, row in rows.items():
        for column in ("with_aid", "usual"):
            value = as_number(row[column])
            if value is not None and value > 100:
                yield Problem(RESULTS, "at most 100, since it is a percentage", row[column], number, column)


RULES: tuple[Rule, ...] = (
    (("costs",), _a_cost_is_a_figure_or_a_gap),
    (("costs", "regimens"), _costs_are_of_a_drug),
    (("certainty", "regimens"), _ratings_are_of_a_drug),
    (("option_rows", *KEY_OF, "studies"), _the_grid_shows_rows_that_are_there),
    (("option_rows", "adverse_events", "studies"), _shown_events_can_be_compared),
    (("certainty",), _ratings_are_on_their_scale),
    (("aid_results",), _shares_are_shares),
)
