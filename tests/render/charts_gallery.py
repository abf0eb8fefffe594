"""Every chart kind on pages of invented numbers: `charts_gallery.py DECK.pptx` writes them to look at.

The tests check the same pages.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pptx import Presentation
from pptx.presentation import Presentation as Deck

from opsreport.model.block import (
    Bars,
    Block,
    Bubble,
    Funnel,
    FunnelStep,
    Lines,
    Pareto,
    Point,
    Scatter,
    Stacked,
    Step,
    VarianceTiers,
    Waterfall,
)
from opsreport.model.number import Constant, Number, Role, Series, Tone
from opsreport.model.unit import ATTAINMENT, INDEX, MONEY, PERSON, POINTS, RATE, RATIO, TIMES, Unit
from opsreport.render.deck import charts
from opsreport.render.deck.charts.incell import paint_axis_bars, paint_column_bars, paint_sparkline, paint_variance_bars
from opsreport.render.deck.grid import CANVAS, PAGE, Box, boxes, inches
from opsreport.render.deck.stage import Stage, line
from opsreport.render.deck.theme import Theme

TERMS = {
    "zh": {
        "unit.yuan": "元",
        "unit.person": "人",
        "unit.times": "次",
        "unit.points": "百分点",
        "measure.other": "{number}{unit}",
    },
    "en": {
        "unit.yuan": "CNY",
        "unit.person": "people",
        "unit.times": "times",
        "unit.points": "pp",
        "measure.money": "{unit} {number}",
        "measure.other": "{number} {unit}",
    },
}
MONTHS = tuple(f"{m}月" for m in (*range(7, 13), *range(1, 7)))
CHANNELS = (
    "微信小程序自然流量",
    "App推荐位",
    "搜索引擎优化",
    "抖音信息流广告",
    "百度品牌专区与关键词",
    "小红书达人合作种草",
    "老客推荐有礼",
    "社群裂变",
    "短信召回",
    "线下门店扫码",
    "异业合作伙伴",
    "地推",
    "其他",
)


def number(value: float | None, unit: Unit, tone: str = "neutral", **marks: object) -> Number:
    """A number of the gallery."""
    return Number(value, unit, Constant(value or 0.0), Tone(tone), **marks)  # type: ignore[arg-type]


def series(name: str, values: Sequence[float | None], unit: Unit, role: Role = Role.actual) -> Series:
    """A series of the gallery."""
    return Series(name, tuple(number(v, unit) for v in values), role)


def bars_across() -> Block:
    rois = (4.3, 3.9, 3.6, 2.75, 2.42, 2.05, 1.98, 1.7, 1.31, 1.12, 0.96, 0.5)
    tones = ("good" if r >= 2 else "bad" for r in rois)
    numbers = tuple(number(r, RATIO, t) for r, t in zip(rois, tones, strict=True))
    return Bars(CHANNELS[:12], (Series("ROI", numbers),), RATIO, "各渠道ROI", line=(2.0, "盈亏平衡线"), alt="各渠道ROI")


def bars_paired() -> Block:
    now = series("本月", (0.412, 0.246, 0.098, 0.044, 0.063), RATE)
    before = series("上月", (0.368, 0.231, 0.102, 0.031, 0.07), RATE, Role.previous)
    return Bars(
        ("高频", "中频", "低频", "沉默召回", "新客"), (now, before), RATE, "参与率", "%，对比上月", alt="参与率"
    )


def bars_columns() -> Block:
    values = (1.183, 1.021, 0.996, 0.88, 0.71)
    tones = ("good", "good", "watch", "bad", "bad")
    numbers = tuple(number(v, ATTAINMENT, t) for v, t in zip(values, tones, strict=True))
    names = ("618大促主会场", "端午会员日", "新客首单礼包", "老客推荐有礼二期", "周末闪购")
    return Bars(
        names, (Series("达成率", numbers),), ATTAINMENT, "营收达成率", across=False, line=(1.0, "目标"), alt="达成率"
    )


def bars_negative() -> Block:
    values = (1.2e6, 4.3e5, -2.1e5, -8.8e5, None)
    return Bars(("一", "二", "三", "四", "五"), (series("差额", values, MONEY),), MONEY, "差额", alt="差额")


def columns_paired() -> Block:
    roles = (("目标", Role.target), ("实际", Role.actual), ("上年同期", Role.previous))
    many = tuple(
        series(n, [v * (1 + i / 9) for v in (8.2e6, 6.1e6, 3.3e6, 9e5)], MONEY, r) for i, (n, r) in enumerate(roles)
    )
    return Bars(("自营", "平台", "企业客户", "加盟"), many, MONEY, "营收按类型", across=False, alt="营收")


def stacked_share() -> Block:
    low = [0.152, 0.164, 0.159, 0.154, 0.149, 0.156, 0.16, 0.163, 0.17, 0.174, 0.178, 0.184]
    mid = [0.341, 0.348, 0.34, 0.336, 0.331, 0.335, 0.339, 0.34, 0.346, 0.342, 0.34, 0.332]
    rest = [1 - a - b - 0.03 for a, b in zip(low, mid, strict=True)]
    parts = (("高频用户", low), ("中频用户", mid), ("低频用户", rest), ("沉默", [0.03] * 12))
    return Stacked(
        MONTHS, tuple(series(n, v, RATE) for n, v in parts), RATE, True, "月活用户分层占比", "%", alt="分层占比"
    )


def stacked_amounts() -> Block:
    natural = [v * 1e4 for v in (14.2, 18.9, 16.8, 15.6, 14.1, 16.4, 16.9, 17.2, 19.1, 18.2, 18.6, 20.1)]
    paid = [v * 1e4 for v in (15, 19.6, 15.9, 13.2, 12, 14.4, 14.8, 14.9, 16.3, 14.4, 13.9, 14.6)]
    both = (series("自然新增", natural, PERSON), series("付费新增", paid, PERSON, Role.second))
    return Stacked(MONTHS, both, PERSON, False, "月新增用户", alt="新增用户")


def stacked_people() -> Block:
    """Amounts that the chart makes shares of."""
    parts = (("老客", (4.2e5, 4.4e5, 4.9e5, 5.1e5)), ("新客", (1.9e5, 2.4e5, 2.1e5, 2.6e5)))
    made = tuple(series(name, values, PERSON) for name, values in parts)
    return Stacked(MONTHS[:4], made, PERSON, True, "下单用户构成", alt="下单用户构成")


def lines_rates() -> Block:
    first = [0.213, 0.22, 0.218, 0.226, 0.231, None, 0.24, 0.238, 0.243, 0.249, 0.252, 0.255]
    second = [0.209, 0.214, 0.212, 0.219, 0.225, 0.228, 0.231, 0.236, 0.24, 0.245, 0.247, 0.25]
    third = [None] * 9 + [0.11, None, None]
    many = (
        series("7日留存率", first, RATE),
        series("上年同期", second, RATE, Role.previous),
        series("30日留存率", third, RATE, Role.second),
    )
    return Lines(MONTHS, many, RATE, "7日与30日留存率", "按注册月", alt="留存率")


def waterfall_cut() -> Block:
    changes = (
        ("访客数", -2.14e6, "bad"),
        ("转化率", -2.56e6, "bad"),
        ("客单价", 1.48e6, "good"),
        ("复购", 9.6e5, "good"),
        ("退款", -6.2e5, "bad"),
    )
    steps = [Step("目标", number(8.93e7, MONEY), True)]
    steps += [Step(name, number(v, MONEY, tone)) for name, v, tone in changes]
    steps += [Step("实际", number(8.642e7, MONEY), True)]
    return Waterfall(tuple(steps), MONEY, "营收目标到实际", difference=number(-2.88e6, MONEY, "bad"), alt="营收桥")


def waterfall_through_zero() -> Block:
    steps = (
        Step("归因毛利", number(9.2e5, MONEY), True),
        Step("渠道推广费", number(-6.1e5, MONEY, "bad")),
        Step("奖品与优惠券", number(-4.4e5, MONEY, "bad")),
        Step("人力", number(-1.2e5, MONEY, "bad")),
        Step("净收益", number(-2.5e5, MONEY), True),
    )
    return Waterfall(steps, MONEY, "活动成本效益", alt="成本效益")


def tiers() -> Block:
    goal = [7.8e7, 7.2e7, 8e7, 8.1e7, 8.3e7, 8.7e7, 8.45e7, 8.5e7, 8.93e7, 9.17e7, 1.181e8, None]
    done = [7.935e7, 7.05e7, 8.12e7, 8.21e7, 8.19e7, 8.905e7, 8.39e7, 8.42e7, 8.642e7, 9e7, 1.165e8, 9.04e7]
    gaps = [None if g is None else d - g for d, g in zip(done, goal, strict=True)]
    rates = [None if g is None or x is None else x / g for x, g in zip(gaps, goal, strict=True)]
    tone = ["neutral" if g is None else "good" if g >= 0 else "bad" for g in gaps]
    difference = Series("差额", tuple(number(v, MONEY, t) for v, t in zip(gaps, tone, strict=True)))
    relative = Series("差异率", tuple(number(v, RATE, t) for v, t in zip(rates, tone, strict=True)))
    return VarianceTiers(
        MONTHS,
        series("实际", done, MONEY),
        series("目标", goal, MONEY, Role.target),
        difference,
        relative,
        MONEY,
        ("差异率", "差额", "实际与目标"),
        11,
        "总营收",
        alt="各月实际与目标",
    )


def bubble() -> Block:
    rows = (
        ("搜索广告", 2.86e6, 3.12, 2.6e4),
        ("内容种草", 2.14e6, 3.46, 3.2e4),
        ("达人直播", 2.48e6, 2.64, 3.6e4),
        ("品牌展示", 1.02e6, 2.35, 1e4),
        ("抖音信息流广告", 3.12e6, 1.56, 3.4e4),
        ("联盟CPS", 1.06e6, 1.74, 8e3),
        ("社群裂变", 1.5e5, 4.4, 6e3),
        ("短信召回", 8e4, 1.9, 1.2e3),
        ("地推", 3e5, 1.2, 2e3),
    )
    made = tuple(
        Point(n, number(x, MONEY), number(y, RATIO), number(s, PERSON), Tone.good if y >= 2 else Tone.bad)
        for n, x, y, s in rows
    )
    return Bubble(
        made, "投放费用", "ROI", MONEY, RATIO, (2.0, "盈亏平衡线"), "投放费用与ROI", "面积为新增用户", alt="渠道ROI"
    )


def scatter() -> Block:
    dice = random.Random(5)
    others = [(f"内容{i}", dice.lognormvariate(10.2, 0.55), max(0.012, dice.gauss(0.052, 0.017))) for i in range(55)]
    hits = [
        ("测评合集：十款空气炸锅", 6.8e4, 0.118),
        ("开箱旗舰扫地机", 5.5e4, 0.096),
        ("囤货清单第三期", 6.1e4, 0.089),
        ("价格拆解·咖啡机", 4.7e4, 0.109),
        ("主播试穿挑战", 5.2e4, 0.084),
    ]
    made = tuple(
        Point(n, number(min(x, 7e4), PERSON), number(y, RATE), labelled=(n, x, y) in hits)
        for n, x, y in [*others, *hits]
    )
    names = ("小众口碑", "爆款区（高阅读、高互动）", "待优化", "高阅读、低互动")
    return Scatter(
        made, "阅读量", "互动率", TIMES, RATE, (2.7e4, 0.053), names, "阅读量与互动率", "每点一条内容", alt="内容"
    )


def pareto() -> Block:
    counts = (1025, 742, 561, 328, 246, 180, 121, 81)
    names = (
        "价格与优惠不足",
        "商品缺货或断码",
        "物流时效",
        "客服体验",
        "内容推荐不相关",
        "竞品活动",
        "需求消失",
        "其他",
    )
    parts = [sum(counts[: i + 1]) / sum(counts) for i in range(8)]
    return Pareto(
        names,
        series("人次", counts, TIMES),
        series("累计占比", parts, RATE),
        TIMES,
        3,
        "流失原因",
        "人次与累计占比",
        alt="流失原因",
    )


def pareto_plain() -> Block:
    return Pareto(
        ("价格", "质量", "物流"),
        series("提及", (812, 431, 90), TIMES),
        None,
        TIMES,
        1,
        "流失原因（多选）",
        alt="流失原因",
    )


def funnel(with_before: bool = True) -> Block:
    people = (3.2e6, 9.64e5, 5.21e5, 4.1e5, 1.28e5, 1.19e5)
    before = (3e6, 8.7e5, 4.52e5, 3.39e5, 1.29e5, 1.19e5)
    made = []
    for i, label in enumerate(("触达", "访问会场", "参与互动", "领取优惠券", "提交订单", "支付成功")):
        rate = people[i] / people[i - 1] if i else None
        change = rate - before[i] / before[i - 1] if rate is not None and with_before else None
        tone = "neutral" if change is None else "good" if change >= 0 else "bad"
        last = number(before[i], PERSON) if with_before else None
        lost = people[i - 1] - people[i] if i else None
        made.append(
            FunnelStep(
                label,
                number(people[i], PERSON),
                last,
                number(rate, RATE),
                number(change, POINTS, tone),
                number(lost, PERSON),
            )
        )
    labels = ("本月", "上月", "步骤转化率", "较上月", "流失")
    return Funnel(tuple(made), labels, PERSON, 4, "购买漏斗", alt="购买漏斗")


def english_bars() -> Block:
    names = ("Own app", "Mini-program", "Marketplace A", "Content community", "Offline stores")
    return Bars(
        names,
        (series("Revenue", (2.68e7, 1.745e7, 1.512e7, 1.086e7, 7.98e6), MONEY),),
        MONEY,
        "Revenue by channel",
        alt="Revenue",
    )


def english_bubble() -> Block:
    block = bubble()
    assert isinstance(block, Bubble)
    made = tuple(Point(f"Channel {i}", p.x, p.y, p.size, p.tone) for i, p in enumerate(block.points))
    return Bubble(
        made, "Spend", "ROI", MONEY, RATIO, (2.0, "Break-even"), "Spend and return", "area: new users", alt="ROI"
    )


PAGES: tuple[tuple[str, str, tuple[Callable[[], Block], ...]], ...] = (
    ("zh", "8+4", (bars_across, bars_paired)),
    ("zh", "5+7", (stacked_people, bars_paired)),
    ("zh", "4+4+4", (bars_columns, bars_negative, columns_paired)),
    ("zh", "7+5", (stacked_share, lines_rates)),
    ("zh", "9+3", (stacked_amounts, pareto_plain)),
    ("zh", "8+4", (waterfall_cut, waterfall_through_zero)),
    ("zh", "9+3", (tiers, bars_negative)),
    ("zh", "8+4", (bubble, pareto_plain)),
    ("zh", "8+4", (scatter, bars_columns)),
    ("zh", "8+4", (pareto, lines_rates)),
    ("zh", "12", (funnel,)),
    ("zh", "8+4", (lambda: funnel(False), stacked_share)),
    ("en", "6+6", (english_bars, english_bubble)),
)


PAINTERS: Mapping[type, Callable[..., None]] = {
    Bars: charts.paint_bars,
    Bubble: charts.paint_bubble,
    Funnel: charts.paint_funnel,
    Lines: charts.paint_lines,
    Pareto: charts.paint_pareto,
    Scatter: charts.paint_scatter,
    Stacked: charts.paint_stacked,
    VarianceTiers: charts.paint_tiers,
    Waterfall: charts.paint_waterfall,
}


def gallery() -> Deck:
    """A deck with a page for every entry of PAGES and one with charts in table cells."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = PAGE.w, PAGE.h
    for index, (lang, arrangement, blocks) in enumerate(PAGES, 1):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        for slot, (box, make) in enumerate(zip(boxes(arrangement), blocks, strict=True), 1):
            block = make()
            stage = Stage(slide, Theme(), lang, f"gallery/{index}/{slot}", TERMS[lang])
            PAINTERS[type(block)](stage, box, block)
    _incell_page(deck)
    _number_shapes(deck)
    return deck


def _incell_page(deck: Deck) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    stage = Stage(slide, Theme(), "zh", "gallery/cells", TERMS["zh"])
    area = Box(CANVAS.x, CANVAS.y, CANVAS.w, inches(4.4))
    columns = area.columns(4, inches(0.3))
    for row in area.rows(10):
        line(stage, (row.x, row.bottom), (row.right, row.bottom))
    marks = ("best", *[""] * 7, "worst")
    bars = [
        number(v, MONEY, mark=m)
        for v, m in zip((2.68e7, 1.7e7, 1.5e7, 1.08e7, 8e6, 5.2e6, 3e6, 1.1e6, 4e5), marks, strict=True)
    ]
    bars.append(number(None, MONEY))
    scale = MONEY.scale([n.value for n in bars], "zh")
    paint_column_bars(stage.at("bars"), columns[0], bars, unit=MONEY, scale=scale, alt_text="营收")
    gaps = [
        number(v, POINTS, "good" if v > 0 else "bad")
        for v in (-0.032, -0.045, -0.023, 0.013, 0.01, 0.023, 0.052, 0.04, -0.039, 0.052)
    ]
    paint_variance_bars(
        stage.at("gaps"), columns[1], gaps, unit=POINTS, scale=POINTS.scale([0.05], "zh"), alt_text="偏差"
    )
    values = (1.28, 1.19, 0.82, 1.04, 0.71, 1.46, 0.52, 1.0, 0.98, 1.6)
    index = [number(v, INDEX, "good" if v > 1.2 else "bad" if v < 0.8 else "neutral") for v in values]
    paint_axis_bars(
        stage.at("index"), columns[2], index, unit=INDEX, scale=INDEX.scale(values, "zh"), axis=1.0, alt_text="效率指数"
    )
    dice = random.Random(2)
    for i, row in enumerate(columns[3].rows(10)):
        trend = series("走势", [dice.gauss(100, 9) + 4 * m for m in range(12)], PERSON)
        paint_sparkline(stage.at(f"spark/{i}"), row.inset(inches(0.06)), trend, alt_text="走势")


def _number_shapes(deck: Deck) -> None:
    for slide in deck.slides:
        for index, place in enumerate(slide.shapes._spTree.xpath(".//p:cNvPr"), 2):
            place.set("id", str(index))


if __name__ == "__main__":
    gallery().save(str(Path(sys.argv[1])))
