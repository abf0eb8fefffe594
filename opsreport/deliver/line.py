"""A line to a mail server that cannot hang, flood or lie: every answer is bounded in time and length, and checked."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from opsreport.deliver.secret import Secret, scrubbed

Verdict = Literal["accepted", "refused", "failed", "later", "unsure", "stopped"]

# The server's end never depends on this machine's name; an address literal is right for a client without one.
_OWN_NAME = "[127.0.0.1]"
_HANG_UPS = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
_AT_ONCE, _LONGEST_LINE, _MOST_LINES, _LONGEST_TEXT = 65_536, 8_192, 200, 300
_REPLY = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed in, how the line is secured, and who signs on (user "": nobody)."""

    host: str
    port: int
    security: Literal["starttls", "tls", "plain"] = "starttls"
    allow_plain: bool = False
    user: str = ""
    password: Secret | None = None
    ca_file: Path | None = None
    timeout: float = 30.0

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What no text may show."""
        return (self.password,) if self.password else ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the letter for one recipient, and in whose words.

    accepted: the server took it. refused: not this recipient. failed: not this
    letter. later: not yet, nothing was handed over. unsure: handed over, and no
    answer. stopped: nobody gets anything before a person has seen to it.
    """

    verdict: Verdict
    text: str


class Trouble(Exception):
    """What ended the conversation, as the answer for all whom it concerns."""

    def __init__(self, verdict: Verdict, text: str) -> None:
        self.answer = Answer(verdict, text)
        super().__init__(text)


class Line(smtplib.SMTP):
    """smtplib's commands over a connection of our own; what goes wrong on it is Trouble."""

    def __init__(self, server: Server, context: ssl.SSLContext | None) -> None:
        super().__init__(local_hostname=_OWN_NAME, timeout=server.timeout)
        self._server, self._context = server, context
        self._patience, self._unread = server.timeout, b""

    def connect_to_server(self) -> None:
        """Open the line, with TLS from the first byte where it is to be so; Trouble "later" or "stopped"."""
        place = (self._server.host, self._server.port)
        try:
            self.sock = socket.create_connection(place, self._server.timeout)
        except OSError as error:
            raise Trouble("later", f"no connection to {place[0]}:{place[1]}: {reason(error)}") from None
        if self._server.security == "tls":
            self.secure()

    def secure(self) -> None:
        """From here on TLS, with a certificate that is in order for this host; Trouble "stopped" when it is not."""
        assert self.sock is not None
        assert self._context is not None
        host = self._server.host
        self.sock.settimeout(self._server.timeout)
        try:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            raise Trouble("stopped", f"the certificate of {host} is not trusted: {error.verify_message}") from None
        except OSError as error:
            is_foreign = isinstance(error, ssl.SSLError) and not isinstance(error, _HANG_UPS)
            raise Trouble("stopped" if is_foreign else "later", f"no TLS with {host}: {reason(error)}") from None

    def text(self, code: int, said: bytes) -> str:
        """The server's answer as one line for people."""
        return f"{code} {self._shown(said)}".strip()

    def _shown(self, said: bytes) -> str:
        return _readable(said, self._server.secrets)

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send one command; Trouble "later" when there is nobody, or somebody who talks out of turn."""
        line = f"{cmd} {args}" if args else cmd
        if not line.isprintable():
            raise ValueError("a command holds a control character")
        if self.sock is None:
            raise Trouble("later", "the connection is closed")
        if self._unread:
            raise self._lost(f"unasked answer: {self._shown(self._unread)}")
        try:
            self.push(f"{line}\r\n".encode("ascii"))
        except OSError as error:
            raise self._lost(f"connection lost: {reason(error)}") from None

    def push(self, data: bytes) -> None:
        """Send all of the bytes within the timeout, or OSError."""
        assert self.sock is not None
        self.sock.settimeout(self._server.timeout)
        self.sock.sendall(data)

    def getreply(self) -> tuple[int, bytes]:
        """The code and the text of one answer, several lines joined by "\\n"; Trouble "later" without a proper one."""
        until = time.monotonic() + self._patience
        lines: list[bytes] = []
        while len(lines) < _MOST_LINES:
            line = self._line(until)
            found = _REPLY.fullmatch(line)
            if not found:
                raise self._lost(f"not an SMTP answer: {self._shown(line)}")
            lines.append(found[3] or b"")
            if found[2] != b"-":
                return int(found[1]), b"\n".join(lines)
        raise self._lost("an answer without end")

    def _line(self, until: float) -> bytes:
        while b"\n" not in self._unread:
            if len(self._unread) > _LONGEST_LINE:
                raise self._lost("an answer without end")
            self._unread += self._received(until)
        line, _, self._unread = self._unread.partition(b"\n")
        return line.rstrip(b"\r")

    def _received(self, until: float) -> bytes:
        if self.sock is None:
            raise Trouble("later", "the connection is closed")
        try:
            self.sock.settimeout(max(until - time.monotonic(), 0.001))
            data = self.sock.recv(_AT_ONCE)
        except TimeoutError:
            raise self._lost(f"no answer within {self._patience:g} s") from None
        except OSError as error:
            raise self._lost(f"connection lost: {reason(error)}") from None
        if not data:
            raise self._lost("the server closed the connection")
        return data

    def close(self) -> None:
        """Let go of the line, whatever state it is in."""
        with suppress(OSError):
            super().close()

    def _lost(self, text: str) -> Trouble:
        self.close()
        return Trouble("later", text)


def reason(error: OSError) -> str:
    """Why, in the system's words."""
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, _HANG_UPS):
        return "the server closed the connection"
    return error.strerror or str(error) or type(error).__name__


def _readable(said: bytes, secrets: Sequence[Secret]) -> str:
    """A server's bytes as one short line of text without secrets, in whichever encoding they came."""
    try:
        text = said.decode("utf-8")
    except UnicodeDecodeError:
        text = said.decode("gb18030", "replace")
    shown = "".join(c if c.isprintable() else " " for c in scrubbed(text, secrets))
    return " ".join(shown.split())[:_LONGEST_TEXT]
