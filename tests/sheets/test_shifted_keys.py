"""SKUs that are sorted or exchanged by themselves in Stock: nothing goes to another product."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from oms import ledger_documents
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


def count_beside(ledger: Ledger, name: str, units: str) -> None:
    """Somebody counts what the name of a row says."""
    rows = ledger.server.rows(ledger.id, "Stock")
    number = next(at for at, cells in enumerate(rows, start=1) if name in cells)
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'Counted')}{number}", units)


def move_rows(ledger: Ledger, how: str) -> None:
    """The rows of Stock come to stand elsewhere, whole."""
    tab = ledger.server.tab(ledger.id, "Stock").id
    first = {"sheetId": tab, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    if how == "sorted":
        ledger.sort("Stock", by=2)
    elif how == "inserted":
        ledger.server.do(ledger.id, {"insertDimension": {"range": first}})
    else:
        ledger.server.do(ledger.id, {"deleteDimension": {"range": first}})


def unmoved(ledger: Ledger) -> bool:
    """Whether the books have what they had, and nothing anywhere else."""
    elsewhere = [("TEAPOT", "Hull"), ("MUG-BLU", "Hull"), ("LAMP-1", "York"), ("BAG-JUTE", "York")]
    none = [on_hand(ledger, code, place) for code, place in elsewhere] == [0, 0, 0, 0]
    return none and all(on_hand(ledger, code, place) == units for code, place, units in FIGURES)


@pytest.mark.parametrize("how", ["sorted", "inserted"])
@pytest.mark.parametrize("is_before", [True, False])
def test_it_is_seen_as_well_where_rows_moved_at_the_same_time(
    ledger: Ledger, how: str, is_before: bool
) -> None:
    if is_before:
        move_rows(ledger, how)
    ledger.sort("Stock", columns=1)
    if not is_before:
        move_rows(ledger, how)
    count_beside(ledger, "Jute bag", "29")
    ledger.settle()

    assert unmoved(ledger)
    # a row that lost its SKU to a blank one is a problem besides
    assert [typed for column, typed, _ in refused(ledger) if column == "Counted"] == ["29"]
    assert (ledger.point("MUG-BLU", "Leeds"), ledger.point("BAG-JUTE", "Hull")) == (6, 10)
    assert templates(ledger) == []


def test_two_skus_are_exchanged_as_a_row_above_is_taken_out(ledger: Ledger) -> None:
    exchange(ledger, "MUG-BLU", "LAMP-1")
    move_rows(ledger, "taken out")
    ledger.settle()

    assert unmoved(ledger)
    assert (ledger.point("MUG-BLU", "Leeds"), ledger.point("LAMP-1", "Leeds")) == (6, None)
    assert templates(ledger) == []


def test_a_copied_row_does_not_pass_for_one_that_shows_another(ledger: Ledger) -> None:
    cells = ledger.server.rows(ledger.id, "Stock")[ledger.row("Stock", "MUG-RED", "Leeds") - 1]
    number = len(ledger.server.rows(ledger.id, "Stock")) + 1
    for heading, text in zip(ledger.server.rows(ledger.id, "Stock")[0], cells, strict=False):
        typed = {"Location": "Hull", "Counted": "3"}.get(heading, str(text))
        at = f"{ledger.column('Stock', heading)}{number}"
        ledger.server.type(ledger.id, "Stock", at, typed)
    ledger.settle()

    assert on_hand(ledger, "MUG-RED", "Leeds") == 4
    assert not any("showed" in why for _, _, why in refused(ledger))


NOTES = {"1043": "ring first", "1042": "gift wrap", "1001": "paid"}


def with_notes(ledger: Ledger) -> None:
    """Each order has a note of its own, in the books too."""
    for number, note in NOTES.items():
        note_in(ledger, ledger.row("Orders", number), note)
    ledger.settle()


def note_in(ledger: Ledger, row: int, note: str) -> None:
    """Somebody types a note in a row of the tab Orders."""
    at = f"{ledger.column('Orders', 'Notes')}{row}"
    ledger.server.type(ledger.id, "Orders", at, note)


def notes(ledger: Ledger) -> tuple[dict[str, str], dict[str, object]]:
    """The notes in the books, and those in the tab."""
    with ledger.shop.database.reading() as books:
        said = {one.number: one.note for one in ledger_documents.order_rows(books, [*NOTES])}
    heading, *rows = ledger.server.rows(ledger.id, "Orders")
    at = heading.index("Notes")
    return said, {str(row[0]): row[at] if at < len(row) else "" for row in rows}


def test_notes_stay_with_their_orders_whose_numbers_alone_were_sorted(ledger: Ledger) -> None:
    with_notes(ledger)
    told = templates(ledger)
    for order in ("ASCENDING", "DESCENDING"):
        ledger.sort("Orders", order, columns=1)
        ledger.settle()

        assert notes(ledger) == (NOTES, NOTES)
    assert templates(ledger) == told


def test_a_note_typed_beside_another_customer_is_asked_about(ledger: Ledger) -> None:
    with_notes(ledger)
    told = templates(ledger)
    row = ledger.row("Orders", "1043")
    ledger.sort("Orders", "ASCENDING", columns=1)
    # it says Priya Shah
    note_in(ledger, row, "call Priya")
    ledger.settle()

    said, shown = notes(ledger)
    assert said == NOTES
    assert shown == {**NOTES, "1001": "call Priya"}
    assert templates(ledger)[len(told) :] == ["notices/ledger_held"]
