"""What does not add up: open exception cases and what the ledger would not take."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, exceptions
from oms.figures.figure import Figure, Period
from oms.tables.sheet import LedgerProblem


def build(books: Session, period: Period) -> pd.DataFrame:
    """A row a case, the oldest first: `kind`, `detail`, `days` open."""
    today = period.last + dt.timedelta(days=1)

    def days(moment: dt.datetime) -> int:
        return max(0, (today - clock.day_of(moment, period.zone)).days)

    rows = [(case.kind, case.detail, days(case.opened_at)) for case in exceptions.waiting(books)]
    open_problems = select(LedgerProblem).where(LedgerProblem.cleared_at.is_(None))
    rows += [
        ("ledger", f"{one.tab}, {one.row_key}, {one.column}: {one.why}", days(one.seen_at))
        for one in books.scalars(open_problems.order_by(LedgerProblem.id))
    ]
    return pd.DataFrame(rows, columns=["kind", "detail", "days"])


FIGURE = Figure(
    name="exceptions",
    title="Does not add up",
    unit="cases, days",
    means="Exception cases that are open, and cells of the ledger that were not taken, by age.",
    place=60,
    build=build,
    is_of_now=True,
)
