"""Lists on their side, a record a column, and cards of one record: read as if upright, at their own cells."""

from __future__ import annotations

import pytest

from tests.checking.sheets import only, places, sheet
from tests.shaping.test_layouts import N, address, read, rows, troubles

CHANNELS = (
    ["渠道", "抖音", "微信", "小红书", "合计"],
    ["类型", "付费", "自然", "自然"],
    ["访问量", 100, 200, 400, 700],
    ["新增用户", 10, 20, 30, 61],
    ["收入", 1_000, 2_000, 3_000, 6_000],
    ["费用", 100, 200, 300, 600],
    ["ROI", 10, 10, 11, 10],
)


def test_channels_side_by_side_with_their_kind_and_a_total() -> None:
    done, dataset, findings = read(sheet("渠道", *CHANNELS, file="渠道2025-06.xlsx"))
    found = rows(dataset["channels"], "channel_id")
    assert found["2025-06", "微信"] == {"visits": 200, "new_users": 20, "revenue": 2_000, "spend": 200}
    assert len(found) == 3
    assert [address(dataset["channels"], row, "visits") for row in range(3)] == ["B3", "C3", "D3"]
    assert places(only(findings, "total_row_differs")) == ["E4", "B4:D4"]
    assert places(only(findings, "figure_differs"))[0] == "D7"
    assert (done.matches[0].origin.cell, done.matches[0].why[-1]) == ("A1:E7", "on_its_side")


@pytest.mark.parametrize("corner", ["指标", "渠道", "项目", N])
def test_the_corner_over_the_names_may_say_anything(corner: str | None) -> None:
    page = sheet("渠道", ["2025年6月渠道数据"], [corner, "抖音", "微信"], *(row[:3] for row in CHANNELS[1:6]))
    _, dataset, findings = read(page)
    assert rows(dataset["channels"], "channel_id")["2025-06", "抖音"]["spend"] == 100
    assert address(dataset["channels"], 1, "spend") == "C7"
    assert not troubles(findings)


def test_numbers_alone_of_channels_side_by_side_do_not_tell_their_kind() -> None:
    page = sheet(
        "6月渠道", ["指标", "抖音", "微信", "合计"], ["访问量", 1, 2, 3], ["新增用户", 1, 2, 3], ["收入", 5, 6, 11]
    )
    _, dataset, findings = read(page)
    assert rows(dataset["channels"], "channel_id")["2025-06", "微信"] == {"visits": 2, "new_users": 2, "revenue": 6}
    assert only(findings, "family_unknown").details["names"] == "抖音 / 微信"
    assert "total_row_differs" not in troubles(findings)


CARDS = (
    ("618大促", "2025-06-01", "2025-06-18", 100, 1_000),
    ("会员日", "2025-06-20", "2025-06-22", 200, 2_000),
)
FIELDS = ("活动名称", "开始时间", "结束时间", "曝光", "收入")


def card(values: tuple[object, ...]) -> list[list[object]]:
    return [[field, value] for field, value in zip(FIELDS, values, strict=True)]


@pytest.mark.parametrize("above", [[], [["字段", "值"]], [["活动一"]]])
@pytest.mark.parametrize("gap", [[], [[N]]])
def test_cards_below_each_other(above: list[list[object]], gap: list[list[object]]) -> None:
    page = sheet("活动", *above, *card(CARDS[0]), *gap, *above, *card(CARDS[1]))
    _, dataset, findings = read(page)
    found = {name: row["revenue"] for (_, name), row in rows(dataset["campaigns"], "campaign_id").items()}
    assert found == {"618大促": 1_000, "会员日": 2_000}
    assert not troubles(findings)


def test_a_cell_of_a_card_that_cannot_be_read_is_named() -> None:
    page = sheet("活动", *card(CARDS[0]), ["参与人数", "若干"])
    _, _, findings = read(page)
    assert places(only(findings, "not_a_number")) == ["B6"]


def test_contents_and_plans_on_their_side() -> None:
    contents = sheet(
        "内容",
        ["字段", "内容1", "内容2"],
        ["标题", "甲", "乙"],
        ["平台", "公众号", "抖音"],
        ["发布时间", "2025-06-01 20:00", "2025-06-02 20:00"],
        ["阅读量", 100, 200],
    )
    plan = sheet(
        "计划",
        ["类型", "行动", "行动"],
        ["事项", "搭建甲", "搭建乙"],
        ["负责人", "张三", "李四"],
        ["截止", "2025-07-11", "2025-07-12"],
        ["状态", "进行中", "未开始"],
    )
    _, dataset, findings = read(contents, plan)
    assert [dataset["contents"].value(row, "reads") for row in (0, 1)] == [100, 200]
    assert [dataset["actions"].value(row, "owner") for row in (0, 1)] == ["张三", "李四"]
    assert not troubles(findings)


def test_months_over_measures_are_no_list_on_its_side() -> None:
    page = sheet("渠道", ["指标", "5月", "6月"], ["访问量", 1, 2], ["新增用户", 1, 2], ["类型", "付费", "付费"])
    done, _, _ = read(page)
    assert all("on_its_side" not in match.why for match in done.matches)


def test_a_header_said_again_among_the_records_of_a_plan_on_its_side_is_no_fault_of_the_program() -> None:
    plan = sheet(
        "计划",
        ["类型", "行动", "行动"],
        ["事项", "搭建甲", "搭建乙"],
        ["负责人", "张三", "李四"],
        ["类型", "行动", "行动"],
        ["截止", "2025-07-11", "2025-07-12"],
        ["数值", N, N],
        ["状态", "进行中", "未开始"],
        ["进度", "10%"],
    )
    _, dataset, _ = read(plan)
    assert set(dataset["actions"].frame["action"]) <= {"搭建甲", "搭建乙"}


def test_a_card_of_one_campaign_with_its_days_in_one_cell() -> None:
    card = (
        ["活动名称", "618大促"],
        ["活动时间", "6月10日-6月18日"],
        ["投入（万元）", 12],
        ["GMV（万元）", 80],
        ["参与人数", 900],
    )
    _, dataset, findings = read(sheet("活动复盘", *card))
    row = dataset["campaigns"].frame.iloc[0]
    assert (row["campaign_id"], row["revenue"], row["participants"]) == ("618大促", 800_000, 900)
    assert (row["start"].day, row["end"].day) == (10, 18)
    assert not troubles(findings)
