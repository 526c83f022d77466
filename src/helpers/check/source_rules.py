"""Rules about where things were read."""

from collections.abc import Iterator

from helpers.problem import Problem, Row, Rule, must_be_filled

SOURCES, EVENTS = "sources.csv", "adverse_events.csv"
TWICE = "read in two places"
LABELS = ("label", "label copy")  # kinds of document that belong to a country


def _an_address_or_a_word(sources: dict[int, Row]) -> Iterator[Problem]:
    """A source without an address says in its note where it was read."""
    for number, row in sources.items():
        if not row["url"]:
            yield from must_be_filled(SOURCES, number, row, ["note"], "url is empty: where was it read?")


def _labels_have_a_country(sources: dict[int, Row]) -> Iterator[Problem]:
    for number, row in sources.items():
        if row["kind"] in LABELS:
            yield from must_be_filled(SOURCES, number, row, ["country"], f"kind is {row['kind']}")


def _two_places_are_two(events: dict[int, Row]) -> Iterator[Problem]:
    """What was read in two places names the second one, and it is another one."""
    for number, row in events.items():
        if row["check"] == TWICE:
            yield from must_be_filled(EVENTS, number, row, ["second_source_id"], f"check is {TWICE}")
        if row["second_source_id"] and row["second_source_id"] == row["source_id"]:
            expected = "another source than source_id"
            yield Problem(EVENTS, expected, row["second_source_id"], number, "second_source_id")


def _jurisdiction_has_its_own_label(
    regimens: dict[int, Row], facts: dict[int, Row], sources: dict[int, Row]
) -> Iterator[Problem]:
    """A regimen as one country labels it was read in a label of that country, if it was read in any label."""
    country = {row["source_id"]: row["country"] for row in sources.values() if row["kind"] in LABELS}
    for number, regimen in regimens.items():
        own = [regimen, *(row for row in facts.values() if row["regimen_id"] == regimen["regimen_id"])]
        read_in = {country[row["source_id"]] for row in own if row["source_id"] in country}
        if regimen["jurisdiction"] and read_in and regimen["jurisdiction"] not in read_in:
            expected = (
                f"a label of {regimen['jurisdiction']} beside it, so a row of sources.csv with this country whose "
                f"source_id stands here: all that it cites are of {', '.join(sorted(read_in))}"
            )
            yield Problem("regimens.csv", expected, regimen["jurisdiction"], number, "jurisdiction")


RULES: tuple[Rule, ...] = (
    (("sources",), _an_address_or_a_word),
    (("sources",), _labels_have_a_country),
    (("adverse_events",), _two_places_are_two),
    (("regimens", "regimen_facts", "sources"), _jurisdiction_has_its_own_label),
)
