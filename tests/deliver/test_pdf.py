"""PDF by LibreOffice: a page a slide and no notes; without it, or when it hangs, a clear error and no litter."""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from opsreport.deliver.pdf import pdf_of
from opsreport.errors import DeliveryError


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty at first."""
    folder = tmp_path / "临时 scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def deck(*titles: str) -> bytes:
    """A slide a title, each with a speaker note; the last one hidden."""
    presentation = Presentation()
    for title in titles:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        slide.shapes.add_textbox(Inches(1), Inches(1), Inches(6), Inches(1)).text_frame.text = title
        slide.notes_slide.notes_text_frame.text = "only for the speaker"
    presentation.slides[-1]._element.set("show", "0")
    target = io.BytesIO()
    presentation.save(target)
    return target.getvalue()


@pytest.mark.slow
def test_a_page_a_slide_without_notes(soffice: str, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "LANG", "LC_ALL"):  # as under cron
        monkeypatch.delenv(name, raising=False)
    data = pdf_of(deck("first", "second", "hidden"), "zh", timeout=60)
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type ?/Page\b", data)) == 2
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("data", [b"no deck", b"<html><img src='http://example.com/x.png'>", b"PK\x03\x04"])
def test_a_file_that_is_no_deck_is_refused(soffice: str, scratch: Path, data: bytes) -> None:
    with pytest.raises(DeliveryError, match="LibreOffice made no file"):
        pdf_of(data, "en", timeout=60)
    assert list(scratch.iterdir()) == []


def test_without_libreoffice_the_error_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeliveryError, match="apt install libreoffice-impress"):
        pdf_of(b"", "en")
    with pytest.raises(DeliveryError, match="没有 LibreOffice"):
        pdf_of(b"", "zh")


def stand_in(folder: Path, script: str) -> None:
    """A program named soffice in the folder, which must be first in PATH."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@needs_sh
def test_a_program_that_hangs_ends_with_all_that_it_started(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, f"sleep 300 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    began = time.monotonic()
    with pytest.raises(DeliveryError, match=r"0\.5 seconds"):
        pdf_of(b"deck", "en", timeout=0.5)
    assert time.monotonic() - began < 10
    assert list(scratch.iterdir()) == []
    child = (tmp_path / "child").read_text().strip()
    state = subprocess.run(["ps", "-o", "stat=", "-p", child], capture_output=True, text=True, check=False).stdout
    assert state.strip()[:1] in ("", "Z")


@needs_sh
def test_the_program_runs_with_a_profile_of_its_own(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, f'echo "$@" > "{tmp_path}/said"; printf %%PDF > deck.pdf')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert pdf_of(b"deck", "zh") == b"%PDF"
    said = (tmp_path / "said").read_text("utf-8")
    profile = re.search(r"-env:UserInstallation=(file:///\S+/profile) ", said)
    assert profile
    assert profile[1].startswith(scratch.as_uri())
    assert "--headless" in said


@needs_sh
def test_a_program_without_result_is_quoted(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, "echo 'Error: source file could not be loaded'")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(DeliveryError, match=r"source file could not be loaded"):
        pdf_of(b"deck", "en")
