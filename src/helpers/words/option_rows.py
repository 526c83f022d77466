"""What the option grid says of rows of other tables: side effects, rare harms, warnings, what happens on stopping."""

from math import ceil, floor, isnan, log10
from typing import Any

import pandas as pd

from helpers.options import Row, Shown
from helpers.words.harms import used
from helpers.words.numbers import capital, per_100, small

HARM_OF = 1_000  # people in 100,000 for one in a hundred
NO_FIGURE = "no figure was found"


Lines = tuple[str, ...]


def shown(rows: tuple[Shown, ...], drug: str, names: dict[str, str]) -> tuple[Lines, Lines, Lines]:
    """Return the lines of rows that were chosen for a cell, the same for a patient, and where they were read."""
    of = f"With {small(names[rows[0].of])}:" if rows[0].of else ""
    lines = [_line(each) for each in rows]
    plain = [f"{capital(each.plain)}{_plainly_counted(each, drug)}." for each in rows]
    sources = dict.fromkeys(place(each.row) for each in rows if not pd.isna(each.row["source_id"]))
    return tuple(filter(None, [of, *lines])), tuple(plain), tuple(sources)


def _line(shown: Shown) -> str:
    row = shown.row
    match shown.table:
        case "adverse_events":
            return f"{row['term']}: {pair(row)} ({row['name']})."
        case "rare_harms":
            return f"{capital(row['harm'])} ({row['treatment']}): {harm(row)}."
        case "boxed_warnings":
            return f"Boxed warning: {row['about']}. {row['what']}"
        case "recommendations":
            return f"{row['body']}: {row['statement']}"
    return str(row["what"])


def _plainly_counted(shown: Shown, drug: str) -> str:
    row = shown.row
    if shown.table == "adverse_events":
        return f": {_plain_pair(row, drug)}"
    return f": {_plain_harm(row, drug)}" if shown.table == "rare_harms" else ""


def pair(row: Row) -> str:
    """Return what a trial counted in both arms, in people of 100."""
    drug, other = per_100(row["risk_drug"]), per_100(row["risk_comparator"])
    chance = "; chance alone may explain it" if _crosses(row) else ""
    return f"{drug} of 100 with it, {other} with {row['comparator']}{chance}"


def _plain_pair(row: Row, drug: str) -> str:
    with_drug, other = per_100(row["risk_drug"]), per_100(row["risk_comparator"])
    chance = ". This may be chance" if _crosses(row) else ""
    return f"{with_drug} of 100 with it, {other} {_against(row['comparator'], drug)}{chance}"


def _crosses(row: Row) -> bool:
    """Return whether chance alone may explain a difference."""
    return bool(row["difference_low"] <= 0 <= row["difference_high"])


def _against(comparator: str, drug: str) -> str:
    """Return what a drug was compared with, in a patient's words."""
    if comparator.startswith("no "):
        return "without"
    if comparator.startswith(drug):
        return "with the same medicine, taken in another way"
    if not comparator.startswith("placebo"):
        return "with another medicine"
    return "with a dummy or another medicine" if " or " in comparator else "with a dummy"


def harm(row: Row) -> str:
    """Return how often a rare harm was counted, in people of 100."""
    if isnan(row["rate"]):
        return f"how often: {NO_FIGURE}"
    against = "" if isnan(row["rate_comparator"]) else f", {of_100(row['rate_comparator'])} with {row['comparator']}"
    span = "" if isnan(row["rate_low"]) or against else f" ({of_100(row['rate_low'])} to {of_100(row['rate_high'])})"
    use: str = "" if pd.isna(row["years_low"]) else f", {used(row)} of use"
    return f"{of_100(row['rate'])} of 100{span}{against}; {row['time']}{use}"


def _plain_harm(row: Row, drug: str) -> str:
    if isnan(row["rate"]):
        return "rare; how often, we found no count"
    each_year = " each year" if "person-years" in str(row["unit"]) else ""
    against = ""
    if not isnan(row["rate_comparator"]):
        against = f", {of_100(row['rate_comparator'])} {_against(str(row['comparator']), drug)}"
    return f"{of_100(row['rate'])} of 100{_one_in(row['rate'])}{each_year}{against}"


def _one_in(rate_in_100_000: float) -> str:
    """Return a share below one of 100 as one of so many people, fewer rather than more: harm never becomes less."""
    if not 0 < rate_in_100_000 < HARM_OF:
        return ""
    people = 100_000 / rate_in_100_000
    step = 10 ** (floor(log10(people)) - 1)
    return f" (1 of {floor(people / step) * step:,})"


def of_100(rate_in_100_000: float) -> str:
    """Return a rate as people of 100, below one with two digits that count, rounded up: harm never becomes less.

    >>> of_100(113), of_100(2451), of_100(5.2)
    ('0.12', '2.5', '0.0052')
    """
    share = rate_in_100_000 / HARM_OF
    if not 0 < share < 1:
        return per_100(share)
    digits = 1 - floor(log10(share))
    return f"{ceil(round(share * 10**digits, 6)) / 10**digits:.{digits}f}".rstrip("0").rstrip(".")


def place(row: Any) -> str:
    """Return where a row was read."""
    return f"{row['source_id']}, {row['locator']}"
