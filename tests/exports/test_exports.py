"""Exports of other programs, each read with a mapping of a few lines (opsreport.toml beside them)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Sheet, Table
from opsreport.reading import read_file
from opsreport.settings import load_settings
from opsreport.shaping import shaped
from tests.exports import make

HERE = Path(__file__).parent
JUNE = Period.parse("2025-06")
SOURCES = load_settings(HERE, {}).sources


def read(name: str) -> tuple[Dataset, Findings]:
    """The tables of one export as June sees them, and what was found in it."""
    sheets, found = read_file(HERE / name)
    made = shaped(sheets, SOURCES, period=JUNE)
    return check(made.sheets, JUNE, (*found, *made.findings))


def rows_of(table: Table, *fields: str) -> list[tuple[object, ...]]:
    return [tuple(table.value(row, field) for field in fields) for row in table.frame.index.tolist()]


def troubles(findings: Findings) -> list[str]:
    """What else blocks than the tabs that the export alone does not bring."""
    return [one.code for one in findings if one.is_blocking and one.code not in ("missing_tab", "no_such_month")]


@pytest.mark.parametrize("name", make.FILES)
def test_the_exports_are_those_of_the_script(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(make.FILES[name]())
    assert _cells(read_file(tmp_path / name)[0]) == _cells(read_file(HERE / name)[0])


def _cells(sheets: Sequence[Sheet]) -> list[tuple[str, dict[object, object]]]:
    return [(sheet.name, {at: cell.value for at, cell in sheet.cells.items()}) for sheet in sheets]


def test_each_mapping_is_a_few_lines() -> None:
    text = (HERE / "opsreport.toml").read_text("utf-8")
    parts = text.split("[[source]]\n")[1:]
    assert len(parts) == len(make.FILES)
    lines = [[line for line in part.splitlines() if line and not line.startswith("#")] for part in parts]
    assert max(map(len, lines)) <= 7


# ── a collaborative table ──


def test_tasks_are_actions_with_their_people_days_and_progress() -> None:
    dataset, findings = read(make.TASKS_FILE)
    assert troubles(findings) == []
    fields = ("action", "owner", "status", "progress", "note")
    codes = {"进行中": "doing", "未开始": "todo", "已完成": "done", "延期": "late"}
    assert rows_of(dataset["actions"], *fields) == [
        (one.title, one.people, codes[one.status], one.progress, one.remark or None) for one in make.tasks()
    ]


def test_a_tasks_month_and_days_are_dates_however_they_are_written() -> None:
    table = read(make.TASKS_FILE)[0]["actions"]
    assert [value for (value,) in rows_of(table, "month")] == ["2025-07", "2025-07", "2025-06", "2025-06", "2025-07"]
    days = [(start.date(), due.date()) for start, due in rows_of(table, "start", "due")]  # type: ignore[attr-defined]
    assert days == [(one.start.date(), one.due.date()) for one in make.tasks()]


# ── an advertising back end ──


def test_plans_and_days_add_up_to_the_channels_month() -> None:
    dataset, findings = read(make.ADS_FILE)
    rows = make.ad_days()
    assert troubles(findings) == []
    (row,) = rows_of(dataset["channels"], "month", "channel_id", "visits", "new_users", "payers", "spend", "revenue")
    assert row[:2] == ("2025-06", "搜索引擎广告")
    assert row[2:] == pytest.approx(
        (
            sum(one.clicks for one in rows),
            sum(one.sign_ups or 0 for one in rows),
            sum(one.buyers or 0 for one in rows),
            sum(one.cost for one in rows),
            sum(one.sales or 0 for one in rows),
        )
    )


def test_the_typed_total_is_no_day_and_agrees() -> None:
    _, findings = read(make.ADS_FILE)
    (total,) = [one for one in findings if one.code.startswith("total_row")]
    assert (total.code, total.origins[0].cell) == ("total_row", "A36")


def test_the_header_may_be_named_and_need_not() -> None:
    sheets, _ = read_file(HERE / make.ADS_FILE)
    clicks = [(sum(one.clicks for one in make.ad_days()),)]
    for header in ((), (5,)):
        sources = tuple(replace(one, header=header) for one in SOURCES if one.file.startswith("推广"))
        dataset, _ = check(shaped(sheets, sources, period=JUNE).sheets, JUNE)
        assert rows_of(dataset["channels"], "visits") == clicks


def test_a_number_added_up_traces_to_all_its_cells() -> None:
    table = read(make.ADS_FILE)[0]["channels"]
    (place,) = table.places.values()
    assert len(place.cells("spend")) == len(make.ad_days())
    assert table.origin(next(iter(table.places)), "spend").cell == "G6:G35"


# ── a shop back end ──


def test_days_of_all_devices_add_up_and_those_of_one_are_left_out() -> None:
    dataset, findings = read(make.SHOP_FILE)
    rows = [one for one in make.shop_days() if one.device == "所有终端"]
    assert troubles(findings) == []
    (row,) = rows_of(dataset["channels"], "month", "channel_id", "visits", "new_users", "payers", "revenue")
    assert row[:2] == ("2025-06", "自营商城")
    assert row[2:] == pytest.approx(
        (
            sum(one.visitors for one in rows),
            sum(one.new_members for one in rows),
            sum(one.buyers for one in rows),
            sum(one.paid for one in rows),
        )
    )


# ── an official account ──


def test_articles_keep_their_titles_and_minutes() -> None:
    dataset, findings = read(make.ARTICLES_FILE)
    assert troubles(findings) == []
    got = rows_of(dataset["contents"], "title", "publish_at", "platform", "format", "reads", "shares", "likes")
    assert got == [
        (one.title, one.published, "公众号", "图文", one.reads, one.shares, one.likes)
        for one in reversed(make.articles())
    ]


def test_what_nobody_asked_for_is_noted_and_harms_nothing() -> None:
    _, findings = read(make.ARTICLES_FILE)
    (noted,) = [one for one in findings if one.code == "unknown_column"]
    assert noted.details["columns"] == "收藏人数 / 内容链接"


def test_four_exports_of_one_folder_are_read_together(tmp_path: Path) -> None:
    sheets = [sheet for name in make.FILES for sheet in read_file(HERE / name)[0]]
    made = shaped(sheets, SOURCES, period=JUNE)
    dataset, _ = check(made.sheets, JUNE, made.findings)
    assert {len(dataset[name]) for name in ("channels", "actions", "contents")} == {2, 5}
