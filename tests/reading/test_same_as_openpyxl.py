"""Our reader against openpyxl, cell by cell, on the sample, on awkward workbooks and on the trial data."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell as TheirCell
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_file

ROOT = Path(__file__).parents[2]
REFUSED = ("broken_zip", "encrypted_file", "foreign_format", "too_large", "unreadable_file")
SAMPLES = sorted(path for path in (ROOT / "sample_data").rglob("*.xlsx") if path.stem not in REFUSED)
BROKEN = sorted(path for path in (ROOT / "sample_data").rglob("*.*") if path.stem in REFUSED)
TRIAL = sorted((ROOT.parent / "shared" / "trial").rglob("*.xlsx"))


def test_there_is_a_sample() -> None:
    assert SAMPLES


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_sample_reads_the_same(path: Path) -> None:
    assert_same(path)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_a_broken_sample_is_refused_by_its_name(path: Path) -> None:
    sheets, findings = read_file(path)
    assert (sheets, [finding.code for finding in findings]) == ((), [path.stem])


@pytest.mark.parametrize("path", TRIAL or [pytest.param(None, marks=pytest.mark.skip("no ../shared/trial here"))])
def test_the_trial_data_reads_the_same(path: Path) -> None:
    assert_same(path)


def test_awkward_workbooks_read_the_same(awkward: Path) -> None:
    assert_same(awkward)


def assert_same(path: Path) -> None:
    sheets, findings = read_file(path)
    values = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path, data_only=False)
    assert not [finding for finding in findings if finding.is_blocking]
    assert [sheet.name for sheet in sheets] == values.sheetnames
    for sheet in sheets:
        theirs = values[sheet.name]
        assert sheet.hidden == (theirs.sheet_state != "visible")
        assert sorted(sheet.merged) == sorted(str(found) for found in theirs.merged_cells.ranges)
        assert sheet.date_1904 == (values.epoch.year == 1904)
        assert_same_cells(sheet, theirs, formulas[sheet.name])


def assert_same_cells(sheet: Sheet, values: Worksheet, formulas: Worksheet) -> None:
    expected = {}
    for at, cell in values._cells.items():
        formula = formula_of(formulas._cells.get(at))
        if cell.value is not None or formula:
            expected[at] = facts(cell, formula)
    assert {at: ours(cell) for at, cell in sheet.cells.items()} == expected


def formula_of(cell: TheirCell | None) -> str:
    if cell is None or cell.data_type != "f":
        return ""
    return str(cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value)


def facts(cell: TheirCell, formula: str) -> tuple[object, ...]:
    """Kind, value, format and formula as openpyxl has them."""
    code = "" if cell.number_format == "General" else cell.number_format
    if cell.value is None:
        return "no_value", None, code, formula
    kind = {"n": "number", "s": "text", "b": "flag", "e": "error", "d": "date"}[cell.data_type]
    value = cell.value
    if isinstance(value, timedelta):
        kind, value = "number", value / timedelta(days=1)
    return kind, as_moment(value) if kind == "date" else value, code, formula


def ours(cell: Cell) -> tuple[object, ...]:
    value = as_moment(cell.value) if isinstance(cell.value, date | time) else cell.value
    return cell.kind, None if cell.kind == "no_value" else value, cell.number_format, cell.formula


def as_moment(value: object) -> object:
    """A date as the midnight it starts with, as openpyxl has no dates."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value
