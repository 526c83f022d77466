"""`python -m helpers check [FOLDER]`: is a data folder as it should be?"""

import argparse
import sys


def main(arguments: list[str] | None = None) -> int:
    """Check a folder; return 0 if all is well, 1 after printing every problem, one a line."""
    parser = argparse.ArgumentParser(prog="python -m helpers", description="Fewer Doses: work with the data.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="say what is wrong with a data folder")
    check.add_argument("folder", nargs="?", help="your own copy of the data; left out: the data of the project")
    chosen = parser.parse_args(arguments)

    from helpers import tables
    from helpers.check import problems, summary

    folder = chosen.folder or tables.data_folder()
    found = problems(folder)
    print("\n".join(map(str, found)) if found else f"{folder}: {summary(folder)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
