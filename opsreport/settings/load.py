"""The file, the environment and the command line, laid over the defaults and checked as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from opsreport.errors import UsageError
from opsreport.settings.keys import SETTINGS, Setting
from opsreport.settings.reader import Reader
from opsreport.settings.sources import Fields, SourceReader
from opsreport.settings.unfit import unfit
from opsreport.settings.values import Settings

FILE = "opsreport.toml"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_FIELDS: Fields = MappingProxyType({})
# what stands in quotes or behind # is left alone; a bare key may hold Han, which plain TOML 1.0 refuses
_BARE_KEY = re.compile(
    r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|(?P<key>[\w-]+)(?=[ \t]*=)'
)
_KNOWN: Mapping[str, Setting] = MappingProxyType({setting.key: setting for setting in SETTINGS})
_VARIABLES: Mapping[str, str] = MappingProxyType({s.key: s.variable for s in SETTINGS if s.variable})


def load_settings(
    folder: Path,
    said: Mapping[str, str],
    recipes: Sequence[str] = (),
    *,
    environ: Mapping[str, str] = _NOTHING,
    fields: Fields = _NO_FIELDS,
) -> Settings:
    """The settings of opsreport.toml in `folder`; the environment beats it, `said` (key → text) beats both.

    Paths of the file are relative to it, paths said to `folder` too. `recipes`
    are those there are (none given: any name will do), `fields` what a [[source]]
    may fill, by the name of a tab or table. UsageError lists every
    mistake, without repeating the value of a secret, or points to
    `opsreport init` where there is neither a file nor a data folder.
    """
    path = folder / FILE
    if not path.is_file() and "data.folder" not in said:
        raise UsageError(f"no {FILE} in {folder}: run `opsreport init` to make one, or name your data with --data DIR")
    parsed = dict(_parsed(path)) if path.is_file() else {}
    sources = SourceReader(fields)
    read = sources.sources(parsed.pop("source", []))
    written = dict(_flattened(parsed))
    around = dict(_surrounding(environ))
    mistakes = {**_mistakes({**written, **said}, {}), **_mistakes(around, _VARIABLES)}
    reader = Reader(_sound({**written, **around, **said}), folder)
    mistakes = {**mistakes, **dict(unfit(reader, recipes)), **mistakes}  # of two lines on a key the first to be said
    mistakes |= sources.mistakes
    if mistakes:
        raise UsageError("\n".join((f"{path}:", *(f"  {line}" for line in mistakes.values()))))
    return replace(reader.settings(), sources=read)


def _parsed(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(_BARE_KEY.sub(_quoted, path.read_text("utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def _quoted(found: re.Match[str]) -> str:
    key = found["key"]
    return found[0] if not key or key.isascii() else f'"{key}"'


def _flattened(node: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _surrounding(environ: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """What the environment says; an empty variable says nothing."""
    for key, variable in _VARIABLES.items():
        text = environ.get(variable, "")
        if text:
            is_count = _KNOWN[key].kind == "whole" and text.isascii() and text.isdigit()
            yield key, int(text) if is_count else text


def _sound(values: Mapping[str, object]) -> Mapping[str, object]:
    """A value for every key: the one given where the key accepts it, else its default."""
    given = {key: value for key, value in values.items() if key in _KNOWN and _KNOWN[key].takes(value)}
    return {**{setting.key: setting.default for setting in SETTINGS}, **given}


def _mistakes(values: Mapping[str, object], names: Mapping[str, str]) -> dict[str, str]:
    """A line by name for each unknown key and each value that its key does not accept; `names` rename keys."""
    called = ((names.get(key, key), key, value) for key, value in values.items())
    return {name: line for name, key, value in called if (line := _mistake(key, value, name))}


def _mistake(key: str, value: object, name: str) -> str:
    setting = _KNOWN.get(key)
    if setting is None:
        return f"{name}: no such key; {_advice(key)}"
    if setting.takes(value):
        return ""
    if setting.kind == "secret":  # it may be the secret itself
        return f"{name}: write where it is kept, {setting.accepts}; never the secret itself"
    return f"{name} = {_shown(value)}: write {setting.accepts}"


def _advice(key: str) -> str:
    near = get_close_matches(key, _KNOWN, n=1, cutoff=0.6)
    table = f"{key.partition('.')[0]}."
    there = [known for known in _KNOWN if known.startswith(table)] or list(_KNOWN)
    return f"did you mean {near[0]}?" if near else f"the keys are {', '.join(there)}"


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
