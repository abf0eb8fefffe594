"""The sample review as people get it, built once a language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from opsreport.model.period import Period
from opsreport.pipeline import Job, build
from opsreport.settings import Settings
from tests.e2e.books import MOMENT, SAMPLE

Built = Callable[[str], Path]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The output folder of the sample review in a language."""
    folders: dict[str, Path] = {}

    def folder(lang: str) -> Path:
        if lang not in folders:
            folders[lang] = tmp_path_factory.mktemp(lang)
            build(Job(Period.parse("2025-06"), Settings(SAMPLE, folders[lang], lang=lang), MOMENT))
        return folders[lang]

    return folder
