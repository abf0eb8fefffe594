"""Tables without months under the title of a quarter, a half year or some days are not the report month's."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, sheet
from tests.shaping.test_layouts import read

ABOUT = sheet("报告信息", ["项目", "内容"], ["报告月份", "2025-06"])
ROWS = ["渠道", "访问量", "新增用户", "费用"], ["抖音", 900, 90, 3_000], ["百度", 800, 80, 2_000]


@pytest.mark.parametrize(
    "title",
    [
        "Q2渠道数据",
        "2025年上半年渠道",
        "1-6月渠道累计",
        "上月渠道数据",
        "6.1-6.15渠道",
        "6月第4周渠道",
        "近7天渠道",
        "截至6月30日累计",
        "1-6月累计（截至6月30日）",
    ],
)
def test_a_title_of_another_time_is_heeded(title: str) -> None:
    _, dataset, findings = read(ABOUT, sheet("渠道", [title], *ROWS))
    assert "missing_column" in codes(findings)
    assert not len(dataset["channels"])


@pytest.mark.parametrize(
    ("name", "lines"),
    [("Q2渠道", ROWS), ("Q2核心指标", (["指标", "目标", "实际"], ["总营收", 340, 350])), ("渠道累计", ROWS)],
)
def test_so_is_the_name_of_a_sheet(name: str, lines: tuple[list[object], ...]) -> None:
    _, dataset, findings = read(ABOUT, sheet(name, *lines))
    assert "missing_column" in codes(findings)
    assert not len(dataset["channels"]) + len(dataset["kpi"])


@pytest.mark.parametrize(
    "title",
    [
        "6月渠道数据",
        "渠道数据（6.1-6.30）",
        "渠道数据",
        "2025年6月渠道累计消耗",
        "6月与上月对比",
        "6月渠道（截至6月30日）",
    ],
)
def test_a_title_of_the_month_is_the_months(title: str) -> None:
    _, dataset, findings = read(ABOUT, sheet("渠道", [title], *ROWS))
    assert set(dataset["channels"].frame["month"]) == {"2025-06"}
    assert "missing_column" not in codes(findings)
