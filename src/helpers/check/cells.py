"""What a spreadsheet hides from the eye: rules for a single cell, whatever its table."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from helpers.check.library import wrong_cell
from helpers.check.sheet import Sheet
from helpers.problem import NUMBER, Problem
from helpers.reading import bare

Cell = str
Rule = Callable[[Cell, dict[str, Any]], str | None]

UNSEEN = re.compile("[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufe00-\ufe0f\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
ERROR = re.compile(r"#[A-ZÀ-Þ0-9/¡¿]{2,}[!?]?|#{3,}")
# UTF-8 that was read as Windows-1252, and what some programs put in place of a sign they do not know.
BROKEN = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u0178\u2013-\u203a\u20ac\u2122]|\u00e2\u20ac|\ufffd")
PLACEHOLDERS = {
    "?",
    "??",
    "???",
    "-",
    "--",
    "---",
    ".",
    "..",
    "...",
    "n/a",
    "na",
    "nil",
    "null",
    "nan",
    "xxx",
    "tba",
    "tbd",
}
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TBD|TBC|XXX|lorem ipsum)\b|^(?:undefined|unknown\?)$", re.I)
# Signs of a language for pages or formulas: a text that a lesson shows holds none of them.
MARKUP = re.compile(
    r"</?[A-Za-z!][^>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});|\]\(|\*\*|`|\{\{|\}\}|\\[a-z]{2,}|<{7}|>{7}|={7}", re.I
)
LONGEST_CELL = 3_000  # letters: more is a page in the wrong place
# In English, German, French, Spanish, Portuguese, Italian, Dutch and Swedish, short or whole.
MONTH = (
    r"(?:jan|ene|gen|feb|fév|fev|f[eé]vr|m[aä]r|mrt|mrz|apr|avr|abr|ma[iyjg]|jun|juin|giu|jul|juil|lug|"
    r"aug|ago|ao[uû]|sep|set|o[ckt]t|out|nov|de[czk]|déc|dic)[a-zäéû]*"
)
IN_FIGURES = r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{1,2}[/.]\d{4}\b|\b(?:19|20)\d\d[/.]\d{1,2}\b"
OTHER_DATE = re.compile(rf"{IN_FIGURES}|\b{MONTH}\.?[ /-](?:\d{{1,2}},? )?(?:19|20)?\d\d\b", re.I)
# What a spreadsheet makes of 5.4 or 1-2: a day and a month, alone in the cell.
DAY_AND_MONTH = rf"\d{{1,2}}[. -]+{MONTH}\.?|{MONTH}\.?[ -]\d{{1,2}}"
MADE_A_DATE = re.compile(rf"{DAY_AND_MONTH}|\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d", re.I)
ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
DAY_NUMBER = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
FIRST_YEAR, LAST_YEAR = 1950, 2100
DATED = ("revision", "since", "removed", "date")  # columns that hold a date among their words, or alone


def problems(sheets: Iterable[Sheet]) -> Iterator[Problem]:
    """Yield what is wrong with single cells: one problem for each, the first that a rule finds."""
    for sheet in sheets:
        known: dict[tuple[str, str], str | None] = {}  # most cells of a column repeat
        for number, row in sheet.whole_rows.items():
            for column in sheet.fields.keys() & row.keys():
                cell, field = row[column], sheet.fields[column]
                if (column, cell) not in known:
                    known[column, cell] = next(filter(None, (rule(cell, field) for rule in RULES if cell)), None)
                expected = sheet.grid.doubts.get((number, column)) or known[column, cell]
                if expected:
                    yield Problem(sheet.file, expected, cell, number, column)
                elif cell and field["type"] in ("number", "integer") and not NUMBER.fullmatch(cell):
                    yield wrong_cell(sheet, number, column)


def _blanks(cell: Cell, field: dict[str, Any]) -> str | None:
    if cell == bare(cell):
        return None
    if bare(cell):
        return "no blanks before or after"
    return "a value" if field.get("constraints", {}).get("required") else "a value or nothing, not blanks"


def _one_line(cell: Cell, field: dict[str, Any]) -> str | None:
    return (
        "one line (is a quotation mark missing, or was Alt and Enter pressed?)" if len(cell.splitlines()) > 1 else None
    )


def _a_value(cell: Cell, field: dict[str, Any]) -> str | None:
    """A spreadsheet's error or formula is no value."""
    if ERROR.fullmatch(cell):
        return "a value, not an error of the spreadsheet"
    if cell.startswith("'") and cell.count("'") == 1:
        return "the value without the apostrophe before it"
    formula = cell.startswith(("=", "@")) or (cell.startswith("+") and not re.fullmatch(r"\+[\d., ]+", cell))
    return "a value, not a formula" if formula else None


def _all_to_be_seen(cell: Cell, field: dict[str, Any]) -> str | None:
    if unseen := UNSEEN.search(cell):
        return f"no sign that one cannot see (U+{ord(unseen[0]):04X}, after {cell[: unseen.start()][-12:]!r})"
    return "no control signs" if CONTROL.search(cell) else None


def _letters(cell: Cell, field: dict[str, Any]) -> str | None:
    return "letters that came through whole (save as UTF-8)" if BROKEN.search(cell) else None


def _plain_words(cell: Cell, field: dict[str, Any]) -> str | None:
    """A text is words alone, at a length that somebody reads."""
    if field["type"] != "string" or field.get("format") == "uri":
        return None
    if found := MARKUP.search(cell):
        return f"plain words, without {found[0][:12]}"
    if "  " in cell:
        return "one blank between words"
    return f"at most {LONGEST_CELL:,} letters" if len(cell) > LONGEST_CELL else None


def _finished(cell: Cell, field: dict[str, Any]) -> str | None:
    """Something stands there, and it says something."""
    if field["type"] != "string" or "enum" in field.get("constraints", {}):
        return None
    return (
        "words, not a sign that they are still to come"
        if cell.casefold() in PLACEHOLDERS or UNFINISHED.search(cell)
        else None
    )


def _date(cell: Cell, field: dict[str, Any]) -> str | None:
    if field["name"] not in DATED:
        made = field["type"] == "string" and MADE_A_DATE.fullmatch(cell)
        return "text, not the date a spreadsheet made of it (format the column as text first)" if made else None
    if OTHER_DATE.search(cell):
        return "dates as year, month, day: 2011-08 or 2011-08-31"
    if DAY_NUMBER.fullmatch(cell):
        return "a date such as 2011-08, not the number that a spreadsheet keeps for it"
    for year, month, day in ISO_DATE.findall(cell):
        try:
            date(int(year), int(month), int(day or 1))
        except ValueError:
            return "dates that there are, as year, month, day: 2011-08 or 2011-08-31"
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            return f"a year from {FIRST_YEAR} to {LAST_YEAR}"
    if field["name"] == "date" and cell > date.today().isoformat():
        return "a day that has been"
    return None


def _address(cell: Cell, field: dict[str, Any]) -> str | None:
    """An address that becomes a link is one of the web."""
    if field.get("format") != "uri" or is_address(cell):
        return None
    return "an address such as https://example.org/page"


def is_address(text: str) -> bool:
    """Return whether a text is an address of a web page, with a host, that may become a link."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.username is not None or NO_HOST.fullmatch(host):
        return False
    plain = not re.search(r"[\s\"'<>\\^`{|}]", text) and text.isprintable()
    return plain and parts.scheme in ("http", "https") and bool(HOST.fullmatch(host))


HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\.?")
NO_HOST = re.compile(
    r"[\d.]+|localhost(?:\..*)?|.*\.(?:local|internal|invalid|test)"
)  # of this machine or net, or of none

RULES: tuple[Rule, ...] = (
    _blanks, _one_line, _a_value, _all_to_be_seen, _letters, _plain_words, _finished, _date, _address,
)  # fmt: skip
