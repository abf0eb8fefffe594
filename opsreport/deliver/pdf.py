"""Deck → PDF by LibreOffice, in a folder and with a profile of its own that are gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from opsreport.errors import DeliveryError
from opsreport.templating import load_terms

PROGRAMS = ("soffice", "libreoffice")
MOST_SECONDS = 180.0
_MOST_SAID = 300
_FILTER = "Impress MS PowerPoint 2007 XML"


def pdf_of(deck: bytes, lang: str, timeout: float = MOST_SECONDS) -> bytes:
    """The slides of a deck as a PDF, a page a slide, without speaker notes and hidden slides.

    `timeout` is in seconds. DeliveryError, in the words of `lang`: LibreOffice
    is not installed, takes longer, or makes no PDF of it.
    """
    terms = load_terms(lang)
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise DeliveryError(terms["pdf.absent"])
    with TemporaryDirectory(prefix="opsreport-") as folder:
        place = Path(folder)
        (place / "deck.pptx").write_bytes(deck)
        try:
            said = _run(_command(program, place), place, timeout)
        except subprocess.TimeoutExpired:
            raise DeliveryError(terms["pdf.slow"].format(seconds=f"{timeout:g}")) from None
        made = place / "deck.pdf"
        if not made.is_file():
            raise DeliveryError(terms["pdf.failed"].format(reason=said or program))
        return made.read_bytes()


def _command(program: str, place: Path) -> tuple[str, ...]:
    profile = (place / "profile").as_uri()  # an open LibreOffice of the user's own would take the work over
    quiet = ("--headless", "--norestore", "--nolockcheck")
    # the filter is named, as whatever is no deck would be opened as something else
    turning = (f"--infilter={_FILTER}", "--convert-to", "pdf", "--outdir", str(place), str(place / "deck.pptx"))
    return (program, f"-env:UserInstallation={profile}", *quiet, *turning)


def _run(command: Sequence[str], place: Path, timeout: float) -> str:
    """What the program said, on one line; at the timeout it ends with all that it started."""
    # in the plain C locale of cron it hangs where the temporary folder has a Chinese name
    environment = {"HOME": str(place), **os.environ, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        command,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as program:
        try:
            said, _ = program.communicate(timeout=timeout)
        finally:
            _end(program)
    return " ".join(said.decode("utf-8", "replace").split())[:_MOST_SAID]


def _end(program: subprocess.Popen[bytes]) -> None:
    """Stop the program where it still runs; soffice is a script, the office itself its child."""
    if program.poll() is not None:
        return
    if os.name == "nt":
        program.kill()
    else:
        os.killpg(program.pid, signal.SIGKILL)
