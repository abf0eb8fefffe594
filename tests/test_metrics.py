"""The catalogue: every name leads to one metric, every formula to its worked example."""

from __future__ import annotations

import pytest

from opsreport.metrics import INPUT_LABELS, METRICS, formula_words, metric_named, unit_named
from opsreport.model.metric import Metric

DERIVED = [metric for metric in METRICS if metric.formula]


def _ids(metric: Metric) -> str:
    return metric.id


@pytest.mark.parametrize("metric", METRICS, ids=_ids)
def test_every_name_of_a_metric_leads_to_it(metric: Metric) -> None:
    for name in (metric.id, *metric.labels, *metric.synonyms):
        assert metric_named(name) is metric, name


@pytest.mark.parametrize("metric", DERIVED, ids=_ids)
def test_the_worked_example_holds(metric: Metric) -> None:
    assert metric.formula is not None
    assert metric.example is not None
    inputs, result = metric.example
    assert metric.formula.number(inputs) == pytest.approx(result, rel=1e-9)


@pytest.mark.parametrize("metric", DERIVED, ids=_ids)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_formula_has_words(metric: Metric, lang: str) -> None:
    words = formula_words(metric, lang)
    assert " ÷ " in words
    assert "_" not in words


def test_ids_and_input_labels_are_not_confused() -> None:
    assert len({metric.id for metric in METRICS}) == len(METRICS)
    assert not {metric.id for metric in METRICS} & set(INPUT_LABELS)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("营收", "revenue"),
        ("总营业收入", "revenue"),
        ("营业总收入", "revenue"),
        ("营业额", "revenue"),
        ("总营收（万元）", "revenue"),
        (" 总 收 入 ", "revenue"),
        ("Total Revenue", "revenue"),
        ("ＧＭＶ", "gmv"),
        ("新增用户", "new_users"),
        ("访问→付费转化率", "visit_pay_conv"),
        ("７日留存率", "d7_ret"),
        ("ROI(1:x)", "roi"),
        ("dau/mau", "stickiness"),
    ],
)
def test_names_as_people_type_them(typed: str, expected: str) -> None:
    metric = metric_named(typed)
    assert metric is not None
    assert metric.id == expected


@pytest.mark.parametrize("typed", ["", "（）", "某个自创指标", "收入增长的一件事", "退货率"])
def test_an_unknown_name_is_unknown(typed: str) -> None:
    assert metric_named(typed) is None


def test_polarity_and_change_style_of_the_catalogue() -> None:
    cac, conversion, nps = (metric_named(name) for name in ("cac", "pay_conv", "nps"))
    assert cac
    assert cac.polarity == "down"
    assert cac.change == "relative"
    assert conversion
    assert conversion.change == "points"
    assert nps
    assert nps.change == "absolute"
    assert nps.aggregation == "survey"


@pytest.mark.parametrize(("typed", "kind"), [("万元", "money"), ("％", "rate"), ("人", "count"), ("分钟", "plain")])
def test_units_as_people_type_them(typed: str, kind: str) -> None:
    unit = unit_named(typed)
    assert unit is not None
    assert unit.kind == kind


def test_an_unknown_unit_is_unknown() -> None:
    assert unit_named("光年") is None
