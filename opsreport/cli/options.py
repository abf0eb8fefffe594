"""The options that commands share, and what they say to the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from opsreport.cli.console import clock, moment, start_log, today

if TYPE_CHECKING:
    from opsreport.model.period import Period
    from opsreport.pipeline.month import Month
    from opsreport.settings import Settings

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_KEYS = {"data": "data.folder", "out": "output.folder", "recipe": "report.recipe", "lang": "report.language"}


def _month(ctx: click.Context, param: click.Parameter, text: str | None) -> Period | None:
    """One month from 2025-06, or `last`: the month before today's; a usage error for anything else."""
    if text is None:
        return None
    from opsreport.model.period import Period

    try:
        period = Period.last_month(today()) if text == "last" else Period.parse(text)
    except ValueError:
        period = None
    if period is None or period.length != 1:
        raise click.BadParameter(f"{text!r} is no month; write it like 2025-06, or last", ctx, param)
    return period


def month_option(*, required: bool = True) -> Decorator:
    """--month."""
    words = "The month, e.g. 2025-06; `last` is the one before today's."
    return click.option("--month", "-m", callback=_month, required=required, metavar="2025-06|last", help=words)


def month_argument() -> Decorator:
    """The month as the first word."""
    return click.argument("month", callback=_month, metavar="2025-07")


def data_option() -> Decorator:
    """--data."""
    folder = click.Path(file_okay=False, path_type=str)
    return click.option("--data", type=folder, metavar="DIR", help="The folder of your workbooks.")


def verbose_option() -> Decorator:
    """--verbose."""
    return click.option("--verbose", "-v", is_flag=True, help="Say each step on stderr.")


def lang_option() -> Decorator:
    """--lang."""
    return click.option("--lang", type=click.Choice(["zh", "en"]), help="The language of every output.")


def settings_of(**said: str | None) -> Settings:
    """The settings of the folder we stand in, with the options that were said (by their names)."""
    import os
    from pathlib import Path

    from opsreport.recipe import recipe_names
    from opsreport.schemas.matching import source_fields
    from opsreport.settings import load_settings

    values = {_KEYS[name]: value for name, value in said.items() if value is not None}
    return load_settings(Path.cwd(), values, recipe_names(), environ=os.environ, fields=source_fields())


@contextmanager
def month_of(settings: Settings, month: Period, command: str, *, verbose: bool) -> Iterator[Month]:
    """The month's delivery with the output folder locked; its steps go to the log from now on."""
    from opsreport.pipeline.month import Hour, opened_month

    start_log(settings.log, verbose=verbose)
    with opened_month(month, settings, Hour(moment(), clock), f"opsreport {command}") as opened:
        yield opened
