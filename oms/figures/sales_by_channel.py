"""What sold where: orders, units and money by channel."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms.figures.figure import Figure, Period
from oms.tables.catalogue import Channel
from oms.tables.orders import Order, OrderLine


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row a channel that sold: `channel`, `orders`, `units`, `goods_minor` (before returns)."""
    # adding 0 keeps SQLite from walking the index of all orders by channel instead of by day
    group = Order.channel_id + 0
    kept = OrderLine.ordered - OrderLine.cancelled
    worth = OrderLine.amount_minor * kept / OrderLine.ordered
    lines = (
        select(
            group.label("channel_id"),
            func.count(func.distinct(Order.id)).label("orders"),
            func.sum(kept).label("units"),
            func.sum(worth).label("goods"),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.placed_at >= period.start, Order.placed_at < period.end)
        .where(Order.state.not_in(("draft", "cancelled")))
        .group_by(group)
        .subquery()
    )
    rows = books.execute(
        select(Channel.name, lines.c.orders, lines.c.units, lines.c.goods)
        .join(lines, lines.c.channel_id == Channel.id)
        .order_by(lines.c.goods.desc(), Channel.name)
    ).all()
    table = pd.DataFrame(
        [tuple(row) for row in rows], columns=["channel", "orders", "units", "goods_minor"]
    )
    return table.astype({"orders": "int64", "units": "int64", "goods_minor": "int64"})


FIGURE = Figure(
    name="sales_by_channel",
    title="Sales by channel",
    unit="orders, units, minor units of money",
    means="Orders placed in the period that are not drafts or cancelled, by channel: how many,"
    " units ordered less cancelled, and their goods as booked.",
    place=10,
    build=build,
)
