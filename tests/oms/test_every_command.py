"""Every command of the core keeps the rules of commands: read out of its own code, none left out.

A command is a function of `oms` that takes `key=` and that a door calls (a Slack command, the
ledger, the program), or that nothing in `oms` calls. The calls of all functions are followed
through the package, so it does not matter in which helper a command does what it must. A function
that takes a key and is called by commands only is a part of theirs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
Function = ast.FunctionDef

PARTS: Mapping[str, str] = {
    "oms.once.once": "is what makes a command happen once",
    "oms.outbox.tell": "queues a message inside a command; its key is the message's own",
    "oms.inbox.keep": "keeps what came in; its key is the event's own",
}
"""Functions that take a key and are no commands, with what they are."""


def modules() -> Iterator[Path]:
    """The files of the core, without what makes example shops."""
    return (path for path in sorted((ROOT / "oms").glob("*.py")) if "demo" not in path.stem)


@cache
def functions() -> dict[str, tuple[Function, dict[str, str]]]:
    """Every function of the core by its dotted name, with what the names in its file stand for."""
    found = {}
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        own = {node.name: f"oms.{path.stem}.{node.name}" for node in tree.body
               if isinstance(node, Function)}  # fmt: skip
        names = _imported(list(ast.walk(tree))) | own
        for node in tree.body:
            if isinstance(node, Function):
                found[own[node.name]] = (node, names)
            elif isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, Function):
                        found[f"oms.{path.stem}.{node.name}.{inner.name}"] = (inner, names)
    return found


def _imported(nodes: list[ast.AST]) -> dict[str, str]:
    names = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "oms":
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


@cache
def named_in(name: str) -> frozenset[str]:
    """What a function calls or hands on, by dotted names."""
    node, names = functions()[name]
    return frozenset(named for part in ast.walk(node) if (named := _name_of(part, names)))


def _name_of(part: ast.AST, names: Mapping[str, str]) -> str | None:
    """The dotted name that a name, or an attribute of a module, stands for."""
    if isinstance(part, ast.Name):
        return names.get(part.id)
    if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
        module = names.get(part.value.id)
        return f"{module}.{part.attr}" if module else None
    return None


@cache
def reached(name: str) -> frozenset[str]:
    """All that a function reaches by way of others."""
    seen, ahead = set(), [name]
    while ahead:
        here = ahead.pop()
        for other in named_in(here):
            if other not in seen:
                seen.add(other)
                if other in functions():
                    ahead.append(other)
    return frozenset(seen)


def keyword_only(node: Function) -> set[str]:
    return {one.arg for one in node.args.kwonlyargs}


@cache
def called_by_doors() -> frozenset[str]:
    """What Slack's commands, the ledger and the program call, by dotted names."""
    found = set()
    for folder in ("commands", "sheets", "assistant"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            names = _imported(nodes)
            found |= {named for part in nodes if (named := _name_of(part, names))}
    return frozenset(found)


def keyed() -> set[str]:
    """The functions that take a key."""
    return {
        name
        for name, (node, _) in functions().items()
        if "key" in keyword_only(node) and not node.name.startswith("_") and name not in PARTS
    }


@cache
def called_inside() -> set[str]:
    """What functions of the core call."""
    return {other for name in functions() for other in named_in(name) if other != name}


@cache
def commands() -> tuple[str, ...]:
    """Every command of the core, by its dotted name."""
    by_doors, inside = called_by_doors(), called_inside()
    return tuple(sorted(name for name in keyed() if name in by_doors or name not in inside))


def test_there_are_commands_and_every_exception_is_still_there() -> None:
    assert len(commands()) > 20
    assert set(PARTS) - set(functions()) == set()


def test_a_command_takes_the_books_first_and_who_by_keyword() -> None:
    nodes = {name: functions()[name][0] for name in commands()}

    assert [name for name, node in nodes.items() if node.args.args[0].arg != "books"] == []
    assert [name for name, node in nodes.items() if "by" not in keyword_only(node)] == []


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("oms.once.once", "the same key would do it twice"),
        ("oms.actors.allow", "anybody could do it"),
        ("oms.history.record", "nobody would know who did it"),
    ],
)
def test_a_command_happens_once_is_allowed_and_is_remembered(rule: str, why: str) -> None:
    assert [name for name in commands() if rule not in reached(name)] == [], why


def test_a_command_leaves_the_commit_to_its_caller() -> None:
    ends = {"commit", "rollback"}

    assert [
        name for name in commands()
        for one in ast.walk(functions()[name][0])
        if isinstance(one, ast.Attribute) and one.attr in ends
    ] == []  # fmt: skip


def test_only_one_place_locks_orders_and_stock() -> None:
    outside = []
    for path in modules():
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Attribute) and call.attr == "with_for_update"):
                continue
            selected = ast.unparse(call)
            if path.stem != "locks" and any(
                f"select({one})" in selected for one in ("Order", "Sku")
            ):
                outside.append(f"{path.name}:{call.lineno}")

    assert outside == []
