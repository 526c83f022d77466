"""What `python -m helpers` can do: check, copy, update, confirm, new, picture, pages."""

import argparse
from collections.abc import Sequence

from helpers.commands import confirming, copying, paging, picturing, renewing, starting


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 if all is well, 1 after saying what is not, 2 for a command that is none."""
    parser = argparse.ArgumentParser(prog="python -m helpers", description="Fewer Doses: work with the data.")
    commands = parser.add_subparsers(metavar="COMMAND")
    check = commands.add_parser("check", help="say what is wrong with a data folder or workbook")
    check.add_argument("folder", nargs="?", help="your own copy; left out: the data of the project")
    check.set_defaults(run=lambda chosen: _check(chosen.folder))
    for command in (copying, renewing, confirming, starting, picturing, paging):
        command.add_to(commands)
    chosen = parser.parse_args(arguments)
    if not hasattr(chosen, "run"):
        parser.print_help()
        return 0
    return int(chosen.run(chosen))


def _check(folder: str | None) -> int:
    from helpers.check import examine, summary
    from helpers.tables import data_folder

    report = examine(folder)
    place = data_folder() if folder is None else folder
    if report.problems:
        print("\n".join(map(str, report.problems)))
        if report.waiting:
            tables = ", ".join(f"{name}.csv" for name in report.waiting)
            print(
                f"What ties rows and tables together was not looked at where {tables} is concerned: check again then."
            )
        return 1
    print("\n".join([f"{place}: {summary(report)}", *(f"remark: {remark}" for remark in report.remarks)]))
    return 0
