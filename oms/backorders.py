"""Giving freed stock to the orders that wait for it: in rank, each in its own transaction."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from oms import fills, incoming, locks, orders, reservations, routing, waiting
from oms.actors import Who
from oms.database import Database
from oms.tables.orders import Order, OrderLine
from oms.tables.stock import FillWanted


def is_wanted(books: Session) -> bool:
    """Whether anybody asked for stock to be given out."""
    return books.scalars(select(FillWanted.sku_id).limit(1)).first() is not None


def drain(database: Database, *, by: Who) -> int:
    """Give out what was asked for, until nothing is asked any more.

    Whoever frees stock only asks, so nobody ever holds the lock of a SKU while they wait for that
    of an order. Killed half way, the rest is still asked for. Harmless when several drain at once.

    Returns:
        How many orders were looked at.
    """
    looked_at = 0
    while asked := _asked(database):
        for sku_id, times in asked:
            looked_at += _give_out(database, sku_id, by=by)
            _promise_days(database, sku_id)
            database.write(partial(_done, sku_id=sku_id, times=times))
    return looked_at


def _done(books: Session, *, sku_id: int, times: int) -> None:
    # asked again meanwhile: the row stays, and the next round takes it
    books.execute(delete(FillWanted).where(FillWanted.sku_id == sku_id, FillWanted.asked == times))


def ask_for_all(books: Session) -> None:
    """Ask for every SKU that somebody waits for.

    What frees stock asks by itself. This is for what changes otherwise: a place begins to send, a
    channel gets another policy, an order that ships complete has kept others waiting long enough.
    """
    wanted = (
        select(OrderLine.sku_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.sku_id.is_not(None), *waiting.may_be_given())
        .distinct()
    )
    fills.ask(books, [sku_id for sku_id in books.scalars(wanted) if sku_id is not None])


def _promise_days(database: Database, sku_id: int) -> None:
    """Tell the orders that wait by which day they can leave now."""
    with database.reading() as books:
        changed = incoming.stale(books, sku_id)
    for order_id in changed:
        database.write(partial(_promise_day, order_id=order_id))


def _promise_day(books: Session, *, order_id: int) -> None:
    order = locks.order(books, order_id)
    incoming.promise(books, order, lines=orders.lines_of(books, order))


def _asked(database: Database) -> list[tuple[int, int]]:
    with database.reading() as books:
        wanted = select(FillWanted.sku_id, FillWanted.asked).order_by(FillWanted.sku_id)
        return [(row.sku_id, row.asked) for row in books.execute(wanted)]


def _give_out(database: Database, sku_id: int, *, by: Who) -> int:
    with database.reading() as books:
        queue = list(dict.fromkeys(one.order_id for one in waiting.of(books, [sku_id])))
    for place, order_id in enumerate(queue):
        if not database.write(partial(_give, sku_id=sku_id, order_id=order_id, by=by)):
            return place
    return len(queue)


def _give(books: Session, *, sku_id: int, order_id: int, by: Who) -> bool:
    """Give an order what it may have; False when nothing of the SKU is left to give."""
    if not routing.any_free(books, sku_id):
        return False
    reservations.reserve_order(books, locks.order(books, order_id), by=by)
    return True
