"""Headers that come close to one of a column, so that it can be suggested."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from difflib import get_close_matches

from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import header_parts, name_key

_CLOSE = 0.75
LIKE = 0.4  # less alike, a text is no slip of the pen
# what one of something costs is no sum: 注册成本
_OF_ONE = re.compile(
    r"(?:注册|线索|订单|获客|拉新|转化|激活|留资|表单|下单|成交|首单|点击|千次|到店|试用|新客|用户|单|每.*|人均)成本"
)
# what such a header names is said of the number, not the number itself
_ASIDE_ENDS = ("说明", "备注", "原因", "时间", "日期", "人", "来源", "口径", "排名", "链接", "状态")


def is_strange(text: str, known: Iterable[str]) -> bool:
    """Whether a text is like none of the known ones, given by their keys."""
    return not get_close_matches(name_key(text), tuple(known), n=1, cutoff=LIKE)


def close_column(tab: Tab, text: str, taken: Container[str]) -> tuple[str, TabColumn] | None:
    """The header that an unknown one comes close to, of a column of numbers that the sheet lacks; None for none.

    It holds that header (消耗额: 消耗), or differs by a letter or so.
    """
    key = header_parts(text)[0]
    if _OF_ONE.fullmatch(key):
        return None
    free = (c for c in tab.columns if c.name not in taken and c.kind in ("int", "money", "share", "measure"))
    headers = {name_key(header): (header, column) for column in free for header in column.headers}
    held = [one for one in headers if len(one) > 1 and one in key and not key.endswith(_ASIDE_ENDS)]
    near = [max(held, key=len)] if held else get_close_matches(key, headers, n=1, cutoff=_CLOSE)
    return headers[near[0]] if near else None
