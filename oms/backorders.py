"""Giving freed stock to the orders that wait for it: in rank, each in its own transaction."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from oms import locks, reservations, routing, waiting
from oms.actors import Who
from oms.database import Database
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
            database.write(partial(_done, sku_id=sku_id, times=times))
    return looked_at


def _done(books: Session, *, sku_id: int, times: int) -> None:
    # asked again meanwhile: the row stays, and the next round takes it
    books.execute(delete(FillWanted).where(FillWanted.sku_id == sku_id, FillWanted.asked == times))


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
