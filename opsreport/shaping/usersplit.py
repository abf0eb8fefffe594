"""Tables of users that have their rows once more by platform, channel or city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from opsreport.model.spelling import name_key
from opsreport.model.table import Cell
from opsreport.schemas.choices import TOTAL_WORDS, WHOLE_WORDS
from opsreport.shaping.layout import Layout
from opsreport.shaping.slots import label_month
from opsreport.shaping.words import is_amount, is_remark

_WHOLE = frozenset(map(name_key, (*TOTAL_WORDS, *WHOLE_WORDS, "全平台", "所有平台", "各平台", "不限")))


@dataclass(frozen=True, slots=True)
class Split:
    """The header of the column that tells rows apart, what it says of them, and the body with only the whole's rows.

    `whole` is () where no row is of the whole.
    """

    header: Cell
    parts: tuple[str, ...]
    whole: tuple[int, ...]

    def whole_of(self, layout: Layout) -> Layout:
        """The table of the whole alone."""
        columns = tuple(one for one in layout.columns if one.slot.column != self.header.column)
        return replace(layout, area=replace(layout.area, body=self.whole), columns=columns)


def split_of(layout: Layout) -> Split | None:
    """How the rows of a table are split; None where their months and names tell them apart, or nothing does."""
    keys = dict(_keys(layout))
    if len(set(keys.values())) == len(keys):
        return None
    for column in layout.of("none"):
        slot = column.slot
        said = {row: cell for row in keys if (cell := layout.grid.cell(row, slot.column)) and not is_amount(cell)}
        header = layout.grid.cell(slot.spots[-1][0], slot.spots[-1][1]) if slot.spots else None
        if header and len(said) == len(keys) and _tells(keys, said):
            parts = dict.fromkeys(str(cell.value).strip() for cell in said.values())
            return Split(header, tuple(parts), _whole(layout, said))
    return None


def _tells(keys: Mapping[int, tuple[str, ...]], said: Mapping[int, Cell]) -> bool:
    """Whether no two rows of one key are of one part."""
    return len({(key, str(said[row].value)) for row, key in keys.items()}) == len(keys)


def _whole(layout: Layout, said: Mapping[int, Cell]) -> tuple[int, ...]:
    """The body without the rows of parts; () where none is of the whole."""
    whole = {row for row, cell in said.items() if name_key(str(cell.value)) in _WHOLE}
    return tuple(row for row in layout.area.body if row in whole or row not in said) if whole else ()


def _keys(layout: Layout) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What tells each row with a number from the others: its labels, the month of a line or a row above it too."""
    labels = [(one.name, one.slot.column) for one in layout.of("label", "measure")]
    values = [one.slot.column for one in layout.of("value")]
    month = ""
    for row in layout.area.body:
        first = next((cell for cell in layout.grid.within(row, layout.area.left, layout.area.right)), None)
        texts = {name: _text(layout.grid.cell(row, at)) for name, at in labels}
        if not any(layout.grid.sheet.cells.get((row, at)) for at in values) or (first and is_remark(_text(first))):
            month = _text(first) if first and label_month(first) else month
            continue
        month = texts.pop("month", "") or month
        yield row, (month, *texts.values())


def _text(cell: Cell | None) -> str:
    return str(cell.value).strip() if cell else ""
