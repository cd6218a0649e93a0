"""What the ledger shows of stock and orders, each in a question or two for the whole tab."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session

from oms import clock, order_states, settings
from oms.order_states import Progress
from oms.tables.catalogue import Channel, Location, ReorderRule, Sku
from oms.tables.orders import Order, OrderHold, OrderLine, Shipment
from oms.tables.people import Customer
from oms.tables.stock import Level, Promise
from oms.values import decimal_of

ORDER_DAYS = 30


@dataclass(frozen=True)
class StockRow:
    """A SKU at a location."""

    sku_id: int
    sku: str
    title: str
    location_id: int
    location: str
    on_hand: int
    reserved: int
    held: int
    reorder_at: int | None

    @property
    def available(self) -> int:
        """Units free to promise."""
        return self.on_hand - self.reserved - self.held


@dataclass(frozen=True)
class OrderRow:
    """An order in the ledger."""

    number: str
    channel: str
    their_number: str
    customer: str
    town: str
    placed_on: dt.date
    ship_by: dt.date | None
    stage: str
    units: int
    total: float
    parcels: int


def stock_rows(books: Session) -> Iterator[StockRow]:
    """Every SKU at every place where it is, was, or has a reorder point; by SKU, then place."""
    levels = (
        select(
            Level.sku_id,
            Level.location_id,
            func.sum(Level.units).label("on_hand"),
            func.sum(case((Level.bucket != "sellable", Level.units), else_=0)).label("held"),
        )
        .group_by(Level.sku_id, Level.location_id)
        .subquery()
    )
    pairs = (
        select(Level.sku_id, Level.location_id)
        .union(select(ReorderRule.sku_id, ReorderRule.location_id))
        .subquery()
    )
    rows = books.execute(
        select(
            Sku.id, Sku.code, Sku.title, Location.id, Location.name,
            func.coalesce(levels.c.on_hand, 0), func.coalesce(Promise.reserved, 0),
            func.coalesce(levels.c.held, 0), ReorderRule.point,
        )
        .select_from(pairs)
        .join(Sku, Sku.id == pairs.c.sku_id)
        .join(Location, Location.id == pairs.c.location_id)
        .outerjoin(levels, _at(levels.c.sku_id, levels.c.location_id))
        .outerjoin(Promise, _at(Promise.sku_id, Promise.location_id))
        .outerjoin(ReorderRule, _at(ReorderRule.sku_id, ReorderRule.location_id))
        .where(Sku.active, Location.active, Location.is_physical)
        .order_by(Sku.code_key, Location.rank, Location.id)
    )  # fmt: skip
    for sku_id, code, title, place_id, place, on_hand, reserved, held, point in rows:
        yield StockRow(
            sku_id, code, title, place_id, place, int(on_hand), int(reserved), int(held), point
        )


def order_rows(books: Session) -> Iterator[OrderRow]:
    """Open orders, and those placed in the last thirty days; the newest first."""
    zone = settings.zone(books)
    since = clock.now() - dt.timedelta(days=ORDER_DAYS)
    open_units = OrderLine.ordered - OrderLine.cancelled - OrderLine.shipped
    lines = (
        select(
            OrderLine.order_id,
            func.sum(OrderLine.ordered - OrderLine.cancelled).label("units"),
            func.sum(open_units).label("open"),
            func.sum(open_units - OrderLine.reserved).label("short"),
            func.sum(OrderLine.shipped).label("shipped"),
            func.sum(OrderLine.returned).label("returned"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(or_(Order.state == "open", Order.placed_at >= since))
        .group_by(OrderLine.order_id)
        .subquery()
    )
    held = select(OrderHold.order_id).where(OrderHold.released_at.is_(None)).distinct().subquery()
    parcels = (
        select(Shipment.order_id, func.count().label("count"))
        .where(Shipment.state.not_in(("undone", "void")))
        .group_by(Shipment.order_id)
        .subquery()
    )
    rows = books.execute(
        select(Order, Channel.name, Customer.name, lines, held.c.order_id, parcels.c.count)
        .join(Channel, Channel.id == Order.channel_id)
        .join(lines, lines.c.order_id == Order.id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .outerjoin(held, held.c.order_id == Order.id)
        .outerjoin(parcels, parcels.c.order_id == Order.id)
        .order_by(Order.placed_at.desc(), Order.id.desc())
    )
    for order, channel, customer, _, units, left, short, out, back, on_hold, count in rows:
        yield OrderRow(
            number=order.number,
            channel=channel,
            their_number=order.their_number,
            customer=customer or "",
            town=order.town or "",
            placed_on=clock.day_of(order.placed_at, zone),
            ship_by=order.ship_by,
            stage=order_states.stage(
                order.state,
                held=on_hold is not None,
                units=Progress(int(left), int(short), int(out), int(back)),
            ),
            units=int(units),
            total=float(decimal_of(order.total_minor, order.currency)),
            parcels=count or 0,
        )


def _at(sku: SQLColumnExpression[int], location: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return (sku == Sku.id) & (location == Location.id)
