"""opsreport build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.console import followed, moment, start_log
from opsreport.cli.options import data_option, lang_option, month_option, settings_of, verbose_option

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@month_option()
@data_option()
@click.option("--out", type=click.Path(file_okay=False, path_type=str), metavar="DIR", help="Where the outputs go.")
@click.option("--recipe", metavar="NAME", help="Which review; `opsreport list` names them.")
@click.option("--final", "is_final", is_flag=True, help="No draft mark; refuses while something is open.")
@lang_option()
@verbose_option()
def command(
    *,
    month: Period,
    data: str | None,
    out: str | None,
    recipe: str | None,
    is_final: bool,
    lang: str | None,
    verbose: bool,
) -> None:
    """Build the review of a month: deck, workbook, picture. Prints the paths it wrote.

    \b
    Examples:
      opsreport build --month 2025-06
      opsreport build --month last --final
      opsreport build --month 2025-06 --data ~/review/data --out ~/review/out

    A draft carries 草稿 in its name and footer. A file that somebody edited since
    the last build is left alone; the new one is written beside it as _v2.
    """
    from opsreport.pipeline import STAGES, Job, kept_lines, steps

    settings = settings_of(data=data, out=out, recipe=recipe, lang=lang)
    start_log(settings.log, verbose=False)
    receipt = followed(steps(Job(month, settings, moment(), is_final)), len(STAGES), verbose=verbose)
    for line in kept_lines(receipt, settings.lang):
        click.echo(f"opsreport: {line}", err=True)
    for path in receipt.paths:
        click.echo(path)
