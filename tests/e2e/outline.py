"""A deck or a workbook as text that a person can read and compare: what stands where, without looks and places."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet
from pptx import Presentation

from opsreport.model.report import Report

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def deck_outline(deck: bytes, report: Report) -> str:
    """Each slide: its page and arrangement, its shapes in reading order, its notes."""
    arrangements = {slide.id: slide.arrangement for slide in report.slides}
    lines: list[str] = []
    for number, slide in enumerate(Presentation(io.BytesIO(deck)).slides, 1):
        page = _page(slide)
        lines += ["", f"===== {number} {page} · {arrangements.get(page, '')}"]
        for shape in slide.shapes:
            lines += _shape(shape, page)
        if slide.has_notes_slide:
            lines += ["--- notes", *_text(slide.notes_slide.notes_text_frame)]
    return "\n".join(lines).lstrip() + "\n"


def _page(slide: Any) -> str:
    """The id of a slide's page: the first two parts of the names of its shapes."""
    names = [shape.name.split("/") for shape in slide.shapes]
    return next(("/".join(parts[:2]) for parts in names if len(parts) > 2), "")


def _shape(shape: Any, page: str) -> Iterator[str]:
    head = f"[{shape.name.removeprefix(page + '/')}]"
    if getattr(shape, "has_table", False):
        yield f"{head} table"
        for row in shape.table.rows:
            yield "  " + " | ".join(" ⏎ ".join(_text(cell.text_frame)) for cell in row.cells)
    elif getattr(shape, "has_chart", False):
        yield f"{head} chart: {shape._element.xpath('.//p:cNvPr')[0].get('descr')}"
        yield from _chart(shape.chart._chartSpace)
    elif shape.has_text_frame and shape.text_frame.text.strip():
        yield f"{head} " + " ⏎ ".join(_text(shape.text_frame))


def _text(frame: Any) -> list[str]:
    return [line for paragraph in frame.paragraphs for line in paragraph.text.split("\v") if line.strip()]


def _chart(space: Any) -> Iterator[str]:
    for plot in space.find(f".//{C}plotArea"):
        for series in plot.findall(C + "ser"):
            name = " ".join(series.find(C + "tx").itertext()).split() if series.find(C + "tx") is not None else []
            parts = [_points(series, part) for part in ("cat", "xVal", "val", "yVal", "bubbleSize")]
            shown = " · ".join(", ".join(values) for values in parts if values)
            yield f"  {etree.QName(plot).localname} {' '.join(name)}: {shown}"


def _points(series: Any, part: str) -> list[str]:
    points = series.findall(f"{C}{part}//{C}pt")
    return [_plain(point.findtext(C + "v")) for point in sorted(points, key=lambda point: int(point.get("idx")))]


def _plain(value: object) -> str:
    """A number to six digits, anything else as it is."""
    try:
        return f"{float(str(value)):.6g}"
    except ValueError:
        return str(value)


def book_outline(book: bytes, report: Report) -> str:
    """Each sheet of a chapter cell by cell (a live cell with its =), of every other sheet the heads and the size."""
    live, cached = (openpyxl.load_workbook(io.BytesIO(book), data_only=only) for only in (False, True))
    chapters = {section.title for section in report.sections}
    lines: list[str] = []
    for sheet in live.worksheets:
        lines += ["", f"===== {sheet.title} · {sheet.dimensions}"]
        lines += _rows(sheet, cached[sheet.title], None if sheet.title in chapters else 2)
    return "\n".join(lines).lstrip() + "\n"


def _rows(live: Worksheet, cached: Any, most: int | None) -> Iterator[str]:
    for formulas, values in zip(live.iter_rows(max_row=most), cached.iter_rows(max_row=most), strict=True):
        cells = [
            ("=" if one.data_type == "f" else "") + _plain(other.value)
            for one, other in zip(formulas, values, strict=True)
            if one.value is not None
        ]
        if cells:
            yield "  " + " | ".join(cells)
