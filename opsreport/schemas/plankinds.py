"""What titles and headers say of the tables that plans are kept in one by one: 下月目标, 重点行动, 资源需求, 风险."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from opsreport.model.spelling import header_parts, name_key, plain, simplified
from opsreport.schemas.matching import column_named
from opsreport.schemas.starter import PLAN

_LONGEST_TITLE = 20
_KINDS: Mapping[str, re.Pattern[str]] = {
    "risk": re.compile(r"风险|risks?\b"),
    "ask": re.compile(r"决策|提请|需协调|需支持|需要的?(?:支持|协调|协助)|所需支持|支持需求|decisions?\b"),
    "resource": re.compile(r"资源|预算需求|人力需求|resources?\b"),
    "action": re.compile(r"行动|重点工作|工作计划|工作安排|任务|重点事项|重点推进|待办|actions?\b|tasks?\b"),
    "goal": re.compile(r"目标|goals?\b|targets?\b"),
}
# what titles call what comes next without its kind, or the works of a month that they name
_AHEAD = re.compile(
    r"(?:下个?月|次月|下个?季度?|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?|"
    r"q[1-4]|[一二三四]季度|next (?:month|quarter))"
    r"(?:的|运营)?(?:重点|核心)?(?:重点|规划|安排|工作|计划|行动|动作|事项|目标|okr)"
)
_NEXT = re.compile(r"[\d.、()一二三四五六七八九十 ]*(?:下个?月|次月|next(?: month)?)")
# the same words in the title of what is no such table, or of another thing's
_OTHERWISE = re.compile(
    r"活动|渠道|内容|用户|直播|会员任务|完成率|达成|对比|说明|口径|模板|示例|历史|竞品|行业|去年|上年|同期|分析|词表|枚举"
)
# a line that says the goal itself heads no table: 7月目标: gmv 1000万
_STATES = re.compile(r"(?:目标|goals?|targets?)[^:]{0,8}:.*?\d(?![\d.]*(?:[月季年日号、)]|$))")
AIM = "aim"  # what work is to reach, which is no result of it and has no column
# what heads the names of each kind, and what else its columns are headed than those of 计划
_ITEMS: Mapping[str, str] = {
    "goal": "指标 指标名称 目标指标 metric",
    "action": "行动 行动项 重点行动 重点工作 重点事项 重点任务 任务 任务名称 任务描述 任务内容 待办 待办事项 "
    "工作 工作内容 工作事项 工作项 工作项目 "
    "工作任务 事项 事项名称 具体事项 具体工作 具体内容 具体动作 内容 关键动作 重点动作 核心动作 动作 重点举措 关键举措 "
    "举措 关键结果 kr action task",
    "resource": "资源 资源类型 资源项 资源名称 需求 需求项 事项 名称 类型 类别 项目 resource",
    "risk": "风险 风险点 风险项 风险描述 风险名称 主要风险 事项 risk",
    "ask": "决策事项 需决策事项 提请事项 事项 需决策 待决策 议题 需求 需求事项 支持事项 所需支持 decision",
}
_MORE: Mapping[str, Mapping[str, str]] = {
    "goal": {},
    "action": {
        "note": "措施 具体措施 最新进展记录 进展记录 最新进展 结果 资源 资源需求 所需资源 需协调资源",
        AIM: "目标 目标值 交付物 成果 预期成果 预期 预期目标 预期效果 完成标准 验收标准 衡量标准",
        "progress": "完成比例",
        "status": "完成情况 进展 进展情况 当前进展 执行情况",
        "owner": "牵头人 主责人 主负责人 负责 dri",
        "due": "完成时间 计划完成 截止日 时间节点 节点 完成节点 截止节点 期限 完成期限 时限 结束日期 结束时间 上线时间 "
        "上线日期 预计上线时间 预计结束时间 预计结束日期 计划结束时间 计划结束日期 "
        "计划上线 计划上线时间 交付时间 交付日期 deadline",
        "value": "预算 费用预算 所需预算 预算金额 预算费用 投入预算 预计费用 所需费用 经费 budget",
    },
    "resource": {
        "value": "数量 金额 需求量 需求数量 预算 人数 规模",
        "note": "用途 用处 备注 说明 理由",
        "due": "到位时间 需要时间 需求时间",
    },
    "risk": {
        "note": "应对 应对措施 应对方案 措施 预案 对策 解决方案",
        "probability": "发生概率 可能性",
        "impact": "影响程度 影响",
    },
    "ask": {"value": "金额 数量 预算 所需金额", "note": "依据 理由 说明 背景 建议", "due": "期限 决策时间 需决策时间"},
}  # fmt: skip
# 6月进展
_OF_MONTH = re.compile(r"^(?:\d{1,2}月|本月|当月|上月)(?=(?:完成情况|进展|进展情况|执行情况|完成比例|进度)$)")
_BY_ITEM = {
    name_key(word): kind for kind in ("action", "risk", "ask") for word in _ITEMS[kind].split() if word != "事项"
}
_GOAL = re.compile(r"目标|goal|target")
_NEEDS = frozenset(map(name_key, ("金额", "预算", "人数", "所需金额", "需求数量")))
_DAYS = ("due", "span", "start")


@lru_cache(maxsize=1024)
def plan_kind(title: str) -> str:
    """The kind of rows that a title says a plan's table has; "" for none."""
    text = simplified(plain(title)).casefold()
    if len(text) > _LONGEST_TITLE or _OTHERWISE.search(text) or _STATES.search(text):
        return ""
    return next((kind for kind, words in _KINDS.items() if words.search(text)), "")


def speaks_of_next(title: str) -> bool:
    """Whether a title says that a table is what comes next, or the work of a month: 下月重点, 7月规划, Next."""
    text = simplified(plain(title)).casefold()
    if len(text) > _LONGEST_TITLE or _OTHERWISE.search(text):
        return False
    return bool(_AHEAD.search(text) or _NEXT.fullmatch(text))


def kind_of_columns(headers: Sequence[str]) -> str:
    """The kind of rows in a plan's table that only its columns tell: work has an owner and a day, needs have a size."""
    roles = {plan_role("action", header) for header in headers}
    has_day = not roles.isdisjoint(_DAYS)
    if "owner" in roles and has_day:
        return "action"
    if {"item", "value"} <= {plan_role("goal", header) for header in headers}:
        return "goal"
    if "item" in roles and not _NEEDS.isdisjoint(header_parts(header)[0] for header in headers):
        return "resource"
    return "action" if "item" in roles and (has_day or "owner" in roles) else ""


def kind_of_items(header: str) -> str:
    """The kind whose names stand under that header where nothing else says it: 重点工作, 风险点."""
    return _BY_ITEM.get(header_parts(header)[0], "")


def plan_role(kind: str, header: str) -> str:
    """The column of 计划 that a header of a table of that kind is, AIM for what work is to reach; "" for none."""
    header = _OF_MONTH.sub("", plain(header)) if kind == "action" else header
    key = header_parts(header)[0]
    if key in map(name_key, _ITEMS[kind].split()):
        return "item"
    if kind == "goal" and _GOAL.search(plain(header).casefold()):
        return "value"
    own = next((role for role, words in _MORE[kind].items() if key in map(name_key, words.split())), "")
    column = column_named(PLAN, header)
    unfit = ("row_type", "value") if kind == "action" else ("row_type",)
    return own or (column.name if column and column.name not in unfit else "")
