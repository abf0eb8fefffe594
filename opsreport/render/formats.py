"""FORMATS: every output of a report, in the order they are listed to people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opsreport.model.report import Report
from opsreport.render.book import render_book
from opsreport.render.deck import render_deck
from opsreport.render.picture import render_picture

Renderer = Callable[[Report, Path, datetime], bytes | None]


@dataclass(frozen=True, slots=True)
class Format:
    """One output: its file suffix, the term its file name ends with ("" for none), and what makes its bytes.

    A renderer gives None where this machine cannot make the output.
    """

    suffix: str
    name_term: str
    render: Renderer


FORMATS: tuple[Format, ...] = (
    Format("pptx", "", render_deck),
    Format("xlsx", "", lambda report, template, moment: render_book(report, moment)),
    Format("png", "file.picture", lambda report, template, moment: render_picture(report)),
)
