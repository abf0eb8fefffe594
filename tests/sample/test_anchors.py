"""The written sample holds what is known of the company: its series, its headline facts, and sums that agree."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sample.written import BOOK, SAMPLE, Written

JUNE, MAY, APRIL = "2025-06", "2025-05", "2025-04"
QUARTER = ("2025-01", "2025-02", "2025-03")
# month: new users, their target, visits, revenue, its target, MAU, DAU, paying users
SERIES = {
    "2024-05": (71000, 72000, 6200000, 5050000, 5000000, 1080000, 172000, 41000),
    "2024-06": (76000, 75000, 6500000, 5200000, 5200000, 1130000, 181000, 43500),
    "2024-07": (74000, 76000, 6400000, 5150000, 5300000, 1140000, 183000, 44000),
    "2024-08": (75500, 76000, 6450000, 5300000, 5400000, 1165000, 187000, 45000),
    "2024-09": (78500, 78000, 6600000, 5500000, 5500000, 1200000, 194000, 47000),
    "2024-10": (80000, 82000, 6800000, 5750000, 5800000, 1240000, 201000, 49000),
    "2024-11": (92000, 95000, 7800000, 7100000, 7000000, 1400000, 238000, 60000),
    "2024-12": (78000, 80000, 6900000, 6300000, 6400000, 1330000, 219000, 54000),
    "2025-01": (94000, 100000, 7300000, 6600000, 6800000, 1420000, 236000, 58000),
    "2025-02": (80000, 92000, 6600000, 6100000, 6400000, 1390000, 227000, 56000),
    "2025-03": (102000, 108000, 7700000, 7000000, 7000000, 1530000, 255000, 64000),
    "2025-04": (112000, 115000, 8300000, 7350000, 7300000, 1660000, 286000, 71400),
    "2025-05": (128000, 125000, 9000000, 7980000, 7600000, 1818000, 320000, 81810),
    "2025-06": (150080, 134000, 10000000, 8720000, 8000000, 2000000, 368000, 96000),
}
HALF_YEAR = [month for month in SERIES if month >= "2025-01"]
AFFILIATE_RETURN = dict(
    zip(
        [month for month in SERIES if month >= "2024-07"],
        (2.6, 2.5, 2.7, 2.8, 3.0, 2.7, 2.6, 2.7, 2.8, 2.9, 2.8, 2.75),
        strict=True,
    )
)
# channel: visits, new users, paying users, spend, revenue in June 2025
CHANNELS = {
    "自然搜索": (4200000, 14000, 52500, 41640, 2900000),
    "直接访问": (430000, 3496, 4300, 0, 450000),
    "短视频平台": (1750000, 15600, 9800, 480000, 620000),
    "垂直社区": (1050000, 8400, 6200, 260000, 360000),
    "社交裂变": (900000, 48000, 8000, 675000, 500000),
    "搜索引擎广告": (200000, 7425, 2400, 300000, 1290000),
    "信息流A平台": (200000, 5775, 1900, 260000, 988000),
    "信息流B平台": (160000, 3300, 700, 200000, 300000),
    "联盟营销": (180000, 4500, 1100, 180000, 495000),
    "邮件营销": (60000, 700, 570, 20000, 130000),
    "合作伙伴(含职场平台)": (250000, 22512, 1300, 360000, 320000),
    "线下地推/快闪": (20000, 2872, 230, 90000, 80000),
    "直播电商": (250000, 1500, 3000, 150000, 187000),
    "私域社群": (350000, 12000, 4000, 60000, 100000),
}
QUARTER_COST = {
    "社交裂变": 2815200,
    "搜索引擎广告": 700000,
    "信息流A平台": 1050000,
    "联盟营销": 230000,
    "线下地推/快闪": 630000,
}


@pytest.mark.parametrize("month", SERIES)
def test_month_has_the_known_series(sample: Written, month: str) -> None:
    found = (
        sample.kpi(month, "新增注册用户数"),
        sample.kpi(month, "新增注册用户数", "目标"),
        sample.kpi(month, "访问量"),
        sample.kpi(month, "总营收"),
        sample.kpi(month, "总营收", "目标"),
        sample.kpi(month, "月活跃用户"),
        sample.kpi(month, "日活跃用户"),
        sample.kpi(month, "访问付费转化率", "分子"),
    )
    assert found == SERIES[month]


@pytest.mark.parametrize("month", SERIES)
def test_channels_add_up_to_the_company(sample: Written, month: str) -> None:
    new_users, _, visits, revenue, _, _, _, payers = SERIES[month]
    totals = [sample.total("渠道", column, 月份=month) for column in ("访问量", "新增用户", "付费用户", "收入", "费用")]
    assert totals == [visits, new_users, payers, revenue, sample.kpi(month, "获客成本", "分子")]


@pytest.mark.parametrize("month", SERIES)
def test_tiers_and_funnels_agree_with_the_company(sample: Written, month: str) -> None:
    assert sample.total("用户", "人数", 月份=month, 类别="分层") == sample.kpi(month, "月活跃用户")
    assert sample.total("用户", "收入", 月份=month, 类别="分层") == sample.kpi(month, "总营收")
    assert sample.users(month, "注册漏斗", "注册完成") == sample.kpi(month, "新增注册用户数")
    assert sample.users(month, "购买漏斗", "支付成功") == sample.kpi(month, "支付成功率", "分子")
    assert sample.users(month, "购买漏斗", "发起支付") == sample.kpi(month, "支付成功率", "分母")
    for kind in ("购买漏斗", "注册漏斗"):
        steps = [line["人数"] for line in sample.where("用户", 月份=month, 类别=kind)]
        assert steps == sorted(steps, reverse=True)


@pytest.mark.parametrize("month", SERIES)
def test_target_factors_multiply_to_the_revenue_target(sample: Written, month: str) -> None:
    factors = [sample.kpi(month, name, "目标") for name in ("访问量", "访问付费转化率", "付费用户均收")]
    assert factors[0] * factors[1] * factors[2] == pytest.approx(SERIES[month][4], abs=1)


@pytest.mark.parametrize("name", CHANNELS)
def test_channel_of_june(sample: Written, name: str) -> None:
    columns = ("访问量", "新增用户", "付费用户", "费用", "收入")
    assert tuple(sample.channel(JUNE, name, column) for column in columns) == CHANNELS[name]


@pytest.mark.parametrize("month", AFFILIATE_RETURN)
def test_affiliate_return_stays_in_its_band(sample: Written, month: str) -> None:
    found = sample.channel(month, "联盟营销", "收入") / sample.channel(month, "联盟营销", "费用")
    assert found == pytest.approx(AFFILIATE_RETURN[month], abs=1e-9)


@pytest.mark.parametrize("name", QUARTER_COST)
def test_first_quarter_spend(sample: Written, name: str) -> None:
    assert sum(sample.channel(month, name, "费用") for month in QUARTER) == QUARTER_COST[name]


def _attained(sample: Written, metric: str, month: str = JUNE) -> float:
    return sample.kpi(month, metric) / sample.kpi(month, metric, "目标")


def _return(sample: Written, name: str) -> float:
    return sample.channel(JUNE, name, "收入") / sample.channel(JUNE, name, "费用")


def _kept(sample: Written, month: str, day: str) -> float:
    return sample.users(month, "留存", day) / sample.users(month, "留存", day, "基数")


def _lost(sample: Written, month: str, step: str, after: str, kind: str = "注册漏斗") -> float:
    return 1 - sample.users(month, kind, after) / sample.users(month, kind, step)


def _grown(sample: Written, metric: str) -> float:
    return sample.kpi(JUNE, metric) / sample.kpi(MAY, metric) - 1


def _per_head(sample: Written, month: str) -> float:
    return sample.users(month, "分层", "高频", "互动次数") / sample.users(month, "分层", "高频")


def _campaign(sample: Written, name: str, column: str) -> float:
    return float(sample.cell("活动", column, 活动=name))


def _cost(sample: Written, name: str) -> float:
    return sum(_campaign(sample, name, column) for column in ("推广费", "奖品补贴", "人力及其他"))


def _spent(sample: Written, names: tuple[str, ...], column: str) -> float:
    return sum(sample.channel(JUNE, name, column) for name in names)


PAID = ("搜索引擎广告", "信息流A平台", "信息流B平台", "联盟营销")
STUCK = 177140 - 65000
FACTS: dict[str, tuple[Callable[[Written], float], float]] = {
    "new users attained": (lambda s: _attained(s, "新增注册用户数"), 1.12),
    "revenue attained": (lambda s: _attained(s, "总营收"), 1.09),
    "DAU on last month": (lambda s: _grown(s, "日活跃用户"), 0.15),
    "MAU on last month": (lambda s: round(_grown(s, "月活跃用户"), 3), 0.10),
    "paying share of actives": (lambda s: s.kpi(JUNE, "访问付费转化率", "分子") / s.kpi(JUNE, "月活跃用户"), 0.048),
    "paying share in May": (lambda s: s.kpi(MAY, "访问付费转化率", "分子") / s.kpi(MAY, "月活跃用户"), 0.045),
    "visit to pay": (lambda s: s.kpi(JUNE, "访问付费转化率"), 0.0096),
    "revenue per payer": (lambda s: s.kpi(JUNE, "付费用户均收"), 90.83),
    "NPS": (lambda s: s.kpi(JUNE, "净推荐值"), 42),
    "spend": (lambda s: s.total("渠道", "费用", 月份=JUNE), 3076640),
    "CAC": (lambda s: s.kpi(JUNE, "获客成本"), 20.50),
    "CAC against budget": (lambda s: _attained(s, "获客成本") - 1, -0.18),
    "order value": (lambda s: s.kpi(JUNE, "客单价"), 236),
    "goods sold": (lambda s: s.kpi(JUNE, "客单价", "分子"), 18880000),
    "order value target": (lambda s: s.kpi(JUNE, "客单价", "目标"), 240),
    "payment success": (lambda s: round(s.kpi(JUNE, "支付成功率"), 3), 0.954),
    "payment success target": (lambda s: s.kpi(JUNE, "支付成功率", "目标"), 0.96),
    "interaction rate": (lambda s: s.kpi(JUNE, "互动率"), 0.074),
    "interaction attained": (lambda s: _attained(s, "互动率"), 0.925),
    "logistics complaints": (lambda s: s.kpi(JUNE, "物流投诉率", "分子"), 640),
    "logistics complaint rate": (lambda s: s.kpi(JUNE, "物流投诉率"), 0.008),
    "first quarter new users": (lambda s: sum(s.kpi(m, "新增注册用户数") for m in QUARTER), 276000),
    "first quarter target": (lambda s: sum(s.kpi(m, "新增注册用户数", "目标") for m in QUARTER), 300000),
    "half-year revenue": (lambda s: sum(s.kpi(m, "总营收") for m in HALF_YEAR), 43750000),
    "half-year revenue target": (lambda s: sum(s.kpi(m, "总营收", "目标") for m in HALF_YEAR), 43100000),
    "half-year new users": (lambda s: sum(s.kpi(m, "新增注册用户数") for m in HALF_YEAR), 666080),
    "half-year new users target": (lambda s: sum(s.kpi(m, "新增注册用户数", "目标") for m in HALF_YEAR), 674000),
    "first quarter spend": (lambda s: sum(s.total("渠道", "费用", 月份=m) for m in QUARTER), 6900000),
    "fission in the first quarter": (lambda s: sum(s.channel(m, "社交裂变", "新增用户") for m in QUARTER), 187680),
    "stalls, first quarter": (
        lambda s: (
            sum(s.channel(m, "线下地推/快闪", "新增用户") for m in QUARTER)
            / sum(s.channel(m, "线下地推/快闪", "访问量") for m in QUARTER)
        ),
        0.123,
    ),
    "organic share": (lambda s: s.channel(JUNE, "自然搜索", "访问量") / s.kpi(JUNE, "访问量"), 0.42),
    "social share": (lambda s: _spent(s, ("短视频平台", "垂直社区"), "访问量") / s.kpi(JUNE, "访问量"), 0.28),
    "natural share": (lambda s: s.total("渠道", "访问量", 月份=JUNE, 类型="自然") / s.kpi(JUNE, "访问量"), 0.463),
    "SEM return": (lambda s: _return(s, "搜索引擎广告"), 4.3),
    "feed A return": (lambda s: _return(s, "信息流A平台"), 3.8),
    "feed B return": (lambda s: _return(s, "信息流B平台"), 1.5),
    "affiliate return": (lambda s: _return(s, "联盟营销"), 2.75),
    "e-mail return": (lambda s: _return(s, "邮件营销"), 6.5),
    "cost of a paid new user": (lambda s: round(_spent(s, PAID, "费用") / _spent(s, PAID, "新增用户"), 2), 44.76),
    "partners' share of new users": (lambda s: s.channel(JUNE, "合作伙伴(含职场平台)", "新增用户") / 150080, 0.15),
    "day 7": (lambda s: _kept(s, JUNE, "7日"), 0.65),
    "day 7 in May": (lambda s: _kept(s, MAY, "7日"), 0.53),
    "day 30 of May": (lambda s: _kept(s, MAY, "30日"), 0.324),
    "day 30 of April": (lambda s: _kept(s, APRIL, "30日"), 0.30),
    "high tier, times a head": (lambda s: _per_head(s, JUNE), 30.5),
    "high tier, times a head in May": (lambda s: _per_head(s, MAY), 25.0),
    "middle tier": (lambda s: s.users(JUNE, "分层", "中频") / s.kpi(JUNE, "月活跃用户"), 0.41),
    "key step loss": (lambda s: round(_lost(s, JUNE, "开始注册", "验证通过"), 3), 0.201),
    "key step loss in May": (lambda s: _lost(s, MAY, "开始注册", "验证通过"), 0.30),
    "landing page": (lambda s: s.users(JUNE, "注册漏斗", "落地页"), 600000),
    "buyers lost": (lambda s: s.users(JUNE, "购买漏斗", "浏览商品") - s.users(JUNE, "购买漏斗", "支付成功"), 178000),
    "lost before payment": (lambda s: STUCK / s.users(JUNE, "流失原因", "运费敏感", "基数"), 0.63),
    "shipping": (lambda s: s.users(JUNE, "流失原因", "运费敏感") / 178000, 0.38),
    "stock": (lambda s: s.users(JUNE, "流失原因", "库存不足") / 178000, 0.25),
    "reasons before payment": (lambda s: sum(s.users(JUNE, "流失原因", n) for n in ("运费敏感", "库存不足")), STUCK),
    "tutorials wanted": (lambda s: s.users(JUNE, "反馈-需求", "教程"), 412),
    "too complicated": (lambda s: s.users(JUNE, "反馈-负面", "复杂"), 178),
    "useful": (lambda s: s.users(JUNE, "反馈-正面", "实用"), 341),
    "618 return": (lambda s: _campaign(s, "618会员节", "收入") / _cost(s, "618会员节"), 2.25),
    "618 cost": (lambda s: _cost(s, "618会员节"), 720000),
    "618 exposure": (lambda s: _campaign(s, "618会员节", "曝光") / _campaign(s, "618会员节", "曝光目标"), 1.08),
    "618 participants": (lambda s: _campaign(s, "618会员节", "参与人数"), 118000),
    "618 conversions": (lambda s: _campaign(s, "618会员节", "转化人数"), 24235),
    "pop-up participants": (
        lambda s: _campaign(s, "社区快闪体验日", "参与人数") / _campaign(s, "社区快闪体验日", "参与目标"),
        1.4,
    ),
    "pop-up cost": (lambda s: _cost(s, "社区快闪体验日"), 90000),
    "live conversion": (
        lambda s: _campaign(s, "品牌专场直播", "转化人数") / _campaign(s, "品牌专场直播", "参与人数"),
        0.012,
    ),
    "live conversion planned": (
        lambda s: _campaign(s, "品牌专场直播", "转化目标") / _campaign(s, "品牌专场直播", "参与目标"),
        0.015,
    ),
    "live cost": (lambda s: _cost(s, "品牌专场直播"), 150000),
    "points campaign cost": (lambda s: _cost(s, "老带新积分月"), 60000),
    "June's gross margin": (lambda s: float(s.cell("报告信息", "内容", 项目="毛利率")), 0.5),
    "growth budget": (
        lambda s: (
            sum(line["数值"] for line in s.where("计划", 类型="资源") if "属增长预算" in line["说明或应对"])
            / s.total("计划", "数值", 类型="资源", 单位="元")
        ),
        0.45,
    ),
    "third-quarter budget": (lambda s: s.total("计划", "数值", 类型="资源", 单位="元"), 24000000),
    "new posts": (lambda s: s.total("计划", "数值", 类型="资源", 单位="人"), 7),
    "July revenue": (lambda s: float(s.cell("计划", "数值", 类型="目标", 事项="总营收", 维度=None)), 9200000),
}


@pytest.mark.parametrize("fact", FACTS)
def test_headline_fact(sample: Written, fact: str) -> None:
    found, expected = FACTS[fact]
    assert found(sample) == pytest.approx(expected, rel=2e-6 if abs(expected) > 100 else 3e-4)


def test_goals_split_without_a_rest(sample: Written) -> None:
    parts: dict[str, list[float]] = defaultdict(list)
    for line in sample.where("计划", 类型="目标", 事项="总营收"):
        parts[(line["维度"] or "").partition("：")[0]].append(line["数值"] / 1e6)
    assert parts["区域"] == [3.31, 2.02, 1.75, 1.20, 0.92]
    assert parts["产品"] == [5.90, 2.05, 1.25]
    assert parts["客群"] == [3.90, 3.10, 2.20]
    assert all(sum(values) == pytest.approx(9.2) for values in parts.values())


def test_generator_writes_the_committed_file(tmp_path: Path) -> None:
    files = []
    for name in ("first", "second"):
        command = [sys.executable, str(SAMPLE / "generate.py"), str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        files.append(tmp_path / name / BOOK.name)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert _parts(files[0]) == _parts(BOOK)


def _parts(path: Path) -> dict[str, tuple[tuple[int, ...], bytes]]:
    """Name, moment and content of every part; how it is packed may differ from one zlib to another."""
    with zipfile.ZipFile(path) as book:
        return {info.filename: (info.date_time, book.read(info)) for info in book.infolist()}
