"""What an earlier build used, as later ones compare with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from opsreport.deliver.ledger import Build, Ledger
from opsreport.deliver.lock import locked
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.pipeline.memory import used_before

MAY, JUNE = "kpi|actual|revenue|2025-05", "kpi|actual|revenue|2025-06"


def test_a_rebuild_compares_with_the_month_before_and_with_its_own_last_build(tmp_path: Path) -> None:
    builds = [
        _build("2025-05", 5, {MAY: 100.0}, is_final=True),
        _build("2025-06", 6, {MAY: 105.0, JUNE: 1.0}),
        _build("2025-06", 7, {MAY: 110.0, JUNE: 2.0}),
    ]
    with locked(tmp_path, "a test") as held, Ledger.open(held) as ledger:
        for one in builds:
            ledger.record_build(one)
    found = used_before(tmp_path, Dataset(Period.parse("2025-06"), {}))
    assert [(one.built, dict(one.values)) for one in found] == [
        ("2025-07-05", {MAY: 100.0}),
        ("2025-07-07", {MAY: 110.0}),
    ]


def test_without_a_ledger_nothing_is_known(tmp_path: Path) -> None:
    assert used_before(tmp_path / "out", Dataset(Period.parse("2025-06"), {})) == ()


def _build(period: str, day: int, values: dict[str, float], *, is_final: bool = False) -> Build:
    at = datetime(2025, 7, day, tzinfo=UTC)
    return Build(period, at, "zh", is_final, False, "s", {"月报.pptx": "ab"}, {}, b"", values=values)
