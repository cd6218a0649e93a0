"""Messages to send, written in the transaction of the change they tell of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from oms import clock
from oms.inserts import NewRow
from oms.tables.messages import OutboxMessage

MESSAGES: Table = OutboxMessage.__table__  # type: ignore[assignment]
MESSAGE = NewRow(OutboxMessage, "id")
SENT = (
    update(MESSAGES)
    .where(MESSAGES.c.id == bindparam("message_id"))
    .values(state="sent", sent_at=bindparam("at"), sent_as=bindparam("known_as"), error=None)
)
LEASE = dt.timedelta(seconds=60)
"""How long a claimed message is left alone; longer than a send can take."""


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to send, copied out of the books."""

    id: int
    key: str
    kind: str
    target: str
    thread: str | None
    payload: dict[str, Any]
    attempts: int = 1
    error: str | None = None
    """What the last attempt ended with."""


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
    now = clock.now()
    return MESSAGE.put(
        books,
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


def claim(books: Session, limit: int = 20) -> list[Claimed]:
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
    taken = []
    for row in books.scalars(due):
        row.attempts += 1
        taken.append(
            Claimed(
                row.id,
                row.key,
                row.kind,
                row.target,
                row.thread,
                row.payload,
                row.attempts,
                row.error,
            )
        )
        # should we die now, nobody knows how this attempt ended
        row.not_before, row.error = now + LEASE, None
    books.flush()
    return taken


def sent(books: Session, arrived: Mapping[int, str]) -> None:
    """Say which messages arrived, and which id the receiving side gave each.

    Args:
        books: open for writing.
        arrived: id of a message -> its id there; at least one.
    """
    now = clock.now()
    # past the mapper: nobody holds the messages as objects
    told = [{"message_id": one, "at": now, "known_as": known} for one, known in arrived.items()]
    books.connection().execute(SENT, told)


def put_off(books: Session, message_id: int, until: dt.datetime, error: str) -> None:
    """Try a message again later."""
    message = books.get_one(OutboxMessage, message_id)
    message.not_before, message.error = until, error[:500]


def give_up(books: Session, message_id: int, error: str) -> None:
    """Stop trying to send a message; a person sees it among the exceptions."""
    message = books.get_one(OutboxMessage, message_id)
    message.state, message.error = "dead", error[:500]


def waiting(books: Session) -> list[OutboxMessage]:
    """Messages not sent yet, oldest first."""
    wanted = select(OutboxMessage).where(OutboxMessage.state != "sent")
    return list(books.scalars(wanted.order_by(OutboxMessage.id)))


def sent_as(books: Session, target: str, ts: str) -> dict[str, Any]:
    """What was sent to a place and got that id there; empty where nothing of ours did."""
    wanted = select(OutboxMessage.payload).where(
        OutboxMessage.target == target, OutboxMessage.sent_as == ts
    )
    return books.scalars(wanted.limit(1)).first() or {}


def requeue(books: Session) -> None:
    """After a start: what was claimed by a program that is gone is due at once."""
    now = clock.now()
    books.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == "waiting", OutboxMessage.attempts > 0)
        .where(OutboxMessage.error.is_(None), OutboxMessage.not_before > now)
        .values(not_before=now)
    )
