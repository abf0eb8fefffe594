"""Headers of two rows in lists of channels, campaigns and articles: what stands under the name of a measure.

费用 over 实际 is the cost; 费用 over 余额 is not, nor is 新增用户 over 成本. 费用 over 媒体 and 合计 is the 合计.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opsreport.model.schema import TabColumn
from opsreport.model.spelling import header_parts
from opsreport.schemas.starter import CAMPAIGNS, CHANNELS, CONTENTS
from opsreport.shaping.layout import Column, main_key
from opsreport.shaping.slots import NUMBERS, Slot
from opsreport.shaping.tabwords import Words
from opsreport.shaping.words import is_unit, moment_in, month_in, total_in

_TABS = (CHANNELS, CAMPAIGNS, CONTENTS)
# what says no more than that the number is meant
_PLAIN_WORDS = """
    实际 实际值 实际数 实绩 完成 完成值 完成数 达成 达成值 数值 值 数据 数 数量 量 人数 用户数 客户数 会员数 户数 个数
    次数 人次 金额 额 规模 结果 情况 本月 当月 本期 月度 actual value amount count number
"""
_WHOLE_WORDS = "总数 总量 总额 总计 合计 小计 总和 汇总 total"
_PLAIN, _WHOLE = frozenset(_PLAIN_WORDS.split()), frozenset(_WHOLE_WORDS.split())


def with_group_words(words: Words, columns: Sequence[Column]) -> Sequence[Column]:
    """The columns of such a list, those that only a group names kept out where the header below says another thing."""
    if words.tab not in _TABS or main_key(words.tab) not in {one.name for one in columns if one.role == "label"}:
        return columns
    kept = [_kept(words, one) for one in columns]
    plain = {_place(one.slot) for one in kept if _is_plain(one)}
    wholes = {_place(one.slot): one for one in kept if _is_whole(words, one) and _place(one.slot) not in plain}
    return [_with_whole(one, wholes.get(_place(one.slot))) for one in kept]


def _place(slot: Slot) -> tuple[object, ...]:
    return slot.name, slot.month, slot.year, slot.moment_word


def _is_plain(one: Column) -> bool:
    """Whether a column is the number itself that a header names, not a part of it under the header of a group."""
    slot = one.slot
    is_alone = len(slot.parts) < 2 or _is_neutral(slot.parts[-1])
    return one.role == "value" and not slot.special and is_alone


def _with_whole(one: Column, whole: Column | None) -> Column:
    """合计 under a measure as that measure, the parts beside it, if any is named so too, kept out."""
    if whole is None or one.role != "value":
        return one
    if one is whole:
        return Column(replace(one.slot, special="", totals=(), derived=""), "value")
    return one if one.slot.special else _out(one)


def _out(one: Column) -> Column:
    return Column(replace(one.slot, name="", other=" ".join(one.slot.parts)), "none")


def _kept(words: Words, one: Column) -> Column:
    slot = one.slot
    if one.role != "value" or not slot.name or slot.special or _fits(words, slot):
        return one
    return _out(one)


def _fits(words: Words, slot: Slot) -> bool:
    """Whether the last header of a column leaves the group over it what it says, or says itself what is counted."""
    group, last = _group(words, slot), slot.parts[-1]
    is_total = group is not None and words.column(header_parts(last)[0].removeprefix("总")) == group
    if group is None or _is_neutral(last) or _joined(words, slot) or is_total:
        return True
    own = words.column(last)
    if own is None:
        return False
    return own.kind == group.kind or own.kind not in NUMBERS or "money" not in (own.kind, group.kind)


def _group(words: Words, slot: Slot) -> TabColumn | None:
    """The numbers that a header over the last one names."""
    found = (words.column(text) for text in slot.parts[:-1])
    return next((one for one in found if one and one.kind in NUMBERS), None)


def _joined(words: Words, slot: Slot) -> bool:
    """Whether headers together name a column: 费用 over 预算."""
    texts = [header_parts(text)[0] for text in slot.parts]
    return any(words.column(text) for text in ("".join(texts), "".join(reversed(texts))))


def _is_neutral(text: str) -> bool:
    key = header_parts(text)[0]
    return key in _PLAIN | _WHOLE or is_unit(text) or moment_in(text) is not None or month_in(text) is not None


def _is_whole(words: Words, one: Column) -> bool:
    """Whether a column is 合计 under the name of a measure."""
    slot = one.slot
    is_total = slot.special == "total" and bool(slot.parts) and total_in(slot.parts[-1]) is not None
    group = _group(words, slot) if is_total and not slot.month else None
    return group is not None and header_parts(slot.parts[-1])[0] in _WHOLE
