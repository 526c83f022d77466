"""`python -m helpers picture LESSON PANEL OUT`: the picture of a panel's state as a file, for a slide or a handout."""

import argparse
from pathlib import Path
from typing import Any

ENDINGS = ("pdf", "png", "svg")
DPI = 200  # of a PNG: twice a screen's


def add_to(commands: Any) -> None:
    """Add this command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("picture", help="write the picture of a panel to a file")
    parser.add_argument("lesson", help="a notebook, or its name: 30_adherence")
    parser.add_argument("panel", help="the name of a panel in it: cohort (a name that is none lists them)")
    parser.add_argument("out", help=f"the file to write: its ending is one of {', '.join(ENDINGS)}")
    parser.add_argument("--state", default="", help='what is moved, as "key=value;key=value"')
    parser.set_defaults(run=lambda chosen: picture(chosen.lesson, chosen.panel, chosen.state, Path(chosen.out)))


def picture(lesson: str, name: str, state: str, out: Path) -> int:
    """Write a picture; return 1 if the lesson, the panel, the state or the file cannot be."""
    from helpers.pages import panels_of
    from helpers.panel import states

    path = _notebook(lesson)
    if path is None:
        print(f"{lesson}: found no such lesson here, expected a notebook or its name, such as 30_adherence")
        return 1
    if out.suffix.removeprefix(".").casefold() not in ENDINGS:
        print(f"{out}: expected a file that ends in {', '.join(ENDINGS)}")
        return 1
    panels = panels_of(path)
    if name not in panels:
        print(f'{path.name}: found no panel "{name}", expected one of {", ".join(panels)}')
        return 1
    panel = panels[name]
    try:
        figure = panel.figure(**states.read(state, panel.controls))
    except ValueError as error:
        print(f"{name}: {error}")
        return 1
    try:
        figure.savefig(out, dpi=DPI)
    except OSError as error:
        print(f"{out}: cannot be written ({error.strerror})")
        return 1
    print(f"{out}: {panel.title}, {state or 'as at the start'}")
    return 0


def _notebook(lesson: str) -> Path | None:
    tries = [Path(lesson), Path(f"{lesson}.ipynb"), Path("notebooks", f"{lesson}.ipynb")]
    return next((path for path in tries if path.suffix == ".ipynb" and path.is_file()), None)
