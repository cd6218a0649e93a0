"""What is too much for one batch, or for one spreadsheet, goes with the next, or is refused."""

from __future__ import annotations

import pytest

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
