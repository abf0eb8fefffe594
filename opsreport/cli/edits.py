"""opsreport edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import lang_option, month_option, settings_of

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@click.argument("deck", type=click.Path(dir_okay=False, exists=True, path_type=str))
@month_option()
@lang_option()
def command(*, deck: str, month: Period, lang: str | None) -> None:
    """Say what a person changed in a deck since it was built.

    The first lines are rows for the sheet 点评: paste them there, and the next
    build repeats the words. Changed digits are listed, never taken over.

    \b
    Example:
      opsreport edits out/运营月报_2025-06_草稿.pptx --month 2025-06
    """
    from pathlib import Path

    from opsreport.pipeline.approve import edits

    click.echo(edits(Path(deck), month, settings_of(lang=lang)))
