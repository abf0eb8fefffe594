"""opsreport history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import lang_option, month_option, settings_of

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@month_option(required=False)
@click.option("--json", "as_json", is_flag=True, help="The events as JSON, for programs.")
@lang_option()
def command(*, month: Period | None, as_json: bool, lang: str | None) -> None:
    """List what was built, approved and sent: to whom, with which hash, when, and what failed.

    \b
    Examples:
      opsreport history
      opsreport history --month 2025-06 --json
    """
    from opsreport.pipeline.history import history_json, history_text

    settings, period = settings_of(lang=lang), str(month) if month else ""
    click.echo((history_json if as_json else history_text)(settings, period))
