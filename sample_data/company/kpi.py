"""Tab 核心指标: thirteen metrics by month, and the full-year targets of the flows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from company import channels
from company import series as s
from company.workbook import CENTS, FINE_RATE, RATE, WHOLE, Cell, Col, Tab, Typed

TARGET_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """What one metric was in one month; numerator and denominator stay empty for counted metrics."""

    target: float
    actual: float
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One metric: how it is written down, who answers for it, how much it weighs."""

    name: str
    unit: str
    format: str
    weight: float
    owner: str
    lower_is_better: bool = False


KINDS = (
    Kind("总营收", "元", WHOLE, 0.20, "林晓峰"),
    Kind("新增注册用户数", "人", WHOLE, 0.15, "陈立"),
    Kind("访问量", "次", WHOLE, 0.05, "陈立"),
    Kind("访问付费转化率", "%", FINE_RATE, 0.10, "吴桐"),
    Kind("付费用户均收", "元", CENTS, 0.05, "林晓峰"),
    Kind("获客成本", "元", CENTS, 0.10, "周航", lower_is_better=True),
    Kind("月活跃用户", "人", WHOLE, 0.08, "王悦"),
    Kind("日活跃用户", "人", WHOLE, 0.07, "王悦"),
    Kind("净推荐值", "分", WHOLE, 0.05, "何川"),
    Kind("客单价", "元", CENTS, 0.05, "赵启明"),
    Kind("支付成功率", "%", RATE, 0.03, "吴桐"),
    Kind("互动率", "%", RATE, 0.04, "孙佳"),
    Kind("物流投诉率", "%", FINE_RATE, 0.03, "何川", lower_is_better=True),
)
FULL_YEAR_TARGETS = {"总营收": 100_000_000, "新增注册用户数": 1_560_000, "访问量": 110_000_000}

SAID: dict[tuple[str, str], tuple[str, str]] = {
    ("2025-06", "总营收"): (
        "618会员节期间年度会员开通集中，订阅收入566.8万元，高于计划66.8万元；广告收入116.4万元，低于计划3.6万元。",
        "7月做好新会员首月权益提醒，同时与两家夏季品牌签下广告补量。",
    ),
    ("2025-06", "新增注册用户数"): (
        "合作伙伴渠道新增2.25万人，私域社群新增1.2万人，均高于月初预估。",
        "7月继续扩大合作渠道，按首月付费率分级结算。",
    ),
    ("2025-06", "获客成本"): (
        "裂变奖励改为首购后发放，信息流B平台减量，搜索引擎广告长尾词占比提高。",
        "7月目标24元，费用继续向搜索引擎广告与私域社群倾斜。",
    ),
    ("2025-06", "客单价"): (
        "618满199减30券覆盖面大，小额订单占比上升；当月上新以小件日用品为主。",
        "7月主力券门槛调整为满239减30，并上线3组家居组合装。",
    ),
    ("2025-06", "支付成功率"): (
        "6月18日20时至22时支付高峰，银行卡快捷支付通道两次超时，约40分钟内失败较集中。",
        "7月15日前接入备用支付通道，7月底前完成一次全链路压测。",
    ),
    ("2025-06", "互动率"): (
        "6月导购类短视频比重上升，话题互动减少，社群打卡活动当月未排期。",
        "7月恢复每周一次社群打卡，短视频固定设置互动提问，每周复盘一次。",
    ),
    ("2025-06", "物流投诉率"): (
        "618后华南仓出库积压两天，640单投诉中约六成为延迟送达；大件商品预约信息不准。",
        "7月启用华南备用仓，大促订单按区域拆单，延迟订单由客服提前通知。",
    ),
    ("2025-05", "客单价"): ("母亲节礼盒结束后，下半月小件补货订单偏多。", "6月在会员节会场增加组合装展示位。"),
    ("2025-05", "互动率"): ("五一假期后内容更新频次下降。", "6月起按周排期，固定周四晚间发布重点内容。"),
    ("2025-04", "新增注册用户数"): ("合作渠道上线时间比计划晚一周。", "5月与职场平台同步推出联名卡。"),
    ("2025-03", "新增注册用户数"): ("线下地推雨天较多，部分点位取消。", "4月改在商场室内点位。"),
    ("2025-02", "新增注册用户数"): ("春节假期投放减量，邀请活动未排期。", "3月结合女神节恢复邀请活动。"),
    ("2025-02", "访问量"): ("春节假期访问量季节性回落。", "3月增加自然搜索导购页更新。"),
    ("2025-02", "总营收"): ("春节假期订单减少，物流停运一周。", "3月提前一周预热春季上新。"),
    ("2025-01", "新增注册用户数"): ("1月下旬多数合作方提前放假。", "2月节后一周内恢复全部合作点位。"),
    ("2025-01", "总营收"): ("年货活动提前到12月下旬，1月订单相应减少。", "2月主推会员续费。"),
}
COLUMNS = (
    Col("月份＊", width=12),
    Col("指标＊", width=18),
    Col("单位", width=7),
    Col("目标", WHOLE, 14),
    Col("实际＊", WHOLE, 14),
    Col("分子", WHOLE, 14),
    Col("分母", WHOLE, 14),
    Col("越低越好", width=10),
    Col("权重", "0%", 8),
    Col("原因", width=52),
    Col("下一步", width=48),
    Col("负责人", width=10),
)


def tab() -> Tab:
    """Every metric of every month, oldest month first, then the full-year targets."""
    rows = [_cells(month, kind, row) for month in s.MONTHS for kind, row in zip(KINDS, _month(month), strict=True)]
    return Tab("核心指标", COLUMNS, [*rows, *_full_year()])


def _month(month: str) -> Iterator[Row]:
    """The rows of one month in the order of KINDS."""

    def of(series: s.Series) -> float:
        return s.at(series, month)

    spend = float(channels.total_spend(month))
    yield Row(of(s.REVENUE_TARGET), of(s.REVENUE))
    yield Row(of(s.NEW_USERS_TARGET), of(s.NEW_USERS))
    yield Row(of(s.VISITS_TARGET), of(s.VISITS))
    yield _ratio(of(s.PAYERS_TARGET) / of(s.VISITS_TARGET), of(s.PAYERS), of(s.VISITS), 6)
    yield _ratio(of(s.REVENUE_TARGET) / of(s.PAYERS_TARGET), of(s.REVENUE), of(s.PAYERS), 2)
    yield _ratio(of(s.CAC_BUDGET), spend, of(s.NEW_USERS), 2)
    yield Row(of(s.MAU_TARGET), of(s.MAU))
    yield Row(of(s.DAU_TARGET), of(s.DAU))
    yield _score(month)
    yield _ratio(of(s.ORDER_VALUE_TARGET), of(s.ORDERS) * of(s.ORDER_VALUE), of(s.ORDERS), 2)
    yield _ratio(of(s.PAY_SUCCESS_TARGET), of(s.PAY_SUCCEEDED), of(s.PAY_STARTED), 6)
    yield _ratio(of(s.INTERACTION_TARGET), of(s.INTERACTIONS), of(s.VISITS), 6)
    yield _ratio(of(s.LOGISTICS_TARGET), of(s.LOGISTICS_COMPLAINTS), of(s.ORDERS), 6)


def _ratio(target: float, numerator: float, denominator: float, digits: int) -> Row:
    return Row(round(target, TARGET_DIGITS), round(numerator / denominator, digits), numerator, denominator)


def _score(month: str) -> Row:
    net, answers = s.NPS_COUNTS[s.MONTHS.index(month)]
    return Row(s.at(s.NPS_TARGET, month), round(net / answers * 100, 1), net, answers)


def _cells(month: str, kind: Kind, row: Row) -> tuple[Cell | Typed, ...]:
    cause, step = SAID.get((month, kind.name), (None, None))
    is_last = month == s.REPORT_MONTH
    return (
        month,
        kind.name,
        kind.unit,
        Typed(row.target, kind.format),
        Typed(row.actual, kind.format),
        row.numerator,
        row.denominator,
        "是" if kind.lower_is_better else None,
        kind.weight if is_last else None,
        cause,
        step,
        kind.owner if is_last or cause else None,
    )


def _full_year() -> Iterator[tuple[Cell | Typed, ...]]:
    for kind in KINDS:
        if kind.name in FULL_YEAR_TARGETS:
            yield (s.FULL_YEAR, kind.name, kind.unit, FULL_YEAR_TARGETS[kind.name], *[None] * 8)
