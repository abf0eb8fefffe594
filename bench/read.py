"""P3: reading with every fact against bare calamine and against openpyxl, as ratios of interleaved rounds.

Run `python bench/read.py [FOLDER]`; without a folder the sample is read, 24
times as one month's workbook each. Prints the median CPU ratio of each pair.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import python_calamine

from opsreport.reading import read_file

ROUNDS = 7
WORKBOOKS = 24
SAMPLE = Path(__file__).parents[1] / "sample_data" / "starter"


def ours(path: Path) -> None:
    """Address, type, format, error, formula, merge and visibility of every cell."""
    read_file(path)


def bare_calamine(path: Path) -> None:
    """The values alone."""
    book = python_calamine.load_workbook(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def openpyxl_with_formats(path: Path) -> None:
    """openpyxl's fast mode, values and formats: still no merged cells and no formulas."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    _ = cell.coordinate, cell.data_type, cell.number_format
    book.close()


READERS: tuple[Callable[[Path], None], ...] = (ours, bare_calamine, openpyxl_with_formats)


def seconds(reader: Callable[[Path], None], paths: Sequence[Path]) -> float:
    """The CPU seconds of one round."""
    started = time.process_time()
    for path in paths:
        reader(path)
    return time.process_time() - started


def main() -> None:
    """Measure and report."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    found = sorted(folder.glob("*.xlsx"))
    paths = (found * WORKBOOKS)[: max(WORKBOOKS, len(found))]
    rounds = [[seconds(reader, paths) for reader in READERS] for _ in range(ROUNDS)]
    own, bare, other = (statistics.median(column) for column in zip(*rounds, strict=True))
    lines = (
        f"{len(paths)} workbooks, {ROUNDS} interleaved rounds",
        f"ours / bare calamine: {own / bare:.2f} (goal 2.6 or less)",
        f"openpyxl read_only with formats / ours: {other / own:.2f} (goal 3 or more)",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
