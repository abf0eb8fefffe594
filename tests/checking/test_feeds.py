"""Rows of the tabs become rows of the tables."""

from __future__ import annotations

from tests.checking.sheets import (
    CHANNEL_HEADER,
    KPI_HEADER,
    PLAN_HEADER,
    USER_HEADER,
    checked,
    codes,
    kpi,
    metric,
    only,
    places,
    sheet,
)

KPI = kpi(metric("总营收", 8000))


def test_words_beside_numbers_become_commentary() -> None:
    row = ("2025-06", "营收", None, 9000, 8000, None, None, None, None, "台风停业两天", "补做活动", "周二")
    dataset, _ = checked(sheet("核心指标", KPI_HEADER, row))
    rows = dataset["commentary"].frame
    assert set(rows["object_type"]) == {"metric"}
    assert set(rows["object_id"]) == {"revenue"}
    assert dict(zip(rows["kind"], rows["text"], strict=True)) == {
        "cause": "台风停业两天",
        "next": "补做活动",
        "owner": "周二",
    }
    assert set(rows["author"]) == {"周二"}
    assert dataset["commentary"].origin(0, "text").cell == "J2"


def test_definitions_take_the_newest_that_was_typed() -> None:
    rows = (
        metric("工单关闭", 30, month="2025-04", unit="小时", lower="是", weight="10%"),
        metric("工单关闭", 29, month="2025-05", weight="20%"),
        metric("工单关闭", 28),
        metric("工单关闭", 27, month="2025-07", weight="90%"),
    )
    dataset, _ = checked(kpi(*rows))
    (row,) = dataset["metric_defs"].frame.to_dict("records")
    assert (row["unit"], row["direction"], row["weight"]) == ("hours", "down", 0.2)


def test_channel_names_of_other_months_join_unless_they_stand_side_by_side() -> None:
    may, june = ("2025-05", "SEM", "付费", 9, 4), ("2025-06", "搜索引擎广告", "付费", 9, 4)
    dataset, _ = checked(KPI, sheet("渠道", CHANNEL_HEADER, may, june))
    assert set(dataset["channels"].frame["channel_id"]) == {"搜索引擎广告"}
    both = sheet("渠道", CHANNEL_HEADER, may, june, ("2025-06", "SEM", "付费", 9, 4))
    dataset, findings = checked(KPI, both)
    assert set(dataset["channels"].frame["channel_id"]) == {"搜索引擎广告", "SEM"}
    assert "duplicate_key" not in codes(findings)


def test_a_channel_is_what_its_newest_row_says() -> None:
    rows = (
        ("2025-05", "直播", "其他", 9, 4, None, None, None, None, "是"),
        ("2025-06", "直播", "付费", 9, 4, None, None, None, None, None),
    )
    dataset, _ = checked(KPI, sheet("渠道", CHANNEL_HEADER, *rows))
    (row,) = dataset["channel_defs"].frame.to_dict("records")
    assert (row["family"], row["is_paid"], row["is_test"]) == ("paid", True, False)


def test_funnel_steps_follow_the_order_of_rows() -> None:
    rows = [("2025-06", kind, name, n) for kind, name, n in (
        ("购买漏斗", "浏览", 90), ("注册漏斗", "落地", 80), ("购买漏斗", "加购", 40), ("注册漏斗", "完成", 20),
    )]  # fmt: skip
    dataset, _ = checked(KPI, sheet("用户", USER_HEADER, *rows))
    steps = dataset["funnels"].frame[["funnel_id", "step_no", "step_name"]].to_numpy().tolist()
    assert steps == [["purchase", 1, "浏览"], ["register", 1, "落地"], ["purchase", 2, "加购"], ["register", 2, "完成"]]


def test_user_rows_go_to_their_tables() -> None:
    rows = (
        ("2025-06", "分层", "高频", 100, None, 900, 5000, None),
        ("2025-06", "流失原因", "运费", 30, 100, None, None, "门槛高"),
        ("2025-06", "反馈-需求", "教程", 40, None, None, None, "出系列"),
    )
    dataset, _ = checked(KPI, sheet("用户", USER_HEADER, *rows))
    assert dataset["activity_tiers"].frame["revenue"].tolist() == [5000]
    assert dataset["churn_reasons"].frame["base_n"].tolist() == [100]
    assert dataset["feedback"].frame[["sentiment", "action"]].iloc[0].tolist() == ["need", "出系列"]
    rows_said = dataset["commentary"].frame[["object_type", "object_id", "kind", "text"]].to_numpy().tolist()
    assert rows_said == [["churn", "运费", "cause", "门槛高"]]


def test_a_campaign_belongs_to_the_month_it_ends_in() -> None:
    header = ("活动", "开始", "结束", "推广费", "奖品补贴", "人力及其他", "亮点")
    row = ("儿童节", "2025-05-28", "2025-06-02", 800, None, 200, "家庭客多")
    dataset, _ = checked(KPI, sheet("活动", header, row))
    assert dataset["campaigns"].frame["month"].tolist() == ["2025-06"]
    costs = dataset["campaign_costs"].frame[["month", "cost_type", "actual"]].to_numpy().tolist()
    assert costs == [["2025-06", "promotion", 800.0], ["2025-06", "labour", 200.0]]
    assert dataset["campaign_costs"].origin(1, "actual").cell == "F2"
    assert dataset["commentary"].frame["kind"].tolist() == ["highlight"]


def test_content_has_its_month_tags_and_an_id_of_its_own() -> None:
    header = ("发布时间", "平台", "标题", "阅读/播放", "标签")
    row = ("2025-06-12 20:00", "公众号", "收纳", "1.2万", "实用， 热点;干货")
    dataset, _ = checked(KPI, sheet("内容", header, row))
    (one,) = dataset["contents"].frame.to_dict("records")
    assert (one["month"], one["reads"], one["tags"]) == ("2025-06", 12000, "实用、热点、干货")
    assert one["publish_at"].hour == 20
    assert one["content_id"] == "2025-06-12 20:00 公众号 收纳"


def test_plan_rows_by_type_and_unit() -> None:
    rows = (
        ("目标", "总营收", "2025-07", None, 920, "万元"),
        ("目标", "营收", None, "区域：华东", 3_310_000, "元"),
        ("目标", "付费转化率", "2025-07", None, "5%"),
        ("行动", "盘点", None, None, None, None, "甲", None, "2025-06-20", None, "延期"),
        ("资源", "分析师", "2025-07", None, 2, "人", "乙"),
        ("资源", "投放", "2025-07", None, 30, "万元", "乙"),
        ("资源", "会议室", "2025-07"),
        ("风险", "停机", "2025-07", *[None] * 8, 2, 5, "双机"),
        ("需决策", "扩编", "2025-07", None, 3, "人", "丙", None, "2025-07-05", None, "待批", None, None, "人手不足"),
    )
    dataset, findings = checked(KPI, sheet("计划", PLAN_HEADER, *rows))
    assert "missing_detail" not in codes(findings)
    goals = dataset["goals"].frame
    assert goals[["period", "metric_id", "dim_type"]].to_numpy().tolist() == [
        ["2025-07", "revenue", "total"],
        ["2025-07", "revenue", "region"],
        ["2025-07", "pay_conv", "total"],
    ]
    assert goals["value"].tolist() == [9_200_000, 3_310_000, 0.05]
    assert goals["dim_value"].tolist()[1] == "华东"
    assert dataset["actions"].frame[["month", "status"]].iloc[0].tolist() == ["2025-06", "late"]
    resources = dataset["resources"].frame.set_index("item")
    assert resources["res_type"].to_dict() == {"分析师": "people", "投放": "budget", "会议室": "other"}
    assert (resources.loc["分析师", "heads"], resources.loc["投放", "amount"]) == (2, 300_000)
    assert dataset["risks"].frame[["probability", "impact", "mitigation"]].iloc[0].tolist() == [2, 5, "双机"]
    assert dataset["asks"].frame[["heads", "basis", "status"]].iloc[0].tolist() == [3, "人手不足", "pending"]


def test_a_resource_without_unit_and_a_goal_part_without_kind_are_asked_for() -> None:
    rows = (("资源", "投放", "2025-07", None, 30), ("目标", "总营收", "2025-07", "甲组", 30))
    _, findings = checked(KPI, sheet("计划", PLAN_HEADER, *rows))
    assert places(only(findings, "missing_detail")) == ["F2"]
    assert only(findings, "unknown_category").details["closest"] == "区域：甲组"


def test_the_example_row_and_example_values_are_left_out() -> None:
    about = sheet("报告信息", ("项目", "内容"), ("公司＊", "示例：云杉生活"), ("部门", "运营部"), ("示例数据", "是"))
    rows = (("示例：2025-06", "SEM", "付费", 200000, 7425), ("2025-06", "直播", "其他", 9, 4))
    dataset, findings = checked(about, KPI, sheet("渠道", CHANNEL_HEADER, *rows))
    assert dataset["channels"].frame["channel_id"].tolist() == ["直播电商"]
    assert dataset.meta == {"department": "运营部", "is_sample": "yes"}
    assert codes(findings) == ["missing_company"]
