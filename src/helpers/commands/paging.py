"""`python -m helpers pages`: notebooks as pages that need no kernel, no server and no network."""

import argparse
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add this command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("pages", help="write notebooks as pages that need no kernel")
    parser.add_argument("notebooks", nargs="*", help="notebooks or folders of them; left out: notebooks/")
    parser.add_argument("--out", default="site", help="folder to write to (site/)")
    parser.set_defaults(run=lambda chosen: pages(chosen.notebooks or ["notebooks"], Path(chosen.out)))


def pages(notebooks: list[str], out: Path) -> int:
    """Write each notebook as a page; return 1 if one cannot be taken, or nothing was found."""
    from helpers.pages import NotTaken, page

    found = [
        path
        for name in notebooks
        for path in (sorted(Path(name).glob("*.ipynb")) if Path(name).is_dir() else [Path(name)])
    ]
    missing = [path for path in found if not path.is_file()] or ([] if found else [Path(notebooks[0])])
    if missing:
        print(f"{missing[0]}: found no notebook here, expected one, or a folder of them")
        return 1
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path in found:
            html = page(path)
            (out / f"{path.stem}.html").write_text(html, encoding="utf-8")
            print(f"{out / path.stem}.html: {len(html.encode()) / 1e6:.1f} MB")
    except NotTaken as error:
        print(error)
        return 1
    except OSError as error:
        print(f"{out}: cannot be written ({error.strerror})")
        return 1
    return 0


def _notebooks(path: Path) -> list[Path]:
    return sorted(path.glob("*.ipynb")) if path.is_dir() else [path]
