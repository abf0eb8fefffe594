"""Content calendars: what is not out yet has no reads, and none are missing."""

from __future__ import annotations

from datetime import date

import pytest

from opsreport.model.finding import Findings
from opsreport.model.table import Dataset
from tests.checking.sheets import checked, codes, only, places, sheet

HEADER = ("发布时间", "平台", "标题", "状态", "阅读量")
OUT = (date(2025, 6, 3), "公众号", "甲", "已发布", 1200)


def calendar(*rows: tuple[object, ...]) -> tuple[Dataset, Findings]:
    return checked(sheet("内容", HEADER, OUT, *rows))


@pytest.mark.parametrize("status", ["待发布", "未发布", "草稿", "排期", "已排期", "审核中", "取消", "scheduled"])
def test_what_is_not_out_is_left_out_with_a_note(status: str) -> None:
    dataset, findings = calendar((date(2025, 6, 28), "公众号", "乙", status, None))
    assert dataset["contents"].frame["title"].tolist() == ["甲"]
    note = only(findings, "not_published")
    assert (note.details["count"], note.details["seen"], places(note)) == ("1", status, ["C3"])
    assert "missing_value" not in codes(findings)


def test_a_day_after_the_month_says_the_same() -> None:
    dataset, findings = calendar((date(2025, 7, 2), "公众号", "乙", None, None))
    assert (len(dataset["contents"]), len(places(only(findings, "not_published")))) == (1, 1)


@pytest.mark.parametrize("status", ["已发布", "完成", None])
def test_reads_of_what_is_out_are_missed(status: str | None) -> None:
    assert places(only(calendar((date(2025, 6, 28), "公众号", "乙", status, None))[1], "missing_value")) == ["E3"]


def test_reads_count_whatever_the_status_says() -> None:
    dataset, findings = calendar((date(2025, 6, 28), "公众号", "乙", "待发布", 5))
    assert len(dataset["contents"]) == 2
    assert "not_published" not in codes(findings)
