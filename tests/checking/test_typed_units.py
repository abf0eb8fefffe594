"""Units that stand in the cells of numbers: 3.5小时, 45min, 30家."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import read, rows

MONTHS = ["指标", "5月", "6月"]


@pytest.mark.parametrize(
    ("cells", "meant", "unit"),
    [
        (("3.5小时", "3.2小时"), (3.5, 3.2), "hours"),
        (("3.5h", "3.2h"), (3.5, 3.2), "hours"),
        (("45分钟", "3小时"), (0.75, 3.0), "hours"),
        (("2小时", "45min"), (120, 45), "minutes"),
        (("1天", "20小时"), (24, 20), "hours"),
    ],
)
def test_times_of_a_metric_of_ones_own_are_in_one_unit(
    cells: tuple[str, str], meant: tuple[float, float], unit: str
) -> None:
    _, dataset, findings = read(sheet("核心指标", MONTHS, ["退件处理时长", *cells]))
    assert dataset["kpi"].frame["actual"].tolist() == pytest.approx(meant)
    assert dataset["metric_defs"].frame["unit"].tolist() == [unit]
    assert ("unit_differs" in codes(findings)) == (meant[0] != float(cells[0].rstrip("小时分钟天hmin")))


def test_things_are_counted_in_their_own_words_but_money_and_rates_are_not() -> None:
    page = sheet("核心指标", MONTHS, ["门店数", "30家", "32家"], ["总营收", 30, "32户"], ["退款率", "3家", "4%"])
    _, dataset, findings = read(page)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "门店数"] == {"actual": 32}
    unfit = [one for one in findings if one.code == "unit_unfit"]
    assert sorted(place for one in unfit for place in places(one)) == ["B4", "C3"]


def test_a_count_beside_money_of_a_channel_is_refused() -> None:
    page = sheet("渠道", ["月份", "渠道", "新增用户", "费用"], ["2025-06", "直营", "32户", "3户"])
    assert places(only(read(page)[2], "unit_unfit")) == ["D2"]


@pytest.mark.parametrize(
    ("name", "cells", "is_told"),
    [
        ("新增用户", (0.3, 0.32), True),
        ("订单数", (3.2, 4), True),
        ("新增用户", ("0.3万", "0.32万"), False),
        ("人均订单数", (2.2, 2.3), False),
        ("日均活跃用户", (33.5, 34.5), False),
        ("付费转化率", ("4.5%", "4.8%"), False),
    ],
)
def test_small_numbers_of_people_with_decimals_are_told(name: str, cells: tuple[object, object], is_told: bool) -> None:
    findings = read(sheet("核心指标", MONTHS, [name, *cells]))[2]
    assert ("not_whole" in codes(findings)) == is_told
