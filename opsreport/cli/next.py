"""opsreport next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import data_option, lang_option, month_argument, settings_of

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@month_argument()
@click.argument("files", type=click.Path(exists=True, dir_okay=False, path_type=str), nargs=-1, metavar="[FILE]...")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=str), metavar="DIR", help="Put the new workbooks there."
)
@data_option()
@lang_option()
def command(*, month: Period, files: tuple[str, ...], out: str | None, data: str | None, lang: str | None) -> None:
    """Roll the workbook to a new month: targets from the plan, open actions carried over, actuals empty.

    Without FILE: the workbooks of the data folder that hold the month before.
    All rows stay, so that the new month has something to be compared with;
    nothing is overwritten. A workbook of the data folder is moved into a folder
    beside it, since its rows would else be read twice; one that holds a single
    month stays. Sheets that cannot be rolled are named, and the others are.

    \b
    Examples:
      opsreport next 2025-07
      opsreport next 2025-07 运营数据.xlsx --out next
    """
    from pathlib import Path

    from opsreport.pipeline.next import next_books
    from opsreport.settings import FILE

    is_alone = bool(files) and not data and not Path(FILE).is_file()
    settings = settings_of(data="data" if is_alone else data, lang=lang)
    for book in next_books(month, tuple(map(Path, files)), settings, Path(out) if out else None):
        for notice in book.notices:
            click.echo(f"opsreport: {notice}", err=True)
        click.echo(book.path)
