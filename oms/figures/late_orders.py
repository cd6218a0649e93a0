"""What is late: open orders past their ship-by day."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from sqlalchemy.orm import Session

from oms import order_lists
from oms.figures.figure import Figure, Period


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row an order, the latest first: `order`, `customer`, `channel`, `stage`, `days_late`."""
    today = period.last + dt.timedelta(days=1)
    rows = [
        (one.number, one.customer, one.channel, one.stage, (today - one.ship_by).days)
        for one in order_lists.late(books, today)
        if one.ship_by is not None
    ]
    return pd.DataFrame(rows, columns=["order", "customer", "channel", "stage", "days_late"])


FIGURE = Figure(
    name="late_orders",
    title="Late orders",
    unit="orders, days",
    means="Orders that are open on the day after the period and were to leave before it.",
    place=40,
    build=build,
    is_of_now=True,
)
