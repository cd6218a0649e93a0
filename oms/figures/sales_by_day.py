"""How trade went: goods ordered on each day, for the picture in the digest."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock
from oms.figures.figure import Figure, Period
from oms.tables.catalogue import Channel
from oms.tables.orders import Order


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row a day and channel, every day there: `day`, `channel`, `total_minor`."""
    rows = books.execute(
        select(Order.placed_at, Channel.name, Order.total_minor)
        .join(Channel, Channel.id == Order.channel_id)
        .where(Order.placed_at >= period.start, Order.placed_at < period.end)
        .where(Order.state.not_in(("draft", "cancelled")))
    ).all()
    sold = pd.DataFrame(
        [(clock.day_of(at, period.zone), channel, total) for at, channel, total in rows],
        columns=["day", "channel", "total_minor"],
    )
    days = [
        period.first + dt.timedelta(days=number)
        for number in range((period.last - period.first).days + 1)
    ]
    channels = sorted(set(sold["channel"])) or ["No sales"]
    every = pd.MultiIndex.from_product([days, channels], names=["day", "channel"])
    summed = sold.groupby(["day", "channel"])["total_minor"].sum()
    return summed.reindex(every, fill_value=0).astype("int64").reset_index()


FIGURE = Figure(
    name="sales_by_day",
    title="Sales by day",
    unit="minor units of money",
    means="Totals of orders placed on each day, drafts and cancelled orders left out, by channel.",
    place=5,
    build=build,
    days=14,
)
