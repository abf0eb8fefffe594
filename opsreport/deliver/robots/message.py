"""What every robot has in common: the message with its row in the ledger, the server's verdict, the cut to a limit."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from opsreport.deliver.ledger import State
from opsreport.deliver.robots.http import Reply, Request, post
from opsreport.errors import DeliveryError
from opsreport.templating import load_terms

Clock = Callable[[], datetime]
_BUSY_STATUS = (408, 429)
_LOST_BEHIND = 504
"""A gateway that waited in vain for the server behind it: whether that one took the message, nobody knows."""


@dataclass(frozen=True, slots=True)
class Posting:
    """What goes to the targets: files by name, and the headline and markdown text that a chat shows."""

    files: Mapping[str, bytes]
    headline: str
    text: str
    lang: str

    @property
    def cut_note(self) -> str:
        """The line that ends a text which was cut."""
        return load_terms(self.lang)["robot.cut"]


@dataclass(frozen=True, slots=True, repr=False)
class Chat:
    """A group's robot, its secrets in the open but in no repr; the secret of an unsigned one is ""."""

    webhook: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """How requests go out: the clock that signatures need, and the seconds a server may be silent."""

    clock: Clock
    timeout: float

    def post(self, request: Request) -> Reply:
        """The server's reply; NotSent or NoAnswer."""
        return post(request, self.timeout)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a message, and what the server said of it."""

    state: State
    answer: str


class Declined(DeliveryError):
    """What must come before a message was not accepted; the verdict is that of the message."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(verdict.answer)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a robot's server answers: where code and text stand, and which of them mean "not now"."""

    codes: tuple[str, ...]
    texts: tuple[str, ...]
    busy: frozenset[int]
    busy_words: tuple[str, ...] = ()

    def judge(self, reply: Reply) -> Verdict:
        """Accepted for code 0; queued when busy; failed for another refusal; unknown where nobody really answered."""
        said = answered(reply)
        code = next((code for name in self.codes if type(code := said.get(name)) is int), None)
        text = next((str(said[name]) for name in self.texts if name in said), "")
        answer = f"HTTP {reply.status}" if code is None else f"{self.codes[0]} {code}: {text}"
        return Verdict(self._state(reply.status, code, text), answer)

    def _state(self, status: int, code: int | None, text: str) -> State:
        if status == _LOST_BEHIND:
            return "unknown"
        if status >= 500 or status in _BUSY_STATUS or self._is_busy(code, text):
            return "queued"
        if status >= 300 or (code is not None and code != 0):
            return "failed"
        return "accepted" if code == 0 else "unknown"

    def _is_busy(self, code: int | None, text: str) -> bool:
        return code in self.busy or any(word in text.lower() for word in self.busy_words)


def answered(reply: Reply) -> Mapping[str, object]:
    """The JSON object of an answer; {} where it is anything else."""
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat: its row in the ledger, how its request is made when its turn comes, who judges."""

    recipient: str
    request: Callable[[Wire], Request]
    dialect: Dialect


def json_bytes(value: Mapping[str, object]) -> bytes:
    """The value as compact JSON in UTF-8, as the robots count its bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def fitted(text: str, note: str, fits: Callable[[str], bool]) -> str:
    """The text where it fits; else as many of its first lines as fit together with the note below them.

    A heading that would stand last goes too; a single line too long is cut inside.
    """
    if fits(text):
        return text
    lines = text.splitlines()
    kept = lines[: _most(len(lines), lambda count: fits("\n".join((*lines[:count], note))))]
    while kept and not _may_end(kept[-1]):
        kept.pop()
    first = lines[0]
    kept = kept or [first[: _most(len(first), lambda count: fits(f"{first[:count]}\n{note}"))]]
    return "\n".join((*kept, note))


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """The largest count up to the limit that fits, where less fits too."""
    return max(bisect_left(range(limit + 1), True, key=lambda count: not fits(count)) - 1, 0)


def _may_end(line: str) -> bool:
    return bool(line.strip()) and not (line.startswith("**") and line.endswith("**"))
