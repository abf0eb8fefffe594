"""Questions that many pages ask of one dataset, worked out once for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from opsreport.model.table import Dataset

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def once(function: Callable[Concatenate[Dataset, _Asked], _Answer]) -> Callable[Concatenate[Dataset, _Asked], _Answer]:
    """The same function, whose answer stays with the dataset it was asked of and goes with it.

    Only for pure functions with an immutable answer and hashable arguments.
    """

    @wraps(function)
    def answered(dataset: Dataset, /, *args: _Asked.args, **options: _Asked.kwargs) -> _Answer:
        question = (function.__module__, function.__qualname__, args, tuple(sorted(options.items())))
        if question not in dataset.answers:
            dataset.answers[question] = function(dataset, *args, **options)
        answer: _Answer = dataset.answers[question]
        return answer

    return answered
