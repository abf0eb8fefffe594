"""Files that are written where there were none: all of them complete, or nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from opsreport.deliver.place import write_new
from opsreport.errors import UsageError


def test_files_and_the_folders_they_need(tmp_path: Path) -> None:
    files = {tmp_path / "a" / "b" / ("长" * 80): b"1", tmp_path / "a" / "c.toml": b""}
    write_new(files)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files


def test_nothing_is_overwritten_and_nothing_left(tmp_path: Path) -> None:
    there = tmp_path / "b.csv"
    there.write_bytes(b"old")
    with pytest.raises(UsageError, match=r"b\.csv: File exists"):
        write_new({tmp_path / "new" / "a.csv": b"1", there: b"2"})
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("b.csv", b"old")]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are POSIX")
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    from tests.deliver.forks import largest_file

    with largest_file(1000), pytest.raises(UsageError, match=r"b\.csv: File too large"):
        write_new({tmp_path / "new" / "a.csv": bytes(500), tmp_path / "new" / "b.csv": bytes(1500)})
    assert list(tmp_path.iterdir()) == []
