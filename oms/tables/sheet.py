"""What the ledger last showed, and what is on its way there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Moment, Short, Text, one_of

BATCH_STATES = ("prepared", "landed", "superseded")
QUESTION_KINDS = ("conflict", "held", "rename", "new_row", "gone_rows", "late", "put_back")
QUESTION_STATES = ("open", "answered", "dropped")


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


class LedgerQuestion(Base):
    """Something about the ledger that only a person can decide, and what was decided."""

    __tablename__ = "ledger_questions"
    __table_args__ = (
        one_of("kind", *QUESTION_KINDS),
        one_of("state", *QUESTION_STATES),
        Index("ix_ledger_questions_open", "tab", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
        Index("ix_ledger_questions_place", "tab", "row_key"),
    )  # fmt: skip
    id: Mapped[Id]
    kind: Mapped[Short]
    identity: Mapped[Short] = mapped_column(unique=True)
    """Of this very disagreement: the same is asked once."""
    tab: Mapped[Short]
    row_key: Mapped[Text]
    column: Mapped[Short | None]
    facts: Mapped[dict[str, Any]]
    """What is shown to whoever answers, and what the answer needs; see `oms.ledger_questions`."""
    state: Mapped[Short] = mapped_column(default="open")
    answer: Mapped[Short | None]
    asked_at: Mapped[Moment]
    answered_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    version: Mapped[int] = mapped_column(default=1)
    """Grows when the facts change, so that no answer is to what somebody was not shown."""
