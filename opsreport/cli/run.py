"""opsreport run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.console import today
from opsreport.cli.options import lang_option, month_of, month_option, settings_of, verbose_option

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@month_option()
@lang_option()
@verbose_option()
def command(*, month: Period, lang: str | None, verbose: bool) -> None:
    """Do what is due for a month, unattended: the daily line of cron (`opsreport schedule`).

    Waits for the required data (exit code 6), mails the draft to its owner, and
    once a person has approved, the review to leadership. When all is sent it
    does nothing. A failure is mailed to the owner, once a day and cause.

    \b
    Example:
      opsreport -C /srv/review run --month last
    """
    from opsreport.pipeline.alarm import Alarm
    from opsreport.pipeline.run import run

    with month_of(settings_of(lang=lang), month, "run", verbose=verbose) as opened, Alarm(opened):
        click.echo(run(opened, today()), err=True)
