"""What the ledger last showed, and what is on its way there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Moment, Short, Text, one_of

BATCH_STATES = ("prepared", "landed", "superseded")


class LedgerRow(Base):
    """What our cells of one row of the ledger showed when last accounted for."""

    __tablename__ = "ledger_rows"
    tab: Mapped[Short] = mapped_column(primary_key=True)
    row_key: Mapped[Text] = mapped_column(primary_key=True)
    shown: Mapped[dict[str, Any]]
    """Column name -> value, as typed in the ledger."""
    position: Mapped[int] = mapped_column(default=0)
    """The last movement that the shown figures include."""
    batch: Mapped[Short | None]


class LedgerBatch(Base):
    """One write to the ledger, recorded before it is sent; its id is the receipt in `_sync`."""

    __tablename__ = "ledger_batches"
    __table_args__ = (one_of("state", *BATCH_STATES),)
    id: Mapped[Short] = mapped_column(primary_key=True)
    order: Mapped[int] = mapped_column(unique=True)
    spreadsheet: Mapped[Text]
    state: Mapped[Short] = mapped_column(default="prepared")
    position: Mapped[int] = mapped_column(default=0)
    intents: Mapped[list[Any]]
    """[tab, row key, column, cell expected there before, value written]."""
    made_at: Mapped[Moment]
    landed_at: Mapped[dt.datetime | None]


class LedgerProblem(Base):
    """Something typed in the ledger that was not taken, and what to do about it."""

    __tablename__ = "ledger_problems"
    __table_args__ = (UniqueConstraint("tab", "row_key", "column", "typed"),)
    id: Mapped[Id]
    tab: Mapped[Short]
    row_key: Mapped[Text]
    column: Mapped[Short]
    typed: Mapped[Text]
    why: Mapped[Text]
    remedy: Mapped[Text]
    seen_at: Mapped[Moment]
    cleared_at: Mapped[dt.datetime | None]
