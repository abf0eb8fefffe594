"""opsreport init."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.console import today
from opsreport.cli.options import month_option

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=str), default=".", metavar="[DIR]")
@click.option("--example", is_flag=True, help="Fill the workbook with the sample company instead of one example row.")
@month_option(required=False)
def command(*, folder: str, example: bool, month: Period | None) -> None:
    """Make a folder to work in: opsreport.toml and the seven-tab workbook to fill.

    Required columns are marked with ＊; fill what you have, the review shows the
    pages that have data. Nothing that exists is overwritten.

    \b
    Examples:
      opsreport init review
      opsreport init trial --example
    """
    from pathlib import Path

    from opsreport.model.period import Period
    from opsreport.pipeline import start_folder

    for path in start_folder(Path(folder), month or Period.last_month(today()), with_example=example):
        click.echo(path)
