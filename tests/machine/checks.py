"""Checks that see a bug which no event of the machine can: each opens a shop of its own."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    count_lines,
    counts,
    importing_goods,
    locks,
    orders,
    refund_cards,
    schema,
    shipment_outcomes,
    shipping,
    stock,
    stock_counts,
)
from oms.allocation import Candidate, choose
from oms.counts import Where
from oms.database import Database
from oms.importing_goods import Into
from oms.locks import OutOfOrder
from oms.order_in import RowIn, StockIn
from oms.shipment_states import State
from oms.stock import StockAt
from oms.stock_counts import Wanted
from oms.tables.catalogue import Channel
from oms.tables.orders import Payment
from oms.tables.stock import CountLine
from tests.oms.swapped import comes_back, promised, swap
from tests.small_shop import OWNER, SmallShop, open_small_shop

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


@contextmanager
def small_database() -> Iterator[Database]:
    """The database of a small shop."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'shop.sqlite'}")
        schema.upgrade(database)
        clock.set_source(lambda: NOON)
        try:
            with database.writing() as books:
                open_small_shop(books, today=NOON.date())
            yield database
        finally:
            clock.set_source(None)
            database.close()


@contextmanager
def small_shop() -> Iterator[Session]:
    """Books of a small shop, open for writing."""
    with small_database() as database, database.writing() as books:
        yield books


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


def what_no_place_has_waits() -> None:
    """Ten mugs are wanted and one place has six: four wait."""
    choice = choose({7: 10}, [Candidate(1, {7: 6})])

    assert (choice.parts, choice.backordered) == ({1: {7: 6}}, {7: 4})


def an_import_of_stock_keeps_what_is_promised() -> None:
    """A file says that York has one blue mug more: what is promised from there stays promised."""
    with small_database() as database:
        shop = SmallShop(database)
        with database.writing() as books:
            olive, before = shop.owner(books), _mugs(books, shop)
            into = Into(books.scalars(select(Channel.id).limit(1)).one(), olive, mark="a file")
        row = RowIn(1, (), (StockIn("MUG-BLU", "Leeds", before.on_hand + 1),))
        taken = importing_goods.take(
            database, [row], into, rejected=lambda _: None, progress=lambda _: None
        )
        with database.reading() as books:
            after = _mugs(books, shop)
            assert (taken.rejects, after.reserved) == (0, before.reserved)
            assert (before.reserved > 0, after.on_hand) == (True, before.on_hand + 1)


def a_number_that_was_overtaken_is_asked_for_again() -> None:
    """Somebody counts, somebody else corrects the shelf: the number is not booked over that."""
    with small_database() as database, database.writing() as books:
        olive, shop = actors.who(books, OWNER), SmallShop(database)
        sku, leeds = shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS")
        made = stock_counts.draft(books, Wanted(leeds, (sku,)), by=olive, key="draft")
        stock_counts.start(books, made, by=olive, key="start")
        line = books.scalars(select(CountLine.id).where(CountLine.count_id == made)).one()
        stock_counts.answer(books, line, 1, by=olive, key="counted")
        counts.adjust(books, Where(sku, leeds), 1, reason="found", by=olive, key="found")

        assert count_lines.read(books, line)[1].state == "stale"


def _mugs(books: Session, shop: SmallShop) -> StockAt:
    return stock.at(books, shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))


CHECKS = (
    goods_in_exchange_are_paid_with_what_came_back,
    several_orders_are_locked_by_their_ids,
    what_no_place_has_waits,
    an_import_of_stock_keeps_what_is_promised,
    a_number_that_was_overtaken_is_asked_for_again,
)
