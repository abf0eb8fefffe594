"""Compose: pages in order, titles that fit and are true, small print, drafts and finals. On a section of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from opsreport.compose import compose
from opsreport.compose.final import open_points
from opsreport.errors import TemplateError
from opsreport.model.block import Callout, Insight, Note
from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.formula import Formula
from opsreport.model.number import derived
from opsreport.model.origin import Origin
from opsreport.model.report import Draft, Report, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import MONEY, RATE
from opsreport.recipe import Chapter, Recipe
from opsreport.render.measure import title_lines
from opsreport.sections import SectionIndex
from opsreport.templating import Sentences
from opsreport.wording.voice import Wording, wording
from tests.sections.factory import dataset, said

WORDS = """
{% macro first_title(f) %}{{ f.period|short_month }}收入{{ f.revenue|u }}，完成{{ f.rate|s }}{% endmacro %}
{% macro first_short(f) %}收入{{ f.revenue|u }}{% endmacro %}
{% macro first_subtitle(f) %}收入 | 万元{% endmacro %}
{% macro first_note(f) %}完成率=实际÷目标。{% endmacro %}
{% macro first_message(f) %}收入完成{{ f.rate|s }}。{% endmacro %}
{% macro other_title(f) %}共{{ f.pages }}页{% endmacro %}
{% macro gone_title(f) %}不会出现{% endmacro %}
"""
TERMS = {
    "report.demo.title": "演示月报",
    "chapter.demo": "演示",
    **{f"topic.demo.{page}": page for page in ("first", "other", "gone")},
}
KPI = [
    {"month": "2025-05", "metric_id": "revenue", "actual": 7_980_000.0, "target": 7_600_000.0},
    {"month": "2025-06", "metric_id": "revenue", "actual": 8_720_000.0, "target": 8_000_000.0},
]
DATA = dataset({"kpi": KPI}, meta={"confidential": "内部资料", "presenter": "张三"})
Page = Callable[[Dataset, Voice], Draft | None]


def first(data: Dataset, voice: Voice, notes: tuple[Note, ...] = ()) -> Draft:
    rows = data["kpi"].where(month=data.period, metric_id="revenue")
    revenue, target = rows.total("actual", MONEY), rows.total("target", MONEY)
    rate = derived(Formula("actual / target"), RATE, {"actual": revenue, "target": target})
    facts = {"period": data.period, "revenue": revenue, "rate": rate}
    return Draft("demo/first", facts, "8+4", (Callout("收入", revenue), Insight("解读", notes)), ("kpi",))


def gone(data: Dataset, voice: Voice) -> Draft | None:
    return None


def other(drafts: tuple[Draft, ...], data: Dataset, findings: Findings, voice: Voice) -> Draft:
    return Draft("demo/other", {"pages": len(drafts)}, "12", (), ())


def voice_of(folder: Path, words: str = WORDS) -> Wording:
    (folder / "demo.zh.j2").write_text(words, "utf-8")
    house = wording("zh")
    (folder / "alt.zh.j2").write_text("", "utf-8")
    return Wording("zh", {**house.terms, **TERMS}, _Both(Sentences("zh", _with_terms(folder)), house.sentences))


def _with_terms(folder: Path) -> Path:
    (folder / "terms.zh.toml").write_text('[measure]\nmoney = "{number}{unit}"\n[unit]\nyuan = "元"\n', "utf-8")
    return folder


class _Both(Sentences):
    """The demo's own sentences, and the house's for descriptions of blocks."""

    def __init__(self, own: Sentences, house: Sentences) -> None:
        self.own, self.house, self.lang = own, house, "zh"

    def lines(self, file: str, macro: str, facts: object) -> tuple[str, ...]:
        return (self.house if file == "alt" else self.own).lines(file, macro, facts)  # type: ignore[arg-type]


def composed(voice: Wording, page: Page = first, data: Dataset = DATA, **options: bool) -> Report:
    recipe = Recipe("demo", "report.demo.title", "", (Chapter("demo", 1, ("demo/first", "demo/gone", "demo/other")),))
    sections = (SectionIndex("kpi", {"demo/first": page, "demo/gone": gone}, {"demo/other": other}),)
    return compose(recipe, data, Findings(), voice, sections=sections, **options)


def test_pages_stand_in_order_and_one_without_data_is_left_out(tmp_path: Path) -> None:
    report = composed(voice_of(tmp_path))
    assert [slide.id for slide in report.slides] == ["demo/first", "demo/other"]
    assert report.slides[1].title == "共1页"  # the second pass saw the first
    assert (report.sections[0].title, report.sections[0].message) == ("演示", "收入完成109%。")


def test_a_draft_may_keep_the_place_of_a_missing_page(tmp_path: Path) -> None:
    report = composed(voice_of(tmp_path), keep_missing=True)
    assert [slide.id for slide in report.slides] == ["demo/first", "demo/gone", "demo/other"]
    assert report.slides[1].title == "gone：本期未提供数据"


def test_a_page_says_what_where_and_from_where(tmp_path: Path) -> None:
    slide = composed(voice_of(tmp_path)).slides[0]
    assert slide.title == "6月收入872万元，完成109%"
    assert (slide.subtitle, slide.note) == ("收入 | 万元", "注：完成率=实际÷目标。")
    assert slide.tracker == "01 演示 | first"
    assert slide.source == "数据来源：test.xlsx › kpi；截至2025-06-30"
    assert slide.blocks[0].alt == "收入 872万元"


def test_speaker_notes_carry_formula_and_cells_and_can_be_turned_off(tmp_path: Path) -> None:
    notes = composed(voice_of(tmp_path)).slides[0].speaker_notes.splitlines()
    assert "收入：872万元；test.xlsx › kpi!D3" in notes
    assert "标题：109% = 实际 ÷ 目标；test.xlsx › kpi!D3,C3" in notes
    assert composed(voice_of(tmp_path), with_notes=False).slides[0].speaker_notes == ""


def test_the_footer_says_draft_until_final_and_sample_always(tmp_path: Path) -> None:
    voice = voice_of(tmp_path)
    assert composed(voice).footer == "云杉生活 · 演示月报 2025年6月 · 内部资料 · 草稿"
    sample = dataset({"kpi": KPI}, meta={"is_sample": "是"})
    assert composed(voice, data=sample, is_final=True).footer == "云杉生活 · 演示月报 2025年6月 · 示例数据"


def test_a_long_title_gives_way_to_the_short_one_and_two_long_ones_are_an_error(tmp_path: Path) -> None:
    long = WORDS.replace("{% macro first_title(f) %}", "{% macro first_title(f) %}" + "很长的标题" * 30)
    assert composed(voice_of(tmp_path, long)).slides[0].title == "收入872万元"
    both = long.replace("{% macro first_short(f) %}", "{% macro first_short(f) %}" + "也很长" * 60)
    with pytest.raises(TemplateError, match=r"demo/first does not fit.*很长的标题.*也很长"):
        composed(voice_of(tmp_path, both))


@pytest.mark.parametrize("macro", ["first_title", "first_subtitle"])
def test_a_number_that_is_no_fact_is_an_error_that_names_it(tmp_path: Path, macro: str) -> None:
    words = WORDS.replace(f"{{% macro {macro}(f) %}}", f"{{% macro {macro}(f) %}}增长42%，")
    with pytest.raises(TemplateError, match=r"demo/first says 42%, .*增长42%"):
        composed(voice_of(tmp_path, words))


def test_a_superlative_without_a_strict_fact_is_an_error(tmp_path: Path) -> None:
    words = WORDS.replace("{% macro first_title(f) %}", "{% macro first_title(f) %}各渠道最高，")
    with pytest.raises(TemplateError, match="demo/first says “最高”"):
        composed(voice_of(tmp_path, words))


def test_the_source_line_names_what_the_numbers_were_read_from(tmp_path: Path) -> None:
    def declared_wrong(data: Dataset, voice: Voice) -> Draft:
        return replace(first(data, voice), tables=("channels", "metric_defs"))

    both = dataset({"kpi": KPI, "channels": [{"month": "2025-06", "channel_id": "搜索", "visits": 1.0}]})
    assert composed(voice_of(tmp_path), declared_wrong, both).slides[0].source.startswith("数据来源：test.xlsx › kpi；")


def test_the_source_line_names_the_sheet_of_a_typed_text(tmp_path: Path) -> None:
    remark = said("metric", "revenue", "cause", "素材更新较慢")
    data = dataset({"kpi": KPI, "commentary": [remark, said("metric", "revenue", "owner", "素材")]})
    page = composed(voice_of(tmp_path), lambda d, v: first(d, v, (Note("素材更新较慢", typed=True),)), data).slides[0]
    assert page.source.startswith("数据来源：test.xlsx › kpi、commentary；")
    assert composed(voice_of(tmp_path), data=data).slides[0].source.startswith("数据来源：test.xlsx › kpi；")


def test_a_fact_that_is_printed_nowhere_has_no_line_in_the_notes(tmp_path: Path) -> None:
    def silent(data: Dataset, voice: Voice) -> Draft:
        draft = first(data, voice)
        unused = data["kpi"].where(month=data.period.previous).total("actual", MONEY)
        return replace(draft, facts={**draft.facts, "unused": unused})

    notes = composed(voice_of(tmp_path), silent).slides[0].speaker_notes
    assert "872万元" in notes
    assert "798万元" not in notes


def test_a_computed_bullet_is_proved_and_a_typed_one_is_not(tmp_path: Path) -> None:
    voice = voice_of(tmp_path)
    composed(voice, lambda data, v: first(data, v, (Note("投放增加42%", typed=True),)))
    with pytest.raises(TemplateError, match="insight of demo/first says 42%"):
        composed(voice, lambda data, v: first(data, v, (Note("投放增加42%"),)))


def titled(page: str, text: str) -> dict[str, object]:
    return {"month": "2025-06", "object_type": "page", "object_id": page, "kind": "title", "text": text}


@pytest.mark.parametrize("text", ["经营情况", "经营情况" * 40])
def test_a_later_page_of_the_same_title_has_its_topic_before_it(tmp_path: Path, text: str) -> None:
    rows = [titled("demo/first", text), titled("demo/other", text)]
    first_title, second = (
        slide.title for slide in composed(voice_of(tmp_path), data=dataset({"kpi": KPI, "commentary": rows})).slides
    )
    assert second.startswith("other：经营情况")
    assert first_title.startswith("经营情况")
    assert all(title_lines(title) for title in (first_title, second))


def test_a_typed_title_replaces_the_computed_one(tmp_path: Path) -> None:
    row = titled("demo/first", "我的标题9")
    assert composed(voice_of(tmp_path), data=dataset({"kpi": KPI, "commentary": [row]})).slides[0].title == "我的标题9"


def test_a_page_nobody_makes_lists_those_there_are(tmp_path: Path) -> None:
    recipe = Recipe("demo", "report.demo.title", "", (Chapter("demo", 1, ("demo/nowhere",)),))
    with pytest.raises(TemplateError, match=r"demo/nowhere.*demo/first"):
        compose(recipe, DATA, Findings(), voice_of(tmp_path), sections=(SectionIndex("kpi", {"demo/first": first}),))


@pytest.mark.parametrize("text", ["预算xx万元", "负责人：某某", "**互动率**：原因待补充", "TBD"])
def test_what_a_page_still_owes_is_an_open_point(tmp_path: Path, text: str) -> None:
    voice = voice_of(tmp_path)
    report = composed(voice, lambda data, v: first(data, v, (Note(text, typed=True),)))
    assert open_points(report, voice) == (f"第1页 first：{text.replace('**', '')}",)


@pytest.mark.parametrize("text", ["Xbox与XX1号店", "1×2", "maxxing"])
def test_a_name_is_not_an_open_point(tmp_path: Path, text: str) -> None:
    voice = voice_of(tmp_path)
    assert open_points(composed(voice, lambda d, v: first(d, v, (Note(text, typed=True),))), voice) == ()


def test_a_missing_cause_is_listed_with_its_cell(tmp_path: Path) -> None:
    voice = voice_of(tmp_path)
    finding = Finding("missing_cause", Severity.warn, (Origin("a.xlsx", "核心指标", "J9"),), {"seen": "互动率"})
    (point,) = open_points(replace(composed(voice), findings=Findings((finding,))), voice)
    assert "a.xlsx › 核心指标!J9" in point
