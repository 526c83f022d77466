"""What the option grid says: one cell for each option and question, in the words of the lesson and in a patient's."""

from dataclasses import dataclass
from math import ceil, floor, isnan, log10
from typing import Any

import pandas as pd

from helpers import options
from helpers.benefit import Benefit
from helpers.benefit.evidence import BONE_DENSITY, HIP, NOT_SHOWN, OTHER, VERTEBRAL
from helpers.options import Help, Row, Shown
from helpers.tables import Tables
from helpers.words.harms import used
from helpers.words.numbers import capital, per_100, rate, small

MONTHS_IN_YEAR = 12
HARM_OF = 1_000  # people in 100,000 for one in a hundred
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
LOOKED_FOR, NO_FIGURE = "looked for, not shown", "no figure was found"
EMPTY = "Take it on an empty stomach, with plain water."
AFTER_FOOD = "Take it just after breakfast, with plain water."
CALL_US = "Call us as soon as you can for a new visit."
SELF = "self"
GOOD_TRIALS = "Good trials were done, in women."
KIND_OF_STUDY, FOR_WOMEN, NO_EVIDENCE = "kind of study", "recommendation, women", "no available evidence"
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
        return _shown(options.chosen(tables, regimen_id, question), drug, names, why_not)

    return {
        "often": _often(row, often),
        "time": _time(row),
        "feel": shown(options.FEEL, "no figure was found for this way"),
        "missed": _missed(options.missed(tables, regimen_id), str(row["given_by"])),
        "help": _help(options.helps(tables, regimen_id), names),
        "sure": _sure(options.ratings(tables, drug)),
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
    places = dict.fromkeys(_place(each.row) for here in found.values() for each in here)
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


def _place(row: Any) -> str:
    return f"{row['source_id']}, {row['locator']}"


def _often(row: Row, often: str) -> Cell:
    who = "you take it yourself" if row["given_by"] == SELF else "somebody gives it"
    course: str = "" if pd.isna(row["max_course_months"]) else f" A course of {row['max_course_months']} months."
    return Cell(
        lines=(f"{capital(often)}; {who}.{course}",), plain=(f"{capital(often)}.{course}",), sources=(_place(row),)
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
    return Cell(lines=tuple(lines), plain=tuple(plain), sources=(_place(row),))


def _missed(row: Row | None, given_by: str) -> Cell:
    if row is None or pd.isna(row["rule"]):
        return gap("no rule was read" if row is None else str(row["reason_empty"]))
    plain = str(row["rule"]) if given_by == SELF else CALL_US
    return Cell(lines=(str(row["rule"]),), plain=(plain,), sources=(_place(row),))


def _shown(rows: tuple[Shown, ...], drug: str, names: dict[str, str], why_not: str) -> Cell:
    """Return a cell of rows that were chosen for it; of another way to give the same dose, it says so."""
    if not rows:
        return gap(why_not)
    of = f"With {small(names[rows[0].of])}:" if rows[0].of else ""
    lines = [_line(each) for each in rows]
    plain = [f"{capital(each.plain)}{_plainly_counted(each, drug)}." for each in rows]
    sources = dict.fromkeys(_place(each.row) for each in rows if not pd.isna(each.row["source_id"]))
    return Cell(lines=tuple(filter(None, [of, *lines])), plain=tuple(plain), sources=tuple(sources))


def _line(shown: Shown) -> str:
    row = shown.row
    match shown.table:
        case "adverse_events":
            return f"{row['term']}: {_pair(row)} ({row['name']})."
        case "rare_harms":
            return f"{capital(row['harm'])} ({row['treatment']}): {_harm(row)}."
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


def _pair(row: Row) -> str:
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


def _help(found: tuple[Help, ...], names: dict[str, str]) -> Cell:
    lines = [f"{BONES[each.site]}: {_helped(each, names)}." for each in found]
    plain = [f"{BONES_PLAIN[each.site]}: {_plainly(each)}." for each in found]
    sources = tuple(dict.fromkeys(_place(each.found.row) for each in found if each.found))
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


def _sure(rows: tuple[Row, ...]) -> Cell:
    if not rows:
        return Cell(lines=(UNRATED,), plain=("Nobody that we read has rated it.",), gap=True)
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
    return Cell(lines=tuple(lines), plain=tuple(plain), sources=tuple(dict.fromkeys(_place(row) for row in rows)))


def _noted(row: Row) -> str:
    return "" if pd.isna(row["note"]) else f"; {small(str(row['note'])).rstrip('.')}"


def _harm(row: Row) -> str:
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


def _cost(rows: tuple[Row, ...]) -> Cell:
    known = [row for row in rows if not pd.isna(row["low"])]
    if not known:
        why = next(
            (str(row["reason_empty"]) for row in rows if not pd.isna(row["reason_empty"])), "no figure was found"
        )
        return gap(why)
    lines = [f"{capital(row['product'])}: {price(row)}." for row in known]
    notes = dict.fromkeys(str(row["note"]) for row in known if not pd.isna(row["note"]))
    return Cell(lines=(*lines, *notes), plain=(ASK,), sources=tuple(dict.fromkeys(_place(row) for row in known)))


def price(row: Row) -> str:
    """Return what a figure of cost says: how much, for whom, what kind, where and when."""
    span = rate(row["low"]) if row["low"] == row["high"] else f"{rate(row['low'])} to {rate(row['high'])}"
    return f"{span} {row['currency']} per {row['per']}, {row['kind']} ({row['country']} {row['year']})"
