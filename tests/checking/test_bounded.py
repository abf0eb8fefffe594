"""Targets typed as bounds, and retention that is not due yet."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.checking.bounded import bound_in
from tests.checking.sheets import JUNE, codes, only, places, sheet

HEAD = ["月份", "指标", "单位", "目标", "实际", "越低越好"]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("≥4%", ("4%", "at_least")), (">= 4%", ("4%", "at_least")), ("不低于100", ("100", "at_least")),
        ("100以上", ("100", "at_least")), ("100及以上", ("100", "at_least")), ("1.2w+", ("1.2w", "at_least")),
        ("≤0.65%", ("0.65%", "at_most")), ("不超过 24", ("24", "at_most")), ("24以内", ("24", "at_most")),
        ("控制在24以内", ("24", "at_most")), ("24", None), ("-4%", None), ("＋3", None),
    ],
)  # fmt: skip
def test_what_a_bound_is(text: str, bound: tuple[str, str] | None) -> None:
    assert bound_in(text) == bound


def test_a_bound_that_points_the_right_way_is_the_target_and_is_listed() -> None:
    page = sheet(
        "核心指标", HEAD, ["2025-06", "付费转化率", "%", "≥4%", "4.5%"],
        ["2025-06", "物流投诉率", "%", "≤0.65%", "0.6%"], ["2025-06", "客诉关闭时长", "小时", "24以内", 20, "是"],
    )  # fmt: skip
    dataset, findings = check([page], JUNE)
    assert dataset["kpi"].frame["target"].tolist() == pytest.approx([0.04, 0.0065, 24])
    forms = {one.details["form"]: places(one) for one in findings if one.code == "value_coerced"}
    assert (forms["at_least"], forms["at_most"]) == (["D2"], ["D3:D4"])
    assert "not_a_number" not in codes(findings)


def test_a_bound_that_points_the_other_way_is_refused() -> None:
    page = sheet(
        "核心指标", HEAD, ["2025-06", "总营收", "元", "≤100", 90], ["2025-06", "物流投诉率", "%", "≥0.65%", "0.6%"]
    )
    dataset, findings = check([page], JUNE)
    assert places(only(findings, "not_a_number")) == ["D2:D3"]
    assert dataset["kpi"].frame["target"].isna().all()


def test_a_bound_says_which_way_is_better_of_a_metric_that_nobody_knows() -> None:
    rows = ["2025-06", "遗失件（PPM）", "", "≤5", 4.2], ["2025-06", "到课热度", "", "≥5", 4.2]
    dataset, _ = check([sheet("核心指标", HEAD, *rows)], JUNE)
    assert dataset["kpi"].frame["target"].tolist() == [5, 5]
    assert dataset["metric_defs"].frame["direction"].tolist() == ["down", "up"]


def test_an_actual_is_no_bound() -> None:
    page = sheet("核心指标", HEAD, ["2025-06", "总营收", "元", 100, "≥90"])
    assert places(only(check([page], JUNE)[1], "not_a_number")) == ["E2"]


def test_retention_whose_days_have_not_passed_is_not_missing() -> None:
    rows = ["2025-06", "30日留存率", "%", None, "-"], ["2025-06", "总营收", "元", None, "-"]
    page = sheet("核心指标", HEAD, *rows)
    assert places(only(check([page], JUNE)[1], "missing_value")) == ["E3"]
