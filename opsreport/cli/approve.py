"""opsreport approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import lang_option, month_of, month_option, settings_of, verbose_option

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, exists=True, path_type=str))
@month_option()
@lang_option()
@verbose_option()
def command(*, file: str | None, month: Period, lang: str | None, verbose: bool) -> None:
    """Let the final review of a month go out, byte for byte as it is now.

    FILE is the deck, edited in PowerPoint or not; without it, the one of the
    last final build. Says which shapes changed since the build, and warns where
    a digit did. A rebuild with other bytes needs a new approval.

    \b
    Examples:
      opsreport approve --month 2025-06
      opsreport approve out/运营月报_2025-06.pptx --month 2025-06
    """
    from pathlib import Path

    from opsreport.pipeline.approve import approve

    with month_of(settings_of(lang=lang), month, "approve", verbose=verbose) as opened:
        click.echo(approve(opened, Path(file) if file else None), err=True)
