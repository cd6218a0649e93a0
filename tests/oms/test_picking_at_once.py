"""Several people in the stockroom at the same moment: every unit is in one shipment, or in none."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    locks,
    orders,
    packing,
    picking_rounds,
    reservations,
    shipping,
    stock,
    verify,
)
from oms.errors import ShopError
from oms.stock import Move, Place
from oms.tables.orders import Shipment
from oms.tables.stock import Reservation
from tests.small_shop import OWNER, SmallShop, order
from tests.transactions import at_once


def test_orders_that_four_people_begin_to_pick_at_once_are_picked_by_one(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        leeds = shop.location_id(books, "LEEDS")
        for number in range(2001, 2005):
            made = order(books, str(number), "etsy", "Ann", "Hull", clock.now().date(),
                         {"MUG-RED": 1}, due=3)  # fmt: skip
            reservations.reserve_order(books, made, by=actors.system(books))
        wanted = [
            (one.id, one.version)
            for one in (orders.by_number(books, str(number)) for number in range(2001, 2005))
        ]

    def begin(books: Session, key: str) -> int:
        # each takes them in another order
        mine = wanted if key in "ac" else wanted[::-1]
        who = actors.who(books, OWNER)
        return len(picking_rounds.begin(books, leeds, mine, by=who, key=key).shipments)

    begun = at_once(shop.database, begin, list("abcd"))

    assert sorted(begun) == [0, 0, 0, 4]
    with shop.database.writing() as books:
        bound = select(func.sum(Reservation.units)).where(Reservation.shipment_id.is_not(None))
        assert books.scalars(bound).one() == 4
        assert verify.differences(books) == []


def test_one_packs_one_ships_one_sells_at_the_counter_and_the_books_hold(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        leeds, mug = shop.location_id(books, "LEEDS"), shop.sku_id(books, "MUG-BLU")
        customer = shop.location_id(books, "CUSTOMER")
        found = orders.by_number(books, "1043")
        shown = (found.id, found.version)

    def act(books: Session, what: str) -> object:
        who = actors.who(books, OWNER)
        try:
            with books.begin_nested():
                if what == "pack":
                    return packing.pack(books, shown, leeds, by=who, key="pack")
                if what == "ship":
                    mine = orders.by_number(books, "1043")
                    return shipping.ship(books, shipping.plan(books, mine), by=who, key="ship")
                sold = Move(
                    mug, 4, Place(leeds), Place(customer), "pos_sale", is_fact=True, key="till"
                )
                locks.stock(books, [mug])
                stock.move(books, sold, by=who)
                return reservations.repair(books, mug, leeds, by=who)
        except ShopError as refusal:
            return refusal

    at_once(shop.database, act, ["pack", "ship", "sell"])

    with shop.database.writing() as books:
        assert verify.differences(books) == []
        bound = {
            one.shipment_id
            for one in books.scalars(
                select(Reservation).where(
                    Reservation.state == "active", Reservation.shipment_id.is_not(None)
                )
            )
        }
        states = {books.get_one(Shipment, one).state for one in bound if one is not None}
        assert states <= {"planned", "picking", "packed"}
