"""Formulas and template code typed as text: text they stay in every output, and nothing of them is worked out."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from opsreport.model.finding import Severity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.pipeline import Job, build
from opsreport.reading.annotate import Mark, annotated
from opsreport.settings import Settings
from tests import invariants

STARTER = next((Path(__file__).parents[2] / "sample_data" / "starter").glob("*.xlsx"))
FORMULAS = ("=1+1", "+cmd|'x'!A0", "@SUM(1)", "-2+3", '=HYPERLINK("http://127.0.0.1:9","x")')
TEMPLATES = ("{{ 7*7 }}", "{% for x in 'ab' %}ZZ{% endfor %}", "{# gone #}")
_FORMULA = re.compile(r"<f[^>]*>([^<]*)</f>")
_OURS = re.compile(r"cmd\||HYPERLINK|^1\+1|^SUM\(1\)|^2\+3")


def injected(path: Path) -> None:
    """The sample with code before every longer text."""
    book, texts = openpyxl.load_workbook(STARTER), (*FORMULAS, *TEMPLATES)
    count = 0
    for cell in (cell for sheet in book.worksheets for row in sheet.iter_rows(min_row=4) for cell in row):
        if isinstance(cell.value, str) and len(cell.value) > 8 and not cell.value[0].isdigit():
            cell.value = texts[count % len(texts)] + cell.value
            cell.data_type = "s"
            count += 1
    assert count > 100
    book.save(path)


def markup(package: bytes, part: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return [parts.read(name).decode() for name in parts.namelist() if re.fullmatch(part, name)]


@pytest.mark.slow
def test_nothing_typed_as_text_is_worked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # what no deck of ours may show by itself it shows here, as it was typed
    monkeypatch.setattr(invariants, "FORBIDDEN", re.compile(r"#(?:DIV/0!|REF!|VALUE!|NAME\?)"))
    (tmp_path / "data").mkdir()
    injected(tmp_path / "data" / "a.xlsx")
    build(Job(Period.parse("2025-06"), Settings(tmp_path / "data", tmp_path / "out"), datetime(2025, 7, 3)))
    (book,) = (path.read_bytes() for path in (tmp_path / "out").glob("*.xlsx"))
    formulas = [found for text in markup(book, r"xl/worksheets/sheet\d+\.xml") for found in _FORMULA.findall(text)]
    assert len(formulas) > 1000
    assert not [formula for formula in formulas if _OURS.search(formula)]
    (deck,) = (path.read_bytes() for path in (tmp_path / "out").glob("*.pptx"))
    said = "".join(markup(deck, r"ppt/slides/slide\d+\.xml"))
    assert all(text in said for text in ("{{ 7*7 }}", "{% for x in", "{# gone #}", "=1+1"))
    assert "ZZZZ" not in said
    assert not [text for text in markup(deck, r".*\.rels") + markup(book, r".*\.rels") if "127.0.0.1" in text]


def test_a_text_that_looks_like_a_formula_stays_one_in_a_marked_copy(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, text in enumerate((*FORMULAS, *TEMPLATES), 1):
        sheet.cell(row, 1, text).data_type = "s"
    book.save(tmp_path / "a.xlsx")
    mark = Mark(sheet.title, tuple(Origin("", sheet.title, "A1:A8").areas), Severity.warn, "=1+1 {{ 7*7 }}")
    made = annotated(tmp_path / "a.xlsx", (mark,), "opsreport")
    assert made is not None
    assert "<f>" not in "".join(markup(made.data, r"xl/worksheets/sheet\d+\.xml"))
    again = openpyxl.load_workbook(io.BytesIO(made.data)).worksheets[0]
    assert [again.cell(row, 1).value for row in range(1, 9)] == [*FORMULAS, *TEMPLATES]
