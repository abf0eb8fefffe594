"""Plain lists, which are read as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opsreport.model.table import Sheet
from opsreport.shaping.areas import Area
from opsreport.shaping.moments import is_past_of_rows
from opsreport.shaping.platforms import names_platform
from opsreport.shaping.regular import first_rows, title_tab
from opsreport.shaping.spantitles import SPANNED, span_in
from opsreport.shaping.tables import FORMS, Read, has_own_month, texts_around


def reads_as_it_is(sheet: Sheet, reads: Sequence[Read], areas: Sequence[Area]) -> bool:
    """Whether the sheet is one plain list that only lacks something, which checking says."""
    one = reads[0]
    has_units = any(column.name == "unit" != column.slot.name for column in one.layout.of("label"))
    has_pasts = any(is_past_of_rows(column.slot) for column in one.layout.of("value"))
    is_said = has_units or has_pasts or names_platform(one.layout, one.records) or one.layout.words.spot is not None
    is_plain = len(areas) == 1 and not (set(one.why) & FORMS or is_said)
    return is_plain and title_tab(sheet) == one.layout.tab and one.layout.area.head[0] in first_rows(sheet)


def dated(sheet: Sheet, one: Read) -> Sheet:
    """The sheet as it is, known to be of the month, or of another time, that stands around its list without months."""
    if span := span_around(one):
        return replace(sheet, span=span)
    return replace(sheet, month=one.month) if one.month else sheet


def span_around(one: Read) -> str:
    """The title that says another time than one month of a table without months of its own; "" for none."""
    is_of_month = one.layout.tab in SPANNED and not has_own_month(one.layout)
    return span_in(texts_around(one.layout)) if is_of_month else ""
