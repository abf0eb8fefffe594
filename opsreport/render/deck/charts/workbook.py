"""The workbook behind a chart: one small sheet, written directly because a deck holds dozens of them.

XlsxWriter takes ten times as long for twelve cells, and its archive is not
the same from run to run. Values are written with the very text that the
chart's cache holds (`number_text`), so the two cannot differ.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from opsreport.render.deck.text import escaped

SHEET = "Sheet1"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIXED = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE_REL}">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE_REL}">'
        f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_REL}/styles" Target="styles.xml"/></Relationships>'
    ),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell holds: a number, a text or nothing, and the formula that gives it."""

    value: float | str | None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column under its head: `format` is its number format; an `input` is tinted as the one to type in."""

    head: str
    cells: tuple[Cell, ...]
    format: str = "General"
    input: bool = False
    width: int = 12


@dataclass(frozen=True, slots=True)
class _Styles:
    """The number formats and cell looks a sheet needs, each once."""

    formats: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Iterable[Column]) -> _Styles:
        names = dict.fromkeys(c.format for c in columns if c.format != "General")
        return cls({name: index for index, name in enumerate(names)})

    def number(self, column: Column) -> int:
        """The cell style of a column: two a format, plain and tinted."""
        base = self.formats[column.format] + 1 if column.format in self.formats else 0
        return 2 * base + int(column.input)

    def xml(self) -> str:
        ids = [0, *(164 + index for index in self.formats.values())]
        formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{escaped(n)}"/>' for n, i in self.formats.items())
        listed = f'<numFmts count="{len(self.formats)}">{formats}</numFmts>' if formats else ""
        looks = "".join(
            f'<xf numFmtId="{number}" fontId="0" fillId="{fill}" borderId="0" xfId="0" '
            f'applyNumberFormat="1" applyFill="{int(fill > 0)}"/>'
            for number in ids
            for fill in (0, 2)
        )
        return (
            f'{_HEAD}<styleSheet xmlns="{_MAIN}">{listed}'
            '<fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts>'
            '<fills count="3"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill>'
            '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/></patternFill></fill>'
            '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{2 * len(ids)}">{looks}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def number_text(value: float) -> str:
    """The one way a value is written, in the workbook and in the chart's cache."""
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def letter(column: int) -> str:
    """A for 0, B for 1, AA for 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def reference(column: int, first: int, last: int) -> str:
    """The address of rows `first` to `last` (counted from 1) of a column, as a chart writes it."""
    name = letter(column)
    end = f":${name}${last}" if last > first else ""
    return f"{SHEET}!${name}${first}{end}"


def workbook(columns: Sequence[Column]) -> bytes:
    """The xlsx file of the columns, heads in row 1; the same columns give the same bytes."""
    styles = _Styles.of(columns)
    parts = {**_FIXED, "xl/styles.xml": styles.xml(), "xl/worksheets/sheet1.xml": _sheet(columns, styles)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"))
    return target.getvalue()


def _sheet(columns: Sequence[Column], styles: _Styles) -> str:
    widths = "".join(f'<col min="{i}" max="{i}" width="{c.width}" customWidth="1"/>' for i, c in enumerate(columns, 1))
    heads = "".join(_cell(i, 1, Cell(c.head), int(c.input)) for i, c in enumerate(columns) if c.head)
    rows = [f'<row r="1">{heads}</row>']
    for row in range(max((len(c.cells) for c in columns), default=0)):
        filled = (
            _cell(i, row + 2, c.cells[row], styles.number(c)) for i, c in enumerate(columns) if row < len(c.cells)
        )
        rows.append(f'<row r="{row + 2}">{"".join(filled)}</row>')
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _cell(column: int, row: int, cell: Cell, style: int) -> str:
    place = f'r="{letter(column)}{row}"' + (f' s="{style}"' if style else "")
    formula = f"<f>{escaped(cell.formula)}</f>" if cell.formula else ""
    match cell.value:
        case None:
            return f"<c {place}>{formula}</c>" if formula else ""
        case str(text) if formula:
            return f'<c {place} t="str">{formula}<v>{escaped(text)}</v></c>'
        case str(text):
            return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'
        case value:
            return f"<c {place}>{formula}<v>{number_text(value)}</v></c>"
