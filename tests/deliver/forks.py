"""Work done in a child process, to be killed at a moment of the test's choosing, or limited in what it may write."""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import opsreport.deliver

Action = Callable[[], object]
_WATCHED = str(Path(opsreport.deliver.__file__).parent)


def forked(action: Action) -> int:
    """The process id of a child that does `action` and ends; with code 1 where it raised."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        action()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(child: int) -> int:
    """How the child ended: its exit code, or a signal as a negative number."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(point: int, action: Action) -> int:
    """How a child ended that does `action` and is killed before line number `point` that runs in opsreport/deliver."""

    def traced() -> None:
        sys.settrace(_killer(point))
        action()

    return ended(forked(traced))


def _killer(point: int) -> Callable[[FrameType, str, object], object]:
    left = [point]

    def on_line(frame: FrameType, event: str, value: object) -> object:
        if event == "line":
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, event: str, value: object) -> object:
        return on_line if frame.f_code.co_filename.startswith(_WATCHED) else None

    return on_call


def ended_as_nobody(action: Action) -> int:
    """How a child ended that does `action` without the rights of root."""

    def humble() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        action()

    return ended(forked(humble))


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: the write that would is refused."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def killed_beyond(size: int, action: Action) -> int:
    """How a child ended that does `action` and is killed in the write that takes a file beyond `size` bytes."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with largest_file(size):
            action()

    return ended(forked(limited))
