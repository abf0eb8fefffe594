"""The written sample workbook as plain rows, read with openpyxl."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
BOOK = SAMPLE / "starter" / "运营数据.xlsx"
Line = dict[str, Any]


class Written:
    """Rows of the tabs by header (without the mark of required columns); empty cells are None."""

    def __init__(self, path: Path) -> None:
        book = load_workbook(path)
        self.tabs = {sheet.title: list(_lines(sheet)) for sheet in book.worksheets}
        self.headers = {sheet.title: [str(cell.value) for cell in sheet[1]] for sheet in book.worksheets}

    def where(self, tab: str, **values: Any) -> list[Line]:
        """The rows of `tab` whose columns have these values."""
        return [line for line in self.tabs[tab] if all(line[name] == value for name, value in values.items())]

    def total(self, tab: str, column: str, **values: Any) -> float:
        """The sum of a column over the rows with these values; empty cells count as 0."""
        return sum(line[column] or 0 for line in self.where(tab, **values))

    def cell(self, tab: str, column: str, **values: Any) -> Any:
        """The one cell that the values single out."""
        (line,) = self.where(tab, **values)
        return line[column]

    def kpi(self, month: str, metric: str, column: str = "实际") -> float:
        return float(self.cell("核心指标", column, 月份=month, 指标=metric))

    def channel(self, month: str, name: str, column: str) -> float:
        return float(self.cell("渠道", column, 月份=month, 渠道=name))

    def users(self, month: str, kind: str, name: str, column: str = "人数") -> float:
        return float(self.cell("用户", column, 月份=month, 类别=kind, 名称=name))


def _lines(sheet: Any) -> Iterator[Line]:
    rows = sheet.iter_rows(values_only=True)
    headers = [str(header).rstrip("＊") for header in next(rows)]
    for row in rows:
        yield dict(zip(headers, row, strict=True))
