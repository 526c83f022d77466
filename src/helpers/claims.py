"""Statements of a health article, and the rows of other tables that their verdicts follow from."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from helpers import options
from helpers.tables import Tables, resources

Row = dict[Any, Any]
VERDICTS = ("supported", "too simple", "not supported", "cannot be checked")
ARTICLE, REFERENCE, WORLD, ALL = "article", "reference", "from the world", "all"
UNREAD = ("passage not read", "made up for this lesson")
BETWEEN = "; "  # two rows of evidence
# The tables that a verdict can follow from: `words.claims` has words for each.
BEHIND = (
    "regimens", "visit_steps", "labelled_uses", "eligibility", "adverse_events", "pooled_effects", "rare_harms",
    "preference", "persistence", "adherence_fracture", "cohort_values", "trials", "certainty", "recommendations",
    "aid_results", "lifestyle", "sources",
)  # fmt: skip


@dataclass(frozen=True)
class Behind:
    """A row that a verdict follows from.

    Attributes:
        table: the table it stands in.
        key: its key, as the frozen record writes it: "B002", "infusion+10".
        row: its columns, with those of `safety.compare` or `safety.per_100_000` where it counts something.
    """

    table: str
    key: str
    row: Row


def parts(evidence: str) -> list[tuple[str, str]]:
    """Return table and key of each row that is named.

    >>> parts("trials/B002; visit_steps/infusion+10")
    [('trials', 'B002'), ('visit_steps', 'infusion+10')]
    """
    found = (part.strip().partition("/") for part in evidence.split(BETWEEN.strip()))
    return [(table, key) for table, _, key in found]


def behind(evidence: str, tables: Tables) -> tuple[Behind, ...]:
    """Return the rows that a verdict follows from.

    Raises:
        KeyError: a row that these tables lack; it is named.
    """
    return tuple(Behind(table, key, _rows(tables, table)[key]) for table, key in parts(evidence))


@lru_cache(maxsize=64)
def _rows(tables: Tables, table: str) -> dict[str, Row]:
    if table == "adverse_events":
        return options.events(tables)
    if table == "rare_harms":
        return options.harms(tables)
    key = resources()[table]["schema"]["primaryKey"]
    return {"+".join(str(row[column]) for column in key): row for row in getattr(tables, table).to_dict("records")}


def counted(tables: Tables, kind: str, verdict: str) -> int:
    """Return how many statements of a kind have a verdict; "all": how many there are.

    Raises:
        ValueError: no such kind or verdict, or no statement of that kind.
    """
    rows = tables.claims[tables.claims["kind"] == kind]
    if rows.empty or verdict not in (*VERDICTS, ALL):
        raise ValueError(f'claims: found "{kind}/{verdict}", expected a kind and one of {", ".join(VERDICTS)}, {ALL}')
    return len(rows) if verdict == ALL else int((rows["verdict"] == verdict).sum())
