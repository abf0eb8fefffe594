"""What titles and headers say of the tables of users that people keep one by one: 留存, 用户分层, 漏斗."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from opsreport.model.spelling import header_parts, name_key, plain, simplified
from opsreport.schemas.choices import USER_ROW

_LONGEST_TITLE = 20
# what a title names: the code of a kind of rows, or the family that only the rows can tell more of
_KINDS: Mapping[str, re.Pattern[str]] = {
    "retention": re.compile(r"留存|retention|cohort"),
    "funnel": re.compile(r"漏斗|funnel"),
    "churn": re.compile(
        r"(?:流失|退卡|退课|退费|退会|退订|退租|退群|取关|注销|解约|断缴|停卡)(?:用户|客户|会员|学员)?(?:的)?(?:主要)?原因"
        r"|流失(?:分析|归因)|^(?:用户)?流失$|churn"
    ),
    "tier": re.compile(
        r"分层|分群|层级|^rfm|(?:会员|用户|客户|学员|vip)(?:等级|分级|级别)|健康度|生命周期(?!价值)|购买频次|新老(?:客|用户|会员)|新客\W?老客"
        r"|^.{0,4}客群(?:结构|分布|分析)?$|tiers?\b"
    ),
    "feedback": re.compile(
        r"反馈|(?:客户|用户|学员|会员|顾客)(?:之?声音?|心声|评价)|(?:差评|投诉|客诉)(?:原因|分析|汇总|问题|统计)|feedback"
    ),
}
# the same words in the title of what is no such table, or of another thing's
_OTHERWISE = re.compile(
    r"活动|内容|直播|渠道|测试|召回|计划|目标|预测|行业|竞品|预警|策略|方案|规则|标准|定义|说明|权益|口径|去年|上年|同期|历史|模板|示例"
)
# whose tiers are not those of users, where the title names no people beside
_OTHER_SUBJECT = re.compile(r"商品|产品|品类|sku|门店|店铺|商家|城市|区域|员工|岗位|供应商|达人|主播|设备|素材|订单")
_PEOPLE = re.compile(r"用户|客户|会员|学员|顾客|人群|客群|新老客")
_FUNNELS: Mapping[str, re.Pattern[str]] = {
    "register": re.compile(r"注册|拉新|新客|regist|sign ?up"),
    "purchase": re.compile(r"购买|转化|支付|交易|下单|成交|purchase|checkout"),
}
_BUYING = re.compile(r"支付|付款|下单|成交|购买|加购|订单|首单|复购|成单|pay|order|purchase|checkout|cart")
_JOINING = re.compile(r"注册|激活|开户|认证|regist|sign ?up|activat")
_COMING = re.compile(r"访问|浏览|曝光|点击|落地|启动|打开|进店|进入|下载|首页|详情|visit|view|click|install|open")
_SENTIMENTS = {name_key(word): code for code in ("negative", "positive", "need") for word in USER_ROW[code]}
_SENTIMENT_WORDS: Mapping[str, re.Pattern[str]] = {
    "negative": re.compile(r"负面|差评|投诉|客诉|吐槽|negative|complaint"),
    "positive": re.compile(r"正面|好评|表扬|positive|praise"),
    "need": re.compile(r"需求|建议|诉求|need|suggestion|request"),
}

_MONTHS = "月份 统计月份 数据月份 月 month"
_COHORTS = f"{_MONTHS} 注册月份 注册月 注册时间 注册日期 新增月份 新增时间 日期 队列 批次 cohort 首次访问月份"
_COUNTS = "人数 用户数 用户量 用户 数量 数值 本月 当月 people users count number"
# 备注 is a remark, neither why nor what then
_NOTES = "原因或对策 对策 说明 改进方案 改进措施 措施 处理方案 解决方案 应对 应对措施 action remedy"
_HEADERS: Mapping[str, Mapping[str, str]] = {
    "retention": {
        "month": _COHORTS,
        "name": "名称 留存 留存天数 天数 留存类型 留存周期 周期 指标 项目 留存日 第n日 day",
        "count": f"{_COUNTS} 留存人数 留存用户 留存用户数 留存数 retained",
        "base": "基数 可观测人数 观测人数 新增 新增用户 新增人数 新增用户数 新增注册用户数 注册人数 "
        "注册用户 注册用户数 新用户 新用户数 首日人数 激活用户 base observed",
        "note": f"{_NOTES} 原因",
    },
    "tier": {
        "month": _MONTHS,
        "name": "名称 分层 层级 等级 级别 用户分层 用户层级 用户类型 用户等级 会员等级 会员层级 会员分层 "
        "活跃分层 活跃度 人群 客群 rfm rfm人群 rfm分类 分类 类型 阶段 生命周期 生命周期阶段 档位 频次 健康度 会员类型 "
        "客户类型 学员类型 客户分层 学员分层 客户等级 tier level",
        "count": f"{_COUNTS} 会员数 会员人数 活跃用户数 活跃人数 客户数 members",
        "interactions": "互动次数 互动 互动数 互动量 interactions",
        "revenue": "收入 营收 消费金额 消费额 销售额 成交额 贡献收入 gmv revenue",
        "note": f"{_NOTES} 原因",
    },
    "funnel": {
        "month": _MONTHS,
        "name": "名称 步骤 环节 漏斗步骤 漏斗环节 节点 阶段 漏斗 转化环节 转化步骤 行为 step stage",
        "count": f"{_COUNTS} 到达人数 步骤人数 转化人数 实际 实际人数 实际数 完成 uv actual",
        "note": f"{_NOTES} 原因 流失原因",
    },
    "churn": {
        "month": _MONTHS,
        "name": "名称 原因 流失原因 主要原因 reason",
        "count": f"{_COUNTS} 流失人数 流失用户数 流失用户 选择人数 频次 次数 提及次数 提及人数 票数",
        "base": "基数 样本数 样本量 样本 样本总数 总人数 调研人数 有效样本 流失总数 base sample",
        "note": _NOTES,
    },
    "feedback": {
        "month": _MONTHS,
        "row_type": "类型 类别 性质 情感 情感倾向 倾向 反馈类型 反馈类别 评价类型 正负面 分类 sentiment type",
        "name": "名称 关键词 内容 反馈内容 反馈 反馈关键词 反馈问题 用户反馈 问题 主题 诉求 差评原因 投诉原因 客诉原因 "
        "keyword topic",
        "count": f"{_COUNTS} 次数 频次 提及次数 提及频次 提及人数 提及数 提及量 反馈次数 反馈数 反馈量 反馈条数 "
        "条数 出现次数 mentions",
        "note": f"{_NOTES} 原因",
    },
}
_ROLES = {
    kind: {name_key(word): role for role, words in roles.items() for word in words.split()}
    for kind, roles in _HEADERS.items()
}

# what heads a count whatever it counts, the people who came in a table of retention, the money of tiers
_COUNTED = re.compile(
    r".{0,6}(?:(?:人|用户|客户|会员|学员|顾客|客|买家|玩家|粉丝|商家|企业|家|户)数|人次|条数|票数|提及(?:次数|人数|量)?)"
)
_CAME = re.compile(r"新增|.{0,4}(?:新增|注册|开通|激活|入会|首购|首单|下载)(?:人|用户|客户|会员|学员)?数|新.{1,4}数")
_EARNED = re.compile(r"消费|销售|贡献|充值|gmv|mrr|营收|收入|流水|金额|成交额|交易额|业绩")
_NOT_COUNTED = re.compile(r"目标|计划|新增|流失|[上去]|同期|均|留存|期初|率|比|总")
_NOT_EARNED = re.compile(r"余额|均|单价|目标|计划|预算|成本|费用|[上去]|同期|次数?$|[数率比频笔天]$")
_WITH_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_ASKED = re.compile(
    r"(?:样本[数量]? ?[:=为共]?|(?<![a-z])n ?[:=]|流失(?:用户|客户|会员|学员)?[数共]? ?[:=]?(?=[\d,]+ ?[人家户名位]))"
    r" ?(\d{1,3}(?:,\d{3})+|\d+)(?![\d.] ?|[万千%])"
)
_LISTS = ("漏斗", "分层", "分级", "分群", "原因")
_ISSUE = re.compile(r"问题|投诉|差评|吐槽|槽点")

_WHOLE = re.compile(
    r"总.{1,8}[数量]|总(?:用户|会员|客户)|.{1,8}总(?:数|量|人数|次数)|样本[数量]|(?:全部|全体|整体|所有)(?:活跃)?(?:用户|会员|客户|人群)数?"
)
# the first that fits: 重要价值客户 is RFM, 高价值 is none of them
_SCHEMES: Mapping[str, re.Pattern[str]] = {
    "rfm": re.compile(r"rfm|(?:重要|一般)(?:价值|发展|保持|挽留)"),
    "level": re.compile(
        r"黄金|白银|青铜|铂金|白金|钻石|黑金|金卡|银卡|普卡|普通会员|(?:金|银|铜)牌|vip|^(?:v|l|lv|level)\d+$|\d星"
    ),
    "newness": re.compile(r"^(?:新|老|次新)(?:客|用户|会员|客户|顾客)"),
    "payer": re.compile(r"^[超大中小微]r|鲸鱼|海豚|付费用户|免费用户"),
    "frequency": re.compile(r"[高中低]频|[高中低]活跃?(?!动)|[重中轻]度|活跃用户|^活跃$|沉默|休眠"),
}
_DAY = re.compile(r"(?:第|d|day)?(\d{1,3})(?:日|天|d|days?)?")
_HAN_DAYS = {"次": "1", "一": "1", "三": "3", "七": "7", "十四": "14", "三十": "30"}
_HAN_DAY = re.compile(rf"(?:第)?({'|'.join(sorted(_HAN_DAYS, key=len, reverse=True))})[日天]")
_UNITS = ("%", "人")
_NO_DAY = re.compile(r"\d[.,]\d|^[-+]?\d+ ?[%‰]$")
_RETAINED = re.compile(r"(?:用户)?(?:留存)?(?:率|人数|用户数|数|用户)?$")


@lru_cache(maxsize=4096)
def user_kind(title: str) -> str:
    """The kind of rows that a title names: retention, tier, purchase, register, funnel (of either), churn, negative,
    positive, need, feedback (of any); "" for none, or several."""
    text = simplified(plain(title)).casefold()
    if len(text) > _LONGEST_TITLE:
        text = _WITH_BRACKETS.sub("", text)
    if len(text) > _LONGEST_TITLE or _OTHERWISE.search(text):
        return ""
    bare = _WITH_BRACKETS.sub("", text)
    kinds = [kind for kind, shape in _KINDS.items() if shape.search(text) or shape.search(bare)]
    is_others = kinds == ["tier"] and _OTHER_SUBJECT.search(text) and not _PEOPLE.search(text)
    if len(kinds) != 1 or is_others:
        return ""
    finer = {"funnel": _FUNNELS, "feedback": _SENTIMENT_WORDS}.get(kinds[0], {})
    said = [code for code, shape in finer.items() if shape.search(text)]
    return said[0] if len(said) == 1 else kinds[0]


def family_of(kind: str) -> str:
    """The family of a kind: funnel for purchase and register, feedback for what people said, else itself."""
    return "funnel" if kind in _FUNNELS else "feedback" if kind in _SENTIMENT_WORDS else kind


def roles_of(kind: str) -> Mapping[str, str]:
    """The column of the users' tab by the key of each header that tables of that kind have."""
    return _ROLES[family_of(kind)]


@lru_cache(maxsize=4096)
def role_of(kind: str, header: str) -> str:
    """The column of the users' tab that a header names in a table of that kind, by its end too; "" for none."""
    roles, key = _ROLES[family_of(kind)], header_parts(header)[0]
    return roles.get(name_key(header)) or roles.get(key) or _role_by_end(family_of(kind), key)


def _role_by_end(family: str, key: str) -> str:
    """What a header says whatever it is of: 学员数, 求职者人数 and 家数 a count, 开通人数 a base, 充值金额 revenue."""
    if family == "retention":
        return "base" if _CAME.fullmatch(key) and "留存" not in key else ""
    if _COUNTED.fullmatch(key) and not _NOT_COUNTED.search(key):
        return "count"
    return "revenue" if family == "tier" and _EARNED.search(key) and not _NOT_EARNED.search(key) else ""


@lru_cache(maxsize=4096)
def heads_own(text: str, title: str = "") -> str:
    """The kind of rows that the header of their names tells by itself, or with the people that the title of its sheet
    names: 流失原因, 会员等级, 等级 in a sheet 会员; "" for any other text."""
    bare = _WITH_BRACKETS.sub("", text)
    kind = user_kind(bare)
    if not kind and title and (people := _PEOPLE.search(simplified(plain(title)).casefold())):
        bare = people[0] + bare
        kind = user_kind(bare)
    is_name = bool(kind) and (role_of(kind, bare) == "name" or name_key(bare).endswith(_LISTS))
    return kind if is_name else ""


def is_of_users(title: str) -> bool:
    """Whether a title does not say that its tables are of something else than users: 活动反馈, 渠道."""
    return not _OTHERWISE.search(simplified(plain(title)).casefold())


def asked_said(text: str) -> float | None:
    """How many people a title says that reasons are of: 样本312, n=186, 6月流失31家; None where it does not."""
    found = _ASKED.search(simplified(plain(text)).casefold())
    return float(found[1].replace(",", "")) if found else None


def names_issues(text: str) -> bool:
    """Whether a header says that what stands below it is what people are not content with: 反馈问题."""
    return bool(_ISSUE.search(simplified(plain(text))))


def sentiment_of(text: str) -> str:
    """What a word says of feedback: negative, positive, need; "" for none."""
    return _SENTIMENTS.get(name_key(text), "")


def funnel_of(steps: tuple[str, ...]) -> str:
    """The funnel that the names of steps tell: purchase, register; "" where they do not."""
    texts = [name_key(step) for step in steps]
    if any(_BUYING.search(text) for text in texts):
        return "purchase"
    return "register" if texts and _JOINING.search(texts[-1]) else ""


def is_step(text: str) -> bool:
    """Whether a text looks like a step of a funnel: 访问, 加购, 填写手机号注册."""
    key = name_key(text)
    return any(shape.search(key) for shape in (_COMING, _JOINING, _BUYING))


@lru_cache(maxsize=4096)
def is_whole(name: str) -> bool:
    """Whether the name of a row of users says that it is all of them: 总用户数, 样本总数, 全部用户."""
    return bool(_WHOLE.fullmatch(name_key(name)))


@lru_cache(maxsize=4096)
def is_part(name: str) -> bool:
    """Whether the name of a row of users says that it is a part of another row: 其中：首购."""
    return name_key(name).startswith("其中")


@lru_cache(maxsize=4096)
def is_rate(name: str) -> bool:
    """Whether the name of a row among steps says that it is a rate: 整体转化率."""
    return name_key(name).endswith(("转化率", "占比", "流失率"))


def is_sample(name: str) -> bool:
    """Whether a row of the whole says of how many people answers are: 样本总数."""
    return "样本" in name_key(name)


@lru_cache(maxsize=4096)
def scheme_of(tier: str) -> str:
    """By what a tier sorts users where its name tells: how often they come, RFM, member level, new or old; else ""."""
    key = name_key(tier)
    return next((scheme for scheme, shape in _SCHEMES.items() if shape.search(key)), "")


@lru_cache(maxsize=4096)
def day_said(text: str) -> int | None:
    """The day of a retention: 次日, D7, 7日留存率, 第30天, 三日 → 1, 7, 7, 30, 3; None for any other text."""
    if _NO_DAY.search(plain(text)):  # 4.5 is an amount, though its key is that of 45; so is 46%
        return None
    stem, unit = header_parts(text)
    key = (stem if unit in _UNITS else name_key(text)).removesuffix("率")
    bare = _RETAINED.sub("", key) or key
    bare = {"次留": "次日"}.get(key, bare)
    han = _HAN_DAY.fullmatch(bare)
    found = _DAY.fullmatch(_HAN_DAYS[han[1]] if han else bare)
    return int(found[1]) if found else None


def heads_day(text: str) -> bool:
    """Whether a header is that of a day of retention, and no number alone: 7日, D30."""
    return day_said(text) is not None and not plain(text).isdecimal()
