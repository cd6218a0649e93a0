"""Dropship: units of a line that a supplier sends, counted in units and never by a state."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    dropship,
    exceptions,
    locks,
    orders,
    purchase_states,
    purchases,
    stock,
    supplier_shipments,
    suppliers,
    verify,
)
from oms.dropship import NobodySends, NothingToSend
from oms.errors import BadQuantity, NoLongerPossible
from oms.parcels import Carriage
from oms.tables.orders import Order, OrderLine
from oms.tables.purchasing import PurchaseOrder
from tests.oms.routed import order, policy, receive, sku
from tests.oms.test_incoming import supplier
from tests.small_shop import OWNER, SmallShop


def dropships(books: Session, code: str = "CARD-XMAS", name: str = "Harrow") -> None:
    """Harrow sends cards straight to customers."""
    owner = actors.who(books, OWNER)
    suppliers.set_dropship(
        books, supplier(books, name), sku(books, code), on=True, by=owner, key=f"{name} {code}"
    )


def sent_for(books: Session, number: str, units: int | None = None) -> PurchaseOrder:
    """Have suppliers send what an order waits for."""
    added = orders.by_number(books, number)
    wishes = dropship.plan(books, added, units=units)
    owner = actors.who(books, OWNER)
    (made,) = dropship.place(
        books, added.id, wishes, version=added.version, by=owner, key=f"ds {number} {units}"
    )
    return books.get_one(PurchaseOrder, made)


def line_of(books: Session, number: str) -> OrderLine:
    return orders.lines_of(books, orders.by_number(books, number))[0]


def test_three_from_stock_and_two_from_the_supplier(books: Session) -> None:
    dropships(books)
    receive(books, "CARD-XMAS", "HULL", 3)
    order(books, "2001", {"CARD-XMAS": 5})

    purchase = sent_for(books, "2001")

    line = line_of(books, "2001")
    assert (line.reserved, line.dropship_open, line.backordered) == (3, 2, 0)
    assert (purchase.kind, purchase.state) == ("dropship", "draft")
    assert verify.differences(books) == []


def test_what_the_supplier_sends_counts_as_sold_and_no_shelf_of_ours_moves(books: Session) -> None:
    dropships(books)
    added = order(books, "2001", {"CARD-XMAS": 4})
    purchase = sent_for(books, "2001")
    owner = actors.who(books, OWNER)
    (line_id,) = purchases.to_come(books, purchase)

    supplier_shipments.sent(
        books, purchase.id, {line_id: 3}, Carriage("DPD", "15501234567890"), by=owner, key="s"
    )

    line = line_of(books, "2001")
    assert (line.shipped, line.dropship_open) == (3, 1)
    assert (purchase.state, added.state) == ("part_received", "open")
    assert all(one.on_hand == 0 for one in stock.levels(books, sku(books, "CARD-XMAS").id))
    supplier_shipments.sent(books, purchase.id, {line_id: 1}, by=owner, key="t")
    assert (purchase.state, added.state) == ("received", "completed")
    assert line_of(books, "2001").returnable == 4
    assert verify.differences(books) == []


def test_said_twice_it_is_sent_once(books: Session) -> None:
    dropships(books)
    order(books, "2001", {"CARD-XMAS": 4})
    purchase = sent_for(books, "2001")
    owner = actors.who(books, OWNER)
    (line_id,) = purchases.to_come(books, purchase)

    for _ in range(2):
        supplier_shipments.sent(books, purchase.id, {line_id: 2}, by=owner, key="s")

    assert line_of(books, "2001").shipped == 2
    with pytest.raises(BadQuantity):
        supplier_shipments.sent(books, purchase.id, {line_id: 3}, by=owner, key="too many")


def test_a_supplier_that_has_not_sent_after_all(books: Session) -> None:
    dropships(books)
    order(books, "2001", {"CARD-XMAS": 2})
    purchase = sent_for(books, "2001")
    owner = actors.who(books, OWNER)
    shipment = supplier_shipments.sent(
        books, purchase.id, purchases.to_come(books, purchase), by=owner, key="s"
    )

    supplier_shipments.undo(books, shipment, by=owner, key="u")

    line = line_of(books, "2001")
    assert (line.shipped, line.dropship_open) == (0, 2)
    assert purchase.state == "sent"
    assert verify.differences(books) == []
    with pytest.raises(NoLongerPossible):
        supplier_shipments.undo(books, shipment, by=owner, key="u2")


def test_what_a_supplier_cannot_send_waits_for_stock_again_and_gets_it(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        dropships(books)
        order(books, "2001", {"CARD-XMAS": 4})
        purchase = sent_for(books, "2001")
        receive(books, "CARD-XMAS", "HULL", 3)
    shop.drain()
    with shop.database.writing() as books:
        assert line_of(books, "2001").reserved == 0, "a supplier sends it"
        purchase = purchases.by_number(books, "PO-1")
        (line_id,) = purchases.to_come(books, purchase)
        owner = actors.who(books, OWNER)
        gone = dropship.cannot(books, purchase.id, {line_id: 3}, by=owner, key="c")
        assert gone == {sku(books, "CARD-XMAS").id: 3}
    shop.drain()

    with shop.database.reading() as books:
        line = line_of(books, "2001")
        assert (line.reserved, line.dropship_open, line.backordered) == (3, 1, 0)
        assert verify.differences(books) == []


def test_one_purchase_order_for_each_order_and_supplier(sqlite_books: Session) -> None:
    books = sqlite_books
    dropships(books)
    dropships(books, "TEAPOT", "Aldous")
    order(books, "2001", {"CARD-XMAS": 2, "TEAPOT": 9})
    added = orders.by_number(books, "2001")
    owner = actors.who(books, OWNER)

    made = dropship.place(
        books, added.id, dropship.plan(books, added), version=added.version, by=owner, key="p"
    )

    assert len(made) == 2
    texts = [dropship.text_of(books, books.get_one(PurchaseOrder, one)) for one in made]
    assert "2 × CARD-XMAS (Christmas card set)" in texts[0]
    assert "Ann Lee" in texts[0]
    assert "6 × TEAPOT" in texts[1]


def test_goods_that_got_stock_meanwhile_are_not_ordered(sqlite_books: Session) -> None:
    books = sqlite_books
    dropships(books)
    added = order(books, "2001", {"CARD-XMAS": 2})
    wishes = dropship.plan(books, added)
    line = line_of(books, "2001")
    line.dropship_open = 1
    books.flush()

    with pytest.raises(NoLongerPossible, match="got stock since"):
        dropship.place(
            books, added.id, wishes, version=added.version, by=actors.who(books, OWNER), key="p"
        )


def test_nobody_is_asked_to_send_what_they_do_not_or_what_does_not_wait(
    sqlite_books: Session,
) -> None:
    books = sqlite_books
    order(books, "2001", {"CARD-XMAS": 2})

    with pytest.raises(NobodySends, match="No supplier sends Christmas card set"):
        dropship.plan(books, orders.by_number(books, "2001"))
    with pytest.raises(NothingToSend):
        dropship.plan(books, orders.by_number(books, "1043"))


def test_a_channel_may_have_suppliers_send_what_is_short_by_itself(sqlite_books: Session) -> None:
    books = sqlite_books
    dropships(books)
    policy(books, "website", "any", short="dropship")

    order(books, "2001", {"CARD-XMAS": 2, "MUG-RED": 1})

    line = line_of(books, "2001")
    assert (line.dropship_open, line.backordered) == (2, 0)
    (case,) = exceptions.waiting(books)
    assert "PO-1 for order 2001 is written and not sent" in case.detail


@pytest.mark.parametrize("state", purchase_states.OPEN)
def test_the_state_of_a_purchase_order_follows_its_units(state: str) -> None:
    assert purchase_states.settled(state, units=3, received=0, cancelled=3) == "cancelled"
    assert purchase_states.settled(state, units=3, received=1, cancelled=2) == "received"
    assert purchase_states.settled(state, units=3, received=1, cancelled=1) == "part_received"
    assert purchase_states.settled("closed", units=3, received=0, cancelled=0) == "closed"


def test_the_order_is_locked_before_its_purchase_orders(sqlite_books: Session) -> None:
    dropships(sqlite_books)
    added = order(sqlite_books, "2001", {"CARD-XMAS": 2})
    purchase = sent_for(sqlite_books, "2001")

    found, same = purchases.locked(sqlite_books, purchase.id)

    assert found is purchase
    assert same is locks.order(sqlite_books, added.id)
    assert isinstance(same, Order)
