"""Work that grows with the rows is done once a sort of rows, not once a row: counted, so that no clock decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from opsreport.checking import check, known
from opsreport.checking.lines import Line, Rows
from opsreport.model.period import Period
from opsreport.model.table import Cell, Sheet

JUNE = Period.parse("2025-06")
METRICS = ("月份", "指标", "单位", "目标", "实际", "分子", "分母")
USERS = ("月份", "类别", "名称", "人数", "基数")
CHANNELS = ("月份", "渠道", "类型", "收入")


def sheet(name: str, rows: Iterator[tuple[str | float, ...]]) -> Sheet:
    cells = {
        (row, column): Cell(row, column, "text" if isinstance(value, str) else "number", value)
        for row, line in enumerate(rows, 1)
        for column, value in enumerate(line, 1)
    }
    return Sheet("a.xlsx", name, cells)


def metrics(months: int) -> Iterator[tuple[str | float, ...]]:
    yield METRICS
    for month in range(months):
        for name in range(20):
            yield f"{2025 - month // 12}-{12 - month % 12:02}", f"指标{name}", "%", 50.0, 40.0, 4.0, 10.0


def funnel(months: int) -> Iterator[tuple[str | float, ...]]:
    yield USERS
    for month in range(months):
        for step in range(20):
            yield f"{2025 - month // 12}-{12 - month % 12:02}", "购买漏斗", f"步骤{step}", 900.0 - step, 900.0


def lines_made(one: Sheet, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many rows were looked at by themselves, and how many readings of measures were worked out."""
    counts: Counter[str] = Counter()

    def counted(name: str, made: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            counts[name] += 1
            return made(*args, **options)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(Line, "__init__", counted("lines", Line.__init__))
        patch.setattr(known.Context, "_of_row", counted("readings", known.Context._of_row))
        patch.setattr(Rows, "value", counted("values", Rows.value))
        check([one], JUNE)
    return counts


@pytest.mark.parametrize(("title", "rows"), [("核心指标", metrics), ("用户", funnel)])
def test_more_months_of_the_same_rows_are_not_looked_at_one_by_one(
    title: str, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (lines_made(sheet(title, rows(months)), monkeypatch) for months in (20, 80))
    assert many["readings"] == few["readings"]
    assert many["lines"] - few["lines"] < 60 * 20


def test_of_very_many_identities_that_hold_one_stands_for_all() -> None:
    for title, rows, key in (("核心指标", metrics, "ratio"), ("用户", funnel, "funnel_step")):
        found = [one for one in check([sheet(title, rows(80))], JUNE)[1].identities if one.key == key]
        assert len(found) == 1
        assert found[0].count == 80 * (20 if key == "ratio" else 19)
        assert len([one for one in check([sheet(title, rows(3))], JUNE)[1].identities if one.key == key]) > 1


def test_totals_that_differ_are_compared_without_looking_at_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [CHANNELS, *(("2025-06", f"渠道{n}", "付费", float(n)) for n in range(2_000)), ("2025-06", "合计", "", 7.0)]
    found = check([sheet("渠道", iter(lines))], JUNE)[1]
    assert [one.details["differences"] for one in found if one.code == "total_row_differs"] == ["收入 7 ≠ 1,999,000"]
    assert lines_made(sheet("渠道", iter(lines)), monkeypatch)["lines"] < len(lines)
