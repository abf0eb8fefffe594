"""The outline of a deck: what a person sees in it, whoever saved it, and which files are refused."""

from __future__ import annotations

import io
import time
import zipfile
from copy import deepcopy
from typing import Any

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from opsreport.errors import UsageError
from opsreport.render.deck import render_deck
from opsreport.render.deck.outline import DRAWING, PICTURE, SLIDES, outline
from tests.render import gallery

SLIDE = "ppt/slides/slide1.xml"


@pytest.fixture(scope="module")
def deck() -> bytes:
    return render_deck(gallery.report(), gallery.HOUSE, gallery.MOMENT)


@pytest.fixture(scope="module")
def seen(deck: bytes) -> dict[str, str]:
    return dict(outline(deck))


def edited(deck: bytes, change: Any) -> dict[str, str]:
    """The outline after a person's change."""
    opened = Presentation(io.BytesIO(deck))
    change(opened)
    out = io.BytesIO()
    opened.save(out)
    return dict(outline(out.getvalue()))


def named(deck: Any, name: str) -> Any:
    return next(shape for slide in deck.slides for shape in slide.shapes if shape.name == name)


def first(deck: Any, part: str) -> Any:
    return next(shape for slide in deck.slides for shape in slide.shapes if getattr(shape, part, False))


def with_part(deck: bytes, name: str, data: bytes) -> bytes:
    """The package with one part in the place of another, or more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            if entry != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, data)
    return out.getvalue()


def part(deck: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(deck)).read(name)


def plain_deck() -> Any:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    return deck


# -- what is seen


def test_every_text_that_a_library_reads_is_there(deck: bytes, seen: dict[str, str]) -> None:
    texts = {text.replace("\n", "") for text in seen.values()}
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame and not shape.name.endswith("/number"):
                text = "".join(shape.text_frame.text.replace("\v", "\n").split("\n"))
                assert not text.strip() or text in texts, shape.name
            elif shape.has_table:
                for number, row in enumerate(shape.table.rows, 1):
                    for column, cell in enumerate(row.cells, 1):
                        assert seen.get(f"{shape.name}[{number},{column}]", "") == cell.text_frame.text.strip()


def test_chart_values_are_those_of_the_chart_part(deck: bytes, seen: dict[str, str]) -> None:
    checked = 0
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if not shape.has_chart or shape.chart.plots[0].categories.depth != 1:
                continue
            for series in shape.chart.plots[0].series:
                for category, value in zip(shape.chart.plots[0].categories, series.values, strict=True):
                    key = f"{shape.name}: {series.name}[{category}]"
                    if value is not None and key in seen and f"{key} #2" not in seen:
                        assert float(seen[key]) == pytest.approx(value, rel=1e-9)
                        checked += 1
    assert checked > 20


def test_slides_are_listed_in_order(seen: dict[str, str]) -> None:
    slides = seen[SLIDES].split("\n")
    assert slides[:2] == [slide.id for slide in gallery.report().slides][:2]
    assert len(slides) == len(set(slides))


def test_page_numbers_and_notes_are_no_text_of_a_slide(seen: dict[str, str]) -> None:
    assert not [name for name in seen if name.endswith("/number")]
    assert not [text for text in seen.values() if "‹#›" in text]


def test_a_deck_saved_again_reads_the_same(deck: bytes, seen: dict[str, str]) -> None:
    assert edited(deck, lambda opened: None) == seen


# -- whatever a person does


def test_split_runs_and_breaks_read_as_one_text(deck: bytes, seen: dict[str, str]) -> None:
    name = next(key for key in seen if key.endswith("/insight"))

    def split(opened: Any) -> None:
        paragraph = named(opened, name).text_frame.paragraphs[-1]
        run = paragraph.runs[0]
        text, half = run.text, len(run.text) // 2
        twin = deepcopy(run._r)
        run._r.addnext(twin)
        run.text = text[:half]
        paragraph.runs[1].text = text[half:]

    assert edited(deck, split) == seen


def test_a_vertical_tab_is_a_line_end() -> None:
    deck = plain_deck()
    frame = deck.slides[0].shapes.add_textbox(0, 0, 100, 100).text_frame
    frame.text = "一\v二\n三"
    assert [*saved(deck).values()][1] == "一\n二\n三"


def saved(deck: Any) -> dict[str, str]:
    out = io.BytesIO()
    deck.save(out)
    return dict(outline(out.getvalue()))


def test_what_people_add_stands_below_its_page(deck: bytes) -> None:
    def add(opened: Any) -> None:
        shapes = opened.slides[1].shapes
        shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "领导备注"
        shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(1), Inches(1))
        group = shapes.add_group_shape()
        group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "组里的字"
        opened.slides.add_slide(opened.slide_layouts[0])

    after = edited(deck, add)
    page = after[SLIDES].split("\n")[1]
    added = {text: name for name, text in after.items() if name.startswith(f"{page}/+")}
    assert set(added) == {"领导备注", "组里的字", DRAWING}
    assert after[SLIDES].split("\n")[-1].startswith("+")


def test_hidden_slides_and_shapes_are_not_seen(deck: bytes, seen: dict[str, str]) -> None:
    title = next(name for name in seen if name.endswith("/title"))

    def hide(opened: Any) -> None:
        opened.slides[2]._element.set("show", "0")
        named(opened, title)._element[0][0].set("hidden", "1")

    after = edited(deck, hide)
    assert title not in after
    assert len(after[SLIDES].split("\n")) == len(seen[SLIDES].split("\n")) - 1


def test_a_copied_slide_has_names_of_its_own(deck: bytes) -> None:
    def copy(opened: Any) -> None:
        source = opened.slides[1]
        target = opened.slides.add_slide(source.slide_layout)
        for element in source.shapes._spTree.iterchildren(qn("p:sp")):
            target.shapes._spTree.append(deepcopy(element))

    after = edited(deck, copy)
    page = after[SLIDES].split("\n")[1]
    assert after[SLIDES].split("\n")[-1] == f"{page} #2"
    assert after[f"{page} #2/title"] == after[f"{page}/title"]


def test_two_shapes_of_one_name_are_both_there() -> None:
    deck = plain_deck()
    for text in ("一", "二", "三"):
        deck.slides[0].shapes.add_textbox(0, 0, 100, 100).text_frame.text = text
        deck.slides[0].shapes[-1].name = "同名"
    assert [text for name, text in saved(deck).items() if name != SLIDES] == ["一", "二", "三"]


def test_a_chart_of_a_person_and_its_typed_title_are_read() -> None:
    deck, data = plain_deck(), CategoryChartData()
    data.categories = ["甲", "甲"]
    data.add_series("数", (1.5, None))
    frame = deck.slides[0].shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(3), Inches(3), data)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "图名"
    frame.name = "图"
    after = saved(deck)
    assert {name.partition(": ")[2]: text for name, text in after.items() if ": " in name} == {
        "数[甲]": "1.5",
        "text": "图名",
    }


def test_what_a_program_wraps_for_others_is_read_once() -> None:
    deck = plain_deck()
    box = deck.slides[0].shapes.add_textbox(0, 0, 100, 100)
    box.text_frame.text = "公式"
    tree, mc = box._element.getparent(), "http://schemas.openxmlformats.org/markup-compatibility/2006"
    wrapper = etree.SubElement(tree, f"{{{mc}}}AlternateContent")
    for kind in ("Choice", "Fallback"):
        etree.SubElement(wrapper, f"{{{mc}}}{kind}").append(deepcopy(box._element))
    tree.remove(box._element)
    assert [*saved(deck).values()][1:] == ["公式"]


def test_pictures_show_only_that_they_are_there(tmp_path: Any) -> None:
    deck = plain_deck()
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c4944415478da63f8ffff3f0005fe02fea7d2a3dd0000000049454e44ae426082"
    )
    deck.slides[0].shapes.add_picture(io.BytesIO(png), 0, 0)
    assert [*saved(deck).values()][1].startswith(PICTURE)


# -- what is refused


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("_rels/.rels", b"<a>" + b" " * (60 << 20))
    return out.getvalue()


def wide_directory() -> bytes:
    return b"PK\x01\x02" * 20_000


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"not a deck at all", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), workbook(), bomb()],
    ids=["empty", "head", "text", "old or locked", "xlsx", "bomb"],
)
def test_a_file_that_is_no_deck_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError, match="cannot be read as a PowerPoint deck"):
        outline(data)


def test_a_directory_without_end_is_refused() -> None:
    with pytest.raises(UsageError, match="larger than any deck"):
        outline(wide_directory())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_deck_cut_off_is_refused(deck: bytes, share: float) -> None:
    with pytest.raises(UsageError):
        outline(deck[: int(len(deck) * share)])


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE p:sld [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld>&c;&x;</p:cSld></p:sld>"""


@pytest.mark.parametrize(
    "xml",
    [
        LAUGHS,
        LAUGHS.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"),
        b"<p:sld",
        b"",
        b"\xff\xfe\x00",
        b"<a>" * 100_000,
        b"<a/>" * 3_000_000,
        b"<a>" + b"<b/>" * 2_500_000 + b"</a>",
    ],
    ids=["entities", "entities in utf-16", "broken", "empty", "bytes", "deep", "roots", "wide"],
)
def test_hostile_xml_is_refused(deck: bytes, xml: bytes) -> None:
    started = time.process_time()
    with pytest.raises(UsageError, match="cannot be read as a PowerPoint deck"):
        outline(with_part(deck, SLIDE, xml))
    assert time.process_time() - started < 5


def test_a_list_of_slides_without_end_is_refused(deck: bytes) -> None:
    xml = part(deck, "ppt/presentation.xml").decode()
    head, _, tail = xml.partition("<p:sldId ")
    entry = "<p:sldId " + tail.partition("/>")[0] + "/>"
    with pytest.raises(UsageError, match="larger than any deck"):
        outline(with_part(deck, "ppt/presentation.xml", (head + entry * 20_000 + "<p:sldId " + tail).encode()))


@pytest.mark.slow
def test_one_chart_read_again_and_again_is_refused(deck: bytes) -> None:
    """Ten thousand frames over one large chart cost no more than the bound lets be read."""
    opened = plain_deck()
    data = CategoryChartData()
    data.categories = [str(n) for n in range(4000)]
    data.add_series("数", range(4000))
    frame = opened.slides[0].shapes.add_chart(XL_CHART_TYPE.LINE, 0, 0, 100, 100, data)._element
    for _ in range(2000):
        frame.getparent().append(deepcopy(frame))
    out = io.BytesIO()
    opened.save(out)
    started = time.process_time()
    with pytest.raises(UsageError, match="larger than any deck"):
        outline(out.getvalue())
    assert time.process_time() - started < 20


def test_a_missing_part_is_named(deck: bytes) -> None:
    rels = part(deck, "ppt/_rels/presentation.xml.rels").replace(b"slides/slide1.xml", b"slides/gone.xml")
    with pytest.raises(UsageError, match=r"gone\.xml"):
        outline(with_part(deck, "ppt/_rels/presentation.xml.rels", rels))
