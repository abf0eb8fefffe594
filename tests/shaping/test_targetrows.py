"""Months down and metrics across, with rows of targets, last year and totals below the months."""

from __future__ import annotations

import pytest

from tests.checking.sheets import only, places, sheet
from tests.shaping.test_layouts import address, read, rows, troubles

HEAD = ["月份", "租金收入", "新签", "出租率"]
MONTHS = (
    ["2025-04", 3_310, 228, 0.92],
    ["2025-05", 3_352, 231, 0.93],
    ["2025-06", 3_405, 236, 0.94],
)


def test_targets_and_last_year_below_the_months() -> None:
    below = ["6月目标", 3_450, 240, 0.95], ["去年同期", 3_000, 200, 0.91], ["合计", 10_067, 695, "–"]
    _, dataset, findings = read(sheet("运营总表", HEAD, *MONTHS, *below))
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "租金收入"] == {"target": 3_450, "actual": 3_405}
    assert found["2025-06", "出租率"] == {"target": 0.95, "actual": 0.94}
    assert found["2024-06", "新签"] == {"actual": 200}
    assert found["2025-04", "新签"] == {"actual": 228}
    assert address(dataset["kpi"], 0, "actual") == "B2"
    assert set(troubles(findings)) <= {"missing_cause", "direction_assumed", "total_row", "rate_without_unit"}


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        ([["销售额", 9], ["目标", 10], ["完成率", "90%"]], "目标 / 完成率"),
        ([["销售额实际", 9], ["销售额目标", 10]], "销售额目标"),
        ([["客单价", 9], ["客单价预算", 10]], "客单价预算"),
        ([["今年GMV", 9], ["同期GMV", 8], ["年度目标", 50]], "今年GMV / 同期GMV / 年度目标"),
        ([["本月GMV", 9], ["去年同期GMV", 8], ["累计销售额", 50]], "本月GMV / 去年同期GMV / 累计销售额"),
        ([["销售额", 9], ["招生计划", 10], ["预算执行率", "90%"]], ""),
    ],
)
def test_rows_named_by_a_measure_are_said_to_be_read_as_metrics(lines: list[list[object]], seen: str) -> None:
    _, _, findings = read(sheet("核心指标2025年6月", ["指标", "实际"], *lines))
    assert [one.details["seen"] for one in findings if one.code == "measure_as_metric"] == [seen][: bool(seen)]


@pytest.mark.parametrize(("scale", "expected"), [(1, {"target": 3_450, "actual": 3_405}), (12, {"actual": 3_405})])
def test_a_target_without_a_month_is_the_last_ones_if_it_is_like_it(scale: int, expected: dict[str, float]) -> None:
    _, dataset, findings = read(sheet("运营总表", HEAD[:3], *(row[:3] for row in MONTHS), ["目标", 3_450 * scale, 240]))
    assert rows(dataset["kpi"], "metric_id")["2025-06", "租金收入"] == expected
    if scale > 1:
        assert places(only(findings, "column_without_month")) == ["A5"]


@pytest.mark.parametrize(("title", "count"), [("运营总表", 9), ("浦江店", 0)])
def test_months_alone_of_metrics_nobody_knows_are_read_where_the_title_speaks_of_all(title: str, count: int) -> None:
    _, dataset, _ = read(sheet(title, HEAD, *MONTHS))
    assert len(dataset["kpi"].frame) == count


@pytest.mark.parametrize("title", ["渠道", "抖音", "留存"])
def test_a_title_of_another_thing_keeps_its_months_out_of_the_key_metrics(title: str) -> None:
    _, dataset, _ = read(sheet(title, HEAD, *MONTHS, ["6月目标", 3_450, 240, 0.95]))
    assert dataset["kpi"].frame.empty


@pytest.mark.parametrize(
    "head",
    [["月份", "总营收", "总营收目标", "原因", "下一步"], ["月份", "总营收", "目标", "原因", "下一步"]],
)
def test_what_is_noted_of_a_month_stays_that_months(head: list[object]) -> None:
    lines = ["2025-05", 320, 330, "天气", "加投"], ["2025-06", 330, 340, "缺货", None]
    _, dataset, findings = read(sheet("核心指标", head, *lines))
    said = dataset["commentary"].frame[["month", "object_id", "kind", "text"]].to_numpy().tolist()
    assert sorted(said) == [
        ["2025-05", "revenue", "cause", "天气"],
        ["2025-05", "revenue", "next", "加投"],
        ["2025-06", "revenue", "cause", "缺货"],
    ]
    assert str(dataset["commentary"].origin(0, "text")) == "运营.xlsx › 核心指标!D2"
    assert not troubles(findings)


def test_targets_with_the_owner_of_their_metric_are_its_targets() -> None:
    lines = ["总营收", "张三", 320, 350], ["总营收目标", "张三", 330, 340], ["订单数", "李四", 30, 35]
    _, dataset, _ = read(sheet("核心指标", ["指标", "负责人", "5月", "6月"], *lines))
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"target": 340, "actual": 350}


def test_remarks_beside_one_metric_with_months_down_are_no_names() -> None:
    page = sheet("核心指标", ["月份", "总营收", "备注"], ["2025-05", 320, "五一大促"], ["2025-06", 350, "618大促"])
    assert rows(read(page)[1]["kpi"], "metric_id")["2025-06", "revenue"] == {"actual": 350}
