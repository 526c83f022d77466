"""The option grid: what is known of each option, question by question, and a sheet for the patient."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

from helpers import dosing, options, show
from helpers.loading import load, note, shown_labels, there
from helpers.options import USUAL
from helpers.panel import Alone
from helpers.tables import Tables
from helpers.words import options as words
from helpers.words.options import NO_DRUG, NO_DRUG_PLAIN, QUESTIONS, Cell

TITLE = "Options beside each other"
ABOUT = "Osteoporosis: which medicine, if any, to lower the risk of a fracture."
NOTE = (
    "Each drug stands against the comparator of its own trial: two columns are not subtracted from each other. "
    "What you say matters sorts the rows; it chooses no drug."
)
SHOWN = 3  # options beside each other
FIRST_CHOICE = (options.NO_DRUG, "ALN-70W")
WEIGHTS = ("not said", "a little", "much", "most of all")
SHEET = {
    "title": "Strong bones: what are my choices?",
    "about": "You have thin bones (osteoporosis). Bones can break. You can choose what to do. Here are two ways.",
    "name": "Name of the medicine:",
    "against": "Your care team advises against this one, as things stand.",
    "ask": "What matters most to me, and what I want to ask:",
    "foot": "Made for a talk with your care team. It does not replace that talk. The counts come from trials. "
    "Nobody can say how it will go for you.",
}  # fmt: skip


def explore_options(options: Sequence[str] = FIRST_CHOICE, tables: Tables | None = None) -> Alone:
    """Return the option grid.

    Args:
        options: up to three ids of regimens, or "none" for no drug, that stand beside each other at first.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: an unknown regimen, or more than three.
    """
    tables = tables or load()
    asked = [] if isinstance(options, str) else list(options)
    if not all(isinstance(each, str) for each in asked):
        raise ValueError(f"options: found {asked}, expected ids of regimens")
    if not 1 <= len(asked) <= SHOWN:
        raise ValueError(f"options: found {len(asked)}, expected 1 to {SHOWN}")
    kept, lacking = there([each for each in asked if each != FIRST_CHOICE[0]], "regimens", tables)
    dosing.pick(tables.regimens, kept)
    first = [each for each in dict.fromkeys(asked) if each == FIRST_CHOICE[0] or each in kept] or [FIRST_CHOICE[0]]
    found = grid(tables)
    out = [each for each in first if each not in {option["id"] for option in found["options"]}]
    if out:
        raise ValueError(f"options: found {', '.join(out)}, of which no figure on fractures was found")
    spec = {
        **found,
        "kind": "grid",
        "title": TITLE,
        "about": ABOUT,
        "usual": [each for each in USUAL if each in set(tables.regimens["regimen_id"])],
        "first": [*first, *[""] * (SHOWN - len(first))],
        "weights": list(WEIGHTS),
        "note": note(NOTE, _left_out(found["left"]), lacking, shown_labels(tables)),
        "sheet": SHEET,
    }
    html = _resting(spec, first)
    return Alone(spec, html, _text(spec, first), "options")


@lru_cache(maxsize=8)
def grid(tables: Tables) -> dict[str, Any]:
    """Return the options with their cells: `options` (`id`, `name`, `plain`, `cells` by question), `rows`, `date`.

    Ways of which no figure on fractures was found are `left` out, by name.
    """
    names = dosing.full_names(tables.regimens)
    often = dosing.how_often(tables.regimens)
    rows = zip(tables.regimens.to_dict("records"), often, strict=True)
    made = [_option(options.NO_DRUG, NO_DRUG, NO_DRUG_PLAIN, words.no_drug(tables))]
    for row, each in rows:
        name, plain = names[row["regimen_id"]], words.plain_name(row, each)
        made.append(_option(row["regimen_id"], name, plain, words.cells(tables, row, each, names)))
    known = [each for each in made if not each["cells"]["help"]["gap"]]
    if len(known) > 1:  # without any trial all stand there, and say so
        made, left = known, [each["name"] for each in made if each not in known]
    else:
        left = []
    asked = [{"name": name, "ask": ask, "plain": plain} for name, (ask, plain) in QUESTIONS.items()]
    return {"options": made, "rows": asked, "date": options.newest_reading(tables), "left": left}


def _left_out(names: Sequence[str]) -> str:
    return f"Left out, since no figure on fractures was found: {'; '.join(names)}." if names else ""


def _option(regimen_id: str, name: str, plain: str, cells: dict[str, Cell]) -> dict[str, Any]:
    told = {
        question: {"lines": list(c.lines), "plain": list(c.plain), "sources": list(c.sources), "gap": c.gap}
        for question, c in cells.items()
    }
    return {"id": regimen_id, "name": name, "plain": plain, "cells": told}


def _chosen(spec: dict[str, Any], ids: Sequence[str]) -> list[dict[str, Any]]:
    known = {each["id"]: each for each in spec["options"]}
    return [known[each] for each in ids if each in known]


def _resting(spec: dict[str, Any], ids: Sequence[str]) -> str:
    """Return the grid where no script runs: its first options as a table."""
    chosen = _chosen(spec, ids)
    head = "".join(f'<th scope="col"{show.LEFT}>{escape(each["name"])}</th>' for each in chosen)
    body = "".join(
        f'<tr{show.WHOLE}><th scope="row"{show.LEFT}>{escape(row["ask"])}</th>'
        + "".join(f"<td{show.LEFT}>{_paragraphs(each['cells'][row['name']]['lines'])}</td>" for each in chosen)
        + "</tr>"
        for row in spec["rows"]
    )
    return (
        f"<p><strong>{escape(spec['title'])}.</strong> {escape(spec['about'])}</p>"
        f"<table><caption>{escape(spec['title'])}</caption>"
        f"<thead><tr{show.WHOLE}><th{show.LEFT}>Question</th>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{escape(spec['note'])}</p><p><em>{show.AT_REST}</em></p>"
    )


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _text(spec: dict[str, Any], ids: Sequence[str]) -> str:
    lines = [spec["title"]]
    for row in spec["rows"]:
        lines.append(row["ask"])
        lines += [f"  {each['name']}: {' '.join(each['cells'][row['name']]['lines'])}" for each in _chosen(spec, ids)]
    return "\n".join(lines)


def patient_sheet(first: str, second: str, tables: Tables | None = None) -> show.Html:
    """Return the sheet for a patient that compares two options: plain words, no names of drugs, numbers per 100.

    Args:
        first: id of a regimen, or "none" for no drug.
        second: another.
        tables: a lecturer's own tables; the packaged ones if left out.

    Raises:
        ValueError: an unknown option, or the same one twice.
    """
    spec = grid(tables or load())
    known = [each["id"] for each in spec["options"]]
    for each in (first, second):
        if each not in known:
            raise ValueError(f'option: found "{each}", expected one of {", ".join(known)}')
    if first == second:
        raise ValueError(f'options: found "{first}" twice, expected two')
    chosen = list(zip("AB", _chosen(spec, [first, second]), strict=True))
    head = "".join(f'<th scope="col"{show.LEFT}>{letter}: {escape(each["plain"])}</th>' for letter, each in chosen)
    body, lines = "", [SHEET["title"], SHEET["about"]]
    for row in spec["rows"]:
        told = [each["cells"][row["name"]]["plain"] for _, each in chosen]
        cells = "".join(f"<td{show.LEFT}>{_paragraphs(plain)}</td>" for plain in told)
        body += f'<tr{show.WHOLE}><th scope="row"{show.LEFT}>{escape(row["plain"])}</th>{cells}</tr>'
        lines += [row["plain"], *(f"{letter}: {' '.join(plain)}" for letter, plain in zip("AB", told, strict=True))]
    read = [source for _, each in chosen for cell in each["cells"].values() for source in cell["sources"]]
    sources = dict.fromkeys(source.partition(",")[0] for source in read)
    foot = f"{SHEET['foot']} Last read: {spec['date']}. Sources: {', '.join(sources)}."
    html = (
        f"<h4>{SHEET['title']}</h4><p>{SHEET['about']}</p>"
        f"<table><thead><tr{show.WHOLE}><th{show.LEFT}></th>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{SHEET['name']}</p><p>{SHEET['ask']}</p><p><small>{escape(foot)}</small></p>"
    )
    return show.Html(html, "\n".join([*lines, SHEET["ask"], foot]))
