"""Figures made of others beside the data: worked out anew by every documented reading, to the digits typed."""

from __future__ import annotations

import pytest

from opsreport.checking.figures import MOST_COMPARED
from opsreport.model.finding import Findings, Identity, Severity
from tests.checking.sheets import CHANNEL_HEADER, KPI_HEADER, As, checked, codes, kpi, metric, only, places, sheet

MAY = ("2025-05", "搜索", "付费", 800, 40, 10, 90_000, 30_000)
JUNE = ("2025-06", "搜索", "付费", 1000, 50, 10, 116_300, 50_000)
CAMPAIGN_HEADER = ("活动", "开始", "结束", "参与目标", "参与人数", "转化人数", "收入", "推广费", "奖品补贴")
ABOUT = sheet("报告信息", ("公司", "青禾"), ("毛利率", "50%"))
KPI = kpi(metric("总营收", 116_300))


def channels(header: str, *figures: object, before: object = None, total: object = None) -> Findings:
    """Channels with one column of figures: of May, then of June, then of a total row."""
    rows = [(*MAY, before), (*JUNE, *figures)]
    if total is not None:
        rows.append(("2025-06", "合计", None, 1000, 50, 10, 116_300, 50_000, total))
    return checked(KPI, sheet("渠道", (*CHANNEL_HEADER[:8], header), *rows))[1]


def core(header: str, row: tuple[object, ...], figure: object, before: tuple[object, ...] = ()) -> Findings:
    """Core metrics with one column of figures behind the others."""
    width = len(KPI_HEADER)
    rows = [(*one, *([None] * (width - len(one)))) for one in (before, row) if one]
    rows[-1] = (*rows[-1], figure)
    return checked(sheet("核心指标", (*KPI_HEADER, header), *rows))[1]


def told(findings: Findings) -> list[Identity]:
    return [one for one in findings.compared if one.key.startswith("typed") or one.key == "previous"]


def left_out(findings: Findings) -> list[str]:
    return [one.subject for one in findings.not_applicable if one.subject]


def differs(findings: Findings) -> bool:
    return any(not one.is_met for one in told(findings))


# --- digits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "agrees"),
    [
        ("233%", True),  # 116,300 / 50,000 = 2.326
        ("232.6%", True),
        ("232%", False),
        ("1:2.3", True),
        ("1:2.4", False),
        (2.33, True),
        (2.3, True),
        (2.32, False),
        (As(2.3, "0.00"), False),
        (As(2.326, "0.0"), True),
        ("1.326", True),  # net
        ("1.2", False),
    ],
)
def test_a_figure_agrees_as_far_as_it_was_typed(typed: object, agrees: bool) -> None:
    findings = channels("ROI", typed)
    assert len(told(findings)) == 1
    assert differs(findings) is not agrees
    assert ("figure_differs" in codes(findings)) is not agrees


def test_a_rounded_part_widens_what_agrees() -> None:
    rows = ("2025-06", "搜索", "付费", 1000, 50, 10, "1.2万", 500)
    findings = checked(KPI, sheet("渠道", (*CHANNEL_HEADER[:8], "ROI"), (*rows, 23.26)))[1]
    (one,) = told(findings)
    assert one.is_met
    assert differs(checked(KPI, sheet("渠道", (*CHANNEL_HEADER[:8], "ROI"), (*rows, 26.0)))[1])


@pytest.mark.parametrize(("revenue", "typed", "agrees"), [(4, "1:0.7", True), (4, "1:0.5", False), (0, "1:0.1", True)])
def test_a_few_whole_yuan_were_rounded(revenue: int, typed: str, agrees: bool) -> None:
    row = ("2025-06", "搜索", "付费", 1000, 50, 10, revenue, 4.86, typed)
    assert differs(checked(KPI, sheet("渠道", (*CHANNEL_HEADER[:8], "ROI"), row))[1]) is not agrees


def test_margin_roi_is_a_reading_where_the_margin_is_known() -> None:
    one = sheet("渠道", (*CHANNEL_HEADER[:8], "ROI"), (*JUNE, 1.16))
    assert differs(checked(KPI, one)[1])
    assert not differs(checked(KPI, ABOUT, one)[1])


# --- what is made of what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "right", "wrong"),
    [
        ("CPA", 1000, 1100),
        ("CPA（元）", 5000, 5500),  # to a paying user
        ("获客成本", "1000元", "1200元"),
        ("付费用户均收", 11_630, 11_800),
        ("转化率", "1%", None),
        ("CVR", "5%", None),
        ("注册转化率", "5%", "6%"),
        ("注册转化率(%)", 5, 6),
        ("净ROI", 1.33, 2.33),
        ("收入环比", "29.2%", "25%"),
        ("收入环比", "↑29.2%", "↓29.2%"),
        ("收入占比", "100%", "90%"),
        ("上月收入", 90_000, 95_000),
        ("收入上月", "9万", "10万"),
        ("去年同期收入", None, None),
    ],
)
def test_ratios_changes_and_shares_of_channels(header: str, right: object, wrong: object) -> None:
    assert not differs(channels(header, right))
    assert right is None or len(told(channels(header, right))) == 1
    assert differs(channels(header, wrong)) is (wrong is not None)


@pytest.mark.parametrize(
    ("row", "header", "typed", "agrees"),
    [
        (metric("总营收", 1163, target=1000), "达成率", "116%", True),
        (metric("总营收", 1163, target=1000), "完成率", "115%", False),
        (metric("获客成本", 8, target=10), "达成率", "120%", True),
        (metric("获客成本", 8, target=10), "达成率", "125%", True),  # the inverse
        (metric("获客成本", 8, target=10), "达成率", "60%", False),
        (metric("付费转化率", "4.8%", target="4%"), "达成率", 120, True),
    ],
)
def test_attainment_follows_the_direction_of_its_metric(
    row: tuple[object, ...], header: str, typed: object, agrees: bool
) -> None:
    findings = core(header, row, typed)
    assert [one.key for one in told(findings)] == ["typed_attainment"]
    assert differs(findings) is not agrees


@pytest.mark.parametrize(
    ("header", "typed", "agrees"),
    [
        ("环比", "20%", True),
        ("环比", "+0.8pp", True),
        ("环比", "0.8%", True),  # points in a column of percentages
        ("环比", "+20pp", False),
        ("环比", "15%", False),
        ("环比", 0.2, True),
        ("环比", 0, False),
        ("环比", "持平", False),
        ("环比", 20, True),
        ("上月", "4%", True),
        ("上月", "4.4%", False),
    ],
)
def test_rates_move_by_percent_or_by_points(header: str, typed: str, agrees: bool) -> None:
    findings = core(header, metric("付费转化率", "4.8%"), typed, metric("付费转化率", "4%", month="2025-05"))
    assert len(told(findings)) == 1
    assert differs(findings) is not agrees


def test_campaigns_return_on_all_their_costs() -> None:
    rows = ("618会员节", "2025-06-05", "2025-06-18", 100, 110, 20, 3000, 700, 300)
    for header, right, wrong in (("ROI", "1:3.0", "1:4.3"), ("参与达成率", "110%", "105%"), ("净ROI", 2, 3)):
        for typed, agrees in ((right, True), (wrong, False)):
            findings = checked(KPI, sheet("活动", (*CAMPAIGN_HEADER, header), (*rows, typed)))[1]
            assert len(told(findings)) == 1, header
            assert differs(findings) is not agrees, (header, typed)


# --- no claim --------------------------------------------------------------------------------------------------------


FREE = ("2025-06", "直访", "自然", 100, 5, 1, 10, 0)


@pytest.mark.parametrize(
    "findings",
    [
        channels("点击率", "2%"),
        channels("复购率", "20%"),
        core("环比", metric("总营收", 9), "20%"),
        core("同比", metric("总营收", 9), "20%", metric("总营收", 8, month="2025-05")),
        core("达成率", metric("总营收", 9, target=0), "20%"),
        checked(KPI, sheet("渠道", (*CHANNEL_HEADER[:8], "ROI"), (*FREE, 3)))[1],
    ],
)
def test_where_parts_are_missing_or_zero_nothing_is_claimed_but_said(findings: Findings) -> None:
    assert told(findings) == []
    note = only(findings, "figure_not_compared")
    assert (note.severity, left_out(findings)) == (Severity.note, [note.details["column"]])


def test_a_column_without_numbers_is_not_worth_a_word() -> None:
    assert left_out(channels("ROI", "待补")) == []


def test_a_column_of_another_definition_is_left_alone_one_slip_in_it_is_not() -> None:
    rows = [("2025-06", f"渠道{at}", "付费", 100, 5, 10, 1000 + at, 500) for at in range(5)]
    own = [(*row, 88 + at) for at, row in enumerate(rows)]
    assert told(checked(KPI, sheet("渠道", (*CHANNEL_HEADER[:8], "客单价"), *own))[1]) == []
    most = [(*row, row[6] / row[5]) for row in rows[:4]] + [(*rows[4], 200)]
    finding = only(checked(KPI, sheet("渠道", (*CHANNEL_HEADER[:8], "客单价"), *most))[1], "figure_differs")
    assert places(finding) == ["I6", "G6", "F6"]


# --- what is said ----------------------------------------------------------------------------------------------------


def test_a_finding_names_the_typed_cell_its_parts_and_every_reading() -> None:
    finding = only(checked(KPI, ABOUT, sheet("渠道", (*CHANNEL_HEADER[:8], "ROI"), (*JUNE, 9)))[1], "figure_differs")
    assert places(finding) == ["I2", "G2", "H2"]
    assert finding.details["seen"] == "9"
    assert finding.details["expected"] == "2.326"
    assert finding.details["readings"] == "收入 ÷ 费用 / (收入 − 费用) ÷ 费用 / 收入 × 毛利率 ÷ 费用"


def test_the_same_slip_down_a_column_is_one_finding() -> None:
    findings = channels("ROI", 9, before=8)
    finding = only(findings, "figure_differs")
    assert finding.details["count"] == "2"
    assert places(finding) == ["I2:I3", "G2", "H2", "G3", "H3"]
    assert [one.finding for one in told(findings)] == [finding, finding]


def test_what_agrees_is_a_passed_row_a_month_for_the_cell_furthest_apart() -> None:
    rows = [("2025-06", f"渠道{at}", "付费", 100, 5, 10, 1000, 300 + at) for at in range(4)]
    figures = (3.33, 3.32, 3.31, 3.30)
    findings = checked(
        KPI, sheet("渠道", (*CHANNEL_HEADER[:8], "ROI"), *((*row, f) for row, f in zip(rows, figures, strict=True)))
    )[1]
    (one,) = told(findings)
    assert (one.count, one.is_met, one.month) == (4, True, "2025-06")
    assert one.right.source is not None
    assert "unknown_column" not in codes(findings)


def test_a_long_column_of_another_meaning_is_told_by_its_first_cells() -> None:
    many = MOST_COMPARED + 20
    rows = [("2025-06", f"渠道{at}", "付费", 100, 5, 10, 1000, 500, 7) for at in range(many)]
    findings = checked(KPI, sheet("渠道", (*CHANNEL_HEADER[:8], "ROI"), *rows))[1]
    assert only(findings, "figure_differs").details["count"] == str(many)
    assert len(told(findings)) == MOST_COMPARED


def test_the_ratio_of_a_total_row_is_that_of_its_sums() -> None:
    findings = channels("ROI", 2.33, before=3, total=2.66)
    finding = only(findings, "figure_differs")
    assert places(finding)[0] == "I4"
    assert finding.details["expected"] == "2.326"


@pytest.mark.parametrize(
    ("revenue", "typed", "agrees"),
    [(872, 3.67, False), (880, 3.67, True), (880, 3.63, True), (880, 3.4, False)],
)
def test_the_ratio_of_a_wrong_total_is_right_for_what_it_says_and_for_its_rows(
    revenue: int, typed: float, agrees: bool
) -> None:
    rows = [("抖音", 500, 180, 2.78), ("微信", 372, 60, 6.2), ("合计", revenue, 240, typed)]
    findings = checked(KPI, sheet("渠道", ("渠道", "收入(万元)", "费用(万元)", "ROI"), *rows))[1]
    assert differs(findings) is not agrees
    assert ("total_row_differs" in codes(findings)) is (revenue != 872)
    if not agrees:
        assert only(findings, "figure_differs").details["expected"] == ("3.667" if revenue == 880 else "3.633")


def test_the_ratio_of_one_part_is_not_that_of_all() -> None:
    rows = [("抖音", 500, 180, 2.78), ("小计", 500, 180, 3.63), ("微信", 372, 60, 6.2), ("小计", 372, 60, 6.2)]
    findings = checked(KPI, sheet("渠道", ("渠道", "收入(万元)", "费用(万元)", "ROI"), *rows))[1]
    assert only(findings, "figure_differs").details["expected"] == "2.778"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("57.34%", "30%", "11.47%", "8.26%"), "22.94%"),  # nearest is 25 %, of what was paid for
        (("62.5%", "23.5%", "12.5%", "100%"), "25.00%"),  # a share of its kind in all other rows
        ((None, "30%", None, None), "22.94%"),
    ],
)
def test_a_wrong_share_is_told_what_its_column_is_a_share_of(typed: tuple[str | None, ...], expected: str) -> None:
    named = (("抖音", "付费", 500), ("微信", "付费", 200), ("百度", "付费", 100), ("自然流量", "免费", 72))
    rows = [("2025-06", *row, 100, share) for row, share in zip(named, typed, strict=True)]
    findings = checked(KPI, sheet("渠道", ("月份", "渠道", "类型", "收入", "访问量", "收入占比"), *rows))[1]
    finding = only(findings, "figure_differs")
    assert (finding.details["what"], finding.details["expected"]) == ("微信", expected)


@pytest.mark.parametrize(("typed", "agrees"), [("25%", True), ("20%", False)])
def test_a_row_of_changes_is_worked_out_of_the_months_above_it(typed: str, agrees: bool) -> None:
    rows = [("2025-05", "搜索", "付费", 500, 40), ("2025-05", "直访", "自然", 300, 40)]
    rows += [("2025-06", "搜索", "付费", 700, 50), ("2025-06", "直访", "自然", 300, 50), (None, "环比", None, typed)]
    findings = checked(KPI, sheet("渠道", CHANNEL_HEADER[:5], *rows))[1]
    assert differs(findings) is not agrees
    assert only(findings, "derived_row")
    if not agrees:
        assert places(only(findings, "figure_differs")) == ["D6", "D4:D5", "D2:D3"]


def test_a_typed_rate_beside_a_weight_in_a_sheet_without_months_is_no_error() -> None:
    _, findings = checked(
        sheet("核心指标", ["指标", "权重", "目标", "实际", "达成率"], ["GMV", "40%", 500, 520, "104%"])
    )
    assert "missing_column" in codes(findings)


@pytest.mark.parametrize("actual", ["1.3万", 13_000])
def test_how_the_month_itself_was_rounded_excuses_no_other_last_month(actual: object) -> None:
    head = ("月份", "指标", "单位", "实际", "上月")
    lines = [("2025-05", "总营收", "元", 11_800, None), ("2025-06", "总营收", "元", actual, 12_300)]
    finding = only(checked(sheet("核心指标", head, *lines))[1], "previous_differs")
    assert finding.details["expected"] == "11,800"
    lines = [("2025-05", "总营收", "元", "1.18万", None), ("2025-06", "总营收", "元", "1.3万", 11_830)]
    assert "previous_differs" not in codes(checked(sheet("核心指标", head, *lines))[1])
