"""`python -m helpers new regimen|lesson|panel NAME`: the rows and files that belong to one, to be filled in.

What still has to be read stays empty, so that `check` names it; what is written into lessons and panels runs at once.
"""

import argparse
import json
import re
from collections.abc import Callable
from importlib.resources import files as resources_of
from keyword import iskeyword
from pathlib import Path
from typing import Any

from helpers.commands.writing import columns, rows_of, write_csv
from helpers.problem import Problem
from helpers.reading import Folder, open_place
from helpers.safety import MAPPED_SYSTEMS
from helpers.tables import data_folder, resources

HERE = Path(__file__).parents[1]
Row = dict[str, str]


def add_to(commands: Any) -> None:
    """Add this command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "new", help="write the rows and files of a new regimen, lesson, panel"
    )
    parser.add_argument("kind", choices=("regimen", "lesson", "panel"))
    parser.add_argument("name", help="XYZ-10D, or 45_my_lesson, or my_panel")
    parser.add_argument("--like", default="", help="for a regimen: the one whose row it begins with")
    parser.add_argument("--folder", help="for a regimen: your own copy; left out: the data of the project")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write what belongs to one; return 1 if there is something of that name already, or the name is not one."""
    makers: dict[str, Callable[[], list[Path] | str]] = {
        "regimen": lambda: regimen(chosen.name, chosen.like, chosen.folder),
        "lesson": lambda: files(chosen.name, r"\d\d_[a-z_]+", _lesson(chosen.name)),
        "panel": lambda: files(chosen.name, r"[a-z][a-z_]+", _panel(chosen.name)),
    }
    made = f'found "{chosen.name}", a word of Python itself' if iskeyword(chosen.name) else makers[chosen.kind]()
    if isinstance(made, str):
        print(f"{made}; nothing was written.")
        return 1
    print("\n".join(f"written: {path}" for path in made))
    missing = ", and python -m helpers check what is still missing" if chosen.kind == "regimen" else ""
    print(f"Now fill it in: CONTRIBUTING.md says how{missing}.")
    return 0


def regimen(name: str, like: str, folder: str | None) -> list[Path] | str:
    """Add the rows that a regimen needs to the tables that speak of every regimen; return their files."""
    if not re.fullmatch(r"[A-Z0-9][A-Za-z0-9.-]{1,20}", name):
        return f'found "{name}", expected an id such as ALN-70W'
    place = open_place(folder or data_folder())
    if not isinstance(place, Folder):
        return str(place) if isinstance(place, Problem) else f"{place.name}: expected a folder of CSV files"
    found = {table: rows_of(place, resources()[table]) for table in ("regimens", *FILLED)}
    tables: dict[str, list[Row]] = {}
    for table, read in found.items():
        if isinstance(read, Problem):
            return str(read)
        tables[table] = read[1]
    known = {row["regimen_id"]: row for row in tables["regimens"]}
    if name in known or (like and like not in known):
        return f"there is a regimen {name}" if name in known else f"there is no regimen {like}"
    start = {**known.get(like, {}), "regimen_id": name, "source_id": "", "locator": "", "check": ""}
    tables["regimens"].append(start)
    for table, rows in FILLED.items():
        tables[table] += rows(start)
    paths = []
    for table, rows_now in tables.items():
        path = Path(str(place.path)) / resources()[table]["path"]
        write_csv(path, resources()[table], rows_now)
        paths.append(path)
    return paths


NOT_YET, NO_FIGURE = "Not read yet.", "no figure could be verified"
FILLED: dict[str, Callable[[Row], list[Row]]] = {
    "regimen_facts": lambda row: [
        {"regimen_id": row["regimen_id"], "field": column}
        for column in columns(resources()["regimens"])
        if column not in ("regimen_id", "source_id", "locator", "check")
    ],
    "labelled_uses": lambda row: [{"regimen_id": row["regimen_id"], "purpose": row.get("purpose", "")}],
    "decisions": lambda row: [{"decision_id": f"REVIEW-{row['regimen_id']}", "regimen_id": row["regimen_id"]}],
    "missed_doses": lambda row: [{"regimen_id": row["regimen_id"], "reason_empty": NOT_YET}],
    "eligibility": lambda row: [{"regimen_id": row["regimen_id"]}],
    "tablet_rules": lambda row: [{"regimen_id": row["regimen_id"]}] if row.get("route") == "oral" else [],
    "safety_gaps": lambda row: [
        {"regimen_id": row["regimen_id"], "body_system": system, "status": NO_FIGURE, "why": NOT_YET}
        for system in MAPPED_SYSTEMS
    ],
}  # fmt: skip


def files(name: str, form: str, texts: dict[Path, str]) -> list[Path] | str:
    """Write new files; return them."""
    if not re.fullmatch(form, name):
        return f'found "{name}", expected a name of the form {form}'
    for path in texts:
        if path.exists():
            return f"{path} is there already"
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return list(texts)


def _lesson(name: str) -> dict[Path, str]:
    cells = [part.strip("\n").replace("NAME", name) for part in LESSON.split("\n---\n")]
    notebook = {
        "cells": [_cell(f"{name[:2]}-{n:02}", text) for n, text in enumerate(cells, 1)],
        "metadata": {
            "fewer_doses": {"minutes": 45},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {
        HERE.parents[1] / "notebooks" / f"{name}.ipynb": json.dumps(notebook, indent=1, ensure_ascii=False) + "\n",
        HERE / "lessons" / f"{name}.toml": QUESTIONS,
    }


def _cell(name: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": "markdown",
        "id": name,
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    if re.match(r"from |axes = |[a-z_]+\(", text):
        cell |= {"cell_type": "code", "execution_count": None, "outputs": []}
    return cell


def _panel(name: str) -> dict[Path, str]:
    title = name.replace("_", " ").capitalize()
    words = {"NAME": name, "TITLE": title}
    return {
        HERE / "words" / f"{name}.py": _put(WORDS, words),
        HERE / "pictures" / f"{name}.py": _put(PICTURE, words),
        HERE / "explorers" / f"{name}.py": _put(EXPLORER, words),
    }


def _put(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


TEMPLATES = resources_of("helpers").joinpath("commands")
LESSON = TEMPLATES.joinpath("lesson.txt").read_text(encoding="utf-8")
QUESTIONS, WORDS, PICTURE, EXPLORER = TEMPLATES.joinpath("pieces.txt").read_text(encoding="utf-8").split("\n=====\n")
