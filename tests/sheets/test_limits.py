"""What is too much for one batch, or for one spreadsheet, goes with the next, or is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from oms import clock
from oms.tables.catalogue import Sku
from oms.tables.sheet import LedgerBatch
from sheets import limits, requests
from sheets.connection import LedgerRefused
from sheets.grid import SYNC, Batch, Write
from sheets.limits import Room
from sheets.requests import Grid
from tests.sheets.conftest import Ledger
from tests.sheets.test_sync import changed_in_books, movements, on_hand

FIGURES = ((7, "On hand"), (8, "Reserved"), (9, "Available"), (10, "Updated"))
GRIDS = {"Stock": Grid(1, "Stock", 1000, 12), SYNC: Grid(2, SYNC, 2, 3)}


def every_second_row(rows: int) -> list[Write]:
    return [
        Write("Stock", f"K{row}", heading, row, column, row, column)
        for column, heading in FIGURES
        for row in range(0, 2 * rows, 2)
    ]


def requests_for(writes: list[Write]) -> int:
    return len(requests.batch_requests(Batch("b", 1, writes), GRIDS))


def test_neighbouring_cells_of_rows_apart_are_one_request_a_row() -> None:
    assert requests_for(every_second_row(5000)) - requests_for([]) == 5000


def test_columns_stay_together_where_that_takes_fewer_requests() -> None:
    # one column of all rows, and another of every second one
    whole = [Write("Stock", "", "On hand", row, 7, 0, row) for row in range(4000)]
    half = [Write("Stock", "", "Reserved", row, 8, 0, row) for row in range(0, 4000, 2)]
    assert requests_for(whole + half) - requests_for([]) == 2001


def test_cells_written_together_hold_each_what_was_meant_for_it() -> None:
    writes = every_second_row(600)
    [*found] = requests.blocks(writes)

    assert sorted((one.row, one.column) for block in found for line in block for one in line) == (
        sorted((one.row, one.column) for one in writes)
    )
    for block in found:
        first = block[0][0]
        for down, line in enumerate(block):
            for right, one in enumerate(line):
                assert (one.row, one.column) == (first.row + down, first.column + right)


def test_the_rows_that_somebody_typed_into_come_first() -> None:
    writes = every_second_row(10)
    # each row takes one request for its figures and one for its stamp
    assert limits.first_rows(writes, {18}, Room(requests=6, cells=100)) == {0, 2, 18}
    assert limits.first_rows(writes, {18}, Room(requests=100, cells=11)) == {0, 18}
    assert limits.first_rows(writes, {16, 18}, Room(0, 0)) == {16, 18}


def test_what_is_put_back_is_parted_by_rows_and_one_goes_at_least() -> None:
    writes = [*every_second_row(10), Write("Orders", "", "", 3, 0, "", "x")]
    now, later = limits.parted(writes, Room(requests=6, cells=100))
    assert ({one.row for one in now}, len(now), len(later)) == ({0, 2, 4}, 12, 29)

    now, later = limits.parted(writes, Room(0, 0))
    assert ({(one.tab, one.row) for one in now}, len(now)) == ({("Stock", 0)}, 4)
    assert limits.parted(writes, Room(100, 100)) == (writes, [])


@pytest.mark.parametrize(("limit", "most"), [("MOST_REQUESTS", 4), ("MOST_WRITTEN", 20)])
def test_what_one_batch_does_not_take_goes_with_the_next_passes(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    stock = ledger.server.tab(ledger.id, "Stock")
    rows = {"sheetId": stock.id, "dimension": "ROWS", "startIndex": 1, "endIndex": stock.used()[0]}
    shown = ledger.places()
    ledger.server.do(ledger.id, {"deleteDimension": {"range": rows}})
    ledger.sync.adopt()
    monkeypatch.setattr(requests, "FEW_BLOCKS", 0)
    monkeypatch.setattr(limits, "OTHERS", 0)
    monkeypatch.setattr(limits, limit, most)

    first = ledger.sync.pass_once(force=True)
    assert first.later
    assert ledger.places() < shown
    for _ in range(40):
        report = ledger.sync.pass_once()
        if report.idle:
            break

    assert report.idle
    assert ledger.places() == shown
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 5


def test_a_count_is_booked_once_and_blanked_though_figures_have_to_wait(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = movements(ledger)
    changed_in_books(ledger, 3)
    ledger.type("TEAPOT", "York", "Adjust by", "2")
    monkeypatch.setattr(limits, "OTHERS", 0)
    monkeypatch.setattr(limits, "MOST_REQUESTS", 1)

    report = ledger.sync.pass_once()

    assert "Stock" in report.later
    assert ledger.shows("TEAPOT", "York", "Adjust by") == ""
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 6
    monkeypatch.undo()
    ledger.settle()
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 3
    assert movements(ledger) == before + 1


def cells(ledger: Ledger) -> int:
    """Of all tabs but `_sync`."""
    tabs = ledger.server.document(ledger.id).tabs
    return sum(tab.rows * tab.columns for tab in tabs if tab.title != SYNC)


def test_tabs_that_have_no_room_beside_one_another_take_turns(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "2")
    row = ledger.row("Orders", "1042")
    ledger.server.type(ledger.id, "Orders", f"{ledger.column('Orders', 'Stage')}{row}", "gone")
    room = 501 * 60
    monkeypatch.setattr(limits, "MOST_CELLS", cells(ledger) + room)

    first = ledger.sync.pass_once()
    second = ledger.sync.pass_once()

    assert first.later
    assert not set(first.later) & set(second.later)
    ledger.settle(20)
    assert on_hand(ledger, "MUG-BLU", "Leeds") == 7
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 7
    assert ledger.shows("MUG-BLU", "Leeds", "Adjust by") == ""


def test_a_spreadsheet_without_room_is_refused_before_anything_is_booked(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = movements(ledger)
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "2")
    monkeypatch.setattr(limits, "MOST_CELLS", cells(ledger) + 1000)

    with pytest.raises(LedgerRefused, match="cells, and a spreadsheet has") as refused:
        ledger.sync.pass_once()

    assert "Delete empty columns and rows" in (refused.value.remedy or "")
    assert (movements(ledger), ledger.calls("write")) == (before, 0)


MANY, MOST = 2000, 150


def range_of_goods(ledger: Ledger) -> None:
    """Many more SKUs, each with a row in Products and a word of the owner beside it."""
    rows = [
        {"code": f"X-{at}", "code_key": f"X-{at}", "title": f"Thing {at}", "price_minor": 100,
         "currency": "GBP", "created_at": clock.now()}
        for at in range(MANY)
    ]  # fmt: skip
    with ledger.shop.database.writing() as books:
        books.execute(insert(Sku), rows)
    ledger.settle()
    tab = ledger.server.tab(ledger.id, "Products")
    height, at = tab.used()[0], len(ledger.server.rows(ledger.id, "Products")[0])
    words = [{"values": [{"userEnteredValue": {"stringValue": f"word {row}"}}]}
             for row in range(height)]  # fmt: skip
    start = {"sheetId": tab.id, "rowIndex": 0, "columnIndex": at}
    ledger.server.do(ledger.id, {"updateCells": {"start": start, "rows": words,
                                                 "fields": "userEnteredValue"}})  # fmt: skip
    ledger.settle()


def mended(ledger: Ledger) -> list[int]:
    """How many cells each of the last batches put back that landed."""
    with ledger.shop.database.reading() as books:
        landed = select(LedgerBatch).where(LedgerBatch.state == "landed")
        counts = [sum(Write.of(cell).mend for cell in one.intents) for one in books.scalars(landed)]
    return [one for one in counts if one]


@pytest.mark.parametrize("dies", [False, True], ids=["goes on", "is started again"])
def test_a_column_that_was_hit_is_put_back_in_as_many_batches_as_it_takes(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    range_of_goods(ledger)
    with ledger.shop.database.writing() as books:
        books.execute(update(Sku).where(Sku.code.like("X-%")).values(price_minor=250))
    tab, heading = ledger.server.tab(ledger.id, "Products"), "Price"
    own = len(ledger.server.rows(ledger.id, "Products")[0]) - 1
    words = [row[own] for row in ledger.server.rows(ledger.id, "Products")]
    price = ledger.server.rows(ledger.id, "Products")[0].index(heading)

    def move_and_limit(kind: str, _path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            span = {"sheetId": tab.id, "dimension": "COLUMNS", "startIndex": own,
                    "endIndex": own + 1}  # fmt: skip
            ledger.server.do(
                ledger.id, {"moveDimension": {"source": span, "destinationIndex": price}}
            )
            monkeypatch.setattr(limits, "MOST_WRITTEN", MOST)

    ledger.server.before_request = move_and_limit
    ledger.sync.pass_once(force=True)
    for _ in range(60):
        report = ledger.sync.pass_once()
        if not (report.repairs or report.unsettled or report.written):
            break
        if dies:
            ledger.restart()

    rows = ledger.server.rows(ledger.id, "Products")
    assert [row[price] for row in rows] == words
    assert rows[0][price + 1] == heading
    assert {row[price + 1] for row in rows if str(row[0]).startswith("X-")} == {2.5}
    assert max(mended(ledger)) == MOST
