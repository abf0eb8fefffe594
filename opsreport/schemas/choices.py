"""Fixed vocabularies: the stored code, then the texts people may type, the printed Chinese one first.

A printed label is the term `choice.<table>.<field>.<code>`.
"""

from __future__ import annotations

from collections.abc import Mapping

Choices = Mapping[str, tuple[str, ...]]

FAMILY: Choices = {
    "natural": ("自然", "natural", "organic", "自然流量", "自然量", "免费", "自有"),
    "paid": ("付费", "paid", "付费投放", "投放", "广告", "付费广告"),
    "fission": ("裂变私域", "fission", "裂变", "私域", "社交裂变", "referral", "private"),
    "partner": ("合作", "partner", "合作伙伴", "异业合作", "partnership"),
    "offline": ("线下", "offline", "地推", "线下地推"),
    "other": ("其他", "other", "其它"),
}
VERDICT: Choices = {
    "increase": ("加大", "increase", "scale up", "加大投入", "增加"),
    "keep": ("维持", "keep", "maintain", "保持"),
    "optimise": ("优化", "optimise", "optimize"),
    "reduce": ("缩减", "reduce", "cut", "减少"),
    "stop": ("停止", "stop", "停投", "暂停"),
    "watch": ("观察", "watch", "observe"),
}
# what people call feedback of each sort beside the word itself, alone or with 反馈: 差评, 反馈-差评, 用户反馈（差评）
_FEEDBACK: Choices = {
    "negative": ("负面", "差评", "投诉", "吐槽", "负向", "负面评价", "客诉", "槽点"),
    "positive": ("正面", "好评", "表扬", "正向", "正面评价"),
    "need": ("需求", "建议", "诉求", "用户需求", "改进建议", "功能需求"),
}


def _said_of(code: str) -> tuple[str, ...]:
    """Each word with 反馈 before or after it."""
    forms = ("{}", "反馈{}", "{}反馈", "用户反馈{}", "用户{}反馈")
    said = dict.fromkeys(form.format(word) for word in _FEEDBACK[code] for form in forms)
    return tuple(word for word in said if word != f"反馈{_FEEDBACK[code][0]}")  # 反馈-负面, without its hyphen


USER_ROW: Choices = {
    "retention": (
        "留存", "retention", "用户留存", "新用户留存", "留存率", "留存用户", "次日留存", "7日留存", "30日留存",
        "新增留存",
    ),
    "tier": ("分层", "tier", "活跃分层", "用户分层", "会员分层", "用户层级", "活跃层级", "活跃度分层", "分层人数"),
    "purchase": (
        "购买漏斗", "purchase funnel", "转化漏斗", "支付漏斗", "购买转化漏斗", "购买转化", "交易漏斗", "下单漏斗",
        "成交漏斗",
        "购物漏斗", "电商漏斗", "付费漏斗", "付费转化漏斗",
    ),
    "register": ("注册漏斗", "registration funnel", "拉新漏斗", "注册转化漏斗", "注册转化", "新用户漏斗"),
    "funnel": ("漏斗", "funnel", "其他漏斗", "业务漏斗"),
    "churn": ("流失原因", "churn reason", "流失", "流失原因分析", "用户流失原因", "流失分析", "流失用户原因"),
    "negative": ("反馈-负面", "negative feedback", *_said_of("negative")),
    "positive": ("反馈-正面", "positive feedback", *_said_of("positive")),
    "need": ("反馈-需求", "need", "user need", *_said_of("need")),
}  # fmt: skip
SENTIMENT: Choices = {
    "need": ("需求", "need"),
    "negative": ("负面", "negative"),
    "positive": ("正面", "positive"),
}
FUNNEL: Choices = {
    "register": ("注册漏斗", "registration"),
    "purchase": ("购买漏斗", "purchase"),
    "funnel": ("漏斗", "funnel"),
}
COST_TYPE: Choices = {
    "promotion": ("推广费", "promotion"),
    "prizes": ("奖品补贴", "prizes"),
    "labour": ("人力及其他", "labour and other"),
    "total": ("费用（未分项）", "cost, not itemised"),
}
PLAN_ROW: Choices = {
    "goal": ("目标", "goal", "target"),
    "action": ("行动", "action", "重点行动", "任务", "重点工作", "重点任务", "重点事项"),
    "resource": ("资源", "resource", "资源需求", "资源申请"),
    "risk": ("风险", "risk", "风险项", "风险提示"),
    "ask": ("需决策", "ask", "提请决策", "待决策", "decision", "决策事项", "需决策事项"),
}
DIMENSION: Choices = {
    "total": ("总计", "total", "整体", "总体", "全部"),
    "region": ("区域", "region", "地区", "大区"),
    "product": ("产品", "product", "产品线", "品类"),
    "customer": ("客群", "customer", "用户群", "人群"),
}
# what names a part of the whole without its kind: 华东 is a region, 老客 a group of customers
_PROVINCES = (
    "北京", "上海", "天津", "重庆", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽",
    "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "西藏", "陕西",
    "甘肃", "青海", "宁夏", "新疆", "香港", "澳门", "台湾", "广州", "深圳", "杭州", "南京", "苏州", "成都", "武汉",
    "西安", "长沙", "青岛", "厦门", "江浙沪", "长三角", "珠三角", "京津冀", "川渝",
)  # fmt: skip
PARTS: Mapping[str, str] = {
    "region": rf"(?:华?[东南西北中]|[东西][南北]|{'|'.join(_PROVINCES)})(?:部|省|市|区|区域|大区|地区)?|海外",
    "customer": r".*(?:新客|老客|客户|客群|用户|会员|人群|顾客|粉丝)",
}
STATUS: Choices = {
    "todo": (
        "未开始", "not started", "todo", "待开始", "未启动", "待启动", "未进行", "尚未开始", "还未开始", "待办",
    ),
    "doing": (
        "进行中", "in progress", "doing", "推进中", "执行中", "处理中", "实施中", "开发中", "测试中", "跟进中",
        "进展中", "建设中", "落实中", "办理中", "在办", "在推进", "正在进行", "正在推进", "持续推进", "持续进行",
        "持续进行中", "持续中", "持续", "持续跟进", "已启动", "已开始", "部分完成", "已部分完成", "正常推进",
        "按计划推进", "正常", "监控中", "跟踪中", "关注中", "ongoing", "started", "wip", "partly done",
    ),
    "done": (
        "已完成", "done", "完成", "completed", "全部完成", "已全部完成", "均已完成", "按期完成", "按时完成",
        "如期完成", "提前完成", "延期完成", "已上线", "上线", "已发布", "已交付", "已落地", "已结束", "已办结",
        "办结", "已结案", "已达成", "达成", "已验收", "已完结", "完结", "已搞定", "已做", "complete", "finished",
        "launched", "delivered", "live",
    ),
    "late": (
        "延期", "late", "delayed", "逾期", "滞后", "延期中", "已延期", "已逾期", "逾期中", "延迟", "已延迟", "延后",
        "落后", "超期", "已超期", "拖期", "进度滞后", "overdue", "behind",
    ),
    "unfinished": (
        "未完成", "not finished", "没完成", "尚未完成", "还未完成", "未做完", "not done", "incomplete", "open",
    ),
    "paused": (
        "暂停", "on hold", "已暂停", "暂停中", "搁置", "已搁置", "搁置中", "暂缓", "已暂缓", "挂起", "冻结",
        "paused", "suspended",
    ),
    "pending": (
        "待批", "pending", "待审批", "待定", "审批中", "待批准", "待审", "待审核", "待决策", "待确认", "报批中",
        "申请中", "已申请",
    ),
    "approved": ("已批", "approved", "已批准", "已审批", "审批通过", "已通过", "已同意", "同意", "批准"),
    "cancelled": (
        "取消", "cancelled", "canceled", "已取消", "作废", "已作废", "终止", "已终止", "中止", "已中止", "放弃",
        "已放弃", "不做了", "已否决", "否决", "已驳回", "驳回", "未通过", "rejected", "dropped",
    ),
}  # fmt: skip
RESOURCE: Choices = {
    "people": ("人力", "people", "人员"),
    "budget": ("预算", "budget", "资金"),
    "other": ("其他", "other"),
}
DIRECTION: Choices = {"up": ("越高越好", "up"), "down": ("越低越好", "down"), "none": ("无方向", "none")}
MONEY_UNIT: Choices = {"yuan": ("元", "yuan", "cny", "rmb"), "ten_thousand": ("万元", "10k yuan", "万")}
FLAG: Choices = {
    "yes": ("是", "yes", "y", "true", "1", "√", "✓", "✔", "有"),
    "no": ("否", "no", "n", "false", "0", "×", "✗", "无"),
}
# whether less is better, as a tick or in words
LESS: Choices = {
    "yes": (*FLAG["yes"], "越低越好", "越小越好", "越少越好", "低优", "反向", "逆向", "负向", "反向指标", "逆向指标",
            "负向指标", "负", "反", "逆", "↓", "down", "lower", "lower is better"),
    "no": (*FLAG["no"], "越高越好", "越大越好", "越多越好", "高优", "正向", "正向指标", "正", "↑", "up", "higher",
           "higher is better"),
}  # fmt: skip
UNIT: Choices = {
    "person": ("人",),
    "times": ("次",),
    "orders": ("单",),
    "pieces": ("条",),
    "yuan": ("元",),
    "ten_thousand_yuan": ("万元",),
    "percent": ("%",),
    "score": ("分",),
    "minutes": ("分钟",),
    "hours": ("小时",),
    "days": ("天",),
    "index": ("指数",),
    "ratio": ("比",),
}
OBJECT: Choices = {
    "metric": ("指标", "metric"),
    "channel": ("渠道", "channel"),
    "campaign": ("活动", "campaign"),
    "tier": ("分层", "tier"),
    "retention": ("留存", "retention"),
    "funnel": ("漏斗", "funnel"),
    "churn": ("流失", "churn"),
    "page": ("页面", "page"),
}
REMARK: Choices = {
    "cause": ("原因", "cause"),
    "next": ("下一步", "next step"),
    "owner": ("负责人", "owner"),
    "highlight": ("亮点", "highlight"),
    "issue": ("问题", "issue"),
    "title": ("标题", "title"),
    "conclusion": ("结论", "conclusion", "解读", "reading"),
}

EXAMPLE_MARKS = ("示例", "example")
TOTAL_WORDS = ("合计", "总计", "小计", "汇总", "总和", "total", "subtotal", "sum", "grand total")
# what a row over all others may be called besides; no more than the word itself, as Tmall ends in "all"
WHOLE_WORDS = (
    "全部", "全部渠道", "所有渠道", "各渠道合计", "整体", "总体", "大盘", "全渠道", "全站", "全网", "总", "总数",
    "总量", "∑", "Σ", "all", "overall", "all channels",
)  # fmt: skip
# rows that stand among those of channels and are none
ASIDE_WORDS = ("目标", "目标值", "预算", "计划", "差额", "差异", "完成率", "达成率")
# how a name begins or ends that is hardly a channel's own
TOTAL_LIKE = (
    "合计", "小计", "总计", "汇总", "总和", "全部", "所有渠道", "整体", "总体", "大盘", "全渠道", "均值", "平均",
    "平均值", "环比", "同比",
)  # fmt: skip
MEAN_WORDS = (
    "平均",
    "均值",
    "平均值",
    "渠道均值",
    "渠道平均",
    "渠道平均值",
    "月均",
    "月平均",
    "日均",
    "average",
    "avg",
    "mean",
)
CHANGE_WORDS = (
    "环比", "同比", "环比增长", "同比增长", "环比增长率", "同比增长率", "环比变化", "同比变化", "较上月", "较去年同期",
    "环比增幅", "同比增幅", "比上月", "较上期", "mom", "yoy",
)  # fmt: skip
SHARE_WORDS = ("占比", "比重", "结构占比")
# figures made of others where they head a column; a row of that name may be a metric of its own
RATE_WORDS = (
    "达成率", "完成率", "目标达成率", "目标完成率", "预算执行率", "预算达成", "增长率", "增幅", "增速",
    "attainment", "change", "share",
)  # fmt: skip
# the same for one tab alone: what its ratios are headed that name no metric, or a metric only there
_NET_ROI = ("净ROI", "净投产比", "net ROI")
_ANY_ROI = ("投资回报率", "回报率", "综合ROI", "营销回报率")
_CONVERSION = ("转化率", "CVR", "访问转化率", "conversion rate")
TAB_FIGURES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "channels": {
        "net_roi": _NET_ROI,
        "roi": _ANY_ROI,
        "cpa": ("CPA", "转化成本"),
        "cpm": ("CPM", "千次曝光成本", "千次展现费用"),
        "conversion": _CONVERSION,
    },
    "campaigns": {
        "net_roi": _NET_ROI,
        "roi": _ANY_ROI,
        "cpa": ("CPA", "转化成本", "人均成本"),
        "conversion": (*_CONVERSION, "活动转化率"),
        "participation": ("参与率",),
    },
    "contents": {"like_rate": ("点赞率",), "comment_rate": ("评论率",), "content_conv": _CONVERSION},
}
# what a column of another moment is headed, and how many months before the report's it speaks of
MOMENT_WORDS: Mapping[str, int] = {
    **dict.fromkeys(("本月", "当月", "本期", "this month"), 0),
    **dict.fromkeys(("上月", "上个月", "上期", "last month", "previous month"), 1),
    **dict.fromkeys(("去年同期", "上年同期", "去年同月", "上年同月", "同期", "same month last year"), 12),
}
LAST_YEAR, YEAR_CHANGES = "去年同期", ("同比", "yoy")
PAST_WORDS = (*(word for word, months in MOMENT_WORDS.items() if months), "上月同期")
PAUSE_WORDS = (
    "停投", "暂停", "未投", "未投放", "无投放", "已停投", "停更", "停播", "休", "休息", "无", "暂无", "未统计",
    "不适用", "n/a", "na", "n.a.", "n.a", "null", "none", "nil", "空", "无数据", "暂无数据", "没有", "未出", "待统计",
    "待更新", "待确认", "未定",
)  # fmt: skip
# what stands for the cell above
DITTO_MARKS = ("同上", "〃", "″", '"', "同前", "ditto")
# what stands for no day
OPEN_DAYS = ("长期", "长期有效", "持续", "常态化", "不限", "无期限", "ongoing")
DORMANT_WORDS = ("沉默", "休眠", "流失", "不活跃", "dormant", "inactive", "silent", "lost")
PLACEHOLDER_WORDS = ("待补", "待填", "待定", "某某", "tbd", "todo")
BLANK_MARKS = ("-", "–", "—", "--", "——", "/")
# what heads a column that only numbers the rows
COUNTER_HEADERS = ("序号", "编号", "序", "项次", "No.", "#")
GUIDE_TITLES = ("填写说明", "说明", "Guide", "Readme")
