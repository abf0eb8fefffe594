"""Retention and tiers: what the page shows of full and of thin tables."""

from __future__ import annotations

import pytest

from opsreport.model.block import Bars, Conclusion, Grid, Insight, Lines, Stacked
from opsreport.model.number import Number
from opsreport.sections.user import retention
from tests.sections.factory import Rows, dataset, said, voice
from tests.sections.starter import LONG, finished, made, of_kind, retention_rows, tier_rows

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


def test_without_retention_and_tiers_there_is_no_page() -> None:
    assert retention(dataset({}), voice()) is None
    assert retention(dataset({"activity_tiers": tier_rows(1, ("沉默",))}), voice()) is None


@LANGS
@pytest.mark.parametrize(
    "tables",
    [
        {"retention": retention_rows(), "activity_tiers": tier_rows()},
        {"retention": retention_rows(), "activity_tiers": tier_rows(1)},
        {"retention": retention_rows(2), "activity_tiers": tier_rows(7)},
        {"retention": retention_rows(1), "activity_tiers": tier_rows(1)},
        {"retention": retention_rows()},
        {"retention": retention_rows(4)},
        {"retention": retention_rows(1)},
        {"activity_tiers": tier_rows(5, ("高频", "中频", "低频", "沉默用户"))},
        {"activity_tiers": tier_rows(1, (LONG, "中频"))},
    ],
)
def test_every_amount_of_history_fills_a_page(tables: dict[str, Rows], lang: str) -> None:
    finished(retention, dataset(tables), lang)


def test_the_title_names_day_seven_of_the_latest_cohort_and_its_change() -> None:
    slide = finished(retention, dataset({"retention": retention_rows(), "activity_tiers": tier_rows()}))
    assert slide.title.startswith("6月注册用户7日留存50%，较上一批次上升1个百分点")


@pytest.mark.parametrize(("lang", "head"), [("zh", "7日可观测"), ("en", "Observed to day 7")])
def test_the_base_in_the_table_is_that_of_the_quoted_day(lang: str, head: str) -> None:
    rows = [*map(dict, retention_rows(2)), {"cohort_month": "2025-06", "day_n": 3, "observed": 14000, "retained": 9000}]
    for row in rows:
        if row["cohort_month"] == "2025-06" and row["day_n"] == 7:
            row.update(observed=11000, retained=7150)
    slide = finished(retention, dataset({"retention": rows}), lang)
    heat = of_kind(slide, Grid)[0]
    assert heat.columns[1].label == head
    cell = heat.rows[1].cells[1]
    assert isinstance(cell, Number)
    assert cell.amount == 11000
    assert ("差异显著（z检验）" if lang == "zh" else "significant (z-test)") in slide.note


def test_a_small_cohort_is_not_called_different_in_the_note() -> None:
    rows = [{**row, "observed": 90, "retained": 40} for row in retention_rows(2)]
    assert "检验" not in finished(retention, dataset({"retention": rows})).note


def test_what_is_not_due_stays_blank() -> None:
    draft = made(retention, dataset({"retention": retention_rows(3)}))
    heat = of_kind(draft, Grid)[0]
    latest = heat.rows[-2]
    assert [isinstance(cell, Number) for cell in latest.cells[2:]] == [True, True, False]


def test_typed_words_stand_in_the_bar_and_in_the_tier_table() -> None:
    typed = [said("retention", "7", "cause", "新手任务改为首日必达"), said("tier", "高频", "cause", "签到积分加倍")]
    tables = {"retention": retention_rows(), "activity_tiers": tier_rows(), "commentary": typed}
    slide = finished(retention, dataset(tables))
    bar, table = of_kind(slide, Conclusion)[0], of_kind(slide, Grid)[1]
    assert bar.text == "新手任务改为首日必达"
    assert "负责人说明" in bar.lead
    assert table.columns[-1].key == "tactic"


def test_without_history_tiers_are_a_table_and_retention_is_bars() -> None:
    slide = finished(retention, dataset({"activity_tiers": tier_rows(1)}))
    assert not of_kind(slide, Stacked)
    slide = finished(retention, dataset({"retention": retention_rows(1)}))
    assert of_kind(slide, Bars)
    assert not of_kind(slide, Lines)
    assert of_kind(slide, Insight)


@pytest.mark.parametrize(("step", "status", "is_good"), [(0.02, "good", True), (-0.02, "watch", False)])
def test_a_moved_rate_is_offered_and_read(step: float, status: str, is_good: bool) -> None:
    draft = made(retention, dataset({"retention": retention_rows(12, 0.5, step)}))
    (offer,) = draft.highlights
    assert (offer.status.code, offer.is_good) == (status, is_good)
    assert offer.weight == pytest.approx(0.1 * 0.02 / (0.5 - step))
    assert draft.reading is not None
    assert draft.reading.status.code == draft.reading.before.code == status


def test_a_stable_rate_is_no_highlight() -> None:
    draft = made(retention, dataset({"retention": retention_rows(12, 0.5, 0.001)}))
    assert draft.highlights == ()


def test_a_stable_rate_is_not_called_significantly_different() -> None:
    rows = [{**row, "observed": 1e6, "retained": row["retained"] * 100} for row in retention_rows(3, 0.5, 0.004)]
    draft = made(retention, dataset({"retention": rows}))
    lead = draft.facts["lead"]
    assert isinstance(lead, dict)
    assert (lead["code"], lead["verdict"]) == ("stable", "significant")
    for part in ("insight", "note", "reading"):
        assert "显著" not in voice().line(f"user/retention.{part}", draft.facts)


def test_a_partial_month_compares_no_tiers() -> None:
    tables = {"retention": retention_rows(), "activity_tiers": tier_rows()}
    draft = made(retention, dataset(tables, meta={"data_cutoff": "2025-06-12"}))
    table = of_kind(draft, Grid)[1]
    assert not {"share_change", "users_change"} & {column.key for column in table.columns}


@pytest.mark.parametrize("names", [("高频",), ("高频", "低频")])
def test_tiers_of_one_month_alone_are_a_page(names: tuple[str, ...]) -> None:
    rows = [{"month": "2025-06", "tier": name, "users": 1000.0 * (at + 1)} for at, name in enumerate(names)]
    draft = made(retention, dataset({"activity_tiers": rows}))
    assert of_kind(draft, Grid)
    (title,) = voice().lines("user/retention.title", draft.facts)
    assert ("占活跃用户" in title) == (len(names) > 1)


@pytest.mark.parametrize(
    ("lang", "active", "all_tiers"), [("zh", "活跃用户", "各层用户"), ("en", "active users", "users of all tiers")]
)
def test_levels_of_members_are_not_called_active_users(lang: str, active: str, all_tiers: str) -> None:
    levels, tiers = (
        finished(retention, dataset({"activity_tiers": tier_rows(4, names)}), lang)
        for names in (("黄金会员", "白银会员"), ("高频", "低频"))
    )
    assert all_tiers in levels.title + levels.note
    assert active not in levels.title + levels.note
    assert active in tiers.title + tiers.note
