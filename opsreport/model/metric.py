"""Metric: a derived figure, computed only after adding up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from opsreport.model.formula import Formula
from opsreport.model.unit import Unit

Polarity = Literal["up", "down", "none"]
ChangeStyle = Literal["relative", "points", "absolute"]
Aggregation = Literal["flow", "stock", "average_stock", "ratio", "survey", "index", "rank"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of the catalogue: names people type, unit, polarity, and its formula with a worked example.

    `formula` is over "numerator" and "denominator" (kpi rows) or field names
    after adding up; None for a measured figure. `example` is (inputs, result).
    """

    id: str
    labels: tuple[str, str]
    unit: Unit
    polarity: Polarity
    aggregation: Aggregation
    synonyms: tuple[str, ...] = ()
    formula: Formula | None = None
    inputs: tuple[str, str] | None = None
    change: ChangeStyle = "relative"
    example: tuple[Mapping[str, float], float] | None = field(default=None, hash=False)

    def label(self, lang: str) -> str:
        return self.labels[0 if lang == "zh" else 1]
