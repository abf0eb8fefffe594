"""`opsreport next`: the new month's workbook from the old one, and the way from there to the new month's review."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from click import Context
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.cli import commands, main
from opsreport.errors import DataRefused, UsageError
from opsreport.model.period import Period
from opsreport.model.source import Source
from opsreport.pipeline import Job, build, check, start_folder
from opsreport.pipeline.next import NextBook, next_books
from opsreport.pipeline.nextrows import month_like, month_renamed
from opsreport.settings import Settings

REPOSITORY = Path(__file__).parents[1]
JUNE, JULY, AUGUST = (Period.parse(f"2025-0{number}") for number in (6, 7, 8))
Row = Sequence[object]
KPI = ("月份", "指标", "单位", "目标", "实际", "分子", "分母", "原因", "负责人")
PLAN = (
    "类型",
    "事项",
    "月份",
    "维度",
    "数值",
    "单位",
    "负责人",
    "截止",
    "进度",
    "状态",
    "概率1–5",
    "影响1–5",
    "说明或应对",
)
Roll = Callable[..., list[list[object]]]


def settings_in(folder: Path, *sources: Source) -> Settings:
    return Settings(folder / "data", folder / "out", home=folder, sources=sources)


def fill(path: Path, sheets: dict[str, Sequence[Row]], merged: Sequence[str] = ()) -> Path:
    """A workbook of those sheets; `merged` are cells of the first one."""
    path.parent.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


def rows_of(path: Path, title: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[title].iter_rows(min_row=2)]


@pytest.fixture
def roll(tmp_path: Path) -> Roll:
    """Roll a workbook of one tab beside core metrics to July; the rows added to that tab."""

    def once(title: str, *rows: Row, **others: Sequence[Row]) -> list[list[object]]:
        sheets = {"核心指标": (KPI, ("2025-06", "总营收", "元", 90, 80)), **others, title: rows}
        path = fill(tmp_path / "data" / "运营.xlsx", sheets)
        (made,) = next_books(JULY, (), settings_in(tmp_path))
        assert made.path.parent == path.parent
        return rows_of(made.path, title)[len(rows) - 1 :]

    return once


# ── core metrics ──


def test_targets_come_from_the_plan_and_actuals_are_empty(roll: Roll) -> None:
    plan = (PLAN, ("目标", "营收", "2025-07", "", 120), ("目标", "总营收", "2025-07", "区域：华东", 70))
    rows = [KPI, ("2025全年", "总营收", "元", 999), ("2025-06", "总营收", "元", 90, 80, 1, 2, "缺货", "林")]
    assert roll("核心指标", *rows, 计划=plan) == [["2025-07", "总营收", "元", 120, None, None, None, None, "林"]]


def test_a_goal_in_another_scale_is_turned_into_the_metrics(roll: Roll) -> None:
    plan = (PLAN, ("目标", "总营收", "2025-07", "", 920, "万元"))
    assert roll("核心指标", KPI, ("2025-06", "总营收", "元", 1, 2), 计划=plan)[0][3] == 9_200_000


def test_a_goal_in_another_unit_is_left_and_said(tmp_path: Path) -> None:
    plan = (PLAN, ("目标", "总营收", "2025-07", "", 920, "人"))
    fill(tmp_path / "data" / "运营.xlsx", {"核心指标": (KPI, ("2025-06", "总营收", "元", 1, 2)), "计划": plan})
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    assert rows_of(made.path, "核心指标")[-1][3] is None
    assert any("总营收" in notice for notice in made.notices)


def test_a_metric_that_only_the_plan_names_gets_its_row(roll: Roll) -> None:
    plan = (PLAN, ("目标", "净推荐值", "2025-07", "", 43, "分", "何川"))
    added = roll("核心指标", KPI, ("2025-06", "总营收", "元", 1, 2), 计划=plan)
    assert added[1] == ["2025-07", "净推荐值", "分", 43, None, None, None, None, "何川"]


def test_rows_that_the_new_month_has_already_are_not_doubled(roll: Roll) -> None:
    rows = [("2025-06", "总营收", "元", 1, 2), ("2025-06", "净推荐值", "分", 1, 2), ("2025-07", "营业收入", "元", 5)]
    assert [row[1] for row in roll("核心指标", KPI, *rows)] == ["净推荐值"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("2025-06", "2025-07"), ("2025年6月", "2025年7月"), ("6月", "7月"), ("2025/06", "2025/07"),
        ("202506", "202507"), (202506.0, 202507.0), (date(2025, 6, 1), date(2025, 7, 1)),
        ("2025年06月份", "2025年07月份"), ("Jun", "2025-07"),
    ],
)  # fmt: skip
def test_the_month_is_written_as_the_team_writes_it(typed: str | float | date, written: object) -> None:
    assert month_like(typed, JULY) == written


def test_a_year_ends() -> None:
    assert month_like("2025年12月", Period.parse("2026-01")) == "2026年1月"
    assert month_renamed("12月运营", Period.parse("2025-12"), Period.parse("2026-01")) == "1月运营"


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("运营_2025-06", "运营_2025-07"),
        ("6月月报", "7月月报"),
        ("16月报", "16月报"),
        ("运营202506v2", "运营202507v2"),
        ("6月指标（2025年6月）", "7月指标（2025年7月）"),
        ("6月比2024年6月", "7月比2024年6月"),
    ],
)
def test_a_file_is_named_after_its_new_month(name: str, renamed: str) -> None:
    assert month_renamed(name, JUNE, JULY) == renamed


# ── channels and users ──


def test_channels_keep_their_name_and_kind_and_take_their_budget_from_the_plan(roll: Roll) -> None:
    header = ("月份", "渠道", "类型", "访问量", "新增用户", "费用", "费用预算", "测试中", "人工建议", "原因", "部门")
    old = ("2025-06", "信息流广告", "付费", 1000, 100, 900, 800, "是", "缩减", "贵", "增长部")
    plan = (PLAN, ("资源", "信息流广告投放预算", "2025-07", "", 0.1, "万元"))
    blank = [None] * 3
    assert roll("渠道", header, old, 计划=plan) == [
        ["2025-07", "信息流广告", "付费", *blank, 1000, "是", None, None, None]
    ]


def test_a_retention_day_follows_the_cohort_that_can_be_seen(roll: Roll) -> None:
    header = ("月份", "类别", "名称", "人数", "基数")
    rows = [
        ("2025-04", "留存", "30日", 5, 9),
        ("2025-05", "留存", "30日", 5, 9),
        ("2024-11", "留存", "90日", 5, 9),
        ("2025-06", "留存", "7日", 5, 9),
        ("2025-06", "分层", "高频", 5, None),
    ]
    assert [row[:4] for row in roll("用户", header, *rows)] == [
        ["2025-06", "留存", "30日", None], ["2025-07", "留存", "7日", None], ["2025-07", "分层", "高频", None],
    ]  # fmt: skip


# ── the plan ──


def action(item: str, month: str | None, status: str, note: str = "", **more: object) -> Row:
    given = {"类型": "行动", "事项": item, "月份": month, "状态": status, "说明或应对": note, "负责人": "吴桐", **more}
    return [given.get(name) or None for name in PLAN]


def test_open_actions_are_carried_over_with_their_age(roll: Roll) -> None:
    rows = (
        action("备用通道", "2025-05", "延期"),
        action("备用通道", "2025-06", "延期", "自2025-05起，第2个月；等联调"),
        action("改首页", "2025-06", "进行中", "设计中"),
        action("上线券", "2025-06", "已完成"),
        action("开新店", "2025-06", "取消"),
        action("扩社群", "2025-07", "未开始"),
        action("修闪退", "2025-06", "进行中", 进度="100%"),
        action("换素材", "2025-05", "延期"),
        action("换素材", "2025-06", "已完成"),
    )
    carried = {row[1]: (row[2], row[-1]) for row in roll("计划", PLAN, *rows)}
    assert carried == {
        "备用通道": ("2025-07", "自2025-05起，第3个月；等联调"),
        "改首页": ("2025-07", "自2025-06起，第2个月；设计中"),
    }


def test_what_is_undecided_is_asked_again_and_known_risks_stay(roll: Roll) -> None:
    rows = [
        ("需决策", "追加预算", "2025-07", None, 40, "万元", "周航", date(2025, 7, 8), None, "待批"),
        ("需决策", "包邮试点", "2025-07", None, 60, "万元", "赵", date(2025, 7, 5), None, "已批"),
        ("资源", "分析师", "2025-06", None, 2, "人", "郑", date(2025, 8, 15), None, "待批"),
        ("风险", "缺货", "2025-07", None, None, None, "何", None, None, None, 3, 4, "安全库存"),
        ("风险", "旧风险", "2025-05", None, None, None, "何", None, None, None, 3, 4, "安全库存"),
        ("目标", "总营收", "2025-07", None, 100, "元"),
    ]
    added = roll("计划", PLAN, *rows)
    assert [(row[1], row[2]) for row in added] == [("追加预算", "2025-08"), ("分析师", "2025-08"), ("缺货", "2025-08")]
    assert added[0][4:10] == [40, "万元", "周航", datetime(2025, 7, 8), None, "待批"]


def test_a_month_left_blank_is_written_out_before_it_means_another(roll: Roll, tmp_path: Path) -> None:
    roll(
        "计划", PLAN, ("目标", "总营收", None, None, 100, "元"), action("改首页", None, "未开始", 截止=date(2025, 6, 9))
    )
    rows = rows_of(tmp_path / "data" / "运营_2025-07.xlsx", "计划")
    assert [row[2] for row in rows] == ["2025-07", "2025-06", "2025-07"]
    assert rows_of(tmp_path / "data" / "运营_2025-07.xlsx", "核心指标")[-1][3] == 100


# ── campaigns, contents, the report information ──


def test_what_was_done_stays_to_be_compared_with_and_what_is_planned_stays_planned(roll: Roll, tmp_path: Path) -> None:
    campaigns = [
        ("活动", "开始", "结束"),
        ("618", date(2025, 6, 5), date(2025, 6, 18)),
        ("八一", date(2025, 7, 20), date(2025, 7, 31)),
    ]
    contents = [("发布时间", "平台", "标题", "阅读"), (datetime(2025, 6, 5, 20), "公众号", "收纳", 10)]
    assert roll("活动", *campaigns, 内容=contents) == []
    assert len(rows_of(tmp_path / "data" / "运营_2025-07.xlsx", "活动")) == 2
    assert len(rows_of(tmp_path / "data" / "运营_2025-07.xlsx", "内容")) == 1


def test_the_report_information_names_the_new_month_and_no_cutoff(roll: Roll, tmp_path: Path) -> None:
    pairs = [
        ("项目", "内容"),
        ("公司", "云杉"),
        ("报告月份", "2025年6月"),
        ("数据截止日", date(2025, 6, 30)),
        ("毛利率", 0.5),
    ]
    assert roll("报告信息", *pairs) == []
    rows = rows_of(tmp_path / "data" / "运营_2025-07.xlsx", "报告信息")
    assert [row[1] for row in rows] == ["云杉", "2025年7月", None, 0.5]


# ── theirs ──


def test_a_sheet_of_another_order_with_a_banner_and_own_columns_is_rolled_too(tmp_path: Path) -> None:
    rows = [
        ("增长部渠道月报",),
        (),
        ("渠道名称", "统计月份", "大区", "渠道类型", "UV", "新增", "转化"),
        ("抖音", "2025年6月", "华东", "付费", 10, 5, "=F4/E4"),
    ]
    path = fill(tmp_path / "theirs" / "增长部6月.xlsx", {"推广渠道": rows})
    (made,) = next_books(JULY, (path,), settings_in(tmp_path))
    assert made.path == tmp_path / "theirs" / "增长部7月.xlsx"
    assert path.exists()
    assert rows_of(made.path, "推广渠道")[-1] == ["抖音", "2025年7月", None, "付费", None, None, "=F5/E5"]


def test_a_sheet_without_months_gets_a_month_column(tmp_path: Path) -> None:
    rows = [("渠道", "类型", "访问量", "新增用户"), ("抖音", "付费", 10, 5)]
    about = [("项目", "内容"), ("公司", "云杉"), ("报告月份", "2025-06")]
    fill(tmp_path / "data" / "增长.xlsx", {"报告信息": about, "渠道": rows})
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    assert [[cell.value for cell in row] for row in openpyxl.load_workbook(made.path)["渠道"]] == [
        ["渠道", "类型", "访问量", "新增用户", "月份"],
        ["抖音", "付费", 10, 5, "2025-06"],
        ["抖音", "付费", None, None, "2025-07"],
    ]


# ── files ──


def test_only_workbooks_with_the_month_before_are_rolled_and_put_aside(tmp_path: Path) -> None:
    for name, month in (("a.xlsx", "2025-06"), ("b.xlsx", "2025-05")):
        fill(tmp_path / "data" / name, {"核心指标": (KPI, (month, "总营收", "元", 1, 2))})
    made = next_books(JULY, (), settings_in(tmp_path))
    assert names(made) == ["a_2025-07.xlsx"]
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["a_2025-07.xlsx", "b.xlsx", "往期"]
    assert (tmp_path / "data" / "往期" / "a.xlsx").exists()


def names(books: Iterable[NextBook]) -> list[str]:
    return [book.path.name for book in books]


def test_targets_of_one_file_reach_the_metrics_of_another(tmp_path: Path) -> None:
    fill(tmp_path / "data" / "a.xlsx", {"核心指标": (KPI, ("2025-06", "总营收", "元", 1, 2))})
    fill(
        tmp_path / "data" / "计划.xlsx",
        {"计划": (PLAN, ("目标", "总营收", "2025-07", "", 7, "元"), action("甲", "2025-06", "延期"))},
    )
    made = next_books(JULY, (), settings_in(tmp_path))
    assert rows_of(made[0].path, "核心指标")[-1][3] == 7


def test_a_goal_of_a_new_metric_gets_one_row_in_one_file(tmp_path: Path) -> None:
    plan = (PLAN, ("目标", "净推荐值", "2025-07", "", 43, "分"), ("目标", "客单价", "2025-07", "", 240, "元"))
    fill(tmp_path / "data" / "a.xlsx", {"核心指标": (KPI, ("2025-06", "总营收", "元", 1, 2)), "计划": plan})
    fill(tmp_path / "data" / "b.xlsx", {"核心指标": (KPI, ("2025-06", "客单价", "元", 1, 2))})
    added = [
        [row[1] for row in rows_of(one.path, "核心指标")[1:]] for one in next_books(JULY, (), settings_in(tmp_path))
    ]
    assert added == [["总营收", "净推荐值"], ["客单价"]]


def test_where_the_old_workbook_cannot_be_moved_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = fill(tmp_path / "data" / "a.xlsx", {"核心指标": (KPI, ("2025-06", "总营收", "元", 1, 2))})

    def held(path: Path, target: Path) -> Path:
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(UsageError, match="in use"):
        next_books(JULY, (), settings_in(tmp_path))
    assert old.exists()
    assert not (tmp_path / "data" / "a_2025-07.xlsx").exists()


def test_nothing_is_overwritten_and_nothing_half_done(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        fill(tmp_path / "data" / name, {"核心指标": (KPI, ("2025-06", "总营收", "元", 1, 2))})
    there = fill(tmp_path / "data" / "b_2025-07.xlsx", {"核心指标": (KPI,)})
    before = there.read_bytes()
    with pytest.raises(UsageError, match=r"b_2025-07\.xlsx 已经有了"):
        next_books(JULY, (), settings_in(tmp_path))
    assert there.read_bytes() == before
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["a.xlsx", "b.xlsx", "b_2025-07.xlsx"]


def test_another_folder_gets_the_new_one_and_the_old_one_stays(tmp_path: Path) -> None:
    old = fill(tmp_path / "data" / "a.xlsx", {"核心指标": (KPI, ("2025-06", "总营收", "元", 1, 2))})
    (made,) = next_books(JULY, (), settings_in(tmp_path), tmp_path / "新")
    assert made.path == tmp_path / "新" / "a_2025-07.xlsx"
    assert old.exists()


def test_a_file_that_is_not_of_the_month_before_is_refused_by_name(tmp_path: Path) -> None:
    path = fill(tmp_path / "a.xlsx", {"核心指标": (KPI, ("2025-04", "总营收", "元", 1, 2))})
    with pytest.raises(UsageError, match=r"a\.xlsx 里没有 2025-06 的数据"):
        next_books(JULY, (path,), settings_in(tmp_path))


def test_files_that_cannot_be_rolled_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("月份,渠道\n", "utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"PK broken")
    with pytest.raises(UsageError, match="请先另存为"):
        next_books(JULY, (tmp_path / "a.csv",), settings_in(tmp_path))
    with pytest.raises(DataRefused, match=r"b\.xlsx"):
        next_books(JULY, (tmp_path / "b.xlsx",), settings_in(tmp_path))


# ── the round ──


def _fill_month(sheet: Worksheet, columns: dict[str, str]) -> None:
    """Fill what is empty with the newest value of the same name."""
    headers = {str(cell.value).rstrip("＊"): cell.column for cell in sheet[1]}
    keys = [headers[name] for name in columns["key"].split()]
    first = headers[columns["fill"].split()[0]]
    filled_rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, first).value is not None]
    old = {tuple(sheet.cell(row, at).value for at in keys): row for row in filled_rows}
    for row in range(2, sheet.max_row + 1):
        like = old.get(tuple(sheet.cell(row, at).value for at in keys))
        for name in columns["fill"].split():
            if like and sheet.cell(row, headers[name]).value is None:
                sheet.cell(row, headers[name]).value = sheet.cell(like, headers[name]).value


FILLED = {
    "核心指标": {"key": "指标", "fill": "实际 分子 分母"},
    "渠道": {"key": "渠道", "fill": "访问量 新增用户 付费用户 收入 费用 费用预算"},
    "用户": {"key": "类别 名称", "fill": "人数 基数 互动次数 收入"},
}


def filled(path: Path) -> None:
    book: Workbook = openpyxl.load_workbook(path)
    for title, columns in FILLED.items():
        _fill_month(book[title], columns)
    book.save(path)


@pytest.mark.slow
def test_from_the_example_to_the_next_months_review(tmp_path: Path) -> None:
    """init --example, next, check: only the actuals are missing; filled, the new month builds."""
    start_folder(tmp_path, JUNE, with_example=True)
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    _, findings = check(JULY, settings_in(tmp_path))
    blocking = [(one.code, one.tab) for one in findings if one.is_blocking]
    assert sorted(set(blocking)) == [
        ("missing_value", "核心指标"), ("missing_value", "渠道"), ("missing_value", "用户"),
        ("no_such_month", "核心指标"),
    ]  # fmt: skip
    assert {one.code for one in findings if not one.is_blocking} <= {"missing_detail", "month_without_rows"}
    filled(made.path)
    dataset, findings = check(JULY, settings_in(tmp_path))
    assert not findings.are_blocking
    assert len(dataset["actions"].where(month=JULY)) == 13
    receipt = build(Job(JULY, settings_in(tmp_path), datetime(2025, 8, 3, tzinfo=UTC)))
    assert any(path.suffix == ".pptx" for path in receipt.paths)


@pytest.mark.slow
def test_a_second_roll_starts_from_the_first(tmp_path: Path) -> None:
    start_folder(tmp_path, JUNE, with_example=True)
    next_books(JULY, (), settings_in(tmp_path))
    (made,) = next_books(AUGUST, (), settings_in(tmp_path))
    assert made.path.name == "运营数据_2025-08.xlsx"
    plan = {(row[1], row[2]): row[-1] for row in rows_of(made.path, "计划") if row[0] == "行动"}
    assert str(plan["热销商品安全库存规则", "2025-08"]).startswith("自2025-06起，第3个月；供应商")


def test_the_command_says_what_it_made_and_what_it_moved(
    bare_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start_folder(bare_folder, JUNE, with_example=True)
    monkeypatch.setattr(sys, "argv", ["opsreport", "next", "2025-07"])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr()
    assert end.value.code == 0
    assert said.out.splitlines() == [str(bare_folder / "data" / "运营数据_2025-07.xlsx")]
    assert "往期" in said.err


def test_a_file_alone_needs_no_settings(
    bare_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(bare_folder / "a.xlsx", {"核心指标": (KPI, ("2025-06", "总营收", "元", 1, 2))})
    monkeypatch.setattr(sys, "argv", ["opsreport", "next", "2025-07", "a.xlsx"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    assert Path(capsys.readouterr().out.strip()) == Path("a_2025-07.xlsx")


@pytest.mark.parametrize("name", ["monthly-rhythm.md", "monthly-rhythm.zh-CN.md"])
def test_the_page_of_the_month_names_commands_and_options_that_exist(name: str) -> None:
    page = (REPOSITORY / "docs" / name).read_text("utf-8")
    lines = [line.partition("  #")[0].split() for line in page.splitlines() if line.startswith("opsreport ")]
    assert {line[1] for line in lines} == {"next", "check", "run", "edits", "build", "preview", "approve", "history"}
    for _, word, *rest in lines:
        command = commands.get_command(Context(commands), word)
        assert command
        known = {option for parameter in command.params for option in parameter.opts}
        assert {option for option in rest if option.startswith("-")} <= known


def _twice(folder: Path, lines: Sequence[Row], plan: Sequence[Row] = ()) -> str:
    """What the second roll to July says; the new workbook stays as it was."""
    data = folder / "data"
    fill(data / "运营.xlsx", {"核心指标": lines} | ({"计划": plan} if plan else {}))
    (made,) = next_books(JULY, (), settings_in(folder))
    before = made.path.read_bytes()
    with pytest.raises(UsageError) as refused:
        next_books(JULY, (), settings_in(folder))
    assert made.path.read_bytes() == before
    assert sorted(path.name for path in data.iterdir()) == ["往期", "运营_2025-07.xlsx"]
    return str(refused.value)


@pytest.mark.parametrize("with_plan", [False, True])
def test_a_second_roll_to_the_same_month_moves_nothing(tmp_path: Path, *, with_plan: bool) -> None:
    plan = [PLAN, action("上线签到", "2025-06", "进行中")] if with_plan else []
    said = _twice(tmp_path, [KPI, ("2025-06", "总营收", "元", 1, 2)], plan)
    assert said == "运营_2025-07.xlsx 已经是 2025-07 的了：上次已经滚过，接着填就行；什么都没有动"


def test_nor_does_one_to_a_month_whose_month_before_only_the_plan_knows(tmp_path: Path) -> None:
    data = tmp_path / "data"
    sheets = {"核心指标": [KPI, ("2025-06", "总营收", "元", 1, 2)], "计划": [PLAN, action("签到", "2025-07", "进行中")]}
    fill(data / "运营.xlsx", sheets)
    with pytest.raises(UsageError, match="没有 2025-07 的数据"):
        next_books(AUGUST, (), settings_in(tmp_path))
    assert [path.name for path in data.iterdir()] == ["运营.xlsx"]


@pytest.mark.parametrize("mark", ["~$运营.xlsx", ".~lock.运营.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_stays_where_it_is(tmp_path: Path, mark: str) -> None:
    data = tmp_path / "data"
    fill(data / "运营.xlsx", {"核心指标": (KPI, ("2025-06", "总营收", "元", 1, 2))})
    (data / mark).touch()
    with pytest.raises(UsageError, match="正在别处打开"):
        next_books(JULY, (), settings_in(tmp_path))
    assert sorted(path.name for path in data.iterdir()) == sorted([mark, "运营.xlsx"])


GOAL = [("类型", "月份", "名称", "目标值", "单位", "状态"), ("目标", "2025-07", "总营收", 120_000, "元", None)]
OPEN = ("行动", "2025-06", "换素材", None, None, "进行中")


@pytest.mark.parametrize(
    ("lines", "target", "cell"),
    [
        ([("指标", "单位", "5月", "6月", "7月"), ("总营收", "元", 1, 2, None)], None, ""),
        (
            [("指标", "单位", "6月目标", "6月实际", "7月目标", "7月实际"), ("总营收", "元", 1, 2, None, None)],
            120_000,
            "E2",
        ),
        ([KPI, ("2025-06", "总营收", "元", 1, 2), ("2025-07", "总营收", "元", None, None)], 120_000, "D3"),
        ([KPI, ("2025-06", "总营收", "元", 1, 2), ("2025-07", "总营收", "元", 125_000, None)], 125_000, "D3"),
    ],
)
def test_a_month_laid_out_ahead_is_gone_on_with(
    tmp_path: Path, lines: list[Row], target: float | None, cell: str
) -> None:
    data = tmp_path / "data"
    about = [("项目", "内容"), ("报告月份", "2025-06")]
    fill(data / "运营.xlsx", {"报告信息": about, "核心指标": lines, "计划": [*GOAL, OPEN]})
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    assert made.notices[0] == "运营.xlsx：这些表已经有 2025-07 的行或列，没有再加，直接填：核心指标"
    book = openpyxl.load_workbook(made.path)
    assert book["报告信息"]["B2"].value == "2025-07"
    assert (book["核心指标"].max_row, book["核心指标"].max_column) == (len(lines), len(lines[0]))
    assert not cell or book["核心指标"][cell].value == target
    assert [row[2].value for row in book["计划"].rows][1:] == ["总营收", "换素材", "换素材"]
    with pytest.raises(UsageError, match="已经是 2025-07 的了"):
        next_books(JULY, (), settings_in(tmp_path))


def test_a_month_that_is_there_in_a_book_of_no_month_is_to_be_filled(tmp_path: Path) -> None:
    lines = [("指标", "单位", "5月", "6月", "7月"), ("总营收", "元", 1, 2, None)]
    fill(tmp_path / "data" / "运营.xlsx", {"核心指标": lines})
    with pytest.raises(UsageError, match="里已经有 2025-07 的行或列，接着填就行；什么都没有动"):
        next_books(JULY, (), settings_in(tmp_path))


def test_formulas_of_the_month_before_are_of_the_month_that_was_copied(tmp_path: Path) -> None:
    head = ("指标", "单位", "目标", "实际", "环比", "累计", "同比")
    made = ("总营收", "元", 5, 6, "=D2/'5月'!D2-1", "='4月'!D2+'5月'!D2+D2", "=D2/别表!D2")
    sheets = {name: [head, ("总营收", "元", 3, 4)] for name in ("4月", "5月")}
    fill(tmp_path / "data" / "运营.xlsx", {**sheets, "6月": [head, made]})
    (book,) = next_books(JULY, (), settings_in(tmp_path))
    rolled = openpyxl.load_workbook(book.path)
    assert [rolled["7月"][cell].value for cell in ("E2", "F2", "G2")] == ["=D2/'6月'!D2-1", made[5], made[6]]
    assert rolled["6月"]["E2"].value == made[4]
    assert "7月!F2" in next(notice for notice in book.notices if "这些公式或名称" in notice)


def test_charts_and_names_that_end_above_the_new_rows_are_named(tmp_path: Path) -> None:
    path = fill(
        tmp_path / "data" / "运营.xlsx", {"核心指标": [KPI, *[(f"2025-0{at}", "总营收", "元", 1, 2) for at in (5, 6)]]}
    )
    book = openpyxl.load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(book["核心指标"], min_col=5, min_row=2, max_row=3))
    book.create_sheet("看板").add_chart(chart, "A1")
    book.defined_names["营收"] = DefinedName("营收", attr_text="核心指标!$E$2:$E$3")
    book.defined_names["首月"] = DefinedName("首月", attr_text="核心指标!$E$2")
    book.save(path)
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    assert any(notice.endswith("请把数据范围往下拉：看板") for notice in made.notices)
    assert any(notice.endswith("请看一眼：营收") for notice in made.notices)


def test_actions_without_their_kind_are_carried_over_where_they_stand(tmp_path: Path) -> None:
    head = ("事项", "负责人", "截止", "进度", "状态")
    lines = [
        head,
        ("换素材", "李四", "2025-06-20", "60%", "进行中"),
        ("搭看板", "王五", "2025-06-10", "100%", "已完成"),
    ]
    core = [("指标", "单位", "目标", "实际"), ("总营收", "万元", 120, 130)]
    fill(tmp_path / "data" / "2025年6月运营数据.xlsx", {"核心指标": core, "行动": lines})
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    found = [[value for value in row if value is not None] for row in rows_of(made.path, "行动")]
    assert [row for row in found if row] == [[*lines[1], "自2025-06起，第2个月"]]
    assert openpyxl.load_workbook(made.path)["行动"]["F1"].value == "说明或应对"
