"""Side effects: risks in two arms, their difference, their ratio, and how many people it takes.

Pure functions on counts and on the tables `studies`, `adverse_events` and `rare_harms`. A risk is a number of people
per 100, unless a name says otherwise. Intervals are 95 %.

Methods: Newcombe's hybrid score interval for a difference (Newcombe RG, Stat Med 1998;17:873, method 10), Walter's
adjusted log interval for a ratio (0.5 added to counts and sizes), Altman's reading of a number needed to harm whose
interval crosses zero (Altman DG, BMJ 1998;317:1309).
"""

from dataclasses import dataclass
from math import ceil, exp, floor, inf, isfinite, isnan, log, nan, sqrt
from typing import Any

import pandas as pd

from helpers.tables import Tables

Z = 1.959963984540054  # the 97.5th percentile of the normal distribution: 95 % lie between -Z and Z
MAPPED_SYSTEMS = ("gut", "muscle, bone and joint", "flu-like")
PER_100_000 = {
    "per 100 people": 1000,
    "per 100,000 people": 1,
    "per 100,000 person-years": 1,
    "per 10,000 person-years": 10,
    "per 100 person-years": 1000,
}
NO_COMPARISON = ("none", "placebo, not read")  # of a study: there is nothing to compare with
NOT_VERIFIED = "no figure could be verified"
PRINTED, RECONSTRUCTED, UNKNOWN = "printed", "worked out", "not known"


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval; the ends are nan where none can be given."""

    value: float
    low: float = nan
    high: float = nan

    @property
    def has_interval(self) -> bool:
        """Is there an interval?"""
        return not isnan(self.low)


def wilson(count: float, n: float) -> tuple[float, float]:
    """Return Wilson's score interval of a proportion, 0 to 1.

    Raises:
        ValueError: `count` is not from 0 to `n`, or `n` is not positive.
    """
    _must_be_counts(count, n)
    share, z2 = count / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (0.0 if count == 0 else middle - half, 1.0 if count == n else middle + half)


def risk_difference(count: float, n: float, count_comparator: float, n_comparator: float) -> Estimate:
    """Return the difference of two proportions, drug less comparator, -1 to 1, with Newcombe's interval.

    Raises:
        ValueError: a count is not from 0 to its size, or a size is not positive.
    """
    (low, high), (low_c, high_c) = wilson(count, n), wilson(count_comparator, n_comparator)
    share, share_c = count / n, count_comparator / n_comparator
    value = share - share_c
    return Estimate(value, value - sqrt((share - low) ** 2 + (high_c - share_c) ** 2),
                    value + sqrt((high - share) ** 2 + (share_c - low_c) ** 2))  # fmt: skip


def risk_ratio(count: float, n: float, count_comparator: float, n_comparator: float) -> Estimate:
    """Return the ratio of two proportions, drug over comparator, with Walter's interval.

    The value is nan where nobody had the event in either arm, and infinite where only people on the drug had it; the
    interval is finite in every case.

    Raises:
        ValueError: a count is not from 0 to its size, or a size is not positive.
    """
    _must_be_counts(count, n)
    _must_be_counts(count_comparator, n_comparator)
    share, share_c = count / n, count_comparator / n_comparator
    value = share / share_c if share_c else (inf if share else nan)
    middle = log((count + 0.5) / (n + 0.5)) - log((count_comparator + 0.5) / (n_comparator + 0.5))
    error = sqrt(
        1 / (count + 0.5) - 1 / (n + 0.5) + 1 / (count_comparator + 0.5) - 1 / (n_comparator + 0.5)
    )  # fmt: skip
    return Estimate(value, exp(middle - Z * error), exp(middle + Z * error))


def _must_be_counts(count: float, n: float) -> None:
    if not n > 0:
        raise ValueError(f"found {n} people, expected more than 0")
    if not 0 <= count <= n:
        raise ValueError(f"found {count} people with the event, expected 0 to {n}")


@dataclass(frozen=True)
class Needed:
    """How many people it takes for one more event (or, if negative differences, for one less).

    `value` is 100 over the difference per 100. Where the interval of the difference crosses zero, the interval of
    the number runs from `harm_from` through infinity to `benefit_from`.
    """

    value: float
    harm_from: float
    harm_to: float
    benefit_from: float
    benefit_to: float

    @property
    def crosses_zero(self) -> bool:
        """Does the interval hold both harm and benefit?"""
        return isfinite(self.harm_from) and isfinite(self.benefit_from)

    def single(self) -> str:
        """Return it without its interval: "one more in 3.2"."""
        return _one_in(self.value)

    def words(self) -> str:
        """Return it in plain words: "one more in 3.2 (3.0 to 3.4)"."""
        if isnan(self.harm_from):
            return _one_in(self.value) + " (no interval)" if isfinite(self.value) else "no difference"
        if self.crosses_zero:
            return (
                f"{_one_in(self.value)}; the interval runs from one more in {needed_text(self.harm_from, harm=True)} "
                f"through no difference to one less in {needed_text(self.benefit_from, harm=False)}"
            )
        harm = isfinite(self.harm_from)
        low, high = (self.harm_from, self.harm_to) if harm else (self.benefit_from, self.benefit_to)
        far = needed_text(high, harm) if isfinite(high) else "any number"
        return f"{_one_in(self.value)} ({needed_text(low, harm)} to {far})"


def needed_text(people: float, harm: bool) -> str:
    """Return how many people it takes, rounded so that the drug never looks better than it is.

    A number needed to harm is rounded down, one needed to treat up; below ten one decimal is kept.

    >>> needed_text(100 / 30.7, harm=True), needed_text(100 / 30.7, harm=False), needed_text(32.06, harm=True)
    ('3.2', '3.3', '32')
    """
    decimals = 1 if people < 10 else 0
    rounded = (floor if harm else ceil)(round(people * 10**decimals, 6)) / 10**decimals
    return f"{rounded:,.{decimals if rounded < 10 else 0}f}"


def _one_in(value: float) -> str:
    if not isfinite(value):
        return "no difference"
    return f"one {'more' if value > 0 else 'less'} in {needed_text(abs(value), harm=value > 0)}"


def number_needed(difference: Estimate) -> Needed:
    """Return the number needed to harm (positive) or to benefit (negative) of a difference per 100.

    Args:
        difference: people per 100, drug less comparator, with or without an interval.
    """
    value = 100 / difference.value if difference.value else inf
    if not difference.has_interval:
        return Needed(value, nan, nan, nan, nan)
    low, high = difference.low, difference.high
    harm_from = 100 / high if high > 0 else inf
    harm_to = 100 / low if low > 0 else inf
    benefit_from = -100 / low if low < 0 else inf
    benefit_to = -100 / high if high < 0 else inf
    return Needed(value, harm_from, harm_to, benefit_from, benefit_to)


def people(percent: float, n: float, decimals: int) -> tuple[int, int, int]:
    """Return the count behind a printed percentage, and the smallest and largest that round to it.

    Where none does (the source counted in a slightly other number of people) all three are the nearest.

    Args:
        percent: as printed, 0 to 100.
        n: people in the arm.
        decimals: digits after the point as printed.
    """
    half = 0.5 * 10**-decimals
    nearest = min(max(round(percent * n / 100), 0), int(n))
    low = max(ceil((percent - half) * n / 100 - 1e-9), 0)
    high = min(floor((percent + half) * n / 100 + 1e-9), int(n))
    return (nearest, low, high) if low <= nearest <= high else (nearest, nearest, nearest)


ARMS = ("drug", "comparator")


def compare(events: pd.DataFrame) -> pd.DataFrame:
    """Return for each event what the two arms come to.

    Args:
        events: rows of `adverse_events`; where there is no comparator, what concerns it is nan.

    Returns:
        The rows in their order, index from 0, with `risk_drug`, `risk_comparator`, `difference`, `difference_low`,
        `difference_high` (people per 100), `ratio`, `ratio_low`, `ratio_high`, and `counts`: "printed", "worked out"
        (from percentages: the interval is then widened by what rounding leaves open) or "not known" (an arm without
        a size: no interval).
    """
    compared = pd.DataFrame([_compared(row) for row in events.to_dict("records")], columns=COMPARED)
    return pd.concat([events.reset_index(drop=True), compared], axis=1)


COMPARED = [
    *(f"risk_{arm}" for arm in ARMS),
    "difference", "difference_low", "difference_high", "ratio", "ratio_low", "ratio_high", "counts",
]  # fmt: skip


def _compared(row: dict[Any, Any]) -> list[Any]:
    risk = {arm: _risk(row, arm) for arm in ARMS}
    counts = {arm: _counts(row, arm) for arm in ARMS}
    difference = risk["drug"] - risk["comparator"]
    drug, comparator = counts["drug"], counts["comparator"]
    if drug is None or comparator is None:
        ratio = risk["drug"] / risk["comparator"] if risk["comparator"] else nan
        return [risk["drug"], risk["comparator"], difference, nan, nan, ratio, nan, nan, UNKNOWN]
    (count, least, most), (count_c, least_c, most_c) = drug, comparator
    n, n_c = int(row["n_drug"]), int(row["n_comparator"])
    lowest, highest = (least, n, most_c, n_c), (most, n, least_c, n_c)
    exact = all(not pd.isna(row[f"count_{arm}"]) for arm in ARMS)
    ratio = risk["drug"] / risk["comparator"] if risk["comparator"] else risk_ratio(count, n, count_c, n_c).value
    return [
        risk["drug"], risk["comparator"], difference,
        100 * risk_difference(*lowest).low, 100 * risk_difference(*highest).high,
        ratio, risk_ratio(*lowest).low, risk_ratio(*highest).high,
        PRINTED if exact else RECONSTRUCTED,
    ]  # fmt: skip


def _risk(row: dict[Any, Any], arm: str) -> float:
    """Return the people per 100 with the event: as printed, or from the count; nan where the arm has no figure."""
    if not pd.isna(row[f"percent_{arm}"]):
        return float(row[f"percent_{arm}"])
    if pd.isna(row[f"count_{arm}"]):
        return nan
    return 100 * int(row[f"count_{arm}"]) / int(row[f"n_{arm}"])


def _counts(row: dict[Any, Any], arm: str) -> tuple[int, int, int] | None:
    """Return the people with the event, and the fewest and most that the source allows; None without a size."""
    if pd.isna(row[f"n_{arm}"]):
        return None
    if not pd.isna(row[f"count_{arm}"]):
        count = int(row[f"count_{arm}"])
        return count, count, count
    return people(row[f"percent_{arm}"], row[f"n_{arm}"], int(row["decimals"]))


def total(events: pd.DataFrame, body_system: str) -> pd.DataFrame:
    """Return the rows that their source gives as a total over a body system; none where there is none.

    Terms overlap (one person can have nausea and vomiting), so a total is never made by adding.

    Args:
        events: rows of `adverse_events` of one study.
        body_system: "gut", for instance.
    """
    return events[(events["body_system"] == body_system) & events["is_total"].fillna(False).astype(bool)]


def with_comparator(studies: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `studies` whose comparator has figures."""
    return studies[~studies["comparator_kind"].isin(NO_COMPARISON)]


def known(tables: Tables) -> pd.DataFrame:
    """Return what is known for each regimen and each of gut, muscle and flu-like reaction.

    Returns:
        One row a regimen and system: `regimen_id`, `body_system`, `status` ("read", "machine reading", "not expected"
        or "no figure could be verified"), `events` (how many comparisons), `why`.
    """
    studies = tables.studies
    compared = with_comparator(studies)[["study_id", "regimen_id"]]
    events = tables.adverse_events.merge(compared, on="study_id")
    events["read"] = events["check"] != "machine reading agrees"
    gaps = {(g["regimen_id"], g["body_system"]): g for g in tables.safety_gaps.to_dict("records")}
    found = {key: (len(part), part["read"].any()) for key, part in events.groupby(["regimen_id", "body_system"])}
    rows = []
    for regimen in tables.regimens["regimen_id"]:
        for system in MAPPED_SYSTEMS:
            number, read = found.get((regimen, system), (0, False))
            gap = gaps.get((regimen, system), {})
            status = ("read" if read else "machine reading") if number else gap.get("status", NOT_VERIFIED)
            rows.append([regimen, system, status, number, gap.get("why")])
    return pd.DataFrame(rows, columns=["regimen_id", "body_system", "status", "events", "why"])


def per_100_000(harms: pd.DataFrame) -> pd.DataFrame:
    """Return rare harms on one scale.

    Args:
        harms: rows of `rare_harms`.

    Returns:
        The rows in their order with `rate`, `rate_low`, `rate_high`, `rate_comparator`, `rate_comparator_low`,
        `rate_comparator_high`: people, or person-years, per 100,000. Intervals are as printed, or Wilson's where counts
        are given; nan where there is none. And `difference`, drug less comparator, with `difference_low` and
        `difference_high`, Newcombe's interval, where both counts are given: what so few cases cannot exclude.
    """
    rows = [[*_rate(row, "value", "low", "high", "count", "n"),
             *_rate(row, "comparator_value", "comparator_low", "comparator_high", "count_comparator", "n_comparator"),
             *_difference_interval(row)]
            for row in harms.to_dict("records")]  # fmt: skip
    ends = ("_low", "_high")
    names = [f"rate{arm}{end}" for arm in ("", "_comparator") for end in ("", *ends)]
    names += [f"difference{end}" for end in ends]
    scaled = pd.DataFrame(rows, columns=names, dtype=float)
    scaled["difference"] = scaled["rate"] - scaled["rate_comparator"]
    return pd.concat([harms.reset_index(drop=True), scaled], axis=1)


def _difference_interval(row: dict[Any, Any]) -> list[float]:
    counts = [row[column] for column in ("count", "n", "count_comparator", "n_comparator")]
    if any(pd.isna(count) for count in counts):
        return [nan, nan]
    found = risk_difference(*map(int, counts))
    return [100_000 * found.low, 100_000 * found.high]


def _rate(row: dict[Any, Any], value: str, low: str, high: str, count: str, n: str) -> list[float]:
    if not pd.isna(row[count]):
        people_with, size = int(row[count]), int(row[n])
        return [100_000 * share for share in (people_with / size, *wilson(people_with, size))]
    if pd.isna(row["unit"]):
        return [nan, nan, nan]
    factor = PER_100_000[row["unit"]]
    return [nan if pd.isna(row[column]) else factor * row[column] for column in (value, low, high)]


INFUSIONS = ("first", "second", "third")


def by_infusion(tables: Tables) -> pd.DataFrame:
    """Return how often the acute-phase reaction was counted after each infusion, with the gaps.

    Returns:
        For each study that gives a total by infusion, its rows of `adverse_events` in order, with `name` and
        `comparator` of the study, `risk`, `risk_low`, `risk_high` (per 100, Wilson's interval where the size is
        known) and `risk_comparator`; and a row without figures for each of the first three infusions that it does not
        tell apart.
    """
    events, studies = tables.adverse_events, tables.studies.set_index("study_id")
    told = events[events["is_total"] & (events["body_system"] == "flu-like") & events["which_infusion"].isin(INFUSIONS)]
    rows = []
    for study_id, part in told.groupby("study_id", sort=False):
        study = {"name": studies.at[study_id, "name"], "comparator": studies.at[study_id, "comparator"]}
        there: list[dict[Any, Any]] = part.to_dict("records")
        gaps = [i for i in INFUSIONS if i not in set(part["which_infusion"])]
        there += [{"study_id": study_id, "which_infusion": infusion} for infusion in gaps]
        for row in there:
            rows.append({**row, **study, **_one_arm(row)})
    columns = [*events.columns, "name", "comparator", "risk", "risk_low", "risk_high", "risk_comparator"]
    return pd.DataFrame(rows, columns=columns)


def _one_arm(row: dict[Any, Any]) -> dict[str, float]:
    """Return the risk in the drug arm with its interval, and in the comparator arm; nan where there is none."""
    if "event_id" not in row:
        return dict.fromkeys(("risk", "risk_low", "risk_high", "risk_comparator"), nan)
    counts = _counts(row, "drug")
    low, high = (nan, nan) if counts is None else wilson(counts[0], int(row["n_drug"]))
    return {
        "risk": _risk(row, "drug"),
        "risk_low": 100 * low,
        "risk_high": 100 * high,
        "risk_comparator": _risk(row, "comparator"),
    }
