"""Reads files one by one, each in a process of its own, and says how each ended.

`python -m tests.reading.hostile_runner DIR`: one JSON line a file: findings, cells, seconds of CPU, peak memory, and
whatever it tried that reading has no business with.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import traceback
from pathlib import Path

from opsreport.checking import check
from opsreport.model.period import Period
from opsreport.model.table import Sheet
from opsreport.reading import read_file
from opsreport.reading.oldbook import old_sheets  # noqa: F401  (imported before the forks, as all else)

SECONDS = 20
FEW_CELLS = 20_000
_WATCHED = ("socket.", "os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "urllib.", "ctypes.", "os.remove")
_OWN_CHILD = "calamine_child.py"


def main() -> None:
    """Every file of the folder."""
    for path in sorted(Path(sys.argv[1]).iterdir()):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            os.write(writer, json.dumps(outcome(path)).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            said = pipe.read()
        status = os.waitpid(child, 0)[1]
        line = json.loads(said) if said else {"name": path.name, "died": status}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def outcome(path: Path) -> dict[str, object]:
    """How the reading of one file ended."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    tried: list[str] = []
    sys.addaudithook(lambda event, given: watch(tried, event, given))
    started = time.process_time()
    try:
        sheets, findings = read_file(path)
        _, found = check(small(sheets), Period.parse("2025-06"), findings)
        assert len(found) >= len({str(one) for one in findings})
    except BaseException:
        return {"name": path.name, "traceback": traceback.format_exc()[-2000:], "tried": tried}
    spent = time.process_time() - started + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "name": path.name,
        "seconds": spent,
        "megabytes": peak / 1024,
        "findings": [(one.code, one.is_blocking, [str(origin) for origin in one.origins]) for one in findings],
        "cells": [
            [sheet.name, origin, cell.kind, str(cell.value)] for sheet in sheets for origin, cell in first(sheet)
        ],
        "count": sum(len(sheet.cells) for sheet in sheets),
        "tried": tried,
    }


def watch(tried: list[str], event: str, given: tuple[object, ...]) -> None:
    """Keeps what reading must not do: reach out, start programs, write or delete files."""
    if event == "open" and isinstance(given[0], str) and isinstance(given[1], str) and set(given[1]) & set("wax+"):
        tried.append(f"{event} {given[0]}")
    if event.startswith(_WATCHED) and _OWN_CHILD not in str(given):
        tried.append(f"{event} {given}"[:200])


def small(sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """The sheets that are checked too: those of a size that people fill."""
    return tuple(sheet for sheet in sheets if len(sheet.cells) < FEW_CELLS)


def first(sheet: Sheet) -> list[tuple[str, object]]:
    """The first cells, by their addresses."""
    some = zip(range(60), sheet.cells.items(), strict=False)
    return [(sheet.origin(*at).cell, cell) for _, (at, cell) in some]


if __name__ == "__main__":
    main()
