"""Streams, the clock, and the one place where errors become exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Generator
from datetime import UTC, date, datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING, Literal, TypeVar

import click

from opsreport.errors import OpsReportError, UsageError

if TYPE_CHECKING:
    import logging
    from pathlib import Path

    from opsreport.pipeline import Step

Result = TypeVar("Result")
INTERRUPTED = 130
_CLEAR = "\r\033[K"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def run_guarded(commands: click.Command) -> None:
    """Run the commands; every failure ends in one message on stderr and a non-zero exit."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot write Han must not end the run
    try:
        code = commands.main(standalone_mode=False, prog_name="opsreport", terminal_width=_help_width())
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _end("stopped; the outputs are as they were", INTERRUPTED)
    except OpsReportError as error:
        _end(str(error), error.exit_code)
    except BrokenPipeError:
        _give_up_output()
        sys.exit(1)
    except Exception as error:
        _end_unforeseen(error)


def _end_unforeseen(error: Exception) -> None:
    """A full disk or a folder that may not be written to, by name; else what only a traceback explains."""
    if isinstance(error, OSError) and error.errno in _FULL and not error.filename:
        _give_up_output()
        _end(f"the output cannot be written: {error.strerror}", UsageError.exit_code)
    if isinstance(error, OSError) and error.filename:
        _end(f"{error.filename}: {error.strerror}", UsageError.exit_code)
    _end(f"internal error ({type(error).__name__}); what happened is in {_logged()}", 1)


def _give_up_output() -> None:
    """Spares standard output, which nobody reads or which is full, the flush at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Standard streams that lead nowhere where we were started without; else the next file takes their number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def _help_width() -> int:
    """How wide help may be: the terminal's width, at most 100; click's own look at it loads four more modules."""
    try:
        return max(50, min(100, os.get_terminal_size().columns) - 2)
    except OSError:
        return 78


def _end(message: str, code: int) -> None:
    _to_log("error", message)
    click.echo(f"opsreport: {message}", err=True)
    sys.exit(code)


def _logged() -> str:
    """Where the traceback of the current exception was written; a word of regret where it could not be."""
    import tempfile
    import traceback

    try:
        handle, name = tempfile.mkstemp(prefix="opsreport-", suffix=".log")
        with open(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(traceback.format_exc())
    except OSError:
        return "no log: the folder for temporary files is not writable"
    return name


def moment() -> datetime:
    """Now, or the moment that SOURCE_DATE_EPOCH fixes (reproducible builds), in UTC; the only clock there is."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is {fixed!r}; it must be seconds since 1970") from error


def clock() -> datetime:
    """Now, in UTC, whatever SOURCE_DATE_EPOCH says: for what is sent and remembered."""
    return datetime.now(UTC)


def start_log(file: Path | None, *, verbose: bool) -> None:
    """Log to stderr with `verbose`, and to the end of `file`; UsageError where that cannot be written."""
    import logging

    handlers: list[logging.Handler] = [_steps_on_stderr()] if verbose else []
    if file:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handlers.append(logging.FileHandler(file, encoding="utf-8", errors="replace"))
        except OSError as error:
            raise UsageError(f"[log] file = {file} cannot be written: {error.strerror}") from error
    log = logging.getLogger("opsreport")
    log.setLevel(logging.INFO)
    for handler in handlers or [logging.NullHandler()]:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)


def _steps_on_stderr() -> logging.Handler:
    """The steps; an error ends the command, which says it anyway."""
    import logging

    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(lambda record: record.levelno < logging.ERROR)
    return handler


def _to_log(level: Literal["info", "error"], text: str) -> None:
    """A line in the log, where a command has started one."""
    if "logging" in sys.modules and (log := sys.modules["logging"].getLogger("opsreport")).handlers:
        getattr(log, level)(text)


def today() -> date:
    """The day here, or the one SOURCE_DATE_EPOCH fixes."""
    return moment().date() if os.environ.get("SOURCE_DATE_EPOCH") else datetime.now().astimezone().date()


def followed(run: Generator[Step, None, Result], total: int, *, verbose: bool) -> Result:
    """Drive a run to its result: a bar on a terminal, a line a step with `verbose`, silence otherwise."""
    is_drawn = not verbose and sys.stderr.isatty()
    show = _lines if verbose else _bar(total) if is_drawn else _silent
    done = 0
    try:
        while True:
            step = next(run)
            _to_log("info", step.text)
            if step.is_notice:
                click.echo(f"{_CLEAR if is_drawn else ''}opsreport: {step.text}", err=True)
            else:
                done += 1
                show(done, step)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        if is_drawn:
            click.echo(_CLEAR, err=True, nl=False)


def _lines(done: int, step: Step) -> None:
    click.echo(step.text, err=True)


def _silent(done: int, step: Step) -> None:
    return


def _bar(total: int) -> Callable[[int, Step], None]:
    def draw(done: int, step: Step) -> None:
        filled = "█" * done + "░" * (total - done)
        click.echo(f"{_CLEAR}{filled} {step.text}", err=True, nl=False)

    return draw
