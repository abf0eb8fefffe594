"""`opsreport next` on workbooks as teams keep them: months across, a sheet or a workbook a month, totals below."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.errors import UsageError
from opsreport.model.period import Period
from opsreport.pipeline import check
from opsreport.pipeline.next import NextBook, next_books
from opsreport.settings import Settings
from tests.test_next import fill

JUNE, JULY = Period.parse("2025-06"), Period.parse("2025-07")
Row = Sequence[object]
PLAN: list[Row] = [
    ("类型", "事项", "月份", "数值", "单位", "负责人", "截止"),
    ("目标", "总营收", "2025-07", 130, "万元"),
    ("行动", "上线会员日", "2025-06", None, None, "王芳", "2025-07-30"),
]
TO_FILL = {
    "missing_value",
    "no_such_month",
    "empty_tab",
    "month_without_rows",
    "tab_left_out",
    "missing_detail",
    "total_row",
}


def settings_in(folder: Path, lang: str = "zh") -> Settings:
    return Settings(folder / "data", folder / "out", home=folder, lang=lang)


def rolled(folder: Path, period: Period = JULY) -> NextBook:
    """The one new workbook, of which nothing is amiss but what was before, and what is still to be filled in."""
    before = {one.code for one in check(period.previous, settings_in(folder))[1]}
    (made,) = next_books(period, (), settings_in(folder))
    _, findings = check(period, settings_in(folder))
    assert {one.code for one in findings if not one.is_routine} <= TO_FILL | before
    return made


def values(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet]


def sheet_of(made: NextBook, title: str) -> Worksheet:
    return openpyxl.load_workbook(made.path)[title]


def test_months_across_get_a_column_in_front_of_the_sum_which_takes_it_in(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("2025年6月KPI",),
        ("指标", "单位", "5月", "6月", "累计"),
        ("总营收", "万元", 100, 110, "=SUM(C3:D3)"),
        ("新增用户", "人", 90, 80, "=SUM(C4:D4)"),
    ]
    fill(tmp_path / "data" / "2025KPI.xlsx", {"KPI": rows, "附": [("=KPI!E3*2+KPI!$D$3",)]})
    made = rolled(tmp_path)
    assert values(sheet_of(made, "KPI")) == [
        ["2025年7月KPI", None, None, None, None, None],
        ["指标", "单位", "5月", "6月", "7月", "累计"],
        ["总营收", "万元", 100, 110, None, "=SUM(C3:E3)"],
        ["新增用户", "人", 90, 80, None, "=SUM(C4:E4)"],
    ]
    assert sheet_of(made, "附")["A1"].value == "=KPI!F3*2+KPI!$D$3"


def test_a_group_of_columns_a_month_is_repeated_with_targets_and_formulas(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("指标", "单位", "2025年5月", None, None, "2025年6月", None, None, "负责人"),
        (None, None, "目标", "实际", "达成率", "目标", "实际", "达成率", None),
        ("总营收", "万元", 100, 110, "=D3/C3", 120, 115, "=G3/F3", "王芳"),
        ("新增用户", "人", 90, 80, "=D4/C4", 95, 85, "=G4/F4", "李雷"),
    ]
    fill(tmp_path / "data" / "KPI.xlsx", {"KPI": rows, "计划": PLAN}, ("C1:E1", "F1:H1"))
    sheet = sheet_of(rolled(tmp_path), "KPI")
    assert [row[8:] for row in values(sheet)] == [
        ["2025年7月", None, None, "负责人"],
        ["目标", "实际", "达成率", None],
        [130, None, "=J3/I3", "王芳"],
        [None, None, "=J4/I4", "李雷"],
    ]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"C1:E1", "F1:H1", "I1:K1"}


def test_months_under_each_measure_get_a_column_under_each(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("指标", "单位", "目标", None, "实际", None),
        (None, None, "5月", "6月", "5月", "6月"),
        ("总营收", "万元", 100, 120, 110, 115),
        ("新增用户", "人", 90, 95, 80, 85),
    ]
    fill(tmp_path / "data" / "2025KPI.xlsx", {"KPI": rows, "计划": PLAN}, ("C1:D1", "E1:F1"))
    sheet = sheet_of(rolled(tmp_path), "KPI")
    assert values(sheet)[1:3] == [
        [None, None, "5月", "6月", "7月", "5月", "6月", "7月"],
        ["总营收", "万元", 100, 120, 130, 110, 115, None],
    ]


def test_a_month_that_stands_there_already_gets_its_targets(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("指标", "单位", "6月", None, "7月", None),
        (None, None, "目标", "实际", "目标", "实际"),
        ("总营收", "万元", 120, 115, None, None),
    ]
    fill(tmp_path / "data" / "2025KPI.xlsx", {"KPI": rows, "计划": PLAN}, ("C1:D1", "E1:F1"))
    assert values(sheet_of(rolled(tmp_path), "KPI"))[2] == ["总营收", "万元", 120, 115, 130, None]


def test_months_down_with_metrics_across_get_a_row_above_the_total(tmp_path: Path) -> None:
    rows: list[Row] = [("月份", "总营收", "新增用户"), ("2025年5月", 100, 90), ("2025年6月", 110, 80)]
    total: Row = ("合计", "=SUM(B2:B3)", "=SUM(C2:C3)")
    fill(tmp_path / "data" / "KPI.xlsx", {"KPI": [*rows, total]})
    assert values(sheet_of(rolled(tmp_path), "KPI"))[2:] == [
        ["2025年6月", 110, 80],
        ["2025年7月", None, None],
        ["合计", "=SUM(B2:B4)", "=SUM(C2:C4)"],
    ]


def test_a_sheet_a_month_is_copied_emptied_and_given_its_targets(tmp_path: Path) -> None:
    def month(number: int) -> list[Row]:
        return [
            (f"2025年{number}月KPI",),
            ("指标", "单位", "目标", "实际", "达成率", "备注"),
            ("总营收", "万元", 100, 110, "=D3/C3", "大促"),
            ("新增用户", "人", 90, 80, "=D4/C4", None),
        ]

    fill(tmp_path / "data" / "2025年KPI.xlsx", {"5月": month(5), "6月": month(6), "计划": PLAN})
    made = rolled(tmp_path)
    assert openpyxl.load_workbook(made.path).sheetnames == ["5月", "6月", "7月", "计划"]
    assert values(sheet_of(made, "6月"))[2] == ["总营收", "万元", 100, 110, "=D3/C3", "大促"]
    assert values(sheet_of(made, "7月")) == [
        ["2025年7月KPI", None, None, None, None, None],
        ["指标", "单位", "目标", "实际", "达成率", "备注"],
        ["总营收", "万元", 130, None, "=D3/C3", None],
        ["新增用户", "人", None, None, "=D4/C4", None],
    ]
    assert any("7月" in notice for notice in made.notices)


def test_a_workbook_a_month_is_made_anew_and_the_old_one_stays(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("2025年6月渠道数据",),
        ("渠道", "类型", "访问量", "新增用户"),
        ("抖音", "付费", 10, 5),
        ("合计", None, 10, 5),
    ]
    old = fill(tmp_path / "data" / "渠道数据202506.xlsx", {"渠道": rows})
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    assert (made.path.name, old.exists()) == ("渠道数据202507.xlsx", True)
    assert values(sheet_of(made, "渠道")) == [
        ["2025年7月渠道数据", None, None, None],
        ["渠道", "类型", "访问量", "新增用户"],
        ["抖音", "付费", None, None],
        ["合计", None, None, None],
    ]
    _, findings = check(JULY, settings_in(tmp_path))
    assert not [one for one in findings if one.code in ("month_misplaced", "duplicate_key", "duplicate_file")]


def test_a_workbook_a_month_with_last_month_beside_gets_the_figures_that_leave(tmp_path: Path) -> None:
    header = ("指标", "单位", "本月目标", "本月实际", "上月实际", "环比")
    row = ("总营收", "万元", 120, 115, 110, "=D3/E3-1")
    fill(tmp_path / "data" / "月报_2025年6月.xlsx", {"核心指标": [("2025年6月核心指标",), header, row]})
    new = values(sheet_of(rolled(tmp_path), "核心指标"))
    assert new[0][0] == "2025年7月核心指标"
    assert new[1:] == [list(header), ["总营收", "万元", None, None, 115, "=D3/E3-1"]]
    assert (tmp_path / "data" / "月报_2025年6月.xlsx").exists()


def test_a_workbook_a_month_with_a_plan_holds_what_is_open_alone(tmp_path: Path) -> None:
    rows = [("指标", "单位", "6月目标", "6月实际"), ("总营收", "万元", 120, 115)]
    plan = [*PLAN, ("行动", "已完成的事", "2025-06", None, None, "王芳", "2025-06-20")]
    fill(tmp_path / "data" / "月报_2025年6月.xlsx", {"核心指标": rows, "计划": plan})
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    assert values(sheet_of(made, "核心指标")) == [["指标", "单位", "7月目标", "7月实际"], ["总营收", "万元", 130, None]]
    names = [row[1:3] for row in values(sheet_of(made, "计划"))]
    assert names == [["事项", "月份"], ["上线会员日", "2025-07"], ["已完成的事", "2025-07"]]
    assert (tmp_path / "data" / "月报_2025年6月.xlsx").exists()


def test_a_sum_that_lists_its_months_takes_the_new_one_in(tmp_path: Path) -> None:
    rows: list[Row] = [
        (
            "指标",
            "单位",
            *(f"2025年{month}月{what}" for month in (4, 5, 6) for what in ("目标", "实际")),
            "累计",
            "较上月",
        ),
        ("总营收", "万元", 100, 110, 100, 112, 120, 115, "=D2+F2+H2", "=H2-F2"),
    ]
    fill(tmp_path / "data" / "KPI.xlsx", {"KPI": rows})
    (made,) = next_books(JULY, (), settings_in(tmp_path))
    assert values(sheet_of(made, "KPI"))[1][-4:] == [None, None, "=D2+F2+H2+J2", "=H2-F2"]
    assert any("KPI!L2" in said and "KPI!K2" not in said for said in made.notices)


def test_rows_stand_above_the_total_whose_sum_takes_them_in(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("月份", "渠道", "类型", "访问量", "新增用户", "转化率"),
        ("2025年6月", "抖音", "付费", 10, 5, "=E2/D2"),
        ("2025年6月", "SEM", "付费", 20, 8, "=E3/D3"),
        ("合计", None, None, "=SUM(D2:D3)", 13, "=E4/D4"),
        ("注：口径见说明",),
    ]
    fill(tmp_path / "data" / "渠道.xlsx", {"渠道": rows, "附表": [("总访问",), ("=渠道!D4",), ("=SUM(渠道!D2:D3)",)]})
    made = rolled_anyhow(tmp_path)
    assert values(sheet_of(made, "渠道"))[3:] == [
        ["2025年7月", "抖音", "付费", None, None, "=E4/D4"],
        ["2025年7月", "SEM", "付费", None, None, "=E5/D5"],
        ["合计", None, None, "=SUM(D2:D5)", 13, "=E6/D6"],
        ["注：口径见说明", None, None, None, None, None],
    ]
    assert values(sheet_of(made, "附表"))[1:] == [["=渠道!D6"], ["=SUM(渠道!D2:D3)"]]
    assert any("附表!A3" in notice for notice in made.notices)
    assert any("渠道!E6" in notice and "手填" in notice for notice in made.notices)


def rolled_anyhow(folder: Path) -> NextBook:
    (made,) = next_books(JULY, (), settings_in(folder))
    return made


def test_an_action_has_its_age_where_there_was_no_column_for_it(tmp_path: Path) -> None:
    kpi: list[Row] = [("月份", "指标", "单位", "目标", "实际"), ("2025-06", "总营收", "万元", 120, 115)]
    fill(tmp_path / "data" / "KPI.xlsx", {"KPI": kpi, "计划": PLAN})
    plan = values(sheet_of(rolled(tmp_path), "计划"))
    assert plan[0][-1] == "说明或应对"
    assert plan[-1] == ["行动", "上线会员日", "2025-07", None, None, "王芳", "2025-07-30", "自2025-06起，第2个月"]


def test_what_cannot_be_rolled_is_named_and_the_rest_is_rolled(tmp_path: Path) -> None:
    head = ("月份", "指标", "单位", "目标", "实际")
    kpi: list[Row] = [head, ("2025-05", "总营收", "万元", 120, 112), ("2025-06", "总营收", "万元", 120, 115)]
    two: list[Row] = [("渠道", "类型", "访问量", "新增用户"), ("抖音", "付费", 10, 5)]
    fill(tmp_path / "data" / "运营.xlsx", {"KPI": kpi, "渠道": two})
    made = rolled_anyhow(tmp_path)
    assert len(values(sheet_of(made, "KPI"))) == 4
    assert any("渠道" in notice for notice in made.notices)


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有 2025-06 的数据"), ("en", "holds nothing of 2025-06")])
def test_where_nothing_can_be_rolled_it_is_said_in_the_readers_language(tmp_path: Path, lang: str, said: str) -> None:
    path = fill(tmp_path / "a.xlsx", {"KPI": [("月份", "指标", "实际"), ("2025-03", "总营收", 2)]})
    with pytest.raises(UsageError, match=said):
        next_books(JULY, (path,), settings_in(tmp_path, lang))


def test_months_across_that_were_rolled_are_not_rolled_again(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("指标", "单位", "6月", None, "7月", None),
        (None, None, "目标", "实际", "目标", "实际"),
        ("总营收", "万元", 120, 115, None, None),
    ]
    fill(tmp_path / "data" / "2025KPI.xlsx", {"KPI": rows, "计划": PLAN}, ("C1:D1", "E1:F1"))
    made = rolled(tmp_path)
    with pytest.raises(UsageError):
        next_books(JULY, (), settings_in(tmp_path))
    assert made.path.exists()


@pytest.mark.parametrize("is_typed", [False, True])
def test_the_rows_of_a_month_stand_below_the_subtotal_of_the_one_before(tmp_path: Path, *, is_typed: bool) -> None:
    rows: list[Row] = [("月份", "渠道", "类型", "访问量", "新增用户")]
    for at, month in ((2, "2025-05"), (5, "2025-06")):
        rows += [(month, "百度", "付费", 5_000, 500), (month, "公众号", "自然", 4_000, 400)]
        sums = (9_000, 900) if is_typed else (f"=SUM(D{at}:D{at + 1})", f"=SUM(E{at}:E{at + 1})")
        rows.append((month if not is_typed else None, "小计", None, *sums))
    rows.append(("总计", None, None, "=SUBTOTAL(9,D2:D7)", "=SUBTOTAL(9,E2:E7)"))
    fill(tmp_path / "data" / "a.xlsx", {"渠道": rows})
    made = rolled(tmp_path)
    lines = values(sheet_of(made, "渠道"))
    assert [line[1] for line in lines[5:]] == ["公众号", "小计", "百度", "公众号", None]
    assert lines[6][3] == (9_000 if is_typed else "=SUM(D5:D6)")
    assert lines[9][3] == "=SUBTOTAL(9,D2:D9)"
    assert any("这些是上个月一个月的合计" in notice for notice in made.notices)


def test_a_total_of_all_months_stays_below_the_new_rows(tmp_path: Path) -> None:
    rows: list[Row] = [("月份", "渠道", "类型", "访问量", "新增用户"), ("2025-05", "百度", "付费", 5_000, 500)]
    rows += [("2025-06", "百度", "付费", 5_000, 500), ("合计", None, None, "=SUM(D2:D3)", "=SUM(E2:E3)")]
    fill(tmp_path / "data" / "a.xlsx", {"渠道": rows})
    made = rolled(tmp_path)
    assert values(sheet_of(made, "渠道"))[4][3] == "=SUM(D2:D4)"
    assert not any("上个月一个月的合计" in notice for notice in made.notices)


@pytest.mark.parametrize("kind", [(), ("行动",)])
def test_open_actions_below_other_tables_of_one_sheet_are_carried_over_where_they_stand(
    tmp_path: Path, kind: tuple[str, ...]
) -> None:
    head, first, second = (
        ("类型",)[: len(kind)],
        ("换素材", "李四", "2025-06-20", "进行中"),
        ("搭看板", "王五", "2025-06-10", "已完成"),
    )
    rows: list[Row] = [
        ("核心指标",),
        ("指标", "目标", "实际"),
        ("总营收（万元）", 120, 130),
        (),
        ("本月行动",),
        (*head, "事项", "负责人", "截止", "状态"),
        (*kind, *second),
        (*kind, *first),
    ]
    fill(tmp_path / "data" / "2025年6月运营数据.xlsx", {"6月": rows})
    lines = values(sheet_of(rolled(tmp_path), "7月"))
    age = "自2025-06起，第2个月"
    assert [line[0] for line in lines[:5]] == ["核心指标", "指标", "总营收（万元）", None, "本月行动"]
    assert lines[2][1:3] == [None, None]
    assert [cell for cell in lines[6] if cell is not None] == [*kind, *first, age]
    assert not any(any(line) for line in lines[7:])


def test_risks_of_a_sheet_a_month_are_of_the_month_after_their_sheet(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("指标", "单位", "目标", "实际"),
        ("总营收", "万元", 120, 130),
        (),
        ("渠道", "类型", "访问量", "费用"),
        ("抖音", "付费", 4_000, 900),
        (),
        ("四、风险",),
        ("风险", "应对", "负责人"),
        ("库存不足", "提前备货", "王五"),
    ]
    fill(tmp_path / "data" / "运营.xlsx", {"6月": rows})
    rolled(tmp_path)
    risks = check(JULY, settings_in(tmp_path))[0]["risks"].frame
    assert risks["period"].tolist() == ["2025-07", "2025-08"]
