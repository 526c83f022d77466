"""What the tests share."""

import os
import shutil
import tempfile
from pathlib import Path

import lab
import pytest

ROOT = Path(__file__).parents[1]


# Files that take long, the longest first: two workers end together when these begin early.
LONG = (
    "test_check.py", "test_stage.py", "test_reading.py", "test_views.py", "test_touch.py", "test_gate.py", "test_guess.py",
    "test_browser.py", "test_pages.py", "test_tasks.py", "test_environment.py",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    """Let the long files begin first, else leave the order as it is."""
    order = {name: i for i, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


def pytest_configure(config):
    """Every kernel started from here on runs with the network switched off (see kernel/no_network.py)."""
    folder = tempfile.TemporaryDirectory(prefix="ipython-")
    config.add_cleanup(folder.cleanup)
    startup = Path(folder.name) / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "kernel" / "no_network.py", startup)
    os.environ["IPYTHONDIR"] = folder.name


@pytest.fixture
def data_folder(tmp_path):
    """A copy of the data folder, to be damaged at will."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium. Where none is found the browser tests say so and are skipped; with CI=true they fail."""
    if lab.browser_path() is None:
        missing = "neither Chromium nor Chrome was found: the browser tests did not run"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=lab.browser_path(), args=lab.QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jupyter(chromium, tmp_path_factory):
    """A running JupyterLab on a copy of the notebooks: its address, and the folder."""
    folder = Path(shutil.copytree(ROOT / "notebooks", tmp_path_factory.mktemp("lab") / "notebooks"))
    with lab.jupyterlab(folder) as address:
        yield address, folder


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """All lessons as pages, made once, by all workers together."""
    from helpers import pages

    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "pages"
    lessons = sorted((ROOT / "notebooks").glob("*.ipynb"), key=lambda path: -path.stat().st_size)
    for path in lessons:  # each worker makes those that nobody has begun
        if lab.first(folder / f"{path.stem}.begun"):
            part = folder / f"{path.stem}.part"
            part.write_text(pages.page(path), encoding="utf-8")
            part.rename(folder / f"{path.stem}.html")
    lab.wait_until(lambda: all((folder / f"{path.stem}.html").exists() for path in lessons), "the pages were not made")
    return folder
