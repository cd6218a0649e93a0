"""What came in, what is to go out, what was done once, and who holds which lease."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, BigId, Id, Minor, Moment, Short, Text, one_of

INBOX_STATES = ("received", "done", "failed")
OUTBOX_STATES = ("waiting", "sent", "dead")
APPROVAL_STATES = ("open", "approved", "declined", "expired", "failed")
PROPOSAL_STATES = ("open", "done", "dropped", "undone", "expired")


class InboxEvent(Base):
    """Something from outside, kept before it is acted on; the key makes a repeat harmless."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        one_of("state", *INBOX_STATES),
        Index("ix_inbox_received", "received_at", sqlite_where=text("state = 'received'"),
              postgresql_where=text("state = 'received'")),
    )  # fmt: skip
    id: Mapped[Id]
    source: Mapped[Short]
    key: Mapped[Text]
    payload: Mapped[dict[str, Any]]
    state: Mapped[Short] = mapped_column(default="received")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[Text | None]
    received_at: Mapped[Moment]
    done_at: Mapped[dt.datetime | None]


class OutboxMessage(Base):
    """A message to send, written in the transaction of the change it tells of."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("state", *OUTBOX_STATES),
        Index("ix_outbox_waiting", "not_before", sqlite_where=text("state = 'waiting'"),
              postgresql_where=text("state = 'waiting'")),
    )  # fmt: skip
    id: Mapped[Id]
    kind: Mapped[Short]
    """reply, notice, digest, picture, update."""
    key: Mapped[Text] = mapped_column(unique=True)
    """The same message is never queued twice; also sent along as its client_msg_id."""
    target: Mapped[Text]
    """A channel or user id."""
    thread: Mapped[Text | None]
    payload: Mapped[dict[str, Any]]
    state: Mapped[Short] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[Text | None]
    not_before: Mapped[Moment]
    created_at: Mapped[Moment]
    sent_at: Mapped[dt.datetime | None]
    sent_as: Mapped[Text | None]
    """The id that the receiving side gave the message (Slack's ts)."""


class Lease(Base):
    """Who may do a job alone, until when; `fence` grows with every new holder."""

    __tablename__ = "leases"
    name: Mapped[Short] = mapped_column(primary_key=True)
    holder: Mapped[Text]
    fence: Mapped[int]
    until: Mapped[Moment]


class Fired(Base):
    """A scheduled thing that was done for its slot (a local date), so that it is done once."""

    __tablename__ = "fired"
    name: Mapped[Short] = mapped_column(primary_key=True)
    slot: Mapped[Short] = mapped_column(primary_key=True)
    fired_at: Mapped[Moment]


class DoneCommand(Base):
    """A command that was carried out; the same key gives the same result again."""

    __tablename__ = "done_commands"
    key: Mapped[Text] = mapped_column(primary_key=True)
    name: Mapped[Short]
    arguments_hash: Mapped[Short]
    result: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    done_at: Mapped[Moment]


class Proposal(Base):
    """A write that was shown to somebody and waits for Confirm; later, what undoes it."""

    __tablename__ = "proposals"
    __table_args__ = (one_of("state", *PROPOSAL_STATES),)
    id: Mapped[Id]
    token: Mapped[Short] = mapped_column(unique=True)
    command: Mapped[Short]
    slots: Mapped[dict[str, Any]]
    shown: Mapped[dict[str, Any] | None]
    """What was asked, and a sign of what was shown for it; None: it was not shown by a command."""
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    target: Mapped[Text]
    thread: Mapped[Text | None]
    message: Mapped[Text | None]
    state: Mapped[Short] = mapped_column(default="open")
    undo: Mapped[dict[str, Any] | None]
    made_at: Mapped[Moment]
    until: Mapped[Moment]
    """Confirm is possible until then; once done, Undo is."""
    replaced_at: Mapped[dt.datetime | None]
    """When another preview was shown in its place."""


class Conversation(Base):
    """What somebody last spoke of in one place: what follows may leave it unsaid. Overwritten."""

    __tablename__ = "conversations"
    target: Mapped[Text] = mapped_column(primary_key=True)
    thread: Mapped[Text] = mapped_column(primary_key=True)
    """Empty outside a thread."""
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    focus: Mapped[dict[str, Any]]
    """Command and slots as a button carries them, of what was answered or shown last."""
    pending: Mapped[dict[str, Any] | None]
    """The same of the last change that was shown, with the token of its proposal."""
    until: Mapped[Moment]


class History(Base):
    """Who did what to what, when, through which door; appended with the change itself."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_about", "about_kind", "about_id"),)
    id: Mapped[Id]
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    source: Mapped[Short]
    """slack, sheet, formula, cli, job, import or channel."""
    what: Mapped[Short]
    about_kind: Mapped[Short]
    about_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[Text | None]


class HistorySeal(Base):
    """A row of the history, sealed into the chain: each seal holds the hash of the one before."""

    __tablename__ = "history_seals"
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    """1, 2, 3 ... without a gap, in the order of sealing."""
    history_id: Mapped[int] = mapped_column(ForeignKey("history.id"), unique=True)
    before: Mapped[Short]
    hash: Mapped[Short]


class Approval(Base):
    """Something that a second person must agree to before it is done."""

    __tablename__ = "approvals"
    __table_args__ = (
        one_of("state", *APPROVAL_STATES),
        CheckConstraint("decided_by_id <> asked_by_id", name="second_person"),
        Index("ix_approvals_open", "asked_at", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    command: Mapped[Short]
    arguments: Mapped[dict[str, Any]]
    about_kind: Mapped[Short]
    about_id: Mapped[int | None]
    permission: Mapped[Short]
    """What the second person must be allowed to do, up to `amount_minor`."""
    amount_minor: Mapped[Minor | None]
    why: Mapped[Text]
    state: Mapped[Short] = mapped_column(default="open")
    key: Mapped[Text] = mapped_column(unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    asked_at: Mapped[Moment]
    until: Mapped[Moment]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    decided_at: Mapped[dt.datetime | None]
    result: Mapped[dict[str, Any] | None]


class ExceptionCase(Base):
    """Something that does not add up and waits for a person; one open case a subject."""

    __tablename__ = "exception_cases"
    __table_args__ = (
        one_of("state", "open", "resolved"),
        Index("uq_exception_cases_open", "kind", "subject", unique=True,
              sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    kind: Mapped[Short]
    subject: Mapped[Text]
    detail: Mapped[Text]
    state: Mapped[Short] = mapped_column(default="open")
    opened_at: Mapped[Moment]
    resolved_at: Mapped[dt.datetime | None]
    about_kind: Mapped[Short | None]
    """order, return, sku, shipment ...: what it is about, with its id beside it."""
    about_id: Mapped[int | None]
