"""A SKU that is renamed by hand in Products and in Stock: what waits of its row goes along."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms import ledger_edits
from oms.tables.messages import History
from oms.tables.stock import CountQuestion
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger
from tests.sheets.test_refused_inputs import found, on_hand
from tests.sheets.test_strange_rows import minutes_pass
from tests.sheets.test_tabs import answer

POT = "POT", "York"


def rename_in_both(ledger: Ledger, was: str = "TEAPOT", to: str = "POT") -> None:
    """Somebody types another SKU over one wherever it stands."""
    for tab, row in (("Products", ledger.row("Products", was)),
                     ("Stock", ledger.row("Stock", was, "York"))):  # fmt: skip
        ledger.server.type(ledger.id, tab, f"{ledger.column(tab, 'SKU')}{row}", to)


def book_without_a_blank(ledger: Ledger) -> None:
    """Three teapots are added, and the cell that says so cannot be blanked."""
    ledger.type("TEAPOT", "York", "Adjust by", "3")
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.settle()
    assert on_hand(ledger, "TEAPOT", "York") == 10
    ledger.server.faults.clear()
    ledger.restart()


@pytest.mark.parametrize("is_made_anew", [False, True])
def test_a_count_that_is_asked_about_stays_asked_about(
    ledger: Ledger, *, is_made_anew: bool
) -> None:
    found(ledger, "TEAPOT", "York", -2)
    ledger.type("TEAPOT", "York", "Counted", "6")
    ledger.settle()
    rename_in_both(ledger)
    ledger.settle()
    if is_made_anew:
        minutes_pass(ledger)
        assert ledger.shows("TEAPOT", "York", "On hand") == 5
    answer(ledger, "rename")
    ledger.settle()

    assert (on_hand(ledger, *POT), ledger.shows(*POT, "Counted")) == (5, 6)
    with ledger.shop.database.reading() as books:
        assert list(books.scalars(select(CountQuestion.state))) == ["open"]


@pytest.mark.parametrize("is_made_anew", [False, True])
def test_what_was_booked_and_could_not_be_blanked_is_not_booked_again(
    ledger: Ledger, *, is_made_anew: bool
) -> None:
    book_without_a_blank(ledger)
    rename_in_both(ledger)
    ledger.settle()
    if is_made_anew:
        minutes_pass(ledger)
    answer(ledger, "rename")
    ledger.settle()

    assert (on_hand(ledger, *POT), ledger.shows(*POT, "Adjust by")) == (10, "")


def test_what_waits_goes_along_where_the_tab_was_sorted_as_well(ledger: Ledger) -> None:
    book_without_a_blank(ledger)
    rename_in_both(ledger)
    ledger.sort("Stock", columns=12)
    ledger.settle()
    minutes_pass(ledger)
    answer(ledger, "rename")
    ledger.settle()

    assert (on_hand(ledger, *POT), ledger.shows(*POT, "Adjust by")) == (10, "")


def test_what_waits_is_back_with_a_sku_that_is_typed_back_unanswered(ledger: Ledger) -> None:
    found(ledger, "TEAPOT", "York", -2)
    ledger.type("TEAPOT", "York", "Counted", "6")
    ledger.settle()
    rename_in_both(ledger)
    ledger.settle()
    rename_in_both(ledger, "POT", "TEAPOT")
    ledger.settle()

    assert (on_hand(ledger, "TEAPOT", "York"), ledger.shows("TEAPOT", "York", "Counted")) == (5, 6)


def test_what_is_typed_in_a_new_row_is_not_taken_for_what_was_booked_of_one_taken_out(
    ledger: Ledger,
) -> None:
    book_without_a_blank(ledger)
    row = ledger.row("Stock", "TEAPOT", "York")
    for heading in ("Name", "On hand", "Reserved", "Available", "Note from assistant"):
        ledger.type("TEAPOT", "York", heading, "")
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'SKU')}{row}", "LAMP-1")
    ledger.settle()

    assert on_hand(ledger, "LAMP-1", "York") == 3


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


def test_rows_of_a_name_that_was_taken_back_show_no_figures(ledger: Ledger) -> None:
    rename_in_both(ledger)
    ledger.settle()
    minutes_pass(ledger)
    answer(ledger, "rename")
    ledger.settle()
    with ledger.shop.database.writing() as books:
        renamed = books.scalars(select(History.id).where(History.what == "SKU set")).one()
        ledger_edits.undo(books, renamed, by=ledger.shop.owner(books), key="undo")
    minutes_pass(ledger)

    assert ledger.shows("TEAPOT", "York", "On hand") == 7
    assert ledger.shows(*POT, "On hand") == ""
    assert ledger.shows(*POT, "Note from assistant") == "Called TEAPOT now: take this row out"
