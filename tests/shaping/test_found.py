"""What the generator of mess found to be read otherwise than it was meant, each as small as it gets."""

from __future__ import annotations

import pytest

from opsreport.model.spelling import header_parts, name_key
from opsreport.schemas.userkinds import heads_day
from tests.checking.sheets import sheet
from tests.shaping.test_layouts import N, read, rows, troubles

STEPS = ["访问", 95], ["加购", 22], ["下单", 10], ["支付", 9]
NOTE = "此处口径有调整，见说明"


@pytest.mark.parametrize(("first", "again"), [([N, NOTE], []), ([], [N, NOTE])])
def test_a_header_printed_again_may_have_a_remark_beside_it(first: list[object], again: list[object]) -> None:
    head = ["步骤", "2025年5月", "2025年6月"]
    lines = [[name, count, count + 1] for name, count in STEPS]
    _, dataset, findings = read(sheet("购买漏斗", [*head, *first], *lines[:2], [*head, *again], *lines[2:]))
    assert len(dataset["funnels"]) == 8
    assert set(troubles(findings)) <= {"unknown_column"}


def test_tables_of_months_with_the_same_steps_otherwise_padded_are_of_the_same_funnel() -> None:
    head = ["月份", "步骤", "人数"]
    lines = [["2025-05", name, count, N, "2025-06", f"{name}\u00a0", count + 1] for name, count in STEPS]
    _, dataset, _ = read(sheet("购买漏斗", [*head, N, *head], *lines))
    assert len(dataset["funnels"]) == 8


def test_the_header_of_a_table_of_two_columns_says_nothing_of_the_money_of_another() -> None:
    costs = ["渠道", "费用"], ["SEM", 10_000], ["自然", 20_000]
    others = ["产品", "收入（万元）"], ["甲", 1], ["乙", 2]
    for tables in ((*costs, [], *others), (*others, [], *costs)):
        _, dataset, _ = read(sheet("数据2025-06", *tables))
        assert sorted(dataset["channels"].frame["spend"]) == [10_000, 20_000]


@pytest.mark.parametrize("number", [960, "960", "９６０"])
def test_the_unit_in_a_name_at_the_end_of_a_short_list_is_that_of_its_row_alone(number: object) -> None:
    lines = ["毛利", 50_000], ["总营收（万元）", number], ["新增注册用户数（万）", number]
    _, dataset, findings = read(sheet("核心指标2025-06", ["指标", "实际"], *lines))
    found = {name: row["actual"] for (_, name), row in rows(dataset["kpi"], "metric_id").items()}
    assert found == {"gross_profit": 50_000, "revenue": 9_600_000, "new_users": 9_600_000}
    assert not troubles(findings)


def test_a_row_of_units_under_a_header_may_have_one_alone() -> None:
    lines = ["2025-05", "高频", 10, 60.5], ["2025-06", "高频", 11, 70.5]
    _, dataset, findings = read(sheet("用户分层", ["月份", "分层", "人数", "收入"], [N, N, N, "万元"], *lines))
    assert dataset["activity_tiers"].frame["revenue"].tolist() == [605_000, 705_000]
    assert not troubles(findings)


def test_the_total_beside_the_weeks_of_each_measure_is_the_month() -> None:
    head = ["渠道", "类型", "访问量", N, N, "新增用户", N, N]
    for word in ("小计", "小計", "小\n计"):
        below = [N, N, *("第1周", "第2周", word) * 2]
        merged = ("A1:A2", "B1:B2", "C1:E1", "F1:H1")
        _, dataset, findings = read(sheet("渠道2025-06", head, below, ["SEM", "付费", 1, 2, 3, 4, 5, 9], merged=merged))
        assert [*rows(dataset["channels"], "channel_id").values()] == [{"visits": 3, "new_users": 9}]
        assert not troubles(findings)


def test_amounts_typed_as_text_are_no_days_of_retention() -> None:
    assert not any(map(heads_day, ("4.5", "4.31", "1,234", "7.82", "46%", "46 ％")))
    assert all(map(heads_day, ("7日", "D30", "次日")))


def test_a_line_of_whole_percents_heads_no_table() -> None:
    lines = ["新增注册", 8_000, 9_600], ["次日留存率", "46%", "47%"], ["付费率", "10%", "11%"], ["订单数", 500, 450]
    _, dataset, findings = read(sheet("用户指标", ["指标", "5月", "6月"], *lines))
    found = rows(dataset["kpi"], "metric_id")
    assert found["2025-06", "d1_ret"] == {"actual": 0.47}
    assert found["2025-06", "orders"] == {"actual": 450}
    assert not troubles(findings)


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("推广\n费/万元", ("推广费", "万元")),
        ("费用\n/万元", ("费用", "万元")),
        ("费用\n万元", ("费用", "万元")),
        ("收入（百万\n元）", ("收入", "百万元")),
        ("参与\n人数", ("参与人数", "")),
    ],
)
def test_headers_with_line_breaks_keep_their_units(header: str, parts: tuple[str, str]) -> None:
    assert header_parts(header) == parts


def test_traditional_characters_are_those_of_the_same_words() -> None:
    pairs = {"參與人數": "参与人数", "步驟": "步骤", "營收增長率": "营收增长率", "實現銷售": "实现销售", "電商": "电商"}
    assert {name_key(one): name_key(other) for one, other in pairs.items()} == {o: o for o in pairs.values()}
