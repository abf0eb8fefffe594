"""Rows of users that are none, that cannot stand beside each other, or that other tabs say otherwise."""

from __future__ import annotations

import pytest

from opsreport.model.finding import Severity
from opsreport.model.table import Sheet
from tests.checking.sheets import As, checked, codes, only, places, sheet

FILE = "运营_2025-06.xlsx"
HEADER = ["类别", "名称", "人数", "基数"]


def kpi(*lines: list[object]) -> Sheet:
    return sheet("核心指标", ["指标", "单位", "目标", "实际"], ["总营收", "元", None, 96], *lines, file=FILE)


def users(*lines: list[object], header: list[object] | None = None, merged: tuple[str, ...] = ()) -> Sheet:
    return sheet("用户", header or [*HEADER], *lines, file=FILE, merged=merged)


def test_rows_of_all_users_are_totals_and_compared_within_their_kind() -> None:
    tiers: list[list[object]] = [["分层", "高频", 3000], ["分层", "低频", 10000], ["留存", "次日", 20, 50]]
    dataset, findings = checked(kpi(), users(["分层", "总用户数", 13000], *tiers))
    assert dataset["activity_tiers"].frame["tier"].tolist() == ["高频", "低频"]
    assert "total_row_differs" not in codes(findings)
    _, findings = checked(kpi(), users(["分层", "总用户数", 15000], *tiers))
    assert places(only(findings, "total_row_differs"))[0] == "C2"


def test_a_first_step_of_a_funnel_may_be_called_a_total() -> None:
    dataset, _ = checked(kpi(), users(["购买漏斗", "总访问量", 900], ["购买漏斗", "支付", 90]))
    assert dataset["funnels"].frame["step_name"].tolist() == ["总访问量", "支付"]


def test_the_size_of_a_sample_is_no_reason_and_may_be_more_than_the_answers() -> None:
    lines: list[list[object]] = [["流失原因", "运费", 380, 1000], ["流失原因", "价格", 250, 1000]]
    dataset, findings = checked(kpi(), users(*lines, ["流失原因", "样本总数", 1000]))
    assert dataset["churn_reasons"].frame["reason"].tolist() == ["运费", "价格"]
    assert codes(findings) == ["total_row"]
    _, findings = checked(kpi(), users(*lines, ["流失原因", "样本总数", 500]))
    assert "total_row_differs" in codes(findings)


def test_parts_of_a_step_and_rates_are_no_steps() -> None:
    lines: list[list[object]] = [["购买漏斗", "加购", 900], ["购买漏斗", "其中：首购", 20], ["购买漏斗", "支付", 90]]
    dataset, findings = checked(kpi(), users(*lines, ["购买漏斗", "整体转化率", "10%"]))
    assert dataset["funnels"].frame["step_name"].tolist() == ["加购", "支付"]
    assert set(codes(findings)) == {"derived_row"}
    dataset, _ = checked(kpi(), users(["流失原因", "返现占比", 20, 100]))
    assert len(dataset["churn_reasons"]) == 1


def test_tiers_of_two_schemes_block_and_one_tier_of_another_does_not() -> None:
    tiers: list[list[object]] = [["分层", "高频", 30], ["分层", "低频", 70], ["分层", "新用户", 10]]
    _, findings = checked(kpi(), users(*tiers))
    assert codes(findings) == []
    _, findings = checked(kpi(), users(*tiers, ["分层", "老用户", 90]))
    (one,) = (one for one in findings if one.severity is Severity.block)
    assert (one.code, places(one)) == ("tier_schemes", ["B2:B5"])


def test_tiers_of_nearly_one_name_are_said() -> None:
    _, findings = checked(kpi(), users(["分层", "高频", 30], ["分层", "高频用户", 70]))
    assert only(findings, "name_close_miss").details["meant"] == "高频"


def test_levels_of_members_are_not_compared_with_monthly_actives() -> None:
    _, findings = checked(
        kpi(["月活跃用户", "人", None, 1000]), users(["分层", "黄金会员", 30], ["分层", "白银会员", 70])
    )
    assert codes(findings) == []
    _, findings = checked(kpi(["月活跃用户", "人", None, 1000]), users(["分层", "高频", 30], ["分层", "低频", 70]))
    assert codes(findings) == ["tiers_vs_mau"]


@pytest.mark.parametrize(("typed", "differs"), [("44%", False), ("44.0%", False), ("43.9%", True), ("40%", True)])
def test_a_retention_rate_agrees_with_the_people_behind_it(typed: str, differs: bool) -> None:
    _, findings = checked(kpi(["次日留存率", "%", None, typed]), users(["留存", "次日", 2354, 5350]))
    assert ("retention_rate_differs" in codes(findings)) is differs
    assert [one.is_met for one in findings.identities if one.key == "retention_rate"] == [not differs]


def test_thirty_days_may_be_those_of_who_came_a_month_before() -> None:
    lines = [["2025-05", "留存", "30日", 120, 1000], ["2025-06", "留存", "次日", 120, 1000]]
    people = sheet("用户", ["月份", *HEADER], *lines, file=FILE)
    _, findings = checked(kpi(["30日留存率", "%", None, "12%"]), people)
    assert codes(findings) == []
    _, findings = checked(kpi(["30日留存率", "%", None, "15%"]), people)
    assert places(only(findings, "retention_rate_differs"))[1:] == ["D2", "E2"]


def test_shares_typed_as_people_block() -> None:
    lines: list[list[object]] = [["购买漏斗", "访问", 1], ["购买漏斗", "支付", 0.045]]
    _, findings = checked(kpi(), users(*lines))
    assert [one.code for one in findings if one.severity is Severity.block] == ["share_as_count"]


def test_mentions_under_a_header_in_ten_thousands_are_asked_about() -> None:
    lines: list[list[object]] = [["分层", "高频", 0.3], ["反馈-负面", "物流慢", 120]]
    _, findings = checked(kpi(), users(*lines, header=["类别", "名称", "人数（万）"]))
    one = only(findings, "ambiguous_value")
    assert (places(one), one.details["one"], one.details["other"]) == (["C3"], "120次", "120万次")


def test_days_that_have_not_passed_are_no_gap_and_a_forgotten_day_is() -> None:
    known: list[object] = ["留存", "次日", 20, 50]
    for young in (["留存", "30日"], ["留存", "7日", "—"]):
        _, findings = checked(kpi(), users(known, young))
        assert codes(findings) == []
    _, findings = checked(kpi(), users(known, ["留存", "7日"]))
    assert codes(findings) == ["missing_value"]


def test_other_retention_is_said_and_not_used() -> None:
    dataset, findings = checked(kpi(), users(["留存", "7日", 20, 50], ["留存", "周留存", 30, 50]))
    assert (len(dataset["retention"]), codes(findings)) == (1, ["retention_other"])


def test_one_sample_merged_beside_its_reasons_is_of_all_of_them() -> None:
    lines: list[list[object]] = [["流失原因", "运费", 380, 1000], [None, "价格", 250]]
    dataset, findings = checked(kpi(), users(*lines, merged=("A2:A3", "D2:D3")))
    assert dataset["churn_reasons"].frame["base_n"].tolist() == [1000, 1000]
    assert codes(findings) == []


def test_a_line_that_says_until_when_is_no_row() -> None:
    _, findings = checked(kpi(), users(["分层", "高频", 30], ["数据截止6月30日"]))
    assert codes(findings) == []


@pytest.mark.parametrize(
    ("word", "sentiment"),
    [("差评", "negative"), ("反馈-好评", "positive"), ("用户反馈（投诉）", "negative"), ("建议", "need")],
)
def test_words_for_feedback(word: str, sentiment: str) -> None:
    dataset, _ = checked(kpi(), users([word, "物流", 12]))
    assert dataset["feedback"].frame["sentiment"].tolist() == [sentiment]


def test_each_subtotal_speaks_of_the_rows_since_the_last() -> None:
    header = ["发布时间", "平台", "标题", "阅读量"]
    lines: list[list[object]] = [["2025-06-12 20:00", "公众号", "a", 23000], ["公众号小计", None, "1篇", 23000]]
    more: list[list[object]] = [["2025-06-14 20:00", "小红书", "c", 800], ["小红书小计", None, "1 篇", 800]]
    _, findings = checked(kpi(), sheet("内容", header, *lines, *more, file=FILE))
    assert "total_row_differs" not in codes(findings)


def test_a_percentage_cell_keeps_its_sign_beside_people() -> None:
    _, findings = checked(kpi(), users(["流失原因", "运费", As(0.38, "0%"), 1000]))
    assert [one.code for one in findings if one.severity is Severity.block] == ["not_a_number"]


def test_a_tier_that_says_it_has_no_number_of_people_keeps_its_others() -> None:
    header: list[object] = ["类别", "名称", "人数", "收入"]
    rows: list[list[object]] = [["分层", "钻卡", 620, 98], ["分层", "金卡", 2310, 180], ["分层", "非会员", "—", 522]]
    dataset, findings = checked(kpi(), users(*rows, header=header))
    assert list(dataset["activity_tiers"].frame["revenue"]) == [98, 180, 522]
    assert (places(only(findings, "number_missing")), findings.are_blocking) == (["C4"], False)
    rows[2][2] = None
    assert checked(kpi(), users(*rows, header=header))[1].are_blocking
