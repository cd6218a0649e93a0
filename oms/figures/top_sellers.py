"""What sold best: the SKUs with the most units ordered."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms.figures.figure import Figure, Period
from oms.tables.catalogue import Sku
from oms.tables.orders import Order, OrderLine

LISTED = 5


def build(books: Session, period: Period) -> pd.DataFrame:
    """At most five rows, most units first: `sku`, `title`, `units`."""
    units = func.sum(OrderLine.ordered - OrderLine.cancelled)
    rows = books.execute(
        select(Sku.code, Sku.title, units)
        .join(OrderLine, OrderLine.sku_id == Sku.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.placed_at >= period.start, Order.placed_at < period.end)
        .where(Order.state.not_in(("draft", "cancelled")))
        .group_by(Sku.id, Sku.code, Sku.title)
        .order_by(units.desc(), Sku.code)
        .limit(LISTED)
    ).all()
    table = pd.DataFrame([tuple(row) for row in rows], columns=["sku", "title", "units"])
    return table.astype({"units": "int64"})


FIGURE = Figure(
    name="top_sellers",
    title="Top sellers",
    unit="units",
    means="The five SKUs of which most units were ordered in the period, cancelled units left out.",
    place=20,
    build=build,
    days=7,
)
