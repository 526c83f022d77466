"""Take the README's picture of the dosing panel: docs/panel.png.

    python tools/screenshot.py

needs Chromium or Chrome. The lesson is opened in JupyterLab and run, as a reader would.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import lab  # noqa: E402


def main() -> None:
    """Open, run, choose five years, take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        notebooks = Path(shutil.copytree(ROOT / "notebooks", Path(folder) / "notebooks"))
        with lab.jupyterlab(notebooks) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=lab.browser_path(), args=lab.QUIET)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            lab.open_and_run(page, address, "10_dosing_frequency.ipynb")
            panel = page.locator(".fd-panel").first
            panel.scroll_into_view_if_needed()
            page.get_by_label("How long").first.press("ArrowRight")
            page.wait_for_function("() => document.querySelector('.fd-sentence').textContent.startsWith('In 4 years')")
            page.wait_for_timeout(500)
            panel.screenshot(path=ROOT / "docs" / "panel.png")
            browser.close()


if __name__ == "__main__":
    main()
