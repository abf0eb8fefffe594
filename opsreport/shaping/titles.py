"""What the title of a sheet or table says that its numbers are: results, a plan, a forecast, other firms' figures."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from opsreport.model.spelling import plain
from opsreport.model.table import Sheet

GENERIC = re.compile(r"(?:sheet|工作表|表)?\d*", re.IGNORECASE)
Standing = Literal["", "forecast", "others", "copy", "plan"]

_REST = r"(?:值|数|表|数据|明细|汇总|分解|拆解|指标|[()\s\d])*$"
_BOTH = re.compile(r"对比|比较|完成|达成|执行|进度|跟踪|追踪|实际|偏差|差异|与|和|及|、|/|\+|(?<![a-z])vs(?![a-z])")
_COPY = re.compile(
    r"模板|范例|样表|样例|示例|template|作废|废弃|停用|备份|副本|拷贝|复制|backup|(?<![a-z])(?:bak|old|copy)(?![a-z])|"
    r"旧(?:版|表|数据)|(?:^|[-_ (])旧(?:$|[-_ )])|旧$"
)
_OTHERS = re.compile(
    r"(?<![分各多跨])行业(?!客户|渠道|线|号|版|内容)|竞品|竞争对手|竞对|友商|同行|对标|标杆|benchmark|competitor|industry"
)
_FORECAST = re.compile(rf"(?:预测|预估|预计|测算|forecast|projection){_REST}")
_PLAN = re.compile(rf"(?:预算|(?<![分各按告广])计划|目标|budget|plan|targets?){_REST}")
_PAST = re.compile(r"去年|上年|(?:同期|同月)(?:值|数|表|数据)*$|(?:last|prior|previous) year")
_BEFORE = re.compile(r"去年|上年|(?:last|prior|previous) year")
_COMPARED = re.compile(r"对比|比较|较|同比|增长|增幅|与|和|及|、|/|(?<![a-z])vs(?![a-z])|累计")
_UNIT = re.compile(r"\([^)]*\)")


def standing_of(title: str) -> Standing:
    """What a title says of the numbers under it; "" for results, or results beside a plan."""
    whole = plain(title).casefold()
    if _COPY.search(whole):
        return "copy"
    text = _UNIT.sub("", whole)
    if _OTHERS.search(text):
        return "others"
    if _BOTH.search(text):
        return ""
    return "forecast" if _FORECAST.search(text) else "plan" if _PLAN.search(text) else ""


def is_plan(title: str) -> bool:
    """Whether a title says that the numbers under it are targets."""
    return standing_of(title) == "plan"


def is_past(title: str) -> bool:
    """Whether a title says that the numbers under it are those of the year before, and no comparison with it."""
    text = _UNIT.sub("", plain(title).casefold())
    return bool(_PAST.search(text)) and not _COMPARED.search(text)


def says_before(title: str) -> bool:
    """Whether a title speaks of the year before another that it may name: 2025年的去年同期."""
    return bool(_BEFORE.search(plain(title).casefold()))


def title_of(sheet: Sheet) -> str:
    """The title of a sheet, that of its file where it has none of its own."""
    return PurePath(sheet.file).stem if GENERIC.fullmatch(sheet.name.strip()) else sheet.name
