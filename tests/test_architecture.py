"""The house holds: who imports whom, where libraries live, how long functions and files are, what is refused."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "opsreport"
LAYERS = {
    "errors": 0,
    "_version": 0,
    "model": 1,
    **dict.fromkeys(("metrics", "schemas", "settings", "templating"), 2),
    "analysis": 3,
    **dict.fromkeys(("sections", "reading", "shaping", "checking", "recipe", "wording", "render", "deliver"), 4),
    "compose": 5,
    "pipeline": 6,
    "cli": 7,
    "": 8,
    "__main__": 8,
}
HOMES = {
    "python_calamine": ("reading",),
    "openpyxl": (
        "reading.forms",
        "reading.annotate",
        "reading.rolling",
        "reading.inserting",
        "reading.ending",
        "reading.carried",
    ),
    "pptx": ("render.deck",),
    "lxml": ("render.deck", "reading.hypertext"),
    "xlsxwriter": ("render.book", "render.deck"),
    "matplotlib": ("render.picture",),
    "urllib3": ("deliver.robots.http",),
    "jinja2": ("templating",),
    "click": ("cli",),
    "sqlite3": ("deliver.ledger",),
    "keyring": ("deliver.secret",),
}
REFUSED_NAMES = ("get_", "process", "handle_", "do_", "helper", "manager", "util")
MOST_LINES, MOST_FILE_LINES, MOST_ARGUMENTS = 40, 300, 5


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name below opsreport, its tree, and all that it imports."""

    name: str
    path: Path
    tree: ast.Module
    is_package: bool

    @property
    def area(self) -> str:
        return self.name.partition(".")[0]

    def imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from self._from(node)

    def _from(self, node: ast.ImportFrom) -> Iterator[str]:
        assert node.level == 0, f"{self.name} imports relatively"
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner.removeprefix("opsreport.") in names() else str(node.module)


@cache
def names() -> frozenset[str]:
    return frozenset(_name(path) for path in PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> tuple[Module, ...]:
    paths = sorted(PACKAGE.rglob("*.py"))
    return tuple(Module(_name(p), p, ast.parse(p.read_text("utf-8")), p.name == "__init__.py") for p in paths)


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module.name}.{node.name}", node


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring and its signature."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 1


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.name or "opsreport")
def test_a_module_imports_only_lower_layers_and_its_own_package(module: Module) -> None:
    for target in module.imports():
        if target.partition(".")[0] != "opsreport":
            continue
        area = target.removeprefix("opsreport").strip(".").partition(".")[0]
        if area == module.area:
            continue
        assert area in LAYERS, f"{module.name} imports {target}, which has no layer"
        assert LAYERS[area] < LAYERS[module.area], f"{module.name} (layer {LAYERS[module.area]}) imports {target}"


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.name or "opsreport")
def test_each_library_has_one_home(module: Module) -> None:
    for target in module.imports():
        homes = HOMES.get(target.partition(".")[0])
        at_home = homes is None or any(module.name == home or module.name.startswith(f"{home}.") for home in homes)
        assert at_home, f"{module.name} imports {target}; its home is {homes}"


def test_no_module_reaches_itself_through_imports() -> None:
    edges = {
        m.name: {t.removeprefix("opsreport.") for t in m.imports() if t.startswith("opsreport.")} for m in modules()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"import circle: {' → '.join((*trail[trail.index(name) :], name))}"
        if name not in done:
            for target in edges.get(name, ()):
                visit(target, (*trail, name))
            done.add(name)

    for name in edges:
        visit(name, ())


def test_functions_are_short() -> None:
    lengths = {name: body_lines(node) for name, node in functions()}
    assert not {n: size for n, size in lengths.items() if size > MOST_LINES}
    ordered = sorted(lengths.values())
    assert statistics.median(ordered) <= 8
    assert ordered[int(len(ordered) * 0.9)] <= 20


def test_functions_take_few_arguments() -> None:
    def count(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        return len([a for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in ("self", "cls")])

    assert not {name: count(node) for name, node in functions() if count(node) > MOST_ARGUMENTS}


def test_files_are_short() -> None:
    """A file of data may be longer: there, code inside functions is under a third of it."""
    for module in modules():
        total = len(module.path.read_text("utf-8").splitlines())
        code = sum((n.end_lineno or 0) - n.lineno for n in ast.walk(module.tree) if isinstance(n, ast.FunctionDef))
        assert total <= MOST_FILE_LINES or code < total / 3, f"{module.name} has {total} lines"


def test_refused_names_are_not_used() -> None:
    assert not [n for n in names() if n.rpartition(".")[2] in ("utils", "util", "helpers", "common", "misc")]
    shunned = {name for name, _ in functions() if name.rpartition(".")[2].lstrip("_").startswith(REFUSED_NAMES)}
    assert shunned <= {"cli.get_command"}  # the name that click gives to it


def test_exception_is_caught_in_one_place_only() -> None:
    for module in modules():
        caught = [node for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler) and _is_broad(node)]
        assert len(caught) <= (module.name == "cli.console"), module.name


def _is_broad(node: ast.ExceptHandler) -> bool:
    named = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {"Exception"}
    return bool(named & {"Exception", "BaseException"})


def test_dataclasses_are_frozen_and_slotted() -> None:
    for module in modules():
        for node in ast.walk(module.tree):
            for mark in getattr(node, "decorator_list", []) if isinstance(node, ast.ClassDef) else []:
                if "dataclass" in ast.unparse(mark):
                    assert "frozen=True" in ast.unparse(mark), f"{module.name}: {ast.unparse(mark)}"
                    assert "slots=True" in ast.unparse(mark), f"{module.name}: {ast.unparse(mark)}"


def test_only_the_command_line_reads_the_clock() -> None:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow") and module.area != "cli":
                is_clock = isinstance(node.value, ast.Name) and node.value.id in ("datetime", "date")
                assert not is_clock, f"{module.name} line {node.lineno} reads the clock"


def test_nobody_prints_and_nothing_mutable_stands_at_module_level() -> None:
    for module in modules():
        calls = [n for n in ast.walk(module.tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
        assert not [n for n in calls if n.func.id == "print"], module.name
        for node in module.tree.body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            is_empty = isinstance(value, ast.List | ast.Dict | ast.Set) and not ast.unparse(value).strip("[]{}")
            assert not is_empty, f"{module.name} line {node.lineno}: an empty container at module level will be filled"


def test_the_public_face_is_short() -> None:
    assert len((PACKAGE / "__init__.py").read_text().splitlines()) <= 20
