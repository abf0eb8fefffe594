"""Tables of a plan that say in a title or a header what their rows are: goals, actions, resources, risks, asks."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.table import Dataset, Sheet
from opsreport.shaping import shaped
from opsreport.wording.voice import finding_text, wording
from tests.checking.sheets import JUNE, codes, kpi, metric, sheet

FILE = "运营_2025-06.xlsx"
SECTIONS = (
    ("一、下月目标",), ("指标", "6月实际", "7月目标", "环比"), ("总营收", 96, 105, "9.4%"), (None,),
    ("二、重点行动",), ("行动", "负责人", "截止日期", "状态"), ("上线会员", "张三", "2025-07-15", "进行中"), (None,),
    ("三、资源需求",), ("资源", "数量", "用途"), ("预算", "30万", "投放"), ("人力", "2人", "设计"), (None,),
    ("四、风险",), ("风险", "概率", "影响", "应对"), ("竞品降价", "高", "中", "跟价"), (None,),
    ("五、需决策",), ("事项", "金额", "期限"), ("加投", "30万", "2025-07-05"),
)  # fmt: skip


def read(*sheets: Sheet) -> tuple[Dataset, Findings]:
    regular = shaped((kpi(metric("总营收", 96, target=90), file=FILE), *sheets), period=JUNE)
    return check(regular.sheets, JUNE, regular.findings)


def rows(dataset: Dataset, table: str, *names: str) -> list[tuple[object, ...]]:
    return list(dataset[table].frame[list(names)].itertuples(index=False, name=None))


def test_a_plan_in_sections_is_read_section_by_section() -> None:
    dataset, findings = read(sheet("计划", *SECTIONS, file=FILE))
    assert rows(dataset, "goals", "period", "metric_id", "value") == [("2025-07", "revenue", 105)]
    assert rows(dataset, "actions", "month", "action", "owner", "status") == [("2025-07", "上线会员", "张三", "doing")]
    assert dataset["resources"].frame["amount"].tolist()[0] == 300_000
    assert dataset["resources"].frame["heads"].tolist()[1] == 2
    assert rows(dataset, "risks", "name", "probability", "impact", "mitigation") == [("竞品降价", 5, 3, "跟价")]
    assert rows(dataset, "asks", "item", "amount") == [("加投", 300_000)]
    assert str(dataset["asks"].origin(0, "amount")) == f"{FILE} › 计划!B20"
    assert not findings.are_blocking


@pytest.mark.parametrize(
    ("title", "header"), [("下月目标", "目标"), ("7月目标", "目标"), ("目标", "7月目标"), ("目标", "下月目标")]
)
def test_goals_of_a_month_to_come_are_no_targets_of_this_one(title: str, header: str) -> None:
    dataset, findings = read(sheet(title, ("指标", header), ("总营收", 105), file=FILE))
    assert rows(dataset, "goals", "period", "metric_id", "value") == [("2025-07", "revenue", 105)]
    assert (dataset["kpi"].frame["target"].tolist(), codes(findings)) == ([90], [])


def test_targets_of_the_reports_month_stay_targets() -> None:
    dataset, _ = read(sheet("6月目标", ("指标", "目标"), ("访问量", 105), file=FILE))
    assert len(dataset["goals"]) == 0


def test_actions_by_sheet_are_of_the_month_that_each_says() -> None:
    last = sheet("上月行动", ("行动项", "负责人", "完成情况"), ("埋点", "王五", "已完成（延期5天）"), file=FILE)
    following = sheet("下月行动", ("行动项", "负责人", "计划完成时间"), ("上线", "张三", "2025-07-15"), file=FILE)
    dataset, findings = read(last, following)
    assert rows(dataset, "actions", "month", "action", "status") == [
        ("2025-06", "埋点", "done"), ("2025-07", "上线", None),
    ]  # fmt: skip
    assert "plan_month_read" in codes(findings)


def test_tables_below_a_plan_are_theirs_by_the_header_of_their_names() -> None:
    plan = [
        ("类型", "事项", "负责人"),
        ("行动", "上线", "张三"),
        (None,),
        ("风险", "等级", "应对"),
        ("降价", "高", "跟"),
    ]
    dataset, findings = read(sheet("计划", *plan, file=FILE))
    assert rows(dataset, "risks", "name", "mitigation") == [("降价", "跟")]
    assert rows(dataset, "actions", "action", "owner") == [("上线", "张三")]
    assert "unknown_column" in codes(findings)


@pytest.mark.parametrize("title", ["活动目标", "渠道资源", "用户任务", "风险词表"])
def test_titles_of_other_things_name_no_plan(title: str) -> None:
    dataset, _ = read(sheet(title, ("事项", "负责人", "状态"), ("甲", "乙", "进行中"), file=FILE))
    assert not any(len(dataset[table]) for table in ("goals", "actions", "resources", "risks"))


@pytest.mark.parametrize(
    ("line", "header"), [("资源需求", "金额(万元)"), ("资源需求", "预算/万元"), ("资源需求（单位：万元）", "金额")]
)
def test_what_a_section_asks_for_is_in_the_unit_of_its_header_or_the_line_above(line: str, header: str) -> None:
    needs = ((line,), ("事项", header, "说明"), ("追加投放", 30, "抖音"), (None,))
    dataset, findings = read(sheet("7月工作计划", *needs, *SECTIONS[4:7], file=FILE))
    assert rows(dataset, "resources", "item", "amount") == [("追加投放", 300_000)]
    assert "missing_detail" not in codes(findings)


def test_goals_are_in_the_unit_of_their_header() -> None:
    dataset, _ = read(sheet("下月目标", ("指标", "目标（万元）"), ("总营收", 105), file=FILE))
    assert rows(dataset, "goals", "metric_id", "value") == [("revenue", 1_050_000)]


def test_what_rows_of_a_moved_table_lack_is_one_finding() -> None:
    reasons = ("流失原因", "人数", "对策"), ("价格高", 1200, "会员价"), ("物流慢", 900, "换仓"), ("其他", 900)
    dataset, findings = read(sheet("流失原因", *reasons, file=FILE))
    (one,) = (finding for finding in findings if finding.code == "missing_detail")
    assert [origin.cell for origin in one.origins] == ["A2:A4"]
    # the shares of the reasons listed need no base
    assert dataset["churn_reasons"].frame["count"].tolist() == [1200, 900, 900]
    assert "占全部流失用户的比例" in finding_text(one, wording("zh"))[1]
    assert "这一项" not in finding_text(one, wording("zh"))[1]


WORK = ("事项", "负责人", "截止"), ("上线", "张三", "2025-07-15")


@pytest.mark.parametrize("title", ["下月重点", "7月规划", "5.下月工作", "下月安排", "下月", "Next", "七月计划"])
def test_a_sheet_of_what_comes_next_lists_work_that_has_an_owner_and_a_day(title: str) -> None:
    dataset, findings = read(sheet(title, *WORK, file=FILE))
    assert rows(dataset, "actions", "month", "action", "owner") == [("2025-07", "上线", "张三")]
    assert codes(findings) == []


@pytest.mark.parametrize(
    "header",
    [
        ("工作项", "负责人", "期限"),
        ("选题/工作", "负责人", "上线时间"),
        ("重点动作", "牵头人", "结束日期"),
        ("KR", "负责人", "时间"),
    ],
)
def test_the_kind_of_work_to_do_is_never_asked_for(header: tuple[str, ...]) -> None:
    dataset, findings = read(sheet("计划", header, ("上线", "张三", "7月15日"), file=FILE))
    (made,) = rows(dataset, "actions", "action", "owner", "due")
    assert (made[:2], str(made[2])[:10], codes(findings)) == (("上线", "张三"), "2025-07-15", [])


def test_a_line_that_says_what_comes_next_heads_work_in_any_sheet() -> None:
    dataset, _ = read(sheet("月报", ("指标", "目标"), ("访问量", 9), (None,), ("四、7月计划",), *WORK, file=FILE))
    assert rows(dataset, "actions", "action", "owner") == [("上线", "张三")]


def test_of_two_names_the_longer_is_the_work_and_the_other_its_note() -> None:
    table = ("重点工作", "关键动作", "负责人", "完成时间"), ("客服", "响应时长压缩至30秒内", "鲁静", "7月31日")
    assert rows(read(sheet("7月计划", *table, file=FILE))[0], "actions", "action", "note") == [
        ("响应时长压缩至30秒内", "客服")
    ]


def test_the_budget_of_work_is_what_it_needs() -> None:
    table = [(*WORK[0], "预算（万元）"), (*WORK[1], 25), ("回访", "李四", "7月底", 0), ("补货", "李四", "7月底")]
    dataset, findings = read(sheet("7月计划", *table, file=FILE))
    assert rows(dataset, "resources", "res_type", "item", "amount") == [("budget", "上线", 250_000)]
    assert str(dataset["resources"].origin(0, "amount")) == f"{FILE} › 7月计划!D2"
    assert (len(dataset["actions"]), codes(findings)) == (3, [])


def test_goals_under_their_month_are_read() -> None:
    goals = ("目标", "7月"), ("总营收", "2800万"), ("退货率", "30%")
    dataset, _ = read(sheet("7月计划", *goals, file=FILE))
    assert rows(dataset, "goals", "period", "metric_id", "value") == [
        ("2025-07", "revenue", 28_000_000), ("2025-07", "退货率", 0.3),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["行动", None])
def test_a_column_for_the_kinds_of_rows_is_never_overruled(kind: str | None) -> None:
    table = ("类型", *WORK[0]), (kind, *WORK[1]), ("没有的", *WORK[1])
    _, findings = read(sheet("计划", *table, file=FILE))
    assert ("unknown_category" in codes(findings)) == (kind is not None)


def test_a_plans_table_that_nothing_tells_is_left_out_and_does_not_block() -> None:
    problems = ("问题", "原因", "措施"), ("成本高", "人群窄", "放开测试"), (None,), ("7月计划",)
    dataset, findings = read(sheet("优化与计划", *problems, *WORK, file=FILE))
    assert rows(dataset, "actions", "action", "owner") == [("上线", "张三")]
    assert (codes(findings), findings.are_blocking) == (["unknown_table"], False)


def test_what_work_is_to_reach_is_no_result_of_it() -> None:
    header = ("行动项", "目标", "负责人", "截止", "6月进展", "完成比例")
    page = sheet("专项行动", header, ("高峰保障", "爆仓0次", "霍钧", "2025-06-25", "完成", 1.0), file=FILE)
    (row,) = read(page)[0]["actions"].frame.to_dict("records")
    assert (row["status"], row["progress"], row["note"]) == ("done", 1.0, None)


def test_a_list_of_work_of_any_team_is_read_whole() -> None:
    work = [(f"优化落地页{number}", "张三", "2025-07-15", "进行中") for number in range(1_300)]
    dataset, _ = read(sheet("行动", ("行动", "负责人", "截止日期", "状态"), *work, file=FILE))
    assert dataset["actions"].frame["action"].tolist() == [name for name, *_ in work]
