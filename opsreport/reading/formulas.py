"""The formula of a cell as Excel shows it; one that shares another's is moved to its place."""

from __future__ import annotations

import re

from opsreport.reading.addresses import shifted
from opsreport.reading.markup import typed_text

_SHARED = re.compile(r'\bsi="(\d+)"')

# where the formula stands that others share, and what it says, by its number
Masters = dict[str, tuple[int, int, str]]


def cell_formula(at: tuple[int, int], rule: str, text: str, masters: Masters) -> str:
    """The formula with its "="; `rule` are the attributes of its element, `masters` keeps those that are shared."""
    shared = _SHARED.search(rule) if 't="shared"' in rule else None
    if shared and text:
        masters[shared[1]] = (*at, text)
    elif shared:
        row, column, text = masters.get(shared[1], (*at, ""))
        text = shifted(text, at[0] - row, at[1] - column)
    return "=" + typed_text(text)
