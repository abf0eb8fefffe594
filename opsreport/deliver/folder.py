"""The output folder: one generation of files, all or nothing, and never over a person's edits.

Everything is written beside its place first and synced. A journal then names
the generation; from that moment on it will be finished, by this run or, after
a crash, by the next one. While files are exchanged, an output is absent, the
previous one, or complete, and never of another generation than its neighbours.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from opsreport.deliver.lock import PATIENCE, locked
from opsreport.deliver.record import (
    RECORD,
    Record,
    file_fingerprint,
    fingerprint,
    known_outputs,
    read_record,
    record_bytes,
)
from opsreport.errors import DeliveryError, UsageError

_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR)
_OWN = ".opsreport-"
_JOURNAL = f"{_OWN}journal.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file left alone, why, and the new one written beside it."""

    old: Path
    new: Path
    reason: Literal["edited", "open"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the files are, and which older ones were left alone."""

    paths: tuple[Path, ...]
    kept: tuple[Kept, ...] = ()


class FolderUnusable(UsageError):
    """The output folder cannot be made or written to: which, and the system's reason."""

    def __init__(self, folder: Path, error: OSError) -> None:
        self.folder, self.reason = folder, error.strerror or str(error)
        super().__init__(f"the output folder {folder} cannot be used: {self.reason}; name another with --out")


def deliver_folder(files: Mapping[str, bytes], record: Record, folder: Path, patience: float = PATIENCE) -> Receipt:
    """Write the files by name, then run.json with their fingerprints added to `record`.

    A file whose bytes are not those its record knows, or that is open in Office,
    stays as it is; the new one is named …_v2 (or the next free number).
    FolderUnusable: `folder` cannot be a folder, or not be written to. DeliveryError: nothing was changed, and why.
    """
    _made(folder)
    try:
        with locked(folder, patience):
            _finish(folder)
            return _exchange(files, record, folder)
    except OSError as error:
        if error.errno in _REFUSED and not os.path.exists(folder / _JOURNAL):
            raise FolderUnusable(folder, error) from error
        raise DeliveryError(f"{folder}: {error.strerror or error}; the outputs there are unchanged") from error


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(folder, error) from error


def _exchange(files: Mapping[str, bytes], record: Record, folder: Path) -> Receipt:
    known = known_outputs(read_record(folder))
    names = {name: _free_name(folder, name, known) for name in files}
    kept = tuple(_kept(folder, name, new, known) for name, new in names.items() if name != new)
    outputs = {names[name]: fingerprint(data) for name, data in files.items()}
    earlier = {n: mark for n, mark in known.items() if n not in outputs and (folder / n).is_file()}
    waiting = {names[name]: data for name, data in files.items()}
    waiting[RECORD] = record_bytes({**record, "outputs": outputs, "earlier": earlier})
    _stage(waiting, {name: known.get(name, "") for name in outputs}, folder)
    _finish(folder)
    return Receipt(tuple(folder / name for name in outputs), kept)


def _stage(waiting: Mapping[str, bytes], before: Mapping[str, str], folder: Path) -> None:
    """Write every file beside its place, then the journal; on failure the folder is as it was."""
    try:
        for name, data in waiting.items():
            _write_synced(folder / f"{_OWN}{name}", data)
        _write_synced(folder / f"{_OWN}draft", json.dumps(before, ensure_ascii=False).encode())
        os.replace(folder / f"{_OWN}draft", folder / _JOURNAL)
    except OSError:
        _sweep(folder)
        raise


def _free_name(folder: Path, name: str, known: Mapping[str, str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    version, candidate = 1, name
    while not _is_ours(folder, candidate, known):
        version += 1
        candidate = f"{stem}_v{version}{dot}{suffix}"
    return candidate


def _kept(folder: Path, name: str, new: str, known: Mapping[str, str]) -> Kept:
    is_edited = file_fingerprint(folder / name) != known.get(name)
    return Kept(folder / name, folder / new, "edited" if is_edited else "open")


def _is_ours(folder: Path, name: str, known: Mapping[str, str]) -> bool:
    path = folder / name
    if not path.exists():
        return True
    return file_fingerprint(path) == known.get(name) and not _is_open(path)


def _is_open(path: Path) -> bool:
    # Office writes ~$name (cutting two letters of longer names), LibreOffice .~lock.name#
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    if any((path.parent / mark).exists() for mark in marks):
        return True
    try:
        os.rename(path, path)  # Windows refuses this while a program holds the file
    except OSError:
        return True
    return False


def _finish(folder: Path) -> None:
    """Carry out the journal that stands in the folder, if any, and leave no temporary file."""
    try:
        before: Mapping[str, str] = json.loads((folder / _JOURNAL).read_text("utf-8"))
    except (OSError, ValueError):
        _sweep(folder)
        return
    ready = [name for name, mark in before.items() if _is_replaceable(folder, name, mark)]
    for name in ready:
        (folder / name).unlink(missing_ok=True)  # absent is honest; a deck beside another month's workbook is not
    _sync_folder(folder)
    for name in (*ready, RECORD):
        if (folder / f"{_OWN}{name}").exists():
            os.replace(folder / f"{_OWN}{name}", folder / name)
    _sync_folder(folder)
    (folder / _JOURNAL).unlink()
    _sweep(folder)


def _is_replaceable(folder: Path, name: str, before: str) -> bool:
    """Whether the new file waits and its place is empty or holds what the journal saw there."""
    place = folder / name
    return (folder / f"{_OWN}{name}").exists() and (not place.exists() or file_fingerprint(place) == before)


def _sweep(folder: Path) -> None:
    for path in folder.glob(f"{_OWN}*"):
        path.unlink(missing_ok=True)


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened for syncing there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
