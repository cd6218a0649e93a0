"""What sold best: the SKUs with the most units ordered."""

from __future__ import annotations

import pandas as pd
from sqlalchemy.orm import Session

from oms import sales
from oms.figures.figure import Figure, Period

LISTED = 5


def build(books: Session, period: Period) -> pd.DataFrame:
    """At most five rows, most units first: `sku`, `title`, `units`."""
    found = sales.best(books, (period.start, period.end), limit=LISTED)
    table = pd.DataFrame([vars(one) for one in found], columns=["sku", "title", "units"])
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
