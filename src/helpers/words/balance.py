"""What is said of benefit and rare harm of one drug."""

from collections.abc import Sequence

from helpers.benefit.balance import HARM, OF, Apart
from helpers.benefit.evidence import HIP
from helpers.words import Said
from helpers.words.benefit import FRACTURES
from helpers.words.numbers import MINUS, capital, rate


def name(row: Apart) -> str:
    """Return what a row counts."""
    return FRACTURES.get(row.name, row.name)


def apart(row: Apart) -> str:
    """Return how many more or fewer of 1,000: "+7.8 (+3.5 to +12.3)"."""
    ends = [_signed(end) for end in (row.difference.value, row.difference.low, row.difference.high)]
    return f"{ends[0]} ({ends[1]} to {ends[2]})" if row.difference.has_interval else f"{ends[0]} (no interval)"


def _signed(value: float) -> str:
    words = rate(abs(value))
    return "0" if words == "0" else f"{'+' if value > 0 else MINUS}{words}"


def balance(rows: Sequence[Apart], drug: str) -> Said:
    """Return what is said of benefit and harm of a drug."""
    if not rows:
        return Said("These tables have no drug with both.", "Nothing to show.")
    good = next((row for row in rows if row.name == HIP), rows[0])
    sure = [row for row in rows if row.kind == HARM and not row.difference.low <= 0]
    told = [f"{_number(good)} {_way(good)} {name(good)} ({good.time})."]
    told += [
        f"Rare harm, {_number(bad)} more: {name(bad)}, {bad.given} ({bad.time})."
        for bad in sorted(sure, key=_least)[-1:]
    ]
    said = f"{capital(drug)} against placebo, in {OF:,}: {' '.join(told)}"
    alt = f"Bars around zero, in {OF:,} people: {len(rows)} rows for {drug}, fractures first, then rare harms. {said}"
    return Said(said, alt)


def _number(row: Apart) -> str:
    return rate(abs(row.difference.value))


def _least(row: Apart) -> tuple[bool, float]:
    """Return how sure a harm is: one with an interval before one without, then the larger one."""
    return row.difference.has_interval, row.difference.value


def _way(row: Apart) -> str:
    return "more" if row.difference.value > 0 else "fewer"


def says(row: Apart) -> str:
    """Return what a mark says."""
    return f"{capital(name(row))}, {row.time}: {apart(row)} in {OF:,}; {row.who}"
