"""Shipping: what leaves, once, and comes back by undo."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import actors, orders, shipment_outcomes, shipments, shipping, staff, stock, verify
from oms.errors import NoLongerPossible, NotAllowed, NothingToShip
from oms.shipment_states import State
from tests.small_shop import OWNER, SERVICE, SmallShop


def test_shipping_takes_the_reserved_units_off_the_shelf_and_completes_the_order(
    books: Session, shop: SmallShop
) -> None:
    owner = actors.who(books, OWNER)
    order = orders.by_number(books, "1043")

    shipping.ship(books, shipping.plan(books, order), by=owner, key="k1")

    assert order.state == "completed"
    mug = stock.at(books, shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
    assert (mug.on_hand, mug.reserved, mug.available) == (2, 0, 2)
    assert verify.differences(books) == []


def test_the_same_key_ships_once_and_gives_the_same_shipments(books: Session) -> None:
    owner = actors.who(books, OWNER)
    order = orders.by_number(books, "1043")
    plan = shipping.plan(books, order)

    first = shipping.ship(books, plan, by=owner, key="k1")
    again = shipping.ship(books, plan, by=owner, key="k1")

    assert first == again
    assert sum(line.shipped for line in orders.lines_of(books, order)) == 4


def test_a_second_confirm_of_the_same_preview_under_another_key_is_refused(
    books: Session,
) -> None:
    owner = actors.who(books, OWNER)
    plan = shipping.plan(books, orders.by_number(books, "1043"))
    shipping.ship(books, plan, by=owner, key="k1")

    with pytest.raises(NoLongerPossible, match="has changed"):
        shipping.ship(books, plan, by=owner, key="k2")


def test_undoing_a_shipment_puts_the_goods_back_and_keeps_them_promised(
    books: Session, shop: SmallShop
) -> None:
    owner = actors.who(books, OWNER)
    order = orders.by_number(books, "1043")
    shipped = shipping.ship(books, shipping.plan(books, order), by=owner, key="k1")

    shipping.undo(books, shipped, by=owner, key="u1")

    assert order.state == "open"
    mug = stock.at(books, shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
    assert (mug.on_hand, mug.reserved, mug.available) == (5, 3, 2)
    assert verify.differences(books) == []


def test_a_shipped_order_has_nothing_to_ship(books: Session) -> None:
    with pytest.raises(NothingToShip, match="Order 1001 has nothing to ship: it is shipped"):
        shipping.plan(books, orders.by_number(books, "1001"))


def test_whoever_may_not_ship_is_refused_and_nothing_moves(books: Session) -> None:
    viewer = staff.add(books, name="Vic", slack_user_id="U1", role="viewer")
    order = orders.by_number(books, "1043")

    with pytest.raises(NotAllowed, match="Vic may not ship orders"):
        shipping.ship(books, shipping.plan(books, order), by=viewer, key="k1")

    assert order.state == "open"


def test_customer_service_may_ship_from_one_location_only(books: Session, shop: SmallShop) -> None:
    with pytest.raises(NothingToShip, match="no stock is reserved for it at York"):
        shipping.plan(
            books,
            orders.by_number(books, "1043"),
            location_id=shop.location_id(books, "YORK"),
        )
    assert actors.who(books, SERVICE).may(actors.SHIP)


def test_bound_units_are_picked_packed_shipped_lost_found_and_undone_on_both_databases(
    books: Session, shop: SmallShop
) -> None:
    owner = actors.who(books, OWNER)
    order = orders.by_number(books, "1043")
    leeds, mug = shop.location_id(books, "LEEDS"), shop.sku_id(books, "MUG-BLU")
    free = shipments.free(books, order)

    made = shipments.plan(books, order.id, leeds, free[leeds], by=owner, key="plan")
    shipments.start(books, made, by=owner, key="start")
    shipments.pack(books, made, by=owner, key="pack")
    assert stock.at(books, mug, leeds).on_hand == 5
    shipped = shipping.ship(books, shipping.plan(books, order), by=owner, key="ship")
    assert shipped == [made]
    assert stock.at(books, mug, leeds).on_hand == 2
    shipment_outcomes.record(books, shipped, State.LOST, by=owner, key="lost")
    assert verify.differences(books) == []
    shipment_outcomes.take_back(books, shipped, by=owner, key="found")
    shipping.undo(books, shipped, by=owner, key="undo")

    assert (stock.at(books, mug, leeds).on_hand, stock.at(books, mug, leeds).reserved) == (5, 3)
    assert order.state == "open"
    assert verify.differences(books) == []
