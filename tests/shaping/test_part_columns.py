"""Weeks across beside the total of their month: the month is read, and the weeks must come to it."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import read, rows

WEEKS = ["第1周", "第2周", "第3周", "第4周"]


@pytest.mark.parametrize("aims", [[], ["6月目标"]])
@pytest.mark.parametrize(("total", "is_right"), [(125, True), (126, False)])
def test_weeks_must_come_to_the_total_of_their_month(aims: list[object], total: float, *, is_right: bool) -> None:
    given = [120] * len(aims)
    page = sheet(
        "核心指标",
        ["指标", "单位", *aims, *WEEKS, "6月合计"],
        ["总营收", "万元", *given, 30, 30, 30, 35, total],
        ["转化率", "%", *given, 4, 5, 4, 5, 4.5],
    )
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"]["actual"] == total * 10_000
    assert ("weeks_differ" in codes(findings)) is not is_right
    if not is_right:
        finding = only(findings, "weeks_differ")
        assert finding.details["differences"] == "总营收 实际 126 ≠ 125"
        assert places(finding) == (["H2", "D2:G2"] if aims else ["G2", "C2:F2"])


def test_weeks_under_their_month_in_two_header_rows() -> None:
    head = [["渠道", "类型", "6月访问量", None, None, None, None], [None, None, *WEEKS, "6月合计"]]
    body = [["抖音", "付费", "0.5万", "1万", "1万", "1万", "3.6万"], ["百度", "付费", 10, 10, None, 10, 30]]
    page = sheet("渠道", *head, *body, merged=("C1:G1", "A1:A2", "B1:B2"))
    _, dataset, findings = read(page)
    assert dataset["channels"].frame["visits"].tolist() == [36_000, 30]
    assert "weeks_differ" not in codes(findings), "0.1 of five rounded numbers is rounding"
