"""Whole files through Jinja's sandbox: a function here, and a program of its own for templates nobody vouches for.

It imports nothing of opsreport, so that the program starts fast and small. As
a program it reads an order as JSON, gives away its right to open files and
sockets, to take memory and time, and writes the texts as JSON. Exit codes: 0
filled, 4 a template is faulty (the reason on standard error), 5 over a limit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TypedDict

from jinja2 import DictLoader, StrictUndefined
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import SandboxedEnvironment

MEMORY_BYTES = 512 << 20
CPU_SECONDS = 10
MOST_CHARACTERS = 4_000_000
FAULTY, OVER_LIMIT = 4, 5
FAULTS = (JinjaError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError, RecursionError)
_HTML = ".html.j2"
# what Python and Jinja load late: the program can open no file once it is bound
_LATE = ("encodings.unicode_escape", "jinja2.constants", "jinja2.debug", "pprint", "textwrap")


class Order(TypedDict):
    """Which templates of `sources` (name → text) to fill, with which values and words; `values` are plain JSON."""

    names: Sequence[str]
    sources: Mapping[str, str]
    values: Mapping[str, object]
    terms: Mapping[str, str]


def filled(order: Order) -> tuple[str, ...]:
    """The text of each template named; one of FAULTS when a template cannot be filled.

    A template finds the values by name and says `term("mail.good")` or
    `term("mail.more", count=5)` for words; names ending in .html.j2 escape
    what they print.
    """
    environment = SandboxedEnvironment(
        loader=DictLoader(order["sources"]),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(_HTML)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,
    )
    environment.globals["term"] = lambda key, **parts: _worded(order["terms"], key, parts)
    return tuple(environment.get_template(name).render(order["values"]) for name in order["names"])


def _worded(terms: Mapping[str, str], key: str, parts: Mapping[str, object]) -> str:
    if key not in terms:
        raise LookupError(f"no term {key!r} in wording/*.toml")
    return terms[key].format(**parts)


def main() -> int:
    """Fill the order on standard input; the exit code."""
    order: Order = json.load(sys.stdin.buffer)
    for module in _LATE:
        import_module(module)
    _bound()
    try:
        texts = filled(order)
    except FAULTS as error:
        sys.stderr.buffer.write(_reason(error).encode("utf-8", "replace"))
        return FAULTY
    except MemoryError:
        return OVER_LIMIT
    if sum(map(len, texts)) > MOST_CHARACTERS:
        return OVER_LIMIT
    sys.stdout.buffer.write(json.dumps(texts).encode())
    return 0


def _reason(error: Exception) -> str:
    name, line = getattr(error, "name", None), getattr(error, "lineno", None)
    return f"{name}:{line}: {error}" if name and line else f"{type(error).__name__}: {error}"


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows: the caller's clock and Jinja's sandbox are the only bounds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
