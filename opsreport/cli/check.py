"""opsreport check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import data_option, lang_option, month_option, settings_of
from opsreport.errors import DataRefused

if TYPE_CHECKING:
    from opsreport.model.period import Period


@click.command()
@month_option()
@data_option()
@lang_option()
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON, for programs.")
def command(*, month: Period, data: str | None, lang: str | None, as_json: bool) -> None:
    """Say what is wrong or missing in the data, without building.

    The text is grouped by tab and ready to paste into a group chat. Ends with
    exit code 3 when something stands in the way of a build.

    \b
    Examples:
      opsreport check --month 2025-06
      opsreport check --month last --json
    """
    from opsreport.pipeline import check, findings_json, findings_listing

    settings = settings_of(data=data, lang=lang)
    _, findings = check(month, settings)
    click.echo((findings_json if as_json else findings_listing)(findings, month, settings.lang))
    raise SystemExit(DataRefused.exit_code if findings.are_blocking else 0)
