"""Workbooks of other programs and of old ones: every fact that counts, within bounds, errors never taken for blanks."""

from __future__ import annotations

import shutil
import struct
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from opsreport.cli import commands
from opsreport.model.finding import Finding
from opsreport.model.table import Sheet
from opsreport.reading import read_file
from tests.reading.hostile_files import ods
from tests.reading.locking import OWN, locked_xls
from tests.reading.xlsb import (
    DAY,
    MONTH,
    PERCENT,
    WAN,
    Record,
    Zero,
    computed,
    packed,
    packed_float,
    rich,
    shared,
    xlsb_book,
)  # fmt: skip

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED = {
    "A1": ("text", "月份"), "B1": ("text", "渠道"), "C1": ("text", "消耗（元）"),
    "D1": ("text", "转化率"), "E1": ("text", "更新"),
    "A2": ("text", "2025-06"), "B2": ("text", "搜索引擎广告"), "C2": ("number", 1234.5), "D2": ("number", 0.045),
    "E2": ("date", date(2025, 6, 30)), "A3": ("text", "2025-06"), "B3": ("text", "信息流广告"), "D3": ("number", 0.09),
    "E3": ("date", datetime(2025, 6, 30, 20, 15)), "F3": ("error", "#DIV/0!"), "A5": ("text", "合计"),
}  # fmt: skip


def facts(sheet: Sheet) -> dict[str, tuple[str, object]]:
    return {sheet.origin(*at).cell: (cell.kind, cell.value) for at, cell in sheet.cells.items() if at != (2, 6)}


def read(path: Path, data: bytes) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    path.write_bytes(data)
    return read_file(path)


def assert_whole(path: Path) -> None:
    (shown, hidden), findings = read_file(path)
    assert (shown.name, hidden.name, shown.hidden, hidden.hidden) == ("渠道", "隐藏", False, True)
    assert facts(shown) == EXPECTED
    assert shown.cells[2, 6].value in (True, 1.0)
    assert "%" in shown.cells[2, 4].number_format
    assert "%" not in shown.cells[2, 3].number_format
    assert shown.merged == ("A5:B5",)
    assert [one.code for one in findings if one.code != "saved_otherwise"] == ["hidden_sheet"]


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_a_workbook_of_another_program_reads_whole(suffix: str) -> None:
    assert_whole(FIXTURES / f"other_program{suffix}")


@pytest.mark.parametrize("name", ["a.xlsx", "a.et", "a.csv"])
def test_an_old_workbook_under_another_name(tmp_path: Path, name: str) -> None:
    shutil.copy(FIXTURES / "other_program.xls", tmp_path / name)
    assert_whole(tmp_path / name)


def written(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "渠道"
    for at, row in enumerate(
        (
            (*(EXPECTED[f"{column}1"][1] for column in "ABCDE"),),
            ("2025-06", "搜索引擎广告", 1234.5, 0.045),
            ("2025-06", "信息流广告", None, "=D2*2"),
        ),
        1,
    ):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    sheet["D2"].number_format, sheet["E2"], sheet["E3"] = "0.0%", date(2025, 6, 30), datetime(2025, 6, 30, 20, 15)
    sheet["F2"], sheet["F3"], sheet["A5"] = True, "=1/0", "合计"
    sheet.merge_cells("A5:B5")
    book.create_sheet("隐藏")["A1"] = "x"
    book["隐藏"].sheet_state = "hidden"
    book.save(path)


@pytest.mark.slow
@pytest.mark.parametrize("to", ["xls", "ods", "xlsx:Calc MS Excel 2007 XML"])
def test_what_libreoffice_writes_reads_whole(tmp_path: Path, soffice: str, to: str) -> None:
    written(tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", to, "--outdir", tmp_path / "out", tmp_path / "a.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert_whole(tmp_path / "out" / f"a.{to.partition(':')[0]}")


def test_a_binary_workbook_reads_with_errors_formats_and_merged_ranges(tmp_path: Path) -> None:
    rows = [["月份", "转化率", True], [1.5, "#DIV/0!", None], [0.045, None, "#N/A"]]
    (sheet,), findings = read(tmp_path / "a.xlsb", xlsb_book(rows, {(2, 0): PERCENT}, (3, 3, 0, 1)))
    assert findings == ()
    assert facts(sheet) == {
        "A1": ("text", "月份"), "B1": ("text", "转化率"), "C1": ("flag", True),
        "A2": ("number", 1.5), "B2": ("error", "#DIV/0!"), "A3": ("number", 0.045), "C3": ("error", "#N/A"),
    }  # fmt: skip
    assert (sheet.cells[3, 1].number_format, sheet.cells[2, 1].number_format, sheet.merged) == ("0.0%", "", ("A4:B4",))


def test_a_binary_workbook_as_excel_writes_it_reads_whole(tmp_path: Path) -> None:
    rows = [
        [
            shared(0),
            shared(1),
            rich("率"),
            "#N/A",
            computed("#REF!"),
            computed("好"),
            computed(True),
            computed(2.5),
        ],
        [packed(45809), packed(-7), packed(-123, is_hundredths=True), packed_float(0.5), packed(45809), packed(12345)],
        [packed(3), packed(45809), computed(45809.0), computed("")],
    ]
    styles = {(1, 0): MONTH, (1, 3): PERCENT, (1, 4): DAY, (1, 5): WAN, (2, 2): DAY}
    book = xlsb_book(rows, styles, strings=("月份", "渠道"), hidden=[[packed(1)]])
    (sheet, hidden), findings = read(tmp_path / "a.xlsb", book)
    day = date(2025, 6, 1)
    assert facts(sheet) | {"F2": (sheet.cells[2, 6].kind, sheet.cells[2, 6].value)} == {
        "A1": ("text", "月份"), "B1": ("text", "渠道"), "C1": ("text", "率"), "D1": ("error", "#N/A"),
        "E1": ("error", "#REF!"), "F1": ("text", "好"), "G1": ("flag", True), "H1": ("number", 2.5),
        "A2": ("date", day), "B2": ("number", -7.0), "C2": ("number", -1.23), "D2": ("number", 0.5),
        "E2": ("date", day), "F2": ("number", 12345.0),
        "A3": ("number", 3.0), "B3": ("number", 45809.0), "C3": ("date", day),
    }  # fmt: skip
    assert [sheet.cells[2, at].number_format for at in (1, 4, 6)] == ['yyyy"年"m"月"', "0.0%", '0!.0,"万"']
    assert (hidden.name, hidden.hidden, [one.code for one in findings]) == ("隐", True, ["hidden_sheet"])


def test_days_of_a_binary_workbook_count_from_its_own_year(tmp_path: Path) -> None:
    (sheet,), _ = read(tmp_path / "a.xlsb", xlsb_book([[packed(44347)]], {(0, 0): DAY}, is_1904=True))
    assert facts(sheet) == {"A1": ("date", date(2025, 6, 1))}


def test_cells_that_only_say_that_they_follow_the_last_are_never_dropped(tmp_path: Path) -> None:
    sheets, (finding,) = read(tmp_path / "a.xlsb", xlsb_book([[1.5, Record(16, b"")]], {}))
    assert (sheets, finding.code) == ((), "unreadable_file")


@pytest.mark.parametrize("bits", [0, 40, 128])
def test_an_old_workbook_with_a_protected_structure_is_read_as_excel_opens_it(tmp_path: Path, bits: int) -> None:
    data = (FIXTURES / "other_program.xls").read_bytes()
    (tmp_path / "a.xls").write_bytes(locked_xls(data, OWN, bits=bits))
    assert_whole(tmp_path / "a.xls")
    _, (finding,) = read(tmp_path / "b.xls", locked_xls(data, "甲乙", bits=bits))
    assert finding.code == "encrypted_file"


def test_texts_of_excel_5_are_refused_by_name_as_the_reader_garbles_them(tmp_path: Path) -> None:
    begins = struct.pack("<HHHH", 0x809, 16, 0x600, 5)
    data = (FIXTURES / "other_program.xls").read_bytes()
    assert data.count(begins) == 1
    _, (finding,) = read(tmp_path / "a.xls", data.replace(begins, struct.pack("<HHHH", 0x809, 16, 0x500, 5)))
    assert (finding.code, finding.details["kind"]) == ("foreign_format", "Excel 5 / 95")


def test_a_password_in_an_old_workbook_is_named(tmp_path: Path) -> None:
    data = (FIXTURES / "other_program.xls").read_bytes()
    codepage = struct.pack("<HH", 0x42, 2)
    assert codepage in data
    _, (finding,) = read(tmp_path / "a.xls", data.replace(codepage, struct.pack("<HH", 0x2F, 2), 1))
    assert finding.code == "encrypted_file"


@pytest.mark.parametrize("name", ["locked.xlsx", "locked_excel.xlsx", "locked.xls", "locked.ods"])
def test_a_workbook_that_another_program_locked_is_refused_with_how_to_unlock(tmp_path: Path, name: str) -> None:
    shutil.copy(FIXTURES / name, tmp_path)
    given = ["-C", str(tmp_path), "check", "--data", ".", "--month", "2025-06"]
    done = CliRunner().invoke(commands, given)
    assert done.exit_code == 3
    assert f"文件设了密码：{name}" in done.output
    assert "再取消它" in done.output


def test_a_password_in_an_open_document_is_named(tmp_path: Path) -> None:
    _, (finding,) = read(tmp_path / "a.ods", ods(encrypted=True))
    assert finding.code == "encrypted_file"


def test_a_text_that_speaks_of_passwords_locks_nothing(tmp_path: Path) -> None:
    data = (FIXTURES / "other_program.xls").read_bytes()
    (shown, _), _ = read(tmp_path / "a.xls", data + "EncryptedPackage".encode("utf-16-le"))
    assert facts(shown) == EXPECTED


def test_rows_and_cells_that_repeat_are_all_there(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"/>'
    skipped = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    rows = f'{skipped}<table:table-row table:number-rows-repeated="2">{cell}</table:table-row>'
    (sheet,), _ = read(tmp_path / "a.ods", ods(rows))
    assert list(facts(sheet)) == ["A4", "B4", "A5", "B5"]
    assert {cell.number_format for cell in sheet.cells.values()} == {"0.00%"}


def test_a_formula_of_an_open_document_without_a_value_is_not_a_blank(tmp_path: Path) -> None:
    rows = '<table:table-row><table:table-cell table:formula="of:=[.B1]*2"/></table:table-row>'
    (sheet,), _ = read(tmp_path / "a.ods", ods(rows))
    assert [(cell.kind, cell.formula) for cell in sheet.cells.values()] == [("no_value", "=[.B1]*2")]


def test_a_comment_on_a_cell_is_no_text_of_it(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>谁改的</text:p></office:annotation>"
    texts = '<text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙</text:p>'
    cell = f'<table:table-cell office:value-type="string">{note}{texts}</table:table-cell>'
    rows = f"<table:table-row>{cell}</table:table-row>"
    assert facts(read(tmp_path / "a.ods", ods(rows))[0][0]) == {"A1": ("text", "甲  乙\n丙")}


def test_a_reader_that_hangs_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("calamine", 18)

    monkeypatch.setattr("opsreport.reading.oldbook.subprocess.run", hang)
    shutil.copy(FIXTURES / "other_program.xls", tmp_path / "a.xls")
    assert [finding.code for finding in read_file(tmp_path / "a.xls")[1]] == ["unreadable_file"]


def with_results(result: bytes, *, worked_out: bytes = b"\xc1\x01") -> bytes:
    """The .xls with one result for all its formulas, and the number of the record of who worked it out."""
    data = (FIXTURES / "other_program.xls").read_bytes()
    for row, column, length in ((1, 5, 24), (2, 3, 31), (2, 5, 29)):
        head = struct.pack("<HHHHH", 6, length, row, column, 15)
        assert data.count(head) == 1
        at = data.index(head) + len(head)
        data = data[:at] + result + data[at + 8 :]
    recorded = b"\xc1\x01\x08\0\xc1\x01"
    assert data.count(recorded) == 1
    return data.replace(recorded, worked_out + recorded[2:])


@pytest.mark.parametrize("result", [bytes(8), b"\x03" + bytes(5) + b"\xff\xff"], ids=["zero", "blank"])
def test_formulas_that_no_program_worked_out_are_no_values(tmp_path: Path, result: bytes) -> None:
    (sheet, _), _ = read(tmp_path / "a.xls", with_results(result, worked_out=b"\xc2\x01"))
    assert {sheet.cells[at].kind for at in ((2, 6), (3, 4), (3, 6))} == {"no_value"}


def test_a_formula_that_came_to_nothing_is_no_fault(tmp_path: Path) -> None:
    (sheet, _), _ = read(tmp_path / "a.xls", with_results(bytes(8)))
    assert (sheet.cells[3, 4].kind, sheet.cells[3, 4].value) == ("number", 0.0)
    (sheet, _), _ = read(tmp_path / "b.xls", with_results(struct.pack("<d", 2.5), worked_out=b"\xc2\x01"))
    assert (sheet.cells[3, 4].kind, sheet.cells[3, 4].value) == ("number", 2.5)


@pytest.mark.parametrize(("is_asked", "kind"), [(True, "no_value"), (False, "number")])
def test_zeros_under_formulas_of_a_binary_workbook_to_be_worked_out(tmp_path: Path, is_asked: bool, kind: str) -> None:
    data = xlsb_book([["收入"], [Zero()]], {}, is_to_be_worked_out=is_asked)
    (sheet,), _ = read(tmp_path / "a.xlsb", data)
    assert sheet.cells[2, 1].kind == kind


@pytest.mark.parametrize("is_1904", [True, False])
def test_the_date_system_of_an_old_workbook_is_known(tmp_path: Path, is_1904: bool) -> None:
    (sheet,), _ = read(tmp_path / "a.xlsb", xlsb_book([[44347.0]], {}, is_1904=is_1904))
    assert (sheet.date_1904, sheet.cells[1, 1].value) == (is_1904, 44347.0)
    date_mode = struct.pack("<HH", 0x22, 2)
    data = (FIXTURES / "other_program.xls").read_bytes()
    assert data.count(date_mode) == 1
    (sheet, _), _ = read(tmp_path / "a.xls", data.replace(date_mode + b"\0", date_mode + bytes([is_1904])))
    assert sheet.date_1904 == is_1904


def test_blanks_that_stand_for_very_many_are_too_large(tmp_path: Path) -> None:
    blanks = '<text:s text:c="1000"/>' * 40_000
    cell = f'<table:table-cell office:value-type="string"><text:p>{blanks}</text:p></table:table-cell>'
    _, (finding,) = read(tmp_path / "a.ods", ods(f"<table:table-row>{cell}</table:table-row>"))
    assert (finding.code, finding.details["what"]) == ("too_large", "characters")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("to", "suffix", "label"),
    [
        ("csv:Text - txt - csv (StarCalc):44,34,85", ".csv", "GB18030"),
        ("csv:Text - txt - csv (StarCalc):9,34,65535", ".csv", "UTF-16"),
        ("csv:Text - txt - csv (StarCalc):59,34,76", ".csv", "UTF-8"),
        ("html:HTML (StarCalc)", ".xls", ""),
    ],
    ids=["gb18030", "utf-16", "utf-8", "html"],
)
def test_what_libreoffice_exports_as_text_reads_as_it_was_shown(
    tmp_path: Path, soffice: str, to: str, suffix: str, label: str
) -> None:
    book = openpyxl.Workbook()
    shown = [["月份", "备注"], ["2025-06", '他说"好"，\n换行'], ["2025-06", "信息流廣告 𠮷 €"]]
    for line in shown:
        book.worksheets[0].append(line)
    book.save(tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", to, "--outdir", tmp_path / "out", tmp_path / "a.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    (made,) = (tmp_path / "out").iterdir()
    (sheet,), findings = read_file(made.rename(made.with_name(f"b{suffix}")))
    assert [[str(sheet.cells[row, column].value) for column in (1, 2)] for row in (1, 2, 3)] == shown
    assert {one.details["encoding"] for one in findings if one.code == "text_read_as"} <= {label}
