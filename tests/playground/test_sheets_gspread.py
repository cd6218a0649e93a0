"""Every public method of gspread that reaches the network has a test against the local Sheets.

Which methods those are is read out of gspread's own source, and which of them the tests call out
of the tests: `google` is a Client, `book` a Spreadsheet, `tab` a Worksheet, `http` an HTTPClient.
That what a test calls was really asked over the network and granted is seen to while it runs
(conftest.py), so that a name alone proves nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import gspread
import pytest
from gspread import Client, Spreadsheet, Worksheet
from gspread.exceptions import SpreadsheetNotFound
from gspread.http_client import HTTPClient

from tests.playground.reached import named, reaching, recording, told


def sources_of_tests() -> Iterator[str]:
    """Each test of gspread's methods; what a helper calls is not looked at while it runs."""
    for path in Path(__file__).parent.glob("test_sheets_gspread_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield ast.unparse(node)


def test_the_methods_that_reach_the_network_are_found() -> None:
    found = reaching()

    assert len(found) > 140
    assert {(Worksheet, "update"), (Worksheet, "hide"), (Client, "open"), (Spreadsheet, "share"),
            (Spreadsheet, "sheet1"), (HTTPClient, "import_csv"), (Worksheet, "find"),
            (Worksheet, "get_all_cells"), (HTTPClient, "login")} <= found  # fmt: skip
    assert not {(Worksheet, "title"), (Client, "set_timeout"), (Spreadsheet, "locale")} & found


def test_each_of_them_has_a_test() -> None:
    called = set().union(*map(named, sources_of_tests()))

    assert told(set(reaching() - called)) == set()


def test_only_what_was_asked_over_the_network_and_granted_counts(
    google: gspread.Client, book: gspread.Spreadsheet
) -> None:
    assert book.creationTime
    with recording() as answered:
        assert book.creationTime  # known by now
        with pytest.raises(SpreadsheetNotFound):
            google.open_by_key("none")
        assert answered == set()
        book.worksheets()

    assert {(Spreadsheet, "worksheets"), (HTTPClient, "request")} <= answered
    assert {(Spreadsheet, "creationTime"), (Client, "open_by_key")} & answered == set()


def test_what_a_test_expects_to_be_refused_is_not_what_it_calls() -> None:
    source = "with pytest.raises(APIError):\n    book.share('x')\nfor one in tab.get():\n    pass"

    assert named(source) == {(Worksheet, "get")}
