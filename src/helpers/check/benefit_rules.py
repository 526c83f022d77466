"""Rules across columns and files about fracture trials, baseline risk and recommendations."""

import re
from collections.abc import Iterator
from math import log

from helpers.benefit import effects
from helpers.benefit.effects import FEWER as PERCENT_FEWER
from helpers.benefit.effects import HAZARD, MEAN_GAIN, ODDS, PLACEBO
from helpers.benefit.evidence import BRIDGE, FEWER
from helpers.problem import SOURCE, Problem, Row, Rule, as_number, must_be_empty, must_be_filled, numbers

TRIALS, RISKS, ADVICE = "trials.csv", "baseline_risk.csv", "recommendations.csv"
BONE_DENSITY, AS_MUCH, NOT_SHOWN, OURS = "spine bone density", "as much", "not shown", "our crude ratio"
EFFECT = ("measure", "effect", "low", "high")
ARMS = ("drug", "comparator")
TAKEN_FROM = re.compile(r"\bRow (B[0-9]{3}) of trials\.csv")


def _groups_are_whole(rows: dict[int, Row]) -> Iterator[Problem]:
    """A count is at most its group; a percentage says of what kind it is; bone density is no count of people."""
    for number, row in rows.items():
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
            yield from must_be_filled(
                TRIALS, number, row, ["regimen_id", "reference_id"], "it leans on another regimen"
            )
            yield from must_be_empty(TRIALS, number, row, EFFECT, "bone density is no effect on fractures")


def _effects_are_whole(rows: dict[int, Row]) -> Iterator[Problem]:
    """An effect has its kind; an interval both its ends, the effect between; the result is what the interval says."""
    for number, row in rows.items():
        if row["effect"] or row["measure"]:
            yield from must_be_filled(TRIALS, number, row, ["measure", "effect"], "an effect is given")
        if row["low"] or row["high"]:
            yield from must_be_filled(TRIALS, number, row, ["effect", "low", "high"], "an interval is given")
        found = numbers(row, "low", "effect", "high")
        if not found:
            continue
        low, value, high = found
        if not low <= value <= high:
            yield Problem(TRIALS, f"a number from {row['low']} to {row['high']}", row["effect"], number, "effect")
        percent = row["measure"] == PERCENT_FEWER
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


def _arms_give_the_effect(rows: dict[int, Row]) -> Iterator[Problem]:
    """The effect is what the two groups come to, within their rounding, or the row says why not."""
    for number, row in rows.items():
        effect = as_number(row["effect"])
        shares = [_shares(row, arm) for arm in ARMS]
        if effect is None or None in shares:
            continue
        (low, high), (low_c, high_c) = (pair for pair in shares if pair is not None)
        ends = sorted(_effect(str(row["measure"]), drug, other) for drug, other in ((low, high_c), (high, low_c)))
        half = 0.5 * 10 ** -_decimals(row["effect"])
        if row["measure"] == HAZARD:  # time to a fracture: near the ratio of the groups, not equal to it
            ends = [ends[0] * 0.95, ends[1] * 1.05]
        follows = ends[0] - half <= effect <= ends[1] + half
        if follows and row["arms_differ"]:
            yield from must_be_empty(TRIALS, number, row, ["arms_differ"], "the groups do come to the effect")
        if not follows and not row["arms_differ"]:
            span = f"{ends[0]:.3g} to {ends[1]:.3g}"
            yield Problem(
                TRIALS,
                f"{span}, which the groups come to, or arms_differ to say why not",
                row["effect"],
                number,
                "effect",
            )
        counts = numbers(row, "events_drug", "n_drug", "events_comparator", "n_comparator")
        if row["evidence"] == OURS and counts and all(counts):
            ours = effects.crude_ratio(*map(int, counts))
            for column, value in zip(EFFECT[1:], (ours.value, ours.low, ours.high), strict=True):
                if row[column] and abs(float(row[column]) - value) > 0.5001 * 10 ** -max(_decimals(row[column]), 2):
                    yield Problem(TRIALS, f"{value:.2f}, worked out from the counts", row[column], number, column)


def _shares(row: Row, arm: str) -> tuple[float, float] | None:
    """Return from where to where the share of a group may lie: a printed percentage is rounded."""
    percent = as_number(row[f"percent_{arm}"])
    if percent is not None:  # a workbook writes 13.0 as 13: both groups are printed alike
        half = 0.5 * 10 ** -max(_decimals(row[f"percent_{each}"]) for each in ARMS)
        return max(percent - half, 1e-6) / 100, (percent + half) / 100
    pair = numbers(row, f"events_{arm}", f"n_{arm}")
    return None if not pair or not pair[1] or not pair[0] else (pair[0] / pair[1], pair[0] / pair[1])


def _effect(measure: str, drug: float, other: float) -> float:
    if measure == HAZARD:
        return log(1 - drug) / log(1 - other)
    if measure == ODDS:
        return drug / (1 - drug) / (other / (1 - other))
    return 100 * (1 - drug / other) if measure == PERCENT_FEWER else drug / other


def _decimals(cell: str) -> int:
    return len(cell.partition(".")[2])


def _main_rows_can_be_worked_with(rows: dict[int, Row]) -> Iterator[Problem]:
    """A main row has a regimen, one time and an effect with its interval, against placebo; one for regimen and site."""
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows.items():
        if not row["main"]:
            continue
        yield from must_be_filled(TRIALS, number, row, ["regimen_id", "months", *EFFECT], "panels work with it")
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
    (("trials",), _main_rows_can_be_worked_with),
    (("trials", "regimens"), _regimens_are_of_the_drug),
    (("baseline_risk",), _risks_say_something),
    (("baseline_risk", "trials"), _placebo_groups_agree),
    (("recommendations",), _statements_or_gaps),
)
