"""One conversation with a mail server: sign on, offer a letter, and have an answer for every recipient.

The final dot is the moment that counts. Before it nothing was handed over,
whatever happens; after it only the server's own answer says what became of the
letter. So the caller is told just before the dot goes out, and a silence
after it is an answer of its own: "unsure".
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from opsreport.deliver.line import Answer, Line, Server, Trouble, Verdict, reason
from opsreport.deliver.secret import Secret

__all__ = ["Conversation", "Letter", "Server", "conversation"]

Hook = Callable[[Sequence[str]], None]

_CHUNK = 65_536
# A server may check a letter for long before it answers the dot; giving up early makes duplicates
# (RFC 5321 §4.5.3.2.6). Once nothing hangs on an answer any more, it is not waited for.
_END_PATIENCE, _SHORT_PATIENCE = 10.0, 2.0
# "I am leaving" and "log in, or secure the line, first": said to one recipient, meant for all.
_FOR_ALL = (421, 530)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as bytes with its envelope: plain addresses, one transaction for all of them."""

    message_id: str
    sender_spec: str
    recipients: tuple[str, ...]
    data: bytes


@contextmanager
def conversation(server: Server, context: ssl.SSLContext | None) -> Iterator[Conversation]:
    """A server that knows us and waits for letters; Trouble when it does not come to that."""
    line = Conversation(server, context)
    try:
        line.sign_on()
        yield line
        line.sign_off()
    finally:
        line.close()


class Conversation(Line):
    """The line with what is said on it."""

    # signing on and off

    def sign_on(self) -> None:
        """Connect, secure the line, log in at most once; Trouble "later" or "stopped"."""
        self.connect_to_server()
        self._expect(self.getreply(), 2, "stopped")
        self._expect(self.ehlo(), 2, "stopped")
        if self._server.security == "starttls":
            self._start_tls()
            self._expect(self.ehlo(), 2, "stopped")
        if self._server.user and self._server.password:
            self._expect(self._log_in(self._server.user, self._server.password), 2, "stopped")

    def _start_tls(self) -> None:
        if not self.has_extn("starttls"):
            raise Trouble("stopped", f"{self._server.host} offers no STARTTLS; nothing was sent in the clear")
        self._expect(self.docmd("STARTTLS"), 2, "stopped")
        if self._unread:  # whoever put it there wants it taken for what comes over the secured line
            raise Trouble("stopped", f"{self._server.host} spoke out of turn before TLS; nothing was sent")
        self.secure()

    def _log_in(self, user: str, password: Secret) -> tuple[int, bytes]:
        """The answer to one login by one method: a second method after a refusal would be a second login."""
        ways = self.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in ways:
            return self.docmd("AUTH", "PLAIN " + _base64(f"\0{user}\0{password.reveal()}"))
        if "LOGIN" in ways:
            self._expect(self.docmd("AUTH", "LOGIN"), 3, "stopped")
            self._expect(self.docmd(_base64(user)), 3, "stopped")
            return self.docmd(_base64(password.reveal()))
        offered = ", ".join(ways) or "none"
        raise Trouble("stopped", f"{self._server.host} offers no login by PLAIN or LOGIN here (offered: {offered})")

    def sign_off(self) -> None:
        """Say goodbye where there is still somebody; what became of the letter does not hang on it."""
        self._patience = min(_SHORT_PATIENCE, self._server.timeout)
        with suppress(Trouble):
            if self.sock is not None:
                self.docmd("QUIT")

    # the letter

    def offer(self, letter: Letter, recipients: Sequence[str], before_end: Hook) -> dict[str, Answer]:
        """The answer for each recipient of one transaction.

        `before_end` hears, just before the final dot, for whom the letter is
        about to be handed over; when it raises, the dot is never sent.
        """
        own: dict[str, Answer] = {}
        try:
            whole = self._transaction(letter, recipients, own, before_end)
        except Trouble as trouble:
            whole = trouble.answer
        return dict.fromkeys(recipients, whole) | own

    def _transaction(self, letter: Letter, recipients: Sequence[str], own: dict[str, Answer], hook: Hook) -> Answer:
        data = _with_line_ends(letter.data)
        self._expect(self.docmd("MAIL", f"FROM:<{letter.sender_spec}>{self._size(data)}"), 2, "failed")
        taken = [recipient for recipient in recipients if self._takes(recipient, own)]
        if not taken:
            return Answer("later", "")
        self._expect(self.docmd("DATA"), 3, "failed")
        self._send_body(_stuffed(data))
        hook(taken)
        return self._end()

    def _size(self, data: bytes) -> str:
        """The SIZE parameter; Trouble when the server has said that it takes less (RFC 1870; 0: no limit)."""
        if not self.has_extn("size"):
            return ""
        most = self.esmtp_features["size"].strip()
        if most.isascii() and most.isdigit() and 0 < int(most) < len(data):
            raise Trouble("failed", f"the letter has {len(data)} bytes, {self._server.host} takes {most}; not sent")
        return f" SIZE={len(data)}"

    def _takes(self, recipient: str, own: dict[str, Answer]) -> bool:
        code, said = self.docmd("RCPT", f"TO:<{recipient}>")
        if code in _FOR_ALL:
            self._expect((code, said), 2, "failed")
        if code // 100 != 2:
            own[recipient] = Answer("refused" if code >= 500 else "later", self.text(code, said))
        return code // 100 == 2

    def _send_body(self, body: bytes) -> None:
        """Everything but the dot; an answer that comes before it ends the transaction, nothing handed over."""
        try:
            for start in range(0, len(body), _CHUNK):  # the timeout is for a piece: a slow line may need long for all
                self.push(body[start : start + _CHUNK])
        except OSError as error:
            raise self._last_words(f"connection lost in the letter: {reason(error)}") from None
        if self._has_spoken():
            raise self._last_words("connection lost at the end of the letter")

    def _has_spoken(self) -> bool:
        """Whether the server answers, or has hung up, before it was asked."""
        assert self.sock is not None
        if self._unread:
            return True
        self.sock.settimeout(0)
        try:
            self._unread = self.sock.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
        return True

    def _last_words(self, otherwise: str) -> Trouble:
        """What the server says to a letter that has no dot yet; there is no way back to commands from here."""
        self._patience = min(_SHORT_PATIENCE, self._server.timeout)
        try:
            code, said = self.getreply()
        except Trouble:
            return Trouble("later", otherwise)
        self.close()
        return Trouble("failed" if code >= 500 else "later", self.text(code, said))

    def _end(self) -> Answer:
        self._patience = self._server.timeout * _END_PATIENCE
        try:
            code, said = self.docmd(".")
        except Trouble as trouble:
            return Answer("unsure", f"handed over, but no answer: {trouble.answer.text}")
        verdicts: dict[int, Verdict] = {2: "accepted", 4: "later", 5: "failed"}
        return Answer(verdicts.get(code // 100, "unsure"), self.text(code, said))

    def _expect(self, reply: tuple[int, bytes], first_digit: int, permanent: Verdict) -> None:
        code, said = reply
        if code // 100 == first_digit:
            return
        verdict = "later" if code < 500 else "stopped" if code in _FOR_ALL else permanent
        raise Trouble(verdict, self.text(code, said))


def _with_line_ends(data: bytes) -> bytes:
    """The bytes with CRLF at the end of every line, the last one too: a bare CR or LF could hide a second letter."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _stuffed(data: bytes) -> bytes:
    """The bytes with a dot before every line that begins with one (RFC 5321 §4.5.2)."""
    return (b"\r\n" + data).replace(b"\r\n.", b"\r\n..")[2:]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
