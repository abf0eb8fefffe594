"""What was built, approved and sent: a SQLite file in the output folder that every run asks before it acts.

A change is one short transaction, synced when the method returns; the event
that tells of it stands in the same transaction, so that history and state agree.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from opsreport.deliver.ledger.base import explained, looked_into, opened
from opsreport.deliver.ledger.rows import (
    Approval,
    Build,
    Entry,
    Event,
    Key,
    Kind,
    Row,
    State,
    build_of,
    build_row,
    entry_of,
    json_text,
    moment,
    stamp,
    storable,
)
from opsreport.deliver.lock import STATE, Held

__all__ = ["FILE", "Approval", "Build", "Entry", "Event", "Key", "Kind", "Ledger", "State"]

FILE = "ledger.sqlite"
_ENTRY = "recipient, period, content, kind, state, answer, attempts, at, message_id, reason"
_BUILD = "period, at, lang, is_final, is_sample, source, outputs, digest, deck, figures"
_DECKS_KEPT = 10  # of a month's drafts, and of its finals: an edited deck is compared with the build it came from
_EVENT = "at, period, what, subject, detail, content"
_ONE = "recipient = ? AND period = ? AND content = ? AND kind = ?"


class Ledger:
    """The memory of an output folder; a context manager. Every method returns after its change is on the disk.

    DeliveryError, from any of them: what is wrong with the file; then nothing was changed.
    LookupError: a recipient that was never queued.
    """

    def __init__(self, base: sqlite3.Connection, path: Path) -> None:
        self._base, self._path = base, path

    @classmethod
    def open(cls, held: Held) -> Self:
        """The ledger of the folder, made where there is none; who writes holds the folder."""
        path = held.state / FILE
        with explained(path):
            return cls(opened(path, str(path)), path)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The ledger of the folder, only to look into and without the lock; an empty one where there is none yet."""
        path = folder / STATE / FILE
        with explained(path):
            return cls(looked_into(path), path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def entries(self, period: str = "", kind: str = "", content: str = "") -> tuple[Entry, ...]:
        """Every row that matches what is given, in the order in which they were queued."""
        matching = "? IN ('', period) AND ? IN ('', kind) AND ? IN ('', content)"
        rows = self._rows(f"SELECT {_ENTRY} FROM delivery WHERE {matching} ORDER BY id", period, kind, content)
        return tuple(entry_of(row) for row in rows)

    def queue(self, key: Key, recipients: Sequence[str], message_id: str, at: datetime) -> None:
        """A queued row for each recipient that has none yet; rows that are there stay as they are."""
        with self._changing():
            for recipient in recipients:
                values = (recipient, key.period, key.content, key.kind, "queued", "", 0, stamp(at), message_id, "")
                statement = f"INSERT OR IGNORE INTO delivery ({_ENTRY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                if self._base.execute(statement, values).rowcount:
                    self._add(Event(at, key.period, "queued", recipient, key.kind, key.content))

    def mark(
        self, key: Key, recipients: Sequence[str], state: State, answer: str, at: datetime, *, tries: int = 0
    ) -> tuple[str, ...]:
        """The recipients whose row took the state and the answer; `tries` are added to its attempts.

        An accepted row keeps its state: only `release` opens it again.
        """
        changes = "state = ?, answer = ?, attempts = attempts + ?, at = ?"
        values = (state, storable(answer), tries, stamp(at))
        marked: list[str] = []
        with self._changing():
            for recipient in recipients:
                if self._changed(f"{changes} WHERE state != 'accepted' AND {_ONE}", values, recipient, key):
                    self._add(Event(at, key.period, state, recipient, answer, key.content))
                    marked.append(recipient)
        return tuple(marked)

    def release(self, key: Key, recipients: Sequence[str], reason: str, at: datetime) -> None:
        """Queue the rows again whatever their state, for a resend that a person gave a reason for."""
        changes = "state = 'queued', reason = ?, at = ?"
        with self._changing():
            for recipient in recipients:
                self._changed(f"{changes} WHERE {_ONE}", (storable(reason), stamp(at)), recipient, key)
                self._add(Event(at, key.period, "resent", recipient, reason, key.content))

    def keep_letter(self, message_id: str, data: bytes) -> None:
        """Keep the bytes of a message for a retry; those first kept under an id stay."""
        with self._changing():
            self._base.execute("INSERT OR IGNORE INTO letter (message_id, data) VALUES (?, ?)", (message_id, data))

    def letter(self, message_id: str) -> bytes | None:
        """The bytes kept under that id; None where there are none."""
        rows = self._rows("SELECT data FROM letter WHERE message_id = ?", message_id)
        return bytes(rows[0][0]) if rows else None

    def drop_letter(self, message_id: str) -> None:
        """Forget the bytes under that id, if any."""
        with self._changing():
            self._base.execute("DELETE FROM letter WHERE message_id = ?", (message_id,))

    def record_build(self, build: Build) -> None:
        """Remember a build whose files are in place."""
        detail = "final" if build.is_final else "draft"
        with self._changing():
            row = build_row(build)
            self._base.execute(f"INSERT INTO build ({_BUILD}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            like = (build.period, build.is_final)
            newest = "SELECT id FROM build WHERE period = ? AND is_final = ? ORDER BY id DESC LIMIT ?"
            emptied = "deck = x'', figures = '{}'"
            old = f"UPDATE build SET {emptied} WHERE period = ? AND is_final = ? AND id NOT IN ({newest})"
            self._base.execute(old, (*like, *like, _DECKS_KEPT))
            for name, mark in build.outputs.items():
                self._add(Event(build.at, build.period, "built", name, detail, mark))

    def builds(self, period: str = "") -> tuple[Build, ...]:
        """Every build of the month, or of all, the oldest first."""
        rows = self._rows(f"SELECT {_BUILD} FROM build WHERE ? IN ('', period) ORDER BY id", period)
        return tuple(build_of(row) for row in rows)

    def last_build(self, period: str, *, is_final: bool | None = None) -> Build | None:
        """The latest build of the month, of drafts or finals only where that is said; None where there is none."""
        wanted = (0, 1) if is_final is None else (is_final, is_final)
        rule = "period = ? AND is_final IN (?, ?) ORDER BY id DESC LIMIT 1"
        rows = self._rows(f"SELECT {_BUILD} FROM build WHERE {rule}", period, *wanted)
        return build_of(rows[0]) if rows else None

    def approve(self, approval: Approval) -> None:
        """Remember what a person let go out; it takes the place of the month's earlier approval."""
        with self._changing():
            row = (approval.period, stamp(approval.at), json_text(approval.files))
            self._base.execute("INSERT INTO approval (period, at, files) VALUES (?, ?, ?)", row)
            for name, mark in approval.files.items():
                self._add(Event(approval.at, approval.period, "approved", name, "", mark))

    def withdraw(self, period: str, at: datetime) -> None:
        """Take the month's approval back, where there is one: it was for bytes that are no longer the last."""
        with self._changing():
            if self._base.execute("DELETE FROM approval WHERE period = ?", (period,)).rowcount:
                self._add(Event(at, period, "withdrawn", "", "", ""))

    def approval(self, period: str) -> Approval | None:
        """The latest approval of the month; None where there is none."""
        rows = self._rows("SELECT at, files FROM approval WHERE period = ? ORDER BY id DESC LIMIT 1", period)
        return Approval(period, moment(rows[0][0]), json.loads(rows[0][1])) if rows else None

    def note(self, event: Event) -> None:
        """Add a line to the history."""
        with self._changing():
            self._add(event)

    def history(self, period: str = "") -> tuple[Event, ...]:
        """Every event, or those of one month, in the order in which they happened."""
        rows = self._rows(f"SELECT {_EVENT} FROM event WHERE ? IN ('', period) ORDER BY id", period)
        return tuple(Event(moment(at), *words) for at, *words in rows)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One transaction: all of it is on the disk at the end, or none."""
        with explained(self._path), self._base:
            self._base.execute("BEGIN IMMEDIATE")
            yield

    def _changed(self, statement: str, values: Row, recipient: str, key: Key) -> bool:
        """Whether the update of the recipient's row, which there must be, applied."""
        one = (recipient, key.period, key.content, key.kind)
        if self._base.execute(f"UPDATE delivery SET {statement}", (*values, *one)).rowcount:
            return True
        if not self._base.execute(f"SELECT 1 FROM delivery WHERE {_ONE}", one).fetchone():
            raise LookupError(f"{recipient} was never queued for {key}")
        return False

    def _add(self, event: Event) -> None:
        words = (event.period, event.what, storable(event.subject), storable(event.detail), event.content)
        self._base.execute(f"INSERT INTO event ({_EVENT}) VALUES (?, ?, ?, ?, ?, ?)", (stamp(event.at), *words))

    def _rows(self, statement: str, *values: object) -> list[Row]:
        with explained(self._path):
            return self._base.execute(statement, values).fetchall()
