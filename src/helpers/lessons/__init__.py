"""What every lesson is made of besides its panels: questions, the list of lessons, the sources.

Questions live in a file for each lesson beside this one, in plain text (TOML). Tables to read live in a module for each
lesson.
"""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import facts, show
from helpers.loading import load, shown_labels
from helpers.tables import Tables, packaged

LETTERS = "ABCDEFGH"


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


@dataclass(frozen=True)
class Task:
    """What a lesson asks of one of its panels.

    Attributes:
        id: its name in the lesson.
        panel: short name of the panel (`pages.panels_of`).
        do: the moves, one after the other, each a state as text: "grace=14".
        sees: what the sentence of the panel holds after each move.
    """

    id: str
    panel: str
    do: tuple[str, ...]
    sees: tuple[str, ...]


def tasks(lesson: str) -> list[Task]:
    """Return what a lesson asks of its panels, in order; nothing for a lesson without questions.

    Raises:
        ValueError: a task whose moves and sights are not as many.
    """
    file = files("helpers.lessons").joinpath(f"{lesson}.toml")
    rows = tomllib.loads(file.read_text(encoding="utf-8")).get("task", []) if file.is_file() else []
    for row in rows:
        if len(row["do"]) != len(row["sees"]):
            raise ValueError(f"{lesson}: task {row['id']} has {len(row['do'])} moves and {len(row['sees'])} sights")
    return [Task(row["id"], row["panel"], tuple(row["do"]), tuple(row["sees"])) for row in rows]


def _as_html(questions: list[dict[str, Any]], word: str, tables: Tables) -> show.Html:
    """Return questions with the numbers of these tables; those about what a lecturer's tables lack are left out."""
    html, text = [], []
    filled = [_filled(question, tables) for question in questions]
    kept = [question for question in filled if question is not None]
    for number, question in enumerate(kept, start=1):
        title = word if len(kept) == 1 else f"{word} {number}"
        asked = question["text"]
        html.append(f"<p><strong>{title}.</strong> {escape(asked)}</p>")
        text.append(f"{title}. {asked}")
        for letter, answer in zip(LETTERS, question["answer"], strict=False):
            offered = f"{letter}. {answer['text']}"
            verdict = "Yes." if answer["right"] else "Not quite."
            feedback = answer["feedback"]
            html.append(show.fold(offered, f"<p><strong>{verdict}</strong> {escape(feedback)}</p>"))
            text.append(f"  {offered}\n     {verdict} {feedback}")
    lacking = len(questions) - len(kept)
    left_out = f"Left out: {lacking} of {len(questions)} questions, since these tables lack what they are about."
    for note in filter(None, [lacking and left_out, shown_labels(tables)]):
        html.append(f"<p><small>{escape(note)}</small></p>")
        text.append(note)
    return show.Html("".join(html), "\n".join(text))


def _own(tables: Tables) -> bool:
    """Are these a lecturer's own tables?"""
    return tables is not packaged()


def _filled(question: dict[str, Any], tables: Tables) -> dict[str, Any] | None:
    """Return a question with its numbers; None where a lecturer's own tables lack one of them."""
    try:
        answers = [
            {**answer, **{part: facts.fill(answer[part], tables) for part in ("text", "feedback")}}
            for answer in question["answer"]
        ]
        return {**question, "text": facts.fill(question["text"], tables), "answer": answers}
    except (ValueError, TypeError):
        if not _own(tables):
            raise
        return None


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
    labels = shown_labels(tables)
    note = f"<p>{escape(labels)}</p>" if labels else ""
    html = show.fold(f"Sources used in this lesson ({len(rows)})", f"{note}<ul>{''.join(items)}</ul>")
    return show.Html(html, "\n".join([*text, *([labels] if labels else [])]))


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
