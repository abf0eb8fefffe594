"""Nothing is half there: what the code declares has its words in both languages, its place in a recipe, its docs."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.__main__ import FOLDER, pages
from opsreport.checking import CODES
from opsreport.cli import COMMANDS
from opsreport.errors import DataRefused, DeliveryError, NotYet, OpsReportError, TemplateError, UsageError
from opsreport.metrics import METRICS
from opsreport.model import unit as units
from opsreport.model.schema import Field
from opsreport.model.unit import Unit
from opsreport.recipe import load_recipe, recipe_names
from opsreport.render.formats import FORMATS
from opsreport.schemas import SCHEMAS
from opsreport.sections import SECTIONS
from opsreport.templating import LANGUAGES, Sentences, load_terms, load_toml, templates_folder

REPOSITORY = Path(__file__).parents[1]
WORDING = templates_folder() / "wording"
PAGES = tuple(page for section in SECTIONS for page in (*section.pages, *section.second))
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\(")
EXITS = (UsageError, DataRefused, TemplateError, DeliveryError, NotYet)


def macros(path: Path) -> set[str]:
    return set(MACRO.findall(path.read_text("utf-8")))


def choices() -> Iterator[tuple[str, Field]]:
    for schema in SCHEMAS.values():
        for field in schema.fields:
            if field.choices:
                yield f"choice.{schema.name}.{field.name}", field


def test_both_languages_have_the_same_terms() -> None:
    zh, en = (set(load_terms(lang)) for lang in ("zh", "en"))
    assert zh == en


def test_both_languages_fill_the_same_places() -> None:
    zh, en = load_terms("zh"), load_terms("en")

    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    assert not {key for key in zh if places(zh[key]) != places(en[key])}


@pytest.mark.parametrize("path", sorted(WORDING.glob("*.zh.j2")), ids=lambda p: p.stem)
def test_both_languages_have_the_same_sentences(path: Path) -> None:
    own = {name for name in macros(path) if not name.startswith("_")}
    other = path.with_name(path.name.replace(".zh.", ".en."))
    public = {
        name for name in own if re.search(r"_(title|short|subtitle|note|insight|message|highlight|reading)$", name)
    }
    assert public <= macros(other), f"{other.name} lacks {sorted(public - macros(other))}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_worded(page: str, lang: str) -> None:
    section, _, name = page.partition("/")
    sentences = Sentences(lang)
    parts = ("title", "short", "subtitle") if section == "front" else ("title", "short", "subtitle", "note")
    assert not [part for part in parts if not sentences.has(section, f"{name}_{part}")]
    assert f"topic.{section}.{name}" in load_terms(lang)


@pytest.mark.parametrize("name", recipe_names())
def test_every_page_of_a_recipe_is_made_by_a_section(name: str) -> None:
    recipe = load_recipe(name)
    assert set(recipe.pages) <= set(PAGES)
    assert {f"chapter.{chapter.key}" for chapter in recipe.chapters} <= set(load_terms("zh"))
    assert {recipe.title, recipe.about} <= set(load_terms("zh"))


def test_every_page_stands_in_a_recipe() -> None:
    assert {page for name in recipe_names() for page in load_recipe(name).pages} == set(PAGES)


def test_every_unit_has_a_word() -> None:
    known = {value for value in vars(units).values() if isinstance(value, Unit)} | {metric.unit for metric in METRICS}
    assert not {unit.name for unit in known if f"unit.{unit.name}" not in load_terms("zh")}


def test_every_choice_has_a_word() -> None:
    terms = load_terms("zh")
    assert not [f"{key}.{code}" for key, field in choices() for code in field.choices if f"{key}.{code}" not in terms]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_code_is_worded(lang: str) -> None:
    terms = load_terms(lang)
    assert not [code for code in CODES if not {f"finding.{code}.message", f"finding.{code}.hint"} <= set(terms)]
    worded = {key.split(".")[1] for key in terms if key.startswith("finding.")}
    assert worded == set(CODES)


def test_every_format_has_its_name_term() -> None:
    assert {form.name_term for form in FORMATS if form.name_term} <= set(load_terms("zh"))


@pytest.mark.parametrize(
    ("lang", "agreed"),
    [
        ("zh", ["因为", "由于", "导致", "使得", "带动", "拉动", "拖累", "得益于", "归因于", "主因", "受…影响"]),
        ("en", ["because", "due to", "driven by", "led to"]),
    ],
)
def test_the_causal_words_hold_those_that_were_agreed(lang: str, agreed: list[str]) -> None:
    words = load_toml("wording/causal.toml")[lang]
    assert isinstance(words, list)
    assert set(agreed) <= set(words)


def test_no_wording_file_stands_unread() -> None:
    known = {section.key for section in SECTIONS} | {"labels", "alt"}
    assert {path.name.partition(".")[0] for path in WORDING.glob("*.j2")} <= known


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_generated_docs_are_current(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run `python -m docs`"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_every_command_and_exit_code(name: str) -> None:
    path = REPOSITORY / name
    if not path.exists():
        pytest.skip(f"{name} is not written yet")
    text = path.read_text("utf-8")
    assert not [command for command in COMMANDS if f"opsreport {command}" not in text]
    assert not [error.exit_code for error in EXITS if not re.search(rf"\b{error.exit_code}\b", text)]


def test_exit_codes_are_the_agreed_ones() -> None:
    assert [error.exit_code for error in (OpsReportError, *EXITS)] == [1, 2, 3, 4, 5, 6]
