"""The platform of articles whose table has no column of it: what the line above says, or what their accounts name."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.schemas.starter import CONTENTS
from opsreport.schemas.subjects import platform_in
from opsreport.shaping.layout import Layout
from opsreport.shaping.records import Record
from opsreport.shaping.rows import made

PLATFORM = "platform"


def name_platforms(layout: Layout, records: Sequence[Record], *, is_by_place: bool) -> None:
    """Gives articles that say no platform the one that the line above them names, or that their account does.

    `is_by_place`: a column of accounts stands for the platforms.
    """
    if layout.tab != CONTENTS:
        return
    if PLATFORM not in layout.names:
        _name_above(layout, records)
    elif is_by_place and PLATFORM in layout.words.columns.values():
        for record in records:
            _name_of_account(record)


def names_platform(layout: Layout, records: Sequence[Record]) -> bool:
    """Whether a title names the platform of articles that say none."""
    return PLATFORM not in layout.names and any(PLATFORM in record.filled for record in records)


def _name_above(layout: Layout, records: Sequence[Record]) -> None:
    cells = [cell for cell in reversed(layout.area.above) if platform_in(str(cell.value))]
    for record in records if cells else ():
        record.filled[PLATFORM] = made(platform_in(str(cells[0].value)), ((cells[0].row, cells[0].column),))


def _name_of_account(record: Record) -> None:
    """The platform that the account of an article names instead of the account."""
    held = record.filled.get(PLATFORM)
    if held and held.cell and (name := platform_in(str(held.cell.value))):
        record.filled[PLATFORM] = made(name, held.spots)
