"""Which names say that a row is made of others: 合计, 平均, 环比, 1-6月."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from opsreport.model.spelling import header_parts, name_key, span_said
from opsreport.schemas.choices import CHANGE_WORDS, MEAN_WORDS, SHARE_WORDS, TOTAL_WORDS, WHOLE_WORDS

_MADE_OF: Mapping[str, str] = {
    **{name_key(word): "total" for word in (*TOTAL_WORDS, *WHOLE_WORDS)},
    **{name_key(word): "mean" for word in MEAN_WORDS},
    **{name_key(word): "derived" for word in (*CHANGE_WORDS, *SHARE_WORDS)},
}
_BEFORE = re.compile(r"(?:环比|同比)(?:上月|上年|去年|上期|增|变|差)")
_MADE_STARTS = tuple(_MADE_OF)
_LONGEST_SPAN = 20
_TOTAL_ENDS = ("合计", "小计", "总计")
# a name that begins and ends with none of these is not made of others
_WORDS = (*_MADE_OF, *_TOTAL_ENDS, "环比", "同比", "累计", "ytd")
MADE_STARTS, MADE_ENDS = frozenset(word[0] for word in _WORDS), frozenset(word[-1] for word in _WORDS)
# a span of months (1-6月, 上半年, 截至6月, 本年累计) begins with none but these; a total ends so however it begins
SPAN_STARTS, TOTAL_ENDS = frozenset("0123456789截上本当年全累合总小汇y"), frozenset(word[-1] for word in _TOTAL_ENDS)


@lru_cache(maxsize=4096)
def made_of(text: str) -> str:
    """Whether the name of a row says that it is made of other rows: "total", "mean", "derived" (a change), else ""."""
    key = name_key(text)
    if known := _MADE_OF.get(key) or ("derived" if _BEFORE.match(key) else ""):
        return known
    if key.endswith(_TOTAL_ENDS) or key.startswith(_TOTAL_ENDS) or (len(key) < _LONGEST_SPAN and span_said(text)):
        return "total"
    # 总计(元): a unit or remark in brackets makes no other word of it
    return _MADE_OF.get(header_parts(text)[0], "") if key.startswith(_MADE_STARTS) else ""
