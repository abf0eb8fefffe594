"""The family that the name of a channel says by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from opsreport.model.spelling import name_key, plain, simplified
from opsreport.schemas.called import CHANNEL_NAMES
from opsreport.schemas.choices import FAMILY

# of the channels whose name alone does not say it
_OF_CHANNEL: Mapping[str, str] = {
    "搜索引擎广告": "paid",
    "直接访问": "natural",
    "联盟营销": "paid",
    "邮件营销": "other",
    "直播电商": "other",
    "短视频平台": "other",
}
# the advertising back ends, where all there is is bought
_BOUGHT = (
    "巨量引擎", "巨量千川", "千川", "巨量", "磁力引擎", "磁力金牛", "广点通", "百度推广", "百度营销", "直通车",
    "万相台", "引力魔方", "超级推荐", "钻展", "京准通", "聚光", "薯条", "dou+", "粉丝通",
)  # fmt: skip
_EXACT: Mapping[str, str] = {
    **dict.fromkeys(("社交", "社媒", "社交媒体", "social"), "other"),
    **dict.fromkeys(map(name_key, _BOUGHT), "paid"),
    **dict.fromkeys(map(name_key, ("淘宝客", "手机淘宝客", "CPS")), "paid"),
    **dict.fromkeys(map(name_key, ("手淘搜索", "手淘推荐", "淘宝搜索", "官网", "官方网站", "官方App")), "natural"),
}
# words that say it within a longer name too: 抖音信息流, 百度SEM, 线下活动
_WORDS: Mapping[str, str] = {
    "paid": "广告 竞价 信息流 sem cpc cpm ads",
    "natural": "自然 seo organic",
    "fission": "裂变 私域 社群 老带新 企微 邀请好友 好友邀请 推荐有礼 介绍 老客推荐 好友推荐 团长推荐 referral",
    "partner": "合作 异业 代理商 经销商 partner partners partnership",
    "offline": "线下 地推 快闪 门店 展会 车展 路演 offline",
    "other": "直播 邮件 短视频 edm",
}
_KNOWN: Mapping[str, str] = {
    **{name_key(name): _OF_CHANNEL[group[0]] for group in CHANNEL_NAMES if group[0] in _OF_CHANNEL for name in group},
    **{name_key(word): code for code, words in FAMILY.items() for word in words},
    **_EXACT,
}


def is_channel(name: str) -> bool:
    """Whether a name is that of a channel or of a kind of channels, and nothing else: SEM, 巨量千川, 线下."""
    return name_key(name) in _KNOWN


@lru_cache(maxsize=4096)
def family_said(name: str) -> str:
    """The family of a channel by its name: that of a known channel, else the one whose words it holds.

    "" for a name that says none, or two.
    """
    if known := _KNOWN.get(name_key(name)):
        return known
    text = simplified(plain(name)).casefold()
    held = {code for code, words in _WORDS.items() if any(_holds(text, word) for word in words.split())}
    return held.pop() if len(held) == 1 else ""


def _holds(text: str, word: str) -> bool:
    """Whether a name holds a word, one of letters not within another."""
    return bool(re.search(rf"(?<![a-z]){word}(?![a-z])", text)) if word.isascii() else word in text
