"""Every public method of gspread that reaches the network has a test against the local Sheets.

Which methods those are is read out of gspread's own source, and which of them the tests call out
of the tests: `google` is a Client, `book` a Spreadsheet, `tab` a Worksheet, `http` an HTTPClient.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

from gspread import Client, Spreadsheet, Worksheet
from gspread.http_client import HTTPClient

CALLED = {"google": Client, "book": Spreadsheet, "tab": Worksheet, "http": HTTPClient}
RECEIVERS = {
    "self", "self.client", "self.http_client", "self.session", "self.auth", "self.sheet1",
    "client", "Worksheet", "original", "new_spreadsheet",
}  # fmt: skip
"""What gspread's methods call its own methods on."""
BASE = {"request", "refresh", "Spreadsheet"}
"""What reaches the network whoever calls it; making a Spreadsheet reads its properties."""


def methods(kind: type) -> dict[str, str]:
    """The methods and properties of a class of gspread, with their source."""
    found = {}
    for name, held in vars(kind).items():
        function = held.fget if isinstance(held, property) else getattr(held, "__func__", held)
        if inspect.isfunction(function):
            found[name] = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
    return found


def calls(source: str) -> Iterator[str]:
    """The names of what a method calls, or looks up, on gspread's own objects."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in RECEIVERS:
            yield node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def reaching() -> set[tuple[type, str]]:
    """Every public method or property that reaches the network, at first or second hand."""
    sources = {(kind, name): source for kind in CALLED.values()
               for name, source in methods(kind).items()}  # fmt: skip
    names = set(BASE)
    while True:
        found = {place for place, source in sources.items() if names & set(calls(source))}
        more = {name for _, name in found} - {"__init__", "__iter__"}
        if more <= names:
            return {place for place in found if not place[1].startswith("_")}
        names |= more


def called() -> set[tuple[type, str]]:
    """What the tests call on the four kinds of objects."""
    found = set()
    for path in Path(__file__).parent.glob("test_sheets_gspread_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                kind = CALLED.get(node.value.id)
                if kind is not None:
                    found.add((kind, node.attr))
    return found


def test_the_methods_that_reach_the_network_are_found() -> None:
    found = reaching()

    assert len(found) > 140
    assert {(Worksheet, "update"), (Worksheet, "hide"), (Client, "open"), (Spreadsheet, "share"),
            (Spreadsheet, "sheet1"), (HTTPClient, "import_csv"), (Worksheet, "find"),
            (Worksheet, "get_all_cells"), (HTTPClient, "login")} <= found  # fmt: skip
    assert not {(Worksheet, "title"), (Client, "set_timeout"), (Spreadsheet, "locale")} & found


def test_each_of_them_has_a_test() -> None:
    missing = {f"{kind.__name__}.{name}" for kind, name in reaching() - called()}

    assert missing == set()
