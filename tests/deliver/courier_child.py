"""The courier in a process of its own, as the command line runs it, and where SIGKILL strikes it.

python -m tests.deliver.courier_child one FOLDER PORT SECURITY CA_FILE [DEATH]
python -m tests.deliver.courier_child many FOLDER PORT STEP
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from opsreport.deliver.courier import deliver_mail
from opsreport.deliver.ledger import Key, Ledger
from opsreport.deliver.line import Server
from opsreport.deliver.lock import locked
from opsreport.deliver.secret import resolve
from opsreport.deliver.smtp import Letter

PASSWORD_NAME = "OPSREPORT_MAIL_PASSWORD"
RECIPIENTS = ("ann@example.com", "bob@example.com")
TRACED = tuple(os.path.join("deliver", name) for name in ("courier.py", "smtp.py", "line.py"))


class Mortal(Ledger):
    """A ledger whose process ends "before STATE" or "after STATE" is written."""

    death = ""

    def mark(self, key: Any, recipients: Any, state: Any, answer: str, at: datetime, **more: Any) -> tuple[str, ...]:
        self._die(f"before {state}")
        marked = super().mark(key, recipients, state, answer, at, **more)
        self._die(f"after {state}")
        return marked

    def _die(self, moment: str) -> None:
        if moment == self.death:
            os.kill(os.getpid(), signal.SIGKILL)


def subject(number: int) -> bytes:
    """How the letter of that number begins."""
    return b"Subject: letter %d\r\n" % number


def run(folder: Path, server: Server, number: int = 0, death: str = "") -> list[str]:
    """The states after one run."""
    letter = Letter(f"<m{number}@example.com>", "ops@example.com", RECIPIENTS, subject(number) + b"\r\ntext\r\n")
    key = Key("2025-06", f"content{number}", "review")
    with locked(folder, "opsreport send") as held, Mortal.open(held) as ledger:
        ledger.queue(key, RECIPIENTS, letter.message_id, now())
        ledger.death = death
        entries = deliver_mail(letter, key, server, ledger, now, deadline=20, sleep=lambda seconds: None)
    return [entry.state for entry in entries]


def now() -> datetime:
    return datetime.now(UTC)


def server_at(port: str, security: Any, ca_file: Path | None = None) -> Server:
    password = resolve(f"env:{PASSWORD_NAME}", Path())
    return Server("localhost", int(port), security, user="ops", password=password, ca_file=ca_file, timeout=20.0)


@dataclass(slots=True)
class Countdown:
    """A trace function under which the process is killed when so many lines of the courier have begun."""

    left: int

    def __call__(self, frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.endswith(TRACED):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def run_killed(folder: Path, server: Server, count: int) -> dict[str, object]:
    """One run killed at that line, what it left, and what the next run made of it."""
    folder.mkdir()
    child = os.fork()
    if child == 0:
        sys.settrace(Countdown(count))
        run(folder, server, count)
        os._exit(0)
    ending = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with Ledger.read(folder) as ledger:
        left = [entry.state for entry in ledger.entries()]
    return {"count": count, "ending": ending, "left": left, "then": run(folder, server, count)}


def run_many(folder: Path, server: Server, step: int) -> list[dict[str, object]]:
    """Runs killed later and later, until one comes to its end."""
    points: list[dict[str, object]] = []
    while not points or points[-1]["ending"]:
        count = 1 + step * len(points)
        points.append(run_killed(folder / str(count), server, count))
    return points


def main(arguments: Sequence[str]) -> None:
    match arguments:
        case ["one", folder, port, security, ca_file, *death]:
            run(Path(folder), server_at(port, security, Path(ca_file)), death="".join(death))
        case ["many", folder, port, step]:
            print(json.dumps(run_many(Path(folder), server_at(port, "plain"), int(step))))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
