"""Locks, in the one order that everybody keeps: the order, then its stock, then other documents."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms.tables.orders import Order


def order(books: Session, order_id: int) -> Order:
    """The order, read afresh and locked until the transaction ends."""
    wanted = select(Order).where(Order.id == order_id).with_for_update()
    return books.scalars(wanted.execution_options(populate_existing=True)).one()
