"""Tabs that somebody deletes while they are looked for and read."""

from __future__ import annotations

import pytest

from oms import catalogue
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger, tabs

WHEN = [("", 1), ("", 2), ("Orders", 1), ("Orders", 2), ("Orders", 3), ("Orders", 4)]
"""A tab that is gone already, and before which of our reads another one goes."""


def delete(ledger: Ledger, title: str) -> None:
    """A person deletes a tab."""
    sheet = ledger.server.tab(ledger.id, title).id
    ledger.server.do(ledger.id, {"deleteSheet": {"sheetId": sheet}})


def delete_before_read(ledger: Ledger, title: str, number: int) -> list[str]:
    """A person deletes a tab just before one of our reads; gives the paths of all, as they come."""
    came: list[str] = []

    def act(kind: str, path: str) -> None:
        if kind == "read":
            came.append(path)
            if len(came) == number:
                delete(ledger, title)

    ledger.server.before_request = act
    return came


def passes(ledger: Ledger) -> None:
    """Passes that look, whether or not anything seems to have changed."""
    for _ in range(3):
        ledger.sync.pass_once(force=True)


def taken_up(ledger: Ledger) -> None:
    """The tabs are made again, and the program goes on with them."""
    ledger.server.before_request = None
    ledger.sync_ledger().prepare(tabs())
    ledger.restart()
    ledger.settle()


@pytest.mark.parametrize(("gone", "number"), WHEN)
@pytest.mark.parametrize("title", ["Stock", "Returns", "Problems"])
def test_a_tab_that_goes_while_the_ledger_is_read_stops_nothing_else(
    ledger: Ledger, gone: str, title: str, number: int
) -> None:
    if gone:
        delete(ledger, gone)
        ledger.settle()
    products = ledger.row("Products", "MUG-BLU")
    ledger.server.type(ledger.id, "Products", f"E{products}", "9.25")
    came = delete_before_read(ledger, title, number)

    ledger.settle()

    assert len(came) >= number
    ledger.server.before_request = None
    assert ledger.settle().idle
    taken_up(ledger)
    with ledger.shop.database.reading() as books:
        assert catalogue.exactly(books, "MUG-BLU").price_minor == 925
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 5


@pytest.mark.parametrize("number", [1, 2])
def test_where_the_hidden_tab_goes_while_the_ledger_is_read_the_pass_says_what_to_do(
    ledger: Ledger, number: int
) -> None:
    delete(ledger, "Orders")
    ledger.settle()
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "2")
    came = delete_before_read(ledger, "_sync", number)

    with pytest.raises(LedgerRefused):
        passes(ledger)
    assert len(came) >= number
    with pytest.raises(LedgerRefused, match="its hidden tab _sync is missing") as refused:
        ledger.sync.pass_once(force=True)
    assert refused.value.remedy == "Run `backroom ledger setup`."
    taken_up(ledger)
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 7
    assert ledger.shows("MUG-BLU", "Leeds", "Adjust by") == ""


def test_where_the_hidden_tab_goes_before_a_batch_is_verified_the_next_ones_land(
    ledger: Ledger,
) -> None:
    def act(kind: str, _path: str) -> None:
        if kind == "read" and ledger.calls("write"):
            ledger.server.before_request = None
            delete(ledger, "_sync")

    ledger.type("MUG-BLU", "Leeds", "Adjust by", "2")
    ledger.server.before_request = act
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once(force=True)
    taken_up(ledger)
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "1")
    ledger.settle()

    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 8
    assert ledger.shows("MUG-BLU", "Leeds", "Adjust by") == ""
