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
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from opsreport.deliver.lock import FolderUnusable, Held
from opsreport.deliver.place import OWN, free_name, is_open, sync_folder, write_synced
from opsreport.deliver.record import (
    RECORD,
    Record,
    file_fingerprint,
    fingerprint,
    known_outputs,
    read_record,
    record_bytes,
)
from opsreport.errors import DeliveryError

_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR)
_JOURNAL = f"{OWN}journal.json"


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


def deliver_folder(files: Mapping[str, bytes], record: Record, held: Held) -> Receipt:
    """Write the files by name, then run.json with their fingerprints added to `record`.

    A file whose bytes are not those its record knows, or that is open in Office,
    stays as it is; the new one is named …_v2 (or the next free number).
    FolderUnusable: nothing may be written there. DeliveryError: why, and whether anything was changed.
    """
    settle(held)
    with _explained(held.folder):
        return _exchange(files, record, held.folder)


def settle(held: Held) -> None:
    """Put in place what a killed run had ready, and take away what it had not: the folder holds one generation."""
    with _explained(held.folder):
        _finish(held.folder)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _failure(error, folder) from error


def _failure(error: OSError, folder: Path) -> FolderUnusable | DeliveryError:
    reason = error.strerror or str(error)
    if (folder / _JOURNAL).exists():
        return DeliveryError(f"{folder}: {reason}; the files are ready there, and the next run puts them in place")
    if error.errno in _REFUSED:
        return FolderUnusable(folder, error)
    return DeliveryError(f"{folder}: {reason}; the outputs there are unchanged")


def _exchange(files: Mapping[str, bytes], record: Record, folder: Path) -> Receipt:
    known = known_outputs(read_record(folder))
    names = {name: free_name(folder, name, lambda path: _is_ours(path, known)) for name in files}
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
    with ExitStack() as undo:
        undo.callback(_sweep, folder)
        for name, data in waiting.items():
            write_synced(folder / f"{OWN}{name}", data)
        write_synced(folder / f"{OWN}draft", json.dumps(before, ensure_ascii=False).encode())
        sync_folder(folder)
        os.replace(folder / f"{OWN}draft", folder / _JOURNAL)
        sync_folder(folder)
        undo.pop_all()


def _kept(folder: Path, name: str, new: str, known: Mapping[str, str]) -> Kept:
    is_edited = file_fingerprint(folder / name) != known.get(name)
    return Kept(folder / name, folder / new, "edited" if is_edited else "open")


def _is_ours(path: Path, known: Mapping[str, str]) -> bool:
    return not path.exists() or (file_fingerprint(path) == known.get(path.name) and not is_open(path))


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
    sync_folder(folder)
    for name in (*ready, RECORD):
        if (folder / f"{OWN}{name}").exists():
            os.replace(folder / f"{OWN}{name}", folder / name)
    sync_folder(folder)
    _sweep(folder)


def _is_replaceable(folder: Path, name: str, before: str) -> bool:
    """Whether the new file waits and its place is empty or holds what the journal saw there."""
    place = folder / name
    return (folder / f"{OWN}{name}").exists() and (not place.exists() or file_fingerprint(place) == before)


def _sweep(folder: Path) -> None:
    (folder / _JOURNAL).unlink(missing_ok=True)  # first: without the files it names it would bring in a part of them
    for path in folder.glob(f"{OWN}*"):
        path.unlink(missing_ok=True)
