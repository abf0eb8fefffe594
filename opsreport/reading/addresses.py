"""Cell addresses: column letters as numbers, and a formula moved to another cell."""

from __future__ import annotations

import functools
import re

from opsreport.model.table import column_letter

_REFERENCE = re.compile(
    r"""(?P<literal>"[^"]*"|'[^']*'|\[[^\]]*\])"""
    r"|(?<![\w.$])(?:"
    r"(?P<cell>\$?[A-Z]{1,3}\$?[0-9]{1,7})(?![\w.(])"
    r"|(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w.($])"
    r"|(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.($])"
    r")"
)
_NOWHERE = "#REF!"
_PART = re.compile(r"(\$?)([A-Z]+|[0-9]+)")


@functools.cache
def column_number(letters: str) -> int:
    """1 for A, 26 for Z, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def shifted(formula: str, rows: int, columns: int) -> str:
    """The formula as Excel would fill it `rows` down and `columns` to the right; $ parts, names and texts stay."""

    def part(found: re.Match[str]) -> str:
        dollar, name = found[1], found[2]
        if dollar:
            return found[0]
        moved = int(name) + rows if name.isdigit() else column_number(name) + columns
        if moved < 1:  # only a hostile file leads off the sheet
            return _NOWHERE
        return str(moved) if name.isdigit() else column_letter(moved)

    def reference(found: re.Match[str]) -> str:
        if found["literal"]:
            return found[0]
        there = _PART.sub(part, found[0])
        return _NOWHERE if _NOWHERE in there else there

    return _REFERENCE.sub(reference, formula)
