"""How much of a workbook is looked at before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from opsreport.model.package import require

MAX_CELLS = 2_500_000
# where each cell is kept as an object of its own
MAX_SMALL_CELLS = 500_000
MAX_ELEMENTS = 4_000_000
MAX_FORMULAS = 500_000
MAX_SHEETS = 1_000
MAX_LISTED = 10_000
MAX_SMALL_ELEMENTS = 1_000_000
MAX_STRINGS = 1_000_000
# characters of a cell; four times what Excel holds
MAX_TEXT = 131_072
MAX_SHEET_BYTES = 128 << 20
MAX_TEXT_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Room:
    """What is left for the sheets of a file: filled cells, and XML elements looked at (blank cells cost time too)."""

    cells: int = MAX_CELLS
    elements: int = MAX_ELEMENTS

    def without(self, cells: int, elements: int) -> Room:
        """What is left after so much; Unreadable (too_large) where that is less than nothing."""
        require("cells", cells, self.cells)
        require("elements", elements, self.elements)
        return Room(self.cells - cells, self.elements - elements)
