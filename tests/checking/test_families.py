"""Tables of channels without their kind, or without what the pages count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from opsreport.model.finding import Findings
from opsreport.model.table import Dataset
from opsreport.schemas.families import family_said
from tests.checking.sheets import CHANNEL_HEADER, checked, codes, only, sheet

HEADER = ("月份", "渠道", "访问量", "新增用户")
OTHERWISE = {"missing_tab", "kpi_from_channels", "tab_left_out", "no_such_month"}


def channels(*rows: Sequence[object], header: Sequence[str] = HEADER, name: str = "渠道") -> tuple[Dataset, Findings]:
    return checked(sheet(name, header, *rows))


def families(dataset: Dataset) -> dict[str, tuple[str, bool]]:
    frame = dataset["channel_defs"].frame
    return {row.channel_id: (row.family, row.is_paid) for row in frame.itertuples()}


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("SEM", "paid"),
        ("百度SEM", "paid"),
        ("信息流A平台", "paid"),
        ("Facebook Ads", "paid"),
        ("自然流量", "natural"),
        ("老带新", "fission"),
        ("线下地推/快闪", "offline"),
        ("合作伙伴(含职场平台)", "partner"),
        ("邮件营销", "other"),
        ("抖音", ""),
        ("付费会员", ""),
        ("广告合作", ""),
        ("semantic", ""),
    ],
)
def test_a_name_says_its_family_or_none(name: str, family: str) -> None:
    assert family_said(name) == family


def test_channels_without_their_kind_are_sorted_by_name_and_the_rest_is_no_advertising() -> None:
    dataset, findings = channels(("2025-06", "SEM", 10, 1), ("2025-06", "官网SEO", 8, 2), ("2025-06", "小明", 8, 2))
    assert families(dataset) == {
        "搜索引擎广告": ("paid", True), "官网SEO": ("natural", False), "小明": ("other", False)
    }  # fmt: skip
    assert only(findings, "family_assumed").details["names"] == "SEM → 付费 / 官网SEO → 自然"
    unknown = only(findings, "family_unknown")
    assert (unknown.details["names"], unknown.origins[0].cell) == ("小明", "B4")
    assert not {one.code for one in findings if one.is_blocking} - OTHERWISE


def test_a_kind_typed_once_holds_for_all_rows_of_the_channel() -> None:
    header = ("月份", "渠道", "类型", "访问量", "新增用户")
    rows = (("2025-05", "小明", "付费", 9, 1), ("2025-06", "小明", None, 10, 1), ("2025-06", "小红", "–", 10, 1))
    dataset, findings = channels(*rows, header=header)
    assert families(dataset) == {"小明": ("paid", True), "小红": ("other", False)}
    assert only(findings, "family_unknown").details["names"] == "小红"
    assert "missing_value" not in codes(findings)


def test_a_kind_in_other_words_is_read_with_a_note() -> None:
    dataset, findings = channels(("2025-06", "抖音", "信息流投放", 10, 1), header=("月份", "渠道", "类型", *HEADER[2:]))
    assert families(dataset) == {"抖音": ("paid", True)}
    coerced = only(findings, "value_coerced")
    assert (coerced.details["seen"], coerced.details["meant"]) == ("信息流投放", "付费")


def test_a_kind_that_cannot_be_read_is_told_once() -> None:
    _, findings = channels(("2025-06", "抖音", "裂変", 10, 1), header=("月份", "渠道", "类型", *HEADER[2:]))
    assert "unknown_category" in codes(findings)
    assert "family_unknown" not in codes(findings)


def test_without_visits_there_are_none_and_nothing_blocks() -> None:
    rows = (("2025-06", "SEM", "付费", 5, 300, 100), ("2025-06", "SEO", "自然", 4, 200, 0))
    dataset, findings = channels(*rows, header=("月份", "渠道", "类型", "新增用户", "收入", "费用"))
    assert dataset["channels"].total("visits").is_missing
    assert dataset["channels"].total("new_users").value == 9
    absent = only(findings, "column_absent")
    assert (absent.details["columns"], str(absent.origins[0])) == ("访问量", "运营.xlsx › 渠道!1:1")
    assert not {one.code for one in findings if one.is_blocking} - OTHERWISE


def test_a_column_that_is_there_is_to_be_filled() -> None:
    row = ("2025-06", "SEM", "付费", None, 5)
    assert only(channels(row, header=CHANNEL_HEADER)[1], "missing_value").details["column"] == "访问量"


def test_what_several_sheets_are_without_is_said_once() -> None:
    header = ("月份", "渠道", "类型", "新增用户")
    pages = [sheet("渠道", header, (m, "SEM", "付费", 1), file=f"{m}.xlsx") for m in ("2025-05", "2025-06")]
    assert len(only(checked(*pages)[1], "column_absent").origins) == 2
