"""The share: whole files in the month's folder, people's edits left alone, an unreachable one waited for."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from opsreport.deliver import place, share
from opsreport.deliver.ledger import Key, Ledger
from opsreport.deliver.lock import locked
from opsreport.deliver.robots import Outlets, Posting, post_targets, target_names
from opsreport.deliver.share import MEMORY, copy_to_share
from opsreport.errors import DeliveryError
from opsreport.model.period import Period
from opsreport.settings import Targets

JUNE = Period.parse("2025-06")
DECK, BOOK = "运营月报_2025-06.pptx", "运营月报_2025-06.xlsx"
FIRST = {DECK: b"deck one" * 900, BOOK: b"book one" * 300}
SECOND = {DECK: b"deck two" * 800, BOOK: b"book two" * 400}
KEY = Key("2025-06", "c0ffee", "review")


def visible(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "2025-06").iterdir() if path.name != MEMORY}


def written(path: Path) -> tuple[int, int, int]:
    """Which file it is and when it was last written; when it was last read is of no matter."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def test_files_lie_in_the_months_folder(tmp_path: Path) -> None:
    assert copy_to_share(FIRST, tmp_path, JUNE) == (tmp_path / "2025-06" / DECK, tmp_path / "2025-06" / BOOK)
    assert visible(tmp_path) == FIRST


def test_ours_are_replaced(tmp_path: Path) -> None:
    copy_to_share(FIRST, tmp_path, JUNE)
    copy_to_share(SECOND, tmp_path, JUNE)
    copy_to_share(FIRST, tmp_path, "2025-06")
    assert visible(tmp_path) == FIRST


def test_what_lies_there_already_is_not_written_again(tmp_path: Path) -> None:
    (deck, _) = copy_to_share(FIRST, tmp_path, JUNE)
    (deck.parent / f"~${DECK}").touch()  # open in Office: of no matter, as nothing changes
    before = written(deck)
    assert copy_to_share(FIRST, tmp_path, JUNE)[0] == deck
    assert written(deck) == before


def test_a_persons_edit_stays_and_ours_goes_beside_it(tmp_path: Path) -> None:
    (deck, book) = copy_to_share(FIRST, tmp_path, JUNE)
    deck.write_bytes(b"edited")
    assert copy_to_share(SECOND, tmp_path, JUNE) == (deck.with_stem(f"{deck.stem}_v2"), book)
    assert visible(tmp_path) == {DECK: b"edited", f"{deck.stem}_v2.pptx": SECOND[DECK], BOOK: SECOND[BOOK]}
    deck.with_stem(f"{deck.stem}_v2").write_bytes(b"edited too")
    assert copy_to_share(FIRST, tmp_path, JUNE)[0].name == f"{deck.stem}_v3.pptx"


def test_a_file_that_was_never_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "2025-06").mkdir()
    (tmp_path / "2025-06" / DECK).write_bytes(b"a person's")
    copy_to_share(FIRST, tmp_path, JUNE)
    assert visible(tmp_path)[DECK] == b"a person's"


def test_an_open_file_stays(tmp_path: Path) -> None:
    (deck, _) = copy_to_share(FIRST, tmp_path, JUNE)
    (deck.parent / f".~lock.{DECK}#").touch()
    assert copy_to_share(SECOND, tmp_path, JUNE)[0].name == f"{deck.stem}_v2.pptx"


@pytest.mark.parametrize("written", [b"", b"{", b"[1", b"\xff", b"7", b'{"a": 1}', b'[["a"]]'])
def test_a_spoilt_memory_makes_everything_there_a_persons(tmp_path: Path, written: bytes) -> None:
    (deck, _) = copy_to_share(FIRST, tmp_path, JUNE)
    (deck.parent / MEMORY).write_bytes(written)
    assert copy_to_share(SECOND, tmp_path, JUNE)[0].name == f"{deck.stem}_v2.pptx"
    assert visible(tmp_path)[DECK] == FIRST[DECK]


def test_a_share_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match=os.strerror(errno.ENOENT)):
        copy_to_share(FIRST, tmp_path / "mnt", JUNE)
    assert not (tmp_path / "mnt").exists()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.ESTALE, errno.EACCES])
@pytest.mark.parametrize("writes", [0, 1, 2])
def test_a_share_that_fails_keeps_whole_files_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, writes: int
) -> None:
    copy_to_share(FIRST, tmp_path, JUNE)
    left = [writes]

    def failing(path: Path, data: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            path.write_bytes(data[:9])
            raise OSError(code, os.strerror(code))
        place.write_synced(path, data)

    monkeypatch.setattr(share, "write_synced", failing)
    with pytest.raises(DeliveryError, match=os.strerror(code)):
        copy_to_share(SECOND, tmp_path, JUNE)
    assert set(visible(tmp_path)) == {DECK, BOOK}
    assert all(data in (FIRST[name], SECOND[name]) for name, data in visible(tmp_path).items())
    monkeypatch.undo()
    copy_to_share(SECOND, tmp_path, JUNE)
    assert visible(tmp_path) == SECOND


@pytest.mark.skipif(sys.platform == "win32", reason="children are forked and killed by signal here")
def test_killed_at_any_line_leaves_whole_files_and_nothing_to_repair(tmp_path: Path) -> None:
    from tests.deliver.forks import killed_at

    for point in count(0, 3):
        folder = tmp_path / str(point)
        folder.mkdir()
        copy_to_share(FIRST, folder, JUNE)
        how = killed_at(point, lambda folder=folder: copy_to_share(SECOND, folder, JUNE))
        names = {name for name in visible(folder) if not name.startswith(place.OWN)}
        assert names == {DECK, BOOK}
        assert all(visible(folder)[name] in (FIRST[name], SECOND[name]) for name in names)
        copy_to_share(SECOND, folder, JUNE)
        assert visible(folder) == SECOND
        if how == 0:
            break
        assert how == -signal.SIGKILL
    assert point > 40


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with locked(tmp_path / "out", "a test") as held, Ledger.open(held) as opened:
        yield opened


def test_the_folder_target_is_queued_until_the_share_is_there(tmp_path: Path, ledger: Ledger) -> None:
    """A row like any other: the reason while it waits, the names when it is done."""
    pauses: list[float] = []

    def slept(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            (tmp_path / "share").mkdir()

    now = datetime(2025, 7, 5, 9, 30, tzinfo=UTC)
    posting = Posting(FIRST, "headline", "text", "zh")
    targets = Targets(tmp_path / "share")
    ledger.queue(KEY, target_names(targets, FIRST), "", now)
    (waiting,) = post_targets(posting, KEY, ledger, Outlets(targets, tmp_path, lambda: now, 0))
    assert (waiting.recipient, waiting.state, waiting.attempts) == ("folder", "queued", 1)
    assert os.strerror(errno.ENOENT) in waiting.answer
    (done,) = post_targets(posting, KEY, ledger, Outlets(targets, tmp_path, lambda: now, 60, sleep=slept))
    assert (done.state, done.answer, done.attempts) == ("accepted", f"{DECK}, {BOOK}", 4)
    assert visible(tmp_path / "share") == FIRST
