"""Does the stock add up: opening + in − out ± counts = closing, over all physical places."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from oms.figures.figure import Figure, Period
from oms.tables.catalogue import Location
from oms.tables.stock import Level, Movement


def build(books: Session, period: Period) -> pd.DataFrame:
    """One row: `opening`, `units_in`, `units_out`, `counts` (signed), `closing`, `adds_up`.

    `closing` is taken from the levels, less what moved after the period; the rest from the
    movements. They agree unless the books are wrong.
    """
    source, to = aliased(Location), aliased(Location)
    flow = case((to.is_physical, Movement.units), else_=0) - case(
        (source.is_physical, Movement.units), else_=0
    )
    counted = (source.kind == "variance") | (to.kind == "variance")
    moved = (
        select(
            func.coalesce(func.sum(case((Movement.occurred_at < period.start, flow), else_=0)), 0),
            func.coalesce(func.sum(case((_in(period) & ~counted & (flow > 0), flow), else_=0)), 0),
            func.coalesce(func.sum(case((_in(period) & ~counted & (flow < 0), -flow), else_=0)), 0),
            func.coalesce(func.sum(case((_in(period) & counted, flow), else_=0)), 0),
            func.coalesce(func.sum(case((Movement.occurred_at >= period.end, flow), else_=0)), 0),
        )
        .join(source, source.id == Movement.from_location_id)
        .join(to, to.id == Movement.to_location_id)
    )
    opening, units_in, units_out, counts, later = (int(one) for one in books.execute(moved).one())
    levels = select(func.coalesce(func.sum(Level.units), 0)).join(Location)
    on_shelves = int(books.scalars(levels.where(Location.is_physical)).one())
    closing = on_shelves - later
    adds_up = opening + units_in - units_out + counts == closing
    return pd.DataFrame(
        [(opening, units_in, units_out, counts, closing, adds_up)],
        columns=["opening", "units_in", "units_out", "counts", "closing", "adds_up"],
    )


def _in(period: Period) -> ColumnElement[bool]:
    return (Movement.occurred_at >= period.start) & (Movement.occurred_at < period.end)


FIGURE = Figure(
    name="stock_balance",
    title="Stock adds up",
    unit="units",
    means="Units at all physical places: at the start, in, out, booked by counts and adjustments,"
    " and at the end by the levels; opening + in − out ± counts must equal closing.",
    place=70,
    build=build,
)
