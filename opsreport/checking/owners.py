"""Who answers for which row, where a column of the sheet says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsreport.checking.tabs import TabSheet

OWNER = "owner"


def owners_of(tabs: Sequence[TabSheet]) -> Mapping[tuple[str, str, int], str]:
    """The person named in each row's 负责人 by file, sheet and row; rows that name nobody are not listed."""
    owners: dict[tuple[str, str, int], str] = {}
    for tab in tabs:
        column = tab.columns.get(OWNER)
        for (row, at), cell in tab.sheet.cells.items() if column else ():
            if at == column and row > tab.header_row and isinstance(cell.value, str) and cell.value.strip():
                place = tab.sheet.place(row, tab.columns)
                owners.update({(place.file, place.sheet, one): cell.value.strip() for one in place.rows})
    return owners
