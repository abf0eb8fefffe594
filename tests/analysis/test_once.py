"""An answer stays with its dataset and is worked out again for another."""

from __future__ import annotations

from dataclasses import replace

from opsreport.analysis.once import once
from opsreport.analysis.scorecard import scorecard
from opsreport.model.table import Dataset

from .company import dataset, kpi


def test_a_question_is_worked_out_once_a_dataset_and_argument() -> None:
    asked: list[tuple[str, int]] = []

    @once
    def doubled(data: Dataset, number: int) -> int:
        asked.append((str(data.period), number))
        return number * 2

    june = dataset({})
    assert [doubled(june, 2), doubled(june, 2), doubled(june, 3)] == [4, 4, 6]
    assert doubled(replace(june, period=june.period.previous), 2) == 4
    assert asked == [("2025-06", 2), ("2025-06", 3), ("2025-05", 2)]


def test_the_scorecard_of_changed_rules_is_another() -> None:
    data = dataset({"kpi": kpi("revenue", {"2025-06": (100.0, 97.0)})})
    strict = replace(data, rules={"near": 0.99})
    assert [scorecard(one)[0].status for one in (data, strict, data)] == ["near", "missed", "near"]
    assert scorecard(data) is scorecard(data)
