"""What `opsreport check` says: tables that line up, the reconciliation statement, reminders, annotated copies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from opsreport.checking import CODES
from opsreport.checking import check as checked
from opsreport.cli import main
from opsreport.model.finding import Findings, Identity
from opsreport.model.number import Number
from opsreport.model.unit import PERSON, RATE
from opsreport.reading import read_file
from opsreport.shaping.words import Special
from opsreport.wording.listing import findings_values, full_listing
from opsreport.wording.reminder import ASKED, OWED, reminder
from opsreport.wording.table import text_table, text_width, wrapped
from opsreport.wording.voice import wording
from tests.checking.sheets import JUNE, only, sheet

BROKEN = Path(__file__).parents[1] / "sample_data" / "broken"
ZH = wording("zh")


def findings_of(name: str) -> Findings:
    sheets, found = read_file(BROKEN / f"{name}.xlsx")
    return checked(sheets, JUNE, found)[1]


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [30, 60, 200])
def test_a_table_lines_up_whatever_mixes_han_and_latin(width: int) -> None:
    rows = [("渠道!D6", "必填的“人数”空着"), ("a › b!C10000", "写成 2025-06 或 2025/6，long-unbroken-word-here")]
    lines = text_table(("位置", "发现"), rows, width)
    assert max(map(text_width, lines)) <= width
    edge = text_width(lines[1].split("  ")[0])
    for line in lines:
        left = ""
        for letter in line:
            if text_width(left) >= edge:
                break
            left += letter
        assert text_width(left) == min(edge, text_width(line))
    joined = "".join("".join(line.split()) for line in lines)
    assert all("".join(word.split())[:4] in joined for row in rows for word in row)


def test_words_stay_whole_where_they_fit() -> None:
    assert list(wrapped("读作 1,234 或 5,678", 10)) == ["读作 1,234", "或 5,678"]
    assert list(wrapped("abcdefghij", 4)) == ["abcd", "efgh", "ij"]
    assert list(wrapped("", 4)) == [""]


def test_the_full_listing_holds_every_finding_and_every_identity() -> None:
    findings = findings_of("value_coerced")
    said = full_listing(findings, JUNE, ZH, 400)
    assert "读法备注：共1格" in said
    assert "3,500元" in said
    assert any(line.split()[-2:] == ["3,500元", "3500"] for line in said.splitlines())
    assert [one["read"] for one in findings_values(findings, ZH) if "read" in one] == [
        [{"cells": str(only(findings, "value_coerced").origins[0]), "seen": "3,500元", "read": "3500"}]
    ]
    count, out = len(findings.compared), len(findings.not_applicable)
    assert f"对账：{count} 项，相符 {count} 项，不符 0 项；另有 {out} 类不适用" in said
    assert said.count("✓") == count
    assert said.count("不适用  ") == out
    assert "指标拆分各项相加 = 该指标总数（缺：指标拆分表（kpi_split，七张表里没有））" in said


def test_an_identity_that_does_not_hold_comes_first() -> None:
    findings = findings_of("channel_sum")
    lines = full_listing(findings, JUNE, ZH, 200).splitlines()
    first = lines[next(index for index, line in enumerate(lines) if line.startswith("──")) :]
    unmet = [line for line in lines if line.startswith("✗  ") and "=" in line]
    assert len(unmet) == 1
    assert all(text in unmet[0] for text in ("2025-06", "1,200", "1,100", "100", "5.50"))
    assert first


def test_what_was_matched_and_why_is_a_table(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    for name in ("核心指标.csv", "投放日报.csv"):
        shutil.copy(BROKEN / "source_header_missing" / name, folder / "data" / name)
    (folder / "opsreport.toml").write_text(
        '[data]\nfolder = "data"\n[[source]]\nfile = "投放*.csv"\ntable = "channels"\nadd_up = true\n'
        'columns = {日期 = "month", 计划 = "", 消耗额 = "spend"}\nwhere = {计划 = "品牌词"}\n'
        'constants = {channel = "搜索", family = "付费"}\n',
        "utf-8",
    )
    assert run(monkeypatch, "-v") == 0
    (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("投放日报.csv › A1:D3")]
    assert row.split()[3:] == ["渠道", "映射", "月份←日期、费用←消耗额、曝光量←展现量", "只用来筛选：计划（B1）"]
    assert run(monkeypatch, "--json") == 0
    (match,) = [one for one in json.loads(capsys.readouterr().out)["matches"] if one["tab"] == "channels"]
    assert match["ignored"] == [{"cell": "B1", "text": "计划", "reason": "where"}]
    assert match["columns"]["消耗额"] == "spend"


# --- identities ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "slack", "relation", "is_met"),
    [
        (100.0, 100.0, 0.0, "equal", True),
        (101.0, 100.0, 0.5, "equal", False),
        (99.0, 100.0, 0.5, "equal", False),
        (99.0, 100.0, 0.0, "at_most", True),
        (101.0, 100.0, 0.0, "at_most", False),
        (0.1 + 0.2, 0.3, 0.0, "equal", True),
        (None, 100.0, 0.0, "equal", True),
    ],
)
def test_sides_agree_within_the_slack(left: float, right: float, slack: float, relation: str, is_met: bool) -> None:
    one = Identity("ratio", Number(left, PERSON), Number(right, PERSON), slack, relation)  # type: ignore[arg-type]
    assert one.is_met is is_met


def test_every_identity_is_named_in_both_languages() -> None:
    keys = {one.key for one in findings_of("healthy").identities}
    assert len(keys) >= 12
    for lang in ("zh", "en"):
        assert not [key for key in keys if f"identity.{key}" not in wording(lang).terms]
    named = {key.partition(".")[2] for key in ZH.terms if key.startswith("identity.")}
    assert keys <= named


def test_the_healthy_workbook_meets_every_identity() -> None:
    assert all(one.is_met for one in findings_of("healthy").identities)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("channel_sum", "channel_new_users"),
        ("channel_history_sum", "channel_new_users"),
        ("channel_visits", "channel_visits"),
        ("channel_revenue", "channel_revenue"),
        ("channel_payers", "channel_payers"),
        ("tiers_vs_mau", "tiers_mau"),
        ("funnel_end_differs", "register_end"),
        ("funnel_rises", "funnel_step"),
        ("retained_above_observed", "retained_observed"),
        ("observed_above_new_users", "observed_new_users"),
        ("churn_over_base", "churn_reason"),
        ("churn_sum_over_base", "churn_sum"),
        ("weights_not_100", "weights"),
        ("goal_split_gap", "goal_split"),
        ("ratio_mismatch", "ratio"),
        ("ratio_history_mismatch", "ratio"),
        ("progress_out_of_range", "progress"),
        ("end_before_start", "end_after_start"),
        ("opened_above_delivered", "opened_delivered"),
        ("resources_total_differs", "resources_total"),
        ("previous_differs", "previous"),
        ("figure_differs", "typed_rate"),
    ],
)
def test_a_fault_breaks_its_identity_and_no_other(name: str, key: str) -> None:
    findings = findings_of(name)
    unmet = [one for one in findings.identities if not one.is_met]
    assert {one.key for one in unmet} == {key}
    assert all(one.finding is not None and one.finding.code == name for one in unmet)
    assert [one for one in findings if one.code == name]


def test_rates_are_said_as_rates() -> None:
    one = next(one for one in findings_of("healthy").identities if one.key == "weights")
    assert (one.left.unit, one.right.value, one.left.source is not None) == (RATE, 1.0, True)


# --- reminders -------------------------------------------------------------------------------------------------------


def test_what_may_be_owed_are_known_codes() -> None:
    assert set(OWED) | set(ASKED) <= set(CODES)


def test_a_reminder_asks_apart_for_sums_that_differ() -> None:
    lines = reminder(findings_of("total_row_differs"), JUNE, ZH).splitlines()
    assert lines[0] == "【2025年6月 运营月报】数据都齐了，谢谢大家。"
    assert lines[2:4] == ["※ 请核对 1 处（可能没有错，看一眼）：", ""]
    assert "费用 15,000 ≠ 16,500" in lines[6]
    assert lines[-1] == "核对完请在群里回一声；数没有错就不用改。"


def test_a_reminder_names_who_owes_what_and_where() -> None:
    said = reminder(findings_of("missing_cause"), JUNE, ZH)
    assert said.splitlines()[:4] == ["【2025年6月 运营月报】还有 1 处要补或要改：", "", "◆ 核心指标", "@吴三"]
    assert "没有达成目标，还没有写原因：客诉关闭时长（missing_cause.xlsx › 核心指标!B11）" in said
    assert "→ 在“原因”列写一句话" in said


def test_a_tab_without_owners_stands_for_itself() -> None:
    said = reminder(findings_of("missing_value"), JUNE, ZH)
    assert "（用户的填表人）" in said
    assert "核对里须处理的 1 项都在上面" in said


def test_a_finding_of_several_owners_is_parted(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BROKEN / "healthy.xlsx")
    sheet = book["核心指标"]
    column = next(at for at, cell in enumerate(sheet[1], 1) if str(cell.value).startswith("实际"))
    rows = {row: sheet.cell(row, 12).value for row in range(7, 10)}
    names = {row: sheet.cell(row, 2).value for row in rows}
    for row in rows:
        sheet.cell(row, column).value = None
    book.save(tmp_path / "表.xlsx")
    sheets, found = read_file(tmp_path / "表.xlsx")
    said = reminder(checked(sheets, JUNE, found)[1], JUNE, ZH)
    assert list(rows.values()) == ["陈一", "周二", "陈一"]
    lines = said.splitlines()
    assert (
        f"必填的“实际”空着（2格）：{names[7]}、{names[9]}（表.xlsx › 核心指标!E7,E9）"
        in lines[lines.index("@陈一") + 1]
    )
    assert f"必填的“实际”空着（1格）：{names[8]}（表.xlsx › 核心指标!E8）" in lines[lines.index("@周二") + 1]


def test_what_blocks_is_owed_and_a_tab_that_is_not_there_is_not(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BROKEN / "not_a_number.xlsx")
    del book["内容"]
    book.save(tmp_path / "表.xlsx")
    sheets, found = read_file(tmp_path / "表.xlsx")
    findings = checked(sheets, JUNE, found)[1]
    lines = reminder(findings, JUNE, ZH).splitlines()
    blocking = [finding for finding in findings if finding.is_blocking]
    assert len(blocking) == sum(line.startswith(tuple(f"{n}. " for n in range(1, 9))) for line in lines)
    assert lines[-2] == "没有内容表，相关页面不出；不需要就不用管。"
    assert f"须处理的 {len(blocking)} 项" in lines[-1]


def test_several_workbooks_are_several_teams() -> None:
    rows = [["月份", "渠道", "类型", "访问量", "新增用户"], ["2025-06", "SEM", "付费", None, 1]]
    about = sheet("报告信息", ["项目", "内容"], ["部门", "投放组"], file="投放.xlsx")
    sheets = [about, sheet("渠道", *rows, file="投放.xlsx"), sheet("核心指标", ["月份"], file="总表.xlsx")]
    lines = reminder(checked(sheets, JUNE)[1], JUNE, ZH).splitlines()
    assert {line for line in lines if line.startswith("■")} == {"■ 投放组（投放.xlsx）", "■ 总表.xlsx"}
    assert "1. 必填的“访问量”空着（1格）：SEM（投放.xlsx › 渠道!D2）" in lines


def test_nothing_owed_is_a_thank_you() -> None:
    assert reminder(findings_of("healthy"), JUNE, ZH) == "【2025年6月 运营月报】数据都齐了，谢谢大家。"
    assert reminder(findings_of("unknown_column"), JUNE, ZH).endswith("谢谢大家。")


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        ("渠道", ("月份", "渠道", "类型", "访问量", "新增用户"), ("2025-06", "抖音", "付费", 900, "待定")),
        ("活动", ("活动", "开始", "结束", "参与人数"), ("618", "2025-06-01", "2025-06-18", "待定")),
        ("用户", ("月份", "类别", "名称", "人数"), ("2025-06", "漏斗", "访问", "待定")),
        ("内容", ("发布时间", "平台", "标题", "阅读播放"), ("2025-06-02", "公众号", "甲", "待定")),
    ],
)
def test_who_answers_is_read_beside_the_numbers_of_every_tab(
    name: str, header: tuple[str, ...], row: tuple[object, ...]
) -> None:
    findings = checked([sheet(name, (*header, "负责人"), (*row, "钱七"))], JUNE)[1]
    assert "unknown_column" not in {one.code for one in findings}
    assert "@钱七" in reminder(findings, JUNE, ZH)


def test_a_reminder_speaks_english_too() -> None:
    said = reminder(findings_of("missing_value"), JUNE, wording("en"))
    assert said.startswith("[Jun 2025 review] Still to be filled in or put right: 1")


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "opsreport.toml").write_text('[data]\nfolder = "data"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["opsreport", "check", "--month", "2025-06", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert isinstance(end.value.code, int)
    return end.value.code


def test_annotate_writes_copies_and_leaves_the_data_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(BROKEN / "missing_value.xlsx", folder / "data" / "表.xlsx")
    (folder / "data" / "坏.xlsx").write_bytes(b"PK not a workbook")
    before = {path.name: path.read_bytes() for path in (folder / "data").iterdir()}
    assert run(monkeypatch, "--annotate", "marked") == 3
    assert {path.name: path.read_bytes() for path in (folder / "data").iterdir()} == before
    assert {path.name for path in (folder / "marked").iterdir()} == {"表.xlsx", "坏.xlsx.txt"}
    cell = openpyxl.load_workbook(folder / "marked" / "表.xlsx")["用户"]["D7"]
    assert cell.comment is not None
    assert cell.comment.text.startswith("须处理：必填的“人数”空着（1格）\n处理：补上数值")
    assert "文件已损坏" in (folder / "marked" / "坏.xlsx.txt").read_text("utf-8-sig")
    said = capsys.readouterr()
    assert "表.xlsx：批注了1格，共1条" in said.err
    assert "必填的“人数”空着" in said.out


def test_annotate_overwrites_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(BROKEN / "missing_value.xlsx", folder / "data" / "表.xlsx")
    (folder / "marked").mkdir()
    (folder / "marked" / "表.xlsx").write_bytes(b"somebody's own")
    assert run(monkeypatch, "--annotate", "marked") == 2
    assert [path.read_bytes() for path in (folder / "marked").iterdir()] == [b"somebody's own"]


def test_annotate_does_not_write_where_it_would_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(BROKEN / "missing_value.xlsx", folder / "data" / "表.xlsx")
    assert run(monkeypatch, "--annotate", "data/../data") == 2
    assert len(list((folder / "data").iterdir())) == 1


def test_nothing_found_is_nothing_to_annotate(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(BROKEN / "healthy.xlsx", folder / "data" / "表.xlsx")
    assert run(monkeypatch, "--annotate", "marked") == 0
    assert not (folder / "marked").exists()
    assert "没有要批注的文件" in capsys.readouterr().err


@pytest.mark.parametrize(("word", "said"), [("-v", "对账："), ("--remind", "还有 1 处"), ("--json", '"period"')])
def test_each_way_to_say_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], word: str, said: str
) -> None:
    shutil.copy(BROKEN / "missing_value.xlsx", folder / "data" / "表.xlsx")
    assert run(monkeypatch, word) == 3
    assert said in capsys.readouterr().out


def test_two_ways_at_once_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "--json", "--remind") == 2


# --- what the last review used ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_past_number_that_changed_since_the_last_build_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "data" / "表.xlsx"
    shutil.copy(BROKEN / "healthy.xlsx", path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1749100000")
    monkeypatch.setattr("sys.argv", ["opsreport", "build", "--month", "2025-05"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    assert run(monkeypatch) == 0
    assert "没有问题" in capsys.readouterr().out
    book = openpyxl.load_workbook(path)
    book["核心指标"]["E3"].value = 96_500
    book.save(path)
    assert run(monkeypatch) == 0
    said = capsys.readouterr().out
    assert "! 表.xlsx › 核心指标!E3：2025-05 总营收 实际：2025-06-05 生成的月报用的是 96,000，现在是 96,500" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_left_out_has_a_word(lang: str) -> None:
    assert all(wording(lang).term(f"ignored.{special}") for special in get_args(Special) if special)
