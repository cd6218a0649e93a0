"""What the ledger last showed, and what is on its way there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, BigId, Id, Moment, Short, Text, one_of

BATCH_STATES = ("prepared", "landed", "superseded")
"""Superseded: it did not land, and cannot any more."""
QUESTION_KINDS = ("conflict", "held", "rename", "new_row", "gone_rows", "put_back")
QUESTION_STATES = ("open", "answered", "dropped")


class LedgerTab(Base):
    """What a tab of the ledger showed when last accounted for: the base of the merge."""

    __tablename__ = "ledger_tabs"
    title: Mapped[Short] = mapped_column(primary_key=True)
    sheet_id: Mapped[int | None]
    """Google's number of the tab; people may rename it."""
    body: Mapped[bytes | None]
    """Its columns as received, packed; None: never read."""
    patches: Mapped[dict[str, Any]]
    """Row key -> heading -> cell, where the base is another than the body."""
    names: Mapped[dict[str, Any]]
    """Our heading -> what people call it, where they renamed it."""
    gone: Mapped[dict[str, Any]]
    """Key of a row that left the ledger -> since when, and what it showed."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with every change of this row."""
    merged: Mapped[dict[str, Any] | None]
    """What of it is under merged cells, see `sheets.under_merges`; None: nothing."""
    step: Mapped[dict[str, Any] | None]
    """How far it shows what the books say, see `sheets.in_step`; None: that is not known."""


class StaleStock(Base):
    """A SKU of which the ledger may show old figures; it stands here as often as it changed.

    Written by triggers on both databases, so that no way to change stock can forget it, and taken
    out by the pass that looks at the SKU. A row that commits late is found by the next pass: what
    has to be looked at is what stands here, not what has a higher number than before.
    """

    __tablename__ = "ledger_stale_stock"
    id: Mapped[Id]
    sku_id: Mapped[int | None] = mapped_column(BigId)
    """None: of all SKUs, as the place changed at which they are."""


class LedgerRow(Base):
    """What is remembered of one row of the ledger between passes."""

    __tablename__ = "ledger_rows"
    tab: Mapped[Short] = mapped_column(primary_key=True)
    row_key: Mapped[Text] = mapped_column(primary_key=True)
    shown: Mapped[dict[str, Any]]
    """Inputs that were booked and could not be blanked, and the question that is open."""
    position: Mapped[int] = mapped_column(default=0)
    """The last movement that the shown figures include."""
    batch: Mapped[Short | None]


class LedgerBatch(Base):
    """One write to the ledger, recorded before it is sent; its id is the receipt in `_sync`."""

    __tablename__ = "ledger_batches"
    __table_args__ = (
        one_of("state", *BATCH_STATES),
        Index("ix_ledger_batches_open", "order", sqlite_where=text("state = 'prepared'"),
              postgresql_where=text("state = 'prepared'")),
    )  # fmt: skip
    id: Mapped[Short] = mapped_column(primary_key=True)
    order: Mapped[int] = mapped_column(unique=True)
    spreadsheet: Mapped[Text]
    """Its id; empty of those that were sent before this was kept."""
    state: Mapped[Short] = mapped_column(default="prepared")
    position: Mapped[int] = mapped_column(default=0)
    intents: Mapped[list[Any]]
    """[tab, row key, heading, row, column, cell expected there, value written, ...]."""
    plan: Mapped[dict[str, Any] | None]
    """The rows that it made, where it kept what was there before, which batches it ended."""
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
    noted: Mapped[str | None]
    """What was put on the cell as a note, and reached it; None: nothing, or it was taken off."""


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


class LedgerWish(Base):
    """Somebody who wants the ledger looked at now, and where they are told what came of it."""

    __tablename__ = "ledger_wishes"
    id: Mapped[Id]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    channel: Mapped[Short | None]
    thread: Mapped[Short | None]
    asked_at: Mapped[Moment]
