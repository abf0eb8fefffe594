"""A person's changes: found shape by shape, turned into rows that the next build repeats, numbers never."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from opsreport.compose.conclude import concluded, one_line
from opsreport.compose.edits import (
    Change,
    Edits,
    Repeated,
    approval_text,
    changes,
    edits_of,
    edits_text,
    number_changes,
    numbers_of,
)
from opsreport.model.block import Insight, Note
from opsreport.model.period import Period
from opsreport.model.report import Report
from opsreport.model.table import Dataset
from opsreport.render.deck import render_deck
from opsreport.render.deck.outline import outline
from opsreport.schemas.starter import REMARKS
from opsreport.wording.voice import wording
from tests.render import gallery
from tests.sample_report import STARTER, report_of

BOOK = "运营数据.xlsx"
KEPT = ("front", "kpi", "channel", "user", "campaign")


def outlined(**pages: Mapping[str, str]) -> dict[str, str]:
    """An outline of pages (their "/" written "__") with the texts of their slots."""
    names = {page: page.replace("__", "/") for page in pages}
    texts = {f"{names[page]}/{slot}": text for page, slots in pages.items() for slot, text in slots.items()}
    return {"slides": "\n".join(names.values()), **texts}


# -- what differs


def test_equal_outlines_have_no_changes() -> None:
    one = outlined(kpi__a={"title": "一", "1/table[1,1]": "头"})
    assert changes(one, dict(one)) == ()


def test_moved_line_breaks_and_spaces_are_no_change() -> None:
    built, edited = (
        {"slides": "a/b", "a/b/title": text} for text in ("收入 872万元，\n高于目标", "收入872万元，高于\n目标 ")
    )
    assert changes(built, edited) == ()


def test_a_space_inside_a_number_is_one() -> None:
    built, edited = ({"slides": "a/b", "a/b/title": text} for text in ("872万元", "8 72万元"))
    assert [change.has_digit_change for change in changes(built, edited)] == [True]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("872万元", "882万元"),
        ("872万元", "872亿元"),
        ("872万元", "８８２万元"),
        ("+2.5个百分点", "−2.5个百分点"),
        ("5.1%", "51%"),
        ("甲12%、乙8%", "甲8%、乙12%"),
        ("好", "好 3"),
        ("一 3\n二", "二"),
        ("1:4.3", "1:4.2"),
        ("①", "②"),
    ],
)
def test_a_changed_digit_is_seen(before: str, after: str) -> None:
    (change,) = changes(outlined(a__b={"1/text": before}), outlined(a__b={"1/text": after}))
    assert change.has_digit_change


@pytest.mark.parametrize(
    ("before", "after"), [("872万元高于", "８７２万元超过"), ("−2%，降", "-2%，低"), ("１：２", "1:2")]
)
def test_the_same_number_written_otherwise_is_no_changed_digit(before: str, after: str) -> None:
    assert numbers_of(before) == numbers_of(after)


def test_number_changes_pair_old_and_new() -> None:
    assert number_changes("872万元，109%，3项", "882万元，109%") == (("872万", "882万"), ("3", ""))


def test_slides_added_removed_and_moved() -> None:
    built = outlined(
        a__one={"title": "一"}, a__two={"title": "二 2"}, a__three={"title": "三"}, a__four={"title": "四"}
    )
    edited = outlined(a__four={"title": "四"}, a__one={"title": "一"}, a__three={"title": "三"})
    edited["slides"] += "\n+300"
    edited["+300/+标题 1"] = "新 9"
    assert [(c.shape, c.kind, c.has_digit_change) for c in changes(built, edited)] == [
        ("a/two", "slide_removed", True),
        ("+300", "slide_added", True),
        ("a/four", "slide_moved", False),
    ]


def test_table_cells_are_named_by_their_labels() -> None:
    cells = {
        "1/table[1,2]": "指标",
        "1/table[1,3]": "实际",
        "1/table[2,1]": "1",
        "1/table[2,2]": "总营收",
        "1/table[2,3]": "872",
    }
    (change,) = changes(outlined(a__b=cells), outlined(a__b={**cells, "1/table[2,3]": "882"}))
    assert (change.shape, change.before, change.after) == ("a/b/1/table[总营收 · 实际]", "872", "882")


def test_a_row_taken_out_leaves_the_others_alone() -> None:
    def rows(*names: str) -> dict[str, str]:
        cells = {"1/table[1,1]": "名", "1/table[1,2]": "数"}
        for number, name in enumerate(names, 2):
            cells |= {f"1/table[{number},1]": name, f"1/table[{number},2]": f"{len(name)}0"}
        return cells

    found = changes(outlined(a__b=rows("甲", "乙乙", "丙丙丙")), outlined(a__b=rows("甲", "丙丙丙")))
    assert [(c.shape, c.before, c.after) for c in found] == [
        ("a/b/1/table[乙乙 · 名]", "乙乙", ""),
        ("a/b/1/table[乙乙 · 数]", "20", ""),
    ]


def test_a_change_knows_its_page() -> None:
    assert Change("kpi/a/1/text", "", "x", False).page == "kpi/a"
    assert Change("+300/+标题", "", "x", False).page == "+300"
    assert Change("kpi/a", "1", "2", False, "slide_moved").page == "kpi/a"


# -- the sample review, edited as PowerPoint would


Edit = Callable[[Any], None]


def kept(report: Report) -> Report:
    return replace(report, sections=tuple(section for section in report.sections if section.key in KEPT))


def deck_of(report: Report) -> bytes:
    return render_deck(kept(report), gallery.HOUSE, gallery.MOMENT)


@cache
def built(lang: str = "zh") -> bytes:
    return deck_of(report_of(lang=lang))


@cache
def seen(lang: str = "zh") -> Mapping[str, str]:
    return outline(built(lang))


def shape_of(deck: Any, name: str) -> Any:
    return next(shape for slide in deck.slides for shape in slide.shapes if shape.name == name)


def words(name: str, old: str, new: str) -> Edit:
    """New words in the paragraph that says the old ones, which PowerPoint splits into runs."""

    def apply(deck: Any) -> None:
        paragraph = next(p for p in shape_of(deck, name).text_frame.paragraphs if old in p.text)
        text = paragraph.text.replace("\v", "").replace(old, new)
        first, *others = paragraph.runs
        for element in (*(run._r for run in others), *paragraph._p.findall(qn("a:br"))):
            paragraph._p.remove(element)
        second = deepcopy(first._r)
        first._r.addnext(second)
        first.text, paragraph.runs[1].text = text[: len(text) // 2], text[len(text) // 2 :]

    return apply


def line_after(name: str, old: str, text: str) -> Edit:
    """A new paragraph behind the one that says the old words."""

    def apply(deck: Any) -> None:
        paragraph = next(p for p in shape_of(deck, name).text_frame.paragraphs if old in p.text)
        twin = deepcopy(paragraph._p)
        paragraph._p.addnext(twin)
        runs = twin.findall(qn("a:r"))
        for run in runs[1:]:
            twin.remove(run)
        runs[0].find(qn("a:t")).text = text

    return apply


def edited(*edits: Edit, lang: str = "zh") -> tuple[Change, ...]:
    deck = Presentation(io.BytesIO(built(lang)))
    for edit in edits:
        edit(deck)
    out = io.BytesIO()
    deck.save(out)
    return changes(seen(lang), outline(out.getvalue()))


def judged(*edits: Edit, lang: str = "zh") -> Edits:
    return edits_of(edited(*edits, lang=lang), report_of(lang=lang).dataset, wording(lang))


def reasons(edits: Edits) -> list[str]:
    return [one.reason for one in edits.left]


TITLE = words("target/revenue/title", "高于目标", "超过目标")
CAUSE = words("target/revenue/3/insight", "年度会员开通集中", "年度会员集中开通")
READING = words("target/revenue/3/insight", "为其中最高", "是最高的一个月")
BAR = words("channel/ranking/2/conclusion", "随手分享减少", "顺手分享减少")
CARD = words("front/summary/1/card1/text", "7月做好", "7月抓好")
NOTE = words("churn/funnel/4/insight", "结算页才显示", "到结算页才显示")
STEP = words("campaign/economics/4/insight", "7月改为每周三", "7月起改为每周三")


@pytest.mark.slow
def test_a_title_is_a_row_of_its_page() -> None:
    (row,) = judged(TITLE).rows
    assert (row.object_type, row.object_id, row.kind) == ("page", "target/revenue", "title")
    assert "超过目标72万元，连续4个月达成；1–6月" in row.text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "of", "author"),
    [
        (CAUSE, ("metric", "revenue", "cause"), "林晓峰"),
        (CARD, ("metric", "revenue", "next"), "林晓峰"),
        (BAR, ("channel", "社交裂变", "cause"), ""),
        (NOTE, ("funnel", "发起支付", "cause"), ""),
        (STEP, ("campaign", "品牌专场直播", "next"), ""),
    ],
    ids=["reading", "card", "bar", "remark", "campaign"],
)
def test_typed_words_are_found_wherever_they_stand(edit: Edit, of: tuple[str, str, str], author: str) -> None:
    edits = judged(edit)
    (row,) = edits.rows
    assert (row.object_type, row.object_id, row.kind, row.author) == (*of, author)
    assert edits.left == ()


def test_a_computed_reading_becomes_the_conclusion_of_its_page() -> None:
    (row,) = judged(READING).rows
    assert (row.object_id, row.kind) == ("target/revenue", "conclusion")
    first, second = row.text.split("\n")
    assert first.endswith("是最高的一个月")
    assert second == seen()["target/revenue/3/insight"].split("\n")[2]


def test_a_new_line_of_a_reading_joins_the_conclusion() -> None:
    (row,) = judged(line_after("target/revenue/3/insight", "为其中最高", "会员节的效果还要看下月续费")).rows
    assert row.text.split("\n")[1] == "会员节的效果还要看下月续费"
    assert len(row.text.split("\n")) == 3


NUMBERS = {
    "title": words("target/revenue/title", "872", "882"),
    "cause": words("target/revenue/3/insight", "566.8", "576.8"),
    "reading": words("target/revenue/3/insight", "109%", "１１９%"),
    "new line": line_after("target/revenue/3/insight", "为其中最高", "其中3成是老会员"),
    "subtitle": words("target/revenue/subtitle", "2024", "2023"),
    "card": words("front/summary/1/card1/heading", "872", "900"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_changed_number_never_becomes_a_row(name: str) -> None:
    edits = judged(NUMBERS[name])
    assert edits.rows == ()
    assert [one.has_digit_change for one in edits.left] == [True]


def test_words_and_a_number_of_one_panel_are_told_apart() -> None:
    edits = judged(CAUSE, NUMBERS["reading"])
    assert [row.kind for row in edits.rows] == ["cause"]
    assert [one.has_digit_change for one in edits.left] == [True]


def test_a_word_of_the_plan_says_the_cell_it_comes_from() -> None:
    (left,) = judged(words("front/summary/4/panel", "追加预算", "加预算")).left
    assert (left.reason, left.has_digit_change) == ("typed_in", False)
    assert left.place.startswith("运营数据.xlsx › 计划!")


def test_computed_words_without_a_home_are_left() -> None:
    assert reasons(judged(words("target/revenue/subtitle", "实际对比目标", "实际与目标"))) == ["computed"]


def test_a_title_too_long_for_its_page_is_left() -> None:
    assert reasons(judged(words("target/revenue/title", "高于目标", "高于" + "很长" * 60 + "的目标"))) == ["title_long"]


def test_one_remark_changed_in_two_ways_is_taken_once() -> None:
    other = words("driver/revenue/4/insight", "年度会员开通集中", "年度会员都在此时开通")
    edits = judged(CAUSE, other)
    assert [row.kind for row in edits.rows] == ["cause"]
    assert reasons(edits) == ["twice"]


def test_words_changed_with_their_frame_are_left_with_their_cell() -> None:
    edits = judged(words("paid/roi/3/insight", "信息流B平台原因：素材", "这个平台的素材"))
    assert edits.rows == ()
    assert reasons(edits) == ["frame"]
    assert edits.left[0].place.startswith("运营数据.xlsx › 渠道!")


def test_a_chart_a_table_and_what_was_added_or_removed_are_left() -> None:
    def change(deck: Any) -> None:
        shape_of(deck, "kpi/scoreboard/1/table").table.cell(1, 2).text_frame.text = "999"
        points = shape_of(deck, "driver/revenue/1/chart").chart._chartSpace.findall(f".//{qn('c:val')}//{qn('c:v')}")
        points[0].text = "12345"
        subtitle = shape_of(deck, "kpi/scoreboard/subtitle")._element
        subtitle.getparent().remove(subtitle)
        added = deck.slides[0].shapes.add_textbox(0, 0, Inches(1), Inches(1))
        added.text_frame.text = "只是一句话"

    edits = judged(change)
    assert edits.rows == ()
    assert sorted(reasons(edits)) == ["added", "chart", "computed", "removed"]


def test_a_page_is_moved_and_said_so() -> None:
    def move(deck: Any) -> None:
        ids = deck.slides._sldIdLst
        ids.insert(2, ids[5])

    found = edited(move)
    assert [change.kind for change in found] == ["slide_moved"]
    assert "第" in approval_text(found, wording("zh"))


@pytest.mark.parametrize(
    ("text", "line"),
    [("一，\n二", "一，二"), ("Revenue is\nabove", "Revenue is above"), ("ROI\n为1", "ROI为1"), ("", "")],
)
def test_lines_join_as_their_script_asks(text: str, line: str) -> None:
    assert one_line(text) == line


# -- what is printed


def block_of(text: str) -> list[dict[str, str]]:
    """The rows of the pasted block, as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(text.split("\n\n")[0]), dialect="excel-tab"))


def told(*edits: Edit, lang: str = "zh") -> str:
    return edits_text(edited(*edits, lang=lang), report_of(lang=lang).dataset, wording(lang))


def test_the_block_has_the_headers_and_choices_of_the_sheet() -> None:
    rows = block_of(told(TITLE, READING, NUMBERS["card"]))
    assert list(rows[0]) == [column.headers[0] for column in REMARKS.columns]
    assert [(row["月份"], row["对象类型"], row["对象"], row["类别"]) for row in rows] == [
        ("2025-06", "页面", "target/revenue", "标题"),
        ("2025-06", "页面", "target/revenue", "结论"),
    ]
    assert "\n" in rows[1]["内容"]


def test_changed_numbers_are_listed_with_old_and_new() -> None:
    text = told(NUMBERS["title"])
    assert "872" in text
    assert "882" in text
    assert "月份\t" not in text


def test_nothing_changed_is_one_line() -> None:
    assert told().count("\n") == 1
    assert approval_text((), wording("en")).count("\n") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reason_and_kind_has_words(lang: str) -> None:
    voice, dataset = wording(lang), report_of(lang=lang).dataset
    some = [Change("a/b", "1", "2", False, kind) for kind in ("slide_added", "slide_removed", "slide_moved")]
    some += [
        Change(f"target/revenue/{slot}", "甲 1", "乙 2", True)
        for slot in ("title", "1/tier 1: 值[6月]", "x", "3/insight")
    ]
    assert "target/revenue" in edits_text(some, dataset, voice)
    assert approval_text(some, voice).count("!!") == 5


def test_approval_shouts_each_changed_number() -> None:
    text = approval_text(edited(NUMBERS["title"], TITLE, CAUSE), wording("zh"))
    assert "872万 → 882万" in text
    assert text.count("!!") == 2
    assert "target/revenue/3/insight" in text


def test_a_text_that_a_spreadsheet_takes_for_a_formula_stays_text() -> None:
    rows = block_of(told(words("target/revenue/title", "6月总营收872万元，", "=6月总营收872万元，")))
    assert rows[0]["内容"].startswith(" =6月")


# -- what a missing cause becomes


def owed_report(folder: Path) -> Report:
    """The sample without the typed cause of 客单价."""
    shutil.copytree(STARTER, folder)
    book = openpyxl.load_workbook(folder / BOOK)
    for row in book["核心指标"].iter_rows(min_row=2):
        if row[0].value == "2025-06" and row[1].value == "客单价":
            row[9].value = None
    book.save(folder / BOOK)
    return report_of(folder)


@pytest.mark.slow
def test_a_cause_written_over_the_owed_mark_is_a_row_of_its_metric(tmp_path: Path) -> None:
    report = owed_report(tmp_path / "data")
    before = outline(render_deck(kept(report), gallery.HOUSE, gallery.MOMENT))
    name = next(key for key, text in before.items() if key.startswith("kpi/") and "客单价原因待补充" in text)

    def after(text: str) -> Edits:
        changed = {**before, name: before[name].replace("客单价原因待补充", f"客单价{text}")}
        return edits_of(changes(before, changed), report.dataset, wording("zh"))

    expected = Repeated("metric", "aov", "cause", "小额订单占比上升")
    assert after("原因：小额订单占比上升").rows == after("小额订单占比上升").rows == (expected,)
    assert after("原因：小额订单占三成，约30%").rows == ()


# -- there and back


def with_rows(folder: Path, block: str) -> Path:
    """A copy of the sample with the block pasted into a sheet 点评."""
    shutil.copytree(STARTER, folder)
    book = openpyxl.load_workbook(folder / BOOK)
    sheet = book.create_sheet("点评")
    for row in csv.reader(io.StringIO(block), dialect="excel-tab"):
        sheet.append(row)
    book.save(folder / BOOK)
    return folder


def test_the_next_build_says_the_persons_words(tmp_path: Path) -> None:
    edits = (TITLE, CAUSE, READING, BAR, CARD, NOTE, STEP)
    report = report_of(with_rows(tmp_path / "data", told(*edits).split("\n\n")[0]))
    again = outline(deck_of(report))
    assert "超过目标" in again["target/revenue/title"]
    reading = again["target/revenue/3/insight"].split("\n")
    assert reading[1].startswith("〔负责人说明〕")
    assert reading[1].endswith("是最高的一个月")
    assert "年度会员集中开通" in again["target/revenue/3/insight"]
    assert "年度会员开通集中" not in "\n".join(again.values())
    assert "顺手分享减少" in again["channel/ranking/2/conclusion"]
    assert "7月抓好" in again["front/summary/1/card1/text"]
    assert "到结算页才显示" in again["churn/funnel/4/insight"]
    assert "7月起改为每周三" in again["campaign/economics/4/insight"]
    assert "点评" in again["target/revenue/source"]
    numbers = {name: numbers_of(text) for name, text in seen().items() if not name.endswith("/source")}
    changed = {name for name in numbers if numbers_of(again[name]) != numbers[name]}
    assert changed <= {"target/revenue/3/insight"}, "a marked line is longer: only what stands below it may leave"


@pytest.mark.slow
def test_a_second_round_changes_the_persons_words_again(tmp_path: Path) -> None:
    report = report_of(with_rows(tmp_path / "data", told(READING).split("\n\n")[0]))
    before = outline(deck_of(report))
    name = "target/revenue/3/insight"
    after = {**before, name: before[name].replace("是最高的一个月", "是一年里最高的")}
    (row,) = edits_of(changes(before, after), report.dataset, wording("zh")).rows
    assert (row.object_id, row.kind) == ("target/revenue", "conclusion")
    assert row.text.split("\n")[0].endswith("是一年里最高的")
    assert "负责人说明" not in row.text


def test_a_line_that_is_still_computed_bears_no_mark() -> None:
    computed, cause = Note("完成率**109%**"), Note("原因：一", typed=True)
    table = replace(report_of().dataset["commentary"])
    rows = {"month": ["2025-06"], "object_type": ["page"], "object_id": ["kpi/x"], "kind": ["conclusion"]}
    frame = pd.DataFrame({**rows, "text": ["完成率109%\n\n会员节之后要看续费"], "author": ["周航"]})
    dataset = Dataset(Period.parse("2025-06"), {"commentary": replace(table, frame=frame, places={})})
    (block,) = concluded((Insight("解读", (computed, Note("别的"), cause)),), "kpi/x", dataset, wording("zh"))
    assert isinstance(block, Insight)
    assert block.notes == (computed, Note("会员节之后要看续费", typed=True, author="周航"), cause)


@pytest.mark.slow
def test_a_conclusion_keeps_typed_causes_and_stands_in_the_bar_where_there_is_no_reading(tmp_path: Path) -> None:
    header = "\t".join(column.headers[0] for column in REMARKS.columns)
    rows = [f"2025-06\t页面\t{page}\t结论\t我的结论\t周航" for page in ("target/revenue", "渠道排名")]
    report = report_of(with_rows(tmp_path / "data", "\n".join((header, *rows))))
    pages = {slide.id: slide for slide in report.slides}
    reading = next(block for block in pages["target/revenue"].blocks if isinstance(block, Insight))
    assert [(note.text, note.typed, note.author) for note in reading.notes[:1]] == [("我的结论", True, "周航")]
    assert len(reading.notes) == 3
    assert outline(deck_of(report))["channel/ranking/2/conclusion"] == "〔负责人说明〕我的结论"


@pytest.mark.slow
def test_the_english_deck_goes_there_and_back(tmp_path: Path) -> None:
    name = "target/revenue/3/insight"
    text = told(words(name, "the highest", "clearly the highest"), lang="en")
    (row,) = block_of(text)
    assert (row["About"], row["Kind"]) == ("Page", "Conclusion")
    report = report_of(with_rows(tmp_path / "data", text.split("\n\n")[0]), "en")
    assert "clearly the highest" in outline(deck_of(report))[name]
