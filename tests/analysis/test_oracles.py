"""Published numbers, never our own output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opsreport.analysis.allocate import largest_remainder
from opsreport.analysis.contribute import mix_rate, shapley
from opsreport.analysis.significance import benjamini_hochberg, fisher, fisher_greater, newcombe, wilson

ORACLES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("oracles.json").read_text("utf-8"))


def _mix_rate(given: dict[str, list[float]]) -> dict[str, float]:
    before = list(zip(given["size0"], given["rate0"], strict=True))
    now = list(zip(given["size1"], given["rate1"], strict=True))
    found = mix_rate(before, now)
    return {"mix": found.total_mix, "rate": found.total_rate, "total": found.total_mix + found.total_rate}


def _fisher(cells: list[list[int]]) -> dict[str, float]:
    first, second = ((hits, hits + misses) for hits, misses in cells)
    return {"two_sided": fisher(first, second), "greater": fisher_greater(first, second)}


METHODS = {
    "shapley": lambda given: list(shapley(given["x0"], given["x1"])),
    "mix_rate": _mix_rate,
    "wilson": lambda given: list(wilson(given["x"], given["n"])),
    "newcombe": lambda given: list(newcombe((given[0], given[1]), (given[2], given[3]))),
    "fisher": _fisher,
    "bh": lambda given: {"q": 0.05, "rejected": sum(benjamini_hochberg(given))},
    "largest_remainder": lambda given: list(largest_remainder(*given)),
}


@pytest.mark.parametrize("oracle", ORACLES, ids=[oracle["id"] for oracle in ORACLES])
def test_published_number(oracle: dict[str, Any]) -> None:
    if reason := oracle.get("skip"):
        pytest.skip(reason)
    found = METHODS[oracle["method"]](oracle["input"])
    assert found == pytest.approx(oracle["expected"], abs=oracle["tol"] or 1e-12)
