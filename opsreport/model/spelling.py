"""What two spellings of one text share: names and headers without width, case, spaces and brackets."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BRACKETS = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
# the traditional characters of what headers, names and remarks of such sheets say
_TRADITIONAL = str.maketrans(
    "來信息資訊訪問數據報標題稱類型單價實際達級環總營業務費預計劃額錢產銷線渠專員負責說備註記錄開結"
    "東內發佈佔時間點讚評論轉讀閱載視頻圖號門戶會員購買訂項狀態風險應對響權動績變歷軟體區場層關鍵詞"
    "獲裝啟運廣節優見議無較個雙幣萬億筆條週頁載複選擇從邊淨過還進遠連續續綜統經維護處務調編制審導驗冊賣獎補貼與舉離臺雲",
    "来信息资讯访问数据报标题称类型单价实际达级环总营业务费预计划额钱产销线渠专员负责说备注记录开结"
    "东内发布占时间点赞评论转读阅载视频图号门户会员购买订项状态风险应对响权动绩变历软体区场层关键词"
    "获装启运广节优见议无较个双币万亿笔条周页载复选择从边净过还进远连续续综统经维护处务调编制审导验册卖奖补贴与举离台云",
)
_NOISE = re.compile(r"[\s*_·:：/\\,，、.。\-—–()\[\]【】]+")


def plain(text: str) -> str:
    """The text in half width without outer spaces."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """What two spellings of one name share: no width, case, spaces, breaks, punctuation, traditional characters."""
    return _NOISE.sub("", simplified(plain(text)).casefold())


def simplified(text: str) -> str:
    """The text in simplified characters, as far as headers need them."""
    return text.translate(_TRADITIONAL)


def header_parts(text: str) -> tuple[str, str]:
    """The key of a header without its brackets and ＊, and what the brackets say: 费用（万元）＊ → ("费用", "万元")."""
    half = plain(text)
    inside = _BRACKETS.search(half)
    return name_key(_BRACKETS.sub("", half)), simplified(inside[1].strip()) if inside else ""
