"""Facts of a workbook that openpyxl loses or reads otherwise, and XML that is written in unusual ways."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from opsreport.model.finding import Severity
from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_file
from tests.reading.books import DOC, MAIN, PACKAGE, raw_book

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_DOC = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="0.0%"/>'
    '<numFmt numFmtId="171" formatCode="yyyy-mm-dd"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="57"/></cellXfs></styleSheet>'
)


def read(tmp_path: Path, data: bytes) -> Sheet:
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    sheets, findings = read_file(path)
    assert findings == ()
    return sheets[0]


def rows(tmp_path: Path, xml: str, **more: str) -> dict[str, Cell]:
    sheet = read(tmp_path, raw_book(xml, **more))
    return {sheet.origin(*at).cell: cell for at, cell in sheet.cells.items()}


def test_an_error_is_not_a_blank(tmp_path: Path) -> None:
    cells = rows(tmp_path, '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"/></row>')
    assert cells == {"A1": Cell(1, 1, "error", "#DIV/0!", "", "=1/0")}


def test_a_formula_without_a_value_is_not_a_blank(tmp_path: Path) -> None:
    cells = rows(tmp_path, '<row r="2"><c r="B2"><f>A1*2</f></c><c r="C2"><f>A1</f><v/></c></row>')
    assert {at: (cell.kind, cell.formula) for at, cell in cells.items()} == {
        "B2": ("no_value", "=A1*2"),
        "C2": ("no_value", "=A1"),
    }


WITH_FORMULAS = '<c r="A{0}"><f>B{0}*2</f><v>{1}</v></c><c r="B{0}"><v>0</v></c>'


@pytest.mark.parametrize("count", [3, 30_000], ids=["small", "large"])
@pytest.mark.parametrize(
    ("is_asked", "last", "kind"), [("1", "0", "no_value"), ("0", "0", "number"), ("1", "7", "number")]
)
def test_zeros_that_stand_in_for_results_are_no_values(
    tmp_path: Path, count: int, is_asked: str, last: str, kind: str
) -> None:
    """A writer that works nothing out asks the next program to, and may put a 0 under every formula."""
    lines = "".join(
        f'<row r="{n}">{WITH_FORMULAS.format(n, last if n == count else 0)}</row>' for n in range(1, count + 1)
    )
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets><sheet name="表" sheetId="1" r:id="worksheet"/></sheets>'
    asking = f'{book}<calcPr fullCalcOnLoad="{is_asked}"/></workbook>'
    sheet = read(tmp_path, raw_book(lines, more={"xl/workbook.xml": asking}))
    assert (sheet.cells[1, 1].kind, sheet.cells[1, 1].formula) == (kind, "=B1*2")
    assert (sheet.cells[1, 2].kind, sheet.cells[1, 2].value) == ("number", 0.0)


def test_a_long_formula_shared_by_many_is_not_copied_to_all(tmp_path: Path) -> None:
    long = "+".join(f"B{n}" for n in range(1, 20_000))
    shared = "".join(f'<c r="A{n}"><f t="shared" si="0"/><v>1</v></c>' for n in range(2, 5_000))
    cells = rows(tmp_path, f'<row r="1"><c r="A1"><f t="shared" si="0">{long}</f><v>1</v></c>{shared}</row>')
    assert cells["A2"].formula.startswith("=B2+B3")
    assert (cells["A4999"].formula, cells["A4999"].value) == ("=…", 1.0)


def test_a_formula_that_gives_an_empty_text_is_a_blank(tmp_path: Path) -> None:
    assert rows(tmp_path, '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>') == {}


@pytest.mark.parametrize("value", ["nan", "1e999", "-inf"])
def test_what_is_no_number_stays_a_text(tmp_path: Path, value: str) -> None:
    assert rows(tmp_path, f'<row r="1"><c r="A1"><v>{value}</v></c></row>')["A1"] == Cell(1, 1, "text", value)


def test_formats_come_from_the_cell_styles(tmp_path: Path) -> None:
    days = '<c r="B1" s="2"><v>45809</v></c><c r="C1" s="3"><v>45809</v></c>'
    xml = f'<row r="1"><c r="A1" s="1"><v>0.5</v></c>{days}</row>'
    cells = rows(tmp_path, xml, styles=STYLES)
    assert cells["A1"] == Cell(1, 1, "number", 0.5, "0.0%")
    assert cells["B1"] == Cell(1, 2, "date", date(2025, 6, 1), "yyyy-mm-dd")
    assert cells["C1"] == Cell(1, 3, "date", date(2025, 6, 1), 'yyyy"年"m"月"')


def test_a_zero_in_a_date_column_is_a_number(tmp_path: Path) -> None:
    cells = rows(tmp_path, '<row r="1"><c r="A1" s="2"><v>0</v></c><c r="B1" s="2"><v>-3</v></c></row>', styles=STYLES)
    assert [cell.kind for cell in cells.values()] == ["number", "number"]


def test_iso_dates(tmp_path: Path) -> None:
    xml = '<row r="1"><c r="A1" t="d"><v>2025-06-01</v></c><c r="B1" t="d"><v>2025-06-01T20:30:00</v></c></row>'
    cells = rows(tmp_path, xml)
    assert [cell.value for cell in cells.values()] == [date(2025, 6, 1), datetime(2025, 6, 1, 20, 30)]


@pytest.mark.parametrize(("written", "read_as"), [("2025-06", "2025-06"), ("2025", "2025"), ("08:30:00Z", time(8, 30))])
def test_half_a_date_is_no_time_of_day(tmp_path: Path, written: str, read_as: object) -> None:
    assert rows(tmp_path, f'<row r="1"><c r="A1" t="d"><v>{written}</v></c></row>')["A1"].value == read_as


def test_addresses_and_flags_in_other_letters(tmp_path: Path) -> None:
    cells = rows(tmp_path, '<row r="1"><c r="a1" t="b"><v>TRUE</v></c><c r="c1"><v>2</v></c></row>')
    assert {at: cell.value for at, cell in cells.items()} == {"A1": True, "C1": 2.0}


def test_shared_strings_join_rich_text_and_leave_out_phonetic_hints(tmp_path: Path) -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><t>一&amp;_x000D_</t></si><si/><si><r><t>粗</t></r>'
        '<r><rPr/><t xml:space="preserve"> 细</t></r>'
        '<rPh sb="0" eb="1"><t>cu</t></rPh></si></sst>'
    )
    xml = '<row r="1">' + "".join(f'<c r="{c}1" t="s"><v>{i}</v></c>' for i, c in enumerate("ABC")) + "</row>"
    cells = rows(tmp_path, xml, strings=strings)
    assert {at: cell.value for at, cell in cells.items()} == {"A1": "一&\n", "C1": "粗 细"}


def test_shared_formulas_move_with_their_cell(tmp_path: Path) -> None:
    xml = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:C2" si="0">A1*$A$1+SUM(A:A)+LOG10(A1)&amp;"A1"</f>'
        "<v>1</v></c></row>"
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    assert rows(tmp_path, xml)["C2"].formula == '=B2*$A$1+SUM(B:B)+LOG10(B2)&"A1"'


UNUSUAL = {
    "prefixed": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1">'
    '<x:c r="A1" t="inlineStr"><x:is><x:t>甲</x:t></x:is>'
    '</x:c><x:c r="B1" s="1"><x:v>0.5</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    "other order": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c t="inlineStr" r="A1"><is><t>甲</t></is></c>'
    "<c s='1' r='B1'><v>0.5</v></c></row></sheetData></worksheet>",
    "no addresses": f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>甲</t></is></c>'
    '<c s="1"><v>0.5</v></c></row></sheetData></worksheet>',
    "pretty": f'<worksheet xmlns="{MAIN}">\n<sheetData>\n <row r="1">\n  <c r="A1" t="inlineStr">'
    "\n   <is>\n    <t>甲</t>"
    '\n   </is>\n  </c>\n  <c r="B1" s="1">\n   <v>0.5</v>\n  </c>\n </row>\n</sheetData>\n</worksheet>',
    "character data": f'<worksheet xmlns="{MAIN}"><!-- <c r="C1"><v>9</v></c> --><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><r><t><![CDATA[甲]]></t></r></is></c>'
    '<c r="B1" s="1"><v>0.5</v></c></row></sheetData></worksheet>',
    "extended": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>甲</t></is><extLst/></c>'
    '<c r="B1" s="1" foo:bar="1" xmlns:foo="urn:x"><v>0.5</v></c></row></sheetData></worksheet>',
}


@pytest.mark.parametrize("sheet", UNUSUAL.values(), ids=UNUSUAL)
def test_xml_written_otherwise_reads_the_same(tmp_path: Path, sheet: str) -> None:
    cells = rows(tmp_path, "", sheet=sheet, styles=STYLES)
    assert cells == {"A1": Cell(1, 1, "text", "甲"), "B1": Cell(1, 2, "number", 0.5, "0.0%")}


def test_a_sheet_in_utf_16_reads(tmp_path: Path) -> None:
    xml = f'<?xml version="1.0" encoding="UTF-16"?>{UNUSUAL["no addresses"]}'.encode("utf-16")
    sheet = read(tmp_path, raw_book("", styles=STYLES, more={"xl/worksheets/sheet1.xml": xml}))
    assert sheet.cells[1, 1].value == "甲"


def test_strict_open_xml_reads(tmp_path: Path) -> None:
    strict = {
        "xl/workbook.xml": f'<workbook xmlns="{STRICT}" xmlns:rel="{STRICT_DOC}"><sheets>'
        '<sheet name="表" sheetId="1" rel:id="worksheet"/></sheets></workbook>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{STRICT_DOC}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
    }
    strict["xl/worksheets/sheet1.xml"] = UNUSUAL["other order"].replace(MAIN, STRICT)
    cells = read(tmp_path, raw_book("", more=strict, styles=STYLES.replace(MAIN, STRICT))).cells
    assert [cell.value for cell in cells.values()] == ["甲", 0.5]


def test_chart_sheets_are_passed_over(tmp_path: Path) -> None:
    relations = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="worksheet" Type="{DOC}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="chart" Type="{DOC}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'
    )
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets><sheet name="图" sheetId="2" r:id="chart"/>'
        '<sheet name="表" sheetId="1" r:id="worksheet"/></sheets></workbook>'
    )
    data = raw_book("", more={"xl/_rels/workbook.xml.rels": relations, "xl/workbook.xml": book})
    assert read(tmp_path, data).name == "表"


def test_illegal_characters_are_taken_out_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    texts = {"A1": "甲_x0001_乙", "B1": "\x0b"}
    cells = "".join(f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in texts.items())
    path.write_bytes(raw_book(f'<row r="1">{cells}</row>'))
    (sheet,), (finding,) = read_file(path)
    assert sheet.cells == {(1, 1): Cell(1, 1, "text", "甲乙")}
    assert (finding.code, finding.severity) == ("illegal_characters", Severity.note)
    assert [str(origin) for origin in finding.origins] == ["表.xlsx › 表!A1", "表.xlsx › 表!B1"]


def test_a_time_of_day(tmp_path: Path) -> None:
    styles = STYLES.replace('"171" formatCode="yyyy-mm-dd"', '"171" formatCode="h:mm"')
    assert rows(tmp_path, '<row r="1"><c r="A1" s="2"><v>0.75</v></c></row>', styles=styles)["A1"].value == time(18)
