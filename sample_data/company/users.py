"""Tab 用户: retention by cohort, activity tiers, funnels, reasons of loss, feedback."""

from __future__ import annotations

from collections.abc import Iterator

from company import series as s
from company.workbook import MONEY, WHOLE, Cell, Col, Tab

COLUMNS = (
    Col("月份＊", width=10),
    Col("类别＊", width=12),
    Col("名称＊", width=18),
    Col("人数＊", WHOLE),
    Col("基数", WHOLE),
    Col("互动次数", WHOLE, 14),
    Col("收入", MONEY),
    Col("原因或对策", width=60),
)
COHORTS = s.MONTHS[1:]
DAYS = ("次日", "7日", "30日", "60日", "90日")
# Share of the cohort seen on that day, per cohort; the last months are cut where a day is not due by 2025-06-30.
KEPT: dict[str, tuple[float, ...]] = {
    "次日": (0.552, 0.555, 0.559, 0.561, 0.566, 0.541, 0.553, 0.549, 0.545, 0.563, 0.601, 0.637, 0.724),
    "7日": (0.441, 0.446, 0.450, 0.452, 0.457, 0.432, 0.445, 0.441, 0.436, 0.458, 0.497, 0.530, 0.650),
    "30日": (0.246, 0.248, 0.251, 0.253, 0.255, 0.231, 0.246, 0.238, 0.234, 0.252, 0.300, 0.324),
    "60日": (0.198, 0.201, 0.202, 0.205, 0.203, 0.184, 0.199, 0.193, 0.190, 0.208, 0.247),
    "90日": (0.171, 0.172, 0.175, 0.176, 0.174, 0.158, 0.171, 0.167, 0.165, 0.181),
}
# (observed, kept) where they are known to the head.
COUNTED: dict[tuple[str, str], tuple[int, int]] = {
    ("2025-06", "次日"): (145200, 105125),
    ("2025-06", "7日"): (110000, 71500),
    ("2025-05", "7日"): (128000, 67840),
    ("2025-05", "30日"): (128000, 41472),
    ("2025-04", "30日"): (112000, 33600),
}
TIERS = ("高频", "中频", "低频")
# Share of monthly actives (high, middle), interactions a head, share of revenue (high, middle); the rest is low.
TIER_SHARES: dict[str, tuple[float, float]] = {
    "2024-05": (0.158, 0.352), "2024-06": (0.160, 0.354), "2024-07": (0.161, 0.353), "2024-08": (0.162, 0.356),
    "2024-09": (0.163, 0.358), "2024-10": (0.164, 0.359), "2024-11": (0.176, 0.368), "2024-12": (0.169, 0.362),
    "2025-01": (0.168, 0.364), "2025-02": (0.166, 0.361), "2025-03": (0.171, 0.368), "2025-04": (0.175, 0.374),
}  # fmt: skip
TIER_USERS: dict[str, tuple[int, int, int]] = {
    "2025-05": (327240, 690840, 799920),
    "2025-06": (380000, 820000, 800000),
}
PER_HEAD = {
    "高频": (22.4, 22.6, 22.7, 22.9, 23.1, 23.2, 24.6, 23.5, 23.8, 23.3, 24.0, 24.5, 25.0, 30.5),
    "中频": (8.6, 8.7, 8.7, 8.8, 8.9, 8.9, 9.3, 9.0, 9.1, 8.9, 9.2, 9.3, 9.5, 9.8),
    "低频": (2.1, 2.1, 2.1, 2.1, 2.2, 2.2, 2.3, 2.2, 2.2, 2.1, 2.2, 2.2, 2.2, 2.2),
}
TIER_REVENUE = (
    (462, 372), (463, 372), (464, 371), (465, 371), (467, 370), (468, 370), (484, 364),
    (474, 368), (476, 367), (473, 369), (481, 366), (487, 364), (496, 362), (512, 358),
)  # fmt: skip
PURCHASE = ("浏览商品", "加购", "提交结算", "发起支付", "支付成功")
REGISTER = ("落地页", "开始注册", "验证通过", "注册完成")
PURCHASE_KNOWN: dict[str, tuple[int, ...]] = {
    "2024-06": (131000, 101000, 92200, 30200, 28800),
    "2025-05": (212000, 166400, 153100, 55400, 53200),
    "2025-06": (240000, 190000, 177140, 65000, 62000),
}
REGISTER_KNOWN: dict[str, tuple[int, ...]] = {
    "2024-06": (331000, 131500, 91600, 76000),
    "2025-05": (560000, 220000, 154000, 128000),
    "2025-06": (600000, 235000, 187765, 150080),
}
REASONS: dict[str, tuple[int, dict[str, int]]] = {
    "2025-05": (
        158800,
        {
            "运费敏感": 57168, "库存不足": 33348, "只为比价浏览": 27000, "优惠券不可用": 13500,
            "配送时间不合适": 11100, "页面加载慢": 6350, "支付失败": 2200,
        },
    ),
    "2025-06": (
        178000,
        {
            "运费敏感": 67640, "库存不足": 44500, "只为比价浏览": 28480, "优惠券不可用": 14240,
            "配送时间不合适": 10680, "页面加载慢": 5340, "支付失败": 3000,
        },
    ),
}  # fmt: skip
FEEDBACK: dict[str, dict[str, dict[str, int]]] = {
    "2025-05": {
        "反馈-需求": {"教程": 358, "优惠": 402, "案例": 219, "积分商城": 171, "夜间客服": 150, "深色模式": 104},
        "反馈-负面": {"复杂": 149, "延迟": 118, "闪退": 121, "客服慢": 96, "券难用": 52, "广告多": 47},
        "反馈-正面": {"实用": 296, "清晰": 262, "高效": 188, "有趣": 151, "划算": 109, "贴心": 92},
    },
    "2025-06": {
        "反馈-需求": {"教程": 412, "优惠": 386, "案例": 251, "积分商城": 188, "夜间客服": 142, "直播回放": 97},
        "反馈-负面": {"复杂": 178, "延迟": 146, "闪退": 92, "客服慢": 84, "券难用": 73, "缺货": 61},
        "反馈-正面": {"实用": 341, "清晰": 298, "高效": 203, "有趣": 164, "划算": 131, "贴心": 96},
    },
}
SAID: dict[tuple[str, str, str], str] = {
    ("2025-06", "留存", "7日"): "新手任务改为首日必达，第3日和第6日各推送一次任务提醒；6月22日起对新注册用户全量上线。",
    ("2025-05", "留存", "30日"): "5月起为新用户配置30日成长任务，第15日发放一次会员体验券。",
    ("2025-06", "分层", "高频"): "签到积分加倍覆盖高频用户，7月上线专属任务页。",
    ("2025-06", "分层", "中频"): "618预热期推送定制清单，7月按品类偏好每周推送一次。",
    ("2025-06", "分层", "低频"): "7月以满减券和短内容促活，先选近30日到访过1次的用户。",
    ("2025-06", "购买漏斗", "发起支付"): "结算页才显示运费与缺货信息，7月把两项提示前移到商品页和加购页。",
    ("2025-06", "注册漏斗", "验证通过"): "6月上线一键登录，短信验证不再是必经步骤。",
    ("2025-06", "注册漏斗", "开始注册"): "7月精简落地页首屏，注册按钮上移。",
    ("2025-06", "流失原因", "运费敏感"): "7月试行会员满99元包邮，先在华东、华南上线。",
    ("2025-06", "流失原因", "库存不足"): "热销前200款设安全库存，缺货商品自动推荐替代款。",
    ("2025-06", "流失原因", "优惠券不可用"): "券面写明适用品类，结算页自动选择最优券。",
    ("2025-06", "反馈-需求", "教程"): "7月上线新手教程专区，每周更新两期。",
    ("2025-06", "反馈-需求", "优惠"): "会员日固定为每月18日，提前三天公布优惠清单。",
    ("2025-06", "反馈-需求", "案例"): "每周征集一篇会员案例，入选者赠送积分。",
    ("2025-06", "反馈-负面", "复杂"): "活动规则精简为三句话，配一张流程图。",
    ("2025-06", "反馈-负面", "延迟"): "华南备用仓启用后，订单页显示预计送达时间。",
    ("2025-06", "反馈-负面", "闪退"): "7月8日发布修复版本，覆盖低内存机型。",
    ("2025-06", "反馈-正面", "实用"): "保持干货内容占比三成以上。",
    ("2025-06", "反馈-正面", "清晰"): "步骤图模板推广到全部图文。",
    ("2025-06", "反馈-正面", "高效"): "一键登录与快捷复购入口继续优化。",
}
Line = tuple[str, str, str, int, int | None, int | None, int | None]


def tab() -> Tab:
    """The rows of all kinds, kind by kind, oldest month first; steps and tiers in their own order."""
    lines = (*_retention(), *_tiers(), *_funnels(), *_reasons(), *_feedback())
    return Tab("用户", COLUMNS, [_cells(line) for line in lines])


def _cells(line: Line) -> tuple[Cell, ...]:
    return (*line, SAID.get((line[0], line[1], line[2])))


def _retention() -> Iterator[Line]:
    for number, month in enumerate(COHORTS):
        for day in DAYS:
            if number < len(KEPT[day]):
                users = int(s.at(s.NEW_USERS, month))
                observed, kept = COUNTED.get((month, day), (users, round(users * KEPT[day][number])))
                yield (month, "留存", day, kept, observed, None, None)


def _tiers() -> Iterator[Line]:
    for number, month in enumerate(s.MONTHS):
        revenue = int(s.at(s.REVENUE, month))
        amounts = s.allocate(revenue, (*TIER_REVENUE[number], 1000 - sum(TIER_REVENUE[number])), 1000)
        for tier, users, amount in zip(TIERS, tier_users(month), amounts, strict=True):
            yield (month, "分层", tier, users, None, round(users * PER_HEAD[tier][number]), amount)


def tier_users(month: str) -> tuple[int, ...]:
    """Monthly actives by tier; together the month's MAU."""
    if month in TIER_USERS:
        return TIER_USERS[month]
    high, middle = TIER_SHARES[month]
    return tuple(s.allocate(int(s.at(s.MAU, month)), (high, middle, 1 - high - middle), 100))


def _funnels() -> Iterator[Line]:
    for month in s.MONTHS:
        for kind, steps, counts in (
            ("购买漏斗", PURCHASE, purchase(month)),
            ("注册漏斗", REGISTER, register(month)),
        ):
            for step, users in zip(steps, counts, strict=True):
                yield (month, kind, step, users, None, None, None)


def purchase(month: str) -> tuple[int, ...]:
    """People at each step from looking at goods to having paid."""
    if month in PURCHASE_KNOWN:
        return PURCHASE_KNOWN[month]
    started, paid = int(s.at(s.PAY_STARTED, month)), int(s.at(s.PAY_SUCCEEDED, month))
    drift = s.MONTHS.index(month) / len(s.MONTHS)
    checkout = round(started * (3.06 - 0.30 * drift), -2)
    cart = round(checkout * (1.096 - 0.010 * drift), -2)
    return (int(round(cart * 1.29, -2)), int(cart), int(checkout), started, paid)


def register(month: str) -> tuple[int, ...]:
    """People at each step from the landing page to a finished registration."""
    if month in REGISTER_KNOWN:
        return REGISTER_KNOWN[month]
    users = int(s.at(s.NEW_USERS, month))
    verified = round(users * 1.204, -2)
    started = round(verified * 1.432, -2)
    return (int(round(started * 2.53, -2)), int(started), int(verified), users)


def _reasons() -> Iterator[Line]:
    for month, (lost, reasons) in REASONS.items():
        for reason, count in reasons.items():
            yield (month, "流失原因", reason, count, lost, None, None)


def _feedback() -> Iterator[Line]:
    for month, kinds in FEEDBACK.items():
        for kind, keywords in kinds.items():
            for keyword, count in keywords.items():
                yield (month, kind, keyword, count, None, None, None)
