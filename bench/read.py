"""Reading, as CPU ratios of interleaved rounds: workbooks of a month with every fact (P3), and one large sheet.

Run `python bench/read.py [FOLDER]`; without a folder the sample is read, 24
times as one month's workbook each. The large sheet is 200,000 rows × 12
columns, read and checked. Prints the median ratio of each pair.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import python_calamine
import xlsxwriter

from opsreport.checking import check
from opsreport.model.period import Period
from opsreport.reading import read_file
from opsreport.shaping import shaped

ROUNDS, LARGE_ROUNDS = 7, 5
WORKBOOKS = 24
LARGE_ROWS = 200_000
SAMPLE = Path(__file__).parents[1] / "sample_data" / "starter"
JUNE = Period.parse("2025-06")
HEADERS = ("发布时间", "平台", "形式", "标题", "阅读播放", "点赞", "评论", "转发", "转化", "成交额", "标签", "备注")

Reader = Callable[[Path], None]


def ours(path: Path) -> None:
    """Address, type, format, error, formula, merge and visibility of every cell."""
    read_file(path)


def ours_checked(path: Path) -> None:
    """The same, then understood, typed and checked."""
    sheets, found = read_file(path)
    regular = shaped(sheets, period=JUNE)
    check(regular.sheets, JUNE, (*found, *regular.findings))


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


def seconds(reader: Reader, paths: Sequence[Path]) -> float:
    """The CPU seconds of one round."""
    started = time.process_time()
    for path in paths:
        reader(path)
    return time.process_time() - started


def medians(readers: Sequence[Reader], paths: Sequence[Path], rounds: int) -> list[float]:
    """The median ratio of each reader to the last, in turn round after round."""
    spent = [[seconds(reader, paths) for reader in readers] for _ in range(rounds)]
    return [statistics.median(one[at] / one[-1] for one in spent) for at in range(len(readers))]


def write_large(path: Path) -> None:
    """A sheet of contents as a back end exports it, invented by a fixed seed."""
    chance = random.Random(1)
    book = xlsxwriter.Workbook(path)
    sheet, moment = book.add_worksheet("内容"), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, HEADERS)
    for row in range(1, LARGE_ROWS + 1):
        at = datetime(2025, 1, 1) + timedelta(minutes=chance.randrange(181 * 1440))
        sheet.write_datetime(row, 0, at, moment)
        texts = chance.choice(("公众号", "抖音", "小红书")), chance.choice(("图文", "视频")), f"标题{row}"
        sheet.write_row(row, 1, texts)
        sheet.write_row(row, 4, [chance.randrange(100_000) for _ in range(5)])
        sheet.write_row(row, 9, (round(chance.random() * 1e5, 2), chance.choice(("实用，热点", "教程")), "无"))
    book.close()


def main() -> None:
    """Measure and report."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    found = sorted(folder.glob("*.xlsx"))
    paths = (found * WORKBOOKS)[: max(WORKBOOKS, len(found))]
    own, other, _ = medians((ours, openpyxl_with_formats, bare_calamine), paths, ROUNDS)
    with tempfile.TemporaryDirectory() as place:
        large = Path(place) / "large.xlsx"
        write_large(large)
        checked, read, _ = medians((ours_checked, ours, bare_calamine), (large,), LARGE_ROUNDS)
    lines = (
        f"{len(paths)} workbooks, {ROUNDS} interleaved rounds",
        f"ours / bare calamine: {own:.2f} (goal 2.6 or less)",
        f"openpyxl read_only with formats / ours: {other / own:.2f} (goal 3 or more)",
        f"{LARGE_ROWS:,} rows x {len(HEADERS)} columns, {LARGE_ROUNDS} interleaved rounds",
        f"read / bare calamine: {read:.2f}",
        f"read and checked / bare calamine: {checked:.2f} (goal 2.5 or less)",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
