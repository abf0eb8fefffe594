"""The same table in the layouts that teams keep: each function writes a plain table on pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.mess.plain import Block, Page, Plain, Style, Value, as_typed, page_of

Layout = Callable[[Plain, Style], tuple[Page, ...]]


def month_word(month: str) -> str:
    """2025-04 as people write it over a column: 4月."""
    return f"{int(month[5:])}月"


def long(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A row a month and name."""
    return (page_of(_long(plain, style), plain.title, labels=1 + len(plain.keys)),)


def _long(plain: Plain, style: Style, *, month: bool = True) -> Block:
    head: list[Value] = [*([plain.month] if month else []), *plain.keys, *plain.measures]
    rows: Block = [head]
    for one in plain.months:
        for name in plain.names:
            values = _values(plain, one, name, style)
            if any(value is not None for value in values):
                rows.append([*([one] if month else []), *name, *values])
    return rows


def _values(plain: Plain, month: str, name: tuple[Value, ...], style: Style) -> list[Value]:
    found = [(measure, plain.value(month, name, measure)) for measure in plain.measures]
    return [style(measure, value) if isinstance(value, int | float) else value for measure, value in found]


def months_over_measures(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Two header rows: months, merged, over the measures."""
    count = len(plain.measures)
    top: list[Value] = [*plain.keys]
    for month in plain.months:
        top += [month_word(month), *([None] * (count - 1))]
    second: list[Value] = [*([None] * len(plain.keys)), *(plain.measures * len(plain.months))]
    rows: Block = [top, second]
    for name in plain.names:
        rows.append([*name, *(v for month in plain.months for v in _values(plain, month, name, style))])
    return (_merged_groups(page_of(rows, plain.title, heads=2, labels=len(plain.keys)), len(plain.keys), count),)


def months_in_the_middle(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """The same with nothing merged, each month over the middle of its measures."""
    (page,) = months_over_measures(plain, style)
    labels, shift = len(plain.keys), len(plain.measures) // 2
    top = {(1, column + shift * (column > labels)): page.cells[1, column] for row, column in page.cells if row == 1}
    below = {at: value for at, value in page.cells.items() if at[0] > 1}
    return (replace(page, cells={**top, **below}, merged=()),)


def month_once(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A row a month and name, the month in the first row of each only."""
    first, *rows = _long(plain, style)
    months = [row[0] for row in rows]
    shown = [None if at and months[at - 1] == month else month for at, month in enumerate(months)]
    lines = [[month, *row[1:]] for month, row in zip(shown, rows, strict=True)]
    return (page_of([first, *lines], plain.title, labels=1 + len(plain.keys)),)


def measures_over_months(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Two header rows: measures, merged, over the months."""
    count = len(plain.months)
    top: list[Value] = [*plain.keys]
    for measure in plain.measures:
        top += [measure, *([None] * (count - 1))]
    second: list[Value] = [*([None] * len(plain.keys)), *([month_word(m) for m in plain.months] * len(plain.measures))]
    rows: Block = [top, second]
    for name in plain.names:
        by_month = [_values(plain, month, name, style) for month in plain.months]
        rows.append([*name, *(values[at] for at in range(len(plain.measures)) for values in by_month)])
    return (_merged_groups(page_of(rows, plain.title, heads=2, labels=len(plain.keys)), len(plain.keys), count),)


def _merged_groups(page: Page, labels: int, width: int) -> Page:
    groups = tuple((1, column, 1, column + width - 1) for column in range(labels + 1, page.right + 1, width))
    labelled = tuple((1, column, 2, column) for column in range(1, labels + 1))
    return replace(page, merged=labelled + (groups if width > 1 else ()))


def one_header(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """One header row: 4月费用, 4月收入, 5月费用 …"""
    head: list[Value] = [*plain.keys, *(month_word(month) + m for month in plain.months for m in plain.measures)]
    rows: Block = [head]
    for name in plain.names:
        rows.append([*name, *(v for month in plain.months for v in _values(plain, month, name, style))])
    return (page_of(rows, plain.title, labels=len(plain.keys)),)


def measures_down(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A row a name and measure, months across."""
    rows: Block = [[*plain.keys, "指标", *map(month_word, plain.months)]]
    for name in plain.names:
        by_month = [_values(plain, month, name, style) for month in plain.months]
        for at, measure in enumerate(plain.measures):
            rows.append([*name, measure, *(values[at] for values in by_month)])
    return (page_of(rows, plain.title, labels=len(plain.keys) + 1),)


def stacked(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A table a measure, months across, one below the other in one sheet, each with its title and header."""
    rows: Block = []
    for at, measure in enumerate(plain.measures):
        rows += [[f"各{plain.keys[0]}{measure}"], [*plain.keys, *map(month_word, plain.months)]]
        for name in plain.names:
            rows.append([*name, *(_values(plain, month, name, style)[at] for month in plain.months)])
        rows.append([None])
    return (replace(page_of(rows, plain.title, labels=len(plain.keys)), tables=()),)


def side_by_side(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A table a month beside the last, each with a month column and a header of its own."""
    blocks = [_long(plain.of(month), style) for month in plain.months]
    height = max(map(len, blocks))
    rows: Block = []
    for at in range(height):
        line: list[Value] = []
        for block in blocks:
            line += [*(block[at] if at < len(block) else [None] * len(block[0])), None]
        rows.append(line)
    return (replace(page_of(rows, plain.title), tables=()),)


def sheet_per_month(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """One workbook of the year, a sheet a month named 4月."""
    year = plain.months[0][:4]
    return tuple(
        page_of(_long(plain.of(month), style, month=False), month_word(month), f"{year}年{plain.title}.xlsx")
        for month in plain.months
    )


def file_per_month(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A workbook a month, named after it."""
    return tuple(
        page_of(_long(plain.of(month), style, month=False), plain.title, f"运营月报_{month}.xlsx")
        for month in plain.months
    )


def names_across(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A sheet a month in which measures stand down and names across (of the first key; the others stand below it)."""
    pages = []
    for month in plain.months:
        part = plain.of(month)
        rows: Block = [["指标", *(name[0] for name in part.names)]]
        by_name = [_values(part, month, name, style) for name in part.names]
        rows += [[measure, *(values[at] for values in by_name)] for at, measure in enumerate(plain.measures)]
        pages.append(page_of(rows, f"{plain.title}{month}"))
    return tuple(pages)


def with_totals(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A row a name and measure, months across, after them what people add up and compare."""
    rows: Block = [[*plain.keys, "指标", *map(month_word, plain.months), "合计", "月均", "环比"]]
    for name in plain.names:
        by_month = [_values(plain, month, name, style) for month in plain.months]
        for at, measure in enumerate(plain.measures):
            values = [values[at] for values in by_month]
            numbers = [value for value in values if isinstance(value, int | float)]
            made: list[Value] = [sum(numbers), sum(numbers) / len(numbers), "+3.1%"] if numbers else [None, None, None]
            rows.append([*name, measure, *values, *made])
    return (page_of(rows, plain.title, labels=len(plain.keys) + 1),)


def with_quarter(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Two header rows, months over measures, a group 环比 after the first month and one for the quarter at the end."""
    (page,) = months_over_measures(plain, style)
    count, labels = len(plain.measures), len(plain.keys)
    cells = dict(page.cells)
    first = page.right + 1
    cells[1, first] = "Q2合计"
    for at, measure in enumerate(plain.measures):
        cells[2, first + at] = measure
        for row in range(3, page.bottom + 1):
            columns = range(labels + 1 + at, page.right + 1, count)
            numbers = [v for column in columns if isinstance(v := page.cells.get((row, column)), int | float)]
            if numbers:
                cells[row, first + at] = sum(numbers)
    merged = (*page.merged, (1, first, 1, first + count - 1))
    return (replace(page, cells=cells, merged=merged, tables=((1, 1, page.bottom, first + count - 1),)),)


def names_over_measures(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Months down, names (of the first key) over measures."""
    count = len(plain.measures)
    top: list[Value] = [plain.month]
    for name in plain.names:
        top += [name[0], *([None] * (count - 1))]
    rows: Block = [top, [None, *(plain.measures * len(plain.names))]]
    for month in plain.months:
        rows.append([month, *(v for name in plain.names for v in _values(plain, month, name, style))])
    return (_merged_groups(page_of(rows, plain.title, heads=2), 1, count),)


def month_headings(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """One header; a line 4月 over the rows of each month."""
    rows: Block = [[*plain.keys, *plain.measures]]
    for month in plain.months:
        rows += [[month_word(month)], *_long(plain.of(month), style, month=False)[1:]]
    return (replace(page_of(rows, plain.title, labels=len(plain.keys)), tables=()),)


def name_headings(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """One header; a line with the name (of the last key) over its rows, one a month."""
    rows: Block = [[plain.month, *plain.keys[:-1], *plain.measures]]
    for name in plain.names:
        rows.append([name[-1]])
        rows += [[month, *name[:-1], *_values(plain, month, name, style)] for month in plain.months]
    return (replace(page_of(rows, plain.title), tables=()),)


def full_months(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Months over measures, written 2025年4月."""
    return _renamed(months_over_measures(plain, style), plain, lambda month: f"{month[:4]}年{int(month[5:])}月")


def english_months(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Measures over months, written Apr."""
    words = {"01": "Jan", "02": "Feb", "03": "Mar", "04": "Apr", "05": "May", "06": "Jun"}
    return _renamed(measures_over_months(plain, style), plain, lambda month: words[month[5:]])


def _renamed(pages: tuple[Page, ...], plain: Plain, word: Callable[[str], str]) -> tuple[Page, ...]:
    words = {month_word(month): word(month) for month in plain.months}
    return tuple(
        replace(page, cells={at: words.get(str(value), value) for at, value in page.cells.items()}) for page in pages
    )


def in_ten_thousands(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Measures over months, amounts of money in 万元 as the header says."""
    money = [measure for measure in plain.measures if measure in ("收入", "费用")]
    scaled = {m: [v / 10_000 if isinstance(v, int | float) else v for v in plain.columns[m]] for m in money}
    headed = {measure: f"{measure}（万元）" for measure in money}
    columns = {headed.get(name, name): scaled.get(name, values) for name, values in plain.columns.items()}
    measures = tuple(headed.get(measure, measure) for measure in plain.measures)
    return measures_over_months(replace(plain, columns=columns, measures=measures), style)


def measure_per_sheet(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """A sheet a measure, named after it, months across."""
    pages = []
    for at, measure in enumerate(plain.measures):
        rows: Block = [[*plain.keys, *map(month_word, plain.months)]]
        for name in plain.names:
            rows.append([*name, *(_values(plain, month, name, style)[at] for month in plain.months)])
        pages.append(page_of(rows, measure, labels=len(plain.keys)))
    return tuple(pages)


def bare_numbers(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Measures over months that are written 4, 5, 6; the year stands in the file's name."""
    pages = measures_over_months(plain, style)
    numbers = {month_word(month): float(month[5:]) for month in plain.months}
    return tuple(
        replace(
            page,
            file=f"{plain.months[0][:4]}年{plain.title}.xlsx",
            cells={at: numbers.get(str(v), v) if at[0] == 2 else v for at, v in page.cells.items()},
        )
        for page in pages
    )


def this_and_last(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """本月, 上月 and 环比 under each measure in a sheet of the last month; the months before in sheets of their own."""
    *early, before, now = plain.months
    count = len(plain.keys)
    top: list[Value] = [*plain.keys]
    for measure in plain.measures:
        top += [measure, None, None]
    rows: Block = [top, [*([None] * count), *(("本月", "上月", "环比") * len(plain.measures))]]
    for name in plain.names:
        pairs = zip(_values(plain, now, name, style), _values(plain, before, name, style), strict=True)
        rows.append([*name, *(v for one, other in pairs for v in (one, other, _change(one, other)))])
    page = page_of(rows, f"{plain.title}{now}", heads=2, labels=count)
    others = (page_of(_long(plain.of(m), style, month=False), f"{plain.title}{m}") for m in early)
    return (_merged_groups(page, count, 3), *others)


def _change(one: Value, other: Value) -> Value:
    is_both = isinstance(one, int | float) and isinstance(other, int | float) and other
    return f"{one / other - 1:+.2%}" if is_both else None


def with_rates(plain: Plain, style: Style = as_typed) -> tuple[Page, ...]:
    """Months over measures, after those of each month the second divided by the first: 达成率, 注册转化率."""
    first, second = plain.measures[:2]
    word = "达成率" if first == "目标" else "注册转化率"
    count = len(plain.measures) + 1
    top: list[Value] = [*plain.keys]
    for month in plain.months:
        top += [month_word(month), *([None] * (count - 1))]
    rows: Block = [top, [*([None] * len(plain.keys)), *((*plain.measures, word) * len(plain.months))]]
    for name in plain.names:
        line: list[Value] = [*name]
        for month in plain.months:
            a, b = plain.value(month, name, first), plain.value(month, name, second)
            is_both = isinstance(a, int | float) and isinstance(b, int | float) and a
            line += [*_values(plain, month, name, style), b / a if is_both else None]
        rows.append(line)
    page = page_of(rows, plain.title, heads=2, labels=len(plain.keys))
    return (_merged_groups(page, len(plain.keys), count),)


LAYOUTS: Mapping[str, Layout] = {
    "long": long,
    "months_over_measures": months_over_measures,
    "months_in_the_middle": months_in_the_middle,
    "month_once": month_once,
    "measures_over_months": measures_over_months,
    "one_header": one_header,
    "measures_down": measures_down,
    "stacked": stacked,
    "side_by_side": side_by_side,
    "sheet_per_month": sheet_per_month,
    "file_per_month": file_per_month,
    "names_across": names_across,
    "with_totals": with_totals,
    "with_quarter": with_quarter,
    "names_over_measures": names_over_measures,
    "month_headings": month_headings,
    "name_headings": name_headings,
    "full_months": full_months,
    "english_months": english_months,
    "in_ten_thousands": in_ten_thousands,
    "bare_numbers": bare_numbers,
    "measure_per_sheet": measure_per_sheet,
    "this_and_last": this_and_last,
    "with_rates": with_rates,
}
