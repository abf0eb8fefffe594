"""The workbook: every shown number is there, traced, and live over the input sheets."""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from pptx import Presentation

from opsreport.model.block import Column, Grid, Insight, Row, Status, Words
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.report import Report
from opsreport.model.unit import MONEY, RATIO
from opsreport.render.book import render_book
from opsreport.render.book.trace import shown_of
from opsreport.render.deck import render_deck
from tests.render.gallery import HOUSE
from tests.sample_report import STARTER, report_of

MOMENT = datetime(2025, 7, 4, 9, 0)
FORMED = re.compile(r"1:[\d.]+|\d[\d,.]*(?:%|万|亿|×|k\b|m\b|bn\b)")
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


@pytest.fixture(scope="module")
def book() -> bytes:
    return render_book(report_of(), MOMENT)


def test_same_report_same_bytes(book: bytes) -> None:
    assert render_book(report_of(), MOMENT) == book


def test_every_sheet_is_linked_from_the_contents(book: bytes) -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(book))
    contents = sheets.worksheets[0]
    links = [cell.hyperlink for cell in _cells(contents) if cell.hyperlink]
    linked = {str(link.location).rpartition("!")[0].strip("'") for link in links}
    assert linked == set(sheets.sheetnames) - {contents.title}


def test_every_shown_number_stands_in_the_trace(book: bytes) -> None:
    report = report_of()
    trace = openpyxl.load_workbook(io.BytesIO(book), data_only=True)[report.terms["book.trace"]]
    rows = [tuple(cell.value for cell in row) for row in trace.iter_rows(min_row=2)]
    expected = [
        (page, shown.place, shown.text, shown.number)
        for page, slide in enumerate(report.slides, 1)
        for shown in shown_of(slide, report.lang, report.terms)
    ]
    assert len(rows) == len(expected) > 300
    for row, (page, place, text, number) in zip(rows, expected, strict=True):
        assert (row[0], row[2], row[3]) == (page, place, text)
        assert math.isclose(row[4], number.unit.shown(number.amount), rel_tol=1e-9, abs_tol=1e-12)


def test_every_number_of_the_sample_knows_its_cells(book: bytes) -> None:
    report = report_of()
    untraced = [
        (slide.id, shown.place)
        for slide in report.slides
        for shown in shown_of(slide, report.lang, report.terms)
        if shown.number.source is None
    ]
    assert untraced == []


def test_values_without_a_formula_are_listed_with_their_method(book: bytes) -> None:
    report = report_of()
    live, plain = openpyxl.load_workbook(io.BytesIO(book)), openpyxl.load_workbook(io.BytesIO(book), data_only=True)
    listed = {(row[0].value, row[1].value) for row in live[report.terms["book.methods"]].iter_rows(min_row=2)}
    pages = [section.title for section in report.sections if section.number]
    bare = {
        (sheet.title, cell.coordinate)
        for sheet in live.worksheets
        if sheet.title in pages
        for cell in _cells(sheet)
        if isinstance(plain[sheet.title][cell.coordinate].value, int | float) and not _is_formula(cell.value)
    }
    unexplained = {spot for spot in bare - listed if not _is_score(live, spot)}
    assert unexplained == set()


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    folder = _changed(tmp_path, "核心指标", lambda row: row["指标"] == "总营收", "原因", '=HYPERLINK("http://x","y")')
    book = openpyxl.load_workbook(io.BytesIO(render_book(report_of(folder), MOMENT)))
    texts = [cell for sheet in book.worksheets for cell in _cells(sheet) if "HYPERLINK" in str(cell.value)]
    assert texts
    assert all(cell.data_type == "s" for cell in texts)


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_the_trace_names_what_the_deck_prints_and_nothing_else(lang: str) -> None:
    """Judged by the written deck: figures with a unit's form have their row, and each row's text is on its page."""
    report = report_of(lang=lang)
    deck = Presentation(io.BytesIO(render_deck(report, HOUSE, MOMENT)))
    trace = openpyxl.load_workbook(io.BytesIO(render_book(report, MOMENT)), data_only=True)[report.terms["book.trace"]]
    rows = [(row[0].value, row[2].value, str(row[3].value)) for row in trace.iter_rows(min_row=2)]
    places = {report.terms[f"notes.{place}"] for place in ("title", "subtitle", "reading", "card", "note")}
    for number, (slide, made) in enumerate(zip(report.slides, deck.slides, strict=True), 1):
        left_over = made.notes_slide.notes_text_frame.text.removeprefix(slide.speaker_notes)  # had no room on the page
        printed = "\n".join((*_frame_texts(made.shapes), left_over)).replace("\v", "")
        printed = printed.replace(" pp", "pp").replace("个百分点", "pp")
        own = {text for page, place, text in rows if page == number and place in places}
        assert {text for text in own if text.replace("×", "") not in printed} == set(), slide.id
        title = made.shapes.title.text_frame.text.replace("\v", "") if made.shapes.title is not None else ""
        bullets = [n.text for b in slide.blocks if isinstance(b, Insight) for n in b.notes if not n.typed]
        assert all(_said(text) in _said(printed) for text in bullets)
        found = {one for text in (title, *bullets) for one in FORMED.findall(text.replace("**", ""))}
        assert {one for one in found if not any(one in text for text in own)} == set(), slide.id


def _said(text: str) -> str:
    return "".join(text.replace("**", "").replace("个百分点", "pp").split())


def _frame_texts(shapes: Iterable[object]) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _frame_texts(shape.shapes)
        if getattr(shape, "has_table", False):
            yield from (cell.text for row in shape.table.rows for cell in row.cells)  # type: ignore[attr-defined]
        if getattr(shape, "has_text_frame", False):
            yield shape.text_frame.text  # type: ignore[attr-defined]


def test_every_status_beside_an_attainment_is_live(book: bytes) -> None:
    report = report_of()
    sheets, values = openpyxl.load_workbook(io.BytesIO(book)), openpyxl.load_workbook(io.BytesIO(book), data_only=True)
    words = {report.terms[f"status.{code}"] for code in ("on_target", "near", "missed", "far_below")}
    page = report.sections[1].title
    judged = [cell for cell in _cells(values[page]) if cell.value in words]
    formulas = [str(sheets[page][cell.coordinate].value) for cell in judged]
    assert len(formulas) >= 13
    assert all(text.startswith("=IF(ISNUMBER(") and text.count("IF(") == 4 for text in formulas)


def test_a_status_without_an_attainment_is_listed_with_its_method() -> None:
    report = report_of()
    judged = Grid(
        (Column("name", "指标", "text", 1), Column("status", "状态", "status", 1)),
        (Row((Words("投诉数"), Status("missed", "未达成"))),),
    )
    slide = replace(report.slides[3], blocks=(judged,))
    other = replace(report, sections=(replace(report.sections[1], slides=(slide,)),))
    sheets = openpyxl.load_workbook(io.BytesIO(render_book(other, MOMENT)))
    rows = list(sheets[report.terms["book.methods"]].iter_rows(min_row=2, values_only=True))
    assert ("未达成", report.terms["method.status"]) in [row[2:4] for row in rows]


@pytest.mark.slow
def test_a_changed_target_changes_the_status_word(book: bytes, soffice: str, tmp_path: Path) -> None:
    """The scoreboard's sheet recalculates to the rebuilt one, its status words with it."""
    folder = _changed(tmp_path, "核心指标", lambda row: row["指标"] == "互动率", "目标", 0.0735)
    again = openpyxl.load_workbook(io.BytesIO(render_book(report_of(folder), MOMENT)), data_only=True)
    changed = _with_cell(book, ("kpi", "target"), "interaction_rate", 0.0735)
    recalculated = openpyxl.load_workbook(_recalculated(changed, soffice, tmp_path), data_only=True)
    before, page = openpyxl.load_workbook(io.BytesIO(book), data_only=True), report_of().sections[1].title
    words = [report_of().terms[f"status.{code}"] for code in ("on_target", "near", "missed", "far_below")]
    spots = [cell.coordinate for cell in _cells(before[page]) if cell.value in words]
    seen, want, old = ([book[page][spot].value for spot in spots] for book in (recalculated, again, before))
    assert seen == want
    assert seen != old


@pytest.mark.slow
def test_a_changed_input_recalculates_to_a_rebuild(book: bytes, soffice: str, tmp_path: Path) -> None:
    """One spend is changed in the workbook and in the source; every live cell must agree after recalculation."""
    folder = _changed(tmp_path, "渠道", lambda row: row["渠道"] == "搜索引擎广告", "费用", 303_000)
    again = render_book(report_of(folder), MOMENT)
    recalculated = openpyxl.load_workbook(_recalculated(_with_spend(book, 303_000), soffice, tmp_path), data_only=True)
    trace = report_of().terms["book.trace"]
    before, after, seen = _live(book, trace), _live(again, trace), _seen(book, recalculated, trace)
    differing = {spot: (after.get(spot), value) for spot, value in seen.items() if not _close(after.get(spot), value)}
    assert differing == {}
    assert len(seen) > 500
    assert sum(not _close(before[spot], value) for spot, value in seen.items()) > 3


@pytest.mark.slow
def test_the_trace_recalculates_as_well(book: bytes, soffice: str, tmp_path: Path) -> None:
    """Rows of the trace may shift when numbers come to be equal, so its cells are compared by formula."""
    recalculated = openpyxl.load_workbook(_recalculated(_with_spend(book, 303_000), soffice, tmp_path), data_only=True)
    name = report_of().terms["book.trace"]
    folder = _changed(tmp_path, "渠道", lambda row: row["渠道"] == "搜索引擎广告", "费用", 303_000)
    want = _by_formula(openpyxl.load_workbook(io.BytesIO(render_book(report_of(folder), MOMENT))), folder, name)
    live = openpyxl.load_workbook(io.BytesIO(book))[name]
    formulas = [cell for cell in _cells(live) if _is_formula(cell.value)]
    both = [cell for cell in formulas if cell.value in want]
    assert len(both) > 0.9 * len(formulas)
    assert all(_close(want[str(cell.value)], recalculated[name][cell.coordinate].value) for cell in both)


def test_the_statement_lists_every_kind_then_every_identity(book: bytes) -> None:
    report = report_of()
    findings, name = report.findings, report.terms["book.statement"]
    rows, live = (
        [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(book), data_only=known)[name].rows]
        for known in (True, False)
    )
    gap = next(index for index, row in enumerate(rows) if not any(row))
    kinds, head, detail = rows[1:gap], rows[gap + 1], rows[gap + 2 :]
    assert head[-1] == report.terms["book.cells"]
    assert len(detail) == len(findings.compared) > 300
    assert all(row[7] == report.terms["verdict.met"] and row[8] for row in detail)
    counted = {row[0]: row[3] for row in kinds if row[3] is not None}
    assert counted == {name: sum(row[0] == name for row in detail) for name in dict.fromkeys(row[0] for row in detail)}
    out = [row for row in kinds if row[3] is None]
    assert len(out) == len(findings.not_applicable) > 5
    assert all(row[7] == report.terms["verdict.out"] and row[8] for row in out)
    assert all(str(row[3]).startswith("=COUNTIFS(") for row in live[1 : 1 + len(counted)])


def test_a_derived_cell_reads_like_a_persons(book: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book))[report_of().sections[1].title]
    assert any(str(cell.value).startswith("=IFERROR(C6/D6") for cell in _cells(sheet))


def test_a_number_without_cells_is_missing_not_zero() -> None:
    ratio = derived(Formula("a / b"), RATIO, {"a": Number(None, MONEY), "b": Number(3.0, MONEY)})
    assert ratio.is_missing


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def _live(book: bytes, but: str) -> dict[tuple[str, str], object]:
    """The cached value of every formula cell, by sheet and address."""
    values = openpyxl.load_workbook(io.BytesIO(book), data_only=True)
    return _seen(book, values, but)


def _seen(book: bytes, values: openpyxl.Workbook, but: str) -> dict[tuple[str, str], object]:
    live = openpyxl.load_workbook(io.BytesIO(book))
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in live.worksheets
        if sheet.title != but
        for cell in _cells(sheet)
        if _is_formula(cell.value)
    }


def _by_formula(live: openpyxl.Workbook, folder: Path, name: str) -> dict[str, object]:
    values = openpyxl.load_workbook(io.BytesIO(render_book(report_of(folder), MOMENT)), data_only=True)[name]
    return {str(c.value): values[c.coordinate].value for c in _cells(live[name]) if _is_formula(c.value)}


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _is_score(book: openpyxl.Workbook, spot: tuple[str, str]) -> bool:
    """Probability and impact of the risk matrix are copied marks 1 to 5."""
    value = book[spot[0]][spot[1]].value
    return isinstance(value, int) and 1 <= value <= 5


def _close(left: object, right: object) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return (left or "") == (right or "")


def _changed(tmp_path: Path, tab: str, wanted: object, column: str, value: object) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(STARTER, folder)
    path = next(folder.glob("*.xlsx"))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[tab]
    heads = {str(cell.value).rstrip("＊"): cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        facts = {head: sheet.cell(row, at).value for head, at in heads.items()}
        if str(facts.get("月份"))[:7] == "2025-06" and wanted(facts):  # type: ignore[operator]
            sheet.cell(row, heads[column]).value = value  # type: ignore[assignment]
            if isinstance(value, str):
                sheet.cell(row, heads[column]).data_type = "s"
    workbook.save(path)
    return folder


def _with_spend(book: bytes, value: float) -> bytes:
    return _with_cell(book, ("channels", "spend"), "搜索引擎广告", value)


def _with_cell(book: bytes, place: tuple[str, str], name: str, value: float) -> bytes:
    """The workbook with the June cell of a field changed in its input sheet, in the row that holds `name`."""
    workbook = openpyxl.load_workbook(io.BytesIO(book))
    report: Report = report_of()
    schema = report.dataset[place[0]].schema
    sheet = workbook[report.terms["book.input_sheet"].format(title=schema.titles[0])]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        texts = [str(cell.value) for cell in sheet[row]]
        if texts[0] == "2025-06" and name in texts:
            sheet.cell(row, heads[schema.field(place[1]).headers[0]]).value = value
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _recalculated(book: bytes, soffice: str, tmp_path: Path) -> Path:
    profile, source = tmp_path / "profile" / "user", tmp_path / "in" / "book.xlsx"
    profile.mkdir(parents=True)
    source.parent.mkdir()
    (profile / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, "utf-8")
    source.write_bytes(book)
    call = [soffice, "--headless", f"-env:UserInstallation={profile.parent.as_uri()}", "--convert-to", "xlsx"]
    subprocess.run(
        [*call, "--outdir", str(tmp_path / "out"), str(source)], check=True, capture_output=True, timeout=180
    )
    return tmp_path / "out" / "book.xlsx"
