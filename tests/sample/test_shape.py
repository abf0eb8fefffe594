"""The written sample has the tabs and columns of the starter workbook, fills its pages, and is consistent."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from statistics import median, quantiles

import pytest
from openpyxl import load_workbook

from tests.sample.written import BOOK, Line, Written

JUNE, JULY = "2025-06", "2025-07"
HEADERS = {
    "报告信息": "项目 内容",
    "核心指标": "月份＊ 指标＊ 单位 目标 实际＊ 分子 分母 越低越好 权重 原因 下一步 负责人",
    "渠道": "月份＊ 渠道＊ 类型＊ 访问量＊ 新增用户＊ 付费用户 收入 费用 费用预算 测试中 人工建议 原因 下一步",
    "用户": "月份＊ 类别＊ 名称＊ 人数＊ 基数 互动次数 收入 原因或对策",
    "活动": "活动＊ 形式 开始＊ 结束＊ 曝光目标 曝光 参与目标 参与人数 转化目标 转化人数 收入目标 收入 费用预算 "
    "推广费 奖品补贴 人力及其他 亮点 问题 下一步",
    "内容": "发布时间＊ 平台＊ 形式 标题＊ 阅读播放＊ 点赞 评论 转发 转化 成交额 标签",
    "计划": "类型＊ 事项＊ 月份 维度 数值 单位 负责人 开始 截止 进度 状态 概率1–5 影响1–5 说明或应对",
}
ABOUT = "公司 部门 汇报人 报告月份 数据截止日 金额单位 毛利率 密级 数据来源与口径变更 示例数据"
TYPES = {
    "自然": {"自然搜索", "直接访问"},
    "付费": {"搜索引擎广告", "信息流A平台", "信息流B平台", "联盟营销"},
    "裂变私域": {"社交裂变", "私域社群"},
    "合作": {"合作伙伴(含职场平台)"},
    "线下": {"线下地推/快闪"},
    "其他": {"短视频平台", "垂直社区", "邮件营销", "直播电商"},
}


def test_tabs_and_headers_are_those_of_the_starter(sample: Written) -> None:
    assert {tab: " ".join(headers) for tab, headers in sample.headers.items()} == HEADERS
    assert " ".join(line["项目"] for line in sample.tabs["报告信息"]) == ABOUT
    assert sample.cell("报告信息", "内容", 项目="示例数据") == "是"


def test_cells_are_typed_as_people_type_them() -> None:
    book = load_workbook(BOOK)
    june = [row for row in book["核心指标"].iter_rows(min_row=2) if row[0].value == JUNE]
    assert [row[4].number_format.endswith("%") for row in june] == [row[2].value == "%" for row in june]
    assert all(cell.is_date for cell in book["内容"]["A"][1:])
    assert all(row[i].is_date for row in book["活动"].iter_rows(min_row=2) for i in (2, 3))
    assert not any(cell.data_type in "fe" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_channel_types(sample: Written) -> None:
    found = defaultdict(set)
    for line in sample.tabs["渠道"]:
        found[line["类型"]].add(line["渠道"])
    assert found == TYPES
    assert {line["渠道"] for line in sample.where("渠道", 测试中="是")} == {"直播电商", "私域社群"}


def test_every_metric_off_target_in_june_has_its_cause(sample: Written) -> None:
    rows = sample.where("核心指标", 月份=JUNE)
    off = {line["指标"]: line for line in rows if _attainment(line) < 1}
    assert {name: round(_attainment(line), 3) for name, line in off.items()} == {
        "客单价": 0.983,
        "支付成功率": 0.994,
        "互动率": 0.925,
        "物流投诉率": 0.769,
    }
    assert all(line["原因"] and line["下一步"] and line["负责人"] for line in off.values())
    assert sum(line["权重"] for line in rows) == pytest.approx(1)


def _attainment(line: Line) -> float:
    share = float(line["实际"]) / float(line["目标"])
    return 2 - share if line["越低越好"] == "是" else share


def test_ratios_are_their_numerator_over_their_denominator(sample: Written) -> None:
    for line in sample.tabs["核心指标"]:
        if line["分母"]:
            scale = 100 if line["指标"] == "净推荐值" else 1
            assert line["实际"] == pytest.approx(scale * line["分子"] / line["分母"], rel=0.001), line


def test_cohorts_are_complete_and_hold_only_days_that_are_due(sample: Written) -> None:
    rows = sample.where("用户", 类别="留存")
    assert Counter(line["名称"] for line in rows) == {"次日": 13, "7日": 13, "30日": 12, "60日": 11, "90日": 10}
    for line in rows:
        assert 0 < line["人数"] <= line["基数"] <= sample.kpi(line["月份"], "新增注册用户数")


def test_content_of_june(sample: Written) -> None:
    june = _published(sample, 6)
    reads: Counter[str] = Counter()
    for line in june:
        reads[line["平台"]] += line["阅读播放"]
    assert Counter(line["平台"] for line in june) == {
        "公众号": 44,
        "短视频": 70,
        "视频号": 26,
        "社群": 28,
        "App社区": 18,
    }
    assert reads == {"公众号": 1056000, "短视频": 6300000, "视频号": 1690000, "社群": 238000, "App社区": 316000}
    assert sum(line["阅读播放"] for line in _published(sample, 5)) == 7384600
    assert all(line["点赞"] + line["评论"] + line["转发"] < line["阅读播放"] for line in june)


def test_planted_features_of_the_hits(sample: Written) -> None:
    june = _published(sample, 6)
    hits = [line for line in june if line["阅读播放"] >= _hit_from(june, line["平台"])]
    assert len(hits) == 20
    for tag, lift in (("热点", 2.0), ("干货", 1.6)):
        assert _share(hits, tag) / _share(june, tag) == pytest.approx(lift, abs=0.05)


def _published(sample: Written, month: int) -> list[Line]:
    return [line for line in sample.tabs["内容"] if line["发布时间"].month == month]


def _hit_from(pieces: list[Line], platform: str) -> float:
    reads = [line["阅读播放"] for line in pieces if line["平台"] == platform]
    return max(quantiles(reads, n=10, method="inclusive")[-1], 2 * median(reads))


def _share(pieces: list[Line], tag: str) -> float:
    return sum(tag in str(line["标签"]).split("，") for line in pieces) / len(pieces)


def test_video_and_thursday_evening_are_read_most(sample: Written) -> None:
    slots: dict[tuple[int, int], list[float]] = defaultdict(list)
    forms: dict[str, list[float]] = defaultdict(list)
    for line in _published(sample, 6):
        moment = line["发布时间"]
        start = max(hour for hour in (0, 8, 12, 14, 18, 22) if hour <= moment.hour)
        slots[moment.weekday(), start].append(line["阅读播放"])
        forms[line["形式"]].append(line["阅读播放"])
    medians = {slot: median(reads) for slot, reads in slots.items() if len(reads) >= 3}
    assert max(medians, key=medians.__getitem__) == (3, 18)
    assert max(forms, key=lambda form: sum(forms[form]) / len(forms[form])) == "视频"


def test_titles_are_all_different(sample: Written) -> None:
    titles = [line["标题"] for line in sample.tabs["内容"]]
    assert len(set(titles)) == len(titles) == 346


def test_plan_has_what_its_pages_show(sample: Written) -> None:
    actions = sample.where("计划", 类型="行动", 月份=JUNE)
    overdue = [a for a in actions if a["截止"].date() <= date(2025, 6, 30) and a["进度"] < 1]
    scores = [line["概率1–5"] * line["影响1–5"] for line in sample.where("计划", 类型="风险")]
    assert len(actions) >= 8
    assert len(overdue) == 2
    assert len(sample.where("计划", 类型="行动", 月份=JULY)) >= 8
    assert len(scores) >= 7
    assert max(scores) >= 15
    assert min(scores) < 8
    assert len(sample.where("计划", 类型="需决策")) == 3
