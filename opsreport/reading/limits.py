"""How much of a file is looked at before it is refused, and the refusal itself.

The bounds follow those of Apache POI's ZipSecureFile: they stop a bomb before
it is inflated, and lie far above any workbook that people fill by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opsreport.errors import OpsReportError
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin

MAX_FILE_BYTES = 128 << 20
MAX_ENTRIES = 10_000
MAX_PART_BYTES = 64 << 20
MAX_TOTAL_BYTES = 160 << 20
MAX_RATIO = 200
RATIO_FROM_BYTES = 4 << 20
MAX_CELLS = 1_000_000
MAX_ELEMENTS = 4_000_000
MAX_SMALL_ELEMENTS = 1_000_000
MAX_STRINGS = 1_000_000
MAX_TEXT_BYTES = 32 << 20


class Unreadable(OpsReportError):
    """A file that cannot be read: the code of its finding and what the sentence needs; stays inside reading."""

    def __init__(self, code: str, details: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = details or {}

    def finding(self, file: str) -> Finding:
        """The blocking finding that names the file."""
        return Finding(self.code, Severity.block, (Origin(file),), {"file": file, **self.details})


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


def require(what: str, seen: int, limit: int) -> None:
    """Nothing, or Unreadable (too_large) where `seen` is over the limit."""
    if seen > limit:
        raise Unreadable("too_large", {"what": what, "seen": str(seen), "limit": str(limit)})
