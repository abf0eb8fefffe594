"""The same table in the layouts that teams keep, one record a row: by month, by sheet, by file, under headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tests.mess.plain import Block, Layout, Page, Pages, Plain, Spot, Value, long_block, month_word, page_of


def long(plain: Plain) -> Pages:
    """A row a month and name."""
    return (page_of(plain, long_block(plain), labels=1 + len(plain.keys)),)


def units_below(plain: Plain) -> Pages:
    """A row a month and name, the units in a row of their own below the header."""
    head, *rows = long_block(plain)
    parts = [re.fullmatch(r"(.*?)(?:[（(/](.*?)[）)]?)?", str(header)) for header in head]
    units = [found[2] or ("元" if plain.kinds.get(found[1]) == "money" else None) for found in parts if found]
    if not any(units):
        return long(plain)
    page = page_of(plain, [[found[1] for found in parts if found], units, *rows], heads=2, labels=1 + len(plain.keys))
    return (page,)


def month_once(plain: Plain) -> Pages:
    """A row a month and name, the month in the first row of each only."""
    first, *rows = long_block(plain)
    months = [row[0] for row in rows]
    shown = [None if at and months[at - 1] == month else month for at, month in enumerate(months)]
    lines = [[month, *row[1:]] for month, row in zip(shown, rows, strict=True)]
    return (page_of(plain, [first, *lines], labels=1 + len(plain.keys)),)


def month_merged(plain: Plain) -> Pages:
    """The same with the cells of each month merged."""
    (page,) = month_once(plain)
    starts = [row for row in range(2, page.bottom + 1) if (row, 1) in page.cells]
    ends = [*(row - 1 for row in starts[1:]), page.bottom]
    return (replace(page, merged=tuple((a, 1, b, 1) for a, b in zip(starts, ends, strict=True) if b > a)),)


def month_last(plain: Plain) -> Pages:
    """A row a month and name, the month in the last column."""
    return (page_of(plain, [[*row[1:], row[0]] for row in long_block(plain)], labels=len(plain.keys)),)


def side_by_side(plain: Plain) -> Pages:
    """A table a month beside the last, each with a month column and a header of its own."""
    blocks = [long_block(plain.of(month)) for month in plain.months]
    height = max(map(len, blocks))
    rows: Block = []
    for at in range(height):
        line: list[Value] = []
        for block in blocks:
            line += [*(block[at] if at < len(block) else [None] * len(block[0])), None]
        rows.append(line)
    return (replace(page_of(plain, rows), tables=()),)


def stacked_months(plain: Plain) -> Pages:
    """A table a month below the last in one sheet, each with its title 2025年4月 and its header."""
    rows: Block = []
    for month in plain.months:
        rows += [[f"{month[:4]}年{month_word(month)}{plain.title}"], *long_block(plain.of(month), month=False), [None]]
    return (replace(page_of(plain, rows, labels=len(plain.keys)), tables=()),)


def sheet_per_month(plain: Plain) -> Pages:
    """One workbook of the year, a sheet a month named 4月."""
    file = f"{plain.months[0][:4]}年{plain.title}.xlsx"
    return tuple(replace(_month_page(plain, month, month_word(month)), file=file) for month in plain.months)


def titled_sheet_per_month(plain: Plain) -> Pages:
    """The same in the workbook of all tables, each sheet named 4月渠道数据."""
    pages = (_month_page(plain, month, f"{month_word(month)}{plain.title}") for month in plain.months)
    return tuple(replace(page, file=f"{plain.months[0][:4]}年运营数据.xlsx") for page in pages)


def file_per_month(plain: Plain) -> Pages:
    """A workbook a month, named after it."""
    return tuple(replace(_month_page(plain, month), file=f"{plain.title}_{month}.xlsx") for month in plain.months)


def _month_page(plain: Plain, month: str, sheet: str = "") -> Page:
    return page_of(plain, long_block(plain.of(month), month=False), sheet=sheet, labels=len(plain.keys))


def month_headings(plain: Plain) -> Pages:
    """One header; a line 4月 over the rows of each month."""
    rows: Block = [[*plain.keys, *plain.measures]]
    for month in plain.months:
        rows += [[plain.headed(month)], *long_block(plain.of(month), month=False)[1:]]
    return (replace(page_of(plain, rows, labels=len(plain.keys)), tables=()),)


def numbered_headings(plain: Plain) -> Pages:
    """The same with 序号 before the names, 一、 before the months."""
    rows: Block = [["序号", *plain.keys, *plain.measures]]
    for at, month in enumerate(plain.months):
        lines = long_block(plain.of(month), month=False)[1:]
        rows += [
            [f"{'一二三'[at]}、", plain.headed(month)],
            *([float(number), *line] for number, line in enumerate(lines, 1)),
        ]
    return (replace(page_of(plain, rows, labels=1 + len(plain.keys)), tables=()),)


def name_headings(plain: Plain) -> Pages:
    """One header; a line with the name (of the last key) over its rows, one a month."""
    *others, last = plain.keys
    rows: Block = [[plain.month, *others, *plain.measures]]
    at = len(others) + 1
    for name in dict.fromkeys(plain.columns[last]):
        of_it = [row for row in long_block(plain)[1:] if row[at] == name]
        rows += [[name], *([*row[:at], *row[at + 1 :]] for row in of_it)]
    return (replace(page_of(plain, rows), tables=()),)


def transposed(plain: Plain) -> Pages:
    """The long table on its side: headers down the first column, a record a column."""
    (page,) = long(plain)
    cells: dict[Spot, Value] = {(column, row): value for (row, column), value in page.cells.items()}
    box = (1, 1, page.right, page.bottom)
    return (replace(page, cells=cells, tables=(box,), heads=1, labels=1),)


def names_across(plain: Plain) -> Pages:
    """A sheet a month in which measures stand down and names across (of the first key; the others stand below it)."""
    pages = []
    for month in plain.months:
        part = plain.of(month)
        rows: Block = [["指标", *(name[0] for name in part.names)]]
        rows += [[key, *(name[at] for name in part.names)] for at, key in enumerate(plain.keys) if at]
        by_name = [part.values(month, name) for name in part.names]
        rows += [[measure, *(values[at] for values in by_name)] for at, measure in enumerate(plain.measures)]
        pages.append(page_of(plain, rows, sheet=f"{plain.title}{month}"))
    return tuple(pages)


def metrics_across(plain: Plain) -> Pages:
    """Months down, a column a metric; the table has one measure and one key."""
    rows: Block = [[plain.month, *(name[0] for name in plain.names)]]
    for month in plain.months:
        rows.append([plain.written(month), *(plain.values(month, name)[0] for name in plain.names)])
    return (page_of(plain, rows),)


def month_in_the_corner(plain: Plain) -> Pages:
    """Metrics down, months across, 月份 in the corner."""
    rows: Block = [[plain.month, *(plain.headed(month) for month in plain.months)]]
    rows += [[name[0], *(plain.values(month, name)[0] for month in plain.months)] for name in plain.names]
    return (page_of(plain, rows),)


def key_value(plain: Plain) -> Pages:
    """A sheet a month of pairs and nothing else: a metric and its number; the month stands in the sheet's name."""
    pages = []
    for month in plain.months:
        rows: Block = [[name[0], plain.values(month, name)[0]] for name in plain.names]
        pages.append(page_of(plain, rows, sheet=f"{plain.title}{month}", heads=0))
    return tuple(pages)


def key_value_with_month(plain: Plain) -> Pages:
    """The same with the month in the first pair."""
    pages = []
    for month in plain.months:
        pairs = ([name[0], plain.values(month, name)[0]] for name in plain.names)
        rows: Block = [["月份", plain.written(month)], *pairs]
        pages.append(page_of(plain, rows, sheet=f"{plain.title}{int(month[5:])}", heads=0))
    return tuple(pages)


def headed_pairs(plain: Plain) -> Pages:
    """A sheet a month of pairs below 指标 and 数值."""
    pages = []
    for month in plain.months:
        rows: Block = [["指标", "数值"], *([name[0], plain.values(month, name)[0]] for name in plain.names)]
        pages.append(page_of(plain, rows, sheet=f"{plain.title}{month}"))
    return tuple(pages)


# for tables of every kind, for those of a number a month and name, and for those with one measure only
LISTS: Mapping[str, Layout] = {
    "long": long,
    "units_below": units_below,
    "month_once": month_once,
    "month_merged": month_merged,
    "month_last": month_last,
    "side_by_side": side_by_side,
    "stacked_months": stacked_months,
    "sheet_per_month": sheet_per_month,
    "titled_sheet_per_month": titled_sheet_per_month,
    "file_per_month": file_per_month,
    "month_headings": month_headings,
    "numbered_headings": numbered_headings,
    "transposed": transposed,
}
NAMED: Mapping[str, Layout] = {"name_headings": name_headings, "names_across": names_across}
PAIRS: Mapping[str, Layout] = {
    "metrics_across": metrics_across,
    "month_in_the_corner": month_in_the_corner,
    "key_value": key_value,
    "key_value_with_month": key_value_with_month,
    "headed_pairs": headed_pairs,
}
