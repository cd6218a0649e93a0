"""SKUs that are sorted or exchanged by themselves in Stock: nothing goes to another product."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from oms.tables.messages import OutboxMessage
from tests.sheets.conftest import Ledger
from tests.sheets.test_refused_inputs import on_hand, refused

FIGURES = [("MUG-BLU", "Leeds", 5), ("MUG-BLU", "York", 9), ("MUG-RED", "Leeds", 4),
           ("BAG-JUTE", "Hull", 30), ("TEAPOT", "York", 7), ("LAMP-1", "Leeds", 2)]  # fmt: skip


def exchange(ledger: Ledger, one: str, other: str) -> None:
    """Somebody exchanges two SKUs of Leeds, and nothing else of their rows."""
    rows = ledger.row("Stock", one, "Leeds"), ledger.row("Stock", other, "Leeds")
    for row, code in zip(rows, (other, one), strict=True):
        ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'SKU')}{row}", code)


def templates(ledger: Ledger) -> list[Any]:
    with ledger.shop.database.reading() as books:
        return [one.get("template") for one in books.scalars(select(OutboxMessage.payload))]


def test_a_count_in_a_row_of_which_the_sku_alone_was_sorted_is_refused(ledger: Ledger) -> None:
    row = ledger.row("Stock", "BAG-JUTE", "Hull")
    ledger.sort("Stock", columns=1)
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'Counted')}{row}", "29")
    ledger.settle()

    assert [(code, place, on_hand(ledger, code, place)) for code, place, _ in FIGURES] == FIGURES
    for code, place, units in FIGURES:
        if (code, place) in ledger.places():
            assert ledger.shows(code, place, "On hand") == units
    [(column, typed, why)] = refused(ledger)
    assert (column, typed) == ("Counted", "29")
    assert why == "the row shows what BAG-JUTE in HULL showed"
    # nobody typed the figures of the books over
    assert templates(ledger) == []


def test_reorder_points_stay_with_their_products_there_and_back(ledger: Ledger) -> None:
    for _ in range(2):
        exchange(ledger, "MUG-BLU", "LAMP-1")
        ledger.settle()

        assert ledger.point("MUG-BLU", "Leeds") == 6
        assert ledger.point("LAMP-1", "Leeds") is None
        assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 6
        assert ledger.shows("LAMP-1", "Leeds", "Reorder at") == ""


def test_a_reorder_point_typed_beside_another_name_is_asked_about(ledger: Ledger) -> None:
    exchange(ledger, "MUG-BLU", "LAMP-1")
    # it says Brass desk lamp
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "1")
    ledger.settle()

    assert ledger.point("MUG-BLU", "Leeds") == 6
    assert templates(ledger) == ["notices/ledger_held"]


def test_rows_that_are_sorted_whole_are_their_own(ledger: Ledger) -> None:
    ledger.sort("Stock")
    ledger.type("BAG-JUTE", "Hull", "Counted", "29")
    ledger.settle()

    assert (on_hand(ledger, "BAG-JUTE", "Hull"), refused(ledger)) == (29, [])
