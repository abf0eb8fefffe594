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
        return str(int(name) + rows) if name.isdigit() else column_letter(column_number(name) + columns)

    return _REFERENCE.sub(lambda found: found[0] if found["literal"] else _PART.sub(part, found[0]), formula)
