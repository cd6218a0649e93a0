"""Somebody puts the spreadsheet back to an earlier version of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from assistant.playground.sheets_document import Document
from oms import ledger_questions, problems
from oms.tables.sheet import LedgerBatch
from sheets import remember
from sheets.connection import LedgerRefused
from sheets.google import GoogleLedger
from sheets.grid import Snapshot
from sheets.stock_inputs import FROM_BEFORE
from sheets.sync import Sync
from sheets.whose import LedgerBehind
from tests.sheets.conftest import Ledger, tabs
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


def test_a_version_that_is_put_back_just_before_our_write_is_told_from_the_one_that_was_read(
    ledger: Ledger,
) -> None:
    earlier = booked_since(ledger)
    set_point(ledger, 50)
    newest: list[Document] = []

    def act(kind: str, _path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            newest.append(version(ledger))
            put_back(ledger, earlier)

    ledger.server.before_request = act
    for is_restarted in (False, True):
        if is_restarted:
            ledger.restart()
        with pytest.raises(LedgerBehind):
            ledger.sync.pass_once(force=True)
    assert on_hand(ledger) == 7

    put_back(ledger, newest[0])
    ledger.settle()
    assert (on_hand(ledger), ledger.shows(*PLACE, "Reorder at")) == (7, 50)


def test_a_version_older_than_all_that_is_remembered_is_an_earlier_one(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remember, "KEPT_BATCHES", 1)
    monkeypatch.setattr(remember, "KEPT_RECEIPTS", 2)
    earlier = version(ledger)
    for number in range(6):
        set_point(ledger, 40 + number)
        ledger.settle()
    put_back(ledger, earlier)
    with pytest.raises(LedgerBehind):
        ledger.sync.pass_once()


def test_a_version_whose_marks_are_of_a_later_one_is_told_for_what_it_is(ledger: Ledger) -> None:
    set_point(ledger, 20)
    ledger.settle()
    earlier = version(ledger)
    set_point(ledger, 33)

    def fail_to_look(kind: str, _path: str) -> None:
        if kind == "write":
            read = {"path": "values:batchGetByDataFilter", "times": 1, "status": 403}
            ledger.server.faults.append(read)

    ledger.server.before_request = fail_to_look
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once(force=True)
    ledger.server.before_request = None
    document = ledger.server.document(ledger.id)
    document.tabs = earlier.copy().tabs
    ledger.server.changed(document)
    ledger.restart()
    for _ in range(2):
        with pytest.raises(LedgerBehind):
            ledger.sync.pass_once(force=True)


@pytest.mark.parametrize("look", ["dry run", "check"])
def test_another_program_that_writes_while_one_looks_is_no_later_version(
    ledger: Ledger, look: str
) -> None:
    other = Sync(ledger.shop.database, ledger.sync_ledger(), tabs())

    class Slow(GoogleLedger):
        """A client to whom the answer to a read takes long."""

        def read(self, titles: Sequence[str]) -> Snapshot:
            found = super().read(titles)
            set_point(ledger, 44)
            other.pass_once(force=True)
            return found

    key = ledger.server.service_account_info()
    slow = Slow(key, ledger.id, ledger.server.base_url)
    looking = Sync(ledger.shop.database, slow, tabs())
    if look == "dry run":
        assert looking.pass_once(dry_run=True).preview is not None
    else:
        looking.check()
    assert ledger.shows(*PLACE, "Reorder at") == 44
