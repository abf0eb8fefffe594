"""Two header rows over channels and campaigns: what stands under the name of a measure."""

from __future__ import annotations

import pytest

from tests.checking.sheets import sheet
from tests.shaping.test_layouts import N, read, troubles


def _channels(group: str, under: list[str], numbers: list[object]) -> dict[str, float]:
    width = len(under)
    merged = ("A1:A2", f"B1:{chr(65 + width)}1") if width > 1 else ("A1:A2",)
    head = ["渠道", group, *[N] * (width - 1), "点击量"]
    page = sheet(
        "6月渠道", head, [N, *under, "次数"], ["抖音", *numbers, 6_400], ["百度", *numbers, 6_400], merged=merged
    )
    _, dataset, findings = read(page)
    assert "number_twice" not in troubles(findings)
    row = dataset["channels"].frame.iloc[0]
    assert row["clicks"] == 6_400
    return {name: row[name] for name in ("visits", "new_users", "payers", "revenue", "spend") if row[name] == row[name]}


@pytest.mark.parametrize(
    ("group", "under", "numbers", "meant"),
    [
        ("费用", ["预算", "实际", "差额"], [100, 89, 11], {"spend": 89}),
        ("费用", ["预算", "余额"], [100, 11], {}),
        ("费用", ["预算", "执行率"], [100, 0.89], {}),
        ("费用", ["媒体", "达人", "合计"], [80, 9, 89], {"spend": 89}),
        ("费用", ["消耗", "服务费", "合计"], [80, 9, 89], {"spend": 89}),
        ("费用", ["本月", "累计"], [89, 480], {"spend": 89}),
        ("成本", ["点击成本", "注册成本"], [1.4, 35.6], {}),
        ("新增用户", ["数量", "成本"], [2_500, 35.6], {"new_users": 2_500}),
        ("新增用户", ["男", "女"], [1_000, 1_500], {}),
        ("新增用户", ["男", "女", "合计"], [1_000, 1_500, 2_500], {"new_users": 2_500}),
        ("新增用户", ["数量", "占比"], [2_500, "60%"], {"new_users": 2_500}),
        ("访问量", ["日均", "峰值"], [2_100, 5_000], {}),
        ("收入", ["客单价", "毛利率"], [165, 0.32], {}),
        ("收入", ["首单", "复购"], [100_000, 80_000], {}),
        ("收入", ["金额", "ROI"], [180_000, 2.02], {"revenue": 180_000}),
        ("付费用户", ["首单", "复购"], [150, 70], {}),
        ("投放", ["消耗", "展现"], [89, 32_000], {"spend": 89}),
    ],
)
def test_a_measure_is_what_its_group_says_and_nothing_else(
    group: str, under: list[str], numbers: list[object], meant: dict[str, float]
) -> None:
    assert _channels(group, under, numbers) == meant


def test_the_whole_of_a_campaigns_groups_is_read() -> None:
    head = ["活动", "时间", "参与人数", N, N, "收入", N, N]
    under = [N, N, "新客", "老客", "合计", "目标", "实际", "差额"]
    merged = ("A1:A2", "B1:B2", "C1:E1", "F1:H1")
    page = sheet("6月活动", head, under, ["大促", "6.1-6.18", 34, 86, 120, 500, 560, 60], merged=merged)
    row = read(page)[1]["campaigns"].frame.iloc[0]
    assert (row["participants"], row["revenue_target"], row["revenue"]) == (120, 500, 560)
