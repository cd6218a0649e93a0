"""What sold where: orders, units and money by channel."""

from __future__ import annotations

import pandas as pd
from sqlalchemy.orm import Session

from oms import sales
from oms.figures.figure import Figure, Period

COLUMNS = ["channel", "currency", "orders", "units", "goods_minor"]


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row a channel and currency that sold: the names in `COLUMNS` (before returns)."""
    sold = sales.by_channel(books, (period.start, period.end))
    table = pd.DataFrame([vars(one) for one in sold], columns=COLUMNS)
    return table.astype({"orders": "int64", "units": "int64", "goods_minor": "int64"})


FIGURE = Figure(
    name="sales_by_channel",
    title="Sales by channel",
    unit="orders, units, minor units of money",
    means="Orders placed in the period that are not drafts or cancelled, by channel and currency:"
    " how many, units ordered less cancelled (components in place of their kits), and their"
    " goods as booked.",
    place=10,
    build=build,
)
