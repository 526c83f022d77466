"""Rules across columns and files about side effects."""

from collections.abc import Callable, Iterator
from math import ceil, floor

from helpers.problem import Problem, Row, Rule, as_number, at_most, must_be_empty, must_be_filled
from helpers.safety import NO_COMPARISON

EVENTS, STUDIES, HARMS, GAPS = "adverse_events.csv", "studies.csv", "rare_harms.csv", "safety_gaps.csv"
ARMS = ("drug", "comparator")


def _people_in(name: str, *pairs: tuple[str, str]) -> Callable[[dict[int, Row]], Iterator[Problem]]:
    """Return the rule that no more people have an event than there are."""

    def rule(rows: dict[int, Row]) -> Iterator[Problem]:
        for number, row in rows.items():
            for count, size in pairs:
                people, all_of_them = as_number(row[count]), as_number(row[size])
                if people is not None and all_of_them is not None and people > all_of_them:
                    yield Problem(f"{name}.csv", f"at most the {size}, {row[size]}", row[count], number, count)

    return rule


def _comparators_are_there(events: dict[int, Row], studies: dict[int, Row]) -> Iterator[Problem]:
    """An event has a figure for each arm of its study, and none for an arm that the study has not."""
    by_id = {row["study_id"]: row for row in studies.values()}
    for number, row in events.items():
        study = by_id.get(row["study_id"])
        if study is None:
            continue
        if not row["count_drug"] and not row["percent_drug"]:
            yield Problem(EVENTS, "a count or a percentage", None, number, "count_drug, percent_drug")
        figures = ["count_comparator", "percent_comparator"]
        if study["comparator_kind"] in NO_COMPARISON:
            because = f"the comparator_kind of {row['study_id']} is {study['comparator_kind']}"
            yield from must_be_empty(EVENTS, number, row, [*figures, "n_comparator"], because)
        elif not any(row[column] for column in figures):
            expected = f"a count or a percentage, since {row['study_id']} has a comparator ({study['comparator']})"
            yield Problem(EVENTS, expected, None, number, ", ".join(figures))


def _sizes_are_there(events: dict[int, Row]) -> Iterator[Problem]:
    """Where the size of an arm is empty the row says why, and has a percentage."""
    for number, row in events.items():
        arms = [arm for arm in ARMS if row[f"count_{arm}"] or row[f"percent_{arm}"]]
        missing = [f"n_{arm}" for arm in arms if not row[f"n_{arm}"]]
        if missing:
            yield from must_be_filled(EVENTS, number, row, ["reason_no_size"], f"{missing[0]} is empty")
        elif arms:
            yield from must_be_empty(EVENTS, number, row, ["reason_no_size"], "the sizes are filled")
        for arm in arms:
            if row[f"count_{arm}"]:
                yield from must_be_filled(EVENTS, number, row, [f"n_{arm}"], f"count_{arm} is filled")
                yield from must_be_empty(EVENTS, number, row, [f"percent_{arm}"], f"count_{arm} is filled")


SMALL_ONES = 1  # a digit more, with which some sources print what is below 1 %


def _percentages_are_exact(events: dict[int, Row]) -> Iterator[Problem]:
    """A percentage says how exactly it was printed, and some whole number of people gives it."""
    for number, row in events.items():
        if row["percent_drug"] or row["percent_comparator"]:
            yield from must_be_filled(EVENTS, number, row, ["decimals"], "a percentage is filled")
        else:
            yield from must_be_empty(EVENTS, number, row, ["decimals"], "no percentage is filled")
        decimals = as_number(row["decimals"])
        printed = [row[f"percent_{arm}"] for arm in ARMS if row[f"percent_{arm}"]]
        shown = [len(percent.partition(".")[2].rstrip("0")) for percent in printed] or [0]
        if decimals is not None and (min(shown) > decimals or max(shown) > decimals + SMALL_ONES):
            yield Problem(EVENTS, f"the digits after the point, {max(shown)}", row["decimals"], number, "decimals")
        if decimals is None or decimals > max(shown) + SMALL_ONES or decimals < min(shown):
            continue  # named already
        for arm in ARMS:
            size, percent = as_number(row[f"n_{arm}"]), as_number(row[f"percent_{arm}"])
            if percent is not None and decimals is not None and size and not _possible(percent, size, decimals):
                nearest = sorted({floor(percent * size / 100), ceil(percent * size / 100)})
                near = " and ".join(f"{people} are {100 * people / size:.{decimals:.0f}f}" for people in nearest)
                expected = f"a percentage that whole people give: of {size:.0f}, {near}"
                yield Problem(EVENTS, expected, row[f"percent_{arm}"], number, f"percent_{arm}")


def _possible(percent: float, size: float, decimals: float) -> bool:
    """Return whether a whole number of `size` people rounds to a printed percentage, a half either way."""
    half = 0.5 * 10**-decimals + 1e-9
    return ceil((percent - half) * size / 100 - 1e-9) <= floor((percent + half) * size / 100 + 1e-9)


def _sizes_are_those_of_the_study(events: dict[int, Row], studies: dict[int, Row]) -> Iterator[Problem]:
    """Where an event is counted in other people than its study has, a note says why."""
    by_id = {row["study_id"]: row for row in studies.values()}
    for number, row in events.items():
        study = by_id.get(row["study_id"], {})
        for arm in ARMS:
            own, whole = row[f"n_{arm}"], study.get(f"n_{arm}")
            if own and whole and own != whole and own not in row["note"].replace(",", ""):
                expected = f"{whole}, as in {STUDIES}, or a note that names this size and says why"
                yield Problem(EVENTS, expected, own, number, f"n_{arm}")


def _subgroups_are_no_totals(events: dict[int, Row]) -> Iterator[Problem]:
    for number, row in events.items():
        if row["subgroup"] and row["is_total"] != "no":
            yield Problem(EVENTS, "no, since subgroup is filled", row["is_total"] or None, number, "is_total")


def _studies_name_their_comparator(studies: dict[int, Row]) -> Iterator[Problem]:
    for number, row in studies.items():
        because = f"comparator_kind is {row['comparator_kind']}"
        if row["comparator_kind"] == NO_COMPARISON[0]:
            yield from must_be_empty(STUDIES, number, row, ["comparator", "n_comparator"], because)
        else:
            yield from must_be_filled(STUDIES, number, row, ["comparator"], because)


def _harms_have_one_figure(harms: dict[int, Row]) -> Iterator[Problem]:
    """A rare harm is a printed value or a count of people, for those treated and for each comparator it names."""
    for number, row in harms.items():
        for arm, value, count, size in (
            ("treatment", "value", "count", "n"),
            ("comparator", "comparator_value", "count_comparator", "n_comparator"),
        ):
            because = f"{arm} is {'filled' if row[arm] else 'empty'}"
            if row["reason_empty"]:
                because = "reason_empty is filled"
                if row["in_picture"] == "yes":
                    yield Problem(HARMS, f"no, since {because}", "yes", number, "in_picture")
                yield from must_be_empty(HARMS, number, row, [value, count, size], because)
            elif not row[arm]:
                yield from must_be_empty(HARMS, number, row, [value, count, size], because)
            elif row[count] or row[size]:
                yield from must_be_filled(HARMS, number, row, [count, size], "counts are given")
                yield from must_be_empty(HARMS, number, row, [value], "counts are given")
            else:
                yield from must_be_filled(HARMS, number, row, [value], because)
            printed = as_number(row[value])
            if not row["reason_empty"] and (printed is not None or row[count]):
                yield from must_be_filled(HARMS, number, row, ["unit", "time"], "there is a figure")
            if row["unit"] == "per 100 people" and printed is not None and printed > 100:
                yield Problem(HARMS, "a number from 0 to 100, since unit is per 100 people", row[value], number, value)


def _gaps_are_gaps(gaps: dict[int, Row], events: dict[int, Row], studies: dict[int, Row]) -> Iterator[Problem]:
    """A row that says why there is no comparison stands where there is none."""
    compared = {
        row["study_id"]: row["regimen_id"] for row in studies.values() if row["comparator_kind"] not in NO_COMPARISON
    }
    there = {(compared.get(row["study_id"]), row["body_system"]) for row in events.values()}
    for number, row in gaps.items():
        cell = (row["regimen_id"], row["body_system"])
        if all(cell) and cell in there:
            expected = f"no row, since {EVENTS} has a comparison"
            yield Problem(GAPS, expected, ", ".join(cell), number, "regimen_id, body_system")
        if row["status"] == "not expected":
            yield from must_be_filled(GAPS, number, row, ["source_id", "locator"], "status is not expected")


RULES: tuple[Rule, ...] = (
    (("studies",), _studies_name_their_comparator),
    (("adverse_events",), _people_in("adverse_events", *((f"count_{arm}", f"n_{arm}") for arm in ARMS))),
    (("adverse_events", "studies"), _comparators_are_there),
    (("adverse_events",), _sizes_are_there),
    (("adverse_events",), _percentages_are_exact),
    (("adverse_events", "studies"), _sizes_are_those_of_the_study),
    (("adverse_events",), _subgroups_are_no_totals),
    (("rare_harms",), _people_in("rare_harms", ("count", "n"), ("count_comparator", "n_comparator"))),
    (("rare_harms",), _harms_have_one_figure),
    (("rare_harms",), at_most("rare_harms", "years_low", "years_high")),
    (("rare_harms",), at_most("rare_harms", "low", "value")),
    (("rare_harms",), at_most("rare_harms", "value", "high")),
    (("rare_harms",), at_most("rare_harms", "comparator_low", "comparator_value")),
    (("rare_harms",), at_most("rare_harms", "comparator_value", "comparator_high")),
    (("pooled_effects",), at_most("pooled_effects", "low", "value")),
    (("pooled_effects",), at_most("pooled_effects", "value", "high")),
    (("safety_gaps", "adverse_events", "studies"), _gaps_are_gaps),
)
