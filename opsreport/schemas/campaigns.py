"""Tables of the campaigns and of the content."""

from __future__ import annotations

from opsreport.model.schema import Field, Schema
from opsreport.model.unit import MONEY, PERSON, TIMES
from opsreport.schemas.choices import COST_TYPE
from opsreport.schemas.kpi import MONTH

CAMPAIGN = Field("campaign_id", "text", ("活动", "Campaign"), required=True)

CAMPAIGNS = Schema(
    "campaigns",
    ("活动", "Campaigns"),
    (
        MONTH,
        CAMPAIGN,
        Field("mode", "text", ("形式", "Kind")),
        Field("start", "date", ("开始", "Start")),
        Field("end", "date", ("结束", "End")),
        Field("impressions_target", "int", ("曝光目标", "Impressions target"), unit=TIMES, rollup="sum"),
        Field("impressions", "int", ("曝光", "Impressions"), unit=TIMES, rollup="sum"),
        Field("participants_target", "int", ("参与目标", "Participants target"), unit=PERSON, rollup="sum"),
        Field("participants", "int", ("参与人数", "Participants"), unit=PERSON, rollup="sum"),
        Field("conversions_target", "int", ("转化目标", "Conversions target"), unit=PERSON, rollup="sum"),
        Field("conversions", "int", ("转化人数", "Conversions"), unit=PERSON, rollup="sum"),
        Field("revenue_target", "money", ("收入目标", "Revenue target"), unit=MONEY, rollup="sum"),
        Field("revenue", "money", ("收入", "Revenue"), unit=MONEY, rollup="sum"),
        Field("cost_budget", "money", ("费用预算", "Cost budget"), unit=MONEY, rollup="sum"),
        Field("highlight", "text", ("亮点", "Highlight")),
        Field("issue", "text", ("问题", "Issue")),
        Field("next_step", "text", ("下一步", "Next step")),
    ),
    ("month", "campaign_id"),
)
CAMPAIGN_COSTS = Schema(
    "campaign_costs",
    ("活动成本", "Campaign costs"),
    (
        MONTH,
        CAMPAIGN,
        Field("cost_type", "choice", ("成本类型", "Cost type"), required=True, choices=COST_TYPE),
        Field("actual", "money", ("实际", "Actual"), unit=MONEY, rollup="sum"),
    ),
    ("month", "campaign_id", "cost_type"),
)
CONTENTS = Schema(
    "contents",
    ("内容明细", "Content"),
    (
        MONTH,
        Field("content_id", "text", ("编号", "Id"), required=True),
        Field("title", "text", ("标题", "Title"), required=True),
        Field("platform", "text", ("平台", "Platform"), required=True),
        Field("format", "text", ("形式", "Format")),
        Field("publish_at", "datetime", ("发布时间", "Published")),
        Field("reads", "int", ("阅读播放", "Reads"), unit=TIMES, rollup="sum"),
        Field("likes", "int", ("点赞", "Likes"), unit=TIMES, rollup="sum"),
        Field("comments", "int", ("评论", "Comments"), unit=TIMES, rollup="sum"),
        Field("shares", "int", ("转发", "Shares"), unit=TIMES, rollup="sum"),
        Field("conversions", "int", ("转化", "Conversions"), unit=PERSON, rollup="sum"),
        Field("revenue", "money", ("成交额", "Sales"), unit=MONEY, rollup="sum"),
        Field("tags", "text", ("标签", "Tags")),
    ),
    ("publish_at", "platform", "title"),
)
