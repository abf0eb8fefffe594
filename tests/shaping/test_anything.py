"""Whatever a sheet holds: shaping comes back, invents no number and knows the place of every cell it makes."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.model.table import Cell, Sheet
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE

WORDS = [
    *("月份", "渠道", "类型", "指标", "目标", "实际", "达成率", "访问量", "新增用户", "费用（万元）", "总营收", "元"),
    *(
        "4月",
        "5月",
        "6月",
        "2025年6月",
        "Q2",
        "合计",
        "平均",
        "环比",
        "单位：万元",
        "付费",
        "SEM",
        "自然搜索",
        "备注：见后",
    ),
    *(
        "全年目标",
        "数值",
        "-",
        "停投",
        "1.2万",
        "4.8%",
        "#REF!",
        " ",
        "活动",
        "标题",
        "平台",
        "发布时间",
        "阅读量",
        "留存",
    ),
]
VALUES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([0.0, 1.0, 12.0, 2025.0, 202506.0, 0.048, -3.5, 1e9]),
    st.sampled_from([datetime(2025, 6, 1), datetime(2025, 5, 31, 20)]),
    st.booleans(),
)
CELLS = st.dictionaries(st.tuples(st.integers(1, 9), st.integers(1, 7)), VALUES, max_size=45)
MERGED = st.lists(st.sampled_from(["A1:C1", "A1:A2", "B1:D1", "A2:A4", "C2:E2", "B1:ZZ1", "A1:A99999"]), max_size=3)
NAMES = st.sampled_from(
    ["渠道", "核心指标", "6月", "Sheet1", "内容", "2024年渠道费用", "用户", "活动", "计划", "报告信息"]
)


def cell(at: tuple[int, int], value: object) -> Cell:
    if isinstance(value, bool):
        return Cell(*at, "flag", value)
    if isinstance(value, float):
        return Cell(*at, "number", value)
    if isinstance(value, datetime):
        return Cell(*at, "date", value, "yyyy-mm-dd")
    return Cell(*at, "error" if str(value).startswith("#") else "text", str(value))


@settings(max_examples=150, deadline=None)
@given(CELLS, MERGED, NAMES)
def test_any_sheet(values: dict[tuple[int, int], object], merged: list[str], name: str) -> None:
    cells = {at: cell(at, value) for at, value in sorted(values.items())}
    page = Sheet("运营.xlsx", name, cells, tuple(merged))
    for made in shaped([page], period=JUNE).sheets:
        if made.cells is cells:
            continue
        for at, one in made.cells.items():
            assert made.origin(*at).cell
            if one.kind == "number":
                assert one.value in [cells[spot].value for spot in made.spots[at]]
