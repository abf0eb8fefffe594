"""Strict Open XML, as "Strict Open XML Spreadsheet" saves it, against the same workbook as it is usually saved."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from opsreport.model.table import Sheet
from opsreport.reading import read_file
from tests.reading.books import AWKWARD, MAIN, raw_book

SAMPLE = next((Path(__file__).parents[2] / "sample_data" / "starter").glob("*.xlsx"))
SCHEMAS, STRICT = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
NAMES = (
    ("officeDocument/2006/extended-properties", "officeDocument/extendedProperties"),
    ("officeDocument/2006/custom-properties", "officeDocument/customProperties"),
    ("officeDocument/2006/docPropsVTypes", "officeDocument/docPropsVTypes"),
    ("officeDocument/2006/relationships", "officeDocument/relationships"),
    ("spreadsheetml/2006/main", "spreadsheetml/main"),
    ("drawingml/2006/main", "drawingml/main"),
)
CELL = re.compile(r'<c r="([A-Z]+\d+)"( s="\d+")?(?: t="n")?>(<f>[^<]*</f>)?<v>([^<]*)</v></c>')


def strict(path: Path) -> bytes:
    """The workbook in the Strict namespaces, its moments written out (ISO 8601)."""
    book = openpyxl.load_workbook(path, data_only=True)
    is_1904 = book.epoch.year == 1904
    moments = {
        # the cells that are there: one in XFD200 makes sixteen million of every row and column
        f"xl/worksheets/sheet{at}.xml": {cell.coordinate: cell.value for cell in sheet._cells.values()}
        for at, sheet in enumerate(book.worksheets, 1)
    }
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith((".xml", ".rels")):
                text = _strict_part(text.decode(), moments.get(name, {}), is_1904=is_1904).encode()
            new.writestr(name, text)
    return made.getvalue()


def _strict_part(xml: str, values: dict[str, object], *, is_1904: bool) -> str:
    for old, new in NAMES:
        xml = xml.replace(f"{SCHEMAS}/{old}", f"{STRICT}/{new}")
    day_of_none = "1904-01-01" if is_1904 else "1899-12-30"
    return CELL.sub(lambda found: _written_out(found, values.get(found[1]), day_of_none), xml).replace(
        "<workbook ", '<workbook conformance="strict" ', 1
    )


def _written_out(found: re.Match[str], value: object, day_of_none: str) -> str:
    if not isinstance(value, datetime | time):
        return found[0]
    iso = value.isoformat(timespec="milliseconds")
    if isinstance(value, time):
        iso = f"{day_of_none}T{iso}"
    return f'<c r="{found[1]}"{found[2] or ""} t="d">{found[3] or ""}<v>{iso.removesuffix("T00:00:00.000")}</v></c>'


def facts(sheets: tuple[Sheet, ...]) -> list[object]:
    return [(one.name, one.hidden, one.merged, one.date_1904, dict(one.cells)) for one in sheets]


def twins(path: Path, folder: Path) -> tuple[Path, Path]:
    twin = folder / "strict.xlsx"
    twin.write_bytes(strict(path))
    with zipfile.ZipFile(twin) as parts:
        assert not [name for name in parts.namelist() if b"spreadsheetml/2006/main" in parts.read(name)]
    return path, twin


def assert_same(usual: Path, twin: Path) -> None:
    (expected, _), (seen, findings) = read_file(usual), read_file(twin)
    assert facts(seen) == facts(expected)
    assert not [finding for finding in findings if finding.is_blocking]


def test_the_sample_reads_the_same(tmp_path: Path) -> None:
    assert_same(*twins(SAMPLE, tmp_path))


def test_awkward_workbooks_read_the_same(awkward: Path, tmp_path: Path) -> None:
    usual, twin = twins(awkward, tmp_path)
    with zipfile.ZipFile(twin) as parts:
        assert b't="d"' in parts.read("xl/worksheets/sheet1.xml")
    assert_same(usual, twin)


STYLES = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 20))
DAY = f'<styleSheet xmlns="{MAIN}"><cellXfs>{STYLES}</cellXfs></styleSheet>'


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize(
    ("style", "written", "kind", "expected"),
    [
        (0, "2025-06-01", "date", date(2025, 6, 1)),
        (1, "2025-06-01T00:00:00.000", "date", date(2025, 6, 1)),
        (1, "2025-06-01T20:30:00Z", "date", datetime(2025, 6, 1, 20, 30)),
        (2, "2025-06-01", "date", datetime(2025, 6, 1)),
        (3, "08:30:00", "date", time(8, 30)),
        (3, "1899-12-30T08:30:00", "date", time(8, 30)),
        (1, "2025-06-31", "text", "2025-06-31"),
        (1, "45809", "text", "45809"),
    ],
)
def test_moments_that_are_written_out(
    tmp_path: Path, style: int, written: str, kind: str, expected: object, is_large: bool
) -> None:
    rows = f'<row r="1"><c r="A1" s="{style}" t="d"><v>{written}</v></c></row>'
    rows += "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 20_000 if is_large else 3))
    path = tmp_path / "a.xlsx"
    path.write_bytes(raw_book(rows, styles=DAY))
    (sheet,), _ = read_file(path)
    assert sheet.cells[1, 1][:4] == (1, 1, kind, expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["openpyxl", "xlsxwriter_1904"])
def test_libreoffice_opens_the_strict_ones_too(tmp_path: Path, soffice: str, name: str) -> None:
    """That ours are Strict workbooks and no invention: another program reads the same in both twins."""
    AWKWARD[name](tmp_path / "usual.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    to = ("--convert-to", "ods", "--outdir", tmp_path / "out")
    subprocess.run(
        [soffice, profile, "--headless", *to, *twins(tmp_path / "usual.xlsx", tmp_path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    usual, twin = (read_file(tmp_path / "out" / f"{name}.ods")[0] for name in ("usual", "strict"))
    assert _typed(twin) == _typed(usual)
    assert any(cell.kind == "date" for cell in twin[0].cells.values())


def _typed(sheets: tuple[Sheet, ...]) -> list[dict[tuple[int, int], object]]:
    """What no program works out anew, moments to the second, as LibreOffice keeps them.

    Of days before 1 March 1900 only that they are days: it counts them without Excel's 29 February.
    """
    return [{at: _kept(cell.value) for at, cell in sheet.cells.items() if not cell.formula} for sheet in sheets]


def _kept(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return "day" if isinstance(value, date) and value < date(1900, 3, 1) else value
