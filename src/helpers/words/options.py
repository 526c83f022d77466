"""What the option grid says: one cell for each option and question, in the words of the lesson and in a patient's."""

from dataclasses import dataclass
from math import isnan

import pandas as pd

from helpers import options
from helpers.benefit import Benefit
from helpers.benefit.evidence import BONE_DENSITY, HIP, NOT_SHOWN, OTHER, VERTEBRAL
from helpers.options import Help, Row
from helpers.tables import Tables
from helpers.words.numbers import capital, per_100, small
from helpers.words.option_rows import NO_FIGURE, place
from helpers.words.option_rows import shown as row_words
from helpers.words.ratings import price, sure

MONTHS_IN_YEAR = 12
NO_DRUG = "No drug"
NO_DRUG_PLAIN = "no medicine"
QUESTIONS = {  # by row: as the grid asks, and as the sheet does
    "often": ("How often?", "How often do I take it?"),
    "time": ("How long does it take, and what must I do?", "How long does it take?"),
    "feel": ("What may I feel?", "What may I feel?"),
    "missed": ("What if I miss one?", "What if I miss one?"),
    "help": ("How much does it help, and which bones?", "How much does it help?"),
    "sure": ("How sure is that, and who says so?", "How sure is that?"),
    "rare": ("What is rare and grave?", "What is rare but bad?"),
    "stop": ("What happens when I stop?", "What if I stop?"),
    "cost": ("What does it cost?", "What does it cost?"),
}
BONES = {HIP: "Hip", VERTEBRAL: "Spine on X-ray", OTHER: "Outside the spine"}
BONES_PLAIN = {HIP: "A broken hip", VERTEBRAL: "A broken bone in the spine, seen on an X-ray", OTHER: "Some other bone"}
FORMS = {  # dose forms as a patient says them
    "tablet": "a tablet",
    "delayed-release tablet": "a tablet with a coat",
    "effervescent tablet": "a fizzy tablet",
    "oral solution": "a drink",
}
ROUTES = {
    "intravenous infusion": "a drip into a vein",
    "intravenous injection": "a shot into a vein",
    "subcutaneous injection": "a shot under the skin",
}
ASK = "We have no figure here. Ask us."
LOOKED_FOR = "looked for, not shown"
EMPTY = "Take it on an empty stomach, with plain water."
AFTER_FOOD = "Take it just after breakfast, with plain water."
CALL_US = "Call us as soon as you can for a new visit."
SELF = "self"
UNRATED = "Not rated by a body that we read."


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What stands in one cell: its lines, the same for a patient, where it was read, and whether it is a gap."""

    lines: tuple[str, ...]
    plain: tuple[str, ...]
    sources: tuple[str, ...] = ()
    gap: bool = False


def gap(why: str, plain: str = ASK) -> Cell:
    """Return a cell that says why nothing stands in it."""
    return Cell(lines=(f"Not known: {why}.",), plain=(plain,), gap=True)


def plain_name(row: Row, often: str) -> str:
    """Return an option without the name of its drug: "a tablet once a week".

    >>> plain_name({"route": "oral", "dose_form": "tablet"}, "once a week")
    'a tablet once a week'
    """
    return f"{ROUTES.get(row['route']) or FORMS.get(row['dose_form'], 'a medicine by mouth')} {often}"


def cells(tables: Tables, row: Row, often: str, names: dict[str, str]) -> dict[str, Cell]:
    """Return the cells of one regimen by question; `row`: of `regimens`, `names`: all regimens by id."""
    regimen_id, drug = str(row["regimen_id"]), str(row["drug"])

    def shown(question: str, why_not: str) -> Cell:
        rows = options.chosen(tables, regimen_id, question)
        if not rows:
            return gap(why_not)
        lines, plain, sources = row_words(rows, drug, names)
        return Cell(lines=lines, plain=plain, sources=sources)

    return {
        "often": _often(row, often),
        "time": _time(row),
        "feel": shown(options.FEEL, "no figure was found for this way"),
        "missed": _missed(options.missed(tables, regimen_id), str(row["given_by"])),
        "help": _help(options.helps(tables, regimen_id), names),
        "sure": _rated(options.ratings(tables, drug)),
        "rare": shown(options.RARE, "no figure of a rare harm was found"),
        "stop": shown(options.STOP, "no text on it was found"),
        "cost": _cost(options.costs(tables, drug, str(row["dose_form"]))),
    }


def no_drug(tables: Tables) -> dict[str, Cell]:
    """Return the cells of taking no drug."""
    found = options.without_a_drug(tables)
    spans = [(site, *_span(each)) for site, each in found.items() if each]
    told = [f"{BONES[site]}: {low} to {high} of 100, {times}." for site, low, high, times in spans]
    plain = [f"{BONES_PLAIN[site]}: {low} to {high} of 100 people, {times}." for site, low, high, times in spans]
    places = dict.fromkeys(place(each.row) for here in found.values() for each in here)
    said = {name: Cell(lines=(line,), plain=(words,)) for name, (line, words) in _NOTHING_TAKEN.items()}
    helped = Cell(
        lines=("It lowers no risk. In the groups without the drug, by trial (most took calcium or vitamin D):", *told),
        plain=("It does not help bone.", *plain),
        sources=tuple(places),
    )
    return {name: helped if name == "help" else said[name] for name in QUESTIONS}


_NOTHING_TAKEN = {
    "often": ("Nothing to take.", "Nothing to take."),
    "time": (
        "None for a drug. Food, movement and fewer falls matter with every option.",
        "None. But eat well, move, and look out for falls. That helps with each choice.",
    ),
    "feel": ("No side effect of a drug.", "Nothing from a medicine."),
    "missed": ("Nothing to miss.", "Nothing to miss."),
    "sure": (UNRATED, "The counts come from people in trials who got a dummy."),
    "rare": (
        "No rare harm of a drug. A broken hip or vertebra is itself grave.",
        "No harm from a medicine. But a broken hip is bad too.",
    ),
    "stop": ("Nothing to stop.", "Nothing to stop. You can start a medicine later."),
    "cost": ("No drug to pay for. What fractures cost was not read.", "Nothing for a medicine."),
}


def _span(found: list[Benefit]) -> tuple[str, str, str]:
    risks = sorted(each.without for each in found)
    months = sorted(int(each.row["months"]) for each in found)
    times = years(months[0]) if months[0] == months[-1] else f"in {_bare(months[0])} to {_bare(months[-1])}"
    return per_100(risks[0]), per_100(risks[-1]), times


def years(months: int) -> str:
    """Return a time in words.

    >>> years(36), years(12), years(18)
    ('in 3 years', 'in 1 year', 'in 18 months')
    """
    return f"in {_bare(months)}"


def _bare(months: int) -> str:
    whole = months // MONTHS_IN_YEAR
    return f"{months} months" if months % MONTHS_IN_YEAR else f"{whole} year{'s' * (whole != 1)}"


def _often(row: Row, often: str) -> Cell:
    who = "you take it yourself" if row["given_by"] == SELF else "somebody gives it"
    course: str = "" if pd.isna(row["max_course_months"]) else f" A course of {row['max_course_months']} months."
    return Cell(
        lines=(f"{capital(often)}; {who}.{course}",), plain=(f"{capital(often)}.{course}",), sources=(place(row),)
    )


def _time(row: Row) -> Cell:
    low, high = row["administration_min_low"], row["administration_min_high"]
    fasting, upright = row["fasting_min"], row["upright_min"]
    lines: list[str] = []
    plain: list[str] = []
    if row["route"] == "oral":
        lines.append(f"{fasting:g} minutes without food or other drinks, {upright:g} minutes upright, each time.")
        wait = f"{EMPTY} Wait {fasting:g} minutes before food, other drinks or pills."
        plain.append(f"{wait if fasting else AFTER_FOOD} Stay upright for {upright:g} minutes.")
    elif not isnan(low):
        length = f"at least {low:g}" if isnan(high) else f"{low:g} to {high:g}"
        told = f"{length} minutes" if low >= 1 else f"{low * 60:g} to {high * 60:g} seconds"
        lines.append(f"{capital(told)} for the drug itself, and a visit.")
        plain.append(f"{capital(told)}, and the way there.")
    else:
        where = "at home" if row["given_by"] == SELF else "at a visit"
        lines.append(f"Under the skin, {where}; how many minutes: no figure was found.")
        plain.append("Quick, at home." if row["given_by"] == SELF else "Quick, and the way there.")
    if bool(row["blood_test_each_dose"]):
        lines.append("A blood test before each dose.")
        plain.append("A blood test comes first.")
    return Cell(lines=tuple(lines), plain=tuple(plain), sources=(place(row),))


def _missed(row: Row | None, given_by: str) -> Cell:
    if row is None or pd.isna(row["rule"]):
        return gap("no rule was read" if row is None else str(row["reason_empty"]))
    plain = str(row["rule"]) if given_by == SELF else CALL_US
    return Cell(lines=(str(row["rule"]),), plain=(plain,), sources=(place(row),))


def _help(found: tuple[Help, ...], names: dict[str, str]) -> Cell:
    lines = [f"{BONES[each.site]}: {_helped(each, names)}." for each in found]
    plain = [f"{BONES_PLAIN[each.site]}: {_plainly(each)}." for each in found]
    sources = tuple(dict.fromkeys(place(each.found.row) for each in found if each.found))
    return Cell(lines=tuple(lines), plain=tuple(plain), sources=sources, gap=not sources)


def _helped(each: Help, names: dict[str, str]) -> str:
    if each.found is None:
        return LOOKED_FOR if each.status == NOT_SHOWN else NO_FIGURE
    told = f"{_with_without(each.found)} ({each.found.row['trial']})"
    if each.status == BONE_DENSITY:
        return f"not counted for this way; bone density only. With {small(names[each.leans_on])}: {told}"
    return told + ("; not shown: chance alone may explain it" if each.status == NOT_SHOWN else "")


def _with_without(found: Benefit) -> str:
    with_drug, without = per_100(found.with_drug.value), per_100(found.without)
    return f"{with_drug} of 100 with it, {without} without, {years(int(found.row['months']))}"


def _plainly(each: Help) -> str:
    if each.found is None:
        return "this was looked for, but not shown" if each.status == NOT_SHOWN else "we found no count"
    told = _with_without(each.found)
    if each.status == BONE_DENSITY:
        return f"counted for the same medicine, taken each day: {told}"
    return told + (". This may be chance" if each.status == NOT_SHOWN else "")


def _rated(rows: tuple[Row, ...]) -> Cell:
    if not rows:
        return Cell(lines=(UNRATED,), plain=("Nobody that we read has rated it.",), gap=True)
    lines, plain = sure(rows)
    return Cell(lines=lines, plain=plain, sources=tuple(dict.fromkeys(place(row) for row in rows)))


def _cost(rows: tuple[Row, ...]) -> Cell:
    known = [row for row in rows if not pd.isna(row["low"])]
    if not known:
        why = next(
            (str(row["reason_empty"]) for row in rows if not pd.isna(row["reason_empty"])), "no figure was found"
        )
        return gap(why)
    lines = [f"{capital(row['product'])}: {price(row)}." for row in known]
    notes = dict.fromkeys(str(row["note"]) for row in known if not pd.isna(row["note"]))
    return Cell(lines=(*lines, *notes), plain=(ASK,), sources=tuple(dict.fromkeys(place(row) for row in known)))
