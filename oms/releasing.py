"""Releasing holds and giving the order its stock at once; what its money or address let go too."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from oms import fills, holds, locks, orders, reservations
from oms.actors import Who
from oms.tables.orders import Order


def settle(books: Session, order: Order, *, by: Who) -> None:
    """Bring the automatic holds of an order up to date; what may be reserved now is.

    The caller has locked the order.
    """
    if holds.refresh(books, order, by=by):
        reserve(books, order, by=by)


def reserve(books: Session, order: Order, *, by: Who) -> None:
    """Promise an order what stock there is, unless a hold forbids it."""
    if holds.may_reserve(books, order):
        reservations.reserve_order(books, order, by=by)


def let_go(books: Session, order: Order) -> None:
    """Let go of everything that is promised to an order and not being picked.

    The caller has locked the order. Others who wait for the stock are given it.
    """
    lines = [line for line in orders.lines_of(books, order) if line.reserved]
    skus = sorted({line.sku_id for line in lines if line.sku_id is not None})
    locks.stock(books, skus)
    for line in lines:
        books.refresh(line)
        reservations.release(books, line, line.reserved)
    fills.ask(books, skus)


def release(books: Session, order_id: int, kinds: Sequence[str], *, by: Who, key: str) -> list[int]:
    """Release the holds of these kinds, once for each `key`, and give the order its stock.

    Returns:
        The ids of the holds that were released.

    Raises:
        NotAllowed: the role does not release holds.
        NotHeld: no hold of a kind is in force.
    """
    order = locks.order(books, order_id)
    released = [
        hold_id
        for kind in kinds
        for hold_id in holds.release(books, order, kind, by=by, key=f"{key}:{kind}")
    ]
    reserve(books, order, by=by)
    return released
