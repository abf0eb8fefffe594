"""Layouts with the months, or the names, across: one header row or two, in either order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.mess.plain import Block, Layout, Pages, Plain, Spot, Value, long_block, merged_groups, month_word, page_of


def _heads(plain: Plain) -> list[Value]:
    return [plain.headed(month) for month in plain.months]


def _wide(plain: Plain) -> list[list[list[Value]]]:
    """The numbers of each name by month, then measure."""
    return [[plain.values(month, name) for month in plain.months] for name in plain.names]


def months_over_measures(plain: Plain) -> Pages:
    """Two header rows: months, merged, over the measures."""
    count, labels = len(plain.measures), len(plain.keys)
    top: list[Value] = [*plain.keys]
    for month in _heads(plain):
        top += [month, *([None] * (count - 1))]
    rows: Block = [top, [*([None] * labels), *(plain.measures * len(plain.months))]]
    for name, by_month in zip(plain.names, _wide(plain), strict=True):
        rows.append([*name, *(value for values in by_month for value in values)])
    return (merged_groups(page_of(plain, rows, heads=2, labels=labels), count),)


def months_in_the_middle(plain: Plain) -> Pages:
    """The same with nothing merged, each month over the middle of its measures."""
    (page,) = months_over_measures(plain)
    shift = len(plain.measures) // 2
    top = {
        (1, column + shift * (column > page.labels)): page.cells[1, column] for row, column in page.cells if row == 1
    }
    below = {at: value for at, value in page.cells.items() if at[0] > 1}
    return (replace(page, cells={**top, **below}, merged=()),)


def measures_over_months(plain: Plain) -> Pages:
    """Two header rows: measures, merged, over the months."""
    count, labels = len(plain.months), len(plain.keys)
    top: list[Value] = [*plain.keys]
    for measure in plain.measures:
        top += [measure, *([None] * (count - 1))]
    rows: Block = [top, [*([None] * labels), *(_heads(plain) * len(plain.measures))]]
    for name, by_month in zip(plain.names, _wide(plain), strict=True):
        rows.append([*name, *(values[at] for at in range(len(plain.measures)) for values in by_month)])
    return (merged_groups(page_of(plain, rows, heads=2, labels=labels), count),)


def three_headers(plain: Plain) -> Pages:
    """Three header rows: the year over months over the measures, all of them merged."""
    headed = replace(plain, headed=lambda month: month_word(month))
    (page,) = months_over_measures(headed)
    cells: dict[Spot, Value] = {
        (row + (column > page.labels or row > 1), column): value for (row, column), value in page.cells.items()
    }
    merged = [(a + (b > page.labels), b, c + 1, d) for a, b, c, d in page.merged]
    year = (1, page.labels + 1, 1, page.right)
    return (
        replace(
            page,
            cells=cells | {year[:2]: f"{plain.months[0][:4]}年"},
            merged=(*merged, year),
            heads=3,
            tables=((1, 1, page.bottom + 1, page.right),),
        ),
    )


def one_header(plain: Plain) -> Pages:
    """One header row: 4月费用, 4月收入, 5月费用 …"""
    heads: list[Value] = [f"{month}{measure}" for month in _heads(plain) for measure in plain.measures]
    rows: Block = [[*plain.keys, *heads]]
    for name, by_month in zip(plain.names, _wide(plain), strict=True):
        rows.append([*name, *(value for values in by_month for value in values)])
    return (page_of(plain, rows, labels=len(plain.keys)),)


def measures_down(plain: Plain) -> Pages:
    """A row a name and measure, months across; no column of measures where there is only one."""
    several = len(plain.measures) > 1
    rows: Block = [[*plain.keys, *(["指标"] if several else []), *_heads(plain)]]
    for name, by_month in zip(plain.names, _wide(plain), strict=True):
        for at, measure in enumerate(plain.measures):
            rows.append([*name, *([measure] if several else []), *(values[at] for values in by_month)])
    return (page_of(plain, rows, labels=len(plain.keys) + several),)


def stacked(plain: Plain) -> Pages:
    """A table a measure, months across, one below the other in one sheet, each with its title and header."""
    rows: Block = []
    for at, measure in enumerate(plain.measures):
        rows += [[f"各{plain.keys[0]}{measure}"], [*plain.keys, *_heads(plain)]]
        for name, by_month in zip(plain.names, _wide(plain), strict=True):
            rows.append([*name, *(values[at] for values in by_month)])
        rows.append([None])
    return (replace(page_of(plain, rows, labels=len(plain.keys)), tables=()),)


def measure_per_sheet(plain: Plain) -> Pages:
    """A sheet a measure, named after it, months across."""
    pages = []
    for at, measure in enumerate(plain.measures):
        rows: Block = [[*plain.keys, *_heads(plain)]]
        for name, by_month in zip(plain.names, _wide(plain), strict=True):
            rows.append([*name, *(values[at] for values in by_month)])
        pages.append(page_of(plain, rows, sheet=measure, labels=len(plain.keys)))
    return tuple(pages)


def names_over_measures(plain: Plain) -> Pages:
    """Months down, names (of the first key) over measures."""
    count = len(plain.measures)
    top: list[Value] = [plain.month]
    for name in plain.names:
        top += [name[0], *([None] * (count - 1))]
    rows: Block = [top, [None, *(plain.measures * len(plain.names))]]
    for month in plain.months:
        rows.append([plain.written(month), *(v for name in plain.names for v in plain.values(month, name))])
    return (merged_groups(page_of(plain, rows, heads=2), count),)


def measures_over_names(plain: Plain) -> Pages:
    """Months down, measures over names (of the first key)."""
    count = len(plain.names)
    top: list[Value] = [plain.month]
    for measure in plain.measures:
        top += [measure, *([None] * (count - 1))]
    rows: Block = [top, [None, *([name[0] for name in plain.names] * len(plain.measures))]]
    for month in plain.months:
        values = [plain.values(month, name) for name in plain.names]
        rows.append([plain.written(month), *(one[at] for at in range(len(plain.measures)) for one in values)])
    return (merged_groups(page_of(plain, rows, heads=2), count),)


def bare_numbers(plain: Plain) -> Pages:
    """Measures over months that are written 4, 5, 6; the year stands in the file's name."""
    named = replace(plain, headed=lambda month: float(month[5:]))
    file = f"{plain.months[0][:4]}年{plain.title}.xlsx"
    return tuple(replace(page, file=file) for page in measures_over_months(named))


def this_and_last(plain: Plain) -> Pages:
    """本月, 上月 and 环比 under each measure in a sheet of the last month; the months before in sheets of their own."""
    *early, before, now = plain.months
    count = len(plain.keys)
    top: list[Value] = [*plain.keys]
    for measure in plain.measures:
        top += [measure, None, None]
    rows: Block = [top, [*([None] * count), *(("本月", "上月", "环比") * len(plain.measures))]]
    for name in plain.names:
        pairs = zip(plain.values(now, name), plain.values(before, name), strict=True)
        rows.append([*name, *(value for one, other in pairs for value in (one, other, plain.change(one, other)))])
    page = page_of(plain, rows, sheet=f"{plain.title}{now}", heads=2, labels=count)
    others = (page_of(plain, long_block(plain.of(m), month=False), sheet=f"{plain.title}{m}") for m in early)
    return (merged_groups(page, 3), *others)


ACROSS: Mapping[str, Layout] = {
    "months_over_measures": months_over_measures,
    "months_in_the_middle": months_in_the_middle,
    "measures_over_months": measures_over_months,
    "three_headers": three_headers,
    "one_header": one_header,
    "measures_down": measures_down,
    "stacked": stacked,
    "measure_per_sheet": measure_per_sheet,
    "bare_numbers": bare_numbers,
    "this_and_last": this_and_last,
}
NAMES_ACROSS: Mapping[str, Layout] = {
    "names_over_measures": names_over_measures,
    "measures_over_names": measures_over_names,
}
