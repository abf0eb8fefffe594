"""Total rows are no data: they are left out, and what they say is compared with the rows they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.checking.addends import Columns, Part
from opsreport.checking.codes import found
from opsreport.checking.gather import blocks, listed
from opsreport.checking.lines import Line
from opsreport.checking.madeof import made_of
from opsreport.checking.running import month_column, months_lacking, months_meant, not_compared
from opsreport.checking.tabs import MONTH_KINDS
from opsreport.checking.typed import Typed
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding, Identity
from opsreport.model.precision import as_typed, rounding
from opsreport.model.spelling import name_key
from opsreport.schemas.userkinds import is_part, is_sample, is_whole

_LAST_BESIDE = 60
_LAST_ROW = 2**31
TOLERANCE = 0.005
_ADDS_UP = ("flow",)
_MOST_SAID = 6
Key = tuple[tuple[str, object], ...]


def total_rows(typed: Typed) -> Iterator[Finding | Identity]:
    """A note for each total row that is right, a warning for each that is not; a note for changes.

    One of more months than its rows have is no finding, but an identity that cannot be looked at.
    """
    above: dict[Key, int] = {}
    columns = Columns(typed.data)
    ends = [*(one.row for one in typed.totals[1:]), _LAST_ROW]
    for total, end in zip(typed.totals, ends, strict=False):  # no totals have one end
        if is_stated(total):
            continue
        key = tuple(one for one in _key(total) if columns.alike((one,)).whole.size)  # 3篇 beside 小计 names no row
        yield from _looked_at(columns, total, key, _parts(columns, total, key, (above.get(key, 0), end)))
        above[key] = total.row
    for line in typed.derived:
        yield found("derived_row", (line.origin(_first(line)),), line.sheet.tab, seen=_word(line), made=_how_made(line))


def _looked_at(columns: Columns, total: Line, key: Key, plain: Sequence[Part]) -> Iterator[Finding | Identity]:
    """What is to be said of one total row beside the rows that it may speak of."""
    is_mean, compared = _is_mean(total), _compared(total, key)
    parts = [part._replace(is_mean=is_mean) for part in plain]
    wrong = [name for name in compared if not _agrees(total, name, parts)]
    months = months_meant(total, columns.rows) if wrong else None
    if months is not None:  # 2024-06 beside the months of H1合计
        of_these = columns.of_months(key, month_column(columns.rows), months)
        parts = [of_these._replace(is_mean=is_mean)]
        wrong = [name for name in wrong if not _agrees(total, name, parts)]
    lacking = months_lacking(total, columns.rows) if wrong else ()
    more = [name for name in wrong if lacking and _is_more(total, name, parts)]
    if more:
        yield not_compared(total, more, lacking)
    is_base = _is_base(total, wrong, parts)
    left = [] if is_base else [name for name in wrong if name not in more]
    if left:
        yield _differs(total, left, parts)
    if not wrong or is_base:
        yield _right(total, is_compared=bool(compared))


def _right(total: Line, *, is_compared: bool) -> Finding:
    """The note of a total that its rows come to, or in which nothing adds up, so that none was compared."""
    where = (total.origin(_shown_at(total)),)
    if is_compared:
        return found("total_row", where, total.sheet.tab)
    return found("figure_not_compared", where, total.sheet.tab, column=_word(total))


def _how_made(line: Line) -> str:
    """Whether a row is worked out of others, or a part of one."""
    return "part" if is_part(_word(line)) else "made"


def is_stated(total: Line) -> bool:
    """Whether the row is the stated total of the resources of a plan, which `footing` compares (R16)."""
    return total.sheet.tab.name == "plan" and total.values.get("row_type") == "resource" and "value" in total.values


def _first(total: Line) -> str:
    return min(total.cells, key=lambda name: total.sheet.columns[name])


def _shown_at(total: Line) -> str:
    """The column in which a person sees the total: what it is called, or its number where a header says that."""
    first = _first(total)
    numbers = [name for name, value in total.values.items() if isinstance(value, Amount | float)]
    number = min(numbers, key=lambda name: total.sheet.columns[name], default=first)
    return first if _true_row(total, first) == _true_row(total, number) else number


def _true_row(total: Line, name: str) -> int:
    """The row of the page in which a cell stands."""
    cell = total.cells[name]
    spots = total.sheet.sheet.spots.get((cell.row, cell.column), ())
    return spots[0][0] if spots else cell.row


def _word(line: Line) -> str:
    texts = [str(line.cells[name].value).strip() for name in line.sheet.tab.keys if name in line.cells]
    return next((text for text in texts if made_of(text)), texts[-1] if texts else "")


def _key(total: Line) -> Key:
    """What a total row says of the rows it speaks of: their month, their channel."""
    tab = total.sheet.tab
    names = dict.fromkeys((*(column.name for column in tab.columns if column.kind in MONTH_KINDS), *tab.keys))
    said = {name: total.values[name] for name in names if name in total.values}
    is_users = tab.name == "users"
    made = {name for name, value in said.items() if made_of(str(value)) or (is_users and is_whole(str(value)))}
    return tuple((name, value) for name, value in said.items() if name not in made)


def _compared(total: Line, key: Key) -> list[str]:
    """The columns in which rows add up: amounts, and figures of one metric that adds up over months."""
    kinds = {column.name: column.kind for column in total.sheet.tab.columns}
    metric = metric_named(total.text(total.sheet.tab.metric)) if total.sheet.tab.metric in dict(key) else None
    adds_up = metric is not None and metric.aggregation in _ADDS_UP
    return [
        name
        for name, value in total.values.items()
        if (kinds[name] in ("int", "money") and isinstance(value, float)) or (adds_up and isinstance(value, Amount))
    ]


def _parts(columns: Columns, total: Line, key: Key, between: tuple[int, int]) -> list[Part]:
    """The rows a total may speak of: since the last such total, those of its kind, all it names, those above or below.

    `between` are the rows of the last such total and of the next of any kind.
    """
    above, end = between
    kinds = _kinds(total)
    alike, of_kind = columns.alike(key), columns.alike((*key, *kinds))
    named = [alike.between(above, total.row), *([of_kind.whole] if kinds else ()), alike.whole]
    if key and any(part.size for part in named):
        named += [alike.between(0, total.row), alike.between(total.row, end)]
        return [part for part in named if part.size]
    every = columns.alike(())
    wider = [every.between(above, total.row), every.between(0, total.row), every.whole, every.between(total.row, end)]
    wider += [of_kind.whole] if kinds else []
    wider += _of_month_above(columns, every.between(0, total.row))
    return [part for part in wider if part.size] or [every.whole]


def _of_month_above(columns: Columns, above: Part) -> list[Part]:
    """The rows of the month right above a total, which it may be of alone where several months stand there."""
    name = month_column(columns.rows)
    months = [one for one in columns.rows.values(name)[above.group.at[: above.last]] if one] if name else []
    return [columns.of_months((), name, (months[-1],))] if len({*months}) > 1 else []


def _kinds(total: Line) -> Key:
    """The kinds of rows that a total says it adds up, in their columns or by its name: 付费小计."""
    columns = sorted((one for one in total.sheet.tab.columns if one.kind == "choice"), key=lambda one: one.name)
    named = name_key(_word(total)).removesuffix("小计").removesuffix("合计").removesuffix("渠道")
    said: dict[str, object] = {
        one.name: code for one in columns for code, words in one.choices.items() if named in map(name_key, words)
    }
    said |= {one.name: total.values[one.name] for one in columns if one.name in total.values}
    return tuple(said.items())


def _is_base(total: Line, wrong: Sequence[str], parts: Sequence[Part]) -> bool:
    """Whether the row says of how many people the answers are, 样本总数, which no answers may exceed."""
    texts = (str(total.cells[name].value) for name in total.sheet.tab.keys if name in total.cells)
    is_said = total.sheet.tab.name == "users" and any(map(is_sample, texts))
    return is_said and all(_is_more(total, name, parts) for name in wrong)


def _value(total: Line, name: str) -> float:
    value = total.values[name]
    assert isinstance(value, Amount | float)
    return value.value if isinstance(value, Amount) else value


def _is_mean(total: Line) -> bool:
    """Whether a row says that it is a mean, in its name or, where it has none, in any cell."""
    named = [total.cells[name] for name in total.sheet.tab.keys if name in total.cells]
    beside = (total.sheet.sheet.cells.get((total.row, at)) for at in range(1, 0 if named else _LAST_BESIDE))
    return any(cell is not None and made_of(str(cell.value)) == "mean" for cell in (*named, *beside))


def _is_more(total: Line, name: str, parts: Sequence[Part]) -> bool:
    """Whether the total is more than its rows come to, as one of more months must be."""
    return _value(total, name) > max(part.made(name) for part in parts)


def _agrees(total: Line, name: str, parts: Sequence[Part]) -> bool:
    """Whether the total is what any of the rows come to, but for what rounding took from it and from them."""
    typed = _value(total, name)
    slack = max(0.5, abs(typed) * TOLERANCE / 100)
    offs = ((part, abs(part.made(name) - typed)) for part in parts)
    return any(off <= slack or off <= rounding(total.cells[name], typed) + part.rounded(name) for part, off in offs)


def _differs(total: Line, names: Sequence[str], parts: Sequence[Part]) -> Finding:
    """The finding, with the rows that come nearest to what the total says."""
    nearest = {name: min(parts, key=lambda one: abs(one.made(name) - _value(total, name))) for name in names}
    said = (_unlike(total, name, part) for name, part in nearest.items())
    origins = (
        *blocks([total.origin(name) for name in names]),
        *blocks([origin for name, part in nearest.items() for origin in part.origins(name)]),
    )
    code = "mean_row_differs" if parts[0].is_mean else "total_row_differs"
    return found(code, origins, total.sheet.tab, differences=listed(said, _MOST_SAID))


def _unlike(total: Line, name: str, part: Part) -> str:
    """访问量 9,300 ≠ 18,300."""
    seen, made = as_typed(total.cells[name], _value(total, name), part.made(name))
    return f"{total.sheet.header(name)} {seen} ≠ {made}"
