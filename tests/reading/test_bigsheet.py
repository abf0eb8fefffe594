"""Cells read together against the same cells read one by one: any difference is a fault of the faster way."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.model.grid import Grid
from opsreport.model.package import Unreadable
from opsreport.model.table import Cell
from opsreport.reading import cells, read_file
from opsreport.reading.book import Book
from opsreport.reading.formats import format_of, moment, moments
from opsreport.reading.limits import Room
from opsreport.reading.plainrows import NotPlain, plain_rows
from tests.reading.books import AWKWARD, raw_book

FORMATS = tuple(map(format_of, ("", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "h:mm")))
STRINGS = ("甲", "", "乙 & <丙>", "丁\x01")

PLAIN_NUMBERS = st.one_of(
    st.integers(-(10**9), 10**18).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["0", "-0", "1E+5", "45809.75", "2958465", "0.30000000000000004", "1e999", "NaN", "60", "59.5"]),
)
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="<>&"), max_size=8)
STYLES = st.sampled_from(["", *(f' s="{n}"' for n in (0, 1, 2, 3, 4, 9, 70_000))])
FORMULAS = st.sampled_from(
    ["", "", "", "<f>A1*2</f>", "<f/>", '<f t="shared" ref="A1:A9" si="0">B1&amp;"x"</f>', '<f t="shared" si="0"/>']
)


@st.composite
def cell(draw: st.DrawFn, address: str) -> str:
    style, formula = draw(STYLES), draw(FORMULAS)
    kind = draw(st.sampled_from(["number", "shared", "inline", "blank", "bool", "error", "str", "iso", "none"]))
    opened = f'<c r="{address}"{style}'
    match kind:
        case "number":
            return f"{opened}>{formula}<v>{draw(PLAIN_NUMBERS)}</v></c>"
        case "shared":
            return f'{opened} t="s">{formula}<v>{draw(st.integers(0, 3))}</v></c>'
        case "inline":
            space = draw(st.sampled_from(["", ' xml:space="preserve"']))
            return f'{opened} t="inlineStr"><is><t{space}>{draw(TEXTS)}</t></is></c>'
        case "blank":
            return f"{opened}/>"
        case "none":
            return f"{opened}>{formula}</c>"
    name = {"bool": "b", "error": "e", "str": "str", "iso": "d"}[kind]
    value = draw(
        st.sampled_from({"bool": ["0", "1"], "error": ["#N/A", ""], "iso": ["2025-06-01", "x"]}.get(kind, ["甲", ""]))
    )
    return f'{opened} t="{name}">{formula}<v>{value}</v></c>'


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    addresses = draw(
        st.lists(
            st.tuples(st.integers(1, 1_048_576), st.sampled_from(["A", "Z", "AA", "XFD"])),
            min_size=1,
            max_size=12,
            unique=True,
        )
    )
    rows = [f'<row r="{row}" spans="1:9">{draw(cell(f"{column}{row}"))}</row>' for row, column in addresses]
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>".encode()


def read(xml: bytes, monkeypatch: pytest.MonkeyPatch, big: int) -> dict[tuple[int, int], Cell]:
    monkeypatch.setattr(cells, "_BIG_BYTES", big)
    return dict(cells.sheet_content(xml, Book(STRINGS, FORMATS), Room()).cells.items())


@given(sheets())
@settings(max_examples=200, deadline=None)
def test_both_ways_read_the_same(xml: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        together = read(xml, patch, 0)
        assert together == read(xml, patch, 1 << 40)
        assert [type(one.value) for _, one in sorted(together.items())] == [
            type(one.value) for _, one in sorted(read(xml, patch, 1 << 40).items())
        ]


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_workbooks_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = tmp_path / "a.xlsx"
    AWKWARD[name](path)
    one_by_one = read_file(path)
    monkeypatch.setattr(cells, "_BIG_BYTES", 0)
    together = read_file(path)
    assert any(isinstance(sheet.cells, Grid) for sheet in together[0])
    assert together[1] == one_by_one[1]
    for first, second in zip(one_by_one[0], together[0], strict=True):
        assert dict(second.cells.items()) == first.cells
        assert (second.merged, second.hidden, second.name) == (first.merged, first.hidden, first.name)


OTHERWISE = {
    "no blank": '<c r="A1"t="s"><v>1</v></c>',
    "other order": '<c t="s" r="A1"><v>1</v></c>',
    "more attributes": '<c r="A1" cm="1"><v>1</v></c>',
    "a bracket in a text": '<c r="A1" t="inlineStr"><is><t>a > b</t></is></c>',
    "two runs": '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    "an extension": '<c r="A1"><v>1</v><extLst/></c>',
    "blanks around": '<c r="A1"><v> 1 </v></c>',
    "two numbers": '<c r="A1"><v>1 2</v></c>',
    "no number": '<c r="A1"><v>1_0</v></c>',
    "row 0": '<c r="A0"><v>1</v></c>',
    "no row": '<c r="A"><v>1</v></c>',
    "four letters": '<c r="AAAA1"><v>1</v></c>',
    "unknown type": '<c r="A1" t="q"><v>1</v></c>',
    "no address": "<c><v>1</v></c>",
}


@pytest.mark.parametrize("row", OTHERWISE.values(), ids=OTHERWISE)
def test_what_is_written_otherwise_is_not_guessed(monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    """It reads as one by one, or both refuse it."""
    xml = f"<worksheet><sheetData><row>{row}</row></sheetData></worksheet>".encode()
    found = []
    for big in (0, 1 << 40):
        try:
            found.append(read(xml, monkeypatch, big))
        except (Unreadable, ValueError) as error:
            found.append(type(error))  # type: ignore[arg-type]
    assert found[0] == found[1]


def test_the_last_of_two_cells_at_one_address_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    row = '<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c>'
    found = read(f"<worksheet><sheetData><row>{row}</row></sheetData></worksheet>".encode(), monkeypatch, 0)
    assert [(at, one.value) for at, one in found.items()] == [((1, 1), 2.0), ((1, 2), 3.0)]


@pytest.mark.parametrize("number", ["4", "-1", "1.5", "99999999999"])
def test_no_such_string_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(raw_book(f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>'))
    for big in (0, 1 << 40):
        monkeypatch.setattr(cells, "_BIG_BYTES", big)
        assert [finding.code for finding in read_file(path)[1]] == ["unreadable_file"]


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("shape", ["date", "datetime", "time"])
def test_many_moments_are_each_the_same(shape: str, is_1904: bool) -> None:
    serials = np.array([-1, 0, 0.5, 0.99999999, 1, 1.25, 59, 60, 61, 45809, 45809.4999999999, 2_957_002.9999999, 3e6])
    assert moments(serials, shape, is_1904) == [moment(float(one), shape, is_1904) for one in serials]  # type: ignore[arg-type]
    kinds = {date, datetime, time, type(None)}
    assert {type(one) for one in moments(serials, shape, is_1904)} <= kinds  # type: ignore[arg-type]


def test_a_grid_is_a_mapping_of_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in range(3, 40_000))
    monkeypatch.setattr(cells, "_BIG_BYTES", 0)
    grid = cells.sheet_content(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode(), Book(), Room()).cells
    assert isinstance(grid, Grid)
    assert len(grid) == 39_997
    assert grid[3, 2] == Cell(3, 2, "number", 3.0)
    assert grid.get((2, 2)) is grid.get((3, 1)) is grid.get((3, 0)) is None
    assert list(grid) == [(row, 2) for row in range(3, 40_000)]
    assert list(grid.down_to(2)) == [(3, 2), (4, 2)]
    assert sum(cell.value for cell in grid.values()) == sum(range(3, 40_000))


def test_nothing_else_than_rows_is_plain() -> None:
    with pytest.raises(NotPlain):
        plain_rows(b"<row><c")
