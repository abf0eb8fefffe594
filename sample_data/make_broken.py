"""Write one broken file a finding: `python sample_data/make_broken.py [DIR]`, by default into sample_data/broken.

Each is named by the code of the finding that June 2025 must give: a workbook is
the same small healthy one (May and June, all seven tabs) with one fault; what
takes several files is a folder, a text or no table at all is made in
odd_files.py. The same program gives the same files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime
from pathlib import Path

from company.workbook import CENTS, DAY, MINUTE, RATE, WHOLE, Cell, Col, Tab, Typed, workbook_bytes
from odd_files import odd_files

HOME = Path(__file__).resolve().parent / "broken"
HIDDEN = "旧版"
Book = dict[str, list[list[Cell | Typed]]]
Fault = Callable[[Book], object]


def _rate(value: float) -> Typed:
    return Typed(value, RATE)


def _day(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2025, month, day, hour)


ABOUT: list[list[Cell | Typed]] = [
    ["项目", "内容"],
    ["公司＊", "青禾小店（虚构）"],
    ["部门", "运营部"],
    ["报告月份", "2025-06"],
    ["金额单位", "元"],
    ["毛利率", _rate(0.5)],
]
METRICS: list[list[Cell | Typed]] = [
    ["月份＊", "指标＊", "单位", "目标", "实际＊", "分子", "分母", "越低越好", "权重", "原因", "下一步", "负责人"],
    ["2025-05", "新增注册用户数", "人", 900, 950, None, None, None, None, None, None, "陈一"],
    ["2025-05", "总营收", "元", 90_000, 96_000, None, None, None, None, None, None, "周二"],
    ["2025-05", "月活跃用户", None, 9_000, 9_400, None, None, None, None, None, None, "陈一"],
    ["2025-05", "付费转化率", "%", _rate(0.04), _rate(0.042), 395, 9_400, None, None, None, None, "周二"],
    ["2025-05", "客诉关闭时长", "小时", 30, 29, None, None, "是", None, None, None, "吴三"],
    ["2025-06", "新增注册用户数", None, 1_000, 1_100, None, None, None, _rate(0.3), None, None, "陈一"],
    ["2025-06", "总营收", None, 100_000, 110_000, None, None, None, _rate(0.4), None, None, "周二"],
    ["2025-06", "月活跃用户", None, 10_000, 10_500, None, None, None, _rate(0.1), None, None, "陈一"],
    ["2025-06", "付费转化率", None, _rate(0.04), _rate(0.044), 462, 10_500, None, _rate(0.2), None, None, "周二"],
    ["2025-06", "客诉关闭时长", None, 24, 26, None, None, None, None, "两名客服离岗", "七月补齐人手", "吴三"],
    ["2025全年", "总营收", None, 1_200_000, None, None, None, None, None, None, None, None],
]
CHANNELS: list[list[Cell | Typed]] = [
    [
        "月份＊",
        "渠道＊",
        "类型＊",
        "访问量＊",
        "新增用户＊",
        "付费用户",
        "收入",
        "费用",
        "费用预算",
        "测试中",
        "人工建议",
        "原因",
        "下一步",
    ],
    ["2025-05", "自然搜索", "自然", 20_000, 400, 210, 51_000, 0, None, "否", None, None, None],
    ["2025-05", "SEM", "付费", 9_000, 350, 115, 30_000, 12_000, 12_000, "否", None, None, None],
    ["2025-05", "社交裂变", "裂变私域", 6_000, 200, 70, 15_000, 3_000, 3_000, "否", None, None, None],
    ["2025-06", "自然搜索", "自然", 23_000, 450, 240, 56_000, 0, None, "否", None, None, None],
    [
        "2025-06",
        "搜索引擎广告",
        "付费",
        10_000,
        420,
        140,
        36_000,
        13_000,
        12_500,
        "否",
        "维持",
        "换了落地页",
        "继续测词",
    ],
    ["2025-06", "社交裂变", "裂变私域", 7_000, 230, 82, 18_000, 3_500, 3_500, "否", None, None, None],
]
LONG = "说来话长" * 30
REASONS: list[list[Cell | Typed]] = [
    ["原因", "人数", "样本数"],
    ["配送慢", 40, 200],
    ["太贵", 30, 200],
    ["不会用", 20, 200],
]
USERS: list[list[Cell | Typed]] = [
    ["月份＊", "类别＊", "名称＊", "人数＊", "基数", "互动次数", "收入", "原因或对策"],
    ["2025-05", "留存", "7日", 380, 900, None, None, None],
    ["2025-06", "留存", "次日", 520, 1_060, None, None, None],
    ["2025-06", "留存", "7日", 400, 850, None, None, "新人任务上线"],
    ["2025-06", "分层", "高频", 2_500, None, 60_000, 70_000, None],
    ["2025-06", "分层", "低频", 8_000, None, 40_000, 40_000, None],
    ["2025-06", "分层", "沉默", 6_000, None, None, None, None],
    ["2025-06", "购买漏斗", "浏览", 8_000, None, None, None, None],
    ["2025-06", "购买漏斗", "加购", 2_100, None, None, None, None],
    ["2025-06", "购买漏斗", "支付", 900, None, None, None, "运费在付款页才出现"],
    ["2025-06", "注册漏斗", "落地页", 9_000, None, None, None, None],
    ["2025-06", "注册漏斗", "完成注册", 1_100, None, None, None, None],
    ["2025-06", "流失原因", "运费敏感", 120, 300, None, None, None],
    ["2025-06", "流失原因", "缺货", 80, 300, None, None, None],
    ["2025-06", "反馈-负面", "物流慢", 45, None, None, None, "换区域仓"],
    ["2025-06", "反馈-正面", "包装好", 60, None, None, None, None],
]
CAMPAIGNS: list[list[Cell | Typed]] = [
    ["活动＊", "形式", "开始＊", "结束＊", "曝光目标", "曝光", "参与目标", "参与人数", "转化目标", "转化人数",
     "收入目标", "收入", "费用预算", "推广费", "奖品补贴", "人力及其他", "亮点", "问题", "下一步"],
    ["五月会员日", "线上", _day(5, 10), _day(5, 12), 40_000, 42_000, 800, 850, 200, 210,
     9_000, 9_400, 3_000, 1_800, 700, 300, None, None, None],
    ["端午礼盒", "线上", _day(5, 28), _day(6, 2), 60_000, 66_000, 1_000, 1_150, 260, 280,
     12_000, 13_500, 4_000, 2_400, 900, 500, "老客复购多", "客服排队", "提前加人"],
]  # fmt: skip
CONTENTS: list[list[Cell | Typed]] = [
    ["发布时间＊", "平台＊", "形式", "标题＊", "阅读播放＊", "点赞", "评论", "转发", "转化", "成交额", "标签"],
    [_day(5, 20, 20), "公众号", "图文", "五月上新清单", 3_100, 90, 20, 31, 12, 2_400, "上新"],
    [_day(6, 5, 20), "公众号", "图文", "粽子怎么选", 4_800, 160, 42, 75, 25, 5_100, "实用，热点"],
    [_day(6, 18, 12), "短视频", "视频", "一分钟看完礼盒", 9_700, 610, 88, 140, 31, 6_300, "热点"],
]
PLAN: list[list[Cell | Typed]] = [
    ["类型＊", "事项＊", "月份", "维度", "数值", "单位", "负责人", "开始", "截止", "进度", "状态",
     "概率1–5", "影响1–5", "说明或应对"],
    ["目标", "总营收", "2025-07", None, 115_000, "元", "周二", None, None, None, None, None, None, None],
    ["目标", "总营收", "2025-07", "区域：华东", 70_000, "元", None, None, None, None, None, None, None, None],
    ["目标", "总营收", "2025-07", "区域：华南", 45_000, "元", None, None, None, None, None, None, None, None],
    ["行动", "补齐客服人手", "2025-07", None, None, None, "吴三", _day(7, 1), _day(7, 20), _rate(0.2), "进行中",
     None, None, None],
    ["行动", "新人任务上线", "2025-06", None, None, None, "陈一", _day(6, 1), _day(6, 12), _rate(1), "已完成",
     None, None, "已上线"],
    ["资源", "客服", "2025-07", None, 2, "人", "吴三", None, _day(7, 20), None, "待批", None, None, None],
    ["风险", "区域仓延期", "2025-07", None, None, None, "吴三", None, None, None, None, 3, 4, "备用承运商"],
    ["需决策", "区域仓预算", "2025-07", None, 30_000, "元", "周二", None, _day(7, 5), None, "待批",
     None, None, "物流差评增加"],
]  # fmt: skip
HEALTHY: Mapping[str, list[list[Cell | Typed]]] = {
    "报告信息": ABOUT,
    "核心指标": METRICS,
    "渠道": CHANNELS,
    "用户": USERS,
    "活动": CAMPAIGNS,
    "内容": CONTENTS,
    "计划": PLAN,
}


def _set(tab: str, row: str, header: str, value: Cell | Typed) -> Fault:
    """The fault of one cell: in the last row that holds the text `row`, under `header`."""

    def fault(book: Book) -> None:
        line = [line for line in book[tab] if row in line][-1]
        line[_column(book, tab, header)] = value

    return fault


def _column(book: Book, tab: str, header: str) -> int:
    return [str(text).rstrip("＊") for text in book[tab][0]].index(header)


def _all(*faults: Fault) -> Fault:
    def fault(book: Book) -> None:
        for one in faults:
            one(book)

    return fault


def _drop_column(tab: str, header: str) -> Fault:
    def fault(book: Book) -> None:
        column = _column(book, tab, header)
        book[tab] = [[*line[:column], *line[column + 1 :]] for line in book[tab]]

    return fault


def _not_out_yet(book: Book) -> None:
    """A column of how far each article is, and one that is not out."""
    _add_column("内容", "状态", "已发布")(book)
    head = book["内容"][0]
    said = {"发布时间": datetime(2025, 6, 28, 20), "平台": "公众号", "标题": "年中总结", "状态": "待发布"}
    book["内容"].append([said.get(str(header).rstrip("＊")) for header in head])


def _no_rows(tab: str) -> Fault:
    def fault(book: Book) -> None:
        del book[tab][1:]

    return fault


def _add_column(tab: str, header: str, value: Cell) -> Fault:
    return lambda book: [line.append(value if line is not book[tab][0] else header) for line in book[tab]]


def _add_figures(tab: str, header: str, *values: Cell | Typed) -> Fault:
    """The fault of a column of figures made of the others, one a row from the first."""

    def fault(book: Book) -> None:
        for line, value in zip(book[tab], (header, *values), strict=True):
            line.append(value)

    return fault


def _add_row(tab: str, *values: Cell | Typed) -> Fault:
    return lambda book: book[tab].append([*values, *([None] * (len(book[tab][0]) - len(values)))])


def _drop_rows(tab: str, text: str) -> Fault:
    def fault(book: Book) -> None:
        book[tab] = [line for line in book[tab] if text not in line]

    return fault


def _same_as_may(book: Book) -> None:
    """May's channels hold June's numbers, as if June had been copied and not changed."""
    for may, june in zip(book["渠道"][1:4], book["渠道"][4:], strict=True):
        may[3:8] = june[3:8]
    book["核心指标"][1][4] = 1_100


def _visits_as_in_june(book: Book) -> None:
    """May's channels hold June's visits, and everything else of their own."""
    for may, june in zip(book["渠道"][1:4], book["渠道"][4:], strict=True):
        may[3] = june[3]


def _revenue_in_ten_thousands(book: Book) -> None:
    """The total typed in 万元 beside channels in 元."""
    for row, typed in ((2, [9, 9.6]), (7, [10, 11]), (11, [120, None])):
        book["核心指标"][row][3:5] = typed


def _spend_without_unit(book: Book) -> None:
    """Spend in 万元 of which nothing says so, and no budget to compare it with."""
    column = _column(book, "渠道", "费用")
    for line, spend in zip(book["渠道"][1:], [0, 1.2, 0.3, 0, 1.3, 0.35], strict=True):
        line[column : column + 2] = spend, None


def _spend_in_ten_thousands(book: Book) -> None:
    """A header in 万元 over spend in 万元, but for one cell that says 元."""
    column = _column(book, "渠道", "费用")
    book["渠道"][0][column] = "费用（万元）"
    for line, spend in zip(book["渠道"][1:], [0, 1.2, 0.3, 0, 1.3, "3500元"], strict=True):
        line[column] = spend


def _budget_without_month(book: Book) -> None:
    """The channels with the months across, and one budget that does not say of which."""
    banner, blank, top, *lines = _channels_across_months(book)
    book["渠道"] = [[*banner, None], [*blank, None], [*top, "费用预算"], *([*line, 16_000] for line in lines)]


def _channels_across_months(book: Book) -> list[list[Cell | Typed]]:
    """The channels with the months across, without a year of their own: 2025 stands above them."""
    header, *rows = book.pop("渠道")
    names = [str(name).rstrip("＊") for name in header[3:8]]
    top: list[Cell | Typed] = ["渠道", "类型", *(f"{month}月{name}" for month in (5, 6) for name in names)]
    lines = [[*june[1:3], *may[3:8], *june[3:8]] for may, june in zip(rows[:3], rows[3:], strict=True)]
    blank: list[Cell | Typed] = [None] * (len(top) - 1)
    return [["2025年各渠道数据", *blank], [None, *blank], top, *lines]


def _fee_twice(book: Book) -> None:
    """The channels with the months across, and two columns of June's spend that differ."""
    banner, blank, top, *lines = _channels_across_months(book)
    again = [[*line, 9_999] for line in lines]
    book["渠道"] = [[*banner, None], [*blank, None], [*top, "6月费用"], *again]


def _groups_unmerged(book: Book) -> None:
    """Revenue and spend of the channels, with the months in a row of their own, both over the columns of the first."""
    rows = book["渠道"][1:]
    lines = [[*june[1:3], *may[6:8], june[6], may[7]] for may, june in zip(rows[:3], rows[3:], strict=True)]
    months: list[Cell | Typed] = [None, None, "2025年5月", "2025年6月", None, None]
    book["渠道"] = [months, ["渠道", "类型", "收入", "费用", "收入", "费用"], *lines]


def _months_as(*texts: str) -> Fault:
    """The months of the channels as these texts, over and over."""

    def fault(book: Book) -> None:
        for at, line in enumerate(book["渠道"][1:]):
            line[0] = texts[at % len(texts)]

    return fault


def _days(book: Book) -> None:
    """Each channel with a row on two days of its month."""
    header, *rows = book["渠道"]
    book["渠道"] = [header, *([f"{row[0]}-{day}", *row[1:]] for row in rows for day in ("03", "04"))]


def _money_in_ten_thousands(book: Book) -> None:
    """A workbook in 万元, and a metric of which nobody can tell whether it is money."""
    book["报告信息"][4][1] = "万元"
    book["核心指标"][2][2] = None
    _add_row("核心指标", "2025-06", "新品", None, None, 60)(book)


def _attained_plainly(book: Book) -> None:
    """The attainment of every metric as actual ÷ target, also where lower is better."""
    rates = [(line[4], line[3]) for line in book["核心指标"][1:-1]]
    figures = (_rate(_value(actual) / _value(target)) for actual, target in rates)
    _add_figures("核心指标", "达成率", *figures, None)(book)


def _in_shops(book: Book, first: str, second: str) -> None:
    """The key metrics once for each of two shops, or for all and one of them."""
    head, *rows = book["核心指标"]
    shops = ((shop, rows) for shop in (first, second))
    book["核心指标"] = [[*head, "门店"], *([*row, shop] for shop, own in shops for row in deepcopy(own))]


def _value(cell: Cell | Typed) -> float:
    value = cell.value if isinstance(cell, Typed) else cell
    assert isinstance(value, int | float)
    return value


FAULTS: Mapping[str, Fault] = {
    "total_like_row": _add_row("渠道", "2025-06", "渠道整体", "其他", 0, 0),
    "cost_not_counted": _add_column("活动", "物料费", 300),
    "not_held": _all(
        _add_column("活动", "状态", "已完成"),
        lambda book: book["活动"].append(["父亲节", "线上", _day(6, 14), _day(6, 15), *[None] * 15, "已取消"]),
    ),
    "counted_twice": _all(
        lambda book: book["核心指标"][6].__setitem__(4, 2_200),
        _drop_rows("用户", "注册漏斗"),
        lambda book: book["渠道"].append([None] * len(book["渠道"][0])),
        _add_row("渠道", "2025-06", "线上", "其他", 33_000, 870, None, None, 16_500),
        _add_row("渠道", "2025-06", "线下", "其他", 7_000, 230, None, None, 0),
    ),
    "row_equals_sum": _add_row("渠道", "2025-06", "自然与付费", "其他", 40_000, 1_100, 462, 110_000, 16_500),
    "data_ends_early": lambda book: book["报告信息"].append(["数据截至2025年6月25日", None]),
    "goal_in_words": lambda book: book["报告信息"].append(["7月目标：新增注册用户数 1,300人", None]),
    "other_month": _add_row("内容", _day(5, 30, 12), "短视频", "视频", "夏日预告", 2_900, 90, 12, 8),
    "part_unclear": _add_row("内容", _day(6, 19, 12), "短视频", "视频", "其中：开箱", 9_900, 90, 12, 8),
    "number_rough": _set("内容", "粽子怎么选", "点赞", "约160"),
    "not_whole": _set("内容", "粽子怎么选", "点赞", 160.5),
    "unit_unknown": lambda book: book["渠道"][0].__setitem__(8, "费用预算（美元）"),
    "unit_conflict": _add_row("核心指标", "2025-06", "门店收入（万元）", "元", None, 5),
    "share_above_whole": _add_row("核心指标", "2025-06", "复购率", "%", None, Typed(3.1, RATE)),
    "measure_as_metric": _add_row("核心指标", "2025-06", "总营收目标", "元", None, 8_000_000),
    "rate_without_unit": _add_row("核心指标", "2025-06", "出租率", None, None, Typed(94.3, WHOLE)),
    "rate_unmarked": _add_row("核心指标", "2025-06", "复购率", None, None, Typed(0.48, WHOLE)),
    "names_joined": lambda book: book["核心指标"][7].__setitem__(1, "营业收入"),
    "metric_unit_open": _money_in_ten_thousands,
    "amount_unit_open": _all(
        _add_row("核心指标", "2025-06", "门店收入（万元）", None, None, 5),
        _add_row("核心指标", "2025-06", "会员收入", None, None, 3),
    ),
    "amount_too_small": _spend_without_unit,
    "amount_too_large": _set("内容", "一分钟看完礼盒", "成交额", 63_000_000),
    "unit_unheeded": lambda book: book["渠道"].append(["注1：费用为万元", *[None] * 12]),
    "direction_assumed": _add_row("核心指标", "2025-06", "退单次数", "次", None, 12),
    "name_narrowed": _add_row("核心指标", "2025-06", "客单价（支付口径）", "元", None, 230),
    "heading_row": lambda book: book["核心指标"].insert(1, [None, "一、规模类", *[None] * 10]),
    "said_twice": lambda book: book["核心指标"].append(list(book["核心指标"][8])),
    "attainment_plain": _attained_plainly,
    "rows_of_parts": lambda book: _in_shops(book, "江北店", "江南店"),
    "parts_left_out": lambda book: _in_shops(book, "合计", "江南店"),
    "rows_by_day": _days,
    "rows_by_week": _months_as("第22周", "第23周", "第24周"),
    "number_twice": _fee_twice,
    "group_unclear": _groups_unmerged,
    "past_unclear": lambda book: book.update({"去年同期渠道": deepcopy(book["渠道"])}),
    "sheet_versions": lambda book: book.update({"渠道 (2)": deepcopy(book["渠道"])}),
    "sheet_left_aside": lambda book: book.update({"渠道（作废）": deepcopy(book["渠道"])}),
    "no_such_month": _drop_rows("核心指标", "2025-06"),
    "missing_tab": _all(lambda book: book.pop("核心指标"), _no_rows("渠道"), _no_rows("内容")),
    "kpi_from_channels": lambda book: book.pop("核心指标"),
    "empty_tab": lambda book: book.update({"内容": []}),
    "tab_left_out": lambda book: book.pop("内容"),
    "unknown_sheet": lambda book: book.update({"随手记": [["备忘"], ["七月要开会"]]}),
    "hidden_sheet": lambda book: book.update({HIDDEN: [["月份", "总营收"], ["2025-04", 88_000]]}),
    "missing_column": _drop_column("内容", "标题"),
    "platform_unknown": _drop_column("内容", "平台"),
    "column_absent": _drop_column("渠道", "访问量"),
    "platform_from_name": _all(
        _drop_column("内容", "平台"), lambda book: book.update({"公众号文章": book.pop("内容")})
    ),
    "not_published": _not_out_yet,
    "family_assumed": _drop_column("渠道", "类型"),
    "family_unknown": _add_row("渠道", "2025-06", "春雨工作室", None, 0, 0),
    "duplicate_column": _add_column("渠道", "收入（万元）", None),
    "unknown_column": _add_column("内容", "编辑", "小林"),
    "column_close_miss": _add_column("渠道", "曝光量级", 1000),
    "missing_value": _set("用户", "沉默", "人数", None),
    "number_missing": _set("渠道", "搜索引擎广告", "访问量", None),
    "missing_detail": _set("计划", "区域仓延期", "影响1–5", None),
    "missing_company": lambda book: book["报告信息"].pop(1),
    "not_a_number": _set("渠道", "社交裂变", "费用", "三千五左右"),
    "error_cell": _set("渠道", "社交裂变", "费用", "#DIV/0!"),
    "formula_without_value": _set("渠道", "社交裂变", "费用", "=3000+500"),
    "campaign_month_differs": _add_column("活动", "月份", "2025-06"),
    "campaign_cost_differs": _all(
        _add_column("活动", "费用合计", 3_800), lambda book: book["活动"][1].__setitem__(-1, 2_900)
    ),
    "bad_date": _set("活动", "五月会员日", "开始", "五月中"),
    "ambiguous_value": _set("活动", "五月会员日", "开始", "10/05/2025"),
    "change_typed": _set("渠道", "社交裂变", "费用", "↑12%"),
    "unit_unfit": _set("渠道", "社交裂变", "费用", "3500人"),
    "unit_differs": _spend_in_ten_thousands,
    "value_coerced": _set("渠道", "社交裂变", "费用", "3,500元"),
    "value_absent": _set("渠道", "社交裂变", "费用预算", "暂无"),
    "ambiguous_percent": _all(
        _set("核心指标", "付费转化率", "目标", Typed(0.04, WHOLE)),
        _set("核心指标", "付费转化率", "实际", Typed(4.4, WHOLE)),
    ),
    "rate_as_percent": _all(
        _add_row("核心指标", "2025-06", "互动率", "%", None, Typed(0.9, WHOLE)),
        _add_row("核心指标", "2025-06", "复购率", "%", None, Typed(20, WHOLE)),
    ),
    "rate_as_fraction": _set("核心指标", "付费转化率", "目标", Typed(0.04, WHOLE)),
    "gross_margin_range": _set("报告信息", "毛利率", "内容", 50),
    "unknown_category": _set("渠道", "社交裂变", "类型", "裂変"),
    "unknown_choice": _set("渠道", "社交裂变", "人工建议", "再看看吧"),
    "negative_value": _set("内容", "粽子怎么选", "点赞", -160),
    "example_row_used": _add_row("渠道", "示例：2025-06", "信息流广告", "付费", 5_000, 60),
    "placeholder_xx": _set("计划", "区域仓预算", "说明或应对", "差评增加xx%"),
    "duplicate_key": lambda book: book["渠道"].append(list(book["渠道"][-1])),
    "total_row": _add_row("渠道", "2025-06", "合计", None, 40_000, 1_100, 462, 110_000, 16_500),
    "total_row_differs": _add_row("渠道", "2025-06", "合计", None, 40_000, 1_100, 462, 110_000, 15_000),
    "mean_row_differs": _add_row("渠道", "2025-06", "平均", None, 13_333, 366.67, 154, 36_666.67, 6_000),
    "derived_row": _add_row("渠道", "2025-06", "环比", None, "+14.3%", "+15.8%"),
    "figure_differs": _add_figures(
        "渠道", "ROI", None, Typed(2.5, CENTS), Typed(5, CENTS), None, Typed(2.77, CENTS), Typed(6.14, CENTS)
    ),
    "figure_not_compared": _add_figures("渠道", "复购率", None, *[_rate(0.2)] * 5),
    "previous_differs": _add_figures("核心指标", "上月", *[None] * 5, 950, 98_000, 9_400, _rate(0.042), 29, None),
    "resources_total_differs": _add_row("计划", "资源", "合计", "2025-07", None, 3, "人"),
    "opened_above_delivered": _add_row("核心指标", "2025-06", "打开率", "%", None, None, 1_200, 1_000),
    "about_differs": lambda book: book.update({"报告信息（客服）": [*ABOUT[:-1], ["毛利率", _rate(0.4)]]}),
    "year_differs": lambda book: book.update({"2024年渠道": _channels_across_months(book)}),
    "column_without_month": _budget_without_month,
    "unknown_table": _all(
        _add_row("渠道", None), _add_row("渠道", "区域", "5月", "6月"), _add_row("渠道", "华东", 800, 900)
    ),
    "month_without_rows": _all(_drop_rows("内容", "热点"), _drop_rows("内容", "实用，热点")),
    "month_misplaced": _add_row("核心指标", "2025-07", "付费用户数", "人", None, 470),
    "not_updated": _same_as_may,
    "values_copied": _visits_as_in_june,
    "metric_without_row": _add_row("核心指标", "2025-05", "净推荐值", "分", None, 40),
    "report_month_differs": _set("报告信息", "报告月份", "内容", "2025-05"),
    "channel_sum": _set("渠道", "社交裂变", "新增用户", 330),
    "channel_history_sum": lambda book: book["渠道"][3].__setitem__(4, 250),
    "channel_visits": _add_row("核心指标", "2025-06", "访问量", "次", None, 50_000),
    "channel_history_visits": _all(
        _add_row("核心指标", "2025-05", "访问量", "次", None, 36_000),
        _add_row("核心指标", "2025-06", "访问量", "次", None, 40_000),
    ),
    "channel_revenue": _set("渠道", "社交裂变", "收入", 12_000),
    "channel_revenue_over": _set("渠道", "社交裂变", "收入", 26_000),
    "channel_spend": _add_row("核心指标", "2025-06", "推广费用", "元", None, 20_000),
    "money_unit_differs": _revenue_in_ten_thousands,
    "scale_differs": _set("核心指标", "月活跃用户", "目标", 1),
    "part_differs": _set("核心指标", "付费转化率", "分母", 10_560),
    "plan_month_read": lambda book: book.update(
        {"上月计划": [["类型", "事项", "负责人", "截止", "状态"], ["行动", "整理标签", "王五", _day(6, 20), "已完成"]]}
    ),
    "content_month_differs": _add_figures("内容", "月份", "2025-05", "2025-05", None),
    "day_unread": _set("计划", "客服", "截止", "7月起"),
    "status_unread": _set("计划", "客服", "状态", "快好了"),
    "status_contradicted": _set("计划", "补齐客服人手", "状态", "已完成"),
    "scale_read": _set("计划", "区域仓延期", "影响1–5", "高"),
    "name_close_miss": _set("渠道", "搜索引擎广告", "渠道", "搜索引擎广吿"),
    "channel_stopped": _add_row("渠道", "2025-05", "邮件营销", "自然", 0, 0),
    "channel_payers": _set("渠道", "社交裂变", "付费用户", 62),
    "tiers_vs_mau": _set("用户", "低频", "人数", 7_000),
    "rows_elsewhere": lambda book: book.update({"会员分层": [["等级", "人数"], ["V1", 4_000], ["V2", 6_500]]}),
    "users_split": lambda book: book.update(
        {"注册漏斗": [["渠道", "访问", "注册"], ["应用商店", 900, 90], ["公众号", 800, 70]]}
    ),
    "title_changed": lambda book: book.update(
        {"点评": [["月份", "对象类型", "对象", "类别", "内容"], ["2025-06", "页面", "plan/actions", "标题", LONG]]}
    ),
    "month_unknown": _all(_drop_rows("报告信息", "报告月份"), lambda book: book.update({"流失原因": REASONS})),
    "users_unread": lambda book: book.update(
        {"留存": [["注册月份", "新增用户", "次月", "第2月"], ["2025-04", 900, 300, 200], ["2025-05", 800, 250, None]]}
    ),
    "tier_schemes": _all(
        _add_row("用户", "2025-06", "分层", "新客", 4_000), _add_row("用户", "2025-06", "分层", "老客", 6_500)
    ),
    "retention_rate_differs": _add_row("核心指标", "2025-06", "7日留存率", "%", None, _rate(0.5)),
    "retention_other": _add_row("用户", "2025-06", "留存", "周留存", 300, 1_000),
    "share_as_count": _set("用户", "缺货", "人数", 0.27),
    "funnel_end_differs": _set("用户", "完成注册", "人数", 1_050),
    "ratio_mismatch": _set("核心指标", "付费转化率", "实际", _rate(0.046)),
    "ratio_history_mismatch": lambda book: book["核心指标"][4].__setitem__(4, _rate(0.046)),
    "funnel_rises": _set("用户", "加购", "人数", 8_200),
    "retained_above_observed": _set("用户", "7日", "人数", 870),
    "observed_above_new_users": _set("用户", "7日", "基数", 1_300),
    "churn_over_base": _all(_set("用户", "运费敏感", "基数", 100), _set("用户", "缺货", "人数", 20)),
    "churn_sum_over_base": _set("用户", "缺货", "人数", 200),
    "weights_not_100": _set("核心指标", "月活跃用户", "权重", None),
    "goal_split_gap": _set("计划", "区域：华南", "数值", 40_000),
    "progress_out_of_range": _set("计划", "补齐客服人手", "进度", _rate(1.2)),
    "end_before_start": _set("计划", "补齐客服人手", "截止", _day(6, 20)),
    "score_out_of_range": _set("计划", "区域仓延期", "概率1–5", 7),
    "direction_differs": _all(
        _set("核心指标", "月活跃用户", "越低越好", "是"), _set("核心指标", "月活跃用户", "目标", 10_500)
    ),
    "missing_cause": _set("核心指标", "客诉关闭时长", "原因", None),
}  # fmt: skip


def broken(code: str) -> bytes:
    """The workbook with the fault of `code`."""
    book: Book = deepcopy(dict(HEALTHY))
    FAULTS[code](book)
    return _written(book)


def _written(book: Book) -> bytes:
    return workbook_bytes([_tab(title, lines) for title, lines in book.items()])


def _tab(title: str, lines: list[list[Cell | Typed]], hidden_rows: tuple[int, ...] = ()) -> Tab:
    head, rows = lines[:1], [[_formatted(value) for value in line] for line in lines[1:]]
    columns = tuple(Col(str(header or "")) for line in head for header in line)
    return Tab(title, columns, rows, title == HIDDEN, hidden_rows)


def _formatted(value: Cell | Typed) -> Cell | Typed:
    if isinstance(value, datetime):
        return Typed(value, MINUTE if value.hour else DAY)
    return Typed(value, WHOLE) if isinstance(value, int | float) else value


def write(folder: Path) -> None:
    """Every broken file, and the healthy workbook they come from, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in odd_files(METRICS).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    for code in FAULTS:
        (folder / f"{code}.xlsx").write_bytes(broken(code))
    filtered = [_tab(title, lines, (3,) if title == "渠道" else ()) for title, lines in HEALTHY.items()]
    (folder / "hidden_rows.xlsx").write_bytes(workbook_bytes(filtered))
    (folder / "broken_zip.xlsx").write_bytes(_written(dict(HEALTHY))[:4_000])
    (folder / "unreadable_file.xlsx").write_bytes("这不是一个工作簿。".encode())
    (folder / "healthy.xlsx").write_bytes(_written(dict(HEALTHY)))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)
