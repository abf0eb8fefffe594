"""Formulas in words: headers, months, how rows were put together, and a term for every method."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import opsreport
from opsreport.analysis.channels import ranking
from opsreport.analysis.scorecard import reading_of
from opsreport.model.formula import Formula
from opsreport.model.number import Cells, Derived, Method, Number, Source
from opsreport.model.table import Dataset
from opsreport.model.trace import formula_words
from opsreport.render.book.trace import shown_of
from opsreport.templating import load_terms
from opsreport.wording.voice import wording
from tests.analysis.company import dataset
from tests.sample_report import report_of


def year() -> Dataset:
    """Revenue from January to June 2025 and in June 2024, with targets and one for the year."""
    months = {f"2025-0{n}": n * 10.0 for n in range(1, 7)} | {"2024-06": 30.0}
    rows = [{"month": m, "metric_id": "revenue", "actual": v, "target": 50.0} for m, v in months.items()]
    rows.append({"month": "2025", "metric_id": "revenue", "target": 900.0})
    visits = [{"month": "2025-06", "channel_id": name, "visits": 10.0} for name in ("甲", "乙")]
    return dataset({"kpi": rows, "channels": visits})


def words(number: Number, data: Dataset, lang: str = "zh") -> str:
    return formula_words(number.source, data, wording(lang).terms, lang)


def test_months_are_said_where_they_are_not_the_reports() -> None:
    data = year()
    read = reading_of(data, "revenue")
    assert words(read.attainment, data) == "实际 ÷ 目标"
    assert words(read.year.progress, data) == "实际（2025年1月–6月合计） ÷ 目标（2025年全年）"
    assert words(read.year.progress, data, "en") == "Actual (Jan–Jun 2025, total) ÷ Target (full year 2025)"
    assert words(read.change, data) == "(2025年6月 − 2025年5月) ÷ |2025年5月|"
    assert words(read.year_change, data) == "(2025年6月 − 2024年6月) ÷ |2024年6月|"


def test_rows_added_up_are_told_from_one_row() -> None:
    data = year()
    assert words(ranking(data)[0].share, data) == "访问量 ÷ 访问量（2行合计）"


def test_a_field_named_like_the_input_keeps_its_own_header() -> None:
    data = year()
    own = Derived(Formula("visits / target"), {"visits": Cells("channels", "visits", (0,)), "target": _kpi("target")})
    other = Derived(Formula("revenue / 2"), {"revenue": _kpi("actual")})
    terms = wording("zh").terms
    assert formula_words(own, data, terms, "zh") == "访问量 ÷ 目标（2025年1月）"
    assert formula_words(other, data, terms, "zh") == f"{terms['metric.revenue']}（实际，2025年1月） ÷ 2"


def test_every_method_and_every_long_formula_has_its_term() -> None:
    """Of the package's own calls, and of what the sample shows."""
    report = report_of()
    shown = [one.number.source for slide in report.slides for one in shown_of(slide, "zh", report.terms)]
    methods = {node.key for source in shown if source for node in _nodes(source) if isinstance(node, Method)}
    said = {node.formula.said for source in shown if source for node in _nodes(source) if isinstance(node, Derived)}
    terms = load_terms("zh")  # the other languages have the same keys
    called, kept = set(_first_texts("Method")), set(_said_texts())
    assert len(called) > 8
    assert len(kept) > 3
    assert {key for key in methods | called if f"method.{key}" not in terms} == set()
    assert {key for key in (said | kept) - {""} if f"formula.{key}" not in terms} == set()


def _kpi(field: str) -> Cells:
    return Cells("kpi", field, (0,))


def _nodes(source: Source) -> Iterator[Source]:
    yield source
    inputs = source.inputs if isinstance(source, Derived | Method) else ()
    for part in inputs.values() if isinstance(inputs, Mapping) else inputs:
        yield from _nodes(part)


def _calls() -> Iterator[tuple[ast.Call, Mapping[str, str]]]:
    """Every call of a plain name in the package, with the text constants of its module."""
    for path in Path(opsreport.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        texts = {
            node.targets[0].id: str(node.value.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_text(node.value)
            if isinstance(node.value, ast.Constant)
        }
        yield from ((n, texts) for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))


def _first_texts(name: str) -> Iterator[str]:
    for call, texts in _calls():
        if isinstance(call.func, ast.Name) and call.func.id == name and call.args:
            first = call.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)
            elif isinstance(first, ast.Name) and first.id in texts:
                yield texts[first.id]


def _said_texts() -> Iterator[str]:
    for call, _ in _calls():
        for option in call.keywords:
            if option.arg == "said" and isinstance(option.value, ast.Constant):
                yield str(option.value.value)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
