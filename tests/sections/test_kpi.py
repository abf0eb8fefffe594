"""The scoreboard: what stands in its rows, what its facts say, what it offers."""

from __future__ import annotations

import pytest

from opsreport.metrics import metric_with_id
from opsreport.model.block import Grid, Insight, Note, Status, Words
from opsreport.model.number import Number, Tone
from opsreport.sections.kpi import scoreboard
from tests.sections.factory import company, dataset, definition, metric, said, voice
from tests.sections.proved import proved


def _cells(grid: Grid, name: str) -> dict[str, object]:
    row = next(r for r in grid.rows if isinstance(r.cells[0], Words) and r.cells[0].text == name)
    return {column.key: cell for column, cell in zip(grid.columns, row.cells, strict=True)}


def _amount(cell: object) -> float:
    assert isinstance(cell, Number)
    return cell.amount


def test_a_row_holds_target_changes_and_the_year_so_far() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    grid = draft.blocks[0]
    assert isinstance(grid, Grid)
    cells = _cells(grid, "总营收")
    assert _amount(cells["attainment"]) == pytest.approx(1.09)
    assert _amount(cells["variance"]) == pytest.approx(0.09)
    assert _amount(cells["month_on_month"]) == pytest.approx(872 / 798 - 1)
    assert _amount(cells["year_on_year"]) == pytest.approx(872 / 520 - 1)
    assert _amount(cells["to_date_attainment"]) == pytest.approx(4375 / 4310)
    assert _amount(cells["year_progress"]) == pytest.approx(4375 / 8800)
    assert cells["unit"] == Words("万元")


def test_lower_is_better_is_marked_and_judged_by_its_effect() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Grid)
    cells = _cells(draft.blocks[0], "获客成本 ▽")
    assert _amount(cells["attainment"]) == pytest.approx(2 - 20.5 / 25)
    assert isinstance(cells["variance"], Number)
    assert cells["variance"].tone is Tone.good
    assert isinstance(cells["month_on_month"], Number)
    assert cells["month_on_month"].tone is Tone.good


def test_facts_count_the_judged_and_name_the_extremes() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    assert (draft.facts["judgement"], draft.facts["judged"], draft.facts["met"]) == ("mixed", 7, 6)
    worst, best = draft.facts["worst"], draft.facts["best"]
    assert isinstance(worst, dict)
    assert worst["name"] == "互动率"
    assert isinstance(best, dict)
    assert best["name"] == "获客成本"


def test_highlights_weigh_share_times_distance() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    offers = {offer.headline.split("，")[0]: offer for offer in draft.highlights}
    assert offers["总营收872万元"].weight == pytest.approx(0.3 / 1.1 * 0.09)
    assert offers["总营收872万元"].action == "7月把搜索预算提高20%"
    assert not offers["互动率7.4%"].is_good
    assert "新版信息流减少了评论入口" in offers["互动率7.4%"].evidence


def test_typed_causes_stand_as_typed_and_carry_their_author() -> None:
    draft = scoreboard(company(), voice())
    assert draft is not None
    assert isinstance(draft.blocks[1], Insight)
    typed = [note for note in draft.blocks[1].notes if note.typed]
    text = "**互动率**原因：新版信息流减少了评论入口；下一步：7月10日前恢复评论入口"
    assert typed == [Note(text, typed=True, author="内容组")]


def test_columns_that_nothing_fills_are_left_out() -> None:
    draft = scoreboard(dataset({"kpi": metric("revenue", [8.72e6])}), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Grid)
    assert [column.key for column in draft.blocks[0].columns] == ["metric", "unit", "actual"]


def test_a_metric_of_no_direction_has_a_target_and_no_judgement() -> None:
    rows = metric("revenue", [8e6], [7e6]) + metric("spend", [3e5], [2e5]) + metric("mau", [9e4])
    draft = scoreboard(dataset({"kpi": rows}), voice())
    assert draft is not None
    assert isinstance(draft.blocks[0], Grid)
    told = {name: _cells(draft.blocks[0], name)["status"] for name in ("推广费用", "月活跃用户")}
    assert told == {"推广费用": Status("none", "未定方向"), "月活跃用户": Status("none", "无目标")}


def test_a_missing_cause_is_named_under_a_long_scoreboard() -> None:
    ids = [f"指标{n}" for n in range(9)]
    rows = [row for name in ids for row in metric(name, [80.0, 80.0], [None, 100.0])]
    draft = scoreboard(dataset({"kpi": rows, "metric_defs": [definition(i, i, unit="人") for i in ids]}), voice())
    assert draft is not None
    strip = draft.blocks[1]
    assert isinstance(strip, Insight)
    assert strip.heading == ""
    (owed,) = strip.notes
    assert "指标8" in owed.text
    assert "原因待补充" in owed.text


def test_few_metrics_with_a_history_stand_over_their_months() -> None:
    rows = [*metric("revenue", [1e6, 2e6, 3e6]), *metric("mau", [1e4, 2e4, 3e4])]
    draft = scoreboard(dataset({"kpi": rows}), voice())
    assert draft is not None
    assert [type(block).__name__ for block in draft.blocks] == ["Grid", "Bars", "Bars", "Insight"]
    assert "/6+6/" in draft.arrangement


@pytest.mark.parametrize(
    ("actuals", "targets", "judgement"),
    [
        ((90.0, 100.0), (None, 100.0), "all_good"),
        ((90.0, 80.0), (None, 100.0), "all_bad"),
        ((90.0, 80.0), (), "no_target"),
        ((90.0,), (), "first_month"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_judgement_has_its_title(
    actuals: tuple[float, ...], targets: tuple[float | None, ...], judgement: str, lang: str
) -> None:
    data = dataset(
        {"kpi": metric("revenue", actuals, targets), "metric_defs": [definition("revenue", "总营收", unit="元")]}
    )
    words = voice(lang)
    draft = scoreboard(data, words)
    assert draft is not None
    assert draft.facts["judgement"] == judgement
    for part in ("title", "short", "subtitle", "note", "reading", "message"):
        assert len(words.lines(f"kpi/scoreboard.{part}", draft.facts)) == 1


def test_no_better_metric_is_not_counted() -> None:
    words = voice()
    titles = []
    for after in (90.0, 120.0):
        data = dataset({"kpi": metric("revenue", [100.0, 90.0]) + metric("mau", [100.0, after])})
        draft = scoreboard(data, words)
        assert draft is not None
        titles.append(words.line("kpi/scoreboard.title", draft.facts))
    assert "改善" not in titles[0]
    assert "2项可比指标中1项环比改善" in titles[1]


def test_without_an_actual_there_is_no_page() -> None:
    assert scoreboard(dataset({}), voice()) is None
    assert scoreboard(dataset({"kpi": metric("revenue", [1.0])}, month="2025-08"), voice()) is None


def test_a_full_scoreboard_says_cause_and_next_step_of_every_metric_off_target() -> None:
    ids = [f"指标{n}" for n in range(13)]
    targets = [100.0 if n < 4 else 70.0 for n in range(13)]
    rows = [row for name, goal in zip(ids, targets, strict=True) for row in metric(name, [80.0, 80.0], [None, goal])]
    comments = [said("metric", name, kind, f"{name}的{kind}。") for name in ids[:3] for kind in ("cause", "next")]
    comments = comments[1:]
    defs = [definition(i, i, unit="人", owner="王悦") for i in ids]
    data = dataset({"kpi": rows, "metric_defs": defs, "commentary": comments})
    slide = proved(scoreboard(data, voice()), data)
    grid, strip = slide.blocks
    assert isinstance(grid, Grid)
    assert not grid.register
    assert isinstance(strip, Insight)
    assert [note.text for note in strip.notes] == [
        "**指标0**原因待补充；下一步：指标0的next。",
        "**指标1**原因：指标1的cause。下一步：指标1的next。",
        "**指标2**原因：指标2的cause。下一步：指标2的next。",
        "**指标3**：原因待补充",
    ]
    assert strip.notes[0].author == "王悦"


def test_a_change_too_small_to_speak_of_is_neutral() -> None:
    data = dataset({"kpi": metric("revenue", [100.0, 98.5]), "metric_defs": [definition("revenue", "总营收")]})
    draft = scoreboard(data, voice())
    assert draft is not None
    cell = _cells(draft.blocks[0], "总营收")["month_on_month"]  # type: ignore[arg-type]
    assert isinstance(cell, Number)
    assert cell.tone is Tone.neutral


@pytest.mark.parametrize(("name", "words"), [("profit", "扭亏为盈"), ("净增", "由负转正")])
def test_a_change_of_sign_is_said_in_words(name: str, words: str) -> None:
    data = dataset({"kpi": metric(name, [-100.0, 50.0]), "metric_defs": [definition(name, name)]})
    draft = scoreboard(data, voice())
    assert draft is not None
    assert _cells(draft.blocks[0], name)["month_on_month"] == Words(words, tone=Tone.good)  # type: ignore[arg-type]


def test_the_subtitle_names_only_what_has_a_column() -> None:
    data = dataset({"kpi": metric("revenue", [100.0], [90.0])})
    assert proved(scoreboard(data, voice()), data).subtitle.endswith("实际对比目标")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_half_a_month_is_judged_against_half_its_target(lang: str) -> None:
    rows = metric("revenue", [90.0, 60.0], [None, 100.0])
    stock = metric("mau", [90.0, 60.0], [None, 100.0])
    data = dataset({"kpi": [*rows, *stock]}, meta={"data_cutoff": "2025-06-15"})
    draft = scoreboard(data, voice(lang))
    slide = proved(draft, data, lang)
    grid = slide.blocks[1]
    assert isinstance(grid, Grid)
    index = [column.key for column in grid.columns].index
    assert _amount(grid.rows[0].cells[index("target")]) == 100.0
    assert _amount(grid.rows[0].cells[index("attainment")]) == pytest.approx(1.2)
    assert _amount(grid.rows[1].cells[index("attainment")]) == pytest.approx(0.6)
    assert draft is not None
    said_so = ("按时间进度完成目标120%", "截至6月15日") if lang == "zh" else ("120% of the pro-rata target", "15 Jun")
    assert said_so[0] in slide.title
    assert said_so[1] in slide.subtitle
    assert any(said_so[0] in offer.headline for offer in draft.highlights)


@pytest.mark.parametrize(
    ("name", "unit", "values", "line"),
    [
        ("cs_response", "seconds", (45.0, 30.0), "客服首响时长45秒，高于目标15秒"),
        ("csat", "score", (86.9, 88.0), "满意度86.9分，完成目标98.8%"),
        ("refund_rate", "percent", (0.068, 0.05), "退款率6.8%，高于目标1.8个百分点"),
        ("cac", "yuan", (20.5, 25.0), "获客成本20.5元，低于目标4.5元"),
    ],
)
def test_a_metric_is_said_in_its_typed_unit_and_less_is_better_by_how_much(
    name: str, unit: str, values: tuple[float, float], line: str
) -> None:
    row = {"month": "2025-06", "metric_id": name, "actual": values[0], "target": values[1]}
    known = metric_with_id(name)
    assert known
    defs = [definition(name, known.labels[0], unit=unit, direction=known.polarity)]
    draft = scoreboard(dataset({"kpi": [row], "metric_defs": defs}), voice())
    assert draft
    assert [offer.headline for offer in draft.highlights] == [line]
