"""Metrics of campaigns or of a platform are none of the company; articles are of the platform their title names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.table import Dataset, Sheet
from opsreport.schemas.subjects import platform_in
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, codes, kpi, metric, sheet

FILE = "运营_2025-06.xlsx"
METRICS = [("指标", "目标", "实际"), ("曝光", 1_000_000, 1_200_000), ("参与人数", 5_000, 7_000), ("GMV", 40, 45)]
ARTICLE = [("发布时间", "标题", "曝光", "阅读", "点赞"), ("2025-06-14 12:00", "穿搭", 80_000, 8_000, 500)]


def read(one: Sheet) -> tuple[Dataset, Findings]:
    regular = shaped((kpi(metric("总营收", 96), file=FILE), replace(one, file=FILE)), period=JUNE)
    return check(regular.sheets, JUNE, regular.findings)


@pytest.mark.parametrize(
    "part",
    [
        sheet("活动复盘", *METRICS),
        sheet("抖音", *METRICS),
        sheet("活动汇总", ("指标", "本月", "上月"), ("活动场次", 2, 3), ("总营收", 51, 40)),
        sheet("618", ("活动名称", "指标", "目标", "实际"), ("618大促", "总营收", 40, 45), (None, "参与人数", 50, 70)),
        sheet("复盘", ("平台", "指标", "目标", "实际"), ("抖音", "新增注册用户数", 40, 45)),
    ],
    ids=lambda one: one.name,
)
def test_metrics_of_a_part_are_not_read_as_the_companys_and_that_is_said(part: Sheet) -> None:
    dataset, findings = read(part)
    assert dataset["kpi"].frame["metric_id"].tolist() == ["revenue"]
    assert {"unknown_sheet", "unknown_table"} & set(codes(findings))
    assert not findings.are_blocking


def test_metrics_of_the_whole_stay_the_companys() -> None:
    rows = [("平台", "指标", "目标", "实际"), ("全平台", "新增注册用户数", 40, 45), (None, "访问量", 40, 45)]
    assert len(read(sheet("数据", *rows))[0]["kpi"]) == 3


@pytest.mark.parametrize(
    ("title", "platform"), [("小红书", "小红书"), ("6月抖音数据", "抖音"), ("微信公众号", "微信公众号")]
)
def test_articles_are_of_the_platform_that_their_sheet_is_called_after(title: str, platform: str) -> None:
    dataset, findings = read(sheet(title, *ARTICLE))
    assert dataset["contents"].frame["platform"].tolist() == [platform]
    assert not findings.are_blocking


def test_articles_are_of_the_platform_in_the_line_above_each_table() -> None:
    head, one, other = ARTICLE[0], ARTICLE[1], ("2025-06-15 12:00", "测评", 1, 2, 3)
    both = sheet("内容", ("公众号",), head, one, (None,), ("小红书",), head, other)
    dataset, _ = read(both)
    assert dataset["contents"].frame["platform"].tolist() == ["公众号", "小红书"]
    assert str(dataset["contents"].origin(1, "platform")) == f"{FILE} › 内容!A5"


def test_a_title_of_two_platforms_names_none() -> None:
    assert platform_in("抖音与小红书") == ""


@pytest.mark.parametrize("title", ["SEM", "6月SEM数据", "地推", "巨量千川"])
def test_the_figures_of_a_channel_are_not_the_companys(title: str) -> None:
    head, lines = ["月份", "访问量", "新增用户", "费用"], (["2025-05", 1_000, 100, 500], ["2025-06", 1_200, 120, 600])
    dataset, findings = read(sheet(title, head, *lines))
    assert dataset["kpi"].frame["metric_id"].tolist() == ["revenue"]
    assert {"unknown_table", "unknown_sheet"} & set(codes(findings))
