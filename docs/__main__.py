"""Writes the generated pages of docs/ from the declarations in the code: run `python -m docs` after changing one.

A test compares the files with `pages()`, so they cannot go stale.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from opsreport.analysis import rules
from opsreport.checking import CODES
from opsreport.metrics import INPUT_LABELS, METRICS
from opsreport.model.metric import Metric
from opsreport.model.schema import Tab, TabColumn
from opsreport.recipe import load_recipe, recipe_names
from opsreport.schemas import STARTER, TABS
from opsreport.settings import SETTINGS, SOURCE_KEYS, Setting
from opsreport.templating import load_terms

FOLDER = Path(__file__).parent
GENERATED = "<!-- Written by `python -m docs`; edit the declarations, not this page. -->"
Row = Sequence[str]
FILES = (
    "Each code has a file or folder of its name in `sample_data/broken/`, written by `sample_data/make_broken.py`, "
    "that gives it in June 2025 and nothing else."
)
JSON = (
    "Keys are added, never renamed or removed; `message` and `hint` are words for people and may change, "
    "`code` and `details` do not."
)
JSON_KEYS = (
    ("`period`", "the month, 2025-06"),
    ("`findings`", "most blocking first; each has the keys below"),
    ("`findings[].code`, `.severity`", "one of the codes above; block, warn or note"),
    ("`findings[].tab`", "the printed name of the sheet it is about, empty for files and folders"),
    ("`findings[].origins`", "the cells, file › sheet!cell; the first is the one to open"),
    ("`findings[].message`, `.hint`", "what was seen, and what to do"),
    ("`findings[].details`", "what the words are made of: count, seen, expected, …, all texts"),
    ("`matches`", "the tables that were understood"),
    ("`matches[].place`, `.tab`, `.why`", "its cells, the tab it was taken for, codes of what decided"),
    ("`matches[].columns`", "the tab's column, or the metric, by header"),
    ("`matches[].ignored`", "cell, text and reason of what was left out"),
)


def pages() -> Mapping[str, str]:
    """Every generated page by file name."""
    return {
        "data-dictionary.md": data_dictionary(),
        "findings.md": findings(),
        "parameters.md": parameters(),
        "metrics.md": metrics(),
    }


def data_dictionary() -> str:
    """The tabs of the starter workbook, column by column."""
    intro = (
        "The workbook that `opsreport init` writes. Tabs may stand in one file or in many "
        "(a tab, a month, a team each), all in one folder; ＊ marks what a row cannot do without. "
        "A month is written 2025-06."
    )
    return page("Data dictionary", intro, *(section for tab in TABS for section in tab_section(tab)))


def tab_section(tab: Tab) -> Iterable[str]:
    need = (
        " (required)" if tab.required else "" if tab in STARTER else " (optional; `opsreport init` does not write it)"
    )
    yield f"## {tab.titles[0]} · {tab.titles[1]}{need}"
    yield f"Also read from sheets called {', '.join(tab.titles[2:])}. {tab.comment}".strip()
    rows = [column_row(column) for column in tab.columns]
    yield table(("column", "English header", "kind", "also accepted", "what to write"), rows)


def column_row(column: TabColumn) -> Row:
    first, second, *others = (*column.headers, "")
    choices = " / ".join(texts[0] for texts in column.choices.values())
    words = " ".join(part for part in (column.comment, choices and f"[{choices}]") if part)
    return f"{first}{'＊' if column.required else ''}", second, column.kind, ", ".join(o for o in others if o), words


def findings() -> str:
    """Every finding code with its severity and words."""
    intro = (
        "What `opsreport check` may say. **block** stops a build (exit code 3), **warn** is worth a look, "
        "**note** is for the record. {places} are filled with what was seen."
    )
    zh, en = load_terms("zh"), load_terms("en")
    rows = [
        (
            f"`{code}`",
            level.name,
            en[f"finding.{code}.message"],
            en[f"finding.{code}.hint"].replace("\n", "<br>"),
            zh[f"finding.{code}.message"],
        )
        for code, level in CODES.items()
    ]
    codes = table(("code", "severity", "message", "what to do", "in Chinese"), rows)
    return page("Finding codes", intro, FILES, codes, "## check --json", JSON, table(("key", "what it is"), JSON_KEYS))


def parameters() -> str:
    """Every setting, rule, recipe and environment variable."""
    settings = [(f"`{s.key}`", s.accepts, shown_default(s), s.about) for s in SETTINGS]
    thresholds = [
        (f"`{name}`", f"{value:g}", rule_notes().get(name, "")) for name, value in rules.DEFAULT_RULES.items()
    ]
    about = load_terms("en")
    recipes = [(f"`{r.name}`", about[r.about], str(len(r.pages))) for r in map(load_recipe, recipe_names())]
    return page(
        "Parameters",
        "Numbers, company and rules live in the workbook; folders, language, look and delivery in `opsreport.toml`.",
        "## opsreport.toml",
        table(("key", "accepts", "default", "meaning"), settings),
        "## Sheets of your own: [[source]]",
        "One table for each sheet whose headers cannot be guessed; `opsreport map FILE` proposes them.",
        table(("key", "what it is"), [(f"`{key}`", f"{about}") for key, about in SOURCE_KEYS.items()]),
        "## Rules",
        "The thresholds behind every judgement.",
        table(("rule", "default", "meaning"), thresholds),
        "## Recipes",
        table(("recipe", "about", "pages at most"), recipes),
        "## Environment",
        "A variable beats the file; an empty one says nothing.",
        table(("variable", "meaning"), [*variables()]),
    )


def variables() -> Iterable[Row]:
    """Every variable of the environment, and what it is for."""
    yield from ((f"`{s.variable}`", f"in place of `{s.key}`") for s in SETTINGS if s.variable)
    yield "`OPSREPORT_MAIL_PASSWORD`", "the password, where `mail.user` is set and `mail.password` is not"
    yield "`SOURCE_DATE_EPOCH`", "seconds since 1970; fixes the moment of a build: same input, same bytes"


def shown_default(setting: Setting) -> str:
    """The default as the file writes it."""
    return f"`{json.dumps(setting.default, ensure_ascii=False)}`" if setting.default not in ("", ()) else "–"


def rule_notes() -> Mapping[str, str]:
    """The comments beside the rules in their source."""
    source = Path(rules.__file__).read_text("utf-8")
    return dict(re.findall(r'^    "(\w+)": [\d.]+,  # (.+)$', source, re.MULTILINE))


def metrics() -> str:
    """The catalogue of metrics known by name."""
    intro = (
        "A row whose name is one of these brings its unit, direction and formula. "
        "Any other name is fine too: its unit and 越低越好 say enough."
    )
    heads = ("metric", "English", "unit", "better", "formula", "also accepted")
    return page("Metrics", intro, table(heads, [metric_row(metric) for metric in METRICS]))


def metric_row(metric: Metric) -> Row:
    unit = load_terms("en").get(f"unit.{metric.unit.name}", "")
    better = {"up": "higher", "down": "lower", "none": "–"}[metric.polarity]
    return metric.label("zh"), metric.label("en"), unit, better, formula_of(metric), ", ".join(metric.synonyms)


def formula_of(metric: Metric) -> str:
    """The formula in words; "" for a measured figure."""
    if not metric.formula or not metric.inputs:
        return ""
    names = {metric.id: metric.labels for metric in METRICS} | dict(INPUT_LABELS)
    labels = (names[key][1] for key in metric.inputs)
    return metric.formula.words(dict(zip(("numerator", "denominator"), labels, strict=True)))


def page(title: str, *parts: str) -> str:
    """A page of paragraphs and tables under its title."""
    return "\n\n".join((f"# {title}", GENERATED, *parts)) + "\n"


def table(heads: Row, rows: Sequence[Row]) -> str:
    """A Markdown table; a bar in a cell is escaped."""
    lines = (heads, ["---"] * len(heads), *rows)
    return "\n".join(f"| {' | '.join(map(escaped, line))} |" for line in lines)


def escaped(cell: str) -> str:
    """The text of a cell in one line."""
    return " ".join(cell.replace("|", "\\|").split())


def main() -> None:
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
