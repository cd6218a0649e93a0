"""Merged cells are told of and never misread: what a merge hid comes back when it is undone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from oms import actors, counts, orders, problems, reorder, shipping
from oms.counts import Where
from oms.tables.messages import History, OutboxMessage
from oms.tables.stock import Movement
from sheets.frame import Frame
from sheets.merge import Base
from sheets.sync import Sync
from sheets.table import Merge, Table
from sheets.tabs import products
from sheets.under_merges import UnderMerges
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_sync import notices, on_hand
from tests.small_shop import OWNER


def span(ledger: Ledger, tab: str, rows: tuple[int, int], columns: tuple[str, str]) -> Any:
    """Cells of a tab: the first and the last row as people count them, headings of columns."""
    left, right = (ord(ledger.column(tab, heading)) - ord("A") for heading in columns)
    return {
        "sheetId": ledger.server.tab(ledger.id, tab).id,
        "startRowIndex": rows[0] - 1, "endRowIndex": rows[1],
        "startColumnIndex": left, "endColumnIndex": right + 1,
    }  # fmt: skip


def merged(ledger: Ledger, area: Any) -> None:
    """Somebody merges cells, having unfrozen the columns: across these nobody can merge."""
    thawed = {"sheetId": area["sheetId"], "gridProperties": {"frozenColumnCount": 0}}
    ledger.server.do(
        ledger.id,
        {
            "updateSheetProperties": {
                "properties": thawed,
                "fields": "gridProperties.frozenColumnCount",
            }
        },
    )
    ledger.server.do(ledger.id, {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})


def unmerged(ledger: Ledger, area: Any) -> None:
    ledger.server.do(ledger.id, {"unmergeCells": {"range": area}})


def shown(ledger: Ledger, tab: str) -> list[list[Any]]:
    """What a tab shows, but for when rows changed."""
    rows = ledger.server.rows(ledger.id, tab)
    width = len(rows[0])
    stamp = rows[0].index("Updated") if "Updated" in rows[0] else width
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return [row[:stamp] + row[stamp + 1 :] for row in padded]


def told(ledger: Ledger) -> list[str]:
    """What the tab Problems says to do."""
    return [str(row[7]) for row in ledger.server.rows(ledger.id, "Problems")[1:] if row[0]]


def recorded(ledger: Ledger) -> tuple[int, int, int]:
    """How many rows the history, the stock and the messages of the books have."""
    with ledger.shop.database.reading() as books:
        return tuple(  # type: ignore[return-value]
            books.scalars(select(func.count()).select_from(table)).one()
            for table in (History, Movement, OutboxMessage)
        )


def sold(ledger: Ledger) -> None:
    """Three blue mugs leave Leeds, where five were."""
    with ledger.shop.database.writing() as books:
        plan = shipping.plan(books, orders.by_number(books, "1043"))
        shipping.ship(books, plan, by=actors.who(books, OWNER), key="sale")


def passes(ledger: Ledger, times: int = 2) -> None:
    for _ in range(times):
        ledger.sync.pass_once(force=True)


AREAS = {
    "Products": [("SKU", "SKU"), ("Price", "Price"), ("Name", "Cost"), ("Row ID", "Row ID"),
                 ("SKU", "Row ID")],
    "Stock": [("SKU", "SKU"), ("SKU", "Location"), ("Reorder at", "Reserved"),
              ("SKU", "Note from assistant")],
    "Orders": [("Order", "Channel")],
}  # fmt: skip
"""Tab -> the first and the last column of what is merged."""


@pytest.mark.parametrize("tab", AREAS)
def test_a_merge_changes_nothing_in_the_books_and_unmerged_all_is_as_it_was(
    ledger: Ledger, tab: str
) -> None:
    before, books = shown(ledger, tab), recorded(ledger)
    for columns in AREAS[tab]:
        ledger.restart()
        area = span(ledger, tab, (3, 4), columns)
        merged(ledger, area)
        passes(ledger)

        assert shown(ledger, tab) != before
        assert recorded(ledger) == books
        (said,) = told(ledger)
        first, last = (ledger.column(tab, heading) for heading in columns)
        assert said.startswith(f"Unmerge {first}3:{last}4 (Format > Merge cells > Unmerge)")

        unmerged(ledger, area)
        passes(ledger)

        assert shown(ledger, tab) == before
        assert recorded(ledger) == books
        assert told(ledger) == []
    with ledger.shop.database.reading() as opened:
        assert problems.open_problems(opened) == []


def test_the_sku_and_the_location_of_one_row_merged_are_told_of_and_given_back(
    ledger: Ledger,
) -> None:
    before = shown(ledger, "Stock")
    row = ledger.row("Stock", "MUG-BLU", "Leeds")
    area = span(ledger, "Stock", (row, row), ("SKU", "Location"))
    merged(ledger, area)
    passes(ledger)
    assert told(ledger)[0].startswith(f"Unmerge A{row}:B{row} ")

    unmerged(ledger, area)
    passes(ledger)
    assert shown(ledger, "Stock") == before


def test_a_merge_in_a_column_of_the_owner_is_nobodys_business(ledger: Ledger) -> None:
    ledger.server.type(ledger.id, "Stock", "N2", "top shelf")
    ledger.server.type(ledger.id, "Stock", "N3", "cellar")
    merged(ledger, {"sheetId": ledger.server.tab(ledger.id, "Stock").id, "startRowIndex": 1,
                    "endRowIndex": 3, "startColumnIndex": 13, "endColumnIndex": 15})  # fmt: skip
    ledger.type("MUG-BLU", "Leeds", "Counted", "7")
    ledger.server.calls.clear()

    ledger.sync.pass_once()

    assert (ledger.calls("read"), ledger.calls("write")) == (2, 1)
    assert on_hand(ledger, "MUG-BLU", "Leeds") == 7
    assert told(ledger) == []


def test_a_cell_that_is_only_cleared_costs_one_read_more_and_is_an_edit(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "")
    ledger.type("MUG-RED", "Leeds", "Counted", "5")
    ledger.server.calls.clear()

    ledger.sync.pass_once()

    assert (ledger.calls("read"), ledger.calls("write")) == (3, 1)
    with ledger.shop.database.reading() as books:
        last = books.scalars(
            select(History).where(History.what == reorder.WHAT).order_by(History.id.desc())
        ).first()
        assert last is not None
        assert (last.after or {}).get("point") is None


def test_a_count_that_was_asked_about_waits_under_a_merge_and_comes_back(ledger: Ledger) -> None:
    mugs = ledger.row("Stock", "MUG-BLU", "Leeds")
    area = span(ledger, "Stock", (mugs, mugs), ("Name", "Adjust by"))
    sold(ledger)
    ledger.type("MUG-BLU", "Leeds", "Counted", "6")
    ledger.type("MUG-RED", "Leeds", "Counted", "twelve")
    passes(ledger)
    (bad,) = told(ledger)

    merged(ledger, area)
    passes(ledger)
    assert told(ledger)[0] == bad
    assert told(ledger)[1].startswith(f"Unmerge C{mugs}:E{mugs} ")

    unmerged(ledger, area)
    passes(ledger)

    assert ledger.shows("MUG-BLU", "Leeds", "Counted") == 6
    assert notices(ledger) == ["notices/count_question"]
    assert told(ledger) == [bad]


def test_what_changes_on_either_side_meanwhile_is_kept_until_it_is_unmerged(
    ledger: Ledger,
) -> None:
    mugs = ledger.row("Stock", "MUG-BLU", "Leeds")
    keys = span(ledger, "Stock", (mugs - 1, mugs), ("SKU", "Location"))
    teapots = ledger.row("Stock", "TEAPOT", "York")
    figures = span(ledger, "Stock", (teapots, teapots), ("Adjust by", "Available"))
    merged(ledger, keys)
    merged(ledger, figures)
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'Counted')}{mugs}", "4")
    sold(ledger)
    ledger.restart()
    ledger.settle()
    assert on_hand(ledger, "MUG-BLU", "Leeds") == 2

    # rows that people insert above move both merges, and what Google drops is dropped
    tab = ledger.server.tab(ledger.id, "Stock").id
    above = {"sheetId": tab, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    ledger.server.do(ledger.id, {"insertDimension": {"range": above}})
    ledger.settle()
    assert len(told(ledger)) == 2
    for area in (keys, figures):
        area["startRowIndex"] += 1
        area["endRowIndex"] += 1
        unmerged(ledger, area)
    ledger.type("TEAPOT", "York", "Reorder at", "3")
    ledger.settle()

    assert ledger.row("Stock", "MUG-BLU", "Leeds") == mugs + 1
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 2
    assert "count_question" in notices(ledger)[-1]
    assert ledger.shows("TEAPOT", "York", "On hand") == 7
    with ledger.shop.database.reading() as books:
        last = books.scalars(
            select(History).where(History.what == reorder.WHAT).order_by(History.id.desc())
        ).first()
        assert last is not None
        assert (last.after or {})["point"] == 3


def test_rows_that_move_while_merges_are_asked_for_are_read_again(ledger: Ledger) -> None:
    books = recorded(ledger)
    area = span(ledger, "Products", (3, 4), ("Price", "Price"))
    merged(ledger, area)
    reads = 0

    def act(kind: str, _path: str) -> None:
        nonlocal reads
        reads += kind == "read"
        if reads == 2:
            ledger.server.before_request = None
            above = {"sheetId": area["sheetId"], "dimension": "ROWS", "startIndex": 1,
                     "endIndex": 2}  # fmt: skip
            ledger.server.do(ledger.id, {"insertDimension": {"range": above}})

    ledger.server.before_request = act
    passes(ledger)

    assert recorded(ledger) == books
    assert told(ledger)[0].startswith("Unmerge E4:E5 ")


def test_a_ledger_that_is_adopted_with_merged_cells_is_not_written_over(ledger: Ledger) -> None:
    area = span(ledger, "Products", (3, 4), ("Price", "Cost"))
    merged(ledger, area)
    before = shown(ledger, "Products")
    ledger.sync.adopt()
    ledger.sync = Sync(ledger.shop.database, ledger.sync_ledger(), tabs())
    passes(ledger)
    assert shown(ledger, "Products") == before

    unmerged(ledger, area)
    passes(ledger)
    assert "" not in {cell for row in shown(ledger, "Products")[2:4] for cell in row[4:5]}


def arrived(ledger: Ledger) -> None:
    """Four blue mugs are found in Hull, where none ever were."""
    with ledger.shop.database.writing() as books:
        hull = ledger.shop.location_id(books, "HULL")
        where = Where(ledger.shop.sku_id(books, "MUG-BLU"), hull)
        counts.adjust(books, where, 4, reason="found", by=ledger.shop.owner(books), key="arrival")


@pytest.mark.parametrize("columns", [("SKU", "SKU"), ("SKU", "Available"), ("On hand", "On hand")])
def test_a_row_is_made_once_and_below_the_cells_that_are_merged_beyond_the_last(
    ledger: Ledger, columns: tuple[str, str]
) -> None:
    last = len(shown(ledger, "Stock"))
    merged(ledger, span(ledger, "Stock", (last - 1, last + 6), columns))
    passes(ledger)

    arrived(ledger)
    passes(ledger, 3)

    assert [row[:3] for row in shown(ledger, "Stock")[last:]] == [
        *[["", "", ""]] * 6, ["MUG-BLU", "Hull", "Blue mug"],
    ]  # fmt: skip
    assert ledger.sync.pass_once(force=True).written == 0


def test_a_row_whose_cells_google_dropped_under_a_merge_is_made_once_more_below_it(
    ledger: Ledger,
) -> None:
    below = len(shown(ledger, "Stock")) + 1
    merged(ledger, span(ledger, "Stock", (below, below + 2), ("SKU", "Location")))
    ledger.server.type(ledger.id, "Stock", f"A{below}", "please do not sort")
    ledger.settle()

    arrived(ledger)
    ledger.sync.pass_once()
    for column in "AB":
        ledger.server.type(ledger.id, "Stock", f"{column}{below + 1}", "")
    passes(ledger, 3)

    assert ledger.row("Stock", "MUG-BLU", "Hull") == below + 4
    assert ledger.sync.pass_once(force=True).written == 0


def test_rows_that_keep_their_sku_are_told_by_it_where_columns_moved() -> None:
    """Beside a SKU that a merge dropped two rows got the names and prices of one another."""
    was = Table.of([["SKU", "CUP", "JUG"], ["Name", "Cup", "Jug"], ["Price", 4, 9]])
    now = Table.of([["Mine"], ["SKU", "", "JUG"], ["Name", "Jug", "Cup"], ["Price", 9, 4]], rows=2)
    now.merges = (Merge(top=0, bottom=1, left=0, right=2),)
    under = UnderMerges(Frame(products.TAB, now), {})
    under.look_at_rows(Base(Frame(products.TAB, was)), ["CUP"])

    assert under.rows == {"CUP"}
