"""No room, or no right to write: one clear line, and everything as it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from opsreport.deliver.ledger import FILE, Ledger
from opsreport.deliver.lock import STATE, FolderUnusable
from opsreport.errors import DeliveryError
from tests.deliver.deliveries import FIRST, SECOND, build_of, built, check_tidy, deliver, visible

if sys.platform == "win32":
    pytest.skip("limits, mounts and permission bits are POSIX", allow_module_level=True)

from tests.deliver.forks import ended_as_nobody, largest_file

PAGE = 4096


def refusal(folder: Path, limit: AbstractContextManager[None] | None = None) -> str:
    """Why the second generation could not be delivered; "" when it was. Either way all is of one piece."""
    before = {path.name: path.read_bytes() for path in folder.glob("[!.]*")}
    reason = ""
    try:
        with limit or nullcontext():
            deliver(SECOND, folder)
    except DeliveryError as error:
        reason = str(error)
    check_whole(folder, before, reason)
    return reason


def check_whole(folder: Path, before: dict[str, bytes], reason: str) -> None:
    after = {path.name: path.read_bytes() for path in folder.glob("[!.]*")}
    assert after == before or visible(folder) == SECOND
    assert ("unchanged" in reason) <= (after == before)
    assert not reason or reason.startswith((f"{folder}: ", f"{folder / STATE / FILE}: "))
    assert "\n" not in reason
    with Ledger.read(folder) as ledger:
        builds, states = ledger.builds("2025-06"), [entry.state for entry in ledger.entries()]
    assert build_of(SECOND) not in builds or visible(folder) == SECOND
    assert states in ([], ["queued", "queued"], ["accepted", "queued"])
    check_tidy(folder)


def test_a_limit_on_files_at_every_write(tmp_path: Path) -> None:
    reasons: list[str] = []
    while not reasons or reasons[-1]:
        folder = tmp_path / str(len(reasons))
        built(folder)
        reasons.append(refusal(folder, largest_file(len(reasons) * 1000)))
    told = "\n".join(reasons)
    assert "File too large; the outputs there are unchanged" in told
    assert "ledger.sqlite: it could not be read or written (disk I/O error); see whether the disk is full" in told


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 40 pages of its own."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={40 * PAGE}", "none", str(place)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a file system needs root, and a container that permits it")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(place: Path, pages_left: int) -> None:
    """Take all the room but so many pages."""
    free = shutil.disk_usage(place).free
    (place / "filler").write_bytes(bytes(max(0, free - pages_left * PAGE)))


def test_a_full_disk_at_every_write(small_disk: Path) -> None:
    folder, reasons, pages = small_disk / "out", [], 0
    while not reasons or reasons[-1]:
        built(folder)
        fill(small_disk, pages)
        reasons.append(refusal(folder))
        (small_disk / "filler").unlink()
        shutil.rmtree(folder)
        pages += 1
    told = "\n".join(reasons)
    assert "No space left on device; the outputs there are unchanged" in told
    assert "ledger.sqlite: there is no room left for it on the disk; make room and run again" in told


def test_a_disk_that_is_full_from_the_start_and_then_is_not(small_disk: Path) -> None:
    fill(small_disk, 0)
    assert "No space left" in refusal(small_disk / "out")
    (small_disk / "filler").unlink()
    assert refusal(small_disk / "out") == ""


def test_a_disk_for_reading_only(small_disk: Path) -> None:
    built(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(FolderUnusable, match=r"cannot be used: Read-only file system \(\.opsreport/lock\).*--out"):
        deliver(SECOND, small_disk)
    with Ledger.read(small_disk) as ledger:
        assert ledger.builds("2025-06") == (build_of(FIRST),)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody may look into, which those of pytest are not."""
    place = Path(tempfile.mkdtemp(prefix="opsreport-test-"))
    place.chmod(0o755)
    yield place
    subprocess.run(["chmod", "-R", "u+rwx", str(place)], check=True)
    shutil.rmtree(place)


def refused(folder: Path, reason: str) -> None:
    """As another user: the delivery ends with that reason."""

    def action() -> None:
        with pytest.raises(FolderUnusable, match=reason):
            deliver(SECOND, folder)

    assert ended_as_nobody(action) == 0


def test_a_folder_that_may_not_be_written_to(open_place: Path) -> None:
    open_place.chmod(0o555)
    refused(open_place, r"cannot be used: Permission denied \(\.opsreport\); name another with --out")
    refused(open_place / "out", "cannot be used: Permission denied; name another with --out")


def test_a_folder_whose_lock_is_another_users(open_place: Path) -> None:
    built(open_place)
    (open_place / STATE / "lock").chmod(0o444)
    refused(open_place, r"Permission denied \(\.opsreport/lock\)")


def test_a_folder_that_takes_the_lock_and_no_output(open_place: Path) -> None:
    built(open_place)
    for path in (open_place / STATE, *(open_place / STATE).iterdir()):
        path.chmod(0o777)
    open_place.chmod(0o555)
    refused(open_place, r"Permission denied \(\.opsreport-月报\.pptx\)")
    open_place.chmod(0o755)
    assert visible(open_place) == FIRST
    check_tidy(open_place)


def test_a_ledger_that_may_not_be_written_or_read(open_place: Path) -> None:
    def writes() -> None:
        with pytest.raises(DeliveryError, match=r"ledger\.sqlite: it is open for reading only, or may not be written"):
            deliver(SECOND, open_place)
        with Ledger.read(open_place) as ledger:
            assert len(ledger.builds("2025-06")) == 1

    def reads() -> None:
        with pytest.raises(DeliveryError, match=r"ledger\.sqlite: it cannot be opened"):
            Ledger.read(open_place)

    built(open_place)
    for path, mode in ((open_place, 0o777), (open_place / STATE, 0o777), (open_place / STATE / "lock", 0o666)):
        path.chmod(mode)
    (open_place / STATE / FILE).chmod(0o444)
    assert ended_as_nobody(writes) == 0
    (open_place / STATE / FILE).chmod(0)
    assert ended_as_nobody(reads) == 0
