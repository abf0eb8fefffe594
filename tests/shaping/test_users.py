"""Tables of users that stand by themselves: what the title or a line above says the rows are."""

from __future__ import annotations

import pytest

from opsreport.model.finding import Severity
from opsreport.model.table import Sheet
from opsreport.schemas.userkinds import day_said, is_whole, scheme_of, user_kind
from tests.checking.sheets import As, only, places, sheet
from tests.shaping.test_layouts import N, address, read, rows, troubles

FILE = "运营数据_2025-06.xlsx"
METRICS = sheet("核心指标", ["指标", "单位", "目标", "实际"], ["总营收", "元", N, 96], file=FILE)


def page(title: str, *lines: list[object], file: str = FILE) -> Sheet:
    return sheet(title, *lines, file=file)


def percent(value: float) -> As:
    return As(value, "0.0%")


def test_a_sheet_of_tiers_is_read_by_its_title_and_its_shares_are_compared() -> None:
    tiers = page("用户分层", ["分层", "人数", "占比", "互动次数"], ["高频", 3000, "25%", 90], ["中频", 7000, "75%", 60])
    _, dataset, findings = read(METRICS, tiers)
    assert rows(dataset["activity_tiers"], "tier") == {
        ("2025-06", "高频"): {"users": 3000, "interactions": 90},
        ("2025-06", "中频"): {"users": 7000, "interactions": 60},
    }
    assert address(dataset["activity_tiers"], 1, "users") == "B3"
    assert "figure_differs" in troubles(findings)  # 25% typed, 30% worked out


def test_what_people_said_needs_no_column_of_ours() -> None:
    said = page(
        "用户反馈",
        ["类型", "关键词", "提及次数", "改进方案"],
        ["负面", "物流慢", 120, "换仓"],
        ["好评", "客服好", 80, N],
        ["建议", "夜间模式", 60, N],
    )
    _, dataset, findings = read(METRICS, said)
    table = dataset["feedback"]
    assert table.frame["sentiment"].tolist() == ["negative", "positive", "need"]
    assert (table.value(0, "action"), address(table, 0, "count")) == ("换仓", "C2")
    assert troubles(findings) == []


def test_steps_tell_which_funnel_it_is_and_rates_between_them_are_no_step() -> None:
    funnel = page("漏斗", ["步骤", "人数", "转化率"], ["访问", 1000, N], ["加购", 100, "10%"], ["支付", 50, "50%"])
    _, dataset, findings = read(METRICS, funnel)
    assert dataset["funnels"].frame["funnel_id"].tolist() == ["purchase"] * 3
    assert dataset["funnels"].frame["step_no"].tolist() == [1, 2, 3]
    assert troubles(findings) == []


@pytest.mark.parametrize(("second", "codes"), [(100, ["funnel", "funnel"]), (2000, [])])
def test_steps_that_tell_neither_funnel_are_one_of_its_own_where_people_grow_fewer(
    second: int, codes: list[str]
) -> None:
    _, dataset, findings = read(METRICS, page("求职漏斗", ["步骤", "求职者人数"], ["浏览", 1000], ["面试", second]))
    assert dataset["funnels"].frame["funnel_id"].tolist() == codes
    assert troubles(findings) == ([] if codes else ["users_unread"])


def test_months_and_steps_may_stand_across() -> None:
    across = page("漏斗", ["步骤", "5月", "6月"], ["访问", 900, 1000], ["支付", 90, 100])
    steps = page("注册漏斗", ["月份", "落地页", "注册"], ["2025-05", 900, 90], ["2025-06", 1000, 100])
    _, dataset, findings = read(METRICS, across, steps)
    found = rows(dataset["funnels"], "step_name")
    assert [found[month, step]["users"] for month in ("2025-05", "2025-06") for step in ("访问", "支付")] == [
        900, 90, 1000, 100,
    ]  # fmt: skip
    assert found["2025-06", "注册"]["users"] == 100
    assert troubles(findings) == []


TRIANGLE = [
    ["注册月份", "新增用户", "次日", "7日", "30日"],
    ["2025-04", 4800, 2040, 1205, 576],
    ["2025-05", 5100, 2193, 1224, 571],
    ["2025-06", 5350, 2354, 1364, N],
]


def test_a_triangle_of_retention_has_no_row_for_days_that_have_not_passed() -> None:
    _, dataset, findings = read(METRICS, page("留存", *TRIANGLE))
    table = dataset["retention"]
    assert len(table) == 8
    assert rows(table, "day_n")["2025-06", "7"] == {"day_n": 7, "observed": 5350, "retained": 1364}
    assert (address(table, 7, "retained"), address(table, 7, "observed")) == ("D4", "B4")
    assert troubles(findings) == []


def test_a_triangle_of_rates_gives_metrics_and_not_the_users_once_more() -> None:
    lines = [
        ["注册月份", "新增用户", "次日留存", "30日留存"],
        ["2025-05", 51, "43%", "11.2%"],
        ["2025-06", 53, "44%", N],
    ]
    _, dataset, findings = read(METRICS, page("留存", *lines))
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "d1_ret"]["actual"] == pytest.approx(0.44)
    assert found["2025-05", "d30_ret"]["actual"] == pytest.approx(0.112)
    assert not [key for key in found if "new_users" in key]
    assert not len(dataset["retention"])  # half a person of 51 is a percent
    assert troubles(findings) == []  # no word of the 30 days that have not passed


def test_a_triangle_of_rates_beside_many_new_users_gives_those_who_stayed_too() -> None:
    lines = [
        ["开通月份", "开通人数", "次日", "30日"],
        ["2025-05", 22600, percent(0.53), "27%"],
        ["2025-06", 24800, percent(0.54), N],
    ]
    _, dataset, findings = read(METRICS, page("留存", *lines))
    table = dataset["retention"]
    assert rows(table, "day_n")["2025-05", "30"] == {"day_n": 30, "observed": 22600, "retained": 6102}
    assert address(table, 1, "retained") == "B2,D2"
    assert [one.details["meant"] for one in findings.all if one.details.get("form") == "of_base"] == ["11,978"]
    assert (len(table), troubles(findings)) == (3, [])


def test_the_people_of_a_triangle_in_ten_thousands_are_not_worked_out() -> None:
    lines = [["注册月份", "新增用户（万）", "次日"], ["2025-06", 5300, percent(0.44)]]
    _, dataset, _ = read(METRICS, page("留存", *lines))
    assert not len(dataset["retention"])


def test_a_table_above_the_one_of_a_tab_is_read_where_a_line_names_it() -> None:
    both = page(
        "用户",
        ["留存（新用户）"],
        *TRIANGLE,
        [N],
        ["类别", "名称", "人数"],
        ["分层", "高频", 3000],
        ["分层", "中频", 7000],
    )
    _, dataset, findings = read(METRICS, both)
    assert (len(dataset["retention"]), len(dataset["activity_tiers"])) == (8, 2)
    assert troubles(findings) == []


def test_numbers_above_a_table_that_are_no_table_are_said() -> None:
    lines = [["活动汇总"], ["场次", "总参与", "总收入"], [2, 8200, 510000], [N]]
    lines += [["活动", "开始", "结束", "收入"], ["大促", "2025-06-05", "2025-06-18", 45]]
    _, dataset, findings = read(METRICS, page("活动", *lines))
    assert len(dataset["campaigns"]) == 1
    assert places(only(findings, "unknown_table")) == ["A2:C3"]


def test_two_columns_above_a_regular_table_are_said_too_and_a_banner_is_not() -> None:
    lines = [["6月活动"], ["场次", 2], ["总参与", 8200], [N]]
    lines += [["活动", "开始", "结束", "收入"], ["大促", "2025-06-05", "2025-06-18", 45]]
    _, _, findings = read(METRICS, page("活动", *lines))
    assert places(only(findings, "unknown_table")) == ["A2:B3"]


def test_stacked_tables_of_our_own_headers_are_read_in_a_sheet_of_a_month() -> None:
    month = page(
        "6月", ["指标", "目标", "实际"], ["总营收", N, 96], [N], ["二、用户"],
        ["类别", "名称", "人数", "基数"], ["留存", "次日", 2354, 5350], ["分层", "高频", 3000],
    )  # fmt: skip
    _, dataset, findings = read(month)
    assert rows(dataset["retention"], "day_n")["2025-06", "1"]["retained"] == 2354
    assert troubles(findings) == []


def test_days_down_are_said_and_not_taken_for_metrics() -> None:
    lines = [["日期", "新增", "次日留存"], ["2025-06-02", 180, "44%"], ["2025-06-03", 170, "43%"]]
    _, dataset, findings = read(METRICS, page("留存", *lines))
    assert troubles(findings) == ["users_unread"]
    assert len(dataset["kpi"]) == 1


def test_a_portrait_of_users_is_a_note_and_a_tab_with_its_own_headers_stays_as_it_is() -> None:
    _, _, findings = read(METRICS, page("用户画像", ["年龄", "人数"], ["18-25", 3000]))
    assert troubles(findings) == ["unknown_sheet"]
    done, dataset, _ = read(METRICS, page("用户分层", ["类别", "名称", "人数"], ["分层", "流失", 3000]))
    assert not any(one.spots for one in done.sheets)
    assert len(dataset["activity_tiers"]) == 1


def test_retention_typed_as_a_rate_is_a_metric_with_its_true_cell() -> None:
    lines = [["类别", "名称", "数值"], ["留存", "7日", percent(0.273)], ["分层", "高频", 3000]]
    _, dataset, findings = read(METRICS, page("用户", *lines))
    kpi = dataset["kpi"]
    at = kpi.frame.index[kpi.frame["metric_id"] == "d7_ret"][0]
    assert (kpi.value(at, "actual"), kpi.value(at, "month"), address(kpi, at, "actual")) == (0.273, "2025-06", "C2")
    assert (len(dataset["retention"]), troubles(findings)) == (0, [])


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("二、用户分层", "tier"), ("拉新漏斗", "register"), ("负面反馈", "negative"), ("活动漏斗", ""),
        ("留存与分层", ""), ("流失预警", ""), ("四、流失原因", "churn"), ("用户画像", ""),
    ],
)  # fmt: skip
def test_titles(title: str, kind: str) -> None:
    assert user_kind(title) == kind


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("三日", 3),
        ("D7", 7),
        ("第30天留存率", 30),
        ("次留", 1),
        ("周留存", None),
        ("7日（付费）", None),
        ("次月留存", None),
    ],
)
def test_days(text: str, day: int | None) -> None:
    assert day_said(text) == day


def test_names_of_wholes_and_schemes() -> None:
    assert [name for name in ("总用户数", "样本总数", "高频", "总是卡顿", "全部用户") if is_whole(name)] == [
        "总用户数", "样本总数", "全部用户",
    ]  # fmt: skip
    tiers = ("高频", "RFM-重要价值", "老客", "V2", "白银会员", "高价值")
    assert [*map(scheme_of, tiers)] == ["frequency", "rfm", "newness", "level", "level", ""]


def test_the_same_people_sorted_once_more_in_another_sheet_are_left_aside() -> None:
    users = page("用户", ["类别", "名称", "人数"], ["分层", "高频", 3000], ["分层", "低频", 7000])
    levels = page("会员分层", ["等级", "人数"], ["V1", 4000], ["V2", 6000])
    _, dataset, findings = read(METRICS, users, levels)
    assert dataset["activity_tiers"].frame["tier"].tolist() == ["高频", "低频"]
    assert (troubles(findings), places(only(findings, "rows_elsewhere"))) == (["rows_elsewhere"], ["A1:B3"])
    _, dataset, _ = read(METRICS, levels)
    assert dataset["activity_tiers"].frame["tier"].tolist() == ["V1", "V2"]


def test_rates_over_months_are_metrics_of_each_month() -> None:
    lines = [["类别", "名称", "5月", "6月"], ["留存", "7日", "25%", "27.3%"], ["分层", "高频", 2900, 3000]]
    _, dataset, findings = read(METRICS, page("用户", *lines))
    found = rows(dataset["kpi"], "metric_id")
    assert [found[month, "d7_ret"]["actual"] for month in ("2025-05", "2025-06")] == [0.25, 0.273]
    assert rows(dataset["activity_tiers"], "tier")["2025-05", "高频"]["users"] == 2900
    assert not [one for one in findings if one.code == "not_a_number"]


def test_the_people_asked_in_a_row_of_their_own_are_the_base_of_the_reasons() -> None:
    lines = [["原因", "人数", "占比"], ["运费", 380, "38%"], ["价格", 250, "25%"], ["样本总数", 1000, "100%"]]
    _, dataset, findings = read(METRICS, page("流失原因", *lines))
    table = dataset["churn_reasons"]
    assert (table.frame["base_n"].tolist(), address(table, 0, "base_n")) == ([1000, 1000], "B4")
    assert troubles(findings) == []


def test_tables_side_by_side_have_each_its_line() -> None:
    both = page(
        "用户", ["用户分层", N, N, "流失原因"], ["层级", "人数", N, "原因", "人数", "样本数"],
        ["高频", 3000, N, "运费", 380, 1000], ["中频", 7000, N, "价格", 250, 1000],
    )  # fmt: skip
    _, dataset, findings = read(METRICS, both)
    assert dataset["activity_tiers"].frame["users"].tolist() == [3000, 7000]
    assert dataset["churn_reasons"].frame["count"].tolist() == [380, 250]
    assert troubles(findings) == []


REASONS: list[list[object]] = [
    ["流失原因", "人数", "占比", "对策"],
    ["运费", 380, "60.3%", "补贴"],
    ["价格", 250, "39.7%", N],
]


def test_reasons_without_a_month_are_of_the_one_that_their_workbook_speaks_of() -> None:
    plain = "运营数据.xlsx"
    metrics = sheet("核心指标", ["2025年6月"], ["指标", "单位", "目标", "实际"], ["总营收", "元", N, 96], file=plain)
    plan = sheet("计划", ["类型", "事项", "月份", "数值"], ["目标", "总营收", "2025-07", 99], file=plain)
    _, dataset, findings = read(metrics, page("流失原因", *REASONS, file=plain), plan)
    assert dataset["churn_reasons"].frame["month"].tolist() == ["2025-06", "2025-06"]
    assert address(dataset["churn_reasons"], 1, "count") == "B3"
    assert not findings.are_blocking
    note = only(findings, "value_coerced")
    assert (places(note), note.details["column"], note.details["meant"]) == (["A1:D3"], "月份", "2025-06")


def test_reasons_of_which_nothing_says_the_month_are_left_out_with_a_warning() -> None:
    head = ["月份", "指标", "单位", "实际"]
    both = sheet("核心指标", head, ["2025-05", "总营收", "元", 90], ["2025-06", "总营收", "元", 96])
    _, dataset, findings = read(both, page("流失原因", *REASONS, file="运营.xlsx"))
    assert not len(dataset["churn_reasons"])
    assert not findings.are_blocking
    note = only(findings, "month_unknown")
    assert (places(note), note.severity, note.details["sheet"]) == (["A1:D3"], Severity.warn, "流失原因")
    _, dataset, findings = read(both, page("流失原因", *REASONS, file="运营 20250630.xlsx"))
    assert dataset["churn_reasons"].frame["month"].tolist() == ["2025-06", "2025-06"]


@pytest.mark.parametrize("people", [("人数", 18_210), ("6月人数", 18_210), ("6月人数（万人）", 1.821)])
def test_the_unit_behind_a_month_in_a_header_of_users_counts(people: tuple[str, float]) -> None:
    page = sheet(
        "用户分层",
        ["2025年6月团员分层"],
        ["层级", people[0], "6月收入（万元）"],
        ["高频", people[1], 288],
        ["低频", people[1], 19],
    )
    _, dataset, _ = read(page)
    assert rows(dataset["activity_tiers"], "tier")["2025-06", "高频"] == {"users": 18_210, "revenue": 2_880_000}


@pytest.mark.parametrize(
    ("header", "names", "table"),
    [
        ("会员等级", ("金卡", "银卡"), "activity_tiers"),
        ("步骤", ("访问", "注册"), "funnels"),
        ("流失原因", ("价格", "体验"), "churn_reasons"),
    ],
)
def test_a_sheet_of_users_with_months_down_says_its_kind_in_the_header_of_names(
    header: str, names: tuple[str, str], table: str
) -> None:
    lines = [
        [month, name, count] for month in ("2025-05", "2025-06") for name, count in zip(names, (90, 60), strict=True)
    ]
    _, dataset, findings = read(sheet("用户", ["月份", header, "人数"], *lines))
    assert len(dataset[table]) == 4
    assert not set(troubles(findings)) - {"missing_detail"}
