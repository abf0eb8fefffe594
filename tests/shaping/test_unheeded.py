"""Units of money said where no header is: on covers, in notes, beside a table; those that nothing used are told."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.table import Dataset, Sheet
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, only, places, sheet

FILE = "2025年6月.xlsx"
KPI = (("指标", "目标", "实际"), ("营业额", 120, 98), ("新增用户", 1000, 960), ("客单价", 200, 210))
COVER = (("公司", "云杉"), ("月份", "2025-06"))


def read(*sheets: Sheet) -> tuple[Dataset, Findings]:
    regular = shaped(sheets, period=JUNE)
    return check(regular.sheets, JUNE, regular.findings)


Row = tuple[object, ...]


def book(*rows: Row, title: str = "封面", kpi: tuple[Row, ...] = KPI) -> tuple[Sheet, ...]:
    return sheet(title, *rows, file=FILE), sheet("指标", *kpi, file=FILE)


def actuals(dataset: Dataset) -> dict[str, float]:
    kpi = dataset["kpi"].where(month="2025-06").frame
    return dict(zip(kpi["metric_id"], kpi["actual"], strict=True))


IN_TEN_THOUSANDS = {"revenue": 980_000, "new_users": 960, "aov": 210}


@pytest.mark.parametrize(
    "rows",
    [
        *[(*COVER, (label, "万元")) for label in ("金额口径", "报表单位", "单位（金额）", "币种/单位", "Currency")],
        *[(*COVER, ("金额单位", value)) for value in ("单位：万元", "金额万元", "万元、人", "人民币，万元")],
        (*COVER, ("注：本报表金额除特别注明外均为万元",)),
        (*COVER, ("说明", "金额均以万元计")),
    ],
)
def test_a_cover_says_the_unit_of_its_workbook(rows: tuple[Row, ...]) -> None:
    dataset, findings = read(*book(*rows))
    assert actuals(dataset) == pytest.approx(IN_TEN_THOUSANDS)
    assert not [one.code for one in findings if "unit" in one.code]


@pytest.mark.parametrize(("said", "worth"), [("千元", 1e3), ("百万元", 1e6), ("亿元", 1e8), ("元", 1)])
def test_a_cover_may_count_in_other_units_of_money(said: str, worth: float) -> None:
    assert actuals(read(*book(*COVER, ("金额单位", said)))[0])["revenue"] == pytest.approx(98 * worth)


@pytest.mark.parametrize("title", ["说明", "目录", "填表说明", "Sheet1"])
def test_a_sheet_of_notes_says_what_a_cover_does(title: str) -> None:
    dataset, findings = read(*book(("公司名称", "云杉"), ("1", "金额单位：万元；"), ("2", "数据来自后台"), title=title))
    assert actuals(dataset) == pytest.approx(IN_TEN_THOUSANDS)
    assert dataset.meta["company"] == "云杉"
    assert "unknown_sheet" not in [one.code for one in findings]


def test_a_sheet_that_explains_what_to_fill_in_says_nothing_of_the_report() -> None:
    rows = (("字段", "说明"), ("公司", "印在封面"), ("金额单位", "元或万元"), ("营业额", "单位为万元"))
    dataset, findings = read(*book(*rows, title="填表说明"))
    assert actuals(dataset)["revenue"] == 98
    assert "company" not in dataset.meta
    assert places(only(findings, "unit_unheeded")) == ["B4", "C2", "B2"]


def test_two_units_on_one_cover_are_asked_about() -> None:
    findings = read(*book(*COVER, ("金额单位", "元"), ("注：本报表金额均为万元",)))[1]
    assert only(findings, "unit_conflict").is_blocking


def test_two_units_in_two_sheets_of_notes_are_told() -> None:
    sheets = (*book(*COVER, ("金额单位", "元")), sheet("说明", ("1、金额单位：万元；",), file=FILE))
    assert only(read(*sheets)[1], "unit_unheeded").details["other"] == "98万元"


@pytest.mark.parametrize(
    "rows",
    [
        (("指标", "目标", "实际", None, "单位：万元"), *KPI[1:]),
        (("指标（金额单位：万元）", "目标", "实际"), *KPI[1:]),
        (("除客单价、人效外，金额均以万元计",), *KPI),
        (("金额以万元为单位",), ("指标", "5月", "6月"), *KPI[1:]),
        (("说明", "本报表金额除特别注明外均为万元"), ("指标", "5月", "6月"), *KPI[1:]),
        (*KPI, ("*金额类单位为万元，人数类单位为人",)),
        (("万元",), *KPI),
        ((*KPI[0], "备注"), (*KPI[1], "单位万元"), *KPI[2:]),
    ],
)
def test_a_unit_said_beside_a_table_is_that_of_its_money(rows: tuple[Row, ...]) -> None:
    dataset, findings = read(*book(*COVER, kpi=rows))
    assert actuals(dataset) == pytest.approx(IN_TEN_THOUSANDS)
    assert not [one.code for one in findings if "unit" in one.code]


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ((*KPI, ("注1：营业额为万元",)), "A5"),
        ((("指标", "口径", "目标", "实际"), ("营业额", "财务口径，万元", 120, 98), ("新增用户", "注册", 9, 8)), "B2"),
        ((("类别", *KPI[0]), ("收入（万元）", *KPI[1]), ("用户", *KPI[2])), "A2"),
        ((*KPI[:1], (*KPI[1], None, "单位：万元"), *KPI[2:]), "E2"),
    ],
)
def test_a_unit_that_nothing_used_is_told_with_both_readings(rows: tuple[Row, ...], cell: str) -> None:
    dataset, findings = read(*book(*COVER, kpi=rows))
    finding = only(findings, "unit_unheeded")
    assert actuals(dataset)["revenue"] == 98
    assert places(finding)[0] == cell
    assert (finding.details["name"], finding.details["one"][-1], finding.details["unit"]) == ("营业额", "元", "万元")


@pytest.mark.parametrize("said", ["单位：万人", "注：用户数均以万人计", "单位：万"])
def test_people_in_ten_thousands_said_on_a_cover_are_told(said: str) -> None:
    finding = only(read(*book(*COVER, (said,)))[1], "unit_unheeded")
    assert finding.details["names"] == "新增用户"


@pytest.mark.parametrize("text", ["本月花费约3万元", "目标80万元", "收入破百万元", "客单价（元）"])
def test_amounts_and_remarks_raise_no_alarm(text: str) -> None:
    rows = ((*KPI[0], "备注"), (*KPI[1], text), *KPI[2:])
    assert "unit_unheeded" not in [one.code for one in read(*book(*COVER, (text,), kpi=rows))[1]]


def test_units_that_rows_and_headers_say_raise_no_alarm() -> None:
    rows = (("指标", "单位", "目标", "实际"), ("营业额", "万元", 120, 98), ("客单价", "元", 200, 210))
    assert "unit_unheeded" not in [one.code for one in read(*book(*COVER, kpi=rows))[1]]


def test_a_cover_names_company_department_and_a_bare_month() -> None:
    rows = (("公会", "苍穹互娱"), ("呈报部门", "运营部"), ("月份", "6月"), ("年份", 2025), ("单位", "千元（流水）"))
    dataset, findings = read(*book(*rows))
    assert dataset.meta == {"company": "苍穹互娱", "department": "运营部", "report_month": "2025-06"}
    assert only(findings, "unit_unheeded").details["unit"] == "千元"


@pytest.mark.parametrize(
    ("header", "is_told"),
    [
        ("数据来源（万元）", True),
        ("月份（单位：万元）", True),
        ("渠道（费用单位：万元）", True),
        ("数据来源", False),
        ("备注（单位：万元）", False),  # known for all of the table
    ],
)
def test_a_header_of_texts_speaks_of_the_money_beside_it(header: str, is_told: bool) -> None:
    names = [header if header.startswith(name) else name for name in ("月份", "渠道")]
    last = header if header not in names else "备注"
    lines = [["2025-06", name, 500, spend, "后台"] for name, spend in (("抖音", 52), ("快手", 49))]
    _, findings = read(sheet("渠道", [*names, "新增用户", "费用", last], *lines, file=FILE))
    told = [one.details["other"] for one in findings if one.code == "unit_unheeded"]
    assert told == (["52万元"] if is_told else [])


def test_a_header_of_texts_with_numbers_speaks_of_them() -> None:
    lines = [["2025-06", name, 500, 52, "1-5"] for name in ("抖音", "快手")]
    _, findings = read(sheet("渠道", ["月份", "渠道", "新增用户", "费用", "单笔预算（万元）"], *lines, file=FILE))
    assert "unit_unheeded" not in [one.code for one in findings]
