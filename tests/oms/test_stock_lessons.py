"""What went wrong in other shops' stock, each as something that cannot go wrong here."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import counts, history, orders, reservations, shipping, stock, stock_explain, till
from oms.actors import Who
from oms.counts import Where
from oms.errors import NotEnoughStock
from oms.history import About
from oms.ledger_rows import stock_rows
from oms.stock import Move, Place, StockAt
from oms.tables.stock import Movement, Promise
from oms.taking import WantedLine
from oms.till import Receipt
from tests.conftest import NOON
from tests.small_shop import SmallShop
from tests.small_shop import order as new_order


@pytest.fixture
def mugs(sqlite_books: Session, sqlite_shop: SmallShop) -> Where:
    """Blue mugs in Leeds: 5 on hand, 3 reserved."""
    books = sqlite_books
    return Where(sqlite_shop.sku_id(books, "MUG-BLU"), sqlite_shop.location_id(books, "LEEDS"))


def test_two_places_with_equal_units_are_both_counted(
    sqlite_books: Session, sqlite_shop: SmallShop, olive: Who, mugs: Where
) -> None:
    # saleor 723cd4e: Sum("quantity", distinct=True) counts equal quantities once
    counts.count(sqlite_books, mugs, 9, by=olive, key="c")

    assert [level.on_hand for level in stock.levels(sqlite_books, mugs.sku_id)] == [9, 9, 0]
    rows = [row for row in stock_rows(sqlite_books) if row.sku == "MUG-BLU"]
    assert sum(row.on_hand for row in rows) == 18


def test_a_count_never_sets_a_level_past_the_movements(
    sqlite_books: Session, olive: Who, mugs: Where
) -> None:
    # solidus 1f5bf5c: set_count_on_hand changes the count without a movement;
    # OpenBoxes: an INVENTORY row holds an absolute figure, so history cannot be summed
    change = counts.count(sqlite_books, mugs, 9, by=olive, key="c")

    moved = sqlite_books.get_one(Movement, change.movement_id)
    assert (moved.units, moved.reason) == (4, "count_gain")
    told = stock_explain.explain(sqlite_books, mugs.sku_id, mugs.location_id)
    assert told.on_hand == 9
    seen = history.of(sqlite_books, About("sku", mugs.sku_id))[-1]
    assert (seen.before, seen.after) == (
        {"location": "LEEDS", "on_hand": 5}, {"location": "LEEDS", "on_hand": 9},
    )  # fmt: skip


def test_below_zero_is_shown_and_not_hidden(
    sqlite_books: Session, sqlite_shop: SmallShop, olive: Who, mugs: Where
) -> None:
    # odoo stock_quant: max(0, reserved + x) hides negatives
    counts.adjust(sqlite_books, mugs, 1, reason="found", by=olive, key="a")
    change = counts.count(sqlite_books, mugs, 20, by=olive, key="c")
    stall = till.tills(sqlite_books)[0].id
    line = WantedLine(mugs.sku_id, 15, Decimal(1))
    receipt = Receipt(stall, "1", mugs.location_id, NOON, (line,))
    till.record(sqlite_books, receipt, by=olive)
    counts.undo(sqlite_books, change.movement_id or 0, by=olive, key="u")

    level = stock.at(sqlite_books, mugs.sku_id, mugs.location_id)
    assert (level.on_hand, level.reserved, level.available) == (-9, 0, -9)


def test_a_level_that_is_negative_is_never_promised(
    sqlite_books: Session, sqlite_shop: SmallShop, olive: Who, mugs: Where
) -> None:
    for place in ("LEEDS", "YORK"):
        where = Where(mugs.sku_id, sqlite_shop.location_id(sqlite_books, place))
        counts.count(sqlite_books, where, 0, by=olive, key=place)
    new = new_order(sqlite_books, "2001", "etsy", "Ann Lee", "Hull",
                    NOON.date(), {"MUG-BLU": 2}, due=2)  # fmt: skip

    assert reservations.reserve_order(sqlite_books, new, by=olive) == 2
    reserved = select(Promise.reserved).where(Promise.sku_id == mugs.sku_id)
    assert set(sqlite_books.scalars(reserved)) <= {0}


def test_set_to_a_number_never_loses_what_was_sold_meanwhile(
    sqlite_books: Session, olive: Who, mugs: Where
) -> None:
    # PrestaShop docs PR 964, mSupply #638: "set to 7" was meant of the shelf before the sale
    order = orders.by_number(sqlite_books, "1043")
    shipping.ship(sqlite_books, shipping.plan(sqlite_books, order), by=olive, key="s")

    counts.count(sqlite_books, mugs, 7, base=5, by=olive, key="c")

    assert stock.at(sqlite_books, mugs.sku_id, mugs.location_id).on_hand == 4


def test_an_intention_that_would_break_a_promise_is_refused_also_within_the_place(
    sqlite_books: Session, olive: Who, mugs: Where
) -> None:
    aside = Move(mugs.sku_id, 3, Place(mugs.location_id), Place(mugs.location_id, "damaged"),
                 "damage")  # fmt: skip

    with pytest.raises(NotEnoughStock):
        stock.move(sqlite_books, aside, by=olive)


def test_what_one_place_sold_too_much_no_other_place_lacks() -> None:
    levels = [
        StockAt(1, "Leeds", 4, 50, 0),
        StockAt(2, "York", 9, 2, 1),
        StockAt(3, "Hull", 0, 0, 0),
    ]

    assert (stock.promisable(levels), stock.oversold(levels)) == (6, 46)
    assert sum(one.available for one in levels) == 6 - 46
