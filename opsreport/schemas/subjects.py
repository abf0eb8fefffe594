"""Whose figures a table of metrics is: the company's, or those of campaigns, a platform or a channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell, Sheet
from opsreport.schemas.called import PLATFORM_NAMES
from opsreport.schemas.choices import TOTAL_WORDS, WHOLE_WORDS
from opsreport.schemas.families import is_channel
from opsreport.schemas.starter import CAMPAIGNS, CHANNELS, CONTENTS

_CAMPAIGN = re.compile(r"活动(?!用户|人数|度|率)|大促|促销|618|双11|双十一|campaign", re.IGNORECASE)
# what a title says beside the name of a channel: 6月SEM渠道数据
_AROUND = re.compile(r"20\d\d[年.\-_]?|\d{1,2}月份?|渠道|数据|投放|推广效果|月报|日报|周报|报表|汇总|明细|[\s_-]")
_MEDIA_NAMES = (
    "百度 360 搜狗 神马 谷歌 google bing 头条 巨量 广点通 腾讯 千川 磁力 微博 淘宝 天猫 京东 拼多多 美团 饿了么"
)
_MEDIA = frozenset(_MEDIA_NAMES.split())
_LOOKED_AT = 60
_WHOLE = frozenset(map(name_key, (*TOTAL_WORDS, *WHOLE_WORDS, "全平台", "各平台", "所有平台", "公司")))


@lru_cache(maxsize=1024)
def platform_in(title: str) -> str:
    """The platform that a title names: 小红书, 抖音数据; "" for none and for several."""
    key = name_key(title)
    by_length = [(names[0], name) for names in PLATFORM_NAMES for name in sorted(names, key=len)]
    found = {first: name for first, name in by_length if name_key(name) in key}
    return _as_typed(title, next(iter(found.values()))) if len(found) == 1 else ""


def _as_typed(title: str, name: str) -> str:
    at = plain(title).casefold().find(name.casefold())
    return plain(title)[at : at + len(name)] if at >= 0 else name


def is_of_part(sheet: Sheet, head: Iterable[Cell], title: str) -> bool:
    """Whether a title, or a column beside the metrics, says that they are those of campaigns, platforms or channels."""
    is_said = _CAMPAIGN.search(title) or platform_in(title) or names_channel(title)
    return bool(is_said) or any(_names_parts(sheet, cell) for cell in head)


def names_channel(title: str) -> bool:
    """Whether a title is the name of a channel, with what titles say beside it: 6月SEM渠道数据, 百度."""
    bare = _AROUND.sub("", plain(title))
    return is_channel(bare) or bare.casefold() in _MEDIA


def _names_parts(sheet: Sheet, head: Cell) -> bool:
    """Whether a column says of what the figures are, and that is not the whole everywhere."""
    if not isinstance(head.value, str) or name_key(head.value) not in _part_headers():
        return False
    rows = range(head.row + 1, head.row + _LOOKED_AT)
    cells = (sheet.cells.get((row, head.column)) for row in rows)
    said = [cell.value for cell in cells if cell and isinstance(cell.value, str) and cell.value.strip()]
    return not all(name_key(text) in _WHOLE for text in said) if said else False


@lru_cache(maxsize=1)
def _part_headers() -> frozenset[str]:
    columns: Sequence[tuple[str, ...]] = (
        CAMPAIGNS.column("name").headers, CHANNELS.column("channel").headers, CONTENTS.column("platform").headers
    )  # fmt: skip
    return frozenset(name_key(header) for headers in columns for header in headers) - {name_key("名称")}
