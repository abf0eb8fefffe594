"""opsreport send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import lang_option, month_of, month_option, settings_of, verbose_option

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@month_option()
@click.option("--to", multiple=True, metavar="ADDRESS", help="A test mail to this address, marked as one; repeatable.")
@click.option("--dry-run", is_flag=True, help="Say who would get what; send nothing.")
@click.option("--resend", is_flag=True, help="Send again, also to those who have it; with --to only to these.")
@click.option("--received", multiple=True, metavar="ADDRESS", help="Settle an unknown one: it has arrived.")
@click.option("--reason", default="", metavar="TEXT", help="Why it is sent again, or how that is known; kept.")
@lang_option()
@verbose_option()
def command(
    *,
    month: Period,
    to: tuple[str, ...],
    dry_run: bool,
    resend: bool,
    received: tuple[str, ...],
    reason: str,
    lang: str | None,
    verbose: bool,
) -> None:
    """Mail the final deck and workbook of a month to leadership, once.

    Refuses drafts, sample data, files that are neither those of a final build
    nor approved, and data that block. Who has accepted it gets nothing twice.

    \b
    Examples:
      opsreport send --month 2025-06 --dry-run
      opsreport send --month 2025-06 --to me@example.com
      opsreport send --month 2025-06
      opsreport send --month 2025-06 --resend --reason "ROI corrected"
      opsreport send --month 2025-06 --resend --to cfo@example.com --reason "mailbox was full"
      opsreport send --month 2025-06 --received ceo@example.com --reason "said so on the phone"
    """
    from opsreport.pipeline.send import Wish, rehearsed, send_lines

    if (resend or bool(received)) != bool(reason.strip()) or (resend and received):
        raise click.UsageError("--resend, or --received, needs --reason TEXT, and --reason one of them")
    wish = Wish(to, reason.strip(), received)
    with month_of(settings_of(lang=lang), month, "send", verbose=verbose) as opened:
        click.echo(rehearsed(opened, wish) if dry_run else send_lines(opened, wish), err=not dry_run)
