"""What a scheduler starts every day, and how each scheduler is told."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from hashlib import sha256
from pathlib import Path
from typing import Literal

from opsreport.cli.quoting import cmd_quoted, cron_quoted, powershell_quoted, unit_command, unit_quoted, unit_value
from opsreport.errors import UsageError
from opsreport.settings import SETTINGS, Settings
from opsreport.templating.whole import fill

Form = Literal["cron", "systemd", "windows"]
_TEMPLATES: Mapping[Form, str] = {"cron": "cron.j2", "systemd": "systemd.sh.j2", "windows": "windows.ps1.j2"}
_LOG = "opsreport.log"
_ODD = re.compile(r"[\x00-\x1f\x7f\\]")  # a line ends there, or cron and systemd differ on what is meant
_SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")
_TEXT_IS_UTF8 = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


@dataclass(frozen=True, slots=True)
class Task:
    """What a scheduler is to start every day: the words of the command, its environment, its log.

    `secrets` are the variables that hold secrets, which no scheduler is told.
    """

    words: tuple[str, ...]
    variables: Mapping[str, str]
    folder: Path
    log: Path
    at: time
    secrets: tuple[str, ...]

    @property
    def name(self) -> str:
        """A name of its own for every folder."""
        return f"opsreport-{sha256(str(self.folder).encode()).hexdigest()[:8]}"


def task_text(task: Task, form: Form, lang: str) -> str:
    """What to install, with comments in that language."""
    values = {"cron": _cron, "systemd": _systemd, "windows": _windows}[form](task)
    shown = {"folder": str(task.folder), "at": f"{task.at:%H:%M}", "secrets": list(task.secrets), "name": task.name}
    (text,) = fill((_TEMPLATES[form],), {**shown, **values}, lang, folder="schedule")
    return text


def task_of(settings: Settings, at: time) -> Task:
    """The daily run of the settings' folder by this very Python.

    UsageError for a log in a folder that is not there, and for words that schedulers read differently.
    """
    folder, log = settings.home, settings.log or settings.home / _LOG
    if not log.parent.is_dir():
        raise UsageError(f"the folder of the log {log} is not there; make it, then call this again")
    words = (sys.executable, "-P", "-m", "opsreport", "-C", str(folder), "run", "--month", "last")
    variables = {"PATH": _path(), **_TEXT_IS_UTF8, **_source(), **_said(os.environ)}
    for text in (*words, str(log), *variables.values()):
        if _ODD.search(text.replace(os.sep, "/")):
            raise UsageError(f"schedulers disagree on how to read {text!r}; rename what holds the odd characters")
    return Task(words, variables, folder, log, at, _secrets(settings))


def _path() -> str:
    """Where the job finds programs: beside Python, where LibreOffice is now, and where systems keep theirs."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    places = (os.path.dirname(sys.executable), *([os.path.dirname(office)] if office else []), *_SYSTEM_PATH)
    return os.pathsep.join(dict.fromkeys(places))


def _source() -> Mapping[str, str]:
    """PYTHONPATH for a package that runs from its checkout; none where it is installed."""
    source = Path(__file__).absolute().parents[2]
    return {} if source.name in ("site-packages", "dist-packages") else {"PYTHONPATH": str(source)}


def _said(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The settings that the environment says now: no secrets among them."""
    return {s.variable: environ[s.variable] for s in SETTINGS if s.variable and environ.get(s.variable)}


def _secrets(settings: Settings) -> tuple[str, ...]:
    """The variables of the environment that secrets are read from."""
    robots = [reference for robot in settings.targets.robots for reference in (robot.webhook, robot.secret)]
    references = (settings.mail.password if settings.mail else "", *robots)
    return tuple(dict.fromkeys(text.removeprefix("env:") for text in references if text.startswith("env:")))


def _assignments(task: Task) -> list[str]:
    return [f"{name}={value}" for name, value in task.variables.items()]


def _cron(task: Task) -> Mapping[str, object]:
    command = cron_quoted(("/usr/bin/env", *_assignments(task), *task.words))
    return {"hour": task.at.hour, "minute": task.at.minute, "command": command, "log": cron_quoted((str(task.log),))}


def _systemd(task: Task) -> Mapping[str, object]:
    return {
        "environment": " ".join(map(unit_quoted, _assignments(task))),
        "command": unit_command(task.words),
        "log": unit_value(str(task.log)),
        "description": unit_value(str(task.folder)),
    }


def _windows(task: Task) -> Mapping[str, object]:
    # a task starts with the variables of its user: what is said there now, it will find there
    own = {name: value for name, value in task.variables.items() if name.startswith("PYTHON")}
    program, *arguments = task.words
    sets = "".join(f'set "{name}={value}"&& ' for name, value in own.items())
    call = " ".join((cmd_quoted(program), *map(cmd_quoted, arguments)))
    line = f'/d /s /c "{sets}{call} >>{cmd_quoted(str(task.log))} 2>&1"'
    said = [s.variable for s in SETTINGS if s.variable in task.variables]
    return {
        "task": powershell_quoted(task.name),
        "arguments": powershell_quoted(line),
        "description": powershell_quoted(f"opsreport run: {task.folder}"),
        "secrets": [*said, *task.secrets],
    }
