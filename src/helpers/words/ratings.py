"""What the option grid says of how sure something is, and of what a drug costs."""

import pandas as pd

from helpers.benefit.evidence import HIP
from helpers.options import Row
from helpers.words.numbers import capital, rate, small

GOOD_TRIALS = "Good trials were done, in women."
KIND_OF_STUDY, FOR_WOMEN, NO_EVIDENCE = "kind of study", "recommendation, women", "no available evidence"


def sure(rows: tuple[Row, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how sure bodies are of a drug, line by line, and the same for a patient."""
    certain = [row for row in rows if row["scale"] != KIND_OF_STUDY]
    studies = [row for row in rows if row["scale"] == KIND_OF_STUDY]
    lines = []
    for about in dict.fromkeys(row["about"] for row in certain):
        told = [
            f"{row['rating']} ({row['body']} {row['year']}{_noted(row)})" for row in certain if row["about"] == about
        ]
        lines.append(f"{capital(about.removeprefix('recommendation, '))}: {'; '.join(told)}.")
    if studies:
        told = [f"{row['about']} {row['rating']}" for row in studies]
        lines.append(f"Kind of study, Ia the strongest: {', '.join(told)} ({studies[0]['body']} {studies[0]['year']}).")
        lines += list(dict.fromkeys(row["note"] for row in studies if not pd.isna(row["note"])))
    women = next((row for row in certain if row["about"] == FOR_WOMEN), None)
    kind = "this kind of medicine" if women and "class" in str(women["note"]) else "it"
    plain = [f"Experts call the proof for {kind} {women['rating']}, in women." if women else GOOD_TRIALS]
    if any(row["about"] == HIP and row["rating"] == NO_EVIDENCE for row in studies):
        plain.append("For the hip they found no proof.")
    return tuple(lines), tuple(plain)


def _noted(row: Row) -> str:
    return "" if pd.isna(row["note"]) else f"; {small(str(row['note'])).rstrip('.')}"


def price(row: Row) -> str:
    """Return what a figure of cost says: how much, for whom, what kind, where and when."""
    span = rate(row["low"]) if row["low"] == row["high"] else f"{rate(row['low'])} to {rate(row['high'])}"
    return f"{span} {row['currency']} per {row['per']}, {row['kind']} ({row['country']} {row['year']})"
