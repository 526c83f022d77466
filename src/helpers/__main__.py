"""`python -m helpers check [FOLDER]`: is a data folder as it should be?"""

import argparse
import sys


def main(arguments: list[str] | None = None) -> int:
    """Check a folder; return 0 if all is well, 1 after printing every problem, one a line."""
    parser = argparse.ArgumentParser(prog="python -m helpers", description="Fewer Doses: work with the data.")
    commands = parser.add_subparsers(dest="command", metavar="check")
    check = commands.add_parser("check", help="say what is wrong with a data folder")
    check.add_argument("folder", nargs="?", help="your own copy of the data; left out: the data of the project")
    chosen = parser.parse_args(arguments)
    if chosen.command is None:
        parser.print_help()
        return 0
    return _check(chosen.folder)


def _check(folder: str | None) -> int:
    from helpers.check import problems, summary
    from helpers.tables import data_folder

    place = data_folder() if folder is None else folder
    found = problems(place)
    print("\n".join(map(str, found)) if found else f"{place}: {summary(place)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter of a cell
    sys.exit(main())
