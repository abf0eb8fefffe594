"""LibreOffice opens deck and workbook, and draws the words of the deck where they were meant to stand."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pptx import Presentation

from tests.e2e.conftest import Built

pytestmark = pytest.mark.slow
POINT = 12_700
SLACK = 1.5
FIELD = "{http://schemas.openxmlformats.org/drawingml/2006/main}fld"
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


class Word(NamedTuple):
    """A word as drawn: its middle in points, and its letters."""

    x: float
    y: float
    text: str


class Frame(NamedTuple):
    """A shape's rectangle in points."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, word: Word) -> bool:
        across = self.left - SLACK <= word.x <= self.right + SLACK
        return across and self.top - SLACK <= word.y <= self.bottom + SLACK


@pytest.fixture(scope="module")
def pdf(soffice: str, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The PDF that LibreOffice makes of an output."""
    folder = tmp_path_factory.mktemp("pdf")

    def made(lang: str, suffix: str) -> Path:
        (path,) = built(lang).glob(f"*.{suffix}")
        target = folder / suffix / f"{path.stem}.pdf"
        if not target.exists():
            command = [soffice, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
            command += ["--convert-to", "pdf", "--outdir", str(target.parent), str(path)]
            done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=300)
            assert "Error" not in done.stdout + done.stderr
        return target

    return made


def pages_of(pdf: Path) -> list[list[Word]]:
    """The drawn words of each page."""
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext (poppler-utils)")
    layout = pdf.with_suffix(".html")
    subprocess.run(["pdftotext", "-bbox-layout", str(pdf), str(layout)], check=True)
    return [[*_words(body)] for body in layout.read_text("utf-8").split("<page ")[1:]]


def _words(body: str) -> Iterator[Word]:
    for found in WORD.finditer(body):
        left, top, right, bottom = map(float, found.groups()[:4])
        yield Word((left + right) / 2, (top + bottom) / 2, unescape(found[5]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_deck_has_a_page_a_slide(pdf: Any, built: Built, lang: str) -> None:
    (path,) = built(lang).glob("*.pptx")
    pages = pages_of(pdf(lang, "pptx"))
    assert len(pages) == len(Presentation(str(path)).slides) >= 17
    assert all(pages)


def test_the_workbook_opens(pdf: Any) -> None:
    assert len(pages_of(pdf("zh", "xlsx"))) > 10


class Shown(NamedTuple):
    """A shape of a slide: its name, its text ("" for none, a field, or one others lie under) and where it is."""

    name: str
    text: str
    frame: Frame


def shown(slide: Any) -> list[Shown]:
    return [Shown(shape.name, _text(shape), _frame(shape)) for shape in slide.shapes]


def _text(shape: Any) -> str:
    if not shape.has_text_frame or shape.name.endswith("overlay") or shape._element.findall(".//" + FIELD):
        return ""
    return str(shape.text_frame.text.strip())


def _frame(shape: Any) -> Frame:
    left, top, width, height = (int(v) / POINT for v in (shape.left, shape.top, shape.width, shape.height))
    if round(shape.rotation if hasattr(shape, "rotation") else 0) % 180 == 90:
        left, top, width, height = left + (width - height) / 2, top + (height - width) / 2, height, width
    return Frame(left, top, left + width, top + height)


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


def marks(text: str) -> Counter[str]:
    """What may be drawn before the paragraphs of a text: bullets, or their numbers."""
    count = len(text.splitlines())
    return letters("•" * count + "".join(map(str, range(1, count + 1))))


@pytest.fixture(scope="module", params=["zh", "en"])
def drawn(request: pytest.FixtureRequest, pdf: Any, built: Built) -> list[tuple[int, list[Shown], list[Word]]]:
    """Each slide of a deck: its number, its shapes, and the words that were drawn."""
    (path,) = built(request.param).glob("*.pptx")
    pages = zip(Presentation(str(path)).slides, pages_of(pdf(request.param, "pptx")), strict=True)
    return [(number, shown(slide), words) for number, (slide, words) in enumerate(pages, 1)]


def test_every_text_is_drawn_inside_its_own_box(drawn: list[tuple[int, list[Shown], list[Word]]]) -> None:
    """The letters drawn inside a text box are its own: none left it, none of a neighbour came in."""
    wrong = []
    for number, shapes, words in drawn:
        for shape in shapes:
            inside = "".join(word.text for word in words if shape.frame.holds(word))
            own, seen = letters(shape.text), letters(inside)
            if shape.text and (own - seen or seen - own - marks(shape.text)):
                wrong.append((number, shape.name, shape.text, inside))
    assert wrong == []


def test_nothing_is_drawn_outside_every_shape(drawn: list[tuple[int, list[Shown], list[Word]]]) -> None:
    lost = [
        (number, word.text)
        for number, shapes, words in drawn
        for word in words
        if not any(shape.frame.holds(word) for shape in shapes)
    ]
    assert lost == []
