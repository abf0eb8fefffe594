"""The written sample, read once a module."""

from __future__ import annotations

import pytest

from tests.sample.written import BOOK, Written


@pytest.fixture(scope="module")
def sample() -> Written:
    """The rows of the committed workbook."""
    return Written(BOOK)
