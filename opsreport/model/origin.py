"""Origin: the cell a number came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """file › sheet!cell; `cell` is A1 style ("E7", "E7:E12") or empty for the whole sheet."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"{self.file} › {place}" if place else self.file
