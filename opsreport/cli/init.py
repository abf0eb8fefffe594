"""opsreport init."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.console import moment, today
from opsreport.cli.options import month_option
from opsreport.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from opsreport.model.period import Period


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=str), default=".", metavar="[DIR]")
@click.option("--example", is_flag=True, help="Fill the workbook with the sample company instead of one example row.")
@click.option("--from", "file", type=click.Path(path_type=str), metavar="FILE", help="Start from your own workbook.")
@month_option(required=False)
def command(*, folder: str, example: bool, file: str | None, month: Period | None) -> None:
    """Make a folder to work in: opsreport.toml and the seven-tab workbook to fill.

    Required columns are marked with ＊; fill what you have, the review shows the
    pages that have data. Nothing that exists is overwritten. With --from your
    own workbook is copied to data/, opsreport.toml gets the mapping proposed for
    it, and a first build is tried.

    \b
    Examples:
      opsreport init review
      opsreport init trial --example
      opsreport init review --from 投放2025.xlsx
    """
    from pathlib import Path

    from opsreport.model.period import Period

    seen_from = month or Period.last_month(today())
    if file is None:
        from opsreport.pipeline import start_folder

        for path in start_folder(Path(folder), seen_from, with_example=example):
            click.echo(path)
    elif example:
        raise UsageError("--example and --from cannot go together: the folder starts from one workbook")
    else:
        _start_from(Path(folder), Path(file), seen_from)


def _start_from(folder: Path, file: Path, seen_from: Period) -> None:
    from opsreport.pipeline.starting import start_from

    started = start_from(folder, file, seen_from, moment())
    for path in started.paths:
        click.echo(path)
    click.echo(f"\n{started.findings}")
    if not started.is_built:
        words = f"nothing was built yet: answer the comments at the end of {started.paths[0]} or mend the workbook,"
        click.echo(f"opsreport: {words} then run `opsreport build --month {started.period}`", err=True)
