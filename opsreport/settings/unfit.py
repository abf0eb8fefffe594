"""Values of the right kind that cannot be: unknown names, files that are not there, keys that need another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from opsreport.settings.reader import ROBOTS, Reader

Mistake = tuple[str, str]
_MOST_PORT = 65535


def unfit(reader: Reader, recipes: Sequence[str]) -> Iterator[Mistake]:
    """The key and the line of every value that cannot be, given the others and this machine."""
    yield from _report(reader, recipes)
    yield from _files(reader)
    yield from _folders(reader)
    yield from _mail(reader)
    for kind in ROBOTS:
        key = f"deliver.{kind}.secret"
        if reader.text(key) and not reader.text(f"deliver.{kind}.webhook"):
            yield key, f"{key}: there is no deliver.{kind}.webhook that it could sign for; name it, or leave both out"


def _report(reader: Reader, recipes: Sequence[str]) -> Iterator[Mistake]:
    recipe = reader.text("report.recipe")
    if recipes and recipe not in recipes:
        yield "report.recipe", f'report.recipe = "{recipe}": no such recipe; there is {", ".join(recipes)}'


def _folders(reader: Reader) -> Iterator[Mistake]:
    data = reader.path("data.folder").resolve()
    for key in ("output.folder", "deliver.folder"):
        path = reader.optional_path(key)
        if path is not None and path.resolve() == data:
            reason = "this is the data folder, the outputs would be read as data; name another"
            yield key, f'{key} = "{reader.text(key)}": {reason}'
    templates = reader.optional_path("mail.templates")
    if templates is not None and not templates.is_dir():
        line = f"there is no folder {templates}; make it, or leave it empty for our own templates"
        yield "mail.templates", f'mail.templates = "{reader.text("mail.templates")}": {line}'


def _files(reader: Reader) -> Iterator[Mistake]:
    cures = {
        "look.template": "name a .pptx, or leave it empty for the house look",
        "mail.ca_file": "name a .pem file, or leave it empty for the certificates of the system",
    }
    for key, cure in cures.items():
        path = reader.optional_path(key)
        if path is not None and (reason := _unreadable(path)):
            yield key, f'{key} = "{reader.text(key)}": {reason}; {cure}'


def _mail(reader: Reader) -> Iterator[Mistake]:
    port = reader.whole("mail.port")
    if not 0 <= port <= _MOST_PORT:
        yield "mail.port", f"mail.port = {port}: write a whole number from 1 to {_MOST_PORT}"
    if reader.text("mail.host") and not reader.text("mail.from"):
        yield "mail.from", 'mail.from: mail.host is named but no sender; write one like "运营部 <ops@example.com>"'
    if reader.text("mail.too_large") == "link" and not reader.text("mail.link"):
        yield "mail.link", 'mail.link: mail.too_large = "link" needs the URL or the shared folder of the files'


def _unreadable(path: Path) -> str:
    """Why a file cannot be read, "" where it can."""
    try:
        with path.open("rb"):
            return ""
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})"
