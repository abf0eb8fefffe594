"""The rows of a starter workbook by tab and column name: what fills an empty one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from opsreport.errors import UsageError
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Raw, Sheet
from opsreport.reading.folder import read_folder
from opsreport.schemas import OFFERED

# a Cell brings its own number format, any other value takes its column's
Typed = Cell | Raw | None
Rows = Mapping[str, Sequence[Mapping[str, Typed]]]


def sample_rows() -> Rows:
    """The rows of the sample company; UsageError where it did not come along."""
    package = Path(str(files("opsreport")))
    places = (package / "sample_data" / "starter", package.parent / "sample_data" / "starter")
    folder = next((place for place in places if place.is_dir()), None)
    if folder is None:
        raise UsageError(f"the sample company is not installed: neither {places[0]} nor {places[1]} exists")
    sheets, _ = read_folder(folder)
    return rows_of(sheets)


def rows_of(sheets: Iterable[Sheet]) -> Rows:
    """The rows of sheets that have the starter's own titles and headers, by tab and column name."""
    tabs = {tab.titles[0]: tab for tab in OFFERED}
    return {
        tabs[sheet.name].name: tuple((_pairs_of if tabs[sheet.name].pairs else _table_of)(tabs[sheet.name], sheet))
        for sheet in sheets
        if sheet.name in tabs
    }


def _table_of(tab: Tab, sheet: Sheet) -> Iterator[Mapping[str, Typed]]:
    known = {column.headers[0]: column.name for column in tab.columns}
    names = {at: known[_bare(cell)] for (row, at), cell in sheet.cells.items() if row == 1 and _bare(cell) in known}
    rows: dict[int, dict[str, Typed]] = {}
    for (row, at), cell in sheet.cells.items():
        if row > 1 and at in names:
            rows.setdefault(row, {})[names[at]] = cell
    return iter(rows.values())


def _pairs_of(tab: Tab, sheet: Sheet) -> Iterator[Mapping[str, Typed]]:
    known = {column.headers[0]: column.name for column in tab.columns}
    named = ((_bare(cell), sheet.cells.get((row, 2))) for (row, at), cell in sheet.cells.items() if at == 1)
    yield {known[text]: value for text, value in named if text in known and value}


def _bare(cell: Cell) -> str:
    return str(cell.value).rstrip("＊*")
