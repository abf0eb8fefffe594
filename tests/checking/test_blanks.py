"""A number of a channel that is blank in one month and there in another: its sums are of a part, and say so."""

from __future__ import annotations

import pytest

from opsreport.analysis.campaigns import economics_total
from opsreport.analysis.channels import ranking
from opsreport.analysis.figures import actual_of, metric_of
from opsreport.analysis.returns import roi_rows, roi_total, share_below
from opsreport.model.finding import Findings
from opsreport.model.table import Dataset
from opsreport.model.unit import PERSON
from opsreport.sections.paid import roi
from opsreport.templating import spoken
from opsreport.wording.voice import wording
from tests.checking.sheets import codes, only, places, sheet
from tests.sections.factory import voice
from tests.sections.proved import proved
from tests.shaping.test_layouts import read

HEAD = ["月份", "渠道", "类型", "访问量", "新增用户", "付费用户", "收入", "费用"]
MAY = [
    ["2025-05", "百度", "付费", 5_000, 500, 50, 40_000, 10_000],
    ["2025-05", "抖音", "付费", 4_000, 450, 45, 45_000, 15_000],
]
JUNE = [
    ["2025-06", "百度", "付费", 5_200, 510, 52, 50_000, 12_000],
    ["2025-06", "抖音", "付费", 4_100, 450, 45, 48_000, 16_000],
]


def _read(month: int, column: str) -> tuple[Dataset, Findings]:
    lines = [[*MAY[0]], [*MAY[1]], [*JUNE[0]], [*JUNE[1]]]
    lines[month][HEAD.index(column)] = None
    return read(sheet("渠道", HEAD, *lines))[1:]


@pytest.mark.parametrize(("row", "cell"), [(3, "H5"), (1, "H3")])
def test_a_blank_spend_leaves_no_roi_of_all(row: int, cell: str) -> None:
    dataset, findings = _read(row, "费用")
    assert places(only(findings, "number_missing")) == [cell]
    total = roi_total(dataset, only_paid=True)
    assert total is not None
    assert total.roi_change.is_missing
    assert total.roi.is_missing == (row == 3)
    assert total.spend.is_partial == (row == 3)


def test_a_channel_whose_spend_is_not_known_is_shown_without_it() -> None:
    dataset, _ = _read(3, "费用")
    rows = {row.name: row for row in roi_rows(dataset)}
    assert rows["百度"].roi.amount == pytest.approx(50_000 / 12_000)
    assert rows["抖音"].roi.is_missing
    assert rows["抖音"].verdict == "watch"
    assert share_below(dataset).is_missing


def test_a_blank_revenue_leaves_no_roi_and_no_share_of_it() -> None:
    dataset, findings = _read(3, "收入")
    assert places(only(findings, "number_missing")) == ["G5"]
    total = roi_total(dataset)
    assert total is not None
    assert total.roi.is_missing
    assert total.cac.amount == pytest.approx(28_000 / 960)
    assert all(row.revenue_share.is_missing for row in ranking(dataset))


def test_blank_visits_are_neither_compared_nor_shared() -> None:
    dataset, _ = _read(3, "访问量")
    *_, whole = ranking(dataset)
    assert (whole.visits.amount, whole.visits.is_partial) == (5_200, True)
    assert whole.change.is_missing
    assert whole.visit_pay_conv.is_missing
    assert all(row.share.is_missing for row in ranking(dataset))


def test_what_a_channel_never_has_is_no_gap() -> None:
    lines = [[*MAY[0]], [*MAY[1]], [*JUNE[0]], [*JUNE[1]]]
    for line in (lines[1], lines[3]):
        line[HEAD.index("费用")] = None
    _, dataset, findings = read(sheet("渠道", HEAD, *lines))
    assert "number_missing" not in codes(findings)
    total = roi_total(dataset)
    assert total is not None
    assert total.roi_change.amount == pytest.approx(50_000 / 12_000 - 4)


def test_a_channel_that_only_ever_spent_nothing_has_no_gap() -> None:
    natural = [["2025-05", "搜索", "自然", 900, 90, 9, 8_000, 0], ["2025-06", "搜索", "自然", 900, 90, 9, 8_000, None]]
    _, dataset, findings = read(sheet("渠道", HEAD, *MAY, *JUNE, *natural))
    assert "number_missing" not in codes(findings)
    total = roi_total(dataset)
    assert total is not None
    assert (total.spend.amount, total.spend.is_partial) == (28_000, False)


@pytest.mark.parametrize(
    ("lang", "title", "subtitle"),
    [
        ("zh", "；2个能算ROI的渠道均不低于盈亏平衡", "2个有费用的渠道、1个未填费用，"),
        (
            "en",
            "; none of 2 channels with a known ROI is under break-even",
            "2 channels with spend, 1 without an entry,",
        ),
    ],
)
def test_only_channels_whose_roi_is_known_are_weighed(lang: str, title: str, subtitle: str) -> None:
    more = [["2025-05", "快手", "付费", 900, 90, 9, 8_000, 500], ["2025-06", "快手", "付费", 900, 90, 9, 8_000, 600]]
    lines = [*MAY, JUNE[0], [*JUNE[1][:7], None], *more]
    about = sheet("报告信息", ["项目", "内容"], ["毛利率", "50%"])
    dataset = read(about, sheet("渠道", HEAD, *lines))[1]
    slide = proved(roi(dataset, voice(lang)), dataset, lang)
    assert slide.title.endswith(title)
    assert subtitle in slide.subtitle


def test_a_month_in_which_no_channel_has_it_is_no_gap() -> None:
    lines = [[*MAY[0][:7], None], [*MAY[1][:7], None], *JUNE]
    assert "number_missing" not in codes(read(sheet("渠道", HEAD, *lines))[2])


def test_what_is_put_together_from_a_part_is_no_figure_of_the_company() -> None:
    dataset, _ = _read(3, "新增用户")
    assert actual_of(dataset, metric_of(dataset, "new_users"), dataset.period).is_missing
    whole = dataset["channels"].where(month="2025-06").total("new_users", PERSON)
    assert spoken(whole, "zh", wording("zh").terms) == "510人（不全）"


def test_a_campaign_without_its_budget_or_revenue_leaves_no_sum_to_judge_by() -> None:
    head = ["活动", "时间", "费用预算", "费用", "收入", "参与人数"]
    page = sheet(
        "6月活动",
        head,
        ["618", "6.1-6.18", 100_000, 90_000, 560_000, 12_000],
        ["端午", "6.5-6.7", None, 50_000, 120_000, 3_000],
        ["品牌日", "6.25-6.28", 30_000, 31_000, None, 2_000],
    )
    _, dataset, findings = read(page)
    asked = [one for one in findings if one.code == "number_missing"]
    assert sorted(cell for one in asked for cell in places(one)) == ["C3", "E4"]
    total = economics_total(dataset)
    assert total is not None
    assert (total.cost.amount, total.budget.amount, total.revenue.amount) == (171_000, 130_000, 680_000)
    assert total.budget_variance.is_missing
    assert total.roi.is_missing
    assert total.surplus.is_missing
    assert total.per_participant.amount == pytest.approx(171_000 / 17_000)


def test_campaigns_none_of_which_has_it_or_that_cost_nothing_lack_nothing() -> None:
    head = ["活动", "时间", "费用", "收入"]
    lines = [["618", "6.1-6.18", 90_000, 560_000], ["签到", "6.5-6.7", None, None]]
    assert "number_missing" not in codes(read(sheet("6月活动", head, *lines))[2])
    alone = [[*line[:3], None] for line in lines]
    assert "number_missing" not in codes(read(sheet("6月活动", head, *alone))[2])
