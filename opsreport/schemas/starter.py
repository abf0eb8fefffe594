"""The starter workbook: seven tabs and 报告信息, column by column, and the tables they feed; then the optional tabs.

The example row of a tab is marked in its first column, whose text starts with
示例 (EXAMPLE_MARKS); checking leaves such a row out. In 报告信息 a value that
starts with 示例 counts as empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from opsreport.model.schema import Feed, Tab, TabColumn, TypedKind
from opsreport.schemas.choices import (
    FAMILY,
    FLAG,
    LESS,
    MONEY_UNIT,
    OBJECT,
    PLAN_ROW,
    REMARK,
    STATUS,
    UNIT,
    USER_ROW,
    VERDICT,
)


def _text(name: str, headers: tuple[str, ...], example: str = "", comment: str = "", *, width: float = 14) -> TabColumn:
    return TabColumn(name, "text", headers, example=example, comment=comment, width=width)


def _amount(
    name: str,
    headers: tuple[str, ...],
    example: float | str = "",
    comment: str = "",
    *,
    kind: TypedKind = "int",
    required: bool = False,
    without: Literal["", "less"] = "",
) -> TabColumn:
    least = 0.0 if kind in ("int", "share") else None
    return TabColumn(name, kind, headers, required, least=least, example=example, comment=comment, without=without)


def _cost(name: str, headers: tuple[str, ...], example: float | str = "", comment: str = "") -> TabColumn:
    return TabColumn(name, "money", headers, least=0.0, example=example, comment=comment)


def _unoffered(name: str, kind: TypedKind, headers: tuple[str, ...]) -> TabColumn:
    """A column that the empty workbook does not ask for."""
    least = 0.0 if kind in ("int", "share") else None
    return TabColumn(name, kind, headers, least=least, is_offered=False)


def _remark(
    object_type: str,
    object_id: str,
    remarks: Mapping[str, str],
    convert: Mapping[str, str],
    *,
    month: str = "month",
    author: str = "",
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Feed, ...]:
    fields = {"month": month, "object_id": object_id} | ({"author": author} if author else {})
    return tuple(
        Feed(
            "commentary",
            fields | {"text": column},
            {"object_type": object_type, "kind": kind},
            where or {},
            filled=(column,),
            convert=convert,
        )
        for kind, column in remarks.items()
    )


# how people head why a number is as it is, and what they will do about it
CAUSES = (
    "原因", "Cause", "原因分析", "原因说明", "未达成原因", "未完成原因", "未达标原因", "未达成原因分析",
    "未完成原因分析",
    "未达标原因分析", "未达原因", "差异原因", "差异分析", "差异说明", "差异原因分析", "差异原因说明", "偏差原因",
    "偏差分析",
    "偏差说明", "波动原因", "变动原因", "变化原因", "异常原因", "达成原因", "主要原因", "问题原因", "问题及原因",
    "问题与原因", "问题分析", "原因及措施", "原因与措施", "原因及改进措施", "Reason", "Reasons", "Root cause",
)  # fmt: skip
NEXT_STEPS = (
    "下一步", "Next step", "下一步措施", "下一步计划", "下一步行动", "下一步动作", "下一步安排", "下一步工作",
    "改进措施",
    "措施", "改善措施", "整改措施", "优化措施", "应对措施", "解决措施", "提升措施", "后续措施", "跟进措施", "对策",
    "应对策略",
    "改进计划", "改进方案", "改善计划", "整改方案", "解决方案", "应对方案", "行动计划", "后续计划", "后续行动",
    "后续动作",
    "后续安排", "下月措施", "下月计划", "下月行动", "下月安排", "Next steps", "Actions", "Action plan",
)  # fmt: skip
WHOLE_MONTH = "写成 2025-06，一行一个月；历史月份一起放在这张表里，环比、同比和走势才算得出来。"
UNIT_HEADERS = ("单位", "Unit", "计量单位", "指标单位", "数据单位", "数值单位", "单位名称", "计量", "口径单位", "Units")
AS_MONEY = "按「报告信息」里的金额单位填写。"

ABOUT = Tab(
    "about",
    ("报告信息", "About", "meta", "报告设置", "基本信息", "基础信息", "封面", "首页", "扉页", "Cover"),
    (
        TabColumn(
            "company",
            "text",
            ("公司", "Company", "公司名称", "公司名", "企业名称"),
            True,
            example="示例：云杉生活",
            comment="印在封面和页脚。",
        ),
        TabColumn(
            "department",
            "text",
            ("部门", "Department", "汇报部门", "报告部门", "所属部门"),
            example="示例：运营部",
            comment="印在封面。",
        ),
        TabColumn(
            "presenter", "text", ("汇报人", "Presenter", "演讲人", "报告人"), example="示例：张三", comment="印在封面。"
        ),
        TabColumn(
            "report_month",
            "month",
            ("报告月份", "Report month", "月份", "统计月份", "数据月份", "报告期"),
            comment="写成 2025-06；命令里的 --month 优先。",
        ),
        TabColumn(
            "data_cutoff",
            "date",
            ("数据截止日", "Data cutoff", "数据截止", "数据截止日期", "数据截至"),
            comment="写成 2025-06-30；早于月末时，报告会说明数据未满月。",
            is_last=True,
        ),
        TabColumn(
            "money_unit",
            "choice",
            ("金额单位", "Money unit"),
            choices=MONEY_UNIT,
            example="元",
            comment="整本表里金额的单位，元或万元。人均金额（获客成本、客单价、付费用户均收等）总是按元填写。",
        ),
        TabColumn(
            "gross_margin",
            "share",
            ("毛利率", "Gross margin"),
            least=0.0,
            comment="例如 50%，用来画盈亏平衡线（1 ÷ 毛利率）；不填就不画。",
        ),
        TabColumn("confidential", "text", ("密级", "Confidentiality"), comment="例如 内部资料，印在页脚。"),
        TabColumn(
            "source_note",
            "text",
            ("数据来源与口径变更", "Sources and restatements", "数据来源", "口径变更", "口径变更说明"),
            comment="数据从哪里来、口径有什么变化，印在附录。",
        ),
        TabColumn(
            "is_sample",
            "flag",
            ("示例数据", "Sample data"),
            choices=FLAG,
            example="否",
            comment="填「是」时，每一页都标明是示例数据。",
        ),
    ),
    ("item",),
    pairs=True,
    comment="整份报告的基本信息，左边是项目，右边填内容。",
)

KPI = Tab(
    "kpi",
    ("核心指标", "Key metrics", "kpi", "KPI指标", "指标", "指标数据", "核心KPI"),
    (
        TabColumn(
            "month",
            "period",
            ("月份", "Month", "统计月份", "日期", "期间"),
            True,
            example="示例：2025-06",
            comment=WHOLE_MONTH + "全年目标写 2025全年。",
        ),
        TabColumn(
            "metric",
            "text",
            ("指标", "Metric", "指标名称", "KPI", "项目"),
            True,
            example="新增注册用户数",
            comment="写名称就行，例如 总营收、新增注册用户数、付费转化率；认得的指标自带单位和公式，自己的指标也可以。",
            width=18,
        ),
        TabColumn(
            "unit",
            "unit",
            UNIT_HEADERS,
            choices=UNIT,
            example="人",
            comment="每个指标写一次就够。比率写 %，数字也带上百分号：4.8%，不要写 4.8 或 0.048。",
            width=8,
        ),
        _amount(
            "target",
            ("目标", "Target", "目标值", "月目标", "本月目标", "当月目标", "目标数", "计划值", "月度目标"),
            134000,
            "没有目标就空着；比率连百分号一起写，例如 4.8%。",
            kind="measure",
        ),
        _amount(
            "actual",
            (
                "实际",
                "Actual",
                "实际值",
                "完成值",
                "本月实际",
                "实绩",
                "实际完成",
                "实际完成值",
                "实际数",
                "当月实际",
                "本月完成",
                "完成数",
                "达成值",
                "本月完成值",
                "本月完成数",
                "本月完成情况",
                "本月实际值",
                "本月实际完成",
                "本月数",
                "当月完成",
                "当月完成值",
            ),
            150080,
            "本月实际完成；比率连百分号一起写，例如 4.8%。",
            kind="measure",
            required=True,
        ),
        _amount(
            "numerator",
            ("分子", "Numerator"),
            "",
            "比率的分子，例如付费人数；填了才能按季度、累计正确汇总。",
            kind="measure",
        ),
        _amount("denominator", ("分母", "Denominator"), "", "比率的分母，例如月活跃用户。", kind="measure"),
        TabColumn(
            "lower_is_better",
            "flag",
            (
                "越低越好",
                "Lower is better",
                "反向指标",
                "逆向指标",
                "方向",
                "指标方向",
                "优劣方向",
                "指标极性",
                "Direction",
            ),
            choices=LESS,
            example="否",
            comment="成本、流失率、投诉这类指标填「是」；认得的指标不用填。",
            width=9,
        ),
        TabColumn(
            "weight",
            "share",
            ("权重", "Weight", "考核权重"),
            least=0.0,
            example="20%",
            comment="考核权重，所有指标合计 100%；每个指标写一次。",
            width=8,
        ),
        _text("cause", CAUSES, "", "没达成的指标请写原因；报告里原样印出。", width=34),
        _text("next", NEXT_STEPS, "", "打算怎么做。", width=30),
        _text("owner", ("负责人", "Owner", "责任人"), "张三", "谁负责这个指标。", width=10),
    ),
    ("month", "metric"),
    (
        Feed(
            "kpi",
            {
                "month": "month",
                "metric_id": "metric",
                "target": "target",
                "actual": "actual",
                "numerator": "numerator",
                "denominator": "denominator",
            },
            convert={
                "metric_id": "metric",
                "target": "measure",
                "actual": "measure",
                "numerator": "numerator",
                "denominator": "denominator",
            },
        ),
        Feed(
            "metric_defs",
            {
                "metric_id": "metric",
                "name": "metric",
                "unit": "unit",
                "direction": "lower_is_better",
                "weight": "weight",
                "owner": "owner",
            },
            convert={"metric_id": "metric", "name": "metric_name", "unit": "unit", "direction": "direction"},
            once="filled",
        ),
        *_remark(
            "metric",
            "metric",
            {"cause": "cause", "next": "next", "owner": "owner"},
            {"object_id": "metric"},
            author="owner",
        ),
    ),
    required=True,
    metric="metric",
    comment="一行一个指标、一个月。原因和下一步就写在数字旁边。",
)

CHANNELS = Tab(
    "channels",
    ("渠道", "Channels", "渠道数据", "推广渠道", "渠道明细"),
    (
        TabColumn(
            "month",
            "month",
            ("月份", "Month", "统计月份", "日期", "统计日期", "数据日期", "统计时间", "年月"),
            True,
            example="示例：2025-06",
            comment=WHOLE_MONTH,
        ),
        TabColumn(
            "channel",
            "text",
            (
                "渠道",
                "Channel",
                "渠道名称",
                "推广渠道",
                "投放渠道",
                "来源渠道",
                "渠道来源",
                "投放平台",
                "推广平台",
                "媒体",
                "媒体名称",
                "媒体渠道",
                "获客渠道",
                "流量渠道",
                "引流渠道",
                "营销渠道",
            ),
            True,
            example="搜索引擎广告",
            comment="各月请用同一个名称；SEM、搜索广告 这类常见叫法会自动归到一起。",
            width=18,
        ),
        TabColumn(
            "family",
            "choice",
            (
                "类型",
                "Type",
                "渠道类型",
                "渠道大类",
                "渠道分类",
                "渠道类别",
                "渠道性质",
                "性质",
                "流量类型",
            ),
            True,
            FAMILY,
            example="付费",
            comment="只有「付费」渠道会给出投放建议。",
            without="assumed",
        ),
        _amount(
            "visits",
            (
                "访问量",
                "Visits",
                "访问",
                "访客数",
                "流量",
                "UV",
                "访问次数",
                "访客",
                "访客量",
                "访客人数",
                "访问人数",
                "独立访客",
                "独立访客数",
                "访问用户",
                "访问用户数",
                "访问UV",
            ),
            200000,
            "本月访问次数。",
            required=True,
            without="less",
        ),
        _amount(
            "new_users",
            (
                "新增用户",
                "New users",
                "新增",
                "新增用户数",
                "新增注册",
                "新增注册用户数",
                "注册数",
                "新增人数",
                "注册人数",
                "注册用户数",
                "注册量",
                "新注册用户数",
                "新用户",
                "新用户数",
                "新增注册用户",
                "新注册用户",
                "新注册",
                "注册",
                "拉新数",
                "拉新人数",
                "新增会员",
                "新增会员数",
                "新会员",
                "新会员数",
                "新增学员",
                "新增学员数",
                "获客数",
                "获客人数",
            ),
            7425,
            "各渠道相加应等于核心指标里的新增注册用户数。",
            required=True,
            without="less",
        ),
        _unoffered(
            "impressions",
            "int",
            (
                "曝光量",
                "Impressions",
                "曝光",
                "曝光数",
                "展现量",
                "展示量",
                "展现",
                "Displays",
                "曝光次数",
                "展现数",
                "展现次数",
                "展示",
                "展示数",
                "展示次数",
                "Impr.",
            ),
        ),
        _unoffered("clicks", "int", ("点击量", "Clicks", "点击", "点击数", "点击次数")),
        _amount(
            "payers",
            (
                "付费用户",
                "Paying users",
                "付费用户数",
                "付费人数",
                "购买人数",
                "付费数",
                "支付人数",
                "支付用户数",
                "支付买家数",
                "成交人数",
                "成交用户数",
                "成交买家数",
                "购买用户数",
                "成交用户",
                "成交客户",
                "成交客户数",
                "付费会员",
                "付费会员数",
                "付费客户",
                "付费客户数",
                "付费学员",
                "付费学员数",
                "支付用户",
                "支付买家",
                "成交买家",
                "购买用户",
                "付款人数",
                "付款用户数",
                "签约客户",
                "签约客户数",
            ),
            2400,
        ),
        _amount(
            "revenue",
            (
                "收入",
                "Revenue",
                "归因收入",
                "营收",
                "销售额",
                "成交额",
                "支付金额",
                "成交金额",
                "销售金额",
                "交易金额",
                "交易额",
                "营业额",
                "GMV",
                "销售收入",
                "营业收入",
                "成交总额",
                "收入金额",
                "贡献收入",
                "带来收入",
                "渠道收入",
            ),
            1290000,
            "归到这个渠道的收入。" + AS_MONEY,
            kind="money",
        ),
        _cost(
            "spend",
            (
                "费用",
                "Spend",
                "投放费用",
                "花费",
                "消耗",
                "成本",
                "推广费用",
                "Cost",
                "消费",
                "消费金额",
                "消耗金额",
                "花费金额",
                "总消耗",
                "总花费",
                "总消费",
                "总费用",
                "投放金额",
                "投放消耗",
                "投放花费",
                "投放成本",
                "广告费",
                "广告费用",
                "广告消耗",
                "广告花费",
                "广告消费",
                "推广费",
                "推广花费",
                "推广消耗",
                "推广成本",
                "营销费用",
                "Amount spent",
                "投放费",
                "营销费",
                "市场费用",
                "投入",
                "投入费用",
                "投入金额",
                "投入成本",
                "获客费用",
                "费用支出",
                "实际消耗",
                "实际花费",
                "实际费用",
            ),
            300000,
            "没有投放填 0，不知道就空着。" + AS_MONEY,
        ),
        _cost(
            "spend_budget",
            (
                "费用预算",
                "Spend budget",
                "预算",
                "投放预算",
                "预算金额",
                "推广预算",
                "广告预算",
                "月预算",
                "预算费用",
                "消耗预算",
                "计划费用",
                "花费预算",
            ),
            300000,
            AS_MONEY,
        ),
        TabColumn(
            "is_test",
            "flag",
            ("测试中", "In test", "测试", "是否测试", "测试渠道"),
            choices=FLAG,
            example="否",
            comment="正在试的新渠道填「是」。",
            width=8,
        ),
        TabColumn(
            "verdict",
            "choice",
            ("人工建议", "Verdict by hand", "建议", "投放建议"),
            choices=VERDICT,
            comment="不同意规则建议时填写；报告印你的，并标明（人工）。",
        ),
        _text("cause", CAUSES, "", "数字为什么这样；报告里原样印出。", width=30),
        _text("next", NEXT_STEPS, "", "打算怎么做。", width=26),
    ),
    ("month", "channel"),
    (
        Feed(
            "channels",
            {
                "month": "month",
                "channel_id": "channel",
                "impressions": "impressions",
                "clicks": "clicks",
                "visits": "visits",
                "new_users": "new_users",
                "payers": "payers",
                "revenue": "revenue",
                "spend": "spend",
                "spend_budget": "spend_budget",
                "verdict_override": "verdict",
            },
            convert={"channel_id": "channel"},
        ),
        Feed(
            "channel_defs",
            {
                "channel_id": "channel",
                "name": "channel",
                "family": "family",
                "is_paid": "family",
                "is_natural": "family",
                "is_test": "is_test",
            },
            convert={
                "channel_id": "channel",
                "name": "channel",
                "is_paid": "is_paid",
                "is_natural": "is_natural",
                "is_test": "is_yes",
            },
            once="row",
        ),
        *_remark("channel", "channel", {"cause": "cause", "next": "next"}, {"object_id": "channel"}),
    ),
    comment="一行一个渠道、一个月。",
)

FUNNEL_ROWS = ("purchase", "register")
FEEDBACK_ROWS = ("negative", "positive", "need")

USERS = Tab(
    "users",
    ("用户", "Users", "用户数据", "用户运营", "留存与用户"),
    (
        TabColumn(
            "month", "month", ("月份", "Month", "统计月份", "日期"), True, example="示例：2025-06", comment=WHOLE_MONTH
        ),
        TabColumn(
            "row_type",
            "choice",
            ("类别", "Category", "类型"),
            True,
            USER_ROW,
            example="留存",
            comment="这一行是什么：留存、分层、漏斗、流失原因还是反馈。",
        ),
        TabColumn(
            "name",
            "text",
            ("名称", "Name", "项目"),
            True,
            example="7日",
            comment="留存写 次日、7日、30日；分层写 高频；漏斗写步骤名，自上而下按顺序；流失原因写原因；反馈写关键词。",
            width=16,
        ),
        _amount(
            "count",
            (
                "人数",
                "People",
                "数量",
                "频次",
                "次数",
                "数值",
                "本月",
                "当月",
                "本期",
                "用户数",
                "留存人数",
                "提及次数",
                "本月人数",
                "人数/次数",
            ),
            71500,
            "反馈写提到的次数。",
            required=True,
        ),
        _amount(
            "base",
            ("基数", "Base", "样本数", "可观测人数", "基数/样本数"),
            110000,
            "留存：可观测人数（第N日已过的新用户）；流失原因：样本数。其他不用填。",
        ),
        _amount("interactions", ("互动次数", "Interactions", "互动"), "", "分层时填写。"),
        _amount("revenue", ("收入", "Revenue"), "", "分层时填写。" + AS_MONEY, kind="money"),
        _text(
            "note",
            ("原因或对策", "Cause or remedy", "原因", "对策", "说明"),
            "",
            "变化的原因；反馈写打算怎么改。",
            width=34,
        ),
    ),
    ("month", "row_type", "name"),
    (
        Feed(
            "retention",
            {"cohort_month": "month", "day_n": "name", "observed": "base", "retained": "count"},
            where={"row_type": ("retention",)},
            needs=("base",),
            convert={"day_n": "day_number"},
        ),
        Feed(
            "activity_tiers",
            {"month": "month", "tier": "name", "users": "count", "interactions": "interactions", "revenue": "revenue"},
            where={"row_type": ("tier",)},
        ),
        Feed(
            "funnels",
            {"month": "month", "funnel_id": "row_type", "step_no": "row_type", "step_name": "name", "users": "count"},
            where={"row_type": FUNNEL_ROWS},
            convert={"step_no": "step_number"},
        ),
        Feed(
            "churn_reasons",
            {"month": "month", "reason": "name", "count": "count", "base_n": "base"},
            where={"row_type": ("churn",)},
            needs=("base",),
        ),
        Feed(
            "feedback",
            {"month": "month", "sentiment": "row_type", "keyword": "name", "count": "count", "action": "note"},
            where={"row_type": FEEDBACK_ROWS},
        ),
        *_remark("retention", "name", {"cause": "note"}, {"object_id": "day_text"}, where={"row_type": ("retention",)}),
        *_remark("tier", "name", {"cause": "note"}, {}, where={"row_type": ("tier",)}),
        *_remark("funnel", "name", {"cause": "note"}, {}, where={"row_type": FUNNEL_ROWS}),
        *_remark("churn", "name", {"cause": "note"}, {}, where={"row_type": ("churn",)}),
    ),
    comment="一行一个数：留存、活跃分层、漏斗步骤、流失原因、用户反馈都放在这里。",
)

# the parts of what a campaign cost, and what their sum is headed where it stands alone
COST_PARTS = ("promotion", "prizes", "labour")
CAMPAIGN_COST = (
    "费用", "Cost", "实际费用", "活动费用", "花费", "成本", "总成本", "投入", "总费用", "费用合计", "合计费用",
    "成本合计", "合计成本", "实际成本", "活动成本", "实际花费", "活动花费", "总花费", "实际投入", "活动投入", "总投入",
    "费用支出", "实际支出", "支出", "投入费用", "投入成本", "费用总计", "总计费用", "Total cost", "Spend",
)  # fmt: skip
CAMPAIGN_REVENUE = (
    "收入", "活动收入", "直接收益", "活动销售额", "销售额", "成交额", "成交金额", "GMV", "营收", "销售收入", "收益",
)  # fmt: skip
# one column that holds the first and the last day
CAMPAIGN_SPANS = (
    "活动时间", "Dates", "活动周期", "活动日期", "活动期间", "活动时段", "起止时间", "起止日期", "活动起止时间",
    "活动起止日期", "时间", "日期", "周期", "期间", "时间周期", "执行时间", "Period",
)  # fmt: skip
PLAN_SPANS = (
    "起止时间",
    "Dates",
    "起止日期",
    "时间",
    "时间安排",
    "计划时间",
    "计划周期",
    "周期",
    "执行时间",
    "时间节点",
)


def _aims(*names: str) -> tuple[str, ...]:
    """What the targets of a measure of those names are headed: 收入目标, 目标收入."""
    return tuple(f"{name}目标" for name in names) + tuple(f"目标{name}" for name in names)


def _actuals(*names: str) -> tuple[str, ...]:
    return tuple(f"实际{name}" for name in names)


CAMPAIGNS = Tab(
    "campaigns",
    ("活动", "Campaigns", "活动数据", "活动运营", "活动明细"),
    (
        TabColumn(
            "name",
            "text",
            (
                "活动",
                "Campaign",
                "活动名称",
                "活动主题",
                "活动名",
                "活动项目",
                "专场",
                "专场名称",
            ),
            True,
            example="示例：618会员节",
            width=20,
        ),
        _unoffered("month", "month", ("月份", "Month", "统计月份", "活动月份", "所属月份", "报告月份")),
        TabColumn("span", "date", CAMPAIGN_SPANS, is_offered=False, stands_for=("start", "end")),
        _text(
            "mode",
            (
                "形式",
                "Kind",
                "活动形式",
                "活动类型",
                "起",
            ),
            "线上",
            "线上、线下、直播、裂变、内容等。",
            width=9,
        ),
        TabColumn(
            "start",
            "date",
            ("开始", "Start", "开始日期", "开始时间", "活动开始时间", "活动开始日期"),
            True,
            example="2025-06-05",
            comment="写成 2025-06-05。",
        ),
        TabColumn(
            "end",
            "date",
            (
                "结束",
                "End",
                "结束日期",
                "结束时间",
                "活动结束时间",
                "活动结束日期",
                "止",
            ),
            True,
            example="2025-06-18",
            comment="活动算在结束日期所在的月份。",
            is_last=True,
        ),
        _amount(
            "impressions_target", ("曝光目标", "Impressions target", "目标曝光", "曝光量目标", "目标曝光量"), 8000000
        ),
        _amount("impressions", ("曝光", "Impressions", "曝光量", "实际曝光", "实际曝光量"), 8640000),
        _amount(
            "participants_target",
            ("参与目标", "Participants target", *_aims("参与", "参与人数", "参加人数")[1:]),
            110000,
        ),
        _amount(
            "participants",
            (
                *("参与人数", "Participants", "参与", "参加人数", "活动参与人数", "参与用户", "参与用户数"),
                *_actuals("参与", "参与人数", "参加人数"),
            ),
            118000,
        ),
        _amount(
            "conversions_target", ("转化目标", "Conversions target", *_aims("转化", "转化人数", "转化数")[1:]), 24000
        ),
        _amount(
            "conversions",
            ("转化人数", "Conversions", "转化", "转化数", *_actuals("转化", "转化人数", "转化数")),
            24235,
        ),
        _amount(
            "revenue_target",
            ("收入目标", "Revenue target", *_aims(*CAMPAIGN_REVENUE)[1:]),
            1500000,
            AS_MONEY,
            kind="money",
        ),
        _amount(
            "revenue",
            (
                "收入",
                "Revenue",
                *CAMPAIGN_REVENUE[1:],
                *_actuals(*CAMPAIGN_REVENUE),
                "带来收入",
                "带来销售额",
                "带来GMV",
            ),
            1620000,
            AS_MONEY,
            kind="money",
        ),
        _cost(
            "cost_budget",
            ("费用预算", "Cost budget", "预算", "预算费用", "活动预算", "预算金额", "成本预算", "投入预算", "计划费用"),
            690000,
            AS_MONEY,
        ),
        _cost(
            "promotion",
            (
                "推广费",
                "Promotion",
                "推广费用",
                "投放费",
                "投放费用",
                "广告费",
                "广告费用",
                "宣传费",
                "宣传费用",
                "推广成本",
            ),
            430000,
            AS_MONEY,
        ),
        _cost(
            "prizes",
            (
                "奖品补贴",
                "Prizes",
                "奖品",
                "补贴",
                "奖品费",
                "奖品费用",
                "奖品成本",
                "礼品费",
                "补贴费",
                "补贴费用",
                "奖品及补贴",
            ),
            172000,
            AS_MONEY,
        ),
        _cost(
            "labour",
            (
                "人力及其他",
                "Labour and other",
                "人力",
                "其他费用",
                "人力费用",
                "人力成本",
                "人工费",
                "人工费用",
                "其他成本",
            ),
            118000,
            AS_MONEY,
        ),
        _unoffered("cost", "money", CAMPAIGN_COST),
        _text(
            "highlight",
            (
                "亮点",
                "Highlight",
                "活动亮点",
                "主要亮点",
                "亮点总结",
            ),
            "",
            "做得好的地方；报告里原样印出。",
            width=26,
        ),
        _text(
            "issue",
            (
                "问题",
                "Issue",
                "不足",
                "不足之处",
                "存在问题",
                "存在的问题",
                "主要问题",
                "问题与不足",
                "待改进",
            ),
            "",
            "遇到的问题。",
            width=26,
        ),
        _text(
            "next",
            (
                "下一步",
                "Next step",
                "下一步计划",
                "改进措施",
                "优化措施",
                "后续计划",
                "改进建议",
                "优化建议",
                "改进方向",
                "优化方向",
            ),
            "",
            "打算怎么做。",
            width=26,
        ),
    ),
    ("name",),
    (
        Feed(
            "campaigns",
            {"month": "end", "campaign_id": "name", "cost_budget": "cost_budget", "next_step": "next"}
            | {
                name: name
                for name in (
                    "mode",
                    "start",
                    "end",
                    "impressions_target",
                    "impressions",
                    "participants_target",
                    "participants",
                    "conversions_target",
                    "conversions",
                    "revenue_target",
                    "revenue",
                    "highlight",
                    "issue",
                )
            },
            convert={"month": "month_of", "campaign_id": "campaign"},
        ),
        *(
            Feed(
                "campaign_costs",
                {"month": "end", "campaign_id": "name", "actual": cost},
                {"cost_type": cost},
                filled=(cost,),
                convert={"month": "month_of", "campaign_id": "campaign"},
            )
            for cost in COST_PARTS
        ),
        Feed(
            "campaign_costs",
            {"month": "end", "campaign_id": "name", "actual": "cost"},
            {"cost_type": "total"},
            filled=("cost",),
            blank=COST_PARTS,
            convert={"month": "month_of", "campaign_id": "campaign"},
        ),
        *_remark(
            "campaign",
            "name",
            {"highlight": "highlight", "issue": "issue", "next": "next"},
            {"month": "month_of", "object_id": "campaign"},
            month="end",
        ),
    ),
    comment="一行一个活动。",
)

CONTENTS = Tab(
    "contents",
    ("内容", "Content", "contents", "内容数据", "内容运营", "内容明细"),
    (
        TabColumn(
            "publish_at",
            "datetime",
            (
                "发布时间",
                "Published",
                "发布日期",
                "时间",
                "发表时间",
                "发表日期",
                "发文时间",
                "推送时间",
                "推送日期",
                "群发时间",
                "首次发布时间",
                "发布日",
                "发文日期",
            ),
            True,
            example="示例：2025-06-12 20:00",
            comment="带上时间才能看出哪个时段好，例如 2025-06-12 20:00。",
            width=18,
        ),
        _unoffered("month", "month", ("月份", "Month", "统计月份", "发布月份")),
        TabColumn(
            "platform",
            "text",
            (
                "平台",
                "Platform",
                "发布平台",
                "发布渠道",
                "内容平台",
                "渠道",
                "媒体平台",
                "所属平台",
            ),
            True,
            example="公众号",
            comment="同一平台请用同一个名称。",
        ),
        _text(
            "format",
            ("形式", "Format", "内容形式", "体裁", "内容类型", "作品类型", "文章类型"),
            "图文",
            "图文、视频、直播等。",
            width=9,
        ),
        TabColumn(
            "title",
            "text",
            (
                "标题",
                "Title",
                "内容标题",
                "文章标题",
                "推文标题",
                "图文标题",
                "视频标题",
                "笔记标题",
                "作品标题",
                "作品名称",
                "内容名称",
            ),
            True,
            example="夏季收纳的五个办法",
            width=30,
        ),
        _amount(
            "reads",
            (
                "阅读播放",
                "Reads",
                "阅读量",
                "播放量",
                "阅读",
                "播放",
                "阅读播放量",
                "阅读数",
                "阅读次数",
                "总阅读次数",
                "总阅读量",
                "播放数",
                "播放次数",
                "总播放量",
                "观看",
                "观看量",
                "观看数",
                "观看次数",
                "浏览量",
                "播放量/阅读量",
                "阅读量/播放量",
                "播放/阅读量",
                "播放数/阅读数",
                "阅读数/播放数",
                "浏览",
                "浏览数",
                "浏览次数",
            ),
            82000,
            "阅读或播放次数。",
            required=True,
        ),
        _amount("likes", ("点赞", "Likes", "点赞数", "Like", "点赞量", "点赞次数", "获赞数"), 2100),
        _amount("comments", ("评论", "Comments", "评论数", "Comment", "评论量", "评论次数", "留言数", "留言"), 360),
        _amount(
            "shares",
            (
                "转发",
                "Shares",
                "分享",
                "转发数",
                "分享数",
                "Share",
                "转发量",
                "转发次数",
                "分享量",
                "分享次数",
                "总分享次数",
            ),
            540,
        ),
        _amount("conversions", ("转化", "Conversions", "转化数", "转化人数"), 130),
        _amount(
            "revenue",
            ("成交额", "Sales", "收入", "销售额", "GMV", "成交金额", "销售金额", "支付金额"),
            30680,
            AS_MONEY,
            kind="money",
        ),
        _text("tags", ("标签", "Tags"), "实用，热点", "用逗号分开，例如 实用，热点。", width=16),
        _unoffered("status", "text", ("状态", "Status", "发布状态", "内容状态", "稿件状态", "进度")),
    ),
    ("publish_at", "platform", "title"),
    (
        Feed(
            "contents",
            {"month": "month", "content_id": "title"}
            | {
                name: name
                for name in (
                    "title",
                    "platform",
                    "format",
                    "publish_at",
                    "reads",
                    "likes",
                    "comments",
                    "shares",
                    "conversions",
                    "revenue",
                    "tags",
                )
            },
            convert={"month": "content_month", "content_id": "content_id", "platform": "platform", "tags": "tag_list"},
        ),
    ),
    comment="一行一篇内容。",
)

AMOUNT_UNITS = ("yuan",)
HEAD_UNITS = ("person", "heads")


def _needed(table: str, kind: str, when: str, more: dict[str, str]) -> tuple[Feed, ...]:
    """Feeds of a row whose 数值 is money, people or neither, as its unit says; `more` are its further columns."""
    fields = {when: "month", "item": "item", "due": "due", "owner": "owner", "status": "status"} | more
    types = {"amount": "budget", "heads": "people", "": "other"}
    units = {"amount": AMOUNT_UNITS, "heads": HEAD_UNITS, "": ("", *sorted(set(UNIT) - set(AMOUNT_UNITS + HEAD_UNITS)))}
    return tuple(
        Feed(
            table,
            fields | ({field: "value"} if field else {}),
            {"res_type": types[field]} if table == "resources" else {},
            {"row_type": (kind,), "unit": units[field]},
            convert={when: "plan_month", field: "measure"} if field else {when: "plan_month"},
        )
        for field in ("amount", "heads", "")
    )


PLAN = Tab(
    "plan",
    ("计划", "Plan", "计划与行动", "工作计划", "下月计划"),
    (
        TabColumn(
            "row_type",
            "choice",
            ("类型", "Type", "类别"),
            True,
            PLAN_ROW,
            example="示例：行动",
            comment="目标、行动、资源、风险、需决策（要上级拍板的事）。",
        ),
        TabColumn(
            "item",
            "text",
            ("事项", "Item", "内容", "名称", "任务", "任务名称", "事项名称", "工作事项", "工作内容", "行动项"),
            True,
            example="上线新人任务",
            comment="目标写指标名称，例如 总营收；其他写事情本身。",
            width=30,
        ),
        TabColumn(
            "month",
            "period",
            ("月份", "Month", "期间", "所属月份"),
            example="2025-07",
            comment="这件事属于哪个月，写成 2025-07；不填时看表名（6月计划是6月的），没写就算这份工作簿的下一个月。"
            "上月行动就是月份等于报告月的行动。",
        ),
        _text(
            "dimension",
            ("维度", "Dimension"),
            "",
            "目标拆分时填写：区域：华东、产品：会员订阅、客群：老客；总目标不填。",
            width=16,
        ),
        _amount("value", ("数值", "Value", "目标值", "金额", "数量"), "", "目标值、金额或人数。", kind="measure"),
        TabColumn(
            "unit",
            "unit",
            UNIT_HEADERS,
            choices=UNIT,
            comment="元、万元、人、% 等；资源和需决策凭它区分金额与人数。",
            width=8,
        ),
        _text("owner", ("负责人", "Owner", "责任人", "执行人", "跟进人"), "李四", width=10),
        TabColumn("span", "date", PLAN_SPANS, is_offered=False, stands_for=("start", "due")),
        TabColumn(
            "start", "date", ("开始", "Start", "开始日期", "开始时间", "启动时间", "启动日期"), example="2025-07-01"
        ),
        TabColumn(
            "due",
            "date",
            (
                "截止",
                "Due",
                "截止日期",
                "完成日期",
                "截止时间",
                "预计完成时间",
                "计划完成时间",
                "计划完成日期",
                "完成时限",
                "DDL",
            ),
            example="2025-07-20",
            is_last=True,
        ),
        _amount(
            "progress",
            ("进度", "Progress", "完成进度", "完成度", "当前进度"),
            "30%",
            "0% 到 100%。",
            kind="share",
        ),
        TabColumn(
            "status",
            "choice",
            ("状态", "Status", "任务状态", "当前状态", "完成状态", "进展状态"),
            choices=STATUS,
            example="进行中",
            comment="资源和需决策用 待批、已批。",
        ),
        _amount("probability", ("概率1–5", "Probability 1-5", "概率", "可能性"), "", "风险：1 很小，5 很大。"),
        _amount("impact", ("影响1–5", "Impact 1-5", "影响", "影响程度"), "", "风险：1 很小，5 很大。"),
        _text("note", ("说明或应对", "Note or remedy", "说明", "应对", "应对措施", "备注"), "", width=34),
    ),
    ("row_type", "item"),
    (
        Feed(
            "goals",
            {
                "period": "month",
                "metric_id": "item",
                "dim_type": "dimension",
                "dim_value": "dimension",
                "value": "value",
                "owner": "owner",
            },
            where={"row_type": ("goal",)},
            needs=("value",),
            convert={
                "period": "plan_month",
                "metric_id": "metric",
                "dim_type": "dimension_type",
                "dim_value": "dimension_value",
                "value": "measure",
            },
        ),
        Feed(
            "actions",
            {
                "month": "month",
                "action": "item",
                "owner": "owner",
                "start": "start",
                "due": "due",
                "status": "status",
                "progress": "progress",
                "note": "note",
            },
            where={"row_type": ("action",)},
            needs=("owner", "due"),
            convert={"month": "plan_month"},
        ),
        *_needed("resources", "resource", "period", {"note": "note"}),
        *_needed("asks", "ask", "month", {"basis": "note"}),
        Feed(
            "risks",
            {
                "period": "month",
                "name": "item",
                "probability": "probability",
                "impact": "impact",
                "mitigation": "note",
                "owner": "owner",
            },
            where={"row_type": ("risk",)},
            needs=("probability", "impact"),
            convert={"period": "plan_month"},
        ),
    ),
    metric="item",
    comment="下月的目标和行动，以及资源、风险、要决策的事。",
)

REMARKS = Tab(
    "remarks",
    ("点评", "Commentary", "负责人说明", "管理层点评", "Remarks"),
    (
        TabColumn(
            "month", "month", ("月份", "Month", "统计月份"), True, example="示例：2025-06", comment="写成 2025-06。"
        ),
        TabColumn("object_type", "choice", ("对象类型", "About", "Object type"), True, OBJECT, example="页面"),
        TabColumn(
            "object",
            "text",
            ("对象", "Object"),
            True,
            example="target/revenue",
            comment="指标、渠道、活动的名称；页面写页名（收入目标与实际）或编号（target/revenue）。",
            width=20,
        ),
        TabColumn("kind", "choice", ("类别", "Kind"), True, REMARK, example="标题"),
        TabColumn(
            "note",
            "text",
            ("内容", "Text"),
            True,
            example="6月收入高于目标，7月看新会员留存",
            comment="结论可以写几行（单元格内换行），每行一条。",
            width=60,
        ),
        _text("author", ("填写人", "Author"), "张三", width=10),
    ),
    ("object_type", "object"),
    (
        Feed(
            "commentary",
            {
                "month": "month",
                "object_type": "object_type",
                "object_id": "object",
                "kind": "kind",
                "text": "note",
                "author": "author",
            },
            convert={"object_id": "remark_object"},
        ),
    ),
    comment="可有可无：写在这里的话代替数字旁边的原因和下一步，也代替一页的标题（类别 标题）和解读（类别 结论）；"
    "同一对象、同一类别写了几行，最后一行算数。",
)

# all tabs of the workbook that people may fill, with every column that is read
STARTER: tuple[Tab, ...] = (ABOUT, KPI, CHANNELS, USERS, CAMPAIGNS, CONTENTS, PLAN)
OPTIONAL: tuple[Tab, ...] = (REMARKS,)
# the same as the empty workbook has them
OFFERED: tuple[Tab, ...] = tuple(replace(tab, columns=tuple(c for c in tab.columns if c.is_offered)) for tab in STARTER)
