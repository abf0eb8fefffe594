"""Whole files (mail, robot messages): the house's own, or those of a user's folder, which win file by file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from opsreport.errors import TemplateError
from opsreport.templating import child, load_terms, templates_folder
from opsreport.templating.child import FAULTS, FAULTY, Order

HOUSE = "house/"
SECONDS = 10.0
_CHILD = Path(child.__file__)
_MOST_BYTES = 1_000_000
_MOST_REASON = 300
_KEPT = ("PYTHONPATH", "SYSTEMROOT")


def fill(
    names: Sequence[str], values: Mapping[str, object], lang: str, *, folder: str = "mail", own: Path | None = None
) -> tuple[str, ...]:
    """The text of each template of `templates/<folder>` filled with plain JSON values, its words by `term(key)`.

    A file of the folder `own` wins over ours of the same name, which it may
    extend or include as "house/<name>". With `own` all runs in a process with
    limits (10 s, 512 MB, no file, no network). TemplateError where a template
    is faulty, or over a limit.
    """
    ours = _sources(templates_folder() / folder)
    theirs = _sources(own) if own else {}
    house = {HOUSE + name: text for name, text in ours.items()} if own else {}
    terms = dict(load_terms(lang))
    order = Order(names=tuple(names), sources={**ours, **house, **theirs}, values=values, terms=terms)
    return _filled_apart(order, own) if own else _filled_here(order)


def _sources(folder: Path) -> dict[str, str]:
    """Every template of the folder by name; a link out of the folder is none of its files."""
    try:
        paths = sorted(path for path in folder.glob("*.j2") if path.resolve().parent == folder.resolve())
        return {path.name: _source(path) for path in paths}
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{folder}: {error}") from error


def _source(path: Path) -> str:
    if path.stat().st_size > _MOST_BYTES:
        raise TemplateError(f"{path} is larger than {_MOST_BYTES:,} bytes, which no template needs")
    return path.read_text("utf-8")


def _filled_here(order: Order) -> tuple[str, ...]:
    try:
        return child.filled(order)
    except FAULTS as error:
        raise TemplateError(f"{', '.join(order['names'])}: {error}") from error


def _filled_apart(order: Order, own: Path) -> tuple[str, ...]:
    # only what Python needs to start: the environment may hold passwords
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # -P keeps the modules beside the child's file from standing in for the standard library's
    command = [sys.executable, "-P", str(_CHILD)]
    data = json.dumps(order).encode()
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False, env=environment)
    except subprocess.TimeoutExpired as error:
        raise TemplateError(f"the templates of {own} take longer than {SECONDS:.0f} seconds") from error
    except OSError as error:
        raise TemplateError(f"the templates of {own} cannot be filled: {error}") from error
    if done.returncode == FAULTY:
        raise TemplateError(f"{own}: {_one_line(done.stderr)}")
    if done.returncode:
        raise TemplateError(f"the templates of {own} need more memory, time or text than a mail may take")
    return tuple(json.loads(done.stdout))


def _one_line(data: bytes) -> str:
    text = " ".join(data.decode("utf-8", "replace").split())
    return "".join(character for character in text if character.isprintable())[:_MOST_REASON]
