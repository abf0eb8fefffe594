"""The guard is guarded: every kind of fault put into a deck on purpose is found."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches, Pt

from opsreport.model.report import Report
from opsreport.render.deck import render_deck
from tests.invariants import deck_problems
from tests.render import gallery

KEPT = ("kpi/scoreboard", "plan/goals", "channel/ranking")
Fault = Callable[[Any], None]


def small_report() -> Report:
    report = gallery.report()
    sections = (replace(s, slides=tuple(one for one in s.slides if one.id in KEPT)) for s in report.sections)
    return replace(report, sections=tuple(s for s in sections if s.slides))


@pytest.fixture(scope="module")
def sound() -> bytes:
    return render_deck(small_report(), gallery.HOUSE, gallery.MOMENT)


def broken(data: bytes, fault: Fault) -> list[str]:
    deck = Presentation(io.BytesIO(data))
    fault(deck)
    out = io.BytesIO()
    deck.save(out)
    return deck_problems(out.getvalue())


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> list[str]:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(name, content)
    return deck_problems(out.getvalue())


def first_shape(deck: Any, ending: str) -> Any:
    return next(s for slide in deck.slides for s in slide.shapes if s.name.endswith(ending))


def test_a_sound_deck_has_no_fault(sound: bytes) -> None:
    assert deck_problems(sound) == []


def same_title(deck: Any) -> None:
    slides = list(deck.slides)
    slides[1].shapes.title.text_frame.text = slides[0].shapes.title.text_frame.text


def no_title(deck: Any) -> None:
    deck.slides[0].shapes.title.text_frame.text = ""


def outside(deck: Any) -> None:
    deck.slides[0].shapes.add_textbox(Inches(13), Inches(1), Inches(2), Inches(0.2)).name = "out"


def over_another(deck: Any) -> None:
    deck.slides[0].shapes.add_textbox(Inches(2), Inches(3), Inches(2), Inches(0.5)).name = "over"


def tiny_text(deck: Any) -> None:
    first_shape(deck, "/table").table.cell(1, 0).text_frame.paragraphs[0].runs[0].font.size = Pt(8)


def faint_text(deck: Any) -> None:
    from pptx.dml.color import RGBColor

    first_shape(deck, "/table").table.cell(1, 0).text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(
        200, 200, 200
    )


def no_alt(deck: Any) -> None:
    first_shape(deck, "/table")._element.xpath(".//p:cNvPr")[0].set("descr", " ")


def same_name(deck: Any) -> None:
    shapes = list(deck.slides[0].shapes)
    shapes[3].name = shapes[4].name


def same_id(deck: Any) -> None:
    deck.slides[0].shapes._spTree.xpath(".//p:cNvPr")[3].set("id", "2")


def unrendered(deck: Any) -> None:
    first_shape(deck, "/subtitle").text_frame.text = "{{ title }}"


def not_a_number(deck: Any) -> None:
    first_shape(deck, "/subtitle").text_frame.text = "达成率 nan"


def no_header_row(deck: Any) -> None:
    first_shape(deck, "/table").table.first_row = False


def stale_author(deck: Any) -> None:
    deck.core_properties.author = "Steve Canny"


FAULTS: dict[Fault, str] = {
    same_title: "title stands 2 times",
    no_title: "no title",
    outside: "leaves the slide",
    over_another: "overlap by",
    tiny_text: "text of 8.0 pt",
    faint_text: "C8C8C8 on",
    no_alt: "has no alt text",
    same_name: "shape name",
    same_id: "shape id 2 stands",
    unrendered: "forbidden text",
    not_a_number: "forbidden text",
    no_header_row: "header row is not flagged",
    stale_author: "core properties",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_is_found(sound: bytes, fault: Fault) -> None:
    assert any(FAULTS[fault] in problem for problem in broken(sound, fault))


def test_an_empty_placeholder_is_found(sound: bytes) -> None:
    def emptied(deck: Any) -> None:
        first_shape(deck, "/source").text_frame.text = ""

    assert any("is empty" in problem for problem in broken(sound, emptied))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'<c:dLblPos val="outEnd"/>', b'<c:dLblPos val="t"/>', "label position t"),
        (b'<c:axId val="', b'<c:axId val="-', "is negative"),
        (b"<c:v>", b"<c:v>9", "cache"),
    ],
)
def test_a_fault_in_a_chart_is_found(sound: bytes, old: bytes, new: bytes, said: str) -> None:
    with zipfile.ZipFile(io.BytesIO(sound)) as package:
        charts = [n for n in package.namelist() if n.startswith("ppt/charts/chart") and old in package.read(n)]
    assert any(said in problem for problem in replaced(sound, charts[0], old, new))


def test_a_relationship_to_nothing_is_found(sound: bytes) -> None:
    part = "ppt/slides/_rels/slide1.xml.rels"
    assert any("leads to absent" in p for p in replaced_path(sound, part))


def replaced_path(data: bytes, part: str) -> list[str]:
    """The package-level problems alone: such a deck cannot be opened."""
    from tests.invariants import package_problems

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"slideLayout", b"slideNowhere") if name == part else content)
    return list(package_problems(out.getvalue()))
