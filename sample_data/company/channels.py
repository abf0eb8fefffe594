"""Tab 渠道: fourteen channels by month, every column adding up to the company's total of that month."""

from __future__ import annotations

from functools import cache
from math import sqrt
from random import Random

from company.series import MONTHS, NEW_USERS, PAYERS, REVENUE, VISITS, allocate, at
from company.workbook import MONEY, WHOLE, Cell, Col, Tab

NAMES = (
    "自然搜索", "直接访问", "短视频平台", "垂直社区", "社交裂变", "搜索引擎广告", "信息流A平台", "信息流B平台",
    "联盟营销", "邮件营销", "合作伙伴(含职场平台)", "线下地推/快闪", "直播电商", "私域社群",
)  # fmt: skip
FAMILIES = (
    "自然", "自然", "其他", "其他", "裂变私域", "付费", "付费", "付费",
    "付费", "其他", "合作", "线下", "其他", "裂变私域",
)  # fmt: skip
TESTS = ("直播电商", "私域社群")
AFFILIATE = NAMES.index("联盟营销")
Amounts = tuple[int, ...]

NEW: dict[str, Amounts] = {
    "2024-05": (6390, 1420, 3266, 1704, 48280, 2272, 1846, 1278, 1136, 284, 1846, 1278, 0, 0),
    "2024-06": (6840, 1520, 3496, 1824, 51680, 2432, 1976, 1368, 1216, 304, 1976, 1368, 0, 0),
    "2024-07": (6660, 1480, 3404, 1776, 50320, 2368, 1924, 1332, 1184, 296, 1924, 1332, 0, 0),
    "2024-08": (6795, 1510, 3473, 1812, 51340, 2416, 1963, 1359, 1208, 302, 1963, 1359, 0, 0),
    "2024-09": (7065, 1570, 3611, 1884, 53380, 2512, 2041, 1413, 1256, 314, 2041, 1413, 0, 0),
    "2024-10": (7200, 1600, 3680, 1920, 54400, 2560, 2080, 1440, 1280, 320, 2080, 1440, 0, 0),
    "2024-11": (8280, 1840, 4232, 2208, 62560, 2944, 2392, 1656, 1472, 368, 2392, 1656, 0, 0),
    "2024-12": (7020, 1560, 3588, 1872, 53040, 2496, 2028, 1404, 1248, 312, 2028, 1404, 0, 0),
    "2025-01": (8380, 1862, 4283, 2235, 63920, 2980, 2421, 1676, 1490, 372, 2421, 1960, 0, 0),
    "2025-02": (7227, 1606, 3694, 1927, 54400, 2569, 2088, 1445, 1285, 321, 2088, 1350, 0, 0),
    "2025-03": (9247, 2055, 4726, 2466, 69360, 3288, 2672, 1850, 1644, 411, 2671, 1610, 0, 0),
    "2025-04": (9200, 2800, 9500, 5000, 56000, 6000, 4800, 2900, 3800, 620, 10080, 1300, 0, 0),
    "2025-05": (11600, 3200, 13000, 7000, 45500, 6750, 5250, 3000, 4200, 680, 17920, 1900, 0, 8000),
    "2025-06": (14000, 3496, 15600, 8400, 48000, 7425, 5775, 3300, 4500, 700, 22512, 2872, 1500, 12000),
}
# Visits before 2025-04 follow one mix (per thousand), but for the stalls of the first quarter.
VISIT_MIX = (360, 80, 145, 85, 160, 16, 50, 44, 24, 6, 24, 6, 0, 0)
STALL_VISITS = {"2025-01": 14000, "2025-02": 9000, "2025-03": 17000}
VISITED: dict[str, Amounts] = {
    "2025-04": (3200000, 480000, 1330000, 830000, 1400000, 140000, 190000, 280000, 160000, 55000, 223000, 12000, 0, 0),
    "2025-05": (
        3600000, 435000, 1500000, 930000, 1290000, 160000, 165000, 230000, 170000, 57000, 220000, 13000, 0, 230000,
    ),
    "2025-06": (
        4200000, 430000, 1750000, 1050000, 900000, 200000, 200000, 160000, 180000, 60000, 250000, 20000, 250000, 350000,
    ),
}  # fmt: skip
SPEND_KNOWN: dict[str, Amounts] = {
    "2025-05": (38000, 0, 430000, 235000, 650000, 272727, 230000, 270000, 170000, 19000, 290000, 62000, 0, 45000),
    "2025-06": (
        41640, 0, 480000, 260000, 675000, 300000, 260000, 200000, 180000, 20000, 360000, 90000, 150000, 60000,
    ),
}  # fmt: skip
REVENUE_KNOWN: dict[str, Amounts] = {
    "2025-05": (
        2775000, 430000, 540000, 310000, 610000, 1090000, 800000, 420000, 476000, 128000, 260000, 56000, 0, 85000,
    ),
    "2025-06": (
        2900000, 450000, 620000, 360000, 500000, 1290000, 988000, 300000, 495000, 130000, 320000, 80000, 187000, 100000,
    ),
}  # fmt: skip
PAYERS_KNOWN: dict[str, Amounts] = {
    "2025-05": (43000, 4300, 8100, 5300, 10300, 1850, 1450, 950, 1000, 550, 1150, 160, 0, 3700),
    "2025-06": (52500, 4300, 9800, 6200, 8000, 2400, 1900, 700, 1100, 570, 1300, 230, 3000, 4000),
}
QUARTER = ("2025-01", "2025-02", "2025-03")
QUARTER_SPEND: Amounts = (
    9800, 0, 380000, 200000, 2815200, 700000, 1050000, 800000, 230000, 25000, 60000, 630000, 0, 0,
)  # fmt: skip
QUARTER_REVENUE: Amounts = (
    7700000, 2000000, 720000, 440000, 1900000, 2450000, 2310000, 960000, 620000, 240000, 110000, 250000, 0, 0,
)  # fmt: skip
# Chosen so that the quarter's affiliate spend and revenue both come out with ROI 2.6, 2.7, 2.8.
AFFILIATE_SPEND = {"2025-01": 85000, "2025-02": 70000, "2025-03": 75000}
AFFILIATE_ROI_TENTHS = dict(zip(MONTHS, (26, 26, 26, 25, 27, 28, 30, 27, 26, 27, 28, 29, 28, 28), strict=True))
BUDGET: dict[str, Amounts] = {
    "2025-05": (
        40000, 0, 420000, 260000, 860000, 320000, 250000, 320000, 175000, 20000, 310000, 100000, 0, 50000,
    ),
    "2025-06": (
        45000, 0, 470000, 280000, 810000, 340000, 250000, 260000, 190000, 25000, 350000, 120000, 150000, 60000,
    ),
}  # fmt: skip

VERDICTS = {("2025-06", "信息流B平台"): "缩减", ("2025-06", "联盟营销"): "维持"}
SAID: dict[tuple[str, str], tuple[str, str]] = {
    ("2025-06", "自然搜索"): (
        "百科问答与品类导购页改版在5月底完成收录，6月搜索访问量继续增加。",
        "7月补齐家居、厨房两个品类的导购页，共24页。",
    ),
    ("2025-06", "社交裂变"): (
        "6月1日起邀请奖励改为好友首购后发放，随手分享减少，访问量下降，获客成本同步降低。",
        "7月试行老客定向邀请，奖励按好友30日留存分两次发放。",
    ),
    ("2025-06", "搜索引擎广告"): (
        "否定词清理和长尾词扩量同时推进，点击单价由1.70元降至1.50元。",
        "7月把长尾词预算占比由40%提高到45%，核心词维持现有出价。",
    ),
    ("2025-06", "信息流A平台"): (
        "6月更换三批短片素材，点击率提高；618前后竞价抬高，费用略超预算。",
        "7月按周轮换素材，大促前一周锁定出价上限。",
    ),
    ("2025-06", "信息流B平台"): (
        "素材更新频次低，定向人群与下单人群重合度不高。",
        "7月预算降至12万元，只保留转化较好的两组定向，月中复评。",
    ),
    ("2025-06", "联盟营销"): (
        "前十家联盟伙伴贡献八成成交，子渠道质量差异较大。",
        "7月下线质量不达标的6个子渠道，其余佣金比例不变。",
    ),
    ("2025-06", "短视频平台"): (
        "618期间达人合作报价上调，费用超预算1万元。",
        "7月增加自制短片比例，达人合作改为按成交结算。",
    ),
    ("2025-06", "合作伙伴(含职场平台)"): (
        "职场平台联名卡带来2.25万新增，首月付费用户1,300人，收入尚未覆盖费用。",
        "7月为联名卡用户增加首月权益提醒，月底按付费率复评合作费率。",
    ),
    ("2025-06", "线下地推/快闪"): (
        "社区快闪选在5个成熟社区，现场注册流程缩短到两步。",
        "8月再做一期，优先选择线上订单密度高的社区。",
    ),
    ("2025-06", "直播电商"): (
        "首月试播三场，场均成交52万元；观众以浏览为主，付费转化率1.2%，低于1.5%的目标。",
        "7月改为每周一场，先播复购率高的品类，并设置进店即领的小额券。",
    ),
    ("2025-06", "私域社群"): (
        "社群新增1.2万人，群内用户的月复购率高于公域。",
        "7月把社群数由120个扩到160个，每群配一名兼职群主。",
    ),
    ("2025-05", "信息流B平台"): ("定向放宽后无效点击增多，费用投放较集中。", "6月先减量，再按人群包逐一测试。"),
    ("2025-05", "社交裂变"): ("奖励门槛低，部分好友注册后没有下单。", "6月改为好友首购后发放奖励。"),
    ("2025-02", "社交裂变"): ("春节期间分享活动未排期，邀请量下降。", "3月结合女神节恢复邀请活动。"),
}
COLUMNS = (
    Col("月份＊", width=10),
    Col("渠道＊", width=22),
    Col("类型＊", width=10),
    Col("访问量＊", WHOLE),
    Col("新增用户＊", WHOLE),
    Col("付费用户", WHOLE),
    Col("收入", MONEY),
    Col("费用", MONEY),
    Col("费用预算", MONEY),
    Col("测试中", width=8),
    Col("人工建议", width=10),
    Col("原因", width=46),
    Col("下一步", width=46),
)


def tab() -> Tab:
    """The channels of every month they exist in."""
    rows = [row for month in MONTHS for i in range(len(NAMES)) if NEW[month][i] for row in (_row(month, i),)]
    return Tab("渠道", COLUMNS, rows)


def _row(month: str, i: int) -> tuple[Cell, ...]:
    name = NAMES[i]
    budget = BUDGET[month][i] if month in BUDGET else None
    cause, step = SAID.get((month, name), (None, None))
    return (
        month,
        name,
        FAMILIES[i],
        visits(month)[i],
        NEW[month][i],
        payers(month)[i],
        revenue(month)[i],
        spend(month)[i],
        budget or None,
        "是" if name in TESTS else None,
        VERDICTS.get((month, name)),
        cause,
        step,
    )


@cache
def visits(month: str) -> Amounts:
    """Visits of each channel."""
    if month in VISITED:
        return VISITED[month]
    parts = allocate(int(at(VISITS, month)), VISIT_MIX)
    stalls = NAMES.index("线下地推/快闪")
    kept = STALL_VISITS.get(month, parts[stalls])
    parts[0] += parts[stalls] - kept
    parts[stalls] = kept
    return tuple(parts)


@cache
def spend(month: str) -> Amounts:
    """Money spent on each channel: new users at the first quarter's cost of one, in April at May's."""
    if month in SPEND_KNOWN:
        return SPEND_KNOWN[month]
    if month in QUARTER:
        return tuple(_of_quarter(month, i) for i in range(len(NAMES)))
    amounts = [round(NEW[month][i] * _unit_cost(month, i), -2) for i in range(len(NAMES))]
    amounts[AFFILIATE] = round(amounts[AFFILIATE], -3)
    return tuple(int(amount) for amount in amounts)


@cache
def revenue(month: str) -> Amounts:
    """Revenue attributed to each channel; together the company's revenue of the month."""
    if month in REVENUE_KNOWN:
        return REVENUE_KNOWN[month]
    affiliate = spend(month)[AFFILIATE] * AFFILIATE_ROI_TENTHS[month] // 10
    rest = int(at(REVENUE, month)) - affiliate
    if month == QUARTER[-1]:
        earlier = zip(revenue(QUARTER[0]), revenue(QUARTER[1]), strict=True)
        return tuple(total - sum(two) for total, two in zip(QUARTER_REVENUE, earlier, strict=True))
    if month == "2025-04":
        return _of_april(rest + affiliate)
    parts = allocate(rest, [_revenue_weight(month, i) for i in range(len(NAMES))], 100)
    parts[AFFILIATE] = affiliate
    return tuple(parts)


@cache
def payers(month: str) -> Amounts:
    """Paying users of each channel: revenue at May's revenue per payer, scaled to the month's payers."""
    if month in PAYERS_KNOWN:
        return PAYERS_KNOWN[month]
    each = [_revenue_per_payer(i) for i in range(len(NAMES))]
    weights = [amount / one for amount, one in zip(revenue(month), each, strict=True)]
    return tuple(allocate(int(at(PAYERS, month)), weights))


def total_spend(month: str) -> int:
    """Everything spent on winning users in the month."""
    return sum(spend(month))


def _of_quarter(month: str, i: int) -> int:
    if i == AFFILIATE:
        return AFFILIATE_SPEND[month]
    shares = allocate(QUARTER_SPEND[i], [NEW[one][i] for one in QUARTER] if QUARTER_SPEND[i] else (1, 1, 1), 100)
    return shares[QUARTER.index(month)]


def _quarter_cost(i: int) -> float:
    users = sum(NEW[month][i] for month in QUARTER)
    return QUARTER_SPEND[i] / users if users else 0.0


def _unit_cost(month: str, i: int) -> float:
    if month == "2025-04":
        return SPEND_KNOWN["2025-05"][i] / max(NEW["2025-05"][i], 1)
    return _quarter_cost(i) * _wobble(month, i)


def _of_april(total: int) -> Amounts:
    """ROI halfway between the first quarter and May where money is spent to win users; search and direct the rest."""
    parts = [0, 0, *(round(spend("2025-04")[i] * _april_roi(i), -2) for i in range(2, len(NAMES)))]
    free = [sqrt(QUARTER_REVENUE[i] * REVENUE_KNOWN["2025-05"][i]) for i in range(2)]
    parts[:2] = allocate(total - int(sum(parts)), free, 100)
    return tuple(int(part) for part in parts)


def _april_roi(i: int) -> float:
    if i == AFFILIATE:
        return AFFILIATE_ROI_TENTHS["2025-04"] / 10
    before, after = (
        _roi(QUARTER_REVENUE[i], QUARTER_SPEND[i]),
        _roi(REVENUE_KNOWN["2025-05"][i], SPEND_KNOWN["2025-05"][i]),
    )
    return sqrt(before * after)


def _roi(amount: int, cost: int) -> float:
    return amount / cost if cost else 0.0


def _revenue_weight(month: str, i: int) -> float:
    if i == AFFILIATE:
        return 0.0
    return QUARTER_REVENUE[i] * (1.0 if month in QUARTER else _wobble(month, i + len(NAMES)))


def _revenue_per_payer(i: int) -> float:
    users = PAYERS_KNOWN["2025-05"][i]
    return REVENUE_KNOWN["2025-05"][i] / users if users else 1.0


def _wobble(month: str, i: int) -> float:
    """Between 0.96 and 1.04, always the same for a month and channel."""
    return 0.96 + 0.08 * Random(MONTHS.index(month) * 100 + i).random()


def checked() -> None:
    """Nothing when every column adds up to the company's total; ValueError names the month where one does not."""
    columns = ((visits, VISITS), (lambda month: NEW[month], NEW_USERS), (revenue, REVENUE), (payers, PAYERS))
    for month in MONTHS:
        if any(sum(part(month)) != at(total, month) for part, total in columns):
            raise ValueError(f"the channels of {month} do not add up")
