"""What every lesson is made of besides its panels: questions, the list of lessons, the sources.

Questions live in a file for each lesson beside this one, in plain text (TOML). Tables to read live in a module for each
lesson.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import facts, show
from helpers.loading import load, shown_labels
from helpers.tables import Tables, packaged
from helpers.words.numbers import capital


def predict(lesson: str, guess: str, tables: Tables | None = None) -> Any:
    """Return a guess to set in the picture and commit before one looks (`[[guess]]` in the lesson's file).

    Where a lecturer's own tables lack what it is about, a line says so.

    Raises:
        ValueError: no such lesson or guess.
    """
    from helpers.lessons.guesses import Guess

    tables = tables or load()
    known = {each["id"]: each for each in _file(lesson).get("guess", [])}
    if guess not in known:
        raise ValueError(f'lesson {lesson} has no guess "{guess}": it has {", ".join(known)}')
    try:
        return Guess(lesson, known[guess], tables)
    except (ValueError, TypeError):
        if not _own(tables):
            raise
        return show.paragraph(f"{known[guess]['title']} Left out, since these tables lack what it is about.")


def check_yourself(lesson: str, tables: Tables | None = None) -> Any:
    """Return the questions at the end of a lesson: choose, commit, read the feedback.

    Raises:
        ValueError: no such lesson.
    """
    from helpers.panel.exercise import Exercise

    tables = tables or load()
    questions = _questions(lesson)
    filled = [each for each in (_filled(question, tables) for question in questions) if each is not None]
    items = [{"kind": "choose", "text": each["text"], "options": each["answer"]} for each in filled]
    lacking = len(questions) - len(items)
    left_out = f"Left out: {lacking} of {len(questions)} questions, since these tables lack what they are about."
    notes = list(filter(None, [left_out if lacking else "", shown_labels(tables)]))
    return Exercise("Check yourself", items, notes, "check-yourself")


def do(lesson: str, exercise: str) -> Any:
    """Return something to do (`[[order]]`, `[[sort]]` of a lesson's file): steps to put in order, statements to sort.

    Raises:
        ValueError: no such lesson or exercise.
    """
    from helpers.panel.exercise import Exercise

    found = {each["id"]: (kind, each) for kind in ("order", "sort") for each in _file(lesson).get(kind, [])}
    if exercise not in found:
        raise ValueError(f'lesson {lesson} has no exercise "{exercise}": it has {", ".join(found)}')
    kind, item = found[exercise]
    if kind == "sort":
        item = {**item, "cards": item["card"]}
    return Exercise(item["title"], [{"kind": kind, **item}], short_name=f"do-{exercise}")


def _questions(lesson: str) -> list[dict[str, Any]]:
    return _file(lesson)["question"]


def _file(lesson: str) -> dict[str, Any]:
    file = lesson_file(lesson)
    if not file.is_file():
        raise ValueError(f'no questions for a lesson "{lesson}"')
    return tomllib.loads(file.read_text(encoding="utf-8"))


def lesson_file(lesson: str) -> Traversable:
    """Return where the questions of a lesson stand, or would."""
    return files("helpers.lessons").joinpath(f"{lesson}.toml")


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
    rows = _file(lesson).get("task", []) if lesson_file(lesson).is_file() else []
    for row in rows:
        if len(row["do"]) != len(row["sees"]):
            raise ValueError(f"{lesson}: task {row['id']} has {len(row['do'])} moves and {len(row['sees'])} sights")
    return [Task(row["id"], row["panel"], tuple(row["do"]), tuple(row["sees"])) for row in rows]


def only(rows: pd.DataFrame, column: str, wanted: str | None) -> pd.DataFrame:
    """Return the rows with what is wanted in a column; all if nothing is.

    Raises:
        ValueError: no row has it; the message lists what there is.
    """
    if wanted is None or rows.empty:
        return rows
    if wanted not in set(rows[column]):
        raise ValueError(f'{column}: found "{wanted}", expected one of {", ".join(dict.fromkeys(rows[column]))}')
    return rows[rows[column] == wanted]


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
    head = "<tr><th scope='col'>Question</th><th scope='col'>Look here for</th><th scope='col'>Time</th></tr>"
    body = "".join(
        f"<tr><td>{row['link']}</td><td>{escape(row['about'])}</td><td>{row['time']}</td></tr>" for row in rows
    )
    text = "\n".join(f"{row['name']}: {row['question']} {capital(row['about'])}. ({row['time']})" for row in rows)
    return show.Html(f"<table><caption>The lessons</caption><thead>{head}</thead><tbody>{body}</tbody></table>", text)


ALL_LESSONS = "All, in the order of the table below."


def lesson_paths(folder: Path | str = ".") -> show.Html:
    """Return ways through the lessons in `folder`: for whom, which lessons, how long they take."""
    rows = {entry["name"]: _lesson(entry, Path(folder)) for entry in lesson_plan()[1:]}
    body, text = [], []
    for path in _plan()["path"]:
        chosen = [rows[name] for name in (rows if path["lessons"] == "all" else path["lessons"])]
        links = ALL_LESSONS if path["lessons"] == "all" else "<br>".join(row["link"] for row in chosen)
        time = _hours(sum(row["minutes"] for row in chosen))
        named = f"{escape(path['name'])}, {time.replace(' ', '&nbsp;')}"
        body.append(f"<tr><th scope='row'>{named}</th><td>{escape(path['whom'])}</td><td>{links}</td></tr>")
        text.append(f"{path['name']} ({time}): {path['whom']} {', '.join(row['name'] for row in chosen)}")
    head = "".join(f"<th scope='col'>{each}</th>" for each in ("Path", "For whom", "Lessons"))
    table = f"<table><caption>Three paths</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return show.Html(table, "\n".join(text))


def _hours(minutes: int) -> str:
    return f"{minutes} minutes" if minutes < 90 else f"about {ceil(minutes / 30) / 2:g} hours"


def glossary(folder: Path | str = ".") -> show.Html:
    """Return the words that the lessons in `folder` explain, each as the first lesson does that explains it."""
    found: dict[str, tuple[str, str]] = {}
    for entry in lesson_plan():
        file = Path(folder) / f"{entry['name']}.ipynb"
        if not file.is_file():
            continue
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and text.startswith("## Words first"):
                for term, means in terms(text):
                    found.setdefault(term, (means, file.name))
    rows = sorted(found.items(), key=lambda item: item[0].casefold())
    items = [
        f"<dt><strong>{escape(term)}</strong></dt><dd>{escape(means)} "
        f'(<a href="{name}">{escape(name.removesuffix(".ipynb"))}</a>)</dd>'
        for term, (means, name) in rows
    ]
    text = "\n".join(f"{term}: {means}" for term, (means, _) in rows)
    return show.Html(show.fold(f"The words of all lessons ({len(rows)})", f"<dl>{''.join(items)}</dl>"), text)


def terms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words that a list explains: each is bold in its line, and the line is the explanation."""
    for line in re.split(r"\n(?=- )", text)[1:]:
        plain = re.sub(r"<!--.*?-->|(?<=\])\([^)]*\)|[\[\]]", "", " ".join(line.removeprefix("- ").split()))
        for term in re.findall(r"\*\*(.+?)\*\*", plain):
            yield term[0].upper() + term[1:], re.sub(r"\*+", "", plain)


def lesson_plan() -> list[dict[str, str]]:
    """Return the lessons that this project plans, in order: `name` (of the notebook) and `question`."""
    return list(_plan()["lesson"])


def _plan() -> dict[str, Any]:
    return tomllib.loads(files("helpers.lessons").joinpath("plan.toml").read_text(encoding="utf-8"))


def _lesson(entry: dict[str, str], folder: Path) -> dict[str, Any]:
    file = folder / f"{entry['name']}.ipynb"
    if not file.is_file():
        return {**entry, "link": escape(entry["question"]), "time": "still to come", "minutes": 0}
    minutes = json.loads(file.read_text(encoding="utf-8"))["metadata"]["fewer_doses"]["minutes"]
    link = f'<a href="{file.name}">{escape(entry["question"])}</a>'
    return {**entry, "link": link, "time": f"{minutes} minutes", "minutes": minutes}


def code(lesson: str) -> tuple[str, str] | None:
    """Return the exercise in code of a lesson (`[code]` of its file) and its answer; None where it has none.

    Both come from one text: the answer is the exercise with each pair of `swap` put in.

    Raises:
        ValueError: what is to be swapped does not stand there once.
    """
    found = _file(lesson).get("code") if lesson_file(lesson).is_file() else None
    if found is None:
        return None
    stub = answer = found["stub"].strip("\n")
    for old, new in found["swap"]:
        if answer.count(old) != 1:
            times = answer.count(old)
            raise ValueError(f"{lesson}: found {old!r} {times} times in the exercise in code, expected once")
        answer = answer.replace(old, new)
    return stub, answer
