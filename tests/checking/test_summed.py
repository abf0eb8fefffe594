"""Without a sheet of core metrics the channels, or the content, give them: added up, without targets, traced."""

from __future__ import annotations

from opsreport.analysis.figures import actual_of, metric_of, target_of
from opsreport.analysis.scorecard import scorecard
from opsreport.model.trace import cell_ranges
from opsreport.pipeline.required import missing_tabs
from tests.checking.sheets import CHANNEL_HEADER, JUNE, checked, codes, kpi, metric, only, sheet

CHANNELS = sheet(
    "渠道",
    CHANNEL_HEADER,
    ("2025-05", "搜索", "付费", 800, 40, 9, 900, 300),
    ("2025-06", "搜索", "付费", 1000, 50, 10, 1200, 400),
    ("2025-06", "直访", "自然", 500, 30, 5, 300, 0),
)
CONTENTS = sheet(
    "内容",
    ("发布时间", "平台", "形式", "标题", "阅读播放", "点赞", "评论", "转发"),
    ("2025-06-03", "公众号", "图文", "一", 100, 1, 1, 4),
    ("2025-06-04", "公众号", "图文", "二", 300, 1, 1, 4),
)


def test_channels_give_the_core_metrics_and_say_so() -> None:
    dataset, findings = checked(CHANNELS)
    note = only(findings, "kpi_from_channels")
    assert not findings.are_blocking
    assert "总营收" in note.details["metrics"]
    assert note.details["source"] == "渠道"
    figures = {"revenue": 1500, "new_users": 80, "visits": 1500, "payers": 15, "spend": 400, "cac": 5, "roi": 3.75}
    for name, value in figures.items():
        made = metric_of(dataset, name)
        assert actual_of(dataset, made, JUNE).value == value
        assert target_of(dataset, made, JUNE).is_missing
    revenue = actual_of(dataset, metric_of(dataset, "revenue"), JUNE)
    assert cell_ranges(revenue.source, dataset) == ("运营.xlsx › 渠道!G3:G4",)


def test_a_metric_that_no_row_gives_is_not_listed() -> None:
    dataset, _ = checked(CHANNELS)
    assert "impressions" not in set(dataset["kpi"].frame["metric_id"])
    assert "ctr" not in set(dataset["kpi"].frame["metric_id"])


def test_rates_made_of_the_channels_are_rates_and_move_as_the_catalogue_says() -> None:
    head = (*CHANNEL_HEADER[:8], "曝光量", "点击量")
    rows = (
        ("2025-05", "搜索", "付费", 800, 40, 9, 900, 300, 10_000, 200),
        ("2025-06", "搜索", "付费", 1000, 60, 10, 1200, 400, 10_000, 250),
    )
    read = {one.metric.id: one for one in scorecard(checked(sheet("渠道", head, *rows))[0])}
    assert [read[name].actual.unit.kind for name in ("ctr", "reg_conv")] == ["rate", "rate"]
    assert (read["reg_conv"].change.unit.kind, round(read["reg_conv"].change.amount, 9)) == ("points", 0.01)
    # the dictionary of metrics has the click-through rate move in percent of itself
    assert (read["ctr"].change.unit.kind, round(read["ctr"].change.amount, 9)) == ("rate", 0.25)


def test_content_alone_gives_what_it_can() -> None:
    dataset, findings = checked(CONTENTS)
    assert only(findings, "kpi_from_channels").details["source"] == "内容"
    values = {
        name: actual_of(dataset, metric_of(dataset, name), JUNE).value for name in dataset["kpi"].frame["metric_id"]
    }
    assert values == {"content_reads": 400, "content_pieces": 2, "content_share_rate": 0.02}


def test_a_sheet_of_core_metrics_is_the_only_source_of_them() -> None:
    dataset, findings = checked(kpi(metric("总营收", 1500)), CHANNELS)
    assert "kpi_from_channels" not in codes(findings)
    assert dataset["kpi"].frame["metric_id"].tolist() == ["revenue"]


def test_a_month_without_rows_still_blocks() -> None:
    _, findings = checked(CHANNELS, month=JUNE.plus(1))
    assert only(findings, "no_such_month").details["seen"] == "2025-05 … 2025-06"
    assert findings.are_blocking


def test_nothing_to_add_up_still_lacks_its_sheet() -> None:
    assert "missing_tab" in codes(checked(sheet("渠道", CHANNEL_HEADER))[1])


def test_a_run_does_not_wait_for_a_sheet_that_others_stand_in_for() -> None:
    dataset, findings = checked(CHANNELS)
    assert missing_tabs(dataset, findings, ("核心指标",)) == ()
    assert missing_tabs(*checked(CHANNELS, month=JUNE.plus(1)), ("核心指标",)) == ("核心指标",)


def test_an_empty_sheet_is_not_said_to_be_lacking() -> None:
    _, findings = checked(sheet("核心指标"), CHANNELS)
    assert only(findings, "empty_tab").origins[0].sheet == "核心指标"
    _, findings = checked(kpi(metric("总营收", 1000)), sheet("内容"))
    assert only(findings, "empty_tab").tab == "内容"
    assert "内容" not in {one.tab for one in findings if one.code == "tab_left_out"}
    assert only(checked(sheet("核心指标"))[1], "missing_tab").details["seen"] == "–"
