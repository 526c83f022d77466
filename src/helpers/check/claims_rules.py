"""Rules across columns and files about statements of an article, and about how one lives."""

from collections.abc import Iterator

from helpers.check.options_rules import of_the_project
from helpers.claims import BEHIND, UNREAD, parts
from helpers.problem import Problem, Row, Rule, as_number, must_be_filled
from helpers.tables import resources

CLAIMS, LIFESTYLE = "claims.csv", "lifestyle.csv"


def _what_a_verdict_follows_from_is_there(rows: dict[int, Row], *tables: dict[int, Row]) -> Iterator[Problem]:
    """Each row of evidence is named as table/key, once, and there; a folder may lack what the project has."""
    here = {name: set(_keys(name, table)) for name, table in zip(BEHIND, tables, strict=True)}
    for number, row in rows.items():
        named = parts(row["evidence"])
        for table, key in named:
            if table not in BEHIND:
                expected = f"table/key, the table one of {', '.join(BEHIND)}"
            elif key not in here[table] and not _in_the_project(table, key):
                expected = f"a key of {table}.csv"
            elif named.count((table, key)) > 1:
                expected = "each row once"
            else:
                continue
            yield Problem(CLAIMS, expected, f"{table}/{key}", number, "evidence")


def _keys(table: str, rows: dict[int, Row]) -> Iterator[str]:
    columns = resources()[table]["schema"]["primaryKey"]
    for row in rows.values():
        yield "+".join(row[column] for column in columns)


def _in_the_project(table: str, key: str) -> bool:
    return key in of_the_project(table, *resources()[table]["schema"]["primaryKey"])


def _a_statement_says_how_it_was_read(rows: dict[int, Row]) -> Iterator[Problem]:
    """What was read has its source and place; what was not, or was made up, names none that says it."""
    for number, row in rows.items():
        if row["read"] not in UNREAD:
            yield from must_be_filled(CLAIMS, number, row, ["source_id", "locator"], f"it was {row['read']}")


def _a_setting_is_of_a_panel(rows: dict[int, Row]) -> Iterator[Problem]:
    """How to set a panel is said for a panel, in both ways."""
    for number, row in rows.items():
        if row["state"] or row["setting"]:
            yield from must_be_filled(CLAIMS, number, row, ["panel", "state", "setting"], "it says how to set a panel")


def _an_interval_holds_its_figure(rows: dict[int, Row]) -> Iterator[Problem]:
    """Both ends of an interval or none, and the figure between them."""
    for number, row in rows.items():
        if bool(row["low"]) != bool(row["high"]):
            empty = "low" if row["high"] else "high"
            yield from must_be_filled(LIFESTYLE, number, row, [empty], "the other end of the interval is there")
        value, low, high = (as_number(row[column]) for column in ("value", "low", "high"))
        if value is not None and low is not None and high is not None and not low <= value <= high:
            yield Problem(LIFESTYLE, f"from {row['low']} to {row['high']}, its interval", row["value"], number, "value")


RULES: tuple[Rule, ...] = (
    (("claims", *BEHIND), _what_a_verdict_follows_from_is_there),
    (("claims",), _a_statement_says_how_it_was_read),
    (("claims",), _a_setting_is_of_a_panel),
    (("lifestyle",), _an_interval_holds_its_figure),
)
