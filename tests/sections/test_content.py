"""Content pages: platforms and slots, hits and what they share, feedback words."""

from __future__ import annotations

import pytest

from opsreport.model.block import Bars, Grid, Scatter, Words
from opsreport.model.number import Number
from opsreport.sections.content import platforms_page
from opsreport.sections.hits import hits
from opsreport.sections.pieces import short_title
from tests.sections.factory import Rows, dataset, voice
from tests.sections.starter import JUNE, LONG, finished, made, of_kind, piece_rows, word_rows

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
WORDS = [
    *word_rows(
        "need",
        {"教程": (40.0, 30.0), "优惠": (38.0, 39.0), "案例": (20.0, 20.0), "夜间": (9.0, 9.0), "回放": (5.0, None)},
    ),
    *word_rows("negative", {"复杂": (17.0, 14.0), "延迟": (14.0, 15.0)}),
    *word_rows("positive", {"实用": (30.0, 20.0)}),
]


def _many(platforms: int, pieces: int) -> Rows:
    return [row for i in range(platforms) for row in piece_rows(pieces, platform=f"平台{'甲乙丙丁戊己庚辛壬癸'[i]}")]


def test_without_content_and_feedback_there_is_no_page() -> None:
    assert platforms_page(dataset({}), voice()) is None
    assert hits(dataset({}), voice()) is None


@pytest.mark.parametrize(
    ("rows", "lang"),
    [
        *((piece_rows(count), lang) for count, lang in ((1, "zh"), (6, "en"), (120, "zh"))),
        *((_many(*counts), lang) for counts, lang in (((4, 30), "en"), ((10, 12), "zh"), ((3, 2), "en"))),
    ],
)
def test_any_amount_of_content_fills_both_pages(rows: Rows, lang: str) -> None:
    data = dataset({"contents": rows})
    finished(platforms_page, data, lang)
    if len(rows) > 2:
        finished(hits, data, lang)
    finished(hits, dataset({"contents": rows, "feedback": WORDS}), lang)


@LANGS
def test_feedback_alone_is_a_page(lang: str) -> None:
    slide = finished(hits, dataset({"feedback": WORDS}), lang)
    assert slide.tables == ("feedback",)


def test_reads_are_compared_and_the_leading_platform_is_named() -> None:
    before = JUNE.previous
    rows = [*piece_rows(20), *piece_rows(5, platform="社群"), *piece_rows(10, month=before)]
    slide = finished(platforms_page, dataset({"contents": rows}))
    assert slide.title.startswith("6月内容阅读11.8万次，为上月的5.7倍，短视频占94.8%")


def test_a_slot_with_under_three_pieces_is_blank() -> None:
    rows = _many(2, 60)
    grid = of_kind(made(platforms_page, dataset({"contents": rows})), Grid)[1]
    shown = [isinstance(cell, Number) for row in grid.rows for cell in row.cells[1:]]
    assert sum(shown) == 7  # every piece stands at noon: one slot a weekday
    assert len(shown) == 42


def test_few_pieces_are_a_table_not_a_cloud() -> None:
    draft = made(hits, dataset({"contents": piece_rows(6)}))
    assert not of_kind(draft, Scatter)
    assert of_kind(draft, Grid)


def test_the_cloud_names_six_hits_shortly_and_keeps_all_points_of_a_month() -> None:
    (cloud,) = of_kind(made(hits, dataset({"contents": piece_rows(150)})), Scatter)
    assert len(cloud.points) == 150
    named = [point.name for point in cloud.points if point.labelled]
    assert len(named) == 6
    assert all(len(name) <= 12 for name in named)


def test_features_of_hits_are_bars_from_five_hits_on() -> None:
    (bars,) = of_kind(made(hits, dataset({"contents": piece_rows(150)})), Bars)
    assert bars.categories[0] == "热点"
    assert bars.series[0].values[0] > 1


def _listed(words: Rows) -> list[str]:
    grid = of_kind(made(hits, dataset({"contents": piece_rows(30), "feedback": words})), Grid)[-1]
    return [cell.text for row in grid.rows if isinstance(cell := row.cells[1], Words)]


def test_feedback_lists_the_first_three_words_of_a_kind_and_names_the_new_ones_in_the_note() -> None:
    assert _listed(WORDS) == ["教程", "优惠", "案例", "复杂", "延迟", "实用"]
    note = finished(hits, dataset({"contents": piece_rows(30), "feedback": WORDS})).note
    assert "反馈每类列提及前3位和环比增幅最大的词" in note
    assert "上月未出现：回放" in note


def test_the_word_that_grew_the_most_is_listed_wherever_it_stands() -> None:
    counts = {"复杂": (178.0, 149.0), "延迟": (146.0, 118.0), "闪退": (92.0, 121.0), "客服慢": (84.0, 80.0)}
    words = word_rows("negative", {**counts, "券难用": (73.0, 52.0), "缺货": (61.0, None)})
    assert _listed(words) == ["复杂", "延迟", "闪退", "券难用"]


def test_all_words_are_listed_where_there_are_few_and_nothing_is_said_of_a_choice() -> None:
    words = word_rows("negative", {"复杂": (17.0, 14.0), "延迟": (14.0, None)})
    note = finished(hits, dataset({"contents": piece_rows(30), "feedback": words})).note
    assert _listed(words) == ["复杂", "延迟"]
    assert "反馈每类" not in note


@LANGS
def test_the_rate_of_content_has_a_name_of_its_own(lang: str) -> None:
    slide = finished(platforms_page, dataset({"contents": piece_rows(20)}), lang)
    label = {column.key: column.label for column in of_kind(slide, Grid)[0].columns}["interaction_rate"]
    assert label == {"zh": "内容互动率", "en": "Content interaction rate"}[lang]
    assert f"{label} =" in slide.note or f"{label}=" in slide.note


def test_the_complaint_that_grew_most_is_offered() -> None:
    (offer,) = made(hits, dataset({"feedback": WORDS})).highlights
    assert "复杂" in offer.headline
    assert not offer.is_good


def test_long_names_of_platforms_keep_their_title() -> None:
    rows = [row for i in range(3) for row in piece_rows(12, platform=f"{LONG[:18]}{i}")]
    finished(platforms_page, dataset({"contents": rows}))


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("入夏清单：闲置整理别拖到换季", "入夏清单"),
        ("食材总放到过期？一张图看懂", "食材总放到过期"),
        ("没有任何标点的一个很长的标题", "没有任何标点的一个…"),
        ("短标题", "短标题"),
        ("How to pack, fast and light for a week", "How to pack"),
    ],
)
def test_a_point_is_named_by_the_first_clause_of_its_title(title: str, label: str) -> None:
    assert short_title(title) == label


@LANGS
def test_one_piece_is_said_as_one_and_is_no_superlative(lang: str) -> None:
    data = dataset({"contents": piece_rows(1), "feedback": word_rows("need", {"教程": (40.0, 30.0)})})
    for page in (platforms_page, hits):
        slide = finished(page, data, lang)
        said = f"{slide.title}{slide.subtitle}{slide.note}"
        assert not any(word in said for word in ("最高", "最多", "highest", "most", "1 pieces"))
        assert not of_kind(slide, Bars)
