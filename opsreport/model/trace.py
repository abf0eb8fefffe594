"""What a number's source says to people: the cells it came from and its formula in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opsreport.model.formula import Formula
from opsreport.model.number import Cells, Constant, Derived, Method, Source, leaves
from opsreport.model.period import Period
from opsreport.model.table import MOST_RUNS, Dataset, Place, column_letter
from opsreport.model.unit import BARE

_Spot = tuple[str, str, str]
_MONTHS = ("month", "cohort_month", "period")
_TWO_MOMENTS = ({"now", "before"}, {"after", "start"})


def cell_ranges(source: Source | None, dataset: Dataset) -> tuple[str, ...]:
    """The cells of a source, neighbours joined: ("运营数据.xlsx › 渠道!H7:H12,H15", …), one text a sheet.

    A field that had no column gives its whole rows (7:12); a table or row the
    dataset does not hold gives nothing.
    """
    rows: dict[_Spot, set[int]] = {}
    for leaf in leaves(source):
        for spot, row in _known_spots(leaf, dataset):
            rows.setdefault(spot, set()).add(row)
    sheets: dict[tuple[str, str], list[str]] = {}
    for (file, sheet, letter), numbers in rows.items():
        sheets.setdefault((file, sheet), []).extend(_runs(letter, sorted(numbers)))
    return tuple(f"{file} › {sheet}!{','.join(parts)}" for (file, sheet), parts in sheets.items())


def _known_spots(leaf: Cells, dataset: Dataset) -> tuple[tuple[_Spot, int], ...]:
    """The cells of a leaf; the same ones are asked for by notes, trace and statement."""
    key = ("spots", leaf)
    if key not in dataset.answers:
        dataset.answers[key] = tuple(_spots(leaf, dataset))
    known: tuple[tuple[_Spot, int], ...] = dataset.answers[key]
    return known


def _spots(leaf: Cells, dataset: Dataset) -> Iterator[tuple[_Spot, int]]:
    if leaf.table not in dataset.tables:
        return
    places: Mapping[int, Place] = dataset[leaf.table].places
    for row in leaf.rows:
        if row in places:
            place = places[row]
            for part in place.whole:
                for line, column in part.cells(leaf.field):
                    yield (part.file, part.sheet, column_letter(column)), line
            if not place.of(leaf.field).cells(leaf.field):
                yield from (((place.file, place.sheet, ""), line) for line in place.rows)


def _runs(letter: str, rows: Sequence[int]) -> Iterator[str]:
    if sum(after != before + 1 for before, after in pairwise(rows)) >= MOST_RUNS:
        yield f"{_range(letter, rows[0], rows[-1])} (×{len(rows):,})"
    else:
        yield from _joined_runs(letter, rows)


def _joined_runs(letter: str, rows: Sequence[int]) -> Iterator[str]:
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
    """How the number was made, as people write it: "实际 ÷ 目标", "访问量 ÷ 访问量（14行合计）"; "" without a source.

    Cells bear the header they stand under, with their months where these are
    not just the report's, and how several were put together. `labels` are
    terms: `formula.<name>` and `metric.<name>` name a formula's inputs whose
    header says something else, `field.<table>.<field>` a field whose header
    says too little, `method.<key>` a method, `trace.<part>` the notes in brackets.
    """
    return _Reader(dataset, labels, lang).words(source)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Says sources of one dataset in one language."""

    dataset: Dataset
    labels: Mapping[str, str]
    lang: str

    def words(self, source: Source | None) -> str:
        match source:
            case Cells():
                return self._noted(self._header(source), self._how(source))
            case Constant(value=value):
                return BARE.sentence(value, self.lang) if float(value).is_integer() else f"{value:g}"
            case Method(key=key):
                return self.labels.get(f"method.{key}") or self.labels.get("method.unnamed", key)
            case Derived(formula=formula, inputs=inputs) if formula.said:
                return self._said(formula, inputs)
            case Derived(formula=formula, inputs=inputs):
                moments = self._moments(inputs) if set(inputs) in _TWO_MOMENTS else {}
                return formula.words({name: moments.get(name) or self._input(name, inputs[name]) for name in inputs})
        return ""

    def _input(self, name: str, part: Source) -> str:
        known = self.labels.get(f"formula.{name}")
        named = known or self.labels.get(f"metric.{name}", "")
        match part:
            case Cells(field=field) if named and name != field:
                return self._noted(named, "" if known else self._header(part), self._how(part))
            case Constant() if named:
                return self._noted(named, self.words(part))
            case Derived():
                words = named or self.words(part)
                return f"({words})" if not named and " " in words else words
        return self.words(part)

    def _moments(self, inputs: Mapping[str, Source]) -> Mapping[str, str]:
        """Two moments of one measure are told apart by their months alone."""
        tables = [{leaf.table for leaf in leaves(part)} for part in inputs.values()]
        spans = {name: self._span(self._months(*leaves(part))) for name, part in inputs.items()}
        is_apart = tables[0] == tables[1] and len(set(spans.values())) == 2
        return spans if is_apart and all(spans.values()) else {}

    def _said(self, formula: Formula, inputs: Mapping[str, Source]) -> str:
        """The term of a long formula; {v} in it stands for the inputs v0, v1, … together."""
        groups: dict[str, list[Source]] = {}
        for name, part in inputs.items():
            groups.setdefault(name.rstrip("0123456789"), []).append(part)
        together = {name: self._together(parts) for name, parts in groups.items()}
        return self.labels[f"formula.{formula.said}"].format_map(together)

    def _together(self, parts: Sequence[Source]) -> str:
        """One field over many months by its header and their span; else what the last part says."""
        cells = [part for part in parts if isinstance(part, Cells)]
        if len(cells) < len(parts):
            return self.words(parts[-1])
        return self._noted(self._header(cells[-1]), self._foreign(self._months(*cells)))

    def _how(self, cells: Cells) -> str:
        """The months of cells, where they are not just the report's, and how several were put together."""
        months, count = self._months(cells), len(cells.rows)
        joined = ""
        if cells.total != "sum" or count > 1:
            form = "months" if cells.total == "sum" and count == len(months) else cells.total
            joined = self._term(form).format(count=count)
        span = self._foreign(months)
        return self._term("span_joined").format(span=span, joined=joined) if span and joined else span or joined

    def _foreign(self, months: Sequence[Period]) -> str:
        return "" if set(months) == {self.dataset.period} else self._span(months)

    def _span(self, months: Sequence[Period]) -> str:
        if not months:
            return ""
        first, last = months[0], months[-1]
        if first == last:
            return self._term("year").format(year=first.year) if first.length == 12 else first.label(self.lang)
        if first.year == last.year:
            ends = {"first": first.short_label(self.lang), "last": last.short_label(self.lang)}
            return self._term("same_year").format(year=first.year, **ends)
        return self._term("years").format(first=first.label(self.lang), last=last.label(self.lang))

    def _months(self, *cells: Cells) -> tuple[Period, ...]:
        """The periods that the rows of some cells speak of, the earliest first."""
        answers = self.dataset.answers
        for leaf in cells:
            if ("months", leaf) not in answers:
                answers["months", leaf] = self._months_of(leaf)
        return tuple(sorted({month for leaf in cells for month in answers["months", leaf]}))

    def _months_of(self, leaf: Cells) -> tuple[Period, ...]:
        table = self.dataset.tables.get(leaf.table)
        field = next((name for name in _MONTHS if table and name in table.frame.columns), None)
        texts = {table.value(row, field) for row in leaf.rows} if table and field else ()
        return tuple(Period.parse(str(text)) for text in texts if text)

    def _header(self, cells: Cells) -> str:
        known = self.labels.get(f"field.{cells.table}.{cells.field}", cells.field)
        if known != cells.field or cells.table not in self.dataset.tables:
            return known
        fields = {field.name: field for field in self.dataset[cells.table].schema.fields}
        headers = fields[cells.field].headers if cells.field in fields else ()
        return headers[1] if self.lang == "en" and len(headers) > 1 else headers[0] if headers else cells.field

    def _noted(self, name: str, *notes: str) -> str:
        said = [note for note in notes if note]
        return self._term("noted").format(name=name, notes=self._term("mark").join(said)) if said else name

    def _term(self, key: str) -> str:
        return self.labels[f"trace.{key}"]
