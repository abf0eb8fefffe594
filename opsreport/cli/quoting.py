"""A word as shells, crontabs, systemd units, cmd and PowerShell take it literally."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable


def cron_quoted(words: Iterable[str]) -> str:
    """The words for /bin/sh in a crontab, where an unescaped % would end the command."""
    return shlex.join(words).replace("%", r"\%")


def unit_value(text: str) -> str:
    """The rest of a unit's line, where % starts a specifier."""
    return text.replace("%", "%%")


def unit_quoted(word: str) -> str:
    """One word of several in a unit's line."""
    return '"{}"'.format(unit_value(word).replace("\\", "\\\\").replace('"', '\\"'))


def unit_command(words: Iterable[str]) -> str:
    """The words of ExecStart; in the arguments, not in the program, $ starts a variable."""
    program, *arguments = words
    return " ".join((unit_quoted(program), *(unit_quoted(word).replace("$", "$$") for word in arguments)))


def cmd_quoted(word: str) -> str:
    """One argument after cmd /s /c; a backslash before the closing quote would escape it."""
    end = word[len(word.rstrip("\\")) :]
    return f'"{word}{end}"'


def powershell_quoted(text: str) -> str:
    """A literal string; PowerShell takes the curly single quotes for plain ones."""
    return "'{}'".format(re.sub("['\u2018-\u201b]", lambda quote: quote[0] * 2, text))
