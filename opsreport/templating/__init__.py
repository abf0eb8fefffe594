"""The one Jinja environment, the term map, and where `templates/` is found."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import SandboxedEnvironment

from opsreport.errors import TemplateError
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.report import Facts
from opsreport.model.unit import MISSING, POINTS
from opsreport.templating.gaps import GAP, without_gaps

LANGUAGES = ("zh", "en")
_HEADED = "_highlight"
_BARE_KINDS = ("rate", "points", "multiple", "ratio")


def templates_folder() -> Path:
    """The folder of words, recipes and the house look: the wheel's own copy, else the checkout's."""
    package = Path(str(files("opsreport")))
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@lru_cache(maxsize=8)
def load_terms(lang: str, folder: Path | None = None) -> Mapping[str, str]:
    """Every term of `wording/*.<lang>.toml` as "a.b" → text; TemplateError for a key that two places define."""
    merged: dict[str, str] = {}
    places: dict[str, str] = {}
    for path in sorted((folder or templates_folder() / "wording").glob(f"*.{lang}.toml")):
        for key, text in _flattened(_toml(path)):
            if key in merged:
                raise TemplateError(f"term {key!r} stands in {places[key]} and in {path.name}; keep one of them")
            merged[key], places[key] = text, path.name
    return MappingProxyType(merged)


def load_toml(name: str) -> Mapping[str, object]:
    """A data file of `templates/`, e.g. "wording/causal.toml"; TemplateError when absent or malformed."""
    return _toml(templates_folder() / name)


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path}: {error}") from error


def _flattened(node: Mapping[str, object], above: str = "") -> Iterable[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", str(value)


class Sentences:
    """The macros of `wording/*.<lang>.j2`, run in Jinja's sandbox with an undefined name as an error."""

    __slots__ = ("_environment", "_folder", "lang")

    def __init__(self, lang: str, folder: Path | None = None) -> None:
        self.lang = lang
        self._folder = folder or templates_folder() / "wording"
        self._environment = _environment(lang, self._folder)

    def has(self, file: str, macro: str) -> bool:
        """Whether `file`.<lang>.j2 exists and holds the macro."""
        return self._macro(file, macro) is not None

    def lines(self, file: str, macro: str, facts: Facts) -> tuple[str, ...]:
        """The lines of the macro that say something, without missing numbers; () where there is no such file or macro.

        TemplateError names file and macro when a fact is missing or unfit.
        """
        found = self._macro(file, macro)
        if found is None:
            return ()
        try:
            text = str(found(facts))
        except (JinjaError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise TemplateError(f"{file}.{self.lang}.j2, {macro}: {error}") from error
        lines = tuple(without_gaps(line) for part in text.splitlines() if (line := part.strip()))
        if macro.endswith(_HEADED) and lines and not lines[0]:  # what stands below a headline is nothing without it
            return ()
        return tuple(line for line in lines if line)

    def _macro(self, file: str, macro: str) -> Callable[[Facts], object] | None:
        try:
            module = self._environment.get_template(f"{file}.{self.lang}.j2").module
        except TemplateNotFound:
            return None
        except JinjaError as error:
            raise TemplateError(f"{file}.{self.lang}.j2: {error}") from error
        found: Callable[[Facts], object] | None = getattr(module, macro, None)
        return found


def _environment(lang: str, folder: Path) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # the words go to slides and cells, whose writers escape for themselves
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # folding constants costs more than these templates, run once, ever win back
    )
    terms = load_terms(lang, folder)
    environment.filters.update(filters(lang, terms))
    environment.globals["term"] = lambda key: _term(terms, key)
    return environment


def _term(terms: Mapping[str, str], key: str) -> str:
    if key not in terms:
        raise TemplateError(f"no term {key!r} in wording/*.toml")
    return terms[key]


def spoken(value: object, lang: str, terms: Mapping[str, str]) -> str:
    """A Number as a sentence says it, with its unit: 872万元, 112%, 1:4.3, −2.5个百分点; a sum of a part says so."""
    if _number(value).unit.kind == "points":
        return _points(value, lang, terms, signed=False)
    said = _with_unit(_sentence(value, lang), value, terms)
    return _term(terms, "measure.partial").format(number=said) if _number(value).is_partial else said


def filters(lang: str, terms: Mapping[str, str]) -> dict[str, Callable[..., str]]:
    """The filters of the wording files: s u t signed pp pp_signed mag many month short_month listed."""
    numbers: dict[str, Callable[[Any], str]] = {
        "s": lambda x: _sentence(x, lang),
        "signed": lambda x: _sentence(x, lang, signed=True),
        "t": lambda x: _number(x).unit.text(x.value, lang),
        "u": lambda x: spoken(x, lang, terms),
        "mag": lambda x: _with_unit(_sentence(_magnitude(x), lang), x, terms),
        "pp": lambda x: _points(_magnitude(x), lang, terms, signed=False),
        "pp_signed": lambda x: _points(x, lang, terms, signed=True),
    }
    return {name: _given(said) for name, said in numbers.items()} | {
        "many": _many,
        "month": lambda p: _period(p).label(lang),
        "short_month": lambda p: _period(p).short_label(lang),
        "listed": lambda names: ("、" if lang == "zh" else ", ").join(map(str, names)),
    }


def _given(said: Callable[[Any], str]) -> Callable[[Any], str]:
    """The filter, with a gap for a missing number."""
    return lambda x: GAP if _number(x).is_missing else said(x)


def _number(value: object) -> Number:
    if isinstance(value, Number):
        return value
    raise TypeError(f"a number is needed here, not {value!r}")


def _period(value: object) -> Period:
    if isinstance(value, Period):
        return value
    raise TypeError(f"a period is needed here, not {value!r}")


def _magnitude(value: object) -> Number:
    number = _number(value)
    return number if number.value is None else Number(abs(number.value), number.unit)


def _sentence(value: object, lang: str, *, signed: bool = False) -> str:
    number = _number(value)
    return number.unit.sentence(number.value, lang, signed=signed)


def _with_unit(text: str, value: object, terms: Mapping[str, str]) -> str:
    unit = _number(value).unit
    word = terms.get(f"unit.{unit.name}", "")
    if text == MISSING or unit.kind in _BARE_KINDS or not word:
        return text
    shape = "money" if unit.kind == "money" else "other"
    return _term(terms, f"measure.{shape}").format(number=text, unit=word)


def _many(count: int, noun: str) -> str:
    """A count with its noun, which stands in the plural but of one: 1 point, 2 points."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _points(value: object, lang: str, terms: Mapping[str, str], *, signed: bool) -> str:
    number = _number(value)
    unit = number.unit if number.unit.kind == "points" else POINTS
    text = unit.sentence(number.value, lang, signed=signed)
    return text if text == MISSING else _term(terms, "measure.points").format(number=text)
