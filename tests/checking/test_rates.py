"""Bare rates beside ones that say their %: read the way in which they are near these, said so, or asked about."""

from __future__ import annotations

import pytest

from tests.checking.sheets import As, checked, codes, kpi, metric, only

SAID = ("ambiguous_percent", "rate_unmarked", "rate_as_percent", "rate_as_fraction")


def read(name: str, target: object, actual: object, unit: str | None = None) -> tuple[float, list[str]]:
    """The actual as read, nothing as 0, and what is said of it."""
    dataset, findings = checked(kpi(metric(name, actual, unit=unit, target=target)))
    value = dataset["kpi"].frame["actual"].fillna(0.0).tolist()[0]
    return round(value, 6), [code for code in codes(findings) if code in SAID]


@pytest.mark.parametrize("marked", [lambda rate: As(rate, "0.0%"), lambda rate: f"{rate:.1%}"])
@pytest.mark.parametrize(
    ("target", "actual", "value", "found"),
    [
        (0.5, 48, 0.48, ["rate_unmarked"]),
        (0.005, 0.7, 0.007, ["rate_unmarked"]),
        (0.6, 5, 0, ["ambiguous_percent"]),
        (0.01, 0.25, 0, ["ambiguous_percent"]),
    ],
)
def test_a_bare_rate_beside_a_percentage_is_never_a_hundred_times_it(
    marked: object, target: float, actual: float, value: float, found: list[str]
) -> None:
    assert callable(marked)
    assert read("完课率", marked(target), actual) == (value, found)


def test_the_unit_percent_makes_such_a_rate_plain() -> None:
    assert read("完课率", As(0.5, "0%"), 48, "%") == (0.48, ["rate_as_percent"])


def test_more_than_the_whole_beside_a_whole_is_a_fraction() -> None:
    assert read("预算使用率", As(1.0, "0%"), 1.2)[0] == 1.2


def test_a_growth_a_hundred_times_its_target_is_asked() -> None:
    assert read("会员增长率", As(0.005, "0.0%"), 0.7) == (0, ["ambiguous_percent"])


@pytest.mark.parametrize(("name", "found"), [("完课率", ["ambiguous_percent"]), ("会员增长率", ["rate_as_percent"])])
def test_a_fraction_among_percents_is_asked_but_of_a_growth(name: str, found: list[str]) -> None:
    rows = [metric(name, 61, month="2025-05", unit="%"), metric(name, 0.62, unit="%", target=60)]
    assert [code for code in codes(checked(kpi(*rows))[1]) if code in SAID] == found


def test_both_readings_are_told() -> None:
    finding = only(checked(kpi(metric("完课率", 48, target=As(0.5, "0%"))))[1], "rate_unmarked")
    assert (finding.details["meant"], finding.details["instead"]) == ("48%", "4800%")


@pytest.mark.parametrize(
    ("name", "typed", "value", "found"),
    [
        ("复购率", 40.1, 0.401, []),
        ("次日留存率", 9, 0.09, []),
        ("复购率", 1.4, 0, ["ambiguous_percent"]),
        ("满意度", 4.6, 0, ["ambiguous_percent"]),
    ],
)
def test_a_part_of_all_without_a_unit_is_no_more_than_all(
    name: str, typed: float, value: float, found: list[str]
) -> None:
    dataset, findings = checked(kpi(metric(name, typed), metric("总营收", 100)))
    actual = dataset["kpi"].frame["actual"].tolist()[0]
    assert (0 if actual != actual else actual, [one for one in codes(findings) if one in SAID]) == (value, found)


def test_beside_one_in_percent_a_small_rate_is_asked_about() -> None:
    findings = checked(kpi(metric("复购率", 40.1), metric("访问付费转化率", 0.05)))[1]
    assert only(findings, "ambiguous_percent").details["seen"] == "0.05"


@pytest.mark.parametrize(
    ("typed", "unit", "found"),
    [(94.3, None, ["rate_without_unit"]), (94.3, "%", []), ("94.3%", None, []), (94.3, "次", []), (None, None, [])],
)
def test_a_rate_that_nothing_knows_and_no_unit_tells_of_is_said_to_stand_as_typed(
    typed: object, unit: str | None, found: list[str]
) -> None:
    _, findings = checked(kpi(metric("新增会员", 5), metric("床位出租率", typed, unit=unit)))
    assert [code for code in codes(findings) if code == "rate_without_unit"] == found


def test_several_such_rates_are_one_finding() -> None:
    rows = [metric(name, 94.3, target=95) for name in ("床位出租率", "设备完好率")]
    finding = only(checked(kpi(*rows))[1], "rate_without_unit")
    assert finding.details["seen"] == "床位出租率 94.3 / 设备完好率 94.3"
