"""Tab 报告信息."""

from __future__ import annotations

from datetime import datetime

from company.series import REPORT_MONTH
from company.workbook import DAY, RATE, Col, Tab, Typed

SOURCES = (
    "业务数据来自数据仓库月结表，渠道收入按末次触点归因，费用以财务确认数为准；"
    "2025年4月起合作渠道含职场平台；2025年5月起私域社群单列，6月起直播电商单列，均为测试渠道；"
    "短视频平台、垂直社区、邮件营销与直播电商的费用以内容与服务采购为主，归入“其他”类型。"
)


def tab() -> Tab:
    """Who reports what, up to which day, in which unit."""
    rows = (
        ("公司", "云杉生活（虚构）"),
        ("部门", "运营部"),
        ("汇报人", "林晓峰"),
        ("报告月份", REPORT_MONTH),
        ("数据截止日", Typed(datetime(2025, 6, 30), DAY)),
        ("金额单位", "元"),
        ("毛利率", Typed(0.5, RATE)),
        ("密级", "内部资料"),
        ("数据来源与口径变更", SOURCES),
        ("示例数据", "是"),
    )
    return Tab("报告信息", (Col("项目", width=22), Col("内容", width=70)), rows)
