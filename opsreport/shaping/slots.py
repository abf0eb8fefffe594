"""What the header of one column says: which month, which measure, which metric, or that it is a total."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell, Spot, Spots
from opsreport.schemas.choices import MOMENT_WORDS
from opsreport.schemas.matching import column_named
from opsreport.schemas.userkinds import heads_day
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.groups import groups_of
from opsreport.shaping.tabwords import Words, without_brackets
from opsreport.shaping.unitlists import heads_units
from opsreport.shaping.words import (
    MonthWord,
    Special,
    day_of,
    is_derived,
    is_goal,
    is_ratio,
    is_span,
    is_unit,
    moment_in,
    month_in,
    month_of,
    part_in,
    special_of,
    total_in,
    unit_behind,
    years_in,
)
from opsreport.shaping.yearsago import year_ago_in

KEPT_OUT: tuple[Special, ...] = ("change", "share", "rate", "past", "part")
NUMBERS = ("int", "money", "share", "measure", "number", "rate")
_YEAR_TARGET = re.compile(
    r"(?:20\d\d年?)?(?:全年|年度)?(?:(?:全年|年度|年)目标|(?:全年|年度)(?:计划|预算|任务))[值数]?"
    r"|(?:annual|full[- ]year) target",
    re.IGNORECASE,
)
VALUE_WORDS = frozenset(map(name_key, ("数值", "值", "数据", "本月", "当月", "本期", "value", "amount")))

# beside a month: 6月完成, 上月完成情况, 6月末余额
_DONE_WORDS = frozenset(map(name_key, ("完成", "完成情况", "数", "余额")))
# what there is at the end of a month is its number, and up to which day it is known another finding says
_AT_END = re.compile(r"^[末底](?!前)|\(?(?:数据)?截[至止][^)]*\)?$")


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of a table: its number, its header cells, and what they say.

    `name` is the tab's column, `metric` a metric, `special` a kind of figure
    made of others, `other` a text that names neither, `other_spots` where that
    (or the metric) stands. `derived` is what a column of figures made of the
    others is headed, its month aside: 费用占比; "" for any other, and for those
    of totals. `moment_word` says its month by the distance: 上月, `ago` its year:
    去年 is 1, 今年 0. `totals` are the words that make it a total, its month and
    measure aside: 合计, 1-6月累计.
    """

    column: int
    text: str
    spots: Spots
    parts: tuple[str, ...] = ()
    month: MonthWord | None = None
    month_spots: Spots = ()
    year: int | None = None
    ago: int | None = None
    name: str = ""
    metric: str = ""
    special: Special = ""
    unit: str = ""
    other: str = ""
    other_spots: Spots = ()
    is_whole_year: bool = False
    derived: str = ""
    moment_word: str = ""
    totals: tuple[str, ...] = ()

    @property
    def moment(self) -> int | None:
        """How many months before the report's it speaks of, where it says so (本月, 上月); None where not."""
        return MOMENT_WORDS.get(self.moment_word)

    @property
    def is_blank(self) -> bool:
        return not self.text


def slots_of(grid: Grid, area: Area, words: Words) -> tuple[Slot, ...]:
    """A slot for every column of the area, blank headers too."""
    over = groups_of(grid, area).over
    columns = range(area.left, area.right + 1)
    days = _days(grid, area)
    return tuple(_slot(column, _path(grid, area, over, column), words, days) for column in columns)


def _days(grid: Grid, area: Area) -> Mapping[Spot, MonthWord]:
    """The header cells that are days, each with its month: several of one month stand side by side."""
    found: dict[Spot, MonthWord] = {}
    for row in area.head:
        said = {cell: day for cell in grid.within(row, area.left, area.right) if (day := day_of(cell))}
        counts = Counter(month for month, _ in {(day[:7], day) for day in said.values()})
        for cell, day in said.items():
            if counts[day[:7]] > 1:
                found[cell.row, cell.column] = MonthWord(int(day[5:7]), int(day[:4]) or None)
    return found


def _path(grid: Grid, area: Area, over: Mapping[Spot, Cell], column: int) -> tuple[Cell, ...]:
    """The header cells over a column from the top, those of its groups first."""
    path = [over.get((row, column)) for row in area.head[:-1]]
    path += [grid.cell(row, column) for row in area.head[-1:]]
    return tuple(dict.fromkeys(cell for cell in path if cell and not heads_units(grid, area, cell)))


def _slot(column: int, path: tuple[Cell, ...], words: Words, days: Mapping[Spot, MonthWord]) -> Slot:
    spots = tuple((cell.row, cell.column) for cell in path)
    slot = Slot(column, " ".join(map(_said, path)), spots, tuple(map(_said, path)))
    parts: list[tuple[str, Spots]] = []
    for cell in path:
        if month := days.get((cell.row, cell.column)):
            slot = replace(slot, month=month, month_spots=((cell.row, cell.column),), special="part")
            continue
        slot, rest = _without_month(slot, cell)
        if slot.month_spots == ((cell.row, cell.column),) and (named := words.columns.get(name_key(str(cell.value)))):
            slot, rest = replace(slot, name=named, unit=unit_behind(rest) or slot.unit), ""
        ago, said = year_ago_in(rest)
        if ago is not None and not said and any(map(month_of, path)):
            slot, rest = replace(slot, ago=ago), ""
        slot, rest = _without_part(*_without_moment(slot, rest, words), words)
        if rest and is_unit(rest) and not words.column(rest):
            slot = replace(slot, unit="".join(plain(rest).splitlines()).strip("()[]【】 "))
        elif rest:
            parts.append((rest, ((cell.row, cell.column),)))
    if slot.month:
        parts = [(text, at) for text, at in parts if not is_span(text)]
    return _named(slot, parts, words)


def _without_moment(slot: Slot, text: str, words: Words) -> tuple[Slot, str]:
    """The slot with the moment that a text says, and what else it says; a change since then stays one."""
    found = moment_in(text) if special_of(text) in ("", "past") else None
    if found is None or words.column(text) or (MOMENT_WORDS[found[0]] and is_ratio(text)):
        return slot, text
    if slot.month and not MOMENT_WORDS[found[0]]:
        return slot, text
    return replace(slot, moment_word=found[0]), found[1]


def _without_part(slot: Slot, text: str, words: Words) -> tuple[Slot, str]:
    """The slot as one of days or weeks where a text says so, and what else it says: a column, or nothing."""
    rest = part_in(text)
    is_name = words.column(text) or words.metric(text) or (words.spot and heads_day(text))
    if rest is None or is_name or (rest and not words.column(rest)):
        return slot, text
    return replace(slot, special="part"), rest


def _said(cell: Cell) -> str:
    return " ".join(str(cell.value).split()) if isinstance(cell.value, str) else str(cell.value)


def _without_month(slot: Slot, cell: Cell) -> tuple[Slot, str]:
    """The slot with the month or year of one header cell, and what else the cell says."""
    text = str(cell.value)
    found = None if special_of(text) and not month_of(cell) else month_of(cell)
    if found and special_of(found[1]) and slot.month is None and not found[1]:
        found = None
    if found:
        ago, rest = (None, found[1]) if found[0].year else year_ago_in(found[1])
        slot = replace(slot, month=found[0], month_spots=((cell.row, cell.column),))
        return replace(slot, ago=slot.ago if ago is None else ago), _AT_END.sub("", rest)
    number = f"{cell.value:.0f}年" if isinstance(cell.value, float) else plain(text)
    if len(years := years_in(number)) == 1 and re.fullmatch(r"20\d\d\s*年?度?", number):
        return replace(slot, year=next(iter(years))), ""
    return slot, text


def _named(slot: Slot, parts: list[tuple[str, Spots]], words: Words) -> Slot:
    """The slot with the column, metric or special that its texts name together or one by one."""
    units = [unit_behind(text) for text, _ in parts]
    slot = replace(slot, unit=next(filter(None, reversed(units)), slot.unit))
    for text in _joined(parts) if not slot.moment else ():
        if _is_of_the_year(text, words):
            return replace(slot, name="target", is_whole_year=True)
        if found := words.column(text):
            return replace(slot, name=found.name)
    if words.tab.name != "kpi" and len(parts) > 1 and any(is_goal(text) for text, _ in parts):
        return replace(slot, other="".join(text for text, _ in parts), other_spots=parts[-1][1])
    for text, spots in reversed(parts):
        slot = _read(slot, text, spots, words)
    if slot.moment and not slot.special:
        said = "".join(text for text, _ in parts if words.column(text)) + slot.moment_word
        return replace(slot, special="past", derived=said)
    return replace(slot, derived=_derived(parts, words)) if slot.special in KEPT_OUT else slot


def _derived(parts: list[tuple[str, Spots]], words: Words) -> str:
    """The header of figures made of others, with the measure that a group over it names."""
    texts = [text for text, _ in parts if not words.metric(text)]
    if any(special_of(text) in ("total", "mean") or words.is_left_out(text) for text in texts):
        return ""
    said = "".join(" ".join(text.split()) for text in texts if words.column(text) or is_derived(text))
    return said if is_derived(said) and not column_named(words.tab, said) else ""


def _joined(parts: list[tuple[str, Spots]]) -> Iterator[str]:
    """The texts of a header as one, in either order."""
    texts = [without_brackets(text) for text, _ in parts]
    if parts:
        yield "".join(texts) if len(texts) > 1 else parts[0][0]
    if len(texts) > 1:
        yield "".join(reversed(texts))
        yield from (first + second for first, second in pairwise(texts))


def _read(slot: Slot, text: str, spots: Spots, words: Words) -> Slot:
    if _is_of_the_year(text, words):
        return replace(slot, name="target", is_whole_year=True)
    column, metric = words.column(text), words.metric(text)
    is_rate = is_ratio(text) and not words.is_left_out(text)
    special: Special = special_of(text) or _leading_total(text, words) or ("rate" if is_rate else "")
    if column and not slot.name:
        return replace(slot, name=column.name)
    if metric and not slot.metric:
        return replace(slot, metric=metric, other_spots=spots)
    if special:
        total = total_in(text) if special == "total" else None
        named = words.column(total[1]) if total and total[1] and not slot.name else None
        totals = (*slot.totals, total[0]) if total else slot.totals
        return replace(slot, special=slot.special or special, name=named.name if named else slot.name, totals=totals)
    if words.tab.name == "kpi" and name_key(text) in _DONE_WORDS and (slot.month or slot.moment_word):
        return replace(slot, name=slot.name or "actual")
    if name_key(text) in VALUE_WORDS or slot.other:
        return slot
    return replace(slot, other=without_brackets(text), other_spots=spots)


def _is_of_the_year(text: str, words: Words) -> bool:
    """Whether a header is that of the target of a whole year: 全年目标; none that a source says is another column."""
    if words.columns.get(name_key(text), "target") != "target":
        return False
    return words.tab.name == "kpi" and bool(_YEAR_TARGET.fullmatch(plain(without_brackets(text)).replace(" ", "")))


def _leading_total(text: str, words: Words) -> Special:
    """ "total" for a text that calls a column a total before it names it: 合计访问量."""
    total = total_in(text)
    return "total" if total and words.column(total[1]) else ""


def label_month(cell: Cell) -> MonthWord | None:
    """The month that a label cell is, and nothing else."""
    found = month_of(cell) if cell.kind != "text" else month_in(str(cell.value))
    return found[0] if found and not found[1] else None
