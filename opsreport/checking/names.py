"""Names are keys: the one id under which all spellings of a metric or a channel are joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opsreport.metrics import metric_named, qualifier_of
from opsreport.model.spelling import name_key, name_keys, name_without_unit
from opsreport.schemas.called import CHANNEL_NAMES, PLATFORM_NAMES

_CHANNELS = {name_key(name): group[0] for group in CHANNEL_NAMES for name in group}

_PLATFORMS = {name_key(name): group[0] for group in PLATFORM_NAMES for name in group}


def metric_ids(names: Iterable[str]) -> Mapping[str, str]:
    """Typed name → catalogue id; for an unknown metric the first spelling seen, without a unit.

    A known name that brackets narrow down, 新增用户（线上）, is a metric of its
    own where the plain one, or one narrowed down otherwise, is there too.
    """
    known = {name: metric_named(name) for name in dict.fromkeys(names)}
    narrowed: dict[str, set[str]] = {}
    for name, metric in known.items():
        if metric:
            narrowed.setdefault(metric.id, set()).add(name_key(qualifier_of(name)))
    firsts: dict[str, str] = {}
    ids: dict[str, str] = {}
    for name, metric in known.items():
        if metric and not (qualifier_of(name) and len(narrowed[metric.id]) > 1):
            ids[name] = metric.id
        else:
            bare = name_without_unit(name)
            ids[name] = firsts.setdefault(name_key(bare), bare)
    return ids


def joined_names(names: Iterable[str]) -> Mapping[str, str]:
    """Typed name → the first spelling seen of the same name (width, case, spaces do not matter)."""
    firsts: dict[str, str] = {}
    listed = list(names)
    return {name: firsts.setdefault(key, name) for name, key in zip(listed, name_keys(listed), strict=True)}


def platform_ids(names: Iterable[str]) -> Mapping[str, str]:
    """Typed name → the first name seen of the same platform: 微信公众号 is 公众号, 小红薯 小红书."""
    spelled = joined_names(names)
    firsts: dict[str, str] = {}
    named = {one: _PLATFORMS.get(name_key(one), one) for one in spelled.values()}
    return {name: firsts.setdefault(named[first], first) for name, first in spelled.items()}


def channel_ids(seen: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    """Typed name → channel id, from the months of each name: known synonyms join, spellings join.

    Two names of one group that stand in the same month are two channels there,
    so that group is left as typed.
    """
    spelled = joined_names(seen)
    groups = {first: group for first in set(spelled.values()) if (group := _CHANNELS.get(name_key(first)))}
    known = ((name, first) for name, first in spelled.items() if first in groups)
    apart = _groups_apart((month, groups[first], first) for name, first in known for month in seen[name])
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
