"""The channel ranking: who is named, what is folded, what a month without history or revenue leaves out."""

from __future__ import annotations

import pytest

from opsreport.model.block import Conclusion, Grid, Insight, Words
from opsreport.model.number import Number
from opsreport.model.table import Dataset
from opsreport.sections.channel import ranking
from tests.sections.factory import Rows, dataset, said, voice
from tests.sections.proved import amount, cells, keys, proved

NAMES = ("搜索", "直访", "短视频", "社区", "裂变", "广告", "联盟", "邮件", "线下", "合作", "直播")
VISITS = (400, 90, 80, 70, 60, 50, 40, 30, 20, 10, 5)
BEFORE = (360, 91, 70, 65, 110, 45, 38, 29, 18, 9, None)


def _rows(count: int = 11, *, month: str = "2025-06", visits: tuple[float | None, ...] = VISITS) -> Rows:
    return [
        {
            "month": month,
            "channel_id": name,
            "visits": None if value is None else value * 1e4,
            "new_users": 1000.0 + index,
            "payers": 500.0 + index,
            "revenue": 1e5 * (index + 1) if index < 8 else 1.8e5,
        }
        for index, (name, value) in enumerate(zip(NAMES[:count], visits, strict=False))
    ]


def _test(index: int) -> dict[str, object]:
    return {"is_test": index == 3}


def _defs(count: int = 11) -> Rows:
    return [
        {"channel_id": name, "name": name, "family": "natural" if i < 2 else "other", "is_natural": i < 2, **_test(i)}
        for i, name in enumerate(NAMES[:count])
    ]


def _data(count: int = 11, *, before: bool = True, comments: Rows = ()) -> Dataset:
    channels = [*_rows(count), *(_rows(count, month="2025-05", visits=BEFORE) if before else ())]
    return dataset({"channels": channels, "channel_defs": _defs(count), "commentary": comments})


def test_eight_channels_the_rest_and_the_total() -> None:
    data = _data()
    slide = proved(ranking(data, voice()), data)
    grid = slide.blocks[0]
    assert isinstance(grid, Grid)
    assert len(grid.rows) == 10
    folded = cells(grid, "其他（3个渠道）")
    assert amount(folded["visits"]) == pytest.approx(35e4)
    assert amount(folded["efficiency"]) == pytest.approx((5.4e5 / 41.4e5) / (35 / 855))
    assert amount(cells(grid, "合计")["share"]) == pytest.approx(1.0)
    assert amount(cells(grid, "社区（测试）")["rank"]) == 4


def test_the_title_names_the_largest_and_the_one_that_fell_most() -> None:
    data = _data()
    title = proved(ranking(data, voice()), data).title
    assert title == "6月渠道访问量855万次，环比增长2.4%；搜索占访问量46.8%、收入2.4%，裂变环比下降45.5%"
    assert "自然渠道合计占57.3%（上月54%）" in proved(ranking(data, voice()), data).subtitle


def test_best_of_a_column_is_not_claimed_where_the_folded_rest_holds_it() -> None:
    tiny = (*VISITS[:8], 0.1, 0.1, 0.1)
    data = dataset({"channels": _rows(visits=tiny), "channel_defs": _defs()})
    grid = proved(ranking(data, voice()), data).blocks[0]
    assert isinstance(grid, Grid)
    index = keys(grid).index("efficiency")
    assert all(not (isinstance(c := row.cells[index], Number) and c.mark) for row in grid.rows)


def test_a_channel_without_visits_last_month_is_new_but_not_in_a_first_month() -> None:
    data, first = _data(9), _data(9, before=False)
    later = dataset({"channels": [*_rows(9), *_rows(8, month="2025-05", visits=BEFORE)], "channel_defs": _defs(9)})
    assert cells(proved(ranking(later, voice()), later).blocks[0], "线下")["month_on_month"] == Words("本月新增")
    assert "month_on_month" in keys(proved(ranking(data, voice()), data).blocks[0])
    slide = proved(ranking(first, voice()), first)
    assert "month_on_month" not in keys(slide.blocks[0])
    assert "环比" not in slide.title


def test_owners_words_stand_in_the_bar_with_the_cause_of_the_loss() -> None:
    comments = [
        said("channel", "裂变", "cause", "奖励改为首购后发放。"),
        said("channel", "裂变", "next", "7月试行定向邀请。"),
        said("channel", "搜索", "next", "补齐导购页"),
    ]
    data = _data(comments=comments)
    bar = proved(ranking(data, voice()), data).blocks[1]
    assert isinstance(bar, Conclusion)
    assert bar.text == "裂变：奖励改为首购后发放。下一步：7月试行定向邀请。搜索：补齐导购页"
    assert bar.lead == "负责人说明："


def test_few_channels_leave_room_for_a_reading_and_one_needs_no_total() -> None:
    data = _data(1)
    slide = proved(ranking(data, voice()), data)
    grid = slide.blocks[0]
    assert isinstance(grid, Grid)
    assert len(grid.rows) == 1
    assert isinstance(slide.blocks[1], Insight)
    assert slide.title == "6月渠道访问量400万次，环比增长11.1%"


def test_without_revenue_payers_or_spend_the_columns_go() -> None:
    bare = [{"month": "2025-06", "channel_id": n, "visits": v * 1e4} for n, v in zip(NAMES, VISITS, strict=True)]
    data = dataset({"channels": bare})
    assert keys(proved(ranking(data, voice()), data).blocks[0]) == ("rank", "channel", "visits", "share")


def test_no_page_without_visits() -> None:
    assert ranking(dataset({}), voice()) is None
    empty = dataset({"channels": [{"month": "2025-06", "channel_id": "搜索", "revenue": 5.0}]})
    assert ranking(empty, voice()) is None


def test_a_partial_month_is_compared_with_nothing() -> None:
    data = dataset(
        {"channels": [*_rows(), *_rows(month="2025-05", visits=BEFORE)], "channel_defs": _defs()},
        meta={"data_cutoff": "2025-06-12"},
    )
    draft = ranking(data, voice())
    slide = proved(draft, data)
    assert slide.title == "6月（截至12日）渠道访问量855万次；搜索占访问量46.8%、收入2.4%"
    assert "month_on_month" not in keys(slide.blocks[0])
    assert draft is not None
    assert draft.highlights == ()


def test_offers_weigh_visits_won_and_lost_against_all_visits() -> None:
    draft = ranking(_data(), voice())
    assert draft is not None
    won, lost = draft.highlights
    assert (won.headline, won.is_good) == ("搜索访问量400万次，环比增长11.1%", True)
    assert lost.weight == pytest.approx(0.1 * 50 / 835)
    assert draft.reading is not None
    assert draft.reading.status.code == "good"


@pytest.mark.parametrize("count", [1, 3, 8, 9, 11])
def test_english_says_the_same(count: int) -> None:
    data = _data(count)
    assert "visits" in proved(ranking(data, voice("en")), data, "en").title


def test_a_small_channel_with_much_revenue_stands_by_itself_and_shares_total() -> None:
    rows = _rows()
    rich = [{**row, "revenue": 9e5} if row["channel_id"] == "线下" else row for row in rows]
    data = dataset({"channels": rich, "channel_defs": _defs()})
    grid = proved(ranking(data, voice()), data).blocks[0]
    assert isinstance(grid, Grid)
    assert amount(cells(grid, "线下")["rank"]) == 9
    assert cells(grid, "其他（2个渠道）")
    for key in ("share", "revenue_share"):
        index = keys(grid).index(key)
        assert sum(round(1000 * amount(row.cells[index])) for row in grid.rows[:-1]) == 1000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_revenue_no_channel_claims_is_a_row_of_its_own(lang: str) -> None:
    kpi = [{"month": "2025-06", "metric_id": "revenue", "actual": 4e6}]
    data = dataset({"channels": _rows(4), "kpi": kpi})
    grid = proved(ranking(data, voice(lang)), data, lang).blocks[0]
    row = cells(grid, "未归因" if lang == "zh" else "Not attributed")
    assert amount(row["revenue_share"]) == pytest.approx(0.75)
    assert amount(cells(grid, "搜索")["revenue_share"]) == pytest.approx(0.025)
