"""Somebody puts the spreadsheet back to an earlier version of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.playground.sheets_document import Document
from oms import ledger_questions, problems
from oms.tables.sheet import LedgerBatch
from sheets import remember
from sheets.tabs.stock import FROM_BEFORE
from sheets.whose import LedgerBehind
from tests.sheets.conftest import Ledger
from tests.sheets.test_again import PLACE, on_hand, point, set_point


def version(ledger: Ledger) -> Document:
    """The spreadsheet as it is now, all tabs and marks."""
    return ledger.server.document(ledger.id).copy()


def put_back(ledger: Ledger, earlier: Document) -> None:
    """A person restores an earlier version: all tabs are as they were, the hidden one too."""
    document = ledger.server.document(ledger.id)
    document.tabs, document.metadata = earlier.copy().tabs, list(earlier.metadata)
    ledger.server.changed(document)


def booked_since(ledger: Ledger) -> Document:
    """A version in which an adjustment stands that was booked since, as other things were."""
    ledger.type(*PLACE, "Adjust by", "2")
    earlier = version(ledger)
    ledger.settle()
    set_point(ledger, 33)
    ledger.settle()
    assert on_hand(ledger) == 7
    return earlier


@pytest.mark.parametrize("kept", [20, 1])
def test_nothing_is_taken_from_an_earlier_version_or_written_to_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(remember, "KEPT_BATCHES", kept)
    earlier = booked_since(ledger)
    for number in range(4):
        set_point(ledger, 40 + number)
        ledger.settle()
    newest = version(ledger)
    put_back(ledger, earlier)
    for is_restarted in (False, True):
        if is_restarted:
            ledger.restart()
        ledger.server.calls.clear()
        with pytest.raises(LedgerBehind):
            ledger.sync.pass_once()
        assert ledger.calls("write") == 0
    assert (on_hand(ledger), point(ledger)) == (7, 43)

    put_back(ledger, newest)
    ledger.type(*PLACE, "Adjust by", "1")
    ledger.settle()
    assert (on_hand(ledger), ledger.shows(*PLACE, "Adjust by")) == (8, "")


def test_an_earlier_version_that_is_taken_over_asks_what_differs_and_books_nothing_again(
    ledger: Ledger,
) -> None:
    put_back(ledger, booked_since(ledger))
    ledger.sync.adopt()
    ledger.settle()
    ledger.restart()
    ledger.settle()

    assert (on_hand(ledger), point(ledger)) == (7, 33)
    assert ledger.shows(*PLACE, "On hand") == 7
    with ledger.shop.database.reading() as books:
        asked = {(one.row_key, one.column) for one in ledger_questions.waiting(books)}
        told = {one.column: (one.typed, one.why) for one in problems.open_problems(books)}
    assert ("MUG-BLU|LEEDS", "Reorder at") in asked
    assert told["Adjust by"] == ("2", FROM_BEFORE)

    ledger.type(*PLACE, "Adjust by", "")
    ledger.settle()
    ledger.type(*PLACE, "Adjust by", "2")
    ledger.settle()
    assert (on_hand(ledger), ledger.shows(*PLACE, "Adjust by")) == (9, "")


def test_another_figure_than_stood_there_is_booked_after_a_take_over(ledger: Ledger) -> None:
    put_back(ledger, booked_since(ledger))
    ledger.sync.adopt()
    ledger.settle()
    ledger.type(*PLACE, "Adjust by", "3")
    ledger.settle()
    assert (on_hand(ledger), ledger.shows(*PLACE, "Adjust by")) == (10, "")


def test_of_old_batches_it_is_known_that_they_were_sent_and_no_more(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remember, "KEPT_BATCHES", 1)
    monkeypatch.setattr(remember, "KEPT_RECEIPTS", 4)
    for number in range(8):
        set_point(ledger, 40 + number)
        ledger.settle()
    with ledger.shop.database.reading() as books:
        kept = list(books.scalars(select(LedgerBatch).order_by(LedgerBatch.order)))
    assert len(kept) == 5
    assert [bool(one.intents) for one in kept] == [False] * 3 + [True] * 2
