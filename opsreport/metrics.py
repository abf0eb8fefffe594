"""The catalogue: every built-in metric once, with the names people type, its formula and a worked example.

A kpi row of a known metric needs nothing but its name. Formulas are over
"numerator" and "denominator", whose names are in `Metric.inputs` (keys of
`INPUT_LABELS`); an input that is itself a metric id or a field of `channels`
lets a missing row be derived.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from opsreport.model.formula import Formula
from opsreport.model.metric import Aggregation, ChangeStyle, Metric, Polarity
from opsreport.model.spelling import name_without_unit, qualifiers_in, simplified
from opsreport.model.unit import (
    BARE,
    DAYS,
    HEADS,
    HOURS,
    INDEX,
    MINUTES,
    MONEY,
    ORDERS,
    PERSON,
    PIECES,
    POINTS,
    RATE,
    RATIO,
    SCORE,
    SECONDS,
    TIMES,
    Unit,
)

SHARE = Formula("numerator / denominator")
PER_HUNDRED = Formula("numerator / denominator * 100")
RISE = Formula("numerator / denominator - 1")
Example = tuple[str, str, float, float, float]


def _flow(name: str, labels: tuple[str, str], unit: Unit, synonyms: str = "", *, polarity: Polarity = "up") -> Metric:
    return Metric(name, labels, unit, polarity, "flow", tuple(synonyms.split()))


def _level(
    name: str,
    labels: tuple[str, str],
    unit: Unit,
    synonyms: str = "",
    *,
    kind: Aggregation = "stock",
    polarity: Polarity = "up",
    change: ChangeStyle = "relative",
) -> Metric:
    return Metric(name, labels, unit, polarity, kind, tuple(synonyms.split()), change=change)


def _ratio(
    name: str,
    labels: tuple[str, str],
    unit: Unit,
    example: Example,
    synonyms: str = "",
    *,
    polarity: Polarity = "up",
    change: ChangeStyle = "relative",
    kind: Aggregation = "ratio",
    formula: Formula = SHARE,
) -> Metric:
    first, second, numerator, denominator, result = example
    worked = ({"numerator": numerator, "denominator": denominator}, result)
    return Metric(name, labels, unit, polarity, kind, tuple(synonyms.split()), formula, (first, second), change, worked)


METRICS: tuple[Metric, ...] = (
    # growth
    _flow(
        "new_users",
        ("新增注册用户数", "New users"),
        PERSON,
        "新增用户 新增用户数 新增注册 新增注册用户 新用户 新用户数 注册数 "
        "拉新 拉新人数 新增 new_user registrations signups",
    ),
    _flow(
        "visits",
        ("访问量", "Visits"),
        TIMES,
        "访问 访问数 访问次数 流量 总访问量 sessions traffic",
    ),
    _flow("visitors", ("访客数", "Visitors"), PERSON, "UV 访客 访客量 独立访客 独立访客数 访客人数 unique_visitors"),
    _flow("page_views", ("浏览量", "Page views"), TIMES, "PV 页面浏览量 浏览次数 浏览数 pageviews"),
    _flow(
        "payers",
        ("付费用户数", "Paying users"),
        PERSON,
        "付费用户 付费人数 付费数 支付人数 支付用户数 购买人数 购买用户数 成交人数 paying_user buyers",
    ),
    _flow("orders", ("订单量", "Orders"), ORDERS, "订单 订单数 支付订单数 成交订单数 order_count"),
    _flow("reach", ("触达人数", "People reached"), PERSON, "触达用户数 覆盖人数 reached"),
    _ratio(
        "reach_rate",
        ("触达率", "Reach rate"),
        RATE,
        ("reached", "audience", 60_000, 80_000, 0.75),
        "覆盖率",
        change="points",
    ),
    _flow("impressions", ("曝光量", "Impressions"), TIMES, "曝光 曝光数 曝光次数 展现量 展示量 impression"),
    _flow("downloads", ("下载量", "Downloads"), TIMES, "下载 下载数 APP下载量 "),
    _ratio(
        "mobile_share",
        ("移动端占比", "Mobile share"),
        RATE,
        ("mobile_new_users", "new_users", 117_062, 150_080, 117_062 / 150_080),
        "移动端新增占比 移动占比",
        polarity="none",
        change="points",
    ),
    _ratio(
        "natural_share",
        ("自然流量占比", "Natural traffic share"),
        RATE,
        ("natural_visits", "visits", 4_630_000, 10_000_000, 0.463),
        "自然占比 自然流量比例",
        change="points",
    ),
    _ratio(
        "cac",
        ("获客成本", "Cost per new user"),
        MONEY,
        ("spend", "new_users", 3_076_640, 150_080, 20.5),
        "CAC 单客成本 单个获客成本 平均获客成本 获客单价 拉新成本 客户获取成本 cost_per_acquisition CPA",
        polarity="down",
    ),
    _flow(
        "spend",
        ("推广费用", "Spend"),
        MONEY,
        "投放费用 费用 营销费用 推广费 获客费用 消耗 花费 广告消耗 广告费 广告费用 marketing_spend cost "
        "投放花费 投放消耗 投放支出 推广花费 推广消耗 推广支出 广告花费",
        polarity="none",
    ),
    # activity
    _level(
        "dau",
        ("日活跃用户", "Daily active users"),
        PERSON,
        "DAU 日活 日活用户 日活跃用户数 日均活跃用户 日活数",
        kind="average_stock",
    ),
    _level(
        "wau", ("周活跃用户", "Weekly active users"), PERSON, "WAU 周活 周活用户 周活跃用户数", kind="average_stock"
    ),
    _level(
        "mau",
        ("月活跃用户", "Monthly active users"),
        PERSON,
        "MAU 月活 月活用户 月活跃用户数 活跃用户 活跃用户数 月活数 active_users",
    ),
    _level("members", ("会员数", "Members"), PERSON, "会员 会员总数 会员人数 累计会员 "),
    _level(
        "registered_users",
        ("累计注册用户数", "Registered users"),
        PERSON,
        "累计用户 累计用户数 累计注册用户 用户总数 总用户数 注册用户总数",
    ),
    _level("followers", ("粉丝数", "Followers"), PERSON, "粉丝 粉丝量 粉丝总数 关注人数"),
    _ratio(
        "stickiness",
        ("用户粘性", "Stickiness"),
        RATE,
        ("dau", "mau", 368_000, 2_000_000, 0.184),
        "粘性 用户黏性 黏性 DAU/MAU 日活月活比",
        change="points",
    ),
    _level(
        "industry_pct",
        ("行业排名百分位", "Industry rank percentile"),
        RATE,
        "行业百分位",
        kind="rank",
        polarity="down",
        change="absolute",
    ),
    _ratio(
        "stay_minutes",
        ("人均日停留时长", "Minutes per user and day"),
        MINUTES,
        ("stay_minutes_total", "user_days", 353_280_000, 11_040_000, 32.0),
        "停留时长 人均停留时长 人均使用时长 使用时长 日均停留时长",
        change="absolute",
    ),
    # conversion
    _ratio(
        "pay_conv",
        ("付费转化率", "Paying share of actives"),
        RATE,
        ("payers", "mau", 96_000, 2_000_000, 0.048),
        "付费率 用户付费转化率 活跃付费率",
        change="points",
    ),
    _ratio(
        "reg_conv",
        ("注册转化率", "Registration rate"),
        RATE,
        ("new_users", "visits", 150_080, 10_000_000, 0.015008),
        "注册率 访问注册转化率 访问注册率",
        change="points",
    ),
    _ratio(
        "visit_pay_conv",
        ("访问付费转化率", "Visit-to-pay rate"),
        RATE,
        ("payers", "visits", 96_000, 10_000_000, 0.0096),
        "访问支付转化率 访问→付费转化率 访问付费率 支付转化率",
        change="points",
    ),
    _ratio(
        "ctr",
        ("点击率", "Click-through rate"),
        RATE,
        ("clicks", "impressions", 200_000, 8_196_700, 200_000 / 8_196_700),
        "CTR 点击通过率 曝光点击率",
        change="relative",
    ),
    _ratio(
        "click_conv",
        ("点击转化率", "Click conversion rate"),
        RATE,
        ("conversions", "clicks", 24_235, 734_400, 24_235 / 734_400),
        "点击转化",
        change="relative",
    ),
    _ratio(
        "cpc",
        ("单次点击成本", "Cost per click"),
        MONEY,
        ("spend", "clicks", 300_000, 200_000, 1.5),
        "CPC 点击单价 点击成本",
        polarity="down",
    ),
    _ratio(
        "open_rate",
        ("打开率", "Open rate"),
        RATE,
        ("opened", "delivered", 360_000, 2_000_000, 0.18),
        change="points",
    ),
    _ratio(
        "interaction_rate",
        ("互动率", "Interaction rate"),
        RATE,
        ("interactions", "visits", 257_600, 2_800_000, 0.092),
        "用户互动率 内容互动率 engagement_rate",
        change="relative",
    ),
    _ratio(
        "high_intent_share",
        ("高意向占比", "High-intent share"),
        RATE,
        ("high_intent", "clicks", 70_000, 200_000, 0.35),
        "高意向客户占比 高意向率",
        change="points",
    ),
    _ratio(
        "bounce_rate",
        ("跳出率", "Bounce rate"),
        RATE,
        ("bounces", "visits", 29_600, 80_000, 0.37),
        "页面跳出率",
        polarity="down",
        change="points",
    ),
    _ratio(
        "pay_success",
        ("支付成功率", "Payment success rate"),
        RATE,
        ("pay_succeeded", "pay_started", 62_000, 65_000, 62 / 65),
        "付款成功率",
        change="points",
    ),
    # satisfaction and service
    _ratio(
        "nps",
        ("净推荐值", "Net promoter score"),
        SCORE,
        ("net_promoters", "survey_n", 1_008, 2_400, 42.0),
        "NPS NPS值 净推荐值NPS",
        change="absolute",
        kind="survey",
        formula=PER_HUNDRED,
    ),
    _ratio(
        "csat",
        ("满意度", "Satisfaction"),
        RATE,
        ("satisfied", "survey_n", 5_400, 6_000, 0.9),
        "用户满意度 客户满意度 CSAT",
        kind="survey",
        change="points",
    ),
    _ratio(
        "cs_response",
        ("客服首响时长", "First response time"),
        MINUTES,
        ("response_minutes", "tickets", 1_680_000, 60_000, 28.0),
        "首响时长 客服响应时长 客服响应时间 首次响应时间 客服首响",
        polarity="down",
    ),
    _ratio(
        "bad_review_rate",
        ("差评率", "Bad review rate"),
        RATE,
        ("bad_reviews", "reviews", 702, 60_000, 0.0117),
        "商品差评率",
        polarity="down",
        change="relative",
    ),
    _ratio(
        "resolution_rate",
        ("问题解决率", "Resolution rate"),
        RATE,
        ("resolved", "tickets", 58_800, 60_000, 0.98),
        "解决率 工单解决率",
        change="points",
    ),
    _ratio(
        "complaint_hours",
        ("投诉处理时长", "Complaint handling time"),
        HOURS,
        ("complaint_hours_total", "complaints", 8_600, 400, 21.5),
        "投诉处理时间 投诉处理时效",
        polarity="down",
    ),
    _flow("complaints", ("投诉量", "Complaints"), PIECES, "投诉 投诉数 客诉量 客诉数", polarity="down"),
    _flow("incidents", ("重大事故数", "Major incidents"), TIMES, "重大事故 ", polarity="down"),
    _ratio(
        "feedback_done_rate",
        ("反馈解决率", "Feedback resolved"),
        RATE,
        ("feedback_done", "feedback_in", 1_680, 2_000, 0.84),
        "反馈处理率",
        change="relative",
    ),
    # money
    _flow(
        "revenue",
        ("总营收", "Revenue"),
        MONEY,
        "营收 收入 总收入 营业收入 营业额 销售额 总销售额 销售收入 月营收 月收入 营收额 营业总收入 总营业收入 "
        "总营业额 总营收额 营收总额 收入总额 营业收入总额 销售总额 总销售收入 确认收入 "
        "total_revenue sales turnover",
    ),
    _ratio(
        "sub_share",
        ("订阅收入占比", "Subscription share"),
        RATE,
        ("subscription_revenue", "revenue", 5_668_000, 8_720_000, 0.65),
        "订阅占比",
        polarity="none",
        change="points",
    ),
    _flow(
        "gmv",
        ("GMV", "GMV"),
        MONEY,
        "交易额 成交额 总成交额 成交总额 商品交易总额 交易总额 成交金额 gross_merchandise_value",
    ),
    _flow("gross_profit", ("毛利", "Gross profit"), MONEY, "毛利额 毛利润"),
    _flow("operating_profit", ("营业利润", "Operating profit"), MONEY, "经营利润"),
    _flow("net_profit", ("净利润", "Net profit"), MONEY, "净利 净利额"),
    _flow("profit", ("利润", "Profit"), MONEY, "利润额 "),
    _ratio(
        "aov",
        ("客单价", "Average order value"),
        MONEY,
        ("gmv", "orders", 18_880_000, 80_000, 236.0),
        "AOV 平均客单价 笔单价 单均价 平均订单金额",
    ),
    _ratio(
        "arppu",
        ("付费用户均收", "Revenue per paying user"),
        MONEY,
        ("revenue", "payers", 8_720_000, 96_000, 8_720_000 / 96_000),
        "ARPPU 付费用户均收入 付费用户人均收入 付费ARPU 人均付费 每付费用户收入",
    ),
    _ratio(
        "arpu",
        ("活跃用户均收", "Revenue per active user"),
        MONEY,
        ("revenue", "mau", 8_720_000, 2_000_000, 4.36),
        "ARPU 人均收入 用户均收 每用户收入",
    ),
    _level("ltv", ("生命周期价值", "Lifetime value"), MONEY, "LTV 用户生命周期价值 客户终身价值", kind="index"),
    _ratio(
        "roi",
        ("投入产出比", "Return on spend"),
        RATIO,
        ("revenue", "spend", 1_290_000, 300_000, 4.3),
        "ROI 投产比 投入产出 广告投产比 ROAS 投放ROI",
        change="absolute",
    ),
    _ratio(
        "refund_rate",
        ("退款率", "Refund rate"),
        RATE,
        ("refunds", "gmv", 377_600, 18_880_000, 0.02),
        "退款占比",
        polarity="down",
        change="points",
    ),
    # efficiency
    _ratio(
        "order_hours",
        ("订单处理时效", "Order handling time"),
        HOURS,
        ("order_hours_total", "orders", 144_000, 80_000, 1.8),
        "订单处理时长 订单处理时间",
        polarity="down",
    ),
    _ratio(
        "logistics_complaint",
        ("物流投诉率", "Logistics complaint rate"),
        RATE,
        ("logistics_complaints", "orders", 640, 80_000, 0.008),
        polarity="down",
        change="points",
    ),
    _ratio(
        "delivery_cycle",
        ("需求交付周期", "Delivery cycle"),
        DAYS,
        ("delivery_days", "requirements", 240, 20, 12.0),
        "交付周期 平均交付周期",
        polarity="down",
    ),
    # retention and churn
    _ratio(
        "d1_ret",
        ("次日留存率", "Day-1 retention"),
        RATE,
        ("retained", "observed", 52_000, 130_000, 0.4),
        "次留 次日留存 1日留存 1日留存率 D1留存 D1留存率 次留率 D1",
        change="points",
    ),
    _ratio(
        "d7_ret",
        ("7日留存率", "Day-7 retention"),
        RATE,
        ("retained", "observed", 71_500, 110_000, 0.65),
        "7日留存 七日留存 七日留存率 7留 D7留存 D7留存率 D7",
        change="points",
    ),
    _ratio(
        "d30_ret",
        ("30日留存率", "Day-30 retention"),
        RATE,
        ("retained", "observed", 41_472, 128_000, 0.324),
        "30日留存 三十日留存率 D30留存 D30留存率 D30",
        change="points",
    ),
    _ratio(
        "m1_ret",
        ("次月留存率", "Month-1 retention"),
        RATE,
        ("active_again", "mau_before", 1_454_400, 1_818_000, 0.8),
        "次月留存 月留存 月留存率",
        change="points",
    ),
    _ratio(
        "annual_ret",
        ("年度留存率", "Annual retention"),
        RATE,
        ("retained", "members_year_ago", 1_080_000, 1_200_000, 0.9),
        "年留存率 年度留存",
        change="points",
    ),
    _ratio(
        "renewal_rate",
        ("续费率", "Renewal rate"),
        RATE,
        ("renewed", "due", 31_200, 40_000, 0.78),
        "会员续费率 续费转化率",
        change="points",
    ),
    _ratio(
        "repurchase_rate",
        ("复购率", "Repurchase rate"),
        RATE,
        ("repeat_buyers", "buyers", 15_503, 62_000, 15_503 / 62_000),
        "复购 用户复购率 月复购率 重复购买率",
        change="points",
    ),
    _ratio(
        "churn_rate",
        ("流失率", "Churn rate"),
        RATE,
        ("lost", "users_begin", 107_500, 2_150_000, 0.05),
        "用户流失率 月流失率 月度流失率",
        polarity="down",
        change="relative",
    ),
    _ratio(
        "step_loss",
        ("步骤流失率", "Step loss"),
        RATE,
        ("lost", "step_users", 37_685, 187_765, 37_685 / 187_765),
        "环节流失率",
        polarity="down",
        change="relative",
    ),
    _ratio(
        "wake_rate",
        ("唤醒率", "Reactivation rate"),
        RATE,
        ("woken", "dormant_targeted", 57_000, 300_000, 0.19),
        "沉默唤醒率 休眠唤醒率",
        change="points",
    ),
    _ratio(
        "winback_rate",
        ("召回率", "Win-back rate"),
        RATE,
        ("returned", "lost_targeted", 4_800, 60_000, 0.08),
        "挽回率 流失召回率",
        change="points",
    ),
    _ratio(
        "second_conv",
        ("二次转化率", "Second conversion rate"),
        RATE,
        ("repurchased", "returned", 1_200, 4_800, 0.25),
        "二次转化",
        change="points",
    ),
    _ratio(
        "member_active_rate",
        ("会员月活跃率", "Active members"),
        RATE,
        ("members_active", "members", 1_528_100, 2_183_000, 0.7),
        "会员活跃率",
        change="points",
    ),
    _ratio(
        "points_redeem_rate",
        ("积分兑换率", "Points redeemed"),
        RATE,
        ("points_redeemed", "points_issued", 4_600_000, 10_000_000, 0.46),
        "积分核销率",
        change="relative",
    ),
    _ratio(
        "benefit_exec_rate",
        ("权益执行率", "Benefits fulfilled"),
        RATE,
        ("fulfilled", "claimed", 42_300, 42_300, 1.0),
        "权益兑现率",
        change="points",
    ),
    _ratio(
        "first_buy_7d",
        ("7日首购率", "First purchase in 7 days"),
        RATE,
        ("first_buyers", "observed", 22_000, 110_000, 0.2),
        "七日首购率 首购率",
        change="points",
    ),
    _ratio(
        "activation_rate",
        ("激活率", "Activation rate"),
        RATE,
        ("activated", "targeted", 36_000, 120_000, 0.3),
        "新用户激活率 用户激活率",
        change="points",
    ),
    _ratio(
        "task_rate",
        ("任务完成率", "Task completion"),
        RATE,
        ("completed", "targeted", 33_000, 110_000, 0.3),
        "新手任务完成率",
        change="points",
    ),
    # content and community
    _flow(
        "content_reads",
        ("内容阅读量", "Content reads"),
        TIMES,
        "阅读量 阅读播放量 阅读 内容阅读播放量",
    ),
    _flow("content_plays", ("内容播放量", "Content plays"), TIMES, "播放量 播放数 播放次数 plays"),
    _flow("content_pieces", ("内容发布量", "Pieces published"), PIECES, "发布量 内容数 内容数量 发文量 发布篇数"),
    _ratio(
        "content_share_rate",
        ("转发率", "Share rate"),
        RATE,
        ("shares", "content_reads", 288_000, 9_600_000, 0.03),
        "内容转发率 分享率",
        change="relative",
    ),
    _ratio(
        "content_conv",
        ("内容转化率", "Content conversion"),
        RATE,
        ("conversions", "content_reads", 19_200, 9_600_000, 0.002),
        change="points",
    ),
    _ratio(
        "dwell_sec",
        ("平均停留秒数", "Dwell time"),
        SECONDS,
        ("dwell_seconds", "content_reads", 921_600_000, 9_600_000, 96.0),
        "内容停留时长",
    ),
    _ratio("hit_rate", ("爆款率", "Hit rate"), RATE, ("hits", "content_pieces", 20, 186, 20 / 186), change="relative"),
    _level(
        "brand_index",
        ("品牌搜索指数", "Brand search index"),
        INDEX,
        "品牌指数 搜索指数",
        kind="index",
    ),
    _ratio(
        "community_rate",
        ("社群活跃度", "Community activity"),
        RATE,
        ("community_active", "community_members", 61_200, 180_000, 0.34),
        "社群活跃率 社区活跃度",
        change="points",
    ),
    _ratio(
        "referral_rate",
        ("用户推荐率", "Referral rate"),
        RATE,
        ("referrers", "mau", 240_000, 2_000_000, 0.12),
        "推荐率 转介绍率",
        change="points",
    ),
    # data and team
    _ratio(
        "model_accuracy",
        ("预测准确率", "Model accuracy"),
        RATE,
        ("correct", "predicted", 8_500, 10_000, 0.85),
        "模型准确率 准确率",
        change="points",
    ),
    _ratio(
        "staff_sat",
        ("员工满意度", "Staff satisfaction"),
        RATE,
        ("satisfied", "survey_n", 18, 20, 0.9),
        "团队满意度",
        kind="survey",
        change="points",
    ),
    _ratio(
        "promo_rate",
        ("晋升率", "Promotion rate"),
        RATE,
        ("promoted", "headcount", 16, 20, 0.8),
        "员工晋升率",
        change="points",
    ),
    _ratio(
        "skill_gain",
        ("技能提升", "Skill gain"),
        RATE,
        ("skill_after", "skill_before", 78, 65, 0.2),
        "技能提升率 技能提升度",
        change="relative",
        kind="index",
        formula=RISE,
    ),
)

INPUT_LABELS: Mapping[str, tuple[str, str]] = {
    "active_again": ("上月活跃且本月仍活跃人数", "last month's actives active again"),
    "activated": ("激活人数", "activated"),
    "audience": ("目标人群", "audience"),
    "bad_reviews": ("差评数", "bad reviews"),
    "bounces": ("跳出次数", "bounces"),
    "buyers": ("购买人数", "buyers"),
    "claimed": ("申领人次", "claimed"),
    "clicks": ("点击量", "clicks"),
    "community_active": ("社群活跃人数", "active community members"),
    "community_members": ("社群总人数", "community members"),
    "complaint_hours_total": ("投诉处理总小时", "complaint hours"),
    "completed": ("完成人数", "completed"),
    "conversions": ("转化人数", "conversions"),
    "correct": ("预测正确数", "correct predictions"),
    "delivered": ("送达量", "delivered"),
    "delivery_days": ("交付总天数", "delivery days"),
    "dormant_targeted": ("触达沉默用户", "silent users targeted"),
    "due": ("到期人数", "due"),
    "dwell_seconds": ("停留总秒数", "dwell seconds"),
    "feedback_done": ("已解决反馈", "feedback resolved"),
    "feedback_in": ("收到反馈", "feedback received"),
    "first_buyers": ("7日内首购人数", "first buyers in 7 days"),
    "fulfilled": ("兑现人次", "fulfilled"),
    "headcount": ("员工人数", "headcount"),
    "high_intent": ("高意向客户数", "high-intent leads"),
    "hits": ("爆款数", "hits"),
    "interactions": ("互动次数", "interactions"),
    "logistics_complaints": ("物流投诉数", "logistics complaints"),
    "lost": ("流失人数", "users lost"),
    "lost_targeted": ("触达流失用户", "lost users targeted"),
    "mau_before": ("上月月活跃用户", "monthly actives last month"),
    "members_active": ("活跃会员数", "active members"),
    "members_year_ago": ("一年前会员数", "members a year ago"),
    "mobile_new_users": ("移动端新增用户", "new users on mobile"),
    "natural_visits": ("自然渠道访问量", "visits of natural channels"),
    "net_promoters": ("推荐者与贬损者之差", "promoters less detractors"),
    "observed": ("可观测人数", "observed users"),
    "opened": ("打开量", "opened"),
    "order_hours_total": ("订单处理总小时", "order hours"),
    "pay_started": ("发起支付人数", "payments started"),
    "pay_succeeded": ("支付成功人数", "payments succeeded"),
    "points_issued": ("发放积分", "points issued"),
    "points_redeemed": ("兑换积分", "points redeemed"),
    "predicted": ("预测总数", "predictions"),
    "promoted": ("晋升人数", "promoted"),
    "reached": ("触达人数", "people reached"),
    "referrers": ("有成功邀请或分享的用户", "users with a successful invite or share"),
    "refunds": ("退款金额", "refunds"),
    "renewed": ("续费人数", "renewed"),
    "repeat_buyers": ("购买两单及以上人数", "buyers with two or more orders"),
    "repurchased": ("召回后复购人数", "returned and bought"),
    "requirements": ("需求数", "requirements"),
    "resolved": ("已解决工单", "tickets resolved"),
    "response_minutes": ("首响总分钟", "first response minutes"),
    "retained": ("留存人数", "retained users"),
    "returned": ("召回人数", "users won back"),
    "reviews": ("评价数", "reviews"),
    "satisfied": ("满意人数", "satisfied"),
    "shares": ("转发数", "shares"),
    "skill_after": ("培训后评分", "score after"),
    "skill_before": ("培训前评分", "score before"),
    "stay_minutes_total": ("停留总分钟", "minutes stayed"),
    "step_users": ("该步骤人数", "users at the step"),
    "subscription_revenue": ("订阅收入", "subscription revenue"),
    "survey_n": ("有效样本数", "survey answers"),
    "targeted": ("触达人数", "targeted"),
    "tickets": ("工单量", "tickets"),
    "user_days": ("活跃人天", "user days"),
    "users_begin": ("期初用户数", "users at the start"),
    "woken": ("唤醒人数", "reactivated"),
}

UNIT_NAMES: Mapping[str, Unit] = {
    **dict.fromkeys(("person", "人", "名", "位", "人数", "用户", "people", "users"), PERSON),
    **dict.fromkeys(("times", "次", "次数", "人次"), TIMES),
    **dict.fromkeys(("orders", "单", "笔", "订单"), ORDERS),
    **dict.fromkeys(("pieces", "条", "篇", "件", "个", "场", "项"), PIECES),
    **dict.fromkeys(("yuan", "ten_thousand_yuan", "元", "万元", "亿元", "人民币", "rmb", "cny", "¥"), MONEY),
    **dict.fromkeys(("percent", "%", "百分比", "率"), RATE),
    **dict.fromkeys(("points", "百分点", "个百分点", "pp"), POINTS),
    **dict.fromkeys(("score", "分", "分值"), SCORE),
    **dict.fromkeys(("minutes", "分钟", "min"), MINUTES),
    **dict.fromkeys(("seconds", "秒", "sec", "s"), SECONDS),
    **dict.fromkeys(("hours", "小时", "h"), HOURS),
    **dict.fromkeys(("days", "天", "日"), DAYS),
    **dict.fromkeys(("index", "指数"), INDEX),
    **dict.fromkeys(("ratio", "比", "比值", "1:x", "倍"), RATIO),
    **dict.fromkeys(("heads", "岗", "人头"), HEADS),
    **dict.fromkeys(("none", "", "无", "-"), BARE),
}

_FOREIGN = re.compile(
    r"[十百千万亿]*(?:[美港欧日韩澳加台英新]元|新?台币|港币|日圆|韩币|英镑|澳门元|葡币|泰铢|卢布|卢比|外币)|"
    r"[wkm]? ?(?:us|hk|nt|a|c|s)?[$€£₩₽₹][十百千万亿wkm]*|"
    r"(?:usd|hkd|eur|gbp|jpy|twd|krw|sgd|aud|cad|mop|thb) ?[十百千万亿wkm]*|"
    r"dollars?|euros?|[a-z]{0,3}\$|mm?|"
    r"(?:[a-z]{3} ?)?(?:'?000s?|\d+k|mn|bn|thousands?|millions?|billions?)(?: ?[a-z]{3,4})?"
)
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_NOISE = re.compile(r"[\s_\-—·•:：,，、.。/→>'\"“”]+")


_WHOLE = frozenset(
    (
        "本月", "当月", "月度", "月", "本期", "当期", "实际", "整体", "总体", "合计", "总计", "总", "全部", "全站",
        "全渠道", "全平台", "大盘", "必填", "重点", "核心",
    )
)  # fmt: skip

# a longer text names nothing; to look it up would cost much
_LONGEST = 200


@lru_cache(maxsize=16_384)
def metric_named(text: str) -> Metric | None:
    """The catalogue metric that `text` names by id, label or synonym; None for an unknown one.

    Width, case, spaces and punctuation do not matter, nor does a unit or a remark in
    brackets: "总营收（万元）", "总营收/万元", "Total Revenue" and "revenue" are one metric.
    """
    if len(text) > _LONGEST:
        return None
    index, bare = _index(), name_without_unit(text)
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", bare))
    return index.get(_normal(text)) or index.get(_normal(bare)) or index.get(_normal(plain))


def metric_with_id(metric_id: str) -> Metric | None:
    """The catalogue metric of that id; None for a name that the tables keep as typed."""
    return _by_id().get(metric_id)


@lru_cache(maxsize=4096)
def qualifier_of(text: str) -> str:
    """What the brackets of a known metric's name narrow it down to: 新增用户（线上） → 线上; "" for no such thing.

    Units, other names of the metric (净推荐值（NPS）) and words for all of it (本月、合计) narrow nothing down.
    """
    metric = metric_named(text)
    if metric is None or _normal(name_without_unit(text)) in _index():
        return ""
    said = (part for part in qualifiers_in(text) if metric_named(part) is not metric and unit_named(part) is None)
    return "，".join(part for part in said if _normal(part) not in _WHOLE)


def unit_named(text: str) -> Unit | None:
    """The unit that a 单位 cell names (人, 万元, %); None for an unknown word. Amounts are in 元 once checked."""
    return UNIT_NAMES.get(unicodedata.normalize("NFKC", text).strip().casefold())


def is_foreign_money(text: str) -> bool:
    """Whether a unit word is one that nothing here can turn into yuan: $, 万美元, USD, RMB '000, millions."""
    return bool(_FOREIGN.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold()))


def formula_words(metric: Metric, lang: str) -> str:
    """The metric's formula in words, 推广费用 ÷ 新增注册用户数; "" for a measured metric."""
    if metric.formula is None or metric.inputs is None:
        return ""
    names = zip(("numerator", "denominator"), metric.inputs, strict=True)
    return metric.formula.words({part: _input_label(name, lang) for part, name in names})


def _input_label(name: str, lang: str) -> str:
    if name in INPUT_LABELS:
        return INPUT_LABELS[name][0 if lang == "zh" else 1]
    metric = metric_named(name)
    if metric is None:
        raise KeyError(f"no metric and no input label is called {name!r}")
    return metric.label(lang)


def _names(metric: Metric) -> Iterable[str]:
    return (metric.id, *metric.labels, *metric.synonyms)


@lru_cache(maxsize=1)
def _by_id() -> Mapping[str, Metric]:
    return {metric.id: metric for metric in METRICS}


@lru_cache(maxsize=1)
def _index() -> Mapping[str, Metric]:
    return {_normal(name): metric for metric in METRICS for name in _names(metric)}


def _normal(text: str) -> str:
    return _NOISE.sub("", simplified(unicodedata.normalize("NFKC", text)).casefold())
