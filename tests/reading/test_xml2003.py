"""XML Spreadsheet 2003: read with every fact, whatever the file is called."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from opsreport.model.finding import Finding
from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_file, read_folder

SS = "urn:schemas-microsoft-com:office:spreadsheet"
STYLES = (
    '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
    '<Style ss:ID="d"><NumberFormat ss:Format="yyyy\\-mm"/></Style></Styles>'
)


def book(rows: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SS}" xmlns:ss="{SS}" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{STYLES}'
        f'<Worksheet ss:Name="渠道"><Table>{rows}</Table>{more}</Worksheet></Workbook>'
    )


def read(tmp_path: Path, text: str, name: str = "a.xml") -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read_file(path)


def cells(tmp_path: Path, rows: str) -> dict[tuple[int, int], Cell]:
    (sheet,), findings = read(tmp_path, book(rows))
    assert findings == ()
    return dict(sheet.cells)


def data(kind: str, text: str, **given: str) -> str:
    attributes = "".join(f' ss:{name}="{value}"' for name, value in given.items())
    return f'<Cell{attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_values_formats_and_places(tmp_path: Path) -> None:
    rows = (
        f"<Row>{data('String', '渠道&amp;')}{data('Number', '0.5', StyleID='p')}</Row>"
        f"<Row ss:Index='5'>{data('DateTime', '2025-06-01T00:00:00.000', Index='3', StyleID='d')}"
        f"{data('Boolean', '1')}{data('Error', '#DIV/0!', Formula='=1/0')}</Row>"
    )
    assert cells(tmp_path, rows) == {
        (1, 1): Cell(1, 1, "text", "渠道&"),
        (1, 2): Cell(1, 2, "number", 0.5, "0.00%"),
        (5, 3): Cell(5, 3, "date", date(2025, 6, 1), "yyyy\\-mm"),
        (5, 4): Cell(5, 4, "flag", True),
        (5, 5): Cell(5, 5, "error", "#DIV/0!", "", "=1/0"),
    }


def test_moments_and_what_is_none(tmp_path: Path) -> None:
    kinds = ("2025-06-01T20:30:00.000", "1899-12-31T08:30:00.000", "soon")
    found = cells(tmp_path, f"<Row>{''.join(data('DateTime', text) for text in kinds)}</Row>")
    assert [cell.value for cell in found.values()] == [datetime(2025, 6, 1, 20, 30), time(8, 30), "soon"]


@pytest.mark.parametrize("text", ["NaN", "INF", "1e999", "abc"])
def test_what_is_no_number_stays_a_text(tmp_path: Path, text: str) -> None:
    assert cells(tmp_path, f"<Row>{data('Number', text)}</Row>")[1, 1] == Cell(1, 1, "text", text)


def test_a_formula_without_a_value_is_not_a_blank(tmp_path: Path) -> None:
    found = cells(tmp_path, '<Row><Cell ss:Formula="=R1C2"/><Cell/></Row>')
    assert [(cell.kind, cell.formula) for cell in found.values()] == [("no_value", "=R1C2")]


def test_merged_cells_push_the_next_one_on(tmp_path: Path) -> None:
    rows = f"<Row>{data('String', '六月', MergeAcross='1', MergeDown='1')}{data('Number', '3')}</Row>"
    (sheet,), _ = read(tmp_path, book(rows))
    assert (sheet.merged, set(sheet.cells)) == (("A1:B2",), {(1, 1), (1, 3)})


def test_a_hidden_sheet_is_marked(tmp_path: Path) -> None:
    more = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    (sheet,), (note,) = read(tmp_path, book(f"<Row>{data('Number', '3')}</Row>", more))
    assert (sheet.hidden, note.code) == (True, "hidden_sheet")


def test_one_saved_as_xls_is_read_and_said(tmp_path: Path) -> None:
    _, (note,) = read(tmp_path, book(f"<Row>{data('Number', '3')}</Row>"), "a.xls")
    assert (note.code, note.details["kind"]) == ("saved_otherwise", "XML Spreadsheet 2003")


def test_other_xml_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    read(tmp_path, book(f"<Row>{data('Number', '3')}</Row>"))
    (tmp_path / "other.xml").write_text("<feed/>")
    sheets, findings = read_folder(tmp_path)
    assert ([sheet.file for sheet in sheets], findings) == (["a.xml"], ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (book("<Row>"), "unreadable_file"),
        (book("<Row ss:Index='99999999'/>"), "unreadable_file"),
        (book("<Row>&a;</Row>").replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook'), "unreadable_file"),
    ],
    ids=["cut", "beyond", "entity"],
)
def test_broken_ones_are_refused(tmp_path: Path, text: str, code: str) -> None:
    sheets, (finding,) = read(tmp_path, text)
    assert (sheets, finding.code) == ((), code)


def test_a_comment_is_not_what_its_cell_holds(tmp_path: Path) -> None:
    note = (
        '<Comment ss:Author="甲"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>甲：</B>待核</ss:Data></Comment>'
    )
    found = cells(tmp_path, f'<Row><Cell><Data ss:Type="Number">5</Data>{note}</Cell><Cell>{note}</Cell></Row>')
    assert {at: cell.value for at, cell in found.items()} == {(1, 1): 5.0}


def test_cells_without_a_style_have_that_of_their_row_or_column(tmp_path: Path) -> None:
    number, plain = data("Number", "0.5"), data("Number", "0.5", StyleID="Default")
    columns = '<Column ss:Index="2" ss:StyleID="p" ss:Span="1"/><Column/>'
    rows = f'<Row>{number * 4}</Row><Row ss:StyleID="p">{number}{plain}</Row>'
    found = cells(tmp_path, columns + rows)
    assert [at for at, cell in found.items() if cell.number_format == "0.00%"] == [(1, 2), (1, 3), (2, 1)]


def test_rows_said_once_for_several_keep_the_later_ones_in_their_place(tmp_path: Path) -> None:
    found = cells(tmp_path, f'<Row ss:Span="2"/><Row>{data("Number", "1")}</Row><Row>{data("Number", "2")}</Row>')
    assert list(found) == [(4, 1), (5, 1)]


def test_a_number_in_the_format_of_a_day_is_a_day(tmp_path: Path) -> None:
    assert cells(tmp_path, f"<Row>{data('Number', '45809', StyleID='d')}</Row>")[1, 1].value == date(2025, 6, 1)


@pytest.mark.parametrize("encoding", ["gb2312", "GB18030", "big5"])
def test_encodings_that_the_parser_does_not_know(tmp_path: Path, encoding: str) -> None:
    text = book(f"<Row>{data('String', '月份，消耗')}</Row>").replace('"1.0"', f'"1.0" encoding="{encoding}"')
    path = tmp_path / "a.xml"
    path.write_bytes(text.encode(encoding))
    (sheet,), _ = read_file(path)
    assert (sheet.name, [cell.value for cell in sheet.cells.values()]) == ("渠道", ["月份，消耗"])
