"""What the ledger remembers, and how it stands in its rows: times as UTC text, tables of names as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

State = Literal["queued", "accepted", "refused", "failed", "unknown"]
Kind = Literal["review", "draft", "test", "failure"]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What is sent, whoever gets it: the month, the hash of the content, and what kind of message it is."""

    period: str
    content: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """How far one message got with one recipient; `answer` is the server's last word, `reason` that of a resend."""

    recipient: str
    key: Key
    state: State
    answer: str
    attempts: int
    at: datetime
    message_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: `source` marks what it was made of, `outputs` are file name → SHA-256.

    `deck` is the deck as built, to compare an edited one with; b"" where it is too old to be kept.
    `values` is what it used of its month and those before, "table|field|key|month" → number, kept as long.
    """

    period: str
    at: datetime
    lang: str
    is_final: bool
    is_sample: bool
    source: str
    outputs: Mapping[str, str]
    digest: Mapping[str, object]
    deck: bytes
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Approval:
    """The files, name → SHA-256, that a person let go out for a month."""

    period: str
    at: datetime
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of history: what happened to which recipient or file, and the hash it is about."""

    at: datetime
    period: str
    what: str
    subject: str
    detail: str
    content: str


def entry_of(row: Row) -> Entry:
    """The entry of a row (recipient, period, content, kind, state, answer, attempts, at, message_id, reason)."""
    recipient, period, content, kind, state, answer, attempts, at, message_id, reason = row
    return Entry(recipient, Key(period, content, kind), state, answer, attempts, moment(at), message_id, reason)


def build_row(build: Build) -> Row:
    """The row (period, at, lang, is_final, is_sample, source, outputs, digest, deck, figures) of a build."""
    head = build.period, stamp(build.at), build.lang, build.is_final, build.is_sample, build.source
    return *head, json_text(build.outputs), json_text(build.digest), build.deck, json_text(build.values)


def build_of(row: Row) -> Build:
    """The build that `build_row` wrote."""
    period, at, lang, is_final, is_sample, source, outputs, digest, deck, values = row
    flags, tables = (bool(is_final), bool(is_sample)), (json.loads(outputs), json.loads(digest))
    return Build(period, moment(at), lang, *flags, source, *tables, bytes(deck), json.loads(values))


def json_text(table: Mapping[str, object]) -> str:
    """The table as JSON in ASCII, so that no odd file name can spoil it."""
    return json.dumps(dict(table))


def stamp(at: datetime) -> str:
    """A time as the ledger writes it."""
    return at.astimezone(UTC).isoformat()


def moment(text: str) -> datetime:
    """The time that `stamp` wrote."""
    return datetime.fromisoformat(text)


def storable(text: str) -> str:
    """The text without what UTF-8 cannot hold: bytes of a server or a file system that are no text."""
    return text.encode("utf-8", "replace").decode()
