"""The deck as a whole: the gallery of every block kind, templates of others, and what the package promises."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from opsreport.errors import TemplateError
from opsreport.model.block import Insight, Note
from opsreport.model.report import Report, Section, Slide
from opsreport.render.deck import render_deck
from opsreport.render.flow import paginated
from tests.invariants import check_deck
from tests.render import gallery


def one_page(slide: Slide) -> Report:
    return replace(gallery.report(), sections=(Section("kpi", 1, "核心指标", "", (slide,)),))


def page(**changed: object) -> Slide:
    told = Insight("解读", (Note("访问量上升"),))
    slide = Slide("kpi/test", 1, "01 | 测试", "标题", "副标题", "12", (told,), "注：无", "数据来源：无")
    return replace(slide, **changed)  # type: ignore[arg-type]


def opened(data: bytes) -> Presentation:
    return Presentation(io.BytesIO(data))


@pytest.fixture(scope="module")
def deck() -> bytes:
    return render_deck(gallery.report(), gallery.HOUSE, gallery.MOMENT)


def test_every_block_kind_makes_a_deck_without_a_fault(deck: bytes) -> None:
    """The deck was checked when it was written (conftest); here the check is named, and the pages counted."""
    check_deck(deck)
    assert len(opened(deck).slides) == len(paginated(gallery.report()).slides)


def test_the_same_report_gives_the_same_bytes(deck: bytes) -> None:
    assert render_deck(gallery.report(), gallery.HOUSE, gallery.MOMENT) == deck


def test_properties_are_the_reports_own(deck: bytes) -> None:
    core = opened(deck).core_properties
    assert (core.title, core.author, core.subject) == ("运营月报", "李楠", "2025年6月")
    assert core.created == core.modified == datetime(2025, 7, 3, 9, 30)


def test_slides_stand_in_powerpoint_sections(deck: bytes) -> None:
    xml = opened(deck).part.blob.decode()
    names = [section.title for section in gallery.report().sections]
    assert all(f'<p14:section name="{name}"' in xml for name in names)
    assert xml.count("<p14:sldId ") == len(opened(deck).slides)


def test_cards_and_cells_lead_to_their_pages(deck: bytes) -> None:
    slides = list(opened(deck).slides)
    target = next(s for s in slides if s.shapes.title.text_frame.text.startswith("9项有目标"))
    links = [s for s in slides[1].shapes if s.name.endswith("/link")]
    assert len(links) == 6
    assert all(link.click_action.target_slide.slide_id == target.slide_id for link in links)


def test_a_link_to_an_absent_page_is_left_out() -> None:
    report = replace(gallery.report(), sections=gallery.report().sections[:1])
    slides = opened(render_deck(report, gallery.HOUSE, gallery.MOMENT)).slides
    assert not [s for s in slides[1].shapes if s.name.endswith("/link")]


def test_the_chapter_is_bright_in_the_tracker(deck: bytes) -> None:
    slide = list(opened(deck).slides)[2]
    fills = [s.fill.fore_color.rgb for s in slide.shapes if "/chapters/" in s.name]
    assert len(fills) == 6
    assert [str(fill) for fill in fills].count("1E73BE") == 1


def test_the_title_comes_first_and_the_source_after_the_content(deck: bytes) -> None:
    names = [s.name for s in list(opened(deck).slides)[2].shapes]
    assert names[0] == "kpi/scoreboard/title"
    assert names[-3:] == ["kpi/scoreboard/source", "kpi/scoreboard/footer", "kpi/scoreboard/number"]


def test_a_title_that_does_not_fit_is_refused_with_its_text() -> None:
    title = "很长的标题" * 20
    with pytest.raises(TemplateError, match=title):
        render_deck(one_page(page(title=title)), gallery.HOUSE, gallery.MOMENT)


def test_blocks_and_places_must_agree() -> None:
    with pytest.raises(TemplateError, match="1 blocks for 2 places"):
        render_deck(one_page(page(arrangement="8+4")), gallery.HOUSE, gallery.MOMENT)


def test_what_does_not_fit_a_panel_is_kept_in_the_notes() -> None:
    notes = tuple(Note(f"第{i}条：" + "解读的文字" * 12) for i in range(1, 30))
    report = one_page(page(blocks=(Insight("解读", notes),), speaker_notes="讲稿"))
    slide = opened(render_deck(report, gallery.HOUSE, gallery.MOMENT)).slides[0]
    drawn = next(s for s in slide.shapes if s.name.endswith("/insight")).text_frame.text
    kept = slide.notes_slide.notes_text_frame.text
    assert kept.startswith("讲稿")
    assert "第1条" in drawn
    assert "第29条" not in drawn
    assert "第29条" in kept


def test_a_persons_words_outlast_computed_ones() -> None:
    computed = tuple(Note("计算出的文字" * 30) for _ in range(20))
    report = one_page(page(blocks=(Insight("解读", (*computed, Note("我的原因", typed=True))),)))
    slide = opened(render_deck(report, gallery.HOUSE, gallery.MOMENT)).slides[0]
    assert "〔负责人说明〕我的原因" in next(s for s in slide.shapes if s.name.endswith("/insight")).text_frame.text


def test_marks_of_xml_and_jinja_in_words_are_only_words() -> None:
    report = one_page(page(title='a < b & "c"', blocks=(Insight("<x>", (Note("5 > 3 & \x0b 控制符"),)),)))
    slide = opened(render_deck(report, gallery.HOUSE, gallery.MOMENT)).slides[0]
    assert slide.shapes.title.text_frame.text == 'a < b & "c"'


@pytest.mark.parametrize(("width", "names"), [(13.333, False), (13.333, True), (10, False)])
def test_another_companys_template_carries_the_deck(width: float, names: bool, tmp_path: Path) -> None:
    template = tmp_path / "company.pptx"
    foreign = Presentation()
    foreign.slide_width, foreign.slide_height = Inches(width), Inches(7.5)
    if names:
        for layout, name in zip(
            foreign.slide_layouts, ("标题幻灯片", "标题和内容", "节标题", "两栏", "比较", "仅标题"), strict=False
        ):
            layout.name = name
    foreign.slides.add_slide(foreign.slide_layouts[0]).shapes.title.text = "公司样例"
    foreign.save(str(template))
    kept = ("kpi/scoreboard", "plan/resources", "front/cover")
    sections = tuple(
        replace(section, slides=tuple(s for s in section.slides if s.id in kept))
        for section in gallery.report().sections
    )
    data = render_deck(replace(gallery.report(), sections=sections), template, gallery.MOMENT)
    titles = [slide.shapes.title.text_frame.text for slide in opened(data).slides]
    assert len(titles) == 3
    assert "公司样例" not in titles


def test_a_file_that_is_no_template_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pptx"
    wrong.write_bytes(b"not a zip")
    for path in (wrong, tmp_path / "absent.pptx"):
        with pytest.raises(TemplateError, match="cannot be opened"):
            render_deck(gallery.report(), path, gallery.MOMENT)


def test_a_tiny_page_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "small.pptx"
    small = Presentation()
    small.slide_width, small.slide_height = Inches(6), Inches(4)
    small.save(str(template))
    with pytest.raises(TemplateError, match="at least 10"):
        render_deck(gallery.report(), template, gallery.MOMENT)


def test_the_house_template_is_what_its_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = compile((gallery.TEMPLATES / "build_house.py").read_text(encoding="utf-8"), "build_house.py", "exec")
    names: dict[str, object] = {"__name__": "build_house", "__file__": str(tmp_path / "build_house.py")}
    exec(code, names)
    names["main"]()  # type: ignore[operator]
    assert (tmp_path / "house.pptx").read_bytes() == gallery.HOUSE.read_bytes()
