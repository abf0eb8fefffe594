"""The command line: parse, call the pipeline, turn errors into exit codes."""

from __future__ import annotations

import os
from importlib import import_module

import click

from opsreport._version import __version__
from opsreport.cli.console import run_guarded

COMMANDS = (
    "init",
    "map",
    "next",
    "check",
    "build",
    "approve",
    "send",
    "run",
    "preview",
    "edits",
    "history",
    "schedule",
    "list",
)


class _Commands(click.Group):
    """Loads a command's module only when that command is asked for, or its help line is."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"opsreport.cli.{cmd_name}").command
        return command


def _stand_in(ctx: click.Context, param: click.Parameter, folder: str | None) -> None:
    if folder is not None:
        os.chdir(folder)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "folder",
    type=click.Path(exists=True, file_okay=False),
    metavar="DIR",
    callback=_stand_in,
    expose_value=False,
    help="Work as if started in DIR, the folder of opsreport.toml.",
)
@click.version_option(__version__, prog_name="opsreport")
def commands() -> None:
    """The monthly operations review, from the spreadsheets a team already keeps.

    \b
    A first review of your own:
      opsreport init review            a folder with the workbook to fill
      cd review
      opsreport check --month 2025-06  what is missing, ready to send to the team
      opsreport build --month 2025-06  deck, workbook and one-page picture

    \b
    Each month without hands (docs/delivery.md):
      opsreport schedule --cron        the crontab line: check, draft, send what is approved
      opsreport approve --month last   what `run` waits for before it mails to leadership
      opsreport history                what was built and sent, to whom, and what failed

    \b
    Exit codes: 0 done · 1 a bug of ours · 2 called or configured wrongly ·
    3 the data cannot become a review · 4 template or wording cannot take it ·
    5 built but not fully delivered · 6 required data is not there yet.
    Shell completion (bash; zsh and fish alike):
      eval "$(_OPSREPORT_COMPLETE=bash_source opsreport)"
    """


def main() -> None:
    """Run the command line and end the process with its exit code."""
    run_guarded(commands)
