"""The cell that somebody typed for a field of a row of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from opsreport.model.table import Cell, Sheet, Spot, Spots, Table


class TypedCells:
    """Finds the cells in the sheets that tables were made of; it keeps what it found of made sheets."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._sheets: defaultdict[tuple[str, str], list[Sheet]] = defaultdict(list)
        self._real: dict[int, Mapping[Spots, Spot]] = {}
        for sheet in sheets:
            self._sheets[sheet.file, sheet.name].append(sheet)

    def of(self, table: Table, row: int, field: str) -> Cell | None:
        """The cell of a field; None where it had none, or stands in several."""
        place = table.places[row].of(field)
        spots = tuple(place.cells(field))
        for sheet in self._sheets[place.file, place.sheet]:
            at = self._made_of(sheet).get(spots) if sheet.spots else next(iter(spots), None)
            if at and (cell := sheet.cells.get(at)):
                return cell
        return None

    def _made_of(self, sheet: Sheet) -> Mapping[Spots, Spot]:
        """Where the cells of a made sheet are, by where they really stand."""
        if id(sheet) not in self._real:
            self._real[id(sheet)] = {spots: at for at, spots in sheet.spots.items()}
        return self._real[id(sheet)]
