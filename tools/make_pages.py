"""Write each lesson as one HTML file whose panels move without a kernel, a server or a network.

python tools/make_pages.py [FOLDER]        (site/ if left out)
"""

import sys
from pathlib import Path

from helpers.pages import page

ROOT = Path(__file__).parents[1]


def main(arguments: list[str]) -> None:
    """Write all pages."""
    folder = Path(arguments[0]) if arguments else ROOT / "site"
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        out = folder / f"{path.stem}.html"
        out.write_text(page(path), encoding="utf-8")
        print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
