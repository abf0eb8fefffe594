"""Workbooks of other programs: values are read in a process of its own, within bounds."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from opsreport.reading import read_file

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def ods(rows: str) -> bytes:
    content = (
        f'<office:document-content xmlns:office="{OFFICE}" xmlns:table="{TABLE}" xmlns:text="{TEXT}"><office:body>'
        f'<office:spreadsheet><table:table table:name="渠道">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return made.getvalue()


def cell(kind: str, value: str, name: str = "value") -> str:
    typed = f'office:value-type="{kind}" office:{name}="{value}"'
    return f"<table:table-cell {typed}><text:p>甲</text:p></table:table-cell>"


def test_an_open_document_reads(tmp_path: Path) -> None:
    typed = cell("string", "甲", "string-value") + cell("float", "1.5") + cell("date", "2025-06-01", "date-value")
    row = f"<table:table-row><table:table-cell/>{typed}{cell('boolean', 'true', 'boolean-value')}</table:table-row>"
    path = tmp_path / "a.ods"
    path.write_bytes(ods(row))
    (sheet,), findings = read_file(path)
    assert findings == ()
    assert (sheet.name, [(c.kind, c.value) for c in sheet.cells.values()]) == (
        "渠道",
        [("text", "甲"), ("number", 1.5), ("date", date(2025, 6, 1)), ("flag", True)],
    )
    assert set(sheet.cells) == {(1, 2), (1, 3), (1, 4), (1, 5)}


def test_a_reader_that_dies_is_a_finding(tmp_path: Path) -> None:
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell("float", "1")}</table:table-row>'
    path = tmp_path / "a.ods"
    path.write_bytes(ods(row.replace("table-cell ", 'table-cell table:number-columns-repeated="16384" ', 1)))
    sheets, (finding,) = read_file(path)
    assert sheets == ()
    assert finding.code in ("unreadable_file", "too_large")


def test_a_reader_that_hangs_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("calamine", 18)

    monkeypatch.setattr("opsreport.reading.oldbook.subprocess.run", hang)
    path = tmp_path / "a.ods"
    path.write_bytes(ods(""))
    assert [finding.code for finding in read_file(path)[1]] == ["unreadable_file"]
