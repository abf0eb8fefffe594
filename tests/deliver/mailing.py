"""A letter, its two readers, and one run of the courier with all that is to hold after any run."""

from __future__ import annotations

import base64
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from opsreport.deliver.courier import deliver_mail
from opsreport.deliver.ledger import Entry, Key, Ledger
from opsreport.deliver.line import Server
from opsreport.deliver.lock import locked
from opsreport.deliver.secret import Secret
from opsreport.deliver.smtp import Letter
from tests.deliver.smtp_server import PASSWORD, USER, Certificates, MailServer

ANN, BOB = "ann@example.com", "bob@example.com"
KEY = Key("2025-06", "c0ffee", "review")
DATA = b"From: ops@example.com\r\nMessage-ID: <m1@example.com>\r\n\r\n.\r\n..two dots\r\n.dot\r\nend\r\n"
LETTER = Letter("<m1@example.com>", "ops@example.com", (ANN, BOB), DATA)
# Larger than what two sockets hold, so that a server's leaving is felt before the dot.
LARGE = Letter("<m2@example.com>", "ops@example.com", (ANN, BOB), DATA + (b"=" * 998 + b"\r\n") * 8_000)
NOON = datetime(2025, 7, 3, 12, tzinfo=UTC)
SECRETS = (PASSWORD, *(base64.b64encode(t.encode()).decode() for t in (PASSWORD, f"\0{USER}\0{PASSWORD}")))


def noon() -> datetime:
    return NOON


@dataclass(frozen=True, slots=True)
class Result:
    """What a run returned, how long it paused between attempts, and what it logged."""

    entries: tuple[Entry, ...]
    pauses: tuple[float, ...]
    log: str

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(entry.state for entry in self.entries)

    @property
    def answers(self) -> str:
        return "\n".join(entry.answer for entry in self.entries)

    @property
    def tries(self) -> tuple[int, ...]:
        return tuple(entry.attempts for entry in self.entries)


class Listener(logging.Handler):
    """Everything that is logged, as text."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def client(server: MailServer, certificates: Certificates, **other: object) -> Server:
    """The settings that suit the server: its security and port, its authority known, the right password."""
    usual = {
        "host": "localhost",
        "port": server.port,
        "security": server.security,
        "user": USER,
        "password": Secret(PASSWORD),
        "ca_file": certificates.ca_file,
        "timeout": 10.0,
    }
    return Server(**(usual | other))  # type: ignore[arg-type]


def sent(folder: Path, server: MailServer, settings: Server, letter: Letter = LETTER, deadline: float = 20) -> Result:
    """One run, with what is promised of every run: nothing twice that was acknowledged, no secret anywhere."""
    listener, pauses, log = Listener(), list[float](), logging.getLogger("opsreport")
    log.addHandler(listener)
    log.setLevel(logging.DEBUG)
    try:
        with locked(folder, "test") as held, Ledger.open(held) as ledger:
            ledger.queue(KEY, letter.recipients, letter.message_id, NOON)
            entries = deliver_mail(letter, KEY, settings, ledger, noon, deadline=deadline, sleep=pauses.append)
            assert entries == ledger.entries(KEY.period)
    finally:
        log.removeHandler(listener)
        log.setLevel(logging.NOTSET)
    nothing_acknowledged_came_twice(server)
    assert {taken.data for taken in server.mailbox} <= {letter.data}
    result = Result(entries, tuple(pauses), "\n".join(listener.lines))
    no_secret_in(f"{result!r}", folder)
    return result


def nothing_acknowledged_came_twice(server: MailServer) -> None:
    """Once the server has said that it has a letter, the recipient's mailbox does not grow any more."""
    for recipient in {taken.recipient for taken in server.mailbox}:
        said = [taken.is_acknowledged for taken in server.mailbox if taken.recipient == recipient]
        assert not any(said[:-1]), recipient


def no_secret_in(text: str, folder: Path) -> None:
    """Neither in the text nor in any file of the folder."""
    kept = [text.encode(), *(path.read_bytes() for path in folder.rglob("*") if path.is_file())]
    assert not [secret for secret in SECRETS if any(secret.encode() in data for data in kept)]
