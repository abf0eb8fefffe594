"""opsreport preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import lang_option, month_of, month_option, settings_of, verbose_option

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@month_option()
@click.option("--open", "is_opened", is_flag=True, help="Open the page in a browser.")
@lang_option()
@verbose_option()
def command(*, month: Period, is_opened: bool, lang: str | None, verbose: bool) -> None:
    """Write the mail of a month as .eml and .html, to look at before it is sent.

    \b
    Example:
      opsreport preview --month 2025-06 --open
    """
    from opsreport.pipeline.preview import preview

    with month_of(settings_of(lang=lang), month, "preview", verbose=verbose) as opened:
        paths = preview(opened)
    for path in paths:
        click.echo(path)
    if is_opened:
        click.launch(str(paths[-1]))
