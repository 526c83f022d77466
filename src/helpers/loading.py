"""Loads tables for a lesson: the packaged ones, or a lecturer's own, which are checked first."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from IPython.display import display

from helpers import show
from helpers.tables import DataError, Tables, packaged, read

_in_use: dict[str, Tables] = {}  # at most one: what `use` chose for this notebook


def load(folder: Path | str | None = None) -> Tables:
    """Return the tables of a data folder or of a workbook.

    Text is "string", whole numbers are "Int64", other numbers "float64", yes and no "boolean"; an empty cell is
    missing.

    Args:
        folder: a lecturer's own copy, checked before it is used: a folder of CSV files, an Excel workbook with one
            sheet for each table, or a folder that holds only such a workbook. Looked for where the notebook runs and in
            the folder above. The project's datapackage.json rules it; one in the folder is not read, so that nobody
            loosens a rule by accident. Left out: what `use` chose, else the packaged data.

    Raises:
        DataError: there are problems; the message lists all, one a line, each with file, row, column, what was found
            and what was expected.

    >>> load().regimens.loc[0, "drug"]
    'zoledronic acid'
    """
    if folder is None:
        return _in_use.get("tables") or packaged()
    from helpers.check import examine  # brings in the checking library, which takes a second

    path = _found(folder)
    report = examine(path)
    if report.problems or report.place is None:
        lines = [f"{folder}: {len(report.problems)} to put right", *map(str, report.problems)]
        raise DataError("\n".join(lines))
    return read(report.place, str(folder), tuple(map(str, report.remarks)))


def use(folder: Path | str | None = None) -> None:
    """Let all panels, tables and questions of this notebook use one folder or workbook from now on.

    It shows what is used, whose labels these are, and what to know about it, wherever in a cell it stands.

    Args:
        folder: as `load`; left out: the packaged data again.

    Raises:
        DataError: as `load`; what was used before stays in use.
    """
    tables = packaged() if folder is None else load(folder)
    _in_use["tables"] = tables
    first = f"In use: {tables.origin}, {whose(tables)}."
    more = "".join(f"<li>{escape(line)}</li>" for line in tables.remarks)
    remarks = show.fold(f"To know about these tables ({len(tables.remarks)})", f"<ul>{more}</ul>") if more else ""
    display(  # type: ignore[no-untyped-call]
        show.Html(f"<p>{escape(first)}</p>{remarks}", "\n".join([first, *tables.remarks]))
    )


def there(asked: Iterable[str], table: str, tables: Tables, key: str | None = None) -> tuple[list[str], str]:
    """Return what is there of what a lesson asks for, and a sentence about what a lecturer's own tables lack.

    A name that the project does not know either is left in: whoever uses it says that it is unknown.

    Args:
        asked: keys, such as ids of regimens.
        table: the table they are keys of.
        tables: the tables in use.
        key: its column; the first if left out.
    """
    own, project = ({*_column(each, table, key)} for each in (tables, packaged()))
    asked = list(asked)
    lacking = [name for name in asked if name in project - own]
    said = f"Left out, since these tables lack it: {', '.join(lacking)}." if lacking else ""
    return [name for name in asked if name not in lacking], said


def _column(tables: Tables, table: str, key: str | None) -> list[str]:
    frame = getattr(tables, table)
    return list(frame[key or frame.columns[0]].dropna())


def said(caption: str, lacking: str, tables: Tables) -> str:
    """Return a caption that says what was left out, and whose labels these are if not the project's."""
    return ". ".join(part.rstrip(".") for part in (caption, shown_labels(tables), lacking) if part)


def note(*parts: str) -> str:
    """Return the note of a panel from those of its parts that say something."""
    return " ".join(filter(None, parts))


def shown_labels(tables: Tables) -> str:
    """Return a sentence on whose labels are shown; nothing for the project's own."""
    return "" if tables is packaged() else f"Shown are {whose(tables)}."


def whose(tables: Tables) -> str:
    """Return whose labels the regimens of these tables have: "US labels"."""
    countries = list(dict.fromkeys(tables.regimens["jurisdiction"]))
    return f"{' and '.join(countries)} labels"


def _found(folder: Path | str) -> Path | str:
    """Return where a folder is: as given, or beside the folder in which notebooks run."""
    if isinstance(folder, str | Path) and "\0" not in str(folder) and str(folder):
        above = Path("..") / folder
        try:
            return above if not Path(folder).exists() and above.exists() else folder
        except OSError:  # no such name can be: said when it is opened
            return folder
    return folder
