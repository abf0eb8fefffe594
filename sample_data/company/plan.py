"""Tab 计划: next month's goals and actions, this month's actions, resources, risks, decisions asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from company.series import NEXT_MONTH, REPORT_MONTH
from company.workbook import CENTS, DAY, FINE_RATE, RATE, WHOLE, Cell, Col, Tab, Typed

COLUMNS = (
    Col("类型＊", width=9),
    Col("事项＊", width=34),
    Col("月份", width=10),
    Col("维度", width=16),
    Col("数值", WHOLE, 14),
    Col("单位", width=7),
    Col("负责人", width=10),
    Col("开始", DAY),
    Col("截止", DAY),
    Col("进度", "0%", 8),
    Col("状态", width=9),
    Col("概率1–5", "0", 9),
    Col("影响1–5", "0", 9),
    Col("说明或应对", width=60),
)
# metric, goal, unit, number format, owner
TOTALS = (
    ("总营收", 9_200_000, "元", WHOLE, "林晓峰"),
    ("新增注册用户数", 156_000, "人", WHOLE, "陈立"),
    ("访问量", 10_400_000, "次", WHOLE, "陈立"),
    ("访问付费转化率", 0.0098, "%", FINE_RATE, "吴桐"),
    ("付费用户均收", 90.27, "元", CENTS, "林晓峰"),
    ("获客成本", 24, "元", CENTS, "周航"),
    ("月活跃用户", 2_100_000, "人", WHOLE, "王悦"),
    ("日活跃用户", 390_000, "人", WHOLE, "王悦"),
    ("净推荐值", 43, "分", WHOLE, "何川"),
    ("客单价", 240, "元", CENTS, "赵启明"),
    ("支付成功率", 0.965, "%", RATE, "吴桐"),
    ("互动率", 0.08, "%", RATE, "孙佳"),
    ("物流投诉率", 0.0065, "%", FINE_RATE, "何川"),
)
REVENUE_PARTS = (
    ("区域：华东", 3_310_000, "沈嘉"),
    ("区域：华南", 2_020_000, "罗敏"),
    ("区域：华北", 1_750_000, "高远"),
    ("区域：西南", 1_200_000, "杜鹃"),
    ("区域：华中", 920_000, "程亮"),
    ("产品：会员订阅", 5_900_000, "王悦"),
    ("产品：商品佣金", 2_050_000, "赵启明"),
    ("产品：广告", 1_250_000, "方宁"),
    ("客群：新客", 3_900_000, "陈立"),
    ("客群：老客", 3_100_000, "王悦"),
    ("客群：企业与团购", 2_200_000, "方宁"),
)


def _june(day: int) -> datetime:
    return datetime(2025, 6, day)


# action, owner, start, due, progress, status, note
Action = tuple[str, str, datetime, datetime, float, str, str | None]
JUNE_ACTIONS: tuple[Action, ...] = (
    (
        "618会员节会场与规则上线",
        "赵启明",
        datetime(2025, 5, 26),
        _june(5),
        1.0,
        "已完成",
        "按期上线，会场访问量达到预估的1.1倍。",
    ),
    (
        "一键登录上线，减少短信验证",
        "吴桐",
        datetime(2025, 5, 20),
        _june(10),
        1.0,
        "已完成",
        "验证步骤流失率由30.0%降至20.1%。",
    ),
    ("信息流B平台减量并更换素材", "周航", _june(2), _june(12), 1.0, "已完成", "费用由27万元降至20万元。"),
    ("裂变奖励改为首购后发放", "陈立", _june(1), _june(1), 1.0, "已完成", "6月1日切换，获客成本14.1元。"),
    (
        "结算页显示运费与库存提示",
        "吴桐",
        _june(3),
        _june(20),
        0.6,
        "延期",
        "测试发现两个机型不兼容，已修复，改为7月10日上线。",
    ),
    ("职场平台联名卡第二批发放", "陈立", _june(9), _june(25), 1.0, "已完成", "第二批发放2.4万张。"),
    ("热销商品安全库存规则", "何川", _june(5), _june(27), 0.7, "延期", "供应商数据对接晚一周，改为7月15日完成。"),
    ("直播电商试播三场", "方宁", _june(10), _june(26), 1.0, "已完成", "三场按期完成，场均成交52万元。"),
    ("新手任务首日必达改版", "王悦", _june(9), _june(22), 1.0, "已完成", "6月22日全量上线。"),
    ("会员案例栏目筹备", "孙佳", _june(16), datetime(2025, 7, 6), 0.5, "进行中", "已征集案例12篇，首期7月6日发布。"),
)
JULY_ACTIONS: tuple[Action, ...] = (
    (
        "接入备用支付通道并完成压测",
        "吴桐",
        datetime(2025, 7, 1),
        datetime(2025, 7, 15),
        0.0,
        "未开始",
        "支付成功率目标96.5%。",
    ),
    (
        "结算页运费与库存提示上线",
        "吴桐",
        datetime(2025, 7, 1),
        datetime(2025, 7, 10),
        0.0,
        "未开始",
        "6月延期事项，已完成机型修复。",
    ),
    ("华南备用仓启用", "何川", datetime(2025, 7, 1), datetime(2025, 7, 20), 0.0, "未开始", "物流投诉率目标0.65%以内。"),
    (
        "会员满99元包邮试点",
        "赵启明",
        datetime(2025, 7, 7),
        datetime(2025, 8, 10),
        0.0,
        "未开始",
        "先在华东、华南试行，8月中评估毛利影响。",
    ),
    (
        "搜索引擎广告长尾词扩量",
        "周航",
        datetime(2025, 7, 1),
        datetime(2025, 7, 31),
        0.0,
        "未开始",
        "长尾词预算占比由40%提高到45%。",
    ),
    ("私域社群扩至160个", "王悦", datetime(2025, 7, 7), datetime(2025, 8, 31), 0.0, "未开始", "每群配一名兼职群主。"),
    (
        "每周社群打卡与短视频互动提问",
        "孙佳",
        datetime(2025, 7, 2),
        datetime(2025, 9, 30),
        0.0,
        "未开始",
        "互动率目标8.0%。",
    ),
    (
        "每周三晚品牌直播",
        "方宁",
        datetime(2025, 7, 9),
        datetime(2025, 9, 24),
        0.0,
        "未开始",
        "转化率连续四周低于1.2%时暂停复评。",
    ),
    (
        "满239减30券与家居组合装",
        "赵启明",
        datetime(2025, 7, 4),
        datetime(2025, 7, 25),
        0.0,
        "未开始",
        "客单价目标240元。",
    ),
    (
        "9月会员日方案评审",
        "林晓峰",
        datetime(2025, 8, 4),
        datetime(2025, 8, 22),
        0.0,
        "未开始",
        "沿用618会场模板，规则精简。",
    ),
)
# item, additional heads, owner, due, status, note
PEOPLE = (
    ("数据分析师", 2, "郑雅", datetime(2025, 8, 15), "待批", "现有4人，需求6人；渠道与留存分析需求增加。"),
    ("用户增长专员", 3, "陈立", datetime(2025, 8, 31), "待批", "现有8人，需求11人；合作渠道与私域社群扩量。"),
    ("技术支持工程师", 2, "吴桐", datetime(2025, 8, 15), "待批", "现有3人，需求5人；支付与结算链路保障。"),
)
# item, money, owner, due, status, note
BUDGET = (
    ("三季度付费投放", 6_300_000, "周航", datetime(2025, 7, 10), "已批", "属增长预算；搜索引擎广告占比提高。"),
    ("三季度裂变与私域激励", 3_000_000, "陈立", datetime(2025, 7, 10), "已批", "属增长预算；奖励按留存分批发放。"),
    ("三季度合作渠道拓展", 1_500_000, "陈立", datetime(2025, 7, 15), "待批", "属增长预算；职场平台第三批联名卡。"),
    ("三季度会员权益与补贴", 6_200_000, "王悦", datetime(2025, 7, 10), "已批", "含满99元包邮试点。"),
    ("三季度内容制作", 2_400_000, "孙佳", datetime(2025, 7, 15), "已批", "自制短视频与教程专区。"),
    ("三季度技术与数据工具", 1_800_000, "吴桐", datetime(2025, 7, 20), "待批", "备用支付通道、标签平台扩容。"),
    ("三季度线下体验活动", 1_400_000, "方宁", datetime(2025, 7, 20), "待批", "8月社区快闪与9月会员日。"),
    ("三季度客服与履约保障", 1_400_000, "何川", datetime(2025, 7, 15), "待批", "华南备用仓与夜间客服。"),
)
# risk, probability, impact, owner, mitigation
RISKS = (
    ("大促期间支付通道拥堵", 4, 4, "吴桐", "接入备用通道，峰值前扩容并安排值守。"),
    ("物流积压与投诉增加", 4, 4, "何川", "启用华南备用仓，按区域拆单，延迟主动通知。"),
    ("竞品暑期补贴分流新客", 3, 5, "陈立", "提前锁定合作渠道排期，会员权益分批上线。"),
    ("投放平台规则或竞价调整", 3, 4, "周航", "单一平台费用占比不超过三成，按周复核出价。"),
    ("热销商品缺货", 3, 3, "何川", "热销前200款设安全库存，缺货自动推荐替代款。"),
    ("包邮试点影响毛利", 2, 4, "赵启明", "设区域与品类上限，两周复盘一次，超限即停。"),
    ("用户数据合规检查", 1, 5, "郑雅", "授权清单每月自查，抽样结果留档。"),
    ("关键岗位到位延迟", 2, 3, "林晓峰", "内部轮岗先补两人，外包支持三个月。"),
)
# item, value, unit, owner, due, basis
ASKS = (
    (
        "搜索引擎广告7月追加预算",
        400_000,
        "元",
        "周航",
        datetime(2025, 7, 8),
        "6月ROI 1:4.3，盈亏平衡为1:2；费用30万元，预算34万元，长尾词仍有扩量空间。",
    ),
    (
        "增补运营岗位编制",
        7,
        "人",
        "林晓峰",
        datetime(2025, 7, 15),
        "数据分析4增至6人，用户增长8增至11人，技术支持3增至5人。",
    ),
    (
        "会员满99元包邮试点",
        600_000,
        "元",
        "赵启明",
        datetime(2025, 7, 5),
        "6月购买流失用户17.8万人，其中38%为运费敏感；先在华东、华南试行一个月。",
    ),
)


def tab() -> Tab:
    """Goals, actions, resources, risks and asks, in that order."""
    rows = (*_goals(), *_actions(), *_resources(), *_risks(), *_asks())
    return Tab("计划", COLUMNS, rows)


def _line(**cells: Cell | Typed) -> tuple[Cell | Typed, ...]:
    names = (
        "kind", "item", "month", "part", "value", "unit", "owner",
        "start", "due", "progress", "status", "probability", "impact", "note",
    )  # fmt: skip
    return tuple(cells.get(name) for name in names)


def _goals() -> Iterator[tuple[Cell | Typed, ...]]:
    for metric, goal, unit, form, owner in TOTALS:
        yield _line(kind="目标", item=metric, month=NEXT_MONTH, value=Typed(goal, form), unit=unit, owner=owner)
    for part, goal, owner in REVENUE_PARTS:
        yield _line(kind="目标", item="总营收", month=NEXT_MONTH, part=part, value=goal, unit="元", owner=owner)


def _actions() -> Iterator[tuple[Cell | Typed, ...]]:
    for month, actions in ((REPORT_MONTH, JUNE_ACTIONS), (NEXT_MONTH, JULY_ACTIONS)):
        for item, owner, start, due, progress, status, note in actions:
            yield _line(
                kind="行动", item=item, month=month, owner=owner, start=start,
                due=due, progress=progress, status=status, note=note,
            )  # fmt: skip


def _resources() -> Iterator[tuple[Cell | Typed, ...]]:
    for unit, rows in (("人", PEOPLE), ("元", BUDGET)):
        for item, value, owner, due, status, note in rows:
            yield _line(
                kind="资源", item=item, month=NEXT_MONTH, value=value, unit=unit,
                owner=owner, due=due, status=status, note=note,
            )  # fmt: skip


def _risks() -> Iterator[tuple[Cell | Typed, ...]]:
    for item, probability, impact, owner, note in RISKS:
        yield _line(
            kind="风险", item=item, month=NEXT_MONTH, owner=owner, probability=probability, impact=impact, note=note
        )


def _asks() -> Iterator[tuple[Cell | Typed, ...]]:
    for item, value, unit, owner, due, note in ASKS:
        yield _line(
            kind="需决策", item=item, month=NEXT_MONTH, value=value, unit=unit,
            owner=owner, due=due, status="待批", note=note,
        )  # fmt: skip
