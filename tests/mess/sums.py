"""Layouts with what people add up and compare among the numbers: 小计, 合计, 平均, 环比, 累计 in rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from tests.mess.across import measures_down, measures_over_months, months_over_measures
from tests.mess.layouts import long
from tests.mess.plain import (
    Block,
    Layout,
    Pages,
    Plain,
    Typed,
    Value,
    long_block,
    merged_groups,
    month_word,
    number_of,
    page_of,
)


def total(values: Sequence[Value]) -> Value:
    """The sum of the cells that hold numbers; None where none does."""
    numbers = [number for value in values if (number := number_of(value)) is not None]
    return sum(numbers) if numbers else None


def _total_line(rows: Block, word: str, labels: int) -> list[Value]:
    columns = list(zip(*rows, strict=True))
    return [word, *([None] * (labels - 1)), *map(total, columns[labels:])]


def month_subtotals(plain: Plain) -> Pages:
    """A row a month and name, 小计 below the rows of each month and 合计 below them all."""
    labels = 1 + len(plain.keys)
    first, *everything = long_block(plain)
    rows: Block = [first]
    for month in plain.months:
        part = long_block(plain.of(month))[1:]
        rows += [*part, _total_line(part, "小计", labels)]
    rows.append(_total_line(everything, "合计", labels))
    return (page_of(plain, rows, labels=labels),)


def named_subtotals(plain: Plain) -> Pages:
    """The same, the word in the column of names beside the month: 2025-04, 小计."""
    labels = 1 + len(plain.keys)
    rows: Block = [long_block(plain)[0]]
    for month in plain.months:
        part = long_block(plain.of(month))[1:]
        rows += [*part, [plain.written(month), *_total_line([row[1:] for row in part], "小计", labels - 1)]]
    return (page_of(plain, rows, labels=labels),)


def heading_subtotals(plain: Plain) -> Pages:
    """A line 4月 over the rows of each month and 小计 below them."""
    labels = len(plain.keys)
    rows: Block = [[*plain.keys, *plain.measures]]
    for month in plain.months:
        part = long_block(plain.of(month), month=False)[1:]
        rows += [[plain.headed(month)], *part, _total_line(part, "小计", labels)]
    return (replace(page_of(plain, rows, labels=labels), tables=()),)


def wide_subtotals(plain: Plain) -> Pages:
    """Months over measures, 小计 below every two names and 合计 at the end."""
    (page,) = months_over_measures(plain)
    columns = range(1, page.right + 1)
    lines = [[page.cells.get((row, column)) for column in columns] for row in range(1, page.bottom + 1)]
    heads, body = lines[:2], lines[2:]
    rows: Block = [*heads]
    for at in range(0, len(body), 2):
        rows += [*body[at : at + 2], _total_line(body[at : at + 2], "小计", page.labels)]
    rows.append(_total_line(body, "合计", page.labels))
    made = page_of(plain, rows, heads=2, labels=page.labels)
    return (replace(made, merged=page.merged),)


def with_totals(plain: Plain) -> Pages:
    """A row a name and measure, months across, after them 合计, 月均 and 环比."""

    def ends(at: int, values: list[Value]) -> list[Value]:
        whole = number_of(total(values))
        is_last, is_full = at == len(values) - 1, all(number_of(value) is not None for value in values)
        mean = whole / len(values) if whole is not None and is_full else None
        return [whole, mean, plain.change(*values[:-3:-1])] if is_last else []

    return _with_columns(plain, lambda at: ["合计", "月均", "环比"] if at == len(plain.months) - 1 else [], ends)


def with_change(plain: Plain) -> Pages:
    """A row a name and measure, months across, after them 环比 only."""
    last = len(plain.months) - 1
    return _with_columns(
        plain,
        lambda at: ["环比"] if at == last else [],
        lambda at, values: [plain.change(*values[:-3:-1])] if at == last else [],
    )


def running_columns(plain: Plain) -> Pages:
    """A row a name and measure; 5月累计 after every month but the first."""
    return _with_columns(
        plain,
        lambda at: [f"{month_word(plain.months[at])}累计"] if at else [],
        lambda at, values: [total(values[: at + 1])] if at else [],
    )


def change_columns(plain: Plain) -> Pages:
    """A row a name and measure; 环比 after every month but the first."""
    return _with_columns(
        plain,
        lambda at: ["环比"] if at else [],
        lambda at, values: [plain.change(values[at], values[at - 1])] if at else [],
    )


def _with_columns(
    plain: Plain, headed: Callable[[int], list[Value]], made: Callable[[int, list[Value]], list[Value]]
) -> Pages:
    """A row a name and measure, with columns after each month, which is told by its place."""
    (page,) = measures_down(plain)
    rows: Block = []
    for row in range(1, page.bottom + 1):
        line = [page.cells.get((row, column)) for column in range(1, page.right + 1)]
        labels, values = line[: page.labels], line[page.labels :]
        months = ([value, *(headed(at) if row == 1 else made(at, values))] for at, value in enumerate(values))
        rows.append([*labels, *chain.from_iterable(months)])
    return (page_of(plain, rows, labels=page.labels),)


def running_groups(plain: Plain) -> Pages:
    """Months over measures, a group 累计 after every month but the first."""
    return _groups(plain, [[at] if not at else [at, -at] for at in range(len(plain.months))])


def with_quarter(plain: Plain) -> Pages:
    """Months over measures, a group 合计 after the last."""
    last = len(plain.months) - 1
    return _groups(plain, [*([at] for at in range(last)), [last, -last]])


def _groups(plain: Plain, runs: Sequence[Sequence[int]]) -> Pages:
    """Months by their place over measures; a place below 0 stands for the sum of the months up to it."""
    places = [at for run in runs for at in run]
    count, labels = len(plain.measures), len(plain.keys)
    word = "累计" if len(places) > len(plain.months) + 1 else "合计"
    top: list[Value] = [*plain.keys]
    for at in places:
        top += [plain.headed(plain.months[at]) if at >= 0 else word, *([None] * (count - 1))]
    rows: Block = [top, [*([None] * labels), *(plain.measures * len(places))]]
    for name in plain.names:
        by_month = [plain.values(month, name) for month in plain.months]
        sums = {-at: [total(one) for one in zip(*by_month[: at + 1], strict=True)] for at in range(1, len(by_month))}
        rows.append([*name, *(v for at in places for v in (by_month[at] if at >= 0 else sums[at]))])
    return (merged_groups(page_of(plain, rows, heads=2, labels=labels), count),)


def with_rates(plain: Plain) -> Pages:
    """Months over measures, after those of each month the second divided by the first: 达成率, 注册转化率."""
    count, labels = len(plain.measures) + 1, len(plain.keys)
    top: list[Value] = [*plain.keys]
    for month in plain.months:
        top += [plain.headed(month), *([None] * (count - 1))]
    rows: Block = [top, [*([None] * labels), *((*plain.measures, _rated(plain)) * len(plain.months))]]
    for name in plain.names:
        line: list[Value] = [*name]
        for month in plain.months:
            values = plain.values(month, name)
            line += [*values, _rate(values)]
        rows.append(line)
    return (merged_groups(page_of(plain, rows, heads=2, labels=labels), count),)


def rates_over_months(plain: Plain) -> Pages:
    """The measures over months, and after them 达成率, the second divided by the first, over the months as well."""
    (page,) = measures_over_months(plain)
    count, labels = len(plain.months), page.labels
    cells = dict(page.cells)
    cells[1, page.right + 1] = _rated(plain)
    for at, month in enumerate(plain.months, 1):
        cells[2, page.right + at] = plain.headed(month)
        for row, name in enumerate(plain.names, 3):
            cells[row, page.right + at] = _rate(plain.values(month, name))
    right = page.right + count
    merged = (*page.merged, (1, page.right + 1, 1, right))
    return (replace(page, cells=cells, merged=merged, tables=((1, 1, page.bottom, right),), labels=labels),)


def _rated(plain: Plain) -> str:
    return "达成率" if plain.measures[0] == "目标" else "注册转化率"


def _rate(values: Sequence[Value]) -> Value:
    a, b = map(number_of, values[:2])
    return b / a if a and b is not None else None


def with_shares(plain: Plain) -> Pages:
    """A row a month and name with 占比 after the last measure, of all of its month."""
    rows: Block = []
    for month in plain.months:
        part = [(name, values) for one, name, values in plain.rows() if one == month]
        whole = number_of(total([values[-1] for _, values in part]))
        for name, values in part:
            own = number_of(values[-1])
            rows.append([plain.written(month), *name, *values, own / whole if whole and own is not None else None])
    head: list[Value] = [plain.month, *plain.keys, *plain.measures, f"{plain.measures[-1]}占比"]
    return (page_of(plain, [head, *rows], labels=1 + len(plain.keys)),)


def weeks_across(plain: Plain) -> Pages:
    """A sheet a month: each measure over 第1周 to 第4周 and 小计."""
    count, labels = 5, len(plain.keys)
    pages = []
    for month in plain.months:
        top: list[Value] = [*plain.keys]
        for measure in plain.measures:
            top += [measure, *([None] * (count - 1))]
        below = [*(f"第{week}周" for week in range(1, count)), "小计"]
        rows: Block = [top, [*([None] * labels), *(below * len(plain.measures))]]
        for one, name, values in plain.rows():
            if one == month:
                rows.append([*name, *(cell for value in values for cell in (*_weeks(value), value))])
        made = page_of(plain, rows, sheet=f"{plain.title}{month}", heads=2, labels=labels)
        pages.append(merged_groups(made, count))
    return tuple(pages)


def _weeks(value: Value) -> Sequence[Value]:
    """Four parts of a number that add up to it; as many times the same where it is none."""
    number = number_of(value)
    if number is None:
        return [value] * 4
    part = number // 5
    return [part, part, part, round(number - 3 * part, 9)]


def week_subtotals(plain: Plain) -> Pages:
    """A row a piece in the order of its days, 第22周小计 below those of each week."""
    labels = 1 + len(plain.keys)
    first, *lines = long_block(plain)
    days = [_first_day(line) for line in lines]
    rows: Block = [first]
    for week in sorted({day.isocalendar().week for day in days}):
        part = [line for line, day in zip(lines, days, strict=True) if day.isocalendar().week == week]
        rows += [*part, _total_line(part, f"第{week}周小计", labels)]
    return (page_of(plain, rows, labels=labels),)


def _first_day(line: Sequence[Value]) -> date:
    meant = (value.means if isinstance(value, Typed) else value for value in line)
    return next(value for value in meant if isinstance(value, date))


def long_with_change(plain: Plain) -> Pages:
    """A row a month and name with a column 环比 after the last measure, blank in the first month."""
    (page,) = long(plain)
    first, *_ = plain.months
    rows: Block = []
    before: dict[tuple[Value, ...], Value] = {}
    for month, name, values in plain.rows():
        changed = None if month == first else plain.change(values[-1], before.get(name))
        rows.append([plain.written(month), *name, *values, changed])
        before[name] = values[-1]
    head: list[Value] = [plain.month, *plain.keys, *plain.measures, f"{plain.measures[-1]}环比"]
    return (page_of(plain, [head, *rows], labels=page.labels),)


# where numbers may be added up, where the second is an outcome of the first, by day, and for all by month
ADDED: Mapping[str, Layout] = {
    "month_subtotals": month_subtotals,
    "named_subtotals": named_subtotals,
    "heading_subtotals": heading_subtotals,
    "wide_subtotals": wide_subtotals,
    "with_totals": with_totals,
    "running_columns": running_columns,
    "running_groups": running_groups,
    "with_quarter": with_quarter,
    "with_shares": with_shares,
    "weeks_across": weeks_across,
}
RATED: Mapping[str, Layout] = {"with_rates": with_rates, "rates_over_months": rates_over_months}
DATED: Mapping[str, Layout] = {"week_subtotals": week_subtotals}
COMPARED: Mapping[str, Layout] = {
    "with_change": with_change,
    "change_columns": change_columns,
    "long_with_change": long_with_change,
}
