"""The optional tab 点评: read where it is there, not missed where it is not, newer than the words beside numbers."""

from __future__ import annotations

import io

import openpyxl
import pytest

from opsreport.model.period import Period
from opsreport.model.spelling import name_key
from opsreport.model.table import Dataset, Sheet
from opsreport.reading.forms import starter_bytes
from opsreport.schemas import OPTIONAL, SCHEMAS, STARTER, TABS
from tests.checking.sheets import CHANNEL_HEADER, checked, codes, kpi, metric, only, places, sheet

HEADER = ("月份", "对象类型", "对象", "类别", "内容", "填写人")
TITLE = ("2025-06", "页面", "target/revenue", "标题", "收入高于目标", "王")


def remarks(*rows: tuple[object, ...], name: str = "点评", header: tuple[str, ...] = HEADER) -> Sheet:
    return sheet(name, header, *rows)


def said(dataset: Dataset) -> list[tuple[object, ...]]:
    frame = dataset["commentary"].frame
    return list(frame[["object_type", "object_id", "kind", "text"]].itertuples(index=False, name=None))


REVENUE = kpi(metric("总营收", 100, unit="元", cause="活动多"))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("点评", HEADER),
        ("commentary", ("Month", "About", "Object", "Kind", "Text", "Author")),
        ("负责人说明", HEADER),
        ("6月点评", HEADER),
    ],
)
def test_the_sheet_is_known_by_its_titles_and_headers(name: str, header: tuple[str, ...]) -> None:
    dataset, findings = checked(REVENUE, remarks(TITLE, name=name, header=header))
    assert ("page", "target/revenue", "title", "收入高于目标") in said(dataset)
    assert not [code for code in codes(findings) if code not in ("missing_company", "weights_not_100")]


def test_english_choices_mean_the_same() -> None:
    dataset, _ = checked(REVENUE, remarks(("2025-06", "Page", "target/revenue", "Title", "Revenue is above target")))
    assert said(dataset)[-1] == ("page", "target/revenue", "title", "Revenue is above target")


def test_nobody_misses_it() -> None:
    _, findings = checked(REVENUE)
    assert not [finding for finding in findings if finding.tab == "点评"]
    titles = openpyxl.load_workbook(io.BytesIO(starter_bytes(Period.parse("2025-06")))).sheetnames
    assert not {title for tab in OPTIONAL for title in tab.titles} & set(titles)


@pytest.mark.parametrize("page", ["target/revenue", "收入目标与实际", "Target/Revenue", "Revenue against target"])
def test_a_page_is_named_by_id_or_by_its_name(page: str) -> None:
    dataset, findings = checked(REVENUE, remarks(("2025-06", "页面", page, "标题", "一")))
    assert said(dataset)[-1][1] == "target/revenue", codes(findings)


def test_a_name_that_nothing_has_is_a_warning_with_its_cell() -> None:
    channels = sheet("渠道", CHANNEL_HEADER, ("2025-06", "自然搜索", "自然", 9, 1, 1, 1, 0, 0))
    rows = [
        ("2025-06", "渠道", "自然收索", "原因", "一"),
        ("2025-06", "页面", "target/revenues", "标题", "二"),
        ("2025-06", "指标", "没有的指标", "原因", "三"),
    ]
    dataset, findings = checked(REVENUE, channels, remarks(*rows))
    unknown = [finding for finding in findings if finding.code == "unknown_choice"]
    assert sorted(place for finding in unknown for place in places(finding)) == ["C2", "C3", "C4"]
    assert {finding.details["closest"] for finding in unknown} == {"自然搜索", "target/revenue", "总营收"}
    assert not [row for row in said(dataset) if row[3] in ("一", "二", "三")]


def test_names_join_with_those_of_the_numbers() -> None:
    channels = sheet("渠道", CHANNEL_HEADER, ("2025-06", "搜索引擎广告", "付费", 9, 1, 1, 1, 1, 1))
    rows = [("2025-06", "渠道", "SEM", "原因", "一"), ("2025-06", "指标", "Revenue", "下一步", "二")]
    dataset, _ = checked(REVENUE, channels, remarks(*rows))
    assert said(dataset)[-2:] == [("channel", "搜索引擎广告", "cause", "一"), ("metric", "revenue", "next", "二")]


def test_a_name_waits_for_a_tab_that_is_not_there_yet() -> None:
    dataset, findings = checked(REVENUE, remarks(("2025-06", "渠道", "自然搜索", "原因", "一")))
    assert said(dataset)[-1][1] == "自然搜索"
    assert "unknown_choice" not in codes(findings)


def test_it_takes_the_place_of_what_stands_beside_the_number_and_its_last_row_counts() -> None:
    rows = [("2025-06", "指标", "总营收", "原因", text) for text in ("新一", "新二")]
    other = ("2025-05", "指标", "总营收", "原因", "旧月")
    dataset, _ = checked(REVENUE, remarks(*rows, other))
    assert said(dataset) == [("metric", "revenue", "cause", "新二"), ("metric", "revenue", "cause", "旧月")]


def test_a_cause_said_here_is_no_missing_cause() -> None:
    off = kpi(metric("总营收", 50, unit="元", target=100))
    assert "missing_cause" in codes(checked(off)[1])
    assert "missing_cause" not in codes(checked(off, remarks(("2025-06", "指标", "总营收", "原因", "一场活动")))[1])


def test_words_that_are_still_owed_are_found() -> None:
    _, findings = checked(REVENUE, remarks(("2025-06", "指标", "总营收", "原因", "待补")))
    assert places(only(findings, "placeholder_xx")) == ["E2"]


def test_lines_of_a_cell_stay_lines() -> None:
    dataset, _ = checked(REVENUE, remarks(("2025-06", "页面", "target/revenue", "结论", "一\n二")))
    assert said(dataset)[-1][3] == "一\n二"


def test_the_optional_tabs_fit_the_others() -> None:
    for tab in OPTIONAL:
        headers = [name_key(header) for column in tab.columns for header in column.headers]
        assert len(set(headers)) == len(headers)
        for feed in tab.feeds:
            schema = SCHEMAS[feed.table]
            assert {field.name for field in schema.fields if field.required} <= feed.columns.keys()
            assert all(tab.column(column) and schema.field(field) for field, column in feed.columns.items())
            for field, column in feed.columns.items():
                assert tab.column(column).choices == schema.field(field).choices
    titles = [name_key(title) for tab in TABS for title in tab.titles]
    assert len(set(titles)) == len(titles)
    assert TABS[: len(STARTER)] == STARTER
