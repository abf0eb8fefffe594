"""Total rows are no data: they are left out, and what they say is compared with the rows they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.checking.codes import found
from opsreport.checking.lines import Line
from opsreport.checking.typed import Typed
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.table import column_letter

TOLERANCE = 0.005


def total_rows(typed: Typed) -> Iterator[Finding]:
    """A note for each total row that is right, a warning for each cell of one that is not."""
    above = 0
    for total in typed.totals:
        groups = _groups(typed.data, total, above)
        wrong = [name for name in _summed(total) if not _agrees(total, name, groups)]
        for name in wrong:
            yield _differs(total, name, groups[0])
        if not wrong:
            yield found("total_row", (total.origin(_first(total)),), total.sheet.tab)
        above = total.row


def _first(total: Line) -> str:
    return min(total.cells, key=lambda name: total.sheet.columns[name])


def _summed(total: Line) -> list[str]:
    kinds = {column.name: column.kind for column in total.sheet.tab.columns}
    return [
        name for name, value in total.values.items() if kinds[name] in ("int", "money") and isinstance(value, float)
    ]


def _groups(data: Sequence[Line], total: Line, above: int) -> list[list[Line]]:
    """The rows a total may speak of: those since the total above, those of its month, all above, all."""
    month = total.text("month")
    since = [line for line in data if above < line.row < total.row]
    same = [line for line in data if month and line.text("month") == month]
    earlier = [line for line in data if line.row < total.row]
    return [group for group in (same, since, earlier, list(data)) if group] or [[]]


def _sum(lines: Sequence[Line], name: str) -> float:
    return sum(value for line in lines if isinstance(value := line.values.get(name), float))


def _agrees(total: Line, name: str, groups: Sequence[Sequence[Line]]) -> bool:
    typed = total.values[name]
    assert isinstance(typed, float)
    return any(abs(_sum(group, name) - typed) <= max(0.5, abs(typed) * TOLERANCE / 100) for group in groups)


def _differs(total: Line, name: str, group: Sequence[Line]) -> Finding:
    origins = [total.origin(name)]
    if group:
        sheet, letter = total.sheet.sheet, column_letter(total.sheet.columns[name])
        origins.append(Origin(sheet.file, sheet.name, f"{letter}{group[0].row}:{letter}{group[-1].row}"))
    typed, summed = total.values[name], _sum(group, name)
    details = {"column": total.sheet.header(name), "seen": f"{typed:,.0f}", "sum": f"{summed:,.0f}"}
    return found("total_row_differs", tuple(origins), total.sheet.tab, **details)
