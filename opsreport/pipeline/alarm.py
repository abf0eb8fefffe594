"""Telling the owner, and nobody else, that a run failed: at most once a day and cause."""

from __future__ import annotations

import logging
import re
from collections import deque
from types import TracebackType
from typing import Self

from opsreport.deliver.ledger import Event, Key
from opsreport.deliver.record import fingerprint
from opsreport.errors import DataRefused, DeliveryError, NotYet, OpsReportError, TemplateError, UsageError
from opsreport.pipeline.letters import Envelope, audience, notice_letter
from opsreport.pipeline.month import Month
from opsreport.pipeline.send import carry, queue, rows

_LINES = 60
_CAUSES: tuple[tuple[type[OpsReportError], str], ...] = (
    (DataRefused, "data"),
    (DeliveryError, "delivery"),
    (TemplateError, "template"),
    (UsageError, "settings"),
)
_DIGITS = re.compile(r"\d+")
_log = logging.getLogger("opsreport")


class Tail(logging.Handler):
    """The last lines of the log, for the mail that tells of a failure."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: deque[str] = deque(maxlen=_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class Alarm:
    """A context in which every failure but NotYet is mailed to the owner, and then goes on its way."""

    def __init__(self, month: Month) -> None:
        self._month, self._tail = month, Tail()

    def __enter__(self) -> Self:
        _log.addHandler(self._tail)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        _log.removeHandler(self._tail)
        if isinstance(error, Exception) and not isinstance(error, NotYet):
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        """The mail; where it cannot go out, the log says so and the failure stays the one that counts."""
        month, said = self._month, said_by(error)
        if _mail_is_stuck(month):
            _log.error("the owner could not be told: the mail server took nothing")
            return
        try:
            month.ledger.note(Event(month.clock(), str(month.period), "failure", cause_of(error), said, ""))
            tell_owner(month, error, tuple(self._tail.lines))
        except OpsReportError as trouble:
            _log.error("the owner could not be told: %s", trouble)


def _mail_is_stuck(month: Month) -> bool:
    """Whether this run tried to mail and nobody was served: a refused login, say, must not be tried again at once."""
    entries = month.ledger.entries(str(month.period))
    tried = [one for one in entries if one.at >= month.since and one.attempts and "@" in one.recipient]
    return bool(tried) and all(one.state == "queued" for one in tried)


def cause_of(error: Exception) -> str:
    """The kind of a failure: data, delivery, template, settings, or bug."""
    return next((name for kind, name in _CAUSES if isinstance(error, kind)), "bug")


def said_by(error: Exception) -> str:
    """The message of a failure; of a bug its type alone, as its text may hold anything."""
    return str(error) if isinstance(error, OpsReportError) else type(error).__name__


def tell_owner(month: Month, error: Exception, log: tuple[str, ...]) -> None:
    """One mail to the owner with the cause, what was found and the log; nothing when this cause was told today."""
    mail = month.settings.mail
    if mail is None or not mail.owner:
        return
    key = Key(str(month.period), fingerprint(f"{_mark(error)} {month.clock():%Y-%m-%d}".encode()), "failure")
    readers = audience(mail.owner)
    queue(month, key, readers.specs)
    if any(entry.state == "queued" for entry in rows(month, key)):
        carry(month, notice_letter(month, Envelope(key, readers), _extra(month, error, log)), key)


def _mark(error: Exception) -> str:
    """What makes a failure the same as before: its kind and its words, of a server's answers only the first line."""
    kind, said = cause_of(error), said_by(error)
    return f"{kind} {_DIGITS.sub('', said.partition(chr(10))[0] if kind == 'delivery' else said)}"


def _extra(month: Month, error: Exception, log: tuple[str, ...]) -> dict[str, object]:
    """What the mail says: the cause, all that was said of it, what to do, and the log."""
    head, *rest = said_by(error).splitlines() or [""]
    kind = cause_of(error)
    command = "history" if kind == "delivery" else "check"
    return {
        "cause": month.voice.term("failure.cause").format(kind=month.voice.term(f"cause.{kind}"), text=head),
        "title": month.voice.term("file.stem"),
        "period": month.period.label(month.settings.lang),
        "findings": rest,
        "log": log,
        "exit_code": error.exit_code if isinstance(error, OpsReportError) else 1,
        "next": (f"opsreport {command} --month {month.period}",),
    }
