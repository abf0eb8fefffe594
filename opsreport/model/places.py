"""Where the rows of a table stood, each Place made when it is asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from opsreport.model.table import Place, Sheet

# a sheet, the numbers of its rows in the order of the table's, and each field's column
Part = tuple[Sheet, npt.NDArray[np.int64], Mapping[str, int]]


class Places(Mapping[int, Place]):
    """The Place of each row id of a table, from 0 on, whose rows come from parts of sheets one after the other."""

    __slots__ = ("_parts", "_starts")

    def __init__(self, parts: Sequence[Part]) -> None:
        # without the cells, which nobody asks for here
        self._parts = [(replace(sheet, cells={}), rows, columns) for sheet, rows, columns in parts]
        self._starts = list(accumulate((len(rows) for _, rows, _ in parts), initial=0))

    def __getitem__(self, row: int) -> Place:
        if not 0 <= row < len(self):
            raise KeyError(row)
        part = bisect_right(self._starts, row) - 1
        sheet, rows, columns = self._parts[part]
        return sheet.place(int(rows[row - self._starts[part]]), columns)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))

    def __len__(self) -> int:
        return self._starts[-1]
