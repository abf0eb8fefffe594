"""Key metrics said again for each business line or shop, with a row of all of them: that row is the metric's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsreport.shaping.layout import Column, Layout
from opsreport.shaping.match import Ignored
from opsreport.shaping.rows import Row
from opsreport.shaping.special import is_of_all
from opsreport.shaping.words import is_amount


def of_all(layout: Layout, rows: Sequence[Row], ignored: list[Ignored]) -> Sequence[Row]:
    """The rows without those of parts, which go to `ignored`; the same where a metric has not one row of all."""
    by_name: dict[str, list[Row]] = {}
    for row in rows if layout.tab.name == "kpi" else ():
        name = row.labels["metric"].cell if "metric" in row.labels else None
        by_name.setdefault(str(name.value) if name else "", []).append(row)
    split = [own for name, own in by_name.items() if name and len(own) > 1]
    if not split or any(row.measure or row.derived for row in rows):
        return rows
    for column in layout.of("none"):
        parts = {row.row: text for own in split for row in own if (text := _text(layout, row, column))}
        if all(_is_told(own, parts) for own in split):
            left = {at for at, text in parts.items() if not is_of_all(text)}
            ignored.extend(Ignored(f"{at}:{at}", parts[at], "unknown") for at in sorted(left))
            return [row for row in rows if row.row not in left]
    return rows


def _text(layout: Layout, row: Row, column: Column) -> str:
    cell = layout.grid.cell(row.row, column.slot.column)
    return "" if cell is None or is_amount(cell) else str(cell.value).strip()


def _is_told(rows: Sequence[Row], parts: Mapping[int, str]) -> bool:
    """Whether each row of a metric says of which part it is, no two of one, and one of them of all."""
    said = [parts.get(row.row, "") for row in rows]
    return all(said) and len(set(said)) == len(said) and sum(map(is_of_all, said)) == 1
