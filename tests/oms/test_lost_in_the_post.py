"""Goods lost in the post come back from nobody, until they are found."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oms import (
    actors,
    eligibility,
    orders,
    refunds,
    return_policy,
    returns,
    shipment_outcomes,
    shipping,
    verify,
)
from oms.actors import Who
from oms.errors import NoLongerPossible, TooManyReturned
from oms.refund_amounts import TooManyRefunded
from oms.return_announcing import Terms
from oms.return_errors import NothingToReturn, NotReturnable
from oms.return_policy import Announced
from oms.shipment_states import State
from oms.tables.orders import Order, OrderLine
from tests.small_shop import OWNER, SmallShop


def posted(books: Session) -> tuple[Who, Order, OrderLine, int]:
    """Olive, order 1043, its 3 blue mugs, and the shipment in which they and a lamp left."""
    olive, order = actors.who(books, OWNER), orders.by_number(books, "1043")
    (made,) = shipping.ship(books, shipping.plan(books, order), by=olive, key="ship")
    mugs = next(line for line in orders.lines_of(books, order) if line.sku_text == "MUG-BLU")
    return olive, order, mugs, made


def test_what_was_lost_in_the_post_is_not_returnable_and_it_is_said_why(
    books: Session, shop: SmallShop
) -> None:
    olive, order, mugs, made = posted(books)
    assert mugs.returnable == 3

    shipment_outcomes.record(books, [made], State.LOST, by=olive, key="lost")

    assert (mugs.returnable, mugs.lost) == (0, 3)
    verdict = return_policy.verdict(books, order, [Announced(mugs.id, 1)])
    assert verdict.outcome is eligibility.Outcome.REFUSE
    assert "Lost in the post: 3 × Blue mug; 0 can still come back." in verdict.sentences
    with pytest.raises(NothingToReturn, match="can come back: 4 units were lost in the post"):
        returns.plan(books, order, shop.location_id(books, "LEEDS"))
    told, terms = [Announced(mugs.id, 1)], Terms(decided=True, despite="a regular")
    with pytest.raises((NotReturnable, TooManyReturned)):
        returns.authorise(books, order.id, told, terms, by=olive, key="return")
    assert mugs.return_open == 0
    assert verify.differences(books) == []


def test_what_was_found_again_may_come_back_and_then_is_not_lost(
    books: Session, shop: SmallShop
) -> None:
    olive, order, mugs, made = posted(books)
    shipment_outcomes.record(books, [made], State.LOST, by=olive, key="lost")

    shipment_outcomes.take_back(books, [made], by=olive, key="found")
    shipment_outcomes.record(books, [made], State.DELIVERED, by=olive, key="delivered")

    assert (mugs.returnable, mugs.lost, mugs.delivered) == (3, 0, 3)
    plan = returns.plan(books, order, shop.location_id(books, "LEEDS"), sku_id=mugs.sku_id, units=3)
    returns.accept(books, plan, by=olive, key="back")
    assert (mugs.returnable, mugs.returned) == (0, 3)
    shipment_outcomes.take_back(books, [made], by=olive, key="not delivered")
    with pytest.raises(NoLongerPossible, match="have come back since"):
        shipment_outcomes.record(books, [made], State.LOST, by=olive, key="lost again")


def test_lost_goods_are_paid_back_once_before_or_after_the_carrier_says_so(
    books: Session,
) -> None:
    olive, order, mugs, made = posted(books)
    refunds.propose(books, order.id, {mugs.id: 2}, "returnless", reason="late", by=olive, key="1")

    shipment_outcomes.record(books, [made], State.LOST, by=olive, key="lost")

    assert (mugs.returnless, mugs.lost, mugs.keepable, mugs.returnable) == (2, 3, 1, 0)
    refunds.propose(books, order.id, {mugs.id: 1}, "returnless", reason="lost", by=olive, key="2")
    assert (mugs.refunded_units, mugs.refunded_goods_minor, mugs.keepable) == (3, 3 * 850, 0)
    with pytest.raises(TooManyRefunded):
        refunds.propose(books, order.id, {mugs.id: 1}, "returnless", reason="x", by=olive, key="3")
    assert verify.differences(books) == []


def test_the_database_refuses_a_return_of_what_was_lost(books: Session) -> None:
    olive, _, mugs, made = posted(books)
    shipment_outcomes.record(books, [made], State.LOST, by=olive, key="lost")
    books.flush()

    with pytest.raises(IntegrityError), books.begin_nested():
        books.execute(update(OrderLine).where(OrderLine.id == mugs.id).values(returned=1))
