"""The house rules: who imports whom, what lives only in one place, how long things may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("oms", "sheets", "commands", "assistant")

# folder -> the folders it may import; a folder may always import itself
MAY_IMPORT = {
    "oms.tables": set(),
    "oms": {"oms.tables"},
    "oms.migrations": {"oms.tables"},
    "oms.migrations.versions": {"oms.migrations", "oms.tables"},
    "oms.channels": {"oms"},
    "oms.figures": {"oms", "oms.tables"},
    "sheets": {"oms", "oms.tables"},
    "sheets.tabs": {"sheets", "oms"},
    "sheets.checks": {"sheets"},
    "commands": {"oms", "oms.figures"},
    "assistant.playground": set(),
    "assistant.understanding": set(),
    "assistant": {
        "commands", "sheets", "sheets.tabs", "sheets.checks", "oms", "oms.tables", "oms.channels",
        "oms.figures", "assistant.playground", "assistant.understanding",
    },
}  # fmt: skip

# what may be imported or named only in these files
ONLY_IN = {
    "gspread": ("sheets/connection.py",),
    "slack_bolt": ("assistant/slack*.py", "assistant/sender.py", "assistant/oauth.py"),
    "slack_sdk": ("assistant/slack*.py", "assistant/sender.py", "assistant/oauth.py"),
    "pandas": ("oms/figures/*.py", "assistant/charts.py"),
    "jinja2": ("assistant/render*.py",),
}
BANNED_NAMES = ("utils", "helpers", "manager", "service", "handler")
LONGEST_FILE, LONGEST_FUNCTION = 450, 60


@cache
def files() -> tuple[Path, ...]:
    """The Python files of the program."""
    return tuple(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))


def tree(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def folder_of(module: str) -> str:
    """The dotted folder that a module lives in."""
    return module if (ROOT / module.replace(".", "/")).is_dir() else module.rpartition(".")[0]


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, wherever in it, as dotted names."""
    return tuple(_imports(path))


@cache
def attributes(path: Path) -> tuple[str, ...]:
    """Every attribute that a file names, as it is written there."""
    return tuple(
        ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)
    )


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                is_module = (ROOT / (full.replace(".", "/") + ".py")).is_file() or (
                    ROOT / full.replace(".", "/")
                ).is_dir()
                yield full if is_module else node.module


def test_a_folder_imports_only_what_the_house_allows() -> None:
    strange = {module_name(path): folders for path in files() if (folders := _not_allowed(path))}

    assert strange == {}


def _not_allowed(path: Path) -> set[str]:
    """The folders that a file imports from and may not."""
    folder = folder_of(module_name(path))
    ours = {folder_of(name) for name in imports(path) if name.split(".")[0] in PACKAGES}
    return ours - {folder} - MAY_IMPORT[folder]


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_imported_only_behind_its_door(library: str) -> None:
    users = [
        path.relative_to(ROOT)
        for path in files()
        if any(name.split(".")[0] == library for name in imports(path))
    ]

    strangers = [str(u) for u in users if not any(u.match(door) for door in ONLY_IN[library])]
    assert strangers == []


@pytest.mark.parametrize(
    ("spelling", "home"),
    [("os.environ", "assistant/config.py"), ("os.getenv", "assistant/config.py"),
     ("datetime.now", "oms/clock.py"), ("datetime.utcnow", "oms/clock.py"),
     ("date.today", "oms/clock.py"), ("time.time", "oms/clock.py")],
)  # fmt: skip
def test_the_environment_and_the_clock_are_read_in_one_place(spelling: str, home: str) -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in files()
        for written in attributes(path)
        if written.endswith(spelling)
    ]

    outside = {path for path in found if path != home and "playground" not in path}
    assert outside == set()


def test_no_file_imports_in_a_circle() -> None:
    graph = {module_name(path): set(imports(path)) for path in files()}
    circle = _circle({name: wanted & graph.keys() for name, wanted in graph.items()})

    assert circle == []


def test_a_file_says_what_it_answers_and_is_read_in_one_sitting() -> None:
    by_hand = [path for path in files() if "versions" not in path.parts]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in by_hand}

    assert [module_name(path) for path in files() if not ast.get_docstring(tree(path))] == []
    assert [module_name(path) for path, length in lengths.items() if length > LONGEST_FILE] == []
    assert [module_name(path) for path in files() if path.stem in BANNED_NAMES] == []


def test_every_function_is_short_and_public_ones_say_what_they_do() -> None:
    by_hand = (path for path in files() if "versions" not in path.parts)

    assert [one for path in by_hand for one in _long_functions(path)] == []


def _long_functions(path: Path) -> Iterator[str]:
    """The functions of a file that have too many lines, and how many."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        documented = ast.get_docstring(node)
        prose = len(documented.splitlines()) + 2 if documented else 0
        if length - prose > LONGEST_FUNCTION:
            yield f"{module_name(path)}.{node.name} has {length - prose} lines"


def _circle(graph: dict[str, set[str]]) -> list[str]:
    """One circle in the graph, or nothing."""
    done: set[str] = set()

    def walk(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return trail[trail.index(name) :]
        if name in done:
            return []
        for wanted in sorted(graph[name]):
            found = walk(wanted, [*trail, name])
            if found:
                return found
        done.add(name)
        return []

    for name in sorted(graph):
        found = walk(name, [])
        if found:
            return found
    return []
