"""Killed anywhere on the way, and several at once: nothing is lost, and nothing acknowledged goes out twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from opsreport.deliver.ledger import Ledger
from tests.deliver.courier_child import PASSWORD_NAME, RECIPIENTS, subject
from tests.deliver.mailing import no_secret_in, nothing_acknowledged_came_twice
from tests.deliver.smtp_server import PASSWORD, Act, Certificates, MailServer, running

REPOSITORY = Path(__file__).parents[2]


def started(*arguments: object) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ["PATH"], PASSWORD_NAME: PASSWORD, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "tests.deliver.courier_child", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def one_run(folder: Path, server: MailServer, certs: Certificates, *death: str) -> subprocess.Popen[bytes]:
    return started("one", folder, server.port, server.security, certs.ca_file, *death)


def ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code; what it said holds no secret."""
    out, err = process.communicate(timeout=60)
    no_secret_in((out + err).decode(), Path("/nowhere"))
    return process.returncode


def states(folder: Path) -> list[str]:
    with Ledger.read(folder) as ledger:
        return [entry.state for entry in ledger.entries()]


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize(
    ("die", "left", "letters", "then", "letters_then"),
    [
        ("before unknown", "queued", 0, "accepted", 1),  # the whole letter but the dot is there
        ("after unknown", "unknown", 0, "unknown", 0),
        ("before accepted", "unknown", 1, "unknown", 1),  # the 250 is read, and not written down
        ("after accepted", "accepted", 1, "accepted", 1),
    ],
)
def test_killed_around_the_dot(
    die: str, left: str, letters: int, then: str, letters_then: int, folder: Path, certs: Certificates
) -> None:
    with running(MailServer(context=certs.contexts["good"])) as server:
        assert ended(one_run(folder, server, certs, die)) == -9
        assert (states(folder), len(server.mailbox)) == ([left] * 2, letters * 2)
        assert ended(one_run(folder, server, certs)) == 0
    assert (states(folder), len(server.mailbox)) == ([then] * 2, letters_then * 2)
    nothing_acknowledged_came_twice(server)
    no_secret_in("", folder)


def test_killed_while_the_server_has_not_answered_the_dot(folder: Path, certs: Certificates) -> None:
    with running(MailServer({"END": [Act.TAKE_AND_STALL]}, context=certs.contexts["good"])) as server:
        process = one_run(folder, server, certs)
        wait_for(lambda: server.mailbox)
        if Path("/proc/self/cmdline").exists():
            no_secret_in(Path(f"/proc/{process.pid}/cmdline").read_bytes().decode(), folder)
        process.kill()
        assert ended(process) != 0
        assert states(folder) == ["unknown", "unknown"]
        assert ended(one_run(folder, server, certs)) == 0
    assert states(folder) == ["unknown", "unknown"]
    assert len(server.mailbox) == 2


def test_three_at_once_send_one_letter(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"])) as server:
        runs = [one_run(folder, server, certs) for _ in range(3)]
        assert [ended(process) for process in runs] == [0, 0, 0]
    assert sorted(taken.recipient for taken in server.mailbox) == list(RECIPIENTS)
    assert server.seen.count("GREETING") == 1
    assert states(folder) == ["accepted", "accepted"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_at_any_line_nothing_is_lost_or_sent_twice(step: int, folder: Path) -> None:
    """The next run sends exactly what had not been handed over, and leaves to a person what may have been."""
    with running(MailServer(security="plain")) as server:
        process = started("many", folder, server.port, step)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err.decode()
    points = json.loads(out)
    assert len(points) > 400 / step
    assert {"".join(sorted(set(point["left"]))) for point in points} == {"queued", "unknown", "accepted"}
    for point in points:
        letters = [taken.recipient for taken in server.mailbox if taken.data.startswith(subject(point["count"]))]
        is_unknown = set(point["left"]) == {"unknown"}
        assert point["then"] == (["unknown"] * 2 if is_unknown else ["accepted"] * 2), point
        assert letters == list(RECIPIENTS) or (is_unknown and letters == []), point
