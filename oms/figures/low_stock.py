"""What is running out: available at or under the reorder point."""

from __future__ import annotations

import pandas as pd
from sqlalchemy.orm import Session

from oms import stock
from oms.figures.figure import Figure, Period


def build(books: Session, _period: Period) -> pd.DataFrame:
    """A row a SKU and location, the shortest first: `sku`, `title`, `location`, `available`, ..."""
    rows = [
        (one.sku, one.title, one.location, one.available, one.point) for one in stock.low(books)
    ]
    columns = ["sku", "title", "location", "available", "reorder_at"]
    return pd.DataFrame(rows, columns=columns)


FIGURE = Figure(
    name="low_stock",
    title="Running out",
    unit="units",
    means="SKUs at a location whose available units are at or under the reorder point, now.",
    place=30,
    build=build,
    is_of_now=True,
)
