"""Two generations of a small review and the run that delivers one, for the tests that disturb it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from opsreport.deliver.folder import deliver_folder
from opsreport.deliver.ledger import FILE, Build, Key, Ledger
from opsreport.deliver.lock import STATE, locked
from opsreport.deliver.record import RECORD, fingerprint

Files = Mapping[str, bytes]
DECK, BOOK = "月报.pptx", "月报.xlsx"
FIRST: Files = {DECK: b"deck one" * 900, BOOK: b"book one" * 300}
SECOND: Files = {DECK: b"deck two" * 800, BOOK: b"book two" * 400}
THIRD: Files = {DECK: b"deck three" * 700, BOOK: b"book three" * 500}
KEY = Key("2025-06", "content", "review")
NOW = datetime(2025, 7, 5, 9, 30, tzinfo=UTC)
LETTER = "<1@example.com>"


def deliver(files: Files, folder: Path) -> None:
    """What a run does once its files are ready: into the folder, then into the ledger; a letter queued and sent."""
    with locked(folder, "a test", patience=0) as held, Ledger.open(held) as ledger:
        assert deliver_folder(files, {"period": "2025-06"}, held).kept == ()
        ledger.record_build(build_of(files))
        ledger.keep_letter(LETTER, b"letter" * 2000)
        ledger.queue(KEY, ["a@example.com", "b@example.com"], LETTER, NOW)
        ledger.mark(KEY, ["a@example.com"], "accepted", "250 OK", NOW, tries=1)
        ledger.drop_letter(LETTER)


def build_of(files: Files) -> Build:
    """The build that made the files."""
    outputs = {name: fingerprint(data) for name, data in files.items()}
    return Build("2025-06", NOW, "zh", True, False, "source", outputs, {"title": "六月"}, files[DECK])


def built(folder: Path) -> None:
    """The first generation in the folder and in its ledger, nothing sent yet."""
    with locked(folder, "a test", patience=0) as held, Ledger.open(held) as ledger:
        deliver_folder(FIRST, {"period": "2025-06"}, held)
        ledger.record_build(build_of(FIRST))


def visible(folder: Path) -> dict[str, bytes]:
    """The outputs that a person finds there."""
    return {path.name: path.read_bytes() for path in folder.glob("[!.]*") if path.name != RECORD}


def check_tidy(folder: Path, files: Iterable[str] = FIRST) -> None:
    """A sound ledger, and nothing there that no run needs; `files` names the outputs."""
    assert {path.name for path in folder.iterdir()} <= {*files, RECORD, STATE}
    assert {path.name for path in (folder / STATE).iterdir()} <= {"lock", FILE}
    if (folder / STATE / FILE).exists():
        base = sqlite3.connect(folder / STATE / FILE)
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        base.close()
