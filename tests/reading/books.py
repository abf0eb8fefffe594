"""Workbooks written at test time, by three writers, that hold what people's files hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

FORMATS = ("0%", "0.0%", "#,##0", '0.0"%"', '#,##0"元"', "[Red]#,##0;[Blue]-#,##0", "0.00E+00", '"合计" 0', "@")
MOMENTS = (
    (date(2025, 6, 1), "yyyy-mm"),
    (date(1900, 1, 5), "yyyy/m/d"),
    (date(1900, 3, 1), "yyyy/m/d"),
    (datetime(2025, 6, 12, 20, 30), "yyyy-mm-dd hh:mm"),
    (datetime(2025, 6, 12, 23, 59, 59, 500000), "yyyy-mm-dd hh:mm:ss.0"),
    (time(8, 30), "h:mm"),
    (date(2025, 6, 1), 'yyyy"年"m"月"'),
    (date(2025, 6, 1), "[$-804]yyyy/m/d;@"),
)


def written_by_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    book.calculation.fullCalcOnLoad = True
    sheet = book.active
    sheet.title = "渠道 & <数据>"
    sheet["C4"], sheet["D4"] = "指标", " 前后空格 "
    sheet["C5"], sheet["D5"], sheet["E5"] = True, False, "第一行\n第二行"
    sheet["C6"], sheet["D6"] = "=SUM(D7:D9)", "=C6*2"
    for column, text in enumerate(("#DIV/0!", "#N/A", "#REF!"), 3):
        sheet.cell(7, column, text).data_type = "e"
    for row, code in enumerate(FORMATS, 10):
        sheet.cell(row, 3, 0.125 * row).number_format = code
    for row, (moment, code) in enumerate(MOMENTS, 10):
        sheet.cell(row, 5, moment).number_format = code
    sheet["G10"] = CellRichText("普通", TextBlock(InlineFont(b=True), "粗体 "), "尾")
    sheet.merge_cells("C30:E31")
    sheet["C30"] = "合并"
    sheet["XFD200"], sheet["A1000"] = 1, 2
    hidden = book.create_sheet("隐藏")
    hidden["B2"], hidden.sheet_state = "看不见", "veryHidden"
    book.create_sheet("空").sheet_state = "hidden"
    book.save(path)


def written_by_xlsxwriter(path: Path, *, is_1904: bool = False, in_place: bool = False) -> None:
    book = xlsxwriter.Workbook(path, {"date_1904": is_1904, "in_memory": True, "constant_memory": in_place})
    sheet = book.add_worksheet("用户")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    clock = book.add_format({"num_format": "hh:mm:ss"})
    bold = book.add_format({"bold": True})
    sheet.write_datetime(2, 1, datetime(2025, 6, 1), day)
    sheet.write_datetime(2, 2, datetime(2025, 6, 1, 12), day)
    sheet.write_number(2, 3, 0.75, clock)
    sheet.write_number(2, 5, 123456789012345678)
    sheet.write_formula(3, 1, '=A1&"x"', None, "文本结果")
    sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(3, 3, "=1=1", None, True)
    sheet.write_formula(3, 4, "=1+1", None, 2)
    sheet.write_formula(3, 5, "=B3", day, 45809)
    sheet.write_rich_string(4, 1, "a", bold, "b<", "c&")
    sheet.write_string(4, 2, "同一个")
    sheet.write_string(5, 2, "同一个")
    sheet.write_string(5, 3, "=不是公式")
    sheet.write_blank(6, 6, None, day)
    sheet.write_dynamic_array_formula("H3:H3", "=UNIQUE(A1:A2)", None, 7)
    sheet.write_array_formula("I3:I4", "{=A1:A2*2}", None, 5)
    if not in_place:
        sheet.merge_range("B8:D9", "合并 格")
    book.close()


def raw_book(
    rows: str,
    *,
    strings: str = "",
    styles: str = "",
    more: Mapping[str, bytes | str] | None = None,
    sheet: str = "",
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook of one sheet 表 from XML written by hand; `sheet` replaces the whole sheet part."""
    kinds = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}
    relation = '<Relationship Id="{0}" Type="' + DOC + '/{0}" Target="{1}"/>'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + relation.format("officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(relation.format(kind, target) for kind, target in kinds.items())
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet or f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
        "xl/styles.xml": styles or f'<styleSheet xmlns="{MAIN}"/>',
    } | dict(more or {})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


AWKWARD: Mapping[str, Callable[[Path], None]] = {
    "openpyxl": written_by_openpyxl,
    "xlsxwriter": written_by_xlsxwriter,
    "xlsxwriter_inline": lambda path: written_by_xlsxwriter(path, in_place=True),
    "xlsxwriter_1904": lambda path: written_by_xlsxwriter(path, is_1904=True),
}
