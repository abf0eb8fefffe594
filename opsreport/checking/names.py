"""Names are keys: the one id under which all spellings of a metric or a channel are joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opsreport.metrics import metric_named
from opsreport.model.spelling import name_key, name_without_unit
from opsreport.schemas.choices import CHANNEL_NAMES

_CHANNELS = {name_key(name): group[0] for group in CHANNEL_NAMES for name in group}


def metric_ids(names: Iterable[str]) -> Mapping[str, str]:
    """Typed name → catalogue id; for an unknown metric the first spelling seen, without a unit."""
    firsts: dict[str, str] = {}
    ids: dict[str, str] = {}
    for name in names:
        if name not in ids:
            known = metric_named(name)
            bare = name_without_unit(name)
            ids[name] = known.id if known else firsts.setdefault(name_key(bare), bare)
    return ids


def joined_names(names: Iterable[str]) -> Mapping[str, str]:
    """Typed name → the first spelling seen of the same name (width, case, spaces do not matter)."""
    firsts: dict[str, str] = {}
    return {name: firsts.setdefault(name_key(name), name) for name in names}


def channel_ids(seen: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Typed name → channel id, from (month, name) pairs: known synonyms join, spellings join.

    Two names of one group that stand in the same month are two channels there,
    so that group is left as typed.
    """
    pairs = list(seen)
    spelled = joined_names(dict.fromkeys(name for _, name in pairs))
    groups = {first: group for first in set(spelled.values()) if (group := _CHANNELS.get(name_key(first)))}
    known = ((month, spelled[name]) for month, name in pairs if spelled[name] in groups) if groups else ()
    apart = _groups_apart((month, groups[first], first) for month, first in known)
    named = {first: group for first, group in groups.items() if group not in apart}
    return {name: named.get(first, first) for name, first in spelled.items()}


def spellings(channel: str) -> tuple[str, ...]:
    """The channel's id and every other name it is known by."""
    return next((group for group in CHANNEL_NAMES if group[0] == channel), (channel,))


def _groups_apart(seen: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    """The groups two names of which stand in one month; `seen` are months, groups and names."""
    together: dict[tuple[str, str], set[str]] = {}
    for month, group, name in seen:
        together.setdefault((month, group), set()).add(name)
    return frozenset(group for (_, group), names in together.items() if len(names) > 1)
