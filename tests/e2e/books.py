"""The sample workbook as lists of rows that a test may change, and the way from there to a review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl

from opsreport.checking import check
from opsreport.compose import compose
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.report import Report
from opsreport.model.table import Cell, Raw, Sheet
from opsreport.reading import read_folder
from opsreport.recipe import load_recipe
from opsreport.render.book import render_book
from opsreport.render.deck import render_deck
from opsreport.schemas import OFFERED
from opsreport.templating import templates_folder
from opsreport.wording.voice import wording

REPOSITORY = Path(__file__).parents[2]
SAMPLE = REPOSITORY / "sample_data" / "starter"
MOMENT = datetime(2025, 7, 5, 9, 30, tzinfo=UTC)
ABOUT = "报告信息"
REQUIRED = "＊"
CORE = ["front/cover", "front/summary", "kpi/scoreboard", "target/revenue", "appendix/definitions"]

Row = dict[str, Cell]


@dataclass
class Page:
    """One tab: its headers without the required mark, and its rows by header, an empty cell left out."""

    title: str
    headers: list[str]
    rows: list[Row]

    def texts(self, header: str) -> list[str]:
        """The different values of a column, in the order they first stand."""
        return list(dict.fromkeys(str(row[header].value) for row in self.rows if header in row))

    def keep(self, wanted: Callable[[Row], bool]) -> None:
        self.rows = [row for row in self.rows if wanted(row)]

    def drop_column(self, header: str) -> None:
        self.headers.remove(header)
        for row in self.rows:
            row.pop(header, None)


Book = dict[str, Page]


def sample() -> Book:
    """A fresh copy of the sample workbook."""
    return {title: Page(title, list(headers), [dict(row) for row in rows]) for title, headers, rows in _stored()}


@cache
def _stored() -> tuple[tuple[str, tuple[str, ...], tuple[Mapping[str, Cell], ...]], ...]:
    sheets, _ = read_folder(SAMPLE)
    return tuple((sheet.name, *_table(sheet)) for sheet in sheets)


def _table(sheet: Sheet) -> tuple[tuple[str, ...], tuple[Mapping[str, Cell], ...]]:
    heads = {at: str(cell.value).rstrip(REQUIRED) for (row, at), cell in sheet.cells.items() if row == 1}
    rows: dict[int, Row] = {}
    for (row, at), cell in sorted(sheet.cells.items()):
        if row > 1:
            rows.setdefault(row, {})[heads[at]] = cell
    return tuple(heads.values()), tuple(rows.values())


def cell(value: Raw, code: str = "") -> Cell:
    """A cell as if typed; its place is given when the sheet is made."""
    kinds = {str: "text", bool: "flag", date: "date", datetime: "date"}
    kind = kinds.get(type(value), "number")
    return Cell(0, 0, kind, float(value) if kind == "number" else value, code)  # type: ignore[arg-type]


def set_about(book: Book, item: str, value: Raw) -> None:
    """Change the value beside a name of 报告信息."""
    for row in book[ABOUT].rows:
        if row["项目"].value == item:
            row["内容"] = cell(value, row["内容"].number_format)


def amount(row: Row, header: str) -> float:
    """The number of a cell, 0 where it is empty."""
    return float(row[header].value) if header in row else 0.0  # type: ignore[arg-type]


def put(row: Row, header: str, value: Raw) -> None:
    """Change a cell, in the number format it has."""
    row[header] = cell(value, row[header].number_format if header in row else "")


def sheets_of(book: Book, file: str = "运营数据.xlsx") -> tuple[Sheet, ...]:
    """The book as reading would give it."""
    return tuple(Sheet(file, page.title, _cells(page)) for page in book.values())


def _cells(page: Page) -> dict[tuple[int, int], Cell]:
    at = {header: number for number, header in enumerate(page.headers, 1)}
    found = {(1, number): Cell(1, number, "text", header) for header, number in at.items()}
    for line, row in enumerate(page.rows, 2):
        for header, one in row.items():
            found[line, at[header]] = one._replace(row=line, column=at[header])
    return found


def write(book: Book, path: Path) -> None:
    """The book as a workbook on disk."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for page in book.values():
        sheet = made.create_sheet(page.title)
        for (row, column), one in _cells(page).items():
            written = sheet.cell(row, column, one.value)
            written.number_format = one.number_format or "General"
    made.save(path)


def reviewed(sheets: tuple[Sheet, ...], month: str = "2025-06", lang: str = "zh") -> tuple[Report | None, Findings]:
    """The brief of these sheets, None where the findings block, and the findings."""
    dataset, findings = check(sheets, Period.parse(month), ())
    if findings.are_blocking:
        return None, findings
    return compose(load_recipe("brief"), dataset, findings, wording(lang)), findings


def made(sheets: tuple[Sheet, ...], month: str = "2025-06", lang: str = "zh") -> Report:
    """The brief of sheets that must not block."""
    report, findings = reviewed(sheets, month, lang)
    assert report is not None, [(f.code, [str(o) for o in f.origins[:3]], dict(f.details)) for f in findings]
    return report


def pages(report: Report) -> list[str]:
    """The ids of the pages of a report."""
    return [slide.id for slide in report.slides]


def rendered(report: Report) -> tuple[bytes, bytes]:
    """Deck and workbook, both checked by the guard of tests/conftest.py."""
    return render_deck(report, templates_folder() / "house.pptx", MOMENT), render_book(report, MOMENT)


def optional_columns() -> list[tuple[str, str]]:
    """(tab, header) of every column that may be left out and that the sample fills."""
    book = sample()
    named = [(tab.titles[0], column.headers[0], column.required) for tab in OFFERED for column in tab.columns]
    return [(tab, header) for tab, header, required in named if not required and header in book[tab].headers]


def month_of(row: Row) -> str:
    """The month a row is of: its 月份, or the month of its date."""
    for header in ("月份", "结束", "发布时间"):
        if header in row:
            return str(row[header].value)[:7]
    return ""


def last_months(book: Book, first: str) -> None:
    """Only rows from a month on (plans and years stay)."""
    for title, page in book.items():
        if title not in (ABOUT, "计划"):
            page.keep(lambda row: month_of(row) >= first or "全年" in month_of(row))


def bytes_of(book: openpyxl.Workbook) -> bytes:
    """An openpyxl workbook as a file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()
