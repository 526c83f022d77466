"""`python -m helpers copy MY_FOLDER`: a copy of the data to start one's own from."""

import argparse
import shutil
from pathlib import Path
from typing import Any

from helpers.commands.writing import rows_of, write_csv, write_workbook
from helpers.problem import Problem
from helpers.reading import Folder, Form
from helpers.tables import PACKAGE, data_folder, resources

NEXT = """{target} is your copy. Change it in a spreadsheet, then:
  python -m helpers check {target}
  and in the first cell of a lesson:  from helpers import use;  use("{name}")"""


def add_to(commands: Any) -> None:
    """Add this command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("copy", help="make a copy of the data to start your own from")
    parser.add_argument("folder", help="where to: a new folder, or a new workbook (.xlsx)")
    parser.add_argument(
        "--decimal-comma", action="store_true", help="CSV files as a country with decimal commas writes them"
    )
    parser.set_defaults(run=lambda chosen: copy(Path(chosen.folder), chosen.decimal_comma))


def copy(target: Path, decimal_comma: bool = False) -> int:
    """Write the data of the project to a new folder of CSV files or a new workbook; return 1 if it is there already.

    Args:
        target: the folder, or a name that ends in .xlsx.
        decimal_comma: CSV files with semicolons and decimal commas, and a byte-order mark, as Excel saves them there.
            (In a workbook numbers are numbers, in every country.)
    """
    if target.suffix.casefold() in (".xls", ".ods", ".csv"):
        print(f"{target}: a workbook ends in .xlsx, a folder in nothing; nothing was written.")
        return 1
    form = Form(separator=";", encoding="utf-8-sig", decimal=",") if decimal_comma else Form()
    if target.exists():
        print(f"{target}: there is something of that name already; nothing was changed. Choose another name.")
        return 1
    source = Folder(data_folder(), "the packaged data")
    tables = {}
    for name, resource in resources().items():
        found = rows_of(source, resource)
        assert not isinstance(found, Problem), found
        tables[name] = found[1]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix.casefold() in (".xlsx", ".xlsm"):
            write_workbook(target, tables)
        else:
            target.mkdir()
            for name, rows in tables.items():
                write_csv(target / resources()[name]["path"], resources()[name], rows, form)
            for page in (PACKAGE, "README.md", "LICENSE.md"):
                text = data_folder().joinpath(page)
                if text.is_file():
                    (target / page).write_bytes(text.read_bytes())
    except OSError as error:
        if target.is_dir():
            shutil.rmtree(target, ignore_errors=True)
        print(f"{target}: cannot be written ({error.strerror}); nothing was changed.")
        return 1
    print(NEXT.format(target=target, name=target.as_posix().removeprefix("notebooks/")))
    return 0
