"""What is held: open orders that wait for a person, whose each is and how long already."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, holds
from oms.figures.figure import Figure, Period
from oms.tables.orders import Order, OrderHold


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row a hold, the oldest first: `order`, `why`, `owner` (may be empty), `days`."""
    numbers = {
        row.id: row.number
        for row in books.execute(
            select(Order.id, Order.number)
            .join(OrderHold, OrderHold.order_id == Order.id)
            .where(Order.state == "open", OrderHold.released_at.is_(None))
        )
    }
    held = [one for of in holds.of_many(books, numbers).values() for one in of]
    rows = [
        (numbers[one.order_id], one.words, one.owner,
         max(0, (period.last - clock.day_of(one.placed_at, period.zone)).days + 1))
        for one in sorted(held, key=lambda one: (one.placed_at, one.id))
        if one.placed_at < period.end
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["order", "why", "owner", "days"])


FIGURE = Figure(
    name="held_orders",
    title="On hold",
    unit="orders, days",
    means="Holds in force on open orders that were placed by the end of the period, by age.",
    place=45,
    build=build,
    is_of_now=True,
)
