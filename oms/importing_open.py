"""Orders of a file that are still open: when they must leave, what is promised, what is unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, exceptions, orders, reservations, settings
from oms.actors import Who
from oms.tables.catalogue import Channel
from oms.tables.orders import Order, OrderHold, OrderLine


def settle(books: Session, order_ids: Iterable[int], *, by: Who) -> None:
    """Give newly imported open orders their ship-by day and their stock.

    An order with a product that is not known here is held, and a case names the product.
    """
    wanted = select(Order).where(Order.id.in_(list(order_ids)), Order.state == "open")
    zone = settings.zone(books)
    for order in list(books.scalars(wanted.order_by(Order.placed_at, Order.id))):
        channel = books.get_one(Channel, order.channel_id)
        placed_on = clock.day_of(order.placed_at, zone)
        order.ship_by = placed_on + dt.timedelta(days=channel.ship_within_days)
        unknown = [
            line
            for line in orders.lines_of(books, order)
            if line.sku_id is None and line.open_units
        ]
        held = any(hold.kind == "unknown_sku" for hold in orders.holds_of(books, order))
        if unknown and not held:
            _hold(books, order, unknown, by=by)
        reservations.reserve_order(books, order, by=by)
    books.flush()


def _hold(books: Session, order: Order, unknown: list[OrderLine], *, by: Who) -> None:
    names = ", ".join(line.sku_text or line.title for line in unknown)
    books.add(
        OrderHold(
            order_id=order.id,
            kind="unknown_sku",
            note=names,
            placed_by_id=by.id,
            placed_at=clock.now(),
        )
    )
    detail = f"Order {order.number} has products that are not in the catalogue: {names}."
    exceptions.open_case(books, "unknown_sku", f"order {order.number}", detail)
