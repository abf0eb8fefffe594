"""What the end of an unknown header says, where no other header ends so: 渠道推广费用 is 费用, 签约企业数 付费用户."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from opsreport.model.schema import Tab
from opsreport.model.spelling import header_parts
from opsreport.schemas.matching import derived_kind, figure_named, is_of_one

_PEOPLE = "(?:人数|用户数?|客户数?|会员数?|学员数?|买家数?|顾客数?|商家数?|企业数?|患者数?|车主数?|家长数?)"
_EARNED = (
    "(?:收入|营收|销售额|成交额|交易额|签约额|合同额|营业额|gmv|流水"
    "|(?:成交|交易|销售|支付|付费|核销|充值|签约|合同|首单|首购|带货)金额|(?:gmv|收入|销售)产出)"
)
_PAID_FOR = "(?:投放|推广|广告|营销|市场|渠道|获客|引流|拉新|宣传|投流|买量|引入)"
# of one or each, planned, of another time, given back: none of these is the amount itself
_OTHER = re.compile(
    r"人均|单均|客均|户均|次均|平均|每|单位|单(?=客|位|件)|目标|计划|预算|预计|预测|上月|上期|去年|同期|累计|退|占|率|比|毛利|利润"
    r"|未|应收|同比|环比|排名|说明|备注|cp[a-z]|roi",
    re.IGNORECASE,
)
_AIMED = re.compile(r"^目标|目标$")
# by tab what each column's headers end with, the likelier ones first
_ENDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "channels": {
        "spend": (rf"{_PAID_FOR}[^费]*(?:费用?|花费|投入|支出|消耗|金额)", r".+(?:费用|花费|投入|消耗)"),
        "new_users": (rf"新增(?:注册|激活|付费)?{_PEOPLE}",),
        "payers": (
            rf"(?:成交|付费|支付|购买|付款|签约|首单|首购)(?:新)?{_PEOPLE}|(?:成交|付费|支付|签约)\(人\)",
            rf"(?:交易|下单|消费){_PEOPLE}",
        ),
        "revenue": (rf".*{_EARNED}", r"带动(?:交易|销售|成交)"),
    },
    "campaigns": {
        "start": (r"实际开始(?:时间|日期)?",),
        "end": (r"实际结束(?:时间|日期)?",),
        "participants": (
            rf"(?:参与|参加|参团|参赛|参会|到会){_PEOPLE}|(?:参与|参加|参会|到会)人次",
            rf"(?:到场|到访|到店|签到){_PEOPLE}|人数",
            rf"(?:观看|观众){_PEOPLE}|到场|到会|签到",
        ),
        "revenue": (rf".*{_EARNED}", r"带动(?:交易|销售|成交)"),
        "prizes": (r".*(?:补贴|优惠券|红包|奖品|礼品)(?:成本|费用?|支出|金额)?",),
        "promotion": (rf"{_PAID_FOR}[^费]*(?:费用?|花费|投入|支出|成本|金额)",),
        "labour": (r"(?:执行|人力|人工|物料|场地|搭建)(?:成本|费用?|支出)",),
    },
    "contents": {
        "title": (r"视频描述", r"稿件"),
        "reads": (r"(?:总|实际)(?:播放|阅读)", r"实际(?:播放|阅读)量"),
        "likes": (r"赞",),
        "comments": (r"评",),
        "shares": (r"转",),
        "revenue": (rf".*{_EARNED}|(?:引导|引流|带来)成交",),
    },
}
_PAID_OR_AIMED = (
    "cost",
    "promotion",
    "prizes",
    "labour",
    "revenue_target",
    "participants_target",
    "conversions_target",
)
_DONE = ("达成", "实际", "完成", "实际达成", "实际完成")
_PAYING = ("付费", "新增付费", "首付费", "付费新增")
# so short that only numbers of people under them tell what they are
BARE = (*_PAYING, "赞", "评", "转")
_OF_MONEY = ("元", "¥", "rmb", "usd")
_SAYS_NO_MORE = ("", "额", "销售")


def columns_by_end(tab: Tab, headers: Iterable[str], taken: Collection[str]) -> Mapping[str, str]:
    """For headers that name no column the one that their end says, where no other takes it and one header does.

    Rates, targets, amounts of one or each and headers whose unit does not fit say none.
    """
    texts = [text for text in headers if not (derived_kind(text) or figure_named(tab, text))]
    found: dict[str, str] = {}
    for name, shapes in _ENDS.get(tab.name, {}).items():
        if name not in taken:
            told = (_ending(tab, name, shape, texts, found) for shape in shapes)
            found.update(dict.fromkeys(next(filter(None, told), [])[:1], name))
    found.update(_aims(tab, texts, {*taken, *found.values()}))
    found.update(_paid(tab, texts, {*taken, *found.values()}))
    found.update(_spent(tab, texts, {*taken, *found.values()}))
    return found


def _paid(tab: Tab, texts: Iterable[str], taken: Collection[str]) -> Mapping[str, str]:
    """The people who paid at a channel, headed no more than 付费 beside what they paid."""
    parts = {text: header_parts(text) for text in texts}
    there = [text for text, (key, unit) in parts.items() if key in _PAYING and not _is_money(unit)]
    is_it = tab.name == "channels" and {"revenue", "new_users"} <= {*taken} and "payers" not in taken
    return {there[0]: "payers"} if is_it and len(there) == 1 else {}


def _spent(tab: Tab, texts: Iterable[str], taken: Collection[str]) -> Mapping[str, str]:
    """What campaigns cost, headed no more than 实际 beside their budget, where nothing else is aimed at or paid."""
    parts = {text: header_parts(text) for text in texts}
    there = [text for text, (key, unit) in parts.items() if key == "实际" and (not unit or _is_money(unit))]
    is_aimed = any(_AIMED.search(key) for key, _ in parts.values())
    is_other = is_aimed or any(name in taken for name in _PAID_OR_AIMED)
    is_it = tab.name == "campaigns" and "cost_budget" in taken and len(there) == 1 and not is_other
    return {there[0]: "cost"} if is_it else {}


def _ending(tab: Tab, name: str, shape: str, texts: Iterable[str], used: Collection[str]) -> list[str]:
    """The one header of that shape, [] for none and for several."""
    there = [text for text in texts if text not in used and _is_so(tab, name, shape, text)]
    return there if len(there) == 1 else []


def _is_so(tab: Tab, name: str, shape: str, text: str) -> bool:
    key, unit = header_parts(text)
    is_amount = tab.column(name).kind == "money"
    is_money = any(word in unit.casefold() for word in _OF_MONEY)
    return not (_OTHER.search(key) or is_of_one(text) or (is_money and not is_amount)) and bool(
        re.fullmatch(shape, key) or re.fullmatch(shape, f"{key}({unit})")
    )


def _aims(tab: Tab, texts: Iterable[str], taken: Collection[str]) -> Mapping[str, str]:
    """Targets of what campaigns have: 目标营业额, 目标人数 beside 到场人数, 目标额 beside 实际额."""
    if tab.name != "campaigns":
        return {}
    parts = {text: header_parts(text) for text in texts}
    aims = {text: _AIMED.sub("", key) for text, (key, _) in parts.items() if _AIMED.search(key)}
    found = {**_aims_of_people(aims, taken), **_aims_of_money(parts, aims, taken)}
    return {text: name for text, name in found.items() if name not in taken}


def _aims_of_people(aims: Mapping[str, str], taken: Collection[str]) -> Mapping[str, str]:
    """The one target of people: 目标到场人数, and 目标人数 where those who came are the only people of the table."""
    is_only = "conversions" not in taken
    people = _ENDS["campaigns"]["participants"][:2]
    there = [text for text, rest in aims.items() if any(re.fullmatch(one, rest) for one in people)]
    there = [text for text in there if is_only or aims[text] != "人数"]
    return {there[0]: "participants_target"} if "participants" in taken and len(there) == 1 else {}


def _aims_of_money(
    parts: Mapping[str, tuple[str, str]], aims: Mapping[str, str], taken: Collection[str]
) -> Mapping[str, str]:
    """The target of revenue, with the revenue that stands beside it under a header that says no more than it does."""
    there = [text for text, rest in aims.items() if re.fullmatch(f".*{_EARNED}", rest) and not _OTHER.search(rest)]
    sold = [text for text, rest in aims.items() if rest == "销售" and ("revenue" in taken or _is_money(parts[text][1]))]
    if there or "revenue" in taken:
        there = there or sold
        return dict.fromkeys(there, "revenue_target") if len(there) == 1 else {}
    done = {key: text for text, (key, unit) in parts.items() if _is_money(unit) or key.endswith("额")}
    pairs = [(text, done[word + rest]) for text, rest in aims.items() for word in _DONE if word + rest in done]
    pairs = [(text, other) for text, other in pairs if aims[text] in _SAYS_NO_MORE and text in done.values()]
    return {pairs[0][0]: "revenue_target", pairs[0][1]: "revenue"} if len(pairs) == 1 else {}


def _is_money(unit: str) -> bool:
    return "万" in unit or any(word in unit.casefold() for word in _OF_MONEY)
