"""What somebody typed, was in the way of a write, and cannot be placed for certain, is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from oms import clock, counts, reorder
from oms.counts import Where
from oms.tables.messages import OutboxMessage
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger, tabs

NOTICE = "notices/ledger_displaced"
PLACE = "MUG-BLU", "York"


def told(ledger: Ledger) -> list[dict[str, Any]]:
    """The cells that Slack was asked to look at."""
    with ledger.shop.database.reading() as books:
        found = [one.payload for one in books.scalars(select(OutboxMessage))]
    return [cell for one in found if one["template"] == NOTICE for cell in one["facts"]["cells"]]


def listed(ledger: Ledger) -> list[list[object]]:
    """Row, column and what was typed, of the tab Problems, but for rows that stand twice."""
    rows = ledger.server.rows(ledger.id, "Problems")[1:]
    return [list(row[3:6]) for row in rows if row and "moved while" in str(row[6])]


def hit(ledger: Ledger) -> None:
    """A write of ours lands on what somebody types in that moment, and the program ends."""
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, PLACE[0]), ledger.shop.location_id(books, "YORK"))
        reorder.set_point(books, where, 203, by=ledger.shop.owner(books))

    def act(kind: str, _path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            ledger.type(*PLACE, "Reorder at", "14")
            ledger.server.faults.append({"path": ":batchGetByDataFilter", "times": 1,
                                         "status": 403})  # fmt: skip

    ledger.server.before_request = act
    with pytest.raises(LedgerRefused):
        ledger.settle()
    assert ledger.shows(*PLACE, "Reorder at") == 203
    ledger.restart()


def copy_and_move(ledger: Ledger, place: tuple[str, str] = PLACE) -> None:
    """A person copies the row below itself, and moves the first of the two to the end."""
    row = ledger.rows_of(*place)
    at, sheet = int(str(row["startIndex"])), row["sheetId"]
    below = {"sheetId": sheet, "dimension": "ROWS", "startIndex": at + 1, "endIndex": at + 2}
    source, to = ({"sheetId": sheet, "startRowIndex": one, "endRowIndex": one + 1}
                  for one in (at, at + 1))  # fmt: skip
    height = ledger.server.tab(ledger.id, "Stock").used()[0]
    for request in (
        {"insertDimension": {"range": below, "inheritFromBefore": False}},
        {"copyPaste": {"source": source, "destination": to, "pasteType": "PASTE_NORMAL"}},
        {"moveDimension": {"source": row, "destinationIndex": height + 1}},
    ):
        ledger.server.do(ledger.id, request)


def test_what_was_typed_is_put_back_and_nobody_is_told_where_its_row_is_certain(
    ledger: Ledger,
) -> None:
    hit(ledger)
    ledger.settle()
    assert ledger.shows(*PLACE, "Reorder at") == 14
    assert told(ledger) == []


def test_where_its_row_may_be_one_of_two_it_is_told_and_listed_for_a_day(ledger: Ledger) -> None:
    hit(ledger)
    copy_and_move(ledger)
    ledger.settle()

    cell = {"title": "MUG-BLU, YORK", "heading": "Reorder at", "typed": "14"}
    assert told(ledger) == [cell]
    assert listed(ledger) == [["MUG-BLU, YORK", "Reorder at", "14"]]

    later = clock.now() + dt.timedelta(days=1, seconds=1)
    clock.set_source(lambda: later)
    ledger.sync.pass_once(force=True)
    ledger.settle()
    assert listed(ledger) == []
    assert told(ledger) == [cell]


def test_what_was_to_be_put_back_into_a_tab_that_is_gone_stops_nothing(ledger: Ledger) -> None:
    hit(ledger)
    ledger.server.do(ledger.id, {"deleteSheet": {"sheetId": ledger.rows_of(*PLACE)["sheetId"]}})
    ledger.settle()

    ledger.sync_ledger().prepare(tabs())
    ledger.restart()
    ledger.settle()
    assert ledger.shows(*PLACE, "Reorder at") == 203


def test_what_was_to_be_put_back_and_is_typed_over_by_then_is_let_go(ledger: Ledger) -> None:
    hit(ledger)
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once()
    ledger.type(*PLACE, "Reorder at", "77")

    report = ledger.sync.pass_once()

    assert not report.unsettled
    assert report.repairs == 0
    assert ledger.shows(*PLACE, "Reorder at") == 77


def test_what_the_books_say_themselves_is_put_back_and_not_told(ledger: Ledger) -> None:
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, "TEAPOT"), ledger.shop.location_id(books, "YORK"))
        counts.adjust(books, where, 2, reason="found", by=ledger.shop.owner(books), key="found")
    hit_row: list[tuple[str, str]] = []

    def act(kind: str, path: str) -> None:
        if kind == "write":
            row = ledger.row("Stock", "TEAPOT", "York")
            ledger.sort_before_write(kind, path)
            cells = ledger.server.rows(ledger.id, "Stock")[row - 1]
            hit_row.append((str(cells[0]), str(cells[1])))
            ledger.server.faults.append({"path": ":batchGetByDataFilter", "times": 1,
                                         "status": 403})  # fmt: skip

    ledger.server.before_request = act
    with pytest.raises(LedgerRefused):
        ledger.settle()
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once()
    [place] = hit_row
    copy_and_move(ledger, place)
    ledger.restart()
    ledger.settle()

    assert told(ledger) == []
