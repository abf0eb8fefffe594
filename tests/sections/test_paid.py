"""Spend and ROI: chart by number of channels, verdicts and people's choices, spend under break-even."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from opsreport.model.block import Bars, Bubble, Grid, Insight, Words
from opsreport.model.number import Tone
from opsreport.model.table import Dataset
from opsreport.sections.paid import roi
from tests.sections.factory import Rows, dataset, said, voice
from tests.sections.proved import amount, cells, keys, proved

PAID = {"广告": (30, 129), "信息流": (26, 98.8), "展示": (20, 30), "联盟": (18, 49.5)}
OTHER = {"裂变": (67.5, 50), "短视频": (48, 62), "合作": (36, 32), "社区": (26, 36), "线下": (9, 8), "邮件": (2, 13)}
NATURAL = {"搜索": (4, 290)}
MARGIN = {"gross_margin": "0.5"}
Figures = Mapping[str, tuple[float, float]]


def _month(month: str, figures: Figures, **more: object) -> Rows:
    return [
        {"month": month, "channel_id": n, "spend": s * 1e4, "revenue": r * 1e4, "new_users": 1000.0, **more}
        for n, (s, r) in figures.items()
    ]


def _defs() -> Rows:
    groups = (("paid", PAID), ("other", OTHER), ("natural", NATURAL))
    return [
        {"channel_id": n, "name": n, "family": family, "is_paid": family == "paid", "is_natural": family == "natural"}
        for family, figures in groups
        for n in figures
    ]


def _data(figures: Figures, *, margin: bool = True, months: int = 2, comments: Rows = ()) -> Dataset:
    rows = [row for month in ("2025-06", "2025-05", "2025-04")[:months] for row in _month(month, figures)]
    tables: dict[str, Rows] = {"channels": rows, "channel_defs": _defs(), "commentary": comments}
    return dataset(tables, meta=MARGIN if margin else {})


def test_bubbles_from_eight_channels_on_with_the_named_line_and_without_natural_ones() -> None:
    data = _data({**PAID, **OTHER, **NATURAL})
    slide = proved(roi(data, voice()), data)
    chart = slide.blocks[0]
    assert isinstance(chart, Bubble)
    assert chart.line == (2.0, "盈亏平衡 1:2")
    tones = {point.name: point.tone for point in chart.points}
    assert "搜索" not in tones
    assert (tones["广告"], tones["展示"], tones["裂变"]) == (Tone.good, Tone.bad, Tone.neutral)
    assert "搜索（1:72.5）未画入图中" in slide.note


def test_bars_below_eight_and_no_chart_below_three() -> None:
    few, two = _data(PAID), _data({"广告": (30, 129), "联盟": (18, 49.5)})
    bars = proved(roi(few, voice()), few).blocks[0]
    assert isinstance(bars, Bars)
    assert bars.categories == ("广告", "信息流", "联盟", "展示")
    assert isinstance(proved(roi(two, voice()), two).blocks[0], Grid)


def test_title_speaks_of_paid_channels_and_of_spend_under_the_line() -> None:
    data = _data({**PAID, **OTHER, **NATURAL})
    title = proved(roi(data, voice()), data).title
    assert title == "6月付费渠道整体ROI 1:3.27，高于盈亏平衡1:2；全部渠道费用中72.1%投在ROI低于盈亏平衡的6个渠道"
    one = _data({"广告": (30, 129), "展示": (20, 30), "联盟": (18, 49.5)})
    assert proved(roi(one, voice()), one).title.endswith("投在ROI低于盈亏平衡的展示")


def test_the_table_shows_every_channel_with_spend_and_the_total() -> None:
    data = _data({**PAID, **OTHER, **NATURAL})
    slide = proved(roi(data, voice()), data)
    grid = slide.blocks[1]
    assert isinstance(grid, Grid)
    names = [cell.text for row in grid.rows if isinstance(cell := row.cells[0], Words)]
    assert set(names) == {*PAID, *OTHER, *NATURAL, "合计"}
    assert amount(cells(grid, "合计")["spend"]) == pytest.approx(286.5e4)
    assert slide.arrangement == "6+6(3.55,*)"
    chart = slide.blocks[0]
    assert isinstance(chart, Bubble)
    assert all(point.labelled for point in chart.points)


def test_beyond_fourteen_channels_the_smallest_others_stand_in_one_row_from_sums() -> None:
    many = {f"渠道{i}": (float(20 - i), 10.0) for i in range(15)}
    data = _data({**PAID, **NATURAL, **many})
    grid = proved(roi(data, voice()), data).blocks[1]
    assert isinstance(grid, Grid)
    assert len(grid.rows) == 15
    folded = [many[f"渠道{i}"] for i in range(8, 15)]
    assert amount(cells(grid, "其他（7个渠道）")["spend"]) == pytest.approx(1e4 * sum(s for s, _ in folded))
    assert amount(cells(grid, "其他（7个渠道）")["roi"]) == pytest.approx(70 / sum(s for s, _ in folded))


def test_the_rule_speaks_of_paid_channels_and_a_choice_stands_beside_it() -> None:
    rest = {name: pair for name, pair in PAID.items() if name != "联盟"} | {"裂变": (67.5, 50.0)}
    league = {"联盟": PAID["联盟"]}
    rows = [*_month("2025-06", league, verdict_override="keep"), *_month("2025-05", league)]
    rows += [*_month("2025-06", rest), *_month("2025-05", rest)]
    data = dataset({"channels": rows, "channel_defs": _defs()}, meta=MARGIN)
    grid = proved(roi(data, voice()), data).blocks[1]
    chosen = cells(grid, "联盟")
    assert chosen["rule"] == Words("加大", strong=True, tone=Tone.good)
    assert chosen["by_hand"] == Words("维持（人工）")
    assert cells(grid, "展示")["rule"] == Words("缩减", strong=True, tone=Tone.bad)
    assert cells(grid, "裂变")["rule"] is None


def test_one_month_is_only_watched_and_not_compared() -> None:
    data = _data(PAID, months=1)
    grid = proved(roi(data, voice()), data).blocks[1]
    assert cells(grid, "广告")["rule"] == Words("观察", strong=True)
    assert "on_last_month" not in keys(grid)


def test_without_margin_nothing_is_judged() -> None:
    data = _data(PAID, margin=False)
    draft = roi(data, voice())
    slide = proved(draft, data)
    assert slide.title == "6月付费渠道整体ROI 1:3.27，较上月基本持平；广告最高（1:4.3），展示最低（1:1.5）"
    assert "未填毛利率" in slide.note
    assert draft is not None
    assert draft.highlights == ()


def test_without_revenue_spend_and_cost_a_user_remain() -> None:
    rows = [{"month": "2025-06", "channel_id": n, "spend": s * 1e4, "new_users": 1e3} for n, (s, _) in PAID.items()]
    data = dataset({"channels": rows, "channel_defs": _defs()}, meta=MARGIN)
    slide = proved(roi(data, voice()), data)
    assert slide.title == "6月4个渠道费用94万元，获客成本235元"
    assert keys(slide.blocks[0]) == ("channel", "spend", "cac")


def test_no_page_without_spend() -> None:
    assert roi(dataset({}), voice()) is None
    rows = [{"month": "2025-06", "channel_id": "搜索", "visits": 5.0, "revenue": 5.0, "spend": 0.0}]
    assert roi(dataset({"channels": rows}), voice()) is None


def test_the_reading_keeps_the_owners_words_about_the_paid_channel_below() -> None:
    comments = [said("channel", "展示", "cause", "素材更新少"), said("channel", "展示", "next", "减量复评")]
    data = _data({**PAID, **OTHER}, comments=comments)
    panel = proved(roi(data, voice()), data).blocks[2]
    assert isinstance(panel, Insight)
    assert [note.text for note in panel.notes if note.typed] == ["**展示**原因：素材更新少", "**展示**下一步：减量复评"]


def test_a_steady_band_needs_half_a_year() -> None:
    months = [f"2025-{m:02d}" for m in range(1, 7)]
    ratios = (2.5, 2.6, 2.7, 2.8, 3.0, 2.75)
    rows = [row for m, r in zip(months, ratios, strict=True) for row in _month(m, {"联盟": (10, 10 * r)})]
    data = dataset({"channels": rows, "channel_defs": _defs()}, meta=MARGIN)
    panel = proved(roi(data, voice()), data).blocks[1]
    assert isinstance(panel, Insight)
    assert "**联盟**ROI近6个月稳定在**1:2.5–1:3**" in [note.text for note in panel.notes]


def test_offers_weigh_spend_under_the_line() -> None:
    draft = roi(_data({**PAID, **OTHER, **NATURAL}), voice())
    assert draft is not None
    good, gap = draft.highlights
    assert (good.is_good, gap.is_good) == (True, False)
    assert gap.weight == pytest.approx(0.1 * 206.5 / 286.5)


@pytest.mark.parametrize("figures", [PAID, {**PAID, **OTHER, **NATURAL}, {"联盟": (10, 27)}])
def test_english_says_the_same(figures: Figures) -> None:
    data = _data(figures)
    assert "ROI of paid channels" in proved(roi(data, voice("en")), data, "en").title
