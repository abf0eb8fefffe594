"""Fixtures of the reading tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.books import AWKWARD


@pytest.fixture(params=AWKWARD)
def awkward(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"{request.param}.xlsx"
    AWKWARD[request.param](path)
    return path
