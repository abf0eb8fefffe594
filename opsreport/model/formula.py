"""Formula: one statement, three readings: the number, the live Excel text, the words."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_WORD_SIGNS = {ast.Add: " + ", ast.Sub: " − ", ast.Mult: " × ", ast.Div: " ÷ "}
_RANKS = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max, "abs": abs}
_UFUNCS: Mapping[type[ast.operator], np.ufunc] = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply}
Reading = Mapping[str, str]
Floats = npt.NDArray[np.float64]


@lru_cache(maxsize=512)
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@lru_cache(maxsize=512)
def _names(text: str) -> tuple[str, ...]:
    found = (node for node in ast.walk(_parsed(text)) if isinstance(node, ast.Name))
    ordered = sorted(found, key=lambda node: node.col_offset)
    return tuple(dict.fromkeys(node.id for node in ordered if node.id not in _FUNCTIONS))


@dataclass(frozen=True, slots=True)
class Formula:
    """An arithmetic statement over named inputs, e.g. `Formula("revenue / spend")`.

    It may hold + - * /, parentheses, numbers, and min, max, abs. Missing in
    (NaN or None) is missing out, and so is a division by zero: never 0, never ∞.
    `said` is the term `formula.<said>` that says a statement too long to be read.
    """

    text: str
    said: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs, in the order they are first written."""
        return _names(self.text)

    def number(self, inputs: Mapping[str, float | None]) -> float:
        """The value, NaN where an input is missing or a divisor is zero; KeyError for an unknown name."""
        values = {name: inputs[name] for name in self.names}
        if any(value is None or math.isnan(value) for value in values.values()):
            return math.nan
        return _value(_parsed(self.text), {k: float(v) for k, v in values.items() if v is not None})

    def numbers(self, inputs: Mapping[str, Floats]) -> Floats:
        """The values of many rows at once, NaN as in `number`, of a statement without min, max, abs."""
        with np.errstate(all="ignore"):
            return _values(_parsed(self.text), {name: inputs[name] for name in self.names})

    def excel(self, cells: Reading) -> str:
        """The Excel text without its "=", with each name replaced; an error or a text input gives ""."""
        return f'IFERROR({self.bare_excel(cells)},"")'

    def bare_excel(self, cells: Reading) -> str:
        """The Excel text as a part of a longer one, its errors left to the guard of the whole."""
        return _written(_parsed(self.text), cells, _SIGNS, 0)

    def words(self, labels: Reading) -> str:
        """The statement as people write it, with each name replaced by its label: 收入 ÷ 费用."""
        return _written(_parsed(self.text), labels, _WORD_SIGNS, 0)


def _value(node: ast.expr, inputs: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as constant):
            return float(constant)
        case ast.Name(id=name):
            return inputs[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, inputs)
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(op, _value(left, inputs), _value(right, inputs))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _FUNCTIONS[name](*(_value(arg, inputs) for arg in args))
    raise ValueError(f"a formula cannot hold {ast.dump(node)}")


def _values(node: ast.expr, inputs: Mapping[str, Floats]) -> Floats:
    match node:
        case ast.Constant(value=int() | float() as constant):
            return np.asarray(float(constant))
        case ast.Name(id=name):
            return inputs[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_values(operand, inputs)
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _values(left, inputs), _values(right, inputs)
            if isinstance(op, ast.Div):
                return np.divide(first, np.where(second == 0, np.nan, second))
            return np.asarray(_UFUNCS[type(op)](first, second))
    raise ValueError(f"a formula cannot hold {ast.dump(node)}")


def _combined(op: ast.operator, left: float, right: float) -> float:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right if right else math.nan
    raise ValueError(f"a formula cannot hold {ast.dump(op)}")


def _written(node: ast.expr, names: Reading, signs: Mapping[type[ast.operator], str], above: int) -> str:
    match node:
        case ast.Constant(value=constant):
            return str(constant)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(operand=operand):
            return "-" + _written(operand, names, signs, 3)
        case ast.BinOp(left=left, op=op, right=right):
            rank = _RANKS[type(op)]
            inner = rank + 1 if isinstance(op, ast.Sub | ast.Div) else rank
            text = _written(left, names, signs, rank) + signs[type(op)] + _written(right, names, signs, inner)
            return f"({text})" if rank < above else text
        case ast.Call(func=ast.Name(id="abs"), args=[inside]) if signs is _WORD_SIGNS:
            return f"|{_written(inside, names, signs, 0)}|"
        case ast.Call(func=ast.Name(id=name), args=args):
            return f"{name.upper()}({','.join(_written(arg, names, signs, 0) for arg in args)})"
    raise ValueError(f"a formula cannot hold {ast.dump(node)}")
