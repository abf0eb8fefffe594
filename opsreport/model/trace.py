"""What a number's source says to people: the cells it came from and its formula in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from opsreport.model.number import Cells, Constant, Derived, Method, Source, leaves
from opsreport.model.table import Dataset, Place, column_letter
from opsreport.model.unit import BARE

_Spot = tuple[str, str, str]


def cell_ranges(source: Source | None, dataset: Dataset) -> tuple[str, ...]:
    """The cells of a source, neighbours joined: ("运营数据.xlsx › 渠道!H7:H12,H15", …), one text a sheet.

    A field that had no column gives its whole rows (7:12); a table or row the
    dataset does not hold gives nothing.
    """
    rows: dict[_Spot, set[int]] = {}
    for leaf in leaves(source):
        for spot, row in _spots(leaf, dataset):
            rows.setdefault(spot, set()).add(row)
    sheets: dict[tuple[str, str], list[str]] = {}
    for (file, sheet, letter), numbers in rows.items():
        sheets.setdefault((file, sheet), []).extend(_runs(letter, sorted(numbers)))
    return tuple(f"{file} › {sheet}!{','.join(parts)}" for (file, sheet), parts in sheets.items())


def _spots(leaf: Cells, dataset: Dataset) -> Iterator[tuple[_Spot, int]]:
    if leaf.table not in dataset.tables:
        return
    places: Mapping[int, Place] = dataset[leaf.table].places
    for row in leaf.rows:
        if place := places.get(row):
            column = place.columns.get(leaf.field)
            yield (place.file, place.sheet, column_letter(column) if column else ""), place.row


def _runs(letter: str, rows: Iterable[int]) -> Iterator[str]:
    start = last = -1
    for row in rows:
        if last >= 0 and row != last + 1:
            yield _range(letter, start, last)
            start = row
        start, last = (row if start < 0 else start), row
    if last >= 0:
        yield _range(letter, start, last)


def _range(letter: str, start: int, last: int) -> str:
    return f"{letter}{start}" if letter and start == last else f"{letter}{start}:{letter}{last}"


def formula_words(source: Source | None, dataset: Dataset, labels: Mapping[str, str], lang: str) -> str:
    """How the number was made, as people write it: "实际 ÷ 目标", "收入（合计）"; "" without a source.

    `labels` are terms: `formula.<name>` and `metric.<name>` name a formula's
    inputs (else their own field or formula stands in), `method.<key>` a method.
    """
    match source:
        case Cells():
            return _field_label(source, dataset, lang)
        case Constant(value=value):
            return BARE.sentence(value, lang) if float(value).is_integer() else f"{value:g}"
        case Method(key=key):
            return labels.get(f"method.{key}") or labels.get("method.unnamed", key)
        case Derived(formula=formula, inputs=inputs):
            named = {name: _input_label(name, part, dataset, labels, lang) for name, part in inputs.items()}
            return formula.words(named)
    return ""


def _input_label(name: str, part: Source, dataset: Dataset, labels: Mapping[str, str], lang: str) -> str:
    if known := labels.get(f"formula.{name}") or labels.get(f"metric.{name}"):
        return known
    words = formula_words(part, dataset, labels, lang)
    return f"({words})" if isinstance(part, Derived) and " " in words else words


def _field_label(cells: Cells, dataset: Dataset, lang: str) -> str:
    if cells.table not in dataset.tables:
        return cells.field
    fields = {field.name: field for field in dataset[cells.table].schema.fields}
    if cells.field not in fields or not fields[cells.field].headers:
        return cells.field
    headers = fields[cells.field].headers
    return headers[1] if lang == "en" and len(headers) > 1 else headers[0]
