"""opsreport.toml → one frozen Settings. Every mistake is reported at once, with its key and what is accepted."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from opsreport.errors import UsageError

FILE = "opsreport.toml"
Kind = Literal["folder", "file", "text", "choice", "switch"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of opsreport.toml: what it accepts, what stands when it is absent, and what it is for."""

    key: str
    kind: Kind
    default: str | bool
    about: str
    choices: tuple[str, ...] = ()

    @property
    def accepts(self) -> str:
        words = {"folder": "a folder", "file": "a file", "text": "a text", "switch": "true or false"}
        return words.get(self.kind) or " or ".join(f'"{choice}"' for choice in self.choices)

    def takes(self, value: object) -> bool:
        """Whether the value is one this key accepts."""
        if self.kind == "switch":
            return isinstance(value, bool)
        return isinstance(value, str) and bool(value) and (self.kind != "choice" or value in self.choices)


SETTINGS: tuple[Setting, ...] = (
    Setting("data.folder", "folder", "data", "where the filled workbooks are, relative to opsreport.toml"),
    Setting("report.language", "choice", "zh", "the language of every output", ("zh", "en")),
    Setting("report.recipe", "text", "brief", "which review to build; `opsreport list` names them"),
    Setting("report.notes", "switch", True, "speaker notes with the formula and cells of every number of a page"),
    Setting("report.missing", "choice", "omit", "pages without data: left out, or empty", ("omit", "placeholder")),
    Setting("output.folder", "folder", "out", "where deck, workbook, picture and run.json go"),
    Setting("look.template", "file", "", "your own .pptx with the company's look; empty is the house look"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know besides the month; the paths are absolute."""

    data: Path
    out: Path
    recipe: str = "brief"
    lang: str = "zh"
    with_notes: bool = True
    keep_missing: bool = False
    template: Path | None = None

    def parameters(self) -> dict[str, object]:
        """The choices as run.json keeps them: no paths, which differ from machine to machine."""
        missing = "placeholder" if self.keep_missing else "omit"
        look = self.template.name if self.template else ""
        return {"notes": self.with_notes, "missing": missing, "template": look}


def load_settings(folder: Path, said: Mapping[str, str], recipes: Sequence[str] = ()) -> Settings:
    """The settings of opsreport.toml in `folder`, with `said` (key → text of the command line) on top.

    Paths of the file are relative to it, paths said to `folder` too. `recipes`
    are those there are (none given: any name will do). UsageError lists every
    mistake, or points to `opsreport init` where there is neither a
    file nor a data folder.
    """
    path = folder / FILE
    if not path.is_file() and "data.folder" not in said:
        raise UsageError(f"no {FILE} in {folder}: run `opsreport init` to make one, or name your data with --data DIR")
    written = dict(_flattened(_parsed(path))) if path.is_file() else {}
    values: dict[str, object] = {**written, **said}
    whole = {setting.key: values.get(setting.key, setting.default) for setting in SETTINGS}
    mistakes = (*_mistakes(values), *_unfit(whole, folder, recipes))
    if mistakes:
        raise UsageError("\n".join((f"{path}:", *(f"  {line}" for line in mistakes))))
    return _settings(whole, folder)


def _parsed(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def _flattened(node: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _mistakes(values: Mapping[str, object]) -> Iterator[str]:
    known = {setting.key: setting for setting in SETTINGS}
    for key, value in values.items():
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.6)
            advice = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
            yield f"{key}: no such key; {advice}"
        elif not (known[key].takes(value) or (key == "look.template" and value == "")):
            yield f"{key} = {_shown(value)}: write {known[key].accepts}"


def _unfit(values: Mapping[str, object], folder: Path, recipes: Sequence[str]) -> Iterator[str]:
    """What is of the right kind and cannot be: an unknown recipe, a template that is not there, one folder twice."""
    recipe, template = values["report.recipe"], values["look.template"]
    if recipes and isinstance(recipe, str) and recipe and recipe not in recipes:
        yield f"report.recipe = {_shown(recipe)}: no such recipe; there is {', '.join(recipes)}"
    if isinstance(template, str) and template and (reason := _unreadable(_path(template, folder))):
        yield f"look.template = {_shown(template)}: {reason}; name a .pptx, or leave it empty for the house look"
    data, out = values["data.folder"], values["output.folder"]
    if isinstance(data, str) and isinstance(out, str) and _path(data, folder).resolve() == _path(out, folder).resolve():
        yield f"output.folder = {_shown(out)}: this is the data folder, the outputs would be read as data; name another"


def _unreadable(path: Path) -> str:
    """Why a file cannot be read, "" where it can."""
    try:
        with path.open("rb"):
            return ""
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})"


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def _settings(values: Mapping[str, object], folder: Path) -> Settings:
    template = str(values["look.template"])
    return Settings(
        data=_path(values["data.folder"], folder),
        out=_path(values["output.folder"], folder),
        recipe=str(values["report.recipe"]),
        lang=str(values["report.language"]),
        with_notes=bool(values["report.notes"]),
        keep_missing=values["report.missing"] == "placeholder",
        template=_path(template, folder) if template else None,
    )


def _path(text: object, folder: Path) -> Path:
    return (folder / Path(str(text)).expanduser()).absolute()
