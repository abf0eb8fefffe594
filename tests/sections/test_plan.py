"""The plan: last month's actions, next month's goals with their split and weeks, resources and risks."""

from __future__ import annotations

from datetime import date

import pytest

from opsreport.model.block import Bars, Callouts, Conclusion, Grid, Insight, Matrix, Status, Timeline, Words
from opsreport.model.number import Cells, Number, Tone, leaves
from opsreport.model.table import Dataset
from opsreport.sections.plan_actions import reviewed
from opsreport.sections.plan_goals import next_month
from opsreport.sections.plan_resources import needed
from tests.sections.factory import Rows, dataset, metric, voice
from tests.sections.proved import amount, cells, keys, proved

LONG = "线上线下一体化社区团购与即时零售联合运营"


def _action(name: str, due: tuple[int, int], status: str = "todo", **more: object) -> dict[str, object]:
    return {"month": "2025-06", "action": name, "due": date(2025, *due), "status": status, "owner": "吴桐", **more}


def _actions(*rows: dict[str, object]) -> Dataset:
    return dataset({"actions": rows})


def test_actions_overdue_first_then_open_then_done() -> None:
    data = _actions(
        _action("甲", (6, 5), "done", progress=1.0),
        _action("乙", (6, 20), progress=0.6),
        _action("丙", (7, 6), "doing", progress=0.5),
        _action("丁", (6, 27), "late", progress=0.7),
    )
    draft = reviewed(data, voice())
    slide = proved(draft, data)
    assert slide.title == "6月4项行动完成1项（25%），2项逾期，最长的是乙（10天）"
    grid = slide.blocks[1]
    assert isinstance(grid, Grid)
    assert [c.text for row in grid.rows if isinstance(c := row.cells[0], Words)] == ["乙", "丁", "丙", "甲"]
    days = cells(grid, "乙")["overdue"]
    assert amount(days) == 10
    assert isinstance(days, Number)
    assert list(leaves(days.source)) == [Cells("actions", "due", (1,))]
    assert draft is not None
    assert draft.highlights[0].weight == pytest.approx(0.1 * (0.4 + 0.3) / 4)


def test_the_callouts_count_without_cancelled_actions() -> None:
    data = _actions(_action("甲", (6, 5), "done"), _action("乙", (6, 9), "cancelled"))
    slide = proved(reviewed(data, voice()), data)
    top = slide.blocks[0]
    assert isinstance(top, Callouts)
    assert [item.number.amount for item in top.items] == [1, 1, 1, 0]
    assert top.items[3].number.tone is Tone.good
    assert slide.title == "6月1项行动全部完成"
    assert "不含已取消的1项" in slide.note


def test_more_actions_than_rows_are_counted_in_the_note() -> None:
    data = _actions(*(_action(f"行动{i}", (6, 5), "done") for i in range(13)))
    slide = proved(reviewed(data, voice()), data)
    assert isinstance(slide.blocks[1], Grid)
    assert len(slide.blocks[1].rows) == 10
    assert "另有3项见工作簿" in slide.note


def test_no_actions_no_page() -> None:
    assert reviewed(dataset({}), voice()) is None


PARTS = {"region": {"华东": 500, "华南": 300, "华北": 120}, "product": {"订阅": 600, "佣金": 320}}


def _goals(parts: dict[str, dict[str, int]], total: int = 920) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"period": "2025-07", "metric_id": "visits", "dim_type": "total", "value": 1.04e7, "owner": "陈立"},
        {"period": "2025-07", "metric_id": "revenue", "dim_type": "total", "value": total * 1e4, "owner": "林晓峰"},
    ]
    for dimension, values in parts.items():
        row = {"period": "2025-07", "metric_id": "revenue", "dim_type": dimension}
        rows += [{**row, "dim_value": name, "value": value * 1e4} for name, value in values.items()]
    return rows


def _july(name: str, due: date | None, start: date | None = None) -> dict[str, object]:
    return {"month": "2025-07", "action": name, "start": start, "due": due, "status": "todo", "owner": "吴桐"}


TASKS = (_july("发布", date(2025, 7, 20), date(2025, 7, 1)), _july("评审", date(2025, 8, 10)), _july("无期限", None))


def _plan(goals: Rows = (), tasks: Rows = (), *, month: str = "") -> Dataset:
    kpi = [*metric("revenue", [7.98e6, 8.72e6]), *metric("visits", [9e6, 1e7])]
    meta = {"data_cutoff": month} if month else {}
    return dataset({"kpi": kpi, "goals": goals, "actions": tasks}, meta=meta)


def test_goals_timeline_and_split_share_the_page() -> None:
    data = _plan(_goals(PARTS), TASKS)
    slide = proved(next_month(data, voice()), data)
    goals, timeline, split = slide.blocks
    assert amount(cells(goals, "总营收")["growth"]) == pytest.approx(920 / 872 - 1)
    assert isinstance(goals, Grid)
    assert isinstance(goals.rows[0].cells[0], Words)
    assert goals.rows[0].cells[0].text == "总营收"
    assert isinstance(timeline, Timeline)
    assert [task.label for task in timeline.tasks] == ["发布", "评审"]
    assert timeline.tasks[1].start == date(2025, 7, 1)
    assert amount(cells(split, "华东")["share"]) == pytest.approx(0.544)
    assert amount(cells(split, "合计")["share"]) == 1.0
    assert slide.title == "7月总营收目标920万元，较6月实际高5.5%；华东占54.4%、订阅占65.2%；3项重点行动中1项7月到期"


@pytest.mark.parametrize(("total", "name", "left"), [(1000, "未分配", 80e4), (900, "超出目标", -20e4)])
def test_what_the_parts_leave_over_is_a_row_and_an_offer(total: int, name: str, left: float) -> None:
    data = _plan(_goals(PARTS, total))
    draft = next_month(data, voice())
    split = proved(draft, data).blocks[1]
    assert amount(cells(split, name)["target"]) == pytest.approx(left)
    assert draft is not None
    assert draft.highlights[0].weight == pytest.approx(0.1 * abs(left) / (total * 1e4))


def test_more_parts_than_rows_keep_their_sum() -> None:
    many = {"region": {f"区{i}": 50 for i in range(16)} | {"华东": 120}, "product": {"订阅": 600, "佣金": 320}}
    data = _plan(_goals(many))
    split = proved(next_month(data, voice()), data).blocks[1]
    assert isinstance(split, Grid)
    assert len(split.rows) == 12
    index = keys(split).index("target")
    assert sum(amount(row.cells[index]) for row in split.rows[:9]) == pytest.approx(920e4)


def test_the_page_takes_the_shape_of_what_is_there() -> None:
    alone, tasks = _plan(_goals({})), _plan((), TASKS)
    both = _plan(_goals({}), TASKS)
    assert [type(b) for b in proved(next_month(alone, voice()), alone).blocks] == [Grid, Bars, Bars, Insight]
    slide = proved(next_month(tasks, voice()), tasks)
    assert [type(b) for b in slide.blocks] == [Timeline]
    assert slide.title == "7月3项重点行动中1项7月到期，最早的是发布（7月20日）"
    assert "未填截止日期：无期限" in slide.note
    assert [type(b) for b in proved(next_month(both, voice()), both).blocks] == [Grid, Timeline]
    assert next_month(_plan(), voice()) is None


def test_long_names_get_rows_of_two_lines_and_far_actions_wait() -> None:
    near = [_july(f"{LONG}{i}", date(2025, 7, 10 + i)) for i in range(8)]
    data = _plan(_goals(PARTS), [*near, _july("远期", date(2025, 12, 1))])
    slide = proved(next_month(data, voice()), data)
    assert isinstance(slide.blocks[1], Timeline)
    assert len(slide.blocks[1].tasks) == 4
    assert "5项行动见工作簿" in slide.note


def test_a_partial_month_is_no_basis_for_growth() -> None:
    data = _plan(_goals(PARTS), month="2025-06-12")
    slide = proved(next_month(data, voice()), data)
    assert slide.title.startswith("7月总营收目标920万元；")
    assert "growth" not in keys(slide.blocks[0])


def _risk(name: str, probability: int, impact: int) -> dict[str, object]:
    own = {"name": name, "probability": probability, "impact": impact}
    return {"period": "2025-07", **own, "mitigation": "预案", "owner": "何川"}


def _need(
    item: str, *, amount: float | None = None, heads: float | None = None, status: str = "pending"
) -> dict[str, object]:
    kind = "people" if heads else "budget"
    return {"period": "2025-07", "res_type": kind, "item": item, "amount": amount, "heads": heads, "status": status}


RISKS = [_risk("拥堵", 4, 4), _risk("缺货", 3, 3), _risk("合规", 1, 5)]
NEEDS = [
    *(_need(f"投放{i}", amount=1e6 * (i + 1)) for i in range(4)),
    *(_need(f"补贴{i}", amount=1e6, status="approved") for i in range(3)),
    _need("分析师", heads=2),
    _need("专员", heads=3),
]
ASK = {
    "month": "2025-07",
    "item": "追加预算",
    "amount": 4e5,
    "due": date(2025, 7, 8),
    "owner": "周航",
    "status": "pending",
}


def test_matrix_risks_resources_and_asks_on_one_page() -> None:
    data = dataset({"risks": RISKS, "resources": NEEDS, "asks": [ASK]})
    slide = proved(needed(data, voice()), data)
    matrix, risks, resources, bar = slide.blocks
    assert isinstance(matrix, Matrix)
    assert [(r.mark, r.name) for r in matrix.risks] == [("R1", "拥堵"), ("R2", "缺货"), ("R3", "合规")]
    assert isinstance(risks, Grid)
    assert isinstance(resources, Grid)
    assert len(resources.rows) == 5
    assert amount(cells(resources, "合计")["amount"]) == pytest.approx(13e6)
    assert isinstance(bar, Conclusion)
    assert bar.text == "追加预算40万元（7月8日前，周航）"
    assert slide.title == "下阶段计划需预算1,300万元、增补5人，其中1,000万元、5人待批；3项风险中1项为高风险（拥堵）"


def test_folded_resources_keep_their_sums() -> None:
    data = dataset({"risks": RISKS, "resources": NEEDS})
    resources = proved(needed(data, voice()), data).blocks[2]
    assert isinstance(resources, Grid)
    index = keys(resources).index("amount")
    shown = [row.cells[index] for row in resources.rows[:-1]]
    assert sum(amount(cell) for cell in shown if not (isinstance(cell, Number) and cell.is_missing)) == 13e6


def test_one_kind_alone_takes_the_page_and_asks_become_a_table() -> None:
    risks, needs = dataset({"risks": RISKS, "asks": [ASK]}), dataset({"resources": NEEDS})
    assert [type(b) for b in proved(needed(risks, voice()), risks).blocks] == [Matrix, Grid, Grid]
    slide = proved(needed(needs, voice()), needs)
    assert [type(b) for b in slide.blocks] == [Grid]
    assert "risk" not in slide.note


def test_settled_asks_and_nothing_make_no_page() -> None:
    assert needed(dataset({"asks": [ASK]}), voice()) is None
    data = dataset({"risks": RISKS, "asks": [{**ASK, "status": "approved"}]})
    assert len(proved(needed(data, voice()), data).blocks) == 2


@pytest.mark.parametrize("tables", ["full", "bare"])
def test_english_says_the_same(tables: str) -> None:
    data = _plan(_goals(PARTS), [*TASKS, _action("甲", (6, 5), "done"), _action("乙", (6, 20))])
    if tables == "bare":
        data = _plan((), [*TASKS, _action("甲", (6, 5), "done")])
    for page in (reviewed, next_month):
        proved(page(data, voice("en")), data, "en")
    rest = dataset({"risks": RISKS, "resources": NEEDS, "asks": [ASK]})
    title = proved(needed(rest, voice("en")), rest, "en").title
    assert title.startswith("The next plan needs CNY 13m and 5 people")


def test_shown_parts_of_a_goal_total_one_hundred_per_cent() -> None:
    thirds = {"region": {"甲": 306, "乙": 307, "丙": 307}}
    data = _plan(_goals(thirds))
    split = proved(next_month(data, voice()), data).blocks[1]
    assert sum(round(1000 * amount(cells(split, name)["share"])) for name in ("甲", "乙", "丙")) == 1000


@pytest.mark.parametrize(("lang", "words"), [("zh", "1项重点行动在7月到期"), ("en", "one key action due in Jul")])
def test_one_action_is_one_action(lang: str, words: str) -> None:
    data = _plan(_goals({}), TASKS[:1])
    assert words in proved(next_month(data, voice(lang)), data, lang).title


def test_goals_alone_stand_over_their_charts() -> None:
    data = _plan(_goals({}))
    slide = proved(next_month(data, voice()), data)
    assert [type(block).__name__ for block in slide.blocks] == ["Grid", "Bars", "Bars", "Insight"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_action_nobody_said_the_state_of_is_neither_late_nor_open(lang: str) -> None:
    data = _actions(_action("甲", (6, 5), "done"), _action("乙", (6, 9), ""), _action("丙", (6, 10), ""))
    slide = proved(reviewed(data, voice(lang)), data, lang)
    top = slide.blocks[0]
    assert isinstance(top, Callouts)
    assert [item.number.value for item in top.items] == [3.0, 1.0, None, None]
    words = "6月3项行动完成1项，2项状态不明" if lang == "zh" else "Jun: 1 of 3 actions done, 2 of unknown status"
    assert slide.title == words


def test_actions_without_any_state_are_listed_and_not_judged() -> None:
    data = _actions(_action("甲", (6, 5), ""), _action("乙", (6, 9), ""))
    slide = proved(reviewed(data, voice()), data)
    assert [type(block) for block in slide.blocks] == [Grid]
    assert slide.title == "6月计划行动2项，均状态不明"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_actions_without_a_day_to_end_at_are_a_table(lang: str) -> None:
    data = _plan((), [_july("选址", None), _july("招商", None)])
    (block,) = proved(next_month(data, voice(lang)), data, lang).blocks
    assert isinstance(block, Grid)
    assert len(block.rows) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_risks_nobody_scored_are_listed_without_a_matrix(lang: str) -> None:
    plain = [{"period": "2025-07", "name": name, "mitigation": "预案"} for name in ("断供", "差评")]
    alone, mixed = dataset({"risks": plain}), dataset({"risks": [*plain, *RISKS]})
    slide = proved(needed(alone, voice(lang)), alone, lang)
    assert [type(block) for block in slide.blocks] == [Grid]
    assert slide.title == ("2项风险，均未打分" if lang == "zh" else "2 risks, not scored")
    matrix, grid = proved(needed(mixed, voice(lang)), mixed, lang).blocks
    assert isinstance(matrix, Matrix)
    assert isinstance(grid, Grid)
    assert (len(matrix.risks), len(grid.rows)) == (3, 5)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_goal_for_a_metric_without_an_actual_claims_no_comparison(lang: str) -> None:
    data = dataset({"goals": [{"period": "2025-07", "metric_id": "nps", "dim_type": "total", "value": 40.0}]})
    slide = proved(next_month(data, voice(lang)), data, lang)
    assert "12" not in f"{slide.subtitle}{slide.note}"


def test_only_resources_that_wait_for_approval_are_said_to() -> None:
    data = dataset({"resources": [_need("直播间", amount=1e5, status="")]})
    assert proved(needed(data, voice()), data).title == "下阶段计划需预算10万元"


def test_a_status_nobody_knows_is_shown_as_typed_and_counts_as_nothing() -> None:
    data = _actions(
        _action("甲", (6, 5), "done"), _action("乙", (6, 5), "快好了", progress=0.5), _action("丙", (6, 5), "paused")
    )
    draft = reviewed(data, voice())
    assert draft is not None
    assert draft.highlights == ()
    slide = proved(draft, data)
    assert "逾期" not in slide.title
    grid = slide.blocks[1]
    assert isinstance(grid, Grid)
    shown = [cell.label for row in grid.rows for cell in row.cells if isinstance(cell, Status)]
    assert sorted(shown) == sorted(["已完成", "快好了", "暂停"])
