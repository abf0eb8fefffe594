"""What every test may lean on, and what every deck and workbook must pass in whichever test it is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings

from opsreport.model.report import Report
from opsreport.render import book, package

# the same examples in every run, whatever earlier ones left behind; --hypothesis-profile=new looks for others
settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("new", database=None)
settings.load_profile("same")


def pytest_configure() -> None:
    """Every deck and workbook that a test writes is checked, without the test asking for it."""
    pack, write = package.stable_zip, book.render_book
    passed: set[bytes] = set()

    def checked(data: bytes, check: Callable[[bytes], None]) -> None:
        """Checks what has not passed already: many tests build the same bytes."""
        if (digest := sha256(data).digest()) not in passed:
            check(data)
            passed.add(digest)

    def checked_deck(data: bytes, moment: datetime) -> bytes:
        packed = pack(data, moment)
        if b"ppt/presentation.xml" in packed:
            from tests.invariants import check_deck

            checked(packed, check_deck)
        return packed

    def checked_book(report: Report, moment: datetime) -> bytes:
        from tests.invariants import check_book

        written = write(report, moment)
        checked(written, check_book)
        return written

    package.stable_zip, book.render_book = checked_deck, checked_book


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes tests/golden anew instead of comparing with it."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; skips the test where there is none."""
    found = shutil.which("soffice")
    if not found:
        pytest.skip("needs LibreOffice (soffice), which is not installed")
    return found


@pytest.fixture
def bare_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the process stands in, with no settings around it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path
