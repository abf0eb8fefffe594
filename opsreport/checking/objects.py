"""The names by which a remark may call what it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from opsreport.checking.names import spellings
from opsreport.model.spelling import name_key
from opsreport.templating import LANGUAGES, load_terms

_TOPIC = "topic."


@lru_cache(maxsize=1)
def page_names() -> Mapping[str, str]:
    """Every page by its id and by its name in each language, as name keys: the page's id."""
    names: dict[str, str] = {}
    for lang in LANGUAGES:
        for key, word in load_terms(lang).items():
            if key.startswith(_TOPIC):
                page = key.removeprefix(_TOPIC).replace(".", "/")
                names |= {name_key(page): page, name_key(word): page}
    return names


def spelled(ids: Mapping[str, str]) -> Mapping[str, str]:
    """The names typed elsewhere, and the other names their ids are known by, as name keys: the id."""
    others = {name_key(name): one for one in ids.values() for name in spellings(one)}
    return {**others, **{name_key(name): one for name, one in ids.items()}}
