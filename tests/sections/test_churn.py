"""The funnel page: the break it names, the reasons and their base."""

from __future__ import annotations

import pytest

from opsreport.model.block import Funnel, Grid, Insight, Pareto
from opsreport.sections.churn import breaks
from tests.sections.factory import Rows, dataset, said, voice
from tests.sections.starter import LONG, finished, funnel_rows, made, of_kind, reason_rows

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
BUY = {"浏览": (1000.0, 900.0), "加购": (700.0, 600.0), "支付": (200.0, 190.0), "成功": (190.0, 171.0)}
JOIN = {"落地": (500.0, 500.0), "验证": (400.0, 350.0), "完成": (300.0, 300.0)}
WHY = {"运费": 400.0, "缺货": 200.0, "比价": 100.0}
FUNNELS = [*funnel_rows("purchase", BUY), *funnel_rows("register", JOIN)]


def test_without_funnel_and_reasons_there_is_no_page() -> None:
    assert breaks(dataset({}), voice()) is None


@LANGS
@pytest.mark.parametrize(
    "tables",
    [
        {"funnels": FUNNELS, "churn_reasons": reason_rows(WHY, 810)},
        {"funnels": FUNNELS},
        {"funnels": funnel_rows("register", JOIN), "churn_reasons": reason_rows({"运费": 5.0}, None)},
        {"funnels": funnel_rows("purchase", {LONG: (100.0, None), LONG + "二": (10.0, None)})},
        {"churn_reasons": reason_rows(WHY, None)},
        {"churn_reasons": reason_rows({"运费": 5.0, "缺货": 5.0}, 10)},
        {"funnels": FUNNELS, "churn_reasons": reason_rows({f"{LONG}{i}": 50.0 - i for i in range(12)}, 810)},
    ],
)
def test_every_set_of_tables_fills_a_page(tables: dict[str, Rows], lang: str) -> None:
    finished(breaks, dataset(tables), lang)


def test_the_title_names_the_break_with_its_share_of_all_lost() -> None:
    slide = finished(breaks, dataset({"funnels": FUNNELS, "churn_reasons": reason_rows(WHY, 810)}))
    assert slide.title.startswith("购买漏斗在“加购→支付”流失500人，占全部流失61.7%；运费占流失用户49.4%")
    assert of_kind(slide, Funnel)[0].worst == 2


def test_a_tie_outlines_no_step() -> None:
    tied = {"一": (300.0, None), "二": (200.0, None), "三": (100.0, None)}
    slide = finished(breaks, dataset({"funnels": funnel_rows("purchase", tied)}))
    assert of_kind(slide, Funnel)[0].worst is None
    assert "流失200人" in slide.title


def test_the_shares_of_reasons_and_the_unnamed_rest_reach_the_whole_base() -> None:
    (pareto,) = of_kind(made(breaks, dataset({"churn_reasons": reason_rows(WHY, 1000)})), Pareto)
    assert sum(pareto.amounts.values) == pytest.approx(1.0)
    assert pareto.categories[-1] == "其他"
    assert pareto.cumulative is not None
    assert pareto.cumulative.values[-1] == pytest.approx(1.0)


def test_printed_shares_add_up_also_where_reasons_are_folded() -> None:
    counts = {f"原因{i}": 100.0 - i for i in range(12)}
    (pareto,) = of_kind(made(breaks, dataset({"churn_reasons": reason_rows(counts, 1300)})), Pareto)
    printed = [round(value * 1000) for value in pareto.amounts.values]
    assert sum(printed) == 1000
    assert [value * 1000 for value in pareto.amounts.values] == pytest.approx(printed)
    assert pareto.cumulative is not None
    running = [sum(printed[: i + 1]) / 1000 for i in range(len(printed))]
    assert list(pareto.cumulative.values) == running


@pytest.mark.parametrize(("size", "said_so"), [(1000, "；除成功外各步较上月差异显著（z检验）"), (1, None)])
def test_the_note_says_which_steps_differ_by_more_than_chance(size: int, said_so: str | None) -> None:
    steps = {"浏览": (1.0, 1.0), "加购": (0.7, 0.6), "支付": (0.3, 0.2), "成功": (0.15, 0.1)}
    rows = funnel_rows("purchase", {name: (now * size * 2, before * size * 2) for name, (now, before) in steps.items()})
    note = finished(breaks, dataset({"funnels": rows})).note
    assert said_so in note if said_so else "检验" not in note


def test_several_answers_have_no_running_total() -> None:
    (pareto,) = of_kind(made(breaks, dataset({"churn_reasons": reason_rows(WHY, 500)})), Pareto)
    assert pareto.cumulative is None
    assert pareto.categories == tuple(WHY)


def test_two_reasons_are_a_table() -> None:
    draft = made(breaks, dataset({"churn_reasons": reason_rows({"运费": 5.0, "缺货": 4.0}, 10)}))
    assert of_kind(draft, Grid)
    assert not of_kind(draft, Pareto)


def test_typed_remarks_follow_the_computed_lines_unchanged() -> None:
    typed = [
        said("funnel", "支付", "cause", "结算页才显示运费"),
        said("churn", "缺货", "cause", "由于断货，热销款设安全库存"),
    ]
    tables = {"funnels": FUNNELS, "churn_reasons": reason_rows(WHY, 810), "commentary": typed}
    (panel,) = of_kind(finished(breaks, dataset(tables)), Insight)
    assert [note.text for note in panel.notes if note.typed] == [
        "**支付**：结算页才显示运费",
        "**缺货**：由于断货，热销款设安全库存",
    ]
    assert not panel.notes[0].typed


def test_the_step_whose_loss_moved_most_is_offered() -> None:
    draft = made(breaks, dataset({"funnels": funnel_rows("purchase", BUY)}))
    (offer,) = draft.highlights
    assert not offer.is_good or "成功" in offer.headline
    assert offer.weight == pytest.approx(0.1 * (1 - (10 / 200) / (19 / 190)))


@pytest.mark.parametrize(("base", "words"), [(900, "占流失用户"), (None, "占所列原因")])
def test_the_share_of_a_reason_says_of_what_it_is(base: float | None, words: str) -> None:
    slide = finished(breaks, dataset({"churn_reasons": reason_rows(WHY, base)}))
    assert words in slide.title
    assert ("样本" in f"{slide.title}{slide.subtitle}{slide.note}") == (base is not None)


def test_a_funnel_that_loses_nobody_names_no_break() -> None:
    data = dataset({"funnels": funnel_rows("purchase", {"访问": (500, None), "支付": (500, None)})})
    slide = finished(breaks, data)
    assert slide.title == "购买漏斗整体转化率100%"
    assert of_kind(slide, Funnel)[0].worst is None
