"""Tables of the lesson on dosing frequency."""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from helpers import dosing, facts, show
from helpers.loading import load, said, shown_labels, there
from helpers.tables import Tables

NOT_LABELS = {"secondary": "patient leaflet, not the label", "manufacturer": "the maker's patient page"}
VISITS = {
    "infusion": "Infusion of zoledronic acid",
    "injection": "Injection of ibandronate into a vein",
    "denosumab": "Injection of denosumab under the skin",
    "romosozumab": "Injections of romosozumab under the skin",
}


def visit_steps(visits: Iterable[str] | None = None, tables: Tables | None = None) -> show.Html:
    """Return visits side by side, each as a check list.

    Args:
        visits: "infusion", "injection", "denosumab", "romosozumab"; all if left out.
        tables: a lecturer's own tables.

    Raises:
        ValueError: a visit that the table does not have.
    """
    tables = tables or load()
    known = dict(list(tables.visit_steps.groupby("visit", sort=False)))
    asked, lacking = there(visits or known, "visit_steps", tables)
    html: list[str] = []
    text = [each for each in (lacking, shown_labels(tables)) if each]
    for visit in asked:
        if visit not in known:
            raise ValueError(f'visit: found "{visit}", expected one of {", ".join(known)}')
        rows, title = known[visit].to_dict("records"), VISITS.get(visit, visit.capitalize())
        items = "".join(_step_html(row) for row in rows)
        html.append(f'<div style="flex: 1 1 20rem; min-width: 0"><h3>{escape(title)}</h3><ol>{items}</ol></div>')
        text.append(title)
        text += [f"{row['step']}. [ ] {' '.join(_step(row))}" for row in rows]
    notes = [each for each in (lacking, shown_labels(tables)) if each]
    note = "".join(f"<p><small>{escape(each)}</small></p>" for each in notes)
    lists = f'<div style="display: flex; flex-wrap: wrap; gap: 1rem 2rem">{"".join(html)}</div>{note}'
    titles = " and ".join(VISITS.get(visit, visit.capitalize()).lower() for visit in asked)
    return show.Html(show.fold(f"To look up, step by step: {titles}", lists), "\n".join(text))


def _step(row: dict[str, Any]) -> tuple[str, str, str]:
    """Return what happens, how long it takes where a source says so, and who asks for it."""
    return row["action"], _minutes(row["minutes_low"], row["minutes_high"]), f"({_who(row)})"


def _step_html(row: dict[str, Any]) -> str:
    action, minutes, who = (escape(part) for part in _step(row))
    return f"<li>☐ {action} <strong>{minutes}</strong> <small>{who}</small></li>"


def doses_table(regimens: Iterable[str], years: int = 1, tables: Tables | None = None) -> show.Html:
    """Return how many doses each regimen gives in the first `years`, fewest first.

    Raises:
        ValueError: an unknown regimen, or a horizon under a year.
    """
    tables = tables or load()
    regimens, lacking = there(regimens, "regimens", tables)
    chosen = dosing.pick(tables.regimens, regimens)
    counts = [len(dosing.dose_dates(row, facts.FACT_START, years)) for row in chosen.to_dict("records")]
    part = pd.DataFrame({"Regimen": dosing.names(chosen), "How often": dosing.how_often(chosen), "Doses": counts})
    span = f"{years} years" if years > 1 else "the first year"
    return show.table(part.sort_values("Doses", kind="stable"), said(f"Doses in {span}", lacking, tables))


def hours_table(regimens: Iterable[str], tables: Tables | None = None) -> show.Html:
    """Return the rule after one dose in minutes and what it comes to in hours a year, least first.

    Raises:
        ValueError: an unknown regimen.
    """
    tables = tables or load()
    regimens, lacking = there(regimens, "regimens", tables)
    chosen = dosing.pick(tables.regimens, regimens)
    assumed = dict(zip(tables.assumptions["assumption_id"], tables.assumptions["value"], strict=True))
    burden = dosing.time_burden(chosen, dosing.schedule(chosen, facts.FACT_START, 1), 1, assumed)
    part = pd.DataFrame(
        {
            "Regimen": _full_names(chosen),
            "Minutes fasting": chosen["fasting_min"],
            "Minutes upright": chosen["upright_min"],
            "Doses in the first year": burden["doses"],
            "Hours under the rule": burden["rule_hours_per_year"],
        }
    )
    caption = said("The rule, dose by dose and year by year", lacking, tables)
    return show.table(part.sort_values("Hours under the rule", kind="stable"), caption)


def decisions_table(regimens: Iterable[str], tables: Tables | None = None) -> show.Html:
    """Return when labels and guidelines ask to think again about each regimen.

    Raises:
        ValueError: an unknown regimen.
    """
    tables = tables or load()
    regimens, lacking = there(regimens, "regimens", tables)
    chosen = dosing.pick(tables.regimens, regimens)
    named = pd.DataFrame({"regimen_id": chosen["regimen_id"], "Regimen": _full_names(chosen)})
    rows = named.merge(tables.decisions, on="regimen_id")
    part = pd.DataFrame(
        {
            "Regimen": rows["Regimen"],
            "When": [_months(*pair) for pair in zip(rows["month_low"], rows["month_high"], strict=True)],
            "What is asked": rows["what"],
            "Who asks": rows["asked_by"] + " (" + rows["source_id"] + ", " + rows["locator"] + ")",
        }
    )
    return show.look_up(part, said("When to think again", lacking, tables))


def _months(low: int, high: int) -> str:
    if pd.isna(low):
        return "at any time"
    words = f"{low / 12:g}" if pd.isna(high) or low == high else f"{low / 12:g} to {high / 12:g}"
    return f"after {words} year" + ("" if words == "1" else "s")


def missed_doses(tables: Tables | None = None) -> show.Html:
    """Return what to do about a missed dose, and who says so: a label, or only a patient leaflet."""
    tables = tables or load()
    rules = tables.missed_doses.merge(tables.sources[["source_id", "kind", "country"]], on="source_id", how="left")
    rows = tables.regimens[["regimen_id", "jurisdiction"]].merge(rules, on="regimen_id")
    read_in = (
        pd.Series([_document(row) for row in rows.to_dict("records")])
        + " ("
        + rows["source_id"]
        + ", "
        + rows["locator"]
        + ")"
    )
    part = pd.DataFrame(
        {
            "Regimen": _full_names(tables.regimens),
            "What to do": rows["rule"].fillna("No rule: " + rows["reason_empty"]),
            "Who says so": read_in.fillna("nobody we could read"),
        }
    )
    return show.look_up(part, said("A missed dose", "", tables))


def _document(row: dict[str, Any]) -> str:
    """Return what sort of document a rule was read in."""
    foreign = not pd.isna(row["country"]) and row["country"] != row["jurisdiction"]
    return "label of another country" if foreign else NOT_LABELS.get(row["kind"], "label")


def labelled_uses(tables: Tables | None = None) -> show.Html:
    """Return who each regimen is labelled for, treatment and prevention apart."""
    tables = tables or load()
    uses = tables.labelled_uses
    populations = list(dict.fromkeys(uses["population"]))
    uses["purpose"] = uses["purpose"].where(uses["stated"] == dosing.STATED, uses["purpose"] + " (sources disagree)")
    cells = uses.groupby(["regimen_id", "population"], sort=False)["purpose"].agg(" and ".join).unstack(fill_value="no")
    part = cells.reindex(tables.regimens["regimen_id"])[populations].fillna("no")
    part.insert(0, "Regimen", _full_names(tables.regimens))
    conditions = uses.dropna(subset=["condition"]).drop_duplicates(["regimen_id", "population", "condition"])
    told = {
        regimen: " ".join(f"{row['population'].capitalize()}: {row['condition']}" for row in rows.to_dict("records"))
        for regimen, rows in conditions.groupby("regimen_id", sort=False)
    }
    part["On what condition"] = [told.get(regimen, "") for regimen in tables.regimens["regimen_id"]]
    caption = said("What each regimen is labelled for in osteoporosis", "", tables)
    return show.look_up(part.reset_index(drop=True), caption)


def boxed_warnings(tables: Tables | None = None) -> show.Html:
    """Return the boxed warnings of the labels: those that stand first, then those that were taken off."""
    tables = tables or load()
    rows = tables.boxed_warnings.sort_values("removed", na_position="first", kind="stable")
    named = dict(zip(tables.regimens["regimen_id"], _full_names(tables.regimens), strict=True))
    part = pd.DataFrame(
        {
            "Regimen": rows["regimen_id"].map(named),
            "Warning": rows["about"],
            "What it says": rows["what"],
            "What it asks for": rows["asks"].fillna(""),
            "Stands": [_stands(row) for row in rows.to_dict("records")],
            "Source": rows["source_id"] + ", " + rows["locator"],
        }
    )
    caption = "Boxed warnings, those taken off too: old copies of labels still carry them"
    return show.table(part, said(caption, "", tables))


def _stands(row: dict[str, Any]) -> str:
    if not pd.isna(row["removed"]):
        return f"taken off in {row['removed']}"
    return "yes" if pd.isna(row["since"]) else f"yes, since {row['since']}"


def _full_names(regimens: pd.DataFrame) -> list[str]:
    return [f"{name}, {often}" for name, often in zip(dosing.names(regimens), dosing.how_often(regimens), strict=True)]


def _minutes(low: float, high: float) -> str:
    if pd.isna(low):
        return ""
    value, unit = (low, "minutes") if low >= 1 else (low * 60, "seconds")
    if pd.isna(high):
        return f"At least {value:g} {unit}."
    return f"{value:g} to {high * (60 if unit == 'seconds' else 1):g} {unit}."


def _who(row: dict[str, Any]) -> str:
    source = "" if pd.isna(row["source_id"]) else f": {row['source_id']}, {row['locator']}"
    return f"{row['basis']}{source}"
