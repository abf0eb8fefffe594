"""A report written by hand that holds every kind of block: what the deck's tests build, check and look at."""

# ruff: noqa: E501
from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from opsreport.model.block import (
    Bars,
    Block,
    Bubble,
    Callout,
    Callouts,
    Card,
    Cards,
    Column,
    Conclusion,
    Cover,
    Funnel,
    FunnelStep,
    Grid,
    Insight,
    Lines,
    Matrix,
    Note,
    Panel,
    Pareto,
    Point,
    Risk,
    Row,
    Scatter,
    Stacked,
    Status,
    Step,
    Task,
    Timeline,
    VarianceTiers,
    Waterfall,
    Words,
)
from opsreport.model.finding import Findings
from opsreport.model.number import Constant, Number, Role, Series, Tone
from opsreport.model.period import Period
from opsreport.model.report import Report, Section, Slide
from opsreport.model.table import Dataset
from opsreport.model.unit import ATTAINMENT, BARE, INDEX, MONEY, PERSON, POINTS, RATE, RATIO, TIMES, Unit

MOMENT = datetime(2025, 7, 3, 9, 30, tzinfo=UTC)
TEMPLATES = Path(__file__).parents[2] / "templates"
HOUSE = TEMPLATES / "house.pptx"
MONTHS = tuple(f"{month}月" for month in (7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6))
STATUSES = {"on_target": "达成", "near": "接近目标", "missed": "未达成", "far_below": "严重未达成", "none": "无目标"}


def number(value: float | None, unit: Unit = BARE, **look: object) -> Number:
    """A Number whose source is itself."""
    return Number(value, unit, Constant(value or 0.0), **look)  # type: ignore[arg-type]


def series(name: str, values: tuple[float | None, ...], unit: Unit, role: Role = Role.actual) -> Series:
    """A Series of plain numbers."""
    return Series(name, tuple(number(value, unit) for value in values), role)


def status(code: str) -> Status:
    """A Status with its Chinese word."""
    return Status(code, STATUSES[code])


def terms(lang: str) -> Mapping[str, str]:
    """The words of templates/wording in one flat map."""
    found: dict[str, str] = {}
    for path in sorted((TEMPLATES / "wording").glob(f"*.{lang}.toml")):
        found.update(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    return found


def _flat(table: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", str(value)


def tone(value: float, *, up: bool = True) -> Tone:
    """Good where the sign is the wanted one."""
    return Tone.good if (value >= 0) == up else Tone.bad


# 指标, 单位, 实际, 目标, 达成率, 环比, 同比, 状态
SCORES = (
    ("总营收", "万元", 8_720_000, 8_000_000, MONEY, 1.09, 0.0927, 0.588, "on_target"),
    ("新增用户", "万人", 1_500_800, 1_340_000, PERSON, 1.12, 0.1725, 0.972, "on_target"),
    ("月活跃用户", "万人", 4_620_000, 4_700_000, PERSON, 0.983, 0.031, 0.214, "near"),
    ("付费转化率", "%", 0.0342, 0.0360, RATE, 0.95, -0.0014, 0.004, "near"),
    ("客单价", "元", 223.9, 221.0, MONEY, 1.013, 0.013, 0.022, "on_target"),
    ("获客成本 ▽", "元", 36.5, 33.0, MONEY, 0.894, 0.046, -0.032, "missed"),
    ("7日留存率", "%", 0.416, 0.40, RATE, 1.04, 0.02, 0.034, "on_target"),
    ("退款率 ▽", "%", 0.061, 0.048, RATE, 0.73, 0.012, 0.009, "far_below"),
    ("净推荐值", "分", 41.0, None, Unit("score"), None, 0.0, 0.052, "none"),
    ("互动率", "%", 0.058, 0.055, RATE, 1.055, 0.003, 0.011, "on_target"),
)


def scoreboard() -> Grid:
    """The KPI scoreboard: a metric a row, variance bars, sparklines, status."""
    columns = (
        Column("metric", "指标", "text", 1.55),
        Column("unit", "单位", "text", 0.7),
        Column("actual", "实际", "number", 0.95),
        Column("target", "目标", "number", 0.95),
        Column("attainment", "达成率", "number", 0.9, ATTAINMENT),
        Column("variance", "达成率偏差（百分点，轴 = 目标）", "variance", 2.1, POINTS, signed=True),
        Column("mom", "环比", "change", 1.3),
        Column("yoy", "同比", "change", 1.3),
        Column("trend", "近12个月走势", "spark", 1.5),
        Column("status", "状态", "status", 1.15),
    )
    return Grid(columns, tuple(_score_row(index, *score) for index, score in enumerate(SCORES)), alt="核心指标记分卡")


def _score_row(index: int, *score: object) -> Row:
    name, unit_word, actual, target, unit, attained, mom, yoy, code = score
    assert isinstance(unit, Unit)
    assert isinstance(mom, float)
    assert isinstance(yoy, float)
    up = "▽" not in str(name)
    change_unit = POINTS if unit is RATE else RATE
    gap = None if attained is None else float(attained) - 1  # type: ignore[arg-type]
    wave = tuple(float(actual) * (0.7 + 0.03 * i + 0.02 * ((i * (index + 3)) % 5)) for i in range(12))  # type: ignore[arg-type]
    return Row((
        Words(str(name), strong=True),
        Words(str(unit_word)),
        number(actual, unit, strong=True),  # type: ignore[arg-type]
        number(target, unit),  # type: ignore[arg-type]
        number(attained, ATTAINMENT),  # type: ignore[arg-type]
        number(gap, POINTS, tone=Tone.neutral if gap is None else tone(gap)),
        number(mom, change_unit, tone=tone(mom, up=up)),
        number(yoy, change_unit, tone=tone(yoy, up=up)),
        series(str(name), wave, unit),
        status(str(code)),
    ))  # fmt: skip


CHANNELS = (
    ("搜索引擎自然流量", 2_680_000, 0.31, 0.112, 0.041, 1.28, "good", "加大"),
    ("微信小程序", 1_745_000, 0.202, 0.186, 0.038, 1.19, "good", "加大"),
    ("信息流广告", 1_512_000, 0.175, 0.021, 0.029, 0.82, "watch", "优化"),
    ("内容电商（达人直播与图文种草）合作", 1_086_000, 0.126, 0.468, 0.033, 1.04, "neutral", "维持"),
    ("线下门店", 798_000, 0.092, -0.034, 0.096, 0.71, "watch", "优化"),
    ("社群私域", 521_000, 0.06, 0.33, 0.148, 1.46, "good", "加大"),
    ("分销联盟", 300_000, 0.035, -0.125, 0.019, 0.52, "bad", "缩减"),
)


def channels() -> Grid:
    """The channel ranking: bars in two columns, one about an axis, total row, chips."""
    columns = (
        Column("rank", "#", "text", 0.35),
        Column("channel", "渠道", "text", 1.7),
        Column("visits", "访问量", "bar", 2.9, PERSON),
        Column("share", "占比", "number", 0.8, RATE),
        Column("mom", "环比", "change", 1.25, RATE),
        Column("conversion", "访问→付费", "number", 0.95, RATE),
        Column("index", "效率指数（均值 = 1）", "bar", 1.9, INDEX, axis=1.0),
        Column("verdict", "规则建议", "chip", 1.1),
    )
    rows = tuple(_channel_row(index, *channel) for index, channel in enumerate(CHANNELS, 1))
    cells = (None, Words("合计"), number(8_642_000, PERSON), number(1.0, RATE), number(0.122, RATE, tone=Tone.good))
    total = Row((*cells, number(0.0342, RATE), None, None), "total")
    return Grid(columns, (*rows, total), alt="渠道排名")


def _channel_row(rank: int, *channel: object) -> Row:
    name, visits, share, mom, conversion, index, code, word = channel
    top = {1: "best", 7: "worst"}.get(rank, "")
    return Row((
        Words(str(rank)),
        Words(str(name), strong=True),
        number(visits, PERSON),  # type: ignore[arg-type]
        number(share, RATE),  # type: ignore[arg-type]
        number(mom, RATE, tone=tone(mom)),  # type: ignore[arg-type]
        number(conversion, RATE, mark={6: "best", 7: "worst"}.get(rank, "")),  # type: ignore[arg-type]
        number(index, INDEX, mark=top),  # type: ignore[arg-type]
        Status(str(code), str(word)),
    ))  # fmt: skip


def heat() -> Grid:
    """Retention by cohort as a heat map, with cells that are not due."""
    columns = (
        Column("cohort", "注册月份", "text", 1.0),
        Column("size", "人数", "number", 1.0, PERSON),
        *(Column(f"d{day}", f"{day}日", "heat", 0.9, RATE) for day in (1, 7, 30, 60, 90)),
    )
    days = (0.62, 0.41, 0.28, 0.21, 0.17)
    rows = []
    for index, month in enumerate(MONTHS):
        due = [
            number(v + 0.006 * index - 0.01 * (index % 3), RATE) if index + i < 13 else None for i, v in enumerate(days)
        ]
        rows.append(Row((Words(f"25-{month}"), number(90_000 + 5_000 * index, PERSON), *due)))
    mean = Row((Words("平均"), number(118_000, PERSON), *(number(v, RATE) for v in days)), "total")
    return Grid(columns, (*rows, mean), title="留存率热图", unit_note="按注册月份", alt="留存热图")


def register(count: int) -> Grid:
    """Definitions, more than a page holds."""
    columns = (
        Column("metric", "指标", "text", 1.6),
        Column("meaning", "业务定义", "text", 4.6),
        Column("formula", "公式", "text", 3.2),
        Column("unit", "单位", "text", 0.9),
        Column("owner", "负责人", "text", 1.2),
    )
    long = "支付成功订单金额，含优惠前价，不含取消与测试订单；跨月退款计入退款当月，不回溯调整已经发布的月份数据"
    rows = tuple(
        Row((Words(f"指标{i}", strong=True), Words(long if i % 4 == 1 else "支付用户占访客比例"),
             Words("支付用户 ÷ 访客"), Words("%"), Words("数据组")))
        for i in range(1, count + 1)
    )  # fmt: skip
    return Grid(columns, rows, register=True, alt="指标定义")


def actions() -> Grid:
    """Actions with progress bars and chips, a muted and an outlined row, a link, a group rule."""
    columns = (
        Column("item", "事项", "text", 4.2),
        Column("owner", "负责人", "text", 1.2),
        Column("due", "截止", "text", 1.0),
        Column("progress", "进度", "progress", 2.0, RATE),
        Column("status", "状态", "chip", 1.2),
        Column("note", "说明", "text", 2.7),
    )
    given = (
        ("信息流预算下调并转投社群私域", "渠道部", "06-20", 1.0, Status("good", "已完成"), "转投180万元", "body", "a"),
        ("新客首单礼改版", "用户增长", "06-30", 0.8, Status("watch", "进行中"), "7月5日全量", "body", "a"),
        (
            "退款原因拆解并上线拦截规则",
            "售后",
            "06-15",
            0.35,
            Status("bad", "已逾期"),
            "规则评审未通过",
            "outlined",
            "a",
        ),
        ("私域社群分层运营", "私域", "07-31", 0.1, Status("neutral", "未开始"), "等待数据标签", "muted", "b"),
        ("达人直播复盘模板", "内容部", "06-28", 1.0, Status("good", "已完成"), "", "body", "b"),
    )
    rows = tuple(
        Row((Words(a, strong=True, muted=f"{b}牵头", link="kpi/scoreboard"), Words(b), Words(c),
             number(d, RATE), e, Words(f)), g, h)  # type: ignore[arg-type]
        for a, b, c, d, e, f, g, h in given
    )  # fmt: skip
    return Grid(columns, rows, title="上月行动", unit_note="逾期在前", alt="行动跟踪")


def finding_cards() -> Cards:
    """The six cards of a summary."""
    given = (
        ("总营收872万元，达成率109%", "环比+9.3%，同比+58.8%；1–6月累计4,375万元", "on_target", "第1章"),
        ("新增用户150.1万人，达成率112%", "同比+97.2%，为近13个月最高", "on_target", "第1章"),
        ("7日留存率41.6%，较上月提高2.0个百分点", "高频用户占比18.4%", "on_target", "第3章"),
        ("获客成本36.5元，高于目标3.5元", "信息流ROI 1:0.86，连续两个月低于盈亏平衡线2.0", "missed", "第2章"),
        ("退款率6.1%，目标4.8%", "家居品类退款占全部退款的42%", "far_below", "第1章"),
        ("付费转化率3.42%，距目标0.18个百分点", "加购到下单一步流失最多，为31.2万人", "near", "第3章"),
    )
    cards = tuple(
        Card(head, (("下一步", "负责人已给出的处理办法写在这里，七月五日前完成"),), (text,), status=status(code),
             link="kpi/scoreboard", link_label=f"详见{place}")
        for head, text, code, place in given
    )  # fmt: skip
    return Cards(cards, across=2, down=True)


def chapter_table() -> Grid:
    """Six chapters with status of this and last month."""
    columns = (
        Column("chapter", "板块", "text", 1.2),
        Column("now", "本月", "status", 1.15),
        Column("before", "上月", "status", 0.6),
        Column("reading", "关键读数", "text", 1.5),
    )
    given = (
        ("01 核心指标", "on_target", "near", "总营收达成109%"), ("02 渠道", "missed", "near", "ROI 1:2.2"),
        ("03 用户", "near", "on_target", "7日留存41.6%"), ("04 活动", "on_target", "on_target", "净ROI 1.74"),
        ("05 内容", "on_target", "missed", "互动率5.8%"), ("06 计划", "none", "none", "完成7/9项"),
    )  # fmt: skip
    rows = tuple(Row((Words(a), status(b), Status(c, ""), Words(d))) for a, b, c, d in given)
    return Grid(columns, rows, title="六板块状态", unit_note="本月 / 上月", alt="六板块状态")


def insight() -> Insight:
    """Computed and typed bullets."""
    return Insight("解读", (
        Note("**小程序**访问量174.5万人，占全部的**20.2%**，环比+18.6%"),
        Note("效率指数最低的是**分销联盟**，为0.52"),
        Note("**信息流广告** 原因：5月起竞价均价上涨两成，素材更新慢于竞品", typed=True, author="王敏"),
        Note("**信息流广告** 下一步：7月预算下调180万元", typed=True),
    ))  # fmt: skip


def tiers() -> VarianceTiers:
    """Twelve months of actual against target."""
    actual = (515, 530, 550, 575, 710, 630, 660, 610, 700, 735, 798, 872)
    target = (530, 540, 550, 580, 700, 640, 680, 640, 700, 730, 760, 800)
    pairs = list(zip(actual, target, strict=True))
    difference = tuple(number((a - t) * 1e4, MONEY, tone=tone(a - t)) for a, t in pairs)
    relative = tuple(number(a / t - 1, RATE, tone=tone(a - t)) for a, t in pairs)
    return VarianceTiers(
        MONTHS,
        series("实际", tuple(a * 1e4 for a in actual), MONEY),
        series("目标", tuple(t * 1e4 for t in target), MONEY, Role.target),
        Series("差额", difference),
        Series("差异率", relative),
        MONEY,
        ("差异率", "差额", "实际与目标"),
        highlight=11,
        alt="总营收实际与目标，近12个月",
    )


def waterfall() -> Waterfall:
    """Last month to this month by three factors."""
    steps = (
        Step("上月", number(7_980_000, MONEY), True),
        Step("访问量", number(850_000, MONEY, tone=Tone.good)),
        Step("转化率", number(-320_000, MONEY, tone=Tone.bad)),
        Step("付费用户均收入", number(210_000, MONEY, tone=Tone.good)),
        Step("本月", number(8_720_000, MONEY), True),
    )
    difference = number(740_000, MONEY, tone=Tone.good)
    return Waterfall(steps, MONEY, "上月 → 本月", "万元", difference, alt="总营收变化拆解")


def funnel() -> Funnel:
    """Five steps of a purchase."""
    given = (("访问", 1_000_000, 900_000), ("浏览商品", 620_000, 560_000), ("加购", 210_000, 205_000),
             ("下单", 120_000, 126_000), ("支付", 96_000, 99_000))  # fmt: skip
    steps = []
    above = (1_000_000, 900_000)
    for label, now, before in given:
        rate, old = now / above[0], before / above[1]
        change = number(rate - old, POINTS, tone=tone(rate - old))
        lost = number(above[0] - now, PERSON)
        steps.append(FunnelStep(label, number(now, PERSON), number(before, PERSON), number(rate, RATE), change, lost))
        above = (now, before)
    labels = ("本月", "上月", "步骤转化率", "变化", "流失")
    return Funnel(tuple(steps), labels, PERSON, worst=3, title="购买漏斗", unit_note="万人", alt="购买漏斗")


def points() -> tuple[Point, ...]:
    """Eight channels by spend and return."""
    given = (("信息流", 312, 0.86), ("品牌展示", 102, 1.35), ("联盟", 106, 0.94), ("达人直播", 248, 2.64),
             ("搜索广告", 286, 3.12), ("内容种草", 214, 3.46), ("短信", 40, 2.2), ("线下", 160, 1.8))  # fmt: skip
    return tuple(
        Point(name, number(x * 1e4, MONEY), number(y, RATIO), number(8_000 + 90 * x, PERSON),
              Tone.good if y >= 2 else Tone.bad)
        for name, x, y in given
    )  # fmt: skip


def matrix() -> Matrix:
    """Seven risks, two and three of them in one cell."""
    given = ((5, 4), (4, 4), (4, 4), (3, 3), (3, 3), (3, 3), (2, 2))
    risks = tuple(Risk(f"R{i}", f"风险{i}", p, q) for i, (p, q) in enumerate(given, 1))
    return Matrix(risks, "影响程度", "发生概率", (8, 15), "风险矩阵", "概率 × 影响，编号见右表", alt="风险矩阵")


def risks() -> Grid:
    """The list beside the matrix."""
    columns = (
        Column("mark", "#", "text", 0.45),
        Column("risk", "风险", "text", 1.9),
        Column("score", "分值", "number", 0.6),
        Column("level", "等级", "status", 0.8),
        Column("mitigation", "应对", "text", 2.6),
    )
    words = {"bad": "高", "watch": "中", "good": "低"}
    given = (("大促履约爆仓", 20, "bad", "三仓分流+预售锁单"), ("补贴超预算", 16, "bad", "券核销日监控"),
             ("核心品缺货", 16, "bad", "安全库存"), ("流量成本上涨", 9, "watch", "自然流量占比≥55%"),
             ("合规", 9, "watch", "法务预审"), ("关键岗位流失", 9, "watch", "AB角备份"), ("汇率", 4, "good", "月度对冲"))  # fmt: skip
    rows = tuple(
        Row((Words(f"R{i}", strong=True), Words(a), number(b), Status(c, words[c]), Words(d)))
        for i, (a, b, c, d) in enumerate(given, 1)
    )
    return Grid(columns, rows, title="风险清单", alt="风险清单")


def timeline() -> Timeline:
    """Five tasks over twelve weeks."""
    given = (
        ("满减门槛199→149试点", "活动部", (7, 7), (8, 17), 0.4, Status("good", "按计划")),
        ("预算再分配：信息流→私域", "渠道部", (7, 1), (7, 31), 0.6, Status("good", "按计划")),
        ("大促新客7日二次触达策略与素材准备", "用户增长", (7, 14), (9, 21), 0.1, Status("watch", "有风险")),
        ("核心商品安全库存", "供应链", (7, 1), (8, 28), 0.0, Status("bad", "延期")),
        ("测评内容模板规模化", "内容部", (7, 21), (9, 26), None, Status("none", "未开始")),
    )
    tasks = tuple(
        Task(a, b, date(2025, *c), date(2025, *d), None if e is None else number(e, RATE), f)
        for a, b, c, d, e, f in given
    )
    return Timeline(tasks, ("重点行动", "负责人", "进度", "状态"), date(2025, 7, 9), "里程碑", "按周", alt="里程碑")


def platforms() -> Grid:
    """Platforms with four bar columns, best and worst marked."""
    columns = (
        Column("platform", "平台", "text", 1.4),
        Column("contents", "内容数", "number", 0.8),
        Column("reads", "阅读播放", "bar", 2.3, TIMES),
        Column("mom", "环比", "change", 1.3, RATE),
        Column("rate", "互动率", "bar", 1.9, RATE),
        Column("bounce", "跳出率", "bar", 1.9, RATE, lower_is_better=True),
        Column("deal", "引导成交", "number", 1.1, MONEY),
    )
    given = (("短视频平台", 126, 12_860_000, 0.182, 0.079, 0.342, 4_120_000),
             ("图文社区", 184, 8_420_000, 0.094, 0.064, 0.415, 2_860_000),
             ("公众号", 22, 3_180_000, -0.068, 0.028, 0.386, 940_000),
             ("站内图文", 68, 2_650_000, 0.022, 0.021, 0.581, 710_000),
             ("站内直播", 18, 1_960_000, 0.245, 0.069, 0.294, 2_380_000),
             ("社群", 240, 740_000, 0.071, 0.052, 0.36, 460_000))  # fmt: skip
    rows = []
    for name, count, reads, mom, rate, bounce, deal in given:
        marks = {"短视频平台": ("best", "best", ""), "站内图文": ("", "worst", "worst"), "站内直播": ("", "", "best"),
                 "社群": ("worst", "", "")}.get(name, ("", "", ""))  # fmt: skip
        rows.append(Row((
            Words(name, strong=True), number(count), number(reads, TIMES, mark=marks[0]),
            number(mom, RATE, tone=tone(mom)), number(rate, RATE, mark=marks[1]),
            number(bounce, RATE, mark=marks[2]), number(deal, MONEY),
        )))  # fmt: skip
    return Grid(columns, tuple(rows), alt="内容平台表现")


def action_cards() -> Cards:
    """Three cards with a coloured top edge."""
    cards = (
        Card("放大", lines=("短视频+直播联动：直播前24小时短视频预热，单场成交**+31%**",), tone=Tone.good),
        Card("修复", lines=("站内图文首屏3秒跳出58.1%：缩短首屏、前置价格与评价",), tone=Tone.bad),
        Card("转型", lines=("公众号改为周更深度测评，停留146秒，承接高客单品类",)),
    )
    return Cards(cards, across=3)


def campaign_cards() -> Cards:
    """Campaign cards with typed highlight, issue and next step."""
    rows = (("亮点", "预售锁单比上期多4.2万单，首小时成交破300万"), ("问题", "券门槛偏高，领券到下单仅31.2%"),
            ("下一步", "会员日机制复制为月度活动"))  # fmt: skip
    return Cards(tuple(Card(name, rows) for name in ("年中大促", "会员日", "家居品类周")), across=3, title="复盘")


def callouts() -> Callouts:
    """Four numbers in a row."""
    return Callouts((
        Callout("行动总数", number(9, Unit("pieces", "count")), ("较上月多2条",)),
        Callout("完成率", number(0.778, RATE, tone=Tone.watch), ("已完成7条",)),
        Callout("1–6月累计营收", number(43_750_000, MONEY), ("累计完成率 **102.4%**", "全年进度 **46.1%**")),
        Callout("逾期", number(1, Unit("pieces", "count"), tone=Tone.bad), ("退款拦截规则",)),
    ))  # fmt: skip


def _charts() -> Iterator[tuple[str, str, str, tuple[Block, ...]]]:
    visits = (6.2, 6.5, 6.4, 6.45, 6.6, 6.8, 7.8, 6.9, 7.3, 6.6, 7.7, 9.0)
    natural, paid = tuple(v * 6e4 for v in visits), tuple(v * 4e4 for v in visits)
    yield (
        "target/revenue",
        "总营收872万元，超目标9.0%，近12个月差额最大",
        "9+3(1.62,*)",
        (
            tiers(),
            Callout("1–6月累计", number(43_750_000, MONEY), ("累计完成率 **102.4%**", "同比 **+41.2%**")),
            insight(),
        ),
    )
    yield "driver/revenue", "营收较上月增加74万元：访问量+85万元，转化率−32万元", "8+4", (waterfall(), insight())
    yield "churn/funnel", "加购到下单转化率57.1%，较上月下降4.4个百分点，为五步中降幅最大", "7+5(2.4,*)", (
        funnel(),
        Pareto(("运费", "价格", "缺货", "物流慢", "其他"), series("人数", (312, 248, 160, 90, 70), PERSON),
               series("累计占比", (0.355, 0.636, 0.818, 0.92, 1.0), RATE), PERSON, 3, "流失原因", "人", alt="流失原因"),
        insight(),
    )  # fmt: skip
    yield "user/growth", "新增用户150.1万人，自然来源占60%", "7+5(2.3,*)", (
        Stacked(MONTHS, (series("自然", natural, PERSON), series("付费", paid, PERSON, Role.second)), PERSON,
                title="新增用户", unit_note="万人", alt="新增用户构成"),
        Lines(MONTHS, (series("7日留存", tuple(0.36 + 0.005 * i for i in range(12)), RATE),
                       series("30日留存", tuple(0.24 + 0.003 * i for i in range(12)), RATE, Role.second)), RATE,
              title="留存率", alt="留存率走势"),
        Bars(("高频", "中频", "低频", "沉默"), (series("占比", (0.18, 0.27, 0.35, 0.2), RATE),), RATE, title="分层",
             alt="分层"),
    )  # fmt: skip
    yield "paid/roi", "六个付费渠道中三个低于盈亏平衡线2.0，合计占费用35%", "8+4(2.6,*)", (
        Bubble(points(), "费用", "ROI", MONEY, RATIO, (2.0, "盈亏平衡线 1:2.0"), "费用与ROI", "气泡面积 = 新增用户",
               alt="费用与ROI"),
        Bars(tuple(p.name for p in points()), (Series("ROI", tuple(p.y for p in points())),), RATIO, title="ROI",
             line=(2.0, "盈亏平衡线"), alt="ROI"),
        insight(),
    )  # fmt: skip
    yield "content/hits", "8条爆款中5条为短视频，互动率中位数7.9%", "8+4", (
        Scatter(points(), "费用", "ROI", MONEY, RATIO, (1.87e6, 2.0), ("高效小额", "高效大额", "低效小额", "低效大额"),
                "阅读与互动", alt="阅读与互动"),
        insight(),
    )  # fmt: skip


def _tables() -> Iterator[tuple[str, str, str, tuple[Block, ...]]]:
    yield "kpi/scoreboard", "9项有目标的核心指标5项达成；退款率6.1%，高于目标1.3个百分点", "12", (scoreboard(),)
    yield (
        "channel/ranking",
        "搜索与小程序合计占访问量51.2%；社群私域效率指数1.46居首，分销联盟0.52垫底且环比下降",
        "12+bar",
        (
            channels(),
            Conclusion(
                "动作：", "将信息流与分销的180万元预算转向社群私域与内容电商，按6月效率测算可多带来**4.1万**访问"
            ),
        ),
    )
    yield "user/retention", "7日留存率41.6%，近三个月持续改善", "9+3", (heat(), insight())
    yield "plan/actions", "上月5项行动完成2项，1项逾期：退款拦截规则未通过评审", "12:1.05/12", (callouts(), actions())
    yield (
        "content/platforms",
        "短视频阅读量与互动率均为第一；站内图文跳出率58.1%，为各平台最高",
        "12/12:1.05",
        (
            platforms(),
            action_cards(),
        ),
    )
    yield "campaign/attainment", "三场活动收入合计达成108.4%", "12:2.3/12", (chapter_table(), campaign_cards())
    yield "plan/resources", "需追加268万元预算与6名人力；履约与补贴两项为高风险", "5+7(2.9,*)", (
        matrix(), risks(), insight(),
    )  # fmt: skip
    yield "plan/goals", "5项重点行动中1项延期，大促二次触达须在9月21日前完成", "12:3.5/12", (timeline(), action_cards())
    yield "appendix/definitions", "附录：指标定义与公式", "12", (register(26),)


SUMMARY = (
    "6月总营收872万元，达成率109%，9项指标中5项达成；退款率与获客成本未达成，合计影响利润约46万元",
    "8(*)+4(2.75,*)",
    (finding_cards, chapter_table),
)


def report(lang: str = "zh", *, charts: bool = True) -> Report:
    """The gallery as a Report; without `charts` only tables and panels."""
    pages = [*_tables(), *(_charts() if charts else ())]
    asks = Panel(
        "提请决策", ("批准信息流180万元预算转投私域", "批准满减门槛由199元下调至149元（试点两周）", "追加2名数据工程师")
    )
    front = (
        Slide("front/cover", 0, "", "2025年6月运营月报", "", "12", (
            Cover("云杉生活", "2025年6月 | 目标、渠道、用户、活动、内容与下月计划",
                  ("运营管理部 | 汇报人：李楠", "数据截至2025年6月30日 · 内部资料")),), "", ""),
        Slide("front/summary", 0, "本月要点", SUMMARY[0], "本月要点 | 2025年6月，对比月度目标、上月与上年同期", "8+4(2.75,*)",
              (finding_cards(), chapter_table(), asks), "注：● 达成 ≥100%  ◆ 接近目标 95%–100%  ■ 未达成 <95%", SOURCE),
    )  # fmt: skip
    chapters = {"kpi": 1, "target": 1, "driver": 1, "channel": 2, "paid": 2, "user": 3, "churn": 3, "campaign": 4,
                "content": 5, "plan": 6, "appendix": 7}  # fmt: skip
    slides = [_slide(chapters[page[0].partition("/")[0]], *page) for page in pages]
    sections = (Section("front", 0, "本月要点", "", front), *_sections(slides, chapters))
    period = Period.month(2025, 6)
    return Report("运营月报", period, lang, "云杉生活", "云杉生活 · 运营月报 2025年6月 · 内部资料 · 草稿 · 示例数据", "李楠",
                  sections, Dataset(period, {}), Findings(), terms(lang))  # fmt: skip


SOURCE = "数据来源：核心指标、渠道（截至2025-06-30）"


def _slide(chapter: int, id_: str, title: str, arrangement: str, blocks: tuple[Block, ...]) -> Slide:
    tracker = f"{chapter:02d} {id_.partition('/')[0]} | {id_}"
    note = "注：达成率偏差 = 实际 ÷ 目标 − 100%；▽ 表示越低越好，已按指标方向着色。"
    return Slide(id_, chapter, tracker, title, "核心指标 | 万元 | 2025年6月，对比目标、上月与上年同期", arrangement, blocks,
                 note, SOURCE, "讲稿：先讲结论。")  # fmt: skip


def _sections(slides: list[Slide], chapters: Mapping[str, int]) -> tuple[Section, ...]:
    found = []
    for key, chapter in chapters.items():
        own = tuple(slide for slide in slides if slide.id.startswith(f"{key}/"))
        if own:
            found.append(Section(key, chapter, key, "", own))
    return tuple(found)
