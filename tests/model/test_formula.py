"""A formula gives the same number for one row and for many at once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from opsreport.model.formula import Formula

ROWS = [(4.0, 2.0), (1.0, 0.0), (0.0, 3.0), (math.nan, 2.0), (-5.0, 4.0)]


@pytest.mark.parametrize(
    "text", ["a / b", "(a - b) / b", "a * 0.5 / b", "-a + b", "a / (b + b)", "a / b * 1000", "(a + b + a) / b"]
)
def test_many_rows_at_once_are_the_same_rows_one_by_one(text: str) -> None:
    formula = Formula(text)
    first, second = (np.array(side) for side in zip(*ROWS, strict=True))
    together = formula.numbers({"a": first, "b": second})
    np.testing.assert_array_equal(together, [formula.number({"a": a, "b": b}) for a, b in ROWS])


def test_what_many_rows_cannot_do_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        Formula("max(a, b)").numbers({"a": np.ones(1), "b": np.ones(1)})
