"""Recipe: which pages a review has, in which order, from `templates/<name>/report.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsreport.errors import TemplateError, UsageError
from opsreport.templating import load_toml, templates_folder


@dataclass(frozen=True, slots=True)
class Chapter:
    """A run of pages under one heading; `number` counts from 0 for the front, as written."""

    key: str
    number: int
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The order of a review; `title` and `about` are keys of terms."""

    name: str
    title: str
    about: str
    chapters: tuple[Chapter, ...]

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(page for chapter in self.chapters for page in chapter.pages)


def recipe_names() -> tuple[str, ...]:
    """Every recipe there is, by name."""
    return tuple(sorted(path.parent.name for path in templates_folder().glob("*/report.toml")))


def load_recipe(name: str) -> Recipe:
    """The recipe of that name; UsageError lists the ones there are, TemplateError says what is wrong in one."""
    if name not in recipe_names():
        raise UsageError(f"no recipe {name!r}; there is {', '.join(recipe_names())}")
    place = f"{name}/report.toml"
    raw = load_toml(place)
    chapters = raw.get("chapter")
    if not isinstance(chapters, Sequence) or not all(isinstance(c, Mapping) for c in chapters):
        raise TemplateError(f"{place} needs [[chapter]] tables, each with key and pages")
    ordered = tuple(_chapter(number, one, place) for number, one in enumerate(chapters))
    return _whole(Recipe(name, *_texts(raw, place), ordered), place)


def _texts(raw: Mapping[str, object], place: str) -> tuple[str, str]:
    title, about = raw.get("title"), raw.get("about")
    if not isinstance(title, str) or not isinstance(about, str):
        raise TemplateError(f"{place} needs title and about, both keys of terms")
    return title, about


def _chapter(number: int, raw: Mapping[str, object], place: str) -> Chapter:
    key, pages = raw.get("key"), raw.get("pages")
    if not isinstance(key, str) or not isinstance(pages, list) or not all(isinstance(p, str) for p in pages):
        raise TemplateError(f"{place}: chapter {number} needs a key and a list of pages")
    return Chapter(key, number, tuple(pages))


def _whole(recipe: Recipe, place: str) -> Recipe:
    twice = sorted({page for page in recipe.pages if recipe.pages.count(page) > 1})
    if twice:
        raise TemplateError(f"{place} names a page twice: {', '.join(twice)}")
    return recipe
