"""Rows inside other rows, or made of those beside them, are counted once, and it is said."""

from __future__ import annotations

import pytest

from opsreport.model.number import Number
from tests.checking.sheets import checked, codes, only, places, sheet

HEADER = ("月份", "渠道", "新增用户", "收入", "费用")
A, B, C = (120, 50210, 3610), (66, 20030, 665), (57, 9140, 521)
A_AND_B = (186, 70240, 4275)


def _channels(*rows: tuple[object, ...]) -> list[str]:
    return checked(_sheet(*rows))[0]["channels"].frame["channel_id"].tolist()


def _sheet(*rows: tuple[object, ...]):  # type: ignore[no-untyped-def]
    return sheet("渠道", HEADER, *(("2025-06", name, *numbers) for name, *numbers in rows))


@pytest.mark.parametrize("mark", ["其中：", "其中", "├ ", "└─", "- ", " 其中:"])
def test_a_part_of_the_row_above_is_not_counted_again(mark: str) -> None:
    rows = (("抖音", *A), (f"{mark}自播", 80, 30000, 2000), (f"{mark}达播", 30, 20000, 1600), ("美团", *B))
    dataset, findings = checked(_sheet(*rows))
    assert dataset["channels"].frame["channel_id"].tolist() == ["抖音", "美团"]
    told = only(findings, "derived_row")
    assert (told.details["made"], places(told)) == ("part", ["B3:B4"])


@pytest.mark.parametrize(
    "rows",
    [
        (("线上渠道", *A_AND_B), ("抖音", *A), ("美团", *B), ("线下渠道", *C), ("地推", *C)),
        (("抖音", *A), ("美团", *B), ("线上渠道", *A_AND_B), ("地推", *C), ("线下渠道", *C)),
        (("线上渠道", *A_AND_B), ("  抖音", *A), ("  美团", *B), ("地推", *C)),
        (("线上渠道", *A_AND_B), ("├抖音", *A), ("└美团", *B), ("地推", *C)),
        (("全司", 243, 79380, 4796), ("线上渠道", *A_AND_B), ("抖音", *A), ("美团", *B), ("地推", *C)),
    ],
)
def test_a_row_that_the_rows_beside_it_come_to_is_a_subtotal(rows: tuple[tuple[object, ...], ...]) -> None:
    dataset, findings = checked(_sheet(*rows))
    names = dataset["channels"].frame["channel_id"].tolist()
    assert [name.removeprefix("线下") for name in names] == ["抖音", "美团", "地推"]
    told = [one for one in findings if one.code == "row_equals_sum"]
    assert {one.details["taken"] for one in told} == {"out"}
    assert {"线上渠道", "线下渠道", "全司"} >= {one.details["name"] for one in told}


def test_a_sum_that_may_be_chance_is_told_and_left() -> None:
    rows = (("线上渠道", 186, "", ""), ("抖音", 120, "", ""), ("美团", 66, "", ""))
    names, findings = _channels(*rows), checked(_sheet(*rows))[1]
    assert names == ["线上渠道", "抖音", "美团"]
    assert only(findings, "row_equals_sum").details["taken"] == "own"


@pytest.mark.parametrize(
    "rows",
    [
        (("抖音", *A), ("抖音二店", *A), ("美团", *B), ("地推", *C)),  # the same row twice is no sum
        (("抖音", 30, 50, ""), ("美团", 20, 30, ""), ("地推", 10, 20, "")),  # numbers so short come to much
        (("抖音", *A), (" 美团", *B), ("地推", *C)),  # a stray space
        (("抖音", *A), ("- 美团", 130, 20, 3), ("地推", *C)),  # more than what it is drawn under
    ],
)
def test_rows_that_only_look_so_are_rows_of_their_own(rows: tuple[tuple[object, ...], ...]) -> None:
    findings = checked(_sheet(*rows))[1]
    assert len(_channels(*rows)) == len(rows)
    assert not {"row_equals_sum", "part_unclear", "derived_row"} & {*codes(findings)}


@pytest.mark.parametrize("names", [("其中：自播", "其中：达播"), ("　自播", "　达播")])
def test_parts_that_do_not_settle_are_told_and_left(names: tuple[str, str]) -> None:
    more = 130 if names[0].startswith("其中") else 20
    rows = (("抖音", *A), (names[0], 80, 30000, 2000), (names[1], more, 20000, 1600), ("美团", *B))
    assert len(_channels(*rows)) == 4
    assert places(only(checked(_sheet(*rows))[1], "part_unclear")) == ["B3:B4", "B2"]


def test_a_subtotal_in_which_the_same_people_are_once_is_told_and_left() -> None:
    header = ("月份", "渠道", "访问量", "新增用户", "收入")
    rows = (("线上渠道", 1700, *A_AND_B[:2]), ("抖音", 1000, *A[:2]), ("美团", 900, *B[:2]))
    dataset, findings = checked(sheet("渠道", header, *(("2025-06", *row) for row in rows)))
    assert len(dataset["channels"]) == 3
    assert places(only(findings, "part_unclear")) == ["B3:B4", "B2"]


def test_campaigns_and_tiers_are_looked_at_too() -> None:
    campaigns = sheet(
        "活动", ("活动名称", "开始", "结束", "参与人数", "收入"),
        ("618", "2025-06-01", "2025-06-18", 1213, 50217),
        ("其中：预热", "2025-06-01", "2025-06-05", 813, 30110),
        ("爆发", "2025-06-06", "2025-06-18", 400, 20107),
    )  # fmt: skip
    tiers = sheet(
        "用户", ("月份", "类型", "名称", "人数", "收入"),
        *(("2025-06", "分层", *row) for row in [("会员", 4031, 7031), ("年卡", 3021, 5012), ("月卡", 1010, 2019)]),
    )  # fmt: skip
    dataset, _ = checked(campaigns, tiers)
    assert dataset["campaigns"].frame["campaign_id"].tolist() == ["618", "爆发"]
    assert dataset["activity_tiers"].frame["tier"].tolist() == ["年卡", "月卡"]


def test_the_total_row_is_compared_with_what_is_counted() -> None:
    rows = (("线上渠道", *A_AND_B), ("抖音", *A), ("美团", *B), ("地推", *C), ("合计", 243, 79380, 4796))
    dataset, findings = checked(_sheet(*rows))
    total: Number = dataset["channels"].total("revenue", dataset["channels"].schema.field("revenue").unit)
    assert total.amount == 79380
    assert {"total_row", "total_row_differs"} & {*codes(findings)} == {"total_row"}


@pytest.mark.parametrize(("seen", "code"), [(200, "total_row"), (210, "total_row_differs")])
def test_a_subtotal_above_its_parts_is_compared_with_them(seen: int, code: str) -> None:
    head = ["月份", "渠道", "类型", "访问量", "新增用户", "收入", "费用"]
    lines = (
        ["2025-06", "付费小计", None, 2_000, seen, 13_000, 5_000],
        ["2025-06", "其中：百度", "付费", 1_000, 100, 6_000, 3_000],
        ["2025-06", "抖音投流", "付费", 1_000, 100, 7_000, 2_000],
        ["2025-06", "自然搜索", "自然", 500, 60, 1_000, 0],
    )
    dataset, findings = checked(sheet("渠道", head, *lines))
    assert {"total_row", "total_row_differs"} & {*codes(findings)} == {code}
    assert dataset["channel_defs"].frame["name"].tolist() == ["百度", "抖音投流", "自然搜索"]
