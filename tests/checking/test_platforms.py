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


def test_where_no_name_says_it_a_line_of_settings_is_shown() -> None:
    regular = shaped([sheet("文章列表", *ROWS, file="导出.xlsx")], period=JUNE)
    missing = only(check(regular.sheets, JUNE, regular.findings)[1], "missing_column")
    assert missing.details["toml"] == (
        '[[source]] file = "导出.xlsx", sheet = "文章列表", table = "contents", constants = {platform = "公众号"}'
    )
