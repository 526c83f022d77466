"""What the tests share."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def data_folder(tmp_path):
    """A copy of the data folder, to be damaged at will."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
