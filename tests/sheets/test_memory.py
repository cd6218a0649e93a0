"""What is remembered between passes follows its row, is never of a mend, and is let go of."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import delete, event, select

from oms import clock
from oms.tables.sheet import LedgerBatch, LedgerRow, LedgerTab
from sheets.connection import LedgerRefused
from sheets.grid import Batch, Write
from sheets.remember import KEPT_BATCHES, Memory
from sheets.settle import Settled
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_sync import changed_in_books

ROW = "MUG-BLU|LEEDS"
FIGURE = Write("Stock", ROW, "On hand", 0, 6, 4, 5)


def position_after(ledger: Ledger, hit: Write) -> int:
    """The position of the row, once a batch that wrote this at position 999 is accounted for."""
    with ledger.shop.database.writing() as books:
        memory = Memory(books, tabs())
        made = Batch("900-test", 900, writes=[hit])
        memory.intend(made, position=999)
        memory.account(made, Settled(hits=[hit]))
        row = books.get_one(LedgerRow, ("Stock", ROW), populate_existing=True)
        return row.position


def test_a_figure_that_was_written_includes_what_the_books_had_by_then(ledger: Ledger) -> None:
    assert position_after(ledger, FIGURE) == 999


def test_what_was_put_back_says_nothing_of_what_a_figure_includes(ledger: Ledger) -> None:
    assert position_after(ledger, dataclasses.replace(FIGURE, mend=True)) < 999


def test_what_is_known_of_a_row_goes_with_it_to_its_new_key(ledger: Ledger) -> None:
    with ledger.shop.database.writing() as books:
        books.get_one(LedgerRow, ("Stock", ROW)).shown = {"_waits": 7}
        Memory(books, tabs()).follow("Stock", ROW, "CUP|LEEDS")
        books.flush()
        was, now = (books.get_one(LedgerRow, ("Stock", key)) for key in (ROW, "CUP|LEEDS"))
        assert now.shown == {"_waits": 7}
        assert (now.position, now.batch) == (was.position, was.batch)


def test_only_the_last_batches_are_kept_whole(ledger: Ledger) -> None:
    with ledger.shop.database.writing() as books:
        last = books.scalars(select(LedgerBatch.order).order_by(LedgerBatch.order.desc())).first()
        assert last is not None
        for order in (last - KEPT_BATCHES, last + 1 - KEPT_BATCHES):
            books.add(LedgerBatch(id=f"old{order}", order=order, spreadsheet="", state="landed",
                                  intents=[["whole"]], plan={}, made_at=clock.now()))  # fmt: skip
        kept = last + 1 - KEPT_BATCHES

    changed_in_books(ledger, 3)
    ledger.sync.pass_once()

    with ledger.shop.database.reading() as books:
        old = books.scalars(select(LedgerBatch).where(LedgerBatch.id.startswith("old")))
        assert {one.id: one.intents for one in old} == {
            f"old{kept - 1}": [], f"old{kept}": [["whole"]],
        }  # fmt: skip


def test_what_google_surely_refuses_leaves_nothing_behind(ledger: Ledger) -> None:
    ledger.server.faults.append({"path": ":batchUpdate", "times": 6, "status": 403})
    for units in range(6):
        changed_in_books(ledger, 20 + units)
        with pytest.raises(LedgerRefused):
            ledger.sync.pass_once(force=True)
    with ledger.shop.database.reading() as books:
        refused = list(books.scalars(select(LedgerBatch).where(LedgerBatch.state != "landed")))
    assert [(one.state, one.intents, one.plan) for one in refused] == [("superseded", [], None)] * 6

    made = len(ledger.server.document(ledger.id).metadata)
    ledger.settle()
    assert len(ledger.server.document(ledger.id).metadata) == made + 1
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 25


def test_nothing_is_written_where_books_are_only_read(ledger: Ledger) -> None:
    """Else SQLite refuses it wherever another program wrote meanwhile, also at the first look."""
    with ledger.shop.database.writing() as books:
        books.execute(delete(LedgerTab).where(LedgerTab.title == "Words"))
    began: dict[object, str] = {}
    written: list[str] = []

    def note(_connection: object, cursor: object, statement: str, *_: object) -> None:
        connection = getattr(cursor, "connection", None)
        if statement.startswith("BEGIN"):
            began[connection] = statement
        elif statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(began[connection])

    engine = ledger.shop.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        ledger.restart()
        ledger.sync.pass_once(force=True)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert written
    assert set(written) == {"BEGIN IMMEDIATE"}
