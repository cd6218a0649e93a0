"""What was typed in the ledger and not taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, settings
from oms.tables.sheet import LedgerProblem


@dataclass(frozen=True)
class OpenProblem:
    """One cell that waits to be mended."""

    id: int
    tab: str
    row: str
    column: str
    typed: str
    why: str
    remedy: str
    seen_on: dt.date


def open_problems(books: Session) -> list[OpenProblem]:
    """Problems that are open, the oldest first."""
    zone = settings.zone(books)
    wanted = select(LedgerProblem).where(LedgerProblem.cleared_at.is_(None))
    return [
        OpenProblem(row.id, row.tab, row.row_key, row.column, row.typed, row.why, row.remedy,
                    clock.day_of(row.seen_at, zone))
        for row in books.scalars(wanted.order_by(LedgerProblem.id))
    ]  # fmt: skip
