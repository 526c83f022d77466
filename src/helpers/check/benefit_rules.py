"""Rules across columns and files about fracture trials, baseline risk and recommendations."""

import re
from collections.abc import Iterator
from math import log, log1p

from helpers.benefit import effects
from helpers.benefit.effects import FEWER as PERCENT_FEWER
from helpers.benefit.effects import HAZARD, MEAN_GAIN, MEASURES, ODDS, PLACEBO
from helpers.benefit.evidence import BRIDGE, FEWER
from helpers.problem import SOURCE, Problem, Row, Rule, as_number, must_be_empty, must_be_filled, numbers

TRIALS, RISKS, ADVICE = "trials.csv", "baseline_risk.csv", "recommendations.csv"
BONE_DENSITY, AS_MUCH, NOT_SHOWN, OURS = "spine bone density", "as much", "not shown", "our crude ratio"
EFFECT = ("measure", "effect", "low", "high")
ARMS = ("drug", "comparator")
TIME = re.compile(r"^(?:median )?([0-9]+(?:\.[0-9]+)?) (month|year)s?$")
LOPSIDED = 0.35  # of two logarithms of ratios: what rounding and other ways of working out make is below
TAKEN_FROM = re.compile(r"\bRow (B[0-9]{3}) of trials\.csv")


def _groups_are_whole(rows: dict[int, Row]) -> Iterator[Problem]:
    """A count is at most its group; a percentage says of what kind it is; bone density is no count of people."""
    for number, row in rows.items():
        if row["comparator"].lower() == PLACEBO != row["comparator"]:
            yield Problem(TRIALS, PLACEBO, row["comparator"], number, "comparator")
        for arm in ARMS:
            pair = numbers(row, f"events_{arm}", f"n_{arm}")
            if pair and pair[0] > pair[1]:
                yield Problem(
                    TRIALS, f"at most {row[f'n_{arm}']}, the people", row[f"events_{arm}"], number, f"events_{arm}"
                )
        if row["percent_drug"] or row["percent_comparator"]:
            yield from must_be_filled(TRIALS, number, row, ["percents"], "percentages are given")
        bridge = row["evidence"] == BRIDGE
        for column, expected in (("percents", MEAN_GAIN), ("site", BONE_DENSITY), ("result", AS_MUCH)):
            if bridge and row[column] != expected:
                yield Problem(
                    TRIALS, f"{expected}, since only bone density was compared", row[column] or None, number, column
                )
            if not bridge and row[column] == expected:
                yield Problem(TRIALS, f"another one, since {expected} is for a {BRIDGE}", row[column], number, column)
        if bridge:
            leaning = ["regimen_id", "reference_id", "percent_drug"]
            yield from must_be_filled(TRIALS, number, row, leaning, "it leans on another regimen")
            yield from must_be_empty(TRIALS, number, row, EFFECT, "bone density is no effect on fractures")


def _effects_are_whole(rows: dict[int, Row]) -> Iterator[Problem]:
    """An effect has its kind; an interval both its ends, the effect between; the result is what the interval says."""
    for number, row in rows.items():
        if row["effect"] or row["measure"]:
            yield from must_be_filled(TRIALS, number, row, ["measure", "effect"], "an effect is given")
        if row["low"] or row["high"]:
            yield from must_be_filled(TRIALS, number, row, ["effect", "low", "high"], "an interval is given")
        yield from _possible(number, row)
        found = numbers(row, "low", "effect", "high")
        if not found:
            continue
        low, value, high = found
        if not low <= value <= high:
            yield Problem(TRIALS, f"a number from {row['low']} to {row['high']}", row["effect"], number, "effect")
        percent = row["measure"] == PERCENT_FEWER
        if low <= value <= high and lopsided(low, value, high, percent):
            expected = "an interval about as far below the effect as above it, on a scale of ratios"
            yield Problem(TRIALS, expected, f"{row['low']} to {row['high']}", number, "low, high")
        near, far = (low, 0.0) if percent else (high, 1.0)
        surely, open_ = (near > far, near < far) if percent else (near < far, near > far)
        expected = FEWER if surely else NOT_SHOWN if open_ else row["result"]
        if row["result"] in (FEWER, NOT_SHOWN) and row["result"] != expected:
            yield Problem(
                TRIALS,
                f"{expected}, as the interval from {row['low']} to {row['high']} says",
                row["result"],
                number,
                "result",
            )


def _possible(number: int, row: Row) -> Iterator[Problem]:
    """A ratio is above 0; a percentage is from 1, below 100."""
    percent = row["measure"] == PERCENT_FEWER
    for column in ("effect", "low", "high"):
        value = as_number(row[column])
        if value is not None and not percent and value <= 0:
            yield Problem(TRIALS, "a ratio above 0", row[column], number, column)
        if value is not None and percent and not (value < 100 and (column != "effect" or value >= 1)):
            yield Problem(TRIALS, "a percentage from 1, below 100", row[column], number, column)


def lopsided(low: float, value: float, high: float, percent: bool = False) -> bool:
    """Is an interval much further on one side of its effect, as a typing error makes it?"""
    ends = [1 - each / 100 for each in (high, value, low)] if percent else [low, value, high]
    if min(ends) <= 0:
        return False
    return abs(log(ends[1] / ends[0]) - log(ends[2] / ends[1])) > LOPSIDED


def _arms_give_the_effect(rows: dict[int, Row]) -> Iterator[Problem]:
    """The effect is what the two groups come to, within their rounding, or the row says why not."""
    for number, row in rows.items():
        effect = as_number(row["effect"])
        shares = [_shares(row, arm) for arm in ARMS]
        if effect is None or row["measure"] not in MEASURES or None in shares:
            continue
        (low, high), (low_c, high_c) = (pair for pair in shares if pair is not None)
        ends = sorted(_effect(row["measure"], drug, other) for drug, other in ((low, high_c), (high, low_c)))
        half = 0.5 * 10 ** -_decimals(row["effect"])
        if row["measure"] == HAZARD:  # time to a fracture: near the ratio of the groups, not equal to it
            ends = [ends[0] * 0.95, ends[1] * 1.05]
        follows = ends[0] - half <= effect <= ends[1] + half
        if follows and row["arms_differ"]:
            yield from must_be_empty(TRIALS, number, row, ["arms_differ"], "the groups do come to the effect")
        if not follows and not row["arms_differ"]:
            expected = f"{ends[0]:.3g} to {ends[1]:.3g}, which the groups come to, or arms_differ to say why not"
            yield Problem(TRIALS, expected, row["effect"], number, "effect")


def _our_ratios_follow(rows: dict[int, Row]) -> Iterator[Problem]:
    """A ratio that is ours is worked out from the counts."""
    for number, row in rows.items():
        counts = [_counts(row, arm) for arm in ARMS]
        if row["evidence"] != OURS or None in counts:
            continue
        ours = effects.crude_ratio(*(count for pair in counts if pair for count in pair))
        for column, value in zip(EFFECT[1:], (ours.value, ours.low, ours.high), strict=True):
            found = as_number(row[column])
            if found is not None and abs(found - value) > 0.5001 * 10 ** -max(_decimals(row[column]), 2):
                yield Problem(TRIALS, f"{value:.2f}, worked out from the counts", row[column], number, column)


def _counts_give_the_percentages(rows: dict[int, Row]) -> Iterator[Problem]:
    """A crude percentage is near its count over its people: a few of them may not have been X-rayed again."""
    for number, row in rows.items():
        for arm in ARMS:
            pair, percent = _counts(row, arm), as_number(row[f"percent_{arm}"])
            if row["percents"] != "crude" or pair is None or percent is None:
                continue
            expected = 100 * pair[0] / pair[1]
            if abs(percent - expected) > max(0.1 * expected, 0.06):
                said = f"about {expected:.2g}, which {pair[0]} of {pair[1]} are"
                yield Problem(TRIALS, said, row[f"percent_{arm}"], number, f"percent_{arm}")


def _counts(row: Row, arm: str) -> tuple[int, int] | None:
    """Return the people of a group who had the event and all of them; None unless some had it and some had not."""
    pair = numbers(row, f"events_{arm}", f"n_{arm}")
    if not pair or not all(each.is_integer() for each in pair) or not 0 < pair[0] < pair[1]:
        return None
    return int(pair[0]), int(pair[1])


def _shares(row: Row, arm: str) -> tuple[float, float] | None:
    """Return from where to where the share of a group may lie: printed ones are rounded. None: all, or nobody."""
    percent = as_number(row[f"percent_{arm}"])
    if percent is not None:  # a workbook writes 13.0 as 13: both groups are printed alike
        half = 0.5 * 10 ** -max(_decimals(row[f"percent_{each}"]) for each in ARMS)
        return (max(percent - half, 1e-6) / 100, (percent + half) / 100) if 0 < percent < 100 - half else None
    pair = _counts(row, arm)
    return None if pair is None else (pair[0] / pair[1], pair[0] / pair[1])


def _effect(measure: str, drug: float, other: float) -> float:
    if measure == HAZARD:
        return log1p(-drug) / log1p(-other)
    if measure == ODDS:
        return drug / (1 - drug) / (other / (1 - other))
    return 100 * (1 - drug / other) if measure == PERCENT_FEWER else drug / other


def _decimals(cell: str) -> int:
    return len(cell.partition(".")[2])


def _times_are_their_months(rows: dict[int, Row], file: str) -> Iterator[Problem]:
    """Months are the time as the source says it: "3 years" are 36."""
    for number, row in rows.items():
        said = TIME.search(row["time"])
        months = as_number(row["months"])
        if said is None or months is None:
            continue
        expected = float(said[1]) * (12 if said[2] == "year" else 1)
        if months != expected:
            yield Problem(file, f"{expected:g}, {row['time']}", row["months"], number, "months")


def _trial_times(rows: dict[int, Row]) -> Iterator[Problem]:
    yield from _times_are_their_months(rows, TRIALS)


def _risk_times(rows: dict[int, Row]) -> Iterator[Problem]:
    yield from _times_are_their_months(rows, RISKS)


def _bridges_reach_a_trial(rows: dict[int, Row]) -> Iterator[Problem]:
    """What a comparison of bone density leans on has a trial against placebo of its own."""
    tested = {row["regimen_id"] for row in rows.values() if row["comparator"] == PLACEBO}
    for number, row in rows.items():
        if (
            row["evidence"] == BRIDGE
            and row["reference_id"]
            and row["reference_id"] not in tested - {row["regimen_id"]}
        ):
            expected = "another regimen, with a trial against placebo"
            yield Problem(TRIALS, expected, row["reference_id"], number, "reference_id")


def _main_rows_can_be_worked_with(rows: dict[int, Row]) -> Iterator[Problem]:
    """A main row has a regimen, one time and an effect with its interval, against placebo; one for regimen and site."""
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows.items():
        if not row["main"]:
            continue
        yield from must_be_filled(TRIALS, number, row, ["regimen_id", "months", *EFFECT], "panels work with it")
        if row["result"] != FEWER:
            yield Problem(TRIALS, f"{FEWER}, since panels work with it", row["result"], number, "result")
        if row["comparator"] != PLACEBO:
            yield Problem(TRIALS, f"{PLACEBO}, since panels work with it", row["comparator"], number, "comparator")
        key = (row["regimen_id"], row["site"])
        if key in seen:
            yield Problem(TRIALS, f"one main row for it: row {seen[key]} is one too", row["main"], number, "main")
        seen.setdefault(key, number)


def _regimens_are_of_the_drug(rows: dict[int, Row], regimens: dict[int, Row]) -> Iterator[Problem]:
    """A regimen, and the one it leans on, are of the row's drug."""
    drugs = {row["regimen_id"]: row["drug"] for row in regimens.values()}
    for number, row in rows.items():
        for column in ("regimen_id", "reference_id"):
            drug = drugs.get(row[column])
            if drug and drug != row["drug"]:
                yield Problem(TRIALS, f"a regimen of {row['drug']}; this one is {drug}", row[column], number, column)


def _risks_say_something(rows: dict[int, Row]) -> Iterator[Problem]:
    """A row has a figure or words; an interval both its ends, the figure between; a percentage is at most 100."""
    for number, row in rows.items():
        if bool(row["value"]) == bool(row["result"]):
            expected = "a value, or a result in words, and not both"
            yield Problem(RISKS, expected, row["value"] or None, number, "value")
        if row["low"] or row["high"]:
            yield from must_be_filled(RISKS, number, row, ["value", "low", "high"], "an interval is given")
        found = numbers(row, "low", "value", "high")
        if found and not found[0] <= found[1] <= found[2]:
            yield Problem(RISKS, f"a number from {row['low']} to {row['high']}", row["value"], number, "value")
        value = as_number(row["value"])
        if row["unit"] == "percent" and value is not None and value > 100:
            yield Problem(RISKS, "at most 100, since it is a percentage", row["value"], number, "value")


def _placebo_groups_agree(risks: dict[int, Row], rows: dict[int, Row]) -> Iterator[Problem]:
    """A figure that a note takes from a row of trials.csv is that row's."""
    of = {row["trial_id"]: row["percent_comparator"] for row in rows.values()}
    for number, row in risks.items():
        named = TAKEN_FROM.search(row["note"])
        if named is None or named[1] not in of:
            continue
        there = of[named[1]]
        if as_number(there) != as_number(row["value"]):
            yield Problem(
                RISKS, f"{there or 'no figure'}, as row {named[1]} of {TRIALS}", row["value"], number, "value"
            )


def _statements_or_gaps(rows: dict[int, Row]) -> Iterator[Problem]:
    """A row has a statement with its source, or says why there is none."""
    for number, row in rows.items():
        if bool(row["statement"]) == bool(row["reason_empty"]):
            yield Problem(
                ADVICE, "a statement, or a reason_empty, and not both", row["statement"] or None, number, "statement"
            )
        elif row["statement"]:
            yield from must_be_filled(ADVICE, number, row, SOURCE, "a statement is given")
        else:
            yield from must_be_empty(ADVICE, number, row, SOURCE, "nothing was read")


RULES: tuple[Rule, ...] = (
    (("trials",), _groups_are_whole),
    (("trials",), _effects_are_whole),
    (("trials",), _arms_give_the_effect),
    (("trials",), _our_ratios_follow),
    (("trials",), _counts_give_the_percentages),
    (("trials",), _trial_times),
    (("trials",), _bridges_reach_a_trial),
    (("trials",), _main_rows_can_be_worked_with),
    (("trials", "regimens"), _regimens_are_of_the_drug),
    (("baseline_risk",), _risks_say_something),
    (("baseline_risk",), _risk_times),
    (("baseline_risk", "trials"), _placebo_groups_agree),
    (("recommendations",), _statements_or_gaps),
)
