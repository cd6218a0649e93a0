"""Checks that see a bug which no event of the machine can: each opens a shop of its own."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from oms import actors, clock, locks, orders, refund_cards, schema, shipment_outcomes, shipping
from oms.database import Database
from oms.locks import OutOfOrder
from oms.shipment_states import State
from oms.tables.orders import Payment
from tests.oms.swapped import comes_back, promised, swap
from tests.small_shop import OWNER, open_small_shop

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


@contextmanager
def small_shop() -> Iterator[Session]:
    """Books of a small shop, open for writing."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'shop.sqlite'}")
        schema.upgrade(database)
        clock.set_source(lambda: NOON)
        try:
            with database.writing() as books:
                open_small_shop(books, today=NOON.date())
                yield books
        finally:
            clock.set_source(None)
            database.close()


def goods_in_exchange_are_paid_with_what_came_back() -> None:
    """A mug of £8.50 for a bag of £3.95: the mug is refunded whole, and £4.55 is sent back."""
    with small_shop() as books:
        olive = actors.who(books, OWNER)
        exchange = promised(books, swap(books, "BAG-JUTE"), by=olive)

        refund = comes_back(books, exchange)

        payments = books.query(Payment).filter_by(order_id=exchange.child_id)
        paid = sum(payment.amount_minor for payment in payments)
        assert (refund.amount_minor, paid, refund_cards.to_send(books, refund)) == (850, 395, 455)


def several_orders_are_locked_by_their_ids() -> None:
    """Parcels of two orders arrive in one command: the lower order is locked first."""
    assert locks.STRICT
    with small_shop() as books:
        olive = actors.who(books, OWNER)
        left = []
        for number in ("1042", "1043"):
            plan = shipping.plan(books, orders.by_number(books, number))
            left += shipping.ship(books, plan, by=olive, key=f"ship {number}")
        try:
            shipment_outcomes.record(books, left, State.DELIVERED, by=olive, key="delivered")
        except OutOfOrder as fault:
            raise AssertionError(str(fault)) from fault


CHECKS = (goods_in_exchange_are_paid_with_what_came_back, several_orders_are_locked_by_their_ids)
