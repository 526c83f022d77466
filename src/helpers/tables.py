"""The facts: reads a data folder and gives one table for each file.

What a column holds (type, unit, allowed values, keys) stands in data/datapackage.json and nowhere else.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

DTYPES = {"string": "string", "integer": "Int64", "number": "float64", "boolean": "boolean"}
PACKAGE = "datapackage.json"


class DataError(ValueError):
    """A data folder is not as it should be; the message lists every problem, one a line."""


class Tables:
    """One DataFrame for each file of a data folder, as an attribute: `tables.regimens`.

    It cannot be changed: attributes cannot be set, and each access hands out a copy, so what one lesson does to its
    table no other lesson sees. A loop should take its table once, before it starts.

    Attributes:
        names: the tables, in the order of the data package.
        origin: where they were read, for messages.
    """

    __slots__ = ("_frames", "names", "origin")

    def __init__(self, frames: dict[str, pd.DataFrame], origin: str) -> None:
        object.__setattr__(self, "_frames", frames)
        object.__setattr__(self, "names", tuple(frames))
        object.__setattr__(self, "origin", origin)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self._frames:
            raise AttributeError(f'no table "{name}": there are {", ".join(self.names)}')
        return self._frames[name].copy()

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError("tables cannot be changed: change the CSV file and load it again")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("tables cannot be changed: change the CSV file and load it again")

    def __iter__(self) -> Iterator[tuple[str, pd.DataFrame]]:
        return ((name, getattr(self, name)) for name in self.names)

    def __dir__(self) -> list[str]:
        return ["names", "origin", *self.names]

    def __repr__(self) -> str:
        return f"Tables from {self.origin}: {', '.join(self.names)}"


def load(folder: Path | str | None = None) -> Tables:
    """Return the tables of a data folder.

    Text is "string", whole numbers are "Int64", other numbers "float64", yes and no "boolean"; an empty cell is
    missing.

    Args:
        folder: a lecturer's own copy, checked before it is used. It needs the CSV files only: the project's
            datapackage.json rules it, and one in the folder is not read, so that nobody loosens a rule by
            accident. Left out: the packaged data, which the project's tests have checked; found in a checkout, in
            an installed package, or in a zip file on the path.

    Raises:
        DataError: the folder has problems; the message lists all, one a line, each with file, row, column, what
            was found and what was expected.
    """
    if folder is None:
        return _packaged()
    from helpers.check import problems  # brings in the checking library, which takes a second

    found = problems(folder)
    if found:
        raise DataError("\n".join([f"{folder}: {len(found)} to put right", *map(str, found)]))
    return _read(Path(folder), str(folder))


@cache
def _packaged() -> Tables:
    return _read(data_folder(), "the packaged data")


def data_folder() -> Traversable:
    """Return the packaged data: inside the package where it is installed, beside `src` in a checkout."""
    inside = files("helpers").joinpath("data")
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data"


@cache
def package() -> dict[str, Any]:
    """Return the data package's description of itself. It rules every folder, a lecturer's copy too."""
    return json.loads(data_folder().joinpath(PACKAGE).read_text(encoding="utf-8"))


def read_rows(file: Traversable) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, header first, each cell as its text.

    The file is UTF-8, with or without a byte-order mark, separated by commas; any line ends will do.

    Raises:
        OSError: it cannot be opened.
        UnicodeDecodeError: it is not UTF-8.
        csv.Error: the row after the last one yielded has a quotation mark that is not closed.
    """
    text = file.read_bytes().decode("utf-8-sig")
    yield from csv.reader(io.StringIO(text, newline=None), delimiter=",", strict=True)


def without_empty_end(rows: Iterable[list[str]]) -> list[list[str]]:
    """Return the rows without the empty ones at the end, which spreadsheets like to leave there."""
    kept = list(rows)
    while kept and not any(cell.strip() for cell in kept[-1]):
        kept.pop()
    return kept


def _read(folder: Traversable, origin: str) -> Tables:
    return Tables({r["name"]: _table(folder, r) for r in package()["resources"]}, origin)


def _table(folder: Traversable, resource: dict[str, Any]) -> pd.DataFrame:
    """Return one file as a table; the package gives the order of the columns and their types."""
    header, *rows = without_empty_end(read_rows(folder.joinpath(resource["path"])))
    text = pd.DataFrame([[cell or None for cell in row] for row in rows], columns=header, dtype="string")
    return pd.DataFrame({field["name"]: _typed(text[field["name"]], field) for field in resource["schema"]["fields"]})


def _typed(column: pd.Series, field: dict[str, Any]) -> pd.Series:
    if field["type"] == "boolean":
        column = column.map(dict.fromkeys(field["trueValues"], True) | dict.fromkeys(field["falseValues"], False))
    return column.astype(DTYPES[field["type"]])
