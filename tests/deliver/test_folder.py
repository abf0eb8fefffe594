"""The output folder: one generation, whatever happens, and never over a person's edits."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from opsreport.deliver import folder as delivery
from opsreport.deliver.folder import Kept, Receipt, deliver_folder, settle
from opsreport.deliver.lock import STATE, FolderUnusable, locked
from opsreport.deliver.record import Record
from opsreport.errors import DeliveryError, UsageError

FIRST = {"a.pptx": b"deck one", "a.xlsx": b"book one"}
SECOND = {"a.pptx": b"deck two", "a.xlsx": b"book two"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the record and what runs remember, temporary ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in ("run.json", STATE)}


def delivered(files: Mapping[str, bytes], folder: Path, record: Record | None = None) -> Receipt:
    """What a run does that has its files ready."""
    with locked(folder, "a test") as held:
        return deliver_folder(files, record or {}, held)


def test_files_and_their_fingerprints_are_written(tmp_path: Path) -> None:
    receipt = delivered(FIRST, tmp_path / "new" / "out", {"version": "1"})
    record = json.loads((tmp_path / "new" / "out" / "run.json").read_text())
    assert contents(tmp_path / "new" / "out") == FIRST
    assert receipt.paths == tuple(tmp_path / "new" / "out" / name for name in FIRST)
    assert (record["version"], set(record["outputs"])) == ("1", set(FIRST))


def test_the_next_generation_replaces_the_last(tmp_path: Path) -> None:
    delivered(FIRST, tmp_path)
    assert delivered(SECOND, tmp_path).kept == ()
    assert contents(tmp_path) == SECOND


def test_an_edited_file_stays_and_the_new_one_stands_beside_it(tmp_path: Path) -> None:
    delivered(FIRST, tmp_path)
    (tmp_path / "a.pptx").write_bytes(b"edited")
    receipt = delivered(SECOND, tmp_path)
    assert receipt.kept == (Kept(tmp_path / "a.pptx", tmp_path / "a_v2.pptx", "edited"),)
    assert contents(tmp_path) == {"a.pptx": b"edited", "a_v2.pptx": b"deck two", "a.xlsx": b"book two"}


def test_an_unedited_second_version_is_replaced_and_an_edited_one_is_not(tmp_path: Path) -> None:
    delivered(FIRST, tmp_path)
    (tmp_path / "a.pptx").write_bytes(b"edited")
    delivered(SECOND, tmp_path)
    delivered(FIRST, tmp_path)
    assert contents(tmp_path)["a_v2.pptx"] == b"deck one"
    (tmp_path / "a_v2.pptx").write_bytes(b"edited too")
    delivered(SECOND, tmp_path)
    assert contents(tmp_path)["a_v2.pptx"] == b"edited too"
    assert contents(tmp_path)["a_v3.pptx"] == b"deck two"


def test_a_stranger_with_our_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.pptx").write_bytes(b"theirs")
    delivered(FIRST, tmp_path)
    assert contents(tmp_path)["a.pptx"] == b"theirs"
    assert contents(tmp_path)["a_v2.pptx"] == b"deck one"


@pytest.mark.parametrize("mark", ["~$a.pptx", ".~lock.a.pptx#"])
def test_a_file_that_is_open_elsewhere_is_left_alone(tmp_path: Path, mark: str) -> None:
    delivered(FIRST, tmp_path)
    (tmp_path / mark).write_bytes(b"")
    assert delivered(SECOND, tmp_path).kept == (Kept(tmp_path / "a.pptx", tmp_path / "a_v2.pptx", "open"),)


def test_another_months_files_are_still_ours_after_a_build_between(tmp_path: Path) -> None:
    delivered(FIRST, tmp_path)
    delivered({"b.pptx": b"other month"}, tmp_path)
    assert delivered(SECOND, tmp_path).kept == ()


def test_what_cannot_be_put_in_place_now_is_by_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, missing_ok: bool = False) -> None:
        if path.name in SECOND:
            raise OSError(errno.EPERM, "Operation not permitted")
        unlink(path, missing_ok)

    unlink = Path.unlink
    delivered(FIRST, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        with pytest.raises(DeliveryError, match=r"not permitted; the files are ready there, and the next run"):
            delivered(SECOND, tmp_path)
    with locked(tmp_path, "a test") as held:
        settle(held)
    assert contents(tmp_path) == SECOND


def test_a_run_that_is_interrupted_while_it_writes_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(path: Path, data: bytes) -> None:
        path.write_bytes(data[:3])
        raise KeyboardInterrupt

    delivered(FIRST, tmp_path)
    monkeypatch.setattr(delivery, "write_synced", interrupted)
    with pytest.raises(KeyboardInterrupt):
        delivered(SECOND, tmp_path)
    assert contents(tmp_path) == FIRST


@pytest.mark.parametrize("name", ["lock", "ledger.sqlite"])
def test_what_runs_remember_is_not_taken_for_litter(tmp_path: Path, name: str) -> None:
    delivered(FIRST, tmp_path)
    (tmp_path / STATE / name).write_text("remembered")
    delivery._sweep(tmp_path)
    assert (tmp_path / STATE / name).read_text() == "remembered"


def test_a_file_in_the_folders_place_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="--out"):
        delivered(FIRST, tmp_path / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits are POSIX")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_a_usage_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FolderUnusable, match="ermission"):
        delivered(FIRST, tmp_path)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_folder_that_refuses_the_first_file_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refused(path: Path, data: bytes) -> None:
        raise OSError(code, os.strerror(code))

    delivered(FIRST, tmp_path)
    monkeypatch.setattr(delivery, "write_synced", refused)
    with pytest.raises(FolderUnusable, match="--out"):
        delivered(SECOND, tmp_path)
    assert contents(tmp_path) == FIRST
