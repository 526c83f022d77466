"""Fact ids: how a number in prose says where it comes from.

A fact id is a path into the tables:

    regimens/ZOL-5-YR/administration_min_low            a field of a row
    regimens/IBN-IV-3M/administration_min_low:seconds   minutes as seconds
    decisions/COURSE-ROMO-210/month_low:years           months as years
    regimens/ALN-70W/interval_value:in_a_year           weeks as times a year, as textbooks round
    assumptions/travel_min/value                        what we assume
    turnover/M004/value:lower                           how many percent lower: a change without its minus
    trials/B001/effect:fewer                            how many percent fewer: a ratio taken from one
    doses/ALN-70W/10                                    doses in ten years (helpers.dosing)
    rule/ALN-70W/minutes                                minutes fasting or upright after a dose, the longer of the two
    rule/ALN-70W/hours                                  the same, in hours of the first year
    safety/AR014/difference:tenths                      what two arms come to, in people per 100 (helpers.safety)
    harms/CV-ROMO/rate:in_100                           a rare harm, in people per 100,000 as people per 100
    safety/AR021/difference:needed                      how many people it takes for one more, or one less
    benefit/B002/fewer:tenths                           what a trial comes to, in people per 100 (helpers.benefit)
    benefit/B002/needed                                 how many are treated for one who is spared
    evidence/tablets/hip                                of how many regimens of a group it was shown there
    borrowed/tablets/hip, unread/tablets/hip            how many rest on bone density; of how many nothing was read
    regimens_in/tablets/all                             how many regimens a group has
    avoided/ALN-70W/hip:whole                           fractures avoided of 1,000 as doses are taken, 36 months
    in_trial/ALN-70W/hip:whole                          the same if people went on as in the trial
    avoided_nothing/ZOL-5-YR/hip:whole                  avoided if nothing is left after the last dose; or the most
    kept/ALN-70W/hip:whole                              how many percent of the one the other is
    limit/ZOL-5-YR/creatinine_clearance                 the number of a label's rule (helpers.eligibility)
    patient/kidneys/age_years                           an answer of a patient of a case
    clearance/kidneys/actual:whole                      a patient's creatinine clearance, by weight
    ruled/kidneys/out                                   of the usual ways, how many labels rule out for a patient
    claimed/article/too_simple                          how many statements have a verdict (helpers.claims); or "all"

In a Markdown cell it follows its number in a comment: `15<!--regimens/ZOL-5-YR/administration_min_low-->`.
In a question it stands in braces and is filled in, so that a lecturer's own table changes the question too.
"""

import re
from collections.abc import Callable
from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from helpers import claims, dosing, safety, show
from helpers.benefit import Avoided, avoided, benefit, cell
from helpers.benefit.effects import trial
from helpers.benefit.evidence import BONE_DENSITY, NOTHING, SHOWN, SITES
from helpers.eligibility import cases, kidneys, questions
from helpers.eligibility.assessment import VERDICTS, rules
from helpers.options import USUAL
from helpers.tables import Tables

FACT_START = date(2026, 1, 1)
UNITS: dict[str, Callable[[Any], Any]] = {
    "seconds": lambda minutes: minutes * 60,
    "years": lambda months: months / 12,
    "in_a_year": lambda weeks: 365 // (7 * weeks),
    "lower": lambda change: -change,
    "fewer": lambda ratio: round(100 * (1 - ratio), 6),
    "percent": lambda share: round(100 * share, 6),
    "year": str,
    "tenths": lambda value: round(value, 1),
    "hundredths": lambda value: f"{value:.2f}",
    "whole": round,
    "in_100": lambda rate: round(rate / 1000, 1),
    "needed": lambda difference: safety.needed_text(100 / abs(difference), harm=difference > 0),
}


def _benefit(tables: Tables, trial_id: str, column: str) -> float | str:
    """Return what a trial comes to: "without", "with", "fewer", "needed", and ends such as "fewer_low"."""
    found = benefit(trial(tables, trial_id))
    what, _, end = column.partition("_")
    part = end or "value"
    if part not in ("value", "low", "high"):
        raise ValueError(f'fact: found "{column}", expected an end of low or high')
    if what == "needed":
        ends = {"value": -found.needed.value, "low": found.needed.benefit_from, "high": found.needed.benefit_to}
        return safety.needed_text(ends[part], harm=False) if isfinite(ends[part]) else "nobody"
    if what == "fewer":
        apart = found.difference  # the fewest who are spared are the highest difference
        return -{"value": apart.value, "low": apart.high, "high": apart.low}[part]
    known = {"without": found.without, "with": getattr(found.with_drug, part)}
    if what not in known:
        raise ValueError(f'fact: a trial has no "{column}"; it has without, with, fewer, needed')
    return known[what]


def _known(tables: Tables, group: str, site: str, status: str) -> int:
    """Return of how many regimens of a group so much is known at a site."""
    groups = dosing.groups(tables.regimens)
    if group not in groups.values() or site not in SITES:
        raise ValueError(f'fact: found "{group}/{site}", expected a group of regimens and a site of fractures')
    return sum(cell(tables, each, site).status == status for each, its in groups.items() if its == group)


def _in_group(tables: Tables, group: str, column: str) -> int:
    groups = list(dosing.groups(tables.regimens).values())
    if group not in groups or column != "all":
        raise ValueError(f'fact: found "{group}/{column}", expected one of {", ".join(sorted(set(groups)))}, and all')
    return groups.count(group)


def _avoided(tables: Tables, regimen_id: str, site: str, tail: str = "as assumed") -> Avoided:
    found = avoided(tables, regimen_id, site, tail=tail)
    if not isinstance(found, Avoided):
        raise ValueError(f"fact: {regimen_id}, {site}: {found.why}")
    return found


WORKED_OUT: dict[str, Callable[[Tables, str, str], Any]] = {
    "benefit": _benefit,
    "evidence": lambda tables, group, site: _known(tables, group, site, SHOWN),
    "borrowed": lambda tables, group, site: _known(tables, group, site, BONE_DENSITY),
    "unread": lambda tables, group, site: _known(tables, group, site, NOTHING),
    "regimens_in": _in_group,
    "avoided": lambda tables, regimen_id, site: _avoided(tables, regimen_id, site).base,
    "avoided_low": lambda tables, regimen_id, site: _avoided(tables, regimen_id, site).band[0],
    "avoided_high": lambda tables, regimen_id, site: _avoided(tables, regimen_id, site).band[1],
    "in_trial": lambda tables, regimen_id, site: _avoided(tables, regimen_id, site).in_trial,
    "avoided_nothing": lambda tables, regimen_id, site: _avoided(tables, regimen_id, site, "nothing").base,
    "avoided_most": lambda tables, regimen_id, site: _avoided(tables, regimen_id, site, "the most").base,
    "kept": lambda tables, regimen_id, site: 100 * _avoided(tables, regimen_id, site).kept,
}


def _limit(tables: Tables, regimen_id: str, field: str) -> float:
    found = [rule for rule in rules(tables).get(regimen_id, ()) if rule.field == field and rule.comparison != "is"]
    if len(found) != 1:
        raise ValueError(f"fact: {regimen_id} has {len(found)} rules with a number for {field}, expected one")
    return float(found[0].threshold)


def _answer(tables: Tables, case: str, question: str) -> Any:
    answers = cases.answers_of(case, tables)
    if question not in answers:
        raise ValueError(f'fact: the patient of {case} has no answer "{question}"; there are {", ".join(answers)}')
    return answers[question]


def _ruled(tables: Tables, case: str, what: str) -> int:
    """Return how many of the usual ways have a verdict: "out" is contraindicated or not recommended."""
    if what not in ("out", *VERDICTS):
        raise ValueError(f'fact: found "{what}", expected out or one of {", ".join(VERDICTS)}')
    found = [verdict for regimen_id, verdict in cases.verdicts(case, tables).items() if regimen_id in USUAL]
    return sum(verdict in cases.RULED_OUT if what == "out" else verdict == what for verdict in found)


def _clearance(tables: Tables, case: str, weight: str) -> float:
    found = kidneys.clearances(questions.patient_of(cases.answers_of(case, tables), tables), tables)
    if weight not in found:
        raise ValueError(
            f'fact: found "{weight}" weight, expected one of {", ".join(found) or "none: it is not known"}'
        )
    return found[weight]


WORKED_OUT |= {
    "limit": _limit,
    "patient": _answer,
    "ruled": _ruled,
    "clearance": _clearance,
    "claimed": lambda tables, kind, verdict: claims.counted(tables, kind, verdict.replace("_", " ")),
}
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def resolve(fact_id: str, tables: Tables) -> Any:
    """Return the value of a fact.

    Raises:
        ValueError: there is no such table, row, column or unit; the message names the part.
    """
    path, _, unit = fact_id.partition(":")
    value = _value(path, fact_id, tables)
    if not unit:
        return value
    if unit not in UNITS:
        raise ValueError(f'fact "{fact_id}": no unit "{unit}"; there are {", ".join(UNITS)}')
    try:
        return UNITS[unit](value)
    except (TypeError, ZeroDivisionError) as error:
        raise ValueError(f'fact "{fact_id}": "{value}" cannot be told as {unit}') from error


def _value(path: str, fact_id: str, tables: Tables) -> Any:
    name, key, column = _parts(path, fact_id)
    if name in WORKED_OUT:
        return WORKED_OUT[name](tables, key, column)
    if name == "doses":
        row = dosing.pick(tables.regimens, [key]).to_dict("records")[0]
        if not column.isdecimal():
            raise ValueError(f'fact "{fact_id}": found "{column}", expected a number of years')
        return len(dosing.dose_dates(row, FACT_START, int(column)))
    if name == "rule":
        if column not in ("minutes", "hours"):
            raise ValueError(f'fact "{fact_id}": found "{column}", expected minutes or hours')
        minutes = _known_number(dosing.rule_minutes(dosing.pick(tables.regimens, [key]))[0], fact_id)
        return minutes if column == "minutes" else minutes * _value(f"doses/{key}/1", fact_id, tables) / 60
    file = {"safety": "adverse_events", "harms": "rare_harms"}.get(name, name)
    if file not in tables.names:
        raise ValueError(f'fact "{fact_id}": no table "{name}"; there are {", ".join(tables.names)}')
    table: pd.DataFrame = getattr(tables, file)
    rows = table[table[table.columns[0]] == key]
    if rows.empty:
        raise ValueError(f'fact "{fact_id}": no row "{key}" in {file}.csv')
    if name == "safety":
        rows = safety.compare(rows)
    if name == "harms":
        rows = safety.per_100_000(rows)
    if column not in rows.columns:
        raise ValueError(f'fact "{fact_id}": no column "{column}" in {file}.csv')
    return rows.iloc[0][column]


def _known_number(value: float, fact_id: str) -> float:
    if pd.isna(value):
        raise ValueError(f'fact "{fact_id}": not known')
    return float(value)


def text(fact_id: str, tables: Tables) -> str:
    """Return a fact as prose writes it: 15, 522, 0.5.

    Raises:
        ValueError: as `resolve`.
    """
    value = resolve(fact_id, tables)
    return f"{value:g}" if isinstance(value, float) else show.cell_text(value)


def fill(template: str, tables: Tables) -> str:
    """Return `template` with every fact id in braces replaced by its value.

    Raises:
        ValueError: as `resolve`.
    """
    return PLACEHOLDER.sub(lambda match: text(match[1], tables), template)


def _parts(path: str, fact_id: str) -> list[str]:
    parts = path.split("/")
    if len(parts) != 3:
        raise ValueError(f'fact "{fact_id}": expected table/row/column')
    return parts
