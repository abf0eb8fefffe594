"""Terms, filters, and the sandbox the sentences run in."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsreport.errors import TemplateError
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.unit import MONEY, PERSON, POINTS, RATE, RATIO, Unit
from opsreport.templating import Sentences, filters, load_terms

JUNE = Period.parse("2025-06")


def sentences(folder: Path, **macros: str) -> Sentences:
    """A one-file wording folder with the house's terms."""
    for name, body in macros.items():
        with (folder / "x.zh.j2").open("a", encoding="utf-8") as file:
            file.write(f"{{% macro {name}(f) %}}{body}{{% endmacro %}}\n")
    return Sentences("zh", folder)


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("s", Number(8_720_000, MONEY), "872万", "8.72m"),
        ("u", Number(8_720_000, MONEY), "872万元", "CNY 8.72m"),
        ("u", Number(150_080, PERSON), "15万人", "150k people"),
        ("u", Number(1.12, RATE), "112%", "112%"),
        ("u", Number(4.3, RATIO), "1:4.3", "1:4.3"),
        ("u", Number(-0.025, POINTS), "−2.5个百分点", "−2.5 pp"),
        ("u", Number(12, Unit("none")), "12", "12"),
        ("t", Number(1.12, RATE), "112.0%", "112.0%"),
        ("signed", Number(0.0926, RATE), "+9.3%", "+9.3%"),
        ("signed", Number(-30_000, MONEY), "−3万", "−30k"),
        ("pp", Number(-0.025, POINTS), "2.5个百分点", "2.5 pp"),
        ("pp_signed", Number(0.025, RATE), "+2.5个百分点", "+2.5 pp"),
        ("mag", Number(-720_000, MONEY), "72万元", "CNY 720k"),
        ("month", JUNE, "2025年6月", "Jun 2025"),
        ("short_month", JUNE, "6月", "Jun"),
        ("listed", ("甲", "乙"), "甲、乙", "甲, 乙"),
    ],
)
def test_filters_write_both_languages(name: str, value: object, zh: str, en: str) -> None:
    assert filters("zh", load_terms("zh"))[name](value) == zh
    assert filters("en", load_terms("en"))[name](value) == en


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    (tmp_path / "terms.zh.toml").write_text('[measure]\nmoney="{number}{unit}"\n', "utf-8")
    return tmp_path


def test_a_key_defined_twice_is_an_error_that_names_both_files(terms: Path) -> None:
    (terms / "more.zh.toml").write_text('measure.money = "x"', "utf-8")
    with pytest.raises(TemplateError, match=r"measure\.money.*more\.zh\.toml.*terms\.zh\.toml"):
        load_terms("zh", terms)


def test_broken_terms_name_their_file(terms: Path) -> None:
    (terms / "bad.zh.toml").write_text("a = ", "utf-8")
    with pytest.raises(TemplateError, match=r"bad\.zh\.toml"):
        load_terms("zh", terms)


def test_each_non_empty_line_is_a_sentence(terms: Path) -> None:
    assert sentences(terms, m="\n 一。\n\n {{ f.n }}个。\n").lines("x", "m", {"n": 2}) == ("一。", "2个。")


def test_no_file_or_no_macro_makes_no_line(terms: Path) -> None:
    assert sentences(terms, m="a").lines("x", "other", {}) == ()
    assert Sentences("zh", terms).lines("nowhere", "m", {}) == ()


@pytest.mark.parametrize(
    "body",
    [
        "{{ f.absent }}",
        "{{ f.n|s }}",
        "{{ f.n|month }}",
        "{{ term('no.such') }}",
        "{{ 1/0 }}",
        "{{ f.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_what_a_macro_may_not_do_is_an_error_with_its_place(terms: Path, body: str) -> None:
    with pytest.raises(TemplateError, match=r"x\.zh\.j2|no\.such"):
        sentences(terms, m=body).lines("x", "m", {"n": 2})


def test_broken_jinja_names_its_file(terms: Path) -> None:
    with pytest.raises(TemplateError, match=r"x\.zh\.j2"):
        sentences(terms, m="{% if %}").lines("x", "m", {})


def test_markers_in_data_are_never_run(terms: Path) -> None:
    assert sentences(terms, m="{{ f.t }}").lines("x", "m", {"t": "{{ 7*7 }}"}) == ("{{ 7*7 }}",)


def test_a_count_has_its_noun_in_the_singular_where_it_is_one() -> None:
    many = filters("en", {})["many"]
    assert [many(count, "point") for count in (0, 1, 2)] == ["0 points", "1 point", "2 points"]
