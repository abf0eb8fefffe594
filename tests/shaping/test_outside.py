"""A second table in the sheet of a tab, wherever it stands: read, or said, never passed over."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from tests.checking.sheets import sheet
from tests.shaping.test_layouts import N, read

FILE = "运营数据_2025-06.xlsx"
Lines = Sequence[Sequence[object]]
METRICS = sheet("核心指标", ["指标", "单位", "目标", "实际"], ["总营收", "元", N, 96], file=FILE)
TABS: dict[str, Lines] = {
    "用户": [["类别", "名称", "人数", "基数"], ["分层", "高频", 3000, N], ["分层", "中频", 7000, N]],
    "活动": [
        ["活动", "开始", "结束", "收入"],
        ["大促", "2025-06-05", "2025-06-18", 45],
        ["会员日", "2025-06-28", "2025-06-28", 6],
    ],
}
OTHERS: dict[str, Lines] = {
    "unknown": [["城市", "门店数"], ["上海", 17], ["北京", 19]],
    "pairs": [["场次", 17], ["总参与", 8211]],
    "funnel": [["步骤", "人数", "转化率"], ["访问", 117, N], ["支付", 19, "16%"]],
    "months": [["城市", "5月", "6月"], ["上海", 17, 171], ["北京", 19, 191]],
}
WAYS = ("above", "below", "tight", "right", "left", "lower")
SAID = {
    "unknown_table", "unknown_column", "missing_column", "unknown_category", "not_a_number", "missing_value",
    "bad_date", "duplicate_column", "column_without_month",
}  # fmt: skip


def placed(main: Lines, other: Lines, way: str) -> list[list[object]]:
    if way in ("above", "below", "tight"):
        first, second = (other, main) if way == "above" else (main, other)
        return [[*line] for line in (*first, *([[N]] if way != "tight" else []), *second)]
    left, right = (other, main) if way == "left" else (main, other)
    down: list[Sequence[object]] = [[N], [N]] if way == "lower" else []
    width = max(map(len, left)) + 1
    pairs = itertools.zip_longest(left, [*down, *right], fillvalue=())
    return [[*one, *[N] * (width - len(one)), *two] for one, two in pairs]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("title", TABS)
def test_numbers_of_another_table_are_read_or_said(title: str, name: str, way: str) -> None:
    _, dataset, findings = read(METRICS, sheet(title, *placed(TABS[title], OTHERS[name], way), file=FILE))
    frames = (table.frame.select_dtypes("number") for table in dataset.tables.values())
    stored = {float(value) for frame in frames for value in frame.to_numpy().ravel().tolist() if value == value}
    numbers = {float(value) for line in OTHERS[name] for value in line if isinstance(value, int)}
    assert numbers <= stored or {one.code for one in findings} & SAID


def test_a_sheet_of_metrics_that_was_not_understood_is_a_warning() -> None:
    said = sheet(
        "经营概况", ["模块", "内容", "情况"], ["收入", "营业收入", "980"], ["服务", "客诉率", "0.3%"], file=FILE
    )
    shops = sheet("门店", ["门店", "区域", "坪效"], ["望京店", "朝阳", 318], ["国贸店", "朝阳", 401], file=FILE)
    _, _, findings = read(METRICS, said, shops)
    assert [str(one.origins[0]) for one in findings if one.code == "unknown_table"] == [f"{FILE} › 经营概况!A2:C3"]
    assert [str(one.origins[0]) for one in findings if one.code == "unknown_sheet"] == [f"{FILE} › 门店"]
