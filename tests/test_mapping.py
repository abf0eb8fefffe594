"""`opsreport map` proposes what pasting it makes true; `opsreport init --from` starts from a team's own workbook."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from pptx import Presentation

from opsreport.cli import commands
from opsreport.errors import DataRefused, UsageError
from opsreport.model.period import Period
from opsreport.pipeline import check
from opsreport.pipeline.mapping import proposal_text
from opsreport.pipeline.starting import start_from
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, source_fields
from opsreport.settings import load_settings
from opsreport.shaping.guessing import nearest

JUNE = Period.parse("2025-06")
MOMENT = datetime(2025, 7, 5, tzinfo=UTC)
Rows = Sequence[Sequence[object]]
ADS: Rows = (
    ("投放日报", None, None, None, None),
    ("日期", "计划", "消耗额", "展现量", "素材编号"),
    (datetime(2025, 6, 1), "甲", 100, 2000, "a"),
    (datetime(2025, 6, 2), "甲", 50, 1000, "b"),
    (datetime(2025, 5, 2), "乙", 70, 900, "c"),
)
REGULAR: Rows = (
    ("月份", "渠道", "类型", "访问量", "新增用户"),
    ("2025-06", "搜索", "付费", 10, 2),
)


def book(path: Path, **sheets: Rows) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        for row in rows:
            (made[name] if name in made.sheetnames else made.create_sheet(name)).append(row)
    made.save(path)
    return path


def test_the_proposal_says_what_is_sure_and_asks_the_rest(tmp_path: Path) -> None:
    text = proposal_text(book(tmp_path / "投放.xlsx", 数据=ADS), JUNE, "zh")
    (source,) = tomllib.loads(text)["source"]
    assert (source["file"], source["sheet"], source["table"], source["header"]) == ("投放.xlsx", "数据", "channels", 2)
    assert source["columns"] == {"日期": "month", "计划": "channel", "展现量": "impressions"}
    assert source["add_up"] is True
    assert '# "消耗额" = "spend"  # 像“消耗”' in text
    assert '# "素材编号" = ""' in text
    assert "#   月份 2025-06 · 渠道 甲 · 曝光量 3000" in text


def test_the_proposal_builds_as_it_is_once_the_comment_is_answered(tmp_path: Path) -> None:
    file = book(tmp_path / "投放.xlsx", 数据=ADS)
    text = proposal_text(file, JUNE, "en").replace('# "消耗额"', '"消耗额"')
    (tmp_path / "opsreport.toml").write_text(f'[data]\nfolder = "."\n{text}', "utf-8")
    dataset, findings = check(JUNE, load_settings(tmp_path, {}, fields=source_fields()))[:2]
    assert not findings.are_blocking
    assert dataset["channels"].where(month="2025-06").total("spend").value == 150


SHOP: Rows = (
    ("统计日期", "终端", "访客数", "新增用户数", "支付金额", "支付转化率"),
    ("2025-06-01", "所有终端", "1,200", 30, "9,000.50", "5%"),
    ("2025-06-01", "手机", "1,000", 20, "8,000.50", "5%"),
    ("2025-06-01", "电脑", "200", 10, "1,000", "5%"),
    ("2025-06-02", "所有终端", "800", 20, "4,000", "5%"),
    ("2025-06-02", "手机", "600", 15, "3,000", "5%"),
    ("2025-06-02", "电脑", "200", 5, "1,000", "5%"),
)
TASKS: Rows = (
    ("编号", "任务名称", "所属月份", "负责人", "开始时间", "截止时间", "任务状态", "完成进度", "优先级"),
    ("REC-1", "上线新人任务", "2025-07", "张三", "2025/07/01", "2025/07/20", "进行中", "30%", "高"),
    ("REC-2", "接入备用通道", "2025-07", "李四", "2025/07/01", "2025/07/15", "未开始", "0%", "中"),
)
ACCOUNT: Rows = (
    ("账户报表",),
    ("时间", "媒体", "账户ID", "展示数", "消费"),
    *((datetime(2025, 6, day), media, 1002, 500, 20) for day in (1, 2, 3) for media in ("信息流", "搜索")),
)


def source_of(folder: Path, rows: Rows) -> tuple[dict[str, object], str]:
    text = proposal_text(book(folder / "导出_20250701.xlsx", 数据=rows), JUNE, "zh")
    (source,) = tomllib.loads(text)["source"]
    return source, text


def test_rows_of_all_and_of_each_part_are_not_added_twice(tmp_path: Path) -> None:
    source, text = source_of(tmp_path, SHOP)
    assert source["columns"] == {
        "统计日期": "month", "访客数": "visits", "新增用户数": "new_users", "支付金额": "revenue"
    }  # fmt: skip
    assert (source["where"], source["add_up"]) == ({"终端": "所有终端"}, True)
    assert "#   月份 2025-06 · 访问量 2000 · 新增用户 50 · 收入 13000.5" in text
    assert '# constants = {channel = "导出", family = "自然"}' in text
    assert "family 是类型：自然 / 付费" in text
    assert '# "支付转化率" = ""  # 由别的数算出' in text
    assert '写成 "导出_*.xlsx"' in text


def test_a_whole_among_the_names_is_left_out(tmp_path: Path) -> None:
    rows: Rows = (
        ("日期", "渠道", "访客数", "消费"),
        *((f"2025-06-0{day}", name, 10, 5) for day in (1, 2) for name in ("全部", "搜索", "社交")),
    )
    assert source_of(tmp_path, rows)[0]["where"] == {"渠道": ["搜索", "社交"]}


def test_days_under_an_unknown_header_are_the_months_and_codes_are_no_names(tmp_path: Path) -> None:
    source, text = source_of(tmp_path, ACCOUNT)
    assert source["columns"] == {"时间": "month", "媒体": "channel", "展示数": "impressions", "消费": "spend"}
    assert '# unit = {spend = "万元"}' in text
    assert "year" not in text


def test_months_kinds_and_names_are_told_apart_by_their_values(tmp_path: Path) -> None:
    head = ("统计月", "投放媒介", "媒介性质", "GMV")
    lines = [
        line
        for month in ("2025年5月", "2025年6月")
        for line in ((month, "抖音", "付费", 12.8), (month, "官网", "自然", 12.8), ("小计", None, None, 25.6))
    ]
    text = proposal_text(book(tmp_path / "投放汇总.xlsx", 投放汇总=(head, *lines)), JUNE, "zh")
    (source,) = tomllib.loads(text)["source"]
    columns = {"统计月": "month", "投放媒介": "channel", "媒介性质": "family", "GMV": "revenue"}
    assert (source["columns"], source.get("add_up"), source.get("constants")) == (columns, None, None)
    assert "合计" not in text.rpartition("照这样读到")[2]


def test_of_two_headers_that_may_name_the_rows_none_is_taken(tmp_path: Path) -> None:
    rows = (("月份", "甲方", "乙方", "消耗"), ("2025-06", "春", "秋", 3), ("2025-06", "夏", "冬", 4))
    text = proposal_text(book(tmp_path / "投放.xlsx", 投放=rows), JUNE, "zh")
    assert '# "甲方" = "channel"' in text
    (source,) = tomllib.loads(text)["source"]
    assert (source["columns"], "add_up" in source) == ({"月份": "month", "消耗": "spend"}, False)
    assert "constants = {channel" not in text


def test_months_without_a_year_are_asked_for(tmp_path: Path) -> None:
    rows: Rows = (
        ("月份", "计划", "花费", "展现量"),
        ("5月", "甲", 10, 100),
        ("6月", "甲", 12, 90),
        ("6月", "乙", 3, 9),
    )
    text = proposal_text(book(tmp_path / "导出.xlsx", 数据=rows), JUNE, "zh")
    assert "# year = 2025  # 月份没有写年份" in text


def test_a_list_of_tasks_is_one_of_actions(tmp_path: Path) -> None:
    source, _ = source_of(tmp_path, TASKS)
    assert (source["table"], source["constants"]) == ("plan", {"row_type": "行动"})
    assert isinstance(source["columns"], dict)
    assert source["columns"]["任务名称"] == "item"
    assert "编号" not in source["columns"]


def test_a_board_of_tasks_with_headers_of_its_own_is_read_as_it_is(tmp_path: Path) -> None:
    head = ("任务描述", "任务执行人", "进展", "开始日期", "预计完成日期", "最新进展记录")
    rows = (head, ("改版首页", "张三", "进行中", datetime(2025, 6, 2), datetime(2025, 6, 25), "设计稿评审"))
    book(tmp_path / "协作.xlsx", 任务列表=rows)
    (tmp_path / "opsreport.toml").write_text('[data]\nfolder = "."\n', "utf-8")
    dataset = check(JUNE, load_settings(tmp_path, {}, fields=source_fields()))[0]
    (action,) = dataset["actions"].frame.itertuples()
    assert (action.action, action.owner, action.status, action.note) == ("改版首页", "张三", "doing", "设计稿评审")


def test_amounts_are_shown_in_the_unit_that_stands_over_them(tmp_path: Path) -> None:
    rows = (("投放数据（单位：万元）",), ("月份", "媒体", "拉新", "消耗额"), ("2025-06", "抖音", 100, 5.5))
    assert "消耗额" in (text := proposal_text(book(tmp_path / "a.xlsx", 数据=rows), JUNE, "zh"))
    assert "费用 5.5（万元）" in text


@pytest.mark.parametrize("rows", [SHOP, TASKS, ACCOUNT, ADS], ids=["shop", "tasks", "account", "ads"])
def test_what_is_proposed_reads_its_sheet_as_it_is_pasted(tmp_path: Path, rows: Rows) -> None:
    text = proposal_text(book(tmp_path / "导出.xlsx", 数据=rows), JUNE, "en")
    (tmp_path / "opsreport.toml").write_text(f'[data]\nfolder = "."\n{text}', "utf-8")
    findings = check(JUNE, load_settings(tmp_path, {}, fields=source_fields()))[1]
    wrong = {"source_unmatched", "source_header_missing", "duplicate_key", "not_a_number", "bad_date"}
    assert not wrong & {one.code for one in findings}
    assert findings.matches[0].why[0] == "source"


def test_a_sheet_that_is_understood_needs_no_mapping(tmp_path: Path) -> None:
    text = proposal_text(book(tmp_path / "a.xlsx", 渠道=REGULAR), JUNE, "zh")
    assert tomllib.loads(text) == {}
    assert "已认出是“渠道”" in text


def test_channels_without_kind_or_visits_need_no_mapping_and_what_they_lack_is_said(tmp_path: Path) -> None:
    rows: Rows = (("月份", "渠道", "收入", "费用"), ("2025-06", "SEM", 9, 3), ("2025-06", "小明", 4, 1))
    text = proposal_text(book(tmp_path / "a.xlsx", 渠道=rows), JUNE, "zh")
    assert tomllib.loads(text) == {}
    assert "已认出是“渠道”" in text
    assert "没有“访问量 / 新增用户”" in text
    assert "都归到“其他”：小明" in text


def test_a_sheet_that_would_block_is_not_said_to_be_understood(tmp_path: Path) -> None:
    rows: Rows = (("月份", "指标", "实际"), ("2025-06", "总营收", "很多"))
    text = proposal_text(book(tmp_path / "a.xlsx", 核心指标=rows), JUNE, "zh")
    assert "不用写映射" not in text
    assert "看出是“核心指标”，但下面几处不处理" in text
    assert "#   C2：“实际”应是数字" in text


def test_the_platform_in_the_name_needs_no_mapping(tmp_path: Path) -> None:
    rows: Rows = (("标题", "发布时间", "阅读量"), ("一", datetime(2025, 6, 3), 10), ("二", datetime(2025, 6, 4), 20))
    text = proposal_text(book(tmp_path / "公众号文章导出.xlsx", 列表=rows), JUNE, "zh")
    assert "已认出是“内容”" in text
    text = proposal_text(book(tmp_path / "文章导出.xlsx", 列表=rows), JUNE, "zh")
    assert "platform" not in text, "nothing says which one it is"


def test_a_sheet_that_nothing_is_known_of_is_named(tmp_path: Path) -> None:
    text = proposal_text(book(tmp_path / "a.xlsx", 备忘=(("会议", "人"), ("周一", "张"))), JUNE, "zh")
    assert tomllib.loads(text) == {}
    assert "“备忘”：没有看懂" in text


def test_a_second_split_of_the_same_months_is_only_a_comment(tmp_path: Path) -> None:
    text = proposal_text(book(tmp_path / "a.xlsx", 分计划=ADS, 分素材=ADS), JUNE, "zh")
    assert [one["sheet"] for one in tomllib.loads(text)["source"]] == ["分计划"]
    assert '# sheet = "分素材"' in text


def test_what_cannot_be_read_is_said_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(DataRefused):
        proposal_text(tmp_path / "a.xlsx", JUNE, "zh")
    with pytest.raises(UsageError):
        proposal_text(tmp_path / "none.xlsx", JUNE, "zh")


def test_the_command_prints_it_or_writes_it_once(tmp_path: Path) -> None:
    file, out = book(tmp_path / "投放.xlsx", 数据=ADS), tmp_path / "mapping.toml"
    printed = CliRunner().invoke(commands, ["map", str(file), "--month", "2025-06"])
    assert printed.exit_code == 0
    assert tomllib.loads(printed.output)["source"]
    said = CliRunner().invoke(commands, ["map", str(file), "--month", "2025-06", "--out", str(out)])
    assert said.output.strip() == str(out)
    assert out.read_text("utf-8") == printed.output
    again = CliRunner().invoke(commands, ["map", str(file), "--out", str(out)])
    assert isinstance(again.exception, UsageError)


def test_a_folder_starts_from_a_workbook_and_builds(tmp_path: Path) -> None:
    file = book(tmp_path / "渠道月报.xlsx", 渠道=REGULAR)
    started = start_from(tmp_path / "review", file, Period.parse("2026-10"), MOMENT)
    assert started.is_built
    assert started.period == JUNE, "the last month that has figures"
    assert (tmp_path / "review" / "data" / "渠道月报.xlsx").read_bytes() == file.read_bytes()
    assert {path.suffix for path in started.paths} >= {".toml", ".xlsx", ".pptx"}
    assert "相加得出" in started.findings
    deck = next(str(path) for path in started.paths if path.suffix == ".pptx")
    tables = [shape.table for slide in Presentation(deck).slides for shape in slide.shapes if shape.has_table]
    assert any("当月各渠道相加" in [cell.text for cell in table.iter_cells()] for table in tables)
    with pytest.raises(UsageError, match="overwrites nothing"):
        start_from(tmp_path / "review", file, JUNE, MOMENT)


def test_a_workbook_that_cannot_be_built_yet_leaves_its_questions(tmp_path: Path) -> None:
    posts: Rows = (("标题", "阅读量", "点赞"), ("一", 10, 1), ("二", 20, 2))
    started = start_from(tmp_path / "review", book(tmp_path / "公号.xlsx", 导出=posts), JUNE, MOMENT)
    assert not started.is_built
    assert "缺少必填列" in started.findings
    text = (tmp_path / "review" / "opsreport.toml").read_text("utf-8")
    assert '# month = "2025-06"' in text


def test_a_sheet_of_several_tables_that_is_read_gets_no_source(tmp_path: Path) -> None:
    rows: Rows = (
        ("一、用户分层",),
        ("层级", "人数", "收入（万元）"),
        ("高活跃", 38600, 402),
        ("低活跃", 77200, 108.5),
        (),
        ("二、流失原因",),
        ("原因", "人数"),
        ("价格贵", 84),
        ("没时间", 121),
    )
    text = proposal_text(book(tmp_path / "运营月报2025年6月.xlsx", 渠道=REGULAR, 用户=rows), JUNE, "zh")
    assert tomllib.loads(text) == {}


def test_a_source_is_only_in_use_where_it_reads_more_and_blocks_no_more(tmp_path: Path) -> None:
    rows: Rows = (("甲", "点赞", "阅读量"), ("一", 10, "多"), ("二", 20, "少"))
    text = proposal_text(book(tmp_path / "a.xlsx", 渠道=REGULAR, 列表=rows), JUNE, "zh")
    assert tomllib.loads(text) == {}


@pytest.mark.parametrize("rows", [SHOP, TASKS, ACCOUNT, ADS], ids=["shop", "tasks", "account", "ads"])
def test_one_number_sign_less_in_any_line_leaves_valid_settings(tmp_path: Path, rows: Rows) -> None:
    lines = proposal_text(book(tmp_path / "导出.xlsx", 数据=rows), JUNE, "zh").splitlines()
    for at, line in enumerate(lines):
        if line.startswith("#"):
            tomllib.loads("\n".join((*lines[:at], line.removeprefix("#").strip(), *lines[at + 1 :])))


def test_a_block_that_is_all_comment_is_one_source_with_one_number_sign_less_a_line(tmp_path: Path) -> None:
    lines = proposal_text(book(tmp_path / "a.xlsx", 分计划=ADS, 分素材=ADS), JUNE, "zh").splitlines()
    block = lines[next(at for at, line in enumerate(lines) if line.startswith("# [[source]]")) :]
    (source,) = tomllib.loads("\n".join(line.removeprefix("#").strip() for line in block))["source"]
    assert (source["sheet"], source["columns"]["计划"]) == ("分素材", "channel")


@pytest.mark.parametrize(
    ("header", "like"),
    [
        ("新客数", ""),
        ("用户数", ""),
        ("注册成本（元）", ""),
        ("单客成本", ""),
        ("消耗额", "spend"),
        ("推广成本", "spend"),
    ],
)
def test_a_header_is_like_a_number_only_where_it_can_be_that_number(header: str, like: str) -> None:
    channels = next(tab for tab in TABS if tab.name == "channels")
    found = column_named(channels, header) or next(iter(nearest(channels, header) or ()), None)
    assert (found.name if found else "") == like


def test_one_field_is_offered_once_and_the_two_days_of_an_activity_are_its_first_and_last(tmp_path: Path) -> None:
    rows: Rows = (
        ("活动", "自", "至", "参与人数"),
        ("甲", datetime(2025, 6, 1), datetime(2025, 6, 3), 10),
        ("乙", datetime(2025, 6, 5), datetime(2025, 6, 8), 20),
    )
    (source,) = tomllib.loads(proposal_text(book(tmp_path / "a.xlsx", 渠道=REGULAR, 活动=rows), JUNE, "zh"))["source"]
    assert source["columns"] == {"活动": "name", "自": "start", "至": "end", "参与人数": "participants"}


def test_months_that_only_wait_for_close_headers_are_not_missed(tmp_path: Path) -> None:
    rows: Rows = (("统计月", "媒体", "消耗额", "下发数"), ("2025-05", "巨量", 1.1, 320), ("2025-06", "巨量", 1.2, 330))
    text = proposal_text(book(tmp_path / "数据[2025].xlsx", 数据=rows), JUNE, "zh")
    assert '"统计月" = "month"' in text
    assert "没有看到月份" not in text


def test_days_of_names_under_a_close_header_are_to_be_added_up(tmp_path: Path) -> None:
    days = [(f"2025-06-0{day}", "巨量", 100 + day, 30 + day, 500 + day) for day in (1, 2, 3)]
    (tmp_path / "data").mkdir()
    made = book(tmp_path / "data" / "w.xlsx", 数据=[("日期", "媒体名", "消耗额", "注册", "访问"), *days])
    text = proposal_text(made, JUNE, "zh")
    assert "##   月份 2025-06 · 渠道 巨量 · 访问量 1506 · 新增用户 96 · 费用 306" in text
    answered = text.replace('# "媒体名" =', '"媒体名" =').replace('# "消耗额" =', '"消耗额" =')
    (tmp_path / "opsreport.toml").write_text(f'[data]\nfolder = "data"\n{answered}')
    dataset = check(JUNE, load_settings(tmp_path, {}, fields=source_fields()))[0]
    assert dataset["channels"].total("spend").value == 306


def test_a_sheet_that_is_read_without_its_close_headers_is_offered_the_block_that_takes_them(tmp_path: Path) -> None:
    rows: Rows = (
        ("月份", "媒体", "消耗额", "注册", "访问"),
        ("2025-05", "巨量", 1.1, 320, 500),
        ("2025-06", "巨量", 1, 3, 5),
    )
    lines = proposal_text(book(tmp_path / "a.xlsx", 数据=rows), JUNE, "zh").splitlines()
    assert any("已认出是“渠道”" in line for line in lines)
    assert tomllib.loads("\n".join(lines)) == {}
    block = lines[lines.index("# [[source]]") :]
    (source,) = tomllib.loads("\n".join(line.removeprefix("#").strip() for line in block))["source"]
    assert source["columns"] == {
        "月份": "month",
        "媒体": "channel",
        "消耗额": "spend",
        "注册": "new_users",
        "访问": "visits",
    }


def test_a_mapped_table_ends_where_another_begins_which_is_said_or_mapped_too(tmp_path: Path) -> None:
    rows: Rows = (
        ("渠道消耗",),
        ("统计月", "媒体", "消耗额", "注册", "访问"),
        ("2025-06", "巨量", 12_000, 330, 5_100),
        ("2025-06", "百度", 9_000, 210, 4_100),
        (),
        ("活动表",),
        ("活动名", "起", "止", "参加人"),
        ("618", "2025-06-01", "2025-06-18", 500),
    )
    (tmp_path / "data").mkdir()
    book(tmp_path / "data" / "a.xlsx", 数据=rows)
    head = '[data]\nfolder = "data"\n'
    first = '[[source]]\nfile = "a.xlsx"\ntable = "channels"\nheader = 2\ncolumns = {消耗额 = "spend"}\n'
    names = 'columns = {活动名 = "name", 起 = "start", 止 = "end", 参加人 = "participants"}\n'
    second = f'[[source]]\nfile = "a.xlsx"\ntable = "campaigns"\nheader = 7\n{names}'
    for text, unread in ((first, ["A7:E8"]), (first + second, [])):
        (tmp_path / "opsreport.toml").write_text(head + text, encoding="utf-8")
        dataset, findings = check(JUNE, load_settings(tmp_path, {}, fields=source_fields()))
        assert [one.origins[0].cell for one in findings if one.code == "unknown_table"] == unread
        assert not [one.code for one in findings if one.is_blocking]
        assert dataset["channels"].total("spend").value == 21_000
    assert dataset["campaigns"].total("participants").value == 500


def test_a_table_that_is_not_recognised_is_to_be_cut_to_a_sheet_of_its_own(tmp_path: Path) -> None:
    rows: Rows = (
        ("月份", "渠道", "费用", "新增用户", "访问量"),
        ("2025-06", "巨量", 12_000, 330, 5_100),
        (),
        ("部件", "甲", "乙", "丙"),
        ("一", 1, 2, 3),
        ("二", 1, 2, 3),
    )
    text = proposal_text(book(tmp_path / "a.xlsx", 数据=rows), JUNE, "zh")
    assert "A4:D6：工作表“数据”里的这张表认不出是什么，没有读；要用就剪到单独的工作表，再运行 opsreport map" in text
