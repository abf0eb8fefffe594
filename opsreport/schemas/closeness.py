"""Headers that come close to one of a column, so that it can be suggested."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from difflib import get_close_matches

from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import header_parts, name_key
from opsreport.schemas.matching import derived_kind, is_of_one
from opsreport.schemas.starter import COST_PARTS

_CLOSE = 0.75
LIKE = 0.4  # less alike, a text is no slip of the pen
# what one of something costs is no sum: 注册成本
_OF_ONE = re.compile(
    r".*(?:注册|激活|线索|订单|获客|拉新|转化|留资|表单|下单|成交|首单|首购|点击|千次|到店|进店|到访|加粉|涨粉|试用|新客|用户|客户"
    r"|会员|人|单|件)成本|.*(?:单|每|均).{0,3}成本"
)
# what is no amount, no number of anything, none of people
_RATE = re.compile(
    r"(?:率|占比|比例|比重|比|(?:完成|达成)(?:度|进度)|(?:预算|目标|计划|年度)(?:完成|达成|进度)|差额|差异|差距|缺口)$"
)
_MEAN = re.compile(r"^(?:人均|单均|客均|户均|台均|店均|篇均|单篇|平均|日均|每|arp+u)", re.IGNORECASE)
_MONEY = re.compile(r"(?:成本|费用?|金额|额|单价|均价|客单价)$")
_THINGS = re.compile(r"(?:件|单|订单|笔|台|张|间夜|台次|场)(?:数|量|次)?$|销量$")
_OF_PEOPLE = ("visits", "new_users", "payers", "participants", "participants_target")
# of one, planned, of another time, given back, of those who came before
_OTHER = re.compile(
    r"人均|单均|客均|户均|均|每|单位|单(?=客|位|件|个)|计划|预算|预计|预测|上月|上期|去年|同期|累计|退|占|率|比|毛利|利润|\d+月|老客|复购"
    r"|未|应收|排名|说明|备注|cp[a-z]|roi|天数|时长|库存",
    re.IGNORECASE,
)
# by tab what may well be meant of a column that the table lacks, the surer ones first
_LIKELY: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    tab: {name: re.compile(shape, re.IGNORECASE) for name, shape in columns.items()}
    for tab, columns in {
        "channels": {
            "revenue": r"(?:成交|销售|交易|首单|首购|签约|支付)(?:总|金)?额$|收入$|营收$|流水$|房费$|业绩$|带货",
            "spend": r"(?<![付免])费用?$|佣金$|投放$|投流$|补贴$|成本$|花费$|支出$|消耗$",
            "new_users": r"^新客|新客$|新增|新用户|新会员|加粉|涨粉|建档|入会|注册|拉新",
            "payers": r"成交|购买|签约|下单|支付|付费|付款|办卡|首单",
            "visits": r"到访|访问|访客|观看|浏览|进店|到店|场观|流量",
        },
        "campaigns": {
            "revenue_target": r"(?:收入|营收|流水|业绩|额|gmv|销售).*目标|目标.*(?:收入|营收|流水|业绩|额|gmv|销售)",
            "participants_target": r"(?:参与|参加|到场|到店|报名).*目标|目标.*(?:参与|参加|到场|到店|报名|人数)",
            "revenue": r"额$|收入$|营收$|流水$|业绩$|带货|产值$",
            "cost": r"(?<![付免])费用?$|补贴$|成本$|花费$|支出$|投放$",
            "participants": r"参与|参加|参团|到场|到店|到访|报名|签到|观看|人数$|人次$",
            "conversions": r"成交|转化|签约|购买|下单|办卡|留资",
        },
        "users": {
            "interactions": r"(?:到店|消费|购买|下单|互动|登录|访问|打卡|上课|入住)次数$",
            "revenue": r"(?:采购|下单|订单|支付|交易|成交|消费|充值)(?:金|总)?额$|业绩$|流水$",
        },
        "contents": {
            "revenue": r"带货|(?:成交|销售|支付)(?:金)?额?$|收入$|营收$",
            "reads": r"阅读|播放|观看|浏览",
            "conversions": r"订单|转化|留资|线索|成交|下单|购买",
        },
    }.items()
}
# of a whole year, which is no number of a month
_OF_YEAR = re.compile(r"全年|年度|整年|(?<![半])年(?:计划|目标|预算|任务|指标)|annual|full.?year|\bfy", re.IGNORECASE)
# what such a header names is said of the number, not the number itself
_LONGEST = 12
_OF_MONEY = ("元", "¥", "$")
_ASIDE_ENDS = ("说明", "备注", "原因", "时间", "日期", "人", "来源", "口径", "排名", "链接", "状态")


def is_strange(text: str, known: Iterable[str]) -> bool:
    """Whether a text is like none of the known ones, given by their keys."""
    return not get_close_matches(name_key(text), tuple(known), n=1, cutoff=LIKE)


def close_column(tab: Tab, text: str, taken: Container[str]) -> tuple[str, TabColumn] | None:
    """The header that an unknown one comes close to, of a column of numbers that the sheet lacks; None for none.

    It holds that header (消耗额: 消耗), differs by a letter or so, or may well be another word for it (到访量: 访问量).
    """
    key = header_parts(text)[0]
    if is_cost_of_one(key) or is_of_one(text) or is_of_year(key):
        return None
    free = [c for c in tab.columns if c.name not in taken and c.kind in ("int", "money", "share", "measure")]
    if any(part in taken for part in COST_PARTS):
        free = [column for column in free if column.name != "cost"]  # a further part is not the whole
    headers = {name_key(header): (header, column) for column in free for header in column.headers}
    headers = {one: known for one, known in headers.items() if _is_alike(key, known[1])}
    held = [one for one in headers if len(one) > 1 and one in key and not key.endswith(_ASIDE_ENDS)]
    near = [max(held, key=len)] if held else get_close_matches(key, headers, n=1, cutoff=_CLOSE)
    return headers[near[0]] if near else _likely(tab, text, free)


def is_cost_of_one(key: str) -> bool:
    """Whether a header is what one of something costs: 注册成本."""
    return bool(_OF_ONE.fullmatch(key))


def is_of_year(key: str) -> bool:
    """Whether a header is of a whole year: 全年计划, 年度预算; as a month's number it would be many times too large."""
    return bool(_OF_YEAR.search(key))


def is_no_base(key: str, column: TabColumn) -> bool:
    """Whether a header says a rate, a mean or a difference of numbers, which is no number of a column itself."""
    return column.kind != "share" and bool(_RATE.search(key) or _MEAN.search(key) or _OF_ONE.fullmatch(key))


def _is_alike(key: str, column: TabColumn) -> bool:
    """Whether a header can be that of a column: none of rates is of amounts, none of money or things of people."""
    is_rate = is_no_base(key, column)
    is_money = column.kind == "int" and _MONEY.search(key)
    return not (is_rate or is_money or (column.name in _OF_PEOPLE and _THINGS.search(key)))


def _likely(tab: Tab, text: str, free: Iterable[TabColumn]) -> tuple[str, TabColumn] | None:
    """The column, lacking so far, that a header may well be in other words."""
    key, unit = header_parts(text)
    columns = {column.name: column for column in free}
    is_money = any(word in unit for word in _OF_MONEY)
    if len(key) > _LONGEST or key.endswith(_ASIDE_ENDS) or _OTHER.search(key) or derived_kind(text):
        return None
    for name, shape in _LIKELY.get(tab.name, {}).items():
        column = columns.get(name)
        if column and shape.search(key) and _is_alike(key, column) and (column.kind == "money" or not is_money):
            return column.headers[0], column
    return None
