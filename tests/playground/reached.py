"""Which methods of gspread reach the network: by its source, by a test's source, and in a run."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from gspread import Client, Spreadsheet, Worksheet
from gspread.http_client import HTTPClient

Method = tuple[type, str]
CALLED = {"google": Client, "book": Spreadsheet, "tab": Worksheet, "http": HTTPClient}
"""What the tests call the four kinds of objects."""
RECEIVERS = {
    "self", "self.client", "self.http_client", "self.session", "self.auth", "self.sheet1",
    "client", "Worksheet", "original", "new_spreadsheet",
}  # fmt: skip
"""What gspread's methods call its own methods on."""
BASE = {"request", "refresh", "Spreadsheet"}
"""What reaches the network whoever calls it; making a Spreadsheet reads its properties."""


@functools.cache
def reaching() -> frozenset[Method]:
    """Every public method or property that reaches the network, at first or second hand."""
    sources = {(kind, name): source for kind in CALLED.values()
               for name, source in _methods(kind).items()}  # fmt: skip
    names = set(BASE)
    while True:
        found = {place for place, source in sources.items() if names & set(_calls(source))}
        more = {name for _, name in found} - {"__init__", "__iter__"}
        if more <= names:
            return frozenset(place for place in found if not place[1].startswith("_"))
        names |= more


def named(source: str) -> set[Method]:
    """What a test calls on the four kinds of objects, but for what it expects to be refused."""
    found = set()
    waiting: list[ast.AST] = [ast.parse(textwrap.dedent(source))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            kind = CALLED.get(node.value.id)
            if kind is not None:
                found.add((kind, node.attr))
        if not (isinstance(node, ast.With) and "pytest.raises" in ast.unparse(node.items[0])):
            waiting += ast.iter_child_nodes(node)
    return found


@contextmanager
def recording() -> Iterator[set[Method]]:
    """The public methods and properties during which a request was made and granted, so far."""
    answered: set[Method] = set()
    running: list[Method] = []
    ask = requests.Session.request

    def asked(*given: Any, **options: Any) -> requests.Response:
        answer = ask(*given, **options)
        if answer.ok:
            answered.update(running)
        return answer

    def noted(method: Method, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def noting(*given: Any, **options: Any) -> Any:
            running.append(method)
            try:
                return call(*given, **options)
            finally:
                running.pop()

        return noting

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "request", asked)
        for kind, name in reaching():
            held = vars(kind)[name]
            if isinstance(held, property) and held.fget is not None:
                patch.setattr(kind, name, property(noted((kind, name), held.fget)))
            else:
                patch.setattr(kind, name, noted((kind, name), held))
        yield answered


def told(methods: set[Method]) -> set[str]:
    """Methods as people write them."""
    return {f"{kind.__name__}.{name}" for kind, name in methods}


def _methods(kind: type) -> dict[str, str]:
    """The methods and properties of a class of gspread, with their source."""
    found = {}
    for name, held in vars(kind).items():
        function = held.fget if isinstance(held, property) else getattr(held, "__func__", held)
        if inspect.isfunction(function):
            found[name] = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
    return found


def _calls(source: str) -> Iterator[str]:
    """The names of what a method calls, or looks up, on gspread's own objects."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in RECEIVERS:
            yield node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
