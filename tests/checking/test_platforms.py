"""Articles without a column for their platform."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, only, sheet

ROWS = (("标题", "发布时间", "阅读量"), ("甲", "2025-06-03 20:00", 1200), ("乙", "2025-06-10 12:00", 2200))


@pytest.mark.parametrize(
    ("file", "title", "platform", "said"),
    [
        ("公众号文章导出.xlsx", "Sheet1", "公众号", "公众号文章导出.xlsx"),
        ("导出.xlsx", "小红书", "小红书", "小红书"),
        ("公众号.xlsx", "抖音内容", "抖音", "抖音内容"),
    ],
)
def test_the_name_of_the_sheet_or_file_says_the_platform(file: str, title: str, platform: str, said: str) -> None:
    regular = shaped([sheet(title, *ROWS, file=file)], period=JUNE)
    dataset, findings = check(regular.sheets, JUNE, regular.findings)
    assert set(dataset["contents"].frame["platform"]) == {platform}
    note = only(findings, "platform_from_name")
    assert (note.details["seen"], note.details["meant"]) == (said, platform)


def test_where_no_name_says_it_the_articles_are_read_without_one() -> None:
    regular = shaped([sheet("文章列表", *ROWS, file="导出.xlsx")], period=JUNE)
    dataset, findings = check(regular.sheets, JUNE, regular.findings)
    assert set(dataset["contents"].frame["platform"]) == {"未注明"}
    assert only(findings, "platform_unknown").details["count"] == "2"


def test_one_article_without_a_platform_is_said_alone() -> None:
    rows = (
        ("标题", "平台", "发布时间", "阅读量"),
        ("甲", "公众号", "2025-06-03 20:00", 1200),
        ("乙", None, "2025-06-10", 2200),
    )
    dataset, findings = check(shaped([sheet("内容", *rows)], period=JUNE).sheets, JUNE)
    assert list(dataset["contents"].frame["platform"]) == ["公众号", "未注明"]
    assert [str(one) for one in only(findings, "platform_unknown").origins] == ["运营.xlsx › 内容!B3"]


def test_accounts_that_name_their_platforms_are_platforms() -> None:
    rows = (
        ("日期", "账号", "标题", "播放量"),
        ("6月3日", "青禾抖音号", "甲", 1200),
        ("6月10日", "小禾(小红书)", "乙", 2200),
    )
    dataset, _ = check(shaped([sheet("内容种草", *rows)], period=JUNE).sheets, JUNE)
    assert list(dataset["contents"].frame["platform"]) == ["抖音号", "小红书"]
