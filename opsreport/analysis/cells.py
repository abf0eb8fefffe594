"""Single cells of a checked table, and what people typed beside the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from opsreport.model.number import Cells, Number
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import BARE, Unit


def rows_of(table: Table) -> tuple[int, ...]:
    """The origin ids of a table's rows, in sheet order."""
    return tuple(int(row) for row in table.frame.index)


def rows_for(dataset: Dataset, name: str, **equal: object) -> Table | None:
    """The rows of a table that equal the given values; None where there is none, or no such table."""
    if name not in dataset.tables or not len(dataset[name]):
        return None
    found = dataset[name].where(**equal)
    return found if len(found) else None


def number_at(table: Table, row: int, field: str, unit: Unit = BARE) -> Number:
    """One cell as a Number; missing where it is empty."""
    value = table.value(row, field)
    source = Cells(table.name, field, (row,) if value is not None else ())
    return Number(None if value is None else float(value), unit, source)


def text_at(table: Table, row: int, field: str) -> str:
    """One cell as text, "" where it is empty."""
    value = table.value(row, field)
    return "" if value is None else str(value).strip()


def int_at(table: Table, row: int, field: str) -> int | None:
    """One cell as a whole number, None where it is empty."""
    value = table.value(row, field)
    return None if value is None else int(value)


def day_at(table: Table, row: int, field: str) -> date | None:
    """One cell as a date, None where it is empty."""
    value = table.value(row, field)
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def is_true(table: Table, row: int, field: str) -> bool:
    """Whether a flag is set; an empty one is not."""
    return bool(table.value(row, field))


def typed_text(dataset: Dataset, about: str, name: str, kind: str, month: Period | None = None) -> str:
    """What a person typed about one object (`about` "metric", "channel" …) in the month; "" where nothing.

    `kind` is cause, next, owner, highlight or issue.
    """
    table = rows_for(dataset, "commentary", object_type=about, object_id=name, kind=kind, month=month or dataset.period)
    texts = () if table is None else tuple(text_at(table, row, "text") for row in rows_of(table))
    return next((text for text in texts if text), "")


def distinct(table: Table, field: str) -> tuple[str, ...]:
    """The different texts of a field in the order they first appear, empty ones left out."""
    return tuple(str(value) for value in table.frame[field].dropna().unique() if str(value))


def months_of(table: Table, field: str = "month") -> Iterator[Period]:
    """The single months a table holds, oldest first."""
    for text in sorted(distinct(table, field)):
        if len(text) > 4:
            yield Period.parse(text)
