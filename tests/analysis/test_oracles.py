"""Published numbers, never our own output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opsreport.analysis.allocate import largest_remainder
from opsreport.analysis.contribute import shapley

ORACLES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("oracles.json").read_text("utf-8"))


METHODS = {
    "shapley": lambda given: list(shapley(given["x0"], given["x1"])),
    "largest_remainder": lambda given: list(largest_remainder(*given)),
}


@pytest.mark.parametrize("oracle", ORACLES, ids=[oracle["id"] for oracle in ORACLES])
def test_published_number(oracle: dict[str, Any]) -> None:
    if reason := oracle.get("skip"):
        pytest.skip(reason)
    found = METHODS[oracle["method"]](oracle["input"])
    assert found == pytest.approx(oracle["expected"], abs=oracle["tol"] or 1e-12)
