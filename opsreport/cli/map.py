"""opsreport map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.console import today
from opsreport.cli.options import lang_option, month_option

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@click.argument("file", type=click.Path(path_type=str), metavar="FILE")
@click.option("--out", type=click.Path(dir_okay=False, path_type=str), metavar="PATH", help="Write it there instead.")
@month_option(required=False)
@lang_option()
def command(*, file: str, out: str | None, month: Period | None, lang: str | None) -> None:
    """Propose the mapping of a workbook: [[source]] blocks for opsreport.toml.

    What is unsure stands there as comments, with the first rows as they would
    be read. Sheets that are understood as they are need no mapping.

    \b
    Examples:
      opsreport map 投放2025.xlsx
      opsreport map 投放2025.xlsx --out mapping.toml
    """
    from pathlib import Path

    from opsreport.model.period import Period
    from opsreport.pipeline.mapping import proposal_text, write_new

    text = proposal_text(Path(file), month or Period.last_month(today()), lang or "zh")
    if out is None:
        click.echo(text, nl=False)
    else:
        click.echo(write_new(Path(out), text, lang or "zh"))
