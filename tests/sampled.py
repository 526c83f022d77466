"""Cases of one kind: a few run every time, all of them in `make test-everywhere`."""

from collections.abc import Iterable

import pytest

OFTEN = 8  # every so manieth of a set runs every time


def some(cases: Iterable, often: int = OFTEN) -> list:
    """Return the cases of a set, most of them marked as slow."""
    return [case if i % often == 0 else pytest.param(case, marks=pytest.mark.slow) for i, case in enumerate(cases)]
