"""What came back: returns by state, with their units and what they are worth."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms.figures.figure import Figure, Period
from oms.tables.returns import Return, ReturnLine


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row a state: `state`, `returns`, `units`, `worth_minor`; requested in the period."""
    rows = books.execute(
        select(
            Return.state,
            func.count(func.distinct(Return.id)),
            func.coalesce(func.sum(ReturnLine.units), 0),
            func.coalesce(func.sum(ReturnLine.amount_minor), 0),
        )
        .outerjoin(ReturnLine, ReturnLine.return_id == Return.id)
        .where(Return.requested_at >= period.start, Return.requested_at < period.end)
        .group_by(Return.state)
        .order_by(Return.state)
    ).all()
    table = pd.DataFrame(
        [tuple(row) for row in rows], columns=["state", "returns", "units", "worth_minor"]
    )
    return table.astype({"returns": "int64", "units": "int64", "worth_minor": "int64"})


FIGURE = Figure(
    name="returns_by_state",
    title="Returns",
    unit="returns, units, minor units of money",
    means="Returns requested in the period, by the state they are in now.",
    place=50,
    build=build,
    days=7,
)
