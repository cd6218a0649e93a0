"""A SKU that is renamed by hand in Products and in Stock: what waits of its row goes along."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms.tables.stock import CountQuestion
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger
from tests.sheets.test_refused_inputs import found, on_hand
from tests.sheets.test_strange_rows import minutes_pass
from tests.sheets.test_tabs import answer

POT = "POT", "York"


def rename_in_both(ledger: Ledger) -> None:
    """Somebody types POT over TEAPOT wherever it stands."""
    for tab, row in (("Products", ledger.row("Products", "TEAPOT")),
                     ("Stock", ledger.row("Stock", "TEAPOT", "York"))):  # fmt: skip
        ledger.server.type(ledger.id, tab, f"{ledger.column(tab, 'SKU')}{row}", "POT")


def test_a_count_that_is_asked_about_stays_asked_about(ledger: Ledger) -> None:
    found(ledger, "TEAPOT", "York", -2)
    ledger.type("TEAPOT", "York", "Counted", "6")
    ledger.settle()
    rename_in_both(ledger)
    ledger.settle()
    answer(ledger, "rename")
    ledger.settle()

    assert (on_hand(ledger, *POT), ledger.shows(*POT, "Counted")) == (5, 6)
    with ledger.shop.database.reading() as books:
        assert list(books.scalars(select(CountQuestion.state))) == ["open"]


def test_what_was_booked_and_could_not_be_blanked_is_not_booked_again(ledger: Ledger) -> None:
    ledger.type("TEAPOT", "York", "Adjust by", "3")
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.settle()
    assert on_hand(ledger, "TEAPOT", "York") == 10

    rename_in_both(ledger)
    ledger.server.faults.clear()
    ledger.restart()
    ledger.settle()
    answer(ledger, "rename")
    ledger.settle()

    assert (on_hand(ledger, *POT), ledger.shows(*POT, "Adjust by")) == (10, "")


def test_a_row_that_we_made_anew_under_the_former_sku_says_so_and_shows_no_figure(
    ledger: Ledger,
) -> None:
    rename_in_both(ledger)
    ledger.settle()
    minutes_pass(ledger)
    answer(ledger, "rename")
    ledger.settle()
    found(ledger, "POT", "York", -3)
    ledger.settle()

    assert ledger.shows(*POT, "On hand") == 4
    assert ledger.shows("TEAPOT", "York", "On hand") == ""
    note = ledger.shows("TEAPOT", "York", "Note from assistant")
    assert note == "Called POT now: take this row out"
    assert ledger.sync.pass_once().idle
