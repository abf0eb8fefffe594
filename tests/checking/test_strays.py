"""Campaigns and articles that their dates put into another month than the report's are told once, with their cells."""

from __future__ import annotations

from datetime import datetime

import pytest

from opsreport.model.table import Sheet
from tests.checking.sheets import checked, codes, only, places, sheet

JUNES = ("618", "2025-06-01", "2025-06-18")
HEADER = ("活动名称", "开始", "结束", "参与人数")


def _campaigns(*days: tuple[str, str, str]) -> Sheet:
    return sheet("活动", HEADER, *((name, first, last, 300) for name, first, last in days))


def test_rows_of_the_months_around_the_report_are_told() -> None:
    rows = (
        ("预热", "2025-05-25", "2025-05-31"),
        ("618", "2025-06-01", "2025-06-18"),
        ("暑促", "2025-06-20", "2025-07-05"),
    )
    told = only(checked(_campaigns(*rows))[1], "other_month")
    assert (told.details["seen"], places(told)) == ("预热 → 2025-05 / 暑促 → 2025-07", ["A2", "A4"])


@pytest.mark.parametrize(
    "rows",
    [
        (("预热", "2025-06-01", "2025-06-05"), ("618", "2025-06-01", "2025-06-18")),
        (("三八", "2025-03-01", "2025-03-08"), ("五一", "2025-05-01", "2025-05-05"), JUNES),
        (("5月会员日", "2025-05-10", "2025-05-12"), ("五月特卖", "2025-05-20", "2025-05-21"), JUNES),
        (("预热", "2025-05-02", "2025-05-09"), ("母亲节", "2025-05-10", "2025-05-12"), JUNES),  # May is there as well
        (("预热", "2025-05-25", "2025-05-31"),),  # the month has none at all, which is said of it
    ],
)
def test_lists_of_several_months_and_names_that_say_theirs_are_not(rows: tuple[tuple[str, str, str], ...]) -> None:
    assert "other_month" not in codes(checked(_campaigns(*rows))[1])


def test_content_is_told_by_its_day_unless_the_list_says_months() -> None:
    rows = [("公众号", "甲", datetime(2025, 5, 28), 1200), ("公众号", "乙", datetime(2025, 6, 12), 800)]
    header = ("平台", "标题", "发布时间", "阅读")
    assert places(only(checked(sheet("内容", header, *rows))[1], "other_month")) == ["B2"]
    dated = sheet(
        "内容", ("月份", *header), *(("2025-05" if at == 0 else "2025-06", *row) for at, row in enumerate(rows))
    )
    assert "other_month" not in codes(checked(dated)[1])
