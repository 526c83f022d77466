"""What a lesson is made of besides its panel: questions, tables to read, the list of lessons, the sources.

Questions live in a file for each lesson beside this one, in plain text (TOML).
"""

import json
import tomllib
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import dosing, facts, show
from helpers.tables import Tables, load

LETTERS = "ABCDEFGH"
NOT_LABELS = {
    "secondary": "patient leaflet, not the label",
    "manufacturer": "the maker's patient page",
    "label from another country": "leaflet of another country",
}


def predict(lesson: str, question: str, tables: Tables | None = None) -> show.Html:
    """Return one question to answer before looking; opening an answer shows the feedback to it.

    Raises:
        ValueError: no such lesson or question.
    """
    tables = tables or load()
    known = {q["id"]: q for q in _questions(lesson)}
    if question not in known:
        raise ValueError(f'lesson {lesson} has no question "{question}": it has {", ".join(known)}')
    return _as_html([known[question]], "Predict", tables)


def check_yourself(lesson: str, tables: Tables | None = None) -> show.Html:
    """Return the questions at the end of a lesson, each answer with its feedback.

    Raises:
        ValueError: no such lesson.
    """
    return _as_html([q for q in _questions(lesson) if q["kind"] == "check"], "Question", tables or load())


def _questions(lesson: str) -> list[dict[str, Any]]:
    file = files("helpers.lessons").joinpath(f"{lesson}.toml")
    if not file.is_file():
        raise ValueError(f'no questions for a lesson "{lesson}"')
    return tomllib.loads(file.read_text(encoding="utf-8"))["question"]


def _as_html(questions: list[dict[str, Any]], word: str, tables: Tables) -> show.Html:
    html, text = [], []
    for number, question in enumerate(questions, start=1):
        title = word if len(questions) == 1 else f"{word} {number}"
        asked = facts.fill(question["text"], tables)
        html.append(f"<p><strong>{title}.</strong> {escape(asked)}</p>")
        text.append(f"{title}. {asked}")
        for letter, answer in zip(LETTERS, question["answer"], strict=False):
            offered = f"{letter}. {facts.fill(answer['text'], tables)}"
            verdict = "Yes." if answer["right"] else "Not quite."
            feedback = facts.fill(answer["feedback"], tables)
            html.append(show.fold(offered, f"<p><strong>{verdict}</strong> {escape(feedback)}</p>"))
            text.append(f"  {offered}\n     {verdict} {feedback}")
    return show.Html("".join(html), "\n".join(text))


def visit_steps(tables: Tables | None = None) -> show.Html:
    """Return the two visits side by side, each as a check list: an infusion, and an injection."""
    tables = tables or load()
    html, text = [], []
    for visit, steps in tables.visit_steps.groupby("visit", sort=False):
        rows = steps.to_dict("records")
        items = "".join(_step_html(row) for row in rows)
        html.append(
            f'<div style="flex: 1 1 20rem; min-width: 0"><h3>{visit.capitalize()} visit</h3><ol>{items}</ol></div>'
        )
        text.append(f"{visit.capitalize()} visit")
        text += [f"{row['step']}. [ ] {' '.join(_step(row))}" for row in rows]
    return show.Html(
        f'<div style="display: flex; flex-wrap: wrap; gap: 1rem 2rem">{"".join(html)}</div>', "\n".join(text)
    )


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
    chosen = dosing.pick((tables or load()).regimens, regimens)
    counts = [len(dosing.dose_dates(row, facts.FACT_START, years)) for row in chosen.to_dict("records")]
    part = pd.DataFrame({"Regimen": dosing.names(chosen), "How often": dosing.how_often(chosen), "Doses": counts})
    span = f"{years} years" if years > 1 else "the first year"
    return show.table(part.sort_values("Doses", kind="stable"), f"Doses in {span}")


def hours_table(regimens: Iterable[str], tables: Tables | None = None) -> show.Html:
    """Return the rule after one dose in minutes and what it comes to in hours a year, least first.

    Raises:
        ValueError: an unknown regimen.
    """
    tables = tables or load()
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
    return show.table(
        part.sort_values("Hours under the rule", kind="stable"), "The rule, dose by dose and year by year"
    )


def decisions_table(regimens: Iterable[str], tables: Tables | None = None) -> show.Html:
    """Return when labels and guidelines ask to think again about each regimen.

    Raises:
        ValueError: an unknown regimen.
    """
    tables = tables or load()
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
    return show.table(part, "When to think again")


def _months(low: int, high: int) -> str:
    if pd.isna(low):
        return "at any time"
    words = f"{low / 12:g}" if pd.isna(high) or low == high else f"{low / 12:g} to {high / 12:g}"
    return f"after {words} year" + ("" if words == "1" else "s")


def missed_doses(tables: Tables | None = None) -> show.Html:
    """Return what to do about a missed dose, and who says so: a label, or only a patient leaflet."""
    tables = tables or load()
    rules = tables.missed_doses.merge(tables.sources[["source_id", "kind"]], on="source_id", how="left")
    rows = tables.regimens[["regimen_id"]].merge(rules, on="regimen_id")
    read_in = (
        rows["kind"].map(lambda kind: NOT_LABELS.get(kind, "label"))
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
    return show.table(part, "A missed dose")


def labelled_uses(tables: Tables | None = None) -> show.Html:
    """Return who each regimen is labelled for, treatment and prevention apart."""
    tables = tables or load()
    uses = tables.labelled_uses
    populations = list(dict.fromkeys(uses["population"]))
    cells = uses.groupby(["regimen_id", "population"], sort=False)["purpose"].agg(" and ".join).unstack(fill_value="no")
    part = cells.reindex(tables.regimens["regimen_id"])[populations].fillna("no")
    part.insert(0, "Regimen", _full_names(tables.regimens))
    return show.table(part.reset_index(drop=True), "What each regimen is labelled for in osteoporosis")


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
    if row["basis"] == "label":
        return f"label: {row['source_id']}, {row['locator']}"
    return str(row["basis"])


def sources_used(names: Iterable[str], tables: Tables | None = None) -> show.Html:
    """Return the sources behind the named tables, with their addresses, folded away."""
    tables = tables or load()
    used = set().union(*(getattr(tables, name)["source_id"].dropna() for name in names))
    rows = tables.sources[tables.sources["source_id"].isin(used)].sort_values("source_id")
    items, text = [], []
    for row in rows.to_dict("records"):
        words = ", ".join(str(row[c]) for c in ("title", "kind", "revision") if pd.notna(row[c]))
        link = f' <a href="{escape(row["url"])}">{escape(row["url"])}</a>' if pd.notna(row["url"]) else ""
        items.append(f"<li><strong>{escape(row['source_id'])}</strong>: {escape(words)}.{link}</li>")
        text.append(f"{row['source_id']}: {words}")
    html = show.fold(f"Sources used in this lesson ({len(rows)})", f"<ul>{''.join(items)}</ul>")
    return show.Html(html, "\n".join(text))


def lesson_table(folder: Path | str = ".") -> show.Html:
    """Return the list of lessons: those in `folder` with a link and minutes, the others marked as still to come."""
    rows = [_lesson(entry, Path(folder)) for entry in lesson_plan()]
    head = "<tr><th scope='col'>Lesson</th><th scope='col'>Question</th><th scope='col'>Time</th></tr>"
    body = "".join(
        f"<tr><td>{row['link']}</td><td>{escape(row['question'])}</td><td>{row['time']}</td></tr>" for row in rows
    )
    text = "\n".join(f"{row['name']}: {row['question']} ({row['time']})" for row in rows)
    return show.Html(f"<table><caption>The lessons</caption><thead>{head}</thead><tbody>{body}</tbody></table>", text)


def lesson_plan() -> list[dict[str, str]]:
    """Return the lessons that this project plans, in order: `name` (of the notebook) and `question`."""
    file = files("helpers.lessons").joinpath("plan.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))["lesson"]


def _lesson(entry: dict[str, str], folder: Path) -> dict[str, str]:
    file = folder / f"{entry['name']}.ipynb"
    if not file.is_file():
        return {**entry, "link": escape(entry["name"]), "time": "still to come"}
    minutes = json.loads(file.read_text(encoding="utf-8"))["metadata"]["fewer_doses"]["minutes"]
    return {**entry, "link": f'<a href="{file.name}">{escape(entry["name"])}</a>', "time": f"{minutes} minutes"}
