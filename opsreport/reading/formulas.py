"""The formula of a cell as Excel shows it; one that shares another's is moved to its place."""

from __future__ import annotations

import re

from opsreport.reading.addresses import shifted
from opsreport.reading.markup import typed_text

_SHARED = re.compile(r'\bsi="(\d+)"')

# for a formula of which only that it is there is kept
UNTOLD = "=…"
# characters of formulas moved from one cell to others; beyond, one long formula shared by many would fill the memory
_MOST_MOVED = 4_000_000


class Masters:
    """The formulas of a sheet that others share: where each stands and what it says, by its number."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[int, int, str]] = {}
        self.moved = 0

    def formula(self, at: tuple[int, int], number: str) -> str:
        """The shared formula as it is at that place, with its "="."""
        row, column, text = self.known.get(number, (*at, ""))
        self.moved += len(text)
        if self.moved > _MOST_MOVED:
            return UNTOLD
        return "=" + typed_text(shifted(text, at[0] - row, at[1] - column))


def cell_formula(at: tuple[int, int], rule: str, text: str, masters: Masters) -> str:
    """The formula with its "="; `rule` are the attributes of its element, `masters` keeps those that are shared."""
    shared = _SHARED.search(rule) if 't="shared"' in rule else None
    if shared and not text:
        return masters.formula(at, shared[1])
    if shared:
        masters.known[shared[1]] = (*at, text)
    return "=" + typed_text(text)
