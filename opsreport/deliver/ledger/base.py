"""The file below the ledger: its tables, how it is opened, and what its errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from opsreport.errors import DeliveryError

VERSION = 2
IN_MEMORY = ":memory:"
_PATIENCE = 30.0
_TABLES = (
    """CREATE TABLE delivery (
        id INTEGER PRIMARY KEY,
        recipient TEXT NOT NULL,
        period TEXT NOT NULL,
        content TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('review', 'draft', 'test', 'failure')),
        state TEXT NOT NULL CHECK (state IN ('queued', 'accepted', 'refused', 'failed', 'unknown')),
        answer TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        at TEXT NOT NULL,
        message_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        UNIQUE (recipient, period, content, kind))""",
    "CREATE TABLE letter (message_id TEXT PRIMARY KEY, data BLOB NOT NULL)",
    """CREATE TABLE build (
        id INTEGER PRIMARY KEY,
        period TEXT NOT NULL,
        at TEXT NOT NULL,
        lang TEXT NOT NULL,
        is_final INTEGER NOT NULL,
        is_sample INTEGER NOT NULL,
        source TEXT NOT NULL,
        outputs TEXT NOT NULL,
        digest TEXT NOT NULL,
        deck BLOB NOT NULL,
        figures TEXT NOT NULL DEFAULT '{}')""",
    "CREATE TABLE approval (id INTEGER PRIMARY KEY, period TEXT NOT NULL, at TEXT NOT NULL, files TEXT NOT NULL)",
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        period TEXT NOT NULL,
        what TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        content TEXT NOT NULL)""",
    "CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
    "CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
)
_STEPS = {1: "ALTER TABLE build ADD COLUMN figures TEXT NOT NULL DEFAULT '{}'"}  # what makes version + 1 of a version
_MEANINGS = {
    "SQLITE_FULL": "there is no room left for it on the disk; make room and run again",
    "SQLITE_IOERR": "it could not be read or written ({error}); see whether the disk is full or the share is gone",
    "SQLITE_BUSY": "another program has it open and does not let go; close that and run again",
    "SQLITE_LOCKED": "another program has it open and does not let go; close that and run again",
    "SQLITE_READONLY": "it is open for reading only, or may not be written to",
    "SQLITE_CANTOPEN": "it cannot be opened; see whether the folder and the file may be read and written to",
    "SQLITE_PERM": "it may not be read",
    "SQLITE_NOTADB": "it is damaged; move it away, and see with the recipients what was sent before you send again",
    "SQLITE_CORRUPT": "it is damaged; move it away, and see with the recipients what was sent before you send again",
}


def opened(path: Path, place: str) -> sqlite3.Connection:
    """A connection to the tables in `place`, made where there are none; DeliveryError names `path`.

    It writes through to the disk and leaves transactions to the caller.
    """
    base = sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None)
    try:
        base.execute("PRAGMA synchronous = EXTRA")  # FULL, and the end of a transaction survives a power cut too
        _prepare(base)
        _require_known(base, path)
    except (sqlite3.Error, DeliveryError):
        base.close()
        raise
    return base


def is_begun(path: Path) -> bool:
    """Whether there is a file with tables in it; a run killed at its very start leaves an empty one."""
    return path.is_file() and _version_of(path) > 0


def _version_of(path: Path) -> int:
    with closing(sqlite3.connect(path, timeout=_PATIENCE)) as base:
        return _version(base)


def looked_into(path: Path) -> sqlite3.Connection:
    """A connection to what the file holds, through which nothing gets into it; empty tables where there is none yet.

    A file of an older version is copied into memory and brought up to date there, so that looking changes nothing.
    """
    if is_begun(path) and _version_of(path) >= VERSION:
        base = opened(path, str(path))
    else:
        base = sqlite3.connect(IN_MEMORY, isolation_level=None)
        if is_begun(path):
            with closing(sqlite3.connect(path, timeout=_PATIENCE)) as file:
                file.backup(base)
        _prepare(base)
    base.execute("PRAGMA query_only = ON")
    return base


def _prepare(base: sqlite3.Connection) -> None:
    """The tables made, or those of an older version brought up to date, in one transaction."""
    if _version(base) >= VERSION:
        return
    with base:
        base.execute("BEGIN IMMEDIATE")
        version = _version(base)  # still: another run may have been faster
        for statement in _TABLES if version == 0 else [_STEPS[one] for one in range(version, VERSION)]:
            base.execute(statement)
        base.execute(f"PRAGMA user_version = {max(version, VERSION)}")


def _version(base: sqlite3.Connection) -> int:
    (number,) = base.execute("PRAGMA user_version").fetchone()
    return int(number)


def _require_known(base: sqlite3.Connection, path: Path) -> None:
    if (found := _version(base)) > VERSION:
        raise DeliveryError(
            f"{path} was written by a newer opsreport (tables of version {found}, known here is {VERSION}); "
            "use that one, or move the file away"
        )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """DeliveryError in one line for whatever goes wrong with the file."""
    try:
        yield
    except sqlite3.Error as error:
        code = str(getattr(error, "sqlite_errorname", ""))
        meaning = next((text for name, text in _MEANINGS.items() if code.startswith(name)), "{error}")
        raise DeliveryError(f"{path}: {meaning.format(error=error)}") from error
    except OSError as error:
        raise DeliveryError(f"{path}: {error.strerror or error}") from error
