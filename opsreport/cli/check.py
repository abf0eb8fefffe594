"""opsreport check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from opsreport.cli.options import data_option, lang_option, month_option, settings_of
from opsreport.errors import DataRefused, UsageError

if TYPE_CHECKING:
    from opsreport.model.finding import Findings
    from opsreport.model.period import Period

_DIR = click.Path(file_okay=False, path_type=str)


@click.command()
@month_option()
@data_option()
@lang_option()
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON, for programs.")
@click.option("--verbose", "-v", is_flag=True, help="As tables: also what was matched, coerced, reconciled.")
@click.option("--remind", is_flag=True, help="What is owed, by team, tab and owner, as a message for the group chat.")
@click.option("--annotate", type=_DIR, metavar="DIR", help="Copies of the workbooks in DIR, the cells commented.")
def command(
    *,
    month: Period,
    data: str | None,
    lang: str | None,
    as_json: bool,
    verbose: bool,
    remind: bool,
    annotate: str | None,
) -> None:
    """Say what is wrong or missing in the data, without building.

    The text says what blocks first, by tab, and is ready to paste into a group chat. Ends with
    exit code 3 when something stands in the way of a build.

    \b
    Examples:
      opsreport check --month 2025-06
      opsreport check --month 2025-06 --remind
      opsreport check --month 2025-06 --annotate marked
      opsreport check --month last --json
    """
    from opsreport.pipeline import check

    if as_json + verbose + remind > 1:
        raise UsageError("--json, --verbose and --remind say the same thing in different ways: choose one")
    settings = settings_of(data=data, lang=lang)
    _, findings = check(month, settings)
    form = "json" if as_json else "tables" if verbose else "reminder" if remind else "listing"
    click.echo(_said(form, findings, month, settings.lang))
    if annotate:
        from pathlib import Path

        from opsreport.pipeline.annotate import annotate as annotated

        for line in annotated(findings, month, settings, Path(annotate)):
            click.echo(line, err=True)
    raise SystemExit(DataRefused.exit_code if findings.are_blocking else 0)


def _said(form: str, findings: Findings, month: Period, lang: str) -> str:
    from shutil import get_terminal_size

    from opsreport.pipeline import findings_json, findings_listing, findings_reminder, findings_tables

    if form == "tables":
        return findings_tables(findings, month, lang, get_terminal_size((120, 24)).columns)
    say = {"json": findings_json, "reminder": findings_reminder, "listing": findings_listing}[form]
    return say(findings, month, lang)
