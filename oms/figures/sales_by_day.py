"""How trade went: goods ordered on each day, for the picture in the digest."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, settings
from oms.figures.figure import Figure, Period
from oms.tables.catalogue import Channel
from oms.tables.orders import Order

KINDS = ["day", "channel", "currency"]
COLUMNS = [*KINDS, "total_minor"]


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row a day, channel and currency, every day there: the names in `COLUMNS`."""
    rows = books.execute(
        select(Order.placed_at, Channel.name, Order.currency, Order.total_minor)
        .join(Channel, Channel.id == Order.channel_id)
        .where(Order.placed_at >= period.start, Order.placed_at < period.end)
        .where(Order.state.not_in(("draft", "cancelled")))
    ).all()
    sold = pd.DataFrame(
        [(clock.day_of(at, period.zone), *sale) for at, *sale in rows], columns=COLUMNS
    )
    days = [
        period.first + dt.timedelta(days=number)
        for number in range((period.last - period.first).days + 1)
    ]
    none = [("No sales", settings.value(books, "currency"))]
    kinds = sorted(set(zip(sold["channel"], sold["currency"], strict=True))) or none
    every = pd.MultiIndex.from_tuples([(day, *kind) for day in days for kind in kinds],
                                      names=KINDS)  # fmt: skip
    summed = sold.groupby(KINDS)["total_minor"].sum()
    return summed.reindex(every, fill_value=0).astype("int64").reset_index()


FIGURE = Figure(
    name="sales_by_day",
    title="Sales by day",
    unit="minor units of money",
    means="Totals of orders placed on each day, drafts and cancelled orders left out, by channel"
    " and currency.",
    place=5,
    build=build,
    days=14,
)
