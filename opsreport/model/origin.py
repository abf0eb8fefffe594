"""Origin: the cell a number came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_PART = re.compile(r"([A-Z]{0,3})(\d+)(?::([A-Z]{0,3})(\d+))?")


class Area(NamedTuple):
    """Cells from one corner to the other, counted from 1; `left` and `right` are 0 for whole rows."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """file › sheet!cell; `cell` is A1 style ("E7", "E7:E12") or empty for the whole sheet."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"{self.file} › {place}" if place else self.file

    @property
    def short(self) -> str:
        """The same without a sheet that only repeats the name of its file: a.csv › E7."""
        if self.sheet != self.file.rpartition(".")[0]:
            return str(self)
        return f"{self.file} › {self.cell}" if self.cell else self.file

    @property
    def areas(self) -> Iterator[Area]:
        """The cells as areas, in the order written; none for a whole sheet."""
        for part in self.cell.split(","):
            if found := _PART.fullmatch(part):
                left, top, right, bottom = found.groups()
                yield Area(int(top), _column(left), int(bottom or top), _column(right or left))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number
