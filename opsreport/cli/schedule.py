"""opsreport schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import settings_of

if TYPE_CHECKING:
    from datetime import time

    from opsreport.cli.task import Form


def _clock(ctx: click.Context, param: click.Parameter, text: str) -> time:
    from datetime import datetime

    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time of day; write it like 08:30", ctx, param) from None


@click.command()
@click.option("--cron", "form", flag_value="cron", help="A line for crontab.")
@click.option("--systemd", "form", flag_value="systemd", help="A service and a timer of the user.")
@click.option("--windows", "form", flag_value="windows", help="A scheduled task, as PowerShell.")
@click.option("--at", default="08:30", callback=_clock, metavar="08:30", show_default=True, help="When, every day.")
def command(*, form: Form | None, at: time) -> None:
    """Print what makes this machine run `opsreport run --month last` every day for this folder.

    \b
    Examples:
      (crontab -l; opsreport schedule --cron) | crontab -
      opsreport schedule --systemd --at 07:00 | sh
      opsreport schedule --windows            (paste it into PowerShell)

    All paths are absolute; language, PATH and log file are set, so that it works
    without a terminal. Nothing is installed.
    """
    from opsreport.cli.task import task_of, task_text

    if form is None:
        raise click.UsageError("say for which scheduler: --cron, --systemd or --windows")
    settings = settings_of()
    click.echo(task_text(task_of(settings, at), form, settings.lang), nl=False)
