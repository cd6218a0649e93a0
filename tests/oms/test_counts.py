"""Counts and adjustments: booked once, promises repaired, undone."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import actors, counts, exceptions, orders, shipping, stock, verify
from oms.counts import NotThatMany, UnknownReason, Where
from oms.errors import BadQuantity, KeyReused, NoLongerPossible
from tests.small_shop import OWNER, SmallShop


@pytest.fixture
def mugs(books: Session, shop: SmallShop) -> Where:
    """Blue mugs at Leeds: 5 on hand, 3 reserved for order 1043."""
    return Where(shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))


def test_a_count_books_the_variance(books: Session, mugs: Where) -> None:
    change = counts.count(books, mugs, 7, by=actors.who(books, OWNER), key="c")

    assert (change.before, change.after) == (5, 7)
    assert stock.at(books, mugs.sku_id, mugs.location_id).on_hand == 7
    assert verify.differences(books) == []


def test_what_was_shipped_after_the_count_stays_shipped(books: Session, mugs: Where) -> None:
    owner = actors.who(books, OWNER)
    # given five mugs were on the shelf when somebody counted six, and three were shipped since
    shipping.ship(books, shipping.plan(books, orders.by_number(books, "1043")), by=owner, key="s")

    counts.count(books, mugs, 6, base=5, by=owner, key="c")

    assert stock.at(books, mugs.sku_id, mugs.location_id).on_hand == 3


def test_the_same_count_twice_is_booked_once(books: Session, mugs: Where) -> None:
    owner = actors.who(books, OWNER)
    counts.count(books, mugs, 9, base=5, by=owner, key="c")
    counts.count(books, mugs, 9, base=5, by=owner, key="c")

    assert stock.at(books, mugs.sku_id, mugs.location_id).on_hand == 9
    with pytest.raises(KeyReused):
        counts.count(books, mugs, 10, base=5, by=owner, key="c")


def test_a_count_below_what_is_promised_moves_the_promise_to_another_place(
    shop: SmallShop,
) -> None:
    with shop.database.writing() as books:
        mugs = Where(shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
        counts.count(books, mugs, 1, by=actors.who(books, OWNER), key="c")
    shop.drain()

    with shop.database.reading() as books:
        line = orders.lines_of(books, orders.by_number(books, "1043"))[0]
        assert line.reserved == 3
        york = stock.at(books, mugs.sku_id, shop.location_id(books, "YORK"))
        assert york.reserved == 2
        assert [case.kind for case in exceptions.waiting(books)] == ["oversold"]
        assert verify.differences(books) == []


def test_found_goods_go_to_the_order_that_waits_for_them(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        owner = actors.who(books, OWNER)
        lamps = Where(shop.sku_id(books, "LAMP-1"), shop.location_id(books, "LEEDS"))
        hull = Where(lamps.sku_id, shop.location_id(books, "HULL"))
        counts.count(books, lamps, 0, by=owner, key="c1")
        counts.count(books, hull, 0, by=owner, key="c2")
    shop.drain()
    with shop.database.writing() as books:
        assert orders.lines_of(books, orders.by_number(books, "1043"))[1].backordered == 1
        counts.adjust(books, hull, 1, reason="found", by=owner, key="a")
    shop.drain()

    with shop.database.reading() as books:
        assert orders.lines_of(books, orders.by_number(books, "1043"))[1].backordered == 0


def test_more_than_there_is_cannot_be_taken_off(books: Session, mugs: Where) -> None:
    with pytest.raises(NotThatMany, match="Leeds has 5 MUG-BLU on hand, so 6 cannot be taken off"):
        counts.adjust(books, mugs, -6, reason="damage", by=actors.who(books, OWNER), key="a")

    assert stock.at(books, mugs.sku_id, mugs.location_id).on_hand == 5


@pytest.mark.parametrize("counted", [-1, 1_000_001])
def test_a_count_beyond_reason_is_refused(books: Session, mugs: Where, counted: int) -> None:
    with pytest.raises(BadQuantity):
        counts.count(books, mugs, counted, by=actors.who(books, OWNER), key="c")


def test_an_adjustment_needs_a_known_reason(books: Session, mugs: Where) -> None:
    with pytest.raises(UnknownReason, match="damage"):
        counts.adjust(books, mugs, 1, reason="because", by=actors.who(books, OWNER), key="a")


def test_undoing_a_count_takes_back_its_variance_only(books: Session, mugs: Where) -> None:
    owner = actors.who(books, OWNER)
    change = counts.count(books, mugs, 9, by=owner, key="c")
    counts.adjust(books, mugs, 2, reason="found", by=owner, key="a")

    counts.undo(books, change.movement_id or 0, by=owner, key="u")

    assert stock.at(books, mugs.sku_id, mugs.location_id).on_hand == 7
    with pytest.raises(NoLongerPossible):
        counts.undo(books, change.movement_id or 0, by=owner, key="u2")
    assert verify.differences(books) == []
