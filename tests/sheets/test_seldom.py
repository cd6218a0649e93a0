"""What one of some thousand simulated histories lost, each as short as it gets."""

from __future__ import annotations

from oms import reorder
from oms.counts import Where
from oms.tables.catalogue import Sku
from sheets.grid import Note
from tests.sheets.conftest import Ledger
from tests.sheets.test_columns_anew import asked, call, of_products, put
from tests.sheets.test_notes import LEFT, landed, two_rows_down
from tests.sheets.test_rows_gone import add_row, answer
from tests.sheets.test_strange_rows import minutes_pass

POINT = "Reorder at"


def set_point(ledger: Ledger, sku: str, place: str, point: int) -> None:
    """Somebody sets a reorder point in Slack."""
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, sku), ledger.shop.location_id(books, place.upper()))
        reorder.set_point(books, where, point, by=ledger.shop.owner(books))


def test_a_row_that_is_made_anew_while_a_column_is_away_empties_nothing_there(
    ledger: Ledger,
) -> None:
    before, letter = ledger.point("MUG-BLU", "Leeds"), ledger.column("Stock", POINT)
    ledger.server.do(ledger.id, {"deleteDimension": {"range": ledger.rows_of("MUG-BLU", "Leeds")}})
    call(ledger, "Stock", POINT, "")
    minutes_pass(ledger, 4)
    assert ("MUG-BLU", "Leeds") in ledger.places()

    ledger.server.type(ledger.id, "Stock", f"{letter}1", POINT)
    minutes_pass(ledger)

    assert before
    assert ledger.point("MUG-BLU", "Leeds") == ledger.shows("MUG-BLU", "Leeds", POINT) == before


def test_what_is_typed_over_a_refused_cell_is_asked_about_where_the_books_changed_as_well(
    ledger: Ledger,
) -> None:
    before = ledger.point("BAG-JUTE", "Hull")
    ledger.type("BAG-JUTE", "Hull", POINT, "2.5x")
    minutes_pass(ledger, 1)
    set_point(ledger, "BAG-JUTE", "Hull", 298)
    ledger.type("BAG-JUTE", "Hull", POINT, f"{before} pcs")
    minutes_pass(ledger, 2)

    assert ledger.shows("BAG-JUTE", "Hull", POINT) == f"{before} pcs"
    assert [column for _, column, _ in asked(ledger)] == [POINT]
    assert ledger.point("BAG-JUTE", "Hull") == 298


def test_what_is_typed_over_a_refused_cell_and_is_so_already_asks_nothing(ledger: Ledger) -> None:
    before = ledger.point("BAG-JUTE", "Hull")
    ledger.type("BAG-JUTE", "Hull", POINT, "2.5x")
    minutes_pass(ledger, 1)
    ledger.type("BAG-JUTE", "Hull", POINT, f"{before} pcs")
    minutes_pass(ledger, 2)

    assert asked(ledger) == []
    assert ledger.point("BAG-JUTE", "Hull") == before


def test_rows_are_known_again_whose_renamed_key_lost_its_heading_before_a_new_start(
    ledger: Ledger,
) -> None:
    letter = ledger.column("Stock", "Location")
    for heading in ("Where", ""):
        ledger.server.type(ledger.id, "Stock", f"{letter}1", heading)
        minutes_pass(ledger, 2)
    ledger.restart()
    minutes_pass(ledger, 1)
    ledger.server.type(ledger.id, "Stock", f"{letter}1", "Location")
    ledger.type("MUG-BLU", "Leeds", POINT, "7")
    minutes_pass(ledger, 2)

    # it is known what the cell showed: nobody is asked whether the books shall follow
    assert asked(ledger) == []
    assert ledger.point("MUG-BLU", "Leeds") == 7


def test_a_bare_row_with_the_key_of_a_new_one_takes_nothing_from_it(ledger: Ledger) -> None:
    add_row(ledger, "NEW-2")
    put(ledger, "Products", "NEW-2", "Barcode", "5012345678917")
    minutes_pass(ledger, 2)
    answer(ledger, "add")
    add_row(ledger, "NEW-2")
    minutes_pass(ledger)

    assert of_products(ledger, Sku.barcode)["NEW-2"] == "5012345678917"


def test_a_note_of_ours_that_was_to_go_and_hit_a_bare_cell_is_left_to_the_next_pass() -> None:
    """Where its own cell is by now somebody's own note may stand: that is looked up first."""
    note = Note("Goods", "MUG", "On hand", 1, 1, "", was="Backroom: ours")
    assert landed(note, two_rows_down(), LEFT).given_back({0: ""}, {}) == []
