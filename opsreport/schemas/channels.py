"""Tables of the channels."""

from __future__ import annotations

from opsreport.model.schema import Field, Schema
from opsreport.model.unit import MONEY, PERSON, TIMES
from opsreport.schemas.choices import FAMILY, VERDICT
from opsreport.schemas.kpi import MONTH

CHANNEL = Field("channel_id", "text", ("渠道", "Channel"), required=True)

CHANNEL_DEFS = Schema(
    "channel_defs",
    ("渠道定义", "Channel definitions"),
    (
        CHANNEL,
        Field("name", "text", ("名称", "Name")),
        Field("family", "choice", ("类型", "Family"), choices=FAMILY),
        Field("is_paid", "flag", ("付费", "Paid")),
        Field("is_natural", "flag", ("自然", "Natural")),
        Field("is_test", "flag", ("测试中", "In test")),
    ),
    ("channel_id",),
)
CHANNELS = Schema(
    "channels",
    ("渠道数据", "Channels"),
    (
        MONTH,
        CHANNEL,
        Field("impressions", "int", ("曝光量", "Impressions"), unit=TIMES, rollup="sum"),
        Field("clicks", "int", ("点击量", "Clicks"), unit=TIMES, rollup="sum"),
        Field("visits", "int", ("访问量", "Visits"), unit=TIMES, rollup="sum"),
        Field("new_users", "int", ("新增用户", "New users"), unit=PERSON, rollup="sum"),
        Field("payers", "int", ("付费用户", "Paying users"), unit=PERSON, rollup="sum"),
        Field("revenue", "money", ("收入", "Revenue"), unit=MONEY, rollup="sum"),
        Field("spend", "money", ("费用", "Spend"), unit=MONEY, rollup="sum"),
        Field("spend_budget", "money", ("费用预算", "Spend budget"), unit=MONEY, rollup="sum"),
        Field("verdict_override", "choice", ("人工建议", "Verdict by hand"), choices=VERDICT),
    ),
    ("month", "channel_id"),
)
