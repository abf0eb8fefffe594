"""Headers → the columns of a tab they may be: by name, by what stands under them, by likeness."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import header_parts, name_key, plain
from opsreport.model.table import Cell
from opsreport.schemas.closeness import is_no_base, is_of_year
from opsreport.schemas.matching import column_named, derived_kind
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.layout import MONTH_KINDS, main_key
from opsreport.shaping.slots import Slot, label_month, slots_of
from opsreport.shaping.tabwords import Words
from opsreport.shaping.words import is_amount, is_money, is_unit, month_in, special_of

Reason = Literal["named", "metric", "content", "close", "again_column", "derived", "where", "unknown"]
# two names of numbers that differ in one letter of three name different numbers: 新客数, 访客数
LEAST_LIKE, LEAST_SHARE, LEAST_NUMBER = 0.6, 0.3, 0.75
_DAY = re.compile(r"20\d{2}(?:[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{4})(?:[ T]+\d{1,2}:.*)?")
_CODE = re.compile(r"[A-Za-z]{0,6}[-_#]?\d+")
_RATE = re.compile(r"率$|^(?:平均|人均|avg)|(?:rate|avg)$")
# 注册成本, 单客成本: what one of them cost
_UNIT_COST = re.compile(
    r"(?:注册|激活|获客|拉新|线索|表单|点击|转化|首购|下单|成交|单|每|人均|客均|均)[个件次人客位]?$|^(?:单|每|人均|客均).{1,4}$"
)
_OF_MONEY = re.compile(r"(?:成本|费用?|金额|额|单价|均价)$")
# of whatever: 实际（元） beside 预算（元） may be a cost as well as a revenue
_BARE = ("实际", "目标", "预算", "计划", "完成")
_LINK = re.compile(r"(?:https?:|www\.)", re.IGNORECASE)
_NAMING = (
    "名", "标题", "主题", "计划", "活动", "渠道", "媒介", "媒体", "平台", "事项", "任务",
    "title", "name", "campaign", "channel",
)  # fmt: skip
_NOT_NAMING = (
    "id", "编号", "编码", "序号", "链接", "网址", "地址", "附件", "备注", "说明", "状态", "类型", "性质", "终端",
    "设备", "级别", "优先级", "时间", "日期", "人", "link", "url", "code", "status", "type", "note",
)  # fmt: skip
_ALL = ("所有", "全部", "整体", "全网", "不限", "全量", "all")
_DAYS = ("date", "datetime")
_FIRST_AND_LAST = ("start", "end")
_NUMBERS = ("int", "money", "share", "measure")
_MOST_LOOKED, _MOST_VALUES = 200, 12


@dataclass(frozen=True, slots=True)
class Guess:
    """A header, the tab's column it may be ("" for none), and why.

    `like` is our header that it is close to, `others` are headers that may be the
    column as well. A header that chooses rows does so by `values`, and leaves out `omitted`.
    """

    header: str
    column: str = ""
    reason: Reason = "unknown"
    like: str = ""
    others: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    omitted: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        return self.reason in ("named", "content")


def guesses_of(grid: Grid, area: Area, tab: Tab) -> tuple[Guess, ...]:
    """A guess for each different header, in order."""
    guesser = _Guesser(grid, area, Words(tab))
    return guesser.with_key(guesser.with_rows_chosen(guesser.with_kinds(guesser.with_days(guesser.by_name()))))


def parts_of(slot: Slot, tab: Tab) -> Iterator[str]:
    """What a header says besides months, totals and units."""
    for text in slot.parts:
        found = month_in(text)
        is_other = bool(found and not found[1]) or special_of(text) or is_unit(text)
        if column_named(tab, text) or not is_other:
            yield text


class _Guesser:
    """One table under its headers as one tab."""

    def __init__(self, grid: Grid, area: Area, words: Words) -> None:
        self.grid, self.area, self.words = grid, area, words
        self.columns: dict[str, int] = {}
        for slot in slots_of(grid, area, words):
            for text in parts_of(slot, words.tab):
                self.columns.setdefault(text, slot.column)

    def by_name(self) -> tuple[Guess, ...]:
        headers = {name_key(text): text for text in reversed(self.columns)}
        texts = [text for text in self.columns if headers[name_key(text)] == text]
        named = {column.name for text in texts if (column := self.words.column(text))}
        taken: set[str] = set()
        found = []
        for text in texts:
            guess = self._guess(text, named)
            if guess.reason == "named" and guess.column in taken:
                guess = replace(guess, reason="again_column")
            elif guess.reason == "close" and guess.column in taken:
                guess = Guess(text)
            taken.add(guess.column)
            found.append(guess)
        return tuple(found)

    def _guess(self, text: str, named: set[str]) -> Guess:
        if column := self.words.column(text):
            return Guess(text, column.name, "named")
        if self.words.metric(text):
            return Guess(text, "", "metric")
        if derived_kind(text) or special_of(text) or _RATE.search(header_parts(text)[0]):
            return Guess(text, "", "derived")
        near = nearest(self.words.tab, text)
        is_said = near is not None and (near[0].name in named or bool(named & set(near[0].stands_for)))
        return Guess(text, near[0].name, "close", near[1]) if near and not is_said else Guess(text)

    def with_days(self, found: tuple[Guess, ...]) -> tuple[Guess, ...]:
        """The unnamed headers over days are the columns of months or days that none names: one, or start and end."""
        sure = {guess.column for guess in found if guess.is_sure}
        kinds = (*MONTH_KINDS, *_DAYS)
        lacking = [c for c in self.words.tab.columns if c.required and c.kind in kinds and c.name not in sure]
        over = [guess for guess in found if not guess.is_sure and self._share(guess.header, is_time) >= 0.8]
        if len(lacking) == len(over) == len(_FIRST_AND_LAST) and {one.name for one in lacking} == {*_FIRST_AND_LAST}:
            pairs = {guess.header: column.name for guess, column in zip(over, lacking, strict=True)}
            return tuple(
                Guess(one.header, pairs[one.header], "content") if one.header in pairs else one for one in found
            )
        if len(lacking) != 1 or not over:
            return found
        others = tuple(guess.header for guess in over[1:])
        made = Guess(over[0].header, lacking[0].name, "content", others=others)
        return tuple(made if guess is over[0] else guess for guess in found)

    def with_kinds(self, found: tuple[Guess, ...]) -> tuple[Guess, ...]:
        """The unnamed headers over nothing but the kinds, or the units, of a column that no header names."""
        made = list(found)
        for column in self.words.tab.columns:
            if not (column.kind == "unit" or (column.required and column.kind == "choice")):
                continue
            known = {name_key(text) for texts in column.choices.values() for text in texts}

            def is_such(cell: Cell, known: set[str] = known, kind: str = column.kind) -> bool:
                return is_unit(str(cell.value)) if kind == "unit" else name_key(str(cell.value)) in known

            over = [at for at, one in enumerate(made) if not one.is_sure and self._share(one.header, is_such) == 1]
            if len(over) == 1 and column.name not in {one.column for one in made if one.is_sure}:
                made[over[0]] = Guess(made[over[0]].header, column.name, "content")
        return tuple(made)

    def with_key(self, found: tuple[Guess, ...]) -> tuple[Guess, ...]:
        """The header that names the rows, the likeliest where none is known to, without the row of the whole."""
        key = main_key(self.words.tab)
        if known := next((guess for guess in found if guess.is_sure and guess.column == key), None):
            whole, parts = self._values(known.header)
            made = replace(known, values=parts, omitted=(whole,)) if whole else known
            return tuple(made if guess is known else guess for guess in found)
        named = [(self._naming(guess.header), guess) for guess in found if guess.reason in ("unknown", "close")]
        ranked = [guess for score, guess in sorted(named, key=lambda one: -one[0]) if score > 0]
        if not ranked:
            return found
        whole, parts = self._values(ranked[0].header)
        others = tuple(guess.header for guess in ranked[1:])
        says = any(word in name_key(ranked[0].header) for word in _NAMING)
        is_open = others and not says  # either may be meant: nothing is taken
        reason: Reason = "close" if is_open else "content"
        made = Guess(ranked[0].header, key, reason, "", others, parts, (whole,) if whole else ())
        if is_open:
            made = replace(made, like=self.words.tab.column(key).headers[0], values=(), omitted=())
        left = (Guess(guess.header) if guess.reason == "close" and guess.column == key else guess for guess in found)
        return tuple(made if guess.header == made.header else guess for guess in left)

    def _naming(self, header: str) -> float:
        """How much a header and the texts under it look like names of rows; 0 for not at all."""
        texts = {str(cell.value).strip() for cell in self._cells(header)}
        if len(texts) < 2 or self._share(header, _is_name) < 0.6 or self._share(header, is_time) >= 0.6:
            return 0
        key = name_key(header)
        says, denies = any(word in key for word in _NAMING), any(word in key for word in _NOT_NAMING)
        is_code = sum(bool(_CODE.fullmatch(plain(text))) for text in texts) >= 0.8 * len(texts)
        return 1 + says - 0.6 * denies - 0.9 * is_code

    def with_rows_chosen(self, found: tuple[Guess, ...]) -> tuple[Guess, ...]:
        """An unnamed header whose few values hold one for all of them (全部, 合计) chooses the rows."""
        return tuple(self._chosen(guess) or guess for guess in found)

    def _chosen(self, guess: Guess) -> Guess | None:
        whole, parts = ("", ()) if guess.is_sure or self._naming(guess.header) >= 1 else self._values(guess.header)
        return Guess(guess.header, "", "where", values=(whole,), omitted=parts) if whole else None

    def _values(self, header: str) -> tuple[str, tuple[str, ...]]:
        """The one of a header's few values that stands for all of them, and those; "" where there is none."""
        values = tuple(dict.fromkeys(str(cell.value).strip() for cell in self._cells(header)))
        whole = [value for value in values if plain(value).casefold().startswith(_ALL)]
        is_choice = len(whole) == 1 and 1 < len(values) <= _MOST_VALUES and self._share(header, _is_name) == 1
        return (whole[0], tuple(value for value in values if value != whole[0])) if is_choice else ("", ())

    def _cells(self, header: str) -> list[Cell]:
        at = self.columns[header]
        return [cell for row in self.area.body[:_MOST_LOOKED] if (cell := self.grid.cell(row, at))]

    def _share(self, header: str, holds: Callable[[Cell], bool]) -> float:
        """How many of the cells under a header are such, from 0 to 1; 合计 and the like aside."""
        cells = [cell for cell in self._cells(header) if not special_of(str(cell.value))]
        return sum(map(holds, cells)) / len(cells) if cells else 0.0


def _is_day(cell: Cell) -> bool:
    return isinstance(cell.value, date) or bool(_DAY.fullmatch(plain(str(cell.value))))


def is_time(cell: Cell) -> bool:
    """Whether a cell is a month or a day."""
    return _is_day(cell) or label_month(cell) is not None


def _is_name(cell: Cell) -> bool:
    is_text = cell.kind == "text" and not is_amount(cell)
    return is_text and not _is_day(cell) and not _LINK.match(str(cell.value).strip())


def nearest(tab: Tab, text: str) -> tuple[TabColumn, str] | None:
    """The column whose header is most like a text, and that header; None where none is like it."""
    key, unit = header_parts(text)
    likes = [
        (_likeness(key, name_key(header)), column, header)
        for column in tab.columns
        for header in column.headers
        if (column.kind not in _NUMBERS and not (column.kind == "date" and key in _BARE))
        or (_may_be_number(tab, key, column, name_key(header)) and not (column.kind == "int" and is_money(unit)))
    ]
    best = max(likes, key=lambda one: one[0])
    return (best[1], best[2]) if best[0] >= LEAST_LIKE else None


def _may_be_number(tab: Tab, key: str, column: TabColumn, header: str) -> bool:
    """Whether a header may name a number of ours: nothing wider (用户数: 新增用户数), no cost of one (注册成本)."""
    if is_no_base(key, column) or (is_of_year(key) and not is_of_year(header)) or (key in _BARE and key != header):
        return False
    if (key != header and header.endswith(key)) or (column.kind == "int" and _OF_MONEY.search(key)):
        return False
    if column.kind == "money" and key != header and key.endswith(header):
        counted = key.removesuffix(header)
        return not (_UNIT_COST.search(counted) or ((named := column_named(tab, counted)) and named.kind == "int"))
    return header in key or key in header or _likeness(key, header) >= LEAST_NUMBER


def _likeness(one: str, other: str) -> float:
    """How alike two headers are, from 0 to 1: one that holds the other is as close as the share it holds, and more."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 1 and shorter in longer and len(shorter) >= LEAST_SHARE * len(longer):
        return LEAST_LIKE + (1 - LEAST_LIKE) * len(shorter) / len(longer)
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
