"""Releasing holds and giving the order its stock at once; what its money or address let go too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from oms import fills, holds, kit_lines, locks, orders, reservations
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


def restore(books: Session, order: Order, promised: Mapping[int, int], *, by: Who) -> None:
    """Promise the lines of an order again what they had, as far as it is free; held or not.

    Args:
        books: open for writing; the caller has locked the order.
        order: an open one.
        promised: line id -> units that were promised to it.
        by: who took back what let them go.
    """
    lines = reservations.locked_lines(books, order)
    demand: dict[int, int] = defaultdict(int)
    for line in kit_lines.physical(lines):
        units = min(line.backordered, promised.get(line.id, 0) - line.reserved)
        if line.sku_id is not None and units > 0:
            demand[line.sku_id] += units
    if order.state == "open" and demand:
        reservations.give(books, order, lines, by=by, demand=dict(demand))


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
