"""The starter workbook: what a person finds in it, and that what was written is read back."""

from __future__ import annotations

import io
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_file
from opsreport.reading.forms import LAST_ROW, starter_bytes
from opsreport.reading.rows import Rows, rows_of, sample_rows
from opsreport.schemas import OFFERED

JUNE = Period.parse("2025-06")
TABLES = [tab for tab in OFFERED if not tab.pairs]
MOST_CHARACTERS_OF_A_LIST = 255


@pytest.fixture(scope="module")
def empty() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(starter_bytes(JUNE)))


def test_the_guide_comes_first_and_then_the_tabs(empty: Workbook) -> None:
    assert empty.sheetnames == ["填写说明", *(tab.titles[0] for tab in OFFERED)]
    guide = [str(cell.value) for row in empty["填写说明"] for cell in row if cell.value]
    assert any("opsreport build --month 2025-06" in text for text in guide)
    assert {tab.titles[0] for tab in OFFERED} <= set(guide)


@pytest.mark.parametrize("tab", TABLES, ids=lambda tab: tab.name)
def test_required_columns_are_marked_and_look_different(empty: Workbook, tab: Tab) -> None:
    sheet = empty[tab.titles[0]]
    for cell, column in zip(sheet[1], tab.columns, strict=True):
        assert cell.value == column.headers[0] + ("＊" if column.required else "")
        assert (cell.comment.text if cell.comment else "") == column.comment
    fills = {column.required: cell.fill.fgColor.rgb for cell, column in zip(sheet[1], tab.columns, strict=True)}
    assert len(set(fills.values())) == len(fills)


@pytest.mark.parametrize("tab", TABLES, ids=lambda tab: tab.name)
def test_choices_have_a_drop_down_that_excel_takes(empty: Workbook, tab: Tab) -> None:
    offered = {str(rule.sqref): rule.formula1 for rule in empty[tab.titles[0]].data_validations.dataValidation}
    expected = {}
    for number, column in enumerate(tab.columns, 1):
        if column.choices:
            letter = openpyxl.utils.get_column_letter(number)
            words = [texts[0] for texts in column.choices.values()]
            assert not [word for word in words if "," in word]
            expected[f"{letter}2:{letter}{LAST_ROW}"] = f'"{",".join(words)}"'
    assert offered == expected
    assert all(len(listed) <= MOST_CHARACTERS_OF_A_LIST for listed in offered.values())


@pytest.mark.parametrize("tab", TABLES, ids=lambda tab: tab.name)
def test_the_one_example_row_says_so(empty: Workbook, tab: Tab) -> None:
    sheet = empty[tab.titles[0]]
    assert sheet.max_row == 2
    assert str(sheet.cell(2, [c.name for c in tab.columns].index(tab.keys[0]) + 1).value).startswith("示例")


def test_months_are_text_and_the_report_month_is_filled(empty: Workbook) -> None:
    about = {row[0].value: row[1].value for row in empty["报告信息"].iter_rows(min_row=2)}
    assert (about["报告月份"], about["数据截止日"]) == ("2025-06", datetime(2025, 6, 30))
    # typed as 2025-07 below, Excel must not turn it into a date
    assert empty["核心指标"].column_dimensions["A"].number_format == "@"


def test_the_same_call_gives_the_same_bytes() -> None:
    assert starter_bytes(JUNE) == starter_bytes(JUNE)


def test_rows_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    rows: Rows = {
        "about": [{"company": "云杉生活", "gross_margin": 0.5, "data_cutoff": date(2025, 6, 30)}],
        "kpi": [
            {"month": "2025-06", "metric": "付费转化率", "actual": Cell(0, 0, "number", 0.048, "0.00%")},
            {"month": "2025全年", "metric": "=总营收", "actual": 9, "cause": "第一行\n第二行"},
        ],
        "contents": [{"publish_at": datetime(2025, 6, 12, 20, 30), "title": "标题", "reads": 82000}],
    }
    path = tmp_path / "a.xlsx"
    path.write_bytes(starter_bytes(JUNE, rows))
    sheets, findings = read_file(path)
    read = rows_of(sheets)
    assert findings == ()
    assert facts(read["about"][0]) == {
        "company": ("云杉生活", "@"), "gross_margin": (0.5, "0.0%"), "data_cutoff": (date(2025, 6, 30), "yyyy-mm-dd"),
    }  # fmt: skip
    assert [facts(row) for row in read["kpi"]] == [
        {"month": ("2025-06", "@"), "metric": ("付费转化率", "@"), "actual": (0.048, "0.00%")},
        {"month": ("2025全年", "@"), "metric": ("=总营收", "@"), "actual": (9.0, ""), "cause": ("第一行\n第二行", "@")},
    ]
    assert facts(read["contents"][0])["publish_at"] == (datetime(2025, 6, 12, 20, 30), "yyyy-mm-dd hh:mm")
    assert not [cell for sheet in sheets for cell in sheet.cells.values() if cell.formula]


def test_the_example_company_is_the_sample(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(starter_bytes(JUNE, sample_rows()))
    read, sample = rows_of(read_file(path)[0]), sample_rows()
    assert set(sample) == {tab.name for tab in OFFERED}
    for name, rows in sample.items():
        assert [facts(row) for row in read[name]] == [facts(row) for row in rows]


def facts(row: object) -> dict[str, tuple[object, str]]:
    assert isinstance(row, dict)
    return {name: (cell.value, cell.number_format) for name, cell in row.items()}


@pytest.mark.slow
def test_libreoffice_opens_it(tmp_path: Path, soffice: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(starter_bytes(JUNE))
    command = [
        soffice,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "ods",
        "a.xlsx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    sheets, _ = read_file(tmp_path / "a.ods")
    assert [sheet.name for sheet in sheets] == ["填写说明", *(tab.titles[0] for tab in OFFERED)]
    assert texts(sheets) == texts(read_file(tmp_path / "a.xlsx")[0])


def texts(sheets: tuple[Sheet, ...]) -> list[dict[tuple[int, int], object]]:
    return [{at: cell.value for at, cell in sheet.cells.items() if cell.kind == "text"} for sheet in sheets]
