"""Goods that did not arrive are sent again: an order of its own, for nothing, once."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    exceptions,
    orders,
    refund_steps,
    refunds,
    resends,
    reships,
    sales,
    shipment_outcomes,
    shipping,
    verify,
)
from oms.errors import NoLongerPossible, NotAllowed
from oms.refund_values import Wish
from oms.reships import NothingToReship
from oms.shipment_states import State
from oms.tables.orders import Order, Shipment
from tests.small_shop import OWNER, PICKER, SmallShop


def lost(books: Session) -> int:
    """The shipment of order 1043, lost."""
    owner = actors.who(books, OWNER)
    order = orders.by_number(books, "1043")
    (made,) = shipping.ship(books, shipping.plan(books, order), by=owner, key="ship")
    shipment_outcomes.record(books, [made], State.LOST, by=owner, key="lost")
    return made


def test_lost_goods_are_sent_again_for_nothing_and_the_case_is_closed(
    books: Session, shop: SmallShop
) -> None:
    owner = actors.who(books, OWNER)
    shipment = lost(books)

    made = reships.reship(books, shipment, by=owner, key="again")

    first = orders.by_number(books, "1043")
    again = books.get_one(Order, made)
    lines = orders.lines_of(books, again)
    assert (again.origin, again.parent_order_id, again.total_minor) == ("reship", first.id, 0)
    assert again.customer_id == first.customer_id
    assert [(line.sku_text, line.ordered, line.amount_minor) for line in lines] == [
        ("MUG-BLU", 3, 0), ("LAMP-1", 1, 0),
    ]  # fmt: skip
    assert sum(line.reserved for line in lines) == 4
    assert [case.kind for case in exceptions.waiting(books) if case.kind == "parcel_failed"] == []
    assert verify.differences(books) == []


def test_a_shipment_is_sent_again_once(sqlite_books: Session) -> None:
    books, owner = sqlite_books, actors.who(sqlite_books, OWNER)
    shipment = lost(books)
    made = reships.reship(books, shipment, by=owner, key="again")

    assert reships.reship(books, shipment, by=owner, key="again") == made
    with pytest.raises(NoLongerPossible, match="not to be sent again"):
        reships.reship(books, shipment, by=owner, key="other")
    with pytest.raises(NothingToReship):
        reships.due(books, orders.by_number(books, "1043"))


def test_a_parcel_that_was_sent_again_is_not_found_again(sqlite_books: Session) -> None:
    books, owner = sqlite_books, actors.who(sqlite_books, OWNER)
    shipment = lost(books)
    reships.reship(books, shipment, by=owner, key="again")

    with pytest.raises(NoLongerPossible, match="sent again"):
        shipment_outcomes.take_back(books, [shipment], by=owner, key="found")


def test_what_arrived_is_not_sent_again_and_a_picker_sends_nothing(sqlite_books: Session) -> None:
    books = sqlite_books
    with pytest.raises(NothingToReship, match="Nothing of order 1001"):
        reships.due(books, orders.by_number(books, "1001"))
    with pytest.raises(NotAllowed):
        reships.reship(books, lost(books), by=actors.who(books, PICKER), key="again")


def test_the_case_of_a_lost_parcel_is_closed_once_its_goods_are_paid_back(
    sqlite_books: Session,
) -> None:
    books, owner = sqlite_books, actors.who(sqlite_books, OWNER)
    lost(books)
    assert shipment_outcomes.close_paid_back(books) == 0

    order = orders.by_number(books, "1043")
    units = {line.id: line.shipped for line in orders.lines_of(books, order)}
    refunds.propose(books, order.id, units, "returnless", reason="lost", by=owner, key="refund")

    assert shipment_outcomes.close_paid_back(books) == 1
    assert exceptions.waiting(books) == []


def test_what_was_sent_again_is_known_before_its_money_goes_back(books: Session) -> None:
    owner = actors.who(books, OWNER)
    made = reships.reship(books, lost(books), by=owner, key="again")
    first, again = orders.by_number(books, "1043"), books.get_one(Order, made)
    mugs = orders.lines_of(books, first)[0]

    (whole,) = resends.of(books, first)
    (part,) = resends.of(books, first, {mugs.id})

    assert (whole.order, whole.became, whole.has_left) == (again.number, "lost in the post", False)
    assert whole.goods == ((3, "Blue mug"), (1, "Brass desk lamp"))
    assert part.goods == ((3, "Blue mug"),)
    shipping.ship(books, shipping.plan(books, again), by=owner, key="gone")
    assert resends.of(books, first)[0].has_left
    assert resends.of(books, again) == []


def test_what_was_paid_back_is_known_before_the_goods_are_sent_again(books: Session) -> None:
    owner = actors.who(books, OWNER)
    shipment = books.get_one(Shipment, lost(books))
    first = orders.by_number(books, "1043")
    mugs = orders.lines_of(books, first)[0]
    assert resends.paid_back(books, first, [shipment]) == []

    made = refunds.propose(
        books, first.id, {mugs.id: 3}, "returnless", reason="lost", by=owner, key="refund"
    )
    given = refunds.ask(
        books, first.id, Wish("goodwill", reason="late", amount_minor=100), by=owner, key="given"
    )

    assert [one.id for one in resends.paid_back(books, first, [shipment])] == [made, given]
    assert [one.id for one in resends.paid_back(books, first, [])] == [given]
    for one in (made, given):
        refund_steps.call_off(books, one, "a mistake", by=owner, key=f"off:{one}")
    assert resends.paid_back(books, first, [shipment]) == []


def test_a_parcel_turns_up_although_its_goods_have_left_again(books: Session) -> None:
    owner = actors.who(books, OWNER)
    shipment = lost(books)
    made = reships.reship(books, shipment, by=owner, key="again")
    again = books.get_one(Order, made)
    shipping.ship(books, shipping.plan(books, again), by=owner, key="gone")

    shipment_outcomes.take_back(books, [shipment], by=owner, key="found")

    assert [line.lost for line in orders.lines_of(books, orders.by_number(books, "1043"))] == [0, 0]
    assert [one.order for one in resends.of(books, orders.by_number(books, "1043"))] == [
        again.number
    ]
    assert verify.differences(books) == []


def test_goods_that_are_sent_again_were_sold_once(sqlite_books: Session) -> None:
    books, owner = sqlite_books, actors.who(sqlite_books, OWNER)
    now = clock.now()
    span = now - dt.timedelta(days=9), now + dt.timedelta(days=1)
    before = sales.by_channel(books, span), sales.best(books, span, limit=9)

    reships.reship(books, lost(books), by=owner, key="again")

    assert (sales.by_channel(books, span), sales.best(books, span, limit=9)) == before
