"""An order that is known comes again in a channel's file: what of it may change here.

The channel's word wins for payment and for cancelling what has not left; ours wins for what was
shipped and for what was cancelled here.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import exceptions, history, orders, reservations, shipping
from oms.actors import Who
from oms.errors import ShopError
from oms.history import About
from oms.order_in import OrderIn
from oms.tables.orders import Order


def refresh(books: Session, order_id: int, told: OrderIn, *, by: Who) -> bool:
    """Bring a known order up to date with what the channel says now; whether anything changed."""
    order = shipping.lock_order(books, order_id)
    before = {"payment": order.payment, "state": order.state}
    if order.state == "cancelled":
        return False
    if told.payment != order.payment:
        order.payment = told.payment
    if told.state == "cancelled" and order.state == "open":
        _cancel(books, order)
    elif told.state == "completed" and order.state == "open":
        _ship(books, order, by=by)
    after = {"payment": order.payment, "state": order.state}
    if after == before:
        return False
    order.version += 1
    about = About("order", order.id)
    history.record(books, by=by, what="changed at the channel", about=about, before=before,
                   after=after)  # fmt: skip
    books.flush()
    return True


def _cancel(books: Session, order: Order) -> None:
    """Cancel what has not left; what has left stays shipped."""
    lines = orders.lines_of(books, order)
    for line in lines:
        reservations.release(books, line, line.reserved)
        line.cancelled += line.open_units
    order.state = "completed" if any(line.shipped for line in lines) else "cancelled"
    books.flush()


def _ship(books: Session, order: Order, *, by: Who) -> None:
    """The channel says it left: ship what is reserved, and ask about the rest."""
    try:
        plan = shipping.plan(books, order)
        key = f"import:{order.channel_id}:{order.their_id}:fulfilled:{order.version}"
        shipping.ship(books, plan, by=by, key=key)
    except ShopError as refusal:
        detail = f"The channel says that order {order.number} has left. {refusal.message}"
        exceptions.open_case(books, "shipped_elsewhere", f"order {order.number}", detail)
