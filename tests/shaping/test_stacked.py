"""Tables below each other in one sheet: the rows of one are none of the other's, whatever its headers say."""

from __future__ import annotations

import pytest

from tests.checking.sheets import sheet
from tests.shaping.test_layouts import read, rows, troubles

KPI = ["项目", "目标", "实际", "完成率"], ["总营收", 1_000, 900, 0.9], ["新增用户", 520, 463, 0.89]
SECOND = {
    "unknown": (["引流方式", "新增团员", "首单人数", "首单成本"], ["地推", 612, 148, 5], ["团长转介", 488, 92, 6]),
    "partly known": (["来源", "到访人数", "业绩（元）", "费用（元）"], ["地推", 612, 148, 5], ["转介绍", 488, 92, 6]),
    "a known name first": (["引流渠道", "新增团员", "花费（元）"], ["地推", 612, 148], ["团长转介", 488, 92]),
    "two columns": (["步骤", "人数"], ["预约体验", 612], ["到店体验", 488]),
}


@pytest.mark.parametrize("name", SECOND)
@pytest.mark.parametrize("gap", [([],), ([], ["二、客源渠道"])])
@pytest.mark.parametrize("moment", [(), ("上月实际",)])
def test_rows_below_headers_of_their_own_are_no_key_metrics(
    name: str, gap: tuple[list[object], ...], moment: tuple[str, ...]
) -> None:
    first = [[*line, *([*moment] if at == 0 else [700] * len(moment))] for at, line in enumerate(KPI)]
    _, dataset, findings = read(sheet("6月", ["2025年6月经营总结"], [], *first, *gap, *SECOND[name]))
    assert {metric for _, metric in rows(dataset["kpi"], "metric_id")} == {"revenue", "new_users"}
    unread = [one.origins[0].cell for one in findings if one.code == "unknown_table"]
    assert unread or len(dataset["channels"]) == 2 or len(dataset["funnels"]) == 2
    assert not [one for one in findings if one.code == "not_a_number"]


def test_a_unit_beside_a_title_makes_no_header_of_it() -> None:
    above = ["2025年6月经营指标完成情况", None, None, None, "单位：万元"], ["指标", "6月", None, None, "5月实际"]
    body = [None, "预算", "实际", "达成率"], ["营业收入", 1280, 820, "64%", 1190], ["毛利", 500, 480, "96%", 470]
    _, dataset, _ = read(sheet("经营概况", *above, *body, merged=("A1:D1", "B2:D2")))
    assert rows(dataset["kpi"], "metric_id") == {
        ("2025-06", "revenue"): {"target": 12_800_000, "actual": 8_200_000},
        ("2025-06", "gross_profit"): {"target": 5_000_000, "actual": 4_800_000},
        ("2025-05", "revenue"): {"actual": 11_900_000},
        ("2025-05", "gross_profit"): {"actual": 4_700_000},
    }


def test_a_table_for_each_measure_in_its_own_unit_is_one_table() -> None:
    first = ["各渠道新增用户（人）"], ["渠道", "5月", "6月"], ["百度", 1_200, 1_300], ["直播", 1_500, 1_600]
    second = ["各渠道费用（万元）"], ["渠道", "5月", "6月"], ["百度", 12, 13], ["直播", 15, 16]
    _, dataset, findings = read(sheet("渠道2025年", *first, [], *second))
    frame = dataset["channels"].frame
    assert frame["new_users"].tolist() == [1_200, 1_500, 1_300, 1_600]
    assert frame["spend"].tolist() == [120_000, 150_000, 130_000, 160_000]
    assert "duplicate_key" not in troubles(findings)


@pytest.mark.parametrize("title", [[], ["本月行动"], ["计划"]])
def test_a_plan_with_its_kinds_and_no_number_stands_below_key_metrics(title: list[object]) -> None:
    head = ["类型", "事项", "负责人", "截止", "状态"]
    plan = [
        ["行动", "换素材", "李四", "2025-06-20", "进行中"],
        ["风险", "库存不足", "王五", "2025-06-10", "进行中"],
        ["行动", "搭看板", "王五", "2025-06-10", "已完成"],
    ]
    _, dataset, findings = read(sheet("6月", *KPI, [], title, head, *plan, file="2025年6月运营.xlsx"))
    assert dataset["actions"].frame["action"].tolist() == ["换素材", "搭看板"]
    assert dataset["risks"].frame["name"].tolist() == ["库存不足"]
    assert "unknown_table" not in {one.code for one in findings}


def test_a_table_that_is_not_filled_in_yet_says_no_unit_for_those_below_it() -> None:
    blank = ["指标", "目标", "实际"], ["总营收（万元）", None, None]
    channels = ["渠道"], ["渠道", "类型", "访问量", "费用"], ["抖音", "付费", 4_000, 900], ["百度", "付费", 3_000, 700]
    _, dataset, findings = read(sheet("6月", ["核心指标"], *blank, [], *channels))
    assert dataset["channels"].frame["spend"].tolist() == [900, 700]
    assert [one.details["tab"] for one in findings if one.code == "empty_tab"] == ["核心指标"]
    assert "unknown_table" not in {one.code for one in findings}


@pytest.mark.parametrize(
    ("head", "body", "table", "column"),
    [
        (["风险点", "应对措施", "负责人"], ["库存不足", "提前备货", "王五"], "risks", "name"),
        (["重点工作", "负责人", "截止"], ["换素材", "李四", "2025-06-20"], "actions", "action"),
    ],
)
def test_risks_and_work_without_a_title_below_a_blank_row_are_told_by_their_headers(
    head: list[object], body: list[object], table: str, column: str
) -> None:
    _, dataset, findings = read(sheet("6月", *KPI, [], head, body))
    assert dataset[table].frame[column].tolist() == [body[0]]
    assert not [one for one in findings if one.is_blocking]


@pytest.mark.parametrize(
    ("title", "other", "is_of_both"),
    [
        ("渠道（单位：万元）", "活动", False),
        ("一、渠道情况（单位：万元）", "二、活动情况", False),
        ("2025年6月经营数据（单位：万元）", "活动", True),
        ("单位：万元", "活动", True),
    ],
)
def test_the_unit_in_the_title_of_a_table_holds_for_no_other_with_a_title(
    title: str, other: str, *, is_of_both: bool
) -> None:
    channels = ["渠道", "类型", "访问量", "费用"], ["抖音", "付费", 4_000, 5.2]
    campaigns = ["活动", "开始", "结束", "收入", "费用"], ["618", "2025-06-01", "2025-06-18", 50, 2]
    _, dataset, findings = read(sheet("6月", [title], *channels, [], [other], *campaigns))
    assert dataset["channels"].frame["spend"].tolist() == [52_000]
    assert dataset["campaigns"].frame["revenue"].tolist() == [500_000 if is_of_both else 50]
    assert ("unit_unheeded" in {one.code for one in findings}) is not is_of_both
