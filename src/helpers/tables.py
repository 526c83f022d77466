"""The facts: one typed table for each file of a data folder, as it stands; who checks it first is `helpers.loading`.

What a column holds (type, unit, allowed values, keys) stands in data/datapackage.json and nowhere else.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from helpers.problem import Problem
from helpers.reading import Folder, Grid, Place, Resource, is_absent, texts

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
        remarks: what a reader should know of them, such as a file that was not UTF-8: one line each.
    """

    __slots__ = ("_frames", "_printed", "names", "origin", "remarks")
    _frames: dict[str, pd.DataFrame]
    _printed: dict[str, pd.DataFrame]
    names: tuple[str, ...]
    origin: str
    remarks: tuple[str, ...]

    def __init__(
        self,
        frames: dict[str, pd.DataFrame],
        origin: str,
        remarks: tuple[str, ...] = (),
        printed: dict[str, pd.DataFrame] | None = None,
    ) -> None:
        object.__setattr__(self, "_frames", frames)
        object.__setattr__(self, "_printed", printed or {})
        object.__setattr__(self, "names", tuple(frames))
        object.__setattr__(self, "origin", origin)
        object.__setattr__(self, "remarks", remarks)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self._frames:
            raise AttributeError(f'no table "{name}": there are {", ".join(self.names)}')
        return self._frames[name].copy()

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError("tables cannot be changed: change the CSV file and load it again")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("tables cannot be changed: change the CSV file and load it again")

    def decimals(self, name: str, column: str) -> pd.Series:
        """Return how many digits after the point each number of a column has in its file: 87 has none, 87.0 one."""
        frame = getattr(self, name)
        texts = self._printed[name][column] if name in self._printed else frame[column].map("{:g}".format)
        return texts.fillna("").str.extract(r"\.(\d+)$", expand=False).fillna("").str.len().astype(int)

    def __iter__(self) -> Iterator[tuple[str, pd.DataFrame]]:
        return ((name, getattr(self, name)) for name in self.names)

    def __dir__(self) -> list[str]:
        return ["names", "origin", "remarks", *self.names]

    def __repr__(self) -> str:
        return f"Tables from {self.origin}: {', '.join(self.names)}"


@cache
def packaged() -> Tables:
    """Return the data of the project, which its tests have checked."""
    return read(Folder(data_folder(), "the packaged data"), "the packaged data")


def data_folder() -> Traversable:
    """Return the packaged data: inside the package where it is installed, beside `src` in a checkout."""
    inside = files("helpers").joinpath("data")
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data"


@cache
def package() -> dict[str, Any]:
    """Return the data package's description of itself. It rules every folder, a lecturer's copy too."""
    described: dict[str, Any] = json.loads(data_folder().joinpath(PACKAGE).read_text(encoding="utf-8"))
    return described


def resources() -> dict[str, Resource]:
    """Return what the package says of each table, by name."""
    return {resource["name"]: resource for resource in package()["resources"]}


def read(place: Place, origin: str, remarks: tuple[str, ...] = ()) -> Tables:
    """Return the tables of a place that has no problems.

    Raises:
        DataError: a table cannot be read after all; the message names it.
    """
    frames: dict[str, pd.DataFrame] = {}
    printed: dict[str, pd.DataFrame] = {}
    said: list[str] = []
    for name, resource in resources().items():
        grid = place.grid(resource)
        if is_absent(resource, grid):
            grid = Grid([], [])
        if isinstance(grid, Problem):
            raise DataError(str(grid))
        frames[name], printed[name] = _table(grid, resource)
        said += grid.said
    return Tables(frames, origin, (*said, *remarks), printed)


def _table(grid: Grid, resource: Resource) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one file as a table, and its numbers as they are printed; the package gives columns and types."""
    fields = resource["schema"]["fields"]
    rows = [[row[field["name"]] or None for field in fields] for row in texts(grid)]
    text = pd.DataFrame(rows, columns=[field["name"] for field in fields], dtype="string")
    numbers = text[[field["name"] for field in fields if field["type"] == "number"]]
    return pd.DataFrame({field["name"]: _typed(text[field["name"]], field) for field in fields}), numbers


def _typed(column: pd.Series, field: dict[str, Any]) -> pd.Series:
    if field["type"] == "boolean":
        column = column.map(dict.fromkeys(field["trueValues"], True) | dict.fromkeys(field["falseValues"], False))
    typed: pd.Series = column.astype(DTYPES[field["type"]])  # type: ignore[call-overload]  # its name is data
    return typed
