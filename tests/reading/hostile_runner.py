"""Runs a whole command on hostile files one by one, each in a process of its own, and says how each ended.

`python -m tests.reading.hostile_runner DIR WORD…`: DIR holds a folder for each file, with that file alone in its
`data`; the words are the command, such as `check -v --annotate marked`. One JSON line a file: exit code, what was
read and found, seconds, peak memory, what was left behind, and whatever it tried that is no business of a command.

Seconds are those of the wall clock, less the time that the process stood in the queue for a busy processor.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from opsreport.cli import commands
from opsreport.model.finding import Finding
from opsreport.model.table import Sheet

# a process that has not ended by then hangs
SECONDS = 20
_WARM = (
    "opsreport.cli.build", "opsreport.cli.check", "opsreport.pipeline.annotate", "opsreport.reading.oldbook",
    "opsreport.render.formats", "opsreport.wording.listing",
)  # fmt: skip
_WATCHED = ("socket.", "os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "urllib.", "ctypes.", "os.remove")
_OWN_CHILD = "calamine_child.py"
_FIRST, _LETTERS = 60, 40_000
Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]


def main() -> None:
    """Every folder."""
    for name in _WARM:  # before the forks, so that none of them pays for it
        importlib.import_module(name)
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        sys.stdout.write(json.dumps(watched(folder, sys.argv[2:])) + "\n")
        sys.stdout.flush()


def watched(folder: Path, words: list[str]) -> dict[str, object]:
    """How one child ended, or that it had to be ended."""
    reader, writer = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if not child:
        os.close(reader)
        os.setpgid(0, 0)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(json.dumps(outcome(folder, words)).encode())
        os._exit(0)
    os.close(writer)
    said = b""
    with os.fdopen(reader, "rb") as pipe:
        while not (is_done := bool(select.select([pipe], [], [], 0.2)[0])):
            if time.monotonic() - started - queue_seconds(child) > SECONDS:
                os.killpg(child, signal.SIGKILL)
                break
        said = pipe.read() if is_done else b""
    status = os.waitpid(child, 0)[1]
    line = json.loads(said) if said else {"died": status}
    return {"name": folder.name, "wall": time.monotonic() - started, **line}


def outcome(folder: Path, words: list[str]) -> dict[str, object]:
    """How the command ended on one folder."""
    read, tried, text = recorded(), [], io.StringIO()
    (folder / "tmp").mkdir()
    tempfile.tempdir = str(folder / "tmp")
    sys.addaudithook(lambda event, given: watch(tried, event, given, str(folder)))
    started, queued = time.monotonic(), queue_seconds()
    try:
        with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
            commands.main(["-C", str(folder), *words, "--month", "2025-06", "--data", "data"], standalone_mode=False)
        code: object = 0
    except SystemExit as end:
        code = end.code
    except BaseException as error:
        code = getattr(error, "exit_code", None)
        text.write(str(error) if code else "")
        if code is None:
            return {"traceback": traceback.format_exc()[-2000:], "tried": tried}
    spent = time.monotonic() - started
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    left = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.parent.name == "tmp"]
    return {
        "code": code, "seconds": spent - (queue_seconds() - queued), "megabytes": sum(peaks) / 1024, "left": left,
        "tried": tried, "said": text.getvalue()[:100_000], **what_was_read(read),
    }  # fmt: skip


def recorded() -> list[Read]:
    """What the command will have read, once it has."""
    module = importlib.import_module("opsreport.pipeline.build")
    seen: list[Read] = []
    read_folder = module.read_folder

    def read(folder: Path) -> Read:
        seen.append(read_folder(folder))
        return seen[-1]

    module.read_folder = read  # type: ignore[attr-defined]
    return seen


def what_was_read(read: list[Read]) -> dict[str, object]:
    """The findings about files, and the first cells of each sheet by their addresses."""
    sheets, findings = read[0] if read else ((), ())
    return {
        "findings": [(one.code, one.is_blocking, [str(origin) for origin in one.origins[:9]]) for one in findings],
        "cells": [
            [sheet.name, sheet.origin(*at).cell, cell.kind, str(cell.value)[:_LETTERS]]
            for sheet in sheets[:9]
            for _, (at, cell) in zip(range(_FIRST), sheet.cells.items(), strict=False)
        ],
        "count": sum(len(sheet.cells) for sheet in sheets),
    }


def queue_seconds(process: int | str = "self") -> float:
    """How long a process has waited for a processor that was busy with others; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def watch(tried: list[str], event: str, given: tuple[object, ...], folder: str) -> None:
    """Keeps what a command must not do: reach out, start programs, write or delete anything but its own."""
    own = (f"{folder}/tmp", f"{folder}/marked/", f"{folder}/out/", "marked/")
    if event == "open" and isinstance(given[0], str) and isinstance(given[1], str) and set(given[1]) & set("wax+"):
        if not given[0].startswith(own):
            tried.append(f"{event} {given[0]}")
    elif event == "socket.gethostname" or (event == "os.remove" and str(given[0]).startswith(own)):
        return  # the lock of the output folder says on which machine
    elif event.startswith(_WATCHED) and _OWN_CHILD not in str(given):
        tried.append(f"{event} {given}"[:200])


if __name__ == "__main__":
    main()
