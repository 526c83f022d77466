"""Write the generated parts of the data sheet (data/README.md) and of the README from what is in the repository.

    python tools/data_sheet.py          writes them
    python tools/data_sheet.py --check  only says whether they are fresh (exit 1 if not)

A generated part stands between two comments; everything else in these files is written by hand.
"""

import json
import re
import sys
from pathlib import Path

from helpers.lessons import lesson_plan
from helpers.loading import load

ROOT = Path(__file__).parents[1]
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end of generated part -->)", re.S)


def field_tables() -> str:
    """Return one section a table: what it is, its fields, and how many rows it has."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    tables = load()
    return "\n".join(_resource(resource, len(getattr(tables, resource["name"]))) for resource in package["resources"])


def _resource(resource: dict, rows: int) -> str:
    schema = resource["schema"]
    lines = [
        f"### {resource['path']}: {resource['title']}",
        "",
        f"{resource['description']} {rows} rows. Key: {', '.join(schema['primaryKey'])}.",
        "",
        "| column | type | what it holds |",
        "|---|---|---|",
        *(_field(field) for field in schema["fields"]),
        "",
    ]
    return "\n".join(lines)


def _field(field: dict) -> str:
    constraints = field.get("constraints", {})
    notes = [field["description"]]
    if "unit" in field:
        notes.append(f"Unit: {field['unit']}.")
    if "enum" in constraints:
        notes.append("One of: " + ", ".join(constraints["enum"]) + ".")
    if not constraints.get("required"):
        notes.append("May be empty.")
    kind = "yes or no" if field["type"] == "boolean" else field["type"]
    return f"| `{field['name']}` | {kind} | {' '.join(notes)} |"


def gaps() -> str:
    """Return what could not be filled, and why."""
    tables = load()
    facts = tables.regimen_facts
    empty = facts[facts["reason_empty"].notna()]
    lines = ["| field | regimens | why it is empty |", "|---|---|---|"]
    for (field, reason), rows in empty.groupby(["field", "reason_empty"], sort=True):
        lines.append(f"| `{field}` | {', '.join(rows['regimen_id'])} | {reason} |")
    rules = tables.missed_doses
    for reason, rows in rules[rules["reason_empty"].notna()].groupby("reason_empty", sort=True):
        lines.append(f"| missed dose | {', '.join(rows['regimen_id'])} | {reason} |")
    for (system, why), rows in tables.safety_gaps.groupby(["body_system", "why"], sort=True):
        lines.append(f"| side effects: {system} | {', '.join(rows['regimen_id'])} | {why} |")
    return "\n".join(lines) + "\n"


def checks() -> str:
    """Return how many facts were checked how far."""
    tables = load()
    counts = tables.regimen_facts["check"].value_counts()
    events = tables.adverse_events["check"].value_counts()
    figures = tables.persistence["check"].value_counts()
    lines = ["| check | fields of regimens | side effects | figures of persistence |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {counts.get(name, 0)} | {events.get(name, 0)} | {figures.get(name, 0)} |"
        for name in counts.index.union(events.index)
    ]
    return "\n".join(lines) + "\n"


def lessons() -> str:
    """Return the table of lessons for the README."""
    lines = ["| lesson | question | minutes |", "|---|---|---|"]
    for lesson in lesson_plan():
        file = ROOT / "notebooks" / f"{lesson['name']}.ipynb"
        if file.is_file():
            minutes = json.loads(file.read_text(encoding="utf-8"))["metadata"]["fewer_doses"]["minutes"]
            lines.append(f"| [{lesson['name']}](notebooks/{file.name}) | {lesson['question']} | {minutes} |")
        else:
            lines.append(f"| {lesson['name']} | {lesson['question']} | still to come |")
    return "\n".join(lines) + "\n"


MAKERS = {"fields": field_tables, "gaps": gaps, "checks": checks, "lessons": lessons}


def fresh(text: str) -> str:
    """Return a page with its generated parts made anew."""
    return PART.sub(lambda m: f"{m[1]}{MAKERS[m[2]]()}{m[3]}", text)


def main(arguments: list[str]) -> int:
    """Write the pages, or only check them."""
    stale = []
    for page in (ROOT / "data" / "README.md", ROOT / "README.md"):
        text = page.read_text(encoding="utf-8")
        if fresh(text) != text:
            stale.append(page.relative_to(ROOT).as_posix())
            if "--check" not in arguments:
                page.write_text(fresh(text), encoding="utf-8")
    for page in stale:
        print(f"{page}: {'not fresh, run make data-sheet' if '--check' in arguments else 'written'}")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
