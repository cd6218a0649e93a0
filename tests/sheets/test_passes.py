"""What a pass looks at though nothing tells of it, asks about, and does not account for yet."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from oms import actors, ledger_questions, product_edits
from oms.tables.sheet import LedgerBatch
from sheets import sync
from sheets.connection import LedgerUnreachable
from sheets.google import GoogleLedger
from sheets.grid import Batch
from sheets.mediated import CROWDED
from sheets.recorded import batch_of
from sheets.sync import LOOK_AGAIN, Sync
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_sync import changed_in_books
from tests.small_shop import OWNER


def test_a_pass_looks_after_ten_minutes_though_drive_is_late_to_say(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ledger.sync.pass_once().idle
    later = time.monotonic() + LOOK_AGAIN + 1
    monkeypatch.setattr(sync, "time", SimpleNamespace(monotonic=lambda: later))

    assert not ledger.sync.pass_once().idle
    assert ledger.calls("read") == 1
    assert ledger.sync.pass_once().idle


def test_many_cells_of_a_column_changed_at_once_are_asked_about(ledger: Ledger) -> None:
    with ledger.shop.database.writing() as books:
        for number in range(12):
            facts = {"code": f"POT-{number}", "title": f"Pot {number}"}
            product_edits.add(books, facts, by=actors.who(books, OWNER), key=f"pot {number}")
    ledger.settle()
    column = ledger.column("Products", "Name")
    for number in range(6):
        row = ledger.row("Products", f"POT-{number}")
        ledger.server.type(ledger.id, "Products", f"{column}{row}", f"Pan {number}")

    report = ledger.sync.pass_once()

    assert (report.booked, report.asked) == (0, 6)
    with ledger.shop.database.reading() as books:
        assert {one.facts["why"] for one in ledger_questions.waiting(books)} == {CROWDED}


def test_a_batch_after_which_another_landed_between_two_looks_is_not_accounted_for_yet(
    ledger: Ledger,
) -> None:
    changed_in_books(ledger, 3)
    theirs = ledger.sync_ledger()
    owner = theirs.read(["Stock"]).receipt.owner
    ledger.server.calls.clear()

    def act(kind: str, path: str) -> None:
        if kind == "write" and ledger.calls("write") == 0:
            ledger.sort_before_write(kind, path)
            ledger.server.before_request = act
        elif kind == "read" and ledger.calls("read") == 2:
            ledger.server.before_request = None
            theirs.write(Batch("900-other", 900, owner=owner, copied=batch_of(last(), "").copied))

    def last() -> LedgerBatch:
        with ledger.shop.database.reading() as books:
            by_order = select(LedgerBatch).order_by(LedgerBatch.order.desc())
            return books.scalars(by_order.limit(1)).one()

    ledger.server.before_request = act
    report = ledger.sync.pass_once()

    # what it hit is no longer in `_sync`: the other batch kept there what stood after it
    assert (ledger.calls("write"), report.repairs, last().state) == (2, 0, "prepared")


def test_a_batch_that_comes_late_lands_no_more_once_another_was_planned(ledger: Ledger) -> None:
    ledger.sync = Sync(
        ledger.shop.database,
        GoogleLedger(ledger.server.service_account_info(), ledger.id, ledger.server.base_url,
                     pause=lambda _: None),
        tabs(),
    )  # fmt: skip
    changed_in_books(ledger, 3)
    ledger.server.faults.append({"path": ":batchUpdate", "drop": "late", "times": 5})
    with pytest.raises(LedgerUnreachable):
        ledger.sync.pass_once()
    changed_in_books(ledger, 4)
    ledger.settle()
    assert ledger.point("MUG-BLU", "Leeds") == 4

    ledger.server.land()

    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 4
