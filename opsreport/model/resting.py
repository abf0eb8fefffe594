"""Garbage collection at rest while very many values are made that hold no circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No garbage collection meanwhile: cells and rows make no circles, and looking for some costs up to a quarter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # what was made is put among the old values, unlooked at
            gc.unfreeze()
            gc.enable()
