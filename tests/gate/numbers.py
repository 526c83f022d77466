"""Numbers in prose carry the id of a fact; words are words."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from gate.reading import Seen, read
from helpers import facts
from helpers.check.cells import BROKEN, UNFINISHED
from helpers.lessons import lesson_plan
from helpers.tables import Tables

FILLED = "\ue000"  # stands for a number that a lesson fills in
NUMBER = re.compile(r"(?<!\w)\d(?:,?\d)*(?:\.\d+)?")  # a figure that is part of a word (vitamin D3) is none
SUBSTANCES = {"D2", "D3", "B12", "P1NP", "CO2", "H2", "T4", "K2", "HbA1c"}
MIXED = re.compile(r"[^\W\d_]\w*\d\w*|_+\w*\d\w*")  # letters, then figures
SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
TEENS = "eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
TENS = "(?:twen|thir|for|fif|six|seven|eigh|nine)"
UNITS = "mg|mcg|µg|g|kg|mL|ml|ounces|seconds|minutes|hours|days|weeks|months|years|percent|per cent|cm|km|dollars|euros"
OFTEN = "a|an|per|every|each|daily|weekly|monthly|yearly"
NUMBER_WORD = re.compile(
    rf"\b(?:(?:{TEENS}|{TENS}ty|hundreds?|thousands?|millions?|billions?|dozens?)(?:-\w+)?"
    rf"|(?:{TEENS})th|twelfth|{TENS}tieths?|hundredths?|thousandths?|\w+fold(?<=hundredfold)|thousandfold"
    rf"|(?:twice|thrice|(?:{SMALL}) times) (?:{OFTEN})|(?:{SMALL}) (?:mg|mcg|µg|mL|percent|per cent))\b",
    re.I,
)
UNIT = rf"\s*(?:%|[$€£]|(?:{UNITS})\b)"
# Numbers that are no clinical facts, each in its context: the number is the first group.
ALLOWED = tuple(
    re.compile(pattern, re.M | re.I)
    for pattern in (
        r"\b(?:in|of|per)\s+(100(?:,000)?|1,000)\s+(?:people|women|men|patients)\b",
        r"\b(?:so|how) many (?:in|of) (100)\b(?![.,]?\d)",
        r"\b(95)\s?%\s+(?:confidence )?interval",
        r"\bIt (?:can be|is never) more than (100) %|\bis always (100) %",  # of a share of days
    )
)
SCRIPTS = {"LATIN", "CYRILLIC", "GREEK"}
HEADER = re.compile(r"For students [^\n]* About (\d+) minutes\.")
OUT_OF = re.compile(rf"(\d[\d,.]*|{FILLED})\s+(?:in|of)\s+$")
WHOLE = re.compile(rf"(?:100(?:,000)?|1,000)(?![.,]?\d)(?!{UNIT})")
NEED = re.compile(r"^[^\t\n]+\t[^\t\n]*\t(\d+)\t$", re.M)


def number_complaints(source: str, tables: Tables, minutes: Mapping[str, int] | None = None) -> Iterator[str]:
    """Yield the numbers of a Markdown text that carry no fact id, or one that says something else.

    Small numbers in words (one to ten) pass: most of them count lines, bars or steps. Larger ones, and how often a
    thing is done ("twice a day"), are written in figures, so that they can carry a fact id.

    Args:
        source: the text.
        tables: where facts are looked up.
        minutes: how long each lesson takes, the one at hand under an empty name; None: any number of minutes.
    """
    seen = read(source)
    named = _names(seen, tables)
    text = _without(seen.text, named)
    allowed = set(_allowed(seen, text, minutes))
    for match in NUMBER.finditer(text):
        if match.span() not in allowed:
            yield from _number(seen, text, match, tables)
    for start in seen.starts:
        if start != 1:
            yield f"the number {start} in prose carries no fact id"
    yield from word_complaints(text)


def _number(seen: Seen, text: str, match: re.Match, tables: Tables) -> Iterator[str]:
    fact = seen.facts.get(match.end())
    if fact is None:
        yield f"the number {match[0]} in prose carries no fact id"
        return
    try:
        said = facts.text(fact, tables).replace("\u2212", "-")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        yield f"the fact id {fact} means nothing: {error}"
        return
    before, behind = text[: match.start()], text[match.end() :]
    sign = "-" if before.endswith(("-", "\u2212")) else ""
    if said not in (match[0], sign + match[0]):
        yield f'the number {match[0]} carries the fact id {fact}, which says "{said}"'
    elif said == match[0] and (before.endswith((".", "\u00b1", "\u2212")) or re.search(r"(?<!\d)-$", before)):
        yield f'the number {match[0]} has "{before[-1]}" before it, which makes another number of it'
    elif re.match(r"\w", behind):
        yield f"the number {match[0]} is glued to a word"


def _names(seen: Seen, tables: Tables) -> list[tuple[int, int]]:
    """Return where the names of regimens and lessons stand as code, and addresses as words of their own links."""
    known = {*tables.regimens["regimen_id"], *(entry["name"] for entry in lesson_plan())}
    spans = [(start, end) for tag, start, end in seen.spans if tag == "code"]
    names = [(start, end) for start, end in spans if seen.text[start:end].removesuffix(".ipynb") in known]
    links = [(link.start, link.end) for link in seen.links if link.target == seen.text[link.start : link.end]]
    return names + links


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _allowed(seen: Seen, text: str, minutes: Mapping[str, int] | None) -> Iterator[tuple[int, int]]:
    """Yield where numbers stand that are no clinical facts."""
    for pattern in ALLOWED:
        for match in pattern.finditer(text):
            yield from (match.span(group) for group in range(1, pattern.groups + 1) if match[group])
    for match in WHOLE.finditer(text):  # so many, by a fact, of 100
        before = OUT_OF.search(text[: match.start()])
        if before and (before[1] == FILLED or before.end(1) in seen.facts):
            yield match.span()
    for tag, start, end in seen.spans:
        if tag == "em" and text[start:end] == "100 people":  # the name of a view
            yield start, start + 3
        header = HEADER.fullmatch(text[start:end]) if tag == "em" else None
        if header and (minutes is None or int(header[1]) == minutes.get("")):
            yield start + header.start(1), start + header.end(1)
    for match in NEED.finditer(text):
        linked = [link.target for link in seen.links if match.start() <= link.start <= match.end()]
        lessons = [target.removesuffix(".ipynb") for target in linked if target.endswith(".ipynb")]
        if lessons and (minutes is None or sum(minutes.get(lesson, 0) for lesson in lessons) == int(match[1])):
            yield match.span(1)


def word_complaints(text: str) -> Iterator[str]:
    """Yield numbers in other clothes, signs one cannot see, and words that are still to come."""
    for match in MIXED.finditer(text):
        if match[0] not in SUBSTANCES:
            yield f"the number in {match[0]} is glued to a word, raised or lowered"
    for sign in sorted({each for each in text if unicodedata.category(each) in ("No", "Nl")}):
        whole = unicodedata.numeric(sign, 0.5).is_integer()
        yield f"the number in {sign} is raised or drawn" if whole else f"the number {sign} in prose carries no fact id"
    for match in NUMBER_WORD.finditer(text):
        yield f'"{match[0]}" in prose is a number in words: write figures, with a fact id'
    yield from hidden_complaints(text)
    if broken := BROKEN.search(text) or UNFINISHED.search(text):
        yield f'"{broken[0]}" is no word'


def hidden_complaints(text: str) -> Iterator[str]:
    """Yield signs one cannot see, and words with letters of two scripts that look alike."""
    for sign in sorted({each for each in text if _is_hidden(each)}):
        yield f"a sign one cannot see, U+{ord(sign):04X}"
    for word in re.findall(r"[^\W\d_]{2,}", text):
        if not word.isascii() and len({unicodedata.name(each, "?").split()[0] for each in word} & SCRIPTS) > 1:
            yield f'"{word}" has letters of two scripts'


def _is_hidden(sign: str) -> bool:
    return sign not in "\n\t\r" and sign != FILLED and unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cn")
