"""Messages to send, written in the transaction of the change they tell of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from oms import clock
from oms.tables.messages import OutboxMessage

LEASE = dt.timedelta(seconds=60)
"""How long a claimed message is left alone; longer than a send can take."""


def tell(  # noqa: PLR0913  a message is that many facts
    books: Session,
    *,
    kind: str,
    key: str,
    target: str,
    payload: dict[str, Any],
    thread: str | None = None,
    not_before: dt.datetime | None = None,
    claimed: bool = False,
) -> int | None:
    """Queue a message; gives its id, or None when one with that key was queued before.

    `claimed`: the caller sends it itself as soon as the transaction is committed; should it die
    before that, the message is due after the lease like any claimed one.
    """
    insert = sqlite.insert if books.get_bind().dialect.name == "sqlite" else postgresql.insert
    now = clock.now()
    queued = books.execute(
        insert(OutboxMessage)
        .values(
            kind=kind,
            key=key,
            target=target,
            thread=thread,
            payload=payload,
            state="waiting",
            attempts=int(claimed),
            not_before=now + LEASE if claimed else not_before or now,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(OutboxMessage.id)
    )
    return queued.scalar_one_or_none()


def claim(books: Session, limit: int = 20) -> list[OutboxMessage]:
    """Take messages that are due, oldest first; nobody else gets them for a minute.

    `attempts` above 1 says that an earlier send may have arrived without our knowing.
    """
    now = clock.now()
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.state == "waiting", OutboxMessage.not_before <= now)
        .order_by(OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(books.scalars(due))
    for message in taken:
        message.attempts += 1
        message.not_before = now + LEASE
    books.flush()
    return taken


def sent(books: Session, message_id: int, sent_as: str) -> None:
    """Say that a message arrived, and which id the receiving side gave it."""
    message = books.get_one(OutboxMessage, message_id)
    message.state, message.sent_at, message.sent_as = "sent", clock.now(), sent_as
    message.error = None


def put_off(books: Session, message_id: int, until: dt.datetime, error: str) -> None:
    """Try a message again later."""
    message = books.get_one(OutboxMessage, message_id)
    message.not_before, message.error = until, error[:500]


def give_up(books: Session, message_id: int, error: str) -> None:
    """Stop trying to send a message; a person sees it among the exceptions."""
    message = books.get_one(OutboxMessage, message_id)
    message.state, message.error = "dead", error[:500]


def next_due(books: Session) -> dt.datetime | None:
    """When the next waiting message is due; None when none waits."""
    wanted = select(OutboxMessage.not_before).where(OutboxMessage.state == "waiting")
    return books.scalars(wanted.order_by(OutboxMessage.not_before).limit(1)).first()


def waiting(books: Session) -> list[OutboxMessage]:
    """Messages not sent yet, oldest first."""
    wanted = select(OutboxMessage).where(OutboxMessage.state != "sent")
    return list(books.scalars(wanted.order_by(OutboxMessage.id)))


def requeue(books: Session) -> None:
    """After a start: what was claimed by a program that is gone is due at once."""
    now = clock.now()
    books.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == "waiting", OutboxMessage.attempts > 0)
        .where(OutboxMessage.error.is_(None), OutboxMessage.not_before > now)
        .values(not_before=now)
    )
