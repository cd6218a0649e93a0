"""A tab or a heading that is not there is paused, told once, and taken up again when it is back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from oms.tables.messages import OutboxMessage
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger, tabs

NOTICE = "notices/ledger_paused"
READ = "values:batchGetByDataFilter"


def paused(ledger: Ledger) -> list[tuple[str, str]]:
    """Tab and heading of what Slack was told is paused."""
    with ledger.shop.database.reading() as books:
        wanted = select(OutboxMessage).order_by(OutboxMessage.id)
        found = [one.payload for one in books.scalars(wanted)]
    cells: list[dict[str, Any]] = [
        pause for one in found if one["template"] == NOTICE for pause in one["facts"]["pauses"]
    ]
    return [(one["tab"], one["heading"]) for one in cells]


def listed(ledger: Ledger) -> list[list[object]]:
    """Tab, column, what it may be called, why and what to do, in the tab Problems."""
    rows = ledger.server.rows(ledger.id, "Problems")[1:]
    return [[row[2], *row[4:8]] for row in rows if row and row[0] != ""]


def test_a_heading_that_is_gone_is_told_once_and_listed_until_it_is_back(ledger: Ledger) -> None:
    ledger.server.type(ledger.id, "Stock", "D1", "")
    ledger.settle()
    ledger.sync.pass_once(force=True)

    assert paused(ledger) == [("Stock", "Counted")]
    why = "no column has this heading, so it is neither read nor written"
    assert listed(ledger) == [["Stock", "Counted", "", why, "Call its column “Counted” again."]]

    ledger.server.type(ledger.id, "Stock", "D1", "Counted")
    ledger.settle()
    assert listed(ledger) == []
    ledger.server.type(ledger.id, "Stock", "D1", "")
    ledger.settle()
    assert paused(ledger) == [("Stock", "Counted")] * 2


def test_a_key_that_is_gone_holds_the_whole_tab(ledger: Ledger) -> None:
    ledger.server.type(ledger.id, "Stock", "A1", "")
    ledger.settle()
    assert "so the whole tab is neither read nor written" in str(listed(ledger)[0][3])


def test_a_heading_that_stands_twice_is_told(ledger: Ledger) -> None:
    ledger.server.type(ledger.id, "Stock", "M1", "Counted")
    ledger.settle()
    assert listed(ledger)[0][3:] == [
        "several columns have this heading, so it is neither read nor written",
        "Call only one of them so.",
    ]


def test_the_heading_that_is_most_like_it_is_offered(ledger: Ledger) -> None:
    sheet = ledger.server.tab(ledger.id, "Stock").id
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    ledger.server.do(ledger.id, {"deleteDimension": {"range": span}})
    ledger.server.type(ledger.id, "Stock", "L1", "Counted here")
    ledger.settle()
    assert listed(ledger)[0][1:3] == ["Counted", "Counted here"]
    assert listed(ledger)[0][4] == (
        "Is it the one called “Counted here”? Call its column “Counted” again."
    )


def test_a_tab_that_is_gone_is_told_once_and_goes_on_when_it_is_made_again(ledger: Ledger) -> None:
    sheet = ledger.server.tab(ledger.id, "Stock").id
    ledger.server.do(ledger.id, {"deleteSheet": {"sheetId": sheet}})
    ledger.settle()
    ledger.sync.pass_once(force=True)
    assert paused(ledger) == [("Stock", "")]
    assert "backroom ledger setup" in str(listed(ledger)[0][4])

    ledger.sync_ledger().prepare(tabs())
    ledger.restart()
    ledger.settle()
    assert listed(ledger) == []
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 5


def test_while_a_tab_is_gone_it_is_looked_for_once_a_pass(ledger: Ledger) -> None:
    orders = ledger.server.tab(ledger.id, "Orders").id
    ledger.server.do(ledger.id, {"deleteSheet": {"sheetId": orders}})
    ledger.settle()
    ledger.server.calls.clear()

    ledger.sync.pass_once(force=True)

    assert ledger.calls("read") == 2


def test_a_key_may_be_what_stands_for_all_rows(ledger: Ledger) -> None:
    below = ledger.server.tab(ledger.id, "Products").used()[0]
    for sku in ("-", "all rows"):
        for row in (below + 1, below + 2):
            ledger.server.type(ledger.id, "Products", f"A{row}", sku)
        for _ in range(3):
            ledger.sync.pass_once(force=True)
        assert [row[3] for row in listed(ledger)] == ["it stands in several rows"]


def lookups(ledger: Ledger) -> int:
    """How often it was looked up so far what marked columns are called."""
    return sum(call["path"].endswith(READ) for call in ledger.server.calls)


def test_a_renamed_key_is_found_though_google_refused_to_tell_the_marks_once(
    ledger: Ledger,
) -> None:
    ledger.server.type(ledger.id, "Stock", "A1", "Article")
    ledger.server.faults.append({"path": READ, "skip": 1, "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once()

    assert ledger.sync.pass_once().paused == []
    assert paused(ledger) == []


def test_a_renamed_key_is_found_after_a_dry_run_saw_it_too(ledger: Ledger) -> None:
    ledger.server.type(ledger.id, "Stock", "A1", "Article")
    before = lookups(ledger)

    assert ledger.sync.pass_once(dry_run=True).paused == []
    assert ledger.sync.pass_once().paused == []
    # each pass reads the ledger, and then the columns with the marks
    assert lookups(ledger) - before == 4

    # once it is kept, it is not asked for again
    ledger.type("MUG-BLU", "Leeds", "Counted", "5")
    before = lookups(ledger)
    assert ledger.sync.pass_once().paused == []
    assert lookups(ledger) - before == 2  # as it stands, and what the write hit


def test_a_column_that_is_moved_while_its_mark_is_looked_up_is_not_taken_for_another(
    ledger: Ledger,
) -> None:
    ledger.server.type(ledger.id, "Stock", "M1", "My figure")
    ledger.type("MUG-BLU", "Leeds", "My figure", "8")
    ledger.type("BAG-JUTE", "Hull", "My figure", "10")
    ledger.settle()
    heading = ledger.server.rows(ledger.id, "Stock")[0]
    at = heading.index("Reorder at")
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'Reorder at')}1", "Buy at")
    reads = 0

    def move(_kind: str, path: str) -> None:
        nonlocal reads
        reads += path.endswith(READ)
        if reads == 2:
            ledger.server.before_request = None
            span = {"sheetId": ledger.server.tab(ledger.id, "Stock").id, "dimension": "COLUMNS",
                    "startIndex": at, "endIndex": at + 1}  # fmt: skip
            body = {"source": span, "destinationIndex": heading.index("My figure") + 1}
            ledger.server.do(ledger.id, {"moveDimension": body})

    ledger.server.before_request = move
    ledger.sync.pass_once(force=True)
    ledger.settle()
    assert ledger.point("MUG-BLU", "Leeds") == 6
    assert ledger.shows("MUG-BLU", "Leeds", "My figure") == 8


def test_a_heading_that_is_a_formula_is_followed_and_what_is_written_below_it_stays(
    ledger: Ledger,
) -> None:
    ledger.server.type(ledger.id, "Stock", "H1", '="In " & A1')
    # one of a person's own that comes to the heading of one of ours
    ledger.server.type(ledger.id, "Stock", "M1", '="Avail" & "able"')
    ledger.settle()
    ledger.server.type(ledger.id, "Stock", f"D{ledger.row('Stock', 'MUG-BLU', 'York')}", "6")

    assert ledger.settle().idle
    row = ledger.server.rows(ledger.id, "Stock")[ledger.row("Stock", "MUG-BLU", "York") - 1]
    assert (row[3], row[7]) == ("", 6)
    assert ledger.server.cell(ledger.id, "Stock", "H1").formula == '="In " & A1'


def test_what_is_typed_is_kept_where_a_row_is_inserted_above_the_heading_before_we_write(
    ledger: Ledger,
) -> None:
    below, above = ("MUG-BLU", "York"), ("MUG-BLU", "Leeds")
    assert ledger.row("Stock", *below) == ledger.row("Stock", *above) + 1
    top = {"sheetId": ledger.rows_of(*below)["sheetId"], "dimension": "ROWS",
           "startIndex": 0, "endIndex": 1}  # fmt: skip

    def act(kind: str, _path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            ledger.type(*above, "Counted", "about 3")
            ledger.server.do(ledger.id, {"insertDimension": {"range": top}})

    ledger.type(*below, "Counted", "6")
    ledger.server.before_request = act
    ledger.settle()
    ledger.server.do(ledger.id, {"deleteDimension": {"range": top}})
    ledger.settle()

    assert ledger.shows(*above, "Counted") == "about 3"
    assert (ledger.shows(*below, "Counted"), ledger.shows(*below, "On hand")) == ("", 6)


def test_what_stands_in_a_row_of_ones_own_below_updated_is_left_alone(ledger: Ledger) -> None:
    below = ledger.server.tab(ledger.id, "Stock").used()[0] + 1
    for column, text in (("A", "TOTALS"), ("B", "All")):
        ledger.server.type(ledger.id, "Stock", f"{column}{below}", text)
    ledger.settle()
    cell = f"{ledger.column('Stock', 'Updated')}{below}"
    ledger.server.type(ledger.id, "Stock", cell, "ask Tom")
    ledger.settle()
    ledger.sync.pass_once(force=True)

    assert ledger.server.cell(ledger.id, "Stock", cell).value == "ask Tom"


def test_the_headings_are_whole_after_they_were_among_the_rows_for_a_while(ledger: Ledger) -> None:
    def move(row: int, to: int) -> None:
        source = {"sheetId": ledger.server.tab(ledger.id, "Stock").id, "dimension": "ROWS",
                  "startIndex": row, "endIndex": row + 1}  # fmt: skip
        ledger.server.do(ledger.id, {"moveDimension": {"source": source, "destinationIndex": to}})

    headings = ledger.server.rows(ledger.id, "Stock")[0]
    move(0, 4)
    for _ in range(3):
        ledger.sync.pass_once(force=True)
    move(3, 0)
    ledger.settle()

    assert ledger.server.rows(ledger.id, "Stock")[0] == headings
    assert not ledger.sync.pass_once(force=True).paused
