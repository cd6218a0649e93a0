"""The program as a process of its own, over sockets, killed with SIGKILL at a request of its."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.playground.google_sheets import LocalSheets
from oms import stock, verify
from tests.sheets.conftest import Ledger
from tests.small_shop import SmallShop

PASS = """
import json, sys
from oms.database import Database
from sheets.google import GoogleLedger
from sheets.sync import Sync
from tests.sheets.conftest import tabs
database, key, spreadsheet, url = sys.argv[1:]
Sync(Database(database), GoogleLedger(json.loads(key), spreadsheet, url), tabs()).pass_once()
"""
TYPED = {("MUG-BLU", "York", "Counted"): 7, ("BAG-JUTE", "Hull", "Adjust by"): 4}
THEN = {("MUG-BLU", "York"): 7, ("BAG-JUTE", "Hull"): 34}


@pytest.fixture(scope="module")
def local_sheets() -> Iterator[LocalSheets]:
    """A server whose programs are processes of their own."""
    server = LocalSheets().start()
    yield server
    server.stop()


def killed_at(ledger: Ledger, request: int) -> bool:
    """Start the program for one pass and kill it at its so manyth request; False: it came through.

    What it sent arrives all the same: the request is served after its sender died.
    """
    server, seen = ledger.server, 0
    arguments = [str(ledger.shop.database.url.render_as_string(hide_password=False)),
                 json.dumps(server.service_account_info()), ledger.id, server.base_url]  # fmt: skip
    started = subprocess.Popen([sys.executable, "-c", PASS, *arguments], cwd=Path.cwd())

    def kill(_kind: str, _path: str) -> None:
        nonlocal seen
        seen += 1
        if seen == request:
            os.kill(started.pid, signal.SIGKILL)

    server.before_request = kill
    status = started.wait(timeout=60)
    server.before_request = None
    return status == -signal.SIGKILL


def on_hand(ledger: Ledger, sku: str, place: str) -> int:
    with ledger.shop.database.reading() as books:
        at = ledger.shop.sku_id(books, sku), ledger.shop.location_id(books, place.upper())
        return stock.at(books, *at).on_hand


@pytest.mark.parametrize("request_", [2, 4, 5])
def test_a_program_that_is_killed_with_sigkill_books_everything_once(
    local_sheets: LocalSheets, sqlite_shop: SmallShop, request_: int
) -> None:
    ledger = Ledger(local_sheets, local_sheets.create("Killed"), sqlite_shop)
    ledger.settle()
    for (sku, place, heading), value in TYPED.items():
        ledger.type(sku, place, heading, str(value))

    assert killed_at(ledger, request_)
    ledger.restart()
    ledger.settle()

    for (sku, place), units in THEN.items():
        assert on_hand(ledger, sku, place) == units
        assert ledger.shows(sku, place, "On hand") == units
    for sku, place, heading in TYPED:
        assert ledger.shows(sku, place, heading) == ""
    with ledger.shop.database.reading() as books:
        assert verify.differences(books) == []
