"""Copied months, metrics that are gone, files that are versions of one another."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from opsreport.checking import check
from opsreport.checking.versions import base_name
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.table import Sheet
from tests.checking.sheets import CHANNEL_HEADER, JUNE, checked, codes, kpi, metric, only, places, sheet

MAY = [("2025-05", f"渠道{i}", "付费", 100 * i + 7, 10 * i + 1, 5 * i, 1000 * i, 300 * i) for i in (1, 2, 4, 9)]
JUNES = [("2025-06", f"渠道{i}", "付费", 100 * i, 10 * i, 6 * i, 1100 * i, 310 * i) for i in (1, 2, 4, 9)]
TOTAL = kpi(metric("总营收", 17_600))


def channels(copied: int, *, field: int = 3) -> Sheet:
    """The channels with so many of June's numbers of one column as in May."""
    old = [(*may[:field], june[field], *may[field + 1 :]) for may, june in zip(MAY, JUNES, strict=True)]
    return sheet("渠道", CHANNEL_HEADER, *old[:copied], *MAY[copied:], *JUNES)


@pytest.mark.parametrize(("copied", "is_told"), [(0, False), (3, False), (4, True)])
def test_a_column_copied_from_last_month_is_told_with_both_ranges(copied: int, is_told: bool) -> None:
    findings = checked(TOTAL, channels(copied))[1]
    assert codes(findings) == (["values_copied"] if is_told else [])
    if is_told:
        one = only(findings, "values_copied")
        assert one.severity is Severity.warn
        assert places(one) == ["D6:D9", "D2:D5"]
        assert (one.details["count"], one.details["month"], one.details["before"]) == ("4", "2025-06", "2025-05")


def test_two_numbers_may_be_the_same_by_chance() -> None:
    same = [(*may[:3], *june[3:]) for may, june in zip(MAY, JUNES, strict=True)][:2]
    findings = checked(kpi(metric("总营收", 3_300)), sheet("渠道", CHANNEL_HEADER, *same, *JUNES[:2]))[1]
    assert "values_copied" not in codes(findings)


def test_numbers_of_many_digits_are_not_the_same_by_chance() -> None:
    names = ("总营收", "GMV", "月活跃用户", "支付成功率")
    months = (("2025-05", "91.2%"), ("2025-06", "91.3%"))
    rows = [
        metric(name, value, month=month)
        for month, rate in months
        for name, value in zip(names, (9_012_345, 1_912_345, 98_761, rate), strict=True)
    ]
    one = only(checked(kpi(*rows))[1], "values_copied")
    assert (one.details["count"], one.details["column"]) == ("3", "实际")


def test_a_row_copied_from_last_month_is_told_with_its_name() -> None:
    may = [("2025-05", "抖音", "付费", 10_123, 1_001, 203), ("2025-05", "快手", "付费", 20_345, 2_003, 305)]
    june = [("2025-06", *may[0][1:]), ("2025-06", "快手", "付费", 21_456, 2_104, 307)]
    one = only(checked(TOTAL, sheet("渠道", CHANNEL_HEADER[:6], *may, *june))[1], "values_copied")
    assert (one.details["count"], one.details["column"]) == ("3", "抖音")


def metrics(numbers: Sequence[tuple[str, object, object]]) -> list[Finding]:
    """What is said of metrics with those numbers in May and June."""
    may = [metric(name, before, month="2025-05") for name, before, _ in numbers]
    findings = checked(kpi(*may, *(metric(name, now) for name, _, now in numbers)))[1]
    return [one for one in findings if one.code in ("not_updated", "values_copied")]


def test_most_of_a_few_metrics_that_are_last_months_are_told() -> None:
    same = [(name, one, one) for name, one in (("新增注册用户数", 960), ("总营收", 101_234), ("月活跃用户", 51_234))]
    (one,) = metrics([*same, ("复购率", "21.3%", "21.3%"), ("客单价", 123.4, 130.4), ("投诉率", "0.87%", "0.91%")])
    assert (one.code, one.details["count"], places(one)) == ("values_copied", "4", ["E8:E11", "E2:E5"])


def test_two_metrics_of_two_are_told_where_digits_enough_are_the_same() -> None:
    (one,) = metrics([("新增注册用户数", 960, 960), ("总营收", 101_234, 101_234)])
    assert (one.code, one.details["rows"], places(one)) == ("not_updated", "2", ["E4:E5"])
    assert metrics([("净推荐值", 40, 40), ("在职人数", 26, 26)]) == []


def test_metrics_that_stay_for_good_are_no_copies() -> None:
    moved = [("总营收", 101_234, 98_761), ("月活跃用户", 51_234, 50_118), ("客单价", 123.4, 130.4)]
    stable = [
        ("门店数", 1_523, 1_523),
        ("在职人数", 26, 26),
        ("支付成功率", "98.5%", "98.5%"),
        ("好评率", "97.1%", "97.1%"),
    ]
    assert metrics([*moved, *stable]) == []


def test_a_full_row_of_round_numbers_is_a_copy_and_one_of_few_small_ones_is_not() -> None:
    may = [("2025-05", "抖音", "付费", 5_000, 500, 50, 40_000, 10_000), ("2025-05", "快手", "付费", 7, 3, 1, 0, 0)]
    moved = ("微博", "付费", 900, 80, 7, 600, 500), ("微博", "付费", 910, 84, 8, 610, 520)
    may, june = [*may, ("2025-05", *moved[0])], [*(("2025-06", *row[1:]) for row in may), ("2025-06", *moved[1])]
    one = only(checked(TOTAL, sheet("渠道", CHANNEL_HEADER[:8], *may, *june))[1], "values_copied")
    assert (one.details["count"], one.details["column"], places(one)) == ("5", "抖音", ["D5:H5", "D2:H2"])


def test_a_copied_tab_is_told_with_all_its_cells() -> None:
    rows = [("2025-05", *row[1:]) for row in JUNES]
    one = only(checked(TOTAL, sheet("渠道", CHANNEL_HEADER, *rows, *JUNES))[1], "not_updated")
    assert places(one) == ["D6:H9"]


def test_zeros_are_no_copy() -> None:
    rows = [(*row[:7], 0) for row in (*MAY, *JUNES)]
    assert codes(checked(TOTAL, sheet("渠道", CHANNEL_HEADER, *rows))[1]) == []


def test_a_copied_tab_is_told_once() -> None:
    rows = [("2025-05", *row[1:]) for row in JUNES]
    assert codes(checked(TOTAL, sheet("渠道", CHANNEL_HEADER, *rows, *JUNES))[1]) == ["not_updated"]


def test_a_metric_without_a_row_this_month_is_told_where_it_last_stood() -> None:
    rows = (metric("总营收", 11_000), metric("总营收", 9_000, month="2025-05"), metric("净推荐值", 40, month="2025-05"))
    one = only(checked(kpi(*rows))[1], "metric_without_row")
    assert one.details["metric"] == "净推荐值"
    assert places(one) == ["B4"]


def test_a_metric_that_was_gone_before_is_not_told_again() -> None:
    rows = (metric("总营收", 11_000), metric("净推荐值", 40, month="2025-04"))
    assert "metric_without_row" not in codes(checked(kpi(*rows))[1])


@pytest.mark.parametrize(
    "name",
    [
        "渠道 - 副本.xlsx",
        "渠道的副本.xlsx",
        "渠道（1）.xlsx",
        "渠道 (2).xlsx",
        "渠道_最终版.xlsx",
        "渠道最终版2.xlsx",
        "渠道-终稿.xlsx",
        "渠道V3.xlsx",
        "渠道_v2.1.xlsx",
        "渠道_修改版3_最终.xlsx",
        "渠道 第2版.xls",
        "副本渠道.xlsx",
    ],
)
def test_a_version_has_the_name_of_its_file(name: str) -> None:
    assert base_name(name) == "渠道"


@pytest.mark.parametrize(
    "name", ["渠道2025-06.xlsx", "渠道6月.xlsx", "渠道0630.xlsx", "新渠道.xlsx", "tv3news.xlsx", "v3.xlsx"]
)
def test_another_name_is_another_file(name: str) -> None:
    assert base_name(name) not in ("渠道", "tvnews", "")


@pytest.mark.parametrize(
    ("names", "keep"),
    [
        (("渠道.xlsx", "渠道 - 副本.xlsx"), "渠道.xlsx"),
        (("渠道.xlsx", "渠道v2.xlsx", "渠道v10.xlsx"), "渠道v10.xlsx"),
        (("渠道v3.xlsx", "渠道最终版.xlsx"), "渠道最终版.xlsx"),
        (("渠道(1).xlsx", "渠道v2.xlsx"), "渠道v2.xlsx"),
        (("渠道终稿.xlsx", "渠道终稿2.xlsx"), "渠道终稿2.xlsx"),
        (("渠道.xlsx", "渠道最新.xlsx"), "渠道最新.xlsx"),
    ],
)
def test_versions_are_told_with_the_one_to_keep(names: tuple[str, ...], keep: str) -> None:
    sheets = [Sheet(name, "随手记", {}) for name in names[:-1]]
    broken = Finding("broken_zip", Severity.block, (Origin(names[-1]),), {"file": names[-1]})
    findings = check(sheets, JUNE, (broken,))[1]
    one = only(findings, "file_versions")
    assert (one.details["keep"], one.details["choice"]) == (keep, "named")
    assert set(one.details["others"].split(" / ")) == set(names) - {keep}
    assert [origin.file for origin in one.origins] == list(names)


@pytest.mark.parametrize(
    "names",
    [("渠道-终稿2.xlsx", "渠道 最新.xlsx"), ("渠道v3.xlsx", "渠道最新.xlsx"), ("渠道终稿.xlsx", "渠道定稿.xlsx")],
)
def test_where_names_do_not_tell_the_last_version_none_is_chosen(names: tuple[str, ...]) -> None:
    findings = check([Sheet(name, "随手记", {}) for name in names], JUNE)[1]
    assert only(findings, "file_versions").details["choice"] == "open"


def versions(*months: Sequence[str]) -> list[Finding]:
    """What is said of the names of 运营_v1, _v2 … with 总营收 or another metric in those months, one about-sheet."""
    about = [sheet("报告信息", ("项目", "内容"), ("报告月份", "2025-06"), file=f"运营_v{at}.xlsx") for at in (1, 2)]
    books = [
        kpi(*(metric(("总营收", "GMV")[at - 1], 11_000, month=month) for month in own), file=f"运营_v{at}.xlsx")
        for at, own in enumerate(months, 1)
    ]
    return [one for one in checked(*books, *about)[1] if one.code == "file_versions"]


def test_files_without_a_month_in_common_are_no_versions() -> None:
    assert versions(["2025-04"], ["2025-05", "2025-06"]) == []


def test_the_last_version_that_lacks_a_month_of_another_is_not_told_to_be_all() -> None:
    (one,) = versions(["2025-04", "2025-05"], ["2025-05", "2025-06"])
    assert (one.details["keep"], one.details["choice"]) == ("运营_v2.xlsx", "partial")
    (one,) = versions(["2025-05"], ["2025-05", "2025-06"])
    assert one.details["choice"] == "named"


def test_a_sheet_that_both_versions_have_cell_by_cell_is_in_both() -> None:
    books = [kpi(metric("总营收", 11_000), file=f"运营{mark}.xlsx") for mark in ("", " - 副本")]
    assert only(checked(*books)[1], "file_versions").details["choice"] == "named"
