"""A real mail server (aiosmtpd) on loopback that does as a script says, and remembers what it took."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = "ops", "Tr0ub4dor&3-秘密"
FOREVER, A_WHILE = 3600.0, 0.8


class Act(Enum):
    """What a server may do instead of answering."""

    DROP = auto()
    STALL = auto()
    DRIP = auto()
    LATE = auto()  # only at END: the usual answer, after a while
    TAKE_AND_DROP = auto()
    TAKE_AND_STALL = auto()


# An answer that begins with 2 or 3 takes the place of the usual words; any other, of the command too.
Step = str | bytes | Act
Script = Mapping[str, Step | Sequence[Step]]
STAGES = ("GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BODY", "END", "QUIT")


@dataclass(frozen=True, slots=True)
class Taken:
    """One letter in one mailbox, and whether the server said that it has it."""

    recipient: str
    sender: str
    data: bytes
    is_acknowledged: bool


@dataclass(slots=True)
class MailServer:
    """`script`: stage → a step for every time, or a list of steps for the first times; "RCPT ann@…" is for one.

    `mailbox` and `seen` (the stages in the order of their coming) grow while it runs.
    """

    script: Script = field(default_factory=dict)
    security: str = "starttls"
    context: ssl.SSLContext | None = None
    most_bytes: int = 50_000_000
    ways: tuple[str, ...] = ("LOGIN", "PLAIN")
    port: int = 0
    mailbox: list[Taken] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    _used: dict[str, int] = field(default_factory=dict)

    def step(self, *names: str) -> Step | None:
        """What the script has for this moment under the first of the names that it knows."""
        self.seen.append(names[-1])
        name = next((name for name in names if name in self.script), "")
        steps = self.script.get(name)
        if steps is None or isinstance(steps, str | bytes | Act):
            return steps
        at = self._used.get(name, 0)
        self._used[name] = at + 1
        return steps[at] if at < len(steps) else None

    def take(self, envelope: Any, *, is_acknowledged: bool) -> None:
        """Put the letter into every recipient's mailbox."""
        for recipient in envelope.rcpt_tos:
            self.mailbox.append(Taken(recipient, envelope.mail_from, envelope.content, is_acknowledged))

    def letters(self, recipient: str) -> list[bytes]:
        """What one recipient has got."""
        return [taken.data for taken in self.mailbox if taken.recipient == recipient]


class _Session(SMTP):
    """One connection; every command first looks into the script."""

    def __init__(self, server: MailServer, loop: asyncio.AbstractEventLoop) -> None:
        self._server, self._words = server, None
        super().__init__(
            _Handler(server),
            hostname="mail.test",
            data_size_limit=server.most_bytes,
            tls_context=server.context if server.security == "starttls" else None,
            auth_require_tls=server.security == "starttls",
            auth_exclude_mechanism={"LOGIN", "PLAIN"} - set(server.ways),
            authenticator=lambda *given: AuthResult(success=_is_right(given[-1]), handled=False),
            loop=loop,
        )

    async def push(self, status: Any) -> None:
        words, self._words = self._words, None
        await super().push(words if words is not None else status)

    async def _acted(self, *names: str) -> bool:
        """Whether the script has dealt with the command; its usual words may be replaced even if not."""
        step = self._server.step(*names)
        if step is None:
            return False
        if isinstance(step, Act):
            await self._misbehave(step)
        text = step.encode() if isinstance(step, str) else step
        if text[:1] in b"23":
            self._words = text
            return False
        await self.push(text)
        if text.startswith(b"421"):
            self.transport.close()
        return True

    async def _misbehave(self, act: Act) -> None:
        if act in (Act.DROP, Act.TAKE_AND_DROP):
            self.transport.abort()
        while act is Act.DRIP:
            await self.push("250-one moment")
            await asyncio.sleep(0.02)
        await asyncio.sleep(FOREVER)  # ends when the connection does

    async def _handle_client(self) -> None:
        if await self._acted("GREETING"):
            self.transport.close()
        else:
            await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self._acted("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:
        if not await self._acted("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        if not await self._acted("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if not await self._acted("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        name = (arg or "").removeprefix("TO:<").partition(">")[0]
        if not await self._acted(f"RCPT {name}", "RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if await self._acted("DATA"):
            return
        if "BODY" in self._server.script and (step := self._server.step("BODY")) is not None:
            await self.push("354 go on")
            await self._interrupt(step)
        else:
            await super().smtp_DATA(arg)

    async def _interrupt(self, step: Step) -> None:
        """Act in the middle of a letter: an answer before the dot, and nothing of the rest is taken."""
        if isinstance(step, Act):
            await self._misbehave(step)
        await self.push(step)
        while await self._reader.read(65_536):
            pass

    async def smtp_QUIT(self, arg: str) -> None:
        if not await self._acted("QUIT"):
            await super().smtp_QUIT(arg)


class _Handler:
    """What happens to a letter once its final dot has come."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_DATA(self, session: _Session, _: object, envelope: Any) -> str | bytes:
        step = self._server.step("END")
        if step is Act.LATE:
            await asyncio.sleep(A_WHILE)
            step = None
        if isinstance(step, Act):
            if step in (Act.TAKE_AND_DROP, Act.TAKE_AND_STALL):
                self._server.take(envelope, is_acknowledged=False)
            await session._misbehave(step)
        answer = step or "250 2.0.0 queued"
        if answer[:1] in ("2", b"2"):
            self._server.take(envelope, is_acknowledged=True)
        return answer


def _is_right(login: Any) -> bool:
    return (login.login.decode(), login.password.decode()) == (USER, PASSWORD)


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    """The server at work in a thread of its own, `port` set, until the block ends."""
    loop = asyncio.new_event_loop()
    context = server.context if server.security == "tls" else None

    async def listen() -> asyncio.Server:
        return await loop.create_server(lambda: _Session(server, loop), "127.0.0.1", 0, ssl=context)

    listener = loop.run_until_complete(listen())
    server.port = listener.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_ended(listener), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _ended(listener: asyncio.Server) -> None:
    listener.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Certificates:
    """Server contexts by what is right or wrong with them, and the file of the authority that signed the right one."""

    ca_file: Path
    contexts: Mapping[str, ssl.SSLContext]


def certificates(folder: Path) -> Certificates:
    """Certificates of an authority of the test's own: good, expired, for another host, of a stranger, self-signed."""
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    past = {"not_before": datetime(2019, 1, 1), "not_after": datetime(2020, 1, 1)}
    issued = {
        "good": authority.issue_cert("localhost", "127.0.0.1"),
        "expired": authority.issue_cert("localhost", **past),
        "wrong host": authority.issue_cert("mail.elsewhere.test"),
        "unknown authority": stranger.issue_cert("localhost"),
    }
    contexts = {name: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for name in (*issued, "self-signed")}
    for name, certificate in issued.items():
        certificate.configure_cert(contexts[name])
    stranger.private_key_pem.write_to_path(str(folder / "self.pem"))
    stranger.cert_pem.write_to_path(str(folder / "self.pem"), append=True)
    contexts["self-signed"].load_cert_chain(folder / "self.pem")
    return Certificates(folder / "ca.pem", contexts)
