"""Rules that name what a regimen still lacks in the tables that speak of every regimen."""

from collections.abc import Iterator

from helpers.problem import Problem, Row, Rule
from helpers.safety import MAPPED_SYSTEMS, NO_COMPARISON

BY_MOUTH = "oral"
ROUTES_WITHOUT_A_TABLET = ("intravenous infusion", "intravenous injection", "subcutaneous injection")


def _every_regimen_is_told(
    regimens: dict[int, Row], uses: dict[int, Row], decisions: dict[int, Row]
) -> Iterator[Problem]:
    """Each regimen has a labelled use, and a point of decision: a review, a course that ends, a warning not to stop."""
    for file, rows in (("labelled_uses.csv", uses), ("decisions.csv", decisions)):
        there = {row["regimen_id"] for row in rows.values()}
        for regimen_id in _ids(regimens):
            if regimen_id not in there:
                yield Problem(file, f"a row for {regimen_id}")


def _every_tablet_has_its_rule(regimens: dict[int, Row], rules: dict[int, Row]) -> Iterator[Problem]:
    """How it is taken is told for each regimen by mouth, and for no other."""
    routes = {row["regimen_id"]: row["route"] for row in regimens.values()}
    there = {row["regimen_id"] for row in rules.values()}
    for regimen_id in _ids(regimens):
        if routes[regimen_id] == BY_MOUTH and regimen_id not in there:
            yield Problem("tablet_rules.csv", f"a row for {regimen_id}, since it is taken by mouth")
    for number, row in rules.items():
        if routes.get(row["regimen_id"]) in ROUTES_WITHOUT_A_TABLET:
            expected = f"a regimen by mouth: the route of this one is {routes[row['regimen_id']]}"
            yield Problem("tablet_rules.csv", expected, row["regimen_id"], number, "regimen_id")


def _every_gap_is_told(
    regimens: dict[int, Row], studies: dict[int, Row], events: dict[int, Row], gaps: dict[int, Row]
) -> Iterator[Problem]:
    """Where a regimen has no comparison for a part of the body, a row says why."""
    compared = {
        row["study_id"]: row["regimen_id"] for row in studies.values() if row["comparator_kind"] not in NO_COMPARISON
    }
    there = {(compared.get(row["study_id"]), row["body_system"]) for row in events.values()}
    there |= {(row["regimen_id"], row["body_system"]) for row in gaps.values()}
    for regimen_id in _ids(regimens):
        missing = [system for system in MAPPED_SYSTEMS if (regimen_id, system) not in there]
        if missing:
            yield Problem("safety_gaps.csv", f"a row for {regimen_id} and {'; '.join(missing)}, or a comparison")


def _purposes_agree(regimens: dict[int, Row], uses: dict[int, Row]) -> Iterator[Problem]:
    """The purpose of a regimen is among its labelled uses in women after the menopause, if it has any there."""
    for number, row in regimens.items():
        own = {
            use["purpose"]
            for use in uses.values()
            if use["regimen_id"] == row["regimen_id"] and use["population"] == "postmenopausal women"
        }
        if own and row["purpose"] and row["purpose"] not in own:
            expected = f"{' or '.join(sorted(own))}, as in labelled_uses.csv"
            yield Problem("regimens.csv", expected, row["purpose"], number, "purpose")


def _ids(regimens: dict[int, Row]) -> list[str]:
    return [row["regimen_id"] for row in regimens.values() if row["regimen_id"]]


RULES: tuple[Rule, ...] = (
    (("regimens", "labelled_uses", "decisions"), _every_regimen_is_told),
    (("regimens", "tablet_rules"), _every_tablet_has_its_rule),
    (("regimens", "studies", "adverse_events", "safety_gaps"), _every_gap_is_told),
    (("regimens", "labelled_uses"), _purposes_agree),
)
