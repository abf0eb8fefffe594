"""The declarations fit each other: feeds name what exists, keys are fields, choices are one to one."""

from __future__ import annotations

import pytest

from opsreport.checking.cells import _READERS
from opsreport.checking.convert import CONVERTERS
from opsreport.model.schema import Feed, Tab
from opsreport.model.spelling import name_key
from opsreport.schemas import OFFERED, SCHEMAS, STARTER
from opsreport.schemas.called import CHANNEL_NAMES
from opsreport.schemas.choices import EXAMPLE_MARKS

FEEDS = [(tab, feed) for tab in STARTER for feed in tab.feeds]
# the columns of the starter workbook as the specification lists them, required ones marked
SPECIFIED = {
    "报告信息": "公司＊ 部门 汇报人 报告月份 数据截止日 金额单位 毛利率 密级 数据来源与口径变更 示例数据",
    "核心指标": "月份＊ 指标＊ 单位 目标 实际＊ 分子 分母 越低越好 权重 原因 下一步 负责人",
    "渠道": "月份＊ 渠道＊ 类型＊ 访问量＊ 新增用户＊ 付费用户 收入 费用 费用预算 测试中 人工建议 原因 下一步",
    "用户": "月份＊ 类别＊ 名称＊ 人数＊ 基数 互动次数 收入 原因或对策",
    "活动": "活动＊ 形式 开始＊ 结束＊ 曝光目标 曝光 参与目标 参与人数 转化目标 转化人数 收入目标 收入 费用预算 "
    "推广费 奖品补贴 人力及其他 亮点 问题 下一步",
    "内容": "发布时间＊ 平台＊ 形式 标题＊ 阅读播放＊ 点赞 评论 转发 转化 成交额 标签",
    "计划": "类型＊ 事项＊ 月份 维度 数值 单位 负责人 开始 截止 进度 状态 概率1–5 影响1–5 说明或应对",
}


def test_the_tabs_have_the_specified_columns() -> None:
    declared = {
        tab.titles[0]: " ".join(column.headers[0] + "＊" * column.required for column in tab.columns) for tab in OFFERED
    }
    assert declared == SPECIFIED


@pytest.mark.parametrize(("tab", "feed"), FEEDS, ids=lambda part: getattr(part, "table", getattr(part, "name", "")))
def test_feeds_name_what_exists(tab: Tab, feed: Feed) -> None:
    schema = SCHEMAS[feed.table]
    for field, column in feed.columns.items():
        schema.field(field)
        tab.column(column)
    for column in (*feed.filled, *feed.needs, *feed.where):
        tab.column(column)
    for field in (*feed.constants, *feed.convert):
        schema.field(field)
    assert set(feed.convert.values()) <= CONVERTERS.keys()
    assert not feed.constants.keys() & feed.columns.keys()
    required = {field.name for field in schema.fields if field.required}
    assert required <= feed.columns.keys() | feed.constants.keys()


def test_constants_are_codes_of_their_field() -> None:
    for _, feed in FEEDS:
        for field, code in feed.constants.items():
            assert code in SCHEMAS[feed.table].field(field).choices, (feed.table, field, code)


def test_every_table_but_meta_is_fed() -> None:
    assert {feed.table for _, feed in FEEDS} == SCHEMAS.keys() - {"meta"}


def test_keys_are_fields_and_names_are_unique() -> None:
    for schema in SCHEMAS.values():
        names = [field.name for field in schema.fields]
        assert len(set(names)) == len(names), schema.name
        assert set(schema.key) <= set(names), schema.name
        assert all(len(field.headers) >= 2 for field in schema.fields), schema.name


@pytest.mark.parametrize("tab", STARTER, ids=lambda tab: tab.name)
def test_headers_and_choices_are_unambiguous(tab: Tab) -> None:
    headers = [name_key(header) for column in tab.columns for header in column.headers]
    assert len(set(headers)) == len(headers)
    for column in tab.columns:
        texts = [name_key(text) for accepted in column.choices.values() for text in accepted]
        assert len(set(texts)) == len(texts), column.name
        assert column.kind in _READERS, column.name


def test_titles_and_channel_names_are_unambiguous() -> None:
    titles = [name_key(title) for tab in STARTER for title in tab.titles]
    assert len(set(titles)) == len(titles)
    names = [name_key(name) for group in CHANNEL_NAMES for name in group]
    assert len(set(names)) == len(names)


def test_example_rows_are_marked_and_would_pass_as_data() -> None:
    for tab in STARTER:
        if tab.pairs:
            continue
        first = tab.columns[0]
        assert str(first.example).startswith(EXAMPLE_MARKS), tab.name
        for column in tab.columns[1:]:
            assert column.example != "" or not column.required, (tab.name, column.name)
            if column.choices and column.kind == "choice" and column.example:
                assert any(column.example in texts for texts in column.choices.values()), column.name
