"""Retention in bare numbers: of 1,300 who came 44 are people, or 44 %."""

from __future__ import annotations

import pytest

from opsreport.model.finding import Severity
from tests.checking.sheets import only, places, sheet
from tests.shaping.test_layouts import N, read, troubles
from tests.shaping.test_users import FILE, METRICS, page


def triangle(*days: str, first: float = 45) -> list[list[object]]:
    return [["注册月", "新增用户", *days], ["2025-05", 1200, first, 21], ["2025-06", 1300, 44, N]]


def test_numbers_that_may_be_people_or_percent_are_asked_about() -> None:
    _, _, findings = read(METRICS, page("留存", *triangle("次日", "7日")))
    one = only(findings, "ambiguous_value")
    assert (one.severity, places(one)) == (Severity.block, ["C2:C3,D2"])
    assert (one.details["one"], one.details["other"]) == ("45人（1,200人的 3.75%）", "45%")


@pytest.mark.parametrize(
    ("came", "stayed", "is_asked"),
    [
        (130, [44, 20, 11], True),
        (60, [45, 25, 12], True),  # 27, 15 and 7 of them
        (60, [44, 20, 11], False),  # 26 of 60 are 43 %, 27 are 45 %
        (60, [44.2, 20, 11], True),  # no people
        (12, [7, 4, 2], False),
    ],
)
def test_of_few_who_came_only_some_percentages_are_to_be_had(came: int, stayed: list[float], *, is_asked: bool) -> None:
    rows = [["注册月", "新增用户", "次日", "7日", "30日"], ["2025-06", came, *stayed]]
    assert ("ambiguous_value" in troubles(read(METRICS, page("留存", *rows))[2])) is is_asked


@pytest.mark.parametrize("days", [("次日（人）", "7日（人）"), ("次日留存人数", "7日留存人数")])
def test_headers_that_say_people_answer(days: tuple[str, str]) -> None:
    _, dataset, findings = read(METRICS, page("留存", *triangle(*days)))
    assert dataset["retention"].frame["retained"].tolist() == [45, 21, 44]
    assert troubles(findings) == []


@pytest.mark.parametrize("days", [("次日（%）", "7日（%）"), ("次日留存率", "7日留存率")])
def test_headers_that_say_rates_answer(days: tuple[str, str]) -> None:
    _, dataset, findings = read(METRICS, page("留存", *triangle(*days)))
    assert dataset["retention"].frame["retained"].tolist() == [540, 252, 572]
    kept = dataset["kpi"].where(metric_id="d1_ret")
    assert kept.frame["actual"].tolist() == pytest.approx([0.45, 0.44])
    assert "ambiguous_value" not in troubles(findings)


def test_numbers_above_a_hundred_are_people() -> None:
    _, _, findings = read(METRICS, page("留存", *triangle("次日", "7日", first=545)))
    assert troubles(findings) == []


@pytest.mark.parametrize(("typed", "is_asked"), [("3.4%", False), ("44%", True)])
def test_the_rate_of_the_core_metrics_tells_people(typed: str, is_asked: bool) -> None:
    core = sheet("核心指标", ["指标", "单位", "目标", "实际"], ["次日留存率", "%", N, typed], file=FILE)
    _, _, findings = read(core, page("留存", *triangle("次日", "7日")))
    assert ("ambiguous_value" in troubles(findings)) is is_asked
