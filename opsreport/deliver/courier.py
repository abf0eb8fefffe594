"""One letter to those who wait for it: tried again until a deadline, every step in the ledger before it counts.

A row leaves "queued" only by the server's word. It is "unknown" from just
before the letter is handed over until the answer is written down, so a run that
dies in between leaves it to a person instead of sending twice.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opsreport.deliver.ledger import Entry, Key, Ledger, State
from opsreport.deliver.line import Answer, Trouble, Verdict
from opsreport.deliver.smtp import Letter, Server, conversation
from opsreport.errors import UsageError

Clock = Callable[[], datetime]

_log = logging.getLogger("opsreport")
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 120.0
_SPEC = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_STATES: Mapping[Verdict, State] = {
    "accepted": "accepted",
    "refused": "refused",
    "failed": "failed",
    "later": "queued",
    "stopped": "queued",
    "unsure": "unknown",
}
_HANDED_OVER = "handed over; no answer written down"
_BEFORE = "handed over before without an answer; now: "


def deliver_mail(
    letter: Letter,
    key: Key,
    server: Server,
    ledger: Ledger,
    clock: Clock,
    *,
    deadline: float,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[Entry, ...]:
    """The rows of `key` for the letter's recipients, after every queued one was tried until `deadline` seconds.

    Nobody gets the letter whose row is not queued. What goes wrong is the state
    and the answer of the rows. UsageError: it cannot work as set up. DeliveryError:
    the ledger cannot be written; then the letter was not handed over, or its rows say unknown.
    """
    errand = _Errand(letter, key, server, ledger, clock, _checked(letter, server))
    waiting = [entry.recipient for entry in errand.entries() if entry.state == "queued"]
    unsure: frozenset[str] = frozenset()
    left, pause = deadline, _FIRST_PAUSE
    while waiting:
        begun = time.monotonic()
        answers = errand.attempt(waiting, unsure)
        once_more = [who for who in waiting if answers[who].verdict == "unsure" and who not in unsure]
        later = [who for who in waiting if answers[who].verdict == "later" and who not in unsure]
        unsure |= set(once_more)
        waiting = [who for who in waiting if who in later or who in once_more]
        left -= time.monotonic() - begun + pause
        if not waiting or left < 0:
            break
        _log.info("mail %s: next attempt in %g s", letter.message_id, pause)
        sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    return errand.entries()


def _checked(letter: Letter, server: Server) -> ssl.SSLContext | None:
    """What certificates are checked against, None for a plain line; UsageError for what no attempt could cure."""
    if not all(_SPEC.fullmatch(spec) for spec in (letter.sender_spec, *letter.recipients)):
        raise UsageError(f"not all of these are plain mail addresses: {(letter.sender_spec, *letter.recipients)!r}")
    if server.security == "plain" and not (server.allow_plain or _is_loopback(server.host)):
        raise UsageError(f'[mail] security = "plain" would send to {server.host} in the clear: use "starttls" or "tls"')
    if server.user and server.password is None:
        raise UsageError(f"[mail] user {server.user} has no password: say where it is found")
    try:
        server.host.encode("idna")
    except UnicodeError:
        raise UsageError(f"[mail] host {server.host!r} is not the name of a host") from None
    return None if server.security == "plain" else _context(server.ca_file)


def _context(ca_file: Path | None) -> ssl.SSLContext:
    """The system's authorities and those of the file; UsageError when it cannot be used."""
    context = ssl.create_default_context()
    try:
        if ca_file:
            context.load_verify_locations(ca_file)
    except OSError as error:  # ssl.SSLError is one: the file is there, but no certificate in it
        raise UsageError(f"[mail] ca_file {ca_file} cannot be used: {error.strerror or error}") from error
    return context


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".").lower() == "localhost"


@dataclass(frozen=True, slots=True)
class _Errand:
    """A letter on its way: whom it is for, where it is handed in, and where that is written down."""

    letter: Letter
    key: Key
    server: Server
    ledger: Ledger
    clock: Clock
    context: ssl.SSLContext | None

    def entries(self) -> tuple[Entry, ...]:
        """The rows of the letter's recipients, in the ledger's order."""
        rows = self.ledger.entries(self.key.period, self.key.kind, self.key.content)
        return tuple(row for row in rows if row.recipient in self.letter.recipients)

    def attempt(self, waiting: Sequence[str], unsure: Collection[str]) -> Mapping[str, Answer]:
        """One connection, one transaction, and its answers written down before the goodbye."""
        place = f"{self.server.host}:{self.server.port}"
        _log.info("mail %s: handing in at %s for %s", self.letter.message_id, place, ", ".join(waiting))
        handed: list[str] = []

        def before_end(taken: Sequence[str]) -> None:
            self.ledger.mark(self.key, taken, "unknown", _HANDED_OVER, self.clock(), tries=1)
            handed.extend(taken)

        try:
            with conversation(self.server, self.context) as line:
                answers = line.offer(self.letter, waiting, before_end)
                self._write_down(answers, handed, unsure)
        except Trouble as trouble:
            answers = dict.fromkeys(waiting, trouble.answer)
            self._write_down(answers, handed, unsure)
        return answers

    def _write_down(self, answers: Mapping[str, Answer], handed: Collection[str], unsure: Collection[str]) -> None:
        """Those with the same answer stand in the ledger together, or not at all."""
        alike: dict[tuple[State, str, int], list[str]] = {}
        for who, answer in answers.items():
            outcome = _outcome(answer, is_open=who in unsure)
            alike.setdefault((*outcome, int(who not in handed)), []).append(who)
        for (state, text, tries), names in alike.items():
            self.ledger.mark(self.key, names, state, text, self.clock(), tries=tries)
            level = logging.INFO if state == "accepted" else logging.WARNING
            _log.log(level, "mail %s: %s: %s (%s)", self.letter.message_id, ", ".join(names), state, text)


def _outcome(answer: Answer, *, is_open: bool) -> tuple[State, str]:
    """State and answer of a row; after an unanswered attempt only "accepted" settles it: that copy may have arrived."""
    if is_open and answer.verdict != "accepted":
        return "unknown", f"{_BEFORE}{answer.text}"
    return _STATES[answer.verdict], answer.text
