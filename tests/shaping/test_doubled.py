"""Two columns of one thing that never both say it are one."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tests.checking.sheets import codes, sheet
from tests.shaping.test_layouts import N, read, rows

HEAD = ["平台", "标题", "发布时间", "阅读量", "播放量", "点赞"]
FIRST, SECOND = ["公众号", "好物", "2025-06-03", 12_000, N, 300], ["抖音", "探店", "2025-06-05", N, 8_000, 200]


def test_reads_of_articles_beside_plays_of_videos() -> None:
    _, dataset, findings = read(sheet("6月内容", HEAD, FIRST, SECOND))
    table = dataset["contents"]
    assert [row["reads"] for row in rows(table, "title").values()] == [12_000, 8_000]
    assert [table.origin(row, "reads").cell for row in table.frame.index] == ["D2", "E3"]
    assert not {"duplicate_column", "missing_value"} & {*codes(findings)}


@pytest.mark.parametrize("both", [["公众号", "好物", "2025-06-03", 12_000, 11_000, 300]])
def test_two_numbers_of_one_row_are_asked_about(both: list[object]) -> None:
    assert "duplicate_column" in codes(read(sheet("6月内容", HEAD, both, SECOND))[2])


def test_numbers_in_two_units_are_asked_about() -> None:
    head = [*HEAD[:3], "阅读量（万）", *HEAD[4:]]
    assert "duplicate_column" in codes(read(sheet("6月内容", head, FIRST, SECOND))[2])


@pytest.mark.parametrize(
    ("day", "clock"),
    [("2025-06-03", "18:30"), (date(2025, 6, 3), time(18, 30)), ("2025年6月3日", "18点30分"), ("2025/6/3", "18：30")],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_time_beside_the_day(day: object, clock: object, is_turned: bool) -> None:
    names, said = ("发布日期", "发布时间"), (day, clock)
    head, line = (names[::-1], said[::-1]) if is_turned else (names, said)
    page = sheet("内容", ["平台", "标题", *head, "阅读量"], ["公众号", "好物", *line, 12_000])
    _, dataset, findings = read(sheet("报告信息", ["项目", "内容"], ["报告月份", "2025-06"]), page)
    table = dataset["contents"]
    assert table.frame["publish_at"].tolist() == [datetime(2025, 6, 3, 18, 30)]
    assert table.origin(0, "publish_at").cell == "C2:D2"
    assert "duplicate_column" not in codes(findings)
