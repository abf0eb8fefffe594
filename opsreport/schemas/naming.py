"""What the name of an unknown metric betrays: what it counts, whether it adds up, and whether less of it is better."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from opsreport.model.spelling import header_parts, name_key

# money, money a head, a rate, a number of people or things, a time, a score; "" where the name does not tell
Sort = Literal["", "money", "a_head", "rate", "count", "time", "score"]

_ENDS: Mapping[Sort, str] = {
    "money": """
        收入 营收 营业额 销售额 成交额 交易额 客单额 金额 总额 净额 额 费 费用 成本 利润 毛利 净利 支出 花费 消耗 投入
        预算 款 流水 余额 资金 工资 薪酬 佣金 补贴 奖金 产值 充值 储值 gmv gtv revenue sales income cost costs spend fee
        fees profit budget amount expense expenses
    """,
    "a_head": "单价 均价 客单价 arpu arppu aov",
    "rate": "率 占比 比例 比重 百分比 份额 渗透 rate share ratio percentage",
    "count": """
        数 数量 量 人数 次数 人次 件数 笔数 用户 会员 粉丝 客户 访客 顾客 学员 线索 商机 订单 单数 名额 uv pv dau wau
        mau users orders visits visitors members customers leads count number downloads
    """,
    "time": "时长 时效 周期 时间 天数 小时数 分钟数 秒数 耗时 hours minutes days duration",
    "score": "分 得分 评分 分数 指数 系数 排名 名次 nps csat score index rank",
}
# ends with a word of another sort, and may as well be money
_OPEN = ["交易量", "成交量", "总量", "体量", "规模", "差额", "付费", "免费", "消费"]
_SORTS: Mapping[str, Sort] = {
    **{name_key(word): sort for sort, words in _ENDS.items() for word in words.split()},
    **dict.fromkeys(_OPEN, ""),
}
_LONGEST_END = max(map(len, _SORTS))
_A_HEAD = re.compile(
    r"人均|单均|户均|笔均|件均|客均|平均|每(?!月|日|天|周|店|场)|单客|单个|单位|per(?:head|user|order)"
)

# what is better less of, unless it is the part that is mended (投诉解决率) or the money it brought (广告投放成本回收)
_LESS = re.compile(
    "投诉|客诉|差评|退款|退货|退单|退订|退费|退群|退租|退保|退卡|退课|返修|返工|纠纷|延期|次品|破损|空驶|漏检|误诊|爽约|拒单|掉粉|佣金|解约|违约|断缴|脱落|取消|拒付|拒收|流失|流出|坏账|逾期|呆账|欠费|损耗|报损|缺货|断货|缺陷|漏洞|故障|事故|"
    "宕机|崩溃|卡顿|延迟|延误|超时|失败|报错|错误|出错|跳出|卸载|取关|退会|违规|风险|成本|离职|缺勤|空置|滞销|积压|排名|名次|"
    "(?:推广|营销|销售|投放|投流|市场|渠道|管理|履约|物流|仓储|获客|财务|运营|人力|人工)费(?:用|用?率|$)|费用率?$|"
    "(?:响应|处理|等待|等位|排队|成交|回款|首响|解决|交付|发货|配送|加载|启动|审核|到账|周转)(?:时长|时间|时效|周期|天数|耗时)|"
    "complaint|refund|churn|bounce|cancel|failure|error|delay|downtime|uninstall|defect|cost"
)
_MENDED = re.compile(
    "(?:解决|挽回|挽留|召回|恢复|修复|关闭|处理|满意|达标|及时|准时|成功|回收|追回|防|拦截|改善|降低|下降|节约|节省|减少)(?:率|数|量|额|人数|$)|"
    "满意|达标率|及时率|准时率|合格率|正确率|排查|整改"
)

# what happens anew each month, unless it is what there is by then (累计注册用户), one's part of it or a mean
_FLOWS = re.compile(
    "新增|人次|次数|注册|成交|签约|[单件笔颗]数|单量|件量|订单|销量|下载|激活|进店|到店|到诊|报名|线索|流失|"
    "^new|visits|orders|signups|downloads|leads"
)
_NO_FLOWS = re.compile(
    "累计|在手|未|待|剩余|总用户|总会员|存量|期末|在册|在库|在约|人均|日均|平均|均|率|比|占|时长|目标|average|mean|total"
)


@lru_cache(maxsize=4096)
def sort_in(name: str) -> Sort:
    """What the numbers of a metric of that name are, by how it ends; "" where it does not tell."""
    key = header_parts(name)[0]
    ends = (key[-size:] for size in range(min(_LONGEST_END, len(key)), 0, -1))
    sort: Sort = next((_SORTS[end] for end in ends if end in _SORTS), "")
    return "a_head" if sort == "money" and _A_HEAD.search(key) else sort


def is_bare(name: str) -> bool:
    """Whether a name is no more than such an ending, 用户 or 费用, as headings are."""
    return name_key(name) in _SORTS


@lru_cache(maxsize=4096)
def is_better_less(name: str) -> bool:
    """Whether a name is of what people mostly want less of: 客诉率, 退货数, 响应时长; not 投诉解决率."""
    key = name_key(name)
    return bool(_LESS.search(key)) and not _MENDED.search(key)


@lru_cache(maxsize=4096)
def is_flow(name: str) -> bool:
    """Whether a name is of what adds up over months: 新增会员, 到店人次; not 累计注册, 到店率, 人均次数."""
    key = header_parts(name)[0]
    return bool(_FLOWS.search(key)) and not _NO_FLOWS.search(key) and sort_in(name) in ("", "count")
