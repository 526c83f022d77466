"""The lesson on reading an article: statements to judge, and a blank card for an article of one's own."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from helpers import claims, show
from helpers.lessons import _file, lesson_plan
from helpers.loading import load, note, shown_labels
from helpers.panel import Alone
from helpers.tables import Tables, packaged
from helpers.words import claims as words
from helpers.words.numbers import capital

LESSON = "70_read_the_article"
Row = dict[Any, Any]


def judge(which: str, tables: Tables | None = None) -> Alone | show.Html:
    """Return statements to judge: a verdict and how sure one is; then the rows the verdict follows from.

    Where a lecturer's own tables lack a row that a verdict follows from, the statement is left out and a line says so.

    Args:
        which: a set of statements (`[judge.…]` of the lesson's file): "main", "rest" or "numbers".
        tables: a lecturer's own tables.

    Raises:
        ValueError: no such set.
    """
    tables = tables or load()
    sets = _file(LESSON)["judge"]
    if which not in sets:
        raise ValueError(f'which: found "{which}", expected one of {", ".join(sets)}')
    asked = sets[which]
    table = tables.claims
    chosen = table[table["main"] == asked["main"]].to_dict("records")
    rows = [row for kind in asked["kinds"] for row in chosen if row["kind"] == kind]
    items = []
    for row in rows:
        try:
            items.append(item(row, tables))
        except KeyError:
            if tables is packaged():
                raise
    lacking = len(rows) - len(items)
    left_out = f"Left out: {lacking} of {len(rows)} statements, since these tables lack what they are about."
    if not items:
        return show.paragraph(f"{asked['title']}. Left out, since these tables lack what it is about.")
    said = note(left_out if lacking else "", shown_labels(tables))
    levels = _file(LESSON)["level"]
    spec = {
        "kind": "judge",
        "title": asked["title"],
        "verdicts": list(claims.VERDICTS),
        "levels": levels,
        "items": items,
        "note": said,
    }
    body = "".join(_resting(each, number) for number, each in enumerate(items, 1))
    html = f"<p><strong>{escape(asked['title'])}</strong></p>{body}<p><small>{escape(said)}</small></p>"
    text = "\n".join([asked["title"], *(line for each in items for line in _lines(each)), said])
    return Alone(spec, html, text, f"judge-{which}")


def item(row: Row, tables: Tables) -> dict[str, Any]:
    """Return a statement as the front end has it.

    Raises:
        KeyError: these tables lack a row that its verdict follows from.
    """
    found = claims.behind(row["evidence"], tables)
    address = dict(zip(tables.sources["source_id"], tables.sources["url"], strict=True))
    evidence = []
    for each in found:
        url = address.get(each.row.get("source_id"))
        web = {} if pd.isna(url) else {"url": str(url)}
        evidence.append({"words": words.says(each, tables), "place": words.place(each), **web})
    what = {claims.ARTICLE: "This sentence of the article", claims.REFERENCE: "The reference itself"}.get(row["kind"])
    seen = row["read"].removeprefix("read ") if row["read"] not in claims.UNREAD else "not by us"
    read = f"{what} was read {seen}." if what else ""
    return {
        "id": row["claim_id"],
        "statement": row["statement"],
        "verdict": row["verdict"],
        "why": row["why"],
        "evidence": evidence,
        "note": " ".join(filter(None, [read, "" if pd.isna(row["note"]) else str(row["note"])])),
        **_shown_in(row),
    }


def _shown_in(row: Row) -> dict[str, str]:
    """Return the lesson that shows it, and how to set its panel; nothing where it is this lesson."""
    if row["shown_in"] == LESSON:
        return {}
    question = {each["name"]: each["question"] for each in lesson_plan()}[row["shown_in"]]
    filled = {name: "" if pd.isna(row[name]) else str(row[name]) for name in ("panel", "state", "setting")}
    return {"lesson": row["shown_in"], "question": question, **filled}


def _resting(each: Mapping[str, Any], number: int) -> str:
    rows = "".join(
        f"<li>{escape(row['words'])} <small>({escape(row['place'])})</small></li>" for row in each["evidence"]
    )
    told = f"<p>{escape(_verdict(each))}</p><ul>{rows}</ul>"
    return f"<p><strong>{number}.</strong> {escape(each['statement'])}</p>{show.fold('Verdict', told)}"


def _verdict(each: Mapping[str, Any]) -> str:
    return f"{capital(each['verdict'])}. {each['why']}"


def _lines(each: Mapping[str, Any]) -> list[str]:
    return [
        each["statement"],
        f"  {_verdict(each)}",
        *(f"  - {row['words']} ({row['place']})" for row in each["evidence"]),
    ]


def own_article() -> Alone:
    """Return a blank card for an article of one's own: the same verdicts, and what to ask of any statement."""
    asked = _file(LESSON)["blank"]
    spec = {"kind": "blank", "verdicts": list(claims.VERDICTS), **asked}
    listed = "".join(f"<li>{escape(question)}</li>" for question in asked["questions"])
    verdicts = ", ".join(claims.VERDICTS)
    html = (
        f"<p><strong>{escape(asked['title'])}</strong></p><p>Ask of each statement:</p><ul>{listed}</ul>"
        f"<p>Verdict: {escape(verdicts)}.</p><p><small>{escape(asked['note'])}</small></p>"
    )
    text = "\n".join([asked["title"], *asked["questions"], f"Verdict: {verdicts}", asked["note"]])
    return Alone(spec, html, text, "own-article")
