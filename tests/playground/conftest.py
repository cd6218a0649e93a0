"""A local Sheets for the tests of a file, and the real clients to speak to it."""

from __future__ import annotations

import inspect
from collections.abc import Generator, Iterator

import gspread
import pytest

from assistant.playground.google_sheets import LocalSheets
from tests.playground.reached import named, reaching, recording, told
from tests.playground.sheets_client import Raw, client

OF_GSPREAD = "test_sheets_gspread_"


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """See to it that what a test of gspread calls is asked over the network, and granted."""
    if not pyfuncitem.path.name.startswith(OF_GSPREAD):
        return (yield)
    with recording() as answered:
        ended = yield
    called = named(inspect.getsource(pyfuncitem.obj)) & reaching()
    assert told(called - answered) == set()
    return ended


@pytest.fixture(scope="module")
def sheets() -> Iterator[LocalSheets]:
    """One server for the tests of a file."""
    server = LocalSheets().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def google(sheets: LocalSheets) -> gspread.Client:
    """gspread, signed in with the service account's key."""
    return client(sheets)


@pytest.fixture
def book(sheets: LocalSheets, google: gspread.Client) -> Iterator[gspread.Spreadsheet]:
    """A new spreadsheet of the client's own."""
    made = google.create("Test")
    yield made
    sheets.before_request = None
    sheets.down = False
    sheets.faults.clear()
    sheets.late.clear()
    sheets.calls.clear()


@pytest.fixture
def tab(book: gspread.Spreadsheet) -> gspread.Worksheet:
    """Its only tab."""
    return book.sheet1


@pytest.fixture
def raw(sheets: LocalSheets) -> Iterator[Raw]:
    """Requests below gspread."""
    made = Raw(sheets)
    yield made
    made.close()
