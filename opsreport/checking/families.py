"""What kind of channel each is where no cell says it, and the columns that a sheet of channels is without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.cells import is_absent
from opsreport.checking.codes import found
from opsreport.checking.known import Context
from opsreport.checking.lines import Mask, Rows, object_array
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.spelling import name_key
from opsreport.schemas.choices import FAMILY
from opsreport.schemas.closeness import is_strange
from opsreport.schemas.families import family_said
from opsreport.schemas.starter import CHANNELS

_FAMILY, _NONE = "family", "other"
_MOST = 20
_KINDS = tuple(name_key(word) for words in FAMILY.values() for word in words)


def with_families(sheets: Sequence[Rows], context: Context) -> tuple[tuple[Rows, ...], tuple[Finding, ...]]:
    """The rows, each channel without a typed family with the one it has elsewhere, else the one its name says.

    A name that says none is of the others. What names say is a note, what they do not a warning.
    """
    lacking = {at: blank for at, rows in enumerate(sheets) if (blank := _blank(rows)).any()}
    if not lacking:
        return tuple(sheets), ()
    typed = _typed_families(sheets, context)
    firsts: dict[str, Origin] = {}
    for at, blank in lacking.items():
        for row in np.flatnonzero(blank).tolist():
            name = sheets[at].texts("channel")[row]
            if name not in firsts and context.channels[name] not in typed:
                firsts[name] = sheets[at].origin(row, "channel")
    assumed = {name: _said(name, context) for name in firsts}
    families = {**typed, **{context.channels[name]: code or _NONE for name, code in assumed.items()}}
    made = (_filled(rows, lacking[at], families, context) if at in lacking else rows for at, rows in enumerate(sheets))
    return tuple(made), tuple(_told(firsts, assumed))


def _blank(rows: Rows) -> Mask:
    """Which rows name a channel whose family no cell says, a cell like none of the kinds no more than a blank."""
    if "channel" not in rows.typed or rows.sheet.tab.name != CHANNELS.name:
        return np.zeros(len(rows), bool)
    blank: Mask = rows.is_filled("channel") & ~rows.is_filled(_FAMILY)
    for at in np.flatnonzero(blank & rows.has_cell(_FAMILY)).tolist():
        cell = rows[at].cells[_FAMILY]
        blank[at] = is_absent(cell, CHANNELS.column(_FAMILY)) or is_strange(str(cell.value), _KINDS)
    return blank


def _typed_families(sheets: Sequence[Rows], context: Context) -> Mapping[str, str]:
    """The family that the newest row of a channel says."""
    said: dict[str, tuple[str, str]] = {}
    for rows in sheets:
        if _FAMILY in rows.typed and "channel" in rows.typed:
            for name, month, code in zip(rows.texts("channel"), rows.texts("month"), rows.texts(_FAMILY), strict=True):
                if name and code:
                    one = context.channels[name]
                    said[one] = max(said.get(one, (month, code)), (month, code), key=lambda pair: pair[0])
    return {name: code for name, (_, code) in said.items()}


def _said(name: str, context: Context) -> str:
    return family_said(context.channels[name]) or family_said(name)


def _filled(rows: Rows, blank: Mask, families: Mapping[str, str], context: Context) -> Rows:
    values = rows.values(_FAMILY).copy()
    names = rows.texts("channel")
    values[blank] = object_array([families[context.channels[names[row]]] for row in np.flatnonzero(blank).tolist()])
    return replace(rows, typed={**rows.typed, _FAMILY: values})


def _told(firsts: Mapping[str, Origin], assumed: Mapping[str, str]) -> Iterator[Finding]:
    header = CHANNELS.column(_FAMILY).headers[0]
    accepted = " / ".join(words[0] for words in FAMILY.values())
    for code, is_known in (("family_assumed", True), ("family_unknown", False)):
        names = [name for name, family in assumed.items() if bool(family) == is_known]
        said = [f"{name} → {FAMILY[assumed[name]][0]}" if is_known else name for name in names]
        if names:
            where = tuple(firsts[name] for name in names)
            texts = " / ".join(said[:_MOST]) + (" …" if len(said) > _MOST else "")
            details = {"column": header, "names": texts, "accepted": accepted, "count": str(len(names))}
            yield found(code, where, CHANNELS, **details)


def columns_absent(sheets: Sequence[Rows]) -> Iterator[Finding]:
    """A warning for the columns that sheets are without, so that the pages lack what rests on them.

    Where a person said what the columns are, what is not among them is not meant to be.
    """
    absent: dict[tuple[str, tuple[str, ...]], list[Origin]] = {}
    for rows in sheets:
        tab, sheet = rows.sheet.tab, rows.sheet.sheet
        gone = tuple(c.headers[0] for c in tab.columns if c.without == "less" and c.name not in rows.sheet.columns)
        if gone and len(rows) and not sheet.is_mapped:
            head = sheet.row_origin(rows.sheet.header_row, rows.sheet.columns.values())
            absent.setdefault((tab.name, gone), []).append(head)
    for (name, gone), origins in absent.items():
        tab = next(rows.sheet.tab for rows in sheets if rows.sheet.tab.name == name)
        yield found("column_absent", tuple(origins), tab, columns=" / ".join(gone))
