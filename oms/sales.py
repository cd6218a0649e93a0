"""What was sold: orders placed in a span of time, by channel and currency, and what sold best."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from oms.tables.catalogue import Channel, KitComponent, Sku
from oms.tables.orders import Order, OrderLine

Span = tuple[dt.datetime, dt.datetime]
"""The first moment, and the first moment after, both UTC."""
KEPT = OrderLine.ordered - OrderLine.cancelled
WORTH = OrderLine.amount_minor * KEPT / OrderLine.ordered
KITS = select(OrderLine.parent_line_id).where(OrderLine.parent_line_id.is_not(None))
IN_ONE = (
    select(func.sum(KitComponent.units))
    .where(KitComponent.kit_sku_id == OrderLine.sku_id)
    .correlate(OrderLine)
    .scalar_subquery()
)
IN_GOODS = case(
    (OrderLine.id.in_(KITS), 0),
    (OrderLine.shipped == 0, KEPT * func.coalesce(IN_ONE, 1)),
    else_=KEPT,
)
"""Of a kit its components count: lines of their own, or those that it will get when reserved."""


@dataclass(frozen=True)
class Only:
    """What a figure is about; None: all of it."""

    sku_id: int | None = None
    channel_id: int | None = None

    @property
    def in_all_products(self) -> Only:
        """The same of every product."""
        return Only(channel_id=self.channel_id)


EVERYTHING = Only()


@dataclass(frozen=True)
class Sold:
    """What one channel sold in one currency, returns not taken off."""

    channel: str
    currency: str
    orders: int
    units: int
    """Components in place of their kits, unless it is of one product."""
    goods_minor: int
    """The goods as booked, in minor units of that currency, cancelled units left out."""


@dataclass(frozen=True)
class Seller:
    """A product and how many units of it were ordered."""

    sku: str
    title: str
    units: int


def by_channel(books: Session, span: Span, only: Only = EVERYTHING) -> list[Sold]:
    """A row for each channel and currency in which something was sold, the most money first.

    Args:
        books: an open transaction.
        span: when the orders were placed; drafts and cancelled orders count for nothing.
        only: of one product or channel.
    """
    # adding 0 keeps SQLite from walking the index of all orders by channel instead of by day
    group = Order.channel_id + 0
    lines = (
        select(
            group.label("channel_id"),
            Order.currency,
            func.count(func.distinct(Order.id)).label("orders"),
            func.sum(KEPT if only.sku_id is not None else IN_GOODS).label("units"),
            func.sum(WORTH).label("goods"),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(*_sold(span, only))
        .group_by(group, Order.currency)
        .subquery()
    )
    rows = books.execute(
        select(Channel.name, lines.c.currency, lines.c.orders, lines.c.units, lines.c.goods)
        .join(lines, lines.c.channel_id == Channel.id)
        .order_by(lines.c.goods.desc(), Channel.name, lines.c.currency)
    )
    return [Sold(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows]


def best(books: Session, span: Span, *, limit: int, only: Only = EVERYTHING) -> list[Seller]:
    """The products of which most units were ordered, cancelled units left out."""
    units = func.sum(KEPT)
    rows = books.execute(
        select(Sku.code, Sku.title, units)
        .join(OrderLine, OrderLine.sku_id == Sku.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(*_sold(span, only))
        .group_by(Sku.id, Sku.code, Sku.title)
        .order_by(units.desc(), Sku.code)
        .limit(limit)
    )
    return [Seller(row[0], row[1], int(row[2])) for row in rows]


def in_all(sold: list[Sold]) -> list[tuple[str, int]]:
    """Currency -> minor units, the most first; money of two currencies is never added up."""
    sums: dict[str, int] = {}
    for one in sold:
        sums[one.currency] = sums.get(one.currency, 0) + one.goods_minor
    return sorted(sums.items(), key=lambda one: (-one[1], one[0]))


def an_order(sold: list[Sold]) -> list[tuple[str, int]]:
    """What the average order came to, as `in_all`; half a minor unit counts as one."""
    orders: dict[str, int] = {}
    for one in sold:
        orders[one.currency] = orders.get(one.currency, 0) + one.orders
    return [(currency, (2 * worth + orders[currency]) // (2 * orders[currency]))
            for currency, worth in in_all(sold)]  # fmt: skip


def _sold(span: Span, only: Only) -> list[ColumnElement[bool]]:
    """What makes a line of an order one that was sold then."""
    wanted = [
        Order.placed_at >= span[0],
        Order.placed_at < span[1],
        Order.state.not_in(("draft", "cancelled")),
        # goods sent again or back were sold once, with the order that they are sent for
        Order.origin != "reship",
    ]
    if only.channel_id is not None:
        wanted.append(Order.channel_id == only.channel_id)
    if only.sku_id is not None:
        wanted.append(OrderLine.sku_id == only.sku_id)
    return wanted
