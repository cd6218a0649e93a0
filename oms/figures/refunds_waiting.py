"""What is owed to customers and not paid yet: refunds to approve, pay or pay again."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock
from oms.figures.figure import Figure, Period
from oms.refund_cards import TO_DO
from oms.refund_states import WAITING
from oms.tables.money import Refund
from oms.tables.orders import Order


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row a refund, oldest first, `amount_minor` what goes back: see `columns`."""
    rows = books.execute(
        select(Refund, Order.number)
        .join(Order, Order.id == Refund.order_id)
        .where(Refund.state.in_(WAITING), Refund.requested_at < period.end)
        .order_by(Refund.requested_at, Refund.id)
    ).all()
    return pd.DataFrame(
        [
            (one.number, number, TO_DO[one.state], one.payout_minor, one.released_minor,
             one.currency, (period.last - clock.day_of(one.requested_at, period.zone)).days + 1)
            for one, number in rows
        ],
        columns=[
            "refund", "order", "state", "amount_minor", "released_minor", "currency", "days",
        ],
    )  # fmt: skip


FIGURE = Figure(
    name="refunds_waiting",
    title="Refunds that wait",
    unit="refunds, minor units of money, days",
    means="Refunds that were asked for by the end of the period and are neither settled nor"
    " called off now: to approve, to pay, to pay again, on their way. The amount is what goes back;"
    " released is what was never paid and is only owed no more.",
    place=55,
    build=build,
    is_of_now=True,
)
